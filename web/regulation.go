package web

import (
	"net/http"

	"lauter/web/templates"
)

// regulationTab is the page on laws and standards among the results pages.
const regulationTab = "regulation"

// getRegulation shows how the answers stand to the laws and standards that they touch. It is a reading of the answers
// and decides nothing: the facts about the company choose what is shown.
func (s *Server) getRegulation(r *request, w *work) error {
	results, err := s.results(r, w)
	if err != nil {
		return err
	}
	view := templates.RegulationView{
		ResultsView: results,
		Acts:        results.Regulation(w.Facts),
		Law:         s.lawNote(r, w.Model),
	}
	page := s.page(r, frame{title: templates.RegulationTitle(r.p), area: resultsArea, work: w, tab: regulationTab})
	return s.render(r, http.StatusOK, templates.Regulation(page, view))
}
