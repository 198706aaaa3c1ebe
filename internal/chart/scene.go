// Package chart turns numbers into scenes: shapes and labels without fonts, languages or files. A scene is drawn as
// inline SVG on a page and by package pdf on paper, so both show one geometry.
package chart

// Scene is a drawing in its own coordinates: origin top left, x to the right, y down.
type Scene struct {
	ID            string // unique on the page; prefix of the ids inside the SVG
	Width, Height float64
	Title         string // what the picture is
	Alt           string // what the picture says, the finding in words
	Shapes        []Shape
	Labels        []Label
}

// Shape is one drawn element. Class says what it means ("level-2", "grid", "track"); the page's style sheet and the
// paper's palette give it its look.
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

// Polygon is a closed outline.
type Polygon struct {
	Points []Point
	Class  string
}

// Point is a place in a scene.
type Point struct{ X, Y float64 }

func (Rect) shape()    {}
func (Circle) shape()  {}
func (Line) shape()    {}
func (Polygon) shape() {}

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
	Class  string // "strong", "muted", "on-level-2"
}
