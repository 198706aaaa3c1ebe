package web

import (
	"errors"
	"net/http"

	"lauter/assessment"
	"lauter/web/templates"
)

func (s *Server) getTasks(r *request, w *work) error {
	view := templates.TasksView{Progress: w.progress(nil), Next: w.next()}
	if view.Next != nil {
		view.Number = w.place(view.Next.ID) + 1
	}
	if w.Kind == assessment.KindQuick {
		view.More = len(w.Model.Questions()) - len(w.asked.Questions())
	}
	if rows := w.unconfirmed(); len(rows) > 0 {
		view.Unconfirmed, view.Confirm = len(rows), rows[0].Question
	}
	if w.OfClient() {
		id, last, err := s.store.LastSave(r.ctx(), r.viewer, w.ID)
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err
		}
		if q, ok := w.asked.Question(id); ok {
			view.Last = &templates.LastSave{AnswerChange: last, Question: q}
		}
	}
	page := s.page(r, frame{title: templates.TasksTitle(r.p), area: questionArea, work: w, tab: w.tasksTab()})
	return s.render(r, http.StatusOK, templates.Tasks(page, view))
}

// tasksTab is the tab of a finished assessment's own page. While answers are missing it stands before all results.
func (w *work) tasksTab() string {
	if !w.Finished() || !w.Role.May(assessment.RightResults) {
		return ""
	}
	return "tasks"
}

func (s *Server) getCapability(r *request, w *work) error {
	c, ok := w.asked.Capability(r.Param("c"))
	if !ok {
		return assessment.ErrNotFound
	}
	view := templates.CapabilityView{Capability: c, Progress: w.capabilityProgress(c)}
	for _, q := range c.Questions {
		view.Answers = append(view.Answers, w.row(q))
	}
	page := s.page(r, frame{title: templates.CapabilityTitle(r.p, c), area: questionArea, work: w})
	return s.render(r, http.StatusOK, templates.Capability(page, view))
}

// row is a question with its answer.
func (w *work) row(q *assessment.Question) templates.AnswerRow {
	return templates.AnswerRow{Question: q, Number: w.place(q.ID) + 1, Answer: w.answers[q.ID]}
}

// postExtend makes a full assessment of a quick scan, opens it again and leads to what is open now.
func (s *Server) postExtend(r *request, w *work) error {
	if err := s.store.Extend(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID))
}
