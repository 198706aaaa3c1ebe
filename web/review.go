package web

import (
	"net/http"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

func (s *Server) getReview(r *request, w *work) error {
	findings, err := scoring.Evaluate(w.Assessment, w.answers)
	if err != nil {
		return err
	}
	view := templates.ReviewView{
		Progress: w.progress(nil),
		Next:     w.next(),
		Outcome:  outcome(findings, wording.New(findings, r.p)),
	}
	for _, d := range view.Progress.Dimensions {
		view.Parts = append(view.Parts, w.reviewPart(d))
	}
	for _, q := range w.asked.Questions() {
		switch row := w.row(q); row.Answer.Choice {
		case assessment.Blank:
			view.Open = append(view.Open, row)
		case assessment.DontKnow:
			view.Unknown = append(view.Unknown, row)
		case assessment.NotApplicable:
			view.Excluded = append(view.Excluded, row)
		}
	}
	for _, c := range w.asked.Contradictions(w.answers) {
		view.Doubts = append(view.Doubts, w.doubt(c))
	}
	view.Apart = apart(view.Parts)
	view.Unconfirmed = w.unconfirmed()
	page := s.page(r, frame{title: templates.ReviewTitle(r.p), area: questionArea, work: w})
	return s.render(r, http.StatusOK, templates.Review(page, view))
}

func (w *work) reviewPart(d templates.DimensionProgress) templates.ReviewPart {
	part := templates.ReviewPart{Dimension: d.Dimension, Answered: d.Answered, Asked: d.Asked}
	for _, c := range d.Capabilities {
		group := templates.ReviewCapability{Capability: c.Capability}
		for _, q := range c.Capability.Questions {
			group.Answers = append(group.Answers, w.row(q))
		}
		part.Capabilities = append(part.Capabilities, group)
	}
	return part
}

func (w *work) doubt(c assessment.Contradiction) templates.Doubt {
	d := templates.Doubt{Text: c.Text}
	for _, id := range c.Questions {
		if q, ok := w.asked.Question(id); ok {
			d.Answers = append(d.Answers, w.row(q))
		}
	}
	return d
}

// farApart is how many levels two answers of one capability lie apart to be worth a second look: questions of a capability
// build on each other, so the one hardly holds without the other.
const farApart = 3

// apart lists the lowest and the highest level of each capability in which they hardly go together.
func apart(parts []templates.ReviewPart) []templates.AnswerRow {
	var rows []templates.AnswerRow
	for _, part := range parts {
		for _, c := range part.Capabilities {
			var low, high *templates.AnswerRow
			for i, row := range c.Answers {
				if !row.Answer.Choice.Rated() {
					continue
				}
				if low == nil || row.Answer.Choice < low.Answer.Choice {
					low = &c.Answers[i]
				}
				if high == nil || row.Answer.Choice > high.Answer.Choice {
					high = &c.Answers[i]
				}
			}
			if low != nil && high.Answer.Choice-low.Answer.Choice >= farApart {
				rows = append(rows, *low, *high)
			}
		}
	}
	return rows
}

// outcome is what the result would be with the answers there are. Capabilities of a quick scan claim no level, so there
// none is counted as missing.
func outcome(f *scoring.Findings, words *wording.Words) templates.Outcome {
	o := templates.Outcome{
		Range:        words.Range(f.Overall),
		Standing:     words.Standing(f.Overall),
		Sentence:     words.GateSentence(f.Overall),
		Known:        words.Percent(f.Overall.Coverage),
		Rated:        f.Answered - f.Unknown - f.Excluded,
		WithEvidence: f.WithEvidence,
	}
	if f.Kind == assessment.KindQuick {
		return o
	}
	for _, c := range f.Capabilities {
		if c.Status == scoring.NotApplicable {
			continue
		}
		o.Capabilities++
		if c.Level == 0 {
			o.WithoutLevel++
		}
	}
	return o
}

// postFinish closes an assessment for answers. Finishing it twice is finishing it once.
func (s *Server) postFinish(r *request, w *work) error {
	if err := s.store.Finish(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(w.ID, "results"))
}

// postReopen lets a finished assessment take answers again, and leads back to where that was asked for. The page of a
// question sends its answer along, so that nothing typed is lost.
func (s *Server) postReopen(r *request, w *work) error {
	if r.form.Has("question") {
		return s.reopenWithAnswer(r, w)
	}
	if err := s.store.Reopen(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	if r.form.Has("next") {
		return r.see(safeNext(r.form.Get("next")))
	}
	return r.see(templates.AssessmentPath(w.ID))
}

// reopenWithAnswer opens an assessment again for an answer, and only for one that can be saved.
func (s *Server) reopenWithAnswer(r *request, w *work) error {
	a, form, err := readQuestion(r, w, r.form.Get("question"))
	if err != nil {
		return err
	}
	if form.wrong != nil {
		return s.refuseAnswer(r, a, form)
	}
	if err := s.store.Reopen(r.ctx(), r.viewer, w.ID); err != nil {
		return err
	}
	return s.saveAnswer(r, a, form)
}
