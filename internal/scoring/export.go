package scoring

import (
	"fmt"
	"time"

	"lauter/assessment"
)

// ExportFormat is the shape of an export. It changes when a field changes its name or meaning; a new field is no
// change. docs/export.md describes it, docs/export.schema.json says it to programs.
const ExportFormat = "lauter-export/1"

// WriteExport writes an assessment as a file with everything that is kept about it and everything that follows. It is a
// function of its arguments alone: ReadExport gives them back, and Verify computes the rest again.
func WriteExport(x *assessment.Assessment, a assessment.Answers, planned []assessment.PlannedAction) ([]byte, error) {
	d, err := newDocument(x, a, planned)
	if err != nil {
		return nil, fmt.Errorf("export assessment %s: %w", x.ID, err)
	}
	values, err := d.values()
	if err != nil {
		return nil, fmt.Errorf("export assessment %s: %w", x.ID, err)
	}
	d.Digest = digestOf(values)
	return indented(d)
}

// document is an export in the order in which it is read.
type document struct {
	Format         string                    `json:"format"`
	Digest         string                    `json:"digest"` // of all the rest
	Method         string                    `json:"method"`
	Model          map[string]any            `json:"model"`
	Assessment     documentAssessment        `json:"assessment"`
	Answers        map[string]documentAnswer `json:"answers"`
	PlannedActions []documentAction          `json:"planned_actions"`
	Contradictions []documentContradiction   `json:"contradictions"`
	Results        map[string]any            `json:"results"`
	Vectors        []any                     `json:"vectors"`
}

type documentAssessment struct {
	ID           string              `json:"id"`
	Kind         assessment.Kind     `json:"kind"`
	Organisation string              `json:"organisation"`
	Previous     *string             `json:"previous"` // null: the first round
	CreatedAt    string              `json:"created_at"`
	ChangedAt    string              `json:"changed_at"`
	FinishedAt   *string             `json:"finished_at"` // null while it is open
	ExpiresAt    string              `json:"expires_at"`  // empty: never
	Facts        map[string][]string `json:"facts"`
	Targets      map[string]int      `json:"targets"`
}

// documentAnswer is an answer with everything that was written beside it.
type documentAnswer struct {
	Answer   string   `json:"answer"`
	Reason   string   `json:"reason"`
	Note     string   `json:"note"`
	Evidence []string `json:"evidence"`
	Grade    int      `json:"evidence_grade"`
	Rev      int      `json:"rev"`
	SavedAt  string   `json:"saved_at"`
	Carried  bool     `json:"carried"`
	Votes    []string `json:"votes,omitempty"`
}

type documentAction struct {
	ID        string                  `json:"id"`
	Action    string                  `json:"action"` // empty: one of their own
	Title     string                  `json:"title"`
	Owner     string                  `json:"owner"`
	Due       string                  `json:"due"`
	Status    assessment.ActionStatus `json:"status"`
	Reason    string                  `json:"reason"`
	Cost      string                  `json:"cost"`
	Note      string                  `json:"note"`
	Rev       int                     `json:"rev"`
	CreatedAt string                  `json:"created_at"`
	ChangedAt string                  `json:"changed_at"`
	ClosedAt  *string                 `json:"closed_at"` // null while it is open or in progress
}

type documentContradiction struct {
	ID        string       `json:"id"`
	Kind      string       `json:"kind"` // contradiction or over_claim
	Questions []string     `json:"questions"`
	Text      documentText `json:"text"`
}

type documentText struct {
	EN string `json:"en"`
	DE string `json:"de"`
}

// newDocument is the export without its digest.
func newDocument(x *assessment.Assessment, a assessment.Answers, planned []assessment.PlannedAction) (*document, error) {
	f, err := Evaluate(x, a)
	if err != nil {
		return nil, err
	}
	e, err := f.export()
	if err != nil {
		return nil, err
	}
	d := &document{
		Format: ExportFormat, Method: f.Model.Method, Model: e.model, Assessment: assessmentDocument(x),
		Answers: map[string]documentAnswer{}, PlannedActions: []documentAction{},
		Contradictions: contradictionDocuments(f.Model.Contradictions(a)), Results: e.results, Vectors: e.vectors,
	}
	for id, answer := range a {
		d.Answers[id] = answerDocument(answer)
	}
	for _, p := range planned {
		d.PlannedActions = append(d.PlannedActions, actionDocument(p))
	}
	return d, nil
}

func assessmentDocument(x *assessment.Assessment) documentAssessment {
	d := documentAssessment{
		ID: x.ID, Kind: x.Kind, Organisation: x.Organisation, Previous: orNull(x.Previous), CreatedAt: stamp(x.CreatedAt),
		ChangedAt: stamp(x.ChangedAt), FinishedAt: orNull(stamp(x.FinishedAt)), Facts: present(x.Facts),
		Targets: present(x.Targets),
	}
	if !x.UsedAt.IsZero() {
		d.ExpiresAt = stamp(x.ExpiresAt())
	}
	return d
}

func answerDocument(a assessment.Answer) documentAnswer {
	d := documentAnswer{
		Answer: a.Choice.String(), Reason: a.Reason, Note: a.Note, Evidence: a.Evidence, Grade: a.Grade, Rev: a.Rev,
		SavedAt: stamp(a.SavedAt), Carried: a.Carried,
	}
	if d.Evidence == nil {
		d.Evidence = []string{}
	}
	for _, v := range a.Votes {
		d.Votes = append(d.Votes, v.String())
	}
	return d
}

func actionDocument(p assessment.PlannedAction) documentAction {
	return documentAction{
		ID: p.ID, Action: p.Action, Title: p.Title, Owner: p.Owner, Due: p.Due, Status: p.Status, Reason: p.Reason,
		Cost: p.Cost, Note: p.Note, Rev: p.Rev, CreatedAt: stamp(p.CreatedAt), ChangedAt: stamp(p.ChangedAt),
		ClosedAt: orNull(stamp(p.ClosedAt)),
	}
}

func contradictionDocuments(found []assessment.Contradiction) []documentContradiction {
	all := []documentContradiction{}
	for _, c := range found {
		d := documentContradiction{ID: c.ID, Kind: "contradiction", Questions: c.Questions, Text: documentText{c.Text.EN, c.Text.DE}}
		if c.OverClaim {
			d.Kind = "over_claim"
		}
		all = append(all, d)
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

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// present is a map that is written as {} and not as null.
func present[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}
