package assessment

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// spoken lists the rules that speak, each with its questions.
func spoken(m *Model, a Answers) string {
	var lines []string
	for _, c := range m.Contradictions(a) {
		lines = append(lines, c.ID+": "+strings.Join(c.Questions, " "))
	}
	return strings.Join(lines, "\n")
}

// Every rule speaks at the edges of its ranges, names its questions in its own order, and falls silent one level
// further, and where one of its answers is no level.
func TestContradictionsSpeakWithinTheirRanges(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range m.ContradictionRules {
		if rule.WithoutEvidence != nil {
			continue
		}
		speaks := func(a Answers) bool {
			return slices.ContainsFunc(m.Contradictions(a), func(c Contradiction) bool { return c.ID == rule.ID && !c.OverClaim })
		}
		edge, silent := Answers{}, map[string]Choice{}
		var questions []string
		for _, w := range rule.When {
			questions = append(questions, w.Question)
			if w.Min > 0 {
				edge[w.Question], silent[w.Question] = Answer{Choice: Choice(w.Min), Grade: 1}, Choice(w.Min-1)
			} else {
				edge[w.Question], silent[w.Question] = Answer{Choice: Choice(w.Max), Grade: 1}, Choice(w.Max+1)
			}
		}
		if got, want := spoken(m, edge), rule.ID+": "+strings.Join(questions, " "); !strings.Contains(got, want) {
			t.Errorf("%q is not among\n%s", want, got)
		}
		for _, id := range questions {
			for _, c := range []Choice{silent[id], Blank, DontKnow, NotApplicable} {
				was := edge[id]
				edge[id] = Answer{Choice: c}
				if speaks(edge) {
					t.Errorf("%s speaks although %s is answered with %q", rule.ID, id, c)
				}
				edge[id] = was
			}
		}
	}
}

func TestOverClaimsNeedSeveralAnswersWithoutEvidence(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	a := Answers{
		"data.origin.source":     {Choice: 5},
		"data.origin.basis":      {Choice: 5, Grade: 1},
		"resources.trust.survey": {Choice: 4},
	}
	if got := spoken(m, a); got != "" {
		t.Errorf("one answer at level 5 and one at level 4 are enough for\n%s", got)
	}
	a["resources.leadership.owner"] = Answer{Choice: 5}
	if got, want := spoken(m, a), "level-5-without-evidence: data.origin.source resources.leadership.owner"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if c := m.Contradictions(a)[0]; !c.OverClaim || c.Text.EN == "" || c.Text.DE == "" {
		t.Errorf("the over-claim reads %+v", c)
	}
}

// A quick scan hears only of what it asks.
func TestContradictionsOfAQuickScan(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	a := Answers{}
	for _, q := range m.Questions() {
		a[q.ID] = Answer{Choice: 5, Grade: 1}
	}
	for _, id := range []string{"technology.inventory.register", "technology.integration.flows", "data.rights.objection"} {
		a[id] = Answer{Choice: 1}
	}
	quick := m.Quick()
	want := `tested-without-inventory: technology.fairness.tested technology.inventory.register
effect-without-inventory: technology.effectiveness.effect technology.inventory.register
deletion-but-objections-fail: data.purpose.deletion data.rights.objection`
	if got := spoken(quick, a); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if n := len(m.Contradictions(a)); n < 6 {
		t.Errorf("the full assessment finds %d", n)
	}
}

// With answers of one level throughout, or rising within a capability as questions do, no contradiction is made up.
func TestEvenAnswersContradictNothing(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for level := Choice(1); level <= 5; level++ {
		a := Answers{}
		for _, q := range m.Questions() {
			a[q.ID] = Answer{Choice: level, Grade: 1}
		}
		if got := spoken(m, a); got != "" {
			t.Errorf("level %d throughout:\n%s", level, got)
		}
	}
}

func TestWrongContradictionsAreRefused(t *testing.T) {
	const first = "{question: technology.fairness.tested, min: 4}"
	const over = "{min: 5, max: 5, answers: 2}"
	for _, c := range []struct{ old, new, want string }{
		{"id: tested-without-inventory", "id: ¦Tested", `"Tested" is not an id`},
		{"id: audited-without-inventory", "id: ¦tested-without-inventory", "tested-without-inventory is used twice"},
		{first, "{¦question: technology.fairness.guessed, min: 4}", `there is no question "technology.fairness.guessed"`},
		{first, "{question: technology.inventory.register, min: 4}", "technology.inventory.register is used twice"},
		{first, "{question: technology.fairness.tested, min: 6}", "there is no level from 6 to 5"},
		{first, "{question: technology.fairness.tested, min: 4, max: 3}", "there is no level from 4 to 3"},
		{first, "{question: technology.fairness.tested, min: 0}", "there is no level from 0 to 5"},
		{first, "{question: technology.fairness.tested}", "this holds for every level"},
		{first, "{question: technology.fairness.tested, min: 4, ¦least: 3}", `unknown field "least"`},
		{first + ", ", "", "a contradiction needs the answers to two questions"},
		{over, "{min: 5, max: 6, answers: 2}", "there is no level from 5 to 6"},
		{over, "{min: 5, max: 5, ¦answers: 0}", "a rule speaks from 1 answer on or more, not 0"},
		{over, "{min: 5, answers: 2}", "max is missing"},
		{"without_evidence: " + over, "when: [" + first + "]\n    ¦without_evidence: " + over, "a rule has when or without_evidence, not both"},
		{"    without_evidence: " + over + "\n", "", "a contradiction needs the answers to two questions"},
		{`text: {en: "Level 5 means`, `text: {en: "{n}: Level 5 means`, "nothing fills placeholders here"},
	} {
		files := Shipped()
		text := string(files["questions.yaml"])
		at := strings.Index(text, "\ncontradictions:")
		if strings.Count(text[at:], c.old) != 1 {
			t.Fatalf("%q stands %d times in the rules", c.old, strings.Count(text[at:], c.old))
		}
		marked := strings.Replace(text[at:], c.old, c.new, 1)
		where, _, exact := strings.Cut(text[:at]+marked, "¦")
		files["questions.yaml"] = []byte(text[:at] + strings.Replace(marked, "¦", "", 1))
		_, err := Parse(files)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.new, err, c.want)
			continue
		}
		line := strings.Count(where, "\n") + 1
		if exact && !strings.Contains(err.Error(), fmt.Sprintf("questions.yaml:%d:", line)) {
			t.Errorf("%q: got %v, want line %d", c.new, err, line)
		}
	}
}

// Models that were stored before there were rules still load, and contradict nothing.
func TestModelsWithoutRulesLoad(t *testing.T) {
	files := Shipped()
	text := string(files["questions.yaml"])
	files["questions.yaml"] = []byte(text[:strings.Index(text, "\ncontradictions:")+1])
	m, err := Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Contradictions(Answers{"data.origin.source": {Choice: 5}, "data.origin.basis": {Choice: 5}}); got != nil {
		t.Errorf("it speaks of %v", got)
	}
}
