package report

import (
	"fmt"
	"os"
	"testing"
)

func TestZZDump(t *testing.T) {
	dir := os.Getenv("DUMP")
	if dir == "" {
		t.Skip()
	}
	for _, s := range samples(t) {
		os.WriteFile(fmt.Sprintf("%s/%s-%s-%s.pdf", dir, s.name, s.lang, s.opt.Paper), s.data, 0o600)
	}
}
