package assessment

// checkContradictions checks that every rule can speak, and about questions that there are.
func (r *reading) checkContradictions() {
	ids := roster{}
	for i := range r.model.ContradictionRules {
		rule, at := &r.model.ContradictionRules[i], place("questions.yaml").in("contradictions", i)
		r.id(wordForm, rule.ID, at.in("id"))
		ids.enter(r, rule.ID, at.in("id"))
		switch u := rule.WithoutEvidence; {
		case u == nil:
			r.checkRanges(rule.When, at.in("when"))
		case r.has(at.in("when")):
			r.add(at.in("without_evidence"), "a rule has when or without_evidence, not both")
		default:
			at := at.in("without_evidence")
			r.checkRange(u.Min, u.Max, at)
			if u.Answers < 1 {
				r.add(at.in("answers"), "a rule speaks from 1 answer on or more, not %d", u.Answers)
			}
		}
	}
}

// checkRanges checks the conditions of a rule about answers that hardly go together.
func (r *reading) checkRanges(when []AnswerRange, at place) {
	if len(when) < 2 {
		r.add(at, "a contradiction needs the answers to two questions")
	}
	questions := roster{}
	for i, w := range when {
		at := at.in(i)
		questions.enter(r, w.Question, at.in("question"))
		if _, ok := r.model.Question(w.Question); !ok {
			r.add(at.in("question"), "there is no question %q", w.Question)
		}
		low, high := 1, 5
		if r.has(at.in("min")) {
			low = w.Min
		}
		if r.has(at.in("max")) {
			high = w.Max
		}
		if low == 1 && high == 5 {
			r.add(at, "this holds for every level; give min, max or both")
		}
		r.checkRange(low, high, at)
	}
}

// checkRange checks that there is a level between two.
func (r *reading) checkRange(low, high int, at place) {
	if low < 1 || high > 5 || low > high {
		r.add(at, "there is no level from %d to %d", low, high)
	}
}
