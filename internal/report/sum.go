package report

import (
	"strings"

	"lauter/internal/pdf"
	"lauter/internal/scoring"
)

// The widths of the table of the sum; names take what is left.
const (
	productWidth = 112
	exactWidth   = 92
	partWidth    = 96
)

// sum shows how the score adds up, exactly, and what its level, its range and the confidence in it rest on.
func (r *report) sum() {
	whole, ok := r.f.BreakdownTop(scoring.Overall)
	if !ok || whole.Score == nil {
		return
	}
	r.space(12)
	sect := r.doc.Root().Add(pdf.Sect)
	heading := stack(
		r.heading(sect, r.width, r.p.T("report.sum"), r.look.heading), gap(1),
		r.text(sect, r.width, run(r.p.T("report.sum.lead"), r.look.smallMuted)), gap(5),
	)
	name := r.width - productWidth - exactWidth - partWidth - 3*cellGap
	t := r.newTable(sect, []column{
		{title: r.p.T("report.sum.dimension"), room: name + cellGap, width: name},
		{title: r.p.T("report.sum.product"), room: productWidth + cellGap, width: productWidth, align: pdf.Right},
		{title: r.p.T("report.sum.exact"), room: exactWidth + cellGap, width: exactWidth, align: pdf.Right},
		{title: r.p.T("explain.part"), room: partWidth, width: partWidth, align: pdf.Right},
	})
	head := t.head()
	for _, part := range append(whole.Parts[:len(whole.Parts):len(whole.Parts)], whole) {
		t.row(func(tr *pdf.Element) []block { return r.sumRow(tr, part, name) })
	}
	t.whole = true
	t.place(heading, head)
	five := r.p.T("explain.formula", "Part", r.p.Number(whole.ShownPart), "Missing", r.p.Number(whole.ShownMissing),
		"Five", r.p.Number("5.00"), "Exact", whole.Score.RatString())
	r.place(gap(4), r.text(sect, r.width, run(five, r.look.fine)))
	r.grounds(sect)
}

// sumRow is a dimension, or all of them in the last row.
func (r *report) sumRow(tr *pdf.Element, part scoring.Part, name float64) []block {
	style, number := r.look.small, pdf.Setting{Align: pdf.Right}
	if part.Scope == scoring.Overall {
		style = r.look.smallStrong
	}
	style.Tabular = true
	cell := func(width float64, text string) block {
		number.Width = width
		return words(tr.Add(pdf.Cell), number.Set(run(text, style)))
	}
	th := tr.Add(pdf.Header)
	th.Scope = pdf.RowScope
	cells := []block{words(th, r.set(name, run(r.words.ScopeName(part.Scope), r.look.smallStrong)))}
	if part.Score == nil { // nothing in it applies
		return append(cells, cell(productWidth, "–"), cell(exactWidth, "–"), cell(partWidth, "–"))
	}
	return append(cells,
		cell(productWidth, part.Score.RatString()+"\u00a0×\u00a0"+part.Share.RatString()),
		cell(exactWidth, part.Contribution.RatString()),
		cell(partWidth, r.p.Number(part.ShownPart)),
	)
}

// grounds are, side by side, what the level, the range and the confidence rest on.
func (r *report) grounds(sect *pdf.Element) {
	o := r.f.Overall
	level := r.words.GateSentence(o)
	if len(o.HeldBy) > 0 {
		level = r.p.T("explain.lead.held", "Level", o.ScoreLevel) + " " + r.words.Gaps()
	}
	grounds := [][2]string{
		{r.words.StandingShort(o), level},
		{r.spread(), r.spreadWhy()},
	}
	if c := o.Confidence; c != nil {
		grade := r.p.Text(r.f.Model.Texts.Confidence.Grades[c.Grade])
		grounds = append(grounds, [2]string{r.p.T("results.confidence", "Grade", grade), r.confidenceParts()})
	}
	width := (r.width - 2*dimensionGap) / 3
	var columns []sized
	for _, g := range grounds {
		columns = append(columns, sized{width + dimensionGap, stack(
			r.text(sect, width, run(g[0], r.look.smallStrong)), gap(1),
			r.text(sect, width, run(g[1], r.look.smallMuted)),
		)})
	}
	r.place(gap(8), beside(columns...))
}

// spread is the range in the words of a table, with two places.
func (r *report) spread() string {
	o := r.f.Overall
	low, high := r.words.Hundredths(o.Score), r.words.Hundredths(o.High)
	if o.Missing == 0 || low == high {
		return r.p.T("results.score") + " " + low
	}
	return r.p.T("report.sum.range", "Low", low, "High", high)
}

func (r *report) spreadWhy() string {
	o := r.f.Overall
	if o.Missing == 0 {
		return r.p.T("explain.range.closed")
	}
	return r.p.T("explain.range.open", "N", o.Missing, "All", r.f.Asked-r.f.Excluded, "High", r.words.Hundredths(o.High))
}

// confidenceParts are the three things that confidence rests on, the one that decides marked.
func (r *report) confidenceParts() string {
	var parts []string
	for _, part := range r.words.ConfidenceParts(r.f.Overall) {
		key := "report.sum.part"
		if part.Weakest {
			key = "report.sum.decides"
		}
		parts = append(parts, r.p.T(key, "Name", part.Name, "Value", part.Value))
	}
	return r.p.T("report.sum.parts", "Parts", strings.Join(parts, "; "))
}
