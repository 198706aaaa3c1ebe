package assessment

import (
	"fmt"
	"regexp"
	"strings"
)

// Lint lists everything that is wrong with the files of a model: what Parse refuses, and on top of it what a careful
// editor would not let pass, such as long sentences, words that promise too much and quotation marks of the other
// language. A model with remarks of the second kind still loads.
func Lint(files Files) []Problem {
	r := read(files)
	for _, at := range r.order {
		en, de := entry(r.texts[at], "en"), entry(r.texts[at], "de")
		if en == nil || de == nil {
			continue // Parse says so
		}
		r.lint(english, en.Value, at, at.in("en"))
		r.lint(german, de.Value, at, at.in("de"))
	}
	return r.sorted()
}

// A tongue is what lint knows about a language.
type tongue struct {
	longer      int // length of a text in percent of the English one
	open, close string
	foreign     *regexp.Regexp // quotation marks that do not belong here
	forbidden   *regexp.Regexp
}

var (
	english = tongue{
		longer: 100, open: "“", close: "”",
		foreign:   regexp.MustCompile(`["'„‚«»]`),
		forbidden: words(`compliant|legally safe|appropriate(ly)?|adequate(ly)?|regular(ly)?|robust(ly)?|best|AI-driven|world-class|state-of-the-art|seamless(ly)?`),
	}
	german = tongue{
		longer: 135, open: "„", close: "“",
		foreign:   regexp.MustCompile(`["'”‘«»]`),
		forbidden: words(`[\pL-]*konform(e[mnrs]?)?|[\pL-]*rechtssicher(e[mnrs]?)?|angemessen(e[mnrs]?)?|regelmäßig(e[mnrs]?)?|robust(e[mnrs]?)?|bestmöglich(e[mnrs]?)?|zeitnah(e[mnrs]?)?|vollumfänglich(e[mnrs]?)?|KI-gesteuert(e[mnrs]?)?`),
	}
)

// words matches any of the alternatives as a word.
func words(alternatives string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\pL-])(` + alternatives + `)(?:[^\pL-]|$)`)
}

// The most words of a text in English.
var wordLimits = []struct {
	what string
	at   *regexp.Regexp
	most int
}{
	{"a question", regexp.MustCompile(`^questions\.yaml/dimensions/.*/questions/\d+/text$`), 20},
	{"a why", regexp.MustCompile(`^questions\.yaml/dimensions/.*/questions/\d+/why$`), 30},
	{"an anchor", regexp.MustCompile(`^questions\.yaml/.*/anchors/\d+$`), 18},
	{"a contradiction", regexp.MustCompile(`^questions\.yaml/contradictions/\d+/text$`), 40},
	{"a short anchor", regexp.MustCompile(`^questions\.yaml/.*/short/\d+$`), 8},
}

// cited texts are titles and names given by others.
var cited = regexp.MustCompile(`^references\.yaml/(references/[^/]+/cite|law_state/watch/.*)$`)

func (r *reading) lint(t tongue, sentence string, text, at place) {
	for _, limit := range wordLimits {
		most := limit.most * t.longer / 100
		if n := len(strings.Fields(sentence)); n > most && limit.at.MatchString(string(text)) {
			r.add(at, "%s has %d words; at most %d", limit.what, n, most)
		}
	}
	if m := t.forbidden.FindStringSubmatch(sentence); m != nil && !cited.MatchString(string(text)) {
		r.add(at, "%q says nothing that can be observed, or promises too much", m[1])
	}
	if mark := t.foreign.FindString(sentence); mark != "" {
		r.add(at, "%s is no quotation mark or apostrophe of this language; write %s", mark, fmt.Sprintf("%s…%s or ’", t.open, t.close))
	} else if strings.Count(sentence, t.open) != strings.Count(sentence, t.close) {
		r.add(at, "a quotation is not closed: %s…%s", t.open, t.close)
	}
	if strings.Contains(sentence, "!") {
		r.add(at, "no exclamation marks")
	}
	if strings.Contains(sentence, "  ") || strings.TrimSpace(sentence) != sentence {
		r.add(at, "a space too many")
	}
}
