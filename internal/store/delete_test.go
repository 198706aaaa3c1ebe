package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestDeleteLeavesNothing(t *testing.T) {
	f := newFixture(t)
	empty := f.dump()
	keep := f.create(f.guest, assessment.KindFull)
	f.save(f.guest, keep.ID, quickQuestion(f.model).ID, assessment.Answer{Choice: 3, Note: "stays here"}, 0)
	kept := f.dump()

	a, err := f.CreateAssessment(t.Context(), f.guest, assessment.KindFull, "canary-organisation", f.model)
	f.must(err)
	canary := "canary-note-" + strings.Repeat("long enough for pages of its own ", 100)
	q := quickQuestion(f.model).ID
	for rev := range 20 {
		f.save(f.guest, a.ID, q, assessment.Answer{
			Choice: assessment.Choice(rev%5 + 1), Note: fmt.Sprint(canary, rev), Evidence: []string{"canary-evidence"},
		}, rev)
	}
	f.save(f.guest, a.ID, naQuestion(f.model).ID, assessment.Answer{Choice: assessment.NotApplicable, Reason: "canary-reason"}, 0)
	token, err := f.NewLink(t.Context(), f.guest, a.ID)
	f.must(err)
	replaced, err := f.NewLink(t.Context(), f.guest, a.ID)
	f.must(err)
	_, other := f.createGuest()
	_, err = f.JoinLink(t.Context(), other, replaced)
	f.must(err)
	f.plan(f.guest, a.ID, assessment.PlannedAction{Title: "canary-title", Owner: "canary-owner"})
	f.must(f.SaveScenario(t.Context(), f.guest, a.ID, assessment.Scenario{Name: "canary-scenario", Page: "plan"}))
	if !f.inFiles("canary") {
		t.Fatal("the canary is not in the files; the test shows nothing")
	}

	f.must(f.Delete(t.Context(), f.guest, a.ID))
	f.waitForEmptyLog()

	got := f.dump()
	delete(got, "guests")
	delete(kept, "guests")
	if diff := cmp.Diff(kept, got); diff != "" {
		t.Errorf("rows are left (-want +got):\n%s", diff)
	}
	if f.inFiles("canary") {
		t.Error("the canary is still in the bytes of the files")
	}
	if !f.inFiles("stays here") {
		t.Error("the other assessment is not in the files; the test shows nothing")
	}
	_, err = f.Assessment(t.Context(), other, a.ID)
	wantErr(t, "for the guest it was shared with", err, assessment.ErrNotFound)
	for _, token := range []string{token, replaced} {
		_, err = f.OpenLink(t.Context(), token)
		wantErr(t, "its link", err, assessment.ErrNotFound)
	}

	f.must(f.Delete(t.Context(), f.guest, keep.ID))
	got = f.dump()
	delete(got, "guests")
	delete(empty, "guests")
	if diff := cmp.Diff(empty, got); diff != "" {
		t.Errorf("after the last one (-want +got):\n%s", diff)
	}
}

// dump is the content of every table as text, for comparing.
func (f *fixture) dump() map[string][]string {
	f.t.Helper()
	tables, err := f.pool.QueryContext(f.t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	f.must(err)
	var names []string
	for tables.Next() {
		var name string
		f.must(tables.Scan(&name))
		names = append(names, name)
	}
	f.must(errors.Join(tables.Err(), tables.Close()))
	content := map[string][]string{}
	for _, name := range names {
		rows, err := f.pool.QueryContext(f.t.Context(), fmt.Sprintf(`SELECT * FROM %q ORDER BY 1, 2`, name))
		f.must(err)
		columns, err := rows.Columns()
		f.must(err)
		for rows.Next() {
			values := make([]any, len(columns))
			into := make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			f.must(rows.Scan(into...))
			var line strings.Builder
			for i, value := range values {
				if text, ok := value.([]byte); ok {
					value = string(text)
				}
				fmt.Fprintf(&line, "%s=%v ", columns[i], value)
			}
			content[name] = append(content[name], line.String())
		}
		f.must(errors.Join(rows.Err(), rows.Close()))
	}
	return content
}

// inFiles says whether the text is in the bytes of the database or of its log.
func (f *fixture) inFiles(text string) bool {
	f.t.Helper()
	for _, name := range []string{FileName, FileName + "-wal"} {
		content, err := os.ReadFile(filepath.Join(f.dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			f.t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}

// logSize is the size of the write-ahead log.
func (f *fixture) logSize() int64 {
	f.t.Helper()
	info, err := os.Stat(filepath.Join(f.dir, FileName+"-wal"))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	f.must(err)
	return info.Size()
}

// waitForEmptyLog returns when what was erased has left the log. That takes a moment if somebody is reading.
func (f *fixture) waitForEmptyLog() {
	f.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); f.logSize() > 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			f.t.Fatalf("the log still holds %d bytes", f.logSize())
		}
	}
}
