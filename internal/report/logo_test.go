package report

import (
	"bytes"
	"image"
	"image/color"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf/pdftest"
)

// sign is a logo of any shape, clear at its right half.
func sign(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w / 2 {
			m.SetNRGBA(x, y, color.NRGBA{180, 40, 30, 255})
		}
	}
	return m
}

func TestLogoStandsOnTheCover(t *testing.T) {
	long := "Verband der norddeutschen Versand- und Einzelhandelsunternehmen für nachhaltige Lieferketten e. V."
	for _, l := range locale.Langs {
		for _, name := range []string{"", "Nordwind", long} {
			for _, m := range []*image.NRGBA{sign(480, 60), sign(60, 480), sign(1, 1)} {
				f := evaluate(t, assessment.KindFull, name, retailer)
				out := write(t, f, l, Options{Logo: m, Preparer: "Thiel & Partner"})
				for _, fault := range pdftest.Check(out) {
					t.Errorf("%s, %v: %s", l, m.Bounds(), fault)
				}
				tree, err := pdftest.Tree(out)
				if err != nil {
					t.Fatal(err)
				}
				figures := tree.Find("Figure")
				if len(figures) == 0 || figures[0].Alt != "Thiel & Partner" {
					t.Errorf("%s: no figure that says whose logo it is", l)
				}
				if !strings.Contains(tree.All(), locale.For(l).T("report.prepared")) {
					t.Errorf("%s: the report does not say what the logo means", l)
				}
				if !bytes.Equal(out, write(t, f, l, Options{Logo: m, Preparer: "Thiel & Partner"})) {
					t.Error("two renders differ")
				}
			}
		}
	}
}
