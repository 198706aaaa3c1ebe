package assessment

import (
	"slices"
	"time"
	"unicode/utf8"
)

// Start leaves the lobby: to the votes on all questions, or to the first one.
func (w *Workshop) Start() error {
	if w.Stage != StageLobby {
		return w.since(StageVote, StageTalk)
	}
	w.Display = DisplayRoom
	if w.Sequence == OneByOne {
		w.Stage = StageTalk
		w.Current = w.Questions[0].ID
		return nil
	}
	w.Stage = StageVote
	for i := range w.Questions {
		w.Questions[i].Phase, w.Questions[i].Round = PhaseOpen, 1
	}
	return nil
}

// since is no error in one of these stages: the step was done already.
func (w *Workshop) since(stages ...Stage) error {
	if slices.Contains(stages, w.Stage) {
		return nil
	}
	return ErrStep
}

// ShowAll ends the votes on all questions and shows them together. What too few have voted on stays hidden.
func (w *Workshop) ShowAll() error {
	if w.Stage != StageVote {
		return w.since(StageTalk)
	}
	if !slices.ContainsFunc(w.Questions, func(q WorkshopQuestion) bool { return q.Votes >= w.Threshold }) {
		return ErrTooFew
	}
	for i := range w.Questions {
		w.Questions[i].Phase = PhaseShown
	}
	w.Stage, w.Current, w.Display = StageTalk, "", DisplayRoom
	return nil
}

// GoTo brings the room to a question, or with none to the overview. Votes that are being taken go on.
func (w *Workshop) GoTo(id string) error {
	if w.Stage != StageTalk {
		return ErrStep
	}
	if _, ok := w.Question(id); !ok && id != "" {
		return ErrNotFound
	}
	if w.Open() != nil && id != w.Current {
		return ErrStep
	}
	w.Current, w.ClockAt, w.Display = id, time.Time{}, DisplayRoom
	return nil
}

// OpenVote begins a round of votes on a question, and brings the room to it. Its round says how many the sender saw.
func (w *Workshop) OpenVote(id string, round int) error {
	q, ok := w.Question(id)
	if !ok {
		return ErrNotFound
	}
	if q.Phase == PhaseOpen && q.Round == round+1 {
		return nil
	}
	if w.Stage != StageTalk || w.Open() != nil || q.Round != round || q.Round >= MaxVoteRounds {
		return ErrStep
	}
	q.Phase, q.Votes, q.Agreed = PhaseOpen, 0, nil
	q.Round++
	w.Current, w.Display = id, DisplayRoom
	return nil
}

// StopVote gives up the round of votes that is open on a question. Its ballots are deleted.
func (w *Workshop) StopVote(id string, round int) error {
	q, ok := w.Question(id)
	if !ok {
		return ErrNotFound
	}
	if q.Phase != PhaseOpen && q.Round == round-1 {
		return nil
	}
	if w.Stage != StageTalk || q.Phase != PhaseOpen || q.Round != round {
		return ErrStep
	}
	q.Round--
	q.Phase = PhaseWaiting
	if q.Round > 0 {
		q.Phase = PhaseShown
	}
	return nil
}

// Show ends a round of votes on a question and shows them. It is ErrTooFew if fewer have voted than may be shown.
func (w *Workshop) Show(id string, round int) error {
	q, ok := w.Question(id)
	switch {
	case !ok:
		return ErrNotFound
	case q.Phase == PhaseShown && q.Round == round:
		return nil
	case w.Stage != StageTalk || q.Phase != PhaseOpen || q.Round != round:
		return ErrStep
	case q.Votes < w.Threshold:
		return ErrTooFew
	}
	q.Phase = PhaseShown
	return nil
}

// Agree settles a question; nil takes it back. An agreement that its votes did not propose needs a note, and what does
// not apply a reason.
func (w *Workshop) Agree(id string, a *Agreement) error {
	q, ok := w.Question(id)
	if !ok {
		return ErrNotFound
	}
	if w.Stage != StageTalk && w.Stage != StageWrap || q.Phase == PhaseOpen {
		return ErrStep
	}
	if a != nil {
		if wrong := a.check(); len(wrong) > 0 {
			return &InvalidError{Fields: wrong}
		}
	}
	q.Agreed = a
	return nil
}

func (a *Agreement) check() map[string]string {
	wrong := map[string]string{}
	if a.Choice == Blank {
		wrong["agreed"] = "workshop.error.agreed"
	}
	if a.Decided() && a.Note == "" {
		wrong["note"] = "workshop.error.decided"
	}
	if a.Choice == NotApplicable && a.Reason == "" {
		wrong["reason"] = "workshop.error.reason"
	}
	for field, text := range map[string]struct {
		text string
		most int
	}{
		"note": {a.Note, MaxAgreed}, "need": {a.Need, MaxAgreed}, "dissent": {a.Dissent, MaxReason},
		"reason": {a.Reason, MaxReason}, "owner": {a.Owner, MaxOwner},
	} {
		if utf8.RuneCountInString(text.text) > text.most {
			wrong[field] = "workshop.error.long"
		}
	}
	return wrong
}

// Wrap goes to the end of the workshop; Resume goes back to its questions.
func (w *Workshop) Wrap() error {
	if w.Stage != StageTalk || w.Open() != nil {
		return w.since(StageWrap)
	}
	w.Stage, w.Current, w.Display = StageWrap, "", DisplayRoom
	return nil
}

// Resume goes back from the end to the questions.
func (w *Workshop) Resume() error {
	if w.Stage != StageWrap || w.DotsPhase == PhaseOpen {
		return w.since(StageTalk)
	}
	w.Stage = StageTalk
	return nil
}

// OpenDots asks everybody which of these actions come first. Actions that were voted on before are replaced.
func (w *Workshop) OpenDots(actions []string) error {
	if w.Stage != StageWrap || w.DotsPhase == PhaseOpen {
		return ErrStep
	}
	if len(actions) == 0 || len(actions) > MaxDotActions {
		return &InvalidError{Fields: map[string]string{"action": "workshop.error.actions"}}
	}
	w.Actions = nil
	for _, id := range actions {
		w.Actions = append(w.Actions, WorkshopAction{ID: id})
	}
	w.DotsPhase, w.Display = PhaseOpen, DisplayRoom
	return nil
}

// ShowDots ends the votes on actions. voters is how many took part.
func (w *Workshop) ShowDots(voters int) error {
	switch {
	case w.DotsPhase == PhaseShown:
		return nil
	case w.DotsPhase != PhaseOpen:
		return ErrStep
	case voters < w.Threshold:
		return ErrTooFew
	}
	w.DotsPhase = PhaseShown
	return nil
}

// StopDots gives up the votes on actions.
func (w *Workshop) StopDots() error {
	if w.DotsPhase == PhaseOpen {
		w.DotsPhase, w.Actions = PhaseWaiting, nil
	}
	return nil
}

// Park keeps something to come back to.
func (w *Workshop) Park(item ParkedItem) error {
	if item.Text == "" || utf8.RuneCountInString(item.Text) > MaxParked || len(w.Parked) >= MaxParkedItems {
		return &InvalidError{Fields: map[string]string{"text": "workshop.error.parked"}}
	}
	w.Parked = append(w.Parked, item)
	return nil
}

// Unpark removes such an item.
func (w *Workshop) Unpark(id string) error {
	w.Parked = slices.DeleteFunc(w.Parked, func(p ParkedItem) bool { return p.ID == id })
	return nil
}

// Close ends the workshop for good.
func (w *Workshop) Close(now time.Time) error {
	if w.Closed() {
		return nil
	}
	for i := range w.Questions {
		if q := &w.Questions[i]; q.Phase == PhaseOpen { // votes that nobody was shown are nobody's to see
			q.Round--
			q.Phase = PhaseShown
			if q.Round == 0 {
				q.Phase = PhaseWaiting
			}
		}
	}
	if w.DotsPhase == PhaseOpen {
		w.DotsPhase, w.Actions = PhaseWaiting, nil
	}
	w.Stage, w.Code, w.Current, w.ClosedAt = StageClosed, "", "", now
	return nil
}
