package wording

import (
	"math/big"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// keep returns the results that a condition holds for, in order.
func keep(all []scoring.Result, holds func(scoring.Result) bool) []scoring.Result {
	var kept []scoring.Result
	for _, r := range all {
		if holds(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

func rated(all []scoring.Result) []scoring.Result {
	return keep(all, func(r scoring.Result) bool { return r.Status == scoring.Rated })
}

// ratedIn lists the rated capabilities of a dimension.
func (w *Words) ratedIn(dimension scoring.Scope) []scoring.Result {
	return keep(rated(w.f.Capabilities), func(r scoring.Result) bool {
		c, ok := w.capability(&r)
		return ok && scoring.DimensionScope(c.Dimension.ID) == dimension
	})
}

// capability is the capability that a result is about.
func (w *Words) capability(r *scoring.Result) (*assessment.Capability, bool) {
	if r == nil {
		return nil, false
	}
	return w.f.Model.Capability(strings.TrimPrefix(string(r.Scope), "capability:"))
}

// highest is the result with the highest score, of equal ones the first.
func (w *Words) highest(all []scoring.Result) scoring.Result {
	best := all[0]
	for _, r := range all[1:] {
		if r.Score.Cmp(best.Score) > 0 {
			best = r
		}
	}
	return best
}

// lowest is the result with the lowest score, of equal ones that in which more points of the overall score are still
// to be had, then the first.
func (w *Words) lowest(all []scoring.Result) scoring.Result {
	worst := all[0]
	for _, r := range all[1:] {
		lower := r.Score.Cmp(worst.Score)
		if lower < 0 || lower == 0 && w.missingPoints(r).Cmp(w.missingPoints(worst)) > 0 {
			worst = r
		}
	}
	return worst
}

// missingPoints is how much the overall score would rise if everything in a capability or dimension were at level 5.
func (w *Words) missingPoints(r scoring.Result) *big.Rat {
	missing := new(big.Rat).Sub(big.NewRat(5, 1), r.Score)
	return missing.Mul(missing, w.share(r.Scope))
}

// share is the part of the overall score that a capability or dimension makes up. What does not apply has none.
func (w *Words) share(s scoring.Scope) *big.Rat {
	for _, d := range w.f.Model.Dimensions {
		own := w.dimensionShare(d)
		if scoring.DimensionScope(d.ID) == s {
			return own
		}
		for _, c := range d.Capabilities {
			if scoring.CapabilityScope(c.ID) == s {
				return own.Mul(own, w.capabilityShare(c))
			}
		}
	}
	return new(big.Rat)
}

func (w *Words) dimensionShare(of *assessment.Dimension) *big.Rat {
	whole := 0
	for _, d := range w.f.Model.Dimensions {
		whole += w.weight(scoring.DimensionScope(d.ID), d.Weight)
	}
	return ratio(w.weight(scoring.DimensionScope(of.ID), of.Weight), whole)
}

// capabilityShare is the part of a capability in its dimension.
func (w *Words) capabilityShare(of *assessment.Capability) *big.Rat {
	whole := 0
	for _, c := range of.Dimension.Capabilities {
		whole += w.weight(scoring.CapabilityScope(c.ID), c.Weight)
	}
	return ratio(w.weight(scoring.CapabilityScope(of.ID), of.Weight), whole)
}

// weight is the weight that counts: none where nothing applies.
func (w *Words) weight(s scoring.Scope, weight int) int {
	if r, ok := w.f.Result(s); !ok || r.Status == scoring.NotApplicable {
		return 0
	}
	return weight
}

func ratio(part, whole int) *big.Rat {
	if whole == 0 {
		return new(big.Rat)
	}
	return big.NewRat(int64(part), int64(whole))
}
