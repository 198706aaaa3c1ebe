package main

import (
	"net/url"
	"testing"
)

// addOffice adds the pages of whoever runs the installation, and of the admins of a workspace.
func (s *site) addOffice(t *testing.T, workspace, lang string) {
	t.Helper()
	text := "# Angaben nach § 5 DDG\nThiel & Partner mbB\nHafenstraße 4\n20457 Hamburg\n\nE-Mail: post@thiel.example"
	legal := "/admin/legal/imprint/" + lang
	for _, version := range []string{"Thiel & Partner", text} {
		seen := s.get(legal).all("input", map[string]string{"name": "seen"})[0]
		s.post(legal, url.Values{"step": {"save"}, "text": {version}, "seen": {attr(seen, "value")}})
	}
	periods := "guest=30&client=400&session=30&link=90&log=365&snapshot=30"
	for name, address := range map[string]string{
		"retention": "/admin/retention", "retention-preview": "/admin/retention?preview=1&" + periods,
		"legal-texts": "/admin/legal", "legal-edit": legal, "legal-version": legal + "?version=1",
		"settings": workspace + "settings", "settings-preview": workspace + "settings?days=400",
	} {
		if page := s.get(address); page.status != 200 {
			t.Errorf("%s: status %d", address, page.status)
		}
		s.pages[name] = address
	}
	s.pages["retention-refused"] = "/admin/retention?preview=1&guest=1"
	s.pages["settings-refused"] = workspace + "settings?days=1"
}
