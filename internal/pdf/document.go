// Package pdf writes tagged PDF documents: what is on a page is drawn inside an element of the document's structure, or
// as an artifact that means nothing, so that a screen reader reads the same document in the same order.
//
// It knows text with embedded fonts, the shapes and scenes of package chart, pictures of pixels, links and an outline;
// no scripts, no forms. Documents are built to PDF/UA-1 and PDF/A-3b. The same calls give the same bytes.
//
// Lengths are points, 1/72 inch; places count from the top left of a page, y down.
package pdf

import (
	"fmt"
	"image"
	"io"
	"time"
)

// Paper sizes, width and height.
var (
	A4     = [2]float64{595.28, 841.89}
	Letter = [2]float64{612, 792}
)

// Info says what a document is.
type Info struct {
	Title   string // shown in the window's title
	Subject string
	Lang    string // of the text, such as "de"
	Creator string // the program
	Date    time.Time
}

// Document is a document in the making. It is for one goroutine; documents may share fonts.
type Document struct {
	info        Info
	root        *Element
	pages       []*Page
	annotations []*annotation
	bookmarks   []bookmark
	fonts       []*embedded
	pictures    []*image.NRGBA
	plain       bool // write without compression, for tests
}

// New starts a document without pages.
func New(info Info) *Document {
	return &Document{info: info, root: &Element{Kind: document}}
}

// Root is the element that holds all others.
func (d *Document) Root() *Element { return d.root }

// usualContent is about how long the content of a full page is.
const usualContent = 32 << 10

// AddPage appends an empty page.
func (d *Document) AddPage(size [2]float64) *Page {
	p := &Page{Width: size[0], Height: size[1], doc: d, content: make([]byte, 0, usualContent)}
	d.pages = append(d.pages, p)
	return p
}

// Pages are the pages so far. All of them may be drawn on until the document is encoded.
func (d *Document) Pages() []*Page { return d.pages }

// Encode writes the document. It is called once, after everything is drawn.
func (d *Document) Encode(w io.Writer) error {
	f := &file{plain: d.plain}
	catalog, tree := f.reserve(), f.reserve()
	for _, p := range d.pages {
		p.ref = f.reserve()
	}
	d.writeAnnotations(f)
	resources, err := d.writeFonts(f)
	if err != nil {
		return fmt.Errorf("embed fonts: %w", err)
	}
	resources += d.writePictures(f)
	kids := []byte{}
	for i, p := range d.pages {
		p.write(f, i, tree, resources)
		kids = fmt.Appendf(kids, "%v ", p.ref)
	}
	f.set(tree, fmt.Appendf(nil, "<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids))
	b := fmt.Appendf(nil, "<</Type/Catalog/Pages %v/MarkInfo<</Marked true>>/Lang%s/ViewerPreferences<</DisplayDocTitle true>>",
		tree, text(d.info.Lang))
	b = fmt.Appendf(b, "/StructTreeRoot %v/Metadata %v/OutputIntents[%v]", d.writeElements(f), d.writeMetadata(f), writeIntent(f))
	if outline := d.writeOutline(f); outline != 0 {
		b = fmt.Appendf(b, "/Outlines %v", outline)
	}
	f.set(catalog, append(b, ">>"...))
	return f.write(w, catalog, d.writeInfo(f))
}
