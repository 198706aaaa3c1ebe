package web

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// getWrite shows what would change in the assessment, before anything does.
func (s *Server) getWrite(r *request, w *sitting) error {
	view, err := s.agreedAnswers(r, w)
	if err != nil {
		return err
	}
	return s.showWrite(r, http.StatusOK, w, view)
}

// agreedAnswers puts the agreed answers beside those of the assessment. All that would change something are chosen.
func (s *Server) agreedAnswers(r *request, w *sitting) (templates.WriteView, error) {
	rows, err := s.ledger(r, w)
	if err != nil {
		return templates.WriteView{}, err
	}
	view := templates.WriteView{SittingView: w.view(r, templates.WritePage), Finished: w.work.Finished()}
	for _, row := range rows {
		if row.Agreed == nil {
			view.Open++
			continue
		}
		view.Rows = append(view.Rows, writeRow(w.work.answers, row))
	}
	if view.Now, err = scoring.Evaluate(w.work.Assessment, w.work.answers); err != nil {
		return view, err
	}
	view.Outcome = &scoring.Outcome{Workshop: w.Workshop, Rows: rows, Before: view.Now}
	view.Outcome.After, err = scoring.Evaluate(w.work.Assessment, scoring.AgreedAnswers(w.work.answers, rows))
	if err != nil {
		return view, err
	}
	view.Before, view.After = wording.New(view.Now, r.p), wording.New(view.Outcome.After, r.p)
	return view, nil
}

func writeRow(answers assessment.Answers, row scoring.LedgerRow) templates.WriteRow {
	stored := answers[row.ID]
	return templates.WriteRow{LedgerRow: row, Stored: stored, Would: row.Into(stored), Chosen: true}
}

// chosenRevs reads which answers are to be written, with the revisions that the sender saw.
func chosenRevs(r *request) (map[string]int, error) {
	revs := map[string]int{}
	for _, id := range r.form["write"] {
		rev, err := strconv.Atoi(r.form.Get("rev." + id))
		if err != nil || rev < 0 {
			return nil, &assessment.InvalidError{Fields: map[string]string{"rev": "error.form"}}
		}
		revs[id] = rev
	}
	return revs, nil
}

// settle compares what was sent with the answers as they are: those that changed meanwhile are marked and no longer
// chosen, those that stand there as agreed need nothing more. It says whether there are any of the first kind.
func settle(rows []templates.WriteRow, revs map[string]int) (conflict bool) {
	for i := range rows {
		row := &rows[i]
		rev, chosen := revs[row.ID]
		row.Chosen = chosen
		switch {
		case !chosen || rev == row.Stored.Rev:
		case row.Done():
			revs[row.ID] = row.Stored.Rev
		default:
			row.Changed, row.Chosen, conflict = true, false, true
		}
	}
	return conflict
}

// postWrite writes the chosen answers into the assessment, all of them or none. An answer that has changed since the
// page was made is shown as it is now.
func (s *Server) postWrite(r *request, w *sitting) error {
	revs, err := chosenRevs(r)
	if err != nil {
		return err
	}
	view, err := s.agreedAnswers(r, w)
	if err != nil {
		return err
	}
	if view.Conflict = settle(view.Rows, revs); view.Conflict || view.Finished {
		return s.showWrite(r, http.StatusConflict, w, view)
	}
	if !slices.ContainsFunc(view.Rows, func(row templates.WriteRow) bool { return row.Chosen }) {
		view.Errors = []templates.FieldError{{Field: "write", Text: r.p.T("write.error.none")}}
		return s.showWrite(r, http.StatusUnprocessableEntity, w, view)
	}
	n, err := s.store.WriteAgreed(r.ctx(), r.viewer, w.ID, revs, scoring.ShownVotes)
	if changed := new(assessment.ConflictError); errors.As(err, &changed) || errors.Is(err, assessment.ErrClosed) {
		return s.showWriteAgain(r, w, revs)
	}
	if err != nil {
		return err
	}
	return r.see(templates.WorkshopPath(w.ID, templates.WrapPage) + "?written=" + strconv.Itoa(n))
}

// showWriteAgain shows what changed in the very moment of writing.
func (s *Server) showWriteAgain(r *request, w *sitting, revs map[string]int) error {
	view, err := s.agreedAnswers(r, w)
	if err != nil {
		return err
	}
	view.Conflict = settle(view.Rows, revs)
	return s.showWrite(r, http.StatusConflict, w, view)
}

func (s *Server) showWrite(r *request, status int, w *sitting, view templates.WriteView) error {
	page := s.page(r, frame{title: r.p.T("write.title"), area: ledgerArea, work: w.work})
	if len(view.Errors) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Write(page, view))
}
