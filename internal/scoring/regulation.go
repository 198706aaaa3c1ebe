package scoring

import "lauter/assessment"

// reachedFrom is the answer from which a question counts as reached in the regulation view.
const reachedFrom = 3

// ActStanding is how the answers stand to the rules of one act. It is a count of answers and no claim about the law.
type ActStanding struct {
	Act        assessment.Act
	References []*assessment.Reference // all that are shown, also those that no question rests on; never empty
	Asked      int                     // questions asked about the act
	Applicable int                     // of these, not answered with "not applicable"; the m of "n of m"
	Reached    int                     // of these, answered with level 3 or higher; the n of "n of m"
	Open       []string                // the rest: a lower level, don't know or blank; model order
	Gates      int                     // requirements, of any reach, on the applicable questions
	Gaps       []GateCheck             // of these, not met or not clarified; model order
}

// Regulation counts the answers by act, in the order of the model, for a company of which these facts are known.
//
// A question counts for an act if at least one reference that it rests on belongs to the act and is shown: checked, and
// not ruled out by a fact. Equivalents count like the reference that names them. A question may count for several acts.
// Answers of "not applicable" leave the count altogether. Acts of which no reference is shown are left out.
//
// Facts choose what is counted here and nothing else: scores, levels and recommendations do not know them.
func (f *Findings) Regulation(facts map[string][]string) []ActStanding {
	var all []ActStanding
	for _, act := range f.Model.Acts {
		references := f.Model.ShownIn(act.ID, facts)
		if len(references) == 0 {
			continue
		}
		s := ActStanding{Act: act, References: references}
		for _, q := range f.Model.QuestionsOn(act.ID, facts) {
			s.add(q, f.Answers[q.ID].Choice)
		}
		all = append(all, s)
	}
	return all
}

// add counts one question with its answer.
func (s *ActStanding) add(q *assessment.Question, c assessment.Choice) {
	s.Asked++
	if c == assessment.NotApplicable {
		return
	}
	s.Applicable++
	if c >= reachedFrom {
		s.Reached++
	} else {
		s.Open = append(s.Open, q.ID)
	}
	for _, gate := range q.Gates {
		s.Gates++
		if state := (gateAt{gate: gate}).state(c); state != GateMet {
			s.Gaps = append(s.Gaps, GateCheck{q.ID, gate, c, state})
		}
	}
}
