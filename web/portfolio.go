package web

import (
	"cmp"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

const (
	// stalledAfter is after how long without a change an unfinished assessment counts as stalled.
	stalledAfter = 14 * 24 * time.Hour

	// nextRoundAfter is how long after its end a round is due to be repeated.
	nextRoundAfter = 365 * 24 * time.Hour
)

// getClients shows the viewer's clients. Whoever has a single one and is no consultant never sees the word, but that
// client at once.
func (s *Server) getClients(r *request) error {
	states, err := s.store.Portfolio(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	workspaces, err := s.store.Workspaces(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	if len(workspaces) == 0 && len(states) == 1 {
		return r.see(templates.ClientPath(states[0].ID))
	}
	view := templates.ClientsView{
		Workspaces: workspaces,
		Query:      cleanName(r.QueryParam("q")),
		Sort:       r.QueryParam("sort"),
		Archived:   r.QueryParam("archived") != "",
		Anonymous:  r.QueryParam("names") == "off",
		New:        r.QueryParam("new") != "",
		Dimensions: s.model().Dimensions,
		All:        len(states),
	}
	for _, state := range states {
		if state.Archived() {
			view.Put++
		}
		if state.Archived() != view.Archived || !matches(state.Client, view.Query) {
			continue
		}
		findings, err := evaluated(state)
		if err != nil {
			return err
		}
		view.Rows = append(view.Rows, s.clientRow(r, state, findings))
	}
	sortClients(view.Rows, &view.Sort)
	if view.Anonymous {
		for i := range view.Rows {
			view.Rows[i].Anonymise(r.p, i)
		}
	}
	mentions, err := s.store.Mentions(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	for _, m := range mentions {
		view.Mentions = append(view.Mentions, templates.Mention{Mention: m, Model: s.model()})
	}
	if len(workspaces) > 0 { // into which it could be taken over
		if view.Own, err = s.ownAssessments(r); err != nil {
			return err
		}
	}
	page := s.page(r, frame{title: r.p.T("clients.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Clients(page, view))
}

// matches says that a client is meant by a search, upper and lower case alike.
func matches(c assessment.Client, query string) bool {
	return locale.ContainsFold(c.Name+"\n"+c.Sector, query)
}

// clientRow is what the list of clients shows of one, whose rounds have these findings.
func (s *Server) clientRow(r *request, state assessment.ClientState, findings []*scoring.Findings) (row templates.ClientRow) {
	row.Client, row.Label = state.Client, state.Name
	today := s.now().Local().Format(time.DateOnly)
	for _, item := range state.Planned {
		if !item.Status.Closed() {
			row.Planned++
		}
		if item.Overdue(today) {
			row.Overdue++
		}
	}
	rounds := len(findings)
	if rounds > 0 {
		row.Latest, row.Findings = state.Rounds[rounds-1].Assessment, findings[rounds-1]
		row.Words = wording.New(row.Findings, r.p)
		row.Stalled = s.stalled(row.Latest)
		for _, gate := range row.Findings.Gates {
			if gate.State == scoring.GateNotMet || gate.State == scoring.GateUnknown {
				row.Gaps++
			}
			if gate.State != scoring.GateWaived {
				row.Gates++
			}
		}
	}
	if rounds > 1 {
		row.Before = findings[rounds-2]
	}
	row.Step = s.stepOf(row)
	return row
}

// evaluated are the findings of a client's rounds, each by the model that it was made with.
func evaluated(state assessment.ClientState) ([]*scoring.Findings, error) {
	all := make([]*scoring.Findings, len(state.Rounds))
	for i, round := range state.Rounds {
		var err error
		if all[i], err = scoring.Evaluate(round.Assessment, round.Answers); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// stalled is for how many days nothing has changed in an unfinished assessment; 0 if that is not long.
func (s *Server) stalled(a *assessment.Assessment) int {
	idle := s.now().Sub(a.ChangedAt)
	if a.Finished() || idle < stalledAfter {
		return 0
	}
	return int(idle / (24 * time.Hour))
}

// stepOf chooses what to do next for a client: the first of these that there is cause for and that the viewer may do.
func (s *Server) stepOf(row templates.ClientRow) templates.ClientStep {
	step := func(what string, n int, rest ...string) templates.ClientStep {
		return templates.ClientStep{What: what, N: n, Path: templates.AssessmentPath(row.Latest.ID, rest...)}
	}
	switch a, f := row.Latest, row.Findings; {
	case a == nil:
		return templates.ClientStep{What: "start", Path: templates.ClientPath(row.Client.ID)}
	case !row.Client.Role.May(assessment.RightAnswer):
		return step("results", 0, "results")
	case !a.Finished() && f.Answered < f.Asked:
		return step("answer", f.Asked-f.Answered)
	case !a.Finished():
		return step("finish", 0, "review")
	case row.Overdue > 0:
		return step("overdue", row.Overdue, "actions")
	case a.Finished() && s.now().Sub(a.FinishedAt) >= nextRoundAfter && row.Client.Role.May(assessment.RightManage):
		return step("round", 0, "rounds", "new")
	case row.Gaps > 0:
		return step("gaps", row.Gaps, "plan")
	case a.Kind == assessment.KindQuick && row.Client.Role.May(assessment.RightManage):
		return step("extend", len(a.Model.Questions())-f.Asked)
	case row.Planned == 0:
		return step("plan", 0, "plan")
	default:
		return step("actions", row.Planned, "actions")
	}
}

// urgency orders next steps: what is late comes first.
var urgency = []string{"overdue", "start", "answer", "finish", "gaps", "round", "extend", "plan", "actions", "results"}

// sortClients sorts by a column, and sets it to the default if there is no such column.
func sortClients(rows []templates.ClientRow, by *string) {
	compare := func(a, b templates.ClientRow) int { return 0 }
	switch {
	case *by == "overall":
		compare = func(a, b templates.ClientRow) int { return lower(a.Score("overall"), b.Score("overall")) }
	case strings.HasPrefix(*by, "dimension:"):
		compare = func(a, b templates.ClientRow) int {
			return lower(a.Score(scoring.Scope(*by)), b.Score(scoring.Scope(*by)))
		}
	case *by == "gaps":
		compare = func(a, b templates.ClientRow) int { return cmp.Compare(b.Gaps, a.Gaps) }
	case *by == "changed":
		compare = func(a, b templates.ClientRow) int { return b.Changed().Compare(a.Changed()) }
	case *by == "step":
		compare = func(a, b templates.ClientRow) int {
			return cmp.Or(cmp.Compare(b.Stalled, a.Stalled),
				cmp.Compare(slices.Index(urgency, a.Step.What), slices.Index(urgency, b.Step.What)))
		}
	default:
		*by = "client"
	}
	slices.SortStableFunc(rows, compare) // the store has sorted by name
}

// lower orders scores; those that there are none of come last.
func lower(a, b *big.Rat) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return a.Cmp(b)
}
