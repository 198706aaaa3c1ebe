package web

import (
	"bytes"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"lauter/internal/report"
)

// paperOf is the paper that a report is asked for on, A4 unless said otherwise. Another one, or another language than the
// product speaks, is refused.
func paperOf(r *request) (report.Paper, error) {
	paper, ok := report.A4, true
	if name := r.QueryParam("paper"); name != "" {
		paper, ok = report.ParsePaper(name)
	}
	if name := r.QueryParam("lang"); !ok || name != "" && r.lang == "" {
		return paper, echo.NewHTTPError(http.StatusUnprocessableEntity)
	}
	return paper, nil
}

// sendPDF makes a report whole, and only then lets it leave. The name goes without an ending.
func sendPDF(r *request, name string, write func(io.Writer) error) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := write(b); err != nil {
		return err
	}
	if err := r.leave(); err != nil {
		return err
	}
	h := r.Response().Header()
	h.Add("Vary", "Cookie")
	h.Add("Vary", "Accept-Language")
	h.Set("Content-Disposition", attachment(name+".pdf"))
	h.Set("Content-Language", string(r.p.Lang()))
	return r.Blob(http.StatusOK, "application/pdf", b.Bytes())
}
