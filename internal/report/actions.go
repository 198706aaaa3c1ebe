package report

import (
	"strconv"

	"lauter/assessment"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
)

// The columns of an action: its number, what to do and why, and what it brings.
const (
	actionIndent = 20
	actionGain   = 44
	actionGap    = 16
)

// actions are the first recommendations: what, why, how much work, by whom, and what each brings.
func (r *report) actions() {
	sect := r.doc.Root().Add(pdf.Sect)
	next := r.f.Next.Actions
	heading := []block{r.heading(sect, r.width, r.p.T("results.next."+strconv.Itoa(len(next))), r.look.heading), gap(1)}
	r.space(15)
	if len(next) == 0 {
		r.place(append(heading, r.text(sect, r.width, run(r.words.Together(), r.look.body)))...)
		return
	}
	heading = append(heading, r.text(sect, r.width, run(r.p.T("results.next.order"), r.look.smallMuted)), gap(5))
	list := sect.Add(pdf.List)
	list.Ordered = true
	for i, a := range next {
		row := r.action(list.Add(pdf.Item), i+1, a)
		if i == 0 { // a heading never stands alone
			row = stack(append(heading, row)...)
		}
		if i == len(next)-1 {
			row = stack(row, r.together(sect))
		}
		r.place(row)
	}
}

func (r *report) action(item *pdf.Element, place int, a scoring.Recommendation) block {
	action, _ := r.f.Model.Action(a.Action)
	width := r.width - actionIndent - actionGap - actionGain
	number := words(item.Add(pdf.Mark), pdf.Line(strconv.Itoa(place), r.look.figure))
	body := item.Add(pdf.Body)
	what := stack(
		r.actionHead(body, width, action, a.Duty),
		r.text(body, width, run(r.words.Because(a), r.look.smallMuted)),
	)
	gain := pdf.Setting{Width: actionGain, Align: pdf.Right}
	brings := stack(
		words(body.Add(pdf.P), gain.Set(run(r.words.Gain(a), r.look.figure))),
		words(body.Add(pdf.P), gain.Set(run(r.p.T("results.gain.overall"), r.look.foot))),
	)
	return stack(
		shape(r.hairline(0, 0, r.width), r.look.hairline), gap(4),
		beside(sized{actionIndent, at(0, -1, number)}, sized{width + actionGap, what}, sized{actionGain, at(0, -1, brings)}),
		gap(4),
	)
}

// actionHead is the title of an action and, at the end of its line or below it, what is at stake, how much work it is
// and who does it.
func (r *report) actionHead(body *pdf.Element, width float64, action *assessment.Action, duty bool) block {
	title := r.set(width, run(r.p.Text(action.Title), r.look.strong))
	titled := words(body.Add(pdf.P), title)
	var facts []sized
	taken := 0.0
	if duty {
		b, wide := r.tag(body, r.p.T("results.tag.duty"))
		facts, taken = append(facts, sized{wide + 6, b}), wide+6
	}
	effort := r.f.Model.Efforts[action.Effort]
	work := r.p.T("effort", "Name", effort.Name, "Meaning", effort.Meaning)
	par := r.set(width-taken, run(work+" · "+r.words.RoleName(action.Owner), r.look.small))
	facts = append(facts, sized{par.Width, words(body.Add(pdf.P), par)})
	taken += par.Width
	if title.Lines() > 1 || title.Width+12+taken > width {
		return stack(titled, beside(facts...), gap(1))
	}
	return over(at(width-taken, 1, beside(facts...)), titled)
}

// together says what all of them bring.
func (r *report) together(sect *pdf.Element) block {
	const pad = 6
	par := r.text(sect, r.width-2*pad-8, run(r.words.Together(), r.look.strong))
	return stack(gap(2), panel(r.width, pdf.Look{Fill: accentSoft}, 5, pad, at(4, 0, par)))
}
