package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/scoring"
	"lauter/internal/store"
	"lauter/web/templates"
)

const (
	mostAtStake  = 15 // questions of a workshop on what is at stake
	startsLayout = "2006-01-02T15:04"
)

// getWorkshops lists the workshops of an assessment.
func (s *Server) getWorkshops(r *request, w *work) error {
	all, err := s.store.Workshops(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("workshops.title"), area: accountArea, work: w})
	return s.render(r, http.StatusOK, templates.Workshops(page, templates.WorkshopsView{All: all, Deleted: r.QueryParam("done") == "deleted"}))
}

func (s *Server) getNewWorkshop(r *request, w *work) error {
	if w.Finished() {
		return assessment.ErrClosed
	}
	return s.showNewWorkshop(r, http.StatusOK, w, templates.WorkshopForm{
		Sequence: string(assessment.Together), Naming: templates.Anonymous, Threshold: strconv.Itoa(assessment.DefaultThreshold), Set: templates.SetQuick,
		Roles: []string{"leadership", "marketing", "data", "technology", "legal"},
	})
}

func (s *Server) showNewWorkshop(r *request, status int, w *work, form templates.WorkshopForm) error {
	page := s.page(r, frame{title: r.p.T("workshops.new"), area: accountArea, work: w})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.PrepareWorkshop(page, templates.PrepareView{
		Form: form, Asked: w.asked, Quick: len(w.asked.Quick().Questions()), AtStake: min(mostAtStake, len(w.asked.Questions())),
	}))
}

// postWorkshop prepares a workshop and leads to it.
func (s *Server) postWorkshop(r *request, w *work) error {
	form := templates.WorkshopForm{
		Title: cleanName(r.form.Get("title")), Sequence: r.form.Get("sequence"), Naming: r.form.Get("naming"),
		Threshold: strings.TrimSpace(r.form.Get("threshold")), Set: r.form.Get("set"), Capabilities: r.form["capability"],
		Roles: r.form["role"], Minutes: strings.TrimSpace(r.form.Get("minutes")), StartsAt: strings.TrimSpace(r.form.Get("starts_at")),
		Wrong: map[string]string{},
	}
	prepared, err := s.readWorkshop(r, w, &form)
	if err != nil {
		return err
	}
	if len(form.Wrong) > 0 {
		return s.showNewWorkshop(r, http.StatusUnprocessableEntity, w, form)
	}
	id, err := s.store.CreateWorkshop(r.ctx(), r.viewer, w.ID, prepared)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showNewWorkshop(r, http.StatusUnprocessableEntity, w, form)
	}
	if err != nil {
		return err
	}
	return r.see(templates.WorkshopPath(id))
}

// readWorkshop checks the form of a new workshop, and notes in it what is wrong.
func (s *Server) readWorkshop(r *request, w *work, form *templates.WorkshopForm) (n store.NewWorkshop, err error) {
	n = store.NewWorkshop{Sequence: assessment.Sequence(form.Sequence), Named: form.Naming == templates.Named}
	s.readPlan(r, form, &n.Title, &n.Minutes, &n.StartsAt)
	if n.Sequence != assessment.Together && n.Sequence != assessment.OneByOne {
		form.Wrong["sequence"] = r.p.T("workshops.error.choice")
	}
	if !n.Named && form.Naming != templates.Anonymous {
		form.Wrong["naming"] = r.p.T("workshops.error.choice")
	}
	n.Threshold, err = strconv.Atoi(form.Threshold)
	if !n.Named && (err != nil || n.Threshold < assessment.LeastThreshold || n.Threshold > assessment.MostThreshold) {
		form.Wrong["threshold"] = r.p.T("workshops.error.threshold", "Least", assessment.LeastThreshold, "Most", assessment.MostThreshold)
	}
	for _, role := range assessment.SeatRoles {
		if slices.Contains(form.Roles, string(role)) {
			n.Roles = append(n.Roles, role)
		}
	}
	if n.Questions, err = w.questionsOf(form); err != nil {
		return n, err
	}
	if len(n.Questions) == 0 {
		form.Wrong["set"] = r.p.T("workshop.error.questions")
	}
	return n, nil
}

// readPlan reads what of a workshop can be changed later.
func (s *Server) readPlan(r *request, form *templates.WorkshopForm, title *string, minutes *int, starts *time.Time) {
	if *title = form.Title; len([]rune(form.Title)) > assessment.MaxWorkshopTitle {
		form.Wrong["title"] = r.p.T("workshops.error.title", "Most", assessment.MaxWorkshopTitle)
	}
	if form.Minutes != "" {
		n, err := strconv.Atoi(form.Minutes)
		if *minutes = n; err != nil || n < 0 || n > assessment.MaxMinutes {
			form.Wrong["minutes"] = r.p.T("workshops.error.minutes", "Most", assessment.MaxMinutes)
		}
	}
	if form.StartsAt != "" {
		at, err := time.Parse(startsLayout, form.StartsAt)
		if *starts = at; err != nil || at.Year() < 2000 || at.Year() > 2100 {
			form.Wrong["starts_at"] = r.p.T("workshops.error.starts")
		}
	}
}

// questionsOf are the questions that a form chooses.
func (w *work) questionsOf(form *templates.WorkshopForm) (ids []string, err error) {
	switch form.Set {
	case templates.SetQuick:
		return idsOf(w.asked.Quick().Questions()), nil
	case templates.SetAll:
		return idsOf(w.asked.Questions()), nil
	case templates.SetStake:
		ids, err = scoring.OpenPoints(w.asked, w.answers)
		return ids[:min(mostAtStake, len(ids))], err
	case templates.SetCapabilities:
		for _, q := range w.asked.Questions() {
			if slices.Contains(form.Capabilities, q.Capability.ID) {
				ids = append(ids, q.ID)
			}
		}
	}
	return ids, nil
}

func idsOf(questions []*assessment.Question) (ids []string) {
	for _, q := range questions {
		ids = append(ids, q.ID)
	}
	return ids
}

// getWorkshop is where whoever leads a workshop finds all of it: how people join, the plan, and its pages. Others are
// led to what was agreed.
func (s *Server) getWorkshop(r *request, w *sitting) error {
	if w.Closed() || !w.work.Role.May(assessment.RightManage) {
		return r.see(templates.WorkshopPath(w.ID, "ledger"))
	}
	form := templates.WorkshopForm{Title: w.Title}
	if w.Minutes > 0 {
		form.Minutes = strconv.Itoa(w.Minutes)
	}
	if !w.StartsAt.IsZero() {
		form.StartsAt = w.StartsAt.Format(startsLayout)
	}
	return s.showWorkshop(r, http.StatusOK, w, form)
}

func (s *Server) showWorkshop(r *request, status int, w *sitting, form templates.WorkshopForm) error {
	door, err := s.doorOf(w.Workshop)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.WorkshopTitle(r.p, w.Workshop), area: accountArea, work: w.work})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.WorkshopHome(page, templates.WorkshopView{
		Workshop: w.Workshop, Entrance: door, Form: form, Saved: r.QueryParam("done") == "saved",
	}))
}

// doorOf is how people get into a workshop.
func (s *Server) doorOf(w *assessment.Workshop) (templates.Entrance, error) {
	address := s.url.JoinPath("w", w.Code).String()
	code, err := account.QR(strings.ToUpper(address)) // in upper case it is a smaller square
	return templates.Entrance{Code: w.Code, Host: s.url.JoinPath("join").Host, Join: s.url.JoinPath("join").String(), URL: address, QR: code, Local: isLoopback(s.url.Hostname())}, err
}

func (s *Server) postTimetable(r *request, w *sitting) error {
	form := templates.WorkshopForm{
		Title: cleanName(r.form.Get("title")), Minutes: strings.TrimSpace(r.form.Get("minutes")),
		StartsAt: strings.TrimSpace(r.form.Get("starts_at")), Wrong: map[string]string{},
	}
	var title string
	var minutes int
	var starts time.Time
	s.readPlan(r, &form, &title, &minutes, &starts)
	if len(form.Wrong) > 0 {
		return s.showWorkshop(r, http.StatusUnprocessableEntity, w, form)
	}
	if _, err := s.store.StepWorkshop(r.ctx(), r.viewer, w.ID, func(w *assessment.Workshop) error {
		w.Title, w.Minutes, w.StartsAt = title, minutes, starts
		return nil
	}); err != nil {
		return err
	}
	s.hub.Publish(roomTopic(w.ID))
	return r.see(templates.WorkshopPath(w.ID) + "?done=saved")
}

// getCheck is a page to try out the big screen and the phones before the day.
func (s *Server) getCheck(r *request, w *sitting) error {
	if w.Closed() {
		return assessment.ErrGone
	}
	door, err := s.doorOf(w.Workshop)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("check.title"), area: "workshop", work: w.work, class: templates.ClassWall, script: "live"})
	return s.render(r, http.StatusOK, templates.Check(page, templates.WorkshopView{Workshop: w.Workshop, Entrance: door}))
}

// getSeats lists who is in the room, and takes seats away.
func (s *Server) getSeats(r *request, w *sitting) error {
	seats, err := s.store.Seats(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("seats.title"), area: accountArea, work: w.work})
	return s.render(r, http.StatusOK, templates.Seats(page, templates.SeatsView{Workshop: w.Workshop, Seats: seats}))
}

func (s *Server) postSeats(r *request, w *sitting) error {
	var err error
	if r.form.Has("idle") {
		_, err = s.store.RemoveIdleSeats(r.ctx(), r.viewer, w.ID)
	} else {
		err = s.store.RemoveSeat(r.ctx(), r.viewer, w.ID, r.form.Get("seat"))
	}
	if err != nil {
		return err
	}
	s.hub.Publish(roomTopic(w.ID))
	s.hub.Publish(votesTopic(w.ID))
	return r.see(templates.WorkshopPath(w.ID, "seats"))
}

// getDeleteWorkshop asks once before a workshop is deleted.
func (s *Server) getDeleteWorkshop(r *request, w *sitting) error {
	page := s.page(r, frame{title: r.p.T("workshops.delete"), area: accountArea, work: w.work})
	return s.render(r, http.StatusOK, templates.DeleteWorkshop(page, w.Workshop))
}

func (s *Server) postDeleteWorkshop(r *request, w *sitting) error {
	if err := s.store.DeleteWorkshop(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	s.hub.Publish(roomTopic(w.ID))
	return r.see(templates.AssessmentPath(w.AssessmentID, "workshops") + "?done=deleted")
}
