package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// getAnswersCSV sends the answers as a table.
func (s *Server) getAnswersCSV(r *request, w *work) error {
	separator, err := separatorOf(r)
	if err != nil {
		return err
	}
	f, err := scoring.Evaluate(w.Assessment, w.answers)
	if err != nil {
		return err
	}
	table, err := answersTable(f, r.p)
	if err != nil {
		return err
	}
	file, err := writeCSV(separator, table)
	if err != nil {
		return err
	}
	return download(r, f.AsOf, r.p.T("export.file.answers"), "csv", "text/csv; charset=utf-8; header=present", file)
}

// getExport sends everything that is kept about the assessment and everything that follows from it.
func (s *Server) getExport(r *request, w *work) error {
	var planned []assessment.PlannedAction
	if !w.isSample() {
		var err error
		if planned, err = s.store.PlannedActions(r.ctx(), r.viewer, w.ID); err != nil {
			return err
		}
	}
	file, err := scoring.WriteExport(w.Assessment, w.answers, planned)
	if err != nil {
		return err
	}
	return download(r, w.ChangedAt, r.p.T("export.file.all"), "json", "application/json", file)
}

// download sends a file named by the day of the answers and not by the organisation: files are passed on.
func download(r *request, day time.Time, name, ending, contentType string, file []byte) error {
	if err := r.leave(); err != nil {
		return err
	}
	h := r.Response().Header()
	h.Add("Vary", "Cookie")
	h.Add("Vary", "Accept-Language")
	h.Set("Content-Language", string(r.p.Lang()))
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, name, day.Local().Format(time.DateOnly), ending))
	return r.Blob(http.StatusOK, contentType, file)
}

// answersTable has a line for each question that is asked. Fractions stand in two columns, because a spreadsheet would
// take "1/12" for a day.
func answersTable(f *scoring.Findings, p *locale.Printer) ([][]string, error) {
	trace, err := scoring.TraceOf(f.Model, f.Answers, scoring.Overall)
	if err != nil {
		return nil, err
	}
	words := wording.New(f, p)
	table := [][]string{{
		p.T("export.id"), p.T("export.question"), p.T("export.dimension"), p.T("export.capability"), p.T("export.answer"),
		p.T("export.words"), p.T("export.share.num"), p.T("export.share.den"), p.T("export.part.num"), p.T("export.part.den"),
		p.T("export.reason"), p.T("export.note"), p.T("export.evidence"), p.T("export.grade"), p.T("export.saved"),
	}}
	for i, q := range f.Model.Questions() {
		a, row := f.Answers[q.ID], trace.Rows[i]
		table = append(table, []string{
			q.ID, p.Text(q.Text), p.Text(q.Capability.Dimension.Name), p.Text(q.Capability.Name), a.Choice.String(),
			words.AnswerWords(a.Choice), row.Share.Num().String(), row.Share.Denom().String(), row.Contribution.Num().String(),
			row.Contribution.Denom().String(), a.Reason, a.Note, strings.Join(a.Evidence, "\n"), strconv.Itoa(a.Grade), stamp(a.SavedAt),
		})
	}
	return table, nil
}

// stamp writes a time for programs, nothing for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
