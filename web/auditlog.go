package web

import (
	"bytes"
	"net/http"
	"time"

	"lauter/assessment"
	"lauter/web/templates"
)

// shownEntries is how many entries of a log a page shows. The file has all.
const shownEntries = 100

// getLog shows the last entries of a workspace's log.
func (s *Server) getLog(r *request, w assessment.Workspace) error {
	all, err := s.store.AuditLog(r.ctx(), r.viewer, w.ID)
	if err != nil {
		return err
	}
	members, err := s.store.Members(r.ctx(), r.viewer, w.ID, "")
	if err != nil {
		return err
	}
	view := templates.LogView{Workspace: w, All: len(all), Names: map[string]string{}, File: templates.WorkspacePath(w.ID, "log.jsonl")}
	for _, m := range members {
		view.Names[m.User.ID] = m.User.Name
	}
	for i := len(all) - 1; i >= max(0, len(all)-shownEntries); i-- {
		view.Entries = append(view.Entries, all[i])
	}
	page := s.page(r, frame{title: r.p.T("log.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.Log(page, view))
}

func (s *Server) getLogFile(r *request, w assessment.Workspace) error { return s.sendLog(r, w.ID) }

func (s *Server) getInstallationLog(r *request) error { return s.sendLog(r, "") }

// sendLog sends a log as a file that `server verify-log` reads.
func (s *Server) sendLog(r *request, workspace string) error {
	all, err := s.store.AuditLog(r.ctx(), r.viewer, workspace)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := assessment.WriteLog(&b, all); err != nil {
		return err
	}
	r.Response().Header().Set("Content-Disposition", attachment("Lauter log "+s.now().Local().Format(time.DateOnly)+".jsonl"))
	return r.Blob(http.StatusOK, "application/jsonl", b.Bytes())
}
