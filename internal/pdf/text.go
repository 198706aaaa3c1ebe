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
	runs   []Run
	lines  []line
	within float64 // the width to align in
	align  Align
}

type line struct {
	boxes    []box
	width    float64
	baseline float64 // from the top of the paragraph
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
	p := &Paragraph{runs: runs, within: s.Width, align: s.Align}
	boxes := s.boxes(runs)
	from := 0
	for _, to := range s.breaks(boxes) {
		p.add(boxes[from:to])
		from = to
	}
	return p
}

func (p *Paragraph) add(boxes []box) {
	l := line{boxes: boxes}
	leading, capital := 0.0, 0.0
	for i, b := range boxes {
		style := &p.runs[b.run].Style
		leading = max(leading, style.leading())
		capital = max(capital, style.Size*style.Font.capHeight)
		l.width += b.width
		if last := i == len(boxes)-1; b.end == hyphen && last || b.end == space && !last {
			l.width += b.tail
		}
	}
	l.baseline = p.Height + (leading+capital)/2
	p.Height += leading
	p.Width = max(p.Width, l.width)
	p.lines = append(p.lines, l)
}

// glyphs goes through the glyphs of a line. Words are shaped as a whole as far as they stand on the line; a broken line
// ends with the space or the soft hyphen that stood there, so that words stay apart and whole for readers.
func (p *Paragraph) glyphs(l line, yield func(style *Style, glyphs []glyph)) {
	for i := 0; i < len(l.boxes); {
		first := l.boxes[i]
		from, style, end := i, &p.runs[first.run].Style, first.end
		for i++; i < len(l.boxes) && l.boxes[i].run == first.run && end != space; i++ {
			end = l.boxes[i].end
		}
		yield(style, style.Font.shape(joinedText(l.boxes[from:i]), style.Tabular))
		switch {
		case end == space:
			yield(style, style.Font.space)
		case end == hyphen && i == len(l.boxes):
			yield(style, style.Font.hyphen)
		}
	}
}

func joinedText(boxes []box) string {
	if len(boxes) == 1 {
		return boxes[0].text
	}
	var text strings.Builder
	length := 0
	for _, b := range boxes {
		length += len(b.text)
	}
	text.Grow(length)
	for _, b := range boxes {
		text.WriteString(b.text)
	}
	return text.String()
}

func (s *Style) advance(g glyph) float64 {
	return s.Size * (float64(g.advance)/s.Font.upem + s.Tracking)
}

// softHyphen is a chance to break a word, seen only where it is taken.
const softHyphen = "\u00ad"

// printable drops characters that have no shape and could change that of others. Line breaks and tabs become spaces.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case string(r) == softHyphen:
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
		p.line(par, l, at, y+l.baseline)
	}
}

func (p *Page) line(par *Paragraph, l line, x, y float64) {
	p.op("BT")
	p.numbers("Td", x, p.Height-y)
	var style *Style
	var font *embedded
	par.glyphs(l, func(s *Style, glyphs []glyph) {
		if s != style {
			p.endShow(style)
			font = p.beginShow(s)
			style = s
		}
		p.show(font, s, glyphs)
	})
	p.endShow(style)
	p.op("ET")
}

func (p *Page) beginShow(s *Style) *embedded {
	e := p.doc.embed(s.Font)
	if font := (fontSize{e, s.Size}); p.font != font {
		p.content = append(append(append(p.content, '/'), e.name...), ' ')
		p.numbers("Tf", s.Size)
		p.font = font
	}
	p.fill(s.Color)
	if s.Tracking != 0 {
		p.numbers("Tc", s.Tracking*s.Size)
	}
	p.content = append(p.content, "[<"...)
	return e
}

func (p *Page) endShow(s *Style) {
	if s == nil {
		return
	}
	p.content = append(p.content, ">]TJ\n"...)
	if s.Tracking != 0 {
		p.numbers("Tc", 0)
	}
}

// show writes glyphs, between them how far the next one is moved: kerning, and marks that sit above letters.
func (p *Page) show(e *embedded, s *Style, glyphs []glyph) {
	const digits = "0123456789ABCDEF"
	b := p.content
	for _, g := range glyphs {
		if g.dy != 0 {
			b = s.rise(b, g.dy)
		}
		b = s.move(b, int(g.dx))
		n := e.number(g)
		b = append(b, digits[n>>12], digits[n>>8&15], digits[n>>4&15], digits[n&15])
		b = s.move(b, int(g.advance)-int(g.dx)-int(s.Font.advances[g.id]))
		if g.dy != 0 {
			b = s.rise(b, 0)
		}
	}
	p.content = b
}

// rise lifts what follows above the line.
func (s *Style) rise(b []byte, units int16) []byte {
	b = append(b, ">]TJ "...)
	return append(appendNumber(b, s.Size*float64(units)/s.Font.upem), " Ts[<"...)
}

// move moves what follows to the right.
func (s *Style) move(b []byte, units int) []byte {
	if units == 0 {
		return b
	}
	b = append(b, '>')
	b = appendNumber(b, -float64(units)*1000/s.Font.upem)
	return append(b, '<')
}

// Line is a paragraph of one line without a limit.
func Line(text string, style Style) *Paragraph { return Setting{}.Set(Run{text, style}) }

// unlimited stands in for the width of a line that must not break.
const unlimited = math.MaxFloat64
