package store

import (
	"testing"

	"lauter/assessment"
)

func TestGuestIsFoundByTokenOnly(t *testing.T) {
	f := newFixture(t)
	token, v := f.createGuest()
	other, _ := f.createGuest()
	if len(token) != 43 || token == other {
		t.Errorf("got tokens %q and %q", token, other)
	}
	got, err := f.Viewer(t.Context(), token)
	f.must(err)
	if got != v {
		t.Errorf("got %+v, want %+v", got, v)
	}
	for _, wrong := range []string{"", token[1:], token + "x", v.GuestID, string(hashed(token))} {
		_, err := f.Viewer(t.Context(), wrong)
		wantErr(t, wrong, err, assessment.ErrNotFound)
	}
	if f.inFiles(token) {
		t.Error("the token is in the files")
	}
}

func TestPreferencesAreSetOneByOne(t *testing.T) {
	f := newFixture(t)
	token, v := f.createGuest()
	type p = assessment.Preferences
	for _, step := range []struct{ set, want p }{
		{p{}, p{}},
		{p{Shortcuts: assessment.Off}, p{Shortcuts: assessment.Off}},
		{p{Advance: assessment.On}, p{Shortcuts: assessment.Off, Advance: assessment.On}},
		{p{Shortcuts: assessment.On, Advance: assessment.Off}, p{Shortcuts: assessment.On, Advance: assessment.Off}},
	} {
		f.must(f.SetPreferences(t.Context(), v, step.set))
		got, err := f.Viewer(t.Context(), token)
		f.must(err)
		if got.Preferences != step.want {
			t.Errorf("after %+v: got %+v, want %+v", step.set, got.Preferences, step.want)
		}
	}
	wantErr(t, "stranger", f.SetPreferences(t.Context(), assessment.Viewer{}, p{Advance: assessment.On}), assessment.ErrNotFound)
	if err := f.SetPreferences(t.Context(), v, p{Advance: "maybe"}); err == nil {
		t.Error("a switch was set to maybe")
	}
}
