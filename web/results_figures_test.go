package web_test

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/internal/locale"
	"lauter/internal/scoring"
)

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
		need(r.Scope, "high", r.Status == scoring.Insufficient && r.High != nil && scoring.Display(r.Score, 1) != scoring.Display(r.High, 1))
	}
	for _, r := range x.Next.Actions {
		need(scoring.Scope("action:"+r.Action), "gain", true)
	}
	need(scoring.Overall, "high", x.Overall.Missing > 0 && x.Overall.High != nil && scoring.Display(x.Overall.Score, 1) != scoring.Display(x.Overall.High, 1))
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
