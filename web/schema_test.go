package web_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// schema is a JSON Schema (2020-12) of the keywords that the schemas in docs use.
type schema struct {
	t    *testing.T
	root map[string]any
}

func readSchema(t *testing.T, path string) *schema {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &schema{t: t}
	if err := json.Unmarshal(data, &s.root); err != nil {
		t.Fatal(err)
	}
	return s
}

// problems lists where a document is not as the schema says.
func (s *schema) problems(document string) []string {
	s.t.Helper()
	var v any
	if err := json.Unmarshal([]byte(document), &v); err != nil {
		s.t.Fatal(err)
	}
	return s.check(s.root, v, "")
}

func (s *schema) check(rule map[string]any, v any, path string) (found []string) {
	say := func(format string, args ...any) { found = append(found, path+": "+fmt.Sprintf(format, args...)) }
	for _, word := range slices.Sorted(maps.Keys(rule)) {
		switch want := rule[word]; word {
		case "$schema", "$defs", "title", "description", "properties", "patternProperties":
		case "$ref":
			name, _ := strings.CutPrefix(want.(string), "#/$defs/")
			found = append(found, s.check(s.root["$defs"].(map[string]any)[name].(map[string]any), v, path)...)
		case "type":
			if kinds := listed(want); !slices.ContainsFunc(kinds, func(kind any) bool { return isA(v, kind.(string)) }) {
				say("%v is none of %v", v, kinds)
			}
		case "enum":
			if !slices.ContainsFunc(want.([]any), func(x any) bool { return reflect.DeepEqual(x, v) }) {
				say("%v is none of %v", v, want)
			}
		case "const":
			if !reflect.DeepEqual(want, v) {
				say("%v is not %v", v, want)
			}
		case "anyOf":
			if !slices.ContainsFunc(want.([]any), func(x any) bool { return len(s.check(x.(map[string]any), v, path)) == 0 }) {
				say("%v is nothing of what it may be", v)
			}
		case "pattern":
			if text, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(text) {
				say("%q is not like %s", text, want)
			}
		case "minLength", "maxLength":
			if text, ok := v.(string); ok {
				if n := float64(len([]rune(text))); word == "minLength" && n < want.(float64) || word == "maxLength" && n > want.(float64) {
					say("%v characters, %s is %v", n, word, want)
				}
			}
		case "minimum", "maximum":
			if x, ok := v.(float64); ok && (word == "minimum" && x < want.(float64) || word == "maximum" && x > want.(float64)) {
				say("%v is beyond the %s %v", v, word, want)
			}
		case "minItems", "maxItems":
			if list, ok := v.([]any); ok && (word == "minItems" && len(list) < int(want.(float64)) || word == "maxItems" && len(list) > int(want.(float64))) {
				say("%d entries, %s is %v", len(list), word, want)
			}
		case "items":
			list, _ := v.([]any)
			for i, x := range list {
				found = append(found, s.check(want.(map[string]any), x, fmt.Sprintf("%s/%d", path, i))...)
			}
		case "required":
			object, isObject := v.(map[string]any)
			for _, key := range want.([]any) {
				if _, ok := object[key.(string)]; isObject && !ok {
					say("%s is missing", key)
				}
			}
		case "additionalProperties":
			found = append(found, s.checkProperties(rule, want, v, path)...)
		default:
			s.t.Fatalf("this test knows no keyword %q", word)
		}
	}
	if _, ok := rule["additionalProperties"]; !ok && (rule["properties"] != nil || rule["patternProperties"] != nil) {
		s.t.Fatalf("%s: a rule on properties that lets everything in", path)
	}
	return found
}

func (s *schema) checkProperties(rule map[string]any, rest, v any, path string) (found []string) {
	object, _ := v.(map[string]any)
	named, _ := rule["properties"].(map[string]any)
	patterns, _ := rule["patternProperties"].(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(object)) {
		below := path + "/" + key
		if own, ok := named[key].(map[string]any); ok {
			found = append(found, s.check(own, object[key], below)...)
			continue
		}
		matched := false
		for pattern, own := range patterns {
			if regexp.MustCompile(pattern).MatchString(key) {
				matched = true
				found = append(found, s.check(own.(map[string]any), object[key], below)...)
			}
		}
		if own, ok := rest.(map[string]any); ok {
			found = append(found, s.check(own, object[key], below)...)
		} else if !matched && rest == false {
			found = append(found, below+": no such field")
		}
	}
	return found
}

func listed(v any) []any {
	if list, ok := v.([]any); ok {
		return list
	}
	return []any{v}
}

func isA(v any, kind string) bool {
	switch v := v.(type) {
	case nil:
		return kind == "null"
	case bool:
		return kind == "boolean"
	case string:
		return kind == "string"
	case float64:
		return kind == "number" || kind == "integer" && v == float64(int64(v))
	case []any:
		return kind == "array"
	}
	return kind == "object"
}

// Every export is as docs/export.schema.json says, and leaves no field of it out.
func TestExportsFollowTheirSchema(t *testing.T) {
	s := readSchema(t, "../docs/export.schema.json")
	v := newSite(t).visitor(t)
	full := v.filled(assessment.KindFull)
	v.post(full+"/profile", url.Values{"b2c": {"no"}}).want(http.StatusSeeOther)
	files := map[string]string{}
	for name, root := range map[string]string{"full": full, "quick": v.filled(assessment.KindQuick), "empty": v.start(assessment.KindFull)} {
		files[name] = v.get(root + "/export.json").want(http.StatusOK).body
	}
	files["sample"] = sampleExport(t)
	for name, file := range files {
		for _, problem := range s.problems(file) {
			t.Errorf("%s%s", name, problem)
		}
	}
}

// sampleExport is the export of the sample, with an action plan and a round before it.
func sampleExport(t *testing.T) string {
	t.Helper()
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	sample, err := assessment.LoadSample(model)
	if err != nil {
		t.Fatal(err)
	}
	shown, answers := sample.In(locale.German)
	x := *shown
	x.Previous, x.Targets = "01980000-0000-7000-8000-000000000001", map[string]int{"data.origin": 4}
	file, err := scoring.WriteExport(&x, answers, []assessment.PlannedAction{
		{ID: "1", Action: "data.origin.build-register", Due: "2027-02-28", Status: assessment.ActionStatusOpen, Rev: 1},
		{ID: "2", Title: "Eigene", Status: assessment.ActionStatusDone, Rev: 2, ClosedAt: time.Date(2026, 12, 1, 8, 0, 0, 0, time.UTC)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

func TestTheSchemaRefuses(t *testing.T) {
	s := readSchema(t, "../docs/export.schema.json")
	v := newSite(t).visitor(t)
	good := v.get(v.filled(assessment.KindFull) + "/export.json").body
	for _, change := range []struct{ old, new, want string }{
		{`"format": "lauter-export/1"`, `"format": "lauter-export/2"`, "/format"},
		{`"digest": "`, `"digest": "X`, "/digest"},
		{`"evidence_grade": 0`, `"evidence_grade": 4`, "/answers/"},
		{`"answer": "1"`, `"answer": "6"`, "/answers/"},
		{`"applicability": "1"`, `"applicability": 1`, "/results/scopes/"},
		{`"applicability": "1"`, `"applicability": "1/01"`, "/results/scopes/"},
		{`"carried": false`, `"carried": 0`, "/answers/"},
		{`"reading": `, `"readings": `, "/results/axes"},
		{`"facts": {}`, `"facts": {"b2c": "yes"}`, "/assessment/facts/b2c"},
		{`"overall": {`, `"Overall": {`, "/results/scopes/Overall"},
		{`"kind": "over_claim"`, `"kind": "claim"`, "/contradictions/"},
	} {
		bad := strings.Replace(good, change.old, change.new, 1)
		problems := s.problems(bad)
		if bad == good || len(problems) == 0 || !strings.HasPrefix(problems[0], change.want) {
			t.Errorf("%s: %q", change.new, problems)
		}
	}
}
