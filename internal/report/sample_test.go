package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// choose gives each question its answer; place is its place in the model.
type choose func(q *assessment.Question, place int) assessment.Answer

// evaluate computes the findings of an assessment.
func evaluate(t testing.TB, kind assessment.Kind, organisation string, answer choose) *scoring.Findings {
	t.Helper()
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := &assessment.Assessment{
		ID: "sample", Kind: kind, Model: model, Organisation: organisation,
		ChangedAt: time.Date(2026, time.November, 22, 10, 42, 0, 0, time.UTC),
	}
	answers := assessment.Answers{}
	for i, q := range x.Questionnaire().Questions() {
		if a := answer(q, i); a.Choice != assessment.Blank {
			answers[q.ID] = a
		}
	}
	f, err := scoring.Evaluate(x, answers)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// retailer is a company in the middle: held by two requirements, two answers open, two left out.
func retailer(q *assessment.Question, i int) assessment.Answer {
	a := assessment.Answer{Choice: assessment.Choice(3 + i%5/3)}
	switch {
	case q.ID == "data.rights.objection":
		a.Choice = 2
	case q.ID == "technology.audit.rules":
		a.Choice = 1
	case q.Capability.ID == "technology.fairness":
		a.Choice = assessment.Choice(1 + i%2)
	case q.Capability.Dimension.ID == "technology" && i%3 == 0:
		a.Choice = 2
	case q.ID == "resources.trust.survey", q.ID == "data.quality.composition":
		a.Choice = assessment.DontKnow
	case q.AllowsNA && q.Capability.Dimension.ID == "resources" && i%4 == 1:
		return assessment.Answer{Choice: assessment.NotApplicable, Reason: "Wir haben keine eigenen Filialen und keine Kassen."}
	}
	if i%3 > 0 && a.Choice.Rated() {
		a.Evidence, a.Grade = []string{"https://intranet.example/" + q.ID}, 2
	}
	return a
}

// openEverywhere answers every third question only, so nothing may claim a level.
func openEverywhere(q *assessment.Question, i int) assessment.Answer {
	if i%3 != 0 {
		return assessment.Answer{}
	}
	return assessment.Answer{Choice: assessment.Choice(1 + i%4)}
}

// strain leaves out whatever may be left out with the longest reason, and leaves everything else at the beginning, so
// that all requirements hold.
func strain(q *assessment.Question, i int) assessment.Answer {
	if q.AllowsNA && i%2 == 0 {
		return assessment.Answer{Choice: assessment.NotApplicable, Reason: longest}
	}
	if len(q.Gates) > 0 {
		return assessment.Answer{Choice: 1}
	}
	return assessment.Answer{Choice: assessment.Choice(3 + i%2)}
}

// The longest texts that people can type: a reason of 500 characters with a word of 60 letters, and a name of 120.
var (
	longWord = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunte"
	longest  = strings.Repeat("Wir betreiben ausschließlich Einzelhandel ohne Kundenkonten und erheben keine Daten. ", 5) + longWord + strings.Repeat("x", 14)
	longName = "Gesellschaft für " + longWord + " Nord-Ostdeutschland mbH & Co. KG auf Aktien"
)

func everywhere(c assessment.Choice) choose {
	return func(*assessment.Question, int) assessment.Answer { return assessment.Answer{Choice: c} }
}

func write(t testing.TB, f *scoring.Findings, l locale.Lang, opt Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f, locale.For(l), opt); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
