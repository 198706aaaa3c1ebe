package locale

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"testing"

	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en_GB"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
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
	bundle := i18n.NewBundle(language.English)
	names, err := fs.Glob(fsys, "text/*.json")
	if err != nil {
		return nil, fmt.Errorf("list catalogues: %w", err)
	}
	for _, name := range names {
		if _, err := bundle.LoadMessageFileFS(fsys, name); err != nil {
			return nil, fmt.Errorf("read catalogue %s: %w", name, err)
		}
	}
	// English as in Britain: its dates read the same all over Europe.
	printer := func(l Lang) *Printer {
		p := &Printer{lang: l, fault: fault, texts: i18n.NewLocalizer(bundle, string(l)), forms: en_GB.New()}
		if l == German {
			p.forms = de.New()
		}
		return p
	}
	made := map[Lang]*Printer{}
	for _, l := range Langs {
		made[l] = printer(l)
	}
	return made, nil
}

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
	values, count, err := p.values(args)
	request := &i18n.LocalizeConfig{MessageID: id, TemplateData: values, TemplateParser: messageParser{}}
	if count != nil {
		request.PluralCount = *count
	}
	text, said := p.texts.Localize(request)
	if text == "" {
		text = id
	}
	if err = errors.Join(err, said); err != nil {
		err = fmt.Errorf("text %s (%s): %w", id, p.lang, err)
	}
	return text, err
}

// values reads pairs of placeholder and value. The count is the int named N, nil if there is none.
func (p *Printer) values(args []any) (values map[string]string, count *int, err error) {
	if len(args)%2 != 0 {
		err = errors.New("a placeholder without its value")
		args = args[:len(args)-1]
	}
	values = make(map[string]string, len(args)/2)
	for i := 0; i < len(args); i += 2 {
		name, _ := args[i].(string)
		if !isName(name) {
			err = errors.Join(err, fmt.Errorf("argument %d is no placeholder", i))
			continue
		}
		switch value := args[i+1].(type) {
		case string:
			values[name] = value
		case Text:
			values[name] = value.In(p.lang)
		case int:
			values[name] = p.Int(value)
			if name == "N" {
				count = &value
			}
		default:
			err = errors.Join(err, fmt.Errorf("%s has a value of type %T", name, value))
			values[name] = hole
		}
	}
	return values, count, err
}
