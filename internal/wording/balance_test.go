package wording

import (
	"math/big"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// sides answers the questions on each side of the balance with a level, and all others with 3.
func sides(compliance, personalisation assessment.Choice) func(*assessment.Question) assessment.Answer {
	return func(q *assessment.Question) assessment.Answer {
		switch q.Axis {
		case assessment.Compliance:
			return assessment.Answer{Choice: compliance}
		case assessment.Personalisation:
			return assessment.Answer{Choice: personalisation}
		}
		return assessment.Answer{Choice: 3}
	}
}

func TestBalance(t *testing.T) {
	tests := []struct {
		name                          string
		compliance, personalisation   assessment.Choice
		numbers, tilt, text, quadrant said
	}{
		{"high and even", 4, 4,
			said{"Protection 4.0, personalisation value 4.0, each from 1 to 5.", "Schutz 4,0, Personalisierungsnutzen 4,0, jeweils von 1 bis 5."},
			said{"In balance", "Im Gleichgewicht"},
			said{"Protection and personalisation value are no more than half a level apart.", "Schutz und Personalisierungsnutzen liegen höchstens eine halbe Stufe auseinander."},
			said{"Trusted relevance", "Relevanz mit Vertrauen"}},
		{"low and even", 2, 2,
			said{"Protection 2.0, personalisation value 2.0, each from 1 to 5.", "Schutz 2,0, Personalisierungsnutzen 2,0, jeweils von 1 bis 5."},
			said{"In balance", "Im Gleichgewicht"},
			said{"Both sides are even, but low: balance alone isn’t the goal.", "Beide Seiten liegen gleichauf, aber niedrig: Gleichgewicht allein ist nicht das Ziel."},
			said{"Scattergun", "Gießkanne"}},
		{"personalisation ahead", 2, 4,
			said{"Protection 2.0, personalisation value 4.0, each from 1 to 5.", "Schutz 2,0, Personalisierungsnutzen 4,0, jeweils von 1 bis 5."},
			said{"Personalisation ahead of protection", "Personalisierung dem Schutz voraus"},
			said{"Your personalisation is 2.0 levels ahead of what you can justify today. That leaves you exposed.", "Ihre Personalisierung liegt um 2,0 Stufen über dem, was Sie heute begründen können. Das macht angreifbar."},
			said{"Personalising at risk", "Riskante Personalisierung"}},
		{"protection ahead", 5, 2,
			said{"Protection 5.0, personalisation value 2.0, each from 1 to 5.", "Schutz 5,0, Personalisierungsnutzen 2,0, jeweils von 1 bis 5."},
			said{"Protection ahead of personalisation", "Schutz der Personalisierung voraus"},
			said{"Your protection is 3.0 levels ahead of the benefit customers notice. Value lies unused.", "Ihr Schutz liegt um 3,0 Stufen über dem Nutzen, den die Kundschaft spürt. Möglicher Nutzen bleibt liegen."},
			said{"Untapped trust", "Ungenutztes Vertrauen"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := evaluate(t, assessment.KindFull, sides(test.compliance, test.personalisation))
			for _, part := range []struct {
				say  func(BalanceWords) string
				want said
			}{
				{func(b BalanceWords) string { return b.Numbers }, test.numbers},
				{func(b BalanceWords) string { return b.Tilt }, test.tilt},
				{func(b BalanceWords) string { return b.TiltText }, test.text},
				{func(b BalanceWords) string { return b.Quadrant }, test.quadrant},
				{func(b BalanceWords) string { return b.Border }, said{}},
			} {
				if got := in(f, func(w *Words) string { return part.say(w.Balance()) }); got != part.want {
					t.Errorf("got %q, want %q", got, part.want)
				}
			}
			for l, w := range both(f) {
				if b := w.Balance(); !b.Shown || b.Hidden != "" || b.Tell == "" || len(b.FinePrint) != 3 || strings.Contains(b.FinePrint[0], dash) {
					t.Errorf("%s: %+v", l, b)
				}
			}
		})
	}
}

func TestBalanceBorderAndGaps(t *testing.T) {
	f := evaluate(t, assessment.KindFull, sides(3, 4))
	if got, want := in(f, func(w *Words) string { return w.Balance().Border }), (said{
		"On the border between “Trusted relevance” and “Personalising at risk”.",
		"An der Grenze zwischen „Relevanz mit Vertrauen“ und „Riskante Personalisierung“.",
	}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f = evaluate(t, assessment.KindFull, levels(4, 4, 4, map[string]assessment.Choice{"data.origin.basis": assessment.DontKnow, "data.rights.objection": 2}))
	if got, want := in(f, func(w *Words) string { return w.Balance().Gaps }), (said{
		"A good average doesn’t close gaps in protection: “How is the legal basis settled for each use of personal data in marketing?” isn’t clarified yet. “How long does it take until an objection to direct marketing works in every channel?” is below its baseline requirement.",
		"Ein guter Durchschnitt schließt keine Lücken im Schutz: „Wie ist geklärt, auf welcher Rechtsgrundlage jede Nutzung personenbezogener Daten im Marketing beruht?“ ist noch nicht geklärt. „Wie lange dauert es, bis ein Werbewiderspruch in allen Kanälen wirkt?“ liegt unter der Grundanforderung.",
	}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBalanceHidden(t *testing.T) {
	blank := evaluate(t, assessment.KindFull, everywhere(assessment.Blank))
	left := evaluate(t, assessment.KindFull, answerable(everywhereNA))
	left.Balance = scoring.Balance{TooFewApply: true}
	quick := evaluate(t, assessment.KindQuick, everywhere(3))
	quick.Balance = scoring.Balance{TooFewApply: true}
	tests := []struct {
		name string
		f    *scoring.Findings
		want said
	}{
		{"too few answers", blank, said{
			"The balance appears once three quarters of the questions on each side are answered.",
			"Die Balance erscheint, sobald auf jeder Seite drei Viertel der Fragen beantwortet sind."}},
		{"too few apply", left, said{
			"Too few questions on one side apply to you to show a balance.",
			"Auf einer Seite treffen zu wenige Fragen auf Sie zu, um eine Balance zu zeigen."}},
		{"too few asked", quick, said{
			"The quick scan asks too few questions on one side to show a balance. The full assessment shows it.",
			"Der Schnelltest stellt auf einer Seite zu wenige Fragen, um eine Balance zu zeigen. Die vollständige Standortbestimmung zeigt sie."}},
	}
	for _, test := range tests {
		if got := in(test.f, func(w *Words) string { return w.Balance().Hidden }); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
		if b := both(test.f)[locale.German].Balance(); b.Shown || b.Numbers != "" || b.Compliance.Score != dash || b.Compliance.Name != "Schutz" {
			t.Errorf("%s: %+v", test.name, b)
		}
	}
}

// The tilt is the difference of the numbers beside it, not of the exact ones.
func TestTiltAgreesWithShownNumbers(t *testing.T) {
	f := evaluate(t, assessment.KindFull, everywhere(3))
	f.Balance.Compliance, f.Balance.Personalisation = big.NewRat(309, 100), big.NewRat(365, 100)
	f.Balance.Balance, f.Balance.Reading = big.NewRat(56, 100), scoring.PersonalisationAhead
	if _, text := both(f)[locale.English].tilt(); !strings.Contains(text, " 0.6 levels") {
		t.Errorf("got %q, want 3.6 less 3.0", text)
	}
}
