package chart

import (
	"math"
	"math/big"
	"strings"
	"testing"
)

func TestLadderAsSVG(t *testing.T) {
	rungs := []Rung{{0.09, 2}, {0.14, 2}, {0.18, 3}, {0.23, 3}, {0.4, 0}, {0, 1}}
	var b strings.Builder
	for _, goal := range []float64{0.18, 0, 0.8} {
		for _, s := range Ladder(60, 184, rungs, goal) {
			b.WriteString(strings.ReplaceAll(s.SVG(), "><", ">\n<") + "\n\n")
		}
	}
	golden(t, "testdata/ladder.svg.txt", b.String())
}

// Lengths are proportional to the gains, from zero, and the goal lies where a bar that reaches it ends.
func TestLadderIsToScale(t *testing.T) {
	const height = 184.0
	for _, goal := range []float64{0, 0.1, 0.18, 5} {
		gains := []float64{0.01, 0.05, 0.18, 0.4}
		var rungs []Rung
		for _, g := range gains {
			rungs = append(rungs, Rung{g, 3})
		}
		unit := 0.0
		for i, s := range Ladder(50, height, rungs, goal) {
			var bar Rect
			line := math.NaN()
			for _, shape := range s.Shapes {
				switch x := shape.(type) {
				case Rect:
					bar = x
				case Line:
					if x.Class == "goal" {
						line = x.Y1
					}
				}
			}
			if bar.Y < 0 || bar.H <= 0 || math.Abs(bar.Y+bar.H-height) > 1e-9 {
				t.Fatalf("goal %v: the bar of %v is %+v", goal, gains[i], bar)
			}
			if i == 0 {
				unit = bar.H / gains[i]
			}
			if math.Abs(bar.H/gains[i]-unit) > 1e-6 {
				t.Errorf("goal %v: the bar of %v is %v long", goal, gains[i], bar.H)
			}
			if (goal > 0) == math.IsNaN(line) || goal > 0 && math.Abs(height-line-goal*unit) > 1e-6 {
				t.Errorf("goal %v lies at %v", goal, line)
			}
		}
	}
}

func TestLadderWithoutGains(t *testing.T) {
	for _, rungs := range [][]Rung{nil, {{0, 2}}, {NewRung(new(big.Rat), 0)}} {
		for _, s := range Ladder(50, 100, rungs, 0) {
			if svg := s.SVG(); strings.Contains(svg, "<rect") || strings.Contains(svg, "NaN") {
				t.Errorf("nothing is drawn as %s", svg)
			}
		}
	}
	if got, want := NewRung(big.NewRat(1, 4), 2), (Rung{0.25, 2}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
