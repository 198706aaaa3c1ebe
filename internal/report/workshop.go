package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// Workshop is what a report about a workshop says.
type Workshop struct {
	Outcome    *scoring.Outcome
	Perception *scoring.Perception
	Planned    []assessment.PlannedAction
}

// WriteWorkshop writes what came of a workshop, in the language of the printer. The same workshop, language and options
// give the same bytes. It may run in parallel.
func WriteWorkshop(out io.Writer, w Workshop, p *locale.Printer, opt Options) error {
	look, err := theLook()
	if err != nil {
		return fmt.Errorf("prepare report: %w", err)
	}
	if err := newSitting(w, p, opt, look).doc.Encode(out); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// sitting is a report about a workshop in the making.
type sitting struct {
	*report
	w      Workshop
	before *wording.Words
	votes  wording.VoteWords
	tight  float64 // how much of the room between parts is left; 1: all of it
}

// leastLast is how much of the last page must be used: less than that looks like an accident.
const leastLast = 150

// newSitting composes the report, closer together if that saves a last page with next to nothing on it, and if nothing
// does, wider apart.
func newSitting(w Workshop, p *locale.Printer, opt Options, look *look) *sitting {
	var first *sitting
	for _, tight := range []float64{1, 0.6, 0.3, 1.6, 2.4} {
		s := composeSitting(w, p, opt, look, tight)
		if len(s.doc.Pages()) == 1 || s.y >= headRoom+leastLast {
			return s
		}
		if first == nil {
			first = s
		}
	}
	return first
}

func composeSitting(w Workshop, p *locale.Printer, opt Options, look *look, tight float64) *sitting {
	spaced := *look
	spaced.rowPad *= tight
	s := &sitting{
		report: blank(w.Outcome.After, p, opt, &spaced), w: w, tight: tight,
		before: wording.New(w.Outcome.Before, p), votes: wording.NewVoteWords(p, w.Outcome.After.Model),
	}
	s.about, s.day = p.T("report.workshop"), s.workshop().CreatedAt
	if s.workshop().Closed() {
		s.day = s.workshop().ClosedAt
	}
	s.begin(s.name())
	s.band(s.client(), s.name(), s.about, s.when())
	s.sum()
	s.levels()
	s.agreements()
	s.decided()
	s.apart()
	s.unknown()
	s.gaps()
	s.first()
	s.parked()
	s.basis()
	s.feet()
	return s
}

// part leaves room above a part of the report.
func (s *sitting) part() { s.space(15 * s.tight) }

func (s *sitting) workshop() *assessment.Workshop { return s.w.Outcome.Workshop }

// name is the title of the workshop, or what it is called without one.
func (s *sitting) name() string {
	if title := s.workshop().Title; title != "" {
		return title
	}
	return s.p.T("workshops.untitled", "Date", s.p.Date(s.workshop().CreatedAt))
}

func (s *sitting) client() string {
	if s.f.Organisation != "" {
		return s.f.Organisation
	}
	return s.p.Text(s.f.Model.Name)
}

// when is the day of a workshop that is over.
func (s *sitting) when() string {
	if s.workshop().Closed() {
		return s.p.Date(s.day)
	}
	return strings.TrimSuffix(s.p.T("ledger.open"), ".")
}

// sum is the result of the workshop in a sentence, and who took part.
func (s *sitting) sum() {
	sect := s.doc.Root().Add(pdf.Sect)
	o := s.w.Outcome
	headline := s.p.T("wrap.lead", "N", len(o.Rows), "Agreed", o.Agreed())
	title := words(sect.Add(pdf.H1), pdf.Setting{Width: s.width, Balanced: true}.Set(run(headline, s.look.headline)))
	s.place(
		s.marked(1, headline, title), gap(5),
		s.text(sect, s.width, run(s.people(), s.look.lead)), gap(2),
		s.text(sect, s.width, run(s.how(), s.look.smallMuted)),
	)
}

// people are those who took part, by role.
func (s *sitting) people() string {
	w := s.workshop()
	n, parts := 0, []string{}
	for _, role := range append(slices.Clone(assessment.SeatRoles), "") {
		if seats := w.Attendance[role]; seats > 0 {
			n += seats
			parts = append(parts, wording.SeatRole(s.p, role)+" "+s.p.Int(seats))
		}
	}
	said := s.p.T("ledger.people", "N", n)
	if len(parts) == 0 {
		return said
	}
	return s.p.T("report.workshop.people", "People", said, "Roles", s.p.Names(parts))
}

// how says how people voted.
func (s *sitting) how() string {
	if s.workshop().Named {
		return s.p.T("ledger.named")
	}
	return s.p.T("ledger.anonymous", "N", s.workshop().Threshold)
}

// levels are the levels and scores before and with what was agreed.
func (s *sitting) levels() {
	s.part()
	sect := s.doc.Root().Add(pdf.Sect)
	heading := stack(s.heading(sect, s.width, s.p.T("wrap.levels"), s.look.heading), gap(4))
	if s.w.Outcome.Agreed() == 0 {
		s.place(heading, s.text(sect, s.width, run(s.p.T("wrap.levels.none"), s.look.body)))
		return
	}
	const state, change = 148, 52
	name := s.width - 2*(state+cellGap) - change - cellGap
	t := s.newTable(sect, []column{
		{title: s.p.T("wrap.scope"), room: name + cellGap, width: name},
		{title: s.p.T("wrap.before"), room: state + cellGap, width: state},
		{title: s.p.T("wrap.after"), room: state + cellGap, width: state},
		{title: s.p.T("wrap.change"), room: change, width: change, align: pdf.Right},
	})
	head := t.head()
	before, after := s.w.Outcome.Before, s.w.Outcome.After
	row := func(was, is scoring.Result) {
		t.row(func(tr *pdf.Element) []block {
			return []block{
				s.rowHead(tr, name, s.words.ScopeName(is.Scope)),
				s.standingCell(tr.Add(pdf.Cell), state, was, s.before),
				s.standingCell(tr.Add(pdf.Cell), state, is, s.words),
				s.rightCell(tr, change, s.words.Moved(was, is)),
			}
		})
	}
	row(before.Overall, after.Overall)
	for i := range after.Dimensions {
		row(before.Dimensions[i], after.Dimensions[i])
	}
	t.whole = true
	t.place(heading, head)
	note := s.p.T("wrap.levels.note", "N", s.w.Outcome.Agreed(), "Written", s.w.Outcome.Written())
	s.place(gap(4), s.text(sect, s.width, run(note, s.look.smallMuted)))
}

func (s *sitting) rowHead(tr *pdf.Element, width float64, text string) block {
	th := tr.Add(pdf.Header)
	th.Scope = pdf.RowScope
	return words(th, s.set(width, run(text, s.look.smallStrong)))
}

func (s *sitting) cell(tr *pdf.Element, width float64, text string) block {
	return words(tr.Add(pdf.Cell), s.set(width, run(text, s.look.small)))
}

func (s *sitting) rightCell(tr *pdf.Element, width float64, text string) block {
	style := s.look.small
	style.Tabular = true
	return words(tr.Add(pdf.Cell), pdf.Setting{Width: width, Align: pdf.Right}.Set(run(text, style)))
}

// standingCell is a level with its name and the score.
func (s *sitting) standingCell(td *pdf.Element, width float64, r scoring.Result, w *wording.Words) block {
	par := s.set(width-19, run(w.StandingShort(r)+"\u00a0 ", s.look.small), run(w.ScoreOrRange(r), s.look.smallStrong))
	if r.Level == 0 {
		return words(td, par)
	}
	return over(s.smallChip(assessment.Choice(r.Level)), at(19, 0, words(td, par)))
}

// smallChip is the sign of an answer. Its words stand beside it.
func (s *sitting) smallChip(c assessment.Choice) block {
	style, look := s.look.smallStrong, pdf.Look{Fill: sunken}
	sign := "–"
	switch {
	case c.Rated():
		sign, look, style.Color = strconv.Itoa(int(c)), pdf.Look{Fill: levelColors[c]}, onLevelColors[c]
	case c == assessment.DontKnow:
		sign = "?"
	}
	return s.signOn(sign, style, look, 15)
}

// parked is what the room wants to come back to.
func (s *sitting) parked() {
	items := s.workshop().Parked
	if len(items) == 0 {
		return
	}
	s.part()
	sect := s.doc.Root().Add(pdf.Sect)
	heading := stack(s.heading(sect, s.width, s.p.T("wrap.parked"), s.look.heading), gap(4))
	list := sect.Add(pdf.List)
	for _, item := range items {
		body := list.Add(pdf.Item).Add(pdf.Body)
		s.place(heading, s.bullet(), at(12, 0, s.text(body, s.width-12, run(item.Text, s.look.small))), gap(4*s.tight))
		heading = gap(0)
	}
}

// bullet is the dash before an item. It takes up no height.
func (s *sitting) bullet() block {
	b := silent(pdf.Line("–", s.look.smallMuted))
	return block{0, b.draw}
}

// basis says what all of this rests on.
func (s *sitting) basis() {
	s.part()
	sect := s.doc.Root().Add(pdf.Sect)
	m := s.f.Model
	made := s.p.T("results.made", "Model", m.Name, "Version", m.Version, "Method", m.Method, "Date", s.p.Date(s.f.AsOf))
	if m.Digest != "" {
		made += " " + s.p.T("report.digest", "Digest", m.Digest)
	}
	s.place(
		s.heading(sect, s.width, s.p.T("report.workshop.basis.title"), s.look.subheading), gap(3),
		s.text(sect, s.width, run(s.p.T("report.workshop.basis"), s.look.fine)), gap(3),
		s.text(sect, s.width, run(made, s.look.fine)),
	)
}
