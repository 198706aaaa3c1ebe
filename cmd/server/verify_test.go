package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
)

// command runs the program once, and returns its code and what it printed.
func runCommand(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	out, err := &buffer{}, &buffer{}
	code = run(context.Background(), args, streams{out, err})
	return code, out.String(), err.String()
}

// sampleExport keeps the export of the sample in a file, as somebody downloads it.
func sampleExport(t *testing.T) (path, content string) {
	t.Helper()
	resp, err := http.Get(start(t).url + "/demo/export.json")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp.Status, err)
	}
	path = filepath.Join(t.TempDir(), "export.json")
	write(t, path, string(data))
	return path, string(data)
}

// Whoever has the program and a file can say whether it is what the method gives, without the data folder.
func TestScoreAndVerifyAnExport(t *testing.T) {
	path, content := sampleExport(t)
	code, out, errs := runCommand(t, "verify", path)
	if code != 0 || !regexp.MustCompile(`^verified: \d{4,} values agree\n$`).MatchString(out) || errs != "" {
		t.Errorf("verify: exit %d, %q, %q", code, out, errs)
	}
	if code, out, errs := runCommand(t, "verify", "--model", "../../assessment", path); code != 0 || errs != "" {
		t.Errorf("verify with the files of the model: exit %d, %q, %q", code, out, errs)
	}
	code, out, errs = runCommand(t, "score", path)
	if code != 0 || errs != "" {
		t.Fatalf("score: exit %d, %q", code, errs)
	}
	var exported struct{ Results any }
	var scored any
	if err := json.Unmarshal([]byte(content), &exported); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(out), &scored); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(exported.Results, scored); diff != "" {
		t.Errorf("-exported +scored\n%s", diff)
	}
}

func TestVerifyNamesWhatWasChanged(t *testing.T) {
	path, content := sampleExport(t)
	note := regexp.MustCompile(`"note": "[^"]`).FindString(content)
	for _, test := range []struct {
		name, old, new string
		lines          []string // how the lines of the output begin
	}{
		{"a result", `"rows": [`, `"rows": [null, `, []string{"/digest: the file says ", "/results/trace/rows/0: the file says null, the method gives {"}},
		{"a note", note, note[:len(note)-1] + "#", []string{"/digest: the file says ", "1 deviation"}},
		{"an answer that there is none of", `"answer": "3"`, `"answer": "8"`, []string{"/digest: ", "/answers/", "2 deviations"}},
	} {
		changed := strings.Replace(content, test.old, test.new, 1)
		if changed == content {
			t.Fatalf("%s: nothing to change", test.name)
		}
		write(t, path, changed)
		code, out, errs := runCommand(t, "verify", path)
		if code != 1 || errs != "" {
			t.Errorf("%s: exit %d, %q", test.name, code, errs)
		}
		lines := strings.Split(strings.TrimSpace(out), "\n")
		for i, want := range test.lines {
			if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
				t.Errorf("%s: line %d of\n%.400s\ndoes not begin with %q", test.name, i+1, out, want)
			}
		}
		if !regexp.MustCompile(`^\d+ deviations?$`).MatchString(lines[len(lines)-1]) {
			t.Errorf("%s: the last line is %q", test.name, lines[len(lines)-1])
		}
	}
}

func TestFilesThatCannotBeVerified(t *testing.T) {
	path, content := sampleExport(t)
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken")
	for name, file := range assessment.Shipped() {
		write(t, filepath.Join(broken, name), strings.Replace(string(file), "default_budget: 8", "default_budget: 0", 1))
	}
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		write(t, path, content)
		return path
	}
	small := `{"model": {"id": "responsible-marketing", "version": "` + model.Version + `"}, "answers": `
	for _, test := range []struct {
		name string
		args []string
		code int
		line string
	}{
		{"no file", []string{"verify"}, 2, "--help"},
		{"missing file", []string{"verify", filepath.Join(dir, "none.json")}, 2, "none.json"},
		{"a folder", []string{"score", dir}, 2, dir},
		{"no JSON", []string{"verify", file("text.json", "dear all")}, 2, "text.json: invalid character"},
		{"half a file", []string{"verify", file("half.json", content[:len(content)/2])}, 2, "it ends too early"},
		{"no export", []string{"score", file("other.json", "{}")}, 2, "/model: id and version are missing"},
		{"unknown field", []string{"score", file("typo.json", small+`{"data.origin.source": {"anwser": "3"}}}`)}, 2, "no such field: /answers/data.origin.source/anwser"},
		{"unknown question", []string{"score", file("question.json", small+`{"data.sauce": {"answer": "3"}}}`)}, 2, "/answers/data.sauce: the model has no such question"},
		{"another version", []string{"verify", file("version.json", strings.Replace(content, `"version": "`+model.Version+`"`, `"version": "0.9.0"`, 1))}, 65, "0.9.0"},
		{"another digest", []string{"score", file("digest.json", strings.ReplaceAll(content, model.Digest, strings.Repeat("0", 64)))}, 65, "--model"},
		{"another method", []string{"score", file("method.json", strings.Replace(content, "lauter-score/1", "lauter-score/2", 1))}, 65, "lauter-score/2"},
		{"no such folder", []string{"verify", "--model", filepath.Join(dir, "none"), path}, 2, "none"},
		{"a broken model", []string{"verify", "--model", broken, path}, 65, "a budget is at least 1 point"},
	} {
		code, out, errs := runCommand(t, test.args...)
		if code != test.code || !strings.Contains(errs, test.line) || strings.Count(errs, "\n") != 1 || out != "" {
			t.Errorf("%s: exit %d, want %d; %q, want one line with %q; %q", test.name, code, test.code, errs, test.line, out)
		}
	}
}

func TestScoreReadsStandardInput(t *testing.T) {
	path, _ := sampleExport(t)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	was := os.Stdin
	os.Stdin = f
	defer func() { os.Stdin = was }()
	if code, out, errs := runCommand(t, "score", "-"); code != 0 || !strings.Contains(out, `"scopes"`) {
		t.Errorf("exit %d, %q, %.100q", code, errs, out)
	}
}
