package web

import (
	"net/http"
	"slices"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

const (
	compareTab  = "compare"
	compareArea = "compare"
)

// mostOthers is how many rounds can stand beside the one that the page is about.
const mostOthers = 3

// Messages on a choice of rounds. One that does not exist and one of somebody else get the same.
const (
	msgRoundUnknown = "compare.error.unknown"
	msgRoundTwice   = "compare.error.twice"
	msgRoundsMany   = "compare.error.many"
)

// getCompare sets rounds of one organisation side by side: those in the query, else this one and the one before it.
func (s *Server) getCompare(r *request, w *work) error {
	view, err := s.comparison(r, w)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.CompareTitle(r.p, view), area: compareArea, work: w, tab: compareTab})
	status := http.StatusOK
	if view.Refused != "" {
		status, page = http.StatusUnprocessableEntity, page.WithError()
	}
	if len(view.All) == 1 && view.Current == nil && view.Refused == "" {
		return s.render(r, status, templates.CompareEmpty(page))
	}
	return s.render(r, status, templates.Compare(page, view))
}

// getChange shows how the change of a scope between the first and the last of the chosen rounds adds up.
func (s *Server) getChange(r *request, w *work) error {
	view, err := s.comparison(r, w)
	if err != nil {
		return err
	}
	if view.Refused != "" || len(view.Chosen) < 2 {
		return r.toComparison(w)
	}
	scope := scoring.Overall
	if name := r.QueryParam("scope"); name != "" {
		scope = scoring.Scope(name)
	}
	change, ok := templates.NewChangeView(view, scope)
	if !ok {
		return assessment.ErrNotFound
	}
	page := s.page(r, frame{title: templates.ChangeTitle(r.p, change), area: resultsArea, work: w, tab: compareTab})
	return s.render(r, http.StatusOK, templates.ExplainChange(page, change))
}

// toComparison sends a browser to the page that says what is wrong with its choice.
func (r *request) toComparison(w *work) error {
	path := templates.AssessmentPath(w.ID, "results", "compare")
	if query := r.Request().URL.RawQuery; query != "" {
		path += "?" + query
	}
	return r.Redirect(http.StatusSeeOther, path)
}

// comparison reads all rounds of an organisation and compares those that the query chooses.
func (s *Server) comparison(r *request, w *work) (templates.CompareView, error) {
	rounds, err := s.store.Rounds(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return templates.CompareView{}, err
	}
	view := templates.CompareView{Own: w.ID, ByChange: r.QueryParam("sort") == "change", Second: r.QueryParam("second") == "yes"}
	if view.All, err = roundViews(r.p, rounds); err != nil {
		return view, err
	}
	ids := neighbour(rounds, w)
	if asked, given := r.QueryParams()["with"]; given {
		var refused string
		if view.Picked, refused = choice(asked, rounds, w.ID); refused != "" {
			view.Refused = r.p.T(refused)
		} else {
			ids = view.Picked
		}
	} else {
		view.Picked = ids
	}
	for _, x := range view.All {
		if x.ID == w.ID || slices.Contains(ids, x.ID) {
			view.Chosen = append(view.Chosen, x)
		}
	}
	if err := s.rescore(&view, rounds); err != nil {
		return view, err
	}
	return view, compareChosen(r.p, &view)
}

// roundViews evaluates rounds by their own versions and says which of them a trend may join.
func roundViews(p *locale.Printer, rounds []assessment.Round) ([]templates.RoundView, error) {
	var all []templates.RoundView
	for i, x := range rounds {
		f, err := scoring.Evaluate(x.Assessment, x.Answers)
		if err != nil {
			return nil, err
		}
		view := templates.RoundView{
			ResultsView: templates.ResultsView{Findings: f, Words: wording.New(f, p)},
			ID:          x.ID,
			Number:      i + 1,
			Digest:      x.Model.Digest,
		}
		if i > 0 {
			if view.Joined, err = joined(all[i-1], view); err != nil {
				return nil, err
			}
		}
		all = append(all, view)
	}
	return all, nil
}

// joined says that a trend may lead from one round to the next: both ask the same questions, know enough for a level,
// and have at least three quarters in common.
func joined(before, after templates.RoundView) (bool, error) {
	if before.Kind != after.Kind || before.Digest != after.Digest ||
		before.Overall.Status != scoring.Rated || after.Overall.Status != scoring.Rated {
		return false, nil
	}
	c, err := scoring.Compare(before.Model, before.Answers, after.Model, after.Answers)
	return c.Comparable, err
}

// neighbour is the round before the one of the page, without one the round after it; nothing if it is alone.
func neighbour(rounds []assessment.Round, w *work) []string {
	at := slices.IndexFunc(rounds, func(x assessment.Round) bool { return x.ID == w.ID })
	if slices.ContainsFunc(rounds, func(x assessment.Round) bool { return x.ID == w.Previous }) {
		return []string{w.Previous}
	}
	switch {
	case at > 0:
		return []string{rounds[at-1].ID}
	case at >= 0 && at+1 < len(rounds):
		return []string{rounds[at+1].ID}
	}
	return nil
}

// choice checks the rounds that were asked for. It returns those that can be ticked again, and the id of a message if
// something is wrong.
func choice(asked []string, rounds []assessment.Round, own string) (ids []string, refused string) {
	for _, id := range asked {
		known := slices.ContainsFunc(rounds, func(x assessment.Round) bool { return x.ID == id })
		switch {
		case !known:
			refused = msgRoundUnknown
		case id == own || slices.Contains(ids, id):
			if refused == "" {
				refused = msgRoundTwice
			}
		default:
			ids = append(ids, id)
		}
	}
	if refused == "" && len(ids) > mostOthers {
		refused = msgRoundsMany
	}
	return ids, refused
}

// rescore offers results under the version in use now where a chosen round asks by another one, and computes them if
// they were asked for. Nothing of it is kept.
func (s *Server) rescore(view *templates.CompareView, rounds []assessment.Round) error {
	for i := range view.Chosen {
		x := &view.Chosen[i]
		if x.Digest == s.model().Digest {
			continue
		}
		view.Current = s.model()
		if !view.Second {
			continue
		}
		now := s.model()
		if x.Kind == assessment.KindQuick {
			now = s.model().Quick()
		}
		second, err := scoring.Rescore(x.Model, x.Answers, now)
		if err != nil {
			return err
		}
		x.Second = &second
	}
	view.Second = view.Second && view.Current != nil
	return nil
}

// compareChosen compares the first chosen round with the last, and each with the next.
func compareChosen(p *locale.Printer, view *templates.CompareView) error {
	n := len(view.Chosen)
	if n == 0 {
		return echo.NewHTTPError(http.StatusNotFound)
	}
	if n == 1 {
		view.Whole.From, view.Whole.To = view.Chosen[0], view.Chosen[0]
		return nil
	}
	var err error
	if view.Whole, err = pair(p, view.Chosen[0], view.Chosen[n-1]); err != nil {
		return err
	}
	for i := 1; i < n && n > 2; i++ {
		step, err := pair(p, view.Chosen[i-1], view.Chosen[i])
		if err != nil {
			return err
		}
		view.Steps = append(view.Steps, step)
	}
	return nil
}

func pair(p *locale.Printer, from, to templates.RoundView) (templates.Pair, error) {
	c, err := scoring.CausesOf(from.Model, from.Answers, to.Model, to.Answers)
	if err != nil {
		return templates.Pair{}, err
	}
	return templates.Pair{From: from, To: to, Causes: c, Said: wording.NewChange(c, p, from.Number, to.Number, from.Kind != to.Kind)}, nil
}

// getCompareCSV sends the answers of the chosen rounds side by side, with what each question contributes to the change.
func (s *Server) getCompareCSV(r *request, w *work) error {
	view, err := s.comparison(r, w)
	if err != nil {
		return err
	}
	if view.Refused != "" || len(view.Chosen) < 2 {
		return r.toComparison(w)
	}
	file, err := writeCSV(',', changeTable(r.p, view))
	if err != nil {
		return err
	}
	return download(r, view.Whole.To.AsOf, r.p.T("compare.file"), "csv", "text/csv; charset=utf-8; header=present", file)
}

// changeTable has a line for each question of the newest chosen round. Fractions stand in two columns, because a
// spreadsheet would take "1/12" for a day. Questions that are not compared have none.
func changeTable(p *locale.Printer, view templates.CompareView) [][]string {
	head := []string{p.T("export.id"), p.T("export.question"), p.T("export.dimension"), p.T("export.capability")}
	for _, x := range view.Chosen {
		head = append(head, p.T("compare.run", "Number", x.Number))
	}
	head = append(head, p.T("export.share.num"), p.T("export.share.den"), p.T("compare.points.num"), p.T("compare.points.den"))
	table := [][]string{head}
	_, rows, _ := view.Whole.ScopeOf(scoring.Overall)
	for _, q := range view.Whole.To.Model.Questions() {
		line := []string{q.ID, p.Text(q.Text), p.Text(q.Capability.Dimension.Name), p.Text(q.Capability.Name)}
		for _, x := range view.Chosen {
			line = append(line, x.Answers[q.ID].Choice.String())
		}
		if at := slices.IndexFunc(rows, func(row scoring.ChangeRow) bool { return row.Question == q.ID }); at >= 0 {
			row := rows[at]
			line = append(line, row.Share.Num().String(), row.Share.Denom().String(), row.Points.Num().String(), row.Points.Denom().String())
		} else {
			line = append(line, "", "", "", "")
		}
		table = append(table, line)
	}
	return table
}
