package assessment

import (
	"errors"
	"io"
	"testing"

	"lauter/internal/locale"
)

// small returns the files of the smallest sensible model: one question, two actions, one reference.
func small() Files {
	return Files{
		"questions.yaml": []byte(`model:
  id: small
  version: "0.1.0"
  method: lauter-score/1
  name: {en: "Small model", de: "Kleines Modell"}
  claim: {en: "One question.", de: "Eine Frage."}
  thresholds: [2, 3, 4, 4.75]
  default_target: 3
  default_budget: 4
  balance: {cut: 3, band: 1/2, border: "1/5"}
levels:
  - {level: 1, name: {en: a, de: a}, meaning: {en: a, de: a}}
  - {level: 2, name: {en: b, de: b}, meaning: {en: b, de: b}}
  - {level: 3, name: {en: c, de: c}, meaning: {en: c, de: c}}
  - {level: 4, name: {en: d, de: d}, meaning: {en: d, de: d}}
  - {level: 5, name: {en: e, de: e}, meaning: {en: e, de: e}}
evidence_grades:
  - {grade: 0, name: {en: a, de: a}, meaning: {en: a, de: a}}
  - {grade: 1, name: {en: b, de: b}, meaning: {en: b, de: b}}
  - {grade: 2, name: {en: c, de: c}, meaning: {en: c, de: c}}
  - {grade: 3, name: {en: d, de: d}, meaning: {en: d, de: d}}
scales:
  share:
    name: {en: a, de: a}
    help: {en: a, de: a}
    anchors: [{en: a, de: a}, {en: b, de: b}, {en: c, de: c}, {en: d, de: d}, {en: e, de: e}]
    short: [{en: a, de: a}, {en: b, de: b}, {en: c, de: c}, {en: d, de: d}, {en: e, de: e}]
dimensions:
  - id: data
    name: {en: Data, de: Daten}
    summary: {en: a, de: a}
    capabilities:
      - id: data.use
        weight: 2
        name: {en: Use, de: Nutzung}
        summary: {en: a, de: a}
        levels: [{en: a, de: a}, {en: b, de: b}, {en: c, de: c}, {en: d, de: d}, {en: e, de: e}]
        strength: {en: a, de: a}
        weakness: {en: a, de: a}
        questions:
          - id: data.use.share
            rev: 1
            quick: true
            na: {en: There is none., de: Es gibt keine.}
            text: {en: How much?, de: Wie viel?}
            why: {en: a, de: a}
            evidence: [{en: a, de: a}]
            who: [CMO]
            scale: share
            refs: [ISO-1]
            seeds: [S1]
`),
		"actions.yaml": []byte(`efforts:
  S: {points: 1, name: {en: a, de: a}, meaning: {en: a, de: a}}
  M: {points: 3, name: {en: a, de: a}, meaning: {en: a, de: a}}
  L: {points: 8, name: {en: a, de: a}, meaning: {en: a, de: a}}
roles:
  CMO: {en: Head of marketing, de: Marketingleitung}
actions:
  - id: data.use.begin
    effort: S
    owner: CMO
    lifts: {data.use.share: 3}
    foundation: true
    duty: true
    exposure: {en: a, de: a}
    title: {en: a, de: a}
    why: {en: a, de: a}
    steps: [{en: a, de: a}]
    first30: {en: a, de: a}
    measure: {en: a, de: a}
    refs: [ISO-1]
  - id: data.use.go-on
    effort: L
    owner: CMO
    lifts: {data.use.share: 5}
    requires: [data.use.begin]
    title: {en: a, de: a}
    why: {en: a, de: a}
    steps: [{en: a, de: a}]
    first30: {en: a, de: a}
    measure: {en: a, de: a}
    refs: []
`),
		"references.yaml": []byte(`profile:
  - {id: sector, type: choice, question: {en: a, de: a}, options: [{id: retail, name: {en: a, de: a}}, {id: other, name: {en: a, de: a}}]}
  - {id: platform, type: bool, question: {en: a, de: a}}
sector_pointers:
  retail: {en: a, de: a}
  default: {en: a, de: a}
law_state:
  checked_on: "2026-11-22"
  stale_after_months: 12
  note: {en: a, de: a}
  stale: {en: "{date}", de: "{date}"}
acts:
  - {id: standards, binding: false, name: {en: a, de: a}, full: {en: a, de: a}}
addressees:
  platform: {own_role: platform, name: {en: a, de: a}}
references:
  ISO-1:
    cite: {en: ISO 1, de: ISO 1}
    says: {en: a, de: a}
    url: https://www.iso.org/
    status: standard
    act: standards
    show_if: [platform, "sector:retail"]
    addressee: platform
`),
		"texts.yaml": Shipped()["texts.yaml"],
	}
}

func TestSmallModelLoads(t *testing.T) {
	m, err := Parse(small())
	if err != nil {
		t.Fatal(err)
	}
	q, ok := m.Question("data.use.share")
	if !ok || q.Weight != 1 || q.Capability.Weight != 2 || q.Anchors[4].DE != "e" || q.Short[0].EN != "a" || q.Help.EN != "a" || q.NAWhen.DE != "Es gibt keine." {
		t.Errorf("the question reads %+v", q)
	}
	if m.Thresholds[3].RatString() != "19/4" {
		t.Errorf("level 5 begins at %s", m.Thresholds[3].RatString())
	}
	a, ok := m.Action("data.use.begin")
	if !ok || !a.Foundation || !a.Duty || a.Exposure.IsZero() || a.Capability != q.Capability {
		t.Errorf("the action reads %+v", a)
	}
}

// FuzzParse gives Parse files of any content: it must answer, and what it accepts must hold for arithmetic and print.
// An empty file stands for that of the small model, so that each can be broken while the others are whole.
func FuzzParse(f *testing.F) {
	add := func(files Files) {
		f.Add(files["questions.yaml"], files["actions.yaml"], files["references.yaml"], files["texts.yaml"])
	}
	add(Shipped())
	for name, content := range small() {
		add(Files{name: content})
	}
	for _, fragment := range []string{
		" ", "a: b", "[", "{", "- - -", "? [", "a: &b [*b]", "!!binary x", "<<: {}", "dimensions: [{capabilities: [{questions: [{gates: [{}]}]}]}]",
		"actions: [{lifts: {a: 1}, requires: [a]}]", "references: {a: {equivalents: [a]}}", "verdicts: {patterns: [{when: {a: {min: 1/0}}}]}",
		"model: {thresholds: [1, 2/3, 1.5, -1]}", "levels:", "\xff\xfea\x00",
	} {
		f.Add([]byte(fragment), []byte(fragment), []byte(fragment), []byte(fragment))
	}
	f.Fuzz(func(t *testing.T, questions, actions, references, texts []byte) {
		files := Files{"questions.yaml": questions, "actions.yaml": actions, "references.yaml": references, "texts.yaml": texts}
		for name, content := range small() {
			if len(files[name]) == 0 {
				files[name] = content
			}
		}
		m, err := Parse(files)
		Lint(files)
		if err != nil {
			var load *LoadError
			if !errors.As(err, &load) || len(load.Problems) == 0 {
				t.Fatalf("the error is %v", err)
			}
			for _, problem := range load.Problems {
				if problem.Line < 1 || problem.Column < 1 || problem.Message == "" {
					t.Errorf("a problem reads %q", problem)
				}
			}
			return
		}
		if broken := m.Violations(); len(broken) > 0 {
			t.Errorf("the model is accepted and breaks %+v", broken)
		}
		m.Quick()
		if err := m.WriteOutline(io.Discard, locale.German); err != nil {
			t.Error(err)
		}
	})
}
