package templates

import (
	"math/big"
	"strings"

	"lauter/assessment"
	"lauter/internal/chart"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// WhatIfView is a result as it would be with other answers, beside the one of today.
type WhatIfView struct {
	ResultsView             // with what is supposed
	Today       ResultsView // as it is
	WhatIf      *scoring.WhatIf
	Levels      scoring.Supposition
	Settings    []Setting
	Version     string // of the model, as addresses name it
	Query       string // of this address, to be kept; empty: nothing to keep
	Foreign     string // version of the model that the address was made for, if it is another
	LeftOut     []string
	Errors      []FieldError
	Scenarios   ScenarioList
}

// Setting is one thing that is supposed: a level for a capability, or for one question.
type Setting struct {
	Capability *assessment.Capability
	Question   *assessment.Question // nil: the capability as a whole
	Level      int
	Moves      []scoring.Supposed // the answers that it changes; none if they are at this level already
	Without    string             // query of the address without it
}

// Supposed says that the page shows what would be, not what is.
type Supposed struct {
	Query string                       // of the what-if that it belongs to
	Today map[string]assessment.Choice // the answers that are supposed to be others, as they are
}

// supposing is the page with links that lead to the sums behind supposed numbers.
func (p *Page) supposing(s *Supposed) *Page {
	then := *p
	then.Supposed = s
	return &then
}

// whatIf is the address of a what-if.
func (p *Page) whatIf(query string) string {
	if query == "" {
		return p.in("what-if")
	}
	return p.URL(p.path("what-if") + "?" + query)
}

// explainPath is the address of the page that shows how a number came about, without the carried language: a real
// number, or on pages that suppose other answers a supposed one.
func (p *Page) explainPath(s scoring.Scope) string {
	if p.Supposed == nil {
		return p.path("results", "explain", string(s))
	}
	return p.path("what-if", "explain", string(s)) + "?" + p.Supposed.Query
}

// origin is the page that explanations lead back to: the results, or the what-if.
func (p *Page) origin() Crumb {
	if p.Supposed == nil {
		return Crumb{p.T("results.title"), p.path("results")}
	}
	return Crumb{p.T("tab.whatif"), p.path("what-if") + "?" + p.Supposed.Query}
}

// today is the real answer to a question that the page supposes to have another.
func (p *Page) today(question string) (c assessment.Choice, supposed bool) {
	if p.Supposed == nil {
		return assessment.Blank, false
	}
	c, supposed = p.Supposed.Today[question]
	return c, supposed
}

// changed says that at least one answer differs.
func (v WhatIfView) changed() bool { return len(v.WhatIf.Moves) > 0 }

// scopes are the overall result and the dimensions, each as it is and as it would be.
func (v WhatIfView) scopes() [][2]scoring.Result {
	pairs := [][2]scoring.Result{{v.Today.Overall, v.Overall}}
	for i, r := range v.Dimensions {
		pairs = append(pairs, [2]scoring.Result{v.Today.Dimensions[i], r})
	}
	return pairs
}

// heldBy names the capabilities whose questions hold a result back, each once.
func (v ResultsView) heldBy(p *Page, r scoring.Result) string {
	var names []string
	for _, h := range r.HeldBy {
		name := p.Text(v.question(h.Question).Capability.Name)
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// name is what a setting is about.
func (s Setting) name(p *Page) string {
	if s.Question != nil {
		return p.Text(s.Question.Text)
	}
	return p.Text(s.Capability.Name)
}

// effect says what a setting changes.
func (s Setting) effect(p *Page, v WhatIfView) string {
	switch {
	case s.Question != nil && len(s.Moves) > 0:
		return p.T("whatif.set.question", "Today", v.Words.AnswerWords(s.Moves[0].Before), "Then", v.Words.AnswerWords(s.Moves[0].After))
	case len(s.Moves) > 0:
		return p.T("whatif.set.capability", "N", len(s.Moves), "Level", s.Level, "Name", v.Words.LevelName(s.Level))
	}
	return p.T("whatif.set.nothing", "Level", s.Level, "Name", v.Words.LevelName(s.Level))
}

// opened says that a setting for one of its questions stands in a capability.
func (v WhatIfView) opened(c *assessment.Capability) bool {
	for _, q := range c.Questions {
		if v.Levels.Questions[q.ID] > 0 || v.refusal("q."+q.ID) != "" {
			return true
		}
	}
	return false
}

// refusal is what is wrong with a setting; empty if nothing is.
func (v WhatIfView) refusal(name string) string {
	for _, e := range v.Errors {
		if e.Field == name {
			return e.Text
		}
	}
	return ""
}

// asToday is the choice that supposes nothing.
func (v WhatIfView) asToday(p *Page, now string) string { return p.T("whatif.as.today", "Now", now) }

// option is a level in a list of choices: its number with its name, or with what it looks like at a question.
func (v WhatIfView) option(p *Page, level int, q *assessment.Question) string {
	name := v.Words.LevelName(level)
	if q != nil {
		if anchor := v.Words.AnchorWords(q, assessment.Choice(level)); anchor != "" {
			name = anchor
		}
	}
	return p.T("whatif.option", "Level", level, "Name", name)
}

// gateNow says how an answer stands to a requirement, as the words of its findings say it.
func gateNow(w *wording.Words, c scoring.GateCheck) string {
	if c.State == scoring.GateMet {
		return w.AnswerWords(c.Answer)
	}
	return w.GateWords(c)
}

// reachOf says what a requirement holds back.
func reachOf(p *Page, q *assessment.Question, gate assessment.Gate) string {
	switch gate.Reach {
	case assessment.ReachCapability:
		return p.Text(q.Capability.Name)
	case assessment.ReachDimension:
		return p.Text(q.Capability.Dimension.Name)
	}
	return p.T("scope.overall")
}

// balanceMove is the way of both sides of the balance from today to what is supposed.
func (v WhatIfView) balanceMove(p *Page) chart.Scene {
	b := v.Words.Balance()
	words := quadrantWords(b)
	words.Alt = p.T("whatif.balance.alt", "Today", v.Today.Words.Balance().Numbers, "Then", b.Numbers)
	point := func(f *scoring.Findings) chart.Point {
		x, _ := f.Balance.Compliance.Float64()
		y, _ := f.Balance.Personalisation.Float64()
		return chart.Point{X: x, Y: y}
	}
	cut, _ := v.Model.Balance.Cut.Float64()
	return chart.Trajectory("move", fieldWidth, []chart.Point{point(v.Today.Findings), point(v.Findings)}, cut, words)
}

// bothBalances says that there is a balance to show at both times.
func (v WhatIfView) bothBalances() bool {
	return v.Today.Balance.Balance != nil && v.Balance.Balance != nil
}

// balanceRow is one side of the balance at both times.
type balanceRow struct {
	name          string
	of            figureOf
	before, after *big.Rat
}

func (v WhatIfView) balanceRows() []balanceRow {
	b := v.Words.Balance()
	return []balanceRow{
		{b.Compliance.Name, ofCompliance, v.Today.Balance.Compliance, v.Balance.Compliance},
		{b.Personalisation.Name, ofPersonalisation, v.Today.Balance.Personalisation, v.Balance.Personalisation},
	}
}

// parameter is the name of a setting in addresses and forms.
func parameter(c *assessment.Capability, q *assessment.Question) string {
	if q != nil {
		return "q." + q.ID
	}
	return "c." + c.ID
}

// set is the level that a list of choices shows; 0 for as today.
func (v WhatIfView) set(c *assessment.Capability, q *assessment.Question) int {
	if q != nil {
		return v.Levels.Questions[q.ID]
	}
	return v.Levels.Capabilities[c.ID]
}
