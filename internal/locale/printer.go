// Package locale is the two languages of the product: which one a reader gets, the texts of pages and reports in it,
// and how it writes numbers, dates and lists.
//
// Texts stand in text/NAME.LANG.json, one flat id per text. A text that counts something has the forms "one" and
// "other" and the placeholder {{.N}}; every other placeholder is {{.Name}}.
package locale

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-playground/locales"
)

// Printer writes in one language. It never changes and may be shared between goroutines.
type Printer struct {
	lang     Lang
	pseudo   bool
	texts    map[string]entry
	fallback *Printer // whose texts are taken where there is none; nil: no other's
	forms    locales.Translator
	fault    func(error) // told of mistakes in texts and in calls
}

// For returns the printer of a language, that of English for a language there is none for.
//
// A text that is missing or does not fit its call is a mistake of ours: it panics in a test. In service it leaves one
// line in the log, and the reader gets the English text, or an ellipsis in place of the missing value, or the id.
func For(l Lang) *Printer {
	if p, ok := printers()[l]; ok {
		return p
	}
	return printers()[English]
}

// Pseudo returns an English printer that puts every text in brackets. Whatever a page shows without brackets was
// written into the page by hand.
func Pseudo() *Printer {
	p := *For(English)
	p.pseudo = true
	return &p
}

// Lang is the language that the printer writes.
func (p *Printer) Lang() Lang { return p.lang }

// T returns the text with this id. The arguments are pairs of placeholder and value: a value is a string, an int,
// which is written as Int writes it, or a Text. The int "N" also chooses between singular and plural.
func (p *Printer) T(id string, args ...any) string {
	text, err := p.say(id, args)
	if err != nil {
		p.fault(err)
	}
	return p.mark(text)
}

// Text returns a text that carries its languages with it.
func (p *Printer) Text(t Text) string { return p.mark(t.In(p.lang)) }

// Fill returns a text of the model with its {placeholders} filled. Values that the text has no place for are ignored,
// because one set of values serves all texts of a kind; a placeholder without a value is a mistake.
func (p *Printer) Fill(t Text, values map[string]string) string {
	text, err := split(t.In(p.lang), "{", "}").fill(func(name string) (string, bool) { value, ok := values[name]; return value, ok })
	if err != nil {
		p.fault(&textError{lang: p.lang, text: t.In(p.lang), err: err})
	}
	return p.mark(text)
}

func (p *Printer) mark(text string) string {
	if p.pseudo && text != "" {
		return "[" + text + "]"
	}
	return text
}

// Number writes a decimal number given with a point, as exact numbers are displayed, in the way of the language:
// "-2.9" is −2.9 in English and −2,9 in German. It changes no digit.
func (p *Printer) Number(s string) string {
	s = strings.Replace(s, "-", "−", 1)
	if p.lang == German {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// Int writes a whole number with its thousands set apart.
func (p *Printer) Int(n int) string {
	return strings.Replace(p.forms.FmtNumber(float64(n), 0), "-", "−", 1)
}

// Percent writes whole percents. The space that German puts before the sign does not break.
func (p *Printer) Percent(n int) string {
	if p.lang == German {
		return p.Int(n) + "\u00a0%"
	}
	return p.Int(n) + "%"
}

// Date writes a day with its month as a word, in the time zone that t carries.
func (p *Printer) Date(t time.Time) string { return p.mark(p.forms.FmtDateLong(t)) }

// Time writes hours and minutes, in the time zone that t carries. "Uhr" belongs to the German text around it.
func (p *Printer) Time(t time.Time) string { return p.forms.FmtTimeShort(t) }

// List joins items as a sentence does: "a, b and c".
func (p *Printer) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + p.T("list.and") + " " + items[last]
}

// Names joins what bears a name, such as roles. Where one of the names holds an "and" itself, semicolons keep them apart:
// "Marketing operations; IT and martech".
func (p *Printer) Names(items []string) string {
	and := " " + p.T("list.and") + " "
	if slices.ContainsFunc(items, func(s string) bool { return strings.Contains(s, and) }) {
		return strings.Join(items, "; ")
	}
	return p.List(items)
}

// textError is a mistake in a text of the model or in a call that fills it.
type textError struct {
	lang Lang
	text string
	err  error
}

func (e *textError) Error() string {
	return "fill " + strconv.Quote(e.text) + " (" + string(e.lang) + "): " + e.err.Error()
}

func (e *textError) Unwrap() error { return e.err }
