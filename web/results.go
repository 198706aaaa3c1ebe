package web

import (
	"fmt"
	"net/url"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// resultsArea is the style sheet of everything that shows results.
const resultsArea = "results"

// Tabs of the results pages.
const (
	overviewTab = "overview"
	answersTab  = "answers"
)

// results is the one way from answers to what the results pages show.
func (s *Server) results(r *request, w *work) (templates.ResultsView, error) {
	f, err := scoring.Evaluate(w.Assessment, w.answers)
	if err != nil {
		return templates.ResultsView{}, err
	}
	return templates.ResultsView{Findings: f, Words: wording.New(f, r.p)}, nil
}

func (s *Server) getResults(r *request, w *work) error {
	view, err := s.results(r, w)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.ResultsTitle(r.p), area: resultsArea, work: w, tab: overviewTab})
	return s.render(r, 200, templates.Results(page, view))
}

func (s *Server) getAnswers(r *request, w *work) error {
	view, err := s.results(r, w)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.AnswersTitle(r.p), area: resultsArea, work: w, tab: answersTab})
	return s.render(r, 200, templates.Answers(page, view))
}

func (s *Server) getReport(r *request, w *work) error { return assessment.ErrNotFound }

// attachment is a Content-Disposition under which browsers save a file. Old ones take the plain name, in ASCII.
func attachment(name, ending string) string {
	plain := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' || strings.ContainsRune(`"\/:*?<>|%`, c) {
			return '_'
		}
		return c
	}, name)
	return fmt.Sprintf(`attachment; filename="%s.%s"; filename*=UTF-8''%s.%s`, plain, ending, url.PathEscape(name), ending)
}
