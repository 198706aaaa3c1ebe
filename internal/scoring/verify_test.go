package scoring

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lauter/assessment"
)

// kept is an assessment in which everything is filled in that an export carries.
func kept(t testing.TB, kind assessment.Kind) (*assessment.Assessment, assessment.Answers, []assessment.PlannedAction) {
	t.Helper()
	m := shipped(t)
	day := time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)
	x := &assessment.Assessment{
		ID: "01990000-0000-7000-8000-000000000001", Kind: kind, Organisation: "Nordwind „GmbH“ <&>", Model: m, Previous: "01980000-0000-7000-8000-000000000001",
		CreatedAt: day, ChangedAt: day.Add(time.Hour), UsedAt: day.Add(2 * time.Hour), FinishedAt: day.Add(time.Hour),
		Facts: map[string][]string{"b2c": {"yes"}, "countries": {"DE", "AT"}}, Targets: map[string]int{"data.origin": 4},
	}
	a := mixed(m)
	if kind == assessment.KindQuick {
		a = asked(m.Quick(), a)
	}
	noted := a["data.origin.source"]
	noted.Note, noted.Evidence, noted.Grade = "Zeile 1\n\t\"2\" \u2028 – 100 % \\", []string{"https://intranet.example/a?b=<1>&c"}, 2
	noted.Rev, noted.SavedAt, noted.Carried = 3, day, true
	noted.Votes = []assessment.Choice{1, 2, assessment.DontKnow}
	a["data.origin.source"] = noted
	a["technology.fairness.tested"], a["technology.inventory.register"] = assessment.Answer{Choice: 4}, assessment.Answer{Choice: 1}
	planned := []assessment.PlannedAction{
		{ID: "1", Action: "data.origin.build-register", Owner: "Ada", Due: "2027-02-28", Status: assessment.ActionStatusOpen, Rev: 1, CreatedAt: day, ChangedAt: day},
		{ID: "2", Title: "Eigenes", Status: assessment.ActionStatusDropped, Reason: "zu teuer", Cost: "5 T€", Note: "n", Rev: 2, CreatedAt: day, ChangedAt: day, ClosedAt: day},
	}
	return x, a, planned
}

func exportOf(t testing.TB, kind assessment.Kind) []byte {
	t.Helper()
	data, err := WriteExport(kept(t, kind))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// verified verifies a file with the shipped model, and returns what is said about it, a line each.
func verified(t testing.TB, data []byte) string {
	t.Helper()
	f, err := ReadFile(data)
	if err != nil {
		return "unreadable: " + err.Error() + "\n"
	}
	agree, deviations, err := f.Verify(shipped(t))
	if err != nil {
		return "unreadable: " + err.Error() + "\n"
	}
	var b strings.Builder
	for _, d := range deviations {
		fmt.Fprintln(&b, d)
	}
	if len(deviations) == 0 {
		fmt.Fprintf(&b, "%d agree\n", agree)
	}
	return b.String()
}

var allAgree = regexp.MustCompile(`^\d+ agree\n$`)

func TestExportsVerify(t *testing.T) {
	for _, kind := range []assessment.Kind{assessment.KindFull, assessment.KindQuick} {
		data := exportOf(t, kind)
		if got := verified(t, data); !allAgree.MatchString(got) {
			t.Errorf("%s:\n%s", kind, got)
		}
		var again bytes.Buffer
		if err := json.Compact(&again, data); err != nil {
			t.Fatal(err)
		}
		if got := verified(t, again.Bytes()); !allAgree.MatchString(got) {
			t.Errorf("%s without spaces:\n%s", kind, got)
		}
	}
}

// Also where nothing is filled in, and with any answers: an export of the shipped model verifies.
func TestExportsOfAnyAnswersVerify(t *testing.T) {
	m := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		a := assessment.Answers{}
		for _, q := range m.Questions() {
			c := assessment.Choice(rapid.IntRange(-2, 5).Draw(t, q.ID))
			answer := assessment.Answer{Choice: c, Grade: rapid.IntRange(0, 3).Draw(t, "grade")}
			if c == assessment.NotApplicable {
				if answer.Reason = "none"; !q.AllowsNA {
					continue
				}
			}
			a[q.ID] = answer
		}
		x := &assessment.Assessment{Model: m, Kind: rapid.SampledFrom([]assessment.Kind{assessment.KindFull, assessment.KindQuick}).Draw(t, "kind")}
		data, err := WriteExport(x, a, nil)
		if err != nil {
			t.Fatal(err)
		}
		f, err := ReadFile(data)
		if err != nil {
			t.Fatal(err)
		}
		if _, deviations, err := f.Verify(m); err != nil || len(deviations) > 0 {
			t.Fatal(deviations, err)
		}
	})
}

// Whatever bit of an export is damaged, it cannot be read any more or the digest finds it. What can be found without a
// digest is tested below.
func TestADamagedByteIsFound(t *testing.T) {
	data := exportOf(t, assessment.KindQuick)
	step := 499
	if testing.Short() {
		step = 2003
	}
	for bit := range 8 {
		for i := bit; i < len(data); i += step {
			damaged := slices.Clone(data)
			damaged[i] ^= 1 << bit
			values, err := readValues(damaged)
			if err != nil || values["digest"] != digestOf(values) {
				continue
			}
			t.Errorf("bit %d of %q at byte %d is missed", bit, data[max(0, i-40):min(len(data), i+10)], i)
		}
	}
}

// sealed gives an export the digest of its content, as somebody does who forges it.
func sealed(t testing.TB, data []byte) []byte {
	t.Helper()
	values, err := readValues(data)
	if err != nil {
		return data
	}
	if _, ok := values["digest"].(string); !ok {
		return data
	}
	return bytes.Replace(data, []byte(values["digest"].(string)), []byte(digestOf(values)), 1)
}

// A digit of a result that is changed is found by computing it again, even if the digest was made to fit.
func TestAForgedResultIsFound(t *testing.T) {
	data := exportOf(t, assessment.KindFull)
	start := bytes.Index(data, []byte("\n \"results\": {"))
	if start < 0 {
		t.Fatal("there are no results")
	}
	var digits []int
	for i := start; i < len(data); i++ {
		if data[i] >= '0' && data[i] <= '9' {
			digits = append(digits, i)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	tries := 100
	if testing.Short() {
		tries = 20
	}
	for range tries {
		i := digits[r.IntN(len(digits))]
		forged := slices.Clone(data)
		forged[i] = '0' + (data[i]-'0'+1+byte(r.IntN(9)))%10
		said := verified(t, sealed(t, forged))
		if strings.Contains(said, "/digest") || !strings.HasPrefix(said, "/results/") && !strings.HasPrefix(said, "/vectors/") && !strings.HasPrefix(said, "unreadable: ") {
			t.Fatalf("%q became %q:\n%s", data[i-30:i+5], forged[i-30:i+5], said)
		}
	}
}

func TestDeviationsAreNamed(t *testing.T) {
	data := string(exportOf(t, assessment.KindFull))
	tests := []struct{ old, new, want string }{
		{`"total": "`, `"total": "1`, `/results/trace/display/total: the file says "1`},
		{`"with_evidence": `, `"with_evidence": 9`, `/results/counts/with_evidence: the file says 9`},
		{`"thresholds": [`, `"thresholds2": [], "thresholds": [`, `/model/thresholds2: the file says [], the method gives nothing`},
		{`"facts": {`, `"weather": "fine", "facts": {`, `/assessment/weather: the file says "fine", the method gives nothing`},
		{`"carried": true`, `"carried": true, "who": 1`, `/answers/data.origin.source/who: the file says 1, the method gives nothing`},
		{` "results": {`, ` "verdict": "good", "results": {`, `/verdict: the file says "good", the method gives nothing`},
		{`"answer": "1"`, `"answer": "7"`, `/answers/data.origin.source/answer: "7" is none of 1 to 5, dk, na and empty`},
		{`"answer": "1"`, `"answer": "na"`, `/answers/data.origin.source: this question applies to everybody`},
		{`"evidence_grade": 2`, `"evidence_grade": 4`, `/answers/data.origin.consent: a grade of evidence is a number from 0 to 3`},
		{`  "data.origin.source": {` + "\n   \"answer\"", `  "data.origin.sauce": {` + "\n   \"answer\"", `/answers/data.origin.sauce: the model has no such question`},
		{`"answer": "1"`, `"answer": "5"`, `/results/scopes/overall/score: the file says `},
		{`"votes": [`, `"votes": ["1", `, `/vectors/0/input/answers/data.origin.source/votes/1: the file says 2, the method gives 1`},
		{`"id": "tested-without-inventory"`, `"id": "tested"`, `/contradictions/0/id: the file says "tested", the method gives "tested-without-inventory"`},
		{`"Eigenes"`, `7`, `unreadable: /planned_actions/1/title: here stands a number, not a text`},
		{`"kind": "full"`, `"kind": "long"`, `unreadable: /assessment/kind: "long" is neither full nor quick`},
		{`"created_at": "2026-11-25`, `"created_at": "25.11.2026`, `unreadable: /assessment/created_at: "25.11.2026T09:30:00Z" is no time like`},
		{`"created_at": "2026-11-25T09:30:00Z"`, `"created_at": "2026-11-25T10:30:00+01:00"`, `/assessment/created_at: the file says "2026-11-25T10:30:00+01:00", the method gives "2026-11-25T09:30:00Z"`},
	}
	for _, test := range tests {
		changed := strings.Replace(data, test.old, test.new, 1)
		if changed == data {
			t.Errorf("%s: nothing to change", test.old)
			continue
		}
		said := verified(t, sealed(t, []byte(changed)))
		if !slices.ContainsFunc(strings.Split(said, "\n"), func(line string) bool { return strings.HasPrefix(line, test.want) }) {
			t.Errorf("%s: no line begins with %s in\n%s", test.new, test.want, said)
		}
		if strings.Contains(said, "/digest") {
			t.Errorf("%s: the digest was made to fit:\n%s", test.new, said)
		}
	}
}

// What people typed follows from nothing; the digest covers it.
func TestTheDigestCoversWhatWasTyped(t *testing.T) {
	data := string(exportOf(t, assessment.KindQuick))
	for _, change := range [][2]string{{"Zeile 1", "Zeile 2"}, {"intranet", "internet"}, {"zu teuer", "zu fein"}, {"Nordwind", "Südwind"}, {"2027-02-28", "2028-02-28"}, {`"DE"`, `"CH"`}, {`"data.origin": 4`, `"data.origin": 3`}} {
		changed := strings.Replace(data, change[0], change[1], 1)
		said := verified(t, []byte(changed))
		if !strings.HasPrefix(said, "/digest: the file says \"") || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: %s", change[1], said)
		}
		if said := verified(t, sealed(t, []byte(changed))); !allAgree.MatchString(said) {
			t.Errorf("%s with its own digest: %s", change[1], said)
		}
	}
	without := regexp.MustCompile(` "digest": ".*",\n "method"`).ReplaceAllString(data, ` "method"`)
	if said := verified(t, []byte(without)); !strings.HasPrefix(said, "/digest: the file says nothing, its content gives \"") {
		t.Error(said)
	}
}

// The canonical form is that of RFC 8785, so that others can compute the digest.
func TestCanonicalForm(t *testing.T) {
	values, err := readValues([]byte(" {\"b\": [1, -20, true, null, {}], \"a\\u0000\": \"\\u20ac\\u2028<\\/>\\u001F\\u000a\\u0008\\\"\\\\\",\n\"B\":[ ],\"digest\":\"x\"} "))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	writeCanonical(&b, values)
	if got, want := b.String(), "{\"B\":[],\"a\\u0000\":\"€\u2028</>\\u001f\\n\\b\\\"\\\\\",\"b\":[1,-20,true,null,{}],\"digest\":\"x\"}"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := digestOf(map[string]any{"digest": "x"}), "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"; got != want {
		t.Errorf("the digest of {} is %s, want %s", got, want)
	}
}

const smallFile = `{"model": {"id": "responsible-marketing", "version": "1.1.0"}, "answers": {%s}}`

// A few lines written by hand are scored like an assessment.
func TestScoringAFileWrittenByHand(t *testing.T) {
	m := shipped(t)
	var small []string
	for _, id := range slices.Sorted(maps.Keys(mixed(m))) {
		a := mixed(m)[id]
		small = append(small, fmt.Sprintf(`%q: {"answer": %q, "reason": %q, "evidence_grade": %d}`, id, a.Choice, a.Reason, a.Grade))
	}
	f, err := ReadFile(fmt.Appendf(nil, smallFile, strings.Join(small, ", ")))
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Score(m)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, mixed(m))
	if err != nil {
		t.Fatal(err)
	}
	e, err := x.export()
	if err != nil {
		t.Fatal(err)
	}
	want, err := indented(e.results)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%.600s\nwant\n%.600s", got, want)
	}
}

func TestFilesThatCannotBeScored(t *testing.T) {
	deep := strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40)
	tests := []struct{ file, want string }{
		{``, "it ends too early"},
		{`{`, "it ends too early"},
		{`[]`, "it is not a JSON object"},
		{`{} {}`, "something follows its end"},
		{"{\"a\": \"\xff\"}", "it is not UTF-8"},
		{`{"a": 1.5}`, "/a: 1.5 is not a whole number"},
		{`{"a": 1e3}`, "/a: 1e3 is not a whole number"},
		{`{"a": {"b/c": 1, "b/c": 1}}`, "/a/b~1c stands twice"},
		{deep, "nested deeper than 32 levels"},
		{`{}`, "/model: id and version are missing"},
		{`{"model": {"id": "a"}, "answers": {}}`, "/model: id and version are missing"},
		{`{"model": {"id": "a", "version": "1"}}`, "/answers: missing"},
		{`{"model": [], "answers": {}}`, "/model: here stands a list, not an object"},
		{`{"format": "lauter-export/2", "model": {"id": "a", "version": "1"}, "answers": {}}`, `/format: "lauter-export/2" is not known`},
		{fmt.Sprintf(smallFile, `"data.origin.source": "3"`), "/answers/data.origin.source: here stands a text, not an object"},
		{fmt.Sprintf(smallFile, `"data.origin.source": {"answer": 3}`), "/answers/data.origin.source/answer: here stands a number, not a text"},
		{fmt.Sprintf(smallFile, `"data.origin.source": {"answer": null}`), "/answers/data.origin.source/answer: here stands null, not a text"},
		{fmt.Sprintf(smallFile, `"data.origin.source": {"anwser": "3"}, "data.origin.basis": {"Answer": "1"}`), "no such field: /answers/data.origin.basis/Answer, /answers/data.origin.source/anwser"},
		{fmt.Sprintf(smallFile, `"data.origin.source": {"answer": "6"}`), `/answers/data.origin.source/answer: "6" is none of`},
		{fmt.Sprintf(smallFile, `"data.origin.sauce": {"answer": "5"}`), `/answers/data.origin.sauce: the model has no such question`},
		{fmt.Sprintf(smallFile, `"data.origin.consent": {"answer": "na"}`), `/answers/data.origin.consent: the reason why it does not apply is missing`},
		{fmt.Sprintf(smallFile, `"data.origin.source": {"answer": "5", "saved_at": "now"}`), `/answers/data.origin.source/saved_at: "now" is no time`},
	}
	for _, test := range tests {
		f, err := ReadFile([]byte(test.file))
		if err == nil {
			_, err = f.Score(shipped(t))
		}
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%.80s: %v, want %s", test.file, err, test.want)
		}
	}
	if _, err := ReadFile(make([]byte, MaxFile+1)); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a file that is too large: %v", err)
	}
}

// Whatever a file holds, it is scored and verified or refused, in one line.
func FuzzReadFile(f *testing.F) {
	f.Add(exportOf(f, assessment.KindQuick))
	f.Add(fmt.Appendf(nil, smallFile, `"data.origin.source": {"answer": "3", "votes": ["1", "na"]}`))
	f.Add(fmt.Appendf(nil, smallFile, `"data.origin.source": {"answer": "na"}, "x~/y": {}`))
	f.Add([]byte(`{"model": {"id": "m", "version": "1"}, "assessment": {"kind": "quick", "expires_at": "2026-11-25T09:30:00Z"}, "answers": {}, "planned_actions": [{"closed_at": null}]}`))
	m := shipped(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := ReadFile(data)
		if err == nil {
			_, err = file.Score(m)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("more than a line: %v", err)
		}
		if file == nil {
			return
		}
		_, deviations, err := file.Verify(m)
		if err == nil && len(deviations) == 0 && !bytes.Contains(data, []byte(file.content.Digest)) {
			t.Error("a file without a digest is verified")
		}
		for _, d := range deviations {
			if d.Path == "" || strings.Contains(d.String(), "\n") {
				t.Errorf("a deviation reads %q", d)
			}
		}
	})
}
