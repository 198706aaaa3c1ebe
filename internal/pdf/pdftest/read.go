// Package pdftest reads PDF documents for tests and judges their structure: what a screen reader would hear, and whether
// the rules of PDF/UA and PDF/A hold that a program can check. It shares no code with the writer, and it is strict: what
// a lenient reader would repair is an error here. It reads files with cross-reference streams only.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
)

// The kinds of objects, besides float64, bool, nil and []any.
type (
	Name   string
	String string // bytes as they stand
	Ref    int
	Dict   map[Name]any
	Stream struct {
		Dict
		Data []byte // decoded
	}
	operator string // in the content of a page
)

// File is a document taken apart.
type File struct {
	Trailer Dict
	objects map[Ref]any
}

// Read takes a document apart.
func Read(data []byte) (*File, error) {
	if !bytes.HasPrefix(data, []byte("%PDF-1.7\n%")) {
		return nil, errors.New("not a PDF of version 1.7 with binary content")
	}
	at := bytes.LastIndex(data, []byte("startxref\n"))
	if at < 0 || !bytes.HasSuffix(data, []byte("%%EOF\n")) {
		return nil, errors.New("no end")
	}
	start, err := strconv.Atoi(strings.TrimSuffix(string(data[at+len("startxref\n"):len(data)-len("%%EOF\n")]), "\n"))
	if err != nil || start <= 0 || start >= len(data) {
		return nil, errors.New("no table of objects")
	}
	f := &File{objects: map[Ref]any{}}
	table, err := readObject(data, start, -1)
	if err != nil {
		return nil, fmt.Errorf("table of objects: %w", err)
	}
	stream, ok := table.(Stream)
	if !ok || stream.Dict["Type"] != Name("XRef") {
		return nil, errors.New("the table of objects is no cross-reference stream")
	}
	f.Trailer = stream.Dict
	return f, f.load(data, stream)
}

// load reads every object that the table names, those of the file first.
func (f *File) load(data []byte, table Stream) error {
	size, _ := table.Dict["Size"].(float64)
	rows := table.Data
	if len(rows) != 7*int(size) {
		return fmt.Errorf("the table has %d bytes for %v objects", len(rows), size)
	}
	number := func(b []byte) (n int) {
		for _, c := range b {
			n = n<<8 | int(c)
		}
		return n
	}
	for n := 1; n < int(size); n++ {
		row := rows[7*n : 7*n+7]
		if row[0] != 1 {
			continue
		}
		o, err := readObject(data, number(row[1:5]), n)
		if err != nil {
			return fmt.Errorf("object %d: %w", n, err)
		}
		f.objects[Ref(n)] = o
	}
	for n := 1; n < int(size); n++ {
		row := rows[7*n : 7*n+7]
		if row[0] != 2 {
			continue
		}
		o, err := f.packed(Ref(number(row[1:5])), number(row[5:7]), n)
		if err != nil {
			return fmt.Errorf("object %d: %w", n, err)
		}
		f.objects[Ref(n)] = o
	}
	return nil
}

// packed reads an object out of an object stream.
func (f *File) packed(in Ref, index, n int) (any, error) {
	stream, ok := f.objects[in].(Stream)
	if !ok || stream.Dict["Type"] != Name("ObjStm") {
		return nil, fmt.Errorf("%d is no object stream", in)
	}
	first, _ := stream.Dict["First"].(float64)
	heads := parser{data: stream.Data[:int(first)]}
	for i := 0; ; i++ {
		id, err := heads.object()
		if err != nil {
			return nil, fmt.Errorf("not in its object stream: %w", err)
		}
		offset, err := heads.object()
		if err != nil {
			return nil, err
		}
		if i < index {
			continue
		}
		if id != float64(n) {
			return nil, fmt.Errorf("its object stream has %v there", id)
		}
		body := parser{data: stream.Data, at: int(first) + int(offset.(float64))}
		return body.object()
	}
}

// readObject reads "n 0 obj … endobj" at an offset; n below 0 is any.
func readObject(data []byte, at, n int) (any, error) {
	p := parser{data: data, at: at}
	id, err := p.object()
	if err != nil || n >= 0 && id != float64(n) {
		return nil, fmt.Errorf("the table points to something else: %v, %v", id, err)
	}
	if generation, _ := p.object(); generation != 0.0 {
		return nil, errors.New("a generation other than 0")
	}
	if word, _ := p.object(); word != operator("obj") {
		return nil, errors.New("no obj")
	}
	o, err := p.object()
	if err != nil {
		return nil, err
	}
	word, err := p.object()
	if err != nil || word == operator("endobj") {
		return o, err
	}
	dict, ok := o.(Dict)
	if !ok || word != operator("stream") {
		return nil, fmt.Errorf("neither endobj nor stream but %v", word)
	}
	return p.stream(dict)
}

func (p *parser) stream(dict Dict) (any, error) {
	length, ok := dict["Length"].(float64)
	from := p.at + 1
	to := from + int(length)
	if !ok || p.data[p.at] != '\n' || to > len(p.data) || !bytes.HasPrefix(p.data[to:], []byte("\nendstream\nendobj\n")) {
		return nil, errors.New("a stream of another length than it says")
	}
	content := p.data[from:to]
	switch dict["Filter"] {
	case nil:
		return Stream{dict, content}, nil
	case Name("FlateDecode"):
		z, err := zlib.NewReader(bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		decoded, err := io.ReadAll(z)
		return Stream{dict, decoded}, err
	}
	return nil, fmt.Errorf("unknown filter %v", dict["Filter"])
}

// parser reads objects one after the other.
type parser struct {
	data []byte
	at   int
}

func (p *parser) skip() {
	for p.at < len(p.data) && strings.IndexByte(" \n\r\t\x00\f", p.data[p.at]) >= 0 {
		p.at++
	}
}

func (p *parser) has(s string) bool {
	if bytes.HasPrefix(p.data[p.at:], []byte(s)) {
		p.at += len(s)
		return true
	}
	return false
}

// object reads the next object, io.EOF at the end.
func (p *parser) object() (any, error) {
	p.skip()
	switch {
	case p.at >= len(p.data):
		return nil, io.EOF
	case p.has("<<"):
		return p.dict()
	case p.has("<"):
		return p.hex()
	case p.has("("):
		return p.literal()
	case p.has("["):
		return p.array()
	case p.has("/"):
		return Name(p.word()), nil
	}
	word := p.word()
	if word == "" {
		return nil, fmt.Errorf("a stray %q", p.data[p.at])
	}
	if x, err := strconv.ParseFloat(word, 64); err == nil {
		return p.reference(x), nil
	}
	switch word {
	case "true", "false":
		return word == "true", nil
	case "null":
		return nil, nil
	}
	return operator(word), nil
}

func (p *parser) word() string {
	from := p.at
	for p.at < len(p.data) && strings.IndexByte(" \n\r\t\x00\f()<>[]{}/%", p.data[p.at]) < 0 {
		p.at++
	}
	return string(p.data[from:p.at])
}

// reference sees whether a number begins "n 0 R".
func (p *parser) reference(x float64) any {
	rest := p.data[p.at:]
	if bytes.HasPrefix(rest, []byte(" 0 R")) && (len(rest) == 4 || strings.IndexByte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", rest[4]) < 0) {
		p.at += 4
		return Ref(x)
	}
	return x
}

func (p *parser) array() (any, error) {
	all := []any{}
	for {
		p.skip()
		if p.has("]") {
			return all, nil
		}
		o, err := p.object()
		if err != nil {
			return nil, fmt.Errorf("in an array: %w", err)
		}
		all = append(all, o)
	}
}

func (p *parser) dict() (any, error) {
	d := Dict{}
	for {
		p.skip()
		if p.has(">>") {
			return d, nil
		}
		key, err := p.object()
		name, ok := key.(Name)
		if err != nil || !ok {
			return nil, fmt.Errorf("%v is no key: %w", key, err)
		}
		if _, twice := d[name]; twice {
			return nil, fmt.Errorf("the key %s stands twice", name)
		}
		if d[name], err = p.object(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
}

func (p *parser) hex() (any, error) {
	end := bytes.IndexByte(p.data[p.at:], '>')
	if end < 0 || end%2 != 0 {
		return nil, errors.New("a string without end or with half a byte")
	}
	s := make([]byte, end/2)
	if _, err := fmt.Sscanf(string(p.data[p.at:p.at+end]), "%x", &s); err != nil && end > 0 {
		return nil, err
	}
	p.at += end + 1
	return String(s), nil
}

func (p *parser) literal() (any, error) {
	var s []byte
	for depth := 0; p.at < len(p.data); p.at++ {
		switch c := p.data[p.at]; {
		case c == '\\':
			p.at++
		case c == '(':
			depth++
		case c == ')' && depth == 0:
			p.at++
			return String(s), nil
		case c == ')':
			depth--
		}
		if p.at < len(p.data) {
			s = append(s, p.data[p.at])
		}
	}
	return nil, errors.New("a string without end")
}

// get follows references.
func (f *File) get(o any) any {
	if r, ok := o.(Ref); ok {
		return f.objects[r]
	}
	return o
}

func (f *File) dict(o any) Dict {
	switch d := f.get(o).(type) {
	case Dict:
		return d
	case Stream:
		return d.Dict
	}
	return nil
}

func (f *File) list(o any) []any { l, _ := f.get(o).([]any); return l }

func (f *File) stream(o any) []byte { s, _ := f.get(o).(Stream); return s.Data }

func (f *File) catalog() Dict { return f.dict(f.Trailer["Root"]) }

// text reads a text string.
func (f *File) text(o any) string {
	s, _ := f.get(o).(String)
	if !strings.HasPrefix(string(s), "\xfe\xff") {
		return string(s)
	}
	return wide(string(s[2:]))
}

func wide(s string) string {
	var units []uint16
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}

// pages are the pages in order, with the references that others have to them.
func (f *File) pages() (refs []Ref, pages []Dict) {
	for _, kid := range f.list(f.dict(f.catalog()["Pages"])["Kids"]) {
		if r, ok := kid.(Ref); ok {
			refs, pages = append(refs, r), append(pages, f.dict(r))
		}
	}
	return refs, pages
}

// Pages is how many pages there are.
func (f *File) Pages() int { _, pages := f.pages(); return len(pages) }
