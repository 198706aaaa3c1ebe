package store

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

func TestNewRoundCarriesAnswers(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q, na := quickQuestion(f.model).ID, naQuestion(f.model).ID
	f.save(f.guest, a.ID, q, assessment.Answer{Choice: 3, Note: "as last year", Evidence: []string{"register"}, Grade: 1}, 0)
	f.save(f.guest, a.ID, na, assessment.Answer{Choice: assessment.NotApplicable, Reason: "no such campaigns"}, 0)
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{f.model.Capabilities()[0].ID: 4}))
	f.must(f.Finish(t.Context(), f.guest, a.ID))
	f.clock.advance(24 * time.Hour)

	next, err := f.NewRound(t.Context(), f.guest, a.ID, true, f.model)
	f.must(err)
	if next.Previous != a.ID || next.OrganisationID != a.OrganisationID || next.Finished() || next.Targets[f.model.Capabilities()[0].ID] != 4 {
		t.Errorf("got round %+v after %s", next, a.ID)
	}
	answers := f.answers(f.guest, next.ID)
	want := assessment.Answers{
		q:  {Choice: 3, Note: "as last year", Evidence: []string{"register"}, Grade: 1, Rev: 1, SavedAt: f.clock.Now(), Carried: true},
		na: {Choice: assessment.NotApplicable, Reason: "no such campaigns", Rev: 1, SavedAt: f.clock.Now(), Carried: true},
	}
	if diff := cmp.Diff(want, answers); diff != "" {
		t.Errorf("carried (-want +got):\n%s", diff)
	}

	confirmed := answers[q]
	confirmed.Carried = false
	saved, err := f.SaveAnswer(t.Context(), f.guest, next.ID, q, confirmed, 1)
	f.must(err)
	if saved.Carried || saved.Rev != 2 || f.answers(f.guest, next.ID)[q].Carried {
		t.Errorf("a saved answer is still to be confirmed: %+v", saved)
	}
	if before := f.answers(f.guest, a.ID)[q]; before.Rev != 1 || before.Carried {
		t.Errorf("the round before was changed: %+v", before)
	}

	empty, err := f.NewRound(t.Context(), f.guest, next.ID, false, f.model)
	f.must(err)
	if got := f.answers(f.guest, empty.ID); len(got) != 0 {
		t.Errorf("a round that carries nothing has %v", got)
	}
	rounds, err := f.Rounds(t.Context(), f.guest, next.ID)
	f.must(err)
	var ids []string
	for _, r := range rounds {
		ids = append(ids, r.ID)
	}
	if diff := cmp.Diff([]string{a.ID, next.ID, empty.ID}, ids); diff != "" {
		t.Errorf("rounds, the oldest first (-want +got):\n%s", diff)
	}
	if rounds[0].Answers[q].Choice != 3 {
		t.Errorf("the first round has %v", rounds[0].Answers)
	}
}

func TestRoundsAreLimited(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	for range assessment.MaxRounds - 1 {
		_, err := f.NewRound(t.Context(), f.guest, a.ID, false, f.model)
		f.must(err)
	}
	_, err := f.NewRound(t.Context(), f.guest, a.ID, false, f.model)
	if invalid := (*assessment.InvalidError)(nil); !errors.As(err, &invalid) {
		t.Errorf("one round too many: got %v, want it refused", err)
	}
}

func TestDeletingARoundLeavesTheOthers(t *testing.T) {
	f := newFixture(t)
	empty := f.dump()
	a := f.create(f.guest, assessment.KindFull)
	_, err := f.AddPlannedActions(t.Context(), f.guest, a.ID, assessment.PlannedAction{Title: "goes on"})
	f.must(err)
	next, err := f.NewRound(t.Context(), f.guest, a.ID, true, f.model)
	f.must(err)

	f.must(f.Delete(t.Context(), f.guest, a.ID))
	left := f.read(f.guest, next.ID)
	if left.Previous != "" {
		t.Errorf("the round is still after %s, which is gone", left.Previous)
	}
	planned, err := f.PlannedActions(t.Context(), f.guest, next.ID)
	f.must(err)
	if len(planned) != 1 {
		t.Errorf("got %d planned actions, want the one of the organisation", len(planned))
	}
	f.must(f.Delete(t.Context(), f.guest, next.ID))
	if diff := cmp.Diff(empty, f.dump()); diff != "" {
		t.Errorf("after the last round (-want +got):\n%s", diff)
	}
}

func TestUseOfOneRoundKeepsTheOthers(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	f.clock.advance(assessment.Retention - time.Hour)
	next, err := f.NewRound(t.Context(), f.guest, a.ID, false, f.model)
	f.must(err)
	f.clock.advance(assessment.Retention - time.Hour)
	f.save(f.guest, next.ID, quickQuestion(f.model).ID, assessment.Answer{Choice: 2}, 0)
	f.clock.advance(2 * time.Hour)
	_, err = f.Expire(t.Context(), f.clock.Now())
	f.must(err)
	if got, want := f.read(f.guest, a.ID).ExpiresAt(), f.read(f.guest, next.ID).ExpiresAt(); !got.Equal(want) {
		t.Errorf("the first round goes at %v, the second at %v", got, want)
	}
	f.clock.advance(assessment.Retention)
	_, err = f.Expire(t.Context(), f.clock.Now())
	f.must(err)
	for _, id := range []string{a.ID, next.ID} {
		_, err := f.Assessment(t.Context(), f.guest, id)
		wantErr(t, "an expired round", err, assessment.ErrNotFound)
	}
}

func TestSetTargets(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	capability := f.model.Capabilities()[1].ID
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{capability: 5}))
	if got := f.read(f.guest, a.ID); got.Targets[capability] != 5 || got.Rev != a.Rev+1 {
		t.Errorf("got %v at revision %d", got.Targets, got.Rev)
	}
	wantErr(t, "unknown capability", f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{"x": 3}), assessment.ErrNotFound)
	err := f.SetTargets(t.Context(), f.guest, a.ID, map[string]int{capability: 6})
	if invalid := (*assessment.InvalidError)(nil); !errors.As(err, &invalid) {
		t.Errorf("level 6: got %v, want it refused", err)
	}
	f.must(f.SetTargets(t.Context(), f.guest, a.ID, nil))
	if got := f.read(f.guest, a.ID); len(got.Targets) != 0 {
		t.Errorf("targets are left: %v", got.Targets)
	}
}

func TestNewRoundLeavesOutWhatMeansSomethingElse(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	for _, q := range f.model.Questions() {
		f.save(f.guest, a.ID, q.ID, assessment.Answer{Choice: 2}, 0)
	}
	files := assessment.Shipped()
	for _, change := range [][2]string{{f.model.Version, "7.0.0"}, {"rev: 1", "rev: 2"}} { // of the first question
		files["questions.yaml"] = bytes.Replace(files["questions.yaml"], []byte(change[0]), []byte(change[1]), 1)
	}
	later, err := assessment.Parse(files)
	f.must(err)
	f.must(f.ImportModel(t.Context(), later, files))

	next, err := f.NewRound(t.Context(), f.guest, a.ID, true, later)
	f.must(err)
	answers := f.answers(f.guest, next.ID)
	changed := later.Questions()[0]
	if changed.Rev != 2 || next.Model.Version != "7.0.0" {
		t.Fatalf("the round is of version %s, its first question at rev %d; the test shows nothing", next.Model.Version, changed.Rev)
	}
	if _, carried := answers[changed.ID]; carried {
		t.Error("an answer was taken over to a question that means something else")
	}
	if want := len(later.Questions()) - 1; len(answers) != want {
		t.Errorf("got %d answers, want %d", len(answers), want)
	}
}
