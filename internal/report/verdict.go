package report

import (
	"strconv"
	"strings"

	"lauter/internal/chart"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
)

// The columns of the first section.
const (
	verdictGap = 24
	asideWidth = 206
	asidePad   = 12
)

// verdict is the result in one sentence with its place on the scale, beside what holds it back. How far all of it can be
// relied on stands in the shorter column.
func (r *report) verdict() {
	width := r.width - verdictGap - asideWidth
	inside := float64(asideWidth - 2*asidePad)
	main, aside := r.doc.Root().Add(pdf.Sect), r.doc.Root().Add(pdf.Sect)
	left, right := r.sentence(main, width), r.hold(aside, inside)
	if left.height < right.height+2*asidePad {
		left = stack(left, gap(4), r.remark(main, width, r.reliance()))
	} else {
		right = stack(right, r.remark(aside, inside, r.reliance()))
	}
	framed := panel(asideWidth, pdf.Look{Fill: paper, Stroke: line, Width: 0.75}, 6, asidePad, right)
	r.place(beside(sized{width + verdictGap, left}, sized{asideWidth, framed}))
}

// sentence is the level, the verdict and the scale.
func (r *report) sentence(sect *pdf.Element, width float64) block {
	headline, detail := r.words.Verdict()
	standing := r.standing(sect, width)
	title := words(sect.Add(pdf.H1), pdf.Setting{Width: width, Balanced: true}.Set(run(headline, r.look.headline)))
	blocks := []block{
		standing, gap(6),
		r.marked(1, headline, title), gap(6),
		r.text(sect, width, run(detail, r.look.lead)), gap(11),
	}
	if r.f.Overall.Score != nil {
		blocks = append(blocks,
			picture(sect, r.scale(width), r.look.palette), gap(7),
			r.text(sect, width, r.figures()...))
	}
	return stack(blocks...)
}

// reliance says how far the result can be relied on, and how complete the answers are.
func (r *report) reliance() string {
	return strings.TrimSpace(r.words.ConfidenceLine(r.f.Overall) + " " + r.words.AnsweredWords() + ".")
}

// standing is the level held, and what qualifies the whole result.
func (r *report) standing(sect *pdf.Element, width float64) block {
	o := r.f.Overall
	parts := []sized{}
	if o.Level > 0 {
		parts = append(parts, sized{22, r.levelChip(o.Level)})
	}
	par := r.set(width-22, run(r.words.Standing(o), r.look.standing))
	parts = append(parts, sized{par.Width + 8, words(sect.Add(pdf.P), par)})
	room := width - 22 - par.Width - 8
	var below []block
	for _, tag := range r.tags() {
		b, wide := r.tag(sect, tag)
		if wide > room {
			below = append(below, gap(4), b)
			continue
		}
		parts = append(parts, sized{wide + 5, at(0, 1.5, b)})
		room -= wide + 5
	}
	return stack(append([]block{beside(parts...)}, below...)...)
}

func (r *report) tags() []string {
	var tags []string
	if r.quick() {
		tags = append(tags, r.p.T("results.tag.quick"))
	}
	if r.f.Overall.Blank > 0 {
		tags = append(tags, r.p.T("results.tag.provisional"))
	}
	return tags
}

// tag is a word or two on a ground of their own.
func (r *report) tag(parent *pdf.Element, text string) (b block, width float64) {
	par := pdf.Line(text, r.look.tag)
	width = par.Width + 11
	return over(
		shape(chart.Rect{W: width, H: par.Height, Radius: par.Height / 2}, pdf.Look{Fill: warnSoft}),
		at(5.5, 0, words(parent.Add(pdf.P), par)),
	), width
}

// levelChip is the number of a level on its colour. The words beside it say the same.
func (r *report) levelChip(level int) block {
	const size = 15
	style := r.look.chip
	style.Color = onLevelColors[level]
	return over(
		shape(chart.Rect{W: size, H: size, Radius: 3.5}, pdf.Look{Fill: levelColors[level]}),
		silent(pdf.Setting{Width: size, Align: pdf.Center}.Set(run(strconv.Itoa(level), style))),
	)
}

// scale is the scale of levels with the score, its range and the lock.
func (r *report) scale(width float64) chart.Scene {
	o := r.f.Overall
	words := chart.ScaleWords{Title: r.words.ScopeName(o.Scope), Alt: r.scaleAlt(o), Score: r.words.Range(o)}
	for i := range words.Levels {
		words.Levels[i] = r.words.LevelName(i + 1)
	}
	locked := 0
	if len(o.HeldBy) > 0 {
		locked = o.Level + 1
	}
	return chart.Scale("scale", width, reading(o), locked, words)
}

func reading(r scoring.Result) chart.Reading { return chart.NewReading(r.Score, r.High, r.Level) }

func (r *report) scaleAlt(o scoring.Result) string {
	low, high := r.words.Hundredths(o.Score), r.words.Hundredths(o.High)
	switch {
	case o.Missing > 0 && low != high:
		return r.p.T("chart.range", "Low", low, "High", high)
	case len(o.HeldBy) > 0:
		return r.p.T("chart.held", "Score", low, "Level", o.Level)
	}
	return r.p.T("chart.score", "Score", low)
}

// figures are the numbers of the picture in words.
func (r *report) figures() []pdf.Run {
	o := r.f.Overall
	var runs []pdf.Run
	add := func(name, value string) {
		if len(runs) > 0 {
			runs = append(runs, run("\u00a0\u00a0\u00a0 ", r.look.smallMuted))
		}
		runs = append(runs, run(strings.ReplaceAll(name, " ", "\u00a0")+"\u00a0\u00a0", r.look.smallMuted), run(strings.ReplaceAll(value, " ", "\u00a0"), r.look.strong))
	}
	if o.Status == scoring.Rated {
		add(r.p.T("results.score"), r.words.Hundredths(o.Score))
	}
	if o.Missing > 0 {
		add(r.p.T("results.range"), r.words.Between(r.words.Hundredths(o.Score), r.words.Hundredths(o.High)))
	}
	if len(o.HeldBy) > 0 {
		add(r.p.T("results.score.alone"), r.p.T("results.level.short", "Level", o.ScoreLevel))
	}
	return runs
}

// hold says what holds the level, or what is missing to the next one or to any.
func (r *report) hold(sect *pdf.Element, width float64) block {
	o := r.f.Overall
	var gates []scoring.GateCheck
	title := ""
	switch {
	case o.Status == scoring.NotApplicable:
		title = r.p.T("results.hold.reasons")
	case o.Status == scoring.Insufficient:
		title = r.p.T("results.hold.open")
	case len(o.HeldBy) > 0:
		title, gates = r.p.T("results.hold.held", "Level", o.Level), r.holding()
	case o.ToNext == nil:
		title = r.p.T("results.hold.top")
	default:
		title, gates = r.p.T("results.hold.next", "Level", o.ToNext.Level), r.blocking(o.ToNext.Level)
	}
	blocks := []block{r.heading(sect, width, title, r.look.heading), gap(5)}
	if len(o.HeldBy) == 0 {
		blocks = append(blocks, r.text(sect, width, run(r.words.GateSentence(o), r.look.small)), gap(5))
	}
	blocks = append(blocks, r.gateRows(sect, width, gates)...)
	if len(r.f.Gates) > 0 {
		blocks = append(blocks, r.remark(sect, width, r.words.Gaps()))
	}
	if note := r.words.QuickNote(); note != "" {
		blocks = append(blocks, r.remark(sect, width, note))
	}
	return stack(blocks...)
}

// holding are the requirements that hold the overall level.
func (r *report) holding() []scoring.GateCheck {
	var all []scoring.GateCheck
	for _, h := range r.f.Overall.HeldBy {
		for _, c := range r.f.Gates {
			if c.Question == h.Question && c.Gate.Level == h.Level && c.Gate.Min == h.Min {
				all = append(all, c)
			}
		}
	}
	return all
}

// blocking are the open requirements on a level.
func (r *report) blocking(level int) []scoring.GateCheck {
	var all []scoring.GateCheck
	for _, c := range r.f.Gates {
		if c.Gate.Level == level && (c.State == scoring.GateNotMet || c.State == scoring.GateUnknown) {
			all = append(all, c)
		}
	}
	return all
}

// gateRows list requirements, each with the answer given and the one needed.
func (r *report) gateRows(sect *pdf.Element, width float64, gates []scoring.GateCheck) []block {
	if len(gates) == 0 {
		return nil
	}
	const indent = 14
	var blocks []block
	list := sect.Add(pdf.List)
	for _, c := range gates {
		body := list.Add(pdf.Item).Add(pdf.Body)
		question, _ := r.f.Model.Question(c.Question)
		row := stack(
			r.text(body, width-indent, run(r.p.Text(question.Text), r.look.smallStrong)),
			r.text(body, width-indent, run(r.words.GateWords(c), r.look.smallMuted)),
			gap(5),
		)
		blocks = append(blocks, over(at(0, 9, r.lock()), at(indent, 0, row)))
	}
	return blocks
}

// lock is the padlock of the scale, on a baseline.
func (r *report) lock() block {
	return over(
		shape(chart.Circle{X: 4, Y: -5, R: 2.3}, shapeLook("lock shackle")),
		shape(chart.Rect{X: 0.4, Y: -5, W: 7.2, H: 5.4, Radius: 1.2}, shapeLook("lock")),
	)
}

// remark is a line below a hairline.
func (r *report) remark(sect *pdf.Element, width float64, text string) block {
	return over(
		shape(chart.Line{X2: width, Y1: 2, Y2: 2}, r.look.hairline),
		at(0, 6, stack(r.text(sect, width, run(text, r.look.smallMuted)), gap(3))),
	)
}

// waived lists the requirements that do not apply, with the reasons given. They belong on the first page, because they
// change what the level means.
func (r *report) waived() {
	if len(r.f.Overall.Waived) == 0 {
		return
	}
	r.space(10)
	list := r.doc.Root().Add(pdf.Sect).Add(pdf.List)
	for _, id := range r.f.Overall.Waived {
		r.place(r.text(list.Add(pdf.Item).Add(pdf.Body), r.width, run(r.words.WaivedRow(id), r.look.smallMuted)), gap(3))
	}
}
