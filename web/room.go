package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"lauter/assessment"
	"lauter/internal/store"
	"lauter/web/templates"
)

// maxTyped is how much of a code or a word that somebody typed is given back to them.
const maxTyped = 20

// roomFrame is the frame of all pages for those who take part: they use the fonts of the phone.
func (s *Server) roomFrame(r *request, title string) *templates.Page {
	page := s.page(r, frame{
		title: title, area: "room", private: true, script: "phone", votes: true, class: templates.ClassPhone,
	})
	return page
}

func (s *Server) getJoin(r *request) error {
	return s.showJoin(r, http.StatusOK, templates.JoinView{})
}

// showJoin asks for the code of a workshop.
func (s *Server) showJoin(r *request, status int, v templates.JoinView) error {
	page := s.roomFrame(r, r.p.T("join.title"))
	page.Here, page.Private = "/join", false
	page.Alternates = nil
	if v.Error != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.Join(page, v))
}

// postJoin leads to the workshop with a code. Those who try many are slowed down, as at the room's own door.
func (s *Server) postJoin(r *request) error {
	typed := []rune(assessment.Clean(r.form.Get("code")))
	v := templates.JoinView{Code: string(typed[:min(len(typed), maxTyped)])}
	code, ok := assessment.ParseCode(string(typed), assessment.CodeLength)
	if !ok {
		v.Error = r.p.T("join.error.form", "Length", assessment.CodeLength)
		return s.showJoin(r, http.StatusUnprocessableEntity, v)
	}
	_, err := s.store.Room(r.ctx(), code)
	if errors.Is(err, assessment.ErrNotFound) && s.lately.Knows(code) {
		return s.roomOver(r)
	}
	address := r.address()
	if wait := s.door.Wait(address); wait > 0 {
		v.Error = r.p.T("join.error.wait", "N", minutes(wait))
		r.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return s.showJoin(r, http.StatusTooManyRequests, v)
	}
	if errors.Is(err, assessment.ErrNotFound) {
		s.door.Failed(address)
		v.Error = r.p.T("join.error.wrong", "Code", templates.Entrance{Code: code}.Spelled())
		return s.showJoin(r, http.StatusUnprocessableEntity, v)
	}
	if err != nil {
		return err
	}
	s.lately.Saw(code)
	return r.see(roomPath(code))
}

// minutes are those that a wait lasts, rounded up.
func minutes(wait time.Duration) int { return int((wait + time.Minute - 1) / time.Minute) }

// noRoom answers to a code that leads nowhere: a person can type another one.
func (s *Server) noRoom(r *request) error {
	if !opensRoom(r) {
		return assessment.ErrNotFound
	}
	wrong := r.p.T("join.error.form", "Length", assessment.CodeLength)
	if code, ok := assessment.ParseCode(r.Param("code"), assessment.CodeLength); ok {
		wrong = r.p.T("join.error.wrong", "Code", templates.Entrance{Code: code}.Spelled())
	}
	return s.showJoin(r, http.StatusNotFound, templates.JoinView{Error: wrong})
}

// roomOver answers to a code that led to a workshop until lately.
func (s *Server) roomOver(r *request) error {
	if r.Path() != "/join" && !opensRoom(r) {
		return assessment.ErrGone
	}
	page := s.roomFrame(r, r.p.T("room.over.title"))
	page.Here = "/join"
	return s.render(r, http.StatusGone, templates.RoomOver(page, r.Param("code")))
}

// opensRoom says that somebody asks for the page of a room itself.
func opensRoom(r *request) bool {
	return (r.Path() == "/w/:code" || r.Path() == "/W/:code") && !wantsJSON(r.Request())
}

// getRoom shows the workshop to somebody with a seat, and its door to anybody else. Its address has one spelling,
// because the seat belongs to it.
func (s *Server) getRoom(r *request, v *visit) error {
	if r.Request().URL.Path != roomPath(v.Code) {
		return r.see(roomPath(v.Code))
	}
	if v.seat.ID == "" {
		return s.showDoor(r, http.StatusOK, v, templates.DoorView{
			Left: r.QueryParam("left") != "",
			Gone: r.cookie(s.seatCookie()) != "",
		})
	}
	return s.showPhone(r, http.StatusOK, v, "")
}

// showDoor says what is kept of those who take part, and lets them in.
func (s *Server) showDoor(r *request, status int, v *visit, door templates.DoorView) error {
	door.Workshop = v.Workshop
	door.Ticket = ticket(door.Ticket)
	door.Full = v.Seats >= assessment.MaxSeats
	page := s.roomFrame(r, r.p.T("door.title"))
	page.Here = roomPath(v.Code)
	if len(door.Wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Door(page, door))
}

// ticket is the one that a form of ours sent, else a new one.
func ticket(sent string) string {
	if store.IsTicket(sent) {
		return sent
	}
	return store.NewTicket()
}

// postSeat gives somebody a seat. Who has one keeps it, and a form that was sent twice has taken one.
func (s *Server) postSeat(r *request, v *visit) error {
	if v.seat.ID != "" {
		return r.see(roomPath(v.Code))
	}
	door := templates.DoorView{
		Name: cleanName(r.form.Get("name")),
		Role: assessment.SeatRole(r.form.Get("role")),

		Ticket: ticket(r.form.Get("ticket")),
	}
	_, fresh, err := s.store.TakeSeat(r.ctx(), v.Code, door.Ticket, door.Role, door.Name)
	var invalid *assessment.InvalidError
	switch {
	case errors.Is(err, assessment.ErrLocked):
		v.Locked = true
		return s.showDoor(r, http.StatusConflict, v, door)
	case errors.As(err, &invalid) && invalid.Fields["name"] != "":
		door.Name = string([]rune(door.Name)[:min(len([]rune(door.Name)), assessment.MaxSeatName)])
		door.Wrong = map[string]string{"name": r.p.T("door.error.name", "Most", assessment.MaxSeatName)}
		return s.showDoor(r, http.StatusUnprocessableEntity, v, door)
	case errors.As(err, &invalid):
		v.Seats = assessment.MaxSeats
		return s.showDoor(r, http.StatusUnprocessableEntity, v, door)
	case err != nil:
		return err
	}
	if fresh {
		s.door.Entered(r.address())
	}
	s.giveSeat(r, v.Code, door.Ticket)
	s.hub.Publish(votesTopic(v.ID))
	return r.see(roomPath(v.Code))
}

// postReturn brings somebody back to the seat whose word they say. Wrong words count like wrong codes, and besides for
// the room, whoever says them: there are few, and each opens votes.
func (s *Server) postReturn(r *request, v *visit) error {
	if v.seat.ID != "" {
		return r.see(roomPath(v.Code))
	}
	if wait := s.words.Wait(v.ID); wait > 0 {
		return tooMany(r, wait)
	}
	word, ok := assessment.ParseCode(r.form.Get("word"), assessment.WordLength)
	token, err := "", error(&assessment.InvalidError{})
	if ok {
		token, err = s.store.ReturnToSeat(r.ctx(), v.Code, word)
	}
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) {
		if ok {
			s.door.Failed(r.address())
			s.words.Failed(v.ID)
		}
		return s.showDoor(r, http.StatusUnprocessableEntity, v, templates.DoorView{
			Word: word, Wrong: map[string]string{"word": r.p.T("door.error.word")},
		})
	}
	if err != nil {
		return err
	}
	s.giveSeat(r, v.Code, token)
	return r.see(roomPath(v.Code))
}

// postLeave gives up the seat.
func (s *Server) postLeave(r *request, v *visit) error {
	if v.seat.ID != "" {
		err := s.store.LeaveSeat(r.ctx(), v.Code, r.cookie(s.seatCookie()))
		if err != nil && !errors.Is(err, assessment.ErrNotFound) {
			return err
		}
		s.door.Left(r.address())
		s.hub.Publish(votesTopic(v.ID))
	}
	s.giveSeat(r, v.Code, "")
	return r.see(roomPath(v.Code) + "?" + url.Values{"left": {"1"}}.Encode())
}

func (s *Server) getRoomEvents(r *request, v *visit) error {
	if s.hub.Watching(seatTopic(v.seat.ID)) >= seatStreams {
		return assessment.ErrBusy
	}
	return s.events(r, v.Rev, roomTopic(v.ID), seatTopic(v.seat.ID))
}

// getRoomRev says how many steps the room has made, for phones whose network lets no stream through.
func (s *Server) getRoomRev(r *request, v *visit) error {
	return r.String(http.StatusOK, strconv.Itoa(v.Rev))
}
