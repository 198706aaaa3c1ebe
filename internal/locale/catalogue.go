package locale

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"slices"
	"sync"
	"testing"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en_GB"
)

//go:embed text/*.json
var files embed.FS

// printers reads the catalogues once, at the first use.
var printers = sync.OnceValue(func() map[Lang]*Printer {
	fault := once(func(err error) { slog.Error("text", "err", err) })
	if testing.Testing() {
		fault = func(err error) { panic(err) }
	}
	made, err := load(files, fault)
	if err != nil {
		panic(err) // the files are part of the program
	}
	return made
})

// load makes the printers from the catalogues of a file system.
func load(fsys fs.FS, fault func(error)) (map[Lang]*Printer, error) {
	made := map[Lang]*Printer{
		// English as in Britain: its dates read the same all over Europe.
		English: {lang: English, forms: en_GB.New()},
		German:  {lang: German, forms: de.New()},
	}
	for l, p := range made {
		texts, err := readCatalogues(fsys, l)
		if err != nil {
			return nil, err
		}
		p.fault, p.texts = fault, texts
	}
	made[German].fallback = made[English]
	return made, nil
}

// readCatalogues reads all texts of a language, by id.
func readCatalogues(fsys fs.FS, l Lang) (map[string]entry, error) {
	names, err := fs.Glob(fsys, "text/*."+string(l)+".json")
	if err != nil {
		return nil, fmt.Errorf("list catalogues: %w", err)
	}
	texts := map[string]entry{}
	for _, name := range names {
		content, err := fs.ReadFile(fsys, name)
		if err == nil {
			err = json.Unmarshal(content, &texts)
		}
		if err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", name, err)
		}
	}
	return texts, nil
}

// entry is a text of a catalogue. One that counts nothing has no singular.
type entry struct{ one, other parts }

// UnmarshalJSON reads a plain text, or the forms of one that counts.
func (e *entry) UnmarshalJSON(data []byte) error {
	var forms struct{ One, Other string }
	if len(data) > 0 && data[0] == '"' {
		if err := json.Unmarshal(data, &forms.Other); err != nil {
			return err
		}
	} else if err := json.Unmarshal(data, &forms); err != nil {
		return err
	}
	*e = entry{other: cut(forms.Other)}
	if forms.One != "" {
		e.one = cut(forms.One)
	}
	return nil
}

// cut finds the {{.Name}} of a catalogue.
func cut(text string) parts { return split(text, "{{.", "}}") }

// once passes each mistake on the first time it sees it: a page may make the same one on every line.
func once(tell func(error)) func(error) {
	var seen sync.Map
	return func(err error) {
		if _, again := seen.LoadOrStore(err.Error(), true); !again {
			tell(err)
		}
	}
}

// say returns the best text there is, even with an error. Errors name ids and placeholders, never values.
func (p *Printer) say(id string, args []any) (string, error) {
	given, err := p.values(args)
	text, found := p.form(id, given.count)
	if found != nil {
		err = errors.Join(err, found)
	}
	said, unfilled := text.fill(given.get)
	if unfilled != nil {
		err = errors.Join(err, unfilled)
	}
	if text == nil {
		said = id
	} else if unasked := given.unasked(text); unasked != nil {
		err = errors.Join(err, unasked)
	}
	if err != nil {
		err = fmt.Errorf("text %s (%s): %w", id, p.lang, err)
	}
	return said, err
}

// form finds the form of a text that a count asks for, in English where this language does not have it; nil: nowhere.
func (p *Printer) form(id string, count *int) (parts, error) {
	e, ok := p.texts[id]
	switch {
	case !ok && p.fallback != nil:
		text, err := p.fallback.form(id, count)
		return text, errors.Join(fmt.Errorf("not found in language %q", p.lang), err)
	case !ok:
		return nil, fmt.Errorf("message %q not found", id)
	case count == nil:
		return e.other, nil
	case e.one == nil:
		return e.other, errors.New("it counts, and has no plural form")
	case p.forms.CardinalPluralRule(float64(*count), 0) == locales.PluralRuleOne:
		return e.one, nil
	}
	return e.other, nil
}

// values are what the placeholders of a text stand for. The count is the int named N; nil: there is none.
type values struct {
	names, texts []string
	count        *int
}

// values reads pairs of placeholder and value.
func (p *Printer) values(args []any) (v values, err error) {
	if len(args) == 0 {
		return v, nil
	}
	if len(args)%2 != 0 {
		err = errors.New("a placeholder without its value")
		args = args[:len(args)-1]
	}
	for i := 0; i < len(args); i += 2 {
		name, _ := args[i].(string)
		if !isName(name) {
			err = errors.Join(err, fmt.Errorf("argument %d is no placeholder", i))
			continue
		}
		text := hole
		switch value := args[i+1].(type) {
		case string:
			text = value
		case Text:
			text = value.In(p.lang)
		case int:
			text = p.Int(value)
			if name == "N" {
				v.count = &value
			}
		default:
			err = errors.Join(err, fmt.Errorf("%s has a value of type %T", name, value))
		}
		v.names, v.texts = append(v.names, name), append(v.texts, text)
	}
	return v, err
}

func (v values) get(name string) (string, bool) {
	if i := slices.Index(v.names, name); i >= 0 {
		return v.texts[i], true
	}
	return "", false
}

// unasked names the values that a text has no place for. The singular of a text usually goes without its number.
func (v values) unasked(text parts) error {
	var all []error
	for _, name := range v.names {
		if name != "N" && !text.has(name) {
			all = append(all, fmt.Errorf("no place for %s", name))
		}
	}
	return errors.Join(all...)
}
