package templates

import (
	"github.com/a-h/templ"

	"lauter/assessment"
	"lauter/internal/locale"
)

// Link is the address of a page of this server for an href, with the carried language.
func (p *Page) Link(path string) templ.SafeURL { return templ.SafeURL(p.URL(path)) }

// Alternate is the address of a public page in one language.
type Alternate struct {
	Lang locale.Lang
	URL  string
}

// WithError returns the page with the title of its window, not its heading, saying that a form was refused: it is the
// first thing a screen reader reads.
func (p *Page) WithError() *Page {
	refused := *p
	refused.Refused = true
	return &refused
}

// other is the language that the page is not in.
func (p *Page) other() locale.Lang {
	if p.Lang == locale.German {
		return locale.English
	}
	return locale.German
}

func (p *Page) chosenTheme() bool { return p.Theme == "light" || p.Theme == "dark" }

// colourScheme tells browsers how to paint what comes before the style sheet.
func (p *Page) colourScheme() string {
	if p.chosenTheme() {
		return p.Theme
	}
	return "light dark"
}

// subject names what the page is about: the organisation, else the kind of assessment.
func (p *Page) subject() string {
	if p.Assessment.Organisation != "" {
		return p.Assessment.Organisation
	}
	return p.kind()
}

// subjectPath leads to what the page is about: a client’s folder for its people, the assessment for who owns it, and its
// results for who sees nothing else.
func (p *Page) subjectPath() string {
	switch {
	case !p.Sample && p.Assessment.OfClient():
		return p.URL(ClientPath(p.Assessment.OrganisationID))
	case !p.Sample && !p.May(assessment.RightTasks):
		return p.in("results")
	}
	return p.in()
}

// subjectDetail tells assessments of one organisation apart.
func (p *Page) subjectDetail() string {
	date := p.P.Date(p.Assessment.CreatedAt)
	if p.Assessment.Organisation != "" {
		return p.kind() + ", " + date
	}
	return date
}

func (p *Page) kind() string { return p.T("kind." + string(p.Assessment.Kind)) }
