package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestSetTargets(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	one, two := f.model.Capabilities()[0].ID, f.model.Capabilities()[1].ID
	want := map[string]int{one: 1, two: 5}
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, want))
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, want))
	got := f.read(f.guest, a.ID)
	if diff := cmp.Diff(want, got.Targets); diff != "" || got.Rev != 2 {
		t.Errorf("revision %d, want 2 (-want +got):\n%s", got.Rev, diff)
	}
	wantErr(t, "unknown capability", f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{"luck": 3}), assessment.ErrNotFound)
	wantRefused(t, "no levels", f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{one: 0, two: 6}),
		map[string]string{one: "targets.error.level", two: "targets.error.level"})
	if diff := cmp.Diff(want, f.read(f.guest, a.ID).Targets); diff != "" {
		t.Errorf("after refusals (-want +got):\n%s", diff)
	}
	f.must(f.Finish(t.Context(), f.guest, a.ID))
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, nil))
	if got := f.read(f.guest, a.ID); len(got.Targets) != 0 || !got.Finished() {
		t.Errorf("got %v, finished %v", got.Targets, got.Finished())
	}
}
