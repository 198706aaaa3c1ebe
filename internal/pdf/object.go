package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"fmt"
	"io"
	"strconv"
	"sync"
	"unicode/utf16"
)

// ref is the number of an object.
type ref int

func (r ref) String() string { return string(r.append(nil)) }

func (r ref) append(b []byte) []byte { return append(strconv.AppendInt(b, int64(r), 10), " 0 R"...) }

// file collects the objects of a document and writes them in the order of their numbers, so that equal documents are
// equal bytes.
type file struct {
	objects []object // object n stands at n-1
	plain   bool     // no compression, for tests that look into the file
}

type object struct {
	dict   []byte // the object itself, or the dictionary of a stream
	data   []byte // content of a stream; nil for other objects
	stream bool
}

// reserve gives out a number whose object follows with set.
func (f *file) reserve() ref {
	f.objects = append(f.objects, object{})
	return ref(len(f.objects))
}

func (f *file) set(r ref, body []byte) { f.objects[r-1] = object{dict: body} }

func (f *file) add(format string, args ...any) ref {
	r := f.reserve()
	f.set(r, fmt.Appendf(nil, format, args...))
	return r
}

// stream adds a compressed stream. The dictionary entries are those besides length and filter.
func (f *file) stream(entries string, data []byte) ref {
	if f.plain {
		return f.rawStream(entries, data)
	}
	return f.rawStream(entries+"/Filter/FlateDecode", deflate(data))
}

// rawStream adds a stream as it is. Metadata must be readable by programs that know nothing of PDF.
func (f *file) rawStream(entries string, data []byte) ref {
	r := f.reserve()
	f.objects[r-1] = object{
		dict:   fmt.Appendf(nil, "<<%s/Length %d>>", entries, len(data)),
		data:   data,
		stream: true,
	}
	return r
}

// perObjectStream is how many objects are packed together.
const perObjectStream = 200

// write writes the file: streams, then everything else packed into object streams, then the table of where to find
// what.
func (f *file) write(w io.Writer, catalog, info ref) error {
	f.pack()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	places := make([]place, len(f.objects))
	for i, o := range f.objects {
		if !o.stream {
			continue
		}
		places[i] = place{kind: 1, at: b.Len()}
		fmt.Fprintf(&b, "%d 0 obj\n%s\nstream\n", i+1, o.dict)
		b.Write(o.data)
		b.WriteString("\nendstream\nendobj\n")
	}
	f.placePacked(places)
	f.writeTable(&b, places, catalog, info)
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	return nil
}

// place is an entry of the cross-reference stream.
type place struct {
	kind  int // 1: in the file, 2: in an object stream
	at    int // offset in the file, or number of the object stream
	index int // in the object stream
}

// packed lists the objects that go into object streams.
func (f *file) packed() []ref {
	var all []ref
	for i, o := range f.objects {
		if !o.stream && o.dict != nil {
			all = append(all, ref(i+1))
		}
	}
	return all
}

func (f *file) pack() {
	all := f.packed()
	for len(all) > 0 {
		n := min(perObjectStream, len(all))
		var index, bodies []byte
		for _, r := range all[:n] {
			index = fmt.Appendf(index, "%d %d ", r, len(bodies))
			bodies = append(bodies, f.objects[r-1].dict...)
			bodies = append(bodies, '\n')
		}
		f.stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d", n, len(index)), append(index, bodies...))
		all = all[n:]
	}
}

// placePacked fills in where the packed objects are. The object streams are the last objects.
func (f *file) placePacked(places []place) {
	all := f.packed()
	streams := (len(all) + perObjectStream - 1) / perObjectStream
	first := len(f.objects) - streams + 1
	for i, r := range all {
		places[r-1] = place{kind: 2, at: first + i/perObjectStream, index: i % perObjectStream}
	}
}

func (f *file) writeTable(b *bytes.Buffer, places []place, catalog, info ref) {
	start := b.Len()
	places = append(places, place{kind: 1, at: start})
	rows := []byte{0, 0, 0, 0, 0, 0xff, 0xff}
	for _, p := range places {
		rows = append(rows, byte(p.kind), byte(p.at>>24), byte(p.at>>16), byte(p.at>>8), byte(p.at), byte(p.index>>8), byte(p.index))
	}
	sum := sha256.Sum256(b.Bytes())
	entries := fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root %v/Info %v/ID[<%x><%x>]", len(places)+1, catalog, info, sum[:16], sum[:16])
	if !f.plain {
		entries, rows = entries+"/Filter/FlateDecode", deflate(rows)
	}
	fmt.Fprintf(b, "%d 0 obj\n<<%s/Length %d>>\nstream\n", len(places), entries, len(rows))
	b.Write(rows)
	fmt.Fprintf(b, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}

// compressors are kept because each holds more than a megabyte of tables.
var compressors = sync.Pool{New: func() any { return zlib.NewWriter(io.Discard) }}

func deflate(data []byte) []byte {
	z := compressors.Get().(*zlib.Writer)
	defer compressors.Put(z)
	var b bytes.Buffer
	z.Reset(&b)
	z.Write(data) // to memory: cannot fail
	z.Close()
	return b.Bytes()
}

// text writes a text string: plain where it is ASCII, else as UTF-16.
func text(s string) string {
	b := []byte{'('}
	for i := range len(s) {
		switch c := s[i]; {
		case c < 0x20 || c > 0x7e:
			return utf16Text(s)
		case c == '(' || c == ')' || c == '\\':
			b = append(b, '\\', c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, ')'))
}

func utf16Text(s string) string {
	b := []byte("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		b = fmt.Appendf(b, "%04X", u)
	}
	return string(append(b, '>'))
}

// appendNumber writes at most two decimal places, which is finer than any printer. Fixed places keep equal documents
// equal.
func appendNumber(b []byte, x float64) []byte { return appendDecimal(b, x, 2) }

func appendDecimal(b []byte, x float64, places int) []byte {
	start := len(b)
	b = strconv.AppendFloat(b, x, 'f', places, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	if string(b[start:]) == "-0" {
		b = append(b[:start], '0')
	}
	return b
}

func number(x float64) string { return string(appendNumber(nil, x)) }
