package pdf

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/internal/chart"
	"lauter/internal/pdf/pdftest"
)

// drawn returns the content of a page.
func drawn(draw func(p *Page)) string {
	p := New(Info{}).AddPage([2]float64{200, 100})
	p.Artifact(LayoutArtifact, func() { draw(p) })
	return strings.Join(strings.Fields(string(p.content)), " ")
}

func TestShapes(t *testing.T) {
	red, none := Hex(0xff0000), Look{}
	tests := []struct {
		name  string
		shape chart.Shape
		look  Look
		want  string
	}{
		{"rectangle", chart.Rect{X: 10, Y: 20, W: 30, H: 5}, Look{Fill: red}, "1 0 0 rg 10 75 30 5 re f"},
		{"line", chart.Line{X1: 1, Y1: 2, X2: 3, Y2: 4}, Look{Stroke: red, Width: 0.5}, "1 0 0 RG 0.5 w 1 98 m 3 96 l S"},
		{"dashes", chart.Line{X2: 3}, Look{Stroke: red, Width: 1, Dash: 2}, "1 0 0 RG 1 w [2]0 d 0 100 m 3 100 l S []0 d"},
		{"polygon", chart.Polygon{Points: []chart.Point{{X: 0, Y: 0}, {X: 4, Y: 0}, {X: 0, Y: 4}}}, Look{Fill: red, Stroke: red, Width: 1}, "1 0 0 rg 1 0 0 RG 1 w 0 100 m 4 100 l 0 96 l h B"},
		{"nothing", chart.Rect{W: 1, H: 1}, none, ""},
	}
	for _, test := range tests {
		got := drawn(func(p *Page) { p.Shape(test.shape, test.look) })
		got = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(got, "/Artifact<</Type/Layout>>BDC"), "EMC"))
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// Round corners and circles stay inside their box and touch it.
func TestCurvesTouchTheirBox(t *testing.T) {
	got := drawn(func(p *Page) { p.Shape(chart.Circle{X: 50, Y: 40, R: 10}, Look{Fill: ink}) })
	for _, place := range []string{"60 60 m", "50 50 c", "40 60 c", "50 70 c", "60 60 c"} {
		if !strings.Contains(got, place) {
			t.Errorf("the circle does not go through %s: %s", place, got)
		}
	}
}

// The picture on paper is the picture on the page: every shape and label lies where the scene says, moved as a whole.
func TestSceneLiesWhereItIsPut(t *testing.T) {
	scene := chart.Scale("s", 300, chart.Reading{Score: 2.5, High: 3, Level: 2}, 3, chart.ScaleWords{Score: "2,5", Levels: [5]string{"a", "b", "c", "d", "e"}})
	d := New(Info{Title: "t", Lang: "de"})
	p := d.AddPage(A4)
	figure := d.Root().Add(Figure)
	figure.Alt, figure.Box = "a", Box{40, 100, scene.Width, scene.Height}
	p.Tag(figure, func() { p.Scene(scene, 40, 100, samplePalette) })
	first := scene.Shapes[0].(chart.Rect)
	if want := "40 " + number(p.Height-100-first.Y-first.H) + " " + number(first.W) + " 9 re"; !bytes.Contains(p.content, []byte(want)) {
		t.Errorf("the first rectangle is not at %s", want)
	}
	lines, err := pdftest.Lines(encode(t, d))
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != len(scene.Labels) {
		t.Fatalf("%d labels, want %d", len(lines), len(scene.Labels))
	}
	for i, l := range scene.Labels {
		at := lines[i].X - 40
		switch l.Anchor {
		case chart.Middle:
			at += lines[i].Width / 2
		case chart.End:
			at += lines[i].Width
		}
		if diff := at - l.X; diff > 0.1 || diff < -0.1 {
			t.Errorf("%q lies at %v, want %v", l.Text, at, l.X)
		}
		if diff := lines[i].Y - 100 - l.Y; diff > 0.1 || diff < -0.1 {
			t.Errorf("%q stands on %v, want %v", l.Text, lines[i].Y-100, l.Y)
		}
	}
}

func TestOutline(t *testing.T) {
	d := New(Info{Title: "t", Lang: "de"})
	p := d.AddPage(A4)
	p.Tag(d.Root().Add(H1), func() { p.Text(Line("t", style(10)), 50, 50) })
	for _, m := range []struct {
		level int
		title string
	}{{1, "A"}, {2, "A1"}, {2, "A2"}, {3, "A2x"}, {1, "B"}, {2, "B1"}} {
		p.Bookmark(m.level, m.title, 0)
	}
	got, err := pdftest.Bookmarks(encode(t, d))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"A", "  A1", "  A2", "    A2x", "B", "  B1"}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
