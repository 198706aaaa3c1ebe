package locale

import "golang.org/x/text/language"

// Match returns the language that serves a reader best who sent this Accept-Language header. A header that is empty,
// unreadable or asks for other languages gets English.
func Match(acceptLanguage string) Lang {
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return English
	}
	// The index, not the tag: the tag carries the reader's region along and equals no language of ours.
	_, i, _ := matcher.Match(wanted...)
	return Langs[i]
}

// matcher offers the languages in the order of Langs.
var matcher = language.NewMatcher([]language.Tag{language.English, language.German})
