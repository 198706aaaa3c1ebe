package pdf

import (
	"encoding/binary"
	"errors"
	"maps"
	"slices"
)

// subset writes a font file with the glyphs that are used, under their numbers, and the parts that they are composed
// of behind them. Glyph 0 is the font's mark for a missing character; it is never drawn.
func (e *embedded) subset() ([]byte, error) {
	ids := []uint16{0}
	for _, u := range e.used {
		ids = append(ids, u.id)
	}
	s := subsetter{font: e.font, ids: ids, numbers: map[uint16]uint16{}}
	for n, id := range ids {
		if _, ok := s.numbers[id]; !ok {
			s.numbers[id] = uint16(n)
		}
	}
	if err := s.outlines(); err != nil {
		return nil, err
	}
	return s.write(), nil
}

type subsetter struct {
	font    *Font
	ids     []uint16 // glyphs of the font, in the order of their new numbers
	numbers map[uint16]uint16
	glyf    []byte
	loca    []byte
}

// outlines copies the outlines. The list of glyphs grows while it runs, by the parts of composed ones.
func (s *subsetter) outlines() error {
	for n := 0; n < len(s.ids); n++ {
		s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
		start := len(s.glyf)
		s.glyf = append(s.glyf, s.font.outline(s.ids[n])...)
		if err := s.renumberParts(s.glyf[start:]); err != nil {
			return err
		}
		for len(s.glyf)%4 != 0 {
			s.glyf = append(s.glyf, 0)
		}
	}
	s.loca = binary.BigEndian.AppendUint32(s.loca, uint32(len(s.glyf)))
	if len(s.ids) > 0xffff {
		return errors.New("more glyphs than a font can have")
	}
	return nil
}

// The flags of a part of a composed glyph.
const (
	wordArguments = 0x01
	oneScale      = 0x08
	moreParts     = 0x20
	twoScales     = 0x40
	matrix        = 0x80
)

var errCutGlyph = errors.New("a composed glyph is cut off")

// renumberParts gives the parts of a composed glyph their new numbers, in place.
func (s *subsetter) renumberParts(outline []byte) error {
	if len(outline) == 0 {
		return nil
	}
	if len(outline) < 10 {
		return errCutGlyph
	}
	if contours := int16(binary.BigEndian.Uint16(outline)); contours >= 0 {
		return nil
	}
	for at, more := 10, true; more; {
		if len(outline) < at+4 {
			return errCutGlyph
		}
		flags, id := binary.BigEndian.Uint16(outline[at:]), binary.BigEndian.Uint16(outline[at+2:])
		if int(id) >= len(s.font.advances) {
			return errors.New("a composed glyph has a part that is not there")
		}
		binary.BigEndian.PutUint16(outline[at+2:], s.newNumber(id))
		at += partLength(flags)
		more = flags&moreParts != 0
	}
	return nil
}

func partLength(flags uint16) int {
	length := 6
	if flags&wordArguments != 0 {
		length += 2
	}
	switch {
	case flags&oneScale != 0:
		length += 2
	case flags&twoScales != 0:
		length += 4
	case flags&matrix != 0:
		length += 8
	}
	return length
}

func (s *subsetter) newNumber(id uint16) uint16 {
	n, ok := s.numbers[id]
	if !ok {
		n = uint16(len(s.ids))
		s.ids = append(s.ids, id)
		s.numbers[id] = n
	}
	return n
}

// write puts the tables together that a font inside a document needs.
func (s *subsetter) write() []byte {
	tables := map[string][]byte{"glyf": s.glyf, "loca": s.loca, "hmtx": s.metrics()}
	for _, tag := range []string{"head", "hhea", "maxp", "cvt ", "fpgm", "prep"} {
		if table, ok := s.font.tables[tag]; ok {
			tables[tag] = slices.Clone(table)
		}
	}
	binary.BigEndian.PutUint16(tables["head"][50:], 1) // long entries in loca
	binary.BigEndian.PutUint16(tables["hhea"][34:], uint16(len(s.ids)))
	binary.BigEndian.PutUint16(tables["maxp"][4:], uint16(len(s.ids)))
	return writeFontFile(tables)
}

// metrics are the advance and the left side of each glyph.
func (s *subsetter) metrics() []byte {
	hmtx := s.font.tables["hmtx"]
	wide := int(binary.BigEndian.Uint16(s.font.tables["hhea"][34:]))
	var b []byte
	for _, id := range s.ids {
		b = binary.BigEndian.AppendUint16(b, s.font.advances[id])
		side := 4*int(id) + 2
		if int(id) >= wide {
			side = 4*wide + 2*(int(id)-wide)
		}
		if side+2 > len(hmtx) {
			b = append(b, 0, 0)
			continue
		}
		b = append(b, hmtx[side:side+2]...)
	}
	return b
}

// writeFontFile writes the tables behind their directory. (The writer of the font library leaves out the padding and
// with it the right checksums.)
func writeFontFile(tables map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(tables))
	clear(tables["head"][8:12]) // the checksum of the whole file, which counts as 0 in the sum itself
	power, log := 1, 0
	for 2*power <= len(tags) {
		power, log = 2*power, log+1
	}
	file := []byte{0, 1, 0, 0}
	for _, field := range []int{len(tags), 16 * power, log, 16 * (len(tags) - power)} {
		file = binary.BigEndian.AppendUint16(file, uint16(field))
	}
	at, head := 12+16*len(tags), 0
	for _, tag := range tags {
		if tag == "head" {
			head = at
		}
		file = append(file, tag...)
		for _, field := range []uint32{checksum(tables[tag]), uint32(at), uint32(len(tables[tag]))} {
			file = binary.BigEndian.AppendUint32(file, field)
		}
		at += (len(tables[tag]) + 3) &^ 3
	}
	for _, tag := range tags {
		file = append(file, tables[tag]...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	binary.BigEndian.PutUint32(file[head+8:], 0xb1b0afba-checksum(file))
	return file
}

// checksum adds up a table as words of four bytes, the last filled up with zeros.
func checksum(table []byte) uint32 {
	sum := uint32(0)
	for i, b := range table {
		sum += uint32(b) << (24 - 8*(i%4))
	}
	return sum
}
