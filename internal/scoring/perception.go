package scoring

import (
	"math/big"
	"slices"

	"lauter/assessment"
)

// Perception is how the groups of a room see their organisation, by their first votes, before anybody talked. It is
// made of votes that may be shown, and of nothing else, so that it can't tell more than these.
type Perception struct {
	Groups       []GroupSum
	Capabilities []CapabilityViews // in the order of the model; only what was voted on
}

// GroupSum is what a role has said in all, on the questions where it may be shown by itself.
type GroupSum struct {
	Role            assessment.SeatRole // empty: those who did not say
	Votes, DontKnow int
}

// CapabilityViews is how the groups see one capability.
type CapabilityViews struct {
	Capability *assessment.Capability
	Questions  int      // on which votes may be shown
	Middle     *big.Rat // of everybody; nil: nobody chose a level
	Views      []View   // a place for each of Groups
}

// View is how one group sees one capability: the mean of its middle answers to the questions that it and the others
// have rated. Where nobody but the group voted, it is the mean over what the group has rated.
type View struct {
	Middle          *big.Rat // 1..5; nil: the group may not be shown, or chose no level
	Others          *big.Rat // of everybody else on the same questions; nil: there is nothing to compare with
	Votes, DontKnow int      // of the group
}

// Difference is a view that lies apart from that of everybody else.
type Difference struct {
	Role       assessment.SeatRole
	Capability *assessment.Capability
	View
}

// NewPerception works out how groups see things from the first votes of a workshop, at its threshold.
func NewPerception(m *assessment.Model, shown map[string][]assessment.ShownVotes, threshold int) *Perception {
	p := &Perception{}
	sums := map[assessment.SeatRole]*GroupSum{}
	for _, rounds := range shown {
		if len(rounds) == 0 {
			continue
		}
		for role, votes := range rounds[0].ByRole {
			if len(votes) < threshold || len(rounds[0].All) < threshold {
				continue
			}
			if sums[role] == nil {
				sums[role] = &GroupSum{Role: role}
			}
			sums[role].Votes += len(votes)
			sums[role].DontKnow += Votes(votes).DontKnow
		}
	}
	for _, role := range append(slices.Clone(assessment.SeatRoles), "") {
		if sums[role] != nil {
			p.Groups = append(p.Groups, *sums[role])
		}
	}
	for _, c := range m.Capabilities() {
		if views, ok := p.views(c, shown, threshold); ok {
			p.Capabilities = append(p.Capabilities, views)
		}
	}
	return p
}

func (p *Perception) views(c *assessment.Capability, shown map[string][]assessment.ShownVotes, threshold int) (CapabilityViews, bool) {
	views := CapabilityViews{Capability: c}
	var firsts []assessment.ShownVotes
	var middles []int
	for _, q := range c.Questions {
		rounds := shown[q.ID]
		if len(rounds) == 0 || rounds[0].All == nil || len(rounds[0].All) < threshold {
			continue
		}
		firsts = append(firsts, rounds[0])
		middles = appendMiddle(middles, rounds[0].All)
	}
	views.Questions, views.Middle = len(firsts), mean(middles)
	for _, g := range p.Groups {
		views.Views = append(views.Views, viewOf(g.Role, firsts, threshold))
	}
	return views, views.Questions > 0
}

// viewOf compares a group with all others, question by question.
func viewOf(role assessment.SeatRole, firsts []assessment.ShownVotes, threshold int) View {
	var v View
	var own, compared, others []int
	for _, votes := range firsts {
		group := votes.ByRole[role]
		if len(group) < threshold || len(group) == 0 {
			continue
		}
		v.Votes += len(group)
		result := Votes(group)
		v.DontKnow += result.DontKnow
		if result.Middle == 0 {
			continue
		}
		own = append(own, result.Middle)
		rest := without(votes.All, group)
		if len(rest) < threshold { // as Anonymity has it, nobody is left
			continue
		}
		if middle := Votes(rest).Middle; middle > 0 {
			compared, others = append(compared, result.Middle), append(others, middle)
		}
	}
	if len(compared) > 0 {
		v.Middle, v.Others = mean(compared), mean(others)
	} else {
		v.Middle = mean(own)
	}
	return v
}

// without are the votes that are left when those of a group are taken away.
func without(all, group []assessment.Choice) []assessment.Choice {
	rest := slices.Clone(all)
	for _, vote := range group {
		if at := slices.Index(rest, vote); at >= 0 {
			rest = slices.Delete(rest, at, at+1)
		}
	}
	return rest
}

func appendMiddle(middles []int, votes []assessment.Choice) []int {
	if middle := Votes(votes).Middle; middle > 0 {
		return append(middles, middle)
	}
	return middles
}

func mean(of []int) *big.Rat {
	if len(of) == 0 {
		return nil
	}
	sum := 0
	for _, n := range of {
		sum += n
	}
	return big.NewRat(int64(sum), int64(len(of)))
}

// Apart is how many levels the view lies above that of the others, below 0 for under it; nil: there is nothing to
// compare.
func (v View) Apart() *big.Rat {
	if v.Middle == nil || v.Others == nil {
		return nil
	}
	return new(big.Rat).Sub(v.Middle, v.Others)
}

// Differs says that the group sees the capability at least a level higher or lower than everybody else.
func (v View) Differs() bool {
	apart := v.Apart()
	return apart != nil && apart.Abs(apart).Cmp(big.NewRat(1, 1)) >= 0
}

// Differences lists the views that lie at least a level apart from everybody else's, the furthest first.
func (p *Perception) Differences() []Difference {
	var all []Difference
	for _, c := range p.Capabilities {
		for i, v := range c.Views {
			if v.Differs() {
				all = append(all, Difference{p.Groups[i].Role, c.Capability, v})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Difference) int {
		x, y := a.Apart(), b.Apart()
		return y.Abs(y).Cmp(x.Abs(x))
	})
	return all
}

// MostUnknown is the role that says most often that it does not know, with its share; nil: no role ever does.
func (p *Perception) MostUnknown() *GroupSum {
	var most *GroupSum
	for i := range p.Groups {
		g := &p.Groups[i]
		if g.DontKnow > 0 && (most == nil || g.Unknown().Cmp(most.Unknown()) > 0) {
			most = g
		}
	}
	return most
}

// Unknown is the share of a group's votes that say that they don't know.
func (g GroupSum) Unknown() *big.Rat {
	if g.Votes == 0 {
		return new(big.Rat)
	}
	return big.NewRat(int64(g.DontKnow), int64(g.Votes))
}

// Missing lists the roles that a workshop offered and nobody took, those who lead first.
func Missing(w *assessment.Workshop) []assessment.SeatRole {
	var missing []assessment.SeatRole
	for _, role := range assessment.SeatRoles {
		if slices.Contains(w.Roles, role) && w.Attendance[role] == 0 {
			missing = append(missing, role)
		}
	}
	return missing
}

// TooFew lists the roles that took part and were never enough to be shown by themselves.
func (p *Perception) TooFew(w *assessment.Workshop) []assessment.SeatRole {
	var few []assessment.SeatRole
	for _, role := range assessment.SeatRoles {
		shown := slices.ContainsFunc(p.Groups, func(g GroupSum) bool { return g.Role == role })
		if w.Attendance[role] > 0 && !shown {
			few = append(few, role)
		}
	}
	return few
}
