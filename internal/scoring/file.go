package scoring

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
)

// File is an export as somebody handed it in: nothing in it is trusted. It may also be written by hand and hold no more
// than model and answers.
type File struct {
	Model   ModelName
	values  map[string]any
	misfits misfits
	content document
}

// ModelName says which model a file was made with.
type ModelName struct {
	ID, Version string
	Digest      string // empty in a file that does not say it
}

func (n ModelName) String() string {
	s := shortened(n.ID + " " + n.Version)
	if n.Digest != "" {
		s += " (digest " + shortened(n.Digest) + ")"
	}
	return s
}

// Of says that a model is the one that is named.
func (n ModelName) Of(m *assessment.Model) bool {
	return n.ID == m.ID && n.Version == m.Version && (n.Digest == "" || n.Digest == m.Digest)
}

// ReadFile reads an export, or a file of model and answers. The error says, on one line, what cannot be read in it.
func ReadFile(data []byte) (*File, error) {
	values, err := readValues(data)
	if err != nil {
		return nil, err
	}
	f := &File{values: values}
	f.misfits.find(reflect.TypeFor[document](), values, "")
	if len(f.misfits.wrong) > 0 {
		return nil, errors.New(f.misfits.wrong[0])
	}
	if err := json.Unmarshal(data, &f.content); err != nil {
		return nil, err
	}
	if format := f.content.Format; format != "" && format != ExportFormat {
		return nil, fmt.Errorf("/format: %s is not known; this program reads %s", shortened(strconv.Quote(format)), ExportFormat)
	}
	for key, into := range map[string]*string{"id": &f.Model.ID, "version": &f.Model.Version, "digest": &f.Model.Digest} {
		*into, _ = f.content.Model[key].(string)
	}
	if f.Model.ID == "" || f.Model.Version == "" {
		return nil, errors.New("/model: id and version are missing; without them nobody can say what was asked")
	}
	if f.content.Answers == nil {
		return nil, errors.New("/answers: missing")
	}
	return f, nil
}

// Method is the id of the arithmetic that the file names; empty: none.
func (f *File) Method() string { return f.content.Method }

// Score computes the results of the answers in the file: what an export has as its results. The model must be the one
// that the file names.
func (f *File) Score(m *assessment.Model) ([]byte, error) {
	if unknown := f.misfits.unknown; len(unknown) > 0 {
		return nil, fmt.Errorf("no such field: %s", shortened(strings.Join(unknown, ", ")))
	}
	x, a, err := f.assessed(m)
	if err != nil {
		return nil, err
	}
	findings, err := Evaluate(x, a)
	if err != nil {
		return nil, f.refused(err)
	}
	results, err := findings.resultsJSON()
	if err != nil {
		return nil, err
	}
	return indented(results)
}

// assessed is the assessment that the file is about. One that says no kind is a full one.
func (f *File) assessed(m *assessment.Model) (*assessment.Assessment, assessment.Answers, error) {
	d := &f.content.Assessment
	x := &assessment.Assessment{ID: d.ID, Kind: d.Kind, Organisation: d.Organisation, Model: m, Facts: d.Facts, Targets: d.Targets}
	switch d.Kind {
	case assessment.KindFull, assessment.KindQuick:
	case "":
		x.Kind = assessment.KindFull
	default:
		return nil, nil, fmt.Errorf("/assessment/kind: %s is neither full nor quick", shortened(strconv.Quote(string(d.Kind))))
	}
	var t stamps
	if d.Previous != nil {
		x.Previous = *d.Previous
	}
	if d.FinishedAt != nil {
		x.FinishedAt = t.read(*d.FinishedAt, "/assessment/finished_at")
	}
	x.CreatedAt = t.read(d.CreatedAt, "/assessment/created_at")
	x.ChangedAt = t.read(d.ChangedAt, "/assessment/changed_at")
	if end := t.read(d.ExpiresAt, "/assessment/expires_at"); !end.IsZero() {
		x.UsedAt = end.Add(-assessment.Retention)
	}
	a := assessment.Answers{}
	for _, id := range slices.Sorted(maps.Keys(f.content.Answers)) {
		answer, err := f.content.Answers[id].answer("/answers/"+pointer.Replace(id), &t)
		if err != nil {
			return nil, nil, err
		}
		a[id] = answer
	}
	return x, a, t.err
}

func (d documentAnswer) answer(path string, t *stamps) (assessment.Answer, error) {
	a := assessment.Answer{
		Reason: d.Reason, Note: d.Note, Evidence: d.Evidence, Grade: d.Grade, Rev: d.Rev, Carried: d.Carried,
		SavedAt: t.read(d.SavedAt, path+"/saved_at"),
	}
	parse := func(s, path string) (assessment.Choice, error) {
		c, ok := assessment.ParseChoice(s)
		if !ok {
			return 0, &answerError{path, brief(s) + " is none of 1 to 5, dk, na and empty"}
		}
		return c, nil
	}
	var err error
	if a.Choice, err = parse(d.Answer, path+"/answer"); err != nil {
		return a, err
	}
	for i, vote := range d.Votes {
		c, err := parse(vote, path+"/votes/"+strconv.Itoa(i))
		if err != nil {
			return a, err
		}
		a.Votes = append(a.Votes, c)
	}
	return a, nil
}

func (f *File) planned() ([]assessment.PlannedAction, error) {
	var t stamps
	var all []assessment.PlannedAction
	for i, d := range f.content.PlannedActions {
		path := "/planned_actions/" + strconv.Itoa(i)
		p := assessment.PlannedAction{
			ID: d.ID, Action: d.Action, Title: d.Title, Owner: d.Owner, Due: d.Due, Status: d.Status, Reason: d.Reason, Cost: d.Cost,
			Note: d.Note, Rev: d.Rev, CreatedAt: t.read(d.CreatedAt, path+"/created_at"), ChangedAt: t.read(d.ChangedAt, path+"/changed_at"),
		}
		if d.ClosedAt != nil {
			p.ClosedAt = t.read(*d.ClosedAt, path+"/closed_at")
		}
		all = append(all, p)
	}
	return all, t.err
}

// stamps reads times and keeps the first error.
type stamps struct{ err error }

func (t *stamps) read(s, path string) time.Time {
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil && t.err == nil {
		t.err = fmt.Errorf("%s: %s is no time like 2026-11-25T09:30:00Z", shortened(path), brief(s))
	}
	return at
}
