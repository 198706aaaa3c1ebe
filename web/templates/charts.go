package templates

import (
	"lauter/internal/chart"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// Widths for which charts are laid out, in units of the drawing. On the page they are stretched.
const (
	scaleWidth = 600
	meterWidth = 300
	rowWidth   = 400
	rowHeight  = 30
	axisHeight = 20
	fieldWidth = 250

	profileWidth  = 760
	profileHeight = 470
)

// scale is the scale from 1 to 5 with a result on it.
func (v ResultsView) scale(p *Page, r scoring.Result) chart.Scene {
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
func (v ResultsView) scaleAlt(p *Page, r scoring.Result) string {
	low, high := v.Words.Hundredths(r.Score), v.Words.Hundredths(r.High)
	switch {
	case ranged(r) && low != high:
		return p.T("chart.range", "Low", low, "High", high)
	case held(r):
		return p.T("chart.held", "Score", low, "Level", r.Level)
	}
	return p.T("chart.score", "Score", low)
}

// balance is both sides of the balance as one point among four fields.
func (v ResultsView) balance(b wording.BalanceWords, p *Page) chart.Scene {
	words := quadrantWords(b)
	x, _ := v.Balance.Compliance.Float64()
	y, _ := v.Balance.Personalisation.Float64()
	cut, _ := v.Model.Balance.Cut.Float64()
	return chart.Quadrant("field", fieldWidth, x, y, cut, words)
}

// quadrantWords are the names of the axes and the fields.
func quadrantWords(b wording.BalanceWords) chart.QuadrantWords {
	return chart.QuadrantWords{
		Title: b.Title, Alt: b.Numbers, X: b.Compliance.Name, Y: b.Personalisation.Name,
		Neither: b.Fields.Neither, HighX: b.Fields.Compliance, HighY: b.Fields.Personalisation, Both: b.Fields.Both,
	}
}

// hasProfile says that the capabilities have a shape worth drawing: not in a quick scan, which asks one question of each,
// and not before the result has a level.
func (v ResultsView) hasProfile() bool { return !v.quick() && v.Overall.Status == scoring.Rated }

// profile draws the scores of the capabilities around a centre. The table has the same numbers.
func (v ResultsView) profile(p *Page) chart.Scene {
	var axes []chart.RadarAxis
	for _, r := range v.Findings.Capabilities {
		axes = append(axes, chart.RadarAxis{Name: v.Words.ScopeName(r.Scope), Reading: reading(r).Toward(v.TargetLevel(r.Scope))})
	}
	_, finding := v.Words.Verdict()
	return chart.Radar("profile", profileWidth, profileHeight, axes, p.T("results.radar.title"), finding)
}
