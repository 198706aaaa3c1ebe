package wording

import (
	"math/big"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// BalanceWords tell the balance of compliance and personalisation.
type BalanceWords struct {
	Title           string
	Fields          Fields
	Shown           bool   // false: Hidden says why, and all that follows the axes is empty
	Hidden          string // why there is no balance to show
	Compliance      Axis
	Personalisation Axis
	Numbers         string // both numbers in a sentence
	Tilt            string // which side is ahead, as a heading
	TiltText        string // the same as a sentence
	Quadrant        string // name of the field
	Tell            string // what it means and what to do
	Border          string // names both fields; empty away from the lines
	Gaps            string // requirements on the side of compliance that are not met; may be empty
	FinePrint       []string
}

// Fields are the names of the four fields, by which sides are high.
type Fields struct{ Neither, Compliance, Personalisation, Both string }

func (w *Words) fields() (all Fields) {
	for _, q := range w.t.Balance.Quadrants {
		name := w.p.Text(q.Name)
		switch [2]bool{q.Compliance == "high", q.Personalisation == "high"} {
		case [2]bool{false, false}:
			all.Neither = name
		case [2]bool{true, false}:
			all.Compliance = name
		case [2]bool{false, true}:
			all.Personalisation = name
		default:
			all.Both = name
		}
	}
	return all
}

// Axis is a side of the balance in words.
type Axis struct {
	Name, Label, Meaning string
	Score                string // a dash if the side is not shown
}

// Balance says the second reading of the answers.
func (w *Words) Balance() BalanceWords {
	b, t := w.f.Balance, &w.t.Balance
	words := BalanceWords{
		Title:           w.p.Text(t.Title),
		Shown:           b.Balance != nil,
		Fields:          w.fields(),
		Compliance:      w.axis(assessment.Compliance, b.Compliance),
		Personalisation: w.axis(assessment.Personalisation, b.Personalisation),
	}
	if !words.Shown {
		words.Hidden = w.hidden()
		return words
	}
	words.Numbers = w.p.Fill(t.Numbers, map[string]string{
		"compliance":      words.Compliance.Score,
		"personalisation": words.Personalisation.Score,
	})
	words.Tilt, words.TiltText = w.tilt()
	quadrant := t.Quadrants[b.Quadrant]
	words.Quadrant, words.Tell = w.p.Text(quadrant.Name), w.p.Text(quadrant.Tell)
	if b.Neighbour != "" {
		words.Border = w.p.Fill(t.BorderText, map[string]string{
			"quadrant":  words.Quadrant,
			"neighbour": w.p.Text(t.Quadrants[b.Neighbour].Name),
		})
	}
	words.Gaps = w.complianceGaps()
	for _, line := range t.FinePrint {
		words.FinePrint = append(words.FinePrint, w.p.Fill(line, map[string]string{
			"n":    w.p.Int(b.PersonalisationQuestions),
			"step": w.Hundredths(b.PersonalisationStep),
		}))
	}
	return words
}

func (w *Words) axis(a assessment.Axis, score *big.Rat) Axis {
	t := w.t.Balance.Axes[a]
	return Axis{w.p.Text(t.Name), w.p.Text(t.Label), w.p.Text(t.Meaning), w.Score(score)}
}

func (w *Words) hidden() string {
	switch {
	case w.f.Balance.TooFewApply && w.f.Kind == assessment.KindQuick:
		return w.p.T("balance.quick")
	case w.f.Balance.TooFewApply:
		return w.p.Text(w.t.Balance.HiddenNA)
	}
	return w.p.Text(w.t.Balance.Hidden)
}

// tilt says which side is ahead, by the difference of the two numbers that are shown.
func (w *Words) tilt() (name, text string) {
	b := w.f.Balance
	t := w.t.Balance.Tilt[b.Reading]
	sentence := t.Text
	if b.Reading == scoring.InBalance && w.low(b.Compliance) && w.low(b.Personalisation) {
		sentence = t.TextLow
	}
	behind, ahead := b.Compliance, b.Personalisation
	if b.Balance.Sign() < 0 {
		behind, ahead = ahead, behind
	}
	return w.p.Text(t.Name), w.p.Fill(sentence, map[string]string{
		"tilt": w.p.Number(scoring.DisplayChange(behind, ahead, 1)),
	})
}

func (w *Words) low(x *big.Rat) bool {
	cut := w.f.Model.Balance.Cut
	return cut != nil && x.Cmp(cut) < 0
}

// complianceGaps names the requirements that an average must not hide.
func (w *Words) complianceGaps() string {
	var gaps []string
	for _, id := range w.f.Balance.UnmetGates {
		question := w.question(id)
		if w.f.Answers[id].Choice.Rated() {
			gaps = append(gaps, w.p.Fill(w.t.Balance.GateGap, map[string]string{"question": question}))
		} else {
			gaps = append(gaps, w.p.T("balance.gap.open", "Question", question))
		}
	}
	if len(gaps) == 0 {
		return ""
	}
	return w.p.Fill(w.t.Balance.GateText, map[string]string{"gaps": sentences(gaps...)})
}
