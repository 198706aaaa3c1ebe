package web

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/web/templates"
)

func (s *Server) getStart(r *request) error {
	return s.showStart(r, http.StatusOK, templates.StartForm{})
}

// showStart draws the start page, with a refused form as it was typed.
func (s *Server) showStart(r *request, status int, form templates.StartForm) error {
	own, err := s.ownAssessments(r)
	if err != nil {
		return err
	}
	if len(own) > 0 || r.viewer.SignedIn() {
		r.Response().Header().Set("Cache-Control", "no-store")
	}
	fresh, err := s.isFresh(r)
	if err != nil {
		return err
	}
	page := s.page(r, frame{
		title:       r.p.T("start.title"),
		description: r.p.T("start.description"),
		area:        "start",
	})
	if form.Error != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.Start(page, templates.StartView{
		Model:   s.model(),
		Quick:   offer(s.model().Quick(), assessment.KindQuick),
		Full:    offer(s.model(), assessment.KindFull),
		Own:     own,
		Form:    form,
		Deleted: r.QueryParam("deleted") != "",
		Sample:  s.sampleView(r),
		Fresh:   fresh,
		Closed:  s.noGuests,
	}))
}

// isFresh says that the installation has no user yet. Once it has one, it always will.
func (s *Server) isFresh(r *request) (bool, error) {
	if !s.fresh.Load() {
		return false, nil
	}
	any, err := s.store.AnyUser(r.ctx())
	if any {
		s.fresh.Store(false)
	}
	return !any, err
}

// offer says what a kind of assessment takes.
func offer(m *assessment.Model, kind assessment.Kind) templates.Offer {
	const under = 5 * time.Minute
	var needed time.Duration
	for _, q := range m.Questions() {
		needed += readingTime(q, kind) + deciding
	}
	return templates.Offer{
		Kind:      kind,
		Questions: len(m.Questions()),
		Minutes:   max(rounded(needed), int(under.Minutes())),
		Under:     needed < under,
	}
}

// ownAssessments are those that this browser can go on with.
func (s *Server) ownAssessments(r *request) ([]templates.OwnAssessment, error) {
	if r.viewer == (assessment.Viewer{}) {
		return nil, nil
	}
	all, err := s.store.Assessments(r.ctx(), r.viewer)
	if err != nil {
		return nil, err
	}
	var own []templates.OwnAssessment
	for _, a := range all {
		answers, err := s.store.Answers(r.ctx(), r.viewer, a.ID)
		if errors.Is(err, assessment.ErrNotFound) {
			continue // deleted a moment ago in another window
		}
		if err != nil {
			return nil, err
		}
		asked := a.Questionnaire().Questions()
		answered := 0
		for _, q := range asked {
			if answers[q.ID].Choice != assessment.Blank {
				answered++
			}
		}
		own = append(own, templates.OwnAssessment{Assessment: a, Answered: answered, Asked: len(asked)})
	}
	return own, nil
}

// postAssessment starts an assessment and leads to its first question. The browser becomes a guest by it, not before.
func (s *Server) postAssessment(r *request) error {
	if s.noGuests {
		return r.see("/sign-in")
	}
	var sent newForm
	refused := decode(r.form, &sent, cleanName)
	form := templates.StartForm{Kind: assessment.Kind(sent.Kind), Organisation: sent.Organisation}
	for _, field := range []string{"kind", "organisation"} {
		if message, wrong := refused[field]; wrong && form.Error == "" {
			form.Error, form.Field = message, field
		}
	}
	if form.Error != "" {
		return s.showStart(r, http.StatusUnprocessableEntity, form)
	}
	if err := s.becomeGuest(r); err != nil {
		return err
	}
	a, err := s.store.CreateAssessment(r.ctx(), r.viewer, form.Kind, form.Organisation, s.model())
	if err != nil {
		return err
	}
	first := a.Questionnaire().Questions()[0]
	return r.see(templates.QuestionPath(a.ID, first.ID))
}

// cleanName makes one line of a name: control characters go, line breaks become spaces, spaces are joined, and what
// reorders the letters around it or takes no room is left out. Marks that scripts and emoji are written with stay.
func cleanName(name string) string {
	seen := strings.Map(func(r rune) rune {
		if r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200b || r == 0x2060 || r == 0xfeff {
			return -1
		}
		return r
	}, assessment.Clean(name))
	return strings.Join(strings.FieldsFunc(seen, func(r rune) bool { return r <= ' ' || r >= 0x7f && r < 0xa0 || r == 0xa0 }), " ")
}

// postLanguage keeps the language for the browser, and for a user on every device, and goes back to where the switch was.
func (s *Server) postLanguage(r *request) error {
	var sent languageChoice
	if refused := decode(r.form, &sent, strings.TrimSpace); refused != nil {
		return &assessment.InvalidError{Fields: refused}
	}
	if r.viewer.SignedIn() {
		if err := s.store.SetLanguage(r.ctx(), r.viewer, sent.Lang); err != nil {
			return err
		}
	}
	s.remember(r, languageCookie, sent.Lang)
	return r.see(safeNext(r.form.Get("next")))
}

// postPreferences keeps the switches that the form has and leaves the others as they are. The theme belongs to the
// browser, the rest to the guest; whoever is none yet has nothing that they would change.
func (s *Server) postPreferences(r *request) error {
	var sent preferencesForm
	if refused := decode(r.form, &sent, strings.TrimSpace); refused != nil {
		return &assessment.InvalidError{Fields: refused}
	}
	if sent.Theme != "" {
		s.remember(r, themeCookie, sent.Theme)
	}
	switches := assessment.Preferences{Shortcuts: assessment.Switch(sent.Shortcuts), Advance: assessment.Switch(sent.Advance)}
	if switches != (assessment.Preferences{}) && (r.viewer.SignedIn() || r.viewer.GuestID != "") {
		if err := s.store.SetPreferences(r.ctx(), r.viewer, switches); err != nil {
			return err
		}
	}
	return r.see(safeNext(r.form.Get("next")))
}
