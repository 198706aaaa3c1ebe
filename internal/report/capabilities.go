package report

import (
	"strconv"

	"lauter/assessment"
	"lauter/internal/chart"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// The widths of the table of capabilities; the text takes what is left.
const (
	nameWidth  = 124
	levelWidth = 24
	scoreWidth = 40
	dotWidth   = 66
	cellGap    = 8
)

// capabilities are all capabilities with level, score, place on the scale and what that level looks like. They begin a
// page of their own.
func (r *report) capabilities() {
	r.ownPage()
	r.space(18)
	sect := r.doc.Root().Add(pdf.Sect)
	heading := stack(
		r.heading(sect, r.width, r.p.T("results.capabilities", "Number", len(r.f.Capabilities)), r.look.heading), gap(1),
		r.text(sect, r.width, run(r.p.T("report.legend"), r.look.smallMuted)), gap(5),
	)
	columns := []column{{title: r.p.T("results.capability"), room: nameWidth + cellGap, width: nameWidth}}
	dots := nameWidth + scoreWidth + 2*cellGap
	if !r.quick() { // a quick scan claims no level here
		columns = append(columns, column{title: r.p.T("results.level"), room: levelWidth + cellGap, width: levelWidth})
		dots += levelWidth + cellGap
	}
	text := r.width - float64(dots) - dotWidth - cellGap
	t := r.newTable(sect, append(columns,
		column{title: r.p.T("results.score"), room: scoreWidth + cellGap + dotWidth + cellGap, width: scoreWidth, align: pdf.Right},
		column{title: r.p.T("report.looks"), room: text, width: text},
	))
	t.extra = at(float64(dots), -2, ornament(chart.DotAxis("", dotWidth, 12), r.look.palette))
	head := t.head()
	results := r.f.Capabilities // in the order of the model
	for _, d := range r.f.Model.Dimensions {
		t.group(r.p.Text(d.Name))
		for i, c := range d.Capabilities {
			t.row(func(tr *pdf.Element) []block { return r.capability(tr, c, results[i], t.columns) })
		}
		results = results[len(d.Capabilities):]
	}
	t.place(heading, head)
}

func (r *report) capability(tr *pdf.Element, c *assessment.Capability, result scoring.Result, columns []column) []block {
	th := tr.Add(pdf.Header)
	th.Scope = pdf.RowScope
	cells := []block{words(th, r.set(nameWidth, run(r.p.Text(c.Name), r.look.smallStrong)))}
	if !r.quick() {
		cells = append(cells, r.levelCell(tr.Add(pdf.Cell), result))
	}
	score := r.scoreCell(tr.Add(pdf.Cell), result)
	looks := words(tr.Add(pdf.Cell), r.set(columns[len(columns)-1].width, run(r.looksLike(c, result), r.look.smallMuted)))
	height := max(cells[0].height, score.height, looks.height) + 2*r.look.rowPad
	dots := over(
		at(0, -r.look.rowPad, ornament(chart.DotRow("", dotWidth, height, chart.Reading{}), r.look.palette)),
		ornament(chart.DotRow("", dotWidth, r.look.small.Leading, reading(result).Toward(r.f.TargetLevel(result.Scope))), r.look.palette),
	)
	return append(cells, over(at(scoreWidth+cellGap, 0, dots), score), looks)
}

// scoreCell is the score with the target level below it.
func (r *report) scoreCell(td *pdf.Element, result scoring.Result) block {
	line := pdf.Setting{Width: scoreWidth, Align: pdf.Right}
	score := words(td, line.Set(run(r.tableScore(result), r.look.small)))
	target := r.f.TargetLevel(result.Scope)
	if result.Score == nil || target == 0 {
		return score
	}
	return stack(score, words(td, line.Set(run(r.p.T("report.target", "Level", target), r.look.smallMuted))))
}

// levelCell is the number of the level on its colour, a dash where none may be claimed.
func (r *report) levelCell(td *pdf.Element, result scoring.Result) block {
	const wide, high = 15, 11.5
	if result.Level == 0 {
		return words(td, pdf.Setting{Width: wide, Align: pdf.Center}.Set(run("–", r.look.small)))
	}
	style := r.look.smallStrong
	style.Color = onLevelColors[result.Level]
	number := pdf.Setting{Width: wide, Align: pdf.Center}.Set(run(strconv.Itoa(result.Level), style))
	return over(
		shape(chart.Rect{Y: (number.Height - high) / 2, W: wide, H: high, Radius: 3}, pdf.Look{Fill: levelColors[result.Level]}),
		words(td, number),
	)
}

// tableScore is the score, or its range as long as answers are open.
func (r *report) tableScore(result scoring.Result) string {
	low, high := r.words.Hundredths(result.Score), r.words.Hundredths(result.High)
	if result.Score == nil || result.Missing == 0 {
		return low
	}
	return wording.Span(low, high)
}

// looksLike says what the level held looks like in this capability, or why there is none.
func (r *report) looksLike(c *assessment.Capability, result scoring.Result) string {
	switch {
	case result.Level > 0:
		return r.p.Text(c.Levels[result.Level-1])
	case result.Status == scoring.Rated:
		return r.answerLike(c)
	}
	return r.words.DimensionSentence(result) // of any scope without a level, what is missing
}

// answerLike says what the one answer of a quick scan means.
func (r *report) answerLike(c *assessment.Capability) string {
	for _, q := range c.Questions {
		if a := r.f.Answers[q.ID].Choice; a.Rated() {
			return r.words.AnchorWords(q, a)
		}
	}
	return ""
}
