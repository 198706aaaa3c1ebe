package locale

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// hole stands where a value is missing, so that a reader in service sees a gap and no braces.
const hole = "…"

// Placeholders lists the names in braces of a text of the model, sorted, each once: "{score} of {n}" has n and score.
func Placeholders(text string) []string { return split(text, "{", "}").names() }

// parts is a text cut at its placeholders: literal, name, literal, name, … literal.
type parts []string

// split cuts a text at the names between two marks. Marks that hold no name are plain text.
func split(text, left, right string) parts {
	var cut parts
	literal := 0
	for at := 0; ; {
		i := strings.Index(text[at:], left)
		if i < 0 {
			return append(cut, text[literal:])
		}
		i += at
		at = i + len(left)
		name, _, closed := strings.Cut(text[at:], right)
		if !closed || !isName(name) {
			continue
		}
		cut = append(cut, text[literal:i], name)
		at += len(name) + len(right)
		literal = at
	}
}

func isName(s string) bool {
	for _, r := range s {
		if r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return s != ""
}

func (p parts) names() []string {
	var names []string
	for i := 1; i < len(p); i += 2 {
		names = append(names, p[i])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// has says that a text has a place for a name.
func (p parts) has(name string) bool {
	for i := 1; i < len(p); i += 2 {
		if p[i] == name {
			return true
		}
	}
	return false
}

// fill puts the values in. What is inserted is not looked at again, so braces typed by people stay what they are.
// The text is usable even with an error, which names every placeholder that has no value.
func (p parts) fill(value func(name string) (string, bool)) (string, error) {
	if len(p) == 1 {
		return p[0], nil
	}
	var b strings.Builder
	var missing []error
	for i, part := range p {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		filled, ok := value(part)
		if !ok {
			missing = append(missing, fmt.Errorf("no value for %s", part))
			filled = hole
		}
		b.WriteString(filled)
	}
	return b.String(), errors.Join(missing...)
}
