package chart

import (
	"math"
	"strconv"
)

// TrendPoint is the score of one round in a trend.
type TrendPoint struct {
	Reading
	Label  string // the score as it is shown; empty: not written
	Joined bool   // comparable with the point before it, so a line leads from there
}

// TrendWords are the words of a trend.
type TrendWords struct {
	Title, Alt  string
	First, Last string // what the ends of the axis are, such as dates
}

// The measures of a trend.
const (
	trendTop    = 20 // room for a label above level 5
	trendBottom = 20 // room for the ends of the axis
	trendLeft   = 14 // room for the numbers of the levels
	trendStep   = 22 // from level to level
	trendSize   = 11
)

// Trend is the score of one scope over the rounds, oldest first and equally far apart. Where two rounds can't be
// compared there is a gap: no line leads from the one to the other.
func Trend(id string, width float64, points []TrendPoint, words TrendWords) Scene {
	s := Scene{ID: id, Width: width, Height: trendTop + (Levels-1)*trendStep + trendBottom, Title: words.Title, Alt: words.Alt, Fluid: true}
	bottom := s.Height - trendBottom
	up := axis{bottom, trendTop}
	for n := 1; n <= Levels; n++ {
		y := up.at(float64(n))
		s.add(Line{trendLeft, y, width, y, "grid"})
		s.label(Label{0, y + 3, strconv.Itoa(n), axisSize, Start, "muted"})
	}
	at := func(i int) Point { return Point{trendX(i, len(points), width), up.at(points[i].Score)} }
	for i := 1; i < len(points); i++ {
		if points[i].Joined && points[i].Score > 0 && points[i-1].Score > 0 {
			a, b := at(i-1), at(i)
			s.add(Line{a.X, a.Y, b.X, b.Y, "path"})
		}
	}
	for i, p := range points {
		if p.Score == 0 {
			continue
		}
		here := at(i)
		if p.open() {
			high := up.at(p.High)
			s.add(Line{here.X, here.Y, here.X, high, "range"})
		}
		s.add(Circle{here.X, here.Y, dotR + 1, p.class("dot")})
		if p.Label != "" {
			s.label(Label{here.X, here.Y - 9, p.Label, trendSize, anchor(here.X, width), "strong"})
		}
	}
	s.label(Label{trendLeft, s.Height - 4, words.First, axisSize, Start, "muted"})
	if len(points) > 1 {
		s.label(Label{width, s.Height - 4, words.Last, axisSize, End, "muted"})
	}
	return s
}

// trendX is where a round stands: one alone in the middle, more of them from edge to edge.
func trendX(i, rounds int, width float64) float64 {
	from, to := float64(trendLeft+dotEdge+4), width-dotEdge-4
	if rounds == 1 {
		return (from + to) / 2
	}
	return from + (to-from)*float64(i)/float64(rounds-1)
}

// Marks are up to four scores on one row of the scale, each with a shape of its own: a filled and a ringed circle, a
// filled and a ringed diamond. It is decoration: the cells beside it say the numbers. The first lies on top.
func Marks(id string, width, height float64, readings []Reading) Scene {
	s := Scene{ID: id, Width: width, Height: height, Fluid: true}
	a, y := axis{dotEdge + 2, width - dotEdge - 2}, height/2
	for n := 1; n <= Levels; n++ {
		x := a.at(float64(n))
		s.add(Line{x, 0, x, height, "grid"})
	}
	for i := min(len(readings), len(markShapes)) - 1; i >= 0; i-- {
		if r := readings[i]; r.Score > 0 {
			s.add(Group{a.at(r.Score), y, []Shape{markShapes[i]}})
		}
	}
	return s
}

const diamondR = dotR + 2

var markShapes = [...]Shape{
	Circle{0, 0, dotR + 1, "mark"},
	Circle{0, 0, dotR + 1, "mark hollow"},
	Polygon{[]Point{{0, -diamondR}, {diamondR, 0}, {0, diamondR}, {-diamondR, 0}}, "mark"},
	Polygon{[]Point{{0, -diamondR}, {diamondR, 0}, {0, diamondR}, {-diamondR, 0}}, "mark hollow"},
}

// MarkSign is the shape alone that stands for a place in Marks, for a legend.
func MarkSign(place int) Scene {
	const size = 2*diamondR + 2
	return Scene{Width: size, Height: size, Shapes: []Shape{Group{size / 2, size / 2, []Shape{markShapes[place]}}}}
}

// Trajectory is the way of two scores through the fields of a quadrant, oldest first: rings with their number, and the
// last as the pin, with an arrow leading to it. Scores of 0 are left out; across such a gap no line leads.
func Trajectory(id string, width float64, way []Point, cut float64, words QuadrantWords) Scene {
	s := Quadrant(id, width, 0, 0, cut, words)
	across := axis{quadrantLeft + pinR, width - pinR}
	up := axis{s.Height - quadrantBottom - pinR, quadrantTop + pinR}
	place := func(p Point) Point { return Point{across.at(p.X), up.at(p.Y)} }
	there := func(p Point) bool { return p.X > 0 && p.Y > 0 }
	for i := 1; i < len(way); i++ {
		if there(way[i-1]) && there(way[i]) {
			s.arrow(place(way[i-1]), place(way[i]), i == len(way)-1)
		}
	}
	for i, p := range way {
		if !there(p) {
			continue
		}
		c, class := place(p), "pin hollow"
		if i == len(way)-1 {
			class = "pin"
		}
		s.add(Circle{c.X, c.Y, pinR - 1, class})
		s.number(Label{c.X, max(c.Y-pinR-2, axisSize), strconv.Itoa(i + 1), axisSize, anchor(c.X, width), "strong"})
	}
	return s
}

// number writes the number of a ring. Where that of another stands already, it stands beside it and not upon it.
func (s *Scene) number(l Label) {
	for i := range s.Labels {
		other := &s.Labels[i]
		taken := other.Class == l.Class && other.Size == l.Size
		if taken && math.Abs(other.X-l.X) < 1.5*axisSize && math.Abs(other.Y-l.Y) < axisSize {
			other.Text += ", " + l.Text
			return
		}
	}
	s.label(l)
}

const (
	headLength = 7
	headWidth  = 3.5
)

// arrow leads from ring to ring; its head, if it has one, touches the ring. Rings that touch have none between them.
func (s *Scene) arrow(from, to Point, head bool) {
	dx, dy := to.X-from.X, to.Y-from.Y
	length := math.Hypot(dx, dy)
	if length <= 2*pinR {
		return
	}
	dx, dy = dx/length, dy/length
	tip := Point{to.X - dx*pinR, to.Y - dy*pinR}
	s.add(Line{from.X + dx*(pinR-1), from.Y + dy*(pinR-1), tip.X, tip.Y, "path"})
	if head && length > 2*pinR+headLength {
		back := Point{tip.X - dx*headLength, tip.Y - dy*headLength}
		s.add(Polygon{[]Point{tip, {back.X - dy*headWidth, back.Y + dx*headWidth}, {back.X + dy*headWidth, back.Y - dx*headWidth}}, "path head"})
	}
}
