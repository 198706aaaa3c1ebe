package store

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lauter/assessment"
	"lauter/internal/locale"
)

// putSample puts the sample as a start of the program does, and returns the token of its link.
func (f *fixture) putSample() string {
	f.t.Helper()
	sample, err := assessment.LoadSample(f.model)
	f.must(err)
	a, answers := sample.In(locale.German)
	token, err := f.PutSample(f.t.Context(), a, answers)
	f.must(err)
	return token
}

// joinSample opens the link of the sample in a new browser.
func (f *fixture) joinSample(token string) (assessment.Viewer, *assessment.Assessment) {
	f.t.Helper()
	_, v := f.createGuest()
	a, err := f.JoinLink(f.t.Context(), v, token)
	f.must(err)
	return v, a
}

func TestSampleIsAnAssessmentLikeAnyOther(t *testing.T) {
	f := newFixture(t)
	sample, err := assessment.LoadSample(f.model)
	f.must(err)
	want, answers := sample.In(locale.German)

	v, got := f.joinSample(f.putSample())
	if got.Organisation != want.Organisation || got.Kind != assessment.KindFull || got.Finished() {
		t.Errorf("%q, %s, finished: %v", got.Organisation, got.Kind, got.Finished())
	}
	if diff := cmp.Diff(want.Facts, got.Facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(answers, f.answers(v, got.ID), cmpopts.IgnoreFields(assessment.Answer{}, "SavedAt")); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	if all, err := f.Assessments(t.Context(), f.guest); err != nil || len(all) != 0 {
		t.Errorf("a guest without the link sees %d assessments, %v", len(all), err)
	}
}

func TestSampleIsRecognisedAtTheNextStart(t *testing.T) {
	f := newFixture(t)
	old := f.putSample()
	v, before := f.joinSample(old)
	q := f.model.Questions()[0].ID
	f.save(v, before.ID, q, assessment.Answer{Choice: 5}, 1)

	f.must(f.Close())
	f.clock.advance(24 * time.Hour)
	f.open()
	token := f.putSample()

	_, err := f.OpenLink(t.Context(), old)
	wantErr(t, "open the link of the start before", err, assessment.ErrGone)
	_, after := f.joinSample(token)
	if after.ID != before.ID {
		t.Errorf("there are two samples, %s and %s", before.ID, after.ID)
	}
	if got := f.answers(v, after.ID)[q].Choice; got != 5 {
		t.Errorf("the answer that was changed is %v, want 5", got)
	}
	if !after.UsedAt.Equal(f.clock.Now()) || after.ChangedAt.Equal(f.clock.Now()) {
		t.Errorf("used %v, changed %v; a start is use and no change", after.UsedAt, after.ChangedAt)
	}
}

func TestSampleComesBackAfterItWasDeleted(t *testing.T) {
	f := newFixture(t)
	v, before := f.joinSample(f.putSample())
	f.must(f.Delete(t.Context(), v, before.ID))
	f.must(f.KeepSample(t.Context()))
	if _, after := f.joinSample(f.putSample()); after.ID == before.ID {
		t.Error("it was not deleted")
	}
}

func TestSampleExpiresOnlyWhenNobodyKeepsIt(t *testing.T) {
	f := newFixture(t)
	token := f.putSample()
	expire := func() int {
		t.Helper()
		f.clock.advance(assessment.Retention - time.Hour)
		e, err := f.Expire(t.Context(), f.clock.Now())
		f.must(err)
		return e.Assessments
	}
	for range 3 {
		if n := expire(); n != 0 {
			t.Fatal("it expired though it was kept")
		}
		f.must(f.KeepSample(t.Context()))
	}
	if n := expire(); n != 0 {
		t.Fatal("it expired an hour early")
	}
	if n := expire(); n != 1 {
		t.Fatalf("%d assessments expired, want 1", n)
	}
	_, err := f.OpenLink(t.Context(), token)
	wantErr(t, "open the link of an expired sample", err, assessment.ErrNotFound)
	f.joinSample(f.putSample())
}
