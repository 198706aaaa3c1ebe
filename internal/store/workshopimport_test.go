package store

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// foreign is a closed workshop as a file would give it.
func foreign(question string, level assessment.Choice, at time.Time) (assessment.Workshop, map[string][]assessment.ShownVotes) {
	w := assessment.Workshop{
		ID: "0190c6e5-0000-7000-8000-000000000002", Title: "Fern", Sequence: assessment.Together, Threshold: 5,
		Roles: []assessment.SeatRole{"marketing"}, Attendance: map[assessment.SeatRole]int{"marketing": 6},
		Stage: assessment.StageClosed, Display: assessment.DisplayRoom, DotsPhase: assessment.PhaseWaiting,
		CreatedAt: at, ClosedAt: at.Add(time.Hour),
		Questions: []assessment.WorkshopQuestion{{
			ID: question, Phase: assessment.PhaseShown, Round: 1, Late: 2,
			Agreed: &assessment.Agreement{Choice: level, Middle: level, Note: "Dort vereinbart"},
		}},
		Parked: []assessment.ParkedItem{{Text: "Später"}},
	}
	votes := slices.Repeat([]assessment.Choice{level}, 6)
	return w, map[string][]assessment.ShownVotes{question: {{Count: 6, All: votes, ByRole: map[assessment.SeatRole][]assessment.Choice{"marketing": votes}}}}
}

func neverReduced([]assessment.Ballot, int) assessment.ShownVotes {
	panic("the votes of a closed workshop are read from its tallies")
}

func TestImportedWorkshopIsWhatTheFileSays(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	question := f.model.Questions()[0].ID
	w, shown := foreign(question, 4, f.clock.Now().Add(-48*time.Hour))
	id, known, err := f.ImportWorkshop(t.Context(), f.guest, a.ID, w, shown, map[string]int{question: 0})
	if err != nil || known || id == w.ID {
		t.Fatalf("%s, %v, %v", id, known, err)
	}
	got, _, err := f.Workshop(t.Context(), f.guest, id, assessment.RightRead)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Closed() || got.Title != "Fern" || got.Attendance["marketing"] != 6 || got.Questions[0].Late != 2 || len(got.Parked) != 1 ||
		got.Questions[0].Agreed.Note != "Dort vereinbart" || !got.ClosedAt.Equal(w.ClosedAt) || got.Questions[0].WrittenAt.IsZero() {
		t.Errorf("kept: %+v", got)
	}
	votes, err := f.ShownVotes(t.Context(), f.guest, id, assessment.RightRead, neverReduced)
	if diff := cmp.Diff(shown, votes); err != nil || diff != "" {
		t.Errorf("votes, %v (-want +got):\n%s", err, diff)
	}
	answers, err := f.Answers(t.Context(), f.guest, a.ID)
	if answer := answers[question]; err != nil || answer.Choice != 4 || len(answer.Votes) != 6 || answer.Rev != 1 {
		t.Errorf("written: %+v, %v", answer, err)
	}
	again, known, err := f.ImportWorkshop(t.Context(), f.guest, a.ID, w, shown, map[string]int{question: 0})
	if err != nil || !known || again != id {
		t.Errorf("the same file again: %s, %v, %v", again, known, err)
	}
	if found, err := f.KnownWorkshop(t.Context(), f.guest, a.ID, w.ID); err != nil || found != id {
		t.Errorf("known as %q, %v", found, err)
	}
	other := f.create(f.guest, assessment.KindFull)
	if own, known, err := f.ImportWorkshop(t.Context(), f.guest, other.ID, w, shown, nil); err != nil || known || own == id {
		t.Errorf("into another assessment: %s, %v, %v", own, known, err)
	}
}

// All of it or nothing: a conflict leaves no workshop behind.
func TestImportIsWholeOrNothing(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	question := f.model.Questions()[0].ID
	w, shown := foreign(question, 4, f.clock.Now())
	if _, err := f.SaveAnswer(t.Context(), f.guest, a.ID, question, assessment.Answer{Choice: 2}, 0); err != nil {
		t.Fatal(err)
	}
	var conflict *assessment.ConflictError
	if _, _, err := f.ImportWorkshop(t.Context(), f.guest, a.ID, w, shown, map[string]int{question: 0}); !errors.As(err, &conflict) {
		t.Fatalf("conflict: %v", err)
	}
	if all, err := f.Workshops(t.Context(), f.guest, a.ID); err != nil || len(all) != 0 {
		t.Errorf("%d workshops are left, %v", len(all), err)
	}
	_, stranger := f.createGuest()
	if _, _, err := f.ImportWorkshop(t.Context(), stranger, a.ID, w, shown, nil); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("a stranger: %v", err)
	}
	if _, err := f.KnownWorkshop(t.Context(), stranger, a.ID, w.ID); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("a stranger asks: %v", err)
	}
	if err := f.Finish(t.Context(), f.guest, a.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.ImportWorkshop(t.Context(), f.guest, a.ID, w, shown, map[string]int{question: 1}); !errors.Is(err, assessment.ErrClosed) {
		t.Errorf("writing into a finished assessment: %v", err)
	}
	if _, _, err := f.ImportWorkshop(t.Context(), f.guest, a.ID, w, shown, nil); err != nil {
		t.Errorf("keeping it beside a finished assessment: %v", err)
	}
}

// What was written is written once, and what it replaced is known as long as the workshop is, also of one that was closed
// before its basis was kept.
func TestBasisOfOlderWorkshop(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	first, second := f.model.Questions()[0].ID, f.model.Questions()[1].ID
	if _, err := f.SaveAnswer(t.Context(), f.guest, a.ID, first, assessment.Answer{Choice: 2, Note: "Davor"}, 0); err != nil {
		t.Fatal(err)
	}
	w, shown := foreign(first, 4, f.clock.Now())
	w.Questions = append(w.Questions, assessment.WorkshopQuestion{ID: second, Phase: assessment.PhaseWaiting, Agreed: &assessment.Agreement{Choice: 3}})
	id, _, err := f.ImportWorkshop(t.Context(), f.guest, a.ID, w, shown, nil)
	if err != nil {
		t.Fatal(err)
	}
	revs := map[string]int{first: 1, second: 0}
	for _, want := range []int{2, 0} { // the second time there is nothing to write
		if n, err := f.WriteAgreed(t.Context(), f.guest, id, revs, neverReduced); err != nil || n != want {
			t.Fatalf("written %d, %v, want %d", n, err, want)
		}
		f.clock.advance(time.Minute)
		revs = map[string]int{first: 2, second: 1}
	}
	if _, err := f.SaveAnswer(t.Context(), f.guest, a.ID, first, assessment.Answer{Choice: 5}, 2); err != nil {
		t.Fatal(err)
	}
	f.must(f.write(t.Context(), "forget basis", func(ctx context.Context, t tx) error {
		_, err := t.exec(ctx, `UPDATE workshops SET basis = ''`)
		return err
	}))
	basis, err := f.WorkshopBasis(t.Context(), f.guest, id)
	before := basis.Replaced
	if err != nil || before[first].Choice != 2 || before[first].Note != "Davor" || before[second].Rev != 0 || len(before) != 2 {
		t.Errorf("before: %+v, %v", before, err)
	}
}

// What a workshop is worked out from is frozen when it is imported, before anything is written.
func TestBasisOfImportedWorkshop(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	first, second := f.model.Questions()[0].ID, f.model.Questions()[1].ID
	if _, err := f.SaveAnswer(t.Context(), f.guest, a.ID, first, assessment.Answer{Choice: 2, Note: "Bleibt dort"}, 0); err != nil {
		t.Fatal(err)
	}
	w, shown := foreign(first, 4, f.clock.Now())
	id, _, err := f.ImportWorkshop(t.Context(), f.guest, a.ID, w, shown, map[string]int{first: 1})
	f.must(err)
	if _, err := f.SaveAnswer(t.Context(), f.guest, a.ID, second, assessment.Answer{Choice: 5}, 0); err != nil {
		t.Fatal(err)
	}
	basis, err := f.WorkshopBasis(t.Context(), f.guest, id)
	f.must(err)
	if got := basis.Answers[first]; len(basis.Answers) != 1 || got.Choice != 2 || got.Note != "" || len(basis.Replaced) != 0 {
		t.Errorf("basis: %+v", basis)
	}
	_, stranger := f.createGuest()
	_, err = f.WorkshopBasis(t.Context(), stranger, id)
	wantErr(t, "a stranger", err, assessment.ErrNotFound)
}
