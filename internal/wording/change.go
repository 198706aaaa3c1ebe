package wording

import (
	"math/big"

	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// Change says in one language what changed between two rounds. It never changes and may be shared between goroutines.
type Change struct {
	c            scoring.Causes
	p            *locale.Printer
	older, newer int
	mixed        bool
}

// NewChange returns the words for what changed from one round to a later one, given by their numbers. Mixed says that
// one is a quick scan and the other is none: then there is no trend, whatever they have in common.
func NewChange(c scoring.Causes, p *locale.Printer, older, newer int, mixed bool) Change {
	return Change{c, p, older, newer, mixed}
}

// leastChange is what a change must reach to be called one.
var leastChange = big.NewRat(1, 10)

// Trend says that the two rounds have enough in common for more than a look at single questions.
func (w Change) Trend() bool { return w.c.Comparable && !w.mixed }

// Title is the finding in one sentence: "Up from 2.3 to 2.6 since run 1, like for like". A change that is called one
// always shows with the one place that a headline has.
func (w Change) Title() string {
	switch {
	case w.c.LikeForLike == nil:
		return w.p.T("change.title.none", "Older", w.older, "Newer", w.newer)
	case !w.Trend():
		return w.p.T("change.title.little", "Older", w.older, "Newer", w.newer)
	case new(big.Rat).Abs(w.c.LikeForLike).Cmp(leastChange) < 0:
		return w.p.T("change.title.same", "Newer", w.newer, "Older", w.older)
	case w.c.LikeForLike.Sign() < 0:
		return w.p.T("change.title.down", "Before", w.score(w.c.Before), "After", w.score(w.c.After), "Older", w.older)
	}
	return w.p.T("change.title.up", "Before", w.score(w.c.Before), "After", w.score(w.c.After), "Older", w.older)
}

func (w Change) score(x *big.Rat) string { return w.p.Number(scoring.Display(x, 1)) }

// Basis says what the finding rests on: the questions compared, their share, and that of the rest.
func (w Change) Basis() string {
	if w.c.LikeForLike == nil {
		return w.p.T("change.basis.none")
	}
	basis := w.p.T("change.basis", "N", len(w.c.Moves), "Share", percent(w.p, w.c.ComparableShare))
	switch {
	case w.mixed:
		return sentences(basis, w.p.T("change.mixed"))
	case !w.c.Comparable:
		return sentences(basis, w.p.T("change.little"))
	}
	return basis
}

// Moves counts the questions compared by direction: "15 up, 1 down, 0 unchanged".
func (w Change) Moves() string {
	return w.p.T("change.moves", "Up", w.c.Up, "Down", w.c.Down, "Same", w.c.Same)
}

// LikeForLike is the change of what can be compared, as tables show it: "+0.31".
func (w Change) LikeForLike() string { return Difference(w.p, w.c.Before, w.c.After) }

// Part is what one cause contributes to the headline change: "+0.05".
func (w Change) Part(part scoring.CausePart) string { return signed(w.p, part.Shown) }

// Row is what one question contributes to the like-for-like change.
func (w Change) Row(row scoring.ChangeRow) string { return signed(w.p, row.Shown) }

// Stage is the change with the questions of a stage.
func (w Change) Stage(s scoring.Stage) string { return signed(w.p, s.Shown) }

// Headline is the change of the published score, a dash if there is none.
func (w Change) Headline() string {
	if len(w.c.Stages) == 0 {
		return dash
	}
	return w.Stage(w.c.Stages[0])
}

// Difference writes a change with its sign, as the difference of the two numbers as tables show them; a dash where one
// of them is missing.
func Difference(p *locale.Printer, before, after *big.Rat) string {
	if before == nil || after == nil {
		return dash
	}
	return signed(p, scoring.DisplayChange(before, after, 2))
}

func percent(p *locale.Printer, x *big.Rat) string {
	hundredfold := new(big.Int).Mul(x.Num(), big.NewInt(100))
	return p.Percent(int(hundredfold.Quo(hundredfold, x.Denom()).Int64()))
}
