package pdftest

import (
	"fmt"
	"slices"
	"strings"
)

// Node is an element of the structure as a screen reader gets it.
type Node struct {
	Kind  string
	Alt   string
	Scope string
	Text  string // of its own pieces; words broken at the end of a line are whole again
	Kids  []*Node
	Pages []int // on which its own pieces stand, from 1

	span int
	box  bool // has a place on its page
	link bool // has an annotation
}

// Find returns all nodes of a kind, in reading order.
func (n *Node) Find(kind string) []*Node {
	var all []*Node
	if n.Kind == kind {
		all = append(all, n)
	}
	for _, k := range n.Kids {
		all = append(all, k.Find(kind)...)
	}
	return all
}

// All is the text of a node and of everything in it, with a space between elements.
func (n *Node) All() string {
	parts := []string{n.Text}
	for _, k := range n.Kids {
		parts = append(parts, k.All())
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// String is the tree in lines: the kind, the text or alternative text, indented.
func (n *Node) String() string {
	var b strings.Builder
	n.write(&b, 0)
	return b.String()
}

func (n *Node) write(b *strings.Builder, depth int) {
	b.WriteString(strings.Repeat("  ", depth) + n.Kind)
	if n.Scope != "" {
		b.WriteString(" (" + n.Scope + ")")
	}
	for _, s := range []string{n.Alt, n.Text} {
		if s != "" {
			b.WriteString(" " + fmt.Sprintf("%q", s))
		}
	}
	b.WriteByte('\n')
	for _, k := range n.Kids {
		k.write(b, depth+1)
	}
}

// piece is where a text stands: MCID n of a page.
type piece struct {
	page Ref
	n    int
}

// walker builds the tree and notes which pieces it holds.
type walker struct {
	file     *File
	pages    []Ref
	contents map[Ref]content
	parents  map[piece]Ref // element of each piece, by the tree
	objects  map[Ref]Ref   // element of each annotation
	faults   []string
}

func (w *walker) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

func (w *walker) node(r, parent Ref) *Node {
	e := w.file.dict(r)
	kind, _ := e["S"].(Name)
	n := &Node{Kind: string(kind), Alt: w.file.text(e["Alt"]), span: 1}
	if e["P"] != parent {
		w.fault("%s: its parent is %v, not %d", kind, e["P"], parent)
	}
	w.attributes(n, w.file.dict(e["A"]))
	own, _ := e["Pg"].(Ref)
	for _, kid := range w.file.list(e["K"]) {
		w.kid(n, r, own, kid)
	}
	n.Text = strings.ReplaceAll(n.Text, "\u00ad", "")
	return n
}

func (w *walker) attributes(n *Node, a Dict) {
	if scope, ok := a["Scope"].(Name); ok {
		n.Scope = string(scope)
	}
	if span, ok := a["ColSpan"].(float64); ok {
		n.span = int(span)
	}
	n.box = len(w.file.list(a["BBox"])) == 4
}

func (w *walker) kid(n *Node, r, page Ref, kid any) {
	switch k := kid.(type) {
	case float64:
		w.take(n, r, piece{page, int(k)})
	case Ref:
		n.Kids = append(n.Kids, w.node(k, r))
	case Dict:
		other, _ := k["Pg"].(Ref)
		if k["Type"] == Name("OBJR") {
			n.link = true
			w.objects[k["Obj"].(Ref)] = r
			return
		}
		mcid, _ := k["MCID"].(float64)
		w.take(n, r, piece{other, int(mcid)})
	default:
		w.fault("%s has a part %v", n.Kind, kid)
	}
}

func (w *walker) take(n *Node, r Ref, p piece) {
	text, ok := w.contents[p.page].pieces[p.n]
	if !ok {
		w.fault("%s names a piece that its page does not have: %+v", n.Kind, p)
	}
	if _, twice := w.parents[p]; twice {
		w.fault("the piece %+v has two elements", p)
	}
	w.parents[p] = r
	if n.Text != "" && !strings.HasSuffix(n.Text, "\u00ad") {
		n.Text += " "
	}
	n.Text += text
	n.Pages = append(n.Pages, 1+slices.Index(w.pages, p.page))
}

// AllPages are the pages on which a node and everything in it stands, in order.
func (n *Node) AllPages() []int {
	all := slices.Clone(n.Pages)
	for _, k := range n.Kids {
		all = append(all, k.AllPages()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Tree returns the structure of a document.
func Tree(data []byte) (*Node, error) {
	f, err := Read(data)
	if err != nil {
		return nil, err
	}
	root, _ := f.walk()
	return root, nil
}

// Artifacts returns the text of each page that a screen reader leaves out.
func Artifacts(data []byte) ([]string, error) {
	f, err := Read(data)
	if err != nil {
		return nil, err
	}
	var all []string
	_, pages := f.pages()
	for _, p := range pages {
		all = append(all, f.readContent(p).artifacts)
	}
	return all, nil
}

// Lines returns every line of text of a document with its place.
func Lines(data []byte) ([]Line, error) {
	f, err := Read(data)
	if err != nil {
		return nil, err
	}
	var all []Line
	_, pages := f.pages()
	for i, p := range pages {
		height, _ := f.list(p["MediaBox"])[3].(float64)
		for _, l := range f.readContent(p).lines {
			l.Page, l.Y = i+1, height-l.Y
			all = append(all, l)
		}
	}
	return all, nil
}

func (f *File) walk() (*Node, *walker) {
	w := &walker{file: f, contents: map[Ref]content{}, parents: map[piece]Ref{}, objects: map[Ref]Ref{}}
	refs, pages := f.pages()
	w.pages = refs
	for i, p := range pages {
		w.contents[refs[i]] = f.readContent(p)
	}
	root, _ := f.catalog()["StructTreeRoot"].(Ref)
	top, ok := f.dict(root)["K"].(Ref)
	if !ok {
		w.fault("no structure")
		return &Node{}, w
	}
	return w.node(top, root), w
}

// Bookmarks returns the titles of the outline, those below others indented by two spaces.
func Bookmarks(data []byte) ([]string, error) {
	f, err := Read(data)
	if err != nil {
		return nil, err
	}
	var all []string
	var walk func(first any, parent Ref, indent string) error
	walk = func(first any, parent Ref, indent string) error {
		for o := first; o != nil; o = f.dict(o)["Next"] {
			entry, r := f.dict(o), o.(Ref)
			pages, _ := f.pages()
			if dest := f.list(entry["Dest"]); len(dest) != 5 || !slices.Contains(pages, dest[0].(Ref)) || entry["Parent"] != parent {
				return fmt.Errorf("the entry %q leads nowhere or has another parent", f.text(entry["Title"]))
			}
			all = append(all, indent+f.text(entry["Title"]))
			if err := walk(entry["First"], r, indent+"  "); err != nil {
				return err
			}
		}
		return nil
	}
	root, ok := f.catalog()["Outlines"].(Ref)
	if !ok {
		return nil, nil
	}
	err = walk(f.dict(root)["First"], root, "")
	return all, err
}
