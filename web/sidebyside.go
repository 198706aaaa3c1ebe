package web

import (
	"net/http"
	"slices"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/web/templates"
)

// mostSideBySide is how many clients fit beside each other.
const mostSideBySide = 6

// sideBySide reads the clients that were chosen. If one of them is not the viewer's, none of them is.
func (s *Server) sideBySide(r *request) (view templates.SideView, err error) {
	view = templates.SideView{Model: s.model(), Anonymous: r.QueryParam("names") == "off", Most: mostSideBySide}
	for _, id := range r.QueryParams()["c"] {
		if !slices.Contains(view.IDs, id) {
			view.IDs = append(view.IDs, id)
		}
	}
	if view.Refused() {
		return view, nil
	}
	for i, id := range view.IDs {
		state, err := s.store.ClientState(r.ctx(), r.viewer, id)
		if err != nil {
			return view, err
		}
		findings, err := evaluated(state)
		if err != nil {
			return view, err
		}
		row := s.clientRow(r, state, findings)
		if view.Anonymous {
			row.Anonymise(r.p, i)
		}
		view.Clients = append(view.Clients, row)
	}
	return view, nil
}

// getSideBySide shows up to six clients beside each other.
func (s *Server) getSideBySide(r *request) error {
	view, err := s.sideBySide(r)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("side.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.SideBySide(page, view))
}

// getSideBySideCSV sends the same as a table.
func (s *Server) getSideBySideCSV(r *request) error {
	view, err := s.sideBySide(r)
	if err != nil {
		return err
	}
	if view.Refused() {
		return r.see(view.Path())
	}
	file, err := writeCSV(',', sideTable(r.p, view))
	if err != nil {
		return err
	}
	for _, row := range view.Clients {
		if r.Request().Method == http.MethodHead {
			break
		}
		if err := s.store.Record(r.ctx(), row.Client.WorkspaceID, r.viewer, assessment.LogExported, row.Client.ID, "clients.csv"); err != nil {
			return err
		}
	}
	return download(r, s.now(), r.p.T("side.file"), "csv", "text/csv; charset=utf-8; header=present", file)
}

// sideTable has a line for each scope with score and level of every client, then one for each requirement.
func sideTable(p *locale.Printer, view templates.SideView) [][]string {
	head := []string{p.T("export.id"), p.T("side.what")}
	for _, c := range view.Clients {
		head = append(head, p.T("side.csv.score", "Client", c.Label), p.T("side.csv.level", "Client", c.Label))
	}
	table := [][]string{head}
	for _, scope := range view.Scopes() {
		line := []string{string(scope.Scope), scope.Name(p)}
		for _, c := range view.Clients {
			line = append(line, c.Hundredths(scope.Scope), c.LevelOf(scope.Scope))
		}
		table = append(table, line)
	}
	for _, gate := range view.Gates(func(scoring.GateState) bool { return true }) {
		line := []string{gate.Question.ID, p.Text(gate.Question.Text)}
		for _, state := range gate.States {
			line = append(line, templates.GateStateWords(p, state), "")
		}
		table = append(table, line)
	}
	return table
}
