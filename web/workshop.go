package web

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// sitting is a workshop with the assessment that it is about, as its viewer may see them.
type sitting struct {
	*assessment.Workshop
	work *work
}

// workshop lets in whoever has a right to the assessment of the workshop in the path. For whoever has no role in it, it
// does not exist.
func (s *Server) workshop(right assessment.Right, handle func(*request, *sitting) error) guarded {
	g := s.public(func(r *request) error {
		w, a, err := s.store.Workshop(r.ctx(), r.viewer, r.Param("workshop"), right)
		if err != nil {
			return err
		}
		return handle(r, &sitting{w, newWork(r, a, nil)})
	})
	g.policy = "workshop:" + string(right)
	return g
}

// withAnswers reads the answers of the assessment too.
func (s *Server) withAnswers(r *request, w *sitting) error {
	a, answers, err := s.store.AssessmentWithAnswers(r.ctx(), r.viewer, w.AssessmentID)
	if err != nil {
		return err
	}
	w.work = newWork(r, a, answers)
	return nil
}

// shownVotes are the votes of a workshop that may be shown, by question and round.
func (s *Server) shownVotes(r *request, w *sitting) (map[string][]assessment.ShownVotes, error) {
	return s.store.ShownVotes(r.ctx(), r.viewer, w.ID, assessment.RightRead, scoring.ShownVotes)
}

// visit is somebody at the door of a workshop, or in it.
type visit struct {
	*assessment.Workshop
	seat assessment.Seat // zero: none yet
}

// room lets in whoever knows the code in the path. Who they are, nobody asks: a seat is a cookie of its own, which leads
// to no guest and no account.
func (s *Server) room(handle func(*request, *visit) error) guarded {
	g := s.public(func(r *request) error {
		r.Response().Header().Set("Cache-Control", "no-store")
		code, ok := assessment.ParseCode(r.Param("code"), assessment.CodeLength)
		if !ok {
			return s.noRoom(r)
		}
		seat, w, err := s.store.Seat(r.ctx(), code, r.cookie(s.seatCookie()))
		if err == nil && seat.ID != "" {
			s.lately.Saw(code)
			return handle(r, &visit{w, seat})
		}
		if errors.Is(err, assessment.ErrNotFound) && s.lately.Knows(code) {
			return s.roomOver(r)
		}
		address := r.address()
		if wait := s.door.Wait(address); wait > 0 { // also for a right code, or guessing would go on
			return tooMany(r, wait)
		}
		if errors.Is(err, assessment.ErrNotFound) {
			s.door.Failed(address)
			return s.noRoom(r)
		}
		if err != nil {
			return err
		}
		s.lately.Saw(code)
		return handle(r, &visit{w, seat})
	})
	g.policy = "room"
	return g
}

// seated is room for those who have a seat in it.
func (s *Server) seated(handle func(*request, *visit) error) guarded {
	g := s.room(func(r *request, v *visit) error {
		if v.seat.ID == "" {
			return assessment.ErrNotFound
		}
		return handle(r, v)
	})
	g.policy = "seat"
	return g
}

// roomPath is the one spelling of a workshop's address, which its cookie belongs to.
func roomPath(code string, more ...string) string {
	return strings.Join(append([]string{"/w/" + code}, more...), "/")
}

// tooMany refuses somebody for a while.
func tooMany(r *request, wait time.Duration) error {
	r.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	return echo.NewHTTPError(http.StatusTooManyRequests)
}

// seatCookie is the name of the cookie that holds a seat. It belongs to one workshop's address.
func (s *Server) seatCookie() string {
	if s.secureURL() {
		return "__Secure-lauter-seat"
	}
	return "lauter-seat"
}

// seatLife is how long a browser keeps a seat that nobody took away.
const seatLife = 24 * time.Hour

// giveSeat lets the browser keep a seat of the workshop with this code. No token: it forgets the one it has.
func (s *Server) giveSeat(r *request, code, token string) {
	age := int(seatLife.Seconds())
	if token == "" {
		age = -1
	}
	r.SetCookie(&http.Cookie{
		Name: s.seatCookie(), Value: token, Path: roomPath(code), MaxAge: age,
		Secure: s.secureURL(), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// discussion is what the room should talk about first, by its first votes as far as they may be shown. It stays the
// same when a question is voted on again. The answers of the assessment must have been read.
func (w *sitting) discussion(shown map[string][]assessment.ShownVotes) ([]scoring.Discussion, error) {
	first := map[string][]assessment.Choice{}
	for id, rounds := range shown {
		if len(rounds) > 0 && rounds[0].All != nil {
			first[id] = rounds[0].All
		}
	}
	return scoring.DiscussionOrder(w.work.asked, w.work.answers, first)
}
