package templates

import (
	"lauter/assessment"
	"lauter/internal/locale"
)

// LegalSource says where the text of a page comes from.
type LegalSource struct {
	Page  string
	Lang  locale.Lang
	Kind  string               // saved, file or none
	File  string               // its name in the data folder
	Saved assessment.LegalText // the last that was saved; may be empty
}

// LegalTextPath is where a text is edited.
func LegalTextPath(page string, lang locale.Lang) string {
	return "/admin/legal/" + page + "/" + string(lang)
}

func (s LegalSource) path() string { return LegalTextPath(s.Page, s.Lang) }

// LegalListView is every text that the law asks for.
type LegalListView struct {
	Rows []LegalSource
	Law  LawView
}

// LawView is the state of the law that references are shown with.
type LawView struct {
	Note     LawNote
	FromFile bool
	Watch    []string // rules in the making
}

// LegalEditView is a text to edit.
type LegalEditView struct {
	Source    LegalSource
	Typed     string
	Wrong     string
	Previewed bool                   // Preview shows what was typed
	Shown     assessment.LegalText   // an earlier version that Preview shows; zero: none
	Preview   []Paragraph            // empty: there is nothing to see
	Versions  []assessment.LegalText // the last first
	Done      bool
}

// shown says what the page shows.
func (s LegalSource) shown(p *Page) string {
	switch s.Kind {
	case "saved":
		return p.T("legal.source.saved", "Version", s.Saved.Version, "Date", p.P.Date(s.Saved.At))
	case "file":
		return p.T("legal.source.file", "File", s.File)
	default:
		return p.T("legal.source.none")
	}
}

// wins says which of the two texts is shown, and why.
func (s LegalSource) wins(p *Page) string {
	switch s.Kind {
	case "saved":
		return p.T("legal.wins.saved", "Version", s.Saved.Version, "File", s.File)
	case "file":
		return p.T("legal.wins.file", "File", s.File)
	default:
		return p.T("legal.wins.none", "File", s.File)
	}
}

// versionMade says when a version was saved, and by whom if they are still there.
func versionMade(p *Page, v assessment.LegalText) string {
	at := v.At.UTC()
	if v.By == "" {
		return p.T("legal.version.left", "Date", p.P.Date(at), "Time", at.Format("15:04"))
	}
	return p.T("legal.version.by", "Date", p.P.Date(at), "Time", at.Format("15:04"), "Name", v.By)
}
