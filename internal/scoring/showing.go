package scoring

import (
	"slices"

	"lauter/assessment"
)

// ShownVotes reduces the votes on one question in one round to what may be shown at the threshold k: how many there are;
// the votes themselves from k on; those of a role where Anonymity lets it be shown by itself. Names are of a workshop
// that shows them, where each vote has one.
func ShownVotes(ballots []assessment.Ballot, k int) assessment.ShownVotes {
	shown := assessment.ShownVotes{Count: len(ballots)}
	groups := map[string]int{}
	for _, b := range ballots {
		groups[string(b.Role)]++
	}
	total, roles := Anonymity(groups, k)
	if !total {
		return shown
	}
	for _, b := range ballots {
		shown.All = append(shown.All, b.Vote)
		if b.Name != "" {
			if shown.Names == nil {
				shown.Names = map[assessment.Choice][]string{}
			}
			shown.Names[b.Vote] = append(shown.Names[b.Vote], b.Name)
		}
		if slices.Contains(roles, string(b.Role)) {
			if shown.ByRole == nil {
				shown.ByRole = map[assessment.SeatRole][]assessment.Choice{}
			}
			shown.ByRole[b.Role] = append(shown.ByRole[b.Role], b.Vote)
		}
	}
	slices.Sort(shown.All)
	for _, votes := range shown.ByRole {
		slices.Sort(votes)
	}
	for _, names := range shown.Names {
		slices.Sort(names)
	}
	return shown
}
