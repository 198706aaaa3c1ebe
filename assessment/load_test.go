package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestShippedModelIsWhole(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	var own, shared, foundations, quick, steps int
	for _, q := range m.Questions() {
		if q.Scale == "" {
			own++
		} else {
			shared++
		}
		if q.Quick {
			quick++
		}
		if len(q.Anchors) != 5 || len(q.Short) != 5 {
			t.Errorf("%s has %d anchors and %d short ones", q.ID, len(q.Anchors), len(q.Short))
		}
		if q.AllowsNA == q.NAWhen.IsZero() {
			t.Errorf("%s: not applicable is %v, in the case %q", q.ID, q.AllowsNA, q.NAWhen.EN)
		}
		if q.Scale != "" && q.Help.IsZero() {
			t.Errorf("%s has no help, its scale does", q.ID)
		}
	}
	for _, a := range m.Actions {
		if a.Foundation {
			foundations++
		}
		steps += len(a.Steps)
		if a.Capability == nil || !strings.HasPrefix(a.ID, a.Capability.ID+".") {
			t.Errorf("%s stands with capability %v", a.ID, a.Capability)
		}
	}
	for _, c := range []struct {
		what      string
		got, want int
	}{
		{"dimensions", len(m.Dimensions), 3},
		{"capabilities", len(m.Capabilities()), 15},
		{"questions", len(m.Questions()), 46},
		{"questions with anchors of their own", own, 39},
		{"questions on a shared scale", shared, 7},
		{"quick questions", quick, 15},
		{"gates", m.GateCount(), 11},
		{"actions", len(m.Actions), 61},
		{"foundations", foundations, 6},
		{"references", len(m.References), 155},
		{"facts", len(m.Facts), 19},
		{"acts", len(m.Acts), 12},
		{"rules on contradictions", len(m.ContradictionRules), 25},
		{"texts", len(read(Shipped()).order), 1889},
	} {
		if c.got != c.want {
			t.Errorf("%d %s, want %d", c.got, c.what, c.want)
		}
	}
	if got := m.Thresholds[3].RatString() + " " + m.Balance.Band.RatString() + " " + m.Balance.Border.RatString(); got != "5 1/2 1/5" {
		t.Errorf("last threshold, band and border are %s", got)
	}
	if q, _ := m.Question("data.rights.objection"); q.Weight != 2 || q.Gates[0] != (Gate{3, 3, ReachOverall}) || q.Capability.Dimension.ID != "data" {
		t.Errorf("the question about objections reads %+v", q)
	}
	if a, _ := m.Action("data.origin.tag-records"); !slices.Equal(a.Lifts, []Lift{{"data.origin.source", 4}, {"data.origin.basis", 4}, {"data.origin.consent", 4}}) {
		t.Errorf("lifts are not in model order: %v", a.Lifts)
	}
	if refs := m.ReferencesIn("gdpr"); refs[0].ID != "GDPR-5-1a" || refs[7].ID != "GDPR-6" {
		t.Errorf("references of the GDPR begin with %s, …, %s", refs[0].ID, refs[7].ID)
	}
	if last := m.Texts.Verdicts.Patterns[11]; last.ID != "default" || len(last.When) != 0 {
		t.Errorf("the last verdict is %q with %d conditions", last.ID, len(last.When))
	}
	if when := m.Texts.Verdicts.Patterns[0].When["status"]; when.Is != "not_applicable" {
		t.Errorf("the first verdict is given when the status is %q", when.Is)
	}
	if when := m.Texts.Verdicts.Patterns[7].When["dim_min"]; when.Min == nil || when.Min.RatString() != "7/2" {
		t.Errorf("balance is high from %v", when.Min)
	}
}

// The articles behind the model make sixty claims. Four of them are about the product as a whole, not about something
// an organisation can be asked: the balance of both sides (7, 29) and the assessment itself (24, 25).
func TestQuestionsCoverEveryClaim(t *testing.T) {
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	covered := map[string]bool{}
	for _, q := range m.Questions() {
		for _, claim := range q.Seeds {
			covered[claim] = true
		}
	}
	claims := 0
	for n := 1; n <= 60; n++ {
		if n == 7 || n == 24 || n == 25 || n == 29 {
			continue
		}
		claims++
		if id := fmt.Sprintf("S%d", n); !covered[id] {
			t.Errorf("no question covers %s", id)
		}
	}
	if claims != 56 {
		t.Errorf("%d claims are checked, want 56", claims)
	}
}

func TestShippedModelPassesLint(t *testing.T) {
	for _, problem := range Lint(Shipped()) {
		t.Error(problem)
	}
}

func TestPublishedVersionsKeepTheirFiles(t *testing.T) {
	published := Published()
	for line := range strings.Lines(publishedList) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		if len(fields) != 2 || !versionForm.MatchString(fields[0]) || len(fields[1]) != 64 || published[fields[0]] != fields[1] {
			t.Errorf("published.txt: %q is not a version and a digest", line)
		}
	}
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if want, ok := published[m.Version]; ok && m.Digest != want {
		t.Errorf("version %s is published and its files have changed: digest %s, published %s", m.Version, m.Digest, want)
	}
}

func TestDigest(t *testing.T) {
	files := Files{"questions.yaml": []byte("ä\n"), "actions.yaml": []byte("b"), "references.yaml": nil, "texts.yaml": []byte("d")}
	sum := sha256.Sum256([]byte("questions.yaml 3\nä\nactions.yaml 1\nbreferences.yaml 0\ntexts.yaml 1\nd"))
	if got, want := files.Digest(), hex.EncodeToString(sum[:]); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	m, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if m.Digest != Shipped().Digest() {
		t.Error("the model does not carry the digest of its files")
	}
	changed := Shipped()
	changed["texts.yaml"] = append(changed["texts.yaml"], '\n')
	if changed.Digest() == m.Digest {
		t.Error("a changed file has the same digest")
	}
}

// mutate replaces the first old by new in a shipped file. The place where a problem is expected is marked ¦ in new.
func mutate(t *testing.T, files Files, file, old, new string) (where string) {
	t.Helper()
	text := string(files[file])
	i := strings.Index(text, old)
	if i < 0 {
		t.Fatalf("%s does not hold %q", file, old)
	}
	text = text[:i] + new + text[i+len(old):]
	mark := strings.Index(text, "¦")
	if mark < 0 {
		t.Fatalf("no place is marked in %q", new)
	}
	line := 1 + strings.Count(text[:mark], "\n")
	column := 1 + utf8.RuneCountInString(text[1+strings.LastIndex(text[:mark], "\n"):mark])
	files[file] = []byte(strings.Replace(text, "¦", "", 1))
	return fmt.Sprintf("%s:%d:%d: ", file, line, column)
}

func TestMistakesAreFoundWhereTheyStand(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		// the shape of the files
		{"questions.yaml", "            rev: 1\n", "            ¦revision: 1\n            rev: 1\n", `unknown field "revision"`},
		{"questions.yaml", "            rev: 1\n", "            rev: ¦one\n", `"one" is not a whole number`},
		{"questions.yaml", "            rev: 1\n", "            rev: 1\n            ¦rev: 2\n", `"rev" stands in line`},
		{"questions.yaml", "            quick: true\n", "            quick: ¦perhaps\n", `"perhaps" is not true or false`},
		{"questions.yaml", "who: [MOPS, DATA, DPO]", "who: ¦MOPS", `"MOPS" is not a list`},
		{"questions.yaml", `name: {en: "Data", de: "Daten"}`, `name: ¦Data`, `"Data" is not a text in both languages, {en: …, de: …}`},
		{"questions.yaml", "thresholds: [2, 3, 4, 5]", "thresholds: [2, 3, ¦about four, 5]", `"about four" is not a number or a fraction like 7/2`},
		{"questions.yaml", "  default_target: 3\n", "", "default_target is missing"},
		{"questions.yaml", `  - id: data`, `  - id: ¦""`, "the value is empty"},
		{"texts.yaml", `{capability_spread: {max: "1/2"}}`, `{capability_spread: ¦{most: "1/2"}}`, `unknown condition "most": there are min, max and below`},
		{"texts.yaml", "level_notes:", "---\nlevel_notes:", "expected single document, found multiple"},
		{"texts.yaml", "level_notes:", "level_notes: [", "did not find expected ',' or ']'"},
		{"texts.yaml", "level_notes:", "level_notes: ¦&notes", "anchors and aliases are not allowed; write the value where it is needed"},
		{"texts.yaml", "level_notes:", "level_notes: ¦!!map", "tags are not allowed"},
		{"texts.yaml", "level_notes:", "level_notes:\n  ¦<<: {}", "a key is a word"},
		// texts
		{"questions.yaml", `, de: "Daten"}`, `}`, "the German text is missing"},
		{"questions.yaml", `{en: "Data", de`, `{de`, "the English text is missing"},
		{"questions.yaml", `de: "Daten"`, `de: ¦" "`, "the value is empty"},
		{"texts.yaml", `de: "Belastbarkeit: {grade}, {because}."`, `¦de: "Belastbarkeit: {grade}."`, "the placeholders are {because}, {grade} in English and {grade} in German"},
		{"texts.yaml", `{en: "Confidence: high.", de`, `{¦en: "Confidence: {hihg}.", de`, "nothing fills the placeholder {hihg}"},
		{"texts.yaml", `{en: "Confidence: high.", de`, `{¦en: "Confidence: high}.", de`, "a brace is left alone"},
		{"questions.yaml", `name: {en: "Data", de`, `name: {¦en: "Data {n}", de`, "nothing fills placeholders here"},
		// the head and the scale
		{"questions.yaml", "id: responsible-marketing", "¦id: Responsible", `"Responsible" is not an id: lower-case words joined by hyphens`},
		{"questions.yaml", `version: "1.1.0"`, `¦version: "1.0"`, `"1.0" is not a version like 1.0.0`},
		{"questions.yaml", "method: lauter-score/1", "¦method: lauter-score/2", `method "lauter-score/2" is not known; this program computes lauter-score/1`},
		{"questions.yaml", "default_target: 3", "¦default_target: 6", "target 6 is not a level from 1 to 5"},
		{"questions.yaml", "default_budget: 8", "¦default_budget: 0", "a budget is at least 1 point"},
		{"questions.yaml", "cut: 3 ", "¦cut: 1 ", "the cut 1 is not above 1 and at most 5"},
		{"questions.yaml", "  - level: 2", "  - ¦level: 3", "levels are listed from 1 to 5 in order"},
		{"questions.yaml", "  - grade: 0", "  - ¦grade: 1", "grades are listed from 0 to 3 in order"},
		{"questions.yaml", "      - {en: \"Less than a quarter\", de: \"Weniger als ein Viertel\"}\n", "", "there are 4 entries, not one for each of the levels 1 to 5"},
		// dimensions and questions
		{"questions.yaml", "  - id: technology\n", "  - ¦id: data\n", "data is used twice"},
		{"questions.yaml", "- id: data.quality\n", "- ¦id: quality\n", `the id "quality" is not data.… with one word more`},
		{"questions.yaml", "- id: data.origin.basis\n", "- ¦id: data.origin.source\n", "data.origin.source is used twice"},
		{"questions.yaml", "            quick: true\n", "", "data.origin has 0 quick questions, not 1"},
		{"questions.yaml", "            axis: compliance\n", "            ¦axis: privacy\n", `axis "privacy" is neither compliance nor personalisation`},
		{"questions.yaml", "rev: 1", "¦rev: 0", "a revision is at least 1"},
		{"questions.yaml", "na: false", "na: ¦true", "na is false, or says in both languages in which case the question does not apply"},
		{"questions.yaml", "scale: coverage", "¦scale: amount", `there is no scale "amount"`},
		{"questions.yaml", "who: [MOPS, DATA, DPO]", "who: [MOPS, ¦CEO, DPO]", `there is no role "CEO"`},
		{"questions.yaml", "refs: [GDPR-15-1g,", "refs: [¦GDPR-15-2,", `there is no reference "GDPR-15-2"`},
		{"questions.yaml", "refs: [GDPR-15-1g, GDPR-13-14,", "refs: [GDPR-15-1g, ¦GDPR-15-1g,", "GDPR-15-1g is used twice"},
		{"questions.yaml", "seeds: [S14, S31]", "seeds: [S14, ¦S61]", `"S61" is not a claim from S1 to S60`},
		{"questions.yaml", "            who: [MOPS, DATA, DPO]", "            ¦scale: coverage\n            who: [MOPS, DATA, DPO]", "a question has a scale or anchors of its own, not both"},
		// the limits of the arithmetic
		{"questions.yaml", "thresholds: [2, 3, 4, 5]", "thresholds: [2, 4, ¦3, 5]", "threshold 3 is not above the one before it (bad_thresholds)"},
		{"questions.yaml", "            quick: true\n", "            ¦weight: 4\n            quick: true\n", "weight 4 of data.origin.source is not from 1 to 3 (bad_weight)"},
		{"questions.yaml", "  - id: data\n", "  - id: data\n    ¦weight: 0\n", "weight 0 of data is not from 1 to 2 (bad_weight)"},
		{"questions.yaml", "gates: [{level: 3, min: 3,", "gates: [{level: 3, ¦min: 1,", "the answer 1 that the gate needs is not from 2 to 5 (bad_gate)"},
		{"questions.yaml", "reach: overall}", "¦reach: company}", `reach "company" is none of capability, dimension, overall (bad_gate)`},
		{"actions.yaml", "requires: [data.origin.build-register, data.origin.store-consent]", "requires: [¦data.origin.build, data.origin.store-consent]", `data.origin.tag-records requires "data.origin.build", which is no action (unknown_prerequisite)`},
		{"actions.yaml", "lifts: {data.origin.consent: 3}", "lifts: {data.origin.consent: 3, ¦data.origin.optin: 3}", `data.origin.store-consent lifts "data.origin.optin", which is no question (unknown_question)`},
		{"actions.yaml", "lifts: {data.origin.consent: 3}", "lifts: {¦data.origin.consent: 6}", "data.origin.store-consent lifts data.origin.consent to 6, which is no answer from 1 to 5 (bad_weight)"},
		{"actions.yaml", "    lifts: {data.origin.consent: 3}\n", "    lifts: {data.origin.consent: 3}\n    ¦requires: [data.origin.store-consent]\n", "data.origin.store-consent requires itself: data.origin.store-consent → data.origin.store-consent (prerequisite_cycle)"},
		{"actions.yaml", "    foundation: true\n", "    foundation: true\n    requires: [¦data.origin.store-consent]\n", "the foundation data.origin.build-register requires data.origin.store-consent, which is none (bad_foundations)"},
		// actions
		{"actions.yaml", "  - id: data.origin.store-consent", "  - ¦id: data.origin.build-register", "data.origin.build-register is used twice"},
		{"actions.yaml", "  - id: data.origin.store-consent", "  - ¦id: data.consent.store", `the id "data.consent.store" does not begin with that of a capability`},
		{"actions.yaml", "    effort: M\n", "    ¦effort: XL\n", `there is no effort "XL" (bad_weight)`},
		{"actions.yaml", "owner: DPO", "¦owner: CEO", `there is no role "CEO"`},
		{"actions.yaml", "    exposure: {en: \"GDPR Art. 5(2), 6(1), 14(2)(f), 30(1)\",\n               de: \"Art. 5 Abs. 2, Art. 6 Abs. 1, Art. 14 Abs. 2 lit. f, Art. 30 Abs. 1 DSGVO\"}\n", "", "a duty needs an exposure that names the article"},
		{"actions.yaml", "    duty: true\n    exposure:", "    ¦exposure:", "exposure is said of duties only"},
		// references
		{"references.yaml", "    act: gdpr\n", "    ¦act: dsgvo\n", `there is no act "dsgvo"`},
		{"references.yaml", "    status: in_force\n", "    ¦status: valid\n", `there is no status "valid"`},
		{"references.yaml", "addressee: platform", "¦addressee: platforms", `there is no addressee "platforms"`},
		{"references.yaml", "own_role: is_online_platform", "¦own_role: countries", `there is no fact "countries" to be answered with yes`},
		{"references.yaml", "show_if: [minors]", "show_if: [¦minor]", `the profile has no "minor"`},
		{"references.yaml", `show_if: ["countries:CH"]`, `show_if: [¦"countries:FR"]`, `the profile has no "countries:FR"`},
		{"references.yaml", "equivalents: [CH-DSG-19]", "equivalents: [¦CH-DSG-9]", `there is no other reference "CH-DSG-9"`},
		{"references.yaml", `url: "https://eur-lex`, `¦url: "javascript://eur-lex`, `is not a web address`},
		{"references.yaml", "    type: bool\n", "    ¦type: yesno\n", `type "yesno" is none of bool, choice, multi`},
		{"references.yaml", "  - id: b2b\n", "  - ¦id: b2c\n", "b2c is used twice"},
		{"references.yaml", "{id: AT,", "{¦id: DE,", "DE is used twice"},
		{"references.yaml", "  insurance: {", "  ¦insurers: {", `the fact sector has no option "insurers"`},
		{"references.yaml", `checked_on: "2026-11-22"`, `¦checked_on: "22.11.2026"`, `"22.11.2026" is not a date like 2026-11-22`},
		// the texts of the results
		{"texts.yaml", "  grades:\n    high:", "  grades:\n    ¦top:", `unknown field "top"`},
		{"texts.yaml", "      compliance: low\n      personalisation: high", "      ¦compliance: medium\n      personalisation: high", `compliance is high or low, not "medium"`},
		{"texts.yaml", "when: {status: not_applicable}", "when: {¦status: unrated}", "status is one of rated, insufficient, not_applicable"},
		{"texts.yaml", "when: {level: {min: 5}}", "when: {¦grade: {min: 5}}", `there is no condition "grade" here`},
		{"texts.yaml", "when: {level: {min: 5}}", "when: {¦level: top}", "level is a number and takes min, max or below"},
		{"texts.yaml", "when: {level: {min: 5}}", "¦when: {}", "this always holds, so nothing after it is reached"},
		{"texts.yaml", "      when: {}\n      headline", "      ¦when: {spread: {max: 5}}\n      headline", "the last entry must hold always: when: {}"},
		{"texts.yaml", "    - id: no_level", "    - ¦id: nothing_applies", "nothing_applies is used twice"},
	} {
		t.Run(c.want, func(t *testing.T) {
			files := Shipped()
			new, where := c.new, ""
			if strings.Contains(new, "¦") {
				where = mutate(t, files, c.file, c.old, new)
			} else {
				mutate(t, files, c.file, c.old, new+"¦") // found near by: something is missing
				where = c.file + ":"
			}
			if _, err := Parse(files); err == nil {
				t.Fatal("the model loads")
			} else if !slices.ContainsFunc(strings.Split(err.Error(), "\n"), func(line string) bool {
				return strings.HasPrefix(line, where) && strings.Contains(line, c.want)
			}) {
				t.Errorf("got\n%v\nwant %s%s", err, where, c.want)
			}
		})
	}
}

func TestOneMistakeGetsOneMessage(t *testing.T) {
	for _, c := range []struct{ file, old, new string }{
		{"questions.yaml", "            rev: 1\n", "            rev: ¦one\n"},
		{"questions.yaml", "seeds: [S14, S31]", "seeds: [S14, ¦S61]"},
		{"questions.yaml", "- id: data.origin.basis\n            rev: 1\n", "- id: data.origin.basis\n            ¦rev: 0\n"},
		{"actions.yaml", "owner: DPO", "¦owner: CEO"},
		{"texts.yaml", "when: {level: {min: 5}}", "when: {level: ¦{min: high}}"},
	} {
		files := Shipped()
		where := mutate(t, files, c.file, c.old, c.new)
		_, err := Parse(files)
		if err == nil || strings.Contains(err.Error(), "\n") || !strings.HasPrefix(err.Error(), where) {
			t.Errorf("%q: got\n%v\nwant one message at %s", c.new, err, where)
		}
	}
}

func TestAllMistakesAreListedAtOnce(t *testing.T) {
	files := Shipped()
	want := []string{
		mutate(t, files, "texts.yaml", "when: {level: {min: 5}}", "when: {¦grade: {min: 5}}"),
		mutate(t, files, "actions.yaml", "owner: DPO", "¦owner: CEO"),
		mutate(t, files, "questions.yaml", "seeds: [S14, S31]", "seeds: [S14, ¦S61]"),
		mutate(t, files, "questions.yaml", "refs: [GDPR-15-1g,", "refs: [¦GDPR-15-2,"),
	}
	slices.Reverse(want)
	_, err := Parse(files)
	got, ok := err.(*LoadError)
	if !ok || len(got.Problems) != len(want) {
		t.Fatalf("got %v", err)
	}
	for i, problem := range got.Problems {
		if !strings.HasPrefix(problem.String(), want[i]) {
			t.Errorf("problem %d is %s, want it at %s", i, problem, want[i])
		}
	}
}

func TestFilesMustBeTheFour(t *testing.T) {
	files := Shipped()
	delete(files, "texts.yaml")
	files["text.yaml"] = nil
	_, err := Parse(files)
	want := "text.yaml:1:1: a model has no file of this name\ntexts.yaml:1:1: the file is missing"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	for _, empty := range []string{"", "# nothing\n", "[]", "word"} {
		files := Shipped()
		files["texts.yaml"] = []byte(empty)
		if _, err := Parse(files); err == nil || !strings.HasPrefix(err.Error(), "texts.yaml:1:1: ") {
			t.Errorf("%q: got %v", empty, err)
		}
	}
}

// Files from strangers must not cost more than they are worth.
func TestBombsAreRefused(t *testing.T) {
	laughs := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for i := 'b'; i <= 'z'; i++ {
		laughs += fmt.Sprintf("%c: &%c [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*%c, ", i-1), 9))
	}
	for name, bomb := range map[string]string{
		"aliases":      laughs,
		"flow depth":   "a: " + strings.Repeat("[", 20_000),
		"flow maps":    strings.Repeat("{a: ", 20_000),
		"block depth":  strings.Repeat("- ", 20_000) + "x",
		"mixed depth":  strings.Repeat("- ", 20) + strings.Repeat("[", 20) + strings.Repeat("]", 20),
		"size":         "a: " + strings.Repeat("x", 2<<20),
		"keys":         strings.Repeat("a: 1\n", 200_000),
		"unknown keys": manyKeys(100_000),
		"fraction":     "model: {thresholds: [1e999999999]}",
		"short lines":  strings.Repeat("a\n", 500_000),
		"empty pairs":  strings.Repeat("a: {}\n", 170_000),
		"entries":      "a: [" + strings.Repeat("x,", 500_000) + "]",
		"texts":        "a: [" + strings.Repeat("{en: {n},de: x},", 60_000) + "]",
		"zero":         "model: {thresholds: [1/0, 1/000]}",
		"merge":        "a: &a {<<: *a}",
		"tabs":         strings.Repeat("\t", 500_000),
		"quotes":       strings.Repeat(`"`, 1_000_001),
		"question":     strings.Repeat("? ", 300_000),
		"comment":      strings.Repeat("#\n", 450_000),
	} {
		t.Run(name, func(t *testing.T) {
			files := Files{"actions.yaml": nil, "references.yaml": nil, "texts.yaml": nil}
			files["questions.yaml"] = []byte(bomb[:min(len(bomb), maxSize)])
			if name == "size" {
				files["questions.yaml"] = []byte(bomb)
			}
			if _, err := Parse(files); err == nil {
				t.Error("the model loads")
			}
		})
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "k%d: 1\n", i)
	}
	return b.String()
}

func TestLawOfTheOperator(t *testing.T) {
	const law = `checked_on: "2027-01-15"
stale_after_months: 6
note: {en: "As of 15 January 2027.", de: "Stand: 15. Januar 2027."}
stale: {en: "Checked on {date}.", de: "Geprüft am {date}."}
`
	nested := "law_state:\n  " + strings.ReplaceAll(strings.TrimSpace(law), "\n", "\n  ") + "\n"
	for _, content := range []string{law, nested} {
		got, err := ParseLaw("law.yaml", []byte(content))
		if err != nil || got.CheckedOn != "2027-01-15" || got.StaleAfterMonths != 6 || got.Stale.DE != "Geprüft am {date}." {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	_, err := ParseLaw("law.yaml", []byte("checked_on: today\nnote: {en: \"x\"}\nwhen: 3\n"))
	want := `law.yaml:1:1: "today" is not a date like 2026-11-22
law.yaml:1:1: stale is missing
law.yaml:1:1: stale_after_months is missing
law.yaml:2:1: the German text is missing
law.yaml:3:1: unknown field "when"`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func BenchmarkParse(b *testing.B) {
	files := Shipped()
	for b.Loop() {
		if _, err := Parse(files); err != nil {
			b.Fatal(err)
		}
	}
}
