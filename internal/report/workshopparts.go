package report

import (
	"math/big"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/chart"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
)

// Most of what a report about a workshop lists.
const (
	mostApart   = 5
	mostActions = 5
)

// The widths of the table of agreements; what was agreed takes what is left.
const (
	askedWidth  = 144
	votedWidth  = 124
	agreedWidth = 82
)

// signOn is a short sign on a ground.
func (s *sitting) signOn(sign string, style pdf.Style, look pdf.Look, wide float64) block {
	const high = 11.5
	par := pdf.Setting{Width: wide, Align: pdf.Center}.Set(run(sign, style))
	return over(shape(chart.Rect{Y: (par.Height - high) / 2, W: wide, H: high, Radius: 3}, look), silent(par))
}

// agreements are all questions by capability with their votes and what was agreed.
func (s *sitting) agreements() {
	rows := s.w.Outcome.Rows
	if len(rows) == 0 {
		return
	}
	s.part()
	sect := s.doc.Root().Add(pdf.Sect)
	heading := stack(s.heading(sect, s.width, s.p.T("ledger.title"), s.look.heading), gap(4))
	text := s.width - askedWidth - votedWidth - agreedWidth - 3*cellGap
	t := s.newTable(sect, []column{
		{title: s.p.T("report.workshop.question"), room: askedWidth + cellGap, width: askedWidth},
		{title: s.p.T("report.workshop.votes"), room: votedWidth + cellGap, width: votedWidth},
		{title: s.p.T("report.workshop.agreed"), room: agreedWidth + cellGap, width: agreedWidth},
		{title: s.p.T("report.workshop.said"), room: text, width: text},
	})
	head := t.head()
	for i, row := range rows {
		if i == 0 || row.Question.Capability != rows[i-1].Question.Capability {
			t.group(s.p.Text(row.Question.Capability.Name))
		}
		t.row(func(tr *pdf.Element) []block {
			return []block{
				s.rowHead(tr, askedWidth, s.p.Text(row.Question.Text)),
				s.votesCell(tr.Add(pdf.Cell), row),
				s.agreedCell(tr.Add(pdf.Cell), row),
				s.saidCell(tr.Add(pdf.Cell), text, row),
			}
		})
	}
	t.place(heading, head)
}

// votesCell are the votes of each round in words.
func (s *sitting) votesCell(td *pdf.Element, row scoring.LedgerRow) block {
	if len(row.Rounds) == 0 {
		return words(td, s.set(votedWidth, run(s.p.T("ledger.novotes"), s.look.smallMuted)))
	}
	var lines []string
	for i, round := range row.Rounds {
		said := s.p.T("votes.few", "N", round.Count)
		if round.All != nil {
			said = s.votes.Counts(scoring.Votes(round.All))
		}
		if len(row.Rounds) > 1 {
			said = s.p.T("votes.round."+strconv.Itoa(i+1)) + ": " + said
		}
		lines = append(lines, said)
	}
	if row.Late > 0 {
		lines = append(lines, s.p.T("ledger.late", "N", row.Late))
	}
	return s.paragraphs(td, votedWidth, lines, s.look.smallMuted)
}

// paragraphs are texts below each other.
func (s *sitting) paragraphs(parent *pdf.Element, width float64, texts []string, style pdf.Style) block {
	var blocks []block
	for _, text := range texts {
		blocks = append(blocks, s.text(parent, width, run(text, style)))
	}
	return stack(blocks...)
}

// agreedCell is the agreed answer, and that it is not what the votes proposed.
func (s *sitting) agreedCell(td *pdf.Element, row scoring.LedgerRow) block {
	if row.Agreed == nil {
		return words(td, s.set(agreedWidth, run(s.p.T("ledger.open.tag"), s.look.smallMuted)))
	}
	a := *row.Agreed
	name := s.text(td, agreedWidth-19, run(s.choice(a.Choice), s.look.smallStrong))
	answer := over(s.smallChip(a.Choice), at(19, 0, name))
	if !a.Decided() {
		return answer
	}
	warned := s.look.smallStrong
	warned.Color = warn
	return stack(answer, gap(1), s.text(td, agreedWidth, run(s.p.T("ledger.decided", "Middle", s.votes.Name(a.Middle)), warned)))
}

// choice is an answer without its number, which stands before it on its colour; a reader hears it all the same.
func (s *sitting) choice(c assessment.Choice) string { return s.votes.Name(c) }

// saidCell is what was noted about the agreement.
func (s *sitting) saidCell(td *pdf.Element, width float64, row scoring.LedgerRow) block {
	var blocks []block
	add := func(name, text string) {
		if text != "" {
			blocks = append(blocks, s.text(td, width, run(name+" ", s.look.smallStrong), run(oneLine(text), s.look.small)))
		}
	}
	if a := row.Agreed; a != nil {
		if a.Note != "" {
			blocks = append(blocks, s.text(td, width, run(oneLine(a.Note), s.look.small)))
		}
		add(s.p.T("ledger.need")+":", a.Need)
		add(s.p.T("ledger.reason")+":", a.Reason)
	}
	if len(blocks) == 0 {
		return words(td, s.set(width, run("–", s.look.smallMuted)))
	}
	return stack(blocks...)
}

// oneLine joins the lines of a text that somebody typed.
func oneLine(text string) string { return strings.Join(strings.FieldsFunc(text, isBreak), " ") }

func isBreak(c rune) bool { return c == '\n' || c == '\t' || c == ' ' }

// list places a heading and below it items of a question and what is said about it.
func (s *sitting) list(title, none string, rows []scoring.LedgerRow, said func(scoring.LedgerRow) []string) {
	s.part()
	sect := s.doc.Root().Add(pdf.Sect)
	heading := stack(s.heading(sect, s.width, title, s.look.heading), gap(4))
	if len(rows) == 0 {
		s.place(heading, s.text(sect, s.width, run(none, s.look.body)))
		return
	}
	list := sect.Add(pdf.List)
	for _, row := range rows {
		body := list.Add(pdf.Item).Add(pdf.Body)
		s.place(
			heading, shape(s.hairline(0, 0, s.width), s.look.hairline), gap(s.look.rowPad),
			s.text(body, s.width, run(s.p.Text(row.Question.Text), s.look.smallStrong)),
			s.paragraphs(body, s.width, said(row), s.look.small), gap(s.look.rowPad),
		)
		heading = gap(0)
	}
}

// decided is where the room settled on something else than its votes, and where somebody sees it differently.
func (s *sitting) decided() {
	var rows []scoring.LedgerRow
	for _, row := range s.w.Outcome.Rows {
		if row.Decided() || row.Dissent() != "" {
			rows = append(rows, row)
		}
	}
	s.list(s.p.T("report.workshop.decided"), s.p.T("report.workshop.decided.none"), rows, func(row scoring.LedgerRow) []string {
		said := []string{s.p.T("ledger.agreed", "Answer", s.votes.Name(row.Agreed.Choice)) + "."}
		if row.Decided() {
			said[0] += " " + s.p.T("ledger.decided", "Middle", s.votes.Name(row.Agreed.Middle)) + "."
		}
		if row.Dissent() != "" {
			said = append(said, s.p.T("mail.wrap.dissent", "Text", oneLine(row.Dissent())))
		}
		return said
	})
}

// apart is where views lay furthest apart.
func (s *sitting) apart() {
	s.list(s.p.T("wrap.apart"), s.p.T("wrap.apart.none"), s.w.Outcome.Apart(mostApart), func(row scoring.LedgerRow) []string {
		said := strings.TrimSpace(s.votes.Counts(row.First) + " " + s.votes.Distance(row.First))
		if row.First.Split {
			said += " " + s.votes.SplitParts(row.First)
		}
		if row.Agreed != nil && row.Agreed.Note != "" {
			return []string{said, oneLine(row.Agreed.Note)}
		}
		return []string{said}
	})
}

// unknown is what nobody could answer, and who finds out.
func (s *sitting) unknown() {
	s.list(s.p.T("wrap.unknown"), s.p.T("wrap.unknown.none"), s.w.Outcome.Unknown(), func(row scoring.LedgerRow) []string {
		if row.Agreed != nil && row.Agreed.Owner != "" {
			return []string{s.p.T("wrap.unknown.owner", "Owner", row.Agreed.Owner)}
		}
		return []string{s.p.T("wrap.unknown.nobody")}
	})
}

// gaps is how groups see things, as far as they may be shown by themselves.
func (s *sitting) gaps() {
	s.part()
	sect := s.doc.Root().Add(pdf.Sect)
	heading := stack(
		s.heading(sect, s.width, s.p.T("gaps.title"), s.look.heading), gap(1),
		s.text(sect, s.width, run(s.p.T("gaps.basis"), s.look.smallMuted)), gap(4),
	)
	view := s.w.Perception
	if len(view.Groups) == 0 {
		none := s.p.T("gaps.none")
		if len(view.Capabilities) == 0 {
			none = s.p.T("gaps.none.votes")
		}
		s.place(heading, s.text(sect, s.width, run(none, s.look.body)))
	} else {
		s.gapTable(sect, heading, view)
		s.place(gap(5), s.paragraphs(sect, s.width, s.gapWords(view), s.look.small))
	}
	if missing := scoring.Missing(s.workshop()); len(missing) > 0 {
		names := make([]string, len(missing))
		for i, role := range missing {
			names[i] = s.role(role)
		}
		s.place(gap(3), s.text(sect, s.width, run(s.p.T("gaps.missing", "Roles", s.p.List(names)), s.look.small)))
	}
}

// gapTable has a row for each capability and a column for each group.
func (s *sitting) gapTable(sect *pdf.Element, heading block, view *scoring.Perception) {
	const name, least = 132, 38
	n := float64(len(view.Groups) + 1)
	wide := max(least, min(82, (s.width-name-n*cellGap)/n))
	columns := []column{{title: s.p.T("gaps.capability"), room: name + cellGap, width: name}}
	add := func(title string) { columns = append(columns, column{title: title, room: wide + cellGap, width: wide}) }
	add(s.p.T("gaps.everybody"))
	for _, g := range view.Groups {
		add(s.role(g.Role))
	}
	t := s.newTable(sect, columns)
	head := t.head()
	for _, c := range view.Capabilities {
		t.row(func(tr *pdf.Element) []block {
			cells := []block{s.rowHead(tr, name, s.p.Text(c.Capability.Name)), s.middleCell(tr.Add(pdf.Cell), wide, c.Middle, "")}
			for _, v := range c.Views {
				apart := ""
				if v.Differs() {
					apart = s.difference(v)
				}
				cells = append(cells, s.middleCell(tr.Add(pdf.Cell), wide, v.Middle, apart))
			}
			return cells
		})
	}
	t.place(heading, head)
}

// middleCell is a mean of middle answers on the colour of its level, with a remark below it.
func (s *sitting) middleCell(td *pdf.Element, width float64, x *big.Rat, remark string) block {
	if x == nil {
		return words(td, s.set(width, run("–", s.look.smallMuted)))
	}
	level := int(new(big.Int).Quo(x.Num(), x.Denom()).Int64())
	style := s.look.smallStrong
	style.Color = onLevelColors[level]
	par := pdf.Setting{Width: 22, Align: pdf.Center}.Set(run(s.votes.Levels(x), style))
	chip := over(shape(chart.Rect{Y: (par.Height - 11.5) / 2, W: 22, H: 11.5, Radius: 3}, pdf.Look{Fill: levelColors[level]}), words(td.Add(pdf.P), par))
	if remark == "" {
		return chip
	}
	return stack(chip, s.text(td, width, run(remark, s.look.fine)))
}

// difference says how a view differs from the others.
func (s *sitting) difference(v scoring.View) string {
	shown := scoring.DisplayChange(v.Others, v.Middle, 1)
	if lower, ok := strings.CutPrefix(shown, "-"); ok {
		return s.p.T("gaps.lower", "Levels", s.p.Number(lower))
	}
	return s.p.T("gaps.higher", "Levels", s.p.Number(shown))
}

// gapWords say who sees what differently, and who does not know.
func (s *sitting) gapWords(view *scoring.Perception) []string {
	var all []string
	for _, d := range view.Differences() {
		all = append(all, s.role(d.Role)+" "+s.p.T("gaps.difference", "Capability", s.p.Text(d.Capability.Name), "Apart", s.difference(d.View)))
	}
	if len(all) == 0 {
		all = []string{s.p.T("gaps.differ.none")}
	}
	var unknown []string
	for _, g := range view.Groups {
		share := new(big.Rat).Mul(g.Unknown(), big.NewRat(100, 1))
		whole := int(new(big.Int).Quo(share.Num(), share.Denom()).Int64())
		unknown = append(unknown, s.role(g.Role)+" "+s.p.Percent(whole))
	}
	return append(all, s.p.T("report.workshop.unknown", "Shares", strings.Join(unknown, ", ")))
}

// first are the actions that come first, with votes, owners and days.
func (s *sitting) first() {
	s.part()
	sect := s.doc.Root().Add(pdf.Sect)
	dots := s.workshop().DotsPhase == assessment.PhaseShown
	lead := s.p.T("wrap.actions.order")
	if dots {
		lead = s.p.T("wrap.actions.voted")
	}
	heading := stack(
		s.heading(sect, s.width, s.p.T("wrap.actions"), s.look.heading), gap(1),
		s.text(sect, s.width, run(lead, s.look.smallMuted)), gap(4),
	)
	ranked := s.w.Outcome.Ranked(mostActions)
	if len(ranked) == 0 {
		s.place(heading, s.text(sect, s.width, run(s.p.T("wrap.actions.none"), s.look.body)))
		return
	}
	const votes, gain, owner, due = 44, 44, 106, 84
	name := s.width - votes - gain - owner - due - 4*cellGap
	t := s.newTable(sect, []column{
		{title: s.p.T("report.workshop.action"), room: name + cellGap, width: name},
		{title: s.p.T("report.workshop.dots"), room: votes + cellGap, width: votes, align: pdf.Right},
		{title: s.p.T("report.workshop.gain"), room: gain + cellGap, width: gain, align: pdf.Right},
		{title: s.p.T("wrap.owner"), room: owner + cellGap, width: owner},
		{title: s.p.T("wrap.due"), room: due, width: due},
	})
	head := t.head()
	for _, a := range ranked {
		t.row(func(tr *pdf.Element) []block {
			count := "–"
			if dots {
				count = s.p.Int(a.Dots)
			}
			planned := s.planned(a.ID)
			return []block{
				s.rowHead(tr, name, s.words.ScopeName(scoring.Scope("action:"+a.ID))),
				s.rightCell(tr, votes, count), s.rightCell(tr, gain, s.gain(a.ID)),
				s.cell(tr, owner, orDash(planned.Owner)), s.cell(tr, due, orDash(s.day(planned.Due))),
			}
		})
	}
	t.whole = true
	t.place(heading, head)
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// planned is what the plan says about an action of the model.
func (s *sitting) planned(action string) assessment.PlannedAction {
	for _, p := range s.w.Planned {
		if p.Action == action {
			return p
		}
	}
	return assessment.PlannedAction{}
}

func (s *sitting) gain(action string) string {
	for _, r := range s.f.Recommendations {
		if r.Action == action {
			return s.words.Gain(r)
		}
	}
	return "–"
}

func (s *sitting) day(due string) string {
	at, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return due
	}
	return s.p.Date(at)
}
