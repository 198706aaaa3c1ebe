package wording

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// everything says all that can be said about findings, by a name for it. Names that end in "?" may say nothing.
func everything(w *Words) map[string]string {
	f, all := w.f, map[string]string{}
	all["headline"], all["detail"] = w.Verdict()
	all["provisional?"], all["quick note?"], all["answered"], all["gaps"] = w.Provisional(), w.QuickNote(), w.AnsweredWords(), w.Gaps()
	all["together"], all["disclaimer"] = w.Together(), w.Disclaimer()
	for i, s := range w.Disclaimers() {
		all[fmt.Sprint("disclaimer ", i)] = s
	}
	for _, r := range slices.Concat([]scoring.Result{f.Overall}, f.Dimensions, f.Capabilities) {
		sayResult(all, w, r)
	}
	for _, g := range f.Gates {
		all["gate "+g.Question] = w.GateWords(g)
	}
	for _, r := range f.Recommendations {
		all["because "+r.Action], all["gain "+r.Action], all["effort "+r.Action] = w.Because(r), w.Gain(r), w.EffortWords(r)
	}
	for _, o := range f.FindOut {
		all["find out "+o.Question] = w.FindOut(o)
	}
	sayBalance(all, w.Balance())
	return all
}

func sayResult(all map[string]string, w *Words, r scoring.Result) {
	scope := string(r.Scope)
	all["name "+scope], all["standing "+scope], all["short "+scope] = w.ScopeName(r.Scope), w.Standing(r), w.StandingShort(r)
	all["gates "+scope], all["range "+scope] = w.GateSentence(r), w.Range(r)
	confidence := "confidence " + scope
	if r.Status == scoring.NotApplicable {
		confidence += "?"
	}
	all[confidence] = w.ConfidenceLine(r)
	for _, p := range w.ConfidenceParts(r) {
		all[p.Name+" "+scope] = p.Name + " " + p.Value
	}
	for _, h := range r.HeldBy {
		all["held "+h.Question+" "+scope] = w.HeldRow(h)
	}
	for _, q := range r.Waived {
		all["waived "+q] = w.WaivedRow(q)
	}
	if strings.HasPrefix(scope, "dimension:") {
		all["dimension "+scope] = w.DimensionSentence(r)
	}
}

func sayBalance(all map[string]string, b BalanceWords) {
	hidden := ""
	if !b.Shown {
		hidden = "?"
	} else {
		all["balance border?"], all["balance gaps?"] = b.Border, b.Gaps
	}
	all["balance title"] = b.Title
	for name, s := range map[string]string{"numbers": b.Numbers, "tilt": b.Tilt, "tilt text": b.TiltText, "quadrant": b.Quadrant, "tell": b.Tell} {
		all["balance "+name+hidden] = s
	}
	for _, a := range []Axis{b.Compliance, b.Personalisation} {
		all["axis "+a.Name] = strings.Join([]string{a.Label, a.Meaning, a.Score}, " ")
	}
	for i, s := range b.FinePrint {
		all[fmt.Sprint("fine print ", i)] = s
	}
}

// random answers lean to one side or another, so that very different results come up.
func random(seed uint64) func(*assessment.Question) assessment.Answer {
	r := rand.New(rand.NewPCG(seed, 0))
	unknown, inapplicable, low, high := r.IntN(4)*r.IntN(12), r.IntN(3)*r.IntN(30), r.IntN(5), r.IntN(5)
	return answerable(func(*assessment.Question) assessment.Answer {
		switch p := r.IntN(100); {
		case p < inapplicable:
			return assessment.Answer{Choice: assessment.NotApplicable, Reason: "Kein Anlass."}
		case p < inapplicable+unknown:
			return assessment.Answer{Choice: []assessment.Choice{assessment.Blank, assessment.DontKnow}[r.IntN(2)]}
		}
		a := assessment.Answer{Choice: assessment.Choice(1 + min(low, high) + r.IntN(1+max(low, high)-min(low, high)))}
		if a.Grade = r.IntN(4); a.Grade > 0 {
			a.Evidence = []string{"Ordner"}
		}
		return a
	})
}

var (
	unfilled = regexp.MustCompile(`[{}]|<no value>|…`)
	digits   = regexp.MustCompile(`\d+([.,]\d+)?`)
)

// FuzzWords checks, for any answers, that every sentence is there and whole, in both languages, and that both languages
// say the same numbers.
func FuzzWords(f *testing.F) {
	for seed := range uint64(60) {
		f.Add(seed, seed%3 == 0)
	}
	f.Fuzz(func(t *testing.T, seed uint64, quick bool) {
		kind := assessment.KindFull
		if quick {
			kind = assessment.KindQuick
		}
		findings := evaluate(t, kind, random(seed))
		words := both(findings)
		for l, w := range words {
			for name, s := range everything(w) {
				checkSentence(t, string(l)+" "+name, s)
			}
		}
		sameNumbers(t, words)
	})
}

func checkSentence(t *testing.T, name, s string) {
	t.Helper()
	switch {
	case s == "" && !strings.HasSuffix(name, "?"):
		t.Errorf("%s says nothing", name)
	case unfilled.MatchString(s):
		t.Errorf("%s has a gap: %q", name, s)
	case strings.Contains(s, "  ") || strings.TrimSpace(s) != s:
		t.Errorf("%s has a space too many: %q", name, s)
	case strings.Contains(s, "..") || strings.Contains(s, "?.") || strings.Contains(s, "“”") || strings.Contains(s, "„“"):
		t.Errorf("%s has marks that do not fit: %q", name, s)
	}
}

// sameNumbers compares the sentences that are made of numbers.
func sameNumbers(t *testing.T, words map[locale.Lang]*Words) {
	t.Helper()
	en, de := everything(words[locale.English]), everything(words[locale.German])
	for _, name := range slices.Sorted(maps.Keys(en)) {
		kind, _, _ := strings.Cut(name, " ")
		if !slices.Contains([]string{"headline", "standing", "short", "gates", "range", "gaps", "together", "gain", "answered"}, kind) {
			continue
		}
		german := strings.ReplaceAll(de[name], ",", ".")
		// A comma of a sentence is no decimal mark: both are cut the same way.
		got, want := digits.FindAllString(german, -1), digits.FindAllString(strings.ReplaceAll(en[name], ",", "."), -1)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q and %q say different numbers", name, en[name], de[name])
		}
	}
}

// Whoever looks for hard-coded text must find none here: every sentence consists of texts in brackets.
func TestPseudo(t *testing.T) {
	f := evaluate(t, assessment.KindFull, answerable(mixed))
	for name, s := range everything(New(f, locale.Pseudo())) {
		if s != "" && strings.ContainsFunc(outsideBrackets(s), isLetter) {
			t.Errorf("%s has text that is in no catalogue: %q", name, s)
		}
	}
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }

func outsideBrackets(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '[':
			depth++
		case ']':
			depth--
		default:
			if depth == 0 {
				return r
			}
		}
		return -1
	}, s)
}

func BenchmarkWords(b *testing.B) {
	f := evaluate(b, assessment.KindFull, answerable(mixed))
	for b.Loop() {
		everything(New(f, locale.For(locale.German)))
	}
}
