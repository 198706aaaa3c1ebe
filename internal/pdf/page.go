package pdf

import (
	"fmt"
	"strconv"

	"lauter/internal/chart"
)

// Page is one page. Everything is drawn inside Tag or Artifact; drawing elsewhere is a mistake in the program and
// panics, as is opening one inside another.
type Page struct {
	Width, Height float64

	doc         *Document
	ref         ref
	content     []byte
	tagged      []*Element // by the number of the piece
	annotations []*annotation
	open        bool
	ink         paint // what the content has set last, so that it is not set again
	font        fontSize
}

type fontSize struct {
	font *embedded
	size float64
}

type paint struct{ fill, stroke Color }

// Decoration says what an artifact is.
type Decoration string

const (
	HeaderArtifact     Decoration = "/Type/Pagination/Subtype/Header"
	FooterArtifact     Decoration = "/Type/Pagination/Subtype/Footer"
	LayoutArtifact     Decoration = "/Type/Layout"
	BackgroundArtifact Decoration = "/Type/Background"
)

// Tag draws a piece of an element.
func (p *Page) Tag(e *Element, draw func()) {
	n := len(p.tagged)
	p.tagged = append(p.tagged, e)
	e.kids = append(e.kids, kid{page: p, mcid: n})
	p.begin()
	p.content = append(append(append(p.content, '/'), e.Kind...), "<</MCID "...)
	p.content = append(strconv.AppendInt(p.content, int64(n), 10), ">>BDC\n"...)
	p.end(draw)
}

// Artifact draws what means nothing: decoration, and what repeats on every page.
func (p *Page) Artifact(kind Decoration, draw func()) {
	p.begin()
	p.content = append(append(append(p.content, "/Artifact<<"...), kind...), ">>BDC\n"...)
	p.end(draw)
}

func (p *Page) begin() {
	if p.open {
		panic("pdf: a piece of a page inside another")
	}
}

func (p *Page) end(draw func()) {
	p.open = true
	draw()
	p.open = false
	p.content = append(p.content, "EMC\n"...)
}

func (p *Page) mustBeOpen() {
	if !p.open {
		panic("pdf: drawing outside of Tag and Artifact")
	}
}

// Color is a colour of sRGB. The zero value is none.
type Color uint32

const opaque = 0xff000000

// Hex is a colour as style sheets write it: 0x0b5563.
func Hex(rgb uint32) Color { return Color(opaque | rgb) }

// On mixes a share of a colour with the ground it lies on, as if it were translucent.
func (c Color) On(ground Color, share float64) Color {
	mixed := uint32(opaque)
	for shift := 0; shift <= 16; shift += 8 {
		over, under := float64(c>>shift&0xff), float64(ground>>shift&0xff)
		mixed |= uint32(under+share*(over-under)+0.5) << shift
	}
	return Color(mixed)
}

func (c Color) append(b []byte) []byte {
	for shift := 16; shift >= 0; shift -= 8 {
		b = append(appendDecimal(b, float64(c>>shift&0xff)/255, 3), ' ')
	}
	return b
}

// Look is how a shape is painted.
type Look struct {
	Fill   Color
	Stroke Color
	Width  float64 // of the stroke
	Dash   float64 // length of dashes and of the gaps between them; 0: an unbroken line
}

// Shape draws a shape whose coordinates are those of the page.
func (p *Page) Shape(s chart.Shape, look Look) { p.shapeAt(s, 0, 0, look) }

func (p *Page) shapeAt(s chart.Shape, dx, dy float64, look Look) {
	p.mustBeOpen()
	if look.Fill == 0 && look.Stroke == 0 {
		return
	}
	p.use(look)
	o := outline{p: p, dx: dx, dy: dy}
	switch s := s.(type) {
	case chart.Rect:
		o.rect(s)
	case chart.Circle:
		o.circle(s)
	case chart.Line:
		o.move(s.X1, s.Y1)
		o.line(s.X2, s.Y2)
	case chart.Polygon:
		for i, at := range s.Points {
			if i == 0 {
				o.move(at.X, at.Y)
			} else {
				o.line(at.X, at.Y)
			}
		}
		p.op("h")
	}
	p.op(look.operator())
	if look.dashed() {
		p.op("[]0 d")
	}
}

func (l Look) dashed() bool { return l.Stroke != 0 && l.Dash > 0 }

func (l Look) operator() string {
	switch {
	case l.Stroke == 0:
		return "f"
	case l.Fill == 0:
		return "S"
	}
	return "B"
}

// use sets colours and the pen.
func (p *Page) use(look Look) {
	if look.Fill != 0 {
		p.fill(look.Fill)
	}
	if look.Stroke == 0 {
		return
	}
	if p.ink.stroke != look.Stroke {
		p.content = append(look.Stroke.append(p.content), "RG\n"...)
		p.ink.stroke = look.Stroke
	}
	p.numbers("w", look.Width)
	if look.dashed() {
		p.content = append(p.content, '[')
		p.content = appendNumber(p.content, look.Dash)
		p.content = append(p.content, "]0 d\n"...)
	}
}

func (p *Page) fill(c Color) {
	if p.ink.fill != c {
		p.content = append(c.append(p.content), "rg\n"...)
		p.ink.fill = c
	}
}

func (p *Page) op(operator string) { p.content = append(append(p.content, operator...), '\n') }

func (p *Page) numbers(operator string, numbers ...float64) {
	for _, x := range numbers {
		p.content = append(appendNumber(p.content, x), ' ')
	}
	p.op(operator)
}

// outline writes paths; y is turned round, because PDF counts it from the bottom.
type outline struct {
	p      *Page
	dx, dy float64
}

func (o outline) move(x, y float64) { o.p.numbers("m", o.dx+x, o.p.Height-o.dy-y) }

func (o outline) line(x, y float64) { o.p.numbers("l", o.dx+x, o.p.Height-o.dy-y) }

func (o outline) curve(x1, y1, x2, y2, x, y float64) {
	h := o.p.Height - o.dy
	o.p.numbers("c", o.dx+x1, h-y1, o.dx+x2, h-y2, o.dx+x, h-y)
}

// bow is how far the handles of a curve that stands for a quarter of a circle reach, for the radius 1.
const bow = 0.5523

func (o outline) rect(s chart.Rect) {
	r := min(s.Radius, s.W/2, s.H/2)
	if r <= 0 {
		o.p.numbers("re", o.dx+s.X, o.p.Height-o.dy-s.Y-s.H, s.W, s.H)
		return
	}
	left, right, top, bottom, k := s.X, s.X+s.W, s.Y, s.Y+s.H, r*(1-bow)
	o.move(left+r, top)
	o.line(right-r, top)
	o.curve(right-k, top, right, top+k, right, top+r)
	o.line(right, bottom-r)
	o.curve(right, bottom-k, right-k, bottom, right-r, bottom)
	o.line(left+r, bottom)
	o.curve(left+k, bottom, left, bottom-k, left, bottom-r)
	o.line(left, top+r)
	o.curve(left, top+k, left+k, top, left+r, top)
	o.p.op("h")
}

func (o outline) circle(s chart.Circle) {
	x, y, r, k := s.X, s.Y, s.R, s.R*bow
	o.move(x+r, y)
	o.curve(x+r, y+k, x+k, y+r, x, y+r)
	o.curve(x-k, y+r, x-r, y+k, x-r, y)
	o.curve(x-r, y-k, x-k, y-r, x, y-r)
	o.curve(x+k, y-r, x+r, y-k, x+r, y)
	o.p.op("h")
}

// write writes the page.
func (p *Page) write(f *file, index int, tree ref, resources string) {
	content := f.stream("", p.content)
	b := fmt.Appendf(nil, "<</Type/Page/Parent %v/MediaBox[0 0 %s %s]/Resources<<%s>>/Contents %v/StructParents %d/Tabs/S",
		tree, number(p.Width), number(p.Height), resources, content, index)
	if len(p.annotations) > 0 {
		b = append(b, "/Annots["...)
		for _, a := range p.annotations {
			b = fmt.Appendf(b, "%v ", a.ref)
		}
		b = append(b, ']')
	}
	f.set(p.ref, append(b, ">>"...))
}
