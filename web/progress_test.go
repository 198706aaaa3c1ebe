package web

import (
	"testing"
	"time"

	"lauter/assessment"
)

func TestRounded(t *testing.T) {
	for left, want := range map[time.Duration]int{
		0:                               0,
		time.Second:                     1,
		time.Minute:                     1,
		time.Minute + time.Second:       2,
		4*time.Minute + 12*time.Second:  5,
		5*time.Minute + time.Second:     5,
		7 * time.Minute:                 5,
		8 * time.Minute:                 10,
		18*time.Minute + 30*time.Second: 20,
		22 * time.Minute:                20,
		23 * time.Minute:                25,
	} {
		if got := rounded(left); got != want {
			t.Errorf("rounded(%v) = %d, want %d", left, got, want)
		}
	}
}

// The promises of the start page: a quick scan takes about five minutes, a full assessment about twenty.
func TestTimeLeft(t *testing.T) {
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	full := &work{Assessment: &assessment.Assessment{Kind: assessment.KindFull}, asked: model, answers: assessment.Answers{}}
	quick := &work{Assessment: &assessment.Assessment{Kind: assessment.KindQuick}, asked: model.Quick(), answers: assessment.Answers{}}
	if got := full.timeLeft(); got < 17*time.Minute || got > 22*time.Minute {
		t.Errorf("full: %v", got)
	}
	if got := quick.timeLeft(); got < 3*time.Minute || got > 5*time.Minute {
		t.Errorf("quick: %v", got)
	}

	// Four answers say nothing yet, and long breaks and corrections in a second never do.
	questions := model.Questions()
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	answer := func(i int, pause time.Duration) {
		at = at.Add(pause)
		full.answers[questions[i].ID] = assessment.Answer{Choice: 3, Rev: 1, SavedAt: at}
	}
	for i := range 4 {
		answer(i, time.Minute)
	}
	answer(4, time.Second)
	answer(5, time.Hour)
	if got := full.pace(); got != 0 {
		t.Errorf("pace after three pauses = %v, want none", got)
	}
	answer(6, 40*time.Second)
	if got := full.pace(); got != time.Minute {
		t.Errorf("pace = %v, want 1m", got)
	}
	var byLength time.Duration
	for _, q := range questions[7:] {
		byLength += readingTime(q, assessment.KindFull) + deciding
	}
	if got, want := full.timeLeft(), (byLength+39*time.Minute)/2; got != want {
		t.Errorf("time left = %v, want %v", got, want)
	}
	for i := range questions {
		answer(i, time.Minute)
	}
	if got := full.timeLeft(); got != 0 {
		t.Errorf("time left of nothing = %v", got)
	}
}
