package scoring

import (
	"cmp"
	"math/big"
	"slices"

	"lauter/assessment"
)

// Discussion is a question that a group should talk about before it agrees on an answer.
type Discussion struct {
	Question             string
	GateStraddled        bool     // the votes lie on both sides of what a gate asks for
	Stake                *big.Rat // points of the overall score at stake: share × mean distance of the votes
	D                    *big.Rat // nil under two rated votes
	Split                bool
	ApplicabilityDispute bool
	FewKnow              bool // at least half of the votes are don't know
}

// leastDisagreement is the D from which a question is worth discussing.
var leastDisagreement = big.NewRat(1, 4)

// DiscussionOrder lists the questions to discuss first, by what is at stake. ballots holds the votes by question;
// questions without votes are left out, and so is what the group can agree on as it is. a are the answers so far: they
// decide what each question weighs.
func DiscussionOrder(m *assessment.Model, a assessment.Answers, ballots map[string][]assessment.Choice) ([]Discussion, error) {
	if err := check(m, a); err != nil {
		return nil, err
	}
	if err := checkBallots(m, ballots); err != nil {
		return nil, err
	}
	s := newSheet(m, a)
	all := []Discussion{}
	for at, q := range s.questions {
		if d, ok := s.discussion(at, Votes(ballots[q.ID])); ok {
			all = append(all, d)
		}
	}
	slices.SortStableFunc(all, func(a, b Discussion) int {
		return cmp.Or(
			first(a.ApplicabilityDispute, b.ApplicabilityDispute),
			first(a.GateStraddled, b.GateStraddled),
			b.Stake.Cmp(a.Stake),
			orZero(b.D).Cmp(orZero(a.D)),
		)
	})
	return all, nil
}

// checkBallots refuses votes as answers are refused: votes are answers of one person.
func checkBallots(m *assessment.Model, ballots map[string][]assessment.Choice) error {
	votes := make(assessment.Answers, len(ballots))
	for id, b := range ballots {
		votes[id] = assessment.Answer{Votes: b}
	}
	return check(m, votes)
}

// discussion says what there is to discuss about the question at this place, and whether there is anything.
func (s *sheet) discussion(at int, v VoteResult) (Discussion, bool) {
	d := Discussion{
		Question:             s.questions[at].ID,
		GateStraddled:        straddled(s.questions[at].Gates, v),
		Stake:                new(big.Rat),
		D:                    v.D,
		Split:                v.Split,
		ApplicabilityDispute: v.ApplicabilityDispute,
		FewKnow:              v.all() > 0 && 2*v.DontKnow >= v.all(),
	}
	if v.Distance != nil {
		d.Stake.Mul(s.spans[0].share(at), v.Distance)
	}
	listed := d.ApplicabilityDispute || d.GateStraddled || d.FewKnow || orZero(d.D).Cmp(leastDisagreement) >= 0
	return d, listed
}

func straddled(gates []assessment.Gate, v VoteResult) bool {
	lowest, highest := v.ends()
	return slices.ContainsFunc(gates, func(g assessment.Gate) bool { return lowest < g.Min && g.Min <= highest })
}

func orZero(x *big.Rat) *big.Rat {
	if x == nil {
		return new(big.Rat)
	}
	return x
}
