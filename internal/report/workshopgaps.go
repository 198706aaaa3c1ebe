package report

import (
	"math/big"
	"strings"

	"lauter/internal/chart"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// mostDifferences is how many differences are said in words; the table has all of them.
const mostDifferences = 8

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
			names[i] = wording.SeatRole(s.p, role)
		}
		s.place(gap(3), s.text(sect, s.width, run(s.p.T("gaps.missing", "Roles", s.p.Names(names)), s.look.small)))
	}
}

// gapTable has a row for each capability and a column for each group.
func (s *sitting) gapTable(sect *pdf.Element, heading block, view *scoring.Perception) {
	name, between := 132.0, 8.0
	n := float64(len(view.Groups) + 1)
	if n > 6 { // all of them, closer together
		name, between = 96, 4
	}
	wide := min(82, (s.width-name-n*between)/n)
	columns := []column{{title: s.p.T("gaps.capability"), room: name + between, width: name}}
	add := func(title string) { columns = append(columns, column{title: title, room: wide + between, width: wide}) }
	add(s.p.T("gaps.everybody"))
	for _, g := range view.Groups {
		add(wording.SeatRole(s.p, g.Role))
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
	return stack(chip, gap(1.5), s.text(td, width, run(remark, s.look.fine)))
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
	differences := view.Differences()
	for _, d := range differences[:min(mostDifferences, len(differences))] {
		all = append(all, wording.SeatRole(s.p, d.Role)+" "+s.p.T("gaps.difference", "Capability", s.p.Text(d.Capability.Name), "Apart", s.difference(d.View)))
	}
	if len(all) == 0 {
		all = []string{s.p.T("gaps.differ.none")}
	}
	var unknown []string
	for _, g := range view.Groups {
		share := new(big.Rat).Mul(g.Unknown(), big.NewRat(100, 1))
		whole := int(new(big.Int).Quo(share.Num(), share.Denom()).Int64())
		unknown = append(unknown, wording.SeatRole(s.p, g.Role)+" "+s.p.Percent(whole))
	}
	return append(all, s.p.T("report.workshop.unknown", "Shares", strings.Join(unknown, ", ")))
}
