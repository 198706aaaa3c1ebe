package store

import (
	"slices"
	"testing"

	"lauter/assessment"
)

func TestInventoryNamesEveryTable(t *testing.T) {
	f := newFixture(t)
	tables, err := f.Inventory(t.Context())
	f.must(err)
	var names []string
	for _, table := range tables {
		names = append(names, table.Name)
		if len(table.Columns) == 0 {
			t.Errorf("%s has no columns", table.Name)
		}
	}
	for _, want := range []string{"answers", "users", "audit_log", "schema_versions"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is missing among %v", want, names)
		}
	}
	i := slices.Index(names, "users")
	if got := tables[i].Columns; !slices.Contains(got, "email") || got[0] != "id" {
		t.Errorf("users: got columns %v", got)
	}
}

func TestNextDeletionsAreTheFirstDue(t *testing.T) {
	f := newFixture(t)
	_, err := f.NextDeletions(t.Context(), f.guest)
	wantErr(t, "for a guest", err, assessment.ErrNotFound)
	boss, _ := f.setUp()
	begun := f.clock.Now()
	first := f.create(f.guest, assessment.KindQuick)
	f.clock.advance(assessment.Retention / 2)
	f.create(f.guest, assessment.KindQuick)
	next, err := f.NextDeletions(t.Context(), boss)
	f.must(err)
	if want := begun.Add(assessment.Retention); !next.Guest.Equal(want) {
		t.Errorf("got %v, want %v, when the first is due", next.Guest, want)
	}
	if !next.Client.IsZero() || next.Log.IsZero() {
		t.Errorf("got client %v, log %v, want none and one", next.Client, next.Log)
	}
	f.must(f.Delete(t.Context(), f.guest, first.ID))
	next, err = f.NextDeletions(t.Context(), boss)
	f.must(err)
	if want := f.clock.Now().Add(assessment.Retention); !next.Guest.Equal(want) {
		t.Errorf("after deleting: got %v, want %v", next.Guest, want)
	}
}
