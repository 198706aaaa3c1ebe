package scoring

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"lauter/assessment"
)

func cast(role string, choices ...assessment.Choice) (all []assessment.SurveyVote) {
	for _, c := range choices {
		all = append(all, assessment.SurveyVote{Choice: c, Role: role})
	}
	return all
}

func panel(t *testing.T, m *assessment.Model, votes map[string][]assessment.SurveyVote, shows int) *Panel {
	t.Helper()
	var asked []string
	for _, q := range m.Questions() {
		asked = append(asked, q.ID)
	}
	p, err := NewPanel(m, nil, asked, votes, shows)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPanelShowsNothingUnderTheThreshold(t *testing.T) {
	m := shipped(t)
	q := m.Questions()[0].ID
	for n := range 8 {
		var votes []assessment.SurveyVote
		for i := range n {
			votes = append(votes, cast("", assessment.Choice(1+i%5))...)
		}
		row, _ := panel(t, m, map[string][]assessment.SurveyVote{q: votes}, 5).Row(q)
		if row.Ballots != n {
			t.Errorf("%d votes: got %d", n, row.Ballots)
		}
		if row.Shown != (n >= 5) || (row.Votes.Rated > 0) != row.Shown || row.Agreed && !row.Shown {
			t.Errorf("%d votes: got %+v", n, row)
		}
	}
}

func TestPanelTellsAgreedFromDisputed(t *testing.T) {
	m := shipped(t)
	var free *assessment.Question // allows "not applicable" and has no gate
	for _, q := range m.Questions() {
		if q.AllowsNA && len(q.Gates) == 0 {
			free = q
			break
		}
	}
	for _, test := range []struct {
		name            string
		votes           []assessment.SurveyVote
		agreed, discuss bool
		proposed        assessment.Choice
	}{
		{"the same", cast("", 3, 3, 3, 3, 3), true, false, 3},
		{"close", cast("", 3, 3, 3, 3, 4), true, false, 3},
		{"apart", cast("", 1, 1, 3, 5, 5), false, true, 3},
		{"one says it does not apply", cast("", 3, 3, 3, 3, assessment.NotApplicable), false, true, 3},
		{"nobody thinks it applies", cast("", -2, -2, -2, -2, -2), false, false, assessment.NotApplicable},
		{"few know", cast("", 3, 3, -1, -1, -1), false, true, 3},
		{"one rates", cast("", 3), false, false, 3},
	} {
		shows := 1
		row, _ := panel(t, m, map[string][]assessment.SurveyVote{free.ID: test.votes}, shows).Row(free.ID)
		if row.Agreed != test.agreed || row.Discuss != test.discuss || row.Votes.Proposed != test.proposed {
			t.Errorf("%s: got agreed %v, discuss %v, proposed %v", test.name, row.Agreed, row.Discuss, row.Votes.Proposed)
		}
	}
}

func TestPanelGroupsByRole(t *testing.T) {
	m := shipped(t)
	q := m.Questions()[0].ID
	votes := slices.Concat(cast("IT", 1, 1, 1, 2, 2, 2, 2), cast("Legal", 4, 4, 4, 4, 4), cast("", 3))
	row, _ := panel(t, m, map[string][]assessment.SurveyVote{q: votes}, 5).Row(q)
	// One vote without a role is left over: Legal, the smaller group, hides it.
	if len(row.Groups) != 1 || row.Groups[0].Role != "IT" || row.Rest != 6 {
		t.Errorf("got %+v and a rest of %d, want IT alone and 6", row.Groups, row.Rest)
	}
	if got := row.Groups[0].Votes; got.Middle != 2 || got.Rated != 7 {
		t.Errorf("IT: got a middle of %d of %d", got.Middle, got.Rated)
	}
	row, _ = panel(t, m, map[string][]assessment.SurveyVote{q: cast("", 1, 2, 3, 4, 5)}, 5).Row(q)
	if len(row.Groups) != 0 || row.Rest != 0 {
		t.Errorf("without roles: got %+v and a rest of %d", row.Groups, row.Rest)
	}
}

// Whatever people answer, no group under the threshold is shown, and none follows by taking the shown ones away from the
// whole.
func TestPanelNeverShowsFewVotes(t *testing.T) {
	m := shipped(t)
	q := m.Questions()[0].ID
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		shows := 4 + random.IntN(7)
		var votes []assessment.SurveyVote
		for range random.IntN(40) {
			role := ""
			if r := random.IntN(5); r > 0 {
				role = fmt.Sprint("role ", r)
			}
			votes = append(votes, cast(role, assessment.Choice(1+random.IntN(5)))...)
		}
		row, _ := panel(t, m, map[string][]assessment.SurveyVote{q: votes}, shows).Row(q)
		shown := 0
		for _, g := range row.Groups {
			n := g.Votes.Rated + g.Votes.NA + g.Votes.DontKnow
			shown += n
			if n < shows {
				t.Fatalf("k = %d: the group %q of %d is shown", shows, g.Role, n)
			}
		}
		if left := len(votes) - shown; row.Shown && shown > 0 && left > 0 && left < shows {
			t.Fatalf("k = %d: the %d votes left over follow by subtraction", shows, left)
		}
		if !row.Shown && (len(row.Groups) > 0 || row.Votes.Rated > 0) {
			t.Fatalf("k = %d, %d votes: %+v", shows, len(votes), row)
		}
	}
}
