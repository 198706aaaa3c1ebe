package pdf

import (
	"math"
	"strings"
	"unicode"
)

// Style is how text looks.
type Style struct {
	Font     *Font
	Size     float64
	Leading  float64 // height of a line; 0: 1.35 times the size
	Color    Color
	Tracking float64 // added between letters, in ems
	Tabular  bool    // all figures equally wide
}

func (s Style) leading() float64 {
	if s.Leading > 0 {
		return s.Leading
	}
	return 1.35 * s.Size
}

// Run is text of one style.
type Run struct {
	Text string
	Style
}

// Align says which edge lines keep to.
type Align int

const (
	Left Align = iota
	Right
	Center
)

// Setting is how text becomes lines. A break may come at a space, after a hyphen inside a word, at a soft hyphen and
// where Hyphenate allows it; never at a no-break space. A word that is too long for a line is cut.
type Setting struct {
	Width     float64 // 0: a single line, however long
	Align     Align
	Balanced  bool                    // all lines about equally long, for headings
	Hyphenate func(word string) []int // byte offsets inside a word; nil: none
}

// Paragraph is text in lines, ready to be drawn.
type Paragraph struct {
	Height float64
	Width  float64 // of the longest line
	lines  []line
	within float64 // the width to align in
	align  Align
}

type line struct {
	pieces        []piece
	width         float64
	top, baseline float64 // from the top of the paragraph
}

// piece is a stretch of a line in one style.
type piece struct {
	style  Style
	glyphs []glyph
}

// Lines is how many lines there are.
func (p *Paragraph) Lines() int { return len(p.lines) }

// Baseline is how far the baseline of the first line lies below the top.
func (p *Paragraph) Baseline() float64 {
	if len(p.lines) == 0 {
		return 0
	}
	return p.lines[0].baseline
}

// Set sets runs as one paragraph. Without any text it has no lines and no height.
func (s Setting) Set(runs ...Run) *Paragraph {
	p := &Paragraph{within: s.Width, align: s.Align}
	boxes := s.boxes(runs)
	from := 0
	for _, to := range s.breaks(boxes) {
		p.add(newLine(runs, boxes[from:to]))
		from = to
	}
	return p
}

func (p *Paragraph) add(l line) {
	leading, capital := 0.0, 0.0
	for _, piece := range l.pieces {
		leading = max(leading, piece.style.leading())
		capital = max(capital, piece.style.Size*piece.style.Font.capHeight)
		for _, g := range piece.glyphs {
			l.width += piece.style.advance(g)
		}
	}
	if n := len(l.pieces); n > 0 {
		l.width -= l.pieces[n-1].trailing()
	}
	l.top, l.baseline = p.Height, p.Height+(leading+capital)/2
	p.Height += leading
	p.Width = max(p.Width, l.width)
	p.lines = append(p.lines, l)
}

// trailing is the width of the space that a broken line ends with, which counts for nothing.
func (p piece) trailing() float64 {
	if n := len(p.glyphs); n > 0 && p.glyphs[n-1].text == " " {
		return p.style.advance(p.glyphs[n-1])
	}
	return 0
}

func (s Style) advance(g glyph) float64 {
	return s.Size * (float64(g.advance)/s.Font.upem + s.Tracking)
}

func (s Style) width(glyphs []glyph) float64 {
	w := 0.0
	for _, g := range glyphs {
		w += s.advance(g)
	}
	return w
}

// newLine puts boxes of a line together again: words are shaped as a whole as far as they stand on the line.
func newLine(runs []Run, boxes []box) line {
	var l line
	for i := 0; i < len(boxes); {
		style, text := runs[boxes[i].run].Style, ""
		from := i
		for i < len(boxes) && boxes[i].run == boxes[from].run {
			text += boxes[i].text
			i++
			if end := boxes[i-1].end; end == space || end == finish {
				break
			}
		}
		glyphs := style.Font.shape(text, style.Tabular)
		final := boxes[i-1]
		switch {
		case final.end == space:
			glyphs = append(glyphs[:len(glyphs):len(glyphs)], style.Font.shape(" ", false)...)
		case final.end == hyphen && i == len(boxes):
			glyphs = append(glyphs[:len(glyphs):len(glyphs)], style.softHyphen())
		}
		l.append(style, glyphs)
	}
	return l
}

func (l *line) append(style Style, glyphs []glyph) {
	if n := len(l.pieces); n > 0 && l.pieces[n-1].style == style {
		l.pieces[n-1].glyphs = append(l.pieces[n-1].glyphs, glyphs...)
		return
	}
	l.pieces = append(l.pieces, piece{style, append([]glyph(nil), glyphs...)})
}

// softHyphen looks like a hyphen and reads as none, so that a broken word is found and spoken as one.
func (s Style) softHyphen() glyph {
	g := s.Font.shape("-", false)[0]
	g.text = softHyphen
	return g
}

const softHyphen = "\u00ad"

// printable drops characters that have no shape and could change that of others. Line breaks and tabs become spaces.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case r == '\u00ad':
			return r
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}

// Text draws a paragraph with its top left corner at x, y.
func (p *Page) Text(par *Paragraph, x, y float64) {
	p.mustBeOpen()
	for _, l := range par.lines {
		at := x
		switch par.align {
		case Right:
			at += par.within - l.width
		case Center:
			at += (par.within - l.width) / 2
		}
		p.line(l, at, y+l.baseline)
	}
}

func (p *Page) line(l line, x, y float64) {
	p.op("BT")
	p.numbers("Td", x, p.Height-y)
	for _, piece := range l.pieces {
		p.piece(piece)
	}
	p.op("ET")
}

func (p *Page) piece(piece piece) {
	s := piece.style
	e := p.doc.embed(s.Font)
	if font := e.name + " " + number(s.Size); p.font != font {
		p.op("/" + font + " Tf")
		p.font = font
	}
	p.fill(s.Color)
	if s.Tracking != 0 {
		p.numbers("Tc", s.Tracking*s.Size)
	}
	p.show(e, s, piece.glyphs)
	if s.Tracking != 0 {
		p.numbers("Tc", 0)
	}
}

// show writes glyphs, between them how far the next one is moved: kerning, and marks that sit above letters.
func (p *Page) show(e *embedded, s Style, glyphs []glyph) {
	b := append(p.content, "[<"...)
	rise := int16(0)
	for _, g := range glyphs {
		if g.dy != rise {
			b = append(b, ">]TJ "...)
			b = append(appendNumber(b, s.Size*float64(g.dy)/s.Font.upem), " Ts[<"...)
			rise = g.dy
		}
		b = s.move(b, float64(g.dx))
		n := e.number(g)
		const digits = "0123456789ABCDEF"
		b = append(b, digits[n>>12], digits[n>>8&15], digits[n>>4&15], digits[n&15])
		b = s.move(b, float64(g.advance)-float64(g.dx)-float64(s.Font.advances[g.id]))
	}
	b = append(b, ">]TJ\n"...)
	if rise != 0 {
		b = append(b, "0 Ts\n"...)
	}
	p.content = b
}

func (s Style) move(b []byte, units float64) []byte {
	if units == 0 {
		return b
	}
	b = append(b, '>')
	b = appendNumber(b, -units*1000/s.Font.upem)
	return append(b, '<')
}

// Line is a paragraph of one line without a limit.
func Line(text string, style Style) *Paragraph { return Setting{}.Set(Run{text, style}) }

// unlimited stands in for the width of a line that must not break.
const unlimited = math.MaxFloat64
