package web

import (
	"net/http"
	"slices"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

const workshopArea = "workshop"

// getRun shows whoever leads a workshop where the room is, and the steps from there.
func (s *Server) getRun(r *request, w *sitting) error {
	if w.Closed() {
		return r.see(templates.WorkshopPath(w.ID, "ledger"))
	}
	notice := r.QueryParam("notice")
	if !slices.Contains([]string{noticeMoved, noticeFew}, notice) {
		notice = ""
	}
	return s.showRun(r, w, http.StatusOK, templates.SentStep{Notice: notice})
}

// showRun draws the page. sent is what was refused just now, to be shown again.
func (s *Server) showRun(r *request, w *sitting, status int, sent templates.SentStep) error {
	b, err := s.board(r, w)
	if err != nil {
		return err
	}
	view := templates.RunView{Board: b, Sent: sent, Shortcuts: r.viewer.Preferences.Shortcuts}
	if w.Stage == assessment.StageTalk && b.At != nil && b.At.Phase != assessment.PhaseOpen {
		view.Doubts = w.doubts(b)
	}
	if w.Stage == assessment.StageWrap {
		if view.Candidates, err = w.candidates(); err != nil {
			return err
		}
	}
	page := s.page(r, frame{title: templates.RunTitle(r.p, b), area: workshopArea, votes: true, script: "run", work: w.work})
	page.Here = templates.WorkshopPath(w.ID, "run")
	if sent.Refused() {
		page = page.WithError()
	}
	return s.render(r, status, templates.Run(page, view))
}

// board is where a workshop is, with all that may be shown of its votes.
func (s *Server) board(r *request, w *sitting) (templates.Board, error) {
	b := templates.Board{Workshop: w.Workshop, Now: s.now(), Address: s.url.Host + "/join"}
	b.Words = wording.NewVoteWords(r.p, w.work.Model)
	if err := s.withAnswers(r, w); err != nil {
		return b, err
	}
	shown, err := s.shownVotes(r, w)
	if err != nil {
		return b, err
	}
	shown = w.asSeen(shown)
	first, err := w.discussion(shown)
	if err != nil {
		return b, err
	}
	b.Model, b.Rows = w.work.Model, w.rows(b.Words, shown, first)
	b.Order = inOrder(b, first)
	for i, row := range b.Order {
		if row.ID == w.Current {
			b.At, b.Place = row, i+1
		}
	}
	switch {
	case w.Stage == assessment.StageVote:
		b.Finished, err = s.store.FinishedVoters(r.ctx(), r.viewer, w.ID)
	case w.DotsPhase == assessment.PhaseOpen:
		b.DotVoters, err = s.store.DotVoters(r.ctx(), r.viewer, w.ID)
	}
	return b, err
}

// asSeen leaves out what was shown after the workshop was read, so that a page is of one moment.
func (w *sitting) asSeen(shown map[string][]assessment.ShownVotes) map[string][]assessment.ShownVotes {
	for _, q := range w.Questions {
		rounds := q.Round
		if q.Phase == assessment.PhaseOpen {
			rounds--
		}
		shown[q.ID] = shown[q.ID][:min(len(shown[q.ID]), max(rounds, 0))]
	}
	return shown
}

// rows are the questions of a workshop in the order of the model, sorted into what to talk about first, what can be
// agreed on as it is, and what too few have voted on.
func (w *sitting) rows(
	words wording.VoteWords, shown map[string][]assessment.ShownVotes, first []scoring.Discussion,
) (rows []*templates.BoardRow) {
	for i := range w.Questions {
		state := &w.Questions[i]
		q, ok := w.work.asked.Question(state.ID)
		if !ok {
			continue
		}
		row := &templates.BoardRow{WorkshopQuestion: state, Question: q, Rounds: shown[state.ID]}
		rows = append(rows, row)
		if w.Sequence != assessment.Together || w.Stage == assessment.StageLobby || w.Stage == assessment.StageVote {
			continue
		}
		row.Group = templates.GroupFew
		if len(row.Rounds) > 0 && row.Rounds[0].All != nil {
			row.Group = templates.GroupAccept
			at := slices.IndexFunc(first, func(d scoring.Discussion) bool { return d.Question == state.ID })
			if at >= 0 {
				row.Group = templates.GroupDiscuss
				row.Why = words.Why(first[at], scoring.Votes(row.Rounds[0].All))
			}
		}
	}
	return rows
}

// inOrder is the order in which a room goes through its questions: what to talk about first, then what too few have
// voted on, then the rest. Without a vote on all of them it is that of the model.
func inOrder(b templates.Board, first []scoring.Discussion) []*templates.BoardRow {
	var order []*templates.BoardRow
	for _, d := range first {
		for _, row := range b.In(templates.GroupDiscuss) {
			if row.ID == d.Question {
				order = append(order, row)
			}
		}
	}
	for _, group := range []string{templates.GroupFew, templates.GroupAccept, ""} {
		order = append(order, b.In(group)...)
	}
	return order
}

// doubts are what hardly goes together with the answer that is agreed or proposed for the question in the room: other
// answers, as they are agreed or were given before.
func (w *sitting) doubts(b templates.Board) []templates.Doubt {
	answers := w.withAgreed()
	choice := b.At.Suggested()
	answers[b.At.ID] = assessment.Answer{Choice: choice, Grade: answers[b.At.ID].Grade}
	supposed := &work{Assessment: w.work.Assessment, asked: w.work.asked, answers: answers}
	var doubts []templates.Doubt
	for _, c := range w.work.asked.Contradictions(answers) {
		if !c.OverClaim && slices.Contains(c.Questions, b.At.ID) {
			doubts = append(doubts, supposed.doubt(c))
		}
	}
	if !choice.Rated() {
		return doubts
	}
	far := templates.Doubt{Apart: true}
	for _, q := range b.At.Question.Capability.Questions {
		other := answers[q.ID].Choice
		if _, asked := w.work.asked.Question(q.ID); asked && other.Rated() && max(other-choice, choice-other) >= farApart {
			far.Answers = append(far.Answers, supposed.row(q))
		}
	}
	if len(far.Answers) > 0 {
		far.Answers = append([]templates.AnswerRow{supposed.row(b.At.Question)}, far.Answers...)
		doubts = append(doubts, far)
	}
	return doubts
}

// withAgreed are the answers as they would be with what the room has agreed.
func (w *sitting) withAgreed() assessment.Answers {
	answers := assessment.Answers{}
	for id, answer := range w.work.answers {
		answers[id] = answer
	}
	for _, q := range w.Questions {
		if q.Agreed != nil {
			answers[q.ID] = q.Agreed.Into(answers[q.ID], nil)
		}
	}
	return answers
}

// candidates are the actions that the room can vote on: what would bring most by what it has agreed.
func (w *sitting) candidates() ([]*assessment.Action, error) {
	findings, err := scoring.Evaluate(w.work.Assessment, w.withAgreed())
	if err != nil {
		return nil, err
	}
	var all []*assessment.Action
	for _, rec := range findings.Recommendations {
		if action, ok := w.work.Model.Action(rec.Action); ok && len(all) < assessment.MaxDotActions {
			all = append(all, action)
		}
	}
	return all, nil
}
