package main

import (
	"strings"
	"testing"

	"lauter/assessment"
)

func TestModelsOfTheDataFolder(t *testing.T) {
	dir := t.TempDir()
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	code, out, errs := runCommand(t, "model", "list", "--data", dir)
	if code != 0 || !strings.Contains(out, m.Version) || !strings.Contains(out, m.Digest) {
		t.Errorf("list: exit %d, %q %q", code, out, errs)
	}
	if code, out, _ := runCommand(t, "model", "use", m.Version, "--data", dir); code != 0 || !strings.Contains(out, m.Version) {
		t.Errorf("use: exit %d, %q", code, out)
	}
	if code, _, errs := runCommand(t, "model", "use", "0.0.1", "--data", dir); code != exitFailed || !strings.Contains(errs, "server model list") {
		t.Errorf("use of what is not there: exit %d, %q", code, errs)
	}
}
