package chart

import "strconv"

// ScaleWords are the words of a scale.
type ScaleWords struct {
	Title, Alt string
	Score      string         // the score or its range, above the pin
	Levels     [Levels]string // names of the levels
}

// The measures of a scale. The pin and the outline of the range stay inside the picture at both ends, because the track
// goes on for pinR beyond the levels 1 and 5.
const (
	scaleHeight = 58
	trackY      = 24
	trackH      = 9
	pinR        = 7
	rangeR      = 9.5
	rowNumbers  = 46 // baselines of the words below the track
	rowNames    = 56.5
	scoreSize   = 13
	nameSize    = 9
	numberWidth = 6 // half a digit and a little room before the lock
)

// Scale is the scale from 1 to 5 with a score on it: every stretch in the colour of the level it leads from, those
// beyond the level held pale, the score as a pin, and a dashed outline to where unknown answers could still lift it.
// Locked is the level that requirements keep closed although the score reaches it; 0 if there is none.
func Scale(id string, width float64, r Reading, locked int, words ScaleWords) Scene {
	s := Scene{ID: id, Width: width, Height: scaleHeight, Title: words.Title, Alt: words.Alt, Fluid: true}
	a := axis{rangeR, width - rangeR}
	s.track(a, r.Level)
	s.levelWords(a, r.Level, locked, words.Levels)
	if r.Score == 0 {
		return s
	}
	x, y := a.at(r.Score), float64(trackY+trackH/2.0)
	if r.open() {
		s.add(Rect{x - rangeR, y - rangeR, a.at(r.High) - x + 2*rangeR, 2 * rangeR, rangeR, "range"})
	}
	pin := "pin"
	if r.Level == 0 {
		pin = "pin hollow"
	}
	s.add(Circle{x, y, pinR, pin})
	s.label(Label{labelX(x, width), trackY - 9, words.Score, scoreSize, anchor(x, width), "strong"})
	return s
}

// labelX puts a label that grows inwards flush with the edge of the picture.
func labelX(x, width float64) float64 {
	switch anchor(x, width) {
	case Start:
		return max(0, x-rangeR)
	case End:
		return min(width, x+rangeR)
	}
	return x
}

func (s *Scene) track(a axis, held int) {
	for n := 1; n < Levels; n++ {
		from, to := a.at(float64(n)), a.at(float64(n+1))
		if n == 1 {
			from = 0
		}
		if n == Levels-1 {
			to = s.Width
		}
		class := level(n)
		if n > held {
			class += " off"
		}
		s.add(Rect{from, trackY, to - from, trackH, 0, class})
	}
	for n := 2; n < Levels; n++ {
		x := a.at(float64(n))
		s.add(Line{x, trackY - 1, x, trackY + trackH + 1, "cut"})
	}
}

func (s *Scene) levelWords(a axis, held, locked int, names [Levels]string) {
	for i, name := range names {
		n, x, side := i+1, a.at(float64(i+1)), Middle
		switch n {
		case 1:
			x, side = 0, Start
		case Levels:
			x, side = s.Width, End
		}
		class := "muted"
		if n == held {
			class = "strong"
		}
		s.label(Label{x, rowNumbers, strconv.Itoa(n), nameSize, side, class})
		s.label(Label{x, rowNames, name, nameSize, side, class + " name"})
		if n == locked {
			offset := float64(numberWidth)
			if side == End {
				offset = -2*numberWidth - lockW
			}
			s.add(Group{x, rowNumbers, lock(offset)})
		}
	}
}

const lockW = 6.4

// lock is a padlock that stands on the baseline of its group.
func lock(x float64) []Shape {
	return []Shape{
		Circle{x + lockW/2, -4.6, 2.1, "lock shackle"},
		Rect{x, -4.6, lockW, 4.8, 1, "lock"},
	}
}

const meterHeight = 7

// Meter is a score as the length of a bar, for places with little room. Level 1 is not nothing: the bar then is as long
// as it is high.
func Meter(id string, width float64, r Reading, title, alt string) Scene {
	s := Scene{ID: id, Width: width, Height: meterHeight, Title: title, Alt: alt, Fluid: true}
	const end = meterHeight / 2.0
	a := axis{end, width - end}
	s.add(Rect{0, 0, width, meterHeight, end, "track"})
	if r.Score == 0 {
		return s
	}
	x := a.at(r.Score)
	if r.open() {
		s.add(Rect{x - end, 0, a.at(r.High) - x + 2*end, meterHeight, end, "range"})
	}
	s.add(Rect{0, 0, x + end, meterHeight, end, r.class("fill")})
	return s
}

// The measures of a dot row.
const (
	dotR     = 4
	targetR  = 9 // half the length of the tick at a level wanted
	dotEdge  = dotR + 1
	axisSize = 8
)

// DotRow is a score as a dot on the grid of the five levels, one row of a table, with a tick at the level wanted
// and a ring at the score before. It is decoration: the cells beside it say the numbers.
func DotRow(id string, width, height float64, r Reading) Scene {
	s := Scene{ID: id, Width: width, Height: height, Fluid: true}
	a, y := axis{dotEdge, width - dotEdge}, height/2
	for n := 1; n <= Levels; n++ {
		x := a.at(float64(n))
		s.add(Line{x, 0, x, height, "grid"})
	}
	if r.Target > 0 {
		x := a.at(float64(r.Target))
		s.add(Line{x, y - targetR, x, y + targetR, "target"})
	}
	if r.Score == 0 {
		return s
	}
	x := a.at(r.Score)
	if r.Before > 0 {
		before := a.at(r.Before)
		s.add(Line{before, y, x, y, "way"}, Circle{before, y, dotR, "dot hollow"})
	}
	if r.open() {
		high := a.at(r.High)
		s.add(Line{x, y, high, y, "range"}, Line{high, y - dotR, high, y + dotR, "range-end"})
	}
	s.add(Circle{x, y, dotR, r.class("dot")})
	return s
}

// DotAxis is the head of a column of dot rows: the numbers of the levels above their grid lines.
func DotAxis(id string, width, height float64) Scene {
	s := Scene{ID: id, Width: width, Height: height, Fluid: true}
	a := axis{dotEdge, width - dotEdge}
	for n := 1; n <= Levels; n++ {
		s.label(Label{a.at(float64(n)), height - 2, strconv.Itoa(n), axisSize, Middle, "muted"})
	}
	return s
}

// The size of a sign that stands alone in a legend.
const signSize = 2 * (dotR + 1)

// Sign is one mark of a dot row alone, for a legend, by its class.
func Sign(class string) Scene {
	return Scene{Width: signSize, Height: signSize, Shapes: []Shape{Circle{signSize / 2, signSize / 2, dotR, class}}}
}

// RangeSign is the open range of a dot row alone, for a legend.
func RangeSign() Scene {
	const width, y = 2 * signSize, signSize / 2
	return Scene{Width: width, Height: signSize, Shapes: []Shape{
		Line{0, y, width - 1, y, "range"}, Line{width - 1, y - dotR, width - 1, y + dotR, "range-end"},
	}}
}

func (s *Scene) add(shapes ...Shape) { s.Shapes = append(s.Shapes, shapes...) }

func (s *Scene) label(l Label) { s.Labels = append(s.Labels, l) }
