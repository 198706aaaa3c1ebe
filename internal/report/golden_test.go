package report

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/internal/locale"
	"lauter/internal/pdf/pdftest"
	"lauter/internal/wording"
)

var update = flag.Bool("update", false, "write testdata/*.txt anew; read all of it before you commit it")

// What a screen reader reads, in its order, word by word.
func TestReportsReadAsWritten(t *testing.T) {
	for _, s := range samples(t) {
		if s.opt.Paper != A4 || s.name != "full" && s.name != "quick" {
			continue
		}
		root, err := pdftest.Tree(s.data)
		if err != nil {
			t.Fatal(err)
		}
		got, name := root.String(), filepath.Join("testdata", s.name+"."+string(s.lang)+".txt")
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%v: -want +got\n%s", s, diff)
		}
	}
}

// One heading of the first level, above those of the second.
func TestHeadingsKeepTheirOrder(t *testing.T) {
	for _, s := range samples(t) {
		root, err := pdftest.Tree(s.data)
		if err != nil {
			t.Fatal(err)
		}
		first, second := root.Find("H1"), root.Find("H2")
		if len(first) != 1 || len(second) < 5 || len(root.Find("H3")) > 0 {
			t.Errorf("%v: %d headings of the first level, %d of the second", s, len(first), len(second))
		}
		all := root.String()
		if strings.Index(all, "H1 ") > strings.Index(all, "H2 ") {
			t.Errorf("%v: a heading of the second level before the first", s)
		}
	}
}

// The text in the place of a picture says what is found, and the same numbers stand beside it.
func TestPicturesSayTheFinding(t *testing.T) {
	for _, s := range samples(t) {
		root, err := pdftest.Tree(s.data)
		if err != nil {
			t.Fatal(err)
		}
		w, b := wording.New(s.f, locale.For(s.lang)), wording.New(s.f, locale.For(s.lang)).Balance()
		var alts []string
		for _, figure := range root.Find("Figure") {
			alts = append(alts, figure.Alt)
		}
		all, said := strings.Join(alts, "\n"), squeezed(spoken(t, s.data))
		if s.f.Overall.Score != nil && !strings.Contains(all, w.Hundredths(s.f.Overall.Score)) {
			t.Errorf("%v: no picture says the score: %q", s, alts)
		}
		if b.Shown && !(strings.Contains(all, b.Quadrant) && strings.Contains(all, b.Numbers) && strings.Contains(said, squeezed(b.Numbers))) {
			t.Errorf("%v: the balance is not said: %q", s, alts)
		}
		if !b.Shown && !strings.Contains(said, squeezed(b.Hidden)) {
			t.Errorf("%v: does not say why there is no balance", s)
		}
	}
}
