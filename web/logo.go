package web

import (
	"errors"
	"image"
	"net/http"

	"lauter/assessment"
	"lauter/internal/picture"
	"lauter/web/templates"
)

// whyNoLogo are the messages on files that are not taken.
var whyNoLogo = map[error]string{
	picture.ErrKind:   "logo.error.kind",
	picture.ErrFile:   "logo.error.file",
	picture.ErrSize:   "logo.error.size",
	picture.ErrBroken: "logo.error.broken",
}

// postLogo gives a workspace the picture in a file as its logo. Nothing of the file is kept but its pixels.
func (s *Server) postLogo(r *request, w assessment.Workspace) error {
	refused := func(message string) error {
		form := templates.FinishedForm{Wrong: map[string]string{"logo": r.p.T(message)}}
		return s.showSettings(r, http.StatusUnprocessableEntity, w, form)
	}
	if len(r.file) == 0 {
		return refused("logo.error.none")
	}
	m, err := picture.Read(r.file)
	if message, known := whyNoLogo[err]; known {
		return refused(message)
	}
	if err != nil {
		return err
	}
	png, err := picture.Encode(m)
	if err != nil {
		return err
	}
	if err := s.store.SetLogo(r.ctx(), r.viewer, w.ID, png, m.Bounds().Dx(), m.Bounds().Dy()); err != nil {
		return err
	}
	return r.see(settingsPath(w.ID) + "?done=logo")
}

func (s *Server) postLogoRemove(r *request, w assessment.Workspace) error {
	if err := s.store.RemoveLogo(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	return r.see(settingsPath(w.ID) + "?done=logo")
}

// getWorkspaceLogo sends the logo to whoever can change it.
func (s *Server) getWorkspaceLogo(r *request, w assessment.Workspace) error {
	png, err := s.store.WorkspaceLogoPNG(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	return r.Blob(http.StatusOK, "image/png", png)
}

// getLogo sends the logo of who works on an assessment to whoever may see its results.
func (s *Server) getLogo(r *request, w *work) error {
	png, err := s.store.LogoPNG(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	return r.Blob(http.StatusOK, "image/png", png)
}

// logoOf is the logo for a report; nil if there is none, or none any more.
func (s *Server) logoOf(r *request, w *work) (*image.NRGBA, error) {
	if w.Logo.Digest == "" {
		return nil, nil
	}
	png, err := s.store.LogoPNG(r.ctx(), r.viewer, w.ID)
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return picture.Decode(png)
}
