package locale

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
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

// fill puts the values in. What is inserted is not looked at again, so braces typed by people stay what they are.
// The text is usable even with an error, which names every placeholder that has no value.
func (p parts) fill(values map[string]string) (string, error) {
	var b strings.Builder
	var missing []error
	for i, part := range p {
		if i%2 == 0 {
			b.WriteString(part)
			continue
		}
		value, ok := values[part]
		if !ok {
			missing = append(missing, fmt.Errorf("no value for %s", part))
			value = hole
		}
		b.WriteString(value)
	}
	return b.String(), errors.Join(missing...)
}

// messageParser reads the {{.Name}} of the catalogues. Unlike text/template it refuses a value that is missing and a value
// that nobody asked for, the two ways in which a call and its text drift apart.
type messageParser struct{}

func (messageParser) Cacheable() bool { return true }

func (messageParser) Parse(text, _, _ string) (template.ParsedTemplate, error) {
	return parsed(split(text, "{{.", "}}")), nil
}

type parsed parts

func (p parsed) Execute(data any) (string, error) {
	values, _ := data.(map[string]string)
	text, err := parts(p).fill(values)
	names := parts(p).names()
	for _, name := range slices.Sorted(maps.Keys(values)) {
		// The singular of a text usually goes without its number.
		if _, used := slices.BinarySearch(names, name); !used && name != "N" {
			err = errors.Join(err, fmt.Errorf("no place for %s", name))
		}
	}
	return text, err
}
