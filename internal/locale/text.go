package locale

// Lang is a language the product speaks.
type Lang string

const (
	English Lang = "en"
	German  Lang = "de"
)

// Langs lists the languages in the order in which they are offered.
var Langs = []Lang{English, German}

// Parse returns the language with this code. It accepts nothing but the codes of Langs.
func Parse(code string) (Lang, bool) {
	for _, l := range Langs {
		if string(l) == code {
			return l, true
		}
	}
	return "", false
}

// Text is a sentence that carries both of its languages with it, as the texts of the model do.
type Text struct {
	EN string `yaml:"en"`
	DE string `yaml:"de"`
}

// In returns the sentence in one language.
func (t Text) In(l Lang) string {
	if l == German {
		return t.DE
	}
	return t.EN
}

// IsZero says that the text was left out altogether.
func (t Text) IsZero() bool { return t == Text{} }
