package wording

import (
	"math/big"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// VoteWords says in one language what the votes on a question say. It is not about one assessment's findings, so that a
// room can be told before there are any.
type VoteWords struct {
	p *locale.Printer
	m *assessment.Model
}

// NewVoteWords returns the words for votes on the questions of a model.
func NewVoteWords(p *locale.Printer, m *assessment.Model) VoteWords { return VoteWords{p, m} }

// Name is what a vote is called: "3, Defined", or "Don't know".
func (w VoteWords) Name(c assessment.Choice) string {
	switch {
	case c.Rated():
		return w.p.T("votes.level", "Level", int(c), "Name", w.p.Text(w.m.Levels[c-1].Name))
	case c == assessment.NotApplicable:
		return w.p.T("votes.na")
	case c == assessment.DontKnow:
		return w.p.T("votes.dk")
	}
	return dash
}

// Distance says how far the votes lie apart: "Answers lie 0.8 levels from the middle on average." Empty under two levels.
func (w VoteWords) Distance(v scoring.VoteResult) string {
	if v.Distance == nil {
		return ""
	}
	return w.p.T("votes.distance", "Levels", w.Levels(v.Distance))
}

// Levels writes a distance with one place.
func (w VoteWords) Levels(x *big.Rat) string { return w.p.Number(scoring.Display(x, 1)) }

// Middle says what the votes propose: "Middle answer: 3, Defined."
func (w VoteWords) Middle(v scoring.VoteResult) string {
	if v.Proposed == assessment.Blank {
		return ""
	}
	return w.p.T("votes.middle", "Vote", w.Name(v.Proposed))
}

// Counts says how many chose what: "3 chose 2, 4 chose 3, 2 don't know. Spread: 3 levels."
func (w VoteWords) Counts(v scoring.VoteResult) string {
	var parts []string
	lowest, highest := 0, 0
	for i, n := range v.Counts {
		if n == 0 {
			continue
		}
		parts = append(parts, w.p.T("votes.chose", "N", n, "Level", i+1))
		if highest = i + 1; lowest == 0 {
			lowest = i + 1
		}
	}
	if v.DontKnow > 0 {
		parts = append(parts, w.p.T("votes.count.dk", "N", v.DontKnow))
	}
	if v.NA > 0 {
		parts = append(parts, w.p.T("votes.count.na", "N", v.NA))
	}
	if len(parts) == 0 {
		return ""
	}
	said := strings.Join(parts, ", ") + "."
	if v.Rated >= 2 {
		said += " " + w.p.T("votes.spread", "N", highest-lowest)
	}
	return said
}

// Split says between which levels the room is divided, and whom to ask first: "Views differ. Ask one 2 and one 5 what they
// had in mind." Where votes are anonymous, nobody is asked to own up to one. Empty where it is not divided.
func (w VoteWords) Split(v scoring.VoteResult, named bool) string {
	if !v.Split {
		return ""
	}
	lowest, highest := 0, 0
	for i, n := range v.Counts {
		if n > 0 {
			if highest = i + 1; lowest == 0 {
				lowest = i + 1
			}
		}
	}
	if !named {
		return w.p.T("votes.split.anonymous", "Low", lowest, "High", highest)
	}
	return w.p.T("votes.split", "Low", lowest, "High", highest)
}

// SplitParts says how many are on which side: "3 of 10 chose 1 or 2, 4 of 10 chose 4 or 5."
func (w VoteWords) SplitParts(v scoring.VoteResult) string {
	return w.p.T("votes.parts", "Low", v.Counts[0]+v.Counts[1], "High", v.Counts[3]+v.Counts[4], "All", v.Rated)
}

// Why says why a question is worth talking about, in short sentences: the reasons of scoring.Discussion.
func (w VoteWords) Why(d scoring.Discussion, v scoring.VoteResult) string {
	var parts []string
	if d.ApplicabilityDispute {
		parts = append(parts, w.p.T("votes.why.na", "N", v.NA))
	}
	if d.GateStraddled {
		parts = append(parts, w.p.T("votes.why.gate"))
	}
	if d.FewKnow {
		parts = append(parts, w.p.T("votes.why.dk"))
	}
	if d.Split {
		parts = append(parts, w.p.T("votes.why.split"))
	}
	if v.Distance != nil && v.Distance.Sign() > 0 {
		parts = append(parts, w.p.T("votes.why.distance", "Levels", w.Levels(v.Distance)))
	}
	return strings.Join(parts, " ")
}

// SeatRole is what a role in the room is called; empty: those who would rather not say.
func SeatRole(p *locale.Printer, role assessment.SeatRole) string {
	if role == "" {
		return p.T("role.none")
	}
	return p.T("role." + string(role))
}
