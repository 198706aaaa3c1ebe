package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/harfbuzz"
)

// Font is a TrueType font. It may be shared between documents and goroutines.
type Font struct {
	name     string // PostScript name
	tables   map[string][]byte
	upem     float64
	advances []uint16 // by glyph, in units of the em
	loca     []uint32

	ascent, descent, capHeight float64 // in ems; descent is below zero
	weight                     int     // 400 is regular
	serif                      bool

	face    *font.Face
	missing uint16  // drawn where the font has no glyph for a character
	space   []glyph // between words
	hyphen  []glyph // at the end of a line: looks like a hyphen and reads as none, so that a broken word is found as one

	mu     sync.Mutex // guards what follows
	shaper *harfbuzz.Font
	buffer *harfbuzz.Buffer
	words  map[word][]glyph
	older  map[word][]glyph // the generation before, kept so that a full cache is not an empty one
}

// word is what is shaped in one go.
type word struct {
	text    string
	tabular bool
}

// glyph is a shaped glyph with the characters that it stands for. A character made of several glyphs is told by the
// first of them; the others have no text.
type glyph struct {
	id      uint16
	text    string
	advance int16 // kerning included, in units of the em
	dx, dy  int16 // shift from the natural place
}

// The bounds of a font's cache. Names and reasons are typed by people, so it must not grow with them.
const (
	cachedWords  = 4096 // of each of two generations
	longestWord  = 64   // bytes; longer ones are shaped each time
	joinedWithin = "\u200b"
)

// ParseFont reads a TrueType font. Fonts with other outlines, variable fonts and collections are refused.
func ParseFont(data []byte) (*Font, error) {
	loader, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	f := &Font{tables: map[string][]byte{}, words: map[word][]glyph{}}
	for _, tag := range loader.Tables() {
		table, err := loader.RawTable(tag)
		if err != nil {
			return nil, fmt.Errorf("read font table %v: %w", tag, err)
		}
		f.tables[tag.String()] = table
	}
	if err := f.measure(); err != nil {
		return nil, fmt.Errorf("read font: %w", err)
	}
	parsed, err := font.NewFont(loader)
	if err != nil {
		return nil, fmt.Errorf("read font %s: %w", f.name, err)
	}
	f.face = font.NewFace(parsed)
	f.shaper, f.buffer = harfbuzz.NewFont(f.face), harfbuzz.NewBuffer()
	for _, stand := range "\ufffd□?" {
		if id, ok := f.face.NominalGlyph(stand); ok {
			f.missing = uint16(id)
			break
		}
	}
	if f.missing == 0 {
		return nil, fmt.Errorf("font %s has no question mark", f.name)
	}
	f.space = f.shapeAnew(word{text: " "})
	f.hyphen = f.shapeAnew(word{text: "-"})
	f.hyphen[0].text = softHyphen
	return f, nil
}

// minimum lengths of the tables whose fields are read at fixed places.
var minimum = map[string]int{"head": 54, "hhea": 36, "maxp": 6, "OS/2": 90, "hmtx": 4, "loca": 2, "glyf": 0, "name": 6}

// measure reads what the font says about itself.
func (f *Font) measure() error {
	for tag, length := range minimum {
		if table, ok := f.tables[tag]; !ok || len(table) < length {
			return fmt.Errorf("table %s is missing or too short", tag)
		}
	}
	if _, variable := f.tables["fvar"]; variable {
		return errors.New("the font is variable")
	}
	signed := func(table string, at int) float64 {
		return float64(int16(binary.BigEndian.Uint16(f.tables[table][at:])))
	}
	f.upem = signed("head", 18)
	if f.upem < 16 {
		return errors.New("the em has no size")
	}
	f.ascent, f.descent = signed("hhea", 4)/f.upem, signed("hhea", 6)/f.upem
	f.capHeight = signed("OS/2", 88) / f.upem
	f.weight = int(signed("OS/2", 4))
	style := f.tables["OS/2"][33] // of the serifs, by PANOSE
	f.serif = style >= 2 && style <= 10
	f.name = f.postScriptName()
	if f.name == "" {
		return errors.New("the font has no name")
	}
	return f.measureGlyphs()
}

// measureGlyphs reads where the outlines are and how wide.
func (f *Font) measureGlyphs() error {
	glyphs := int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	wide := int(binary.BigEndian.Uint16(f.tables["hhea"][34:]))
	long := binary.BigEndian.Uint16(f.tables["head"][50:]) == 1
	loca, hmtx := f.tables["loca"], f.tables["hmtx"]
	size := 2
	if long {
		size = 4
	}
	if wide == 0 || wide > glyphs || len(hmtx) < 4*wide || len(loca) < size*(glyphs+1) {
		return errors.New("the tables do not fit together")
	}
	for i := range glyphs + 1 {
		at := uint32(0)
		if long {
			at = binary.BigEndian.Uint32(loca[4*i:])
		} else {
			at = 2 * uint32(binary.BigEndian.Uint16(loca[2*i:]))
		}
		if int(at) > len(f.tables["glyf"]) || i > 0 && at < f.loca[i-1] {
			return errors.New("an outline lies outside of its table")
		}
		f.loca = append(f.loca, at)
	}
	for i := range glyphs {
		f.advances = append(f.advances, binary.BigEndian.Uint16(hmtx[4*min(i, wide-1):]))
	}
	return nil
}

// postScriptName finds the sixth name, as Windows writes it.
func (f *Font) postScriptName() string {
	table := f.tables["name"]
	count, storage := int(binary.BigEndian.Uint16(table[2:])), int(binary.BigEndian.Uint16(table[4:]))
	for i := range count {
		if len(table) < 6+12*(i+1) {
			return ""
		}
		field := func(n int) int { return int(binary.BigEndian.Uint16(table[6+12*i+2*n:])) }
		from, length := storage+field(5), field(4)
		if field(0) != 3 || field(3) != 6 || from+length > len(table) {
			continue
		}
		var units []uint16
		for at := from; at+1 < from+length; at += 2 {
			units = append(units, binary.BigEndian.Uint16(table[at:]))
		}
		return strings.Map(func(r rune) rune {
			if r <= ' ' || r > '~' || strings.ContainsRune("[](){}<>/%#", r) {
				return -1
			}
			return r
		}, string(utf16.Decode(units)))
	}
	return ""
}

// outline is the description of a glyph's shape; empty for a space.
func (f *Font) outline(id uint16) []byte { return f.tables["glyf"][f.loca[id]:f.loca[id+1]] }

var (
	withoutAlternates = harfbuzz.Feature{Tag: opentype.MustNewTag("calt"), End: harfbuzz.FeatureGlobalEnd}
	tabularFigures    = harfbuzz.Feature{Tag: opentype.MustNewTag("tnum"), Value: 1, End: harfbuzz.FeatureGlobalEnd}
)

// shape turns a word into glyphs. The result belongs to the cache and must not be changed.
func (f *Font) shape(text string, tabular bool) []glyph {
	w := word{text, tabular}
	f.mu.Lock()
	defer f.mu.Unlock()
	if glyphs, ok := f.words[w]; ok {
		return glyphs
	}
	glyphs, ok := f.older[w]
	if !ok {
		glyphs = f.shapeAnew(w)
	}
	if len(text) <= longestWord {
		if len(f.words) >= cachedWords {
			f.older, f.words = f.words, map[word][]glyph{}
		}
		f.words[w] = glyphs
	}
	return glyphs
}

func (f *Font) shapeAnew(w word) []glyph {
	runes := []rune(w.text)
	b := f.buffer
	b.Clear()
	b.ClusterLevel = harfbuzz.MonotoneCharacters
	b.AddRunes(runes, 0, -1)
	b.GuessSegmentProperties()
	b.Props.Direction = harfbuzz.LeftToRight // the languages of the product; others keep their characters in order
	features := []harfbuzz.Feature{withoutAlternates}
	if w.tabular {
		features = append(features, tabularFigures)
	}
	b.Shape(f.shaper, features)
	if !slices.IsSortedFunc(b.Info, func(x, y harfbuzz.GlyphInfo) int { return x.Cluster - y.Cluster }) {
		return f.unshaped(runes)
	}
	glyphs := make([]glyph, len(b.Info))
	for i, info := range b.Info {
		at := b.Pos[i]
		glyphs[i] = f.known(glyph{id: uint16(info.Glyph), advance: int16(at.XAdvance), dx: int16(at.XOffset), dy: int16(at.YOffset)})
		if i == 0 || info.Cluster != b.Info[i-1].Cluster {
			glyphs[i].text = string(runes[info.Cluster:nextCluster(b.Info[i:], len(runes))])
		}
	}
	return glyphs
}

// nextCluster is where the characters of the first glyph end.
func nextCluster(infos []harfbuzz.GlyphInfo, end int) int {
	for _, later := range infos[1:] {
		if later.Cluster != infos[0].Cluster {
			return later.Cluster
		}
	}
	return end
}

// known puts the mark for a missing character in the place of a glyph that the font does not have.
func (f *Font) known(g glyph) glyph {
	if g.id == 0 || int(g.id) >= len(f.advances) {
		return glyph{id: f.missing, advance: int16(f.advances[f.missing])}
	}
	return g
}

// unshaped draws one glyph for each character. It is for scripts that run from right to left, which the product does not
// speak: their characters stay in the order in which they were typed.
func (f *Font) unshaped(runes []rune) []glyph {
	glyphs := make([]glyph, len(runes))
	for i, r := range runes {
		id, _ := f.face.NominalGlyph(r)
		g := f.known(glyph{id: uint16(id)})
		glyphs[i] = glyph{id: g.id, text: string(r), advance: int16(f.advances[g.id])}
	}
	return glyphs
}

// cached is how many words the cache holds.
func (f *Font) cached() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.words) + len(f.older)
}
