// Package chart turns numbers into scenes: shapes and labels without fonts, languages or files. A scene is drawn as
// inline SVG on a page and by package pdf on paper, so both show one geometry.
//
// What a shape means stands in its class; the page's style sheet and the paper's palette give it its look:
//
//	track, grid, frame        what is measured against
//	level-1 … level-5         the colour of a level; with off: beyond the level held
//	pin, dot, fill            the score; with hollow: no level may be claimed
//	range, range-end          how far unknown answers could still lift it
//	target                    the level that is wanted
//	goal                      what a bar must reach for the next level
//	cut                       a gap between two colours, in the colour of the ground
//	lock, lock shackle        a level that requirements keep closed
//	path, path head           the way from one round to the next, and the tip of its arrow
//	mark                      one of several rounds, told apart by shape; with hollow: as an outline
//	area, field, best         surfaces of the radar and the quadrant
//
// Labels are strong, muted or plain; with name they may be left out where there is little room.
package chart

// Scene is a drawing in its own coordinates: origin top left, x to the right, y down.
type Scene struct {
	ID            string // unique on the page; prefix of the ids inside the SVG
	Width, Height float64
	Title         string // what the picture is; empty: decoration beside the same numbers in words
	Alt           string // what the picture says, the finding in words
	Fluid         bool   // may be stretched sideways: only x and widths stretch, text and groups keep their size
	Shapes        []Shape
	Labels        []Label
}

// Shape is one drawn element. Class says what it means.
type Shape interface{ shape() }

// Rect is a rectangle, with rounded corners when Radius is above zero.
type Rect struct {
	X, Y, W, H, Radius float64
	Class              string
}

// Circle is a filled or ringed circle.
type Circle struct {
	X, Y, R float64
	Class   string
}

// Line is a straight line.
type Line struct {
	X1, Y1, X2, Y2 float64
	Class          string
}

// Polygon is a closed outline. A fluid scene has none.
type Polygon struct {
	Points []Point
	Class  string
}

// Group is a mark made of shapes in coordinates of their own, whose origin lies at X, Y of the scene.
type Group struct {
	X, Y   float64
	Shapes []Shape
}

// Point is a place in a scene.
type Point struct{ X, Y float64 }

func (Rect) shape()    {}
func (Circle) shape()  {}
func (Line) shape()    {}
func (Polygon) shape() {}
func (Group) shape()   {}

// Anchor says which end of a label its X is.
type Anchor string

const (
	Start  Anchor = "start"
	Middle Anchor = "middle"
	End    Anchor = "end"
)

// Label is one line of text; Y is its baseline.
type Label struct {
	X, Y   float64
	Text   string
	Size   float64 // in scene units
	Anchor Anchor
	Class  string
}
