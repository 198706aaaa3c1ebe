package web_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// A case of answers: what a question gets, by its place in the questionnaire.
type answersCase struct {
	name   string
	kind   assessment.Kind
	choose func(i int, q *assessment.Question) assessment.Choice
}

// casesOfAnswers cover the states that results can be in.
var casesOfAnswers = []answersCase{
	{"held by a requirement", assessment.KindFull, func(i int, q *assessment.Question) assessment.Choice {
		if q.ID == "data.purpose.deletion" || q.ID == "technology.audit.rules" {
			return 2
		}
		return assessment.Choice(3 + i%3)
	}},
	{"with gaps", assessment.KindFull, func(i int, q *assessment.Question) assessment.Choice {
		switch {
		case i%11 == 3 && q.AllowsNA:
			return assessment.NotApplicable
		case i%13 == 5:
			return assessment.DontKnow
		case i == 30:
			return assessment.Blank
		}
		return assessment.Choice(1 + i*7%5)
	}},
	{"too little known", assessment.KindFull, func(i int, _ *assessment.Question) assessment.Choice {
		if i > 17 {
			return assessment.Blank
		}
		return assessment.Choice(1 + i%4)
	}},
	{"all unknown", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return assessment.DontKnow }},
	{"little applies", assessment.KindFull, func(_ int, q *assessment.Question) assessment.Choice {
		if q.AllowsNA {
			return assessment.NotApplicable
		}
		return 4
	}},
	{"nothing answered", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return assessment.Blank }},
	{"lowest", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return 1 }},
	{"highest", assessment.KindFull, func(int, *assessment.Question) assessment.Choice { return 5 }},
	{"quick", assessment.KindQuick, func(i int, _ *assessment.Question) assessment.Choice { return assessment.Choice(2 + i%3) }},
	{"quick with gaps", assessment.KindQuick, func(i int, _ *assessment.Question) assessment.Choice {
		if i%5 == 4 {
			return assessment.DontKnow
		}
		return assessment.Choice(2 + i%3)
	}},
}

// answered starts an assessment, gives the answers of a case, and returns its address.
func (c answersCase) answered(v *visitor) string {
	v.t.Helper()
	root := v.start(c.kind)
	model := v.site.model
	if c.kind == assessment.KindQuick {
		model = model.Quick()
	}
	for i, q := range model.Questions() {
		if choice := c.choose(i, q); choice != assessment.Blank {
			fields := url.Values{"answer": {choice.String()}, "rev": {"0"}}
			if choice == assessment.NotApplicable {
				fields.Set("reason", "Our reason for number "+fmt.Sprint(i))
			}
			v.answer(root, q.ID, fields)
		}
	}
	return root
}

// findings computes what the pages of an assessment must show, from what the store holds.
func (v *visitor) findings(root string) *scoring.Findings {
	v.t.Helper()
	guest, err := v.site.store.Guest(v.t.Context(), v.cookies["lauter"])
	if err != nil {
		v.t.Fatal(err)
	}
	a, answers, err := v.site.store.AssessmentWithAnswers(v.t.Context(), guest, strings.TrimPrefix(root, "/assessments/"))
	if err != nil {
		v.t.Fatal(err)
	}
	f, err := scoring.Evaluate(a, answers)
	if err != nil {
		v.t.Fatal(err)
	}
	return f
}

// tour is every page of the results of one case in one language, fetched once.
type tour struct {
	*scoring.Findings
	root    string
	lang    locale.Lang
	printer *locale.Printer
	pages   map[string]*page // by what follows the address of the results
}

func (c answersCase) tour(t *testing.T, lang locale.Lang) tour {
	v := newSite(t).visitor(t)
	v.accept = string(lang)
	root := c.answered(v)
	x := tour{Findings: v.findings(root), root: root, lang: lang, printer: locale.For(lang), pages: map[string]*page{}}
	for _, path := range resultsPages(x.Findings) {
		x.pages[path] = v.get(root + "/results" + path).want(http.StatusOK)
	}
	return x
}

// explained is the page that explains a scope.
func (x tour) explained(scope scoring.Scope) *page { return x.pages["/explain/"+string(scope)] }

// scored lists the results of all scopes.
func (x tour) scored() []scoring.Result {
	return slices.Concat([]scoring.Result{x.Overall}, x.Dimensions, x.Capabilities)
}

// resultsPages are all pages of the results, by what follows their address. Of the actions that bring nothing, a few.
func resultsPages(f *scoring.Findings) []string {
	pages := []string{"", "/answers", "/explain/overall", "/explain/balance", "/explain/confidence"}
	for _, r := range slices.Concat(f.Dimensions, f.Capabilities) {
		pages = append(pages, "/explain/"+string(r.Scope))
	}
	for i, a := range f.Model.Actions {
		advised := slices.ContainsFunc(f.Recommendations, func(r scoring.Recommendation) bool { return r.Action == a.ID })
		if advised || i%10 == 0 {
			pages = append(pages, "/explain/action:"+a.ID)
		}
	}
	return pages
}

// TestResultsInEveryCase looks at every page of the results of every case, in both languages.
func TestResultsInEveryCase(t *testing.T) {
	for _, c := range casesOfAnswers {
		for _, lang := range locale.Langs {
			t.Run(c.name+", "+string(lang), func(t *testing.T) {
				t.Parallel()
				x := c.tour(t, lang)
				checkFigures(t, x)
				checkShown(t, x)
				checkLevels(t, x)
				checkSums(t, x)
				checkBalance(t, x)
				checkGains(t, x)
				checkIDs(t, x)
			})
		}
	}
}

// mark is a figure as a page marks it.
type mark struct{ scope, what string }

func marks(p *page) map[mark][]*html.Node {
	found := map[mark][]*html.Node{}
	for _, n := range all(p.doc, tag("data")) {
		m := mark{attr(n, "data-scope"), attr(n, "data-what")}
		found[m] = append(found[m], n)
	}
	return found
}

// figures are all the figures that may stand on pages, exact, by mark. Where there is no level, none is among them.
func figures(f *scoring.Findings) map[mark]*big.Rat {
	exact := map[mark]*big.Rat{}
	add := func(scope scoring.Scope, what string, x *big.Rat) {
		if x != nil {
			exact[mark{string(scope), what}] = x
		}
	}
	for _, r := range slices.Concat([]scoring.Result{f.Overall}, f.Dimensions, f.Capabilities) {
		add(r.Scope, "score", r.Score)
		add(r.Scope, "high", r.High)
		add(r.Scope, "coverage", r.Coverage)
		if r.Level > 0 {
			add(r.Scope, "level", big.NewRat(int64(r.Level), 1))
		}
	}
	for _, r := range f.Recommendations {
		add(scoring.Scope("action:"+r.Action), "gain", r.Gain)
	}
	add("balance", "compliance", f.Balance.Compliance)
	add("balance", "personalisation", f.Balance.Personalisation)
	return exact
}

// shownAs lists the ways in which a figure may be shown.
func shownAs(x tour, m mark, exact *big.Rat) []string {
	switch m.what {
	case "level":
		return []string{exact.RatString()}
	case "coverage":
		percent := new(big.Rat).Mul(exact, big.NewRat(100, 1))
		return []string{scoring.Display(percent, 0) + map[locale.Lang]string{locale.English: "%", locale.German: "\u00a0%"}[x.lang]}
	case "gain":
		after := new(big.Rat).Add(x.Overall.Score, exact)
		return []string{x.printer.Number(scoring.DisplayChange(x.Overall.Score, after, 2))}
	}
	return []string{x.printer.Number(scoring.Display(exact, 1)), x.printer.Number(scoring.Display(exact, 2))}
}

// checkFigures compares every mark on every page with the findings. A mark of a level where none may be claimed is one
// that the findings do not have.
func checkFigures(t *testing.T, x tour) {
	exact := figures(x.Findings)
	for path, p := range x.pages {
		for m, nodes := range marks(p) {
			want, ok := exact[m]
			if !ok {
				t.Errorf("%s marks %v, which there is none of", path, m)
				continue
			}
			for _, n := range nodes {
				if got := attr(n, "value"); got != want.RatString() {
					t.Errorf("%s: %v is %s, want %s", path, m, got, want.RatString())
				}
				if got, ways := content(n), shownAs(x, m, want); !slices.Contains(ways, got) {
					t.Errorf("%s: %v reads %q, want one of %q", path, m, got, ways)
				}
			}
		}
	}
}

// checkShown looks for every figure that the overview must show.
func checkShown(t *testing.T, x tour) {
	found := marks(x.pages[""])
	if x.Answered == 0 {
		if len(found) > 0 {
			t.Errorf("without an answer there are figures: %v", found)
		}
		return
	}
	need := func(scope scoring.Scope, what string, needed bool) {
		if m := (mark{string(scope), what}); needed && len(found[m]) == 0 {
			t.Errorf("%v is missing", m)
		}
	}
	for _, r := range x.scored() {
		need(r.Scope, "score", r.Score != nil)
		need(r.Scope, "level", r.Level > 0)
		need(r.Scope, "high", r.Status == scoring.Insufficient && r.High != nil)
	}
	for _, r := range x.Next.Actions {
		need(scoring.Scope("action:"+r.Action), "gain", true)
	}
	need(scoring.Overall, "high", x.Overall.Missing > 0 && x.Overall.High != nil)
	need(scoring.Overall, "coverage", x.Overall.Coverage != nil)
	need("balance", "compliance", x.Balance.Balance != nil)
	need("balance", "personalisation", x.Balance.Balance != nil)
}

var levelWords = regexp.MustCompile(`\b(level|Level|Stufe) [1-5]\b`)

// checkLevels looks for words that claim a level where none may be claimed.
func checkLevels(t *testing.T, x tour) {
	claims := func(p *page, is func(*html.Node) bool) {
		for _, n := range all(p.doc, is) {
			if claim := levelWords.FindString(p.text(n)); claim != "" {
				t.Errorf("%s claims %q: %s", p.path, claim, p.text(n))
			}
		}
	}
	if x.Overall.Level == 0 {
		claims(x.pages[""], with("aria-labelledby", "verdict"))
	}
	for _, r := range x.scored() {
		if p := x.explained(r.Scope); r.Level == 0 {
			claims(p, tag("h1"))
			claims(p, with("id", "level"))
		}
	}
}

// checkIDs looks for ids that stand twice and names that point nowhere.
func checkIDs(t *testing.T, x tour) {
	for path, p := range x.pages {
		seen := map[string]bool{}
		for _, n := range all(p.doc, func(n *html.Node) bool { return has(n, "id") }) {
			if id := attr(n, "id"); seen[id] || id == "" {
				t.Errorf("%s: id %q", path, id)
			} else {
				seen[id] = true
			}
		}
		for _, n := range all(p.doc, func(n *html.Node) bool { return has(n, "aria-labelledby") }) {
			for id := range strings.FieldsSeq(attr(n, "aria-labelledby")) {
				if !seen[id] {
					t.Errorf("%s: labelled by #%s, which is missing", path, id)
				}
			}
		}
		if got := len(all(p.doc, tag("h1"))); got != 1 {
			t.Errorf("%s has %d headings of the first rank", path, got)
		}
	}
}

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
	guest, err := s.store.Guest(t.Context(), v.cookies["lauter"])
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
