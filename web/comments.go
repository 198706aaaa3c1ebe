package web

import (
	"net/http"
	"unicode/utf8"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

func (s *Server) getComments(r *request, w *work) error {
	return s.showComments(r, http.StatusOK, w, "", "")
}

// showComments shows what members said about a question, and asks for more.
func (s *Server) showComments(r *request, status int, w *work, typed, wrong string) error {
	a, err := w.ask(r.Param("q"))
	if err != nil {
		return err
	}
	view := templates.CommentsView{Question: a.question, Typed: typed, Wrong: wrong}
	if view.Comments, err = s.store.Comments(r.ctx(), r.viewer, w.ID, a.question.ID); err != nil {
		return err
	}
	people, err := s.store.People(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	for _, u := range people {
		if u.ID != r.viewer.UserID {
			view.People = append(view.People, u.Name)
		}
	}
	page := s.page(r, frame{title: r.p.T("comment.title"), area: accountArea, work: w})
	if wrong != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.Comments(page, view))
}

// postComment keeps a comment. "@" before a name speaks to that person, if they have a role in the assessment.
func (s *Server) postComment(r *request, w *work) error {
	text := assessment.Clean(r.form.Get("text"))
	if text == "" || utf8.RuneCountInString(text) > assessment.MaxComment {
		return s.showComments(r, http.StatusUnprocessableEntity, w, text, r.p.T("comment.error.text"))
	}
	people, err := s.store.People(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	err = s.store.AddComment(r.ctx(), r.viewer, w.ID, r.Param("q"), text, mentioned(text, people))
	wrong := map[string]string{}
	if refusedInto(r.p, wrong, err) {
		return s.showComments(r, http.StatusUnprocessableEntity, w, text, wrong["text"])
	}
	if err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "questions", r.Param("q"), "comments"))
}

// mentioned are the ids of those whose name stands behind an "@" in a text. Of two people of one name both are meant.
func mentioned(text string, people []assessment.User) (ids []string) {
	for _, u := range people {
		if locale.ContainsFold(text, "@"+u.Name) {
			ids = append(ids, u.ID)
		}
	}
	return ids
}

func (s *Server) postCommentDelete(r *request, w *work) error {
	if _, err := w.ask(r.Param("q")); err != nil {
		return err
	}
	if err := s.store.DeleteComment(r.ctx(), r.viewer, w.ID, r.Param("comment")); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "questions", r.Param("q"), "comments"))
}

// postMentions notes that the viewer has read what speaks to them.
func (s *Server) postMentions(r *request) error {
	if err := s.store.SeeMentions(r.ctx(), r.viewer); err != nil {
		return err
	}
	return r.see("/clients")
}
