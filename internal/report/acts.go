package report

import (
	"strings"
	"time"

	"lauter/internal/chart"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
)

// The widths of the table of acts; what is open takes what is left.
const (
	actWidth     = 168
	reachedWidth = 60
	barWidth     = 72
	barHeight    = 5
)

// acts are the binding laws that the answers touch, with how many questions on each stand at level 3 or above, and of
// when the rules are. Only counts of answers: nothing here says whether a law is kept.
func (r *report) acts() {
	texts := r.f.Model.Texts.Regulation
	r.space(12)
	sect := r.doc.Root().Add(pdf.Sect)
	lead := r.p.T("regulation.card.lead") + " " + r.p.Text(texts.Lead)
	heading := []block{
		r.heading(sect, r.width, r.p.Text(texts.Title), r.look.heading), gap(1),
		r.text(sect, r.width, run(lead, r.look.smallMuted)), gap(5),
	}
	if r.f.Answered == 0 {
		r.place(append(heading, r.text(sect, r.width, run(r.p.T("regulation.empty"), r.look.small)))...)
		return
	}
	open := r.width - actWidth - reachedWidth - barWidth - 3*cellGap
	t := r.newTable(sect, []column{
		{title: r.p.T("report.acts.law"), room: actWidth + cellGap, width: actWidth},
		{title: r.p.T("report.acts.reached"), room: reachedWidth + barWidth + 2*cellGap, width: reachedWidth},
		{title: r.p.T("report.acts.open"), room: open, width: open},
	})
	head := t.head()
	for _, s := range r.f.Regulation(r.opt.Facts) {
		if s.Act.Binding && s.Applicable > 0 {
			t.row(func(tr *pdf.Element) []block { return r.act(tr, s, open) })
		}
	}
	t.whole = true
	t.place(stack(heading...), head)
	note := r.lawState() + r.p.T("regulation.counted")
	if r.quick() {
		note += " " + r.p.T("regulation.quick.note", "N", r.f.Asked)
	}
	r.place(gap(5), r.text(sect, r.width, run(note, r.look.fine)))
}

func (r *report) act(tr *pdf.Element, s scoring.ActStanding, open float64) []block {
	th := tr.Add(pdf.Header)
	th.Scope = pdf.RowScope
	name := words(th, r.set(actWidth, run(r.p.Text(s.Act.Name), r.look.smallStrong)))
	count := r.p.T("progress.count", "Answered", s.Reached, "Asked", s.Applicable)
	reached := words(tr.Add(pdf.Cell), r.set(reachedWidth, run(count, r.look.small)))
	return []block{
		name,
		over(at(reachedWidth+cellGap, 3, r.bar(s)), reached),
		words(tr.Add(pdf.Cell), r.set(open, run(r.openIn(s), r.look.smallMuted))),
	}
}

// bar is the part of the questions on an act that has reached level 3. The words beside it say the same.
func (r *report) bar(s scoring.ActStanding) block {
	if s.Reached == 0 {
		return shape(chart.Rect{W: barWidth, H: barHeight, Radius: barHeight / 2.0}, shapeLook("track"))
	}
	full := chart.Rect{W: barWidth, H: barHeight, Radius: barHeight / 2.0}
	part := full
	part.W = barWidth * float64(s.Reached) / float64(s.Applicable)
	return over(shape(full, shapeLook("track")), shape(part, pdf.Look{Fill: accent}))
}

// openIn says in a few words what is open in an act.
func (r *report) openIn(s scoring.ActStanding) string {
	var parts []string
	if n := len(s.Gaps); n > 0 {
		parts = append(parts, r.p.T("regulation.card.gaps", "N", n))
	}
	if n := len(s.Open); n > 0 {
		parts = append(parts, r.p.T("regulation.card.open", "N", n))
	}
	if len(parts) == 0 {
		return r.p.T("regulation.card.none")
	}
	return strings.Join(parts, ", ")
}

// lawState says when the rules were checked last.
func (r *report) lawState() string {
	law := r.f.Model.LawState
	if r.opt.Law != nil {
		law = *r.opt.Law
	}
	checked, err := time.Parse(time.DateOnly, law.CheckedOn)
	if err != nil {
		return ""
	}
	return r.p.T("report.law", "Date", r.p.Date(checked)) + " "
}
