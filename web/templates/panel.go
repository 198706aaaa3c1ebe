package templates

import (
	"slices"
	"strconv"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// PanelView is what a closed survey says.
type PanelView struct {
	Survey  assessment.Survey
	Rows    []PanelRow // every question, in model order
	Discuss []PanelRow // the questions to discuss first, in this order
	Done    bool       // answers have just been taken over
	Stale   bool       // answers have changed since they were shown
}

// PanelRow is what people say about one question.
type PanelRow struct {
	scoring.PanelRow
	Question *assessment.Question
	Why      scoring.Discussion      // why it is to be discussed
	Now      assessment.Answer       // the answer so far
	Named    []assessment.SurveyVote // with names; nil where votes are anonymous
}

// DecisionView asks what the answer to one question is.
type DecisionView struct {
	Survey assessment.Survey
	Row    PanelRow
	Form   DecisionForm
	Stale  bool // the answer has changed since it was shown
}

// DecisionForm is a decision, as it was typed.
type DecisionForm struct {
	Answer, Because, Reason string

	Wrong map[string]string
}

// taken says that the answer so far came out of the survey.
func (r PanelRow) taken(s assessment.Survey) bool { return r.Now.Agreed.Survey == s.ID }

// Undecided are the rows on which people agree and that were not taken over yet.
func (v PanelView) Undecided() []PanelRow {
	return v.where(func(r PanelRow) bool { return r.Agreed && !r.taken(v.Survey) })
}

// takenOver are the rows on which people agreed and that were taken over.
func (v PanelView) takenOver() []PanelRow {
	return v.where(func(r PanelRow) bool { return r.Agreed && r.taken(v.Survey) })
}

// single are the rows that need a look, but no discussion: as when everybody says that it does not apply.
func (v PanelView) single() []PanelRow {
	return v.where(func(r PanelRow) bool { return r.Shown && !r.Agreed && !r.PanelRow.Discuss })
}

// few are the rows with too few votes to show any, or none.
func (v PanelView) few() []PanelRow { return v.where(func(r PanelRow) bool { return !r.Shown }) }

func (v PanelView) where(holds func(PanelRow) bool) []PanelRow {
	return slices.DeleteFunc(slices.Clone(v.Rows), func(r PanelRow) bool { return !holds(r) })
}

// spread says in words how far apart the votes are.
func (p *Page) spread(v scoring.VoteResult) string {
	switch {
	case v.Distance == nil:
		return ""
	case v.Distance.Sign() == 0 && v.NA+v.DontKnow > 0:
		return p.T("panel.same.rated")
	case v.Distance.Sign() == 0:
		return p.T("panel.same")
	}
	return p.T("panel.distance", "Levels", p.P.Number(scoring.Display(v.Distance, 1)))
}

// counts lists the votes: "2 × Defined, 1 × I don’t know".
func (p *Page) counts(v scoring.VoteResult) string {
	var parts []string
	add := func(n int, c assessment.Choice) {
		if n > 0 {
			parts = append(parts, p.T("panel.count", "N", n, "Answer", p.levelled(c)))
		}
	}
	for i, n := range v.Counts {
		add(n, assessment.Choice(i+1))
	}
	add(v.DontKnow, assessment.DontKnow)
	add(v.NA, assessment.NotApplicable)
	return p.P.List(parts)
}

// levelled is an answer in words, a level with its number.
func (p *Page) levelled(c assessment.Choice) string {
	if c.Rated() {
		return strconv.Itoa(int(c)) + " " + p.choice(c)
	}
	return p.choice(c)
}

// reasons say why a question is to be discussed.
func (p *Page) reasons(d scoring.Discussion) (all []string) {
	for _, why := range []struct {
		holds bool
		text  string
	}{
		{d.ApplicabilityDispute, p.T("panel.why.applies")},
		{d.GateStraddled, p.T("panel.why.gate")},
		{d.FewKnow, p.T("panel.why.know")},
		{d.Split, p.T("panel.why.split")},
	} {
		if why.holds {
			all = append(all, why.text)
		}
	}
	return all
}

// column is a bar of a small histogram, in attributes of SVG.
type column struct{ x, y, height, label string }

const (
	columnWidth  = 18
	columnHeight = 40
)

// columns are the rated votes as bars, the highest as high as there is room.
func columns(v scoring.VoteResult) (all []column) {
	most := max(1, slices.Max(v.Counts[:]))
	for i, n := range v.Counts {
		height := max(1, n*columnHeight/most)
		all = append(all, column{
			x: strconv.Itoa(i*(columnWidth+4) + 1), y: strconv.Itoa(columnHeight - height), height: strconv.Itoa(height),
			label: strconv.Itoa(i*(columnWidth+4) + 1 + columnWidth/2),
		})
	}
	return all
}

// choices are the answers that a decision can be, in the order of the questionnaire.
func (r PanelRow) choices() (all []assessment.Choice) {
	for i := range r.Question.Anchors {
		all = append(all, assessment.Choice(i+1))
	}
	all = append(all, assessment.DontKnow)
	if r.Question.AllowsNA {
		all = append(all, assessment.NotApplicable)
	}
	return all
}

// agreedWords says how an answer came out of a survey; empty: it did not.
func (p *Page) agreedWords(a assessment.Agreed) string {
	switch a.Source {
	case assessment.ByMedian:
		return p.T("panel.by.median")
	case assessment.ByDecided:
		return p.T("panel.by.decided", "Middle", p.levelled(a.Middle))
	}
	return ""
}
