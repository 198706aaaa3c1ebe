package templates

import (
	"math/big"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// ExplainView is how the score of a scope came about.
type ExplainView struct {
	ResultsView
	Scoped   scoring.Result
	Sum      scoring.Part
	Checks   []scoring.GateCheck // requirements that count in the scope
	Changes  scoring.Changes
	Evidence scoring.EvidenceCount
}

// ExplainTitle says the finding that a page explains.
func ExplainTitle(p *Page, v ExplainView) string {
	r, w := v.Scoped, v.Words
	switch {
	case held(r):
		return p.T("explain.title.held", "N", len(r.HeldBy), "Name", v.name(p), "Score", w.Score(r.Score), "Level", r.Level)
	case r.Level > 0:
		return p.T("explain.title.level", "Name", v.name(p), "Score", w.Score(r.Score), "Level", r.Level, "LevelName", w.LevelName(r.Level))
	case r.Status == scoring.Insufficient && ranged(r):
		return p.T("explain.title.open", "Name", v.name(p), "Low", w.Score(r.Score), "High", w.Score(r.High))
	}
	return p.T("explain.title.other", "Name", v.name(p), "Standing", w.StandingShort(r))
}

// name is what the scope is called inside a sentence.
func (v ExplainView) name(p *Page) string {
	if v.Scoped.Scope == scoring.Overall {
		return p.T("explain.whole")
	}
	return v.Words.ScopeName(v.Scoped.Scope)
}

// lead says what is behind the title.
func (v ExplainView) lead(p *Page) string {
	r := v.Scoped
	lead := v.Words.GateSentence(r)
	if held(r) {
		lead = p.T("explain.lead.held", "Level", r.ScoreLevel)
	}
	if ranged(r) && r.Status == scoring.Rated {
		lead += " " + p.T("explain.lead.open", "N", r.Missing, "High", v.Words.Hundredths(r.High))
	}
	return lead
}

// crumbs lead from the overview down to the scope.
func (v ExplainView) crumbs(p *Page) []Crumb {
	crumbs := []Crumb{p.origin()}
	if id, ok := strings.CutPrefix(string(v.Scoped.Scope), "capability:"); ok {
		c, _ := v.Model.Capability(id)
		crumbs = append(crumbs, Crumb{p.Text(c.Dimension.Name), p.explainPath(scoring.DimensionScope(c.Dimension.ID))})
	}
	return append(crumbs, Crumb{Text: v.Words.ScopeName(v.Scoped.Scope)})
}

// capabilityOf is the capability that the page is about; nil on other pages.
func (v ExplainView) capabilityOf() *assessment.Capability {
	c, _ := v.Model.Capability(strings.TrimPrefix(string(v.Scoped.Scope), "capability:"))
	return c
}

// applicable counts the questions of the scope that are not left out.
func (v ExplainView) applicable() int { return countRows(v.Sum) }

func countRows(part scoring.Part) int {
	if part.Row != nil {
		if part.Row.State == scoring.StateNotApplicable {
			return 0
		}
		return 1
	}
	n := 0
	for _, inner := range part.Parts {
		n += countRows(inner)
	}
	return n
}

// product is a row of the sum before it is worked out: "4 × 1/15".
func (v ResultsView) product(part scoring.Part) string {
	if part.Score == nil {
		return ""
	}
	if part.Row != nil {
		return times(strconv.Itoa(part.Row.Value), part.Share)
	}
	return times(v.Words.Hundredths(part.Score), part.Share)
}

func times(factor string, share *big.Rat) string { return factor + " × " + share.RatString() }

// isDimension says that a part stands for a dimension, which is a sum of sums.
func isDimension(part scoring.Part) bool { return strings.HasPrefix(string(part.Scope), "dimension:") }

// whyCounted says of an answer that is no level how it counts.
func (v ResultsView) whyCounted(p *Page, row *scoring.TraceRow) string {
	switch row.State {
	case scoring.StateDontKnow:
		return p.T("explain.row.unknown")
	case scoring.StateBlank:
		return p.T("explain.row.blank")
	case scoring.StateNotApplicable:
		return p.T("explain.row.excluded", "Reason", v.Answers[row.Question].Reason)
	}
	return ""
}

// rowClass marks rows that need a second look.
func rowClass(row *scoring.TraceRow) string {
	switch row.State {
	case scoring.StateDontKnow, scoring.StateBlank:
		return "unknown"
	case scoring.StateNotApplicable:
		return "out"
	}
	return ""
}

// gated says that a requirement of the scope stands on a question.
func (v ExplainView) gated(question string) bool {
	for _, c := range v.Checks {
		if c.Question == question {
			return true
		}
	}
	return false
}

// met says that a requirement stands in nobody's way.
func met(c scoring.GateCheck) bool {
	return c.State == scoring.GateMet || c.State == scoring.GateWaived
}

// width is a share of 0 to 1 as a length.
func width(x *big.Rat) string {
	if x == nil {
		return "0%"
	}
	return scoring.Display(new(big.Rat).Mul(x, whole(100)), 1) + "%"
}

// shares are the values behind the parts of confidence, in the order of wording's ConfidenceParts.
func shares(c *scoring.Confidence) []*big.Rat {
	return []*big.Rat{c.Coverage, c.Evidence, c.Agreement}
}

// evidenceCounts says how many answers are supported how well, best first.
func (v ResultsView) evidenceCounts(p *Page, n scoring.EvidenceCount) string {
	var parts []string
	for grade := len(n.Grades) - 1; grade >= 0; grade-- {
		if n.Grades[grade] > 0 {
			parts = append(parts, p.T("explain.grade", "Name", v.Model.Grades[grade].Name, "Number", n.Grades[grade]))
		}
	}
	if n.NotNeeded > 0 {
		parts = append(parts, p.T("explain.grade.none", "N", n.NotNeeded))
	}
	return strings.Join(parts, "; ")
}

// stepWords says what a step takes, and which level it reaches.
func (v ExplainView) stepWords(p *Page, s scoring.Step) string {
	effort := v.Words.EffortWords(s.Recommendation) + "."
	if s.LevelAfter > v.Scoped.Level {
		return effort + " " + p.T("explain.step.level", "Level", s.LevelAfter, "Name", v.Words.LevelName(s.LevelAfter))
	}
	return effort
}

// ask names who may know an answer.
func (v ResultsView) ask(p *Page, q *assessment.Question) string {
	names := make([]string, len(q.Who))
	for i, id := range q.Who {
		names[i] = v.Words.RoleName(id)
	}
	return p.T("findout.ask", "Roles", strings.Join(names, ", "))
}
