package templates

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"lauter/internal/chart"
	"lauter/internal/scoring"
)

// Widths for which charts are laid out, in units of the drawing. On the page they are stretched.
const (
	scaleWidth = 600
	meterWidth = 300
	rowWidth   = 400
	rowHeight  = 30
	axisHeight = 20
)

// scale is the scale from 1 to 5 with a result on it.
func (v ResultsView) scale(p Page, r scoring.Result) chart.Scene {
	words := chart.ScaleWords{Title: v.Words.ScopeName(r.Scope), Alt: v.scaleAlt(p, r), Score: v.Words.Range(r)}
	for i := range words.Levels {
		words.Levels[i] = v.Words.LevelName(i + 1)
	}
	locked := 0
	if held(r) {
		locked = r.Level + 1
	}
	return chart.Scale("scale", scaleWidth, reading(r), locked, words)
}

func reading(r scoring.Result) chart.Reading { return chart.NewReading(r.Score, r.High, r.Level) }

// scaleAlt says in words what the scale shows.
func (v ResultsView) scaleAlt(p Page, r scoring.Result) string {
	low, high := v.Words.Hundredths(r.Score), v.Words.Hundredths(r.High)
	switch {
	case ranged(r):
		return p.T("chart.range", "Low", low, "High", high)
	case held(r):
		return p.T("chart.held", "Score", low, "Level", r.Level)
	}
	return p.T("chart.score", "Score", low)
}

// field is the drawing of the balance: protection to the right, personalisation value upwards, both from 1 to 5.
type field struct {
	side, left float64 // of the square, in units of the drawing
}

var balancePlot = field{side: 280, left: 26}

func (f field) x(score *big.Rat) string { return coordinate(f.left + f.along(score)) }

func (f field) y(score *big.Rat) string { return coordinate(f.side - f.along(score)) }

func (f field) along(score *big.Rat) float64 {
	x, _ := score.Float64()
	return (x - 1) / 4 * f.side
}

func coordinate(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// band is the outline of the diagonal stretch in which both sides count as even.
func (f field) band(width *big.Rat) string {
	w, _ := width.Float64()
	w *= f.side / 4
	left, right, end := f.left, f.left+f.side, f.side
	points := [][2]float64{{left, end}, {left, end - w}, {right - w, 0}, {right, 0}, {right, w}, {left + w, end}}
	text := make([]string, len(points))
	for i, point := range points {
		text[i] = coordinate(point[0]) + "," + coordinate(point[1])
	}
	return strings.Join(text, " ")
}

// corner is the name of a field of the balance in two lines, and where it stands.
type corner struct {
	x, y, anchor  string
	first, second string
	own           bool // the point lies here
}

func (v ResultsView) corners(p Page) []corner {
	var all []corner
	texts := v.Model.Texts.Balance.Quadrants
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		q := texts[key]
		c := corner{x: coordinate(balancePlot.left + 10), y: "266", anchor: "start", own: key == v.Balance.Quadrant}
		if q.Compliance == "high" {
			c.x, c.anchor = coordinate(balancePlot.left+balancePlot.side-10), "end"
		}
		c.first, c.second = halves(p.Text(q.Name))
		if q.Personalisation == "high" {
			c.y = "20"
		} else if c.second != "" {
			c.y = "251"
		}
		all = append(all, c)
	}
	return all
}

// halves breaks a name before its last word.
func halves(name string) (first, second string) {
	if at := strings.LastIndexByte(name, ' '); at > 0 {
		return name[:at], name[at+1:]
	}
	return name, ""
}
