package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

const (
	phoneRefresh = 10 // seconds between two looks of a phone without scripts
	listQuery    = "list"
)

// showPhone shows where the room is. refused says what was wrong with what was sent; empty: nothing.
func (s *Server) showPhone(r *request, status int, v *visit, refused string) error {
	view, err := s.phoneView(r, v)
	if err != nil {
		return err
	}
	view.Refused = refused
	page := s.roomFrame(r, view.Title(r.p))
	page.Here = roomPath(v.Code)
	if here := view.Here(); here != "" {
		page.Here += "?" + here
	}
	if r.Request().Method == http.MethodPost { // nothing can be read at this address, so nothing looks there again
		page = page.WithError()
		return s.render(r, status, templates.Phone(page, view))
	}
	view.Live = true
	if view.Screen != templates.ScreenVote || view.OwnVote() != assessment.Blank {
		page.Refresh = phoneRefresh
	}
	if view.Screen == templates.ScreenWrap && v.DotsPhase == assessment.PhaseOpen {
		page.Refresh = 0
	}
	return s.render(r, status, templates.Phone(page, view))
}

// phoneView is what somebody with a seat sees. Of votes it holds their own, and those that are shown.
func (s *Server) phoneView(r *request, v *visit) (view templates.PhoneView, err error) {
	m, err := s.store.RoomModel(r.ctx(), v.Code)
	if err != nil {
		return view, err
	}
	view = templates.PhoneView{
		Workshop: v.Workshop, Seat: v.seat, Path: roomPath(v.Code), Model: m, Words: wording.NewVoteWords(r.p, m),
	}
	if view.Own, err = s.store.OwnVotes(r.ctx(), v.seat); err != nil {
		return view, err
	}
	switch v.Stage {
	case assessment.StageLobby:
		view.Screen = templates.ScreenLobby
	case assessment.StageVote:
		chooseQuestion(r, &view)
	case assessment.StageTalk:
		err = s.talkView(r, v, &view)
	default:
		view.Screen = templates.ScreenWrap
		view.Dots, err = s.store.OwnDots(r.ctx(), v.seat)
	}
	return view, err
}

// chooseQuestion finds the question to vote on while all are open: the one asked for, else the first without a vote of
// one's own, else the list of one's votes.
func chooseQuestion(r *request, view *templates.PhoneView) {
	asked := r.QueryParam("q")
	if asked == "" {
		asked = r.form.Get("q")
	}
	view.Screen = templates.ScreenList
	if asked == listQuery {
		return
	}
	number, err := strconv.Atoi(asked)
	if err != nil || number < 1 || number > len(view.Questions) {
		number = 1 + slices.IndexFunc(view.Questions, func(q assessment.WorkshopQuestion) bool {
			return view.Own[q.ID] == assessment.Blank
		})
	}
	if number >= 1 {
		view.Screen, view.Number = templates.ScreenVote, number
		view.At(view.Questions[number-1].ID)
	}
}

// talkView shows the question in the room.
func (s *Server) talkView(r *request, v *visit, view *templates.PhoneView) (err error) {
	view.Screen = templates.ScreenOverview
	if v.Current == "" || !view.At(v.Current) {
		return nil
	}
	switch view.State.Phase {
	case assessment.PhaseOpen:
		view.Screen = templates.ScreenVote
		return nil
	case assessment.PhaseShown:
		view.Screen = templates.ScreenResult
		view.Rounds, err = s.store.RoomVotes(r.ctx(), v.seat, v.Current, scoring.ShownVotes)
	}
	if len(view.Rounds) == 0 {
		view.Screen = templates.ScreenListen
	}
	return err
}

// postVote takes the vote of a seat. What it says is in the body alone: never in an address or a log.
func (s *Server) postVote(r *request, v *visit) error {
	question := r.form.Get("question")
	vote, err := s.readVote(r, v, question)
	if errors.Is(err, assessment.ErrNotFound) {
		return err
	}
	if err != nil {
		return s.refuseVote(r, v)
	}
	round, err := strconv.Atoi(r.form.Get("round"))
	if err != nil {
		return s.refuseVote(r, v)
	}
	err = s.store.Vote(r.ctx(), v.Code, r.cookie(s.seatCookie()), question, round, vote)
	if errors.Is(err, assessment.ErrGone) {
		s.hub.Publish(votesTopic(v.ID))
		return s.lateVote(r, v)
	}
	if err != nil {
		return err
	}
	s.hub.Publish(votesTopic(v.ID))
	if wantsJSON(r.Request()) {
		return r.JSON(http.StatusOK, map[string]string{"vote": vote.String()})
	}
	return r.see(backToVote(r, v))
}

var errVote = errors.New("not a vote on this question")

// readVote reads a vote that the question allows.
func (s *Server) readVote(r *request, v *visit, question string) (assessment.Choice, error) {
	m, err := s.store.RoomModel(r.ctx(), v.Code)
	if err != nil {
		return assessment.Blank, err
	}
	q, known := m.Question(question)
	if _, asked := v.Question(question); !asked || !known {
		return assessment.Blank, assessment.ErrNotFound
	}
	vote, ok := assessment.ParseChoice(r.form.Get("vote"))
	if !ok || vote == assessment.Blank || vote == assessment.NotApplicable && !q.AllowsNA {
		return assessment.Blank, errVote
	}
	return vote, nil
}

// refuseVote answers to what is no vote.
func (s *Server) refuseVote(r *request, v *visit) error {
	if wantsJSON(r.Request()) {
		return r.JSON(http.StatusUnprocessableEntity, map[string]any{"status": http.StatusUnprocessableEntity})
	}
	return s.showPhone(r, http.StatusUnprocessableEntity, v, r.p.T("phone.error.vote"))
}

// lateVote says that the votes were shown before this one came.
func (s *Server) lateVote(r *request, v *visit) error {
	if wantsJSON(r.Request()) {
		return r.JSON(http.StatusGone, map[string]any{"status": http.StatusGone, "text": r.p.T("phone.late")})
	}
	page := s.roomFrame(r, r.p.T("phone.late.title"))
	page.Here = roomPath(v.Code)
	return s.render(r, http.StatusGone, templates.LateVote(page, roomPath(v.Code)))
}

// backToVote is the page that a vote was sent from.
func backToVote(r *request, v *visit) string {
	number, err := strconv.Atoi(r.form.Get("q"))
	if err != nil || number < 1 || number > len(v.Questions) {
		return roomPath(v.Code)
	}
	return roomPath(v.Code) + "?" + url.Values{"q": {strconv.Itoa(number)}}.Encode()
}

// postDots takes the actions that a seat would do first.
func (s *Server) postDots(r *request, v *visit) error {
	actions := slices.Clone(r.form["action"])
	slices.Sort(actions)
	err := s.store.PlaceDots(r.ctx(), v.Code, r.cookie(s.seatCookie()), slices.Compact(actions))
	var invalid *assessment.InvalidError
	switch {
	case errors.As(err, &invalid):
		return s.showPhone(r, http.StatusUnprocessableEntity, v, r.p.T("dots.error", "N", assessment.MaxDots))
	case errors.Is(err, assessment.ErrGone):
		return s.lateVote(r, v)
	case err != nil:
		return err
	}
	s.hub.Publish(votesTopic(v.ID))
	return r.see(roomPath(v.Code))
}
