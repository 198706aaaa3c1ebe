package pdftest

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// content is what a page draws, by the number of the piece.
type content struct {
	pieces    map[int]string // text, by MCID
	artifacts string         // text that means nothing
	lines     []Line
	faults    []string
}

// Line is a line of text where it stands: X and Y of its baseline count from the top left of the page.
type Line struct {
	Page        int // from 1
	X, Y, Width float64
	Size        float64
	Text        string
}

// painting are the operators that leave a trace on the page.
var painting = map[operator]bool{
	"f": true, "F": true, "f*": true, "S": true, "s": true, "B": true, "B*": true, "b": true, "b*": true, "sh": true,
	"Do": true, "BI": true, "EI": true, "Tj": true, "TJ": true, "'": true, `"`: true,
}

// reader goes through the content of a page.
type reader struct {
	content
	fonts map[Name]*fontReader
	font  *fontReader
	file  *File
	named Dict // pictures by name
	kind  any  // of the piece that is open
	depth int  // of marked content
	text  bool
	piece int // MCID; below 0: an artifact
	size  float64
	space float64 // between letters
	line  Line
}

func (c *content) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// readContent reads a page.
func (f *File) readContent(page Dict) content {
	r := &reader{content: content{pieces: map[int]string{}}, fonts: map[Name]*fontReader{}}
	r.file, r.named = f, f.dict(f.dict(page["Resources"])["XObject"])
	for name, font := range f.dict(f.dict(page["Resources"])["Font"]) {
		r.fonts[name] = f.readFont(font)
	}
	p := parser{data: f.stream(page["Contents"])}
	var operands []any
	for {
		o, err := p.object()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.fault("content that cannot be read: %v", err)
			break
		}
		if op, ok := o.(operator); ok {
			r.operate(op, operands)
			operands = nil
			continue
		}
		operands = append(operands, o)
	}
	if r.depth != 0 {
		r.fault("a piece that is never closed")
	}
	for _, font := range r.fonts {
		r.faults = append(r.faults, font.faults...)
	}
	return r.content
}

func (r *reader) operate(op operator, operands []any) {
	if painting[op] && r.depth == 0 {
		r.fault("%s outside of a marked piece", op)
	}
	switch op {
	case "BMC", "BDC":
		r.begin(operands)
	case "EMC":
		if r.depth--; r.depth < 0 {
			r.fault("EMC without BDC")
		}
	case "BT", "ET":
		if r.text == (op == "BT") {
			r.fault("%s where it does not belong", op)
		}
		r.text = op == "BT"
		if op == "ET" && r.line.Text != "" {
			r.lines = append(r.lines, r.line)
		}
		r.line = Line{}
	case "Td":
		r.line.X, r.line.Y = operands[0].(float64), operands[1].(float64)
	case "Tc":
		r.space = operands[0].(float64)
	case "Tf":
		if r.font = r.fonts[operands[0].(Name)]; r.font == nil {
			r.fault("font %v is not among the resources", operands[0])
		}
		r.size = operands[1].(float64)
	case "TJ":
		for _, o := range operands[0].([]any) {
			switch o := o.(type) {
			case String:
				r.show(string(o))
			case float64:
				r.line.Width -= o / 1000 * r.size
			}
		}
	case "Do":
		r.picture(operands[0])
	case "Tj", "'", `"`, "BI", "sh", "gs":
		r.fault("the operator %s is not understood here", op)
	}
}

func (r *reader) begin(operands []any) {
	if r.depth++; r.depth > 1 {
		r.fault("a marked piece inside another")
	}
	r.piece, r.kind = -1, operands[0]
	if operands[0] == Name("Artifact") {
		return
	}
	properties, _ := operands[len(operands)-1].(Dict)
	n, ok := properties["MCID"].(float64)
	if !ok {
		r.fault("a piece %v that is neither numbered nor an artifact", operands[0])
		return
	}
	r.piece = int(n)
	if _, twice := r.pieces[r.piece]; twice {
		r.fault("piece %d twice", r.piece)
	}
	r.pieces[r.piece] = ""
}

func (r *reader) show(codes string) {
	if r.font == nil || !r.text {
		r.fault("text without a font or outside of BT and ET")
		return
	}
	text := r.font.read(codes)
	if r.piece >= 0 {
		r.pieces[r.piece] += text
	} else {
		r.artifacts += text
	}
	r.line.Text += text
	r.line.Size = max(r.line.Size, r.size)
	for i := 0; i+1 < len(codes); i += 2 {
		r.line.Width += r.font.widths[int(codes[i])<<8|int(codes[i+1])]/1000*r.size + r.space
	}
}

// fontReader reads text in one font and notices what is missing for that.
type fontReader struct {
	name    string
	unicode map[int]string
	widths  map[int]float64
	glyphs  []float64 // widths by the embedded program, in thousandths
	faults  []string
}

func (f *File) readFont(o any) *fontReader {
	font := f.dict(o)
	base, _ := font["BaseFont"].(Name)
	r := &fontReader{name: string(base), unicode: map[int]string{}, widths: map[int]float64{}}
	r.readUnicode(f.stream(font["ToUnicode"]))
	if len(r.unicode) == 0 {
		r.faults = append(r.faults, "font "+r.name+" has no way back to text")
	}
	var descendant Dict
	if kids := f.list(font["DescendantFonts"]); len(kids) == 1 {
		descendant = f.dict(kids[0])
	}
	program := f.stream(f.dict(descendant["FontDescriptor"])["FontFile2"])
	if len(program) == 0 {
		r.faults = append(r.faults, "font "+r.name+" is not embedded")
	}
	if len(base) < 8 || base[6] != '+' {
		r.faults = append(r.faults, "font "+r.name+" is not named as a part of a font")
	}
	if w := f.list(descendant["W"]); len(w) == 2 {
		for i, width := range f.list(w[1]) {
			r.widths[int(w[0].(float64))+i] = width.(float64)
		}
	}
	if err := r.readProgram(program); err != nil {
		r.faults = append(r.faults, fmt.Sprintf("font %s: %v", r.name, err))
	}
	return r
}

func (r *fontReader) readUnicode(cmap []byte) {
	p := parser{data: cmap}
	var strings []string
	for {
		o, err := p.object()
		if err != nil {
			return
		}
		switch o := o.(type) {
		case String:
			strings = append(strings, string(o))
		case operator:
			if o == "endbfchar" {
				for i := 0; i+1 < len(strings); i += 2 {
					r.unicode[int(strings[i][0])<<8|int(strings[i][1])] = wide(strings[i+1])
				}
			}
			strings = nil
		}
	}
}

// readProgram reads the widths and checks the sums of the embedded font file.
func (r *fontReader) readProgram(b []byte) error {
	if len(b) < 12 {
		return errors.New("no font file")
	}
	u16 := func(b []byte) int { return int(b[0])<<8 | int(b[1]) }
	u32 := func(b []byte) uint32 { return uint32(u16(b))<<16 | uint32(u16(b[2:])) }
	tables := map[string][]byte{}
	for i := range u16(b[4:]) {
		entry := b[12+16*i:]
		at, length := int(u32(entry[8:])), int(u32(entry[12:]))
		if at%4 != 0 || at+length > len(b) {
			return fmt.Errorf("table %s lies outside", entry[:4])
		}
		table := append([]byte(nil), b[at:at+length]...)
		tables[string(entry[:4])] = table
		if string(entry[:4]) == "head" {
			table = append([]byte(nil), table...)
			copy(table[8:12], "\x00\x00\x00\x00")
		}
		if sum(table) != u32(entry[4:]) {
			return fmt.Errorf("table %s has the wrong sum", entry[:4])
		}
	}
	for _, tag := range []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"} {
		if tables[tag] == nil {
			return fmt.Errorf("table %s is missing", tag)
		}
	}
	if sum(b) != 0xb1b0afba {
		return errors.New("the file has the wrong sum")
	}
	upem := float64(u16(tables["head"][18:]))
	for i := range u16(tables["maxp"][4:]) {
		r.glyphs = append(r.glyphs, float64(u16(tables["hmtx"][4*i:]))*1000/upem)
	}
	return nil
}

func sum(b []byte) (s uint32) {
	for i, c := range b {
		s += uint32(c) << (24 - 8*(i%4))
	}
	return s
}

// read turns codes into text.
func (r *fontReader) read(codes string) string {
	var b strings.Builder
	for i := 0; i+1 < len(codes); i += 2 {
		code := int(codes[i])<<8 | int(codes[i+1])
		text, ok := r.unicode[code]
		switch width, wide := r.widths[code]; {
		case code == 0:
			r.faults = append(r.faults, "font "+r.name+": a missing glyph is drawn")
		case !ok || text == "" || strings.ContainsAny(text, "\x00\ufeff\ufffe"):
			r.faults = append(r.faults, fmt.Sprintf("font %s: code %d reads as nothing", r.name, code))
		case !wide || code >= len(r.glyphs) || width-r.glyphs[code] > 1 || r.glyphs[code]-width > 1:
			r.faults = append(r.faults, fmt.Sprintf("font %s: code %d has another width than its glyph", r.name, code))
		}
		b.WriteString(text)
	}
	return b.String()
}
