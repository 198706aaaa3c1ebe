package store

import (
	"testing"
	"time"

	"lauter/assessment"
)

func TestLinkIsSharedAndReplaced(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	if a.HasLink {
		t.Error("a new assessment has a link")
	}
	first, err := f.NewLink(t.Context(), f.guest, a.ID)
	f.must(err)
	if len(first) != 26 || f.inFiles(first) {
		t.Errorf("link %q is short, or kept", first)
	}
	if !f.read(f.guest, a.ID).HasLink {
		t.Error("no link is in force after making one")
	}

	before := f.dump()
	for range 100 { // as a mail scanner would
		id, err := f.OpenLink(t.Context(), first)
		f.must(err)
		if id != a.ID {
			t.Fatalf("leads to %s, want %s", id, a.ID)
		}
	}
	if after := f.dump(); len(before["guest_assessments"]) != len(after["guest_assessments"]) || before["assessments"][0] != after["assessments"][0] {
		t.Error("looking a link up changed something")
	}

	_, other := f.createGuest()
	f.clock.advance(48 * time.Hour)
	for range 2 { // joining again is harmless
		joined, err := f.JoinLink(t.Context(), other, first)
		f.must(err)
		if joined.ID != a.ID || joined.Rev != 2 || !joined.UsedAt.Equal(f.clock.Now()) || joined.ChangedAt.Equal(f.clock.Now()) {
			t.Errorf("joined %s at revision %d, used %v, changed %v", joined.ID, joined.Rev, joined.UsedAt, joined.ChangedAt)
		}
	}
	q := quickQuestion(f.model).ID
	f.save(other, a.ID, q, assessment.Answer{Choice: 4}, 0)
	if got := f.answers(f.guest, a.ID)[q].Choice; got != 4 {
		t.Errorf("the first guest sees %v, want 4", got)
	}

	second, err := f.NewLink(t.Context(), other, a.ID)
	f.must(err)
	third, err := f.NewLink(t.Context(), f.guest, a.ID)
	f.must(err)
	for _, old := range []string{first, second} {
		_, err = f.OpenLink(t.Context(), old)
		wantErr(t, "open a replaced link", err, assessment.ErrGone)
		_, late := f.createGuest()
		_, err = f.JoinLink(t.Context(), late, old)
		wantErr(t, "join by a replaced link", err, assessment.ErrGone)
		_, err = f.Assessment(t.Context(), late, a.ID)
		wantErr(t, "read after joining in vain", err, assessment.ErrNotFound)
	}
	if _, err := f.OpenLink(t.Context(), third); err != nil {
		t.Errorf("the newest link: %v", err)
	}
	f.read(other, a.ID) // who has joined stays

	f.must(f.Delete(t.Context(), f.guest, a.ID))
	for _, token := range []string{first, second, third, "", "nonsense"} {
		_, err = f.OpenLink(t.Context(), token)
		wantErr(t, "after deleting: "+token, err, assessment.ErrNotFound)
	}
}

func TestStrangersCannotJoin(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	token, err := f.NewLink(t.Context(), f.guest, a.ID)
	f.must(err)
	f.clock.advance(time.Hour)
	for _, v := range []assessment.Viewer{{}, {GuestID: "gone"}} {
		_, err := f.JoinLink(t.Context(), v, token)
		wantErr(t, "join as "+v.GuestID, err, assessment.ErrNotFound)
	}
	_, err = f.JoinLink(t.Context(), f.guest, "nonsense")
	wantErr(t, "join by nonsense", err, assessment.ErrNotFound)
	if got := f.read(f.guest, a.ID); got.UsedAt.Equal(f.clock.Now()) {
		t.Error("joining in vain counted as use")
	}
}
