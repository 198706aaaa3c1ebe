package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// box is a piece of text that no line break divides.
type box struct {
	run   int
	text  string
	width float64
	end   ending
	tail  float64 // width of what the ending adds: of a space inside a line, of a hyphen at its end
}

// ending says what follows a box.
type ending int

const (
	joined ending = iota // the next box, without a chance to break
	bare                 // a chance to break that leaves no trace
	hyphen               // a chance to break, with a hyphen
	space                // a space
	finish               // nothing
)

// boxes cuts runs into boxes that fit on a line.
func (s Setting) boxes(runs []Run) []box {
	count := 0
	for _, run := range runs {
		count += 1 + strings.Count(run.Text, " ")
	}
	all := make([]box, 0, count)
	for i := range runs {
		style := &runs[i].Style
		for rest, more := printable(runs[i].Text), true; more; {
			var word string
			word, rest, more = strings.Cut(rest, " ")
			if word != "" {
				all = s.appendWord(all, i, style, word)
			}
			if n := len(all); more && n > 0 && all[n-1].end != space {
				before := &runs[all[n-1].run].Style
				all[n-1].end, all[n-1].tail = space, before.advance(before.Font.space[0])
			}
		}
	}
	if n := len(all); n > 0 {
		all[n-1].end, all[n-1].tail = finish, 0
	}
	return all
}

// appendWord appends the parts of a word. The last one is joined to what follows until a space says otherwise.
func (s Setting) appendWord(all []box, run int, style *Style, word string) []box {
	var at []int
	if s.Hyphenate != nil {
		at = s.Hyphenate(word)
	}
	if len(at) == 0 && !strings.ContainsAny(word, breakable) {
		b := box{run: run, text: word}
		for _, g := range style.Font.shape(word, style.Tabular) {
			b.width += style.advance(g)
		}
		return s.appendFitting(all, b, style)
	}
	parts := parts(word, at)
	whole := strings.ReplaceAll(word, softHyphen, "")
	if whole == "" {
		return all
	}
	glyphs := style.Font.shape(whole, style.Tabular)
	taken, end := 0, 0 // bytes of the word: in glyphs so far, and up to the end of this part
	for _, p := range parts {
		b := box{run: run, text: p.text, end: p.end}
		end += len(p.text)
		for len(glyphs) > 0 && (taken < end || glyphs[0].text == "") {
			b.width += style.advance(glyphs[0])
			taken += len(glyphs[0].text)
			glyphs = glyphs[1:]
		}
		if b.end == hyphen {
			b.tail = style.advance(style.Font.hyphen[0])
		}
		all = s.appendFitting(all, b, style)
	}
	return all
}

// breakable are the characters that a word may break at.
const breakable = softHyphen + "-‐/"

type part struct {
	text string
	end  ending
}

// parts cuts a word where it may break: where its own hyphens say so, or else at the places given.
func parts(word string, at []int) []part {
	if !strings.ContainsAny(word, breakable) {
		return hyphenated(word, at)
	}
	var parts []part
	for i, syllables := range strings.Split(word, softHyphen) {
		if i > 0 && len(parts) > 0 {
			parts[len(parts)-1].end = hyphen
		}
		if syllables == "" {
			continue
		}
		from := 0
		for _, at := range hardBreaks(syllables) {
			parts = append(parts, part{syllables[from:at], bare})
			from = at
		}
		parts = append(parts, part{syllables[from:], joined})
	}
	return parts
}

func hyphenated(word string, at []int) []part {
	parts := make([]part, 0, len(at)+1)
	from := 0
	for _, to := range at {
		parts = append(parts, part{word[from:to], hyphen})
		from = to
	}
	return append(parts, part{word[from:], joined})
}

// hardBreaks are the places behind a hyphen or a slash between two letters: "Marketing-Team" may break, "3-4" and "-x"
// may not.
func hardBreaks(word string) []int {
	var at []int
	for i, r := range word {
		if r != '-' && r != '/' && r != '‐' {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(word[:i])
		after, _ := utf8.DecodeRuneInString(word[i+utf8.RuneLen(r):])
		if unicode.IsLetter(before) && unicode.IsLetter(after) {
			at = append(at, i+utf8.RuneLen(r))
		}
	}
	return at
}

// appendFitting appends a box, cut where it is wider than a line. Between letters the cut gets a hyphen.
func (s Setting) appendFitting(all []box, b box, style *Style) []box {
	ending := 0.0
	if b.end == hyphen {
		ending = b.tail
	}
	if s.Width <= 0 || b.width+ending <= s.Width {
		return append(all, b)
	}
	glyphs := style.Font.shape(b.text, style.Tabular)
	mark := style.advance(style.Font.hyphen[0])
	piece := box{run: b.run}
	for i, g := range glyphs {
		advance := style.advance(g)
		if g.text != "" && piece.text != "" && piece.width+advance+mark > s.Width {
			piece.end = bare
			if letterEnds(piece.text) && letterBegins(g.text) {
				piece.end, piece.tail = hyphen, mark
			}
			all = append(all, piece)
			piece = box{run: b.run}
		}
		piece.text += glyphs[i].text
		piece.width += advance
	}
	piece.end, piece.tail = b.end, b.tail
	return append(all, piece)
}

func letterEnds(s string) bool { r, _ := utf8.DecodeLastRuneInString(s); return unicode.IsLetter(r) }

func letterBegins(s string) bool { r, _ := utf8.DecodeRuneInString(s); return unicode.IsLetter(r) }

// What a break costs besides the room that it leaves, which costs the square of its share of the line.
const (
	hyphenCost = 0.06
	runtCost   = 0.1 // a last line that is hardly one
	runt       = 0.12
	clauseGain = 0.08 // in a heading, of a line that ends where a clause does
)

// fit is the best way to break the text up to some place.
type fit struct {
	possible bool
	lines    int
	cost     float64
	from     int // where the last of the lines begins
}

// breaks finds the ends of the lines: as few lines as possible, and of all ways to have so few the one whose lines are
// filled most evenly.
func (s Setting) breaks(boxes []box) []int {
	if len(boxes) == 0 {
		return nil
	}
	var room [128]fit // most paragraphs are shorter
	best := append(room[:0], make([]fit, len(boxes)+1)...)
	best[0].possible = true
	for to := 1; to <= len(boxes); to++ {
		if boxes[to-1].end != joined {
			best[to] = s.best(best, boxes, to)
		}
	}
	ends := make([]int, best[len(boxes)].lines)
	for to := len(boxes); to > 0; to = best[to].from {
		ends[best[to].lines-1] = to
	}
	return ends
}

// best looks for the best beginning of the line that ends at to.
func (s Setting) best(best []fit, boxes []box, to int) fit {
	limit := s.Width
	if limit <= 0 {
		limit = unlimited
	}
	var found fit
	width := 0.0
	if boxes[to-1].end == hyphen {
		width = boxes[to-1].tail
	}
	for from := to - 1; from >= 0; from-- {
		width += boxes[from].width
		if from < to-1 && boxes[from].end == space {
			width += boxes[from].tail
		}
		if width > limit+0.01 && found.possible {
			break
		}
		if !best[from].possible {
			continue
		}
		cost := best[from].cost + s.cost(boxes, width, from, to)
		lines := best[from].lines + 1
		if !found.possible || lines < found.lines || lines == found.lines && cost < found.cost {
			found = fit{true, lines, cost, from}
		}
	}
	return found
}

func (s Setting) cost(boxes []box, width float64, from, to int) float64 {
	if s.Width <= 0 {
		return 0
	}
	left := (s.Width - width) / s.Width
	last := to == len(boxes)
	switch {
	case last && !s.Balanced && from > 0 && width < runt*s.Width:
		return runtCost
	case last && !s.Balanced:
		return 0
	case boxes[to-1].end == hyphen:
		return left*left + hyphenCost
	case s.Balanced && !last && strings.ContainsAny(boxes[to-1].text, ".;:?!"):
		return left*left - clauseGain
	}
	return left * left
}
