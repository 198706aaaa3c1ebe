package templates

import (
	"net/url"

	"lauter/internal/locale"
)

// AnswersTitle is the title of the page with all answers.
func AnswersTitle(p *locale.Printer) string { return p.T("answers.title") }

// webAddress says that a piece of evidence is an address that may be followed. Everything else is shown as words.
func webAddress(evidence string) bool {
	u, err := url.Parse(evidence)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
