package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/web/templates"
)

func (s *Server) getMethod(r *request) error {
	page := s.page(r, frame{
		title:       r.p.T("footer.method"),
		description: r.p.T("method.description"),
		area:        "method",
	})
	return s.render(r, http.StatusOK, templates.Method(page, templates.MethodView{
		Model:        s.model(),
		Requirements: requirements(s.model()),
		Sample:       sampleCapability(s.model()),
		LawNote:      s.lawNote(r, s.model()),
	}))
}

// requirements lists the gates of a model, the lowest level first, then in model order.
func requirements(m *assessment.Model) []templates.Requirement {
	var all []templates.Requirement
	for _, q := range m.Questions() {
		for _, gate := range q.Gates {
			all = append(all, templates.Requirement{Question: q, Gate: gate})
		}
	}
	slices.SortStableFunc(all, func(a, b templates.Requirement) int { return a.Gate.Level - b.Gate.Level })
	return all
}

// sampleCapability serves as an example for a mean: three questions that weigh the same.
func sampleCapability(m *assessment.Model) *assessment.Capability {
	all := m.Capabilities()
	fits := func(c *assessment.Capability) bool {
		return len(c.Questions) == 3 && c.Questions[0].Weight == c.Questions[1].Weight && c.Questions[1].Weight == c.Questions[2].Weight
	}
	if i := slices.IndexFunc(all, fits); i >= 0 {
		return all[i]
	}
	return nil
}

// lawNote says of when the legal references of a model are, and warns when that is too long ago.
func (s *Server) lawNote(r *request, m *assessment.Model) templates.LawNote {
	law := s.lawState(m)
	note := templates.LawNote{Text: r.p.Text(law.Note)}
	checked, err := time.Parse(time.DateOnly, law.CheckedOn)
	if err == nil {
		note.Checked = r.p.Date(checked)
	}
	if err == nil && s.now().After(checked.AddDate(0, law.StaleAfterMonths, 0)) {
		note.Stale = r.p.Fill(law.Stale, map[string]string{"date": r.p.Date(checked)})
	}
	return note
}

func (s *Server) getQuestions(r *request) error {
	page := s.page(r, frame{
		title:       r.p.T("questions.title"),
		description: r.p.T("questions.description", "N", len(s.model().Questions())),
		area:        "method",
	})
	return s.render(r, http.StatusOK, templates.Questions(page, templates.QuestionsView{Model: s.model()}))
}

func (s *Server) getMethodQuestion(r *request) error {
	q, ok := s.model().Question(r.Param("q"))
	if !ok {
		return echo.ErrNotFound
	}
	all := s.model().Questions()
	i := slices.Index(all, q)
	view := templates.MethodQuestionView{
		Model:      s.model(),
		Question:   q,
		Number:     i + 1,
		Count:      len(all),
		References: s.model().Shown(nil, q.Refs), // nobody’s facts are known here
		LawNote:    s.lawNote(r, s.model()),
	}
	if i > 0 {
		view.Previous = all[i-1]
	}
	if i < len(all)-1 {
		view.Next = all[i+1]
	}
	page := s.page(r, frame{
		title:       r.p.Text(q.Text),
		description: r.p.Text(q.Why),
		area:        "method",
	})
	return s.render(r, http.StatusOK, templates.MethodQuestion(page, view))
}
