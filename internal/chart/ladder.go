package chart

import "math/big"

// Rung is what one budget buys.
type Rung struct {
	Gain  float64 // over today, 0 or more
	Level int     // level held afterwards, which gives the colour; 0: none may be claimed
}

// NewRung makes a rung of an exact gain.
func NewRung(gain *big.Rat, level int) Rung {
	x, _ := gain.Float64()
	return Rung{x, level}
}

// The measures of a ladder, beside its height.
const (
	rungSide   = 0.14 // of the width, free on either side of a bar
	rungRadius = 3
	ladderTop  = 4 // free above the longest bar, for the stroke of the goal
)

// Ladder draws rungs as bars that stand on zero, one picture each and all to one scale, so that side by side they are one
// chart whose bars can be links. Goal is the gain at which the next level begins, a line through all of them; 0 or less:
// there is none. They are decoration: the numbers stand below them.
func Ladder(width, height float64, rungs []Rung, goal float64) []Scene {
	most := goal
	for _, r := range rungs {
		most = max(most, r.Gain)
	}
	length := func(gain float64) float64 {
		if most <= 0 {
			return 0
		}
		return gain / most * (height - ladderTop)
	}
	scenes := make([]Scene, len(rungs))
	for i, r := range rungs {
		s := Scene{Width: width, Height: height, Fluid: true}
		s.add(Line{0, height, width, height, "grid"})
		if h := length(max(0, r.Gain)); h > 0 {
			class := "fill hollow"
			if r.Level > 0 {
				class = "fill " + level(r.Level)
			}
			s.add(Rect{rungSide * width, height - h, (1 - 2*rungSide) * width, h, min(rungRadius, h/2), class})
		}
		if goal > 0 {
			s.add(Line{0, height - length(goal), width, height - length(goal), "goal"})
		}
		scenes[i] = s
	}
	return scenes
}
