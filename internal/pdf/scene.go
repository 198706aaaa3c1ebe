package pdf

import "lauter/internal/chart"

// Palette gives a scene its look on paper.
type Palette struct {
	Look  func(class string) Look
	Label func(class string) Style // the size comes from the label
}

// Scene draws a scene with its origin at x, y, one unit as a point.
func (p *Page) Scene(s chart.Scene, x, y float64, palette Palette) {
	p.sceneShapes(s.Shapes, x, y, palette)
	for _, l := range s.Labels {
		style := palette.Label(l.Class)
		style.Size, style.Leading = l.Size, 0
		par := Line(l.Text, style)
		at := x + l.X
		switch l.Anchor {
		case chart.Middle:
			at -= par.Width / 2
		case chart.End:
			at -= par.Width
		}
		p.Text(par, at, y+l.Y-par.Baseline())
	}
}

func (p *Page) sceneShapes(shapes []chart.Shape, x, y float64, palette Palette) {
	for _, shape := range shapes {
		if group, ok := shape.(chart.Group); ok {
			p.sceneShapes(group.Shapes, x+group.X, y+group.Y, palette)
			continue
		}
		p.shapeAt(shape, x, y, palette.Look(class(shape)))
	}
}

func class(shape chart.Shape) string {
	switch s := shape.(type) {
	case chart.Rect:
		return s.Class
	case chart.Circle:
		return s.Class
	case chart.Line:
		return s.Class
	case chart.Polygon:
		return s.Class
	}
	return ""
}
