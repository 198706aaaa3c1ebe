package pdf

import (
	"crypto/sha256"
	"fmt"
	"unicode/utf16"
)

// embedded is a font in a document: the glyphs that the document uses, numbered in the order of their first use. The
// same glyph has one number for each text that it stands for, so that every number reads back as one text.
type embedded struct {
	font    *Font
	name    string // in the content of pages
	numbers map[usage]uint16
	used    []usage // number n stands at n-1
}

type usage struct {
	id   uint16
	text string
}

func (d *Document) embed(f *Font) *embedded {
	for _, e := range d.fonts {
		if e.font == f {
			return e
		}
	}
	e := &embedded{font: f, name: fmt.Sprintf("F%d", len(d.fonts)+1), numbers: map[usage]uint16{}}
	d.fonts = append(d.fonts, e)
	return e
}

func (e *embedded) number(g glyph) uint16 {
	u := usage{g.id, g.text}
	if u.text == "" {
		u.text = joinedWithin
	}
	n, ok := e.numbers[u]
	if !ok {
		e.used = append(e.used, u)
		n = uint16(len(e.used))
		e.numbers[u] = n
	}
	return n
}

// writeFonts returns the resources that name the fonts.
func (d *Document) writeFonts(f *file) (resources string, err error) {
	resources = "/Font<<"
	for _, e := range d.fonts {
		r, err := e.write(f)
		if err != nil {
			return "", fmt.Errorf("%s: %w", e.font.name, err)
		}
		resources += fmt.Sprintf("/%s %v", e.name, r)
	}
	return resources + ">>", nil
}

// The flags of a font descriptor.
const (
	flagSerif    = 2
	flagSymbolic = 4 // has an encoding of its own
)

func (e *embedded) write(f *file) (ref, error) {
	data, err := e.subset()
	if err != nil {
		return 0, err
	}
	t, name := e.font, subsetTag(data)+"+"+e.font.name
	thousandth := func(em float64) int { return int(1000 * em) }
	flags := flagSymbolic
	if t.serif {
		flags |= flagSerif
	}
	program := f.stream(fmt.Sprintf("/Length1 %d", len(data)), data)
	descriptor := f.add("<</Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%s]/ItalicAngle 0/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %v>>",
		name, flags, t.bounds(), thousandth(t.ascent), thousandth(t.descent), thousandth(t.capHeight), t.stem(), program)
	descendant := f.add("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %v/CIDToGIDMap/Identity/DW %d/W[1[%s]]>>",
		name, descriptor, t.thousandths(0), e.widths())
	unicode := f.stream("", e.toUnicode())
	return f.add("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%v]/ToUnicode %v>>",
		name, descendant, unicode), nil
}

// subsetTag is what the name of a font begins with when only some of its glyphs are embedded.
func subsetTag(data []byte) string {
	sum := sha256.Sum256(data)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// stem guesses the thickness of stems from the weight, which is all that readers need it for.
func (f *Font) stem() int { return 50 + f.weight*f.weight/(65*65) }

func (f *Font) bounds() string {
	head, s := f.tables["head"], ""
	for at := 36; at < 44; at += 2 {
		s += fmt.Sprintf("%d ", int(float64(int16(uint16(head[at])<<8|uint16(head[at+1])))*1000/f.upem))
	}
	return s
}

func (f *Font) thousandths(id uint16) int { return int(float64(f.advances[id])*1000/f.upem + 0.5) }

func (e *embedded) widths() []byte {
	var b []byte
	for _, u := range e.used {
		b = fmt.Appendf(b, "%d ", e.font.thousandths(u.id))
	}
	return b
}

// perBlock is the most entries that a block of a character map may have.
const perBlock = 100

func (e *embedded) toUnicode() []byte {
	b := []byte("/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n" +
		"1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	for from := 0; from < len(e.used); from += perBlock {
		block := e.used[from:min(from+perBlock, len(e.used))]
		b = fmt.Appendf(b, "%d beginbfchar\n", len(block))
		for i, u := range block {
			b = fmt.Appendf(b, "<%04X><", from+i+1)
			for _, unit := range utf16.Encode([]rune(u.text)) {
				b = fmt.Appendf(b, "%04X", unit)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap CMapName currentdict/CMap defineresource pop end end"...)
}
