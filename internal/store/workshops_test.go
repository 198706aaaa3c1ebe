package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// reduceAt shows votes from a threshold on, by role too, as scoring.ShownVotes does for groups that are large enough.
func reduceAt(ballots []assessment.Ballot, threshold int) assessment.ShownVotes {
	shown := assessment.ShownVotes{Count: len(ballots)}
	if len(ballots) < threshold {
		return shown
	}
	shown.ByRole = map[assessment.SeatRole][]assessment.Choice{}
	for _, b := range ballots {
		shown.All = append(shown.All, b.Vote)
		shown.ByRole[b.Role] = append(shown.ByRole[b.Role], b.Vote)
	}
	slices.Sort(shown.All)
	for _, votes := range shown.ByRole {
		slices.Sort(votes)
	}
	return shown
}

// workshop prepares an anonymous workshop on the first questions of an assessment.
func (f *fixture) workshop(v assessment.Viewer, a *assessment.Assessment, sequence assessment.Sequence, questions int) *assessment.Workshop {
	f.t.Helper()
	var ids []string
	for _, q := range a.Questionnaire().Questions()[:questions] {
		ids = append(ids, q.ID)
	}
	slices.Reverse(ids)
	id, err := f.CreateWorkshop(f.t.Context(), v, a.ID, NewWorkshop{
		Sequence: sequence, Threshold: 5, Questions: ids, Roles: []assessment.SeatRole{"data", "legal"},
	})
	f.must(err)
	return f.workshopNow(v, id)
}

func (f *fixture) workshopNow(v assessment.Viewer, id string) *assessment.Workshop {
	f.t.Helper()
	w, _, err := f.Workshop(f.t.Context(), v, id, assessment.RightRead)
	f.must(err)
	return w
}

func (f *fixture) step(v assessment.Viewer, id string, step func(*assessment.Workshop) error) *assessment.Workshop {
	f.t.Helper()
	w, err := f.StepWorkshop(f.t.Context(), v, id, step)
	f.must(err)
	return w
}

// seats takes n seats, every other one of data.
func (f *fixture) seats(code string, n int) (tokens []string) {
	f.t.Helper()
	for i := range n {
		role := assessment.SeatRole("data")
		if i%2 == 1 {
			role = "legal"
		}
		token := NewTicket()
		_, _, err := f.TakeSeat(f.t.Context(), code, token, role, "")
		f.must(err)
		tokens = append(tokens, token)
	}
	return tokens
}

func TestWorkshopFromLobbyToAnswers(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.Together, 3)
	if len(w.Code) != assessment.CodeLength || w.Stage != assessment.StageLobby || w.Questions[0].ID != a.Questionnaire().Questions()[0].ID {
		t.Fatalf("prepared as %+v", w)
	}
	tokens := f.seats(w.Code, 6)
	w = f.step(boss, w.ID, (*assessment.Workshop).Start)
	first, second, third := w.Questions[0].ID, w.Questions[1].ID, w.Questions[2].ID
	for i, token := range tokens {
		f.must(f.Vote(t.Context(), w.Code, token, first, 1, assessment.Choice(1+i%5)))
		f.must(f.Vote(t.Context(), w.Code, token, second, 1, 3))
		if i < 2 {
			f.must(f.Vote(t.Context(), w.Code, token, third, 1, assessment.DontKnow))
		}
	}
	f.must(f.Vote(t.Context(), w.Code, tokens[0], first, 1, 5)) // somebody changed their mind
	shown, err := f.ShownVotes(t.Context(), boss, w.ID, assessment.RightRead, reduceAt)
	f.must(err)
	if len(shown) != 0 {
		t.Fatalf("votes of open rounds were read: %v", shown)
	}
	if now := f.workshopNow(boss, w.ID); now.Questions[0].Votes != 6 || now.Questions[2].Votes != 2 || now.Seats != 6 || now.Attendance["data"] != 3 {
		t.Errorf("counted: %+v, %v", now.Questions, now.Attendance)
	}
	w = f.step(boss, w.ID, (*assessment.Workshop).ShowAll)
	shown, err = f.ShownVotes(t.Context(), boss, w.ID, assessment.RightRead, reduceAt)
	f.must(err)
	if diff := cmp.Diff([]assessment.Choice{1, 2, 3, 4, 5, 5}, shown[first][0].All); diff != "" {
		t.Errorf("votes (-want +got):\n%s", diff)
	}
	if shown[third][0].All != nil || shown[third][0].Count != 2 {
		t.Errorf("two votes at threshold five are shown as %+v", shown[third][0])
	}

	wantErr(t, "a late vote", f.Vote(t.Context(), w.Code, tokens[1], first, 1, 1), assessment.ErrGone)
	f.must(f.Vote(t.Context(), w.Code, tokens[0], first, 1, 5)) // counted before: its answer was lost on the way
	if now := f.workshopNow(boss, w.ID); now.Questions[0].Late != 1 {
		t.Errorf("%d late votes, want 1", now.Questions[0].Late)
	}

	f.step(boss, w.ID, func(w *assessment.Workshop) error { return w.OpenVote(first, 1) })
	for _, token := range tokens {
		f.must(f.Vote(t.Context(), w.Code, token, first, 2, 4))
	}
	f.step(boss, w.ID, func(w *assessment.Workshop) error { return w.Show(first, 2) })
	f.step(boss, w.ID, func(w *assessment.Workshop) error {
		return errors.Join(
			w.Agree(first, &assessment.Agreement{Choice: 3, Middle: 4, Note: "Until the audit is done"}),
			w.Agree(second, &assessment.Agreement{Choice: 3, Middle: 3}))
	})
	stale := map[string]int{first: 7, second: 0}
	if _, err := f.WriteAgreed(t.Context(), boss, w.ID, stale, reduceAt); !errors.As(err, new(*assessment.ConflictError)) {
		t.Fatalf("written over a revision that is not there: %v", err)
	}
	n, err := f.WriteAgreed(t.Context(), boss, w.ID, map[string]int{first: 0, second: 0, third: 0}, reduceAt)
	f.must(err)
	if n != 2 {
		t.Errorf("%d answers written, want 2", n)
	}
	got := f.answers(boss, a.ID)
	if got[first].Choice != 3 || got[first].Note != "Until the audit is done" || !slices.Equal(got[first].Votes, []assessment.Choice{4, 4, 4, 4, 4, 4}) {
		t.Errorf("the answer is %+v", got[first])
	}
	if len(got[second].Votes) != 6 || got[third].Choice != assessment.Blank {
		t.Errorf("the others are %+v and %+v", got[second], got[third])
	}
}

func TestClosedWorkshopKeepsOnlyWhatMayBeShown(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.Together, 3)
	tokens := f.seats(w.Code, 6)
	w = f.step(boss, w.ID, (*assessment.Workshop).Start)
	for i, token := range tokens {
		f.must(f.Vote(t.Context(), w.Code, token, w.Questions[0].ID, 1, assessment.Choice(1+i%2)))
		if i < 3 {
			f.must(f.Vote(t.Context(), w.Code, token, w.Questions[1].ID, 1, 5))
		}
	}
	f.step(boss, w.ID, (*assessment.Workshop).ShowAll)
	before, err := f.ShownVotes(t.Context(), boss, w.ID, assessment.RightRead, reduceAt)
	f.must(err)
	f.must(f.CloseWorkshop(t.Context(), boss, w.ID, reduceAt))
	after, err := f.ShownVotes(t.Context(), boss, w.ID, assessment.RightRead, reduceAt)
	f.must(err)
	if diff := cmp.Diff(before, after); diff != "" {
		t.Errorf("shown after closing (-before +after):\n%s", diff)
	}
	for _, table := range []string{"seats", "ballots", "dots"} {
		var n int
		f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table).Scan(&n))
		if n != 0 {
			t.Errorf("%d rows of %s are left", n, table)
		}
	}
	closed := f.workshopNow(boss, w.ID)
	if !closed.Closed() || closed.Code != "" || closed.Attendance["legal"] != 3 {
		t.Errorf("closed as %+v", closed)
	}
	if _, err := f.Room(t.Context(), w.Code); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("its code still lets in: %v", err)
	}
	wantErr(t, "a vote", f.Vote(t.Context(), w.Code, tokens[0], w.Questions[0].ID, 1, 3), assessment.ErrNotFound)
	if _, err := f.StepWorkshop(t.Context(), boss, w.ID, (*assessment.Workshop).Resume); !errors.Is(err, assessment.ErrGone) {
		t.Errorf("a step of a closed workshop: %v", err)
	}
	f.must(f.CloseWorkshop(t.Context(), boss, w.ID, reduceAt))
}

func TestOneSeatVotesOnce(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.Together, 1)
	token := f.seats(w.Code, 1)[0]
	w = f.step(boss, w.ID, (*assessment.Workshop).Start)
	var group sync.WaitGroup
	for i := range 1000 {
		group.Go(func() {
			if err := f.Vote(t.Context(), w.Code, token, w.Questions[0].ID, 1, assessment.Choice(1+i%5)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	var n int
	f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM ballots`).Scan(&n))
	if n != 1 {
		t.Errorf("%d ballots of one seat", n)
	}
}

func TestVotesThatWereShownNeverChange(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.Together, 1)
	tokens := f.seats(w.Code, 5)
	w = f.step(boss, w.ID, (*assessment.Workshop).Start)
	for _, token := range tokens {
		f.must(f.Vote(t.Context(), w.Code, token, w.Questions[0].ID, 1, 2))
	}
	f.step(boss, w.ID, (*assessment.Workshop).ShowAll)
	if _, err := f.writer.db.ExecContext(t.Context(), `UPDATE ballots SET vote = 5`); err == nil {
		t.Error("the database let votes change that were shown")
	}
}

func TestDoorOfAWorkshop(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.OneByOne, 2)
	_, _, err := f.TakeSeat(t.Context(), "222222", NewTicket(), "data", "")
	wantErr(t, "a wrong code", err, assessment.ErrNotFound)
	f.step(boss, w.ID, func(w *assessment.Workshop) error { w.Locked = true; return nil })
	_, _, err = f.TakeSeat(t.Context(), w.Code, NewTicket(), "data", "")
	wantErr(t, "a locked door", err, assessment.ErrLocked)
	f.step(boss, w.ID, func(w *assessment.Workshop) error { w.Locked = false; return nil })
	token := NewTicket()
	seat, _, err := f.TakeSeat(t.Context(), w.Code, token, "captain", "Dana Example")
	f.must(err)
	if seat.Role != "" || seat.Name != "" {
		t.Errorf("an anonymous seat keeps %+v", seat)
	}
	same, again, err := f.TakeSeat(t.Context(), w.Code, token, "", "")
	f.must(err)
	if same != seat || again {
		t.Errorf("the ticket that came twice is %+v, then %+v", seat, same)
	}
	_, _, err = f.TakeSeat(t.Context(), f.workshop(boss, a, assessment.OneByOne, 2).Code, token, "", "")
	wantErr(t, "the ticket of another workshop", err, assessment.ErrNotFound)
	fresh, err := f.ReturnToSeat(t.Context(), w.Code, seat.Word)
	f.must(err)
	if back, _, err := f.Seat(t.Context(), w.Code, fresh); err != nil || back.ID != seat.ID {
		t.Errorf("the seat word led to %+v, %v", back, err)
	}
	if old, _, err := f.Seat(t.Context(), w.Code, token); err != nil || old.ID != "" {
		t.Errorf("the device before still has the seat: %+v, %v", old, err)
	}
	if _, err := f.ReturnToSeat(t.Context(), w.Code, "ZZZZ"); !errors.As(err, new(*assessment.InvalidError)) {
		t.Errorf("a wrong seat word: %v", err)
	}
	w = f.step(boss, w.ID, (*assessment.Workshop).Start)
	f.step(boss, w.ID, func(w *assessment.Workshop) error { return w.OpenVote(w.Questions[0].ID, 0) })
	f.must(f.Vote(t.Context(), w.Code, fresh, w.Questions[0].ID, 1, 4))
	wantErr(t, "another question", f.Vote(t.Context(), w.Code, fresh, w.Questions[1].ID, 1, 4), assessment.ErrGone)
	wantErr(t, "no question", f.Vote(t.Context(), w.Code, fresh, "data.none", 1, 4), assessment.ErrNotFound)
	f.must(f.RemoveSeat(t.Context(), boss, w.ID, seat.ID))
	if now := f.workshopNow(boss, w.ID); now.Seats != 0 || now.Questions[0].Votes != 0 {
		t.Errorf("a seat that was taken away left %d seats and %d votes", now.Seats, now.Questions[0].Votes)
	}
	wantErr(t, "its next vote", f.Vote(t.Context(), w.Code, fresh, w.Questions[0].ID, 1, 4), assessment.ErrNotFound)
}

func TestSeatsWithoutAVoteAreRemoved(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.OneByOne, 2)
	voter := NewTicket()
	_, _, err := f.TakeSeat(t.Context(), w.Code, voter, "", "")
	f.must(err)
	for range 5 {
		_, _, err := f.TakeSeat(t.Context(), w.Code, NewTicket(), "", "")
		f.must(err)
	}
	f.step(boss, w.ID, (*assessment.Workshop).Start)
	f.step(boss, w.ID, func(w *assessment.Workshop) error { return w.OpenVote(w.Questions[0].ID, 0) })
	f.must(f.Vote(t.Context(), w.Code, voter, w.Questions[0].ID, 1, 4))
	_, stranger := f.createGuest()
	_, err = f.RemoveIdleSeats(t.Context(), stranger, w.ID)
	wantErr(t, "a stranger", err, assessment.ErrNotFound)
	if n, err := f.RemoveIdleSeats(t.Context(), boss, w.ID); err != nil || n != 5 {
		t.Errorf("%d seats went, want 5: %v", n, err)
	}
	if now := f.workshopNow(boss, w.ID); now.Seats != 1 || now.Questions[0].Votes != 1 {
		t.Errorf("%d seats and %d votes stay, want those of who has voted", now.Seats, now.Questions[0].Votes)
	}
}

func TestStoppedVoteLeavesNoBallots(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.OneByOne, 1)
	tokens := f.seats(w.Code, 2)
	w = f.step(boss, w.ID, (*assessment.Workshop).Start)
	q := w.Questions[0].ID
	f.step(boss, w.ID, func(w *assessment.Workshop) error { return w.OpenVote(q, 0) })
	for _, token := range tokens {
		f.must(f.Vote(t.Context(), w.Code, token, q, 1, 2))
	}
	if _, err := f.StepWorkshop(t.Context(), boss, w.ID, func(w *assessment.Workshop) error { return w.Show(q, 1) }); !errors.Is(err, assessment.ErrTooFew) {
		t.Errorf("two of five votes: %v", err)
	}
	f.step(boss, w.ID, func(w *assessment.Workshop) error { return w.StopVote(q, 1) })
	var n int
	f.must(f.pool.QueryRowContext(t.Context(), `SELECT count(*) FROM ballots`).Scan(&n))
	if n != 0 {
		t.Errorf("%d ballots of a round that was given up", n)
	}
}

func TestIdleWorkshopsClose(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	old := f.workshop(boss, a, assessment.Together, 1)
	f.seats(old.Code, 1)
	f.clock.advance(assessment.WorkshopIdle)
	_, boss = f.signIn(assessment.Viewer{}, boss.UserID)
	fresh := f.workshop(boss, a, assessment.Together, 1)
	n, err := f.CloseIdleWorkshops(t.Context(), reduceAt)
	f.must(err)
	if n != 1 || !f.workshopNow(boss, old.ID).Closed() || f.workshopNow(boss, fresh.ID).Closed() {
		t.Errorf("%d closed, want the old one", n)
	}
}

// TestAnonymousWorkshopHoldsNobody reads the bytes of the database: nothing in them leads from a vote to a person.
func TestAnonymousWorkshopHoldsNobody(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.Together, 1)
	token := NewTicket()
	_, _, err := f.TakeSeat(t.Context(), w.Code, token, "data", "Wilhelmina Unverkennbar")
	f.must(err)
	w = f.step(boss, w.ID, (*assessment.Workshop).Start)
	f.must(f.Vote(t.Context(), w.Code, token, w.Questions[0].ID, 1, 4))
	files, err := filepath.Glob(filepath.Join(f.dir, "*"))
	f.must(err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		f.must(err)
		for _, secret := range []string{"Unverkennbar", token} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("%s holds %q", filepath.Base(file), secret)
			}
		}
	}
	for table, want := range map[string][]string{
		"seats":   {"id", "workshop_id", "token_hash", "word", "role", "name"},
		"ballots": {"workshop_id", "question_id", "round", "seat_id", "role", "vote"},
		"dots":    {"workshop_id", "action_id", "seat_id"},
	} {
		tables, err := f.Inventory(t.Context())
		f.must(err)
		i := slices.IndexFunc(tables, func(at Table) bool { return at.Name == table })
		if diff := cmp.Diff(want, tables[i].Columns); diff != "" {
			t.Errorf("%s (-want +got):\n%s", table, diff)
		}
	}
	var order string
	f.must(f.pool.QueryRowContext(t.Context(), `SELECT sql FROM sqlite_schema WHERE name = 'ballots'`).Scan(&order))
	if !strings.Contains(order, "WITHOUT ROWID") {
		t.Error("ballots have row numbers, which tell who came first")
	}
}

func TestWorkshopsAreForeignToOthers(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.Together, 1)
	_, stranger := f.createGuest()
	viewer := f.member(boss, workspace, f.addClient(boss, workspace, "Südwind"), assessment.RoleViewer)
	for name, v := range map[string]assessment.Viewer{"guest": stranger, "viewer of another client": viewer, "nobody": {}} {
		_, _, err := f.Workshop(t.Context(), v, w.ID, assessment.RightRead)
		wantErr(t, name+" reads", err, assessment.ErrNotFound)
		_, err = f.StepWorkshop(t.Context(), v, w.ID, (*assessment.Workshop).Start)
		wantErr(t, name+" starts", err, assessment.ErrNotFound)
		_, err = f.ShownVotes(t.Context(), v, w.ID, assessment.RightRead, reduceAt)
		wantErr(t, name+" sees votes", err, assessment.ErrNotFound)
		_, err = f.Seats(t.Context(), v, w.ID)
		wantErr(t, name+" sees seats", err, assessment.ErrNotFound)
		wantErr(t, name+" closes", f.CloseWorkshop(t.Context(), v, w.ID, reduceAt), assessment.ErrNotFound)
		_, err = f.WriteAgreed(t.Context(), v, w.ID, map[string]int{w.Questions[0].ID: 0}, reduceAt)
		wantErr(t, name+" writes", err, assessment.ErrNotFound)
		wantErr(t, name+" deletes", f.DeleteWorkshop(t.Context(), v, w.ID), assessment.ErrNotFound)
	}
}

func TestDotsAreBlindUntilShown(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	a := f.start(boss, f.addClient(boss, workspace, "Nordwind"))
	w := f.workshop(boss, a, assessment.OneByOne, 1)
	tokens := f.seats(w.Code, 5)
	f.step(boss, w.ID, func(w *assessment.Workshop) error {
		return errors.Join(w.Start(), w.Wrap(), w.OpenDots([]string{"one", "two", "three", "four"}))
	})
	if err := f.PlaceDots(t.Context(), w.Code, tokens[0], []string{"one", "two", "three", "four"}); !errors.As(err, new(*assessment.InvalidError)) {
		t.Errorf("four dots: %v", err)
	}
	for i, token := range tokens[:4] {
		f.must(f.PlaceDots(t.Context(), w.Code, token, []string{"one", []string{"two", "three"}[i%2]}))
	}
	wantErr(t, "four of five", f.ShowDots(t.Context(), boss, w.ID), assessment.ErrTooFew)
	f.must(f.PlaceDots(t.Context(), w.Code, tokens[4], []string{"three"}))
	f.must(f.PlaceDots(t.Context(), w.Code, tokens[4], []string{"two"})) // changed
	if n, err := f.DotVoters(t.Context(), boss, w.ID); err != nil || n != 5 {
		t.Errorf("%d voters, %v", n, err)
	}
	for _, action := range f.workshopNow(boss, w.ID).Actions {
		if action.Dots != 0 {
			t.Errorf("%s has %d dots before they are shown", action.ID, action.Dots)
		}
	}
	f.must(f.ShowDots(t.Context(), boss, w.ID))
	want := []assessment.WorkshopAction{{ID: "one", Dots: 4}, {ID: "two", Dots: 3}, {ID: "three", Dots: 2}, {ID: "four"}}
	if diff := cmp.Diff(want, f.workshopNow(boss, w.ID).Actions); diff != "" {
		t.Errorf("dots (-want +got):\n%s", diff)
	}
	wantErr(t, "a late dot", f.PlaceDots(t.Context(), w.Code, tokens[0], []string{"one"}), assessment.ErrGone)
}

func TestWorkshopIsRefusedOnAFinishedAssessment(t *testing.T) {
	f := newFixture(t)
	_, owner := f.createGuest()
	a, err := f.CreateAssessment(t.Context(), owner, assessment.KindQuick, "", f.model)
	f.must(err)
	n := NewWorkshop{Sequence: assessment.Together, Threshold: 5, Questions: []string{"data.none"}}
	_, err = f.CreateWorkshop(t.Context(), owner, a.ID, n)
	wantErr(t, "a question that is not asked", err, assessment.ErrNotFound)
	f.must(f.Finish(t.Context(), owner, a.ID))
	n.Questions = []string{a.Questionnaire().Questions()[0].ID}
	_, err = f.CreateWorkshop(t.Context(), owner, a.ID, n)
	wantErr(t, "a finished assessment", err, assessment.ErrClosed)
}
