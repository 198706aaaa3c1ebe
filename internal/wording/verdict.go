package wording

import (
	"math/big"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// Verdict says the whole result: a headline of one sentence, and what is behind it.
func (w *Words) Verdict() (headline, detail string) {
	r := w.f.Overall
	if tooLittleApplies(r) {
		return w.p.T("verdict.little"), w.p.T("verdict.little.detail")
	}
	facts := w.facts()
	pattern, ok := choose(w.t.Verdicts.Patterns, facts)
	if !ok {
		return w.Standing(r), w.GateSentence(r)
	}
	values := w.verdictValues(facts)
	n := len(r.HeldBy)
	if r.Status == scoring.Insufficient {
		n = r.Needed
	}
	headline = w.counted(n, pattern.HeadlineOne, pattern.Headline, values)
	detail = strings.ReplaceAll(w.p.Fill(pattern.Detail, values), "  ", " ") // a part may be empty
	return headline, sentences(append([]string{detail}, w.additions()...)...)
}

// choose returns the first pattern whose conditions all hold.
func choose(patterns []assessment.VerdictPattern, f facts) (assessment.VerdictPattern, bool) {
	for _, p := range patterns {
		if f.meet(p.When) {
			return p, true
		}
	}
	return assessment.VerdictPattern{}, false
}

// facts are what the conditions of a model may ask about a result, and the scopes that the sentences name.
// A number there is none of is nil and meets no condition.
type facts struct {
	status       string
	numbers      map[string]*big.Rat
	capabilities []scoring.Result // rated
	dimensions   []scoring.Result // rated
	strong, weak *scoring.Result  // nil if there is none
}

func (f facts) meet(when map[string]assessment.Condition) bool {
	for name, c := range when {
		if c.Is != "" && (name != "status" || c.Is != f.status) {
			return false
		}
		if !c.Holds(f.numbers[name]) {
			return false
		}
	}
	return true
}

func (w *Words) facts() facts {
	r := w.f.Overall
	f := facts{
		status:       string(r.Status),
		numbers:      map[string]*big.Rat{},
		capabilities: rated(w.f.Capabilities),
		dimensions:   rated(w.f.Dimensions),
	}
	count := func(name string, n int) { f.numbers[name] = big.NewRat(int64(n), 1) }
	if r.Status == scoring.Rated {
		count("level", r.Level)
	}
	notMet, unknown := 0, 0
	for _, h := range r.HeldBy {
		if h.State == scoring.GateNotMet {
			notMet++
		} else {
			unknown++
		}
	}
	count("held_not_met", notMet)
	count("held_unknown", unknown)
	if r.ToNext != nil {
		f.numbers["to_next"] = r.ToNext.Points
		count("next_gates", len(r.ToNext.Gates))
	}
	count("dims", len(f.dimensions))
	w.compareDimensions(f)
	f.strong, f.weak = w.strongAndWeak(f.capabilities)
	w.compareCapabilities(f)
	return f
}

func (w *Words) compareDimensions(f facts) {
	if len(f.dimensions) == 0 {
		return
	}
	high, low := w.highest(f.dimensions), w.lowest(f.dimensions)
	f.numbers["dim_max"], f.numbers["dim_min"] = high.Score, low.Score
	f.numbers["spread"] = new(big.Rat).Sub(high.Score, low.Score)
	var others []scoring.Result
	for _, d := range f.dimensions {
		if d.Scope != low.Scope {
			others = append(others, d)
		}
	}
	if len(others) > 0 {
		f.numbers["others_min"] = w.lowest(others).Score
	}
}

func (w *Words) compareCapabilities(f facts) {
	if f.weak != nil {
		f.numbers["weak_score"] = f.weak.Score
	}
	if f.strong != nil {
		f.numbers["strong_score"] = f.strong.Score
		// Of all of them: the weak one may be named for its gap and lie in the middle, which says nothing of how close
		// together they are.
		f.numbers["capability_spread"] = new(big.Rat).Sub(w.highest(f.capabilities).Score, w.lowest(f.capabilities).Score)
	}
}

// strongAndWeak picks the capabilities that the verdict speaks of. Weak is the one with the lowest score, one with an
// unmet requirement on the overall result before all others; strong the one with the highest score of the rest.
func (w *Words) strongAndWeak(all []scoring.Result) (strong, weak *scoring.Result) {
	if len(all) == 0 {
		return nil, nil
	}
	withGap := map[scoring.Scope]bool{}
	for _, c := range w.f.Gates {
		if q, ok := w.f.Model.Question(c.Question); ok && c.State == scoring.GateNotMet {
			withGap[scoring.CapabilityScope(q.Capability.ID)] = true
		}
	}
	first := all
	if gaps := keep(all, func(r scoring.Result) bool { return withGap[r.Scope] }); len(gaps) > 0 {
		first = gaps
	}
	low := w.lowest(first)
	others := keep(all, func(r scoring.Result) bool { return r.Scope != low.Scope })
	if len(others) == 0 {
		return nil, &low
	}
	high := w.highest(others)
	return &high, &low
}

// verdictValues are what the patterns may insert.
func (w *Words) verdictValues(f facts) map[string]string {
	values := w.values(w.f.Overall)
	if len(f.dimensions) > 0 {
		high, low := w.highest(f.dimensions), w.lowest(f.dimensions)
		values["dim_strong"], values["dim_weak"] = w.ScopeName(high.Scope), w.ScopeName(low.Scope)
		values["dim_weak_score"] = w.Score(low.Score)
	}
	if held := w.f.Overall.HeldBy; len(held) > 0 {
		values["question"] = w.question(firstToClose(held).Question)
	}
	if w.f.Overall.Status == scoring.Rated {
		values["carry"], values["hold"] = w.carryAndHold(f)
	}
	return values
}

// carryAndHold are the sentences on the strongest and the weakest point.
func (w *Words) carryAndHold(f facts) (carry, hold string) {
	if len(f.capabilities) == 0 {
		return "", w.p.T("verdict.capabilities")
	}
	values := map[string]string{
		"strong_name": w.ScopeName(w.highest(f.capabilities).Scope),
		"weak_name":   w.ScopeName(w.lowest(f.capabilities).Scope),
	}
	if c, ok := w.capability(f.strong); ok {
		values["strength"] = w.p.Text(c.Strength)
		carry = w.part(w.t.Verdicts.Parts.Carry, f, values)
	}
	if c, ok := w.capability(f.weak); ok {
		values["weakness"] = w.p.Text(c.Weakness)
		hold = w.part(w.t.Verdicts.Parts.Hold, f, values)
	}
	return carry, hold
}

func (w *Words) part(parts []assessment.VerdictPart, f facts, values map[string]string) string {
	for _, p := range parts {
		if f.meet(p.When) {
			return w.p.Fill(p.Text, values)
		}
	}
	return ""
}

// additions qualify a verdict: what it rests on, and that it may change.
func (w *Words) additions() []string {
	texts, r := w.t.Verdicts.Additions, w.f.Overall
	if r.Status != scoring.Rated {
		return nil
	}
	var said []string
	applicable := keep(w.f.Dimensions, func(d scoring.Result) bool { return d.Status != scoring.NotApplicable })
	if len(applicable) < len(w.f.Dimensions) {
		said = append(said, w.p.Fill(texts["two_dimensions"], map[string]string{"n": w.p.Int(len(applicable))}))
	}
	if r.Blank > 0 {
		said = append(said, w.counted(r.Blank, texts["provisional_one"], texts["provisional"], map[string]string{}))
	}
	return said
}
