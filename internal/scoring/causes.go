package scoring

import (
	"math/big"

	"lauter/assessment"
)

// Cause is why the overall scores of two assessments differ.
type Cause string

const (
	CauseAnswers  Cause = "answers"  // levels that rose or fell: the like-for-like change
	CauseScope    Cause = "scope"    // questions that apply on one side only
	CauseUnknowns Cause = "unknowns" // questions without a level on one side or both
	CauseModel    Cause = "model"    // other questions, other wordings, other weights
)

// Causes is a comparison with its headline change divided by cause.
//
// The change from the older to the newer overall score is computed four times, each time with fewer questions:
//
//  1. as published: each score by its own model and its own answers;
//  2. with the questions that have the same id and revision in both models, weighed as in the newer model;
//  3. with those of them that apply in both assessments;
//  4. with those of them that have an answer 1..5 in both: like for like.
//
// What a change loses from one to the next is what the questions left out contributed: 1 less 2 is the model, 2 less 3
// the scope, 3 less 4 the unknown answers, and 4 is what answers changed. So the four parts add up to the headline, and
// all but the last to FromOtherCauses. In 1 to 3 an answer nobody knows counts as 1, as in every score.
type Causes struct {
	Comparison
	Stages []Stage      // the four changes; nil where the comparison has no like-for-like or no headline change
	Parts  []CausePart  // answers, scope, unknowns, model; nil as Stages
	Scopes []ScopeMoves // every scope of the newer model, like for like: overall, dimensions, capabilities

	Scoped  []Move   // questions of both models that apply on one side only
	Unknown []Move   // of those that apply on both sides, the ones without a level on at least one
	Added   []string // questions of the newer model that the older does not have, or not in this revision
	Removed []string // questions of the older model that the newer does not have, or not in this revision

	pairs *pairs
}

// Stage is the change with a choice of questions. The shown numbers have two places and a decimal point; the change is
// shown as the difference of the two shown scores.
type Stage struct {
	Cause         Cause // what the step from this stage to the next leaves out; of the last, what is left
	Questions     int   // that count in the newer assessment
	Before, After *big.Rat
	Change        *big.Rat
	Shown         string
}

// CausePart is what one cause contributes to the headline change. The shown parts add up to the shown headline: each is
// the difference of two shown changes.
type CausePart struct {
	Cause  Cause
	Points *big.Rat
	Shown  string
}

// ChangeRow is the part of one question in the like-for-like change of a scope. The shown points, with two places, add up to the
// shown change.
type ChangeRow struct {
	Move
	Share  *big.Rat // among the questions compared in the scope, weighed as in the newer model
	Points *big.Rat // share × (after - before)
	Shown  string
}

// ScopeMoves is the like-for-like change of a scope. Without a question to compare it has no means.
type ScopeMoves struct {
	Scope           Scope
	Compared, Asked int // questions
	Before, After   *big.Rat
}

// CausesOf compares two assessments as Compare does, and says where the change of the headline comes from.
func CausesOf(older *assessment.Model, before assessment.Answers, newer *assessment.Model, after assessment.Answers) (Causes, error) {
	compared, err := Compare(older, before, newer, after)
	if err != nil {
		return Causes{}, err
	}
	c := Causes{Comparison: compared, pairs: newPairs(older, before, newer, after)}
	c.sort(older)
	c.divide(older, before)
	c.scopes()
	return c, nil
}

// pairs are the questions of the newer model with both their answers.
type pairs struct {
	model                   *assessment.Model
	moves                   []Move
	same, applicable, known []bool // each a subset of the one before
	before, after           []assessment.Choice

	frame    *frame // of the known ones
	was, are []tally
}

func newPairs(older *assessment.Model, before assessment.Answers, newer *assessment.Model, after assessment.Answers) *pairs {
	p := &pairs{model: newer}
	for _, q := range newer.Questions() {
		old, ok := older.Question(q.ID)
		m := Move{q.ID, before[q.ID].Choice, after[q.ID].Choice}
		same := ok && old.Rev == q.Rev
		if !same {
			m.Before = assessment.Blank
		}
		applicable := same && m.Before != assessment.NotApplicable && m.After != assessment.NotApplicable
		p.moves = append(p.moves, m)
		p.same = append(p.same, same)
		p.applicable = append(p.applicable, applicable)
		p.known = append(p.known, applicable && m.Before.Rated() && m.After.Rated())
		p.before, p.after = append(p.before, m.Before), append(p.after, m.After)
	}
	p.frame = newFrame(newer, newer.Questions(), p.known)
	p.was, p.are = p.frame.tally(p.before), p.frame.tally(p.after)
	return p
}

// sort tells the questions that are not compared apart by the reason.
func (c *Causes) sort(older *assessment.Model) {
	p := c.pairs
	kept := map[string]bool{}
	for i, m := range p.moves {
		kept[m.Question] = p.same[i]
		switch {
		case !p.same[i]:
			c.Added = append(c.Added, m.Question)
		case p.applicable[i] && !p.known[i]:
			c.Unknown = append(c.Unknown, m)
		case !p.applicable[i] && m.Before != m.After:
			c.Scoped = append(c.Scoped, m)
		}
	}
	for _, q := range older.Questions() {
		if !kept[q.ID] {
			c.Removed = append(c.Removed, q.ID)
		}
	}
}

// divide computes the stages and the parts that lie between them.
func (c *Causes) divide(older *assessment.Model, before assessment.Answers) {
	p := c.pairs
	if c.Headline == nil || c.LikeForLike == nil {
		return
	}
	published := p.mean(p.after, func(i int) bool { return p.after[i] != assessment.NotApplicable })
	c.Stages = []Stage{
		{Cause: CauseModel, Before: newSheet(older, before).overall(), After: published.mean, Questions: published.count},
		p.stage(CauseScope, p.same),
		p.stage(CauseUnknowns, p.applicable),
		p.stage(CauseAnswers, p.known),
	}
	for i := range c.Stages {
		s := &c.Stages[i]
		s.Change = new(big.Rat).Sub(s.After, s.Before)
		s.Shown = DisplayChange(s.Before, s.After, partPlaces)
	}
	for i := len(c.Stages) - 1; i >= 0; i-- {
		c.Parts = append(c.Parts, c.part(i))
	}
	c.Parts[1], c.Parts[2] = c.Parts[2], c.Parts[1] // scope before unknowns, as they are told
}

// part is what a stage has more than the next.
func (c *Causes) part(i int) CausePart {
	s := c.Stages[i]
	points, shown := s.Change, ShownChange(s.Before, s.After, partPlaces)
	if i+1 < len(c.Stages) {
		next := c.Stages[i+1]
		points = new(big.Rat).Sub(points, next.Change)
		shown = new(big.Rat).Sub(shown, ShownChange(next.Before, next.After, partPlaces))
	}
	return CausePart{Cause: s.Cause, Points: points, Shown: Display(shown, partPlaces)}
}

// stage compares the questions that are asked alike, as far as they apply on each side.
func (p *pairs) stage(cause Cause, counts []bool) Stage {
	was := p.mean(p.before, func(i int) bool { return counts[i] && p.before[i] != assessment.NotApplicable })
	is := p.mean(p.after, func(i int) bool { return counts[i] && p.after[i] != assessment.NotApplicable })
	return Stage{Cause: cause, Before: was.mean, After: is.mean, Questions: is.count}
}

// counted is the overall score of some of the questions, and how many they are.
type counted struct {
	mean  *big.Rat
	count int
}

// mean weighs the questions that are counted as the newer model does.
func (p *pairs) mean(choices []assessment.Choice, counts func(int) bool) counted {
	member := make([]bool, len(p.moves))
	n := 0
	for i := range member {
		if member[i] = counts(i); member[i] {
			n++
		}
	}
	f := newFrame(p.model, p.model.Questions(), member)
	return counted{f.score(0, f.tally(choices)[0]), n}
}

// scopes compares every dimension and capability, by its own shares.
func (c *Causes) scopes() {
	for _, scope := range scopesOf(c.pairs.model) {
		moves, _, _ := c.ScopeOf(scope)
		c.Scopes = append(c.Scopes, moves)
	}
}

// ScopeOf takes the like-for-like change of a scope apart by question, with the shares that the questions have there.
// It is false for scopes that the newer model does not have.
func (c *Causes) ScopeOf(scope Scope) (ScopeMoves, []ChangeRow, bool) {
	p := c.pairs
	f := p.frame
	i := f.span(scope)
	if i < 0 {
		return ScopeMoves{}, nil, false
	}
	s := &f.spans[i]
	moves := ScopeMoves{Scope: scope, Asked: len(s.weights), Before: f.score(i, p.was[i]), After: f.score(i, p.are[i])}
	var rows []ChangeRow
	var points []*big.Rat
	for at := s.from; at < s.from+len(s.weights); at++ {
		if !p.known[at] {
			continue
		}
		row := ChangeRow{Move: p.moves[at], Share: s.share(at)}
		row.Points = times(row.Share, int(row.After)-int(row.Before))
		rows, points = append(rows, row), append(points, row.Points)
	}
	if moves.Compared = len(rows); moves.Compared > 0 {
		for k, shown := range Apportion(points, ShownChange(moves.Before, moves.After, partPlaces), partPlaces) {
			rows[k].Shown = shown
		}
	}
	return moves, rows, true
}

// Rescored is a set of answers under another version of the model: a second result beside the first, which it never
// replaces. It counts the questions that have the same id and revision in both versions, with the weights of the other
// one, and claims no level.
type Rescored struct {
	Results
	Questions int      // that both versions ask alike
	Asked     int      // by the other version
	Share     *big.Rat // nominal share of the questions that both versions ask alike in the other version
}

// Rescore scores answers to one version of a model under another one. It refuses answers that their own version does
// not define.
func Rescore(own *assessment.Model, a assessment.Answers, other *assessment.Model) (Rescored, error) {
	if err := check(own, a); err != nil {
		return Rescored{}, err
	}
	questions := other.Questions()
	shared := make([]bool, len(questions))
	kept := assessment.Answers{}
	r := Rescored{Asked: len(questions)}
	for i, q := range questions {
		mine, ok := own.Question(q.ID)
		if shared[i] = ok && mine.Rev == q.Rev; shared[i] {
			kept[q.ID] = a[q.ID]
			r.Questions++
		} else {
			kept[q.ID] = assessment.Answer{Choice: assessment.NotApplicable} // leaves every score
		}
	}
	r.Share = newFrame(other, questions, shared).spans[0].applicability
	r.Results = *newSheet(other, kept).results()
	withoutLevel(&r.Overall)
	for i := range r.Dimensions {
		withoutLevel(&r.Dimensions[i])
	}
	for i := range r.Capabilities {
		withoutLevel(&r.Capabilities[i])
	}
	return r, nil
}

// withoutLevel takes back what gates that nobody has answered might forbid.
func withoutLevel(r *Result) {
	r.Level, r.ScoreLevel, r.GateLevel, r.HeldBy, r.Waived, r.ToNext = 0, 0, 0, nil, nil, nil
}
