package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"lauter/assessment"
)

// saveUntilRefused lets the operating system refuse to let any file grow, and prints what saving answers, and what it
// answers after the limit was lifted.
func saveUntilRefused(dir string) {
	ctx := context.Background()
	s, err := Open(ctx, dir, Options{})
	if err != nil {
		panic(err)
	}
	guest, err := s.Viewer(ctx, os.Getenv("LAUTER_STORE_GUEST"))
	if err != nil {
		panic(err)
	}
	list, err := s.Assessments(ctx, guest)
	if err != nil {
		panic(err)
	}
	id := list[0].ID
	question := list[0].Model.Questions()[0].ID
	signal.Ignore(syscall.SIGXFSZ)
	limit := func(bytes uint64) {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: ^uint64(0)}); err != nil {
			panic(err)
		}
	}
	limit(64 << 10)
	rev, refused := 0, error(nil)
	for refused == nil && rev < 1000 {
		a := assessment.Answer{Choice: 3, Note: fmt.Sprint(rev, strings.Repeat("n", 3000))}
		if _, refused = s.SaveAnswer(ctx, guest, id, question, a, rev); refused == nil {
			rev++
		}
	}
	answers, err := s.Answers(ctx, guest, id)
	fmt.Println("full:", errors.Is(refused, assessment.ErrFull), "reading:", err == nil && answers[question].Rev == rev)
	limit(^uint64(0))
	saved, err := s.SaveAnswer(ctx, guest, id, question, assessment.Answer{Choice: 4}, rev)
	fmt.Println("recovered:", err == nil && saved.Rev == rev+1, s.Close() == nil)
}

func TestSystemThatRefusesToWrite(t *testing.T) {
	f := newFixture(t)
	token, guest := f.createGuest()
	f.create(guest, assessment.KindFull)
	f.must(f.Close())
	process := child(t, "fill", f.dir)
	process.Env = append(process.Env, "LAUTER_STORE_GUEST="+token)
	out, err := process.Output()
	f.must(err)
	if want := "full: true reading: true\nrecovered: true true\n"; string(out) != want {
		t.Errorf("got %q, want %q", out, want)
	}
}
