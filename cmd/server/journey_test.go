package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// buttons are the words that a person looks for, in both languages.
var buttons = map[string]map[string]string{
	"en": {"quick": "Start the quick scan", "full": "Full assessment", "next": "Save and continue", "finish": "Finish"},
	"de": {"quick": "Schnelltest starten", "full": "Vollständige Standortbestimmung", "next": "Speichern und weiter", "finish": "Abschließen"},
}

// answers are what the nth question gets: enough of everything, and a result that has a level.
func answers(n int) url.Values {
	values := url.Values{"answer": {fmt.Sprint(2 + n*7%4)}}
	switch {
	case n%23 == 11:
		values.Set("answer", "dk")
	case n%5 == 0:
		values.Set("note", "Beschlossen im Mai; siehe Protokoll \u201cQ2\u201d \U0001F4CE")
	case n%7 == 0:
		values.Set("evidence", "https://intranet.example/policy?n="+fmt.Sprint(n))
	}
	return values
}

// complete answers everything by forms and returns the page of the results.
func complete(t *testing.T, c *client, kind, lang string) *document {
	t.Helper()
	page := c.submit(c.get("/"), buttons[lang][kind], nil)
	n := 0
	for strings.Contains(page.url.Path, "/questions/") {
		if n++; n > 60 {
			t.Fatal("the questions never end")
		}
		page = c.submit(page, buttons[lang]["next"], answers(n))
		if page.status != http.StatusOK {
			t.Fatalf("question %d: status %d", n, page.status)
		}
	}
	if want := map[string]int{"quick": 15, "full": 46}[kind]; n != want {
		t.Errorf("%d questions, want %d", n, want)
	}
	return c.submit(page, buttons[lang]["finish"], nil)
}

// figure is a marked number of a page.
type figure struct{ scope, what, value, shown string }

func figures(d *document) []figure {
	var all []figure
	for _, n := range d.all("data", nil) {
		if attr(n, "data-scope") != "" {
			all = append(all, figure{attr(n, "data-scope"), attr(n, "data-what"), attr(n, "value"), strings.TrimSpace(text(n))})
		}
	}
	return all
}

// TestByFormsAlone walks both kinds in both languages without scripts, and finds the same figures on the results, on
// each explanation, and on paper.
func TestByFormsAlone(t *testing.T) {
	p := start(t)
	for _, kind := range []string{"quick", "full"} {
		for _, lang := range []string{"en", "de"} {
			t.Run(kind+" "+lang, func(t *testing.T) {
				c := newClient(t, p, lang)
				results := complete(t, c, kind, lang)
				if !strings.HasSuffix(results.url.Path, "/results") || results.status != http.StatusOK {
					t.Fatalf("after finishing: %s, status %d", results.url, results.status)
				}
				if got := attr(results.all("html", nil)[0], "lang"); got != lang {
					t.Errorf("the results are in %q", got)
				}
				checkExplanations(t, c, results)
				checkPaper(t, c, results, lang)
			})
		}
	}
}

func checkExplanations(t *testing.T, c *client, results *document) {
	t.Helper()
	scores := map[string]figure{}
	for _, f := range figures(results) {
		if f.what == "score" || f.what == "gain" {
			scores[f.scope+" "+f.what] = f
		}
	}
	for _, scope := range []string{"overall score", "dimension:data score", "capability:data.origin score"} {
		if _, ok := scores[scope]; !ok {
			t.Errorf("the results show no %s", scope)
		}
	}
	for _, f := range scores {
		page := c.get(strings.TrimSuffix(results.url.Path, "/") + "/explain/" + f.scope)
		if page.status != http.StatusOK {
			t.Errorf("explanation of %s: status %d", f.scope, page.status)
			continue
		}
		for _, g := range figures(page) {
			if g.scope == f.scope && g.what == f.what && g.value != f.value {
				t.Errorf("%s %s: %s on the results, %s explained", f.scope, f.what, f.value, g.value)
			}
		}
		if !strings.Contains(page.body, `value="`+f.value+`"`) {
			t.Errorf("the explanation of %s does not show %s", f.scope, f.value)
		}
	}
}

func checkPaper(t *testing.T, c *client, results *document, lang string) {
	t.Helper()
	var address string
	for _, link := range results.all("a", nil) {
		if strings.Contains(attr(link, "href"), ".pdf") {
			address = attr(link, "href")
			break
		}
	}
	if address == "" {
		t.Fatal("the results link no PDF")
	}
	pdf := c.get(address)
	if pdf.status != http.StatusOK || !strings.HasPrefix(pdf.body, "%PDF-") {
		t.Fatalf("%s: status %d, %.8q", address, pdf.status, pdf.body)
	}
	if again := c.get(address); again.body != pdf.body {
		t.Error("the same results gave two different PDFs")
	}
	path := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(path, []byte(pdf.body), 0o600); err != nil {
		t.Fatal(err)
	}
	words := tool(t, "pdftotext", path, "-")
	for _, f := range figures(results) {
		if (f.what == "score" || f.what == "gain") && !strings.Contains(words, f.shown) {
			t.Errorf("the PDF does not show %s %s: %s", f.scope, f.what, f.shown)
		}
	}
	if h1 := strings.Join(strings.Fields(text(results.all("h1", nil)[0])), " "); !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(words, "\u00ad", "")), " "), h1[:min(len(h1), 30)]) {
		t.Errorf("the PDF does not say %q", h1)
	}
	if info := tool(t, "pdfinfo", path); !strings.Contains(info, "Tagged:          yes") || !strings.Contains(info, "Title:") {
		t.Errorf("pdfinfo:\n%s", info)
	}
	tool(t, "qpdf", "--check", path)
}

// tool runs a program of the machine. Without it the test is skipped, unless all tools are required.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("LAUTER_REQUIRE_TOOLS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}
