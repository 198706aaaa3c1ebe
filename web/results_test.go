package web_test

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
)

func TestResultsSayWhatTheyAre(t *testing.T) {
	tests := []struct {
		name         string
		says, silent []string
	}{
		{"held by a requirement", []string{"What holds you at level 2", "Close this gap first", "Do these five things next"}, []string{"Provisional", "Quick scan"}},
		{"with gaps", []string{"Provisional", "What doesn’t apply to you", "Our reason for number 3", "Worth finding out"}, nil},
		{"too little known", []string{"No level yet", "Provisional", "What’s missing for a level"}, []string{"What holds you", "to level"}},
		{"highest", []string{"Level 5 of 5, Leading", "No action is left open."}, []string{"Worth finding out", "What doesn’t apply"}},
		{"quick", []string{"Quick scan, indicative", "baseline requirements weren’t asked", "1 of 3 questions asked", "Extend to the full assessment"}, []string{"Provisional"}},
		{"nothing answered", []string{"No result yet", "15 answers missing", "16 answers missing"}, []string{"Score", "Confidence"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := newSite(t).visitor(t)
			c := casesOfAnswers[slices.IndexFunc(casesOfAnswers, func(c answersCase) bool { return c.name == test.name })]
			p := v.get(c.answered(v) + "/results").want(http.StatusOK)
			p.says(test.says...)
			shown := p.text(p.one("main", tag("main")))
			for _, text := range test.silent {
				if strings.Contains(shown, text) {
					t.Errorf("it says %q: %s", text, shown)
				}
			}
		})
	}
}

func TestResultsFormsAndWaysBack(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[8].answered(v)
	p := v.get(root + "/results")
	for _, n := range all(p.doc, with("name", "answer")) {
		t.Errorf("the results have a field answer in a %s", n.Data)
	}
	for _, button := range []string{"Make a private link", "Extend to the full assessment"} {
		p.form(button)
	}
	if len(p.forms("/reopen")) != 0 {
		t.Error("an open assessment offers to be reopened")
	}
	p.says("Change answers", "Check and finish")

	v.post(root+"/finish", url.Values{})
	p = v.get(root + "/results")
	p.says("Finished on 25 November 2026")
	if got := v.post(p.form("Reopen").action, url.Values{}); got.status != http.StatusSeeOther {
		t.Errorf("reopening = %d", got.status)
	}
}

func TestResultsCarryTheLanguage(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	p := v.get(root + "/results?lang=de").want(http.StatusOK)
	if p.lang() != "de" {
		t.Errorf("lang = %s", p.lang())
	}
	for _, n := range all(p.doc, tag("a")) {
		href := attr(n, "href")
		if strings.HasPrefix(href, "/") && !strings.Contains(href, "lang=de") {
			t.Errorf("%s loses the language", href)
		}
	}
	pdf := all(p.doc, func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), ".pdf") })
	if len(pdf) != 2 || !strings.HasPrefix(attr(pdf[0], "href"), root+"/report.pdf?") {
		t.Errorf("%d links to the PDF", len(pdf))
	}
	for _, f := range p.forms("/link") {
		if f.values.Get("lang") != "de" {
			t.Errorf("the form %s loses the language", f.action)
		}
	}
}

// TestResultsLinksLead follows every link of every results page once, fragments included.
func TestResultsLinksLead(t *testing.T) {
	for _, c := range []answersCase{casesOfAnswers[1], casesOfAnswers[2], casesOfAnswers[5], casesOfAnswers[9]} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newSite(t).visitor(t)
			root := c.answered(v)
			visited := map[string]*page{}
			visit := func(path string) *page {
				if visited[path] == nil {
					visited[path] = v.get(path)
				}
				return visited[path]
			}
			for _, path := range resultsPages(v.findings(root)) {
				from := root + "/results" + path
				for _, n := range all(visit(from).doc, tag("a")) {
					href := attr(n, "href")
					path, fragment, _ := strings.Cut(href, "#")
					switch {
					case strings.HasPrefix(href, "http"):
						if rel := attr(n, "rel"); rel != "noopener noreferrer nofollow" {
							t.Errorf("%s: %s has rel %q", from, href, rel)
						}
						continue
					case path == "":
						path = from
					case strings.Contains(path, "/report.pdf"), strings.HasPrefix(path, "/static/"):
						continue // has a test of its own
					}
					to := visit(path)
					if to.status != http.StatusOK {
						t.Errorf("%s: %s = %d", from, href, to.status)
					} else if fragment != "" && len(all(to.doc, with("id", fragment))) != 1 {
						t.Errorf("%s: %s has no place #%s", from, href, fragment)
					}
				}
			}
		})
	}
}

func TestResultsAreTheOwnersAlone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := casesOfAnswers[0].answered(v)
	for _, path := range []string{"/results", "/results/answers", "/results/explain/overall", "/results/explain/balance", "/report.pdf"} {
		if p := s.visitor(t).get(root + path); p.status != http.StatusNotFound {
			t.Errorf("for a stranger %s = %d", path, p.status)
		}
	}
	for _, path := range []string{"/results", "/results/answers", "/results/explain/overall"} {
		if got := v.get(root + path).header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	v.accept = "de"
	root := casesOfAnswers[0].answered(v)
	guest, err := s.store.Viewer(t.Context(), v.cookies["lauter"])
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.SetOrganisation(t.Context(), guest, strings.TrimPrefix(root, "/assessments/"), `Müller "Süd"/Ost`); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"": 200, "?lang=en": 200, "?lang=de&paper=letter": 200, "?paper=a4": 200, "?lang=": 200,
		"?lang=fr": 422, "?paper=a5": 422, "?paper=A4": 422, "?lang=DE": 422,
	} {
		if p := v.get(root + "/report.pdf" + query); p.status != want {
			t.Errorf("report.pdf%s = %d, want %d", query, p.status, want)
		}
	}
	p := v.get(root + "/report.pdf").want(http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type":        "application/pdf",
		"Content-Language":    "de",
		"Cache-Control":       "no-store",
		"Content-Disposition": `attachment; filename="Lauter Mueller -Sued--Ost 2026-11-25.pdf"; filename*=UTF-8''Lauter%20M%C3%BCller%20-S%C3%BCd--Ost%202026-11-25.pdf`,
	} {
		if got := p.header.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if !strings.HasPrefix(p.body, "%PDF-") {
		t.Errorf("the report begins with %.20q", p.body)
	}
	if v.get(root+"/report.pdf").body != p.body {
		t.Error("the same answers give two reports")
	}
	if v.get(root+"/report.pdf?lang=en").body == p.body || v.get(root+"/report.pdf?paper=letter").body == p.body {
		t.Error("language and paper make no difference")
	}
}

func TestAnswersPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	v.answer(root, first, url.Values{
		"answer": {"3"}, "rev": {"0"}, "note": {"line one\nline <two>"},
		"evidence": {"https://example.org/?a=1&b=2", "folder 7, page 3"},
	})
	v.answer(root, consent, url.Values{"answer": {"na"}, "rev": {"0"}, "reason": {"We never ask."}})
	v.answer(root, second, url.Values{"answer": {"dk"}, "rev": {"0"}})

	p := v.get(root + "/results/answers").want(http.StatusOK)
	q, _ := s.model.Question(first)
	p.says(q.Text.EN, q.Anchors[2].EN, "Level 3, Defined", "line one line <two>", "folder 7, page 3", "Documented", "We never ask.", "I don’t know", "No answer yet")
	links := all(p.doc, func(n *html.Node) bool { return strings.HasPrefix(attr(n, "href"), "http") })
	if len(links) != 1 || attr(links[0], "href") != "https://example.org/?a=1&b=2" || attr(links[0], "rel") != "noopener noreferrer nofollow" {
		t.Errorf("%d links to evidence", len(links))
	}
	if got := len(all(p.doc, tag("h4"))); got != len(s.model.Questions()) {
		t.Errorf("%d questions, want %d", got, len(s.model.Questions()))
	}
}

func TestResultsStayInTheirBudget(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[1].answered(v)
	if size := zipped(t, []byte(v.get(root+"/results").body)); size > 16<<10 {
		t.Errorf("the overview has %d bytes", size)
	}
	var sheets []byte
	for _, name := range []string{"base", "results"} {
		css, err := os.ReadFile("static/" + name + ".css")
		if err != nil {
			t.Fatal(err)
		}
		sheets = append(sheets, css...)
	}
	if size := zipped(t, sheets); size > 12<<10 {
		t.Errorf("the style sheets have %d bytes", size)
	}
}

func zipped(t *testing.T, content []byte) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
