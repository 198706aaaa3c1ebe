package report

import (
	"strings"

	"lauter/assessment"
	"lauter/internal/pdf"
)

// findOutsShown is how many open answers are listed; the rest is on the page.
const findOutsShown = 4

// open is what is worth finding out and what was left out.
func (r *report) open() {
	r.space(12)
	open, excluded := r.findOuts(), r.excluded()
	switch {
	case len(excluded) == 0:
		r.inHalves(open)
	case len(open) == 0:
		r.inHalves(excluded)
	default:
		r.columns(open, excluded)
	}
}

// remarks are the rules behind the numbers and what the result does not claim.
func (r *report) remarks() {
	r.space(12)
	r.columns(r.method(), r.limits())
}

// columnGap is the room between two columns of remarks.
const columnGap = 26

func (r *report) columnWidth() float64 { return (r.width - columnGap) / 2 }

// columns puts two lists of blocks side by side. Lists that need more than a page go on below each other, each in rows
// of two.
func (r *report) columns(left, right []block) {
	a, b := stack(left...), stack(right...)
	if max(a.height, b.height) <= r.whole() {
		r.place(r.pair(a, b))
		return
	}
	for _, list := range [][]block{left, right} {
		r.rowsOfTwo(list)
	}
}

func (r *report) pair(left, right block) block {
	return beside(sized{r.columnWidth() + columnGap, left}, sized{r.columnWidth(), right})
}

// rowsOfTwo draws a heading and, below it, blocks in rows of two. The heading stays with the first row.
func (r *report) rowsOfTwo(list []block) {
	if len(list) == 0 {
		return
	}
	heading := list[0]
	for rest := list[1:]; len(rest) > 0; rest = rest[min(2, len(rest)):] {
		row := rest[0]
		if len(rest) > 1 {
			row = r.pair(rest[0], rest[1])
		}
		r.place(heading, row)
		heading = gap(0)
	}
	r.space(8)
}

// inHalves draws a heading and, below it, the other blocks in two columns about equally high.
func (r *report) inHalves(list []block) {
	if len(list) < 2 {
		return
	}
	items := list[1:]
	whole, height := stack(items...).height, 0.0
	for i, b := range items {
		if height += b.height; height >= whole/2 {
			both := r.pair(stack(items[:i+1]...), stack(items[i+1:]...))
			if list[0].height+both.height > r.whole() {
				r.rowsOfTwo(list)
				return
			}
			r.place(list[0], both)
			return
		}
	}
}

// findOuts are the open answers that are worth most: a heading, then one block for each.
func (r *report) findOuts() []block {
	if len(r.f.FindOut) == 0 {
		return nil
	}
	width := r.columnWidth()
	sect := r.doc.Root().Add(pdf.Sect)
	blocks := []block{stack(
		r.heading(sect, width, r.p.T("results.findout"), r.look.subheading), gap(2),
		r.text(sect, width, run(r.p.T("results.findout.lead"), r.look.smallMuted)), gap(4),
	)}
	list := sect.Add(pdf.List)
	for _, o := range r.f.FindOut[:min(findOutsShown, len(r.f.FindOut))] {
		q, _ := r.f.Model.Question(o.Question)
		blocks = append(blocks, r.item(list, r.p.Text(q.Text), r.words.FindOut(o)))
	}
	if more := len(r.f.FindOut) - findOutsShown; more > 0 {
		blocks = append(blocks, r.text(sect, width, run(r.p.T("report.findout.more", "N", more), r.look.smallMuted)))
	}
	return blocks
}

// excluded are the questions that do not apply, with the reasons given: a heading, then one block for each.
func (r *report) excluded() []block {
	if r.f.Excluded == 0 {
		return nil
	}
	sect := r.doc.Root().Add(pdf.Sect)
	blocks := []block{stack(r.heading(sect, r.columnWidth(), r.p.T("results.excluded.title"), r.look.subheading), gap(3))}
	list := sect.Add(pdf.List)
	for _, q := range r.f.Model.Questions() {
		if a := r.f.Answers[q.ID]; a.Choice == assessment.NotApplicable {
			blocks = append(blocks, r.item(list, r.p.Text(q.Text), a.Reason))
		}
	}
	return blocks
}

// item is a question with what is to be said about it.
func (r *report) item(list *pdf.Element, question, said string) block {
	body := list.Add(pdf.Item).Add(pdf.Body)
	return stack(
		r.text(body, r.columnWidth(), run(question, r.look.smallStrong)),
		r.text(body, r.columnWidth(), run(said, r.look.smallMuted)), gap(5),
	)
}

// method says how the numbers came about, and from which version of the model, so that anybody can compute them again.
func (r *report) method() []block {
	width, m := r.columnWidth(), r.f.Model
	sect := r.doc.Root().Add(pdf.Sect)
	made := r.p.T("results.made", "Model", m.Name, "Version", m.Version, "Method", m.Method, "Date", r.p.Date(r.f.AsOf))
	if m.Digest != "" {
		made += " " + r.p.T("report.digest", "Digest", m.Digest)
	}
	blocks := []block{
		stack(r.heading(sect, width, r.p.T("results.method"), r.look.subheading), gap(3)),
		stack(r.text(sect, width, run(r.p.T("report.method"), r.look.fine)), gap(3)),
		stack(r.text(sect, width, run(made, r.look.fine)), gap(3)),
	}
	if r.opt.Results != "" {
		blocks = append(blocks, r.link(sect.Add(pdf.P), width))
	}
	return blocks
}

// link leads to the page where every number is explained.
func (r *report) link(parent *pdf.Element, width float64) block {
	e := parent.Add(pdf.Link)
	text := r.p.T("report.explained")
	par := r.set(width, run(text, r.look.fineStrong))
	b := over(shape(r.hairline(0, par.Height-1.5, par.Width), pdf.Look{Stroke: accent, Width: 0.5}), words(e, par))
	return block{b.height, func(p *pdf.Page, x, y float64) {
		b.draw(p, x, y)
		p.Link(e, pdf.Box{X: x, Y: y, W: par.Width, H: b.height}, r.opt.Results, text)
	}}
}

// limits are what the result does not claim.
func (r *report) limits() []block {
	width := r.columnWidth()
	sect := r.doc.Root().Add(pdf.Sect)
	return []block{
		stack(r.heading(sect, width, r.p.T("results.limits"), r.look.subheading), gap(3)),
		r.text(sect, width, run(strings.Join(r.words.Disclaimers(), " "), r.look.fine)),
	}
}
