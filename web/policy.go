package web

import (
	"errors"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/store"
	"lauter/web/templates"
)

// guarded is a handler behind a policy. Only the methods in this file make one, and routes takes nothing else, so an
// address without a policy doesn't compile.
type guarded struct {
	policy string
	serve  echo.HandlerFunc
}

// Route is an address that the server answers, with who is let in: "public", "user", "installation",
// "respondent", "workspace:ROLE", or "assessment:RIGHT" and "client:RIGHT" for whoever has that right there.
type Route struct{ Method, Path, Policy string }

// Routes lists every address that the server answers.
func (s *Server) Routes() []Route { return s.table }

// public lets everybody in. What a handler refuses to somebody who may see it is recorded.
func (s *Server) public(handle func(*request) error) guarded {
	return guarded{"public", func(c echo.Context) error {
		r, err := s.newRequest(c)
		if err != nil {
			return err
		}
		err = handle(r)
		if errors.Is(err, assessment.ErrNotFound) && s.signedOut(r) {
			return askAgain(r)
		}
		if errors.Is(err, assessment.ErrNotFound) && r.viewer.Owes {
			return leadToDuty(r)
		}
		if errors.Is(err, assessment.ErrForbidden) && r.viewer.SignedIn() {
			err = errors.Join(err, s.store.Record(r.ctx(), "", r.viewer, assessment.LogDenied, r.viewer.UserID, c.Path()))
		}
		return err
	}}
}

// bare is for what belongs to nobody and looks at nobody: files and probes.
func bare(serve echo.HandlerFunc) guarded { return guarded{"public", serve} }

// may lets in whoever has a right to the assessment in the path. For whoever has no role in it, it does not exist.
func (s *Server) may(right assessment.Right, handle func(*request, *work) error) guarded {
	g := s.public(func(r *request) error {
		a, answers, err := s.store.AssessmentWithAnswers(r.ctx(), r.viewer, r.Param("id"))
		if errors.Is(err, assessment.ErrNotFound) && right == assessment.RightResults { // all that a link has shown
			return s.withdrawn(r, err)
		}
		if err != nil {
			return err
		}
		if !a.Role.May(right) {
			return assessment.ErrForbidden
		}
		return handle(r, newWork(r, a, answers))
	})
	g.policy = "assessment:" + string(right)
	return g
}

// withdrawn tells a browser that has seen a result by a link why it doesn't find it any more, if the link was revoked.
// For everybody else, what isn't theirs stays the same as what doesn't exist.
func (s *Server) withdrawn(r *request, missing error) error {
	if r.viewer.GuestID == "" || s.signedOut(r) || r.viewer.Owes {
		return missing
	}
	is, err := s.store.Withdrawn(r.ctx(), r.viewer, r.Param("id"))
	if err != nil || !is {
		return errors.Join(missing, err)
	}
	return assessment.ErrWithdrawn
}

// saving is may for saving one answer. A script that does so gets no page, so the other answers are not read for it.
func (s *Server) saving(handle func(*request, *work) error) guarded {
	g := s.may(assessment.RightSave, handle)
	whole := g.serve
	alone := s.public(func(r *request) error {
		a, err := s.store.Assessment(r.ctx(), r.viewer, r.Param("id"))
		if err != nil {
			return err
		}
		if !a.Role.May(assessment.RightSave) {
			return assessment.ErrForbidden
		}
		return handle(r, newWork(r, a, nil))
	}).serve
	g.serve = func(c echo.Context) error {
		if wantsJSON(c.Request()) {
			return alone(c)
		}
		return whole(c)
	}
	return g
}

// recorded notes in the log of a client's workspace that somebody takes a file along: when the file is made, and before
// its first byte leaves. What is refused is not taken along; what can't be recorded does not leave.
func (s *Server) recorded(file string, handle func(*request, *work) error) func(*request, *work) error {
	return func(r *request, w *work) error {
		if r.Request().Method != http.MethodHead && s.logged(w) {
			r.record = func() error {
				return s.store.Record(r.ctx(), w.WorkspaceID, r.viewer, assessment.LogExported, w.ID, file)
			}
		}
		return handle(r, w)
	}
}

// logged says that the assessment belongs to a workspace that has a log.
func (s *Server) logged(w *work) bool { return w.OfClient() || w.Role == assessment.RoleShared }

// responding lets in the browser that takes part in the survey in the path. For every other one it does not
// exist. Once the survey is closed, whoever has ever answered one here is told so.
func (s *Server) responding(handle func(*request, *respondent) error) guarded {
	g := s.public(func(r *request) error {
		r.Response().Header().Set("Cache-Control", "no-store")
		secret := r.cookie(s.respondentCookie())
		found, err := s.store.Responding(r.ctx(), secret, r.Param("survey"))
		if err != nil {
			return err
		}
		return handle(r, &respondent{found, secret})
	})
	g.policy = "respondent"
	return g
}

// survey is may for what is about one survey on the assessment.
func (s *Server) survey(right assessment.Right, handle func(*request, *work, assessment.Survey) error) guarded {
	return s.may(right, func(r *request, w *work) error {
		found, err := s.store.Survey(r.ctx(), r.viewer, w.ID, r.Param("survey"))
		if err != nil {
			return err
		}
		return handle(r, w, found)
	})
}

// user lets in whoever is signed in, and shows everybody else the way. What they see is for nobody else.
func (s *Server) user(handle func(*request) error) guarded {
	g := s.public(func(r *request) error {
		r.Response().Header().Set("Cache-Control", "no-store")
		if !r.viewer.SignedIn() {
			if s.signedOut(r) {
				return askAgain(r)
			}
			return r.see(signInFor(r))
		}
		return handle(r)
	})
	g.policy = "user"
	return g
}

// member is user for what shows or changes something of a workspace: whoever owes a second factor is led to set one up.
func (s *Server) member(handle func(*request) error) guarded {
	return s.user(func(r *request) error {
		if r.viewer.Owes {
			return leadToDuty(r)
		}
		return handle(r)
	})
}

// signedOut says that the browser was signed in and is no longer: after a while without use, or from elsewhere.
func (s *Server) signedOut(r *request) bool {
	return !r.viewer.SignedIn() && !r.viewer.Pending && store.OfSession(r.cookie(s.guestCookie()))
}

// askAgain leads somebody whose sign-in has ended to a new one and back. What they were sending is not lost: a page says
// that it was not saved, and going back in the browser finds it as typed; a script tries again by itself.
func askAgain(r *request) error {
	if r.Request().Method == http.MethodPost {
		return echo.NewHTTPError(http.StatusUnauthorized)
	}
	return r.see(signInFor(r))
}

// leadToDuty leads somebody who owes a second factor to where they set one up, and back. What they were sending is not
// lost: a page says that it was not saved, a script tries again by itself.
func leadToDuty(r *request) error {
	if r.Request().Method == http.MethodPost {
		return errDuty
	}
	return r.see("/account/duty?" + templates.NextQuery(safeNext(r.Request().URL.RequestURI())))
}

// errDuty says that nothing was done because a second factor is missing.
var errDuty = echo.NewHTTPError(http.StatusUnauthorized)

// signInFor is the address that asks to sign in and then leads back to the page that was asked for.
func signInFor(r *request) string {
	if r.Request().Method == http.MethodPost {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"next": {safeNext(r.Request().URL.RequestURI())}}.Encode()
}

// client lets in whoever has a right to the client in the path.
func (s *Server) client(right assessment.Right, handle func(*request, assessment.Client) error) guarded {
	g := s.user(func(r *request) error {
		c, err := s.store.Client(r.ctx(), r.viewer, r.Param("c"))
		if err != nil {
			return err
		}
		if !c.Role.May(right) {
			return assessment.ErrForbidden
		}
		return handle(r, c)
	})
	g.policy = "client:" + string(right)
	return g
}

// granting lets in whoever may invite people to the client in the path.
func (s *Server) granting(handle func(*request, assessment.Client) error) guarded {
	g := s.client(assessment.RightRead, func(r *request, c assessment.Client) error {
		if !c.Role.Grants(assessment.RoleViewer) {
			return assessment.ErrForbidden
		}
		return handle(r, c)
	})
	g.policy = "client:invite"
	return g
}

// workspace lets in whoever has a role in the whole workspace in the path: its admins, or with staff its consultants
// too.
func (s *Server) workspace(role assessment.Role, handle func(*request, assessment.Workspace) error) guarded {
	g := s.user(func(r *request) error {
		all, err := s.store.Workspaces(r.ctx(), r.viewer)
		if err != nil {
			return err
		}
		for _, w := range all {
			if w.ID != r.Param("w") {
				continue
			}
			if role == assessment.RoleAdmin && w.Role != role {
				return assessment.ErrForbidden
			}
			return handle(r, w)
		}
		return assessment.ErrNotFound
	})
	g.policy = "workspace:" + string(role)
	return g
}

// installation lets in whoever runs the installation. For everybody else the address does not exist.
func (s *Server) installation(handle func(*request) error) guarded {
	g := s.user(func(r *request) error {
		if !r.viewer.Admin {
			return assessment.ErrNotFound
		}
		return handle(r)
	})
	g.policy = "installation"
	return g
}
