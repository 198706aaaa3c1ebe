package chart

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// SVG returns the scene as an inline SVG element without any style of its own.
func (s Scene) SVG() string {
	var b strings.Builder
	w := svgWriter{b: &b}
	w.scene(s)
	return b.String()
}

// WriteSVG writes the scene as SVG does.
func (s Scene) WriteSVG(w io.Writer) error {
	if _, err := io.WriteString(w, s.SVG()); err != nil {
		return fmt.Errorf("write chart %s: %w", s.ID, err)
	}
	return nil
}

// svgWriter writes elements. A fluid scene gives every x as a share of the width, so that the browser stretches the
// picture and leaves text, strokes and round corners alone.
type svgWriter struct {
	b     *strings.Builder
	width float64 // of a fluid scene; 0: x are plain numbers
}

func (w *svgWriter) scene(s Scene) {
	w.b.WriteString("<svg")
	if s.Fluid {
		w.width = s.Width
		w.attr("width", "100%")
		w.number("height", s.Height)
	} else {
		w.attr("viewBox", "0 0 "+decimal(s.Width)+" "+decimal(s.Height))
	}
	if s.Title == "" {
		w.attr("aria-hidden", "true")
		w.attr("focusable", "false")
		w.b.WriteString(">")
	} else {
		w.attr("role", "img")
		w.attr("aria-labelledby", s.ID+"-t "+s.ID+"-d")
		w.b.WriteString("><title")
		w.attr("id", s.ID+"-t")
		w.text(s.Title, "title")
		w.b.WriteString("<desc")
		w.attr("id", s.ID+"-d")
		w.text(s.Alt, "desc")
	}
	w.shapes(s.Shapes)
	for _, l := range s.Labels {
		w.label(l)
	}
	w.b.WriteString("</svg>")
}

func (w *svgWriter) shapes(shapes []Shape) {
	for _, shape := range shapes {
		switch s := shape.(type) {
		case Rect:
			w.open("rect", s.Class)
			w.across("x", s.X)
			w.number("y", s.Y)
			w.across("width", s.W)
			w.number("height", s.H)
			if s.Radius > 0 {
				w.number("rx", s.Radius)
			}
			w.b.WriteString("/>")
		case Circle:
			w.open("circle", s.Class)
			w.across("cx", s.X)
			w.number("cy", s.Y)
			w.number("r", s.R)
			w.b.WriteString("/>")
		case Line:
			w.open("line", s.Class)
			w.across("x1", s.X1)
			w.number("y1", s.Y1)
			w.across("x2", s.X2)
			w.number("y2", s.Y2)
			w.b.WriteString("/>")
		case Polygon:
			w.open("polygon", s.Class)
			w.attr("points", points(s.Points))
			w.b.WriteString("/>")
		case Group:
			w.group(s)
		}
	}
}

// group is an SVG in the SVG: its place may be a share of the width while its content keeps its size.
func (w *svgWriter) group(g Group) {
	w.b.WriteString("<svg")
	w.across("x", g.X)
	w.number("y", g.Y)
	w.attr("overflow", "visible")
	w.b.WriteString(">")
	inner := svgWriter{b: w.b}
	inner.shapes(g.Shapes)
	w.b.WriteString("</svg>")
}

func (w *svgWriter) label(l Label) {
	w.open("text", l.Class)
	w.across("x", l.X)
	w.number("y", l.Y)
	w.number("font-size", l.Size)
	if l.Anchor != Start {
		w.attr("text-anchor", string(l.Anchor))
	}
	w.text(l.Text, "text")
}

func (w *svgWriter) open(name, class string) {
	w.b.WriteString("<" + name)
	if class != "" {
		w.attr("class", class)
	}
}

// text closes a start tag and writes its content.
func (w *svgWriter) text(s, name string) {
	w.b.WriteString(">" + escape.Replace(s) + "</" + name + ">")
}

func (w *svgWriter) attr(name, value string) {
	w.b.WriteString(" " + name + `="` + escape.Replace(value) + `"`)
}

func (w *svgWriter) number(name string, x float64) { w.attr(name, decimal(x)) }

// across is a place or a length from left to right.
func (w *svgWriter) across(name string, x float64) {
	if w.width > 0 {
		w.attr(name, decimal(100*x/w.width)+"%")
		return
	}
	w.number(name, x)
}

func points(all []Point) string {
	var b strings.Builder
	for i, p := range all {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(decimal(p.X) + "," + decimal(p.Y))
	}
	return b.String()
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// decimal writes two decimal places at most, so that equal scenes give equal text.
func decimal(x float64) string {
	s := strings.TrimRight(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}
