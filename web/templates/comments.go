package templates

import "lauter/assessment"

// CommentsView is what members said about a question.
type CommentsView struct {
	Question *assessment.Question
	Comments []assessment.Comment
	People   []string // names of those who can be mentioned
	Typed    string
	Wrong    string
}

// names are the people as they can be mentioned.
func (v CommentsView) names(p *Page) string {
	var all []string
	for _, name := range v.People {
		all = append(all, "@"+name)
	}
	return p.P.List(all)
}

// author names who wrote a comment.
func author(p *Page, c assessment.Comment) string {
	if c.By == "" {
		return p.T("comment.gone")
	}
	return c.By
}

// Mention is a comment that speaks to the viewer.
type Mention struct {
	assessment.Mention
	Model *assessment.Model // to name the question; an older model may have had another
}

// question names what the comment is about.
func (m Mention) question(p *Page) string {
	if q, ok := m.Model.Question(m.Comment.Question); ok {
		return p.Text(q.Text)
	}
	return m.Comment.Question
}

func (m Mention) path() string {
	return AssessmentPath(m.Assessment, "questions", m.Comment.Question, "comments")
}

// commentsLink says how many comments there are.
func (v QuestionView) commentsLink(p *Page) string {
	if v.Comments == 0 {
		return p.T("comment.title")
	}
	return p.T("comment.link", "N", v.Comments)
}
