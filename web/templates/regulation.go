package templates

import (
	"slices"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// RegulationView is how the answers stand to laws and standards.
type RegulationView struct {
	ResultsView
	Acts []scoring.ActStanding // model order; those that facts rule out are absent
	Law  LawNote
}

// RegulationTitle is the title of the page on laws and standards.
func RegulationTitle(p *locale.Printer) string { return p.T("tab.regulation") }

// acts are the binding acts, or the voluntary ones.
func (v RegulationView) acts(binding bool) []scoring.ActStanding { return actsOf(v.Acts, binding) }

func actsOf(all []scoring.ActStanding, binding bool) []scoring.ActStanding {
	var some []scoring.ActStanding
	for _, act := range all {
		if act.Act.Binding == binding {
			some = append(some, act)
		}
	}
	return some
}

// leftOut lists the acts of which facts rule out every reference, as a sentence does.
func (v RegulationView) leftOut(p *Page) string {
	var names []string
	for _, act := range v.Model.Acts {
		shown := func(s scoring.ActStanding) bool { return s.Act.ID == act.ID }
		if !slices.ContainsFunc(v.Acts, shown) && len(v.Model.ShownIn(act.ID, nil)) > 0 {
			names = append(names, p.Text(act.Name))
		}
	}
	return p.P.List(names)
}

// hidden counts the references that facts rule out.
func (v RegulationView) hidden() int {
	n := 0
	for _, act := range v.Model.Acts {
		n += len(v.Model.ShownIn(act.ID, nil))
	}
	for _, act := range v.Acts {
		n -= len(act.References)
	}
	return n
}

// count says how the answers stand to an act.
func (v ResultsView) count(p *Page, s scoring.ActStanding) string {
	switch {
	case s.Applicable > 0:
		return p.P.Fill(v.Model.Texts.Regulation.Row, map[string]string{"n": p.P.Int(s.Reached), "m": p.P.Int(s.Applicable)})
	case s.Asked > 0:
		return p.Text(v.Model.Texts.Regulation.Untouched)
	}
	return p.T("regulation.unasked")
}

// requirements says how the requirements among the questions of an act stand; nothing where there are none.
func (v ResultsView) requirements(p *Page, s scoring.ActStanding) string {
	switch {
	case s.Gates == 0:
		return ""
	case len(s.Gaps) == 0:
		return p.Text(v.Model.Texts.Regulation.NoGap)
	}
	return p.T("gate.questions", "N", len(s.Gaps), "Of", s.Gates)
}

// openLabel is what stands before the open questions: the model's sentence up to their place.
func (v ResultsView) openLabel(p *Page) string {
	before, _ := around(p.P.Fill(v.Model.Texts.Regulation.Open, map[string]string{"questions": gap}))
	return strings.TrimSpace(before)
}

// openShown is how many open questions of an act are listed before the reader asks for all.
const openShown = 4

// openOf lists the questions of an act to look at: first those whose requirement is in doubt, which may need more than
// level 3, then the others that are open, each in model order.
func openOf(s scoring.ActStanding) []string {
	var ids []string
	for _, g := range s.Gaps {
		if !slices.Contains(ids, g.Question) {
			ids = append(ids, g.Question)
		}
	}
	for _, id := range s.Open {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// gapOn is the requirement of an act on a question that is not met or not clarified.
func gapOn(s scoring.ActStanding, question string) (scoring.GateCheck, bool) {
	for _, g := range s.Gaps {
		if g.Question == question {
			return g, true
		}
	}
	return scoring.GateCheck{}, false
}

// cites names what a question rests on within an act.
func (v ResultsView) cites(p *Page, s scoring.ActStanding, q *assessment.Question) string {
	var cites []string
	for _, ref := range p.Assessment.Model.Shown(p.Assessment.Facts, q.Refs) {
		if ref.Act == s.Act.ID {
			cites = append(cites, p.Text(ref.Cite))
		}
	}
	return strings.Join(cites, "; ")
}

// reachedShare is the part of an act's questions at level 3 or higher, as the width of a bar.
func reachedShare(s scoring.ActStanding) string { return barWidth(s.Reached, s.Applicable) }

// reachedOf is the count of an act in its shortest form: "11 of 15".
func reachedOf(p *Page, s scoring.ActStanding) string {
	return p.T("progress.count", "Answered", s.Reached, "Asked", s.Applicable)
}

// mentionsNPS says that a trademark must be named.
func (v RegulationView) mentionsNPS() bool {
	for _, act := range v.Acts {
		for _, ref := range act.References {
			if strings.Contains(ref.Cite.EN, "NPS") {
				return true
			}
		}
	}
	return false
}

// cardLine says in a few words what is open in an act.
func (v ResultsView) cardLine(p *Page, s scoring.ActStanding) string {
	var parts []string
	if n := len(s.Gaps); n > 0 {
		parts = append(parts, p.T("regulation.card.gaps", "N", n))
	}
	if n := len(s.Open); n > 0 {
		parts = append(parts, p.T("regulation.card.open", "N", n))
	}
	if len(parts) == 0 {
		return p.T("regulation.card.none")
	}
	return strings.Join(parts, ", ")
}

// anchor is the id of an act on the page.
func anchor(s scoring.ActStanding) string { return "act-" + s.Act.ID }
