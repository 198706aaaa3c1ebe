// Package templates draws the pages. It decides nothing: what it shows comes ready from package web, numbers from
// scoring and sentences from wording.
package templates

import (
	"net/url"

	"lauter/assessment"
	"lauter/internal/locale"
)

// Page is the frame around every page.
type Page struct {
	P           *locale.Printer
	Title       string      // without the product's name
	Lang        locale.Lang // of the page
	Carried     locale.Lang // language given in the address; links and forms carry it on; empty: none
	Theme       string      // system, light or dark
	Here        string      // address to come back to after a switch of language or theme
	Asset       func(name string) string
	Area        string                 // second style sheet, without ending; empty: none
	Script      string                 // module to load, without ending; empty: none
	Votes       bool                   // votes are drawn on it
	Copies      bool                   // links are shown on it, to be copied
	Class       string                 // of the whole page: ClassPhone, ClassWall; empty: none
	Refresh     int                    // seconds after which a browser without scripts asks again; 0: never
	Private     bool                   // not for search engines
	Description string                 // for search engines; may be empty
	Alternates  []Alternate            // the page in each language, by full address; empty on private pages
	SourceURL   string                 // empty: no link
	Assessment  *assessment.Assessment // what the page is about; nil: none
	Sample      bool                   // it is the sample: links stay among its pages, and nothing can be changed
	Tab         string                 // current tab of the results pages; empty: no tabs
	User        string                 // name of whoever is signed in; empty: nobody
	RunsServer  bool                   // that user runs the installation
	Refused     bool                   // a form was refused
	Periods     assessment.Periods     // how long what is kept
	Supposed    *Supposed              // the page shows what other answers would lead to; nil: what is
}

// Classes of whole pages.
const (
	ClassPhone = "sys"  // fonts of the system, because the network in a room is slow
	ClassWall  = "wall" // everything grows with the screen
)

// SystemFonts says that the page needs none of our fonts.
func (p *Page) SystemFonts() bool { return p.Class == ClassPhone }

// May says that whoever looks has a right to what the page is about. Nobody may change the sample.
func (p *Page) May(right assessment.Right) bool {
	return p.Assessment != nil && !p.Sample && p.Assessment.Role.May(right)
}

// mayRead says that answers and plans are shown as well as results, as in the sample.
func (p *Page) mayRead() bool { return p.Sample || p.May(assessment.RightRead) }

// showsPreparer says that whoever looks was given a link to a result, and the logo of who worked on it is known.
func (p *Page) showsPreparer() bool {
	return p.Assessment != nil && !p.Sample && p.Assessment.Role == assessment.RoleShared && p.Assessment.Logo.Digest != ""
}

// URL is the address of a page of this server, with the carried language.
func (p *Page) URL(path string) string { return Carry(path, p.Carried) }

// Carry adds the language to an address of this server. No language: the address stays as it is.
func Carry(path string, lang locale.Lang) string {
	if lang == "" {
		return path
	}
	u, err := url.Parse(path)
	if err != nil {
		return path
	}
	query := u.Query()
	query.Set("lang", string(lang))
	u.RawQuery = query.Encode()
	return u.String()
}

// T is a message of the catalogues.
func (p *Page) T(id string, args ...any) string { return p.P.T(id, args...) }

// Text is a text of the model in the page's language.
func (p *Page) Text(t locale.Text) string { return p.P.Text(t) }

// FullTitle is the content of the title element.
func (p *Page) FullTitle() string {
	title := p.Title
	if p.Assessment != nil && p.Assessment.Organisation != "" {
		title += " – " + p.Assessment.Organisation
	}
	if title == "" {
		return "Lauter"
	}
	if title += " – Lauter"; p.Refused {
		return p.T("frame.error", "Title", title)
	}
	return title
}
