package web

import (
	"net/http"
	"strings"

	"lauter/internal/account"
	"lauter/web/templates"
)

// getScreen shows the room where it is, in large. Nothing on it can be pressed, and nothing on it is private.
func (s *Server) getScreen(r *request, w *sitting) error {
	if w.Closed() {
		return r.see(templates.WorkshopPath(w.ID, "ledger"))
	}
	b, err := s.board(r, w)
	if err != nil {
		return err
	}
	withoutNames(b)
	view := templates.ScreenView{Board: b}
	if view.QR, err = account.QR(s.joinAddress(w.Code)); err != nil {
		return err
	}
	page := s.page(r, frame{
		title: templates.ScreenTitle(r.p, b), area: workshopArea, votes: true, script: "screen", work: w.work,
		class: view.Class(r.p), refresh: 5,
	})
	return s.render(r, http.StatusOK, templates.BigScreen(page, view))
}

// withoutNames leaves the names of those who voted to the page of whoever leads: on a wall they put people on the spot.
func withoutNames(b templates.Board) {
	for _, row := range b.Rows {
		for i := range row.Rounds {
			row.Rounds[i].Names = nil
		}
	}
}

// joinAddress is what the code on the screen leads to, in capitals: they make it smaller.
func (s *Server) joinAddress(code string) string {
	return strings.ToUpper(strings.TrimSuffix(s.url.String(), "/") + roomPath(code))
}

// getWorkshopEvents tells the pages of whoever leads a workshop, and the big screen, to look again.
func (s *Server) getWorkshopEvents(r *request, w *sitting) error {
	return s.events(r, 0, roomTopic(w.ID), votesTopic(w.ID))
}
