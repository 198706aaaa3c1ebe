package report

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	for _, s := range samples(t) {
		b := s.write(t)
		n := strings.ReplaceAll(strings.ReplaceAll(s.name, " ", "_"), ",", "")
		os.WriteFile("/tmp/rep/"+n+"-"+string(s.opt.Paper)+"-"+string(s.lang)+".pdf", b, 0o644)
		fmt.Println(s, len(b))
	}
}
