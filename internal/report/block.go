package report

import (
	"lauter/internal/chart"
	"lauter/internal/pdf"
)

// block is something that is measured and can be drawn anywhere. It is never divided.
type block struct {
	height float64
	draw   func(p *pdf.Page, x, y float64)
}

// gap is room without content.
func gap(height float64) block { return block{height, func(*pdf.Page, float64, float64) {}} }

// stack puts blocks below each other.
func stack(blocks ...block) block {
	height := 0.0
	for _, b := range blocks {
		height += b.height
	}
	return block{height, func(p *pdf.Page, x, y float64) {
		for _, b := range blocks {
			b.draw(p, x, y)
			y += b.height
		}
	}}
}

// over draws blocks at the same place, the first at the bottom; the last of them gives the height.
func over(blocks ...block) block {
	return block{blocks[len(blocks)-1].height, func(p *pdf.Page, x, y float64) {
		for _, b := range blocks {
			b.draw(p, x, y)
		}
	}}
}

// at shifts a block.
func at(dx, dy float64, b block) block {
	return block{b.height + dy, func(p *pdf.Page, x, y float64) { b.draw(p, x+dx, y+dy) }}
}

// beside puts blocks next to each other, each with the room that it takes up.
func beside(columns ...sized) block {
	height := 0.0
	for _, c := range columns {
		height = max(height, c.height)
	}
	return block{height, func(p *pdf.Page, x, y float64) {
		for _, c := range columns {
			c.draw(p, x, y)
			x += c.room
		}
	}}
}

// sized is a block with the room from its left edge to that of the next.
type sized struct {
	room float64
	block
}

// words is a paragraph as a piece of an element.
func words(e *pdf.Element, par *pdf.Paragraph) block {
	return block{par.Height, func(p *pdf.Page, x, y float64) {
		p.Tag(e, func() { p.Text(par, x, y) })
	}}
}

// silent is a paragraph that a screen reader leaves out, because it stands elsewhere in words.
func silent(par *pdf.Paragraph) block {
	return block{par.Height, func(p *pdf.Page, x, y float64) {
		p.Artifact(pdf.LayoutArtifact, func() { p.Text(par, x, y) })
	}}
}

// shape is a shape that means nothing, in coordinates of the block.
func shape(s chart.Shape, look pdf.Look) block {
	return block{0, func(p *pdf.Page, x, y float64) {
		p.Artifact(pdf.LayoutArtifact, func() { p.Shape(moved(s, x, y), look) })
	}}
}

// panel is a surface under blocks.
func panel(width float64, look pdf.Look, radius, padding float64, content block) block {
	height := content.height + 2*padding
	return block{height, func(p *pdf.Page, x, y float64) {
		p.Artifact(pdf.LayoutArtifact, func() {
			p.Shape(chart.Rect{X: x, Y: y, W: width, H: height, Radius: radius}, look)
		})
		content.draw(p, x+padding, y+padding)
	}}
}

func moved(s chart.Shape, dx, dy float64) chart.Shape {
	switch s := s.(type) {
	case chart.Rect:
		s.X, s.Y = s.X+dx, s.Y+dy
		return s
	case chart.Circle:
		s.X, s.Y = s.X+dx, s.Y+dy
		return s
	case chart.Line:
		s.X1, s.Y1, s.X2, s.Y2 = s.X1+dx, s.Y1+dy, s.X2+dx, s.Y2+dy
		return s
	}
	return s
}

// picture is a scene that says something; its alternative text says it in words.
func picture(parent *pdf.Element, s chart.Scene, palette pdf.Palette) block {
	e := parent.Add(pdf.Figure)
	e.Alt = s.Alt
	return block{s.Height, func(p *pdf.Page, x, y float64) {
		e.Box = pdf.Box{X: x, Y: y, W: s.Width, H: s.Height}
		p.Tag(e, func() { p.Scene(s, x, y, palette) })
	}}
}

// ornament is a scene beside the same numbers in words.
func ornament(s chart.Scene, palette pdf.Palette) block {
	return block{s.Height, func(p *pdf.Page, x, y float64) {
		p.Artifact(pdf.LayoutArtifact, func() { p.Scene(s, x, y, palette) })
	}}
}
