package pdftest

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
)

// Check lists what is wrong with a document: everything must be part of the structure or an artifact, the structure must
// be sound and complete for those who cannot see, fonts must be embedded and read back as text, and nothing may run or
// fetch anything. Web addresses must begin with one of the prefixes.
func Check(data []byte, prefixes ...string) []string {
	f, err := Read(data)
	if err != nil {
		return []string{err.Error()}
	}
	c := &checker{File: f}
	root, w := f.walk()
	c.faults = w.faults
	c.checkCatalog()
	c.checkMetadata()
	c.checkPages(w)
	c.checkParents(w)
	c.checkNode(root, "")
	c.checkHeadings(root)
	c.checkAnnotations(w, prefixes)
	c.checkHarmless()
	return c.faults
}

type checker struct {
	*File
	faults []string
}

func (c *checker) must(ok bool, format string, args ...any) {
	if !ok {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

func (c *checker) checkCatalog() {
	catalog := c.catalog()
	c.must(c.text(catalog["Lang"]) != "", "no language")
	c.must(c.dict(catalog["MarkInfo"])["Marked"] == true, "not marked as tagged")
	c.must(c.dict(catalog["ViewerPreferences"])["DisplayDocTitle"] == true, "the title is not shown")
	intents := c.list(catalog["OutputIntents"])
	c.must(len(intents) == 1 && len(c.stream(c.dict(intents[0])["DestOutputProfile"])) > 128, "no colour profile")
	ids := c.list(c.Trailer["ID"])
	c.must(len(ids) == 2, "no id")
}

// xmp is the part of the metadata that is checked.
type xmp struct {
	Descriptions []struct {
		Title       string `xml:"title>Alt>li"`
		Created     string `xml:"CreateDate"`
		Part        []int  `xml:"part"`
		Conformance string `xml:"conformance"`
	} `xml:"RDF>Description"`
}

func (c *checker) checkMetadata() {
	stream, _ := c.get(c.catalog()["Metadata"]).(Stream)
	c.must(stream.Dict["Filter"] == nil, "the metadata is compressed")
	var x xmp
	body := string(stream.Data)
	if from := strings.Index(body, "<x:xmpmeta"); from >= 0 {
		body = body[from:]
	}
	if err := xml.Unmarshal([]byte(body), &x); err != nil || len(x.Descriptions) == 0 {
		c.must(false, "metadata that cannot be read: %v", err)
		return
	}
	said, info := x.Descriptions[0], c.dict(c.Trailer["Info"])
	c.must(said.Title != "", "no title")
	c.must(said.Title == c.text(info["Title"]), "two titles: %q, %q", said.Title, c.text(info["Title"]))
	date := strings.NewReplacer("-", "", ":", "", "T", "").Replace(said.Created)
	c.must("D:"+date == c.text(info["CreationDate"]), "two dates: %q, %q", said.Created, c.text(info["CreationDate"]))
	c.must(slices.Equal(said.Part, []int{3, 1}) && said.Conformance == "B", "no ids of PDF/A-3b and PDF/UA-1")
}

func (c *checker) checkPages(w *walker) {
	refs, pages := c.pages()
	c.must(len(pages) > 0, "no pages")
	for i, p := range pages {
		content := w.contents[refs[i]]
		for _, fault := range content.faults {
			c.must(false, "page %d: %s", i+1, fault)
		}
		c.must(p["Tabs"] == Name("S"), "page %d: tabs do not follow the structure", i+1)
		for n := range len(content.pieces) {
			_, ok := content.pieces[n]
			c.must(ok, "page %d: pieces are not counted from 0", i+1)
			_, ok = w.parents[piece{refs[i], n}]
			c.must(ok, "page %d: piece %d belongs to no element", i+1, n)
		}
	}
}

// checkParents compares the way back, from pieces and annotations to elements, with the tree.
func (c *checker) checkParents(w *walker) {
	tree := map[int]any{}
	nums := c.list(c.dict(c.dict(c.catalog()["StructTreeRoot"])["ParentTree"])["Nums"])
	for i := 0; i+1 < len(nums); i += 2 {
		tree[int(nums[i].(float64))] = nums[i+1]
	}
	refs, pages := c.pages()
	for i, p := range pages {
		key, _ := p["StructParents"].(float64)
		elements := c.list(tree[int(key)])
		c.must(len(elements) == len(w.contents[refs[i]].pieces), "page %d: the way back has %d of its pieces", i+1, len(elements))
		for n, e := range elements {
			c.must(w.parents[piece{refs[i], n}] == e, "page %d: the way back from piece %d leads elsewhere", i+1, n)
		}
	}
	for annotation, element := range w.objects {
		key, ok := c.dict(annotation)["StructParent"].(float64)
		c.must(ok && tree[int(key)] == element, "annotation %d: the way back leads elsewhere", annotation)
	}
}

// inside says which elements may hold which. Kinds that are not listed may stand anywhere.
var inside = map[string][]string{
	"THead": {"Table"}, "TBody": {"Table"}, "TR": {"Table", "THead", "TBody"}, "TH": {"TR"}, "TD": {"TR"},
	"LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}, "Document": {""},
}

// holds says which kinds an element may hold. Kinds that are not listed may hold anything.
var holds = map[string][]string{
	"Table": {"THead", "TBody", "TR"}, "THead": {"TR"}, "TBody": {"TR"}, "TR": {"TH", "TD"},
	"L": {"LI"}, "LI": {"Lbl", "LBody"},
}

var kinds = strings.Fields("Document Sect H1 H2 H3 P L LI Lbl LBody Table THead TBody TR TH TD Figure Link Span")

func (c *checker) checkNode(n *Node, parent string) {
	c.must(slices.Contains(kinds, n.Kind), "unknown kind %q", n.Kind)
	if allowed, ok := inside[n.Kind]; ok {
		c.must(slices.Contains(allowed, parent), "%s in %s", n.Kind, parent)
	}
	if allowed, ok := holds[n.Kind]; ok {
		c.must(n.Text == "", "%s holds text of its own", n.Kind)
		for _, k := range n.Kids {
			c.must(slices.Contains(allowed, k.Kind), "%s holds %s", n.Kind, k.Kind)
		}
	}
	switch n.Kind {
	case "Figure":
		c.must(n.Alt != "", "a figure without alternative text")
		c.must(n.box, "a figure without a place")
	case "TH":
		c.must(n.Scope != "", "a header cell without scope: %q", n.All())
	case "Table":
		c.checkTable(n)
	case "Link":
		c.must(n.link && n.All() != "", "a link without annotation or without words")
	case "H1", "H2", "H3", "P", "LBody":
		c.must(n.All() != "" || len(n.Find("Figure")) > 0, "%s without content", n.Kind)
	}
	for _, k := range n.Kids {
		c.checkNode(k, n.Kind)
	}
}

// checkTable sees that all rows are equally wide and that there are headers.
func (c *checker) checkTable(n *Node) {
	wide := 0
	for i, row := range n.Find("TR") {
		cells := 0
		for _, k := range row.Kids {
			cells += k.span
		}
		if i == 0 {
			wide = cells
		}
		c.must(cells == wide, "a row of %d cells in a table of %d columns: %q", cells, wide, row.All())
	}
	c.must(len(n.Find("TH")) > 0, "a table without header cells")
}

func (c *checker) checkHeadings(root *Node) {
	level := 0
	var walk func(*Node)
	walk = func(n *Node) {
		if len(n.Kind) == 2 && n.Kind[0] == 'H' && n.Kind[1] >= '1' && n.Kind[1] <= '6' {
			next := int(n.Kind[1] - '0')
			c.must(next <= level+1, "heading %q jumps from level %d to %d", n.All(), level, next)
			level = next
		}
		for _, k := range n.Kids {
			walk(k)
		}
	}
	walk(root)
	c.must(level > 0, "no heading")
	c.must(len(root.Find("H1")) <= 1, "more than one title")
}

func (c *checker) checkAnnotations(w *walker, prefixes []string) {
	_, pages := c.pages()
	for i, p := range pages {
		for _, o := range c.list(p["Annots"]) {
			r, _ := o.(Ref)
			a := c.dict(r)
			_, known := w.objects[r]
			c.must(known, "page %d: an annotation outside of the structure", i+1)
			c.must(c.text(a["Contents"]) != "", "page %d: an annotation without words", i+1)
			uri := c.text(c.dict(a["A"])["URI"])
			c.must(slices.ContainsFunc(prefixes, func(s string) bool { return strings.HasPrefix(uri, s) }), "page %d: a link to %q", i+1, uri)
		}
	}
}

// checkHarmless looks for everything that runs, opens or carries something.
func (c *checker) checkHarmless() {
	var look func(any)
	look = func(o any) {
		switch o := o.(type) {
		case Dict:
			for key, value := range o {
				switch key {
				case "JS", "JavaScript", "AA", "OpenAction", "Launch", "EF", "AcroForm", "RichMedia", "XFA", "Encrypt", "F":
					_, flags := value.(float64) // of an annotation
					c.must(key == "F" && flags, "the key %s", key)
				case "S":
					c.must(o["Type"] == Name("StructElem") || value == Name("URI") || value == Name("GTS_PDFA1"), "an action %v", value)
				}
				look(value)
			}
		case Stream:
			look(o.Dict)
		case []any:
			for _, x := range o {
				look(x)
			}
		}
	}
	for _, o := range c.objects {
		look(o)
	}
	look(c.Trailer)
}
