package chart

import (
	"strings"
	"testing"
)

func trendOf(r Reading) Scene {
	return Trend("t", 260, []TrendPoint{{Reading: r, Label: "2.1"}, {Reading: Reading{}, Joined: true}, {Reading: Reading{Score: 5, High: 5, Level: 5}, Label: "5.0"}, {Reading: r, Joined: true}}, TrendWords{Title: "Trend", Alt: "a", First: "2026", Last: "2027"})
}

func wayOf(r Reading) Scene {
	return Trajectory("w", 260, []Point{{1, 5}, {r.Score, r.Score}, {5, 1}, {r.Score, 5}}, 3, QuadrantWords{Title: "Way", Alt: "a", X: "x", Y: "y"})
}

func TestTrendScenesAsSVG(t *testing.T) {
	scenes := []Scene{
		Trend("overall", 260, []TrendPoint{
			{Reading: Reading{Score: 1.9, High: 3.2, Level: 0}, Label: "1.9"},
			{Reading: Reading{Score: 2.31, High: 2.31, Level: 2}, Label: "2.3"},
			{Reading: Reading{Score: 3.04, High: 3.04, Level: 3}, Label: "3.0", Joined: true},
		}, TrendWords{"Overall", "From 1.9 to 3.0", "Round 1", "Round 3"}),
		Trend("one", 260, []TrendPoint{{Reading: Reading{Score: 2, High: 2, Level: 2}, Label: "2.0"}}, TrendWords{"One", "2.0", "Round 1", ""}),
		Marks("marks", 160, 24, []Reading{{Score: 3.25, High: 3.5, Level: 3}, {Score: 2.5, High: 2.5, Level: 2}, {}, {Score: 4, High: 4, Level: 4}}),
		MarkSign(3),
		Trajectory("way", 260, []Point{{2, 3.5}, {2.4, 3.6}, {}, {3.2, 3.1}, {4, 3.9}}, 3, QuadrantWords{"Balance", "From 2.0 to 4.0", "Protection", "Benefit", "Scattergun", "Untapped trust", "Personalising at risk", "Trusted relevance"}),
	}
	var b strings.Builder
	for _, s := range scenes {
		b.WriteString(strings.ReplaceAll(s.SVG(), "><", ">\n<") + "\n\n")
	}
	golden(t, "testdata/trend.svg.txt", b.String())
}

func TestTrendsLieInsideThePicture(t *testing.T) {
	for _, r := range readings(300) {
		for name, s := range map[string]Scene{
			"trend": trendOf(r), "way": wayOf(r), "marks": Marks("m", 160, 24, []Reading{r, {Score: 1, High: 1, Level: 1}, {Score: 5, High: 5, Level: 5}, r}),
		} {
			for _, p := range corners(s.Shapes, Point{}) {
				if p.X < -1e-9 || p.X > s.Width+1e-9 || p.Y < -1e-9 || p.Y > s.Height+1e-9 {
					t.Fatalf("%s of %+v: %+v lies outside of %v × %v", name, r, p, s.Width, s.Height)
				}
			}
			for _, l := range s.Labels {
				if l.X < 0 || l.X > s.Width || l.Y-0.75*l.Size < 0 || l.Y > s.Height {
					t.Fatalf("%s of %+v: label %+v lies outside of %v × %v", name, r, l, s.Width, s.Height)
				}
			}
		}
	}
}

// lines counts the lines of a class.
func lines(s Scene, class string) int {
	n := 0
	for _, shape := range s.Shapes {
		if l, ok := shape.(Line); ok && l.Class == class {
			n++
		}
	}
	return n
}

// A line is a claim that two rounds can be compared.
func TestNoLineBetweenWhatCannotBeCompared(t *testing.T) {
	score := func(joined bool) TrendPoint {
		return TrendPoint{Reading: Reading{Score: 2, High: 2, Level: 2}, Joined: joined}
	}
	none := TrendPoint{Joined: true}
	for _, test := range []struct {
		points []TrendPoint
		want   int
	}{
		{[]TrendPoint{score(true)}, 0},
		{[]TrendPoint{score(false), score(true)}, 1},
		{[]TrendPoint{score(false), score(false)}, 0},
		{[]TrendPoint{score(false), none, score(true)}, 0},
		{[]TrendPoint{score(false), score(true), score(false), score(true)}, 2},
	} {
		if got := lines(Trend("t", 200, test.points, TrendWords{}), "path"); got != test.want {
			t.Errorf("%+v: %d lines, want %d", test.points, got, test.want)
		}
	}
	if got := lines(Trajectory("w", 260, []Point{{1, 1}, {}, {5, 5}}, 3, QuadrantWords{}), "path"); got != 0 {
		t.Errorf("%d lines across a round without a balance", got)
	}
	if got := lines(Trajectory("w", 260, []Point{{3, 3}, {3, 3}}, 3, QuadrantWords{}), "path"); got != 0 {
		t.Errorf("%d lines between equal points", got)
	}
}

// Rounds go from left to right, equally far apart.
func TestRoundsAreEquallyFarApart(t *testing.T) {
	for n := 2; n < 9; n++ {
		step := trendX(1, n, 300) - trendX(0, n, 300)
		for i := 1; i < n; i++ {
			if got := trendX(i, n, 300) - trendX(i-1, n, 300); step <= 0 || got-step > 1e-9 || step-got > 1e-9 {
				t.Errorf("round %d of %d is %v after the one before, others %v", i, n, got, step)
			}
		}
	}
}

// Two rounds that lie together have one place for their numbers, and both can be read.
func TestNumbersOfRoundsStandSideBySide(t *testing.T) {
	words := QuadrantWords{Title: "Way", Alt: "a", X: "x", Y: "y"}
	numbers := func(points ...Point) (all []string) {
		for _, l := range Trajectory("w", 260, points, 3, words).Labels {
			if l.Class == "strong" && l.Size == axisSize {
				all = append(all, l.Text)
			}
		}
		return all
	}
	if got := numbers(Point{2.79, 3.1}, Point{2.8, 3.1}, Point{4, 4}); len(got) != 2 || got[0] != "1, 2" || got[1] != "3" {
		t.Errorf("numbers %q", got)
	}
	if got := numbers(Point{2, 3}, Point{2.5, 3}); len(got) != 2 {
		t.Errorf("numbers of rounds apart: %q", got)
	}
}
