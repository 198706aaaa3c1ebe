package scoring

import (
	"cmp"
	"math/big"
	"strings"

	"lauter/assessment"
)

// Target is the level that a capability is to reach, and how far it is from it.
type Target struct {
	Capability string
	Level      int      // 1..5
	Set        bool     // somebody chose it; else it is the default
	Gap        *big.Rat // level - score, never below 0; nil unless rated
}

// Targets lists the target of every capability, in model order. One that nobody has set is the default of the model:
// level 3, from where on a practice is defined and does not hang on individuals any more, unless the model names
// another. Targets change no score: the gap is a plain difference.
func Targets(f *Findings) []Target {
	var all []Target
	for i, c := range f.Model.Capabilities() {
		r := f.Capabilities[i]
		t := Target{Capability: c.ID, Level: UsualTarget(f.Model)}
		if level := f.Targets[t.Capability]; level != 0 {
			t.Level, t.Set = level, true
		}
		if r.Status == Rated {
			t.Gap = new(big.Rat).Sub(big.NewRat(int64(t.Level), 1), r.Score)
			if t.Gap.Sign() < 0 {
				t.Gap.SetInt64(0)
			}
		}
		all = append(all, t)
	}
	return all
}

// TargetLevel is the target that is drawn beside the score of a capability; 0 for other scopes. In a quick scan, where
// a capability claims no level, it is 0 as long as nobody has set a target: there is nothing to measure a default by.
func (f *Findings) TargetLevel(s Scope) int {
	id, ok := strings.CutPrefix(string(s), "capability:")
	if !ok || f.Kind == assessment.KindQuick && len(f.Targets) == 0 {
		return 0
	}
	return cmp.Or(f.Targets[id], UsualTarget(f.Model))
}

// UsualTarget is the level that a capability of the model is to reach if nobody has chosen one.
func UsualTarget(m *assessment.Model) int { return cmp.Or(m.DefaultTarget, defaultTarget) }

// defaultTarget is for models that name none, as those of vectors.
const defaultTarget = 3
