package scoring

import (
	"math/big"

	"lauter/assessment"
)

// Comparison is what changed between two assessments of one organisation, the older and the newer. Like for like are
// the questions that have the same id and revision in both models and an answer 1..5 in both.
type Comparison struct {
	ComparableShare *big.Rat // nominal share of these questions in the newer model, 0..1
	Comparable      bool     // the share is at least 3/4; below it only the moves are worth telling
	Before, After   *big.Rat // means of these questions, weighed as in the newer model; nil without any
	LikeForLike     *big.Rat // After - Before; nil without any

	// Headline is the newer overall score less the older, each by its own model and answers; nil when one does not
	// apply. Too few answers do not hide it.
	Headline *big.Rat
	// FromOtherCauses is Headline - LikeForLike: scope, unknown answers, model. It is nil when one of them is.
	FromOtherCauses *big.Rat

	Moves          []Move // all questions compared, in the order of the newer model
	Up, Down, Same int    // how many of them moved
}

// Move is the answer to one question in both assessments.
type Move struct {
	Question      string
	Before, After assessment.Choice // levels
}

// comparableFrom is the share from which on two assessments are comparable.
var comparableFrom = big.NewRat(3, 4)

// Compare says what changed from an older to a newer assessment. It refuses answers that their model does not define,
// those of the older assessment first.
func Compare(older *assessment.Model, before assessment.Answers, newer *assessment.Model, after assessment.Answers) (Comparison, error) {
	if err := check(older, before); err != nil {
		return Comparison{}, err
	}
	if err := check(newer, after); err != nil {
		return Comparison{}, err
	}
	var c Comparison
	questions := newer.Questions()
	common := make([]bool, len(questions))
	for i, q := range questions {
		old, known := older.Question(q.ID)
		move := Move{q.ID, before[q.ID].Choice, after[q.ID].Choice}
		if common[i] = known && old.Rev == q.Rev && move.Before.Rated() && move.After.Rated(); common[i] {
			c.add(move)
		}
	}
	frame := newFrame(newer, questions, common)
	c.ComparableShare = frame.spans[0].applicability
	c.Comparable = c.ComparableShare.Cmp(comparableFrom) >= 0
	if len(c.Moves) > 0 {
		c.Before, c.After = frame.mean(before), frame.mean(after)
		c.LikeForLike = new(big.Rat).Sub(c.After, c.Before)
	}
	if x, y := newSheet(older, before).overall(), newSheet(newer, after).overall(); x != nil && y != nil {
		c.Headline = new(big.Rat).Sub(y, x)
	}
	if c.Headline != nil && c.LikeForLike != nil {
		c.FromOtherCauses = new(big.Rat).Sub(c.Headline, c.LikeForLike)
	}
	return c, nil
}

func (c *Comparison) add(m Move) {
	c.Moves = append(c.Moves, m)
	switch {
	case m.After > m.Before:
		c.Up++
	case m.After < m.Before:
		c.Down++
	default:
		c.Same++
	}
}

// mean is the overall score of the questions that the frame was made for.
func (f *frame) mean(a assessment.Answers) *big.Rat {
	choices := make([]assessment.Choice, len(f.questions))
	for i, q := range f.questions {
		choices[i] = a[q.ID].Choice
	}
	return f.score(0, f.tally(choices)[0])
}

// overall is the overall score, nil when nothing applies.
func (s *sheet) overall() *big.Rat { return s.score(0, s.tallies[0]) }
