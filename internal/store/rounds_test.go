package store

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func (f *fixture) newRound(v assessment.Viewer, id string, carry bool, m *assessment.Model) *assessment.Assessment {
	f.t.Helper()
	a, err := f.NewRound(f.t.Context(), v, id, carry, m)
	f.must(err)
	return a
}

// laterModel is the shipped model as a later version would be: one question has changed its meaning and one is gone.
func (f *fixture) laterModel(changed, gone string) *assessment.Model {
	f.t.Helper()
	files := assessment.Shipped()
	replace := func(name, old, new string) {
		f.t.Helper()
		if bytes.Count(files[name], []byte(old)) == 0 {
			f.t.Fatalf("%s does not say %q", name, old)
		}
		files[name] = bytes.ReplaceAll(files[name], []byte(old), []byte(new))
	}
	replace("questions.yaml", `version: "`+f.model.Version+`"`, `version: "77.0.0"`)
	replace("questions.yaml", "- id: "+changed+"\n            rev: 1\n", "- id: "+changed+"\n            rev: 2\n")
	for _, name := range assessment.FileNames() {
		files[name] = bytes.ReplaceAll(files[name], []byte(gone), []byte(gone+"2"))
	}
	m, err := assessment.Parse(files)
	f.must(err)
	f.must(f.ImportModel(f.t.Context(), m, files))
	return m
}

func TestNewRoundFollowsTheOneBefore(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	capability := f.model.Capabilities()[0].ID
	facts := map[string][]string{"b2c": {"yes"}}
	f.must(f.SetFacts(t.Context(), f.guest, a.ID, facts))
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{capability: 4}))
	f.save(f.guest, a.ID, quickQuestion(f.model).ID, assessment.Answer{Choice: 4}, 0)
	f.must(f.Finish(t.Context(), f.guest, a.ID))
	token, err := f.NewLink(t.Context(), f.guest, a.ID)
	f.must(err)
	_, colleague := f.createGuest()
	_, err = f.JoinLink(t.Context(), colleague, token)
	f.must(err)
	f.plan(f.guest, a.ID, assessment.PlannedAction{Title: "Ours"})
	before := f.read(f.guest, a.ID)

	f.clock.advance(time.Hour)
	next := f.newRound(f.guest, a.ID, false, f.model)
	now := f.clock.Now()
	want := &assessment.Assessment{
		ID: next.ID, WorkspaceID: a.WorkspaceID, OrganisationID: a.OrganisationID, Organisation: a.Organisation,
		Kind: assessment.KindFull, Model: f.model, Rev: 1, CreatedAt: now, ChangedAt: now, UsedAt: now,
		Expiry: now.Add(assessment.Retention), Facts: facts, Targets: map[string]int{capability: 4}, Previous: a.ID, Role: assessment.RoleOwner,
	}
	if diff := cmp.Diff(want, next, byValue); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := f.answers(f.guest, next.ID); len(got) != 0 {
		t.Errorf("a round without what was carried has answers: %v", got)
	}
	f.read(colleague, next.ID) // is theirs as well
	if got := f.planned(colleague, next.ID); len(got) != 1 {
		t.Errorf("got %d planned actions, want the one of the organisation", len(got))
	}
	before.UsedAt, before.Expiry = now, now.Add(assessment.Retention) // rounds are used together
	if diff := cmp.Diff(before, f.read(f.guest, a.ID), byValue); diff != "" {
		t.Errorf("the round before has changed:\n%s", diff)
	}
}

func TestCarriedAnswers(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	questions := f.model.Questions()
	same, changed, gone, na := questions[20].ID, questions[21].ID, questions[22].ID, naQuestion(f.model).ID
	full := assessment.Answer{Choice: 4, Note: "Stands", Evidence: []string{"https://example.org/"}, Grade: 2}
	f.save(f.guest, a.ID, same, full, 0)
	f.save(f.guest, a.ID, changed, assessment.Answer{Choice: 3}, 0)
	f.save(f.guest, a.ID, gone, assessment.Answer{Choice: 3}, 0)
	f.save(f.guest, a.ID, na, assessment.Answer{Choice: assessment.NotApplicable, Reason: "None"}, 0)
	f.save(f.guest, a.ID, questions[len(questions)-1].ID, assessment.Answer{Choice: 2}, 0)
	f.save(f.guest, a.ID, questions[len(questions)-1].ID, assessment.Answer{}, 1) // taken back

	f.clock.advance(time.Hour)
	next := f.newRound(f.guest, a.ID, true, f.laterModel(changed, gone))
	carried := func(a assessment.Answer) assessment.Answer {
		a.Rev, a.SavedAt, a.Carried = 1, f.clock.Now(), true
		return a
	}
	want := assessment.Answers{
		same: carried(full),
		na:   carried(assessment.Answer{Choice: assessment.NotApplicable, Reason: "None"}),
	}
	if diff := cmp.Diff(want, f.answers(f.guest, next.ID)); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}

	f.clock.advance(time.Minute)
	confirmed := f.save(f.guest, next.ID, same, full, 1)
	if confirmed.Carried || confirmed.Rev != 2 || !confirmed.SavedAt.Equal(f.clock.Now()) {
		t.Errorf("the same state confirms it: got %+v", confirmed)
	}
	if again := f.save(f.guest, next.ID, same, full, 1); again.Rev != 2 {
		t.Errorf("confirmed twice: got revision %d, want 2", again.Rev)
	}
	if got := f.save(f.guest, next.ID, na, assessment.Answer{Choice: 2}, 1); got.Carried {
		t.Error("another answer is still carried")
	}
	for _, a := range f.answers(f.guest, next.ID) {
		if a.Carried || a.Rev != 2 {
			t.Errorf("read later: %+v", a)
		}
	}
	if got := f.history(next.ID, same); len(got) != 2 || !got[0].Carried || got[1].Carried {
		t.Errorf("history %+v", got)
	}
	if got := f.answers(f.guest, a.ID)[same]; got.Carried || got.Rev != 1 {
		t.Errorf("the round before: %+v", got)
	}
}

func TestRoundsOfAQuickScan(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	q := quickQuestion(f.model).ID
	f.save(f.guest, a.ID, q, assessment.Answer{Choice: 2}, 0)
	next := f.newRound(f.guest, a.ID, true, f.model)
	if got := f.answers(f.guest, next.ID); next.Kind != assessment.KindQuick || len(got) != 1 || !got[q].Carried {
		t.Errorf("%s with %+v", next.Kind, got)
	}
}

func TestRoundsAreListedTheOldestFirst(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	f.create(f.guest, assessment.KindFull) // of another organisation
	q := quickQuestion(f.model).ID
	f.save(f.guest, a.ID, q, assessment.Answer{Choice: 2}, 0)
	f.clock.advance(time.Hour)
	second := f.newRound(f.guest, a.ID, true, f.model)
	f.save(f.guest, second.ID, q, assessment.Answer{Choice: 3}, 1)
	third := f.newRound(f.guest, second.ID, false, f.model)
	token, err := f.NewLink(t.Context(), f.guest, third.ID)
	f.must(err)
	third = f.read(f.guest, third.ID)
	second = f.read(f.guest, second.ID)

	for _, id := range []string{a.ID, second.ID, third.ID} {
		got, err := f.Rounds(t.Context(), f.guest, id)
		f.must(err)
		want := []assessment.Round{
			{Assessment: f.read(f.guest, a.ID), Answers: f.answers(f.guest, a.ID)},
			{Assessment: second, Answers: f.answers(f.guest, second.ID)},
			{Assessment: third, Answers: assessment.Answers{}},
		}
		if diff := cmp.Diff(want, got, byValue); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	_, guest := f.createGuest()
	_, err = f.JoinLink(t.Context(), guest, token)
	f.must(err)
	if got, err := f.Rounds(t.Context(), guest, third.ID); err != nil || len(got) != 1 || got[0].ID != third.ID {
		t.Errorf("a guest who has the last round alone sees %d rounds, %v", len(got), err)
	}
}

func TestDeletingOneRoundLeavesTheOthers(t *testing.T) {
	f := newFixture(t)
	empty := f.dump()
	first := f.create(f.guest, assessment.KindFull)
	q := quickQuestion(f.model).ID
	f.save(f.guest, first.ID, q, assessment.Answer{Choice: 2}, 0)
	second := f.newRound(f.guest, first.ID, true, f.model)
	third := f.newRound(f.guest, second.ID, true, f.model)
	f.plan(f.guest, first.ID, assessment.PlannedAction{Title: "Ours"})

	f.must(f.Delete(t.Context(), f.guest, second.ID))
	if got := f.read(f.guest, third.ID).Previous; got != first.ID {
		t.Errorf("the third follows %q, want the first", got)
	}
	f.must(f.Delete(t.Context(), f.guest, first.ID))
	if got := f.read(f.guest, third.ID); got.Previous != "" || got.Organisation != "Muster GmbH" {
		t.Errorf("got %+v", got)
	}
	if got := f.answers(f.guest, third.ID); got[q].Choice != 2 {
		t.Errorf("got answers %v", got)
	}
	if got := f.planned(f.guest, third.ID); len(got) != 1 {
		t.Errorf("got %d planned actions, want 1", len(got))
	}
	f.must(f.Delete(t.Context(), f.guest, third.ID))
	if diff := cmp.Diff(empty, f.dump()); diff != "" {
		t.Errorf("after the last one (-want +got):\n%s", diff)
	}
}

// The round of last year is what this year's is compared with, so it stays as long as any round is in use.
func TestRoundsExpireTogether(t *testing.T) {
	f := newFixture(t)
	first := f.create(f.guest, assessment.KindFull)
	f.clock.advance(80 * 24 * time.Hour)
	second := f.newRound(f.guest, first.ID, false, f.model)
	due := f.clock.Now().Add(assessment.Retention)
	for _, id := range []string{first.ID, second.ID} {
		if got := f.read(f.guest, id).ExpiresAt(); !got.Equal(due) {
			t.Errorf("the page would say %v, want %v", got, due)
		}
	}
	f.expire(due.Add(-time.Millisecond), Expired{})
	f.read(f.guest, first.ID)
	f.expire(due, Expired{Assessments: 1, Guests: 1})
	_, err := f.Assessment(t.Context(), f.guest, first.ID)
	wantErr(t, "first", err, assessment.ErrNotFound)
	_, err = f.Assessment(t.Context(), f.guest, second.ID)
	wantErr(t, "second", err, assessment.ErrNotFound)
}

func TestNewRoundRefuses(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	unknown := &assessment.Model{ID: f.model.ID, Version: "9.9.9", Digest: f.model.Digest}
	if _, err := f.NewRound(t.Context(), f.guest, a.ID, false, unknown); err == nil {
		t.Error("a model that was not imported was taken")
	}
	for range assessment.MaxRounds - 1 {
		f.newRound(f.guest, a.ID, false, f.model)
	}
	_, err := f.NewRound(t.Context(), f.guest, a.ID, false, f.model)
	wantRefused(t, "one too many", err, map[string]string{"carry": "rounds.error.many"})
	if rounds, err := f.Rounds(t.Context(), f.guest, a.ID); err != nil || len(rounds) != assessment.MaxRounds {
		t.Errorf("got %d rounds, %v", len(rounds), err)
	}
}

// Who looks at the sample may begin rounds of it; the sample stays what it was.
func TestSampleWithRounds(t *testing.T) {
	f := newFixture(t)
	v, sample := f.joinSample(f.putSample())
	f.newRound(v, sample.ID, true, f.model)
	if _, again := f.joinSample(f.putSample()); again.ID != sample.ID {
		t.Errorf("the sample is now %s, was %s", again.ID, sample.ID)
	}
}
