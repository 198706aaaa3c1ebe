package store

import (
	"strings"
	"testing"

	"lauter/assessment"
)

func TestLegalTextsHaveVersions(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	save := func(text string, seen int) error {
		return f.SaveLegalText(t.Context(), boss, "imprint", "de", text, seen)
	}
	f.must(save("Eins", 0))
	f.clock.advance(day)
	f.must(save("Zwei", 1))
	f.must(save("Zwei", 0)) // the same again: a double click
	wantInvalid(t, "over somebody's", save("Drei", 1), "text", msgLegalChanged)
	wantInvalid(t, "too long", save(strings.Repeat("ä", assessment.MaxLegalText+1), 2), "text", msgLegalLong)
	f.must(save(strings.Repeat("ä", assessment.MaxLegalText), 2))
	f.must(save("Zwei", 3))
	f.must(save("", 4))
	all, err := f.LegalVersions(t.Context(), boss, "imprint", "de")
	f.must(err)
	var texts []string
	for _, v := range all {
		texts = append(texts, v.Text[:min(4, len(v.Text))])
	}
	if got := strings.Join(texts, ","); got != ",Zwei,ää,Zwei,Eins" {
		t.Errorf("got versions %s", got)
	}
	if got := all[4]; got.Version != 1 || got.By == "" || !got.At.Equal(f.clock.Now().Add(-day)) {
		t.Errorf("the first: got %+v", got)
	}
	current, err := f.LegalTexts(t.Context(), "imprint")
	f.must(err)
	if got := current["de"]; got.Version != 5 || got.Text != "" || len(current) != 1 {
		t.Errorf("current: got %+v", current)
	}
	log, err := f.AuditLog(t.Context(), boss, "")
	f.must(err)
	if last := log[len(log)-1]; last.Event != assessment.LogLegalSaved || last.Object != "imprint.de" || last.Detail != "version 5" {
		t.Errorf("log: got %+v", last)
	}

	editor := f.runner(boss, workspace)
	f.must(f.SaveLegalText(t.Context(), editor, "privacy", "en", "Ours", 0))
	own, err := f.OwnData(t.Context(), editor)
	f.must(err)
	if len(own.Texts) != 1 || own.Texts[0].Page != "privacy" {
		t.Errorf("own data: got %+v", own.Texts)
	}
	_, err = f.EraseUser(t.Context(), editor)
	f.must(err)
	all, err = f.LegalVersions(t.Context(), boss, "privacy", "en")
	f.must(err)
	if len(all) != 1 || all[0].By != "" || all[0].Text != "Ours" {
		t.Errorf("after its author has left: got %+v", all)
	}
}

func TestLegalTextsAreOfWhoeverRunsTheInstallation(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	other := f.member(boss, workspace, "", assessment.RoleAdmin)
	wantErr(t, "saving", f.SaveLegalText(t.Context(), other, "imprint", "de", "x", 0), assessment.ErrNotFound)
	wantErr(t, "another page", f.SaveLegalText(t.Context(), boss, "terms", "de", "x", 0), assessment.ErrNotFound)
	_, err := f.LegalVersions(t.Context(), other, "imprint", "de")
	wantErr(t, "versions", err, assessment.ErrNotFound)
}
