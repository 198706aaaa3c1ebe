package web

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/report"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// outcome works out what came of a workshop: of a closed one, from the answers as they were then.
func (s *Server) outcome(r *request, w *sitting) (*scoring.Outcome, error) {
	shown, err := s.shownVotes(r, w)
	if err != nil {
		return nil, err
	}
	basis, err := s.store.WorkshopBasis(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return nil, err
	}
	then := *w.work.Assessment
	then.ChangedAt = basis.ChangedAt
	return scoring.NewOutcome(&then, basis.Answers, basis.Replaced, w.Workshop, shown)
}

func (s *Server) getWrap(r *request, w *sitting) error {
	view, err := s.wrap(r, w)
	if err != nil {
		return err
	}
	for _, done := range []string{"written", "planned", "closed", "imported"} {
		if n, err := strconv.Atoi(r.QueryParam(done)); err == nil && n >= 0 {
			view.Done, view.N = done, n
		}
	}
	return s.showWrap(r, http.StatusOK, w, view)
}

// wrap is everything that the end of a workshop shows.
func (s *Server) wrap(r *request, w *sitting) (templates.WrapView, error) {
	o, err := s.outcome(r, w)
	if err != nil {
		return templates.WrapView{}, err
	}
	view := templates.WrapView{
		SittingView: w.view(r, templates.WrapPage), Outcome: o,
		Before: wording.New(o.Before, r.p), After: wording.New(o.After, r.p), Seats: w.Seats,
		Offers: o.After.Recommendations[:min(assessment.MaxDotActions, len(o.After.Recommendations))],
	}
	if w.DotsPhase == assessment.PhaseOpen {
		if view.Voters, err = s.store.DotVoters(r.ctx(), r.viewer, w.ID); err != nil {
			return view, err
		}
	}
	planned, err := s.store.PlannedActions(r.ctx(), r.viewer, w.AssessmentID)
	if err != nil {
		return view, err
	}
	view.Top = topActions(w.work.Model, o, planned)
	view.Mail = s.mailText(r, w, view)
	return view, nil
}

// topActions are the actions that come first, with what is planned of them.
func topActions(m *assessment.Model, o *scoring.Outcome, planned []assessment.PlannedAction) []templates.TopAction {
	var all []templates.TopAction
	for _, ranked := range o.Ranked(templates.MostActions) {
		action, ok := m.Action(ranked.ID)
		if !ok {
			continue
		}
		top := templates.TopAction{Action: action, Dots: ranked.Dots, Chosen: true}
		if at := slices.IndexFunc(o.After.Recommendations, func(r scoring.Recommendation) bool { return r.Action == ranked.ID }); at >= 0 {
			top.Gain = &o.After.Recommendations[at]
		}
		if at := slices.IndexFunc(planned, func(p assessment.PlannedAction) bool { return p.Action == ranked.ID }); at >= 0 {
			top.Planned = &planned[at]
		}
		all = append(all, top)
	}
	return all
}

func (s *Server) showWrap(r *request, status int, w *sitting, view templates.WrapView) error {
	page := s.page(r, frame{title: r.p.T("wrap.title"), area: ledgerArea, work: w.work})
	if len(view.Errors) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Wrap(page, view))
}

// postWorkshopPlan puts actions that come first into the plan, each with who does it and until when.
func (s *Server) postWorkshopPlan(r *request, w *sitting) error {
	view, err := s.wrap(r, w)
	if err != nil {
		return err
	}
	var items []assessment.PlannedAction
	for i := range view.Top {
		top := &view.Top[i]
		top.Owner, top.Due = typed(r.form.Get("owner."+top.ID)), typed(r.form.Get("due."+top.ID))
		if top.Chosen = top.Planned == nil && slices.Contains(r.form["action"], top.ID); !top.Chosen {
			continue
		}
		item := templates.ItemForm{PlannedAction: assessment.PlannedAction{Action: top.ID, Owner: top.Owner, Due: top.Due}.Normalise()}
		for _, wrong := range s.refusedItem(r, assessment.PlannedAction{}, item) {
			view.Errors = append(view.Errors, templates.FieldError{Field: wrong.Field + "-" + top.ID, Text: wrong.Text})
		}
		items = append(items, item.PlannedAction)
	}
	if len(items) == 0 {
		view.Errors = append(view.Errors, templates.FieldError{Field: "action", Text: r.p.T("wrap.error.none")})
	}
	if len(view.Errors) > 0 {
		return s.showWrap(r, http.StatusUnprocessableEntity, w, view)
	}
	_, err = s.store.AddPlannedActions(r.ctx(), r.viewer, w.AssessmentID, items...)
	if wrong := fieldErrors(r, err); wrong != nil {
		view.Errors = wrong
		return s.showWrap(r, http.StatusUnprocessableEntity, w, view)
	}
	if err != nil {
		return err
	}
	return r.see(templates.WorkshopPath(w.ID, templates.WrapPage) + "?planned=" + strconv.Itoa(len(items)))
}

// getCloseWorkshop says what is deleted and what stays, before a workshop is closed.
func (s *Server) getCloseWorkshop(r *request, w *sitting) error {
	view := templates.CloseView{SittingView: w.view(r, ""), Seats: w.Seats, Agreed: w.AgreedCount()}
	for _, q := range w.Questions {
		if q.Agreed != nil && q.WrittenAt.IsZero() {
			view.Unwritten++
		}
		view.Waiting = view.Waiting || q.Phase == assessment.PhaseOpen
	}
	view.Waiting = view.Waiting || w.DotsPhase == assessment.PhaseOpen
	page := s.page(r, frame{title: templates.CloseTitle(r.p), area: ledgerArea, work: w.work})
	return s.render(r, http.StatusOK, templates.CloseWorkshop(page, view))
}

// postCloseWorkshop closes a workshop for good. Everybody in the room is told.
func (s *Server) postCloseWorkshop(r *request, w *sitting) error {
	if err := s.store.CloseWorkshop(r.ctx(), r.viewer, w.ID, scoring.ShownVotes); err != nil {
		return err
	}
	s.hub.Publish(roomTopic(w.ID))
	s.hub.Publish(votesTopic(w.ID))
	return r.see(templates.WorkshopPath(w.ID, templates.WrapPage) + "?closed=1")
}

// mailText is what can be sent to those who took part, as plain text in the language of the page.
func (s *Server) mailText(r *request, w *sitting, v templates.WrapView) string {
	p, o := r.p, v.Outcome
	var b strings.Builder
	line := func(text string) { b.WriteString(text + "\n") }
	line(p.T("mail.wrap.hello"))
	line("")
	line(p.T("mail.wrap.agreed", "Title", templates.WorkshopTitle(p, w.Workshop), "N", len(o.Rows), "Agreed", o.Agreed()))
	if o.Agreed() > 0 {
		line(p.T("mail.wrap.level", "Before", v.Before.Standing(o.Before.Overall), "After", v.After.Standing(o.After.Overall),
			"Low", v.Before.ScoreOrRange(o.Before.Overall), "High", v.After.ScoreOrRange(o.After.Overall)))
	}
	mailList(&b, p.T("wrap.apart"), mailApart(p, v, o.Apart(templates.MostApart)))
	var unknown []string
	for _, row := range o.Unknown() {
		owner := p.T("wrap.unknown.nobody")
		if row.Agreed != nil && row.Agreed.Owner != "" {
			owner = p.T("wrap.unknown.owner", "Owner", row.Agreed.Owner)
		}
		unknown = append(unknown, p.Text(row.Question.Text)+" "+owner)
	}
	mailList(&b, p.T("wrap.unknown"), unknown)
	if w.DotsPhase != assessment.PhaseOpen {
		mailList(&b, p.T("wrap.actions"), mailActions(p, v))
	}
	var parked []string
	for _, item := range w.Parked {
		parked = append(parked, strings.ReplaceAll(item.Text, "\n", " "))
	}
	mailList(&b, p.T("wrap.parked"), parked)
	line("")
	line(p.T("mail.wrap.link"))
	return b.String()
}

func mailList(b *strings.Builder, title string, items []string) {
	if len(items) == 0 {
		return
	}
	b.WriteString("\n" + title + "\n")
	for _, item := range items {
		b.WriteString("- " + item + "\n")
	}
}

func mailApart(p *locale.Printer, v templates.WrapView, rows []scoring.LedgerRow) (all []string) {
	for _, row := range rows {
		said := p.Text(row.Question.Text)
		if row.Agreed != nil {
			said += " " + p.T("ledger.agreed", "Answer", v.Words.Name(row.Agreed.Choice)) + "."
		}
		if dissent := row.Dissent(); dissent != "" {
			said += " " + p.T("mail.wrap.dissent", "Text", strings.ReplaceAll(dissent, "\n", " "))
		}
		all = append(all, said)
	}
	return all
}

func mailActions(p *locale.Printer, v templates.WrapView) (all []string) {
	for _, a := range v.Top {
		said := p.Text(a.Title)
		if v.Workshop.DotsPhase == assessment.PhaseShown {
			said += " (" + p.T("wrap.dots", "N", a.Dots) + ")"
		}
		if a.Planned != nil && a.Planned.Owner != "" {
			said += ", " + a.Planned.Owner
		}
		if a.Planned != nil && a.Planned.Due != "" {
			said += ", " + templates.Day(p, a.Planned.Due)
		}
		all = append(all, said)
	}
	return all
}

// getWorkshopReport sends what came of a workshop as a file. Without parameters it is in the viewer's language, on A4.
func (s *Server) getWorkshopReport(r *request, w *sitting) error {
	paper, err := paperOf(r)
	if err != nil {
		return err
	}
	o, err := s.outcome(r, w)
	if err != nil {
		return err
	}
	planned, err := s.store.PlannedActions(r.ctx(), r.viewer, w.AssessmentID)
	if err != nil {
		return err
	}
	shown := map[string][]assessment.ShownVotes{}
	for _, row := range o.Rows {
		shown[row.ID] = row.Rounds
	}
	about := report.Workshop{Outcome: o, Perception: scoring.NewPerception(w.work.asked, shown, w.Threshold), Planned: planned}
	return sendPDF(r, reportName(o.After)+" "+r.p.T("report.workshop"), func(b io.Writer) error {
		return report.WriteWorkshop(b, about, r.p, report.Options{Paper: paper})
	})
}
