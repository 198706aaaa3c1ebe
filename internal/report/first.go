package report

import (
	"strconv"

	"lauter/internal/pdf"
)

// titleWidth is the width of the titles of actions beside their first steps.
const titleWidth = 168

// firstSteps say with what each of the next actions begins.
func (r *report) firstSteps() {
	next := r.f.Next.Actions
	if len(next) == 0 {
		return
	}
	r.ownPage()
	r.space(14)
	sect := r.doc.Root().Add(pdf.Sect)
	heading := stack(
		r.heading(sect, r.width, r.p.T("report.first30"), r.look.heading), gap(1),
		r.text(sect, r.width, run(r.p.T("report.first30.lead"), r.look.smallMuted)), gap(5),
	)
	list := sect.Add(pdf.List)
	list.Ordered = true
	for i, a := range next {
		action, _ := r.f.Model.Action(a.Action)
		item := list.Add(pdf.Item)
		number := words(item.Add(pdf.Mark), pdf.Line(strconv.Itoa(i+1), r.look.smallStrong))
		body := item.Add(pdf.Body)
		width := r.width - actionIndent - titleWidth - actionGap
		row := stack(
			shape(r.hairline(0, 0, r.width), r.look.hairline), gap(r.look.rowPad),
			beside(
				sized{actionIndent, number},
				sized{titleWidth + actionGap, r.text(body, titleWidth, run(r.p.Text(action.Title), r.look.smallStrong))},
				sized{width, r.text(body, width, run(r.p.Text(action.First30), r.look.small))},
			),
			gap(r.look.rowPad),
		)
		r.place(heading, row)
		heading = gap(0)
	}
}

// ownPage leaves the first page to the decision.
func (r *report) ownPage() {
	if len(r.doc.Pages()) == 1 || r.room() < r.size[1]/3 {
		r.newPage()
	}
}
