package pdf

import "fmt"

// annotation is a link on a page.
type annotation struct {
	box      Box
	uri      string
	contents string
	element  *Element
	key      int // in the parent tree, behind the pages
	ref      ref
}

// Link makes a place on the page lead to a web address. The element is of kind Link and holds the words that are
// linked; contents says where the link goes.
func (p *Page) Link(e *Element, box Box, uri, contents string) {
	a := &annotation{box: box, uri: uri, contents: contents, element: e, key: len(p.doc.annotations)}
	e.kids = append(e.kids, kid{page: p, annotation: a})
	p.annotations = append(p.annotations, a)
	p.doc.annotations = append(p.doc.annotations, a)
}

func (d *Document) writeAnnotations(f *file) {
	for _, p := range d.pages {
		for _, a := range p.annotations {
			b := fmt.Appendf(nil, "<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/StructParent %d/Contents%s/A<</S/URI/URI%s>>/Rect",
				len(d.pages)+a.key, text(a.contents), text(a.uri))
			a.ref = f.reserve()
			f.set(a.ref, append(appendBox(b, a.box, p.Height), ">>"...))
		}
	}
}

// bookmark is an entry of the outline.
type bookmark struct {
	title string
	level int // 1 is the top
	page  *Page
	y     float64
}

// Bookmark adds an entry to the outline that readers show beside the pages. Level 1 is the top; an entry may be at most
// one level below the one before it.
func (p *Page) Bookmark(level int, title string, y float64) {
	p.doc.bookmarks = append(p.doc.bookmarks, bookmark{title, level, p, y})
}

// writeOutline returns the root of the outline, 0 if there are no entries.
func (d *Document) writeOutline(f *file) ref {
	if len(d.bookmarks) == 0 {
		return 0
	}
	root := f.reserve()
	refs := make([]ref, len(d.bookmarks))
	for i := range refs {
		refs[i] = f.reserve()
	}
	for i, m := range d.bookmarks {
		b := fmt.Appendf(nil, "<</Title%s/Parent %v", text(m.title), d.outlineParent(i, root, refs))
		for _, neighbour := range []struct {
			key string
			at  int
		}{{"Prev", d.sibling(i, -1)}, {"Next", d.sibling(i, 1)}} {
			if neighbour.at >= 0 {
				b = fmt.Appendf(b, "/%s %v", neighbour.key, refs[neighbour.at])
			}
		}
		b = d.appendChildren(b, i, m.level, refs)
		b = fmt.Appendf(b, "/Dest[%v/XYZ 0 %s null]>>", m.page.ref, number(m.page.Height-m.y))
		f.set(refs[i], b)
	}
	f.set(root, append(d.appendChildren([]byte("<</Type/Outlines"), -1, 0, refs), ">>"...))
	return root
}

func (d *Document) outlineParent(i int, root ref, refs []ref) ref {
	for j := i - 1; j >= 0; j-- {
		if d.bookmarks[j].level < d.bookmarks[i].level {
			return refs[j]
		}
	}
	return root
}

// sibling is the next entry of the same parent in a direction, -1 if there is none.
func (d *Document) sibling(i, step int) int {
	for j := i + step; j >= 0 && j < len(d.bookmarks); j += step {
		switch level := d.bookmarks[j].level; {
		case level < d.bookmarks[i].level:
			return -1
		case level == d.bookmarks[i].level:
			return j
		}
	}
	return -1
}

// appendChildren writes the first and last child of an entry and how many there are. Entries are open.
func (d *Document) appendChildren(b []byte, i, level int, refs []ref) []byte {
	first, last, count := -1, -1, 0
	for j := i + 1; j < len(d.bookmarks) && d.bookmarks[j].level > level; j++ {
		count++
		if d.bookmarks[j].level == level+1 {
			if first < 0 {
				first = j
			}
			last = j
		}
	}
	if first < 0 {
		return b
	}
	return fmt.Appendf(b, "/First %v/Last %v/Count %d", refs[first], refs[last], count)
}
