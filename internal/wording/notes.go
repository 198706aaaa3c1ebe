package wording

import (
	"lauter/assessment"
	"lauter/internal/locale"
)

// Provisional says that questions have no answer yet; it is empty once every question has one.
func (w *Words) Provisional() string {
	if w.f.Overall.Blank == 0 {
		return ""
	}
	return w.counted(w.f.Overall.Blank, w.t.Gates.ProvisionalOne, w.t.Gates.Provisional, map[string]string{})
}

// QuickNote says what the result of a quick scan is worth; it is empty for a full assessment.
func (w *Words) QuickNote() string {
	switch {
	case w.f.Kind != assessment.KindQuick:
		return ""
	case w.f.GatesNotAsked == 0:
		return w.p.T("quick")
	}
	return w.p.T("quick.note", "N", w.f.GatesNotAsked)
}

// AnsweredWords says how complete the answers are: "44 of 46 questions answered, of these 2 with “I don’t know” and 12
// with evidence". What counts nothing is left out.
func (w *Words) AnsweredWords() string {
	var parts []string
	if n := w.f.Unknown; n > 0 {
		parts = append(parts, w.p.T("answered.unknown", "Number", n))
	}
	if n := w.f.Excluded; n > 0 {
		parts = append(parts, w.p.T("answered.excluded", "Number", n))
	}
	if n := w.f.WithEvidence; n > 0 {
		parts = append(parts, w.p.T("answered.evidence", "Number", n))
	}
	if len(parts) == 0 {
		return w.p.T("answered", "Answered", w.f.Answered, "Asked", w.f.Asked)
	}
	return w.p.T("answered.of", "Answered", w.f.Answered, "Asked", w.f.Asked, "Parts", w.p.List(parts))
}

// Disclaimer is the one line that stands wherever a result is shown.
func (w *Words) Disclaimer() string { return w.p.Text(w.t.Disclaimers.Short) }

// Disclaimers are what a result does not claim, at length: one sentence or two each.
func (w *Words) Disclaimers() []string {
	d := &w.t.Disclaimers
	var all []string
	for _, t := range []locale.Text{d.Legal, d.Levels, d.Validation, d.People, d.NoAI, d.NotAffiliated, d.Standards} {
		if !t.IsZero() {
			all = append(all, w.p.Text(t))
		}
	}
	return all
}
