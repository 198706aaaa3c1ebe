package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

var byValue = cmp.Comparer(func(a, b *assessment.Model) bool { return a == b }) // models are shared, not copied

func TestCreatedAssessmentIsWhatIsReadLater(t *testing.T) {
	f := newFixture(t)
	created := f.create(f.guest, assessment.KindQuick)
	now := f.clock.Now()
	want := &assessment.Assessment{
		ID: created.ID, WorkspaceID: created.WorkspaceID, OrganisationID: created.OrganisationID,
		Organisation: "Muster GmbH", Kind: assessment.KindQuick, Model: f.model, Rev: 1,
		CreatedAt: now, ChangedAt: now, UsedAt: now, Expiry: now.Add(assessment.Retention),
		Facts: map[string][]string{}, Targets: map[string]int{}, Role: assessment.RoleOwner,
	}
	if diff := cmp.Diff(want, created, byValue); diff != "" {
		t.Errorf("created (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(created, f.read(f.guest, created.ID), byValue); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
	other := f.create(f.guest, assessment.KindQuick)
	if other.WorkspaceID == created.WorkspaceID || other.OrganisationID == created.OrganisationID {
		t.Error("two assessments of a guest share a workspace or an organisation")
	}
}

func TestCreateAssessmentRefuses(t *testing.T) {
	f := newFixture(t)
	unknown := &assessment.Model{ID: f.model.ID, Version: "9.9.9", Digest: f.model.Digest}
	for _, test := range []struct {
		name  string
		v     assessment.Viewer
		kind  assessment.Kind
		org   string
		model *assessment.Model
	}{
		{"stranger", assessment.Viewer{}, assessment.KindFull, "", f.model},
		{"guest who is gone", assessment.Viewer{GuestID: "gone"}, assessment.KindFull, "", f.model},
		{"model not imported", f.guest, assessment.KindFull, "", unknown},
		{"unknown kind", f.guest, "deep", "", f.model},
		{"name of 121 characters", f.guest, assessment.KindFull, strings.Repeat("ä", 121), f.model},
	} {
		if _, err := f.CreateAssessment(t.Context(), test.v, test.kind, test.org, test.model); err == nil {
			t.Errorf("%s: created", test.name)
		}
	}
	if got := f.workspaces(); got != 0 {
		t.Errorf("%d workspaces are left", got)
	}
	if _, err := f.CreateAssessment(t.Context(), f.guest, assessment.KindFull, strings.Repeat("ä", 120), f.model); err != nil {
		t.Errorf("name of 120 characters: %v", err)
	}
}

func TestAssessmentsAreListedByLastChange(t *testing.T) {
	f := newFixture(t)
	var ids []string
	for range 3 {
		ids = append(ids, f.create(f.guest, assessment.KindQuick).ID)
		f.clock.advance(time.Minute)
	}
	_, stranger := f.createGuest()
	f.create(stranger, assessment.KindQuick)
	f.save(f.guest, ids[0], quickQuestion(f.model).ID, assessment.Answer{Choice: 1}, 0)

	list, err := f.Assessments(t.Context(), f.guest)
	f.must(err)
	var got []string
	for _, a := range list {
		got = append(got, a.ID)
		if a.Model != f.model {
			t.Errorf("%s has another model", a.ID)
		}
	}
	if want := []string{ids[0], ids[2], ids[1]}; !cmp.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if list, err := f.Assessments(t.Context(), assessment.Viewer{}); err != nil || len(list) != 0 {
		t.Errorf("stranger: got %d assessments, %v", len(list), err)
	}
}

// Whoever does not own an assessment gets the same answer as for one that does not exist, from every method, and
// changes nothing.
func TestForeignAssessmentsDoNotExist(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	q := quickQuestion(f.model).ID
	f.save(f.guest, a.ID, q, assessment.Answer{Choice: 2}, 0)
	before := f.dump()

	_, other := f.createGuest()
	afterGuest := f.dump()
	delete(before, "guests")
	delete(afterGuest, "guests")
	if diff := cmp.Diff(before, afterGuest); diff != "" {
		t.Fatal(diff)
	}
	calls := map[string]func(v assessment.Viewer, id string) error{
		"Assessment": func(v assessment.Viewer, id string) error { _, err := f.Assessment(t.Context(), v, id); return err },
		"AssessmentWithAnswers": func(v assessment.Viewer, id string) error {
			_, _, err := f.AssessmentWithAnswers(t.Context(), v, id)
			return err
		},
		"Answers": func(v assessment.Viewer, id string) error { _, err := f.Answers(t.Context(), v, id); return err },
		"SaveAnswer": func(v assessment.Viewer, id string) error {
			_, err := f.SaveAnswer(t.Context(), v, id, q, assessment.Answer{Choice: 5}, 1)
			return err
		},
		"Finish": func(v assessment.Viewer, id string) error { return f.Finish(t.Context(), v, id) },
		"Reopen": func(v assessment.Viewer, id string) error { return f.Reopen(t.Context(), v, id) },
		"Extend": func(v assessment.Viewer, id string) error { return f.Extend(t.Context(), v, id) },
		"SetOrganisation": func(v assessment.Viewer, id string) error {
			return f.SetOrganisation(t.Context(), v, id, "Fremd AG")
		},
		"SetFacts": func(v assessment.Viewer, id string) error { return f.SetFacts(t.Context(), v, id, nil) },
		"NewLink":  func(v assessment.Viewer, id string) error { _, err := f.NewLink(t.Context(), v, id); return err },
		"Delete":   func(v assessment.Viewer, id string) error { return f.Delete(t.Context(), v, id) },
		"PlannedActions": func(v assessment.Viewer, id string) error {
			_, err := f.PlannedActions(t.Context(), v, id)
			return err
		},
		"AddPlannedActions": func(v assessment.Viewer, id string) error {
			_, err := f.AddPlannedActions(t.Context(), v, id, assessment.PlannedAction{Title: "Ours"})
			return err
		},
		"SetTargets": func(v assessment.Viewer, id string) error { return f.SetTargets(t.Context(), v, id, nil) },
		"Scenarios":  func(v assessment.Viewer, id string) error { _, err := f.Scenarios(t.Context(), v, id); return err },
		"SaveScenario": func(v assessment.Viewer, id string) error {
			return f.SaveScenario(t.Context(), v, id, assessment.Scenario{Name: "Careful", Page: "plan"})
		},
		"NewRound": func(v assessment.Viewer, id string) error {
			_, err := f.NewRound(t.Context(), v, id, true, f.model)
			return err
		},
		"Rounds": func(v assessment.Viewer, id string) error { _, err := f.Rounds(t.Context(), v, id); return err },
	}
	for name, call := range calls {
		for who, err := range map[string]error{
			"foreign guest": call(other, a.ID),
			"stranger":      call(assessment.Viewer{}, a.ID),
			"absent id":     call(f.guest, "01900000-0000-7000-8000-000000000000"),
			"empty id":      call(f.guest, ""),
		} {
			wantErr(t, name+", "+who, err, assessment.ErrNotFound)
		}
	}
	after := f.dump()
	delete(after, "guests")
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("refused calls changed the database (-before +after):\n%s", diff)
	}
	for name, call := range calls {
		if name == "Delete" {
			continue
		}
		if err := call(f.guest, a.ID); err != nil {
			t.Errorf("%s by the owner: %v", name, err)
		}
		f.must(f.Reopen(t.Context(), f.guest, a.ID))
	}
	f.must(calls["Delete"](f.guest, a.ID))
}

func TestFinishReopenExtend(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	quick, full := quickQuestion(f.model).ID, fullQuestion(f.model).ID
	f.save(f.guest, a.ID, quick, assessment.Answer{Choice: 4}, 0)
	rev := f.read(f.guest, a.ID).Rev

	step := func(what string, call func(context.Context, assessment.Viewer, string) error, changes, finished bool, kind assessment.Kind) {
		t.Helper()
		f.clock.advance(time.Hour)
		f.must(call(t.Context(), f.guest, a.ID))
		got := f.read(f.guest, a.ID)
		if changes {
			rev++
			if !got.ChangedAt.Equal(f.clock.Now()) || !got.UsedAt.Equal(f.clock.Now()) {
				t.Errorf("%s: changed at %v, used at %v, now %v", what, got.ChangedAt, got.UsedAt, f.clock.Now())
			}
		}
		if got.Rev != rev || got.Finished() != finished || got.Kind != kind {
			t.Errorf("%s: got revision %d, finished %v, %s; want %d, %v, %s", what, got.Rev, got.Finished(), got.Kind, rev, finished, kind)
		}
	}
	step("reopen an open one", f.Reopen, false, false, assessment.KindQuick)
	step("finish", f.Finish, true, true, assessment.KindQuick)
	finishedAt := f.read(f.guest, a.ID).FinishedAt
	step("finish again", f.Finish, false, true, assessment.KindQuick)
	if got := f.read(f.guest, a.ID).FinishedAt; !got.Equal(finishedAt) {
		t.Errorf("finishing again moved the time to %v", got)
	}
	_, err := f.SaveAnswer(t.Context(), f.guest, a.ID, quick, assessment.Answer{Choice: 5}, 1)
	wantErr(t, "save when finished", err, assessment.ErrClosed)
	step("reopen", f.Reopen, true, false, assessment.KindQuick)
	f.save(f.guest, a.ID, quick, assessment.Answer{Choice: 5}, 1)
	rev++

	_, err = f.SaveAnswer(t.Context(), f.guest, a.ID, full, assessment.Answer{Choice: 2}, 0)
	wantErr(t, "question that a quick scan does not ask", err, assessment.ErrNotFound)
	step("finish", f.Finish, true, true, assessment.KindQuick)
	step("extend opens again", f.Extend, true, false, assessment.KindFull)
	step("extend again", f.Extend, false, false, assessment.KindFull)
	f.save(f.guest, a.ID, full, assessment.Answer{Choice: 2}, 0)
	rev++
	if got := f.answers(f.guest, a.ID)[quick].Choice; got != 5 {
		t.Errorf("answer of the quick scan: got %v, want 5", got)
	}
	step("finish", f.Finish, true, true, assessment.KindFull)
	step("extend a finished full one", f.Extend, false, true, assessment.KindFull)
}

func TestSetOrganisation(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	f.must(f.SetOrganisation(t.Context(), f.guest, a.ID, "Beispiel & Söhne"))
	f.must(f.SetOrganisation(t.Context(), f.guest, a.ID, "Beispiel & Söhne"))
	if got := f.read(f.guest, a.ID); got.Organisation != "Beispiel & Söhne" || got.Rev != 2 {
		t.Errorf("got %q at revision %d, want %q at 2", got.Organisation, got.Rev, "Beispiel & Söhne")
	}
}

func TestSetFacts(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindQuick)
	var yesNo, several assessment.Fact
	for _, fact := range f.model.Facts {
		switch {
		case fact.Type == "bool":
			yesNo = fact
		case fact.Type == "multi" && len(fact.Options) > 1:
			several = fact
		}
	}
	if yesNo.ID == "" || several.ID == "" {
		t.Fatal("the model has no fact of type bool or multi")
	}
	want := map[string][]string{yesNo.ID: {"yes"}, several.ID: {several.Options[1].ID, several.Options[0].ID}}
	f.must(f.SetFacts(t.Context(), f.guest, a.ID, want))
	f.must(f.SetFacts(t.Context(), f.guest, a.ID, want))
	got := f.read(f.guest, a.ID)
	if diff := cmp.Diff(want, got.Facts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got.Rev != 2 {
		t.Errorf("got revision %d, want 2: the second call changed nothing", got.Rev)
	}
	for name, facts := range map[string]map[string][]string{
		"unknown fact":           {"shoe_size": {"yes"}},
		"unknown value":          {several.ID: {several.Options[0].ID, "atlantis"}},
		"bool with a foreign id": {yesNo.ID: {several.Options[0].ID}},
	} {
		wantErr(t, name, f.SetFacts(t.Context(), f.guest, a.ID, facts), assessment.ErrNotFound)
	}
	f.must(f.Finish(t.Context(), f.guest, a.ID))
	f.must(f.SetFacts(t.Context(), f.guest, a.ID, map[string][]string{yesNo.ID: nil}))
	if got := f.read(f.guest, a.ID); len(got.Facts) != 0 || !got.Finished() {
		t.Errorf("finished: got facts %v, finished %v", got.Facts, got.Finished())
	}
}
