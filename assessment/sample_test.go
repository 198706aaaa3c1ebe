package assessment

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/internal/locale"
)

func loadSample(t *testing.T) *Sample {
	t.Helper()
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := LoadSample(m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSampleShowsEveryKindOfAnswer checks that whoever looks at the sample meets each thing that an answer can be.
func TestSampleShowsEveryKindOfAnswer(t *testing.T) {
	s := loadSample(t)
	for _, l := range locale.Langs {
		a, answers := s.In(l)
		if !a.Finished() || a.Kind != KindFull || a.Organisation == "" || a.ID != "" {
			t.Errorf("%s: not a finished full assessment that is nobody's: %+v", l, a)
		}
		if got, want := len(answers), len(a.Questionnaire().Questions()); got != want {
			t.Errorf("%s: %d answers to %d questions", l, got, want)
		}
		choices, grades, notes := map[Choice]int{}, map[int]int{}, 0
		for id, answer := range answers {
			choices[answer.Choice]++
			grades[answer.Grade]++
			if answer.Note != "" {
				notes++
			}
			for _, piece := range answer.Evidence {
				if IsAddress(piece) {
					t.Errorf("%s, %s: %s leads nowhere", l, id, piece)
				}
			}
		}
		for _, c := range []Choice{1, 2, 3, 4, 5, DontKnow, NotApplicable} {
			if choices[c] == 0 {
				t.Errorf("%s: nobody answers %q", l, c)
			}
		}
		for grade := range 3 {
			if grades[grade] == 0 {
				t.Errorf("%s: no answer has grade %d", l, grade)
			}
		}
		if grades[3] > 0 {
			t.Errorf("%s: the sample claims that somebody verified it", l)
		}
		if notes < len(answers)-choices[NotApplicable] {
			t.Errorf("%s: only %d notes", l, notes)
		}
	}
}

func TestSampleDiffersOnlyInWords(t *testing.T) {
	s := loadSample(t)
	english, inEnglish := s.In(locale.English)
	german, inGerman := s.In(locale.German)
	if english.Organisation == german.Organisation || !english.ChangedAt.Equal(german.ChangedAt) {
		t.Errorf("%q of %s and %q of %s", english.Organisation, english.ChangedAt, german.Organisation, german.ChangedAt)
	}
	for id, a := range inEnglish {
		b := inGerman[id]
		if a.Choice != b.Choice || a.Grade != b.Grade || len(a.Evidence) != len(b.Evidence) || (a.Note == "") != (b.Note == "") {
			t.Errorf("%s: %+v in English, %+v in German", id, a, b)
		}
		if a.Note != "" && a.Note == b.Note {
			t.Errorf("%s: not translated: %s", id, a.Note)
		}
	}
}

// TestSampleIsWrittenWithCare holds the sample to what lint asks of a model.
func TestSampleIsWrittenWithCare(t *testing.T) {
	r := newReading()
	if r.parse(sampleFile, shippedSample) == nil {
		t.Fatal(r.sorted())
	}
	for _, at := range r.order {
		r.lint(english, entry(r.texts[at], "en").Value, at, at.in("en"))
		r.lint(german, entry(r.texts[at], "de").Value, at, at.in("de"))
	}
	for _, p := range r.sorted() {
		t.Error(p)
	}
}

// TestSampleIsEachCallersOwn checks that nobody can change the sample for others.
func TestSampleIsEachCallersOwn(t *testing.T) {
	s := loadSample(t)
	a, answers := s.In(locale.English)
	a.Facts["sector"][0] = "energy"
	delete(answers, "data.origin.source")
	answers["data.origin.basis"].Evidence[0] = "changed"
	again, answersAgain := s.In(locale.English)
	other, otherAnswers := loadSample(t).In(locale.English)
	if diff := cmp.Diff(other.Facts, again.Facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(otherAnswers, answersAgain); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

// TestSampleMistakesAreFoundWhereTheyStand changes the sample in one place each. The mark is where the mistake stands.
func TestSampleMistakesAreFoundWhereTheyStand(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{"date: 2026-11-20", "¦date: soon", `"soon" is not a date like 2026-11-22`},
		{"date: 2026-11-20\n", "¦", "date is missing"},
		{"facts:\n", "¦fact:\n", `unknown field "fact"`},
		{"sector: [retail]", "sector: [¦toys]", `the model does not offer "toys" for the fact sector`},
		{`b2c: ["yes"]`, `b2c: [¦"perhaps"]`, `the model does not offer "perhaps" for the fact b2c`},
		{"  data.origin.source:", "  ¦data.origin.sauce:", "the model has no question data.origin.sauce"},
		{"  data.origin.source:\n    answer: 3", "  data.origin.source:\n    answer: ¦6", `"6" is no answer: there are 1 to 5, dk and na`},
		{"  data.origin.source:\n    answer: 3", "  ¦data.origin.source:\n    answer: na", `answer is refused in "en": error.na.refused`},
		{"    answer: na\n    reason:", "    answer: 3\n    ¦reason:", "only an answer that is not applicable has a reason"},
		{"    answer: na\n    reason:", "    answer: na\n    note:", `reason is refused in "de": error.reason.required`},
		{"    grade: 2\n  data.origin.basis:", "    grade: 3\n  data.origin.basis:", `evidence_grade is refused in "en": error.grade`},
		{"    answer: dk\n", "    answer: dk\n    ¦grade: 1\n", "there is no evidence to grade"},
		{`, de: "Nordwind Handel (fiktiv)"`, "", "the German text is missing"},
	} {
		files := Files{sampleFile: shippedSample}
		where := ""
		if strings.Contains(c.new, "¦") {
			where = mutate(t, files, sampleFile, c.old, c.new)
		} else {
			mutate(t, files, sampleFile, c.old, c.new+"¦")
		}
		_, err := parseSample(files[sampleFile], m)
		var broken *LoadError
		if !errors.As(err, &broken) {
			t.Errorf("%s: got %v", c.want, err)
			continue
		}
		if got := broken.Error(); !strings.Contains(got, c.want) || where != "" && !strings.Contains(got, where+c.want) {
			t.Errorf("got %s\nwant %s%s", got, where, c.want)
		}
	}
}

func TestSampleNeedsEveryQuestion(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	whole := string(shippedSample)
	from, to := strings.Index(whole, "  data.origin.source:"), strings.Index(whole, "  data.origin.basis:")
	_, err = parseSample([]byte(whole[:from]+whole[to:]), m)
	if err == nil || !strings.Contains(err.Error(), "the question data.origin.source has no answer") {
		t.Errorf("got %v", err)
	}
}
