package report

import (
	"lauter/internal/chart"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
)

const dimensionGap = 20

// dimensions are the three parts of the result, side by side.
func (r *report) dimensions() {
	n := float64(len(r.f.Dimensions))
	width := (r.width - (n-1)*dimensionGap) / n
	var columns []sized
	for _, d := range r.f.Dimensions {
		columns = append(columns, sized{width + dimensionGap, r.dimension(d, width)})
	}
	r.space(14)
	r.place(beside(columns...))
}

func (r *report) dimension(d scoring.Result, width float64) block {
	sect := r.doc.Root().Add(pdf.Sect)
	name := r.words.ScopeName(d.Scope)
	score := r.dimensionScore(d)
	title := r.marked(2, name, words(sect.Add(pdf.H2), pdf.Setting{Width: width - score.Width - 8}.Set(run(name, r.look.heading))))
	standing := r.text(sect, width-score.Width-8, run(r.words.StandingShort(d), r.look.smallStrong))
	number := words(sect.Add(pdf.P), score)
	head := over(at(width-score.Width, 3, number), stack(title, gap(1), standing))
	head.height = max(head.height, score.Height+3)
	return stack(
		shape(chart.Line{X2: width}, r.look.rule), gap(5),
		head, gap(5),
		ornament(chart.Meter("", width, reading(d), "", ""), r.look.palette), gap(4),
		r.text(sect, width, run(r.words.DimensionSentence(d), r.look.small)),
	)
}

// dimensionScore is the score, or the range as long as no level may be claimed.
func (r *report) dimensionScore(d scoring.Result) *pdf.Paragraph {
	if d.Status == scoring.Rated {
		return pdf.Setting{}.Set(run(r.words.Score(d.Score), r.look.big), run(" "+r.p.T("results.of"), r.look.of))
	}
	return pdf.Line(r.words.Range(d), r.look.figure)
}
