package pdf

import (
	"fmt"
	"strconv"
)

// Kind is what a part of a document is, by the names that PDF gives them.
type Kind string

const (
	Sect   Kind = "Sect"
	H1     Kind = "H1"
	H2     Kind = "H2"
	H3     Kind = "H3"
	P      Kind = "P"
	List   Kind = "L"
	Item   Kind = "LI"
	Mark   Kind = "Lbl"   // number or bullet of an item
	Body   Kind = "LBody" // content of an item
	Table  Kind = "Table"
	Head   Kind = "THead"
	Rows   Kind = "TBody"
	Row    Kind = "TR"
	Header Kind = "TH" // needs a Scope
	Cell   Kind = "TD"
	Figure Kind = "Figure" // needs an Alt and a Box
	Link   Kind = "Link"

	document Kind = "Document"
)

// Scope says which cells a header heads.
type Scope string

const (
	ColumnScope Scope = "Column"
	RowScope    Scope = "Row"
)

// Element is a part of the structure of a document, which is what a screen reader reads. Parts are read in the order in
// which they were added.
type Element struct {
	Kind    Kind
	Alt     string // what a figure says
	Scope   Scope
	ColSpan int  // columns that a cell spans; 0 and 1 are one
	Box     Box  // where a figure is on its page
	Ordered bool // a list whose items carry numbers

	parent *Element
	kids   []kid
	ref    ref
}

// Box is a place on a page, in points from the top left.
type Box struct{ X, Y, W, H float64 }

// kid is a part of an element: another element, a piece of a page, or an annotation.
type kid struct {
	element    *Element
	page       *Page
	mcid       int
	annotation *annotation
}

// Add appends a part.
func (e *Element) Add(kind Kind) *Element {
	part := &Element{Kind: kind, parent: e}
	e.kids = append(e.kids, kid{element: part})
	return part
}

// writeElements writes the tree and returns its root.
func (d *Document) writeElements(f *file) ref {
	root := f.reserve()
	d.root.number(f)
	d.root.write(f, root)
	tree := d.writeParentTree(f)
	f.set(root, fmt.Appendf(nil, "<</Type/StructTreeRoot/K %v/ParentTree %v/ParentTreeNextKey %d>>",
		d.root.ref, tree, len(d.pages)+len(d.annotations)))
	return root
}

func (e *Element) number(f *file) {
	e.ref = f.reserve()
	for _, k := range e.kids {
		if k.element != nil {
			k.element.number(f)
		}
	}
}

func (e *Element) write(f *file, parent ref) {
	b := append(append(make([]byte, 0, 96+8*len(e.kids)), "<</Type/StructElem/S/"...), e.Kind...)
	b = parent.append(append(b, "/P "...))
	if e.Alt != "" {
		b = append(b, "/Alt"+text(e.Alt)...)
	}
	b = e.appendAttributes(b)
	page := e.onlyPage()
	if page != nil {
		b = page.ref.append(append(b, "/Pg "...))
	}
	b = append(b, "/K["...)
	for _, k := range e.kids {
		b = append(k.append(b, page), ' ')
	}
	f.set(e.ref, append(b, "]>>"...))
	for _, k := range e.kids {
		if k.element != nil {
			k.element.write(f, e.ref)
		}
	}
}

func (e *Element) appendAttributes(b []byte) []byte {
	switch {
	case e.Kind == Figure:
		b = append(b, "/A<</O/Layout/BBox"...)
		b = append(e.appendBox(b), ">>"...)
	case e.Ordered:
		b = append(b, "/A<</O/List/ListNumbering/Decimal>>"...)
	case e.Scope != "" && e.ColSpan > 1:
		b = fmt.Appendf(b, "/A<</O/Table/Scope/%s/ColSpan %d>>", e.Scope, e.ColSpan)
	case e.Scope != "":
		b = fmt.Appendf(b, "/A<</O/Table/Scope/%s>>", e.Scope)
	case e.ColSpan > 1:
		b = fmt.Appendf(b, "/A<</O/Table/ColSpan %d>>", e.ColSpan)
	}
	return b
}

func (e *Element) appendBox(b []byte) []byte {
	height := 0.0
	if page := e.onlyPage(); page != nil {
		height = page.Height
	}
	return appendBox(b, e.Box, height)
}

// appendBox writes a box as the corners that PDF counts from the bottom left.
func appendBox(b []byte, box Box, pageHeight float64) []byte {
	b = append(b, '[')
	for i, x := range []float64{box.X, pageHeight - box.Y - box.H, box.X + box.W, pageHeight - box.Y} {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendNumber(b, x)
	}
	return append(b, ']')
}

// onlyPage is the page on which all pieces of an element are; nil if there is none or more than one.
func (e *Element) onlyPage() *Page {
	var page *Page
	for _, k := range e.kids {
		if k.page == nil {
			continue
		}
		if page != nil && page != k.page {
			return nil
		}
		page = k.page
	}
	return page
}

func (k kid) append(b []byte, page *Page) []byte {
	switch {
	case k.element != nil:
		return k.element.ref.append(b)
	case k.annotation != nil:
		return fmt.Appendf(b, "<</Type/OBJR/Pg %v/Obj %v>>", k.page.ref, k.annotation.ref)
	case page != nil:
		return strconv.AppendInt(b, int64(k.mcid), 10)
	}
	return fmt.Appendf(b, "<</Type/MCR/Pg %v/MCID %d>>", k.page.ref, k.mcid)
}

// writeParentTree writes the way back: from each piece of a page and each annotation to its element.
func (d *Document) writeParentTree(f *file) ref {
	b := []byte("<</Nums[")
	for i, p := range d.pages {
		b = fmt.Appendf(b, "%d[", i)
		for _, e := range p.tagged {
			b = append(e.ref.append(b), ' ')
		}
		b = append(b, ']')
	}
	for i, a := range d.annotations {
		b = fmt.Appendf(b, "%d %v ", len(d.pages)+i, a.element.ref)
	}
	return f.add("%s]>>", b)
}
