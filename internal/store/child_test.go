package store

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"lauter/assessment"
)

// The test binary is also the other process: with LAUTER_STORE_CHILD it does what that says, to the folder that
// follows.
func TestMain(m *testing.M) {
	switch job, dir, _ := strings.Cut(os.Getenv("LAUTER_STORE_CHILD"), " "); job {
	case "open":
		_, err := Open(context.Background(), dir, Options{})
		fmt.Printf("%d %v\n", startKind(err), err)
	case "save":
		saveForEver(dir)
	case "fill":
		saveUntilRefused(dir)
	default:
		os.Exit(m.Run())
	}
}

// child is the command of another process.
func child(t *testing.T, job, dir string) *exec.Cmd {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), "LAUTER_STORE_CHILD="+job+" "+dir)
	command.Stderr = os.Stderr
	return command
}

// saveForEver saves one answer after the other, with many at once, and prints each that was acknowledged.
func saveForEver(dir string) {
	ctx := context.Background()
	s, err := Open(ctx, dir, Options{})
	if err != nil {
		panic(err)
	}
	token := os.Getenv("LAUTER_STORE_GUEST")
	guest, err := s.Viewer(ctx, token)
	if err != nil {
		panic(err)
	}
	list, err := s.Assessments(ctx, guest)
	if err != nil {
		panic(err)
	}
	a, answers, err := s.AssessmentWithAnswers(ctx, guest, list[0].ID)
	if err != nil {
		panic(err)
	}
	var savers sync.WaitGroup
	for _, q := range a.Model.Questions() {
		savers.Go(func() {
			for rev := answers[q.ID].Rev; ; rev++ {
				choice := assessment.Choice((rev+1)%5 + 1)
				if _, err := s.SaveAnswer(ctx, guest, a.ID, q.ID, assessment.Answer{Choice: choice}, rev); err != nil {
					panic(err)
				}
				fmt.Printf("%s %d\n", q.ID, rev+1) // one write: never torn between two savers
			}
		})
	}
	savers.Wait()
}

// A killed process loses nothing that it has acknowledged, damages nothing and leaves no lock.
func TestKilledWhileSaving(t *testing.T) {
	f := newFixture(t)
	token, guest := f.createGuest()
	a := f.create(guest, assessment.KindFull)
	f.must(f.Close())

	acknowledged := map[string]int{}
	for kill := range 5 {
		process := child(t, "save", f.dir)
		process.Env = append(process.Env, "LAUTER_STORE_GUEST="+token)
		out, err := process.StdoutPipe()
		f.must(err)
		f.must(process.Start())
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			var question string
			var rev int
			if _, err := fmt.Sscanf(lines.Text(), "%s %d", &question, &rev); err == nil {
				acknowledged[question] = max(acknowledged[question], rev)
			}
			if n == 300+100*kill {
				f.must(process.Process.Kill())
			}
		}
		if err := process.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}

		s := mustOpen(t, f.dir, Options{})
		answers, err := s.Answers(t.Context(), guest, a.ID)
		f.must(err)
		for question, rev := range acknowledged {
			got := answers[question]
			if got.Rev < rev || got.Choice != assessment.Choice(got.Rev%5+1) {
				t.Errorf("kill %d: %s is %v at revision %d, acknowledged was %d", kill, question, got.Choice, got.Rev, rev)
			}
		}
		var verdict string
		f.must(s.pool.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict))
		if verdict != "ok" {
			t.Errorf("kill %d: integrity check: %s", kill, verdict)
		}
		f.must(s.Close())
	}
	if len(acknowledged) < len(f.model.Questions())/2 {
		t.Errorf("only %d questions were saved; the test shows little", len(acknowledged))
	}
}
