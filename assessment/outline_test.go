package assessment

import (
	"strings"
	"testing"

	"lauter/internal/locale"
)

func TestOutline(t *testing.T) {
	m, err := Parse(small())
	if err != nil {
		t.Fatal(err)
	}
	m.LawState.Watch = []Watch{{ID: "esrs", Status: "unverified", Name: locale.Text{EN: "Revised ESRS", DE: "Überarbeitete ESRS"}}}
	q, _ := m.Question("data.use.share")
	q.Gates = []Gate{{3, 3, ReachOverall}}
	var b strings.Builder
	if err := m.WriteOutline(&b, locale.German); err != nil {
		t.Fatal(err)
	}
	want := `Kleines Modell
small 0.1.0, method lauter-score/1
digest ` + m.Digest + `

1 dimension, 1 capability, 1 question (1 quick), 1 gate, 2 actions (1 foundation), 1 reference
legal references checked on 2026-11-22

data  Daten

  data.use  Nutzung
    data.use.share  [quick, scale share, gate (overall): level 3 needs 3]
      Wie viel?

to watch, never shown with results
  esrs  Überarbeitete ESRS (unverified)
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestOutlineOfTheShippedModel(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := m.WriteOutline(&b, locale.English); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"responsible-marketing 1.1.0, method lauter-score/1\ndigest " + m.Digest,
		"3 dimensions, 15 capabilities, 46 questions (15 quick), 11 gates, 61 actions (6 foundations), 155 references\n",
		"    data.rights.objection  [",
		"weight 2, always applies, gate (overall): level 3 needs 3]",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the outline does not say %q", want)
		}
	}
	if n := strings.Count(b.String(), "\n      "); n != 46 {
		t.Errorf("the outline has %d questions", n)
	}
}
