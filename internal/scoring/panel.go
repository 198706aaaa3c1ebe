package scoring

import (
	"slices"

	"lauter/assessment"
)

// Panel is what several people say who answered individually, as far as it may be shown.
type Panel struct {
	Rows    []PanelRow   // every question that was asked, in model order
	Discuss []Discussion // questions to discuss first, in this order
}

// PanelRow is what the votes on one question say.
type PanelRow struct {
	Question string
	Ballots  int          // number of votes
	Shown    bool         // more than their number may be shown
	Votes    VoteResult   // zero unless Shown
	Groups   []PanelGroup // roles whose votes may be shown by themselves, by name; nil where nobody said one
	Rest     int          // votes of the other roles together
	Discuss  bool         // stands in Panel.Discuss
	Agreed   bool         // at least two people rated, and there is nothing to discuss: the middle can be taken over as it is
}

// PanelGroup is what one role says.
type PanelGroup struct {
	Role  string
	Votes VoteResult
}

// Row returns the row of a question.
func (p *Panel) Row(question string) (PanelRow, bool) {
	i := slices.IndexFunc(p.Rows, func(r PanelRow) bool { return r.Question == question })
	if i < 0 {
		return PanelRow{}, false
	}
	return p.Rows[i], true
}

// NewPanel summarises votes. shows is from how many votes on a question on more than their number is shown, by question
// and by role. asked are the questions of the survey, a the answers so far: they decide what each question weighs.
func NewPanel(m *assessment.Model, a assessment.Answers, asked []string,
	votes map[string][]assessment.SurveyVote, shows int) (*Panel, error) {
	p := &Panel{}
	ballots := map[string][]assessment.Choice{}
	for _, q := range m.Questions() {
		if !slices.Contains(asked, q.ID) {
			continue
		}
		row := panelRow(q.ID, votes[q.ID], shows)
		if row.Shown {
			ballots[q.ID] = choices(votes[q.ID])
		}
		p.Rows = append(p.Rows, row)
	}
	var err error
	if p.Discuss, err = DiscussionOrder(m, a, ballots); err != nil {
		return nil, err
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		row.Discuss = slices.ContainsFunc(p.Discuss, func(d Discussion) bool { return d.Question == row.Question })
		row.Agreed = row.Shown && !row.Discuss && row.Votes.Rated >= 2 && row.Votes.Proposed.Rated()
	}
	return p, nil
}

func panelRow(question string, votes []assessment.SurveyVote, shows int) PanelRow {
	row := PanelRow{Question: question, Ballots: len(votes)}
	sizes := map[string]int{}
	for _, v := range votes {
		sizes[v.Role]++
	}
	total, shown := Anonymity(sizes, shows)
	if !total {
		return row
	}
	row.Shown, row.Votes, row.Rest = true, Votes(choices(votes)), len(votes)
	if len(sizes) == 1 && sizes[""] > 0 {
		row.Rest = 0
		return row // nobody said a role: there are no groups
	}
	for _, role := range shown {
		of := slices.DeleteFunc(slices.Clone(votes), func(v assessment.SurveyVote) bool { return v.Role != role })
		row.Groups = append(row.Groups, PanelGroup{role, Votes(choices(of))})
		row.Rest -= len(of)
	}
	return row
}

func choices(votes []assessment.SurveyVote) (all []assessment.Choice) {
	for _, v := range votes {
		all = append(all, v.Choice)
	}
	return all
}
