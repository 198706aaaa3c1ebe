package web

import (
	"net/http"

	"lauter/web/templates"
)

// postLink makes a private link. It answers with the page that shows it, because only its hash is kept.
func (s *Server) postLink(r *request, w *work) error {
	replaced := w.HasLink
	token, err := s.store.NewLink(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	if w.Assessment, err = s.store.Assessment(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.LinkTitle(r.p), area: questionArea, work: w, copies: true})
	return s.render(r, http.StatusOK, templates.NewLink(page, s.url.JoinPath("resume", token).String(), replaced))
}

// getResume asks before a private link opens an assessment in this browser. Looking changes nothing.
func (s *Server) getResume(r *request) error {
	token := r.Param("token")
	if _, err := s.store.OpenLink(r.ctx(), token); err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: templates.ResumeTitle(r.p), area: questionArea, private: true})
	return s.render(r, http.StatusOK, templates.Resume(page, token))
}

// postResume makes the assessment behind a private link one of this browser's own. A link that leads nowhere makes
// nobody a guest.
func (s *Server) postResume(r *request) error {
	token := r.Param("token")
	if _, err := s.store.OpenLink(r.ctx(), token); err != nil {
		return err
	}
	return s.join(r, func() (string, error) {
		a, err := s.store.JoinLink(r.ctx(), r.viewer, token)
		if err != nil {
			return "", err
		}
		return templates.AssessmentPath(a.ID), nil
	})
}

// join lets the browser hold a link that was found to be in force, and leads to what it opens. Only then does it become
// a guest.
func (s *Server) join(r *request, hold func() (path string, err error)) error {
	if err := s.becomeGuest(r); err != nil {
		return err
	}
	path, err := hold()
	if err != nil {
		return err
	}
	return r.see(path)
}
