package store

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// history is what was ever saved for a question, oldest first.
func (f *fixture) history(id, question string) (all []assessment.Answer) {
	f.t.Helper()
	rows, err := f.pool.QueryContext(f.t.Context(), `
		SELECT h.question_id, h.choice, h.reason, h.note, h.evidence, h.grade, h.rev, h.saved_at, h.carried, ''
		FROM answer_history h JOIN responses r ON r.id = h.response_id
		WHERE r.assessment_id = $1 AND h.question_id = $2 ORDER BY h.rev`, id, question)
	f.must(err)
	for rows.Next() {
		_, a, err := scanAnswer(rows)
		f.must(err)
		all = append(all, a)
	}
	f.must(errors.Join(rows.Err(), rows.Close()))
	return all
}

func TestSavedAnswerIsWhatIsReadLater(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := naQuestion(f.model).ID
	var saved []assessment.Answer
	for rev, answer := range []assessment.Answer{
		{Choice: 3},
		{Choice: 3, Note: "Nur für Kampagnen in der EU\nund der Schweiz"},
		{Choice: 4, Note: "4", Evidence: []string{"https://example.org/?a=1&b=<2>", "Ordner „Verträge“"}, Grade: 2},
		{Choice: assessment.NotApplicable, Reason: "Wir kaufen keine Daten."},
		{Choice: assessment.DontKnow},
		{Choice: assessment.Blank, Note: "kept"},
		{},
	} {
		f.clock.advance(time.Minute)
		got := f.save(f.guest, a.ID, q, answer, rev)
		want := answer
		want.Rev, want.SavedAt = rev+1, f.clock.Now()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("saved (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(got, f.answers(f.guest, a.ID)[q]); diff != "" {
			t.Errorf("read (-saved +read):\n%s", diff)
		}
		saved = append(saved, got)
		now := f.read(f.guest, a.ID)
		if now.Rev != a.Rev+rev+1 || !now.ChangedAt.Equal(f.clock.Now()) || !now.UsedAt.Equal(f.clock.Now()) {
			t.Errorf("assessment after revision %d: got %d, changed %v, used %v", rev+1, now.Rev, now.ChangedAt, now.UsedAt)
		}
	}
	if diff := cmp.Diff(saved, f.history(a.ID, q)); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	if _, err := f.writer.db.ExecContext(t.Context(), `UPDATE answer_history SET choice = 5`); err == nil {
		t.Error("the history was rewritten")
	}
}

func TestAssessmentWithAnswersIsWhatBothSay(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	other := f.create(f.guest, assessment.KindFull)
	for i, q := range f.model.Questions()[:7] {
		f.save(f.guest, a.ID, q.ID, assessment.Answer{Choice: assessment.Choice(i%5 + 1)}, 0)
		f.save(f.guest, other.ID, q.ID, assessment.Answer{Choice: 1}, 0)
	}
	both, answers, err := f.AssessmentWithAnswers(t.Context(), f.guest, a.ID)
	f.must(err)
	if diff := cmp.Diff(f.read(f.guest, a.ID), both, byValue); diff != "" {
		t.Errorf("assessment:\n%s", diff)
	}
	if diff := cmp.Diff(f.answers(f.guest, a.ID), answers); diff != "" || len(answers) != 7 {
		t.Errorf("%d answers:\n%s", len(answers), diff)
	}
}

func TestSavingFromAnOldRevision(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := quickQuestion(f.model).ID
	f.save(f.guest, a.ID, q, assessment.Answer{Choice: 2}, 0)
	stored := f.save(f.guest, a.ID, q, assessment.Answer{Choice: 3, Note: "newer"}, 1)
	before := f.dump()

	for name, test := range map[string]struct {
		answer assessment.Answer
		rev    int
	}{
		"never loaded":        {assessment.Answer{Choice: 5}, 0},
		"one revision behind": {assessment.Answer{Choice: 2}, 1},
		"from the future":     {assessment.Answer{Choice: 5}, 3},
		"blank":               {assessment.Answer{}, 1},
		"negative":            {assessment.Answer{Choice: 5}, -1},
	} {
		_, err := f.SaveAnswer(t.Context(), f.guest, a.ID, q, test.answer, test.rev)
		conflict := (*assessment.ConflictError)(nil)
		if !errors.As(err, &conflict) {
			t.Errorf("%s: got %v, want a conflict", name, err)
		} else if diff := cmp.Diff(stored, conflict.Stored); diff != "" {
			t.Errorf("%s: stored (-want +got):\n%s", name, diff)
		}
	}
	for _, rev := range []int{0, 1, 2, 3} { // the same state is welcome at any revision
		got, err := f.SaveAnswer(t.Context(), f.guest, a.ID, q, assessment.Answer{Choice: 3, Note: " newer\r\n"}, rev)
		if diff := cmp.Diff(stored, got); err != nil || diff != "" {
			t.Errorf("same state at revision %d: %v (-want +got):\n%s", rev, err, diff)
		}
	}
	if diff := cmp.Diff(before, f.dump()); diff != "" {
		t.Errorf("something was changed (-before +after):\n%s", diff)
	}
}

func TestBlankAnswerToAnUntouchedQuestionIsNoChange(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	got := f.save(f.guest, a.ID, quickQuestion(f.model).ID, assessment.Answer{}, 0)
	if diff := cmp.Diff(assessment.Answer{}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := len(f.answers(f.guest, a.ID)); got != 0 {
		t.Errorf("got %d answers", got)
	}
}

func TestSaveAnswerRefuses(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := naQuestion(f.model).ID
	var always string // a question that applies to everybody
	for _, q := range f.model.Questions() {
		if !q.AllowsNA {
			always = q.ID
		}
	}
	if always == "" {
		t.Fatal("every question may be not applicable")
	}
	before := f.dump()
	for name, test := range map[string]struct {
		question string
		answer   assessment.Answer
		field    string
	}{
		"level 6":                         {q, assessment.Answer{Choice: 6}, "answer"},
		"level -3":                        {q, assessment.Answer{Choice: -3}, "answer"},
		"not applicable without a reason": {q, assessment.Answer{Choice: assessment.NotApplicable, Reason: " \n"}, "reason"},
		"not applicable where it applies": {always, assessment.Answer{Choice: assessment.NotApplicable, Reason: "No."}, "answer"},
		"long note":                       {q, assessment.Answer{Choice: 1, Note: strings.Repeat("ü", 4001)}, "note"},
		"long evidence":                   {q, assessment.Answer{Choice: 1, Evidence: []string{strings.Repeat("ü", 2049)}}, "evidence"},
		"grade 3":                         {q, assessment.Answer{Choice: 1, Evidence: []string{"words"}, Grade: 3}, "evidence_grade"},
	} {
		_, err := f.SaveAnswer(t.Context(), f.guest, a.ID, test.question, test.answer, 0)
		invalid := (*assessment.InvalidError)(nil)
		if !errors.As(err, &invalid) || invalid.Fields[test.field] == "" {
			t.Errorf("%s: got %v, want %s to be invalid", name, err, test.field)
		}
	}
	for _, question := range []string{"", "data.origin.nothing", strings.ToUpper(q)} {
		_, err := f.SaveAnswer(t.Context(), f.guest, a.ID, question, assessment.Answer{Choice: 1}, 0)
		wantErr(t, "question "+question, err, assessment.ErrNotFound)
	}
	if diff := cmp.Diff(before, f.dump()); diff != "" {
		t.Errorf("something was changed (-before +after):\n%s", diff)
	}
	longest := assessment.Answer{
		Choice: assessment.NotApplicable, Reason: strings.Repeat("ü", 500), Note: strings.Repeat("€", 4000),
		Evidence: []string{strings.Repeat("😀", 2048)}, Grade: 2,
	}
	if got := f.save(f.guest, a.ID, q, longest, 0); !got.SameState(longest) {
		t.Error("an answer as long as may be was not stored as it is")
	}
}

// The database refuses what no code of today would send.
func TestTheSchemaKeepsTheRanges(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	f.save(f.guest, a.ID, quickQuestion(f.model).ID, assessment.Answer{Choice: 3}, 0)
	if _, err := f.writer.db.ExecContext(t.Context(), `UPDATE answers SET choice = 4, rev = 2`); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`UPDATE answers SET choice = 6`,
		`UPDATE answers SET choice = -3`,
		`UPDATE answers SET choice = 'three'`,
		`UPDATE answers SET choice = -2`, // without a reason
		`UPDATE answers SET grade = 4`,
		`UPDATE answers SET grade = 1`, // without evidence
		`UPDATE answers SET rev = 0`,
		`UPDATE answers SET saved_at = '2026-11-22'`,
		`UPDATE assessments SET kind = 'deep'`,
		`UPDATE assessments SET rev = 0`,
		`UPDATE questions SET weight = 4`,
		`UPDATE capabilities SET weight = 0`,
		`UPDATE dimensions SET weight = 3`,
		`UPDATE guests SET advance = 'yes'`,
		`UPDATE responses SET kind = 'secret'`,
		`INSERT INTO responses (id, assessment_id, kind, created_at) SELECT 'second', assessment_id, 'agreed', 0 FROM responses`,
		`UPDATE organisations SET workspace_id = 'nowhere'`,
	} {
		if _, err := f.writer.db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("accepted: %s", statement)
		}
	}
}

// Of many who change the same revision at once, exactly one is right and all others learn what is stored.
func TestOneOfManySaversWins(t *testing.T) {
	f := newFixture(t)
	a := f.create(f.guest, assessment.KindFull)
	q := quickQuestion(f.model).ID
	notes := make(chan string, 32)
	var all sync.WaitGroup
	for i := range cap(notes) {
		all.Go(func() {
			note := strings.Repeat("n", i+1)
			saved, err := f.SaveAnswer(t.Context(), f.guest, a.ID, q, assessment.Answer{Choice: 2, Note: note}, 0)
			if conflict := (*assessment.ConflictError)(nil); errors.As(err, &conflict) {
				if conflict.Stored.Rev != 1 || conflict.Stored.Note == note {
					t.Errorf("told of %+v", conflict.Stored)
				}
				return
			}
			if err != nil || saved.Rev != 1 {
				t.Errorf("got %+v, %v", saved, err)
				return
			}
			notes <- note
		})
	}
	all.Wait()
	if len(notes) != 1 {
		t.Fatalf("%d savers won", len(notes))
	}
	if got, want := f.answers(f.guest, a.ID)[q].Note, <-notes; got != want {
		t.Errorf("stored is %q, the winner wrote %q", got, want)
	}
}

// The history of an answer ends somewhere, so that nobody fills the disk by saving again and again.
func TestHistoryKeepsTheLatestStates(t *testing.T) {
	f := newFixture(t)
	_, guest := f.createGuest()
	a := f.create(guest, assessment.KindQuick)
	q := f.model.Quick().Questions()[0].ID
	for rev := range mostStates + 7 {
		_, err := f.SaveAnswer(t.Context(), guest, a.ID, q, assessment.Answer{Choice: assessment.Choice(rev%5 + 1)}, rev)
		f.must(err)
	}
	all, err := f.AnswerHistory(t.Context(), guest, a.ID, q)
	f.must(err)
	if len(all) != mostStates || all[0].Rev != mostStates+7 || all[mostStates-1].Rev != 8 {
		t.Errorf("%d states, from %d to %d", len(all), all[0].Rev, all[len(all)-1].Rev)
	}
	if n := f.count(`SELECT count(*) FROM answer_history`); n != mostStates {
		t.Errorf("%d states are stored", n)
	}
}
