package assessment

import (
	"regexp"
	"strings"
)

// method is the arithmetic that this program computes by.
const method = "lauter-score/1"

var (
	wordForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	factForm    = regexp.MustCompile(`^[a-z0-9]+(_[a-z0-9]+)*$`)
	idForm      = regexp.MustCompile(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)
	versionForm = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)
	seedForm    = regexp.MustCompile(`^S([1-9]|[1-5]\d|60)$`)
)

// check looks for everything that a model must hold before it may compute and be shown.
func (r *reading) check() {
	r.checkTexts()
	r.checkHead()
	r.checkScale()
	r.checkDimensions()
	r.checkActions()
	r.checkContradictions()
	r.checkFacts()
	r.checkReferences()
	r.checkResults()
	r.checkLimits()
}

func (r *reading) checkHead() {
	m, at := r.model, place("questions.yaml").in("model")
	if !wordForm.MatchString(m.ID) {
		r.add(at.in("id"), "%q is not an id: lower-case words joined by hyphens", m.ID)
	}
	if !versionForm.MatchString(m.Version) {
		r.add(at.in("version"), "%q is not a version like 1.0.0", m.Version)
	}
	if m.Method != method {
		r.add(at.in("method"), "method %q is not known; this program computes %s", m.Method, method)
	}
	if m.DefaultTarget < 1 || m.DefaultTarget > 5 {
		r.add(at.in("default_target"), "target %d is not a level from 1 to 5", m.DefaultTarget)
	}
	if m.DefaultBudget < 1 {
		r.add(at.in("default_budget"), "a budget is at least 1 point")
	}
	if cut := m.Balance.Cut; cut != nil && (cut.Num().Cmp(cut.Denom()) <= 0 || cut.Cmp(five) > 0) {
		r.add(at.in("balance", "cut"), "the cut %s is not above 1 and at most 5", cut.RatString())
	}
}

func (r *reading) checkScale() {
	m, at := r.model, place("questions.yaml")
	for i, level := range m.Levels {
		if level.Level != i+1 {
			r.add(at.in("levels", i, "level"), "levels are listed from 1 to 5 in order")
		}
	}
	if len(m.Levels) != 5 {
		r.add(at.in("levels"), "there are %d levels, not 5", len(m.Levels))
	}
	for i, grade := range m.Grades {
		if grade.Grade != i {
			r.add(at.in("evidence_grades", i, "grade"), "grades are listed from 0 to 3 in order")
		}
	}
	if len(m.Grades) != 4 {
		r.add(at.in("evidence_grades"), "there are %d grades of evidence, not 4", len(m.Grades))
	}
	for id, scale := range m.Scales {
		r.id(wordForm, id, at.in("scales", id))
		r.five(len(scale.Anchors), at.in("scales", id, "anchors"))
		r.five(len(scale.Short), at.in("scales", id, "short"))
	}
}

// id checks the form of an id.
func (r *reading) id(form *regexp.Regexp, id string, at place) {
	if !form.MatchString(id) {
		r.add(at, "%q is not an id", id)
	}
}

// five checks that a list has one entry per level.
func (r *reading) five(n int, at place) {
	if n != 5 {
		r.add(at, "there are %d entries, not one for each of the levels 1 to 5", n)
	}
}

// A roster finds ids that are used twice.
type roster map[string]bool

func (s roster) enter(r *reading, id string, at place) {
	if s[id] {
		r.add(at, "%s is used twice", id)
	}
	s[id] = true
}

// child checks that an id is that of its parent with one word more.
func (r *reading) child(parent, id string, at place) {
	if word, ok := strings.CutPrefix(id, parent+"."); !ok || !wordForm.MatchString(word) {
		r.add(at, "the id %q is not %s.… with one word more", id, parent)
	}
}

func (r *reading) checkDimensions() {
	dimensions, capabilities, questions := roster{}, roster{}, roster{}
	if len(r.model.Dimensions) == 0 {
		r.add(place("questions.yaml").in("dimensions"), "there is no dimension")
	}
	for _, d := range r.model.Dimensions {
		at := r.at[d]
		r.id(wordForm, d.ID, at.in("id"))
		dimensions.enter(r, d.ID, at.in("id"))
		if len(d.Capabilities) == 0 {
			r.add(at.in("capabilities"), "%s has no capability", d.ID)
		}
		for _, c := range d.Capabilities {
			at := r.at[c]
			r.child(d.ID, c.ID, at.in("id"))
			capabilities.enter(r, c.ID, at.in("id"))
			r.five(len(c.Levels), at.in("levels"))
			quick := 0
			for _, q := range c.Questions {
				r.child(c.ID, q.ID, r.at[q].in("id"))
				questions.enter(r, q.ID, r.at[q].in("id"))
				r.checkQuestion(q)
				if q.Quick {
					quick++
				}
			}
			if quick != 1 {
				r.add(at.in("questions"), "%s has %d quick questions, not 1", c.ID, quick)
			}
		}
	}
}

func (r *reading) checkQuestion(q *Question) {
	at := r.at[q]
	if q.Rev < 1 {
		r.add(at.in("rev"), "a revision is at least 1")
	}
	if q.Axis != "" && q.Axis != Compliance && q.Axis != Personalisation {
		r.add(at.in("axis"), "axis %q is neither %s nor %s", q.Axis, Compliance, Personalisation)
	}
	if q.Scale == "" {
		r.five(len(q.Anchors), at.in("anchors"))
		r.five(len(q.Short), at.in("short"))
	} else {
		if _, ok := r.model.Scales[q.Scale]; !ok {
			r.add(at.in("scale"), "there is no scale %q", q.Scale)
		}
		if r.has(at.in("anchors")) || r.has(at.in("short")) {
			r.add(at.in("scale"), "a question has a scale or anchors of its own, not both")
		}
		if len(q.Gates) > 0 {
			r.add(at.in("gates"), "a question with a gate has anchors of its own")
		}
	}
	if len(q.Evidence) == 0 {
		r.add(at.in("evidence"), "no evidence is named")
	}
	if len(q.Who) == 0 {
		r.add(at.in("who"), "no role is named")
	}
	for i, role := range q.Who {
		r.role(role, at.in("who", i))
	}
	r.refs(q.Refs, at.in("refs"))
	if len(q.Seeds) == 0 {
		r.add(at.in("seeds"), "no claim is named")
	}
	for i, seed := range q.Seeds {
		if !seedForm.MatchString(seed) {
			r.add(at.in("seeds", i), "%q is not a claim from S1 to S60", seed)
		}
	}
}

func (r *reading) role(id string, at place) {
	if _, ok := r.model.Roles[id]; !ok {
		r.add(at, "there is no role %q", id)
	}
}

// refs checks references that a question or an action rests on.
func (r *reading) refs(ids []string, at place) {
	seen := roster{}
	for i, id := range ids {
		seen.enter(r, id, at.in(i))
		switch ref, ok := r.model.References[id]; {
		case !ok:
			r.add(at.in(i), "there is no reference %q", id)
		case ref.Status == "unverified":
			r.add(at.in(i), "reference %s is unverified and may not be shown", id)
		}
	}
}

func (r *reading) checkActions() {
	m, ids := r.model, roster{}
	for _, size := range []string{"S", "M", "L"} {
		if _, ok := m.Efforts[size]; !ok {
			r.add(place("actions.yaml").in("efforts"), "the effort %s is missing", size)
		}
	}
	for id := range m.Roles {
		r.id(idForm, id, place("actions.yaml").in("roles", id))
	}
	best := map[string][2]bool{}
	for _, a := range m.Actions {
		at := r.at[a]
		ids.enter(r, a.ID, at.in("id"))
		if a.Capability == nil {
			r.add(at.in("id"), "the id %q does not begin with that of a capability", a.ID)
		} else {
			r.child(a.Capability.ID, a.ID, at.in("id"))
		}
		r.role(a.Owner, at.in("owner"))
		r.refs(a.Refs, at.in("refs"))
		if len(a.Steps) == 0 {
			r.add(at.in("steps"), "there is no step")
		}
		if a.Duty && !r.has(at.in("exposure")) {
			r.add(at.in("duty"), "a duty needs an exposure that names the article")
		}
		if !a.Duty && r.has(at.in("exposure")) {
			r.add(at.in("exposure"), "exposure is said of duties only")
		}
		required := roster{}
		for i, id := range a.Requires {
			required.enter(r, id, at.in("requires", i))
		}
		for _, lift := range a.Lifts {
			reached := best[lift.Question]
			best[lift.Question] = [2]bool{reached[0] || lift.To >= 3, reached[1] || lift.To >= 4}
		}
	}
	for _, q := range m.Questions() {
		for i, level := range []int{3, 4} {
			if !best[q.ID][i] {
				r.add(r.at[q].in("id"), "no action lifts %s to %d or higher", q.ID, level)
			}
		}
	}
}

// checkLimits reports the limits of the arithmetic where the files break them.
func (r *reading) checkLimits() {
	m := r.model
	places := map[string]place{
		"thresholds": place("questions.yaml").in("model", "thresholds"),
		"dimensions": place("questions.yaml").in("dimensions"),
		"efforts":    place("actions.yaml").in("efforts"),
		"actions":    place("actions.yaml").in("actions"),
	}
	note := func(kind, id string, entity any) { keepFirst(places, kind+"/"+id, r.at[entity]) }
	for _, d := range m.Dimensions {
		note("dimensions", d.ID, d)
	}
	for _, c := range m.Capabilities() {
		note("capabilities", c.ID, c)
	}
	for _, q := range m.Questions() {
		note("questions", q.ID, q)
	}
	for _, a := range m.Actions {
		note("actions", a.ID, a)
	}
	for _, v := range m.Violations() {
		if v.Code == DuplicateQuestion {
			continue // reported where the second one stands
		}
		base, rest := v.Path, ""
		for places[base] == "" && base != "" {
			cut := max(0, strings.LastIndexByte(base, '/'))
			base, rest = base[:cut], base[cut:]+rest
		}
		r.add(places[base]+place(rest), "%s (%s)", v.Detail, v.Code)
	}
}
