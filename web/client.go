package web

import (
	"net/http"
	"slices"

	"lauter/assessment"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// getClient shows a client with its rounds.
func (s *Server) getClient(r *request, c assessment.Client) error {
	state, err := s.store.ClientState(r.ctx(), r.viewer, c.ID)
	if err != nil {
		return err
	}
	findings, err := evaluated(state)
	if err != nil {
		return err
	}
	view := templates.ClientView{Client: state.Client, Row: s.clientRow(r, state, findings), Done: r.QueryParam("done")}
	for i, f := range slices.Backward(findings) {
		round := templates.ClientRound{Number: i + 1, Assessment: state.Rounds[i].Assessment, Findings: f, Words: wording.New(f, r.p)}
		if round.Workshops, err = s.store.Workshops(r.ctx(), r.viewer, round.Assessment.ID); err != nil {
			return err
		}
		if round.Surveys, err = s.store.Surveys(r.ctx(), r.viewer, round.Assessment.ID); err != nil {
			return err
		}
		view.Rounds = append(view.Rounds, round)
	}
	if len(state.Rounds) == 0 {
		view.Quick, view.Full = offer(s.model().Quick(), assessment.KindQuick), offer(s.model(), assessment.KindFull)
	}
	page := s.page(r, frame{title: c.Name, area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Client(page, view))
}

// clientForm are the fields of a client.
type clientForm struct {
	Name   string `form:"name" validate:"required,max=120"`
	Sector string `form:"sector" validate:"max=120"`
}

func (s *Server) getNewClient(r *request) error {
	return s.showClientForm(r, http.StatusOK, nil, templates.ClientForm{Workspace: r.QueryParam("workspace")})
}

// showClientForm asks for a client's name: of a new one without c.
func (s *Server) showClientForm(r *request, status int, c *assessment.Client, form templates.ClientForm) error {
	workspaces, err := s.store.Workspaces(r.ctx(), r.viewer)
	if err != nil {
		return err
	}
	if c == nil && len(workspaces) == 0 {
		return assessment.ErrForbidden
	}
	form.Workspaces, form.Client = workspaces, c
	title := r.p.T("client.new")
	if c != nil {
		title = r.p.T("client.edit")
	}
	page := s.page(r, frame{title: title, area: accountArea, private: true})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.EditClient(page, form))
}

// readClient reads and checks the form of a client.
func (r *request) readClient() templates.ClientForm {
	var sent clientForm
	refused := decode(r.form, &sent, cleanName)
	form := templates.ClientForm{
		Name: sent.Name, Sector: sent.Sector, Workspace: r.form.Get("workspace"), Benchmark: r.form.Get("benchmark") == "on",
		Wrong: map[string]string{},
	}
	for field := range refused {
		form.Wrong[field] = r.p.T("client.error." + field)
	}
	return form
}

func (s *Server) postClient(r *request) error {
	form := r.readClient()
	if len(form.Wrong) > 0 {
		return s.showClientForm(r, http.StatusUnprocessableEntity, nil, form)
	}
	id, err := s.store.AddClient(r.ctx(), r.viewer, form.Workspace, form.Name, form.Sector)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showClientForm(r, http.StatusUnprocessableEntity, nil, form)
	}
	if err != nil {
		return err
	}
	return r.see(templates.ClientPath(id))
}

func (s *Server) getEditClient(r *request, c assessment.Client) error {
	return s.showClientForm(r, http.StatusOK, &c, templates.ClientForm{Name: c.Name, Sector: c.Sector, Benchmark: c.Benchmark})
}

func (s *Server) postEditClient(r *request, c assessment.Client) error {
	form := r.readClient()
	if len(form.Wrong) > 0 {
		return s.showClientForm(r, http.StatusUnprocessableEntity, &c, form)
	}
	if err := s.store.EditClient(r.ctx(), r.viewer, c.ID, form.Name, form.Sector); err != nil {
		return err
	}
	if err := s.store.ShareBenchmark(r.ctx(), r.viewer, c.ID, form.Benchmark); err != nil {
		return err
	}
	return r.see(templates.ClientPath(c.ID) + "?done=edited")
}

// postArchiveClient puts a client away, or back.
func (s *Server) postArchiveClient(r *request, c assessment.Client) error {
	if err := s.store.ArchiveClient(r.ctx(), r.viewer, c.ID, r.form.Get("away") == "yes"); err != nil {
		return err
	}
	if r.form.Get("away") == "yes" {
		return r.see(templates.ClientPath(c.ID) + "?done=archived")
	}
	return r.see(templates.ClientPath(c.ID) + "?done=restored")
}

// postClientAssessment starts an assessment of a client and leads to it.
func (s *Server) postClientAssessment(r *request, c assessment.Client) error {
	kind := assessment.Kind(r.form.Get("kind"))
	if kind != assessment.KindQuick && kind != assessment.KindFull {
		return &assessment.InvalidError{Fields: map[string]string{"kind": "error.kind"}}
	}
	a, err := s.store.StartAssessment(r.ctx(), r.viewer, c.ID, kind, s.model())
	if err != nil {
		return err
	}
	return r.see(templates.AssessmentPath(a.ID))
}
