package web

import (
	"net/http"

	"lauter/assessment"
	"lauter/web/templates"
)

// getDelete asks once before an assessment is deleted.
func (s *Server) getDelete(r *request, w *work) error {
	answered := 0
	for _, a := range w.answers {
		if a.Choice != assessment.Blank {
			answered++
		}
	}
	page := s.page(r, frame{title: templates.DeleteTitle(r.p), area: questionArea, work: w})
	return s.render(r, http.StatusOK, templates.Delete(page, answered))
}

func (s *Server) postDelete(r *request, w *work) error {
	if err := s.store.Delete(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	s.kept.drop(w.ID)
	if w.OfClient() {
		return r.see(templates.ClientPath(w.OrganisationID) + "?done=deleted")
	}
	return r.see("/?deleted=1")
}
