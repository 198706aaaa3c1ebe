package web_test

import (
	"math/big"
	"net/http"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// shown reads a number as the page writes it; a dash or nothing is nil.
func shown(t *testing.T, text string, lang locale.Lang) *big.Rat {
	t.Helper()
	text = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "→"))
	if text == "" || text == "–" {
		return nil
	}
	if lang == locale.German {
		if strings.Contains(text, ".") {
			t.Fatalf("%q has a decimal point in German", text)
		}
		text = strings.Replace(text, ",", ".", 1)
	}
	x, ok := new(big.Rat).SetString(strings.Replace(text, "−", "-", 1))
	if !ok {
		t.Fatalf("%q is not a number", text)
	}
	return x
}

// column reads the cells of a row of a sum, counted from its end.
func column(t *testing.T, row *html.Node, fromEnd int, lang locale.Lang) *big.Rat {
	t.Helper()
	cells := all(row, func(n *html.Node) bool { return n.Data == "td" })
	return shown(t, content(cells[len(cells)-1-fromEnd]), lang)
}

func rowsOf(table *html.Node, part string) []*html.Node {
	var rows []*html.Node
	for _, n := range all(table, tag(part)) {
		rows = append(rows, all(n, tag("tr"))...)
	}
	return rows
}

// sums are running totals of a column, one per depth of groups.
type sums struct{ questions, capabilities, dimensions *big.Rat }

// checkSum adds up a column of a sum as a reader would, group by group, and compares with every shown total.
func checkSum(t *testing.T, table *html.Node, fromEnd int, lang locale.Lang) {
	t.Helper()
	s := sums{new(big.Rat), new(big.Rat), new(big.Rat)}
	grouped := false
	same := func(what string, got, want *big.Rat) {
		t.Helper()
		if want != nil && got.Cmp(want) != 0 {
			t.Errorf("%s: the parts add up to %s, shown is %s", what, got.FloatString(2), want.FloatString(2))
		}
	}
	take := func(x *big.Rat) *big.Rat { sum := new(big.Rat).Set(x); x.SetInt64(0); return sum }
	for _, row := range rowsOf(table, "tbody") {
		x := column(t, row, fromEnd, lang)
		class := " " + attr(row, "class") + " "
		switch {
		case strings.Contains(class, " sub2 "):
			same("dimension", take(s.capabilities), x)
			if x != nil {
				s.dimensions.Add(s.dimensions, x)
			}
		case strings.Contains(class, " sub "):
			grouped = true
			same("capability", take(s.questions), x)
			if x != nil {
				s.capabilities.Add(s.capabilities, x)
			}
		case x != nil:
			s.questions.Add(s.questions, x)
		}
	}
	total := s.questions
	if grouped {
		total = s.capabilities
		if s.dimensions.Sign() > 0 {
			total = s.dimensions
		}
	}
	foot := rowsOf(table, "tfoot")
	if len(foot) != 1 {
		t.Fatalf("%d rows of a total", len(foot))
	}
	same("total", total, column(t, foot[0], fromEnd, lang))
}

// checkSums adds up the scores of all scopes, and what is open to 5.
func checkSums(t *testing.T, x tour) {
	five := big.NewRat(5, 1)
	for _, r := range x.scored() {
		table := x.explained(r.Scope).one("table", tag("table"))
		if r.Score == nil {
			if len(rowsOf(table, "tfoot")) > 0 {
				t.Errorf("%s has a total without a score", r.Scope)
			}
			continue
		}
		checkSum(t, table, 1, x.lang)
		checkSum(t, table, 0, x.lang)
		foot := rowsOf(table, "tfoot")[0]
		score, open := column(t, foot, 1, x.lang), column(t, foot, 0, x.lang)
		if want := scoring.Shown(r.Score, 2); score.Cmp(want) != 0 {
			t.Errorf("%s: total %s, want %s", r.Scope, score.FloatString(2), want.FloatString(2))
		}
		if sum := new(big.Rat).Add(score, open); sum.Cmp(five) != 0 {
			t.Errorf("%s: score and what is open add up to %s", r.Scope, sum.FloatString(2))
		}
	}
}

// checkBalance adds up the sides of the balance that are shown.
func checkBalance(t *testing.T, x tour) {
	tables := all(x.explained("balance").doc, tag("table"))
	for i, score := range []*big.Rat{x.Balance.Compliance, x.Balance.Personalisation} {
		if score == nil {
			continue
		}
		checkSum(t, tables[i], 0, x.lang)
		if got := column(t, rowsOf(tables[i], "tfoot")[0], 0, x.lang); got.Cmp(scoring.Shown(score, 2)) != 0 {
			t.Errorf("side %d: total %s, want %s", i, got.FloatString(2), score.FloatString(4))
		}
	}
}

// checkGains adds up what each advised action brings.
func checkGains(t *testing.T, x tour) {
	for _, r := range x.Recommendations {
		table := x.explained(scoring.Scope("action:"+r.Action)).one("table", tag("table"))
		checkSum(t, table, 0, x.lang)
		got := column(t, rowsOf(table, "tfoot")[0], 0, x.lang)
		if want := scoring.ShownChange(x.Overall.Score, r.ScoreAfter, 2); got.Cmp(want) != 0 {
			t.Errorf("%s: gain %s, want %s", r.Action, got.FloatString(2), want.FloatString(2))
		}
	}
}

func TestUnknownScopesAreNotFound(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	for _, scope := range []string{"nothing", "Overall", "dimension:", "dimension:nothing", "capability:data", "action:", "action:nothing", "data", "%00"} {
		if p := v.get(root + "/results/explain/" + scope); p.status != http.StatusNotFound {
			t.Errorf("%s = %d", scope, p.status)
		}
	}
}

func TestExplanationNamesRequirementsAndUnknownAnswers(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[1].answered(v)
	f := v.findings(root)
	p := v.get(root + "/results/explain/overall")
	gates := all(p.doc, with("class", "plain reqs"))
	if len(gates) != 1 || len(all(gates[0], tag("li"))) != len(f.GatesOf(scoring.Overall)) {
		t.Errorf("the requirements are not those of the findings")
	}
	for class, want := range map[string]int{"unknown": f.Overall.Missing, "out": f.Excluded} {
		rows := all(p.doc, func(n *html.Node) bool { return n.Data == "tr" && attr(n, "class") == class })
		if len(rows) != want {
			t.Errorf("%d rows are marked %s, want %d", len(rows), class, want)
		}
	}
	p.says("Don’t know, counts as 1", "No answer yet, counts as 1", "Not applicable: Our reason for number 3")
}
