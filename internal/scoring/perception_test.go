package scoring

import (
	"math/big"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

func votesOf(role assessment.SeatRole, votes ...assessment.Choice) (all []assessment.Ballot) {
	for _, v := range votes {
		all = append(all, assessment.Ballot{Role: role, Vote: v})
	}
	return all
}

func many(lists ...[]assessment.Ballot) (all []assessment.Ballot) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

func TestPerception(t *testing.T) {
	m := tiny(t)
	shown := map[string][]assessment.ShownVotes{
		"d1": {
			ShownVotes(many(votesOf("marketing", 4, 4, 4, 5, 4), votesOf("data", 2, 2, 3, 2, 2)), 5),
			ShownVotes(many(votesOf("marketing", 3, 3, 3, 3, 3), votesOf("data", 3, 3, 3, 3, 3)), 5), // later votes count for nothing
		},
		"d3": {ShownVotes(many(votesOf("marketing", dk, dk, dk, dk, dk), votesOf("data", 3, 3, 3, 3, 3)), 5)},
		"t1": {ShownVotes(many(votesOf("marketing", 1, 1, 1, 1), votesOf("data", 5)), 5)}, // no group is large enough
		"t2": {ShownVotes(votesOf("marketing", 1, 1, 1), 5)},                              // nothing may be shown
	}
	p := NewPerception(m, shown, 5)
	want := []GroupSum{{"marketing", 10, 5}, {"data", 10, 0}}
	if !reflect.DeepEqual(p.Groups, want) {
		t.Errorf("groups %v, want %v", p.Groups, want)
	}
	if most := p.MostUnknown(); most == nil || most.Role != "marketing" || most.Unknown().Cmp(big.NewRat(1, 2)) != 0 {
		t.Errorf("who does not know: %+v", most)
	}
	differences := p.Differences()
	if len(differences) != 2 || differences[0].Apart().Cmp(big.NewRat(2, 1)) != 0 || differences[1].Apart().Cmp(big.NewRat(-2, 1)) != 0 {
		t.Errorf("differences %+v", differences)
	}
	for _, c := range p.Capabilities {
		if c.Capability.Dimension.ID == "t" && (c.Questions != 1 || c.Views[0].Middle != nil || c.Middle == nil) {
			t.Errorf("%s: %+v", c.Capability.ID, c)
		}
	}
	w := &assessment.Workshop{
		Roles:      []assessment.SeatRole{"legal", "marketing", "leadership", "sales"},
		Attendance: map[assessment.SeatRole]int{"marketing": 5, "sales": 1},
	}
	if got := Missing(w); !reflect.DeepEqual(got, []assessment.SeatRole{"leadership", "legal"}) {
		t.Errorf("missing %v", got)
	}
	if got := p.TooFew(w); !reflect.DeepEqual(got, []assessment.SeatRole{"sales"}) {
		t.Errorf("too few %v", got)
	}
}

// randomBallots draws the votes on some questions, with roles.
func randomBallots(t *rapid.T, m *assessment.Model) map[string][]assessment.Ballot {
	roles := []assessment.SeatRole{"marketing", "data", "legal", ""}
	all := map[string][]assessment.Ballot{}
	for _, q := range m.Questions() {
		for range rapid.IntRange(0, 24).Draw(t, "ballots") {
			vote := rapid.SampledFrom([]assessment.Choice{1, 2, 3, 4, 5, dk, na}).Draw(t, "vote")
			all[q.ID] = append(all[q.ID], assessment.Ballot{Role: rapid.SampledFrom(roles).Draw(t, "role"), Vote: vote})
		}
	}
	return all
}

func reduced(ballots map[string][]assessment.Ballot, k int) map[string][]assessment.ShownVotes {
	shown := map[string][]assessment.ShownVotes{}
	for id, b := range ballots {
		shown[id] = []assessment.ShownVotes{ShownVotes(b, k)}
	}
	return shown
}

// Nothing that stands in a perception rests on fewer votes than the threshold, and none of it changes with who among
// those that are not shown by themselves voted how: so it can't be worked out either.
func TestPerceptionKeepsSmallGroupsHidden(t *testing.T) {
	m := tiny(t)
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(assessment.LeastThreshold, assessment.MostThreshold).Draw(t, "k")
		ballots := randomBallots(t, m)
		shown := reduced(ballots, k)
		p := NewPerception(m, shown, k)
		for _, g := range p.Groups {
			if g.Votes < k {
				t.Fatalf("%+v has fewer votes than %d", g, k)
			}
		}
		for _, c := range p.Capabilities {
			for i, v := range c.Views {
				if v.Votes > 0 && v.Votes < k || v.Votes == 0 && (v.Middle != nil || v.DontKnow > 0) {
					t.Fatalf("%s: %+v", p.Groups[i].Role, v)
				}
			}
		}
		for id, b := range ballots {
			hidden := 0
			for _, ballot := range b {
				if shown[id][0].ByRole[ballot.Role] == nil {
					hidden++
				}
			}
			if len(shown[id][0].ByRole) > 0 && hidden > 0 && hidden < k {
				t.Fatalf("the %d votes left over on %s follow by subtraction", hidden, id)
			}
		}
		if other := NewPerception(m, reduced(swapped(t, ballots, shown), k), k); !reflect.DeepEqual(p, other) {
			t.Fatalf("it tells who of the hidden voted how:\n%+v\n%+v", p, other)
		}
	})
}

// swapped shuffles the votes among those whose role is not shown.
func swapped(t *rapid.T, ballots map[string][]assessment.Ballot, shown map[string][]assessment.ShownVotes) map[string][]assessment.Ballot {
	other := map[string][]assessment.Ballot{}
	for id, b := range ballots {
		var places []int
		var votes []assessment.Choice
		for i, ballot := range b {
			other[id] = append(other[id], ballot)
			if shown[id][0].ByRole[ballot.Role] == nil {
				places, votes = append(places, i), append(votes, ballot.Vote)
			}
		}
		if len(votes) == 0 {
			continue
		}
		for i, vote := range rapid.Permutation(votes).Draw(t, "swapped") {
			other[id][places[i]].Vote = vote
		}
	}
	return other
}
