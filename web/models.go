package web

import (
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/web/templates"
)

// shownProblems is how many remarks on a version a page shows.
const shownProblems = 50

// getModels lists the imported versions of the questions, and offers those that new assessments can use.
func (s *Server) getModels(r *request) error {
	all, err := s.store.Models(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	view := templates.ModelsView{Current: s.model().Version, Shipped: s.shipped.Version, Done: r.QueryParam("done") != ""}
	for _, v := range all {
		_, err := s.usable(r, v)
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err
		}
		view.Versions = append(view.Versions, templates.ModelRow{ModelVersion: v, Usable: err == nil})
	}
	page := s.page(r, frame{title: r.p.T("models.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Models(page, view))
}

// usable reads a version that this program can compute. Every other is ErrNotFound.
func (s *Server) usable(r *request, v assessment.ModelVersion) (*assessment.Model, error) {
	m, err := s.store.Model(r.ctx(), v.Model, v.Version)
	var broken *assessment.LoadError
	if errors.As(err, &broken) || err == nil && (m.ID != s.shipped.ID || m.Method != s.shipped.Method) {
		return m, assessment.ErrNotFound
	}
	return m, err
}

// getModel shows a version: what is known about it, what a check says, and its questions.
func (s *Server) getModel(r *request) error {
	all, err := s.store.Models(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.Version != r.Param("version") || v.Model != s.shipped.ID {
			continue
		}
		files, err := s.store.ModelFiles(r.ctx(), r.viewer, v.Model, v.Version)
		if err != nil {
			return err
		}
		view := templates.ModelView{ModelVersion: v, Changed: files.Digest() != v.Digest, Current: v.Version == s.model().Version}
		for _, problem := range assessment.Lint(files) {
			view.Problems = append(view.Problems, problem.String())
		}
		view.Shown = view.Problems[:min(len(view.Problems), shownProblems)]
		if view.Model, err = s.usable(r, v); err != nil && !errors.Is(err, assessment.ErrNotFound) {
			s.log.Error("a stored model can't be read", "version", v.Version, "error", err.Error())
		}
		page := s.page(r, frame{title: r.p.T("models.version", "Version", v.Version), area: accountArea, private: true})
		return s.render(r, http.StatusOK, templates.ModelPage(page, view))
	}
	return assessment.ErrNotFound
}

// postModels chooses the version that new assessments use.
func (s *Server) postModels(r *request) error {
	m, err := s.store.ChooseModel(r.ctx(), r.viewer, s.shipped, r.form.Get("version"))
	if err != nil {
		return err
	}
	s.current.Store(m)
	return r.see("/admin/models?done=chosen")
}
