package chart

import "strconv"

// QuadrantWords are the words of a quadrant. The fields are named by what is high in them.
type QuadrantWords struct {
	Title, Alt                  string
	X, Y                        string // names of the axes
	Neither, HighX, HighY, Both string
}

// The measures of a quadrant.
const (
	quadrantTop    = 18 // room for the name of the upward axis
	quadrantBottom = 30 // room for the numbers and the name of the other one
	quadrantLeft   = 14 // room for the numbers of the upward axis
	fieldSize      = 9.5
	fieldPad       = 9
)

// Quadrant sets two scores against each other, both from 1 to 5: x to the right, y upwards, four fields that meet where
// both are at cut. Without a score on one side the fields are drawn alone.
func Quadrant(id string, width float64, x, y, cut float64, words QuadrantWords) Scene {
	plot := width - quadrantLeft
	s := Scene{ID: id, Width: width, Height: quadrantTop + plot + quadrantBottom, Title: words.Title, Alt: words.Alt}
	across := axis{quadrantLeft + pinR, width - pinR}
	up := axis{quadrantTop + plot - pinR, quadrantTop + pinR}
	s.fields(across.at(cut), up.at(cut))
	s.fieldNames(words)
	s.quadrantAxes(across, up, words)
	if x > 0 && y > 0 {
		s.add(Circle{across.at(x), up.at(y), pinR, "pin"})
	}
	return s
}

func (s *Scene) fields(cutX, cutY float64) {
	left, right, top, bottom := float64(quadrantLeft), s.Width, float64(quadrantTop), s.Height-quadrantBottom
	s.add(
		Rect{left, top, cutX - left, cutY - top, 0, "field"},
		Rect{cutX, top, right - cutX, cutY - top, 0, "field best"},
		Rect{left, cutY, cutX - left, bottom - cutY, 0, "field"},
		Rect{cutX, cutY, right - cutX, bottom - cutY, 0, "field"},
		Line{cutX, top, cutX, bottom, "cut"},
		Line{left, cutY, right, cutY, "cut"},
	)
}

func (s *Scene) fieldNames(w QuadrantWords) {
	left, right := float64(quadrantLeft+fieldPad), s.Width-fieldPad
	top, bottom := float64(quadrantTop+fieldPad+fieldSize), s.Height-quadrantBottom-fieldPad
	s.label(Label{left, top, w.HighY, fieldSize, Start, ""})
	s.label(Label{right, top, w.Both, fieldSize, End, "strong"})
	s.label(Label{left, bottom, w.Neither, fieldSize, Start, ""})
	s.label(Label{right, bottom, w.HighX, fieldSize, End, ""})
}

func (s *Scene) quadrantAxes(across, up axis, w QuadrantWords) {
	bottom := s.Height - quadrantBottom
	for n := 1; n <= Levels; n++ {
		s.label(Label{across.at(float64(n)), bottom + 12, strconv.Itoa(n), axisSize, Middle, "muted"})
		s.label(Label{quadrantLeft - 5, up.at(float64(n)) + 3, strconv.Itoa(n), axisSize, End, "muted"})
	}
	s.label(Label{quadrantLeft + (s.Width-quadrantLeft)/2, s.Height - 4, w.X + " →", fieldSize, Middle, "strong"})
	s.label(Label{quadrantLeft, quadrantTop - 7, "↑ " + w.Y, fieldSize, Start, "strong"})
}
