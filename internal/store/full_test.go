package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"lauter/assessment"
)

func TestFullDiskIsSaidAndPasses(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	limit := func(pages int) {
		f.t.Helper()
		_, err := f.writer.db.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages))
		f.must(err)
	}
	var pages int
	f.must(f.writer.db.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages))
	limit(pages + 2)

	note := make([]byte, assessment.MaxNote)
	for i := range note {
		note[i] = 'n'
	}
	acknowledged := map[string]bool{}
	var full error
	for _, q := range f.model.Questions() {
		_, err := f.SaveAnswer(t.Context(), f.guest, a.ID, q.ID, assessment.Answer{Choice: 3, Note: string(note)}, 0)
		if err != nil {
			full = err
			break
		}
		acknowledged[q.ID] = true
	}
	wantErr(t, "saving on a full disk", full, assessment.ErrFull)
	answers := f.answers(f.guest, a.ID) // reads go on
	if len(answers) != len(acknowledged) {
		t.Errorf("%d answers are stored, %d were acknowledged", len(answers), len(acknowledged))
	}

	limit(1 << 30)
	for _, q := range f.model.Questions() {
		if !acknowledged[q.ID] {
			f.save(f.guest, a.ID, q.ID, assessment.Answer{Choice: 3, Note: string(note)}, 0)
		}
	}
	var verdict string
	f.must(f.pool.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict))
	if verdict != "ok" {
		t.Errorf("integrity check: %s", verdict)
	}
}

// A change that fills the disk must not make the others of its batch look saved.
func TestFullDiskFailsTheBatchOrOnlyTheChange(t *testing.T) {
	f := newFixture(t)
	var pages int
	f.must(f.writer.db.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages))
	_, err := f.writer.db.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages))
	f.must(err)

	release := f.blockWriter()
	outcomes := map[string]chan error{}
	for i, id := range []string{"small", "large", "late"} {
		outcome := make(chan error, 1)
		outcomes[id] = outcome
		go func() {
			outcome <- f.write(t.Context(), id, func(ctx context.Context, t tx) error {
				if id == "large" {
					for j := range 10_000 {
						if err := insertWorkspace(ctx, t, fmt.Sprintf("large-%0200d", j)); err != nil {
							return err
						}
					}
				}
				return insertWorkspace(ctx, t, id)
			})
		}()
		f.waitForQueue(i + 1)
	}
	release()
	for id, outcome := range outcomes {
		err := <-outcome
		var stored int
		f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM workspaces WHERE id = $1`, id).Scan(&stored))
		if (err == nil) != (stored == 1) {
			t.Errorf("%s: got error %v and %d rows", id, err, stored)
		}
		if err != nil {
			wantErr(t, id, err, assessment.ErrFull)
		}
		if id == "large" && err == nil {
			t.Error("the large change fitted; the test is too small")
		}
	}
	var large int
	f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM workspaces WHERE id LIKE 'large-%'`).Scan(&large))
	if large != 0 {
		t.Errorf("%d rows are left of the change that failed", large)
	}
}

func TestFullQueueRefusesAtOnce(t *testing.T) {
	f := newFixture(t)
	release := f.blockWriter()
	var accepted sync.WaitGroup
	for range queueLength {
		accepted.Go(func() {
			if _, _, err := f.CreateGuest(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	f.waitForQueue(queueLength)
	started := time.Now()
	_, _, err := f.CreateGuest(t.Context())
	wantErr(t, "one change too many", err, assessment.ErrBusy)
	if took := time.Since(started); took > 10*time.Second {
		t.Errorf("it took %v to refuse", took)
	}
	wantErr(t, "ready with a full queue", f.Ready(t.Context()), assessment.ErrBusy)
	release()
	accepted.Wait()
	var guests int
	f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM guests`).Scan(&guests))
	if want := queueLength + 1; guests != want {
		t.Errorf("got %d guests, want %d", guests, want)
	}
}
