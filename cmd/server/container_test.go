package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestContainer runs the program as the image does: static, alone in an empty root, as an unprivileged user.
func TestContainer(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("chroot needs root")
	}
	for _, name := range []string{"bash", "chroot", "ldd", "curl"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), "../../.ci/container").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "ready, answered, printed, stopped") {
		t.Errorf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}
