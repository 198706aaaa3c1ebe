package web_test

import (
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// waves are the plans that a page must show, by name, worked out apart from it.
func waves(t *testing.T, f *scoring.Findings, r scoring.PlanRequest, next int) ([]string, []scoring.PlanTrace) {
	t.Helper()
	names, plans := []string{"best"}, make([]scoring.Plan, 1)
	var err error
	if r.Scope == scoring.Overall {
		names = []string{"now", "next", "later"}
		var w scoring.Waves
		w, err = scoring.Roadmap(f.Model, f.Answers, scoring.RoadmapRequest{Now: r.Budget, Next: next, Pinned: r.Pinned, Banned: r.Banned, Done: r.Done})
		plans = []scoring.Plan{w.Now, w.Next, w.Later}
	} else {
		plans[0], err = scoring.BestPlan(f.Model, f.Answers, r)
	}
	if err != nil {
		t.Fatal(err)
	}
	traces, err := scoring.TracePlans(f.Model, f.Answers, r.Scope, r.Done, plans...)
	if err != nil {
		t.Fatal(err)
	}
	return names, traces
}

// planFigures are all the figures that a plan page may show, exact, by mark.
func planFigures(f *scoring.Findings, names []string, traces []scoring.PlanTrace) map[mark]*big.Rat {
	exact := figures(f)
	for i, trace := range traces {
		scope := "plan:" + names[i]
		exact[mark{scope, "gain"}] = trace.Gain
		if trace.ScoreAfter != nil {
			exact[mark{scope, "score"}] = trace.ScoreAfter
		}
		if trace.LevelAfter > 0 {
			exact[mark{scope, "level"}] = big.NewRat(int64(trace.LevelAfter), 1)
		}
		for _, step := range trace.Steps {
			exact[mark{"action:" + step.Action, "part"}] = step.Gain
		}
	}
	return exact
}

func TestPlansInEveryCase(t *testing.T) {
	for i, c := range casesOfAnswers {
		lang := locale.Langs[i%len(locale.Langs)]
		t.Run(c.name+", "+string(lang), func(t *testing.T) {
			t.Parallel()
			v := newSite(t).visitor(t)
			v.accept = string(lang)
			root := c.answered(v)
			f := v.findings(root)
			for _, scope := range []scoring.Scope{scoring.Overall, "dimension:data", "capability:technology.audit"} {
				for _, budget := range []int{0, 8, 40} {
					query := fmt.Sprintf("?budget=%d&next=5&scope=%s", budget, scope)
					names, traces := waves(t, f, scoring.PlanRequest{Scope: scope, Budget: budget}, 5)
					checkPlanPage(t, v.get(root+"/plan"+query).want(http.StatusOK), f, scope, names, traces, lang)
					checkPlanSums(t, v.get(root+"/plan/explain"+query).want(http.StatusOK), f, names, traces, lang)
				}
			}
		})
	}
}

// checkPlanPage compares the tables and the marks of a plan page with the plans.
func checkPlanPage(t *testing.T, p *page, f *scoring.Findings, scope scoring.Scope, names []string, traces []scoring.PlanTrace, lang locale.Lang) {
	t.Helper()
	if n := len(all(p.doc, tag("h1"))); n != 1 {
		t.Errorf("%s has %d headings of the first rank", p.path, n)
	}
	checkUniqueIDs(t, p)
	if f.Answered == 0 {
		return
	}
	checkPlanMarks(t, p, planFigures(f, names, traces))
	for i, trace := range traces {
		sections := all(p.doc, with("aria-labelledby", "wave-"+names[i]))
		if len(sections) == 0 {
			if len(trace.Steps) > 0 || names[i] != "later" {
				t.Errorf("%s: no wave %s", p.path, names[i])
			}
			continue
		}
		rows := rowsOf(sections[0], "tbody")
		var actions []string
		sum := new(big.Rat)
		for _, row := range rows {
			data := all(row, tag("data"))
			actions = append(actions, strings.TrimPrefix(attr(data[0], "data-scope"), "action:"))
			sum.Add(sum, shown(t, strings.TrimPrefix(content(data[0]), "+"), lang))
		}
		if diff := cmp.Diff(trace.Actions, actions); diff != "" {
			t.Errorf("%s: %s: -want +got\n%s", p.path, names[i], diff)
		}
		if len(rows) == 0 {
			continue
		}
		total := all(rowsOf(sections[0], "tfoot")[0], tag("data"))
		if got := shown(t, strings.TrimPrefix(content(total[0]), "+"), lang); got.Cmp(sum) != 0 {
			t.Errorf("%s: the gains of %s add up to %s, shown is %s", p.path, names[i], sum.FloatString(2), got.FloatString(2))
		}
		if trace.ScoreBefore != nil && sum.Cmp(scoring.ShownChange(trace.ScoreBefore, trace.ScoreAfter, 2)) != 0 {
			t.Errorf("%s: %s shows %s between %s and %s", p.path, names[i], sum.FloatString(2), trace.ScoreBefore, trace.ScoreAfter)
		}
	}
	result, _ := f.Result(scope)
	for _, claim := range []*html.Node{p.one("h1", tag("h1")), p.id("waves")} {
		if words := levelWords.FindString(p.text(claim)); words != "" && result.Level == 0 {
			t.Errorf("%s claims %q without a level", p.path, words)
		}
	}
}

func checkUniqueIDs(t *testing.T, p *page) {
	t.Helper()
	seen := map[string]bool{}
	for _, n := range all(p.doc, func(n *html.Node) bool { return has(n, "id") }) {
		if id := attr(n, "id"); seen[id] || id == "" {
			t.Errorf("%s: id %q", p.path, id)
		} else {
			seen[id] = true
		}
	}
}

func checkPlanMarks(t *testing.T, p *page, exact map[mark]*big.Rat) {
	t.Helper()
	for m, nodes := range marks(p) {
		want, ok := exact[m]
		if !ok {
			t.Errorf("%s marks %v, which there is none of", p.path, m)
			continue
		}
		for _, n := range nodes {
			if got := attr(n, "value"); got != want.RatString() {
				t.Errorf("%s: %v is %s, want %s", p.path, m, got, want.RatString())
			}
		}
	}
}

// checkPlanSums adds up the tables of an explanation.
func checkPlanSums(t *testing.T, p *page, f *scoring.Findings, names []string, traces []scoring.PlanTrace, lang locale.Lang) {
	t.Helper()
	checkUniqueIDs(t, p)
	if f.Answered == 0 {
		return
	}
	checkPlanMarks(t, p, planFigures(f, names, traces))
	for i, trace := range traces {
		if len(trace.Steps) == 0 {
			continue
		}
		table := all(p.one(names[i], with("aria-labelledby", "sum-"+names[i])), tag("table"))[0]
		checkSum(t, table, 0, lang)
		rows, lifts := rowsOf(table, "tbody"), len(trace.Steps)
		for _, step := range trace.Steps {
			lifts += len(step.Lifts)
		}
		if len(rows) != lifts {
			t.Errorf("%s: %d rows, want %d", p.path, len(rows), lifts)
		}
		if got := column(t, rowsOf(table, "tfoot")[0], 0, lang); trace.ScoreBefore != nil && got.Cmp(scoring.ShownChange(trace.ScoreBefore, trace.ScoreAfter, 2)) != 0 {
			t.Errorf("%s: total %s", p.path, got.FloatString(2))
		}
	}
}

// planned starts an assessment whose plan has everything: a level, a duty, unknown answers, one that does not apply.
func planned(t *testing.T) (*visitor, string, *scoring.Findings) {
	t.Helper()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[1].answered(v)
	return v, root, v.findings(root)
}

// inWave lists the actions of a wave on a page.
func inWave(p *page, name string) []string {
	var ids []string
	for _, section := range all(p.doc, with("aria-labelledby", "wave-"+name)) {
		for _, row := range rowsOf(section, "tbody") {
			ids = append(ids, strings.TrimPrefix(attr(all(row, tag("data"))[0], "data-scope"), "action:"))
		}
	}
	return ids
}

// Each budget of the ladder leads to the plan that it promises.
func TestLadderLeadsToItsPlans(t *testing.T) {
	t.Parallel()
	v, root, f := planned(t)
	p := v.get(root + "/plan?scope=dimension:data&budget=9").want(http.StatusOK)
	ladder, err := scoring.Ladder(f.Model, f.Answers, scoring.PlanRequest{Scope: "dimension:data"})
	if err != nil {
		t.Fatal(err)
	}
	rows := rowsOf(p.one("section", with("aria-labelledby", "ladder")), "tbody")
	if len(rows) != len(ladder) {
		t.Fatalf("%d budgets, want %d", len(rows), len(ladder))
	}
	for i, row := range rows {
		next := v.get(attr(all(row, tag("a"))[0], "href")).want(http.StatusOK)
		if diff := cmp.Diff(ladder[i].Actions, inWave(next, "best")); diff != "" {
			t.Errorf("%d points: -want +got\n%s", ladder[i].Budget, diff)
		}
	}
	current := all(p.doc, with("aria-current", "true"))
	if len(current) != 1 {
		t.Fatalf("%d budgets are the current one", len(current))
	}
	best, _ := scoring.BestPlan(f.Model, f.Answers, scoring.PlanRequest{Scope: "dimension:data", Budget: 9})
	if got := p.text(current[0]); !strings.Contains(got, " "+strconv.Itoa(best.Effort)+" points") {
		t.Errorf("the current budget is %q, the plan needs %d", got, best.Effort)
	}
}

// choice follows the link with this text in the row of an action.
func (v *visitor) choice(p *page, action, text string) *page {
	v.t.Helper()
	for _, row := range all(p.doc, tag("tr")) {
		data := all(row, with("data-scope", "action:"+action))
		for _, a := range all(row, tag("a")) {
			if len(data) > 0 && strings.HasPrefix(p.text(a), text) {
				return v.get(attr(a, "href")).want(http.StatusOK)
			}
		}
	}
	v.t.Fatalf("%s: no way to %q %s", p.path, text, action)
	return nil
}

func TestActionsAreKeptAndLeftOut(t *testing.T) {
	t.Parallel()
	v, root, _ := planned(t)
	p := v.get(root + "/plan?budget=12")
	later := inWave(p, "later")
	moved := later[len(later)-1]
	p = v.choice(p, moved, "Move to now")
	if !slices.Contains(inWave(p, "now"), moved) {
		t.Errorf("%s was moved, now is %v", moved, inWave(p, "now"))
	}
	if got := p.form("Recalculate").values["pin"]; !cmp.Equal(got, []string{moved}) {
		t.Errorf("the form keeps %q", got)
	}
	p = v.choice(p, moved, "Release")
	if slices.Contains(inWave(p, "now"), moved) {
		t.Errorf("%s was released, now is %v", moved, inWave(p, "now"))
	}
	p = v.choice(p, moved, "Leave out")
	if slices.Contains(slices.Concat(inWave(p, "now"), inWave(p, "next"), inWave(p, "later")), moved) {
		t.Errorf("%s was left out and is in the plan", moved)
	}
	form := p.form("Recalculate")
	if got := form.values["ban"]; !cmp.Equal(got, []string{moved}) {
		t.Errorf("the form leaves out %q", got)
	}
	v.get(root + "/plan/explain?" + form.values.Encode()).says("Left out by you")
	form.values.Del("ban") // unticked
	p = v.get(form.action + "?" + form.values.Encode()).want(http.StatusOK)
	if !slices.Contains(inWave(p, "later"), moved) {
		t.Errorf("%s was put back and is not in the plan", moved)
	}
}

// A legal duty cannot be left out of the plan for the whole; of a plan for a part it can.
func TestDutiesCannotBeLeftOut(t *testing.T) {
	t.Parallel()
	v, root, f := planned(t)
	duties, err := scoring.OpenDuties(f.Model, f.Answers, nil)
	if err != nil || len(duties) == 0 {
		t.Fatal(duties, err)
	}
	p := v.get(root + "/plan?budget=60&ban=" + duties[0]).want(http.StatusOK)
	if !slices.Contains(inWave(p, "now"), duties[0]) {
		t.Error("a legal duty was left out")
	}
	p.says("in the plan all the same")

	p = v.get(root + "/plan?budget=0&next=0").want(http.StatusOK)
	names, traces := waves(t, f, scoring.PlanRequest{Scope: scoring.Overall}, 0)
	need := traces[0].Effort
	want := fmt.Sprintf("Legal duties alone need %d points", need)
	if h1 := p.text(p.one("h1", tag("h1"))); h1 != want || names[0] != "now" {
		t.Errorf("the page says %q, want %q", h1, want)
	}
	for _, a := range all(p.doc, tag("a")) {
		if p.text(a) == fmt.Sprintf("Plan with %d points", need) {
			next := v.get(attr(a, "href")).want(http.StatusOK)
			if got := next.form("Recalculate").values.Get("budget"); got != strconv.Itoa(need) {
				t.Errorf("the link sets %s points", got)
			}
			if strings.Contains(next.text(next.doc), "Legal duties alone need") {
				t.Error("that is not enough either")
			}
			return
		}
	}
	t.Error("no link sets what the duties need")
}

func TestBadPlansAreRefused(t *testing.T) {
	t.Parallel()
	v, root, _ := planned(t)
	tests := []struct {
		query, at, says string
	}{
		{"budget=-1", "budget", "Points for now: enter a whole number from 0 to 999."},
		{"budget=1000000000", "budget", "from 0 to 999"},
		{"budget=99999999999999999999", "budget", "from 0 to 999"},
		{"budget=ten", "budget", "enter a whole number"},
		{"budget=", "budget", "enter a whole number"},
		{"budget=1.5", "budget", "enter a whole number"},
		{"next=x", "next", "Points for the wave after"},
		{"scope=dimension:nothing", "scope", "“dimension:nothing” isn’t a part of this assessment"},
		{"scope=", "scope", "isn’t a part"},
		{"level=6", "level", "“6” isn’t a level to aim for"},
		{"level=two", "level", "isn’t a level"},
		{"pin=nothing", "pin-0", "“nothing” isn’t an action of this assessment"},
		{"ban=" + url.QueryEscape("<b>\x00\xff"), "ban-0", "“<b>\uFFFD” isn’t an action"},
	}
	for _, test := range tests {
		for _, path := range []string{"/plan", "/plan/explain"} {
			p := v.get(root + path + "?pin=data.origin.build-register&" + test.query).want(http.StatusUnprocessableEntity)
			p.says(test.says)
			at := test.at
			if at == "pin-0" {
				at = "pin-1" // after the one that is known
			}
			if !strings.HasPrefix(p.title(), "Error: ") || len(all(p.doc, with("href", "#"+at))) != 1 || len(all(p.doc, with("id", at))) != 1 {
				t.Errorf("%s: titled %q, the summary does not lead to %s", p.path, p.title(), at)
			}
			form := p.form("Recalculate")
			name, value, _ := strings.Cut(test.query, "=")
			if name == "budget" || name == "next" {
				if got := form.values.Get(name); got != value {
					t.Errorf("%s: what was typed is now %q", p.path, got)
				}
			}
			if !slices.Contains(form.values["pin"], "data.origin.build-register") {
				t.Errorf("%s: what was kept is lost: %q", p.path, form.values["pin"])
			}
			checkUniqueIDs(t, p)
		}
	}
	v.get(root + "/plan?budget=999&next=0&level=5&budget=x").want(http.StatusOK)
	many := root + "/plan?pin=a&pin=b&pin=c&pin=d&pin=e&pin=f&pin=g&pin=a"
	if got := v.get(many).want(http.StatusUnprocessableEntity).form("Recalculate").values["pin"]; len(got) != 5 {
		t.Errorf("%d refused actions are named", len(got))
	}
}

// A link that was made for another model says so, and is planned with this one.
func TestPlansOfAnotherModel(t *testing.T) {
	t.Parallel()
	v, root, f := planned(t)
	own := f.Model.ID + "@" + f.Model.Version
	p := v.get(root + "/plan?budget=9&model=" + own + "&level=3").want(http.StatusOK)
	if strings.Contains(p.text(p.doc), "This link was made for") {
		t.Error("the model of the assessment is taken for another")
	}
	saved := p.form("Save as scenario").values
	if saved.Get("page") != "plan" || !has(p.id("scenario-name"), "required") {
		t.Errorf("a scenario is saved as %v", saved)
	}
	query, err := url.ParseQuery(saved.Get("query"))
	if err != nil || query.Get("model") != own || query.Get("budget") != "9" || query.Get("level") != "3" {
		t.Errorf("the scenario is %v, %v", query, err)
	}
	p = v.get(root + "/plan?budget=9&model=old@0.9&pin=gone.action&scope=dimension:gone").want(http.StatusOK)
	p.says("This link was made for version old@0.9", "Your assessment uses "+own, "1 action of the link doesn’t exist", "gone.action", "The plan is for the whole")
	names, traces := waves(t, f, scoring.PlanRequest{Scope: scoring.Overall, Budget: 9}, f.Model.DefaultBudget)
	checkPlanPage(t, p, f, scoring.Overall, names, traces, locale.English)
	v.get(root + "/plan?budget=x&model=old@0.9").want(http.StatusUnprocessableEntity)
}

// The first wave can be handed over to the action plan; what is done there is planned no more.
func TestPlanAndActionPlan(t *testing.T) {
	t.Parallel()
	v, root, f := planned(t)
	p := v.get(root + "/plan?budget=30")
	now := inWave(p, "now")
	forms := p.forms("/actions")
	if len(forms) != 1 || !cmp.Equal(forms[0].values["action"], now) || attr(forms[0].node, "method") != "post" {
		t.Fatalf("the form takes over %v of %v", forms, now)
	}
	guest, err := v.site.store.Viewer(t.Context(), v.cookies["lauter"])
	if err != nil {
		t.Fatal(err)
	}
	id := strings.TrimPrefix(root, "/assessments/")
	if _, err := v.site.store.AddPlannedActions(t.Context(), guest, id, assessment.PlannedAction{Action: now[0], Status: assessment.ActionStatusOpen}); err != nil {
		t.Fatal(err)
	}
	v.get(root + "/plan?budget=30").says("In your action plan")
	items, err := v.site.store.PlannedActions(t.Context(), guest, id)
	if err != nil {
		t.Fatal(err)
	}
	items[0].Status = assessment.ActionStatusDone
	if err := v.site.store.SavePlannedAction(t.Context(), guest, id, items[0]); err != nil {
		t.Fatal(err)
	}
	done := v.get(root + "/plan?budget=30").want(http.StatusOK)
	_, traces := waves(t, f, scoring.PlanRequest{Scope: scoring.Overall, Budget: 30, Done: []string{now[0]}}, f.Model.DefaultBudget)
	if diff := cmp.Diff(traces[0].Actions, inWave(done, "now")); diff != "" || slices.Contains(inWave(done, "now"), now[0]) {
		t.Errorf("-want +got\n%s", diff)
	}
	v.get(root + "/plan/explain?budget=30").says("Done, by your action plan")
}

func TestCheapestWayIsShown(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[6].answered(v) // everything at 1
	f := v.findings(root)
	way, err := scoring.CheapestWay(f.Model, f.Answers, scoring.LevelRequest{Scope: scoring.Overall, Level: 3})
	if err != nil {
		t.Fatal(err)
	}
	p := v.get(root + "/plan?level=3").want(http.StatusOK)
	section := p.one("section", with("aria-labelledby", "way-title"))
	if got := p.text(section); !strings.Contains(got, fmt.Sprintf("%d points", way.Plan.Effort)) {
		t.Errorf("it says %q, want %d points", got, way.Plan.Effort)
	}
	for _, a := range all(section, tag("a")) {
		if p.text(a) == "Show as a plan" {
			now := inWave(v.get(attr(a, "href")).want(http.StatusOK), "now")
			for _, id := range way.Plan.Actions {
				if !slices.Contains(now, id) {
					t.Errorf("%s is on the way and not in the plan", id)
				}
			}
		}
	}

	root = casesOfAnswers[2].answered(v) // too little known
	v.get(root + "/plan").want(http.StatusOK).says("Cheapest way to level 3")
	root = casesOfAnswers[7].answered(v) // everything at 5
	p = v.get(root + "/plan").want(http.StatusOK)
	p.says("No action is left to plan")
	if len(all(p.doc, with("aria-labelledby", "way-title"))) != 0 {
		t.Error("there is a way up from the highest level")
	}

	root = casesOfAnswers[1].answered(v) // with unknown answers
	f = v.findings(root)
	way, err = scoring.CheapestWay(f.Model, f.Answers, scoring.LevelRequest{Scope: scoring.Overall, Level: 5})
	if err != nil || way.Obstacle != scoring.UnknownGate {
		t.Fatal(way.Obstacle, err)
	}
	p = v.get(root + "/plan?level=5").want(http.StatusOK)
	section = p.one("section", with("aria-labelledby", "way-title"))
	if links := all(section, tag("a")); len(links) != len(way.Unknown) || !strings.HasSuffix(attr(links[0], "href"), way.Unknown[0]+"#q") {
		t.Errorf("%d questions to find out, want %v", len(links), way.Unknown)
	}
}

func TestPlansOfOthersAreNotFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	root := s.visitor(t).start(assessment.KindFull)
	stranger := s.visitor(t)
	stranger.start(assessment.KindFull)
	stranger.get(root + "/plan").want(http.StatusNotFound)
	stranger.get(root + "/plan/explain?budget=-1").want(http.StatusNotFound)
}

// The language of the address stays with every way on.
func TestPlanKeepsTheLanguage(t *testing.T) {
	t.Parallel()
	v, root, _ := planned(t)
	p := v.get(root + "/plan?lang=de&budget=9").want(http.StatusOK)
	p.says("Was welcher Aufwand in der ersten Welle bringt", "Mittel, 3 Punkte")
	if got := p.form("Neu berechnen").values.Get("lang"); got != "de" {
		t.Errorf("recalculating goes on in %q", got)
	}
	for _, a := range all(p.id("waves"), tag("a")) {
		if u, _ := url.Parse(attr(a, "href")); u.Query().Get("lang") != "de" {
			t.Errorf("%s loses the language", u)
		}
	}
}
