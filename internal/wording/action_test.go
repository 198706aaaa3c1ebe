package wording

import (
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

func recommendation(t *testing.T, f *scoring.Findings, id string) scoring.Recommendation {
	t.Helper()
	for _, r := range f.Recommendations {
		if r.Action == id {
			return r
		}
	}
	t.Fatalf("%s is not recommended", id)
	return scoring.Recommendation{}
}

func TestBecause(t *testing.T) {
	f := evaluate(t, assessment.KindFull, answerable(mixed))
	tests := []struct {
		action string
		want   said
		effort said
	}{
		{"data.purpose.set-purposes",
			said{
				"A legal duty is at stake: GDPR Art. 5(1)(b), (c) and (e), Art. 6(4). Meets a baseline requirement that holds you back: “What happens to marketing data when its retention period ends?” Lifts 1 answer from level 2 to 3. Raises the level: Data.",
				"Es geht um eine gesetzliche Pflicht: Art. 5 Abs. 1 lit. b, c und e, Art. 6 Abs. 4 DSGVO. Erfüllt eine Grundanforderung, die Sie zurückhält: „Was geschieht mit Marketingdaten, wenn ihre Speicherdauer endet?“ Hebt 1 Antwort von Stufe 2 auf 3. Hebt die Stufe: Daten."},
			said{"Medium: up to 3 months", "Mittel: bis zu 3 Monate"}},
		{"data.purpose.prove-deletion",
			said{
				"Meets a baseline requirement that holds you back: “What happens to marketing data when its retention period ends?” Lifts 2 answers from level 4 to 5 and 1 answer from level 2 to 5. Raises the level: Data. Needs first: “Let systems enforce purpose and delete automatically” and “Give every data set a purpose and an end date”.",
				"Erfüllt eine Grundanforderung, die Sie zurückhält: „Was geschieht mit Marketingdaten, wenn ihre Speicherdauer endet?“ Hebt 2 Antworten von Stufe 4 auf 5 und 1 Antwort von Stufe 2 auf 5. Hebt die Stufe: Daten. Setzt voraus: „Zweckbindung und Löschung technisch durchsetzen“ und „Jedem Datenbestand Zweck und Löschfrist geben“."},
			said{
				"Large: more than 3 months, or a new system or budget; 2 other actions come first",
				"Hoch: mehr als 3 Monate oder ein neues System oder Budget; 2 andere Maßnahmen gehen voraus"}},
		{"data.purpose.automate-deletion", said{}, said{
			"Large: more than 3 months, or a new system or budget; 1 other action comes first",
			"Hoch: mehr als 3 Monate oder ein neues System oder Budget; 1 andere Maßnahme geht voraus"}},
	}
	for _, test := range tests {
		r := recommendation(t, f, test.action)
		if got := in(f, func(w *Words) string { return w.Because(r) }); test.want != (said{}) && got != test.want {
			t.Errorf("%s: -want +got\n%s", test.action, cmp.Diff(test.want, got))
		}
		if got := in(f, func(w *Words) string { return w.EffortWords(r) }); got != test.effort {
			t.Errorf("%s: effort %q, want %q", test.action, got, test.effort)
		}
	}
}

// Two requirements met by one action stand in one sentence.
func TestBecauseMeetsTwo(t *testing.T) {
	f := evaluate(t, assessment.KindFull, levels(4, 4, 4, map[string]assessment.Choice{"data.rights.objection": 2, "data.rights.requests": 2}))
	r := recommendation(t, f, "data.rights.automate-rights")
	want := said{
		"Meets 2 baseline requirements that hold you back: “How long does it take until an objection to direct marketing works in every channel?” and “How do you make sure that requests about personal data are answered within the legal deadline?” ",
		"Erfüllt 2 Grundanforderungen, die Sie zurückhalten: „Wie lange dauert es, bis ein Werbewiderspruch in allen Kanälen wirkt?“ und „Wie stellen Sie sicher, dass Betroffenenanfragen innerhalb der gesetzlichen Frist beantwortet werden?“ ",
	}
	if got := in(f, func(w *Words) string { return w.Because(r) }); !strings.HasPrefix(got.EN, want.EN) || !strings.HasPrefix(got.DE, want.DE) {
		t.Errorf("got %q, want it to begin with %q", got, want)
	}
}

// A requirement whose question is unknown is not met by an action: a gain on an unknown answer would be fiction.
func TestBecauseLeavesUnknownAlone(t *testing.T) {
	f := evaluate(t, assessment.KindFull, levels(4, 4, 4, map[string]assessment.Choice{"data.rights.objection": -1, "data.rights.requests": 2}))
	for _, r := range f.Recommendations {
		for l, w := range both(f) {
			if got := w.Because(r); strings.Contains(got, w.question("data.rights.objection")) {
				t.Errorf("%s (%s): %q", r.Action, l, got)
			}
		}
	}
}

// The gain in words is the difference of the scores that stand beside it.
func TestGainAgreesWithShownScores(t *testing.T) {
	f := evaluate(t, assessment.KindFull, answerable(mixed))
	w := both(f)[locale.English]
	for _, r := range f.Recommendations {
		before, after := number(t, w.Hundredths(f.Overall.Score)), number(t, w.Hundredths(r.ScoreAfter))
		gain := number(t, strings.TrimPrefix(w.Gain(r), "+"))
		if sum := new(big.Rat).Add(before, gain); sum.Cmp(after) != 0 {
			t.Errorf("%s: %s and %s is not %s", r.Action, before.FloatString(2), w.Gain(r), after.FloatString(2))
		}
	}
}

func number(t *testing.T, s string) *big.Rat {
	t.Helper()
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return x
}

func TestTogether(t *testing.T) {
	next := func(n int, after *big.Rat, levelBefore, levelAfter int) scoring.NextActions {
		return scoring.NextActions{
			Actions:    make([]scoring.Recommendation, n),
			ScoreAfter: after, LevelBefore: levelBefore, LevelAfter: levelAfter,
		}
	}
	tests := []struct {
		name    string
		score   *big.Rat
		next    scoring.NextActions
		missing int
		want    said
	}{
		{"level rises", big.NewRat(509, 180), next(5, big.NewRat(61, 20), 2, 3), 0, said{
			"Together, these 5 actions take you from 2.82 to 3.05 and to level 3, Defined.",
			"Zusammen bringen diese 5 Maßnahmen Sie von 2,82 auf 3,05 und auf Stufe 3, Geregelt."}},
		{"one action, level rises", big.NewRat(299, 60), next(1, big.NewRat(5, 1), 4, 5), 0, said{
			"This action takes you from 4.98 to 5.00 and to level 5, Leading.",
			"Diese Maßnahme bringt Sie von 4,98 auf 5,00 und auf Stufe 5, Vorbildlich."}},
		{"level stays", big.NewRat(3, 1), next(2, big.NewRat(10, 3), 3, 3), 1, said{
			"Together, these 2 actions take you from 3.00 to 3.33, still at level 3, Defined.",
			"Zusammen bringen diese 2 Maßnahmen Sie von 3,00 auf 3,33, weiterhin Stufe 3, Geregelt."}},
		{"one action, level stays", big.NewRat(3, 1), next(1, big.NewRat(10, 3), 3, 3), 0, said{
			"This action takes you from 3.00 to 3.33, still at level 3, Defined.",
			"Diese Maßnahme bringt Sie von 3,00 auf 3,33, weiterhin Stufe 3, Geregelt."}},
		{"no level", big.NewRat(2, 1), next(3, big.NewRat(12, 5), 0, 0), 20, said{
			"Together, these 3 actions bring +0.40 overall.",
			"Zusammen bringen diese 3 Maßnahmen +0,40 im Gesamtwert."}},
		{"one action, no level", big.NewRat(2, 1), next(1, big.NewRat(12, 5), 0, 0), 20, said{
			"This action brings +0.40 overall.",
			"Diese Maßnahme bringt +0,40 im Gesamtwert."}},
		{"nothing open", big.NewRat(5, 1), next(0, nil, 5, 5), 0, said{"No action is left open.", "Es ist keine Maßnahme offen."}},
		{"nothing known", big.NewRat(1, 1), next(0, nil, 0, 0), 46, said{
			"No action is open for the answers so far. Clarify the open questions first.",
			"Für die bisherigen Antworten ist keine Maßnahme offen. Klären Sie zuerst die offenen Fragen."}},
	}
	for _, test := range tests {
		f := evaluate(t, assessment.KindFull, everywhere(3))
		f.Overall.Score, f.Overall.Missing, f.Next = test.score, test.missing, test.next
		if got := in(f, (*Words).Together); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestFindOut(t *testing.T) {
	f := evaluate(t, assessment.KindFull, levels(3, 3, 3, map[string]assessment.Choice{"data.rights.objection": -1, "resources.trust.survey": 0}))
	want := []said{
		{"Up to +0.10 overall. Carries a baseline requirement. Who may know: Head of CRM, Data protection, Marketing operations.",
			"Bis zu +0,10 im Gesamtwert. Mit Grundanforderung. Wer es wissen kann: CRM-Leitung, Datenschutz, Marketing Operations."},
		{"Up to +0.08 overall. Who may know: Market research, Head of marketing, Communications.",
			"Bis zu +0,08 im Gesamtwert. Wer es wissen kann: Marktforschung, Marketingleitung, Kommunikation."},
	}
	var got []said
	for _, o := range f.FindOut {
		got = append(got, in(f, func(w *Words) string { return w.FindOut(o) }))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
