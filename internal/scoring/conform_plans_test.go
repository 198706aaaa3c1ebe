package scoring

import (
	"fmt"
	"testing"
)

func TestPlanningInputs(t *testing.T) {
	const model = `{"dimensions":[{"id":"d","capabilities":[{"id":"c","questions":[{"id":"q","gates":[{"level":3,"min":3,"reach":"overall"}]},{"id":"p"}]}]}],
		"actions":[{"id":"a","effort":"S","lifts":{"q":3}},{"id":"b","effort":"M","lifts":{"q":5,"p":5}}]}`
	const both = `{"q":{"a":2},"p":{"a":2}}`
	plan := func(actions string, effort, budget int, gain, before, after string, levels ...any) string {
		return fmt.Sprintf(`"actions":%s,"effort":%d,"budget":%d,"gain":%q,"score_before":%s,"score_after":%s,"level_before":%v,"level_after":%v,"over_budget":0,"optimal":true`,
			append([]any{actions, effort, budget, gain, before, after}, levels...)...)
	}
	for _, test := range []struct{ kind, input, expected string }{
		{"plan", `"answers":` + both + `,"scope":"overall","budget":1.0`, `{` + plan(`["a"]`, 1, 1, "1/2", `"2"`, `"5/2"`, 2, 2) + `}`},
		{"plan", `"answers":` + both + `,"scope":"dimension:d","budget":3,"banned":["b"],"pins":null`, `{` + plan(`["a"]`, 1, 3, "1/2", `"2"`, `"5/2"`, 2, 2) + `}`},
		{"plan", `"answers":` + both + `,"scope":"capability:c","budget":9,"done":["b"]`, `{` + plan(`["a"]`, 1, 9, "1/2", `"2"`, `"5/2"`, 2, 2) + `}`},
		{"plan", `"answers":{"q":{"a":2}},"scope":"overall","budget":1`, `{` + plan(`["a"]`, 1, 1, "1/2", `"3/2"`, `"2"`, "null", "null") + `}`},
		{"plan", `"answers":{"q":{"a":"na","why":"x"},"p":{"a":"na","why":"x"}},"scope":"overall","budget":9`, `{` + plan(`[]`, 0, 9, "0", "null", "null", "null", "null") + `}`},
		{"plan", `"answers":{},"budget":1`, `{"error":"unknown_scope"}`},
		{"plan", `"answers":{},"scope":"balance","budget":1`, `{"error":"unknown_scope"}`},
		{"plan", `"answers":{},"scope":"overall"`, `{"error":"bad_input"}`},
		{"plan", `"answers":{},"scope":"overall","budget":-1`, `{"error":"bad_input"}`},
		{"plan", `"answers":{},"scope":"overall","budget":1.5`, `{"error":"bad_input"}`},
		{"plan", `"answers":{},"scope":"overall","budget":"8"`, `{"error":"bad_input"}`},
		{"cheapest", `"answers":` + both + `,"scope":"overall","level":3`, `{"feasible":true,` + plan(`["b"]`, 3, 3, "3", `"2"`, `"5"`, 2, 5) + `}`},
		{"cheapest", `"answers":` + both + `,"scope":"overall","level":2`, `{"feasible":true,` + plan(`[]`, 0, 0, "0", `"2"`, `"2"`, 2, 2) + `}`},
		{"cheapest", `"answers":` + both + `,"scope":"overall","level":3,"banned":["b"]`, `{"feasible":false,"reason":"actions_do_not_reach"}`},
		{"cheapest", `"answers":` + both + `,"scope":"overall","level":3,"done":["b"]`, `{"feasible":false,"reason":"actions_do_not_reach"}`},
		{"cheapest", `"answers":{"p":{"a":2}},"scope":"overall","level":3`, `{"feasible":false,"reason":"insufficient"}`},
		{"cheapest", `"answers":{"q":{"a":"na","why":"x"},"p":{"a":"na","why":"x"}},"scope":"overall","level":1`, `{"feasible":false,"reason":"not_applicable"}`},
		{"cheapest", `"answers":{},"scope":"overall","level":0`, `{"error":"bad_input"}`},
		{"cheapest", `"answers":{},"scope":"nothing","level":3`, `{"error":"unknown_scope"}`},
		{"roadmap", `"answers":{},"now":1`, `{"error":"bad_input"}`},
		{"roadmap", `"answers":` + both + `,"now":1,"next":0`, `{"now":{` + plan(`["a"]`, 1, 1, "1/2", `"2"`, `"5/2"`, 2, 2) +
			`},"next":{` + plan(`[]`, 0, 0, "0", `"5/2"`, `"5/2"`, 2, 2) + `},"later":{` + plan(`["b"]`, 3, 4, "5/2", `"5/2"`, `"5"`, 2, 5) + `}}`},
		{"compare", `"answers":{"q":{"a":2}},"new_answers":{"q":{"a":3}},"model":{"dimensions":[]}`,
			`{"comparable_share":"1/2","comparable":false,"questions":1,"before":"2","after":"3","like_for_like":"1","headline":"1/2","from_other_causes":"-1/2","up":1,"down":0,"same":0}`},
		{"compare", `"answers":{},"new_answers":{},"new_model":{}`,
			`{"comparable_share":"0","comparable":false,"questions":0,"before":null,"after":null,"like_for_like":null,"headline":null,"from_other_causes":null,"up":0,"down":0,"same":0}`},
		{"compare", `"answers":{},"new_answers":{"zz":{"a":3}}`, `{"error":"unknown_question"}`},
		{"compare", `"answers":{"q":{"a":3,"ev":7}},"new_answers":{"zz":{"a":3}}`, `{"error":"bad_evidence"}`},
		{"compare", `"answers":{},"new_answers":[]`, `{"error":"bad_answer"}`},
		{"compare", `"answers":{},"new_model":[]`, `{"error":"bad_input"}`},
		{"benchmark", `"own":"3"`, `{"error":"bad_input"}`},
		{"benchmark", `"own":"x","peers":[]`, `{"error":"bad_input"}`},
		{"benchmark", `"own":"3","peers":["1","x"]`, `{"error":"bad_input"}`},
		{"benchmark", `"own":3.0,"peers":[2,"4/2","6/2",4,1,1,1,1,1,1]`, `{"n":10,"shown":"quarter","median":"1","quarter":4}`},
	} {
		vector := fmt.Sprintf(`{"name":"n","kind":%q,"input":{%s},"expected":%s}`, test.kind, test.input, test.expected)
		if got := conform(t, model, vector); got != "1 passed, 0 failed\n" {
			t.Errorf("%s %s: %s", test.kind, test.input, got)
		}
	}
}
