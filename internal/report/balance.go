package report

import (
	"lauter/internal/chart"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// The measures of the pictures.
const (
	quadrantWidth = 218
	quadrantQuick = 176 // in a quick scan, which has three pages
	quadrantUnits = 250 // two names of fields stand beside each other
	quadrantGap   = 28
	radarHeight   = 236
	radarScale    = 0.85
)

// balance is the second reading of the answers: a point among four fields, beside what it means. Where it may not be
// shown, only the reason stands here.
func (r *report) balance() {
	b := r.words.Balance()
	r.space(12)
	sect := r.doc.Root().Add(pdf.Sect)
	heading := func(width float64) block {
		return stack(r.heading(sect, width, b.Title, r.look.heading), gap(4))
	}
	if !b.Shown {
		r.place(heading(r.width), r.text(sect, r.width, run(b.Hidden, r.look.small)))
		return
	}
	size := float64(quadrantWidth)
	if r.quick() {
		size = quadrantQuick
	}
	width := r.width - size - quadrantGap
	said := []block{heading(width), r.text(sect, width, run(b.Quadrant, r.look.strong)), gap(2)}
	for _, text := range []string{b.Numbers, b.TiltText, b.Tell, b.Border, b.Gaps} {
		if text != "" {
			said = append(said, r.text(sect, width, run(text, r.look.small)), gap(4))
		}
	}
	for _, text := range b.FinePrint {
		said = append(said, r.text(sect, width, run(text, r.look.fine)), gap(2))
	}
	field := picture(sect, shrunk(r.quadrant(b), size/quadrantUnits), r.look.palette)
	r.place(beside(sized{width + quadrantGap, stack(said...)}, sized{size, field}))
}

// quadrant is the scene of the balance.
func (r *report) quadrant(b wording.BalanceWords) chart.Scene {
	words := chart.QuadrantWords{
		Title: b.Title, Alt: b.Quadrant + ". " + b.Numbers, X: b.Compliance.Name, Y: b.Personalisation.Name,
		Neither: b.Fields.Neither, HighX: b.Fields.Compliance, HighY: b.Fields.Personalisation, Both: b.Fields.Both,
	}
	x, _ := r.f.Balance.Compliance.Float64()
	y, _ := r.f.Balance.Personalisation.Float64()
	cut, _ := r.f.Model.Balance.Cut.Float64()
	return chart.Quadrant("balance", quadrantUnits, x, y, cut, words)
}

// profile is the radar of the capabilities. It is left out where it would claim a shape that nobody knows: in a quick
// scan, which asks one question of each, and as long as the result has no level.
func (r *report) profile() {
	if r.quick() || r.f.Overall.Status != scoring.Rated {
		return
	}
	var axes []chart.RadarAxis
	for _, c := range r.f.Capabilities {
		axes = append(axes, chart.RadarAxis{Name: r.words.ScopeName(c.Scope), Reading: reading(c).Toward(r.f.TargetLevel(c.Scope))})
	}
	title, finding := r.p.T("report.profile"), r.extremes()
	scene := chart.Radar("profile", r.width/radarScale, radarHeight/radarScale, axes, title, finding)
	r.space(12)
	sect := r.doc.Root().Add(pdf.Sect)
	r.place(
		r.heading(sect, r.width, title, r.look.heading), gap(2),
		r.text(sect, r.width, run(finding+" "+r.p.T("report.profile.numbers"), r.look.small)), gap(8),
		picture(sect, r.wrapped(shrunk(scene, radarScale)), r.look.palette),
	)
}

// wrapped puts labels that would run out of a scene on two lines, and the one above the middle clear of its neighbours.
func (r *report) wrapped(s chart.Scene) chart.Scene {
	var labels []chart.Label
	for _, l := range s.Labels {
		if l.Anchor == chart.Middle {
			l.Y -= 0.6 * l.Size
		}
		room := s.Width - l.X
		if l.Anchor == chart.End {
			room = l.X
		}
		style := r.look.palette.Label(l.Class)
		style.Size = l.Size
		first, second := l, l
		if first.Text, second.Text = halves(l.Text); second.Text == "" || pdf.Line(l.Text, style).Width <= room {
			labels = append(labels, l)
			continue
		}
		first.Y -= 0.6 * l.Size
		second.Y += 0.6 * l.Size
		labels = append(labels, first, second)
	}
	s.Labels = labels
	return s
}

// halves cuts a text at the space nearest to its middle.
func halves(s string) (first, second string) {
	cut := -1
	for i, c := range s {
		if c == ' ' && (cut < 0 || abs(2*i-len(s)) < abs(2*cut-len(s))) {
			cut = i
		}
	}
	if cut < 0 {
		return s, ""
	}
	return s[:cut], s[cut+1:]
}

func abs(n int) int { return max(n, -n) }

// extremes names the capabilities with the highest and the lowest score.
func (r *report) extremes() string {
	var high, low []scoring.Result
	for _, c := range r.f.Capabilities {
		if c.Score == nil {
			continue
		}
		high = leading(high, c, 1)
		low = leading(low, c, -1)
	}
	if len(high) == 0 {
		return ""
	}
	if high[0].Score.Cmp(low[0].Score) == 0 {
		return r.p.T("report.profile.even", "Score", r.words.Hundredths(high[0].Score))
	}
	return r.p.T("report.profile.ends",
		"High", r.names(high), "HighScore", r.words.Hundredths(high[0].Score),
		"Low", r.names(low), "LowScore", r.words.Hundredths(low[0].Score))
}

// leading keeps the results whose score is farthest in a direction; there may be several.
func leading(so []scoring.Result, c scoring.Result, direction int) []scoring.Result {
	if len(so) > 0 {
		switch order := direction * c.Score.Cmp(so[0].Score); {
		case order < 0:
			return so
		case order > 0:
			return []scoring.Result{c}
		}
	}
	return append(so, c)
}

func (r *report) names(results []scoring.Result) string {
	var names []string
	for _, c := range results {
		names = append(names, r.words.ScopeName(c.Scope))
	}
	return r.p.List(names)
}

// shrunk is a scene in another size, its text and marks included.
func shrunk(s chart.Scene, by float64) chart.Scene {
	small := s
	small.Width, small.Height = by*s.Width, by*s.Height
	small.Shapes = make([]chart.Shape, len(s.Shapes))
	for i, shape := range s.Shapes {
		switch x := shape.(type) {
		case chart.Rect:
			x.X, x.Y, x.W, x.H, x.Radius = by*x.X, by*x.Y, by*x.W, by*x.H, by*x.Radius
			small.Shapes[i] = x
		case chart.Circle:
			x.X, x.Y, x.R = by*x.X, by*x.Y, by*x.R
			small.Shapes[i] = x
		case chart.Line:
			x.X1, x.Y1, x.X2, x.Y2 = by*x.X1, by*x.Y1, by*x.X2, by*x.Y2
			small.Shapes[i] = x
		case chart.Polygon:
			points := make([]chart.Point, len(x.Points))
			for n, at := range x.Points {
				points[n] = chart.Point{X: by * at.X, Y: by * at.Y}
			}
			small.Shapes[i] = chart.Polygon{Points: points, Class: x.Class}
		default:
			small.Shapes[i] = shape // these pictures have no groups
		}
	}
	small.Labels = make([]chart.Label, len(s.Labels))
	for i, l := range s.Labels {
		l.X, l.Y, l.Size = by*l.X, by*l.Y, by*l.Size
		small.Labels[i] = l
	}
	return small
}
