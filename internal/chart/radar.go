package chart

import (
	"math"
	"strconv"
)

// RadarAxis is one axis of a radar.
type RadarAxis struct {
	Name string
	Reading
}

// The measures of a radar.
const (
	radarSize = 9.5 // of the names
	radarGap  = 10  // between the outer ring and the names
	radarRoom = 130 // kept free on both sides for the names
	radarRow  = 14  // kept free above and below
	ringSize  = 7.5
)

// Radar draws scores around a centre, the first at the top and the others clockwise. Lengths compare badly on it: the
// same numbers belong beside it in a table. Below three axes with a score there is no area; the levels wanted are an
// outline if every axis has one.
func Radar(id string, width, height float64, axes []RadarAxis, title, alt string) Scene {
	s := Scene{ID: id, Width: width, Height: height, Title: title, Alt: alt}
	c := circle{Point{width / 2, height / 2}, max(10, min(width/2-radarRoom, height/2-radarRow-radarGap)), len(axes)}
	s.rings(c)
	var outline, wanted []Point
	for i, a := range axes {
		rim := c.at(i, Levels)
		s.add(Line{c.centre.X, c.centre.Y, rim.X, rim.Y, "grid"})
		if a.Score > 0 {
			outline = append(outline, c.at(i, a.Score))
		}
		if a.Target > 0 {
			wanted = append(wanted, c.at(i, float64(a.Target)))
		}
		s.radarName(c, i, a.Name)
	}
	if len(outline) >= 3 {
		s.add(Polygon{outline, "area"})
	}
	if len(wanted) == len(axes) && len(wanted) >= 3 {
		s.add(Polygon{wanted, "target"})
	}
	for i, a := range axes {
		if a.Score > 0 {
			p := c.at(i, a.Score)
			s.add(Circle{p.X, p.Y, dotR, a.class("dot")})
		}
	}
	return s
}

// circle is where the axes of a radar run. Level 1 is not the centre but a fifth of the way out, so that low scores
// stay apart.
type circle struct {
	centre Point
	radius float64
	axes   int
}

func (c circle) at(axis int, score float64) Point {
	sin, cos := math.Sincos(2 * math.Pi * float64(axis) / float64(c.axes))
	r := c.radius * score / Levels
	return Point{c.centre.X + r*sin, c.centre.Y - r*cos}
}

func (s *Scene) rings(c circle) {
	for n := 1; n <= Levels; n++ {
		ring := make([]Point, c.axes)
		for i := range ring {
			ring[i] = c.at(i, float64(n))
		}
		class := "grid"
		if n == Levels {
			class = "frame"
		}
		if c.axes >= 3 {
			s.add(Polygon{ring, class})
		}
		s.label(Label{c.centre.X + 3, c.centre.Y - c.radius*float64(n)/Levels + ringSize + 1, strconv.Itoa(n), ringSize, Start, "muted"})
	}
}

func (s *Scene) radarName(c circle, axis int, name string) {
	rim := c.at(axis, Levels)
	sideways, down := (rim.X-c.centre.X)/c.radius, (rim.Y-c.centre.Y)/c.radius
	l := Label{rim.X + radarGap*sideways, rim.Y + radarGap*down + radarSize*(0.35+0.35*down), name, radarSize, Middle, ""}
	switch {
	case sideways > 0.1:
		l.Anchor = Start
	case sideways < -0.1:
		l.Anchor = End
	}
	s.label(l)
}
