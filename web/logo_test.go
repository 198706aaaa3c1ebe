package web_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf/pdftest"
)

// logoPNG is a small picture.
func logoPNG(t *testing.T) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 30, 20))
	for i := range 30 * 20 {
		m.SetNRGBA(i%30, i/30, color.NRGBA{20, 90, 200, 255})
	}
	var b bytes.Buffer
	check(t, png.Encode(&b, m))
	return b.Bytes()
}

// upload sends a form with a file, as a browser does.
func (v *visitor) upload(path, field string, file []byte, fields url.Values) *page {
	v.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, "../logo.png")
	check(v.t, err)
	part.Write(file)
	for name, values := range fields {
		for _, value := range values {
			check(v.t, form.WriteField(name, value))
		}
	}
	check(v.t, form.Close())
	req := httptest.NewRequest(http.MethodPost, path, &body)
	req.Header.Set("Content-Type", form.FormDataContentType())
	return v.do(req)
}

// remark is a part of a PNG that says something beside the picture.
func remark(said string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(said)))
	b = append(b, "tEXt"+said...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func TestLogoOnReportsAndSharedResults(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := newHouse(t, "http://lauter.example")
		boss, p := h.setUp(t, lang), locale.For(lang)
		settings := strings.TrimSuffix(boss.workspacePath(), "people") + "settings"
		workspace := strings.TrimSuffix(settings, "/settings")
		root := boss.begin(boss.addClient("Nordwind"))
		for _, q := range h.model.Quick().Questions() {
			boss.answer(root, q.ID, url.Values{"answer": {"3"}, "rev": {"0"}})
		}
		share := boss.fillIn(boss.get(root+"/shares"), root+"/shares", map[string]string{"label": "x", "days": "3"}).link()
		guest := h.in(t, lang)
		guest.follow(guest.fillIn(guest.get(share), share, nil)).want(http.StatusOK)
		preparers := func() int {
			return len(all(guest.get(root+"/results").want(http.StatusOK).doc, func(n *html.Node) bool { return attr(n, "alt") == "Kanzlei" }))
		}
		if preparers() != 0 {
			t.Error("a logo is shown before there is one")
		}
		plain := boss.get(root + "/report.pdf").want(http.StatusOK).body
		boss.get(workspace + "/logo.png").want(http.StatusNotFound)
		guest.get(root + "/logo.png").want(http.StatusNotFound)

		file := append(logoPNG(t)[:33:33], append(remark("Author\x00Secret Person"), logoPNG(t)[33:]...)...)
		boss.follow(boss.upload(workspace+"/logo", "logo", file, nil)).want(http.StatusOK).says(p.T("logo.replace"))
		for _, got := range []*page{boss.get(workspace + "/logo.png"), boss.get(root + "/logo.png"), guest.get(root + "/logo.png")} {
			got.want(http.StatusOK)
			if got.header.Get("Content-Type") != "image/png" || got.header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(got.header.Get("Cache-Control"), "no-store") {
				t.Errorf("%s: headers %v", got.path, got.header)
			}
			if m, err := png.Decode(strings.NewReader(got.body)); err != nil || m.Bounds().Dx() != 30 || strings.Contains(got.body, "Secret") {
				t.Errorf("%s is not the picture alone: %v", got.path, err)
			}
		}
		h.visitor(t).get(root + "/logo.png").want(http.StatusNotFound)
		if preparers() != 1 {
			t.Error("who has the link does not see who prepared the result")
		}
		guest.get(root + "/results").says(p.T("report.prepared"))
		for _, who := range []*visitor{boss, guest} {
			report := who.get(root + "/report.pdf").want(http.StatusOK).body
			for _, fault := range pdftest.Check([]byte(report), "http://lauter.example/") {
				t.Error(fault)
			}
			tree := must(pdftest.Tree([]byte(report)))(t)
			if figures := tree.Find("Figure"); len(figures) == 0 || figures[0].Alt != "Kanzlei" {
				t.Error("the report does not have the logo")
			}
		}
		boss.follow(boss.fillIn(boss.get(settings), workspace+"/logo/remove", nil)).want(http.StatusOK).says(p.T("logo.add"))
		if preparers() != 0 {
			t.Error("a logo is shown after it was removed")
		}
		if again := boss.get(root + "/report.pdf").body; again != plain {
			t.Error("without a logo the report is not what it was")
		}
	})
}

func TestFilesThatAreNoLogo(t *testing.T) {
	h := newHouse(t, "http://lauter.example")
	boss, p := h.setUp(t, locale.English), locale.For(locale.English)
	logo := strings.TrimSuffix(boss.workspacePath(), "people") + "logo"
	good := logoPNG(t)
	for _, test := range []struct{ name, field, file, says string }{
		{"none", "logo", "", "logo.error.none"},
		{"another field", "picture", "words", "logo.error.none"},
		{"SVG", "logo", `<svg xmlns="http://www.w3.org/2000/svg"/>`, "logo.error.kind"},
		{"cut", "logo", string(good[:len(good)-20]), "logo.error.broken"},
		{"polyglot", "logo", string(good) + "<script>alert(1)</script>", "logo.error.broken"},
		{"too large", "logo", string(good) + strings.Repeat("x", 600<<10), "logo.error.file"},
		{"too wide", "logo", wide(t), "logo.error.size"},
	} {
		got := boss.upload(logo, test.field, []byte(test.file), nil).want(http.StatusUnprocessableEntity)
		got.says(p.T(test.says))
	}
	boss.post(logo, nil).want(http.StatusUnprocessableEntity)
	boss.upload(logo, "logo", make([]byte, 3<<20), nil).want(http.StatusRequestEntityTooLarge)
	boss.upload(logo, "logo", good, url.Values{"lang": {strings.Repeat("x", 2000)}}).want(http.StatusBadRequest)
	many := url.Values{}
	for i := range 20 {
		many.Set(fmt.Sprint("f", i), "x")
	}
	boss.upload(logo, "logo", good, many).want(http.StatusBadRequest)
	boss.upload("/admin/workspaces", "logo", good, nil).want(http.StatusUnsupportedMediaType)
	broken := httptest.NewRequest(http.MethodPost, logo, strings.NewReader("--x\r\nhello"))
	broken.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	boss.do(broken).want(http.StatusBadRequest)
	if got := h.row(`SELECT count(*) FROM logos`); got != "0" {
		t.Errorf("%s logos were kept", got)
	}
	if got := h.row(`SELECT count(*) FROM audit_log WHERE event = ?`, string(assessment.LogLogoAdded)); got != "0" {
		t.Error("what was refused is in the log")
	}
}

func wide(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	check(t, png.Encode(&b, image.NewGray(image.Rect(0, 0, 2001, 2))))
	return b.String()
}
