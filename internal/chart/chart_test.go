package chart

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew; look at them before you commit")

var levelNames = [Levels]string{"Ad hoc", "Emerging", "Defined", "Managed", "Leading"}

func words(score string) ScaleWords {
	return ScaleWords{Title: "Score", Alt: "Score " + score + " on a scale from 1 to 5", Score: score, Levels: levelNames}
}

// every is one scene of each kind for a reading.
func every(r Reading) map[string]Scene {
	return map[string]Scene{
		"scale":    Scale("scale", 360, r, min(Levels, r.Level+1), words("2.8 to 2.9")),
		"meter":    Meter("meter", 160, r, "Data", "Data 2.8"),
		"dot":      DotRow("dot", 120, 18, r),
		"axis":     DotAxis("axis", 120, 18),
		"radar":    Radar("radar", 500, 320, []RadarAxis{{"A", r}, {"B", Reading{Score: 5, High: 5, Level: 5}}, {"C", Reading{}}, {"D", r}}, "Radar", "All"),
		"quadrant": Quadrant("quadrant", 260, r.Score, 5-r.Score/2, 3, QuadrantWords{Title: "Balance", Alt: "b", X: "Protection", Y: "Benefit"}),
	}
}

func TestScenesAsSVG(t *testing.T) {
	var b strings.Builder
	scenes := []Scene{
		Scale("held", 400, Reading{Score: 2.82, High: 2.91, Level: 2}, 3, words("2.8 to 2.9")),
		Scale("open", 400, Reading{Score: 1.9, High: 3.2, Level: 0}, 0, words("1.9 to 3.2")),
		Scale("none", 400, Reading{}, 0, words("–")),
		Scale("top", 400, Reading{Score: 5, High: 5, Level: 5}, 0, words("5.0")),
		Meter("m", 160, Reading{Score: 3.25, High: 3.5, Level: 2}, "Data", "Data 3.2"),
		DotRow("r", 120, 18, Reading{Score: 2, High: 2.5, Target: 3}),
		DotAxis("a", 120, 18),
		Radar("radar", 480, 300, []RadarAxis{{"Origin & lawful basis", Reading{Score: 4, High: 4, Level: 4, Target: 5}}, {"Quality", Reading{Score: 2.5, High: 3, Target: 3}}, {"Purpose", Reading{Score: 1, High: 1, Level: 1, Target: 3}}}, "Radar", "Three capabilities"),
		Quadrant("q", 260, 3.4, 2.2, 3, QuadrantWords{"Balance", "Protection 3.4, benefit 2.2", "Protection", "Benefit", "Scattergun", "Untapped trust", "Personalising at risk", "Trusted relevance"}),
	}
	for _, s := range scenes {
		b.WriteString(strings.ReplaceAll(s.SVG(), "><", ">\n<") + "\n\n")
	}
	golden(t, "testdata/scenes.svg.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
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
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

// readings are scores with a range and the level that they may have, the ends of the scale included.
func readings(n int) []Reading {
	random := rand.New(rand.NewPCG(1, 2))
	all := []Reading{
		{}, {Target: 3}, {Score: 1, High: 1, Level: 1, Target: 1}, {Score: 1, High: 5}, {Score: 5, High: 5, Level: 5, Target: 5}, {Score: 5, High: 5},
		{Score: 1, High: 1},
	}
	for len(all) < n {
		score := 1 + 4*random.Float64()
		all = append(all, Reading{Score: score, High: score + (5-score)*random.Float64(), Level: random.IntN(int(score) + 1)})
	}
	return all
}

func TestEverythingLiesInsideThePicture(t *testing.T) {
	for _, r := range readings(300) {
		for name, s := range every(r) {
			for _, p := range corners(s.Shapes, Point{}) {
				if p.X < -1e-9 || p.X > s.Width+1e-9 || p.Y < -1e-9 || p.Y > s.Height+1e-9 {
					t.Fatalf("%s of %+v: %+v lies outside of %v × %v", name, r, p, s.Width, s.Height)
				}
			}
			for _, l := range s.Labels {
				if l.X < 0 || l.X > s.Width || l.Y-0.7*l.Size < 0 || l.Y > s.Height {
					t.Fatalf("%s of %+v: label %+v lies outside of %v × %v", name, r, l, s.Width, s.Height)
				}
			}
		}
	}
}

// corners are the outermost points of shapes.
func corners(shapes []Shape, origin Point) []Point {
	var all []Point
	add := func(x, y float64) { all = append(all, Point{origin.X + x, origin.Y + y}) }
	for _, shape := range shapes {
		switch s := shape.(type) {
		case Rect:
			add(s.X, s.Y)
			add(s.X+s.W, s.Y+s.H)
		case Circle:
			add(s.X-s.R, s.Y-s.R)
			add(s.X+s.R, s.Y+s.R)
		case Line:
			add(s.X1, s.Y1)
			add(s.X2, s.Y2)
		case Polygon:
			for _, p := range s.Points {
				add(p.X, p.Y)
			}
		case Group:
			all = append(all, corners(s.Shapes, Point{origin.X + s.X, origin.Y + s.Y})...)
		}
	}
	return all
}

func TestLengthsAreNeverNegative(t *testing.T) {
	for _, r := range readings(300) {
		for name, s := range every(r) {
			for _, shape := range s.Shapes {
				if rect, ok := shape.(Rect); ok && (rect.W < 0 || rect.H < 0) {
					t.Fatalf("%s of %+v has a rectangle of %v × %v", name, r, rect.W, rect.H)
				}
			}
		}
	}
}

// A higher score lies further to the right, and equal steps are equally long.
func TestPlacesGrowWithTheScore(t *testing.T) {
	place := map[string]func(Reading) float64{
		"scale": func(r Reading) float64 { return circleOf(Scale("s", 300, r, 0, words(""))).X },
		"dot":   func(r Reading) float64 { return circleOf(DotRow("d", 120, 20, r)).X },
		"meter": func(r Reading) float64 { return fillOf(Meter("m", 120, r, "", "")).W },
		"quadrant": func(r Reading) float64 {
			return circleOf(Quadrant("q", 200, r.Score, 1, 3, QuadrantWords{})).X
		},
		"quadrant, upwards": func(r Reading) float64 {
			return -circleOf(Quadrant("q", 200, 1, r.Score, 3, QuadrantWords{})).Y
		},
		"radar": func(r Reading) float64 {
			return -circleOf(Radar("r", 500, 300, []RadarAxis{{"", r}}, "", "")).Y
		},
	}
	for name, at := range place {
		step := at(Reading{Score: 1.25, High: 1.25, Level: 1}) - at(Reading{Score: 1, High: 1, Level: 1})
		if step <= 0 {
			t.Errorf("%s: a higher score does not lie further", name)
		}
		for score := 1.25; score <= 5; score += 0.25 {
			got := at(Reading{Score: score, High: score, Level: 1}) - at(Reading{Score: score - 0.25, High: score, Level: 1})
			if math.Abs(got-step) > 1e-9 {
				t.Errorf("%s: the step to %v is %v long, others %v", name, score, got, step)
			}
		}
	}
}

func fillOf(s Scene) Rect { return s.Shapes[len(s.Shapes)-1].(Rect) }

func circleOf(s Scene) Circle {
	for _, shape := range s.Shapes {
		if c, ok := shape.(Circle); ok {
			return c
		}
	}
	return Circle{}
}

// Without a level no colour of a level may show, except pale on the scale itself.
func TestNoLevelNoColour(t *testing.T) {
	for name, s := range every(Reading{Score: 2.5, High: 4, Level: 0}) {
		if name == "radar" {
			continue // has another axis with a level
		}
		for _, shape := range s.Shapes {
			class := ""
			switch x := shape.(type) {
			case Rect:
				class = x.Class
			case Circle:
				class = x.Class
			}
			if strings.Contains(class, "level-") && !strings.HasSuffix(class, " off") {
				t.Errorf("%s: %q without a level", name, class)
			}
		}
	}
}

func TestOnlyFluidScenesAreSharesOfTheWidth(t *testing.T) {
	for name, s := range every(Reading{Score: 2.5, High: 3, Level: 2}) {
		svg := s.SVG()
		if got := strings.Contains(svg, "%"); got != s.Fluid {
			t.Errorf("%s: shares of the width: %v, fluid: %v", name, got, s.Fluid)
		}
		if strings.Contains(svg, "style") {
			t.Errorf("%s carries a style", name)
		}
	}
}

// What people type into names ends up as text and never as markup.
func TestSVGEscapes(t *testing.T) {
	nasty := `<script>&"' </text><!--`
	s := Scale(nasty, 200, Reading{Score: 2, High: 2, Level: 2}, 3, ScaleWords{nasty, nasty, nasty, [Levels]string{nasty}})
	texts := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(s.SVG()))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			texts["<"+x.Name.Local]++
		case xml.CharData:
			texts[string(x)]++
		case xml.Comment, xml.Directive, xml.ProcInst:
			t.Errorf("%T in the picture", x)
		}
	}
	if texts[nasty] != 4 || texts["<script"] != 0 {
		t.Errorf("the text came back as %v", texts)
	}
}

func TestIDsBelongToTheScene(t *testing.T) {
	svg := Meter("one", 100, Reading{}, "a", "b").SVG()
	for _, want := range []string{`aria-labelledby="one-t one-d"`, `<title id="one-t">`, `<desc id="one-d">`} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is missing in %s", want, svg)
		}
	}
	if svg := Meter("one", 100, Reading{}, "", "").SVG(); strings.Contains(svg, "id=") || !strings.Contains(svg, `aria-hidden="true"`) {
		t.Errorf("decoration is told to screen readers: %s", svg)
	}
}

func TestNewReading(t *testing.T) {
	if got, want := NewReading(big.NewRat(5, 2), big.NewRat(3, 1), 2), (Reading{Score: 2.5, High: 3, Level: 2}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := NewReading(nil, nil, 0); got != (Reading{}) {
		t.Errorf("nothing reads as %+v", got)
	}
	if NewReading(big.NewRat(5, 2), big.NewRat(5, 2), 2).open() {
		t.Error("a range without length is open")
	}
}

func TestDecimal(t *testing.T) {
	for x, want := range map[float64]string{0: "0", -0.001: "0", 1: "1", 2.5: "2.5", 1.006: "1.01", 100: "100", -3.25: "-3.25"} {
		if got := decimal(x); got != want {
			t.Errorf("decimal(%v) = %s, want %s", x, got, want)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteSVG(t *testing.T) {
	s := DotAxis("a", 100, 12)
	var b strings.Builder
	if err := s.WriteSVG(&b); err != nil || b.String() != s.SVG() {
		t.Errorf("got %q, %v", b.String(), err)
	}
	if err := s.WriteSVG(full{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v, want the error of the writer", err)
	}
}
