package report

import (
	"lauter/internal/chart"
	"lauter/internal/pdf"
)

// The margins of a page.
const (
	margin   = 44
	headRoom = 48 // above the text of all pages but the first
	footRoom = 40 // below the text
)

// sheet puts blocks below each other on as many pages as they need.
type sheet struct {
	doc   *pdf.Document
	size  [2]float64
	width float64 // of the text
	page  *pdf.Page
	y     float64 // where the next block begins
}

func newSheet(doc *pdf.Document, size [2]float64) *sheet {
	s := &sheet{doc: doc, size: size, width: size[0] - 2*margin}
	s.newPage()
	return s
}

func (s *sheet) newPage() {
	s.page = s.doc.AddPage(s.size)
	s.y = headRoom
}

// room is the height that is left on the page.
func (s *sheet) room() float64 { return s.size[1] - footRoom - 10 - s.y }

// whole is the height of a page's text.
func (s *sheet) whole() float64 { return s.size[1] - headRoom - footRoom - 10 }

// need begins a new page unless there is so much room.
func (s *sheet) need(height float64) (began bool) {
	if s.room() >= height {
		return false
	}
	s.newPage()
	return true
}

// place draws blocks, those of one call on one page.
func (s *sheet) place(blocks ...block) {
	b := stack(blocks...)
	s.need(b.height)
	b.draw(s.page, margin, s.y)
	s.y += b.height
}

// space leaves room, except at the top of a page.
func (s *sheet) space(height float64) {
	if s.y > headRoom {
		s.y += height
	}
}

func (s *sheet) hairline(x, y, width float64) chart.Shape {
	return chart.Line{X1: x, Y1: y, X2: x + width, Y2: y}
}

// heading is the heading of a section with its entry in the outline.
func (r *report) heading(e *pdf.Element, width float64, text string, style pdf.Style) block {
	b := words(e.Add(pdf.H2), pdf.Setting{Width: width, Balanced: true}.Set(run(text, style)))
	return r.marked(2, text, b)
}

// marked gives a block an entry in the outline.
func (r *report) marked(level int, text string, b block) block {
	return block{b.height, func(p *pdf.Page, x, y float64) {
		p.Bookmark(level, text, max(0, y-8))
		b.draw(p, x, y)
	}}
}

// text is a paragraph as an element of its own.
func (r *report) text(parent *pdf.Element, width float64, runs ...pdf.Run) block {
	return words(parent.Add(pdf.P), r.set(width, runs...))
}

// narrow is up to where columns need hyphens to be filled evenly.
const narrow = 250

// set breaks text into lines of the report's language.
func (r *report) set(width float64, runs ...pdf.Run) *pdf.Paragraph {
	setting := pdf.Setting{Width: width}
	if width <= narrow {
		setting.Hyphenate = r.hyphenate
	}
	return setting.Set(runs...)
}

func run(text string, style pdf.Style) pdf.Run { return pdf.Run{Text: text, Style: style} }
