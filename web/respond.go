package web

import (
	"net/http"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/store"
	"lauter/web/templates"
)

// respondent is a browser that takes part in a survey.
type respondent struct {
	store.Responding
	secret string
}

// respondentCookie names the cookie by which a browser finds its own votes in surveys. It is another one than that of
// guests and sign-ins, so that nothing leads from a vote to either.
func (s *Server) respondentCookie() string {
	if s.secureURL() {
		return "__Host-lauter-survey"
	}
	return "lauter-survey"
}

// respondentLife is longer than any survey.
const respondentLife = (assessment.LongestSurvey + 10) * 24 * time.Hour

// secretOf is the secret of the browser in surveys, a new one if it has none.
func (s *Server) secretOf(r *request) string {
	if secret := r.cookie(s.respondentCookie()); len(secret) >= 40 {
		return secret
	}
	return store.NewSecret()
}

// keepSecret lets the browser find its votes again.
func (s *Server) keepSecret(r *request, secret string) {
	r.SetCookie(&http.Cookie{
		Name: s.respondentCookie(), Value: secret, Path: "/", MaxAge: int(respondentLife / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secureURL(),
	})
}

// getSurveyLink says what is asked and what becomes of the answers, before a browser takes part. Looking changes nothing.
func (s *Server) getSurveyLink(r *request) error {
	invite, err := s.store.OpenSurveyLink(r.ctx(), r.cookie(s.respondentCookie()), r.Param("token"))
	if err != nil {
		return err
	}
	return s.showSurveyLink(r, http.StatusOK, invite, templates.RespondForm{})
}

func (s *Server) showSurveyLink(r *request, status int, invite store.SurveyInvite, form templates.RespondForm) error {
	r.Response().Header().Set("Cache-Control", "no-store")
	page := s.page(r, frame{title: r.p.T("respond.title"), area: accountArea, private: true})
	if len(form.Wrong) > 0 {
		page = page.WithError()
	}
	view := templates.SurveyInviteView{
		Survey: invite.Survey, Name: invite.Name, Joined: invite.Joined, Path: "/r/" + r.Param("token"), Form: form,
	}
	return s.render(r, status, templates.SurveyInvite(page, view))
}

// postSurveyLink lets the browser take part.
func (s *Server) postSurveyLink(r *request) error {
	token := r.Param("token")
	invite, err := s.store.OpenSurveyLink(r.ctx(), r.cookie(s.respondentCookie()), token)
	if err != nil {
		return err
	}
	form := templates.RespondForm{Name: cleanName(r.form.Get("name")), Role: r.form.Get("role"), Wrong: map[string]string{}}
	secret := s.secretOf(r)
	survey, err := s.store.JoinSurvey(r.ctx(), secret, token, form.Name, form.Role)
	if refusedInto(r.p, form.Wrong, err) {
		return s.showSurveyLink(r, http.StatusUnprocessableEntity, invite, form)
	}
	if err != nil {
		return err
	}
	s.keepSecret(r, secret)
	return r.see(templates.SurveyPath(survey))
}

// progress counts the votes by capability.
func (v *respondent) progress() (all templates.RespondProgress) {
	for _, c := range v.Model.Capabilities() {
		part := templates.RespondPart{Capability: c}
		for _, q := range c.Questions {
			if v.Votes[q.ID] != assessment.Blank {
				part.Answered++
			}
		}
		all.Answered += part.Answered
		all.Asked += len(c.Questions)
		if all.Next == "" && part.Answered < len(c.Questions) {
			all.Next = c.ID
		}
		all.Parts = append(all.Parts, part)
	}
	return all
}

// getResponding shows a respondent what is asked, and how far they are.
func (s *Server) getResponding(r *request, v *respondent) error {
	page := s.page(r, frame{title: r.p.T("respond.title"), area: questionArea, private: true})
	return s.render(r, http.StatusOK, templates.Responding(page, templates.RespondingView{Survey: v.Survey, Me: v.Me, Progress: v.progress()}))
}

// getVotes asks the questions of a capability on one page.
func (s *Server) getVotes(r *request, v *respondent) error {
	return s.showVotes(r, http.StatusOK, v, v.Votes, nil)
}

func (s *Server) showVotes(r *request, status int, v *respondent, votes map[string]assessment.Choice, wrong map[string]string) error {
	c, ok := v.Model.Capability(r.Param("c"))
	if !ok {
		return assessment.ErrNotFound
	}
	view := templates.RespondView{
		Survey: v.Survey, Model: v.Model, Short: v.Quick, Capability: c, Votes: votes, Wrong: wrong, Progress: v.progress(),
	}
	page := s.page(r, frame{title: r.p.Text(c.Name), area: questionArea, private: true})
	if len(wrong) > 0 {
		page = page.WithError()
	}
	return s.render(r, status, templates.Respond(page, view))
}

// postVotes saves the votes of a capability and goes on to the next.
func (s *Server) postVotes(r *request, v *respondent) error {
	c, ok := v.Model.Capability(r.Param("c"))
	if !ok {
		return assessment.ErrNotFound
	}
	votes, typed, wrong := map[string]assessment.Choice{}, map[string]assessment.Choice{}, map[string]string{}
	for _, q := range c.Questions {
		typed[q.ID] = v.Votes[q.ID]
		sent, has := r.form[templates.VoteField(q)]
		if !has {
			continue
		}
		choice, ok := assessment.ParseChoice(strings.TrimSpace(sent[0]))
		if !ok || choice == assessment.NotApplicable && !q.AllowsNA {
			wrong[q.ID] = r.p.T(assessment.MsgAnswer)
			continue
		}
		votes[q.ID], typed[q.ID] = choice, choice
	}
	if len(wrong) > 0 {
		return s.showVotes(r, http.StatusUnprocessableEntity, v, typed, wrong)
	}
	if err := s.store.Respond(r.ctx(), v.secret, v.Survey.ID, votes); err != nil {
		return err
	}
	return r.see(v.after(c))
}

// after is where to go from a capability: to the next one, from the last to the overview.
func (v *respondent) after(c *assessment.Capability) string {
	all := v.Model.Capabilities()
	for i, other := range all[:len(all)-1] {
		if other.ID == c.ID {
			return templates.SurveyPath(v.Survey.ID, "capabilities", all[i+1].ID)
		}
	}
	return templates.SurveyPath(v.Survey.ID)
}

func (s *Server) postFinishResponding(r *request, v *respondent) error {
	if err := s.store.FinishResponding(r.ctx(), v.secret, v.Survey.ID); err != nil {
		return err
	}
	return r.see(templates.SurveyPath(v.Survey.ID))
}

// postLeaveDevice makes the browser forget its votes, for whoever shares it with others.
func (s *Server) postLeaveDevice(r *request, v *respondent) error {
	if err := s.store.LeaveDevice(r.ctx(), v.secret, v.Survey.ID); err != nil {
		return err
	}
	page := s.page(r, frame{title: r.p.T("respond.left.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.LeftDevice(page))
}
