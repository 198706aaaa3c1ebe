package templates

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// PlanQuery is what a plan is asked for, as it was typed: it stands in the address and nowhere else.
type PlanQuery struct {
	Budget, Next   string // points of effort of the first wave and the one after
	Scope          string
	Level          string // to find the cheapest way to; empty: the next one
	Pinned, Banned []string
}

// Encode is the query of an address that asks for the same.
func (q PlanQuery) Encode() string {
	values := url.Values{"budget": {q.Budget}, "pin": q.Pinned, "ban": q.Banned}
	if q.Scope != string(scoring.Overall) {
		values.Set("scope", q.Scope)
	} else {
		values.Set("next", q.Next)
	}
	if q.Level != "" {
		values.Set("level", q.Level)
	}
	return values.Encode()
}

func (q PlanQuery) withBudget(points int) PlanQuery {
	q.Budget = strconv.Itoa(points)
	return q
}

// keeping asks for actions to be in the plan, and for none of them to be left out.
func (q PlanQuery) keeping(ids ...string) PlanQuery {
	q = q.released(ids...)
	q.Pinned = slices.Concat(q.Pinned, ids)
	return q
}

func (q PlanQuery) without(id string) PlanQuery {
	q = q.released(id)
	q.Banned = slices.Concat(q.Banned, []string{id})
	return q
}

// released asks for nothing about these actions.
func (q PlanQuery) released(ids ...string) PlanQuery {
	named := func(id string) bool { return slices.Contains(ids, id) }
	q.Pinned = slices.DeleteFunc(slices.Clone(q.Pinned), named)
	q.Banned = slices.DeleteFunc(slices.Clone(q.Banned), named)
	return q
}

// PlanView is a plan with what it was asked for. When that was refused, only the form is shown.
type PlanView struct {
	ResultsView
	Query   PlanQuery
	Errors  []FieldError
	Most    int    // highest budget that may be asked for
	Other   string // model that the address was made for, if it is another
	Lost    []string
	LostEnd bool // the address improves a part that this model does not have

	Scoped   scoring.Result
	Waves    []Wave
	Rungs    []scoring.Plan    // what each budget buys; the first holds what is set and nothing else
	Duties   []string          // open legal duties, which begin a plan for the whole
	Planned  map[string]bool   // actions of the model that somebody works on already
	Level    int               // to find the cheapest way to; 0: the highest is held
	Way      scoring.Way       // to that level
	WayPlan  scoring.Plan      // the way with what is set in every plan
	FindOuts []scoring.FindOut // in the scope
	Left     []scoring.LeftOut // what is in no wave; for the explanation

	Scenarios ScenarioList
}

// Wave is one of the plans that follow each other, by its name in the catalogue: now, next, later, or best for the only
// one.
type Wave struct {
	Name string
	scoring.PlanTrace
}

// PlanTitle says what the plan does.
func PlanTitle(p *Page, v PlanView) string {
	switch {
	case len(v.Errors) > 0:
		return p.T("plan.title.refused")
	case v.nothing():
		return p.T("plan.empty.title")
	case v.first().OverBudget > 0:
		return v.over()
	}
	return v.Words.PlanTitle(v.Scoped.Scope, v.first().Plan, v.entry())
}

// heading is the title without what the frame says about errors.
func (v PlanView) heading(p *Page) string { return PlanTitle(p, v) }

// errorOf is the message on an element of the form, empty if there is none.
func (v PlanView) errorOf(element string) string {
	for _, e := range v.Errors {
		if e.Field == element {
			return e.Text
		}
	}
	return ""
}

// long says that a wave is so long that its actions are shown only if somebody asks: those that nobody schedules yet.
func (w Wave) long() bool { return w.Name == "later" && len(w.Steps) > mostShown }

// mostShown is how many actions of the last wave are shown unasked.
const mostShown = 8

// PlanExplanationTitle is the title of the page that shows how a plan adds up.
func PlanExplanationTitle(p *Page) string { return p.T("plan.explain.title") }

// ofPart is what an action adds to the ones before it in its plan.
const ofPart figureOf = "part"

// planScope is the scope of the figures of a wave.
func planScope(wave string) scoring.Scope { return scoring.Scope("plan:" + wave) }

// plan is the address of a plan.
func (p *Page) plan(q PlanQuery) string { return p.URL(p.path("plan") + "?" + q.Encode()) }

// planExplanation is the address of the page that shows how a plan adds up.
func (p *Page) planExplanation(q PlanQuery) string {
	return p.URL(p.path("plan", "explain") + "?" + q.Encode())
}

// whole says that the plan improves the overall score, in waves.
func (v PlanView) whole() bool { return v.Scoped.Scope == scoring.Overall }

// rated says that the scope has a score to show. Where too much is unknown, only gains are shown.
func (v PlanView) rated() bool { return v.Scoped.Status == scoring.Rated }

// first is the wave that the first budget is for.
func (v PlanView) first() Wave { return v.Waves[0] }

// set are the actions that every plan holds: duties, what is kept, and what these build on.
func (v PlanView) set() []string { return v.Rungs[0].Actions }

// entry is the least budget that buys anything, 0 if none does.
func (v PlanView) entry() int {
	for _, r := range v.Rungs {
		if len(r.Actions) > 0 {
			return r.Budget
		}
	}
	return 0
}

// keeps says that something is kept beside the duties.
func (v PlanView) keeps() bool {
	return slices.ContainsFunc(v.Query.Pinned, func(id string) bool {
		return slices.Contains(v.set(), id) && !slices.Contains(v.Duties, id)
	})
}

func (v PlanView) over() string {
	return v.Words.PlanOver(v.first().Plan, len(v.Duties) > 0, v.keeps())
}

// aboutDuties says what comes first in the plan.
func (v PlanView) aboutDuties(p *Page) string {
	switch {
	case !v.whole():
		return p.T("plan.form.scoped")
	case len(v.Duties) == 0:
		return p.T("plan.form.best")
	}
	return p.T("plan.form.duties", "N", len(v.Duties), "Points", v.Words.EffortPoints(v.dutyEffort()))
}

// dutyEffort is the effort of the duties and of what they build on, without what is kept for another reason.
func (v PlanView) dutyEffort() int {
	sum := 0
	seen := map[string]bool{}
	var add func(id string)
	add = func(id string) {
		if seen[id] || !slices.Contains(v.set(), id) {
			return
		}
		seen[id] = true
		a := v.action(id)
		sum += v.Model.Efforts[a.Effort].Points
		for _, required := range a.Requires {
			add(required)
		}
	}
	for _, id := range v.Duties {
		add(id)
	}
	return sum
}

// scopes are all scopes that a plan can improve, the whole first, each dimension before its capabilities.
func (v PlanView) scopes() []scoring.Scope {
	all := []scoring.Scope{scoring.Overall}
	for _, d := range v.Model.Dimensions {
		all = append(all, scoring.DimensionScope(d.ID))
		for _, c := range d.Capabilities {
			all = append(all, scoring.CapabilityScope(c.ID))
		}
	}
	return all
}

// scopeOption names a scope in the list; capabilities stand below their dimension.
func (v PlanView) scopeOption(s scoring.Scope) string {
	if strings.HasPrefix(string(s), "capability:") {
		return "– " + v.Words.ScopeName(s)
	}
	return v.Words.ScopeName(s)
}

// hasLevel says that this level is the one to find a way to.
func (v PlanView) hasLevel(level int) bool {
	if v.Query.Level != "" {
		return v.Query.Level == strconv.Itoa(level)
	}
	return v.Level == level
}

// actionName is the title of an action, or what was typed if there is none.
func (v PlanView) actionName(id string) string {
	if _, ok := v.Model.Action(id); !ok {
		return id
	}
	return v.Words.ScopeName(ActionScope(id))
}

// lead says what a wave is made of.
func (v PlanView) lead(p *Page, wave Wave) string {
	switch {
	case wave.Name == "now" && len(v.Duties) > 0:
		return p.T("plan.wave.now.duties")
	case wave.Name == "now":
		return p.T("plan.wave.now.lead")
	case wave.Name == "later":
		return p.T("plan.wave.later.lead")
	case wave.Name == "next":
		return p.T("plan.wave.next.lead", "Points", v.Words.EffortPoints(wave.Budget))
	}
	return p.T("plan.wave.best.lead", "Points", v.Words.EffortPoints(wave.Budget))
}

// title is what a wave is called.
func (w Wave) title(p *Page) string { return p.T("plan.wave." + w.Name) }

// signed is a gain as it is shown, with its sign.
func (p *Page) signed(shown string) string {
	if strings.Trim(shown, "0.") == "" {
		return p.P.Number(shown)
	}
	return "+" + p.P.Number(shown)
}

// afterWords names what must be done before an action.
func (v PlanView) afterWords(p *Page, step scoring.PlanStep) string {
	var names []string
	for _, id := range step.Needs {
		names = append(names, v.Words.ScopeName(ActionScope(id)))
	}
	return p.T("plan.after", "Actions", strings.Join(names, "; "))
}

// duty says that an action is in the plan because a legal duty asks for it.
func (v PlanView) duty(id string) bool { return slices.Contains(v.Duties, id) }

func (v PlanView) kept(id string) bool { return slices.Contains(v.Query.Pinned, id) }

// anyway says that an action which was left out is in the plan all the same.
func (v PlanView) anyway(id string) bool {
	return len(v.Rungs) > 0 && slices.Contains(v.set(), id)
}

// wayQuery asks for the cheapest way as a plan.
func (v PlanView) wayQuery() PlanQuery {
	return v.Query.keeping(v.Way.Plan.Actions...).withBudget(v.WayPlan.Effort)
}

// scenarioQuery is the query of the plan with the model that it was made for.
func (v PlanView) scenarioQuery() string {
	values, _ := url.ParseQuery(v.Query.Encode())
	values.Set("model", ModelKey(v.Model))
	return values.Encode()
}

// ModelKey names a version of a model in an address.
func ModelKey(m *assessment.Model) string { return m.ID + "@" + m.Version }

// takeable says that the first wave can be handed over to the action plan.
func (v PlanView) takeable(p *Page) bool {
	return p.May(assessment.RightAnswer) && slices.ContainsFunc(v.first().Actions, func(id string) bool { return !v.Planned[id] })
}
