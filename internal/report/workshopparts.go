package report

import (
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
	var blocks []block
	for i, round := range row.Rounds {
		said := s.p.T("votes.few", "N", round.Count)
		if round.All != nil {
			said = keptTogether(s.votes.Counts(scoring.Votes(round.All)))
		}
		runs := []pdf.Run{run(said, s.look.smallMuted)}
		if len(row.Rounds) > 1 {
			runs = append([]pdf.Run{run(s.p.T("votes.round."+strconv.Itoa(i+1))+": ", s.look.smallStrong)}, runs...)
		}
		blocks = append(blocks, s.text(td, votedWidth, runs...))
	}
	if row.Late > 0 {
		blocks = append(blocks, s.text(td, votedWidth, run(s.p.T("ledger.late", "N", row.Late), s.look.smallMuted)))
	}
	return stack(blocks...)
}

// keptTogether breaks counts of votes between them only: "3 chose 2, 4 chose 3. Spread: 2 levels."
func keptTogether(said string) string {
	parts := strings.Split(strings.ReplaceAll(said, " ", "\u00a0"), ",\u00a0")
	return strings.ReplaceAll(strings.Join(parts, ", "), ".\u00a0", ". ")
}

// paragraphs are texts below each other.
func (s *sitting) paragraphs(parent *pdf.Element, width float64, texts []string, style pdf.Style) block {
	var blocks []block
	for _, text := range texts {
		if text == "" {
			continue
		}
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
				s.cell(tr, owner, orDash(planned.Owner)), s.cell(tr, due, orDash(s.dueDay(planned.Due))),
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

func (s *sitting) dueDay(due string) string {
	at, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return due
	}
	return s.p.Date(at)
}
