package main

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/url"
	"testing"
)

// addLogo gives the workspace a logo, as a browser does.
func (s *site) addLogo(t *testing.T, workspace string) {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 600, 160))
	for y := range 160 {
		for x := range 600 {
			round := (x-80)*(x-80)+(y-80)*(y-80) < 76*76
			bar := x > 190 && x < 560 && (y > 30 && y < 70 || y > 100 && y < 122)
			if round || bar {
				m.SetNRGBA(x, y, color.NRGBA{150, 30, 60, 255})
			}
		}
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("logo", "logo.png")
	if err == nil {
		err = errors.Join(png.Encode(part, m), form.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.http.Post(s.base+workspace+"logo", form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Fatalf("the logo: status %d", resp.StatusCode)
	}
}

// addOffice adds the pages of whoever runs the installation, and of the admins of a workspace.
func (s *site) addOffice(t *testing.T, workspace, lang string) {
	t.Helper()
	text := "# Angaben nach § 5 DDG\nThiel & Partner mbB\nHafenstraße 4\n20457 Hamburg\n\nE-Mail: post@thiel.example"
	legal := "/admin/legal/imprint/" + lang
	for _, version := range []string{"Thiel & Partner", text} {
		seen := s.get(legal).all("input", map[string]string{"name": "seen"})[0]
		s.post(legal, url.Values{"step": {"save"}, "text": {version}, "seen": {attr(seen, "value")}})
	}
	s.addLogo(t, workspace)
	periods := "guest=30&client=400&session=30&link=90&log=365&snapshot=30"
	for name, address := range map[string]string{
		"retention": "/admin/retention", "retention-preview": "/admin/retention?preview=1&" + periods,
		"legal-texts": "/admin/legal", "legal-edit": legal, "legal-version": legal + "?version=1",
		"models": "/admin/models", "settings": workspace + "settings", "settings-preview": workspace + "settings?days=400",
	} {
		if page := s.get(address); page.status != 200 {
			t.Errorf("%s: status %d", address, page.status)
		}
		s.pages[name] = address
	}
	s.pages["retention-refused"] = "/admin/retention?preview=1&guest=1"
	s.pages["settings-refused"] = workspace + "settings?days=1"
}
