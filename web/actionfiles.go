package web

import (
	"bytes"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lauter/internal/locale"
	"lauter/internal/report"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// getActionsCSV sends the whole action plan as a table.
func (s *Server) getActionsCSV(r *request, w *work) error {
	view, err := s.actionPlan(r, w)
	if err != nil {
		return err
	}
	sheet := actionsSheet(r.p, view)
	table := [][]string{sheet.Head}
	for _, row := range sheet.Rows {
		table = append(table, cellTexts(row))
	}
	file, err := writeCSV(',', table)
	if err != nil {
		return err
	}
	return download(r, s.now(), r.p.T("planned.file"), "csv", "text/csv; charset=utf-8; header=present", file)
}

// getActionsXLSX sends the action plan, and the scores and targets behind it, as a workbook.
func (s *Server) getActionsXLSX(r *request, w *work) error {
	view, err := s.actionPlan(r, w)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	book := report.Workbook{
		Title: r.p.T("planned.title"), Made: s.now(),
		Sheets: []report.Sheet{actionsSheet(r.p, view), scoresSheet(r.p, view.ResultsView)},
	}
	if err := book.Write(&b); err != nil {
		return err
	}
	return download(r, s.now(), r.p.T("planned.file"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b.Bytes())
}

// getActionsICS sends what is still to do and has a day, as entries of a calendar.
func (s *Server) getActionsICS(r *request, w *work) error {
	view, err := s.actionPlan(r, w)
	if err != nil {
		return err
	}
	var c calendar
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Lauter//"+strings.ToUpper(string(r.p.Lang())))
	c.text("X-WR-CALNAME", r.p.T("planned.title"))
	for _, row := range view.Rows {
		if !row.OnCalendar() {
			continue
		}
		address := *s.url
		address.Path = templates.AssessmentPath(w.ID, "actions", row.ID)
		if err := c.day(r.p, row, address.String()); err != nil {
			return err
		}
	}
	c.line("END", "VCALENDAR")
	return download(r, s.now(), r.p.T("planned.file"), "ics", "text/calendar; charset=utf-8", c.Bytes())
}

// actionsSheet has a line for each planned action, in the order of the page. Fractions stand in two columns, because a
// spreadsheet would take "1/12" for a day.
func actionsSheet(p *locale.Printer, view templates.ActionPlanView) report.Sheet {
	sheet := report.Sheet{Name: p.T("planned.title")}
	for _, id := range []string{
		"col.title", "col.status", "col.owner", "col.due", "csv.overdue", "col.cost", "csv.points", "csv.duty", "csv.num", "csv.den",
		"col.reason", "col.note", "csv.created", "csv.changed", "csv.closed", "csv.id",
	} {
		sheet.Head = append(sheet.Head, p.T("planned."+id))
	}
	yes := func(is bool) string {
		if is {
			return p.T("planned.csv.yes")
		}
		return p.T("planned.csv.no")
	}
	for _, row := range view.Rows {
		var effort, num, den any
		if row.State != "" {
			effort = view.Model.Efforts[row.Model.Effort].Points
		}
		if row.Gain != nil {
			num, den = fraction(row.Gain.Gain)
		}
		sheet.Rows = append(sheet.Rows, []any{
			row.Name(p), p.T("planned.status." + string(row.Status)), row.Owner, dueDay(row.Due), yes(row.Overdue), row.Cost, effort,
			yes(row.Model != nil && row.Model.Duty), num, den, row.Reason, row.Note, dayOf(row.CreatedAt), dayOf(row.ChangedAt),
			dayOf(row.ClosedAt), row.Action,
		})
	}
	return sheet
}

// scoresSheet has a line for the whole, each dimension and each capability.
func scoresSheet(p *locale.Printer, v templates.ResultsView) report.Sheet {
	sheet := report.Sheet{Name: p.T("planned.sheet.scores")}
	for _, id := range []string{"name", "status", "score", "num", "den", "level", "target", "gap.num", "gap.den", "id"} {
		sheet.Head = append(sheet.Head, p.T("planned.scores."+id))
	}
	words := wording.New(v.Findings, p)
	targets := scoring.Targets(v.Findings)
	add := func(r scoring.Result, target *scoring.Target) {
		var shown, num, den, level, wanted, gapNum, gapDen any
		if r.Score != nil {
			shown = report.Shown(scoring.Display(r.Score, 1))
			num, den = fraction(r.Score)
		}
		if r.Level > 0 {
			level = r.Level
		}
		if target != nil {
			wanted = target.Level
			if target.Gap != nil {
				gapNum, gapDen = fraction(target.Gap)
			}
		}
		sheet.Rows = append(sheet.Rows, []any{
			words.ScopeName(r.Scope), p.T("planned.scores.status." + string(r.Status)), shown, num, den, level, wanted, gapNum, gapDen, string(r.Scope),
		})
	}
	add(v.Overall, nil)
	for _, r := range v.Dimensions {
		add(r, nil)
	}
	for i, r := range v.Capabilities {
		add(r, &targets[i])
	}
	return sheet
}

// fraction is a number in two cells. What a cell could not hold exactly is text.
func fraction(x *big.Rat) (num, den any) { return exactly(x.Num()), exactly(x.Denom()) }

// mostExact is the largest whole number up to which a spreadsheet, which counts in binary64, holds every one.
var mostExact = big.NewInt(1 << 53)

func exactly(n *big.Int) any {
	if n.CmpAbs(mostExact) > 0 {
		return n.String()
	}
	return int(n.Int64())
}

func dueDay(due string) any {
	day, err := time.Parse(time.DateOnly, due)
	if err != nil {
		return nil
	}
	return day
}

// dayOf is the day of a moment where the server is.
func dayOf(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return dueDay(t.Local().Format(time.DateOnly))
}

// cellTexts writes cells of a sheet for a file of plain text.
func cellTexts(row []any) []string {
	texts := make([]string, len(row))
	for i, value := range row {
		switch v := value.(type) {
		case nil:
		case time.Time:
			texts[i] = v.Format(time.DateOnly)
		default:
			texts[i] = fmt.Sprint(v)
		}
	}
	return texts
}

// calendar writes iCalendar as RFC 5545 has it.
type calendar struct{ bytes.Buffer }

// longestLine is how many bytes a line may have before it is folded.
const longestLine = 75

// line writes a property whose value needs no escapes.
func (c *calendar) line(name, value string) {
	rest, room := name+":"+value, longestLine
	for len(rest) > room {
		cut := room
		for !utf8.RuneStart(rest[cut]) {
			cut--
		}
		c.WriteString(rest[:cut] + "\r\n ")
		rest, room = rest[cut:], longestLine-1
	}
	c.WriteString(rest + "\r\n")
}

var calendarEscapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// text writes a property whose value somebody may have typed.
func (c *calendar) text(name, value string) { c.line(name, calendarEscapes.Replace(value)) }

// day writes an action as an entry that lasts the day on which it is due and takes no time. Its id stays, so that a
// newer file replaces the entry instead of adding one.
func (c *calendar) day(p *locale.Printer, row templates.PlannedRow, address string) error {
	due, err := time.Parse(time.DateOnly, row.Due)
	if err != nil {
		return fmt.Errorf("due date of planned action %s: %w", row.ID, err)
	}
	const day = "20060102"
	about := []string{p.T("planned.ics.status", "Status", p.T("planned.status."+string(row.Status)))}
	if row.Owner != "" {
		about = append([]string{p.T("planned.ics.owner", "Owner", row.Owner)}, about...)
	}
	if row.Note != "" {
		about = append(about, row.Note)
	}
	c.line("BEGIN", "VEVENT")
	c.line("UID", row.ID+"@lauter")
	c.line("SEQUENCE", strconv.Itoa(row.Rev-1))
	c.line("DTSTAMP", row.ChangedAt.UTC().Format(day+"T150405Z"))
	c.line("DTSTART;VALUE=DATE", due.Format(day))
	c.line("DTEND;VALUE=DATE", due.AddDate(0, 0, 1).Format(day))
	c.line("TRANSP", "TRANSPARENT")
	c.text("SUMMARY", row.Name(p))
	c.text("DESCRIPTION", strings.Join(about, "\n"))
	c.line("URL", address)
	c.line("END", "VEVENT")
	return nil
}
