package assessment

import "lauter/internal/locale"

// ContradictionRule says which answers hardly go together, or claim more than is supported. It has either When or
// WithoutEvidence. Rules are for people to look again: they block nothing and enter no number.
type ContradictionRule struct {
	ID              string        `yaml:"id"`
	When            []AnswerRange `yaml:"when,omitempty"`             // of different questions, the claim first; all must hold
	WithoutEvidence *Unsupported  `yaml:"without_evidence,omitempty"` // an over-claim
	Text            locale.Text   `yaml:"text"`
}

// AnswerRange holds if a question is answered with a level from Min to Max. 0 is no limit.
type AnswerRange struct {
	Question string `yaml:"question"`
	Min      int    `yaml:"min,omitempty"`
	Max      int    `yaml:"max,omitempty"`
}

// Unsupported holds if at least so many answers from level Min to level Max name no evidence.
type Unsupported struct {
	Min     int `yaml:"min"`
	Max     int `yaml:"max"`
	Answers int `yaml:"answers"`
}

// Contradiction is a rule that speaks, with the questions whose answers it is about.
type Contradiction struct {
	ID        string
	OverClaim bool     // a claim without evidence, not answers that hardly go together
	Questions []string // in the order of the rule, or else of the model; never empty
	Text      locale.Text
}

// Contradictions lists what does not fit together in the answers, in the order of the rules. Only levels count, so it
// says nothing about questions that are open, not applicable, or not asked.
func (m *Model) Contradictions(a Answers) []Contradiction {
	var all []Contradiction
	for i := range m.ContradictionRules {
		r := &m.ContradictionRules[i]
		if questions := r.speaks(m, a); len(questions) > 0 {
			all = append(all, Contradiction{ID: r.ID, OverClaim: r.WithoutEvidence != nil, Questions: questions, Text: r.Text})
		}
	}
	return all
}

// speaks returns the questions that a rule is about, or none if it does not hold.
func (r *ContradictionRule) speaks(m *Model, a Answers) []string {
	if r.WithoutEvidence != nil {
		return r.WithoutEvidence.speaks(m, a)
	}
	var questions []string
	for _, w := range r.When {
		if _, asked := m.Question(w.Question); !asked || !within(a[w.Question].Choice, w.Min, w.Max) {
			return nil
		}
		questions = append(questions, w.Question)
	}
	return questions
}

func (u *Unsupported) speaks(m *Model, a Answers) []string {
	var questions []string
	for _, q := range m.Questions() {
		if answer := a[q.ID]; answer.Grade == 0 && within(answer.Choice, u.Min, u.Max) {
			questions = append(questions, q.ID)
		}
	}
	if len(questions) < u.Answers {
		return nil
	}
	return questions
}

// within says that a choice is a level between two, of which 0 is no limit.
func within(c Choice, least, most int) bool {
	return c.Rated() && int(c) >= least && (most == 0 || int(c) <= most)
}
