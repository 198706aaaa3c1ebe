package web_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

const dropText = "The supplier does it."

// planOf is what the plan of an assessment holds.
func (v *visitor) planOf(root string) []assessment.PlannedAction {
	v.t.Helper()
	guest, err := v.site.store.Viewer(context.Background(), v.cookies["lauter"])
	if err != nil {
		v.t.Fatal(err)
	}
	planned, err := v.site.store.PlannedActions(context.Background(), guest, strings.TrimPrefix(root, "/assessments/"))
	if err != nil {
		v.t.Fatal(err)
	}
	return planned
}

// planOwn plans an action of one's own and returns the address of its page.
func (v *visitor) planOwn(root string, fields url.Values) string {
	v.t.Helper()
	page := v.get(root + "/actions/new").want(http.StatusOK)
	f := page.form("Plan it")
	for name, values := range fields {
		f.values[name] = values
	}
	v.submit(page, f, "Plan it").want(http.StatusSeeOther)
	planned := v.planOf(root)
	return root + "/actions/" + planned[len(planned)-1].ID
}

// edit sends the form of a planned action with some fields changed.
func (v *visitor) edit(item string, fields url.Values) *page {
	v.t.Helper()
	page := v.get(item).want(http.StatusOK)
	f := page.form("Save")
	for name, values := range fields {
		f.values[name] = values
	}
	return v.submit(page, f, "Save")
}

func TestActionsArePlannedFromTheModel(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	v.get(root + "/actions").want(http.StatusOK).says("Nothing is planned yet.")

	page := v.get(root + "/actions/new").want(http.StatusOK)
	checkUniqueIDs(t, page)
	found := v.findings(root)
	offered := all(page.doc, func(n *html.Node) bool { return attr(n, "name") == "action" && attr(n, "type") == "checkbox" })
	if len(offered) != len(found.Recommendations) {
		t.Fatalf("%d actions are offered, %d are worth something", len(offered), len(found.Recommendations))
	}
	f := page.form("Plan the ticked ones")
	two := []string{found.Recommendations[0].Action, found.Recommendations[2].Action}
	f.values["action"] = two
	list := v.follow(v.submit(page, f, "Plan the ticked ones")).want(http.StatusOK)
	list.says("2 actions are now in the plan.")
	for m, nodes := range marks(list) {
		if scope, ok := strings.CutPrefix(m.scope, "action:"); ok {
			at := slices.IndexFunc(found.Recommendations, func(g scoring.Recommendation) bool { return g.Action == scope })
			want := found.Recommendations[at].Gain
			for _, n := range nodes {
				if got, _ := new(big.Rat).SetString(attr(n, "value")); !equal(got, want) {
					t.Errorf("%v is %v, want %v", m, got, want)
				}
			}
		}
	}
	if rows := rowsOf(list.one("table", tag("table")), "tbody"); len(rows) != 2 {
		t.Errorf("%d rows", len(rows))
	}

	// What is planned is offered no more, and planning it again changes nothing.
	page = v.get(root + "/actions/new")
	if left := all(page.doc, func(n *html.Node) bool { return attr(n, "type") == "checkbox" }); len(left) != len(offered)-2 {
		t.Errorf("%d are offered after two are planned", len(left))
	}
	v.follow(v.post(root+"/actions", url.Values{"action": two})).says("What you chose is in the plan already.")
	if planned := v.planOf(root); len(planned) != 2 {
		t.Errorf("%d planned", len(planned))
	}

	// An action that the model does not have plans nothing, not even the others, and keeps what was chosen.
	refused := v.post(root+"/actions", url.Values{"action": {found.Recommendations[1].Action, "no.such.action"}}).want(http.StatusUnprocessableEntity)
	refused.says("One of the chosen actions isn’t part of this model.")
	ticked := all(refused.doc, func(n *html.Node) bool { return attr(n, "type") == "checkbox" && has(n, "checked") })
	if len(ticked) != 1 || attr(ticked[0], "value") != found.Recommendations[1].Action {
		t.Errorf("%d are ticked", len(ticked))
	}
	if planned := v.planOf(root); len(planned) != 2 {
		t.Errorf("%d planned after a refusal", len(planned))
	}
}

func TestPlanIsTakenOver(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	page := v.get(root + "/plan?budget=10").want(http.StatusOK)
	f := page.forms("/actions")[0]
	plan := f.values["action"]
	if len(plan) == 0 {
		t.Fatal("the plan has no actions")
	}
	list := v.follow(v.post(f.action, f.values)).want(http.StatusOK)
	list.says(locale.For("en").T("planned.added", "N", len(plan)))
	var ids []string
	for _, item := range v.planOf(root) {
		ids = append(ids, item.Action)
	}
	if !slices.Equal(ids, plan) {
		t.Errorf("planned %v, want %v", ids, plan)
	}
	found := v.findings(root)
	sum, err := scoring.BestPlan(found.Model, found.Answers, scoring.PlanRequest{Scope: scoring.Overall, Pinned: plan})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range marks(list)[mark{"actions", "gain"}] {
		if got, _ := new(big.Rat).SetString(attr(n, "value")); !equal(got, sum.Gain) {
			t.Errorf("together %v, want %v", got, sum.Gain)
		}
	}
	if len(marks(list)[mark{"actions", "gain"}]) != 1 {
		t.Error("the page does not say what the plan brings")
	}
}

// Every limit has its own message, and nothing that was typed is lost.
func TestActionsOfOnesOwnHaveLimits(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	item := v.planOwn(root, url.Values{"title": {"  Ask\tthe council "}, "owner": {"Dana"}, "due": {"2026-12-31"}, "note": {"Before the year ends"}})
	if got := v.planOf(root)[0]; got.Title != "Ask the council" || got.Due != "2026-12-31" || got.Owner != "Dana" {
		t.Errorf("kept %+v", got)
	}
	long := func(n int) string { return strings.Repeat("ä", n) }
	cases := []struct{ field, value, says string }{
		{"title", "", "Write what is to be done."},
		{"title", long(201), "longer than 200 characters"},
		{"owner", long(121), "longer than 120 characters"},
		{"due", "2026-11-20", "This day has passed."},
		{"due", "2026-02-30", "This is no day."},
		{"due", "31.12.2026", "This is no day."},
		{"due", "tomorrow", "This is no day."},
		{"due", "2047-01-01", "more than 20 years away"},
		{"due", "99999-01-01", "This is no day."},
		{"cost", long(61), "longer than 60 characters"},
		{"note", long(4001), "longer than 4,000 characters"},
	}
	for _, c := range cases {
		fields := url.Values{"title": {"Ask again"}, "owner": {"Kim"}, "due": {"2027-01-31"}, "cost": {"€500"}, "note": {"Much"}}
		fields.Set(c.field, c.value)
		for _, at := range []string{root + "/actions", item} {
			if at == item {
				fields.Set("rev", "1")
				fields.Set("status", "open")
			}
			refused := v.post(at, fields).want(http.StatusUnprocessableEntity)
			refused.says(c.says)
			if !strings.HasPrefix(refused.title(), "Error: ") {
				t.Errorf("the title is %q", refused.title())
			}
			button := "Plan it"
			if at == item {
				button = "Save"
			}
			shown := refused.form(button).values
			for name, values := range fields {
				if shown.Get(name) != values[0] {
					t.Errorf("%s with a wrong %s: %s holds %.40q, want %.40q", at, c.field, name, shown.Get(name), values[0])
				}
			}
			if input := refused.id(c.field); attr(input, "aria-invalid") != "true" {
				t.Errorf("%s is not marked as wrong", c.field)
			}
		}
	}
	if n := len(v.planOf(root)); n != 1 {
		t.Errorf("%d planned", n)
	}
	if got := v.planOf(root)[0]; got.Rev != 1 {
		t.Errorf("refused changes made revision %d", got.Rev)
	}
	v.edit(item, url.Values{"status": {"gone"}}).want(http.StatusUnprocessableEntity).says("Choose one of the statuses on offer.")
	v.post(item, url.Values{"title": {"x"}, "status": {"open"}, "rev": {"none"}}).want(http.StatusUnprocessableEntity)
}

// A date that was right when it was written stays when it has passed, and is then overdue.
func TestOverdueIsVisible(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	late := v.planOwn(root, url.Values{"title": {"Late"}, "owner": {"Dana"}, "due": {"2026-11-25"}})
	v.planOwn(root, url.Values{"title": {"In time"}, "owner": {"Kim"}, "due": {"2027-11-25"}})
	v.planOwn(root, url.Values{"title": {"Some day"}})
	v.get(root + "/actions").says("3 actions to work on.")
	v.site.wait(10 * 24 * time.Hour)
	v = v.fresh()
	list := v.get(root + "/actions").want(http.StatusOK)
	list.says("1 is overdue.", "overdue by 10 days")
	v.get(late).want(http.StatusOK).says("Overdue by 10 days: it was due on 25 November 2026.")

	v.edit(late, url.Values{"note": {"still at it"}}).want(http.StatusSeeOther)
	if got := v.planOf(root)[0]; got.Due != "2026-11-25" || got.Note != "still at it" {
		t.Errorf("kept %+v", got)
	}
	v.edit(late, url.Values{"due": {"2026-11-26"}}).want(http.StatusUnprocessableEntity).says("This day has passed.")
	v.edit(late, url.Values{"status": {"done"}}).want(http.StatusSeeOther)
	if text := v.get(root + "/actions"); strings.Contains(text.text(text.doc), "overdue by") {
		t.Error("what is done is overdue")
	}
}

func TestActionsAreFilteredAndSorted(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	v.planOwn(root, url.Values{"title": {"C later"}, "owner": {"Dana"}, "due": {"2027-05-01"}})
	v.planOwn(root, url.Values{"title": {"B sooner"}, "owner": {"Kim"}, "due": {"2026-12-01"}})
	dropped := v.planOwn(root, url.Values{"title": {"A dropped"}, "owner": {"Dana"}, "due": {"2026-11-30"}})
	v.edit(dropped, url.Values{"status": {"dropped"}, "reason": {dropText}}).want(http.StatusSeeOther)
	v.post(root+"/actions", url.Values{"action": {v.findings(root).Recommendations[0].Action}}).want(http.StatusSeeOther)
	v.site.wait(10 * 24 * time.Hour)
	v = v.fresh()
	names := func(query string) string {
		page := v.get(root + "/actions" + query).want(http.StatusOK)
		checkUniqueIDs(t, page)
		var names []string
		for _, table := range all(page.doc, tag("table")) {
			for _, row := range rowsOf(table, "tbody") {
				names = append(names, page.text(all(row, tag("a"))[0]))
			}
		}
		return strings.Join(names, " | ")
	}
	first, _ := v.site.model.Action(v.findings(root).Recommendations[0].Action)
	for query, want := range map[string]string{
		"":                            "B sooner | C later | * | A dropped",
		"?sort=gain":                  "* | B sooner | C later | A dropped",
		"?sort=status":                "B sooner | C later | * | A dropped",
		"?status=dropped":             "A dropped",
		"?owner=Dana":                 "C later | A dropped",
		"?owner=Dana&status=open":     "C later",
		"?overdue=1":                  "B sooner",
		"?owner=Nobody":               "",
		"?overdue=1&owner=Dana&lang=": "",
	} {
		got := names(query)
		if got != strings.ReplaceAll(want, "*", first.Title.EN) {
			t.Errorf("%q shows %s, want %s", query, got, want)
		}
	}
	for _, query := range []string{"?status=gone", "?sort=size"} {
		page := v.get(root + "/actions" + query).want(http.StatusUnprocessableEntity)
		page.says("B sooner", "C later", "A dropped")
	}
	v.get(root+"/actions?owner=Nobody").says("No action matches this choice.", "Show all")
}

// A closed action leads to the questions it was to lift, and changes none of them.
func TestClosingAnActionChangesNoAnswer(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	best := v.findings(root).Recommendations[0].Action
	v.post(root+"/actions", url.Values{"action": {best}}).want(http.StatusSeeOther)
	item := root + "/actions/" + v.planOf(root)[0].ID
	before := v.stored(root)

	v.edit(item, url.Values{"status": {"dropped"}}).want(http.StatusUnprocessableEntity).says("Write why you drop the action.")
	v.edit(item, url.Values{"status": {"dropped"}, "reason": {dropText}}).want(http.StatusSeeOther)
	v.get(root + "/actions").says("Dropped: " + dropText)
	v.edit(item, url.Values{"status": {"in_progress"}}).want(http.StatusSeeOther)
	if got := v.planOf(root)[0]; got.Reason != "" {
		t.Errorf("an action in progress has the reason %q", got.Reason)
	}
	closed := v.edit(item, url.Values{"status": {"done"}}).want(http.StatusSeeOther)
	if !strings.HasSuffix(closed.location(), "#again") {
		t.Errorf("closing leads to %s", closed.location())
	}
	page := v.follow(closed).want(http.StatusOK)
	if got := v.stored(root); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Error("closing an action has changed an answer")
	}
	action, _ := v.site.model.Action(best)
	again := page.id("again")
	links := all(again, tag("a"))
	want := 0
	for _, lift := range action.Lifts {
		if int(before[lift.Question].Choice) < lift.To {
			want++
		}
	}
	if want == 0 || len(links) != want {
		t.Fatalf("%d questions are offered again, want %d", len(links), want)
	}
	for _, lift := range action.Lifts {
		v.answer(root, lift.Question, url.Values{"answer": {fmt.Sprint(lift.To)}, "rev": {fmt.Sprint(v.stored(root)[lift.Question].Rev)}})
	}
	v.get(item).says("Your answers already say what this action was to bring.")

	history := v.get(item).id("history").Parent
	if steps := all(history, tag("ol"))[0]; len(all(steps, func(n *html.Node) bool { return n.Parent == steps && n.Data == "li" })) != 4 {
		t.Errorf("the history says %s", page.text(history))
	}
}

func TestTwoWindowsOnOneAction(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	item := v.planOwn(root, url.Values{"title": {"Ask"}, "owner": {"Dana"}})
	mine := v.get(item)
	f := mine.form("Save")
	v.edit(item, url.Values{"owner": {"Kim"}}).want(http.StatusSeeOther)
	f.values.Set("owner", "Mine")
	conflict := v.submit(mine, f, "Save").want(http.StatusConflict)
	conflict.says("Somebody has changed this action meanwhile", "Kim")
	if got := v.planOf(root)[0]; got.Owner != "Kim" {
		t.Errorf("the second save has won: %+v", got)
	}
	again := conflict.form("Save")
	if again.values.Get("owner") != "Mine" {
		t.Errorf("what was typed is lost: %v", again.values)
	}
	v.submit(conflict, again, "Save").want(http.StatusSeeOther)
	if got := v.planOf(root)[0]; got.Owner != "Mine" {
		t.Errorf("kept %+v", got)
	}
}

func TestActionsAreRemoved(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	item := v.planOwn(root, url.Values{"title": {"<i>Ask</i>"}})
	asked := v.get(item + "/remove").want(http.StatusOK)
	asked.says("Remove this action from the plan?", "<i>Ask</i>")
	v.follow(v.submit(asked, asked.form("Remove"), "Remove")).says("Nothing is planned yet.")
	v.get(item).want(http.StatusNotFound)
	v.get(item + "/remove").want(http.StatusNotFound)
	v.post(item, url.Values{"title": {"x"}, "status": {"open"}, "rev": {"1"}}).want(http.StatusNotFound)
}

func TestThePlanGoesOnInTheNextRound(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	old := casesOfAnswers[0].answered(v)
	v.planOwn(old, url.Values{"title": {"Ask"}})
	root := v.nextRound(old, "yes")
	v.get(root+"/actions").want(http.StatusOK).says("Ask", "1 action to work on.")
}

func TestStrangersSeeNoPlan(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	item := v.planOwn(root, url.Values{"title": {"Secret"}})
	other := casesOfAnswers[0].answered(v.site.visitor(t))
	stranger := v.site.visitor(t)
	stranger.start(assessment.KindQuick)
	for _, path := range []string{"/actions", "/actions/new", "/actions.csv", "/actions.xlsx", "/actions.ics", "/targets"} {
		stranger.get(root + path).want(http.StatusNotFound)
	}
	stranger.get(item).want(http.StatusNotFound)
	stranger.get(item + "/remove").want(http.StatusNotFound)
	for _, path := range []string{root + "/actions", item, item + "/remove", root + "/targets"} {
		stranger.post(path, url.Values{"title": {"Mine"}, "status": {"open"}, "rev": {"1"}}).want(http.StatusNotFound)
	}
	// Nor does an action show in another assessment of the same viewer's site.
	_, id, _ := strings.Cut(item, "/actions/")
	v.get(other + "/actions/" + id).want(http.StatusNotFound)
	if got := v.planOf(root); len(got) != 1 || got[0].Title != "Secret" {
		t.Errorf("the plan holds %+v", got)
	}
}

// The three files hold what the page shows, exactly, and nothing typed is a formula.
func TestActionPlanAsFiles(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Langs {
		v := newSite(t).visitor(t)
		root := casesOfAnswers[0].answered(v)
		found := v.findings(root)
		best := found.Recommendations[0]
		v.post(root+"/actions", url.Values{"action": {best.Action}}).want(http.StatusSeeOther)
		v.edit(root+"/actions/"+v.planOf(root)[0].ID, url.Values{"owner": {"Dana"}, "due": {"2027-02-28"}}).want(http.StatusSeeOther)
		v.planOwn(root, url.Values{"title": {"=1+1"}, "note": {"one; two, three\r\nfour \\ five"}, "due": {"2027-03-01"}, "owner": {strings.Repeat("Größe ", 18)}})
		done := v.planOwn(root, url.Values{"title": {"Done"}, "due": {"2027-03-01"}})
		v.edit(done, url.Values{"status": {"done"}}).want(http.StatusSeeOther)
		v.accept = string(lang)
		p := locale.For(lang)

		table := readTable(t, v.get(root+"/actions.csv").want(http.StatusOK).body)
		if len(table) != 4 {
			t.Fatalf("%d lines in the CSV", len(table))
		}
		row := rowAbout(t, table, p.T("planned.csv.id"), best.Action)
		if got := ratOf(t, row[p.T("planned.csv.num")], row[p.T("planned.csv.den")]); !equal(got, best.Gain) {
			t.Errorf("the CSV says %v, want %v", got, best.Gain)
		}
		if row[p.T("planned.col.due")] != "2027-02-28" {
			t.Errorf("due on %q", row[p.T("planned.col.due")])
		}
		if own := rowAbout(t, table, p.T("planned.col.title"), "'=1+1"); own == nil {
			t.Error("a formula in the CSV")
		}

		book, err := excelize.OpenReader(bytes.NewReader([]byte(v.get(root + "/actions.xlsx").want(http.StatusOK).body)))
		if err != nil {
			t.Fatal(err)
		}
		sheets := book.GetSheetList()
		rows, err := book.GetRows(sheets[0], excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		row = rowAbout(t, rows, p.T("planned.csv.id"), best.Action)
		if got := ratOf(t, row[p.T("planned.csv.num")], row[p.T("planned.csv.den")]); !equal(got, best.Gain) {
			t.Errorf("the workbook says %v, want %v", got, best.Gain)
		}
		if formula, err := book.GetCellFormula(sheets[0], "A3"); err != nil || formula != "" {
			t.Errorf("a formula %q in the workbook: %v", formula, err)
		}
		scores, err := book.GetRows(sheets[1], excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range append([]scoring.Result{found.Overall}, found.Dimensions...) {
			row := rowAbout(t, scores, p.T("planned.scores.id"), string(r.Scope))
			if got := ratOf(t, row[p.T("planned.scores.num")], row[p.T("planned.scores.den")]); !equal(got, r.Score) {
				t.Errorf("row %d of the workbook says %v for %s, want %v", i, got, r.Scope, r.Score)
			}
		}
		for _, target := range scoring.Targets(found) {
			row := rowAbout(t, scores, p.T("planned.scores.id"), "capability:"+target.Capability)
			if row[p.T("planned.scores.target")] != fmt.Sprint(target.Level) {
				t.Errorf("the target of %s is %q, want %d", target.Capability, row[p.T("planned.scores.target")], target.Level)
			}
			if target.Gap != nil {
				if got := ratOf(t, row[p.T("planned.scores.gap.num")], row[p.T("planned.scores.gap.den")]); !equal(got, target.Gap) {
					t.Errorf("the gap of %s is %v, want %v", target.Capability, got, target.Gap)
				}
			}
		}

		checkCalendar(t, v.get(root+"/actions.ics").want(http.StatusOK).body, p)
	}
}

// checkCalendar reads a calendar as RFC 5545 has it.
func checkCalendar(t *testing.T, file string, p *locale.Printer) {
	t.Helper()
	if strings.Contains(strings.ReplaceAll(file, "\r\n", ""), "\n") {
		t.Error("a line of the calendar does not end as the format has it")
	}
	for line := range strings.SplitSeq(file, "\r\n") {
		if len(line) > 75 {
			t.Errorf("a line of %d bytes: %s", len(line), line)
		}
	}
	file = strings.ReplaceAll(file, "\r\n ", "")
	events := strings.Split(file, "BEGIN:VEVENT")[1:]
	if len(events) != 2 {
		t.Fatalf("%d entries, want the two that are open and have a day", len(events))
	}
	for _, want := range []string{
		"DTSTART;VALUE=DATE:20270228\r\nDTEND;VALUE=DATE:20270301", "SEQUENCE:1\r\n",
		"URL:http://lauter.example/assessments/", "\r\nUID:",
	} {
		if !strings.Contains(events[0], want) {
			t.Errorf("the calendar lacks %q: %s", want, events[0])
		}
	}
	for _, want := range []string{"SUMMARY:=1+1\r\n", `one\; two\, three\nfour \\ five`, p.T("planned.ics.owner", "Owner", strings.TrimSpace(strings.Repeat("Größe ", 18)))} {
		if !strings.Contains(events[1], want) {
			t.Errorf("the calendar lacks %q: %s", want, events[1])
		}
	}
}

// readTable reads a CSV file as it is sent, with its mark of the encoding.
func readTable(t *testing.T, file string) [][]string {
	t.Helper()
	table, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// rowAbout is the row of a table that has a value in a column, by the names of the columns.
func rowAbout(t *testing.T, table [][]string, column, value string) map[string]string {
	t.Helper()
	at := slices.Index(table[0], column)
	if at < 0 {
		t.Fatalf("no column %q in %q", column, table[0])
	}
	for _, cells := range table[1:] {
		if len(cells) > at && cells[at] == value {
			row := map[string]string{}
			for i, cell := range cells {
				row[table[0][i]] = cell
			}
			return row
		}
	}
	t.Fatalf("no row with %s %q in %q", column, value, table)
	return nil
}

func ratOf(t *testing.T, num, den string) *big.Rat {
	t.Helper()
	x, ok := new(big.Rat).SetString(num + "/" + den)
	if !ok {
		t.Fatalf("%q/%q is no fraction", num, den)
	}
	return x
}

// That gains add up to less is said where it is so, and only there.
func TestOverlapIsSaidWhereThereIsOne(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	const note = "less than the sum of the single gains"
	said := func(ids ...string) bool {
		v.post(root+"/actions", url.Values{"action": ids}).want(http.StatusSeeOther)
		return strings.Contains(v.get(root+"/actions").want(http.StatusOK).body, note)
	}
	var single, sharing []string
	for _, r := range v.findings(root).Recommendations {
		if len(r.With) == 0 && single == nil {
			single = []string{r.Action}
		} else if len(r.With) > 0 && sharing == nil {
			sharing = append([]string{r.Action}, r.With...)
		}
	}
	if len(single) == 0 || len(sharing) == 0 {
		t.Fatalf("no actions to plan: %v, %v", single, sharing)
	}
	if said(single...) {
		t.Error("a single action is said to bring less than itself")
	}
	if !said(sharing...) { // the gain of what it builds on counts in both
		t.Error("actions that lift the same answers are not said to")
	}
}
