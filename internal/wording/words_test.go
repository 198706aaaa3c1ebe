package wording

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// said is the same thing in both languages.
type said struct{ EN, DE string }

// in says something with the words of both languages.
func in(f *scoring.Findings, say func(*Words) string) said {
	words := both(f)
	return said{say(words[locale.English]), say(words[locale.German])}
}

func result(t *testing.T, f *scoring.Findings, s scoring.Scope) scoring.Result {
	t.Helper()
	r, ok := f.Result(s)
	if !ok {
		t.Fatalf("there is no result for %s", s)
	}
	return r
}

// answers of the tests below: a bit of everything.
var mixed = levels(4, 2, 3, map[string]assessment.Choice{
	"data.purpose.deletion":               2,
	"data.quality.representative":         assessment.DontKnow,
	"technology.fairness.tested":          1,
	"resources.trust.survey":              assessment.Blank,
	"resources.trust.labelling":           assessment.NotApplicable,
	"technology.effectiveness.effect":     assessment.NotApplicable,
	"technology.effectiveness.monitoring": assessment.NotApplicable,
	"technology.effectiveness.stop":       assessment.NotApplicable,
})

func TestStanding(t *testing.T) {
	full := evaluate(t, assessment.KindFull, answerable(mixed))
	quick := evaluate(t, assessment.KindQuick, everywhere(2))
	top := evaluate(t, assessment.KindFull, everywhere(5))
	little := evaluate(t, assessment.KindFull, answerable(everywhereNA))
	tests := []struct {
		name                   string
		f                      *scoring.Findings
		scope                  scoring.Scope
		standing, short, gates said
	}{
		{"rated", full, "dimension:technology",
			said{"Level 2 of 5, Emerging", "Stufe 2 von 5, Im Aufbau"},
			said{"Level 2, Emerging", "Stufe 2, Im Aufbau"},
			said{"Level 2. 0.82 points to level 3.", "Stufe 2. 0,82 Punkte bis Stufe 3."}},
		{"held", full, "dimension:data",
			said{"Level 2 of 5, Emerging", "Stufe 2 von 5, Im Aufbau"},
			said{"Level 2, Emerging", "Stufe 2, Im Aufbau"},
			said{
				"Score 3.6, held at level 2 by 1 baseline requirement. The score alone would be level 3.",
				"Punktwert 3,6, durch 1 Grundanforderung auf Stufe 2 gehalten. Nach dem Punktwert allein wäre es Stufe 3."}},
		{"with a requirement ahead", full, scoring.Overall,
			said{"Level 2 of 5, Emerging", "Stufe 2 von 5, Im Aufbau"},
			said{"Level 2, Emerging", "Stufe 2, Im Aufbau"},
			said{
				"Level 2. 0.12 points and 1 baseline requirement to level 3.",
				"Stufe 2. 0,12 Punkte und 1 Grundanforderung bis Stufe 3."}},
		{"insufficient", full, "capability:data.quality",
			said{"No level yet", "Noch keine Stufe"},
			said{"No level yet", "Noch keine Stufe"},
			said{
				"No level yet: answer 1 more question. The range so far is 3.0 to 4.3.",
				"Noch keine Stufe: Es fehlt 1 Antwort. Die Spanne reicht bisher von 3,0 bis 4,3."}},
		{"too little applies", little, scoring.Overall,
			said{"No level: too little applies", "Keine Stufe: zu wenig trifft zu"},
			said{"No level: too little applies", "Keine Stufe: zu wenig trifft zu"},
			said{
				"No level: less than half of what is asked here applies to you.",
				"Keine Stufe: Weniger als die Hälfte dessen, was hier gefragt wird, trifft auf Sie zu."}},
		{"not applicable", full, "capability:technology.effectiveness",
			said{"Doesn’t apply to you", "Trifft auf Sie nicht zu"},
			said{"Doesn’t apply to you", "Trifft auf Sie nicht zu"},
			said{"Doesn’t apply to you.", "Trifft auf Sie nicht zu."}},
		{"top", top, scoring.Overall,
			said{"Level 5 of 5, Leading", "Stufe 5 von 5, Vorbildlich"},
			said{"Level 5, Leading", "Stufe 5, Vorbildlich"},
			said{
				"Level 5. Every applicable question is answered with level 5.",
				"Stufe 5. Jede zutreffende Frage ist mit Stufe 5 beantwortet."}},
		{"capability of a quick scan", quick, "capability:data.origin",
			said{"Answer 2, Emerging", "Antwort 2, Im Aufbau"},
			said{"Answer 2, Emerging", "Antwort 2, Im Aufbau"},
			said{
				"The quick scan asks one question here, so there’s no level.",
				"Der Schnelltest stellt hier nur eine Frage, deshalb gibt es keine Stufe."}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := result(t, test.f, test.scope)
			want := []said{test.standing, test.short, test.gates}
			got := []said{
				in(test.f, func(w *Words) string { return w.Standing(r) }),
				in(test.f, func(w *Words) string { return w.StandingShort(r) }),
				in(test.f, func(w *Words) string { return w.GateSentence(r) }),
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func everywhereNA(*assessment.Question) assessment.Answer {
	return assessment.Answer{Choice: assessment.NotApplicable, Reason: "Wir tun das nicht."}
}

func TestGateSentenceCounts(t *testing.T) {
	held := evaluate(t, assessment.KindFull, levels(4, 4, 4, map[string]assessment.Choice{"data.rights.objection": 2, "data.origin.basis": 1}))
	if got, want := in(held, func(w *Words) string { return w.GateSentence(held.Overall) }), (said{
		"Score 3.8, held at level 2 by 2 baseline requirements. The score alone would be level 3.",
		"Punktwert 3,8, durch 2 Grundanforderungen auf Stufe 2 gehalten. Nach dem Punktwert allein wäre es Stufe 3.",
	}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	ahead := evaluate(t, assessment.KindFull, everywhere(2))
	if got, want := in(ahead, func(w *Words) string { return w.GateSentence(ahead.Overall) }), (said{
		"Level 2. 1.00 points and 6 baseline requirements to level 3.",
		"Stufe 2. 1,00 Punkte und 6 Grundanforderungen bis Stufe 3.",
	}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	blank := evaluate(t, assessment.KindFull, everywhere(assessment.Blank))
	r := result(t, blank, "capability:data.origin")
	if got, want := in(blank, func(w *Words) string { return w.GateSentence(r) }), (said{
		"No level yet: answer 3 more questions. The range so far is 1.0 to 5.0.",
		"Noch keine Stufe: Es fehlen 3 Antworten. Die Spanne reicht bisher von 1,0 bis 5,0.",
	}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRows(t *testing.T) {
	f := evaluate(t, assessment.KindFull, answerable(levels(4, 4, 4, map[string]assessment.Choice{
		"data.origin.basis": assessment.DontKnow, "data.rights.objection": 2,
		"data.rights.requests": assessment.NotApplicable,
	})))
	var rows []said
	for _, h := range f.Overall.HeldBy {
		rows = append(rows, in(f, func(w *Words) string { return w.HeldRow(h) }))
	}
	rows = append(rows, in(f, func(w *Words) string { return w.WaivedRow("data.rights.requests") }))
	for _, s := range []scoring.GateCheck{
		{Question: "data.rights.objection", Gate: assessment.Gate{Level: 3, Min: 3}, Answer: 2, State: scoring.GateNotMet},
		{Question: "data.origin.basis", State: scoring.GateUnknown},
		{Question: "data.rights.requests", State: scoring.GateWaived},
		{Question: "data.purpose.deletion", Answer: 4, State: scoring.GateMet},
	} {
		rows = append(rows, in(f, func(w *Words) string { return w.GateWords(s) }))
	}
	rows = append(rows, in(f, (*Words).Gaps))
	want := []said{
		{"How is the legal basis settled for each use of personal data in marketing? Not clarified yet; held at level 2 until it is.",
			"Wie ist geklärt, auf welcher Rechtsgrundlage jede Nutzung personenbezogener Daten im Marketing beruht? Noch nicht geklärt; bis dahin bleibt es bei Stufe 2."},
		{"How long does it take until an objection to direct marketing works in every channel? You answered level 2; a result at level 3 needs at least level 3 here.",
			"Wie lange dauert es, bis ein Werbewiderspruch in allen Kanälen wirkt? Ihre Antwort ist Stufe 2; für ein Ergebnis auf Stufe 3 ist hier mindestens Stufe 3 nötig."},
		{"How do you make sure that requests about personal data are answered within the legal deadline? Waived, not applicable: Wir tun das nicht.",
			"Wie stellen Sie sicher, dass Betroffenenanfragen innerhalb der gesetzlichen Frist beantwortet werden? Entfällt, nicht zutreffend: Wir tun das nicht."},
		{"Your answer is level 2, at least level 3 is needed.", "Ihre Antwort ist Stufe 2, nötig ist mindestens Stufe 3."},
		{"Not clarified yet.", "Noch nicht geklärt."},
		{"Waived, not applicable: Wir tun das nicht.", "Entfällt, nicht zutreffend: Wir tun das nicht."},
		{"No gap reported here.", "Hier keine Lücke gemeldet."},
		{"2 of 5 baseline requirements for the overall level show a gap or aren’t clarified yet.", "2 von 5 Grundanforderungen an die Gesamtstufe weisen eine Lücke auf oder sind noch nicht geklärt."},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	none := evaluate(t, assessment.KindFull, everywhere(4))
	if got, want := in(none, (*Words).Gaps), (said{"No baseline gap reported.", "Keine Grundlücke gemeldet."}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDimensionSentence(t *testing.T) {
	full := evaluate(t, assessment.KindFull, answerable(mixed))
	single := evaluate(t, assessment.KindFull, everywhere(3))
	none := evaluate(t, assessment.KindFull, everywhere(3))
	for i := range single.Capabilities[:5] {
		none.Capabilities[i].Status = scoring.Insufficient
		if i > 0 {
			single.Capabilities[i].Status = scoring.Insufficient
		}
	}
	open := func(ids ...string) *scoring.Findings {
		but := map[string]assessment.Choice{}
		for _, id := range ids {
			but[id] = assessment.Blank
		}
		return evaluate(t, assessment.KindFull, levels(3, 3, 3, but))
	}
	missing := open("data.value.benefit", "data.value.effect", "data.value.limits", "data.quality.response")
	blank := evaluate(t, assessment.KindFull, everywhere(assessment.Blank))
	tests := []struct {
		name  string
		f     *scoring.Findings
		scope scoring.Scope
		want  said
	}{
		{"held", full, "dimension:data", said{
			"Held back by “Purpose, minimisation & retention”.", "Gebremst durch „Zweckbindung, Datenminimierung & Löschung“."}},
		{"strongest and weakest", full, "dimension:technology", said{
			"Strongest: Integration, security & control of personal data. Most room: Fairness & bias testing.",
			"Am stärksten: Integration, Sicherheit & Kontrolle personenbezogener Daten. Größter Spielraum: Fairness & Verzerrung (Bias)."}},
		{"even", single, "dimension:technology", said{
			"All rated capabilities score 3.0.", "Alle bewerteten Handlungsfelder liegen bei 3,0."}},
		{"single", single, "dimension:data", said{
			"Only “Origin & lawful basis” can be rated so far.", "Bisher lässt sich nur „Herkunft & Rechtsgrundlage“ bewerten."}},
		{"none", none, "dimension:data", said{
			"No capability here can be rated yet.", "Hier lässt sich noch kein Handlungsfeld bewerten."}},
		{"one answer missing", missing, "dimension:data", said{"1 answer missing.", "1 Antwort fehlt."}},
		{"answers missing", blank, "dimension:data", said{"11 answers missing.", "11 Antworten fehlen."}},
		{"not applicable", nothingApplies(t), "dimension:data", said{"Doesn’t apply to you.", "Trifft auf Sie nicht zu."}},
	}
	for _, test := range tests {
		r := result(t, test.f, test.scope)
		if got := in(test.f, func(w *Words) string { return w.DimensionSentence(r) }); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestConfidence(t *testing.T) {
	quarter, whole := big.NewRat(1, 4), big.NewRat(1, 1)
	tests := []struct {
		name    string
		c       *scoring.Confidence
		missing int
		want    said
	}{
		{"high", &scoring.Confidence{Coverage: whole, Evidence: whole, Agreement: whole, Value: whole, Weakest: "coverage", Grade: "high"}, 0,
			said{"Confidence: high.", "Belastbarkeit: hoch."}},
		{"one unknown", &scoring.Confidence{Coverage: half, Value: half, Weakest: "coverage", Grade: "medium"}, 1,
			said{"Confidence: medium, because 1 question is still unknown.", "Belastbarkeit: mittel, weil 1 Frage noch ungeklärt ist."}},
		{"several unknown", &scoring.Confidence{Coverage: quarter, Value: quarter, Weakest: "coverage", Grade: "low"}, 4,
			said{"Confidence: low, because 4 questions are still unknown.", "Belastbarkeit: gering, weil 4 Fragen noch ungeklärt sind."}},
		{"one unknown, but evidence is weaker", &scoring.Confidence{Coverage: whole, Evidence: quarter, Value: quarter, Weakest: "evidence", Grade: "low"}, 1,
			said{"Confidence: low, because evidence is missing or unchecked.", "Belastbarkeit: gering, weil Nachweise fehlen oder ungeprüft sind."}},
		{"views differ", &scoring.Confidence{Coverage: whole, Evidence: whole, Agreement: half, Value: half, Weakest: "agreement", Grade: "medium"}, 0,
			said{"Confidence: medium, because views in the group differ.", "Belastbarkeit: mittel, weil die Einschätzungen in der Gruppe auseinandergehen."}},
		{"capped for one respondent", &scoring.Confidence{Coverage: whole, Evidence: whole, Value: whole, Weakest: "coverage", Grade: "medium"}, 0,
			said{"Confidence: medium. With one respondent, confidence can’t be higher than medium.", "Belastbarkeit: mittel. Bei nur einer antwortenden Person ist höchstens „mittel“ möglich."}},
		{"capped in a quick scan", &scoring.Confidence{Coverage: whole, Evidence: whole, Agreement: whole, Value: whole, Weakest: "coverage", Grade: "medium"}, 0,
			said{"Confidence: medium. With a quick scan, confidence can’t be higher than medium.", "Belastbarkeit: mittel. Mit dem Schnelltest ist höchstens „mittel“ möglich."}},
		{"nothing applies", nil, 0, said{}},
	}
	f := evaluate(t, assessment.KindFull, everywhere(3))
	for _, test := range tests {
		r := scoring.Result{Confidence: test.c, Missing: test.missing}
		if got := in(f, func(w *Words) string { return w.ConfidenceLine(r) }); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	r := scoring.Result{Confidence: &scoring.Confidence{Coverage: big.NewRat(14, 15), Evidence: big.NewRat(2, 3), Weakest: "evidence"}}
	want := []ConfidencePart{{"Antworten", "93\u00a0%", false}, {"Nachweise", "66\u00a0%", true}, {"Einigkeit", "nicht gemessen", false}}
	if diff := cmp.Diff(want, both(f)[locale.German].ConfidenceParts(r)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if got := both(f)[locale.German].ConfidenceParts(scoring.Result{}); got != nil {
		t.Errorf("parts where nothing applies: %v", got)
	}
}

func TestNotes(t *testing.T) {
	one := evaluate(t, assessment.KindFull, levels(3, 3, 3, map[string]assessment.Choice{"data.value.effect": 0}))
	quick := evaluate(t, assessment.KindQuick, everywhere(assessment.Blank))
	full := evaluate(t, assessment.KindFull, answerable(mixed))
	done := evaluate(t, assessment.KindFull, everywhere(3))
	tests := []struct {
		name string
		got  said
		want said
	}{
		{"one without answer", in(one, (*Words).Provisional), said{"Provisional: 1 question has no answer yet.", "Vorläufig: 1 Frage ist noch ohne Antwort."}},
		{"several without answer", in(quick, (*Words).Provisional), said{"Provisional: 15 questions have no answer yet.", "Vorläufig: 15 Fragen sind noch ohne Antwort."}},
		{"none without answer", in(done, (*Words).Provisional), said{}},
		{"quick", in(quick, (*Words).QuickNote), said{"Quick scan, indicative: 6 baseline requirements weren’t asked.", "Schnelltest, zur Orientierung: 6 Grundanforderungen wurden nicht abgefragt."}},
		{"full", in(full, (*Words).QuickNote), said{}},
		{"answered with parts", in(full, (*Words).AnsweredWords), said{
			"45 of 46 questions answered, of these 1 with “I don’t know” and 4 not applicable",
			"45 von 46 Fragen beantwortet, davon 1 mit „Weiß ich nicht“ und 4 nicht zutreffend"}},
		{"answered", in(done, (*Words).AnsweredWords), said{"46 of 46 questions answered", "46 von 46 Fragen beantwortet"}},
		{"disclaimer", in(done, (*Words).Disclaimer), said{
			"Self-assessment. General information, not legal advice.",
			"Selbsteinschätzung. Allgemeine Informationen, keine Rechtsberatung."}},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, test.got, test.want)
		}
	}
	for n, want := range map[int]said{
		0: {"Quick scan, indicative.", "Schnelltest, zur Orientierung."},
		1: {"Quick scan, indicative: 1 baseline requirement wasn’t asked.", "Schnelltest, zur Orientierung: 1 Grundanforderung wurde nicht abgefragt."},
	} {
		quick.GatesNotAsked = n
		if got := in(quick, (*Words).QuickNote); got != want {
			t.Errorf("%d not asked: got %q, want %q", n, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	f := evaluate(t, assessment.KindFull, everywhere(3))
	x := big.NewRat(2999, 1000)
	tests := []struct {
		name string
		say  func(*Words) string
		want said
	}{
		{"score", func(w *Words) string { return w.Score(x) }, said{"2.9", "2,9"}},
		{"no score", func(w *Words) string { return w.Score(nil) }, said{"–", "–"}},
		{"hundredths", func(w *Words) string { return w.Hundredths(x) }, said{"2.99", "2,99"}},
		{"points", func(w *Words) string { return w.Points(big.NewRat(1, 1000)) }, said{"0.01", "0,01"}},
		{"rise", func(w *Words) string { return w.Change(big.NewRat(2, 1), x) }, said{"+0.99", "+0,99"}},
		{"fall", func(w *Words) string { return w.Change(x, big.NewRat(2, 1)) }, said{"−0.99", "−0,99"}},
		{"no change to be seen", func(w *Words) string { return w.Change(x, big.NewRat(29991, 10000)) }, said{"0.00", "0,00"}},
		{"no change", func(w *Words) string { return w.Change(nil, x) }, said{"–", "–"}},
		{"percent", func(w *Words) string { return w.Percent(big.NewRat(999, 1000)) }, said{"99%", "99\u00a0%"}},
		{"no percent", func(w *Words) string { return w.Percent(nil) }, said{"–", "–"}},
		{"range", func(w *Words) string { return w.Range(scoring.Result{Score: x, High: big.NewRat(31, 10)}) }, said{"2.9 to 3.1", "2,9 bis 3,1"}},
		{"narrow range", func(w *Words) string { return w.Range(scoring.Result{Score: x, High: x}) }, said{"2.9", "2,9"}},
		{"level", func(w *Words) string { return w.LevelName(2) }, said{"Emerging", "Im Aufbau"}},
		{"no level", func(w *Words) string { return w.LevelName(0) }, said{"", ""}},
	}
	for _, test := range tests {
		if got := in(f, test.say); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestNames(t *testing.T) {
	f := evaluate(t, assessment.KindFull, everywhere(3))
	q, _ := f.Model.Question("data.origin.source")
	tests := []struct {
		name string
		say  func(*Words) string
		want said
	}{
		{"overall", func(w *Words) string { return w.ScopeName(scoring.Overall) }, said{"Overall", "Gesamt"}},
		{"dimension", func(w *Words) string { return w.ScopeName("dimension:data") }, said{"Data", "Daten"}},
		{"capability", func(w *Words) string { return w.ScopeName("capability:data.origin") }, said{"Origin & lawful basis", "Herkunft & Rechtsgrundlage"}},
		{"action", func(w *Words) string { return w.ScopeName("action:data.origin.build-register") },
			said{"Build one register of sources and legal bases", "Verzeichnis der Quellen und Rechtsgrundlagen aufbauen"}},
		{"unknown scope", func(w *Words) string { return w.ScopeName("capability:gone") }, said{"capability:gone", "capability:gone"}},
		{"role", func(w *Words) string { return w.RoleName("DPO") }, said{"Data protection", "Datenschutz"}},
		{"level", func(w *Words) string { return w.AnswerWords(2) }, said{"Level 2, Emerging", "Stufe 2, Im Aufbau"}},
		{"don't know", func(w *Words) string { return w.AnswerWords(assessment.DontKnow) }, said{"I don’t know", "Weiß ich nicht"}},
		{"not applicable", func(w *Words) string { return w.AnswerWords(assessment.NotApplicable) }, said{"Doesn’t apply to us", "Trifft auf uns nicht zu"}},
		{"blank", func(w *Words) string { return w.AnswerWords(assessment.Blank) }, said{"No answer yet", "Noch keine Antwort"}},
		{"anchor", func(w *Words) string { return w.AnchorWords(q, 3) }, said{"Current list for every field", "Aktuelle Liste für jedes Feld"}},
		{"no anchor", func(w *Words) string { return w.AnchorWords(q, assessment.DontKnow) }, said{}},
	}
	for _, test := range tests {
		if got := in(f, test.say); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}
