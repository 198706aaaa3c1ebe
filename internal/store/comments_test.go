package store

import (
	"testing"

	"lauter/assessment"
)

func TestCommentsSpeakToPeopleOfTheAssessmentOnly(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Nordwind")
	eva := f.member(boss, workspace, client, assessment.RoleViewer)
	other := f.addClient(boss, workspace, "Südwind")
	foreign := f.member(boss, workspace, other, assessment.RoleClientMember)
	a := f.start(boss, client)
	q := quickQuestion(f.model).ID

	f.must(f.AddComment(t.Context(), boss, a.ID, q, "@Eva, can you?", []string{eva.UserID, eva.UserID, foreign.UserID, boss.UserID}))
	for _, test := range []struct {
		who  string
		v    assessment.Viewer
		want int
	}{{"the person meant", eva, 1}, {"somebody of another client", foreign, 0}, {"the author", boss, 0}} {
		got, err := f.Mentions(t.Context(), test.v)
		f.must(err)
		if len(got) != test.want {
			t.Errorf("%s: got %d mentions, want %d", test.who, len(got), test.want)
		}
	}
	_, err := f.Comments(t.Context(), foreign, a.ID, q)
	wantErr(t, "comments for somebody of another client", err, assessment.ErrNotFound)
	wantErr(t, "a question that is not asked", f.AddComment(t.Context(), eva, a.ID, "no.such", "?", nil), assessment.ErrNotFound)

	f.must(f.SeeMentions(t.Context(), eva))
	if got, err := f.Mentions(t.Context(), eva); err != nil || len(got) != 0 {
		t.Errorf("after reading: got %v, %v", got, err)
	}
	all, err := f.Comments(t.Context(), eva, a.ID, q)
	f.must(err)
	if len(all) != 1 || all[0].Own || all[0].By == "" {
		t.Fatalf("got %+v", all)
	}
	wantErr(t, "deleting somebody else's", f.DeleteComment(t.Context(), eva, a.ID, all[0].ID), assessment.ErrNotFound)
	f.must(f.DeleteComment(t.Context(), boss, a.ID, all[0].ID))
	if got := f.count(`SELECT count(*) FROM mentions`); got != 0 {
		t.Errorf("%d mentions are left of a deleted comment", got)
	}
}

func TestCommentsOutliveTheirAuthorWithoutAName(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Nordwind")
	eva := f.member(boss, workspace, client, assessment.RoleClientMember)
	a := f.start(boss, client)
	q := quickQuestion(f.model).ID
	f.must(f.AddComment(t.Context(), eva, a.ID, q, "As of May", nil))
	f.save(eva, a.ID, q, assessment.Answer{Choice: 3}, 0)
	history, err := f.AnswerHistory(t.Context(), boss, a.ID, q)
	f.must(err)
	if len(history) != 1 || history[0].By == "" || !history[0].Known {
		t.Errorf("history: got %+v, want who saved it", history)
	}
	_, err = f.EraseUser(t.Context(), eva)
	f.must(err)
	all, err := f.Comments(t.Context(), boss, a.ID, q)
	f.must(err)
	if len(all) != 1 || all[0].By != "" || all[0].Own {
		t.Errorf("got %+v, want the comment without a name", all)
	}
	history, err = f.AnswerHistory(t.Context(), boss, a.ID, q)
	f.must(err)
	if history[0].By != "" || !history[0].Known {
		t.Errorf("history: got %+v, want somebody who has left", history[0])
	}
}
