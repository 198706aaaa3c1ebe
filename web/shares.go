package web

import (
	"net/http"
	"strconv"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

func (s *Server) getShares(r *request, w *work) error {
	return s.showShares(r, http.StatusOK, w, templates.ShareForm{Days: "14"})
}

func (s *Server) showShares(r *request, status int, w *work, form templates.ShareForm) error {
	all, err := s.store.Shares(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("share.title"), area: accountArea, work: w, tab: overviewTab})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Shares(page, templates.SharesView{Shares: all, Form: form, Now: s.now()}))
}

// linkLife reads for how many days a link is to work, or says what is wrong with them.
func linkLife(p *locale.Printer, typed string, wrong map[string]string) time.Duration {
	days, err := strconv.Atoi(typed)
	if err != nil || days < 1 || days > assessment.LongestShare {
		wrong["days"] = p.T("share.error.days", "Most", assessment.LongestShare)
	}
	return time.Duration(days) * 24 * time.Hour
}

// postShare makes a link to the results and answers with it, because only its hash is kept.
func (s *Server) postShare(r *request, w *work) error {
	form := templates.ShareForm{Label: cleanName(r.form.Get("label")), Days: r.form.Get("days"), Wrong: map[string]string{}}
	life := linkLife(r.p, form.Days, form.Wrong)
	if len([]rune(form.Label)) > 120 {
		form.Wrong["label"] = r.p.T("share.error.label")
	}
	if len(form.Wrong) > 0 {
		return s.showShares(r, http.StatusUnprocessableEntity, w, form)
	}
	token, err := s.store.NewShare(r.ctx(), r.viewer, w.ID, form.Label, life)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showShares(r, http.StatusUnprocessableEntity, w, form)
	}
	if err != nil {
		return err
	}
	text := r.p.T("share.made.text")
	if form.Label != "" {
		text = r.p.T("share.made.for", "Name", form.Label)
	}
	return s.showSecret(r, templates.SecretView{
		Title: r.p.T("share.made.title"),
		Text:  text,
		URL:   s.url.JoinPath("s", token).String(),
		Until: s.now().Add(life),
		Back:  templates.AssessmentPath(w.ID, "shares"),
	})
}

func (s *Server) postRevokeShare(r *request, w *work) error {
	if err := s.store.RevokeShare(r.ctx(), r.viewer, w.ID, r.Param("share")); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "shares"))
}

// getShared asks before a link opens a result. It names neither the client nor the result: whoever looks may be a mail
// scanner. Looking changes nothing.
func (s *Server) getShared(r *request) error {
	h, err := s.store.OpenShare(r.ctx(), r.Param("token"))
	if err != nil {
		return err
	}
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: r.p.T("shared.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Shared(page, "/s/"+r.Param("token"), h))
}

// postShared lets the browser see the results behind a link while it works.
func (s *Server) postShared(r *request) error {
	token := r.Param("token")
	if _, err := s.store.OpenShare(r.ctx(), token); err != nil {
		return err
	}
	return s.join(r, func() (string, error) {
		id, err := s.store.JoinShare(r.ctx(), r.viewer, token)
		return templates.AssessmentPath(id, "results"), err
	})
}
