package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

// Notices of the page for whoever leads a workshop: why a step was not taken.
const (
	noticeMoved = "moved" // somebody else was faster
	noticeFew   = "few"   // too few have voted
)

// step changes a workshop as it is now. It may run more than once, and looks at nothing but the request and the workshop.
type step func(*request, *assessment.Workshop) error

// plainSteps are what whoever leads a workshop can do with one field or two.
var plainSteps = map[string]step{
	"start":    func(_ *request, w *assessment.Workshop) error { return w.Start() },
	"show_all": func(_ *request, w *assessment.Workshop) error { return w.ShowAll() },
	"goto":     func(r *request, w *assessment.Workshop) error { return w.GoTo(r.form.Get("question")) },
	"open":     inRound((*assessment.Workshop).OpenVote),
	"stop":     inRound((*assessment.Workshop).StopVote),
	"show":     inRound((*assessment.Workshop).Show),
	"unagree":  unagree,
	"wrap":     func(_ *request, w *assessment.Workshop) error { return w.Wrap() },
	"resume":   func(_ *request, w *assessment.Workshop) error { return w.Resume() },
	"display":  showOnScreen,
	"lock":     func(_ *request, w *assessment.Workshop) error { w.Locked = true; return nil },
	"unlock":   func(_ *request, w *assessment.Workshop) error { w.Locked = false; return nil },
	"unpark":   func(r *request, w *assessment.Workshop) error { return w.Unpark(r.form.Get("item")) },
	"park":     park,

	"stop_dots": func(_ *request, w *assessment.Workshop) error { return w.StopDots() },
}

// postStep takes one step of a workshop. What can't be done because the workshop has moved on is said on the page; it is
// no mistake of whoever asked, so nothing that they typed is lost.
func (s *Server) postStep(r *request, w *sitting) error {
	if w.Closed() {
		return r.see(templates.WorkshopPath(w.ID, "ledger"))
	}
	err := s.takeStep(r, w)
	var invalid *assessment.InvalidError
	switch {
	case err == nil:
		s.hub.Publish(roomTopic(w.ID))
		s.hub.Publish(votesTopic(w.ID))
		return r.see(templates.WorkshopPath(w.ID, "run"))
	case errors.Is(err, assessment.ErrGone):
		return r.see(templates.WorkshopPath(w.ID, "ledger"))
	case errors.Is(err, assessment.ErrTooFew):
		return r.see(templates.WorkshopPath(w.ID, "run?notice="+noticeFew))
	case errors.Is(err, assessment.ErrStep) && r.form.Get("do") == "agree":
		return s.refuseStep(r, w, http.StatusConflict, templates.SentStep{Notice: noticeMoved})
	case errors.Is(err, assessment.ErrStep):
		return r.see(templates.WorkshopPath(w.ID, "run?notice="+noticeMoved))
	case errors.As(err, &invalid) && slices.Contains([]string{"agree", "park", "open_dots"}, r.form.Get("do")):
		return s.refuseStep(r, w, http.StatusUnprocessableEntity, templates.SentStep{Wrong: invalid.Fields})
	}
	return err
}

// refuseStep shows the workshop as it is now, and the form as it was sent.
func (s *Server) refuseStep(r *request, w *sitting, status int, sent templates.SentStep) error {
	now, a, err := s.store.Workshop(r.ctx(), r.viewer, w.ID, assessment.RightManage)
	if err != nil {
		return err
	}
	if now.Closed() {
		return r.see(templates.WorkshopPath(w.ID, "ledger"))
	}
	sent.Do = r.form.Get("do")
	sent.Question = r.form.Get("question")
	sent.Agreement = sentAgreement(r)
	sent.Text = assessment.Clean(r.form.Get("text"))
	sent.Actions = r.form["action"]
	return s.showRun(r, &sitting{now, newWork(r, a, nil)}, status, sent)
}

func (s *Server) takeStep(r *request, w *sitting) error {
	switch do := r.form.Get("do"); do {
	case "agree":
		return s.agree(r, w)
	case "agree_rest":
		return s.agreeRest(r, w)
	case "clock":
		return s.setClock(r, w)
	case "open_dots":
		return s.openDots(r, w)
	case "show_dots":
		return s.store.ShowDots(r.ctx(), r.viewer, w.ID)
	default:
		take, ok := plainSteps[do]
		if !ok {
			return &assessment.InvalidError{Fields: map[string]string{"do": "error.form"}}
		}
		return s.stepBy(r, w, func(now *assessment.Workshop) error { return take(r, now) })
	}
}

func (s *Server) stepBy(r *request, w *sitting, take func(*assessment.Workshop) error) error {
	_, err := s.store.StepWorkshop(r.ctx(), r.viewer, w.ID, take)
	return err
}

// inRound is a step on a question that says which round its sender saw.
func inRound(take func(w *assessment.Workshop, question string, round int) error) step {
	return func(r *request, w *assessment.Workshop) error {
		round, err := sentRound(r)
		if err != nil {
			return err
		}
		return take(w, r.form.Get("question"), round)
	}
}

func sentRound(r *request) (int, error) {
	round, err := strconv.Atoi(r.form.Get("round"))
	if err != nil || round < 0 || round > assessment.MaxVoteRounds {
		return 0, &assessment.InvalidError{Fields: map[string]string{"round": "error.form"}}
	}
	return round, nil
}

// showOnScreen says what the big screen shows.
func showOnScreen(r *request, w *assessment.Workshop) error {
	display := assessment.Display(r.form.Get("display"))
	all := []assessment.Display{assessment.DisplayRoom, assessment.DisplayCode, assessment.DisplayBlank}
	if !slices.Contains(all, display) {
		return &assessment.InvalidError{Fields: map[string]string{"display": "error.form"}}
	}
	w.Display = display
	return nil
}

// park keeps something to come back to, once.
func park(r *request, w *assessment.Workshop) error {
	text := assessment.Clean(r.form.Get("text"))
	if slices.ContainsFunc(w.Parked, func(p assessment.ParkedItem) bool { return p.Text == text }) {
		return nil
	}
	return w.Park(assessment.ParkedItem{Text: text})
}

// setClock starts or stops the clock of the question in the room.
func (s *Server) setClock(r *request, w *sitting) error {
	run := r.form.Get("clock") == "start"
	now := s.now()
	return s.stepBy(r, w, func(w *assessment.Workshop) error {
		switch {
		case !run:
			w.ClockAt = assessment.Workshop{}.ClockAt
		case w.ClockAt.IsZero():
			w.ClockAt = now
		}
		return nil
	})
}

// sentAgreement is what a form says that the room settled on. What belongs to another answer is left out of it when it
// is kept, not when it is shown again.
func sentAgreement(r *request) assessment.Agreement {
	choice, _ := assessment.ParseChoice(r.form.Get("agreed"))
	text := func(field string) string { return assessment.Clean(r.form.Get(field)) }
	line := func(field string) string { return strings.Join(strings.Fields(text(field)), " ") }
	return assessment.Agreement{
		Choice: choice, Note: text("note"), Need: text("need"),
		Dissent: line("dissent"), Reason: text("reason"), Owner: line("owner"),
	}
}

// agree settles a question, if it still is as the sender saw it: in the same round, and agreed in the same way or not.
func (s *Server) agree(r *request, w *sitting) error {
	round, err := sentRound(r)
	if err != nil {
		return err
	}
	id := r.form.Get("question")
	question, ok := w.work.asked.Question(id)
	if !ok {
		return assessment.ErrNotFound
	}
	shown, err := s.shownVotes(r, w)
	if err != nil {
		return err
	}
	agreed := sentAgreement(r)
	if _, known := assessment.ParseChoice(r.form.Get("agreed")); !known {
		return &assessment.InvalidError{Fields: map[string]string{"agreed": assessment.MsgAnswer}}
	}
	if agreed.Choice == assessment.NotApplicable && !question.AllowsNA {
		return &assessment.InvalidError{Fields: map[string]string{"agreed": assessment.MsgNARefused}}
	}
	if agreed.Choice != assessment.NotApplicable {
		agreed.Reason = ""
	}
	if agreed.Choice != assessment.DontKnow {
		agreed.Owner = ""
	}
	return s.stepBy(r, w, func(w *assessment.Workshop) error {
		now, ok := w.Question(id)
		if !ok {
			return assessment.ErrNotFound
		}
		if now.Phase == assessment.PhaseOpen || now.Round != round || len(shown[id]) != round {
			return assessment.ErrStep
		}
		agreed.Middle = proposed(shown[id])
		if now.Agreed != nil && *now.Agreed == agreed {
			return nil
		}
		if templates.AgreedMark(now.Agreed) != r.form.Get("seen") {
			return assessment.ErrStep
		}
		return w.Agree(id, &agreed)
	})
}

// unagree takes an agreement back, if it is the one that the sender saw.
func unagree(r *request, w *assessment.Workshop) error {
	id := r.form.Get("question")
	q, ok := w.Question(id)
	switch {
	case !ok:
		return assessment.ErrNotFound
	case q.Agreed == nil:
		return nil
	case templates.AgreedMark(q.Agreed) != r.form.Get("seen"):
		return assessment.ErrStep
	}
	return w.Agree(id, nil)
}

// proposed is what the last round of votes proposes; Blank if it proposes nothing, or may not be shown.
func proposed(rounds []assessment.ShownVotes) assessment.Choice {
	if len(rounds) == 0 {
		return assessment.Blank
	}
	return scoring.Votes(rounds[len(rounds)-1].All).Proposed
}

// agreeRest settles all questions at once whose votes leave nothing to talk about. What does not apply needs a reason,
// so it is left to be settled by itself.
func (s *Server) agreeRest(r *request, w *sitting) error {
	b, err := s.board(r, w)
	if err != nil {
		return err
	}
	return s.stepBy(r, w, func(w *assessment.Workshop) error {
		if w.Stage != assessment.StageTalk {
			return assessment.ErrStep
		}
		for _, row := range b.Acceptable() {
			q, ok := w.Question(row.ID)
			if !ok || q.Agreed != nil || q.Phase != assessment.PhaseShown || q.Round != len(row.Rounds) {
				continue
			}
			choice := row.Proposed()
			if err := w.Agree(row.ID, &assessment.Agreement{Choice: choice, Middle: choice}); err != nil {
				return err
			}
		}
		return nil
	})
}

// openDots asks the room which of the chosen actions come first.
func (s *Server) openDots(r *request, w *sitting) error {
	var actions []string
	for _, id := range r.form["action"] {
		if _, ok := w.work.Model.Action(id); !ok {
			return assessment.ErrNotFound
		}
		if !slices.Contains(actions, id) {
			actions = append(actions, id)
		}
	}
	return s.stepBy(r, w, func(w *assessment.Workshop) error { return w.OpenDots(actions) })
}
