package scoring

import (
	"cmp"
	"slices"

	"lauter/assessment"
)

// LedgerRow is a question of a workshop with its votes, as far as they may be shown, and what the room agreed on it.
type LedgerRow struct {
	assessment.WorkshopQuestion
	Question *assessment.Question
	Rounds   []assessment.ShownVotes // one after the other, also those with too few votes to be shown
	First    VoteResult              // of the first round, before anybody talked; zero: it may not be shown
	Final    VoteResult              // of the last round; zero: it may not be shown
}

// Ledger lists the questions of a workshop that a model asks, in their order.
func Ledger(m *assessment.Model, w *assessment.Workshop, shown map[string][]assessment.ShownVotes) []LedgerRow {
	var rows []LedgerRow
	for _, q := range w.Questions {
		question, ok := m.Question(q.ID)
		if !ok {
			continue
		}
		row := LedgerRow{WorkshopQuestion: q, Question: question, Rounds: shown[q.ID]}
		if len(row.Rounds) > 0 {
			row.First, row.Final = Votes(row.Rounds[0].All), Votes(row.LastVotes())
		}
		rows = append(rows, row)
	}
	return rows
}

// LastVotes are those of the last round, nil if they may not be shown.
func (r LedgerRow) LastVotes() []assessment.Choice {
	if len(r.Rounds) == 0 {
		return nil
	}
	return r.Rounds[len(r.Rounds)-1].All
}

// Decided says that the room settled on something else than its votes proposed.
func (r LedgerRow) Decided() bool { return r.Agreed != nil && r.Agreed.Decided() }

// Dissent is what somebody who did not agree has to say; may be empty.
func (r LedgerRow) Dissent() string {
	if r.Agreed == nil {
		return ""
	}
	return r.Agreed.Dissent
}

// Unknown says that the room does not know the answer: it agreed so, or agreed on nothing and its votes say so.
func (r LedgerRow) Unknown() bool {
	if r.Agreed != nil {
		return r.Agreed.Choice == assessment.DontKnow
	}
	v := r.Final
	return v.all() > 0 && 2*v.DontKnow >= v.all()
}

// Apart says that views on the question lay so far apart that it was worth discussing, or that somebody still sees it
// differently.
func (r LedgerRow) Apart() bool {
	return orZero(r.First.D).Cmp(leastDisagreement) >= 0 || r.First.Split || r.Dissent() != ""
}

// AgreedAnswers are the answers with what a workshop agreed on in their place.
func AgreedAnswers(a assessment.Answers, rows []LedgerRow) assessment.Answers {
	agreed := make(assessment.Answers, len(a))
	for id, answer := range a {
		agreed[id] = answer
	}
	for _, row := range rows {
		if row.Agreed != nil {
			agreed[row.ID] = row.Into(a[row.ID])
		}
	}
	return agreed
}

// Into is an answer with what was agreed, confirmed by whoever agreed.
func (r LedgerRow) Into(stored assessment.Answer) assessment.Answer {
	answer := r.Agreed.Into(stored, r.LastVotes())
	answer.Carried = false
	return answer
}

// Outcome is what came of a workshop, for page, paper and mail.
type Outcome struct {
	Workshop *assessment.Workshop
	Rows     []LedgerRow
	Before   *Findings // as it was
	After    *Findings // with all that was agreed
}

// NewOutcome works out what came of a workshop on an assessment. now are its answers; before are those that its
// agreements have replaced, as they were.
func NewOutcome(x *assessment.Assessment, now, before assessment.Answers, w *assessment.Workshop, shown map[string][]assessment.ShownVotes) (*Outcome, error) {
	o := &Outcome{Workshop: w, Rows: Ledger(x.Questionnaire(), w, shown)}
	was := make(assessment.Answers, len(now))
	for id, answer := range now {
		was[id] = answer
	}
	for id, answer := range before {
		was[id] = answer
		if answer.Rev == 0 {
			delete(was, id)
		}
	}
	var err error
	if o.Before, err = Evaluate(x, was); err != nil {
		return nil, err
	}
	o.After, err = Evaluate(x, AgreedAnswers(now, o.Rows))
	return o, err
}

// Agreed counts the questions on which the room agreed.
func (o *Outcome) Agreed() int { return o.Workshop.AgreedCount() }

// Written counts the agreed answers that stand in the assessment.
func (o *Outcome) Written() int {
	return count(o.Rows, func(r LedgerRow) bool { return !r.WrittenAt.IsZero() })
}

// Apart lists the questions on which views lay furthest apart, those first, at most so many.
func (o *Outcome) Apart(most int) []LedgerRow {
	rows := only(o.Rows, LedgerRow.Apart)
	slices.SortStableFunc(rows, func(a, b LedgerRow) int {
		return cmp.Or(orZero(b.First.D).Cmp(orZero(a.First.D)), first(a.Dissent() != "", b.Dissent() != ""))
	})
	return rows[:min(most, len(rows))]
}

// Unknown lists the questions that nobody could answer.
func (o *Outcome) Unknown() []LedgerRow { return only(o.Rows, LedgerRow.Unknown) }

// Ranked are the actions that the room voted on, those with most votes first; without votes that are shown, what the
// agreed answers recommend first. At most so many.
func (o *Outcome) Ranked(most int) []assessment.WorkshopAction {
	var all []assessment.WorkshopAction
	if o.Workshop.DotsPhase == assessment.PhaseShown {
		all = slices.Clone(o.Workshop.Actions)
		slices.SortStableFunc(all, func(a, b assessment.WorkshopAction) int { return cmp.Compare(b.Dots, a.Dots) })
	} else {
		for _, r := range o.After.Recommendations {
			all = append(all, assessment.WorkshopAction{ID: r.Action})
		}
	}
	return all[:min(most, len(all))]
}

func only(rows []LedgerRow, is func(LedgerRow) bool) (some []LedgerRow) {
	for _, row := range rows {
		if is(row) {
			some = append(some, row)
		}
	}
	return some
}

func count(rows []LedgerRow, is func(LedgerRow) bool) int { return len(only(rows, is)) }
