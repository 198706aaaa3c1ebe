package pdf

import (
	"encoding/binary"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"lauter/internal/pdf/pdftest"
)

// A character that no font has is drawn as a mark and still reads as what it is.
func TestMissingGlyphsReadAsTyped(t *testing.T) {
	d := New(Info{Title: "t", Lang: "de"})
	p := d.AddPage(A4)
	const name = "漢字 GmbH 😀 שלום"
	p.Tag(d.Root().Add(H1), func() { p.Text(Line(name, style(10)), 50, 50) })
	b := encode(t, d)
	for _, fault := range pdftest.Check(b) {
		t.Error(fault)
	}
	root, err := pdftest.Tree(b)
	if err != nil {
		t.Fatal(err)
	}
	if got := root.All(); got != name {
		t.Errorf("reads %q, want %q", got, name)
	}
}

// Letters with accents are composed of parts; ligatures and marks stand for several characters.
func TestComposedGlyphsReadAsTyped(t *testing.T) {
	d := New(Info{Title: "t", Lang: "de"})
	p := d.AddPage(A4)
	const text = "Größe façade Łódź ﬁ ffi x̂ „so“ … ÄÖÜ ằ"
	sect := d.Root().Add(Sect)
	p.Tag(sect.Add(H1), func() { p.Text(Line(text, style(10)), 50, 50) })
	p.Tag(sect.Add(P), func() { p.Text(Line(text, Style{Font: fonts().serif, Size: 12, Color: ink}), 50, 80) })
	b := encode(t, d)
	for _, fault := range pdftest.Check(b) {
		t.Error(fault)
	}
	root, err := pdftest.Tree(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"H1", "P"} {
		if got := strings.ReplaceAll(root.Find(kind)[0].Text, joinedWithin, ""); got != text {
			t.Errorf("%s reads %q, want %q", kind, got, text)
		}
	}
}

func TestSubsetIsSmallAndComplete(t *testing.T) {
	d := New(Info{})
	e := d.embed(fonts().text)
	for _, g := range fonts().text.shape("Ärger", false) {
		e.number(g)
	}
	data, err := e.subset()
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 6000 {
		t.Errorf("five letters take %d bytes", len(data))
	}
	f := subsetTables(t, data)
	glyphs := int(binary.BigEndian.Uint16(f["maxp"][4:]))
	if glyphs < 6 || len(f["hmtx"]) != 4*glyphs || len(f["loca"]) != 4*(glyphs+1) {
		t.Errorf("%d glyphs, %d bytes of widths, %d of places", glyphs, len(f["hmtx"]), len(f["loca"]))
	}
	// The parts of a composed glyph must be in the subset, too.
	composed := false
	for i := range glyphs {
		from, to := binary.BigEndian.Uint32(f["loca"][4*i:]), binary.BigEndian.Uint32(f["loca"][4*i+4:])
		outline := f["glyf"][from:to]
		if len(outline) > 0 && int16(binary.BigEndian.Uint16(outline)) < 0 {
			composed = true
			if part := int(binary.BigEndian.Uint16(outline[12:])); part >= glyphs {
				t.Errorf("glyph %d has the part %d of %d", i, part, glyphs)
			}
		}
	}
	if !composed {
		t.Error("no composed glyph was tested")
	}
}

func subsetTables(t *testing.T, data []byte) map[string][]byte {
	t.Helper()
	tables := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(data[4:])) {
		entry := data[12+16*i:]
		at, length := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		tables[string(entry[:4])] = data[at : at+length]
	}
	return tables
}

// The shared tables of a font must not change while documents are written from them.
func TestSubsettingLeavesTheFontAlone(t *testing.T) {
	f := fonts().text
	before := slices.Clone(f.tables["head"])
	encode(t, sample(false))
	if !slices.Equal(before, f.tables["head"]) {
		t.Error("the font was changed")
	}
}

func TestCacheIsBounded(t *testing.T) {
	data, err := os.ReadFile("../report/fonts/SourceSans3-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f, err := ParseFont(data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3*cachedWords + 5 {
		f.shape(fmt.Sprint("wort", i), false)
	}
	if n := f.cached(); n > 2*cachedWords || n < cachedWords {
		t.Errorf("%d words are kept, want at most %d", n, 2*cachedWords)
	}
	f.shape(strings.Repeat("x", longestWord+1), false)
	if _, kept := f.words[word{strings.Repeat("x", longestWord+1), false}]; kept {
		t.Error("a long word is kept")
	}
}

func TestParseFontRefuses(t *testing.T) {
	sound, err := os.ReadFile("../report/fonts/SourceSerif4-SemiBold.ttf")
	if err != nil {
		t.Fatal(err)
	}
	without := func(tag string) []byte {
		return []byte(strings.Replace(string(sound), tag, "xxxx", 1))
	}
	for name, data := range map[string][]byte{
		"nothing": nil, "words": []byte("this is no font at all"), "cut": sound[:1000],
		"no outlines": without("glyf"), "no names": without("name"), "no widths": without("hmtx"),
	} {
		if _, err := ParseFont(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestNumbers(t *testing.T) {
	for x, want := range map[float64]string{0: "0", -0.004: "0", 1: "1", 595.28: "595.28", 1.005: "1", -2.5: "-2.5", 100: "100"} {
		if got := number(x); got != want {
			t.Errorf("number(%v) = %s, want %s", x, got, want)
		}
	}
	for s, want := range map[string]string{"a (b) \\": `(a \(b\) \\)`, "ä": "<FEFF00E4>", "": "()"} {
		if got := text(s); got != want {
			t.Errorf("text(%q) = %s, want %s", s, got, want)
		}
	}
}

func TestColors(t *testing.T) {
	if got, want := Hex(0x000000).On(Hex(0xffffff), 0.5), Hex(0x808080); got != want {
		t.Errorf("half of black on white is %x, want %x", got, want)
	}
	if got, want := Hex(0x123456).On(Hex(0xffffff), 1), Hex(0x123456); got != want {
		t.Errorf("all of a colour is %x, want %x", got, want)
	}
	if got := string(Hex(0xff8000).append(nil)); got != "1 0.502 0 " {
		t.Errorf("a colour is written as %q", got)
	}
}
