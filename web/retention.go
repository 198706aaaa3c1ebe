package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// getRetention shows for how long what is kept, and with ?preview= what other periods would delete. It changes nothing.
func (s *Server) getRetention(r *request) error {
	if r.QueryParam("preview") == "" {
		view := retentionView(s.store.Periods(), nil)
		view.Saved = r.QueryParam("done") != ""
		return s.showRetention(r, http.StatusOK, view)
	}
	periods, wrong := readPeriods(r.p, r.QueryParams())
	view := retentionView(s.store.Periods(), r.QueryParams())
	if view.Wrong = wrong; len(wrong) > 0 {
		return s.showRetention(r, http.StatusUnprocessableEntity, view)
	}
	due, err := s.store.Due(r.ctx(), r.viewer, periods)
	if err != nil {
		return err
	}
	view.Preview = true
	for i, row := range view.Rows {
		view.Rows[i].Typed = strconv.Itoa(periods.Days(row.Kind)) // without zeros before it
	}
	view.Due = []templates.DueLine{
		{Kind: assessment.KeptGuest, N: due.Assessments}, {Kind: assessment.KeptClient, N: due.Rounds},
		{Kind: assessment.KeptSession, N: due.Sessions}, {Kind: assessment.KeptLink, N: due.Links},
		{Kind: assessment.KeptLog, N: due.LogEntries}, {Kind: assessment.KeptSnapshot, N: due.Snapshots},
	}
	return s.showRetention(r, http.StatusOK, view)
}

// postRetention saves the periods that the preview was of.
func (s *Server) postRetention(r *request) error {
	periods, wrong := readPeriods(r.p, r.form)
	if len(wrong) > 0 {
		view := retentionView(s.store.Periods(), r.form)
		view.Wrong = wrong
		return s.showRetention(r, http.StatusUnprocessableEntity, view)
	}
	if err := s.store.SetPeriods(r.ctx(), r.viewer, periods); err != nil {
		return err
	}
	return r.see("/admin/retention?done=saved")
}

func (s *Server) showRetention(r *request, status int, view templates.RetentionView) error {
	page := s.page(r, frame{title: r.p.T("retention.title"), area: accountArea, private: true})
	if len(view.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Retention(page, view))
}

// retentionView shows the periods that hold, with what was typed in place of them, if anything was.
func retentionView(now assessment.Periods, typed url.Values) (view templates.RetentionView) {
	for _, b := range assessment.KeptKinds {
		row := templates.PeriodRow{Bounds: b, Now: now.Days(b.Kind), Typed: strconv.Itoa(now.Days(b.Kind))}
		if typed.Has(string(b.Kind)) {
			row.Typed = shortNumber(typed.Get(string(b.Kind)))
		}
		view.Rows = append(view.Rows, row)
	}
	return view
}

// shortNumber is what was typed where a number belongs, cut to what anybody would type.
func shortNumber(typed string) string {
	runes := []rune(cleanName(typed))
	return string(runes[:min(len(runes), 12)])
}

// readPeriods reads the days of every kind, or says by kind what is wrong with them.
func readPeriods(p *locale.Printer, typed url.Values) (periods assessment.Periods, wrong map[string]string) {
	periods, wrong = assessment.Periods{}, map[string]string{}
	for _, b := range assessment.KeptKinds {
		days, err := strconv.Atoi(strings.TrimSpace(typed.Get(string(b.Kind))))
		if err != nil || !b.Allow(days) {
			wrong[string(b.Kind)] = p.T("retention.error", "Least", b.Least, "Most", b.Most)
			continue
		}
		periods[b.Kind] = days
	}
	return periods, wrong
}
