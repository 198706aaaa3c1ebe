package web

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// operatorFolder writes a data folder with these files.
func operatorFolder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const law = `
checked_on: "2025-01-15"
stale_after_months: 12
note: {en: "As the operator found it.", de: "Wie der Betreiber es vorfand."}
stale: {en: "Last checked on {date}.", de: "Zuletzt geprüft am {date}."}
`

func TestLoadOperator(t *testing.T) {
	o, err := LoadOperator(operatorFolder(t, map[string]string{
		"legal/imprint.de.txt":   "\ufeffMuster GmbH\r\nMusterstraße 1\r\n",
		"legal/privacy.en.txt":   "  \n\n",
		"legal/something.en.txt": "ignored",
		"law.yaml":               law,
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]map[locale.Lang]string{
		"imprint":       {locale.German: "Muster GmbH\nMusterstraße 1"},
		"privacy":       {},
		"accessibility": {},
	}
	if diff := cmp.Diff(want, o.Legal); diff != "" {
		t.Error(diff)
	}
	if o.Law == nil || o.Law.CheckedOn != "2025-01-15" {
		t.Errorf("law %v", o.Law)
	}
	if o, err := LoadOperator(filepath.Join(t.TempDir(), "not there")); err != nil || o.Law != nil {
		t.Errorf("without a folder: %v, %v", o, err)
	}
}

func TestLoadOperatorRefuses(t *testing.T) {
	tests := []struct{ file, content, says string }{
		{"legal/imprint.en.txt", strings.Repeat("x", maxOperatorFile+1), "larger than 256 KB"},
		{"legal/privacy.de.txt", "Gr\xfc\xdfe", "not UTF-8"},
		{"law.yaml", "checked_on: [", "law.yaml:2:1"},
		{"law.yaml", strings.Replace(law, "checked_on", "checked", 1), "law.yaml"},
	}
	for _, test := range tests {
		_, err := LoadOperator(operatorFolder(t, map[string]string{test.file: test.content}))
		if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), filepath.Base(test.file)) {
			t.Errorf("%s: got %v, want %q", test.file, err, test.says)
		}
	}
	dir := operatorFolder(t, nil)
	if err := os.MkdirAll(filepath.Join(dir, "legal", "imprint.en.txt"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadOperator(dir); err == nil {
		t.Error("a folder in place of a file is accepted")
	}
}

func TestParagraphs(t *testing.T) {
	text := func(s string) templates.Piece { return templates.Piece{Text: s} }
	link := func(s, href string) templates.Piece { return templates.Piece{Text: s, Href: href} }
	line := func(pieces ...templates.Piece) []templates.Piece { return pieces }
	got := paragraphs("# Angaben nach § 5 DDG\nMuster GmbH\n Musterstraße 1 \n\n\nE-Mail: info@muster-gmbh.example.\nSiehe https://muster.example/a?b=1&c=(d), und (http://x.example).\n" +
		"javascript:alert(1) data:text/html,x <script>alert(1)</script> www.muster.example a@b https://")
	want := []templates.Paragraph{
		{Heading: "Angaben nach § 5 DDG"},
		{Lines: [][]templates.Piece{line(text("Muster GmbH")), line(text("Musterstraße 1"))}},
		{Lines: [][]templates.Piece{
			line(text("E-Mail: "), link("info@muster-gmbh.example", "mailto:info@muster-gmbh.example"), text(".")),
			line(text("Siehe "), link("https://muster.example/a?b=1&c=(d", "https://muster.example/a?b=1&c=(d"), text("), und ("), link("http://x.example", "http://x.example"), text(").")),
			line(text("javascript:alert(1) data:text/html,x <script>alert(1)</script> www.muster.example a@b https://")),
		}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestLegalPages(t *testing.T) {
	empty := newSite(t)
	for _, page := range assessment.LegalPages {
		empty.visitor().get("/legal/"+page).is(200).says("The operator of this server hasn’t filled this in yet.", "legal/"+page+".en.txt")
		empty.visitor().get("/legal/" + page + "?lang=de").is(200).says("Der Betreiber dieses Servers hat diese Angaben noch nicht hinterlegt.")
	}
	empty.visitor().get("/legal/privacy").says("One cookie", "waits in this browser’s own storage", "90 days", "The program doesn’t store them.")
	empty.visitor().get("/legal/accessibility").says("WCAG 2.2", "nobody independent has tested it yet")
	empty.visitor().get("/legal/Imprint").is(404)

	operator, err := LoadOperator(operatorFolder(t, map[string]string{
		"legal/imprint.de.txt": "Muster GmbH <b>fett</b>\nE-Mail: info@muster.example",
	}))
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, func(c *Config) { c.Operator = operator })
	german := s.visitor().get("/legal/imprint?lang=de").is(200).says("Muster GmbH <b>fett</b>")
	if !strings.Contains(german.body, `<a href="mailto:info@muster.example" rel="noreferrer">info@muster.example</a>`) {
		t.Error("the address is no link")
	}
	if strings.Contains(german.body, "noch nicht hinterlegt") || strings.Contains(german.body, "nur auf") {
		t.Error("a text that is there is called missing")
	}
	english := s.visitor().get("/legal/imprint?lang=en").is(200).says("Muster GmbH", "This text exists in German only.")
	if !strings.Contains(english.body, `<div class="operator" lang="de">`) {
		t.Error("a German text on an English page is not marked as German")
	}
}

func TestLawOfTheOperatorIsShown(t *testing.T) {
	const stale = "Have them reviewed"
	if a := newSite(t).visitor().get("/method").says("As of 22 November 2026."); strings.Contains(a.body, stale) {
		t.Error("a state of three days ago is called old")
	}
	operator, err := LoadOperator(operatorFolder(t, map[string]string{"law.yaml": law}))
	if err != nil {
		t.Fatal(err)
	}
	v := newSite(t, func(c *Config) { c.Operator = operator }).visitor()
	for _, path := range []string{"/method", "/method/questions/data.origin.source"} {
		v.get(path).says("As the operator found it.", "Last checked on 15 January 2025.")
		v.get(path+"?lang=de").says("Wie der Betreiber es vorfand.", "Zuletzt geprüft am 15. Januar 2025.")
	}
	later := newSite(t, func(c *Config) { c.Now = func() time.Time { return today.AddDate(1, 0, 0) } })
	later.visitor().get("/method").says(stale)
}
