package report

import (
	"os"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	for _, s := range samples(t) {
		n := strings.ReplaceAll(strings.ReplaceAll(s.name, " ", "_"), ",", "")
		os.WriteFile("/tmp/rep/"+n+"-"+string(s.opt.Paper)+"-"+string(s.lang)+".pdf", s.data, 0o644)
	}
}
