package scoring

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lauter/assessment"
)

// exportFile writes an export as a file of vectors.
func exportFile(t rapid.TB, dir string, x exported) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{"method": Method, "model": x.model, "vectors": x.vectors})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "export.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// plain turns JSON values into what a reader of the file gets.
func plain(t rapid.TB, v any) (read any) {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := decode(data, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

// Of any model and any answers, the export alone gives the same numbers again.
func TestExportsAreVectors(t *testing.T) {
	dir := t.TempDir()
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		m.Method = Method
		f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, a)
		if err != nil {
			t.Fatal(err)
		}
		x, err := f.export()
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		failed, err := Conform(&out, []string{exportFile(t, dir, x)})
		if err != nil || failed > 0 {
			t.Fatalf("%d failed, %v\n%s", failed, err, &out)
		}
		checkSameResults(t, x)
		checkExportedFindings(t, f, x)
	})
}

// checkSameResults compares the results that are shown with what follows from the exported model alone.
func checkSameResults(t rapid.TB, x exported) {
	t.Helper()
	results := plain(t, x.results).(map[string]any)
	vectors := map[string]any{}
	for _, v := range plain(t, x.vectors).([]any) {
		vectors[v.(map[string]any)["name"].(string)] = v.(map[string]any)["expected"]
	}
	assessed := vectors["assess"].(map[string]any)
	for name, want := range map[string]any{
		"scopes": assessed["scopes"], "axes": assessed["axes"], "trace": vectors["trace overall"],
		"find_out": vectors["find_out"], "plan": vectors["plan"], "roadmap": vectors["roadmap"],
	} {
		if diff := cmp.Diff(want, results[name]); diff != "" {
			t.Fatalf("%s: -recomputed +exported\n%s", name, diff)
		}
	}
	overall := results["scopes"].(map[string]any)["overall"].(map[string]any)
	checkSameAdvice(t, results["recommendations"].([]any), vectors["rank"].([]any), readFraction(overall["score"]))
}

// checkSameAdvice compares the recommendations, which say more in the results.
func checkSameAdvice(t rapid.TB, advice []any, ranked []any, before *big.Rat) {
	t.Helper()
	for _, r := range advice {
		r := r.(map[string]any)
		if after := readFraction(r["score_after"]); after == nil || after.Cmp(new(big.Rat).Add(before, readFraction(r["gain"]))) != 0 {
			t.Fatalf("%v: from %s to %v, gaining %v", r["action"], before, r["score_after"], r["gain"])
		}
		delete(r, "score_after")
	}
	if diff := cmp.Diff(ranked, advice); diff != "" {
		t.Fatalf("recommendations: -recomputed +exported\n%s", diff)
	}
}

// checkExportedFindings compares the results with the findings that they come from.
func checkExportedFindings(t rapid.TB, f *Findings, x exported) {
	t.Helper()
	scopes := x.results["scopes"].(map[string]any)
	all := slices.Concat([]Result{f.Overall}, f.Dimensions, f.Capabilities)
	if len(scopes) != len(all) {
		t.Fatalf("%d scopes exported, want %d", len(scopes), len(all))
	}
	for _, r := range all {
		if diff := cmp.Diff(resultJSON(r), scopes[string(r.Scope)]); diff != "" {
			t.Fatalf("%s: -found +exported\n%s", r.Scope, diff)
		}
	}
	if n := len(x.results["recommendations"].([]any)); n != len(f.Recommendations) {
		t.Fatalf("%d recommendations exported, want %d", n, len(f.Recommendations))
	}
}

// A quick scan claims no level of a capability. Its export says so, and its numbers can be computed again all the same.
func TestExportOfAQuickScan(t *testing.T) {
	m := shipped(t)
	f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindQuick}, mixed(m))
	if err != nil {
		t.Fatal(err)
	}
	x, err := f.export()
	if err != nil {
		t.Fatal(err)
	}
	checkExportedFindings(t, f, x)
	var out bytes.Buffer
	if failed, err := Conform(&out, []string{exportFile(t, t.TempDir(), x)}); err != nil || failed > 0 {
		t.Fatalf("%d failed, %v\n%s", failed, err, &out)
	}
	scope := x.results["scopes"].(map[string]any)["capability:data.origin"].(map[string]any)
	if scope["level"] != nil || scope["score"] == nil {
		t.Errorf("capability: level %v, score %v", scope["level"], scope["score"])
	}
	if dims := x.model["dimensions"].([]any); len(dims) != 3 || x.model["digest"] != m.Digest || x.model["version"] != m.Version {
		t.Errorf("model: %v", slices.Sorted(maps.Keys(x.model)))
	}
}

// Whoever changes an answer in the file is found out.
func TestChangedExportsFail(t *testing.T) {
	m := shipped(t)
	f, err := Evaluate(&assessment.Assessment{Model: m, Kind: assessment.KindFull}, mixed(m))
	if err != nil {
		t.Fatal(err)
	}
	x, err := f.export()
	if err != nil {
		t.Fatal(err)
	}
	path := exportFile(t, t.TempDir(), x)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), `"data.origin.source":{"a":1`, `"data.origin.source":{"a":5`, 1)
	if changed == string(data) {
		t.Fatal("nothing to change")
	}
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	failed, err := Conform(&out, []string{path})
	if err != nil || failed != 1 || !strings.Contains(out.String(), "/scopes/overall/score") {
		t.Errorf("%d failed, %v\n%.400s", failed, err, &out)
	}
}
