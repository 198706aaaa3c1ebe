package pdf

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Patterns know where the words of a language may be broken, by the method of Franklin Liang: digits between letters
// say how good or bad a break is there, of all patterns in a word the highest digit counts, and odd ones allow a break.
// They may be shared between goroutines.
type Patterns struct {
	levels  map[string]string // by letters: a digit for each place between them, the ends included
	longest int               // bytes

	mu    sync.Mutex
	known map[string][]int
}

// The words that are broken: long ones, and not close to their ends.
const (
	shortestBroken = 8 // letters
	leastBefore    = 3
	leastAfter     = 3
	keptWords      = 4096 // names are typed by people, so the cache must not grow with them
)

// ParsePatterns reads patterns like ".ab3l", one a line. A point stands for the end of a word.
func ParsePatterns(text string) *Patterns {
	p := &Patterns{levels: make(map[string]string, strings.Count(text, "\n")), known: map[string][]int{}}
	for line := range strings.Lines(text) {
		var letters, levels strings.Builder
		level := byte('0')
		for _, c := range strings.TrimSpace(line) {
			if c >= '0' && c <= '9' {
				level = byte(c)
				continue
			}
			levels.WriteByte(level)
			letters.WriteRune(c)
			level = '0'
		}
		levels.WriteByte(level)
		p.levels[letters.String()] = levels.String()
		p.longest = max(p.longest, letters.Len())
	}
	return p
}

// Hyphenate finds where a word may be broken, in bytes from its beginning. It is made for Setting. The result must not
// be changed.
func (p *Patterns) Hyphenate(word string) []int {
	if len(word) < shortestBroken || len(word) > longestWord {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	at, ok := p.known[word]
	if !ok {
		if at = p.find(word); len(p.known) >= keptWords {
			clear(p.known)
		}
		p.known[word] = at
	}
	return at
}

// find looks at the letters of a word; quotes and points around them stay with it.
func (p *Patterns) find(word string) []int {
	notLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	letters := strings.TrimFunc(word, notLetter)
	if strings.ContainsFunc(letters, notLetter) || utf8.RuneCountInString(letters) < shortestBroken {
		return nil
	}
	lower := strings.ToLower(letters)
	if len(lower) != len(letters) || lower[1:] != letters[1:] && letters == strings.ToUpper(letters) {
		return nil // capitals only: an abbreviation
	}
	var at []int
	start, seen, all := strings.Index(word, letters), 0, utf8.RuneCountInString(letters)
	levels := p.weigh("." + lower + ".")
	for i := range letters {
		if seen >= leastBefore && all-seen >= leastAfter && (levels[seen+1]-'0')%2 == 1 {
			at = append(at, start+i)
		}
		seen++
	}
	return at
}

// weigh gives each place between the letters of a word its highest digit, the place before the first included.
func (p *Patterns) weigh(word string) []byte {
	highest := make([]byte, utf8.RuneCountInString(word)+1)
	for i := range highest {
		highest[i] = '0'
	}
	place := 0
	for from := range word {
		for to := from; to < len(word) && to-from < p.longest; {
			_, size := utf8.DecodeRuneInString(word[to:])
			to += size
			levels := p.levels[word[from:to]]
			for i := range len(levels) {
				highest[place+i] = max(highest[place+i], levels[i])
			}
		}
		place++
	}
	return highest
}
