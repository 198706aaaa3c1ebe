package assessment

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func newWorkshop(sequence Sequence, questions ...string) *Workshop {
	w := &Workshop{Code: "KX47PM", Sequence: sequence, Threshold: 5, Stage: StageLobby, Display: DisplayRoom, DotsPhase: PhaseWaiting}
	for _, id := range questions {
		w.Questions = append(w.Questions, WorkshopQuestion{ID: id, Phase: PhaseWaiting})
	}
	return w
}

// TestWorkshopStepsKeepItWhole does steps at random, as several people pressing buttons would.
func TestWorkshopStepsKeepItWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorkshop(rapid.SampledFrom([]Sequence{Together, OneByOne}).Draw(t, "sequence"), "a", "b", "c")
		question := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		round := rapid.IntRange(0, 4)
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			before, _ := json.Marshal(w)
			id, n := question.Draw(t, "question"), round.Draw(t, "round")
			var err error
			switch rapid.IntRange(0, 12).Draw(t, "step") {
			case 0:
				err = w.Start()
			case 1:
				err = w.ShowAll()
			case 2:
				err = w.GoTo(id)
			case 3:
				err = w.OpenVote(id, n)
			case 4:
				err = w.StopVote(id, n)
			case 5:
				err = w.Show(id, n)
			case 6:
				err = w.Agree(id, &Agreement{Choice: 3, Middle: 3})
			case 7:
				err = w.Agree(id, nil)
			case 8:
				err = w.Wrap()
			case 9:
				err = w.Resume()
			case 10:
				err = w.OpenDots([]string{"x"})
			case 11:
				err = w.ShowDots(n)
			case 12:
				for i := range w.Questions { // people vote
					if w.Questions[i].Phase == PhaseOpen {
						w.Questions[i].Votes = rapid.IntRange(0, 9).Draw(t, "votes")
					}
				}
			}
			if after, _ := json.Marshal(w); err != nil && string(before) != string(after) {
				t.Fatalf("a step that failed with %v changed the workshop\nfrom %s\nto   %s", err, before, after)
			}
			checkWhole(t, w)
		}
		if err := w.Close(time.Now()); err != nil {
			t.Fatal(err)
		}
		for _, q := range w.Questions {
			if q.Phase == PhaseOpen {
				t.Fatalf("%s is still voted on in a closed workshop", q.ID)
			}
		}
	})
}

func checkWhole(t *rapid.T, w *Workshop) {
	open := 0
	for _, q := range w.Questions {
		if q.Round < 0 || q.Round > MaxVoteRounds || (q.Phase == PhaseWaiting) != (q.Round == 0) {
			t.Fatalf("%s is %s in round %d", q.ID, q.Phase, q.Round)
		}
		if q.Phase == PhaseOpen {
			open++
			if q.Agreed != nil {
				t.Fatalf("%s is agreed while it is voted on", q.ID)
			}
		}
	}
	switch w.Stage {
	case StageVote:
		if open != len(w.Questions) {
			t.Fatalf("%d of %d questions are open while all are voted on", open, len(w.Questions))
		}
	case StageTalk:
		if open > 1 || open == 1 && w.Open() == nil {
			t.Fatalf("%d questions are open, in the room is %q", open, w.Current)
		}
	default:
		if open > 0 {
			t.Fatalf("%d questions are open in stage %s", open, w.Stage)
		}
	}
}

func TestAgreementNeedsItsWords(t *testing.T) {
	w := newWorkshop(OneByOne, "a")
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		a     Agreement
		field string // refused; empty: taken
	}{
		"as proposed":                 {Agreement{Choice: 3, Middle: 3}, ""},
		"without votes":               {Agreement{Choice: 2}, ""},
		"nothing":                     {Agreement{Middle: 3}, "agreed"},
		"decided without a note":      {Agreement{Choice: 2, Middle: 3}, "note"},
		"decided":                     {Agreement{Choice: 2, Middle: 3, Note: "The audit says so"}, ""},
		"not applicable":              {Agreement{Choice: NotApplicable, Middle: NotApplicable}, "reason"},
		"not applicable with reason":  {Agreement{Choice: NotApplicable, Middle: NotApplicable, Reason: "We don't profile"}, ""},
		"a dissent too long":          {Agreement{Choice: 3, Dissent: strings.Repeat("ä", 501)}, "dissent"},
		"a dissent as long as it may": {Agreement{Choice: 3, Dissent: strings.Repeat("ä", 500)}, ""},
	} {
		err := w.Agree("a", &c.a)
		var invalid *InvalidError
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case c.field != "" && (!errors.As(err, &invalid) || invalid.Fields[c.field] == ""):
			t.Errorf("%s: %v, want %s refused", name, err, c.field)
		}
	}
}

func TestAgreementGoesIntoTheAnswer(t *testing.T) {
	stored := Answer{Choice: 2, Reason: "old", Note: "As before", Evidence: []string{"the wiki"}, Grade: 1}
	got := Agreement{Choice: 4, Note: "Signed off"}.Into(stored, []Choice{4, 4})
	if got.Choice != 4 || got.Reason != "" || got.Note != "As before\n\nSigned off" || len(got.Evidence) != 1 || len(got.Votes) != 2 {
		t.Errorf("got %+v", got)
	}
	if again := (Agreement{Choice: 4, Note: "Signed off"}).Into(got, nil); again.Note != got.Note {
		t.Errorf("written twice, the note is %q", again.Note)
	}
	stored.Note = strings.Repeat("x", MaxNote)
	if got := (Agreement{Choice: 4, Note: "Signed off"}).Into(stored, nil); got.Note != "Signed off" {
		t.Errorf("a full note became one of %d characters", len(got.Note))
	}
}

func TestCodes(t *testing.T) {
	seen := map[byte]bool{}
	for range 500 {
		code := NewCode(CodeLength)
		if back, ok := ParseCode(code, CodeLength); !ok || back != code {
			t.Fatalf("code %q reads as %q", code, back)
		}
		for i := range code {
			seen[code[i]] = true
		}
	}
	if len(seen) != len(CodeAlphabet) {
		t.Errorf("500 codes use %d of %d characters", len(seen), len(CodeAlphabet))
	}
	for typed, want := range map[string]string{
		"kx4 7pm": "KX47PM", " KX4-7PM ": "KX47PM", "kx4–7pm": "KX47PM", "KX47P": "", "KX47PMM": "", "KX47P0": "", "": "", "KX4_7P": "",
		strings.Repeat(" ", 100): "",
	} {
		if got, ok := ParseCode(typed, CodeLength); got != want || ok != (want != "") {
			t.Errorf("%q reads as %q, want %q", typed, got, want)
		}
	}
}

func FuzzParseCode(f *testing.F) {
	f.Add("kx4 7pm")
	f.Add("\u00a0\u2011")
	f.Fuzz(func(t *testing.T, typed string) {
		if code, ok := ParseCode(typed, CodeLength); ok && (len(code) != CodeLength || strings.Trim(code, CodeAlphabet) != "") {
			t.Errorf("%q reads as %q", typed, code)
		}
	})
}
