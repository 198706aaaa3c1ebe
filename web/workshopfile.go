package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// importPath is the one address that takes the file of a workshop.
const importPath = "/assessments/:id/workshops/import"

// sendsImport says that a request is a form with a file for the address that takes one.
func (r *request) sendsImport() bool {
	kind, _, _ := mime.ParseMediaType(r.Request().Header.Get("Content-Type"))
	return kind == "multipart/form-data" && r.Path() == importPath
}

// readImport decodes a form with a file, all in memory and within its limits. The text of the file becomes the field
// "content".
func (r *request) readImport() (url.Values, error) {
	const most = scoring.MaxWorkshopFile + maxForm
	req := r.Request()
	req.Body = http.MaxBytesReader(r.Response(), req.Body, most)
	if err := req.ParseMultipartForm(most); err != nil {
		return nil, badForm(err)
	}
	form := url.Values(req.MultipartForm.Value)
	for name, files := range req.MultipartForm.File {
		if name != "file" || len(files) != 1 {
			return nil, echo.NewHTTPError(http.StatusBadRequest)
		}
		file, err := files[0].Open()
		if err != nil {
			return nil, badForm(err)
		}
		content, err := io.ReadAll(file)
		if err := errors.Join(err, file.Close()); err != nil {
			return nil, badForm(err)
		}
		if len(content) > 0 {
			form["content"] = []string{string(content)}
		}
	}
	return form, nil
}

// getWorkshopFile sends everything about a workshop but seats, names and single votes, for another installation.
func (s *Server) getWorkshopFile(r *request, w *sitting) error {
	if err := s.withAnswers(r, w); err != nil {
		return err
	}
	shown, err := s.shownVotes(r, w)
	if err != nil {
		return err
	}
	file, err := scoring.WriteWorkshop(w.work.Assessment, w.work.answers, w.Workshop, shown)
	if err != nil {
		return err
	}
	return download(r, w.ChangedAt, r.p.T("ledger.file.all"), "json", "application/json", file)
}

func (s *Server) getImport(r *request, w *work) error {
	return s.showImport(r, http.StatusOK, w, templates.ImportView{})
}

func (s *Server) showImport(r *request, status int, w *work, view templates.ImportView) error {
	page := s.page(r, frame{title: r.p.T("import.title"), area: ledgerArea, work: w})
	if view.Fault != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.ImportWorkshop(page, view))
}

// postImport reads the file of a workshop and shows it beside the assessment. Sent from there again, it keeps it.
func (s *Server) postImport(r *request, w *work) error {
	content := r.form.Get("content")
	if content == "" {
		return s.showImport(r, http.StatusUnprocessableEntity, w, templates.ImportView{Fault: r.p.T("import.error.empty")})
	}
	file, err := scoring.ReadWorkshop([]byte(content), w.Assessment)
	if fault := new(scoring.FileFault); errors.As(err, &fault) {
		view := templates.ImportView{Fault: r.p.T("import.error." + fault.Kind), Detail: fault.Detail}
		return s.showImport(r, http.StatusUnprocessableEntity, w, view)
	}
	if err != nil {
		return err
	}
	known, err := s.store.KnownWorkshop(r.ctx(), r.viewer, w.ID, file.Workshop.ID)
	if err != nil {
		return err
	}
	if known != "" {
		path := templates.WorkshopPath(known, templates.LedgerPage)
		return s.showImport(r, http.StatusOK, w, templates.ImportView{Known: path})
	}
	view, err := importedView(r, w, file)
	if err != nil {
		return err
	}
	if r.form.Get("do") != "keep" {
		return s.showImported(r, http.StatusOK, w, view)
	}
	return s.keepImport(r, w, view)
}

// importedView puts the agreed answers of a file beside those of the assessment. Chosen is what contradicts nothing.
func importedView(r *request, w *work, file *scoring.WorkshopFile) (templates.ImportedView, error) {
	f, err := scoring.Evaluate(w.Assessment, w.answers)
	if err != nil {
		return templates.ImportedView{}, err
	}
	at := &sitting{file.Workshop, w}
	view := templates.ImportedView{
		SittingView: at.view(r, ""), File: file, Content: r.form.Get("content"), Foreign: file.AssessmentID != w.ID,
		Finished: w.Finished(), Now: wording.New(f, r.p),
	}
	for _, row := range scoring.Ledger(w.asked, file.Workshop, file.Shown) {
		if row.Agreed == nil {
			continue
		}
		imported := templates.ImportRow{WriteRow: writeRow(w.answers, row), Then: file.Then[row.ID]}
		imported.Chosen = !imported.Conflicts() && !view.Finished && !imported.Done()
		view.Rows = append(view.Rows, imported)
	}
	return view, nil
}

// keepImport keeps the workshop and writes the answers that were chosen, unless one of them has changed meanwhile.
func (s *Server) keepImport(r *request, w *work, view templates.ImportedView) error {
	revs, err := chosenRevs(r)
	if err != nil {
		return err
	}
	if view.Finished {
		clear(revs)
	}
	if view.Conflict = settleImport(view.Rows, revs); view.Conflict {
		return s.showImported(r, http.StatusConflict, w, view)
	}
	id, _, err := s.store.ImportWorkshop(r.ctx(), r.viewer, w.ID, *view.File.Workshop, view.File.Shown, revs)
	if changed := new(assessment.ConflictError); errors.As(err, &changed) || errors.Is(err, assessment.ErrClosed) {
		view.Conflict = true
		return s.showImported(r, http.StatusConflict, w, view)
	}
	if invalid := new(assessment.InvalidError); errors.As(err, &invalid) && invalid.Fields["title"] != "" {
		most := r.p.T("import.error.many", "N", assessment.MaxWorkshops)
		return s.showImport(r, http.StatusUnprocessableEntity, w, templates.ImportView{Fault: most})
	}
	if err != nil {
		return err
	}
	return r.see(templates.WorkshopPath(id, templates.WrapPage) + "?imported=" + strconv.Itoa(len(revs)))
}

func settleImport(rows []templates.ImportRow, revs map[string]int) (conflict bool) {
	plain := make([]templates.WriteRow, len(rows))
	for i, row := range rows {
		plain[i] = row.WriteRow
	}
	conflict = settle(plain, revs)
	for i := range rows {
		rows[i].WriteRow = plain[i]
	}
	return conflict
}

func (s *Server) showImported(r *request, status int, w *work, view templates.ImportedView) error {
	page := s.page(r, frame{title: templates.WorkshopTitle(r.p, view.Workshop), area: ledgerArea, work: w})
	return s.render(r, status, templates.Imported(page, view))
}
