package web

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/a-h/templ"

	"lauter/internal/report"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// resultsArea is the style sheet of everything that shows results.
const resultsArea = "results"

// Tabs of the results pages.
const (
	overviewTab = "overview"
	answersTab  = "answers"
)

// results is the one way from answers to what the results pages show.
func (s *Server) results(r *request, w *work) (templates.ResultsView, error) {
	f := w.findings
	if f == nil {
		var err error
		if f, err = scoring.Evaluate(w.Assessment, w.answers); err != nil {
			return templates.ResultsView{}, err
		}
	}
	return templates.ResultsView{Findings: f, Words: wording.New(f, r.p)}, nil
}

// others says where a result lies among those of other clients of the installation, if its own takes part.
func (s *Server) others(r *request, w *work, f *scoring.Findings) ([]scoring.Placing, error) {
	if !w.OfClient() || f.Overall.Status != scoring.Rated {
		return nil, nil
	}
	others, err := s.store.Benchmark(r.ctx(), r.viewer, w.ID)
	return scoring.CompareWithOthers(f, others), err
}

func (s *Server) getResults(r *request, w *work) error {
	return s.renderKept(r, w, func() (templ.Component, error) {
		view, err := s.results(r, w)
		if err != nil {
			return nil, err
		}
		if view.Others, err = s.others(r, w, view.Findings); err != nil {
			return nil, err
		}
		page := s.page(r, frame{title: templates.ResultsTitle(r.p), area: resultsArea, work: w, tab: overviewTab})
		return templates.Results(page, view), nil
	})
}

func (s *Server) getAnswers(r *request, w *work) error {
	view, err := s.results(r, w)
	if err != nil {
		return err
	}
	page := s.page(r, frame{title: templates.AnswersTitle(r.p), area: resultsArea, work: w, tab: answersTab})
	return s.render(r, http.StatusOK, templates.Answers(page, view))
}

// getReport sends the report as a file. Without parameters it is in the viewer's language, on A4.
func (s *Server) getReport(r *request, w *work) error {
	law := s.lawState(w.Model)
	paper, err := paperOf(r)
	if err != nil {
		return err
	}
	opt := report.Options{Paper: paper, Results: s.resultsURL(r, w), Facts: w.Facts, Law: &law, Preparer: w.Workspace}
	view, err := s.results(r, w)
	if err != nil {
		return err
	}
	if opt.Others, err = s.others(r, w, view.Findings); err != nil {
		return err
	}
	if opt.Logo, err = s.logoOf(r, w); err != nil {
		return err
	}
	return sendPDF(r, reportName(view.Findings), func(b io.Writer) error { return report.Write(b, view.Findings, r.p, opt) })
}

// resultsURL is where a reader of the report finds its numbers explained, in the language of the report.
func (s *Server) resultsURL(r *request, w *work) string {
	u := *s.url
	u.Path = templates.AssessmentPath(w.ID, "results")
	if w.isSample() {
		u.Path = templates.SamplePath()
	}
	u.RawQuery = url.Values{"lang": {string(r.p.Lang())}}.Encode()
	return u.String()
}

// reportName names a report by the product, the organisation, and the day of its answers.
func reportName(f *scoring.Findings) string {
	parts := []string{"Lauter", f.Organisation, f.AsOf.Local().Format(time.DateOnly)}
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
}

// notInFiles are characters that the name of a file may not have on some system.
const notInFiles = `\/:*?"<>|`

// attachment is a Content-Disposition under which browsers save a file by this name. The plain form, for those that
// read no other, is in ASCII.
func attachment(name string) string {
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || strings.ContainsRune(notInFiles, c) {
			return '-'
		}
		return c
	}, name)
	plain := strings.Map(func(c rune) rune {
		if c > unicode.MaxASCII || c == '%' {
			return '_'
		}
		return c
	}, german.Replace(name))
	encoded := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + encoded
}

var german = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue", "ß", "ss")
