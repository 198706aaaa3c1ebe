package chart

import (
	"math/big"
	"strconv"
)

// Levels is how many levels the scale has.
const Levels = 5

// Reading is one score as it is drawn.
type Reading struct {
	Score float64 // 1..5; 0: there is none, and only what it would be measured against is drawn
	High  float64 // upper end of what unknown answers leave open; not above Score: nothing is open
	Level int     // 1..5, the level held, which gives the colour; 0: none may be claimed

	Target int     // 1..5, the level wanted; 0: none is drawn
	Before float64 // 1..5, the score of the round before; 0: none is drawn
}

// NewReading makes a reading of exact numbers. A score there is none of is nil.
func NewReading(score, high *big.Rat, level int) Reading {
	var r Reading
	if score == nil {
		return r
	}
	r.Score, _ = score.Float64()
	r.Level = level
	if high != nil {
		r.High, _ = high.Float64()
	}
	return r
}

// Toward is the reading with the level that is wanted.
func (r Reading) Toward(target int) Reading {
	r.Target = target
	return r
}

// After is the reading with the score of the round before; nil: there was none.
func (r Reading) After(before *big.Rat) Reading {
	if before != nil {
		r.Before, _ = before.Float64()
	}
	return r
}

// open says that unknown answers could still lift the score.
func (r Reading) open() bool { return r.Score > 0 && r.High > r.Score }

// class is the class of the mark of the score: its colour is the level held.
func (r Reading) class(mark string) string {
	if r.Level == 0 {
		return mark + " hollow"
	}
	return mark + " " + level(r.Level)
}

func level(n int) string { return "level-" + strconv.Itoa(n) }

// axis maps scores from 1 to 5 to places between its ends.
type axis struct{ from, to float64 }

func (a axis) at(score float64) float64 {
	return a.from + (score-1)/(Levels-1)*(a.to-a.from)
}

// anchor keeps a label at x inside a picture of this width: beside the edges it grows inwards.
func anchor(x, width float64) Anchor {
	switch {
	case x < 0.12*width:
		return Start
	case x > 0.88*width:
		return End
	}
	return Middle
}
