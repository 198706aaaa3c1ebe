package web

import (
	"encoding/json"
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

// exportFormat is the shape of the export. It changes when a field changes its name or meaning; a new field is no
// change. docs/export.md describes it.
const exportFormat = "lauter-export/1"

// getAnswersCSV sends the answers as a table: with commas, as the format has it, or with ?separator=semicolon for
// spreadsheets that are set to a language with a decimal comma.
func (s *Server) getAnswersCSV(r *request, w *work) error {
	separator := ','
	switch r.QueryParam("separator") {
	case "", "comma":
	case "semicolon":
		separator = ';'
	default:
		return &assessment.InvalidError{Fields: map[string]string{"separator": assessment.MsgAnswer}}
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
	return download(r, f, r.p.T("export.file.answers"), "csv", "text/csv; charset=utf-8; header=present", file)
}

// getExport sends everything that is kept about the answers and everything that follows from them.
func (s *Server) getExport(r *request, w *work) error {
	f, err := scoring.Evaluate(w.Assessment, w.answers)
	if err != nil {
		return err
	}
	x, err := f.Export()
	if err != nil {
		return err
	}
	file, err := json.MarshalIndent(export{
		Format:     exportFormat,
		Method:     f.Model.Method,
		Model:      x.Model,
		Assessment: exportedAssessment(w.Assessment),
		Answers:    exportedAnswers(w.answers),
		Results:    x.Results,
		Vectors:    x.Vectors,
	}, "", " ")
	if err != nil {
		return err
	}
	return download(r, f, r.p.T("export.file.all"), "json", "application/json", append(file, '\n'))
}

// download sends a file named by the day of the answers and not by the organisation: files are passed on.
func download(r *request, f *scoring.Findings, name, ending, contentType string, file []byte) error {
	h := r.Response().Header()
	h.Add("Vary", "Cookie")
	h.Add("Vary", "Accept-Language")
	h.Set("Content-Language", string(r.p.Lang()))
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-%s.%s"`, name, f.AsOf.Local().Format(time.DateOnly), ending))
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

// export is the whole file of an assessment. Its order is the one to read it in.
type export struct {
	Format     string                    `json:"format"`
	Method     string                    `json:"method"`
	Model      map[string]any            `json:"model"`
	Assessment exportAssessment          `json:"assessment"`
	Answers    map[string]exportedAnswer `json:"answers"`
	Results    map[string]any            `json:"results"`
	Vectors    []any                     `json:"vectors"`
}

type exportAssessment struct {
	ID           string              `json:"id"`
	Kind         assessment.Kind     `json:"kind"`
	Organisation string              `json:"organisation"`
	CreatedAt    string              `json:"created_at"`
	ChangedAt    string              `json:"changed_at"`
	FinishedAt   *string             `json:"finished_at"` // null while it is open
	ExpiresAt    string              `json:"expires_at"`
	Facts        map[string][]string `json:"facts"`
}

func exportedAssessment(a *assessment.Assessment) exportAssessment {
	x := exportAssessment{
		ID: a.ID, Kind: a.Kind, Organisation: a.Organisation, CreatedAt: stamp(a.CreatedAt), ChangedAt: stamp(a.ChangedAt),
		ExpiresAt: stamp(a.ExpiresAt()), Facts: a.Facts,
	}
	if a.Finished() {
		x.FinishedAt = new(stamp(a.FinishedAt))
	}
	if x.Facts == nil {
		x.Facts = map[string][]string{}
	}
	return x
}

// exportedAnswer is an answer with everything that was written beside it.
type exportedAnswer struct {
	Answer   string   `json:"answer"`
	Reason   string   `json:"reason"`
	Note     string   `json:"note"`
	Evidence []string `json:"evidence"`
	Grade    int      `json:"evidence_grade"`
	Rev      int      `json:"rev"`
	SavedAt  string   `json:"saved_at"`
}

func exportedAnswers(answers assessment.Answers) map[string]exportedAnswer {
	all := map[string]exportedAnswer{}
	for id, a := range answers {
		evidence := a.Evidence
		if evidence == nil {
			evidence = []string{}
		}
		all[id] = exportedAnswer{a.Choice.String(), a.Reason, a.Note, evidence, a.Grade, a.Rev, stamp(a.SavedAt)}
	}
	return all
}

// stamp writes a time for programs, nothing for none.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
