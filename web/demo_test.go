package web

import (
	"context"
	"maps"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// withSample makes a site show the sample, as the program does.
func withSample(t *testing.T) func(*Config) {
	return func(c *Config) {
		var err error
		if c.Sample, err = assessment.LoadSample(c.Model); err != nil {
			t.Fatal(err)
		}
	}
}

// TestSampleTellsItsStory holds the sample to what it is there to show: a level, a dimension that a requirement holds
// back, one that lags behind, an answer that nobody knows and one that does not apply.
func TestSampleTellsItsStory(t *testing.T) {
	s := newSite(t, withSample(t))
	f := s.server.samples[locale.English].findings
	for scope, want := range map[scoring.Scope]struct {
		score, high string
		level       int
	}{
		scoring.Overall:                      {"2.82", "2.91", 2},
		scoring.DimensionScope("data"):       {"3.26", "3.53", 2},
		scoring.DimensionScope("technology"): {"2.20", "2.20", 2},
		scoring.DimensionScope("resources"):  {"3.01", "3.01", 3},
	} {
		r, ok := f.Result(scope)
		if !ok || r.Status != scoring.Rated {
			t.Fatalf("%s is not rated", scope)
		}
		score, high := scoring.Display(r.Score, 2), scoring.Display(r.High, 2)
		if score != want.score || high != want.high || r.Level != want.level {
			t.Errorf("%s: %s to %s, level %d; want %s to %s, level %d", scope, score, high, r.Level, want.score, want.high, want.level)
		}
	}
	if f.Overall.Score.Cmp(big.NewRat(509, 180)) != 0 {
		t.Errorf("the score is %s", f.Overall.Score)
	}
	data, _ := f.Result(scoring.DimensionScope("data"))
	if len(data.HeldBy) != 1 || data.HeldBy[0].Question != "data.purpose.deletion" || data.ScoreLevel != 3 {
		t.Errorf("data would be level %d, held by %v", data.ScoreLevel, data.HeldBy)
	}
	if f.Unknown == 0 || f.Excluded == 0 || f.Answered != f.Asked || len(f.FindOut) == 0 {
		t.Errorf("%d unknown, %d excluded, %d of %d answered", f.Unknown, f.Excluded, f.Answered, f.Asked)
	}
	if next := f.Next; len(next.Actions) != 5 || next.LevelAfter <= next.LevelBefore || !next.Actions[0].Duty {
		t.Errorf("%d actions lead from level %d to %d", len(next.Actions), next.LevelBefore, next.LevelAfter)
	}
	if f.Balance.Quadrant == "" || f.Overall.Confidence.Grade != scoring.MediumGrade {
		t.Errorf("balance %q, confidence %s", f.Balance.Quadrant, f.Overall.Confidence.Grade)
	}
}

// linksOf are the addresses of this server that a page links, without fragments.
func linksOf(t *testing.T, a *answer, from *url.URL) []*url.URL {
	t.Helper()
	var links []*url.URL
	for _, link := range a.all("a") {
		u, err := from.Parse(value(link, "href"))
		if err != nil {
			t.Errorf("%s: %v", from, err)
			continue
		}
		if u.Host == from.Host {
			u.Fragment = ""
			links = append(links, u)
		}
	}
	return links
}

func isSamplePage(u *url.URL) bool { return u.Path == "/demo" || strings.HasPrefix(u.Path, "/demo/") }

// chosen says that the address of a page holds choices, of which there are more than can be walked through: what such a
// page leads to is checked and not followed.
func chosen(page *url.URL) bool {
	q := page.Query()
	q.Del("lang")
	return len(q) > 0
}

// TestSamplePagesLeadNowhereElse walks through all pages of the sample: every link is found, none leads to an assessment
// or offers to change the sample, and each page says that it is one.
func TestSamplePagesLeadNowhereElse(t *testing.T) {
	s := newSite(t, withSample(t))
	for _, lang := range locale.Langs {
		t.Run(string(lang), func(t *testing.T) {
			v := s.visitor()
			p := locale.For(lang)
			first, _ := url.Parse(publicURL + "/demo?lang=" + string(lang))
			seen, queue := map[string]bool{first.String(): true}, []*url.URL{first}
			kinds := map[string]int{}
			for len(queue) > 0 {
				at := queue[0]
				queue = queue[1:]
				a := v.get(at.RequestURI())
				if a.StatusCode != http.StatusOK {
					t.Errorf("%s: status %d", at, a.StatusCode)
					continue
				}
				kinds[strings.SplitN(at.Path, ":", 2)[0]]++
				if !isSamplePage(at) || !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
					continue
				}
				checkSamplePage(t, a, at, p)
				for _, link := range linksOf(t, a, at) {
					if link.Query().Get("lang") != string(lang) {
						t.Errorf("%s: %s loses the language", at, link)
					}
					if strings.HasPrefix(link.Path, "/assessments") || strings.HasPrefix(link.Path, "/resume") {
						t.Errorf("%s leads to %s", at, link)
					}
					if !seen[link.String()] && !chosen(at) {
						seen[link.String()] = true
						queue = append(queue, link)
					}
				}
			}
			for _, kind := range []string{"/demo", "/demo/answers", "/demo/report.pdf", "/demo/explain/overall", "/demo/explain/dimension",
				"/demo/explain/capability", "/demo/explain/action", "/demo/explain/balance", "/demo/explain/confidence"} {
				if kinds[kind] == 0 {
					t.Errorf("nothing leads to %s: %v", kind, slices.Sorted(maps.Keys(kinds)))
				}
			}
			if len(v.cookies) != 0 {
				t.Errorf("looking at the sample set cookies: %v", v.cookies)
			}
		})
	}
}

// checkSamplePage checks what every page of the sample has in common.
func checkSamplePage(t *testing.T, a *answer, at *url.URL, p *locale.Printer) {
	t.Helper()
	a.says(p.T("demo.banner"))
	if got := value(a.all("html")[0], "lang"); got != string(p.Lang()) {
		t.Errorf("%s: the page is in %q", at, got)
	}
	if !strings.Contains(a.body, `<meta name="description"`) || strings.Contains(a.body, "noindex") || a.Header.Get("Cache-Control") == "no-store" {
		t.Errorf("%s: a page for everybody hides", at)
	}
	if strings.Contains(a.body, "/assessments/") {
		t.Errorf("%s: names the address of an assessment", at)
	}
	starts := 0
	for _, form := range a.all("form") {
		switch action := value(form, "action"); {
		case value(form, "method") == "get" && strings.HasPrefix(action, "/demo/"): // chooses what is shown
		case action == "/assessments":
			starts++
		case action != "/language" && !strings.HasPrefix(action, "/preferences"):
			t.Errorf("%s: a form is sent to %s", at, action)
		}
	}
	if starts == 0 {
		t.Errorf("%s: no way to start one’s own", at)
	}
}

// TestSampleIsStoredNowhere checks that looking at the sample, in any way, leaves the database as it was.
func TestSampleIsStoredNowhere(t *testing.T) {
	s := newSite(t, withSample(t))
	data := filepath.Join(s.data, "lauter.db")
	before := bytesOf(t, data, data+"-wal")
	v := s.visitor()
	for _, path := range []string{"/", "/demo", "/demo/explain/overall", "/demo/explain/confidence", "/demo/answers", "/demo/report.pdf"} {
		v.get(path).is(200)
		v.send(v.request("HEAD", path, nil)).is(200)
	}
	v.get("/demo/explain/dimension:none").is(404)
	v.get("/demo/review").is(404)
	v.post("/demo/finish", url.Values{}).is(404)
	if after := bytesOf(t, data, data+"-wal"); before != after {
		t.Error("the database has changed")
	}
	if _, err := s.server.store.Assessment(context.Background(), assessment.Viewer{}, ""); err == nil {
		t.Error("there is an assessment without an id")
	}
}

func bytesOf(t *testing.T, names ...string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

// figuresOf are the marked numbers of a page by scope and meaning, with the exact value and what is shown.
func figuresOf(a *answer) map[string][2]string {
	all := map[string][2]string{}
	for _, n := range a.all("data") {
		if scope := value(n, "data-scope"); scope != "" {
			all[scope+" "+value(n, "data-what")] = [2]string{value(n, "value"), words(n)}
		}
	}
	return all
}

// TestSampleSaysTheSameEverywhere compares the card on the start page, the result, and the paper.
func TestSampleSaysTheSameEverywhere(t *testing.T) {
	s := newSite(t, withSample(t))
	for _, lang := range locale.Langs {
		t.Run(string(lang), func(t *testing.T) {
			v := s.visitor()
			start, demo := v.get("/?lang="+string(lang)).is(200), v.get("/demo?lang="+string(lang)).is(200)
			onCard, onPage := figuresOf(start), figuresOf(demo)
			if len(onCard) < 4 {
				t.Errorf("the card shows only %v", onCard)
			}
			for name, figure := range onCard {
				if onPage[name] != figure {
					t.Errorf("%s: %v on the card, %v in the result", name, figure, onPage[name])
				}
			}
			headline := words(demo.all("h1")[0])
			start.says(headline)
			paper := paperText(t, v.get("/demo/report.pdf?lang="+string(lang)).is(200))
			if !strings.Contains(paper, headline) {
				t.Errorf("the paper does not say %q", headline)
			}
			for name, figure := range onCard {
				if !strings.Contains(paper, figure[1]) {
					t.Errorf("the paper does not show %s, %s", name, figure[1])
				}
			}
		})
	}
}

// paperText is the text of a PDF with single spaces.
func paperText(t *testing.T, a *answer) string {
	t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("LAUTER_REQUIRE_TOOLS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	read := exec.Command("pdftotext", "-", "-")
	read.Stdin = strings.NewReader(a.body)
	out, err := read.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(out), "\u00ad", "")), " ")
}

// TestWithoutSample checks that a server that has no sample does not speak of one.
func TestWithoutSample(t *testing.T) {
	v := newSite(t).visitor()
	for _, path := range []string{"/demo", "/demo/answers", "/demo/explain/overall", "/demo/report.pdf"} {
		v.get(path).is(404)
	}
	if strings.Contains(v.get("/").is(200).body, "/demo") {
		t.Error("the start page links a sample that there is none of")
	}
}

// TestSampleInTheViewersLanguage checks that what was written beside the answers follows the language, too.
func TestSampleInTheViewersLanguage(t *testing.T) {
	s := newSite(t, withSample(t))
	for lang, want := range map[string]string{"en": "Audit report of June 2026", "de": "Prüfbericht vom Juni 2026"} {
		v := s.visitor()
		v.headers.Set("Accept-Language", lang)
		v.get("/demo/answers").is(200).says(want)
		a := v.get("/demo/report.pdf").is(200)
		if got := a.Header.Get("Content-Language"); got != lang {
			t.Errorf("the paper is in %q, want %q", got, lang)
		}
		if vary := strings.Join(a.Header.Values("Vary"), ", "); !strings.Contains(vary, "Accept-Language") || !strings.Contains(vary, "Cookie") {
			t.Errorf("a cache could send it in the other language: Vary is %q", vary)
		}
		if !strings.HasPrefix(a.body, "%PDF-") {
			t.Errorf("no PDF: %.8q", a.body)
		}
	}
}
