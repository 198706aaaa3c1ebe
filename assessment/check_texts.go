package assessment

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// placeholders are the names that package wording fills in.
var placeholders = strings.Fields(`
	answer because capability capability_spread carry change compliance date difference dim_strong dim_weak
	dim_weak_score gap gaps gate_level grade high hold level level_name low m n name needed neighbour next next_name
	personalisation points quadrant question questions reason score score_level step strength strong_name target tilt
	weak_name weakness`)

var placeholderForm = regexp.MustCompile(`\{([^{}]*)\}`)

// checkTexts checks every text: both languages, and the same placeholders in both.
func (r *reading) checkTexts() {
	for _, at := range r.order {
		text := r.texts[at]
		en, de := entry(text, "en"), entry(text, "de")
		if en == nil {
			r.add(at, "the English text is missing")
			continue
		}
		if de == nil {
			r.add(at, "the German text is missing")
			continue
		}
		filled := at.file() == "texts.yaml" || strings.HasSuffix(string(at), "/law_state/stale") || at == place(lawFile).in("stale")
		inEnglish := r.checkPlaceholders(en.Value, filled, at.in("en"))
		inGerman := r.checkPlaceholders(de.Value, filled, at.in("de"))
		if !slices.Equal(inEnglish, inGerman) {
			r.add(at.in("de"), "the placeholders are %s in English and %s in German", list(inEnglish), list(inGerman))
		}
	}
}

// checkPlaceholders returns the placeholders of a sentence, each once, sorted.
func (r *reading) checkPlaceholders(sentence string, filled bool, at place) []string {
	if !strings.ContainsAny(sentence, "{}") {
		return nil
	}
	var names []string
	for _, m := range placeholderForm.FindAllStringSubmatch(sentence, -1) {
		names = append(names, m[1])
		if filled && !slices.Contains(placeholders, m[1]) {
			r.add(at, "nothing fills the placeholder {%s}", m[1])
		}
	}
	rest := placeholderForm.ReplaceAllString(sentence, "")
	switch {
	case len(names) > 0 && !filled:
		r.add(at, "nothing fills placeholders here")
	case strings.ContainsAny(rest, "{}"):
		r.add(at, "a brace is left alone")
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return "{" + strings.Join(names, "}, {") + "}"
}

// The names of conditions: the verdict's patterns ask about the whole result, its parts about two capabilities.
var (
	patternConditions = []string{"status", "level", "held_not_met", "held_unknown", "to_next", "next_gates", "dims", "dim_min", "dim_max", "spread", "others_min"}
	partConditions    = []string{"strong_score", "weak_score", "capability_spread"}
	statuses          = []string{"rated", "insufficient", "not_applicable"}
)

// checkResults checks the texts of the results: that none is missing and that one verdict always holds.
func (r *reading) checkResults() {
	t, file := &r.model.Texts, place("texts.yaml")
	exactly(r, t.Confidence.Grades, file.in("confidence", "grades"), "high", "medium", "low")
	exactly(r, t.Confidence.Parts, file.in("confidence", "parts"), "coverage", "evidence", "agreement")
	exactly(r, t.Balance.Axes, file.in("balance", "axes"), Compliance, Personalisation)
	exactly(r, t.Balance.Tilt, file.in("balance", "tilt"), "in_balance", "personalisation_ahead", "compliance_ahead")
	exactly(r, t.Verdicts.Additions, file.in("verdicts", "additions"),
		"two_dimensions", "provisional", "provisional_one", "up", "down", "same", "edited")
	r.checkQuadrants()
	at := file.in("verdicts")
	r.checkParts(t.Verdicts.Parts.Carry, at.in("parts", "carry"))
	r.checkParts(t.Verdicts.Parts.Hold, at.in("parts", "hold"))
	r.checkPatterns(t.Verdicts.Patterns, at.in("patterns"))
}

// exactly checks that a mapping has these keys and no others.
func exactly[K ~string, V any](r *reading, mapping map[K]V, at place, keys ...K) {
	for _, key := range keys {
		if _, ok := mapping[key]; !ok {
			r.add(at, "%s is missing", key)
		}
	}
	for key := range mapping {
		if !slices.Contains(keys, key) {
			r.add(at.in(key), "unknown field %q", key)
		}
	}
}

// checkQuadrants checks that each of the four fields of the balance has one text.
func (r *reading) checkQuadrants() {
	at, fields := place("texts.yaml").in("balance", "quadrants"), roster{}
	quadrants := r.model.Texts.Balance.Quadrants
	for _, id := range slices.Sorted(maps.Keys(quadrants)) {
		q := quadrants[id]
		for axis, side := range map[Axis]string{Compliance: q.Compliance, Personalisation: q.Personalisation} {
			if side != "high" && side != "low" {
				r.add(at.in(id, axis), "%s is high or low, not %q", axis, side)
			}
		}
		fields.enter(r, q.Compliance+" compliance with "+q.Personalisation+" personalisation", at.in(id))
	}
	if len(quadrants) != 4 {
		r.add(at, "there are %d quadrants, not 4", len(quadrants))
	}
}

func (r *reading) checkParts(parts []VerdictPart, at place) {
	r.checkLast(len(parts), func(i int) map[string]Condition { return parts[i].When }, partConditions, at)
}

func (r *reading) checkPatterns(patterns []VerdictPattern, at place) {
	ids := roster{}
	for i, pattern := range patterns {
		ids.enter(r, pattern.ID, at.in(i, "id"))
	}
	r.checkLast(len(patterns), func(i int) map[string]Condition { return patterns[i].When }, patternConditions, at)
}

// checkLast checks the conditions of a list of which the first that holds is taken: the last must hold always, and no
// other may, or those after it would never be reached.
func (r *reading) checkLast(n int, when func(int) map[string]Condition, names []string, at place) {
	if n == 0 {
		r.add(at, "the list is empty")
	}
	for i := range n {
		at := at.in(i, "when")
		switch always := len(when(i)) == 0; {
		case i < n-1 && always:
			r.add(at, "this always holds, so nothing after it is reached")
		case i == n-1 && !always:
			r.add(at, "the last entry must hold always: when: {}")
		}
		for name, condition := range when(i) {
			switch {
			case !slices.Contains(names, name):
				r.add(at.in(name), "there is no condition %q here", name)
			case name == "status" && !slices.Contains(statuses, condition.Is):
				r.add(at.in(name), "status is one of %s", strings.Join(statuses, ", "))
			case name != "status" && condition.Is != "":
				r.add(at.in(name), "%s is a number and takes min, max or below", name)
			}
		}
	}
}
