package scoring

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPublishedVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	f, err := parseVectors(data)
	if err != nil {
		t.Fatal(err)
	}
	checked := map[string]int{}
	for _, v := range f.vectors {
		t.Run(v.name, func(t *testing.T) {
			var out strings.Builder
			if !f.conforms(&out, v) {
				t.Error(out.String())
			}
			checked[v.kind]++
		})
	}
	for kind, n := range map[string]int{"assess": 39, "trace": 2, "votes": 15, "rank": 2, "find_out": 1, "discuss": 1, "anonymity": 4, "display": 5, "plan": 8, "cheapest": 4, "roadmap": 1, "compare": 2, "benchmark": 4} {
		if checked[kind] != n {
			t.Errorf("%d vectors of kind %s checked, want %d", checked[kind], kind, n)
		}
	}
}

// conform runs vectors and returns what is printed. Unless a model is given, it has the question q and, never not
// applicable, p.
func conform(t *testing.T, model, vectors string) string {
	t.Helper()
	if model == "" {
		model = `{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q"},{"id":"p","na":false}]}]}]}`
	}
	path := filepath.Join(t.TempDir(), "v.json")
	text := fmt.Sprintf(`{"method":"lauter-score/1","model":%s,"vectors":[%s]}`, model, vectors)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	failed, err := Conform(&out, []string{path})
	if err != nil {
		t.Fatal(err)
	}
	if last := fmt.Sprintf(", %d failed\n", failed); !strings.HasSuffix(out.String(), last) {
		t.Errorf("output does not end with %q:\n%s", last, &out)
	}
	return strings.ReplaceAll(out.String(), path, "FILE")
}

func TestMalformedAnswersAreRefused(t *testing.T) {
	tests := []struct{ answers, code string }{
		{`{"q":{"a":0}}`, BadAnswer},
		{`{"q":{"a":-1}}`, BadAnswer},
		{`{"q":{"a":-2}}`, BadAnswer},
		{`{"q":{"a":6}}`, BadAnswer},
		{`{"q":{"a":2.5}}`, BadAnswer},
		{`{"q":{"a":1e99999999}}`, BadAnswer},
		{`{"q":{"a":99999999999999999999}}`, BadAnswer},
		{`{"q":{"a":true}}`, BadAnswer},
		{`{"q":{"a":"x"}}`, BadAnswer},
		{`{"q":{"a":"3"}}`, BadAnswer},
		{`{"q":{"a":""}}`, BadAnswer},
		{`{"q":{"a":[3]}}`, BadAnswer},
		{`{"q":{"a":{}}}`, BadAnswer},
		{`{"q":3}`, BadAnswer},
		{`{"q":[]}`, BadAnswer},
		{`[]`, BadAnswer},
		{`{"q":{"a":3,"votes":3}}`, BadAnswer},
		{`{"q":{"a":3,"votes":[6]}}`, BadAnswer},
		{`{"p":{"a":"na","why":"no such thing here"}}`, NANotAllowed},
		{`{"p":{"a":"na"}}`, NANotAllowed},
		{`{"q":{"a":"na"}}`, NAWithoutReason},
		{`{"q":{"a":"na","why":" \t\n"}}`, NAWithoutReason},
		{`{"q":{"a":"na","why":7}}`, NAWithoutReason},
		{`{"q":{"a":"na","why":" ","ev":9}}`, NAWithoutReason},
		{`{"q":{"a":3,"ev":4}}`, BadEvidence},
		{`{"q":{"a":3,"ev":-1}}`, BadEvidence},
		{`{"q":{"a":3,"ev":1.5}}`, BadEvidence},
		{`{"q":{"a":3,"ev":"3"}}`, BadEvidence},
		{`{"q":{"a":3,"ev":true}}`, BadEvidence},
		{`{"q":{"a":"dk","ev":4}}`, BadEvidence},
		{`{"q":{"a":0},"zz":{"a":3}}`, UnknownQuestion},
		{`{"zz":{"a":0}}`, UnknownQuestion},
		{`{"q":{"a":3,"ev":7},"p":{"a":0}}`, BadEvidence},
		{`{"q":{"a":0,"ev":7},"p":{"a":"na"}}`, BadAnswer},
	}
	for _, test := range tests {
		for _, kind := range []string{"assess", "rank", "find_out", "discuss", "trace", "plan", "cheapest", "roadmap", "compare"} {
			vector := fmt.Sprintf(`{"name":"n","kind":%q,"input":{"answers":%s,"scope":"overall"},"expected":{"error":%q}}`, kind, test.answers, test.code)
			if got := conform(t, "", vector); got != "1 passed, 0 failed\n" {
				t.Errorf("%s %s: %s", kind, test.answers, got)
			}
		}
	}
}

func TestAnswersOfEveryShape(t *testing.T) {
	// A missing answer is blank, and a whole number is one however it is written.
	const want = `[{"q":"q","up_to":"2","gate":false}]`
	for _, answers := range []string{
		`{"p":{"a":3}}`,
		`{"p":{"a":3.0,"why":null,"ev":null,"votes":null,"note":"unknown field"},"q":null}`,
		`{"p":{"a":30e-1,"ev":2e0},"q":{}}`,
		`{"p":{"a":5},"q":{"a":null}}`,
		`{"p":{"a":"na"},"q":{"a":"dk"},"p":{"a":1}}`,
	} {
		if got := conform(t, "", fmt.Sprintf(`{"name":"n","kind":"find_out","input":{"answers":%s},"expected":%s}`, answers, want)); got != "1 passed, 0 failed\n" {
			t.Errorf("%s: %s", answers, got)
		}
	}
}

func TestBrokenModelsAreRefused(t *testing.T) {
	const questions = `"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q"}]}]}]`
	const empty = `{"id":"x"}`
	tests := []struct{ model, code string }{
		{`{"thresholds":["2","3","4"],` + questions + `}`, "bad_thresholds"},
		{`{"thresholds":["2","3","3","5"],` + questions + `}`, "bad_thresholds"},
		{`{"thresholds":["2","3","4","x"],` + questions + `}`, "bad_thresholds"},
		{`{"thresholds":["2","3","4","1/0"],` + questions + `}`, "bad_thresholds"},
		{`{"thresholds":"2",` + questions + `}`, "bad_thresholds"},
		{`{"thresholds":["1","3","4","5"],` + questions + `}`, "bad_thresholds"},
		{`{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q"},{"id":"q"}]}]}]}`, "duplicate_question"},
		{`{"dimensions":[{"id":"d","weight":3,"capabilities":[]}]}`, "bad_weight"},
		{`{"dimensions":[{"id":"d","weight":1.5,"capabilities":[]}]}`, "bad_weight"},
		{`{"dimensions":[{"id":"d","weight":"1","capabilities":[]}]}`, "bad_weight"},
		{`{"dimensions":[{"id":"d","capabilities":[{"id":"c","weight":0,"questions":[]}]}]}`, "bad_weight"},
		{`{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","weight":4}]}]}]}`, "bad_weight"},
		{`{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","gates":[{"level":1,"min":2,"reach":"overall"}]}]}]}]}`, "bad_gate"},
		{`{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","gates":[{"level":2,"min":2.5,"reach":"overall"}]}]}]}]}`, "bad_gate"},
		{`{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","gates":[{"level":2,"min":2,"reach":"world"}]}]}]}]}`, "bad_gate"},
		{`{"dimensions":[` + strings.Repeat(empty+",", 3) + empty + `]}`, "model_too_large"},
		{`{` + questions + `,"actions":[{"id":"a","effort":"S","requires":["b"]}]}`, "unknown_prerequisite"},
		{`{` + questions + `,"actions":[{"id":"a","effort":"S","lifts":{"zz":3}}]}`, "unknown_question"},
		{`{` + questions + `,"actions":[{"id":"a","effort":"S","requires":["a"]}]}`, "prerequisite_cycle"},
		{`{` + questions + `,"actions":[{"id":"a","effort":"S","requires":["b"],"foundation":true},{"id":"b","effort":"S"}]}`, "bad_foundations"},
	}
	for _, test := range tests {
		for _, kind := range []string{"assess", "trace", "rank", "find_out", "discuss", "plan", "cheapest", "roadmap", "compare"} {
			vector := fmt.Sprintf(`{"name":"n","kind":%q,"input":{"answers":{"zz":{"a":3}}},"expected":{"error":%q}}`, kind, test.code)
			if got := conform(t, test.model, vector); got != "1 passed, 0 failed\n" {
				t.Errorf("%s with %s: %s", kind, test.model, got)
			}
		}
		newer := fmt.Sprintf(`{"name":"n","kind":"compare","input":{"new_model":%s},"expected":{"error":%q}}`, test.model, test.code)
		if got := conform(t, "", newer); got != "1 passed, 0 failed\n" {
			t.Errorf("newer model %s: %s", test.model, got)
		}
	}
}

func TestMismatchesAreNamed(t *testing.T) {
	vectors := []string{
		`{"name":"right","kind":"display","input":{"x":"-2/2000","places":2},"expected":"0.00"}`,
		`{"name":"two lines\nin a name","kind":"display","input":{"x":2,"places":1},"expected":2.0}`,
		`{"name":"unheard","kind":"guess","input":{},"expected":{}}`,
		`{"name":"keys","kind":"anonymity","input":{"groups":{"a":5,"b":6},"k":5},"expected":{"total":1,"groups":["a","b","c"],"more":null}}`,
		`{"name":"numbers","kind":"votes","input":{"votes":[3]},"expected":{"proposed":"3","rated":1.0,"na":0,"dk":0,"distance":null,"D":null,"agreement":null,"split":false,"applicability_dispute":false,"counts":[0,0,1,0]}}`,
		`{"name":"null","kind":"display","input":{"x":"1","places":0},"expected":null}`,
		`{"name":"nothing to read","kind":"display","input":null,"expected":{"error":"bad_input"}}`,
		`{"name":"scope","kind":"trace","input":{"answers":{},"scope":"dimension:none"},"expected":{"error":"unknown_scope"}}`,
	}
	want := `FILE: two lines in a name: /: got "2.0" want 2.0
FILE: unheard: /kind: got no such kind want "guess"
FILE: keys: /groups/2: got nothing want "c"
FILE: keys: /more: got nothing want null
FILE: keys: /total: got true want 1
FILE: numbers: /counts/4: got 0 want nothing
FILE: numbers: /proposed: got 3 want "3"
FILE: null: /: got "1" want null
3 passed, 5 failed
`
	if got := conform(t, "", strings.Join(vectors, ",")); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestAnotherMethodFails(t *testing.T) {
	f, err := parseVectors([]byte(`{"method":"lauter-score/2","vectors":[{"name":"n","kind":"display","input":{"x":"1","places":0},"expected":"1"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if f.conforms(&out, f.vectors[0]) {
		t.Error("vectors of another method conform")
	}
	if want := ": n: /method: got \"lauter-score/1\" want \"lauter-score/2\"\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestFilesThatAreNoVectors(t *testing.T) {
	for _, text := range []string{
		``, `{`, `[]`, `null`, `{}`, `"vectors"`, `{"vectors":{}}`, `{"vectors":[1]}`,
		`{"vectors":[{"name":"n","kind":"votes","input":[],"expected":1}]}`,
		`{"vectors":[{"name":"n","kind":"votes","input":{}}]}`,
		`{"vectors":[{"name":1,"kind":"votes","input":{},"expected":1}]}`,
		`{"vectors":[],"model":[]}`,
		`{"vectors":[],"model":{"dimensions":[{"id":3}]}}`,
		`{"vectors":[]} {}`,
	} {
		if _, err := parseVectors([]byte(text)); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %v, want one line", text, err)
		}
	}
	var out strings.Builder
	good := filepath.Join("testdata", "vectors.json")
	if _, err := Conform(&out, []string{good, filepath.Join(t.TempDir(), "none.json")}); err == nil || out.Len() > 0 {
		t.Errorf("a missing file: error %v, output %q", err, out.String())
	}
}

func TestSeveralFilesCountTogether(t *testing.T) {
	one := filepath.Join("testdata", "vectors.json")
	var single, double strings.Builder
	failed, err := Conform(&single, []string{one})
	if err != nil {
		t.Fatal(err)
	}
	if twice, err := Conform(&double, []string{one, one}); err != nil || twice != 2*failed {
		t.Errorf("%d failures in two files, %d in one: %v", twice, failed, err)
	}
	if failed, err := Conform(&single, nil); failed != 0 || err != nil {
		t.Errorf("no file: %d, %v", failed, err)
	}
}

func TestReadNumber(t *testing.T) {
	for text, want := range map[string]string{
		"3": "3", "-0": "0", "4.75": "19/4", "2e0": "2", "25E-1": "5/2", "1.5e+2": "150", "-1.20": "-6/5", "007": "7",
		"": "none", "-": "none", ".5": "none", "1.": "none", "1e": "none", "1e401": "none", "0x10": "none", "1_0": "none",
		"+1": "none", "--1": "none", "NaN": "none", "1.2.3": "none", "1.-2": "none",
	} {
		if got := ratText(readNumber(text)); got != want {
			t.Errorf("readNumber(%q) = %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"6/4": "3/2", "-1/3": "-1/3", "010/02": "5", "1/0": "none", "1/-2": "none", "/2": "none", "1/": "none", "1/2/3": "none", "a/b": "none",
	} {
		if got := ratText(readFraction(text)); got != want {
			t.Errorf("readFraction(%q) = %s, want %s", text, got, want)
		}
	}
}

// Whatever a file holds, it is computed or refused; nothing else happens.
func FuzzConform(f *testing.F) {
	f.Add([]byte(`{"vectors":[{"name":"n","kind":"assess","input":{"answers":{"q":{"a":3,"votes":[1,"dk"]}}},"expected":{}}],"model":{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","gates":[{"level":2,"min":3,"reach":"dimension"}]}]}]}]}}`))
	f.Add([]byte(`{"vectors":[{"name":"n","kind":"rank","input":{"answers":{"q":{"a":1}},"done":["b"]},"expected":[]}],"model":{"thresholds":["3/2",2.5,"4","19/4"],"effort":{"S":2},"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q"}]}]}],"actions":[{"id":"a","effort":"S","lifts":{"q":4},"requires":["b"]},{"id":"b","effort":"M"}]}}`))
	f.Add([]byte(`{"vectors":[{"name":"n","kind":"discuss","input":{"ballots":{"q":[1,"na","dk"]}},"expected":[]},{"name":"m","kind":"trace","input":{"answers":{"q":{"a":"na","why":"x"}},"scope":"dimension:d"},"expected":0}],"model":{"dimensions":[{"id":"d","weight":2,"capabilities":[{"id":"c","questions":[{"id":"q","weight":3}]},{"id":"e"}]}]}}`))
	f.Add([]byte(`{"vectors":[{"name":"n","kind":"anonymity","input":{"groups":{"a":3,"b":9},"k":5},"expected":{}},{"name":"m","kind":"votes","input":{"votes":[1,5,5]},"expected":{}}]}`))
	f.Add([]byte(`{"vectors":[{"name":"n","kind":"display","input":{"x":"1e9/3","places":3},"expected":"1"}]}`))
	f.Add([]byte(`{"vectors":[{"name":"n","kind":"plan","input":{"answers":{"q":{"a":1}},"scope":"overall","budget":9,"pins":["b"],"banned":["a"],"done":["c"]},"expected":{}},{"name":"m","kind":"cheapest","input":{"answers":{"q":{"a":1}},"scope":"capability:c","level":4},"expected":{}},{"name":"o","kind":"roadmap","input":{"answers":{"q":{"a":1}},"now":1,"next":8},"expected":{}},{"name":"p","kind":"compare","input":{"answers":{"q":{"a":1}},"new_answers":{"q":{"a":2}},"new_model":{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","rev":1}]}]}]}},"expected":{}}],"model":{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","gates":[{"level":3,"min":3,"reach":"overall"}]}]}]}],"actions":[{"id":"a","effort":"S","lifts":{"q":4},"requires":["b"]},{"id":"b","effort":"M","foundation":true},{"id":"c","effort":"L","lifts":{"q":5},"duty":true}]}}`))
	f.Add([]byte(`{"vectors":[{"name":"n","kind":"benchmark","input":{"own":"3","peers":["1","2",3,"4","5","1","2","3","4","10/2"]},"expected":{}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := parseVectors(data)
		if err != nil {
			return
		}
		for _, v := range file.vectors {
			var out strings.Builder
			if file.conforms(&out, v) != (out.Len() == 0) {
				t.Errorf("a vector passes or has mismatches, not both: %s", &out)
			}
		}
	})
}
