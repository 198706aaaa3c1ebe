package templates

import (
	"fmt"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// VotesView is the votes on one question, round after round, as far as they may be shown.
type VotesView struct {
	Words  wording.VoteWords
	Levels []assessment.Level
	Rounds []assessment.ShownVotes // at least one; the last is drawn filled, the one before hollow
	Own    assessment.Choice       // vote of whoever looks; Blank: none
	ID     string                  // makes ids unique where several stand on a page
}

// Last is the result of the last round that may be shown, and Before that of the one before.
func (v VotesView) Last() scoring.VoteResult { return v.result(len(v.Rounds) - 1) }

// Before is the result of the round before the last.
func (v VotesView) Before() scoring.VoteResult { return v.result(len(v.Rounds) - 2) }

func (v VotesView) result(i int) scoring.VoteResult {
	if i < 0 {
		return scoring.VoteResult{}
	}
	return scoring.Votes(v.Rounds[i].All)
}

// Shown says that the last round may be shown.
func (v VotesView) Shown() bool { return len(v.Rounds) > 0 && v.Rounds[len(v.Rounds)-1].All != nil }

// Revoted says that the round before may be shown too.
func (v VotesView) Revoted() bool { return len(v.Rounds) > 1 && v.Rounds[len(v.Rounds)-2].All != nil }

// voteColumn is one column of the drawing.
type voteColumn struct {
	Choice      assessment.Choice
	Name        string
	Now, Before int
	Names       []string // who voted so, in a named workshop
	Middle, Own bool
}

// mostDots is up to how many votes each is a dot of its own. Of more, a column is a bar.
const mostDots = 40

func (v VotesView) columns(p *Page) (all []voteColumn) {
	now, before := v.Last(), v.Before()
	names := v.Rounds[len(v.Rounds)-1].Names
	for i, level := range v.Levels {
		c := assessment.Choice(i + 1)
		all = append(all, voteColumn{
			Choice: c, Name: p.Text(level.Name), Now: now.Counts[i], Before: before.Counts[i],
			Middle: c == now.Proposed, Own: c == v.Own, Names: names[c],
		})
	}
	all = append(all, voteColumn{
		Choice: assessment.DontKnow, Name: p.T("votes.dk"), Now: now.DontKnow, Before: before.DontKnow,
		Middle: now.Proposed == assessment.DontKnow, Own: v.Own == assessment.DontKnow, Names: names[assessment.DontKnow],
	})
	if now.NA > 0 || before.NA > 0 {
		all = append(all, voteColumn{
			Choice: assessment.NotApplicable, Name: p.T("votes.na"), Now: now.NA, Before: before.NA,
			Middle: now.Proposed == assessment.NotApplicable, Own: v.Own == assessment.NotApplicable, Names: names[assessment.NotApplicable],
		})
	}
	return all
}

// tallest is the number of votes of the highest column of any shown round.
func (v VotesView) tallest() int {
	most := 1
	for i := max(len(v.Rounds)-2, 0); i < len(v.Rounds); i++ {
		r := v.result(i)
		for _, n := range append(r.Counts[:], r.DontKnow, r.NA) {
			most = max(most, n)
		}
	}
	return most
}

// bars says that there are too many votes for dots.
func (v VotesView) bars() bool {
	for i := max(len(v.Rounds)-2, 0); i < len(v.Rounds); i++ {
		if len(v.Rounds[i].All) > mostDots {
			return true
		}
	}
	return false
}

const (
	dotStep   = 22 // from one dot to the next, in units of the drawing
	barHeight = 220
)

// height is that of the drawing of a column.
func (v VotesView) height() int {
	if v.bars() {
		return barHeight + 4
	}
	return v.tallest()*dotStep + 6
}

func (v VotesView) box() string { return fmt.Sprintf("0 0 100 %d", v.height()) }

// dotsAt are the heights of the middles of n dots, from the bottom.
func (v VotesView) dotsAt(n int) (at []string) {
	for i := range n {
		at = append(at, fmt.Sprint(v.height()-13-i*dotStep))
	}
	return at
}

// bar is where the bar of n votes begins, and how high it is.
func (v VotesView) bar(n int) (y, height string) {
	h := n * barHeight / v.tallest()
	return fmt.Sprint(v.height() - 1 - h), fmt.Sprint(h)
}

// place is the middle of a column's dots: beside each other where there are two rounds.
func (v VotesView) place(before bool) string {
	switch {
	case !v.Revoted():
		return "50"
	case before:
		return "32"
	}
	return "68"
}

// fill is the class of a vote's colour.
func fill(c assessment.Choice) string {
	if c.Rated() {
		return fmt.Sprintf("f%d", c)
	}
	return "dk"
}

// mark is what stands in a column's chip.
func (c voteColumn) mark() string {
	switch {
	case c.Choice.Rated():
		return fmt.Sprint(int(c.Choice))
	case c.Choice == assessment.DontKnow:
		return "?"
	}
	return "–"
}

func (c voteColumn) who() string { return strings.Join(c.Names, ", ") }

// Say is the sentence under the votes.
func (v VotesView) Say(p *Page) string {
	if !v.Shown() {
		return p.T("votes.few", "N", v.Rounds[len(v.Rounds)-1].Count)
	}
	return v.Words.Counts(v.Last())
}
