package assessment

import (
	_ "embed"
	"fmt"
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"lauter/internal/locale"
)

//go:embed sample.yaml
var shippedSample []byte

// sampleFile is what the sample is called in errors.
const sampleFile = "sample.yaml"

// A Sample is an invented organisation that has answered every question of a model. It shows what a result looks like
// before anybody has answered anything, and is computed like every other.
type Sample struct {
	model *Model
	date  time.Time
	shape sampleShape
}

type (
	sampleShape struct {
		Date         string                  `yaml:"date"`
		Organisation locale.Text             `yaml:"organisation"`
		Facts        map[string][]string     `yaml:"facts"`
		Answers      map[string]sampleAnswer `yaml:"answers"`
	}
	sampleAnswer struct {
		Answer   sampleChoice `yaml:"answer"`
		Reason   locale.Text  `yaml:"reason,omitempty"`
		Note     locale.Text  `yaml:"note,omitempty"`
		Evidence locale.Text  `yaml:"evidence,omitempty"`
		Grade    int          `yaml:"grade,omitempty"`
	}
	sampleChoice struct{ Choice }
)

func (c *sampleChoice) UnmarshalYAML(node *yaml.Node) error {
	choice, ok := ParseChoice(node.Value)
	if node.Kind != yaml.ScalarNode || !ok {
		return fmt.Errorf("%q is no answer: there are 1 to 5, dk and na", node.Value)
	}
	c.Choice = choice
	return nil
}

// in returns the answer as it is kept, written in one language.
func (a sampleAnswer) in(l locale.Lang) Answer {
	return Answer{
		Choice:   a.Answer.Choice,
		Reason:   a.Reason.In(l),
		Note:     a.Note.In(l),
		Evidence: []string{a.Evidence.In(l)},
		Grade:    a.Grade,
	}.Normalise()
}

// LoadSample returns the sample that this program brings along. The error is a *LoadError that names everything in it
// that does not fit the model.
func LoadSample(m *Model) (*Sample, error) { return parseSample(shippedSample, m) }

func parseSample(content []byte, m *Model) (*Sample, error) {
	s := &Sample{model: m}
	r := newReading()
	if root := r.parse(sampleFile, content); root != nil {
		r.decode(root, &s.shape, place(sampleFile))
		r.checkTexts()
		r.checkSample(s)
	}
	if len(r.problems) > 0 {
		return nil, &LoadError{Problems: r.sorted()}
	}
	return s, nil
}

func (r *reading) checkSample(s *Sample) {
	var err error
	file := place(sampleFile)
	if s.date, err = time.Parse(time.DateOnly, s.shape.Date); err != nil {
		r.add(file.in("date"), "%q is not a date like 2026-11-22", s.shape.Date)
	}
	s.date = s.date.Add(12 * time.Hour) // the same day almost everywhere
	for fact, values := range s.shape.Facts {
		for i, value := range values {
			if !s.model.Offers(fact, value) {
				r.add(file.in("facts", fact, i), "the model does not offer %q for the fact %s", value, fact)
			}
		}
	}
	answers := file.in("answers")
	for _, q := range s.model.Questions() {
		if _, ok := s.shape.Answers[q.ID]; !ok {
			r.add(answers, "the question %s has no answer", q.ID)
		}
	}
	for id, a := range s.shape.Answers {
		r.checkSampleAnswer(s.model, id, a, answers.in(id))
	}
}

func (r *reading) checkSampleAnswer(m *Model, id string, a sampleAnswer, at place) {
	q, ok := m.Question(id)
	if !ok {
		r.add(at, "the model has no question %s", id)
		return
	}
	if a.Answer.Choice != NotApplicable && !a.Reason.IsZero() {
		r.add(at.in("reason"), "only an answer that is not applicable has a reason")
	}
	if a.Evidence.IsZero() && a.Grade != 0 {
		r.add(at.in("grade"), "there is no evidence to grade")
	}
	for _, l := range locale.Langs {
		for field, message := range q.Check(a.in(l)) {
			r.add(at, "%s is refused in %q: %s", field, l, message)
		}
	}
}

// In returns the sample as a finished full assessment with its answers, written in one language. It is nobody's, has no
// id and stands in no database. The caller may change both.
func (s *Sample) In(l locale.Lang) (*Assessment, Answers) {
	a := &Assessment{
		Organisation: s.shape.Organisation.In(l),
		Kind:         KindFull,
		Model:        s.model,
		Rev:          1,
		CreatedAt:    s.date,
		ChangedAt:    s.date,
		UsedAt:       s.date,
		FinishedAt:   s.date,
		Facts:        map[string][]string{},
	}
	for fact, values := range s.shape.Facts {
		a.Facts[fact] = slices.Clone(values)
	}
	answers := Answers{}
	for id, shape := range s.shape.Answers {
		answer := shape.in(l)
		answer.Rev, answer.SavedAt = 1, s.date
		answers[id] = answer
	}
	return a, answers
}
