package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

// surveyed is an assessment of a client with an open survey.
type surveyed struct {
	*fixture
	boss   assessment.Viewer
	client string
	id     string
	survey string
	links  []string
}

func newSurveyed(t *testing.T, n assessment.Survey, names ...string) *surveyed {
	t.Helper()
	f := newFixture(t)
	boss, workspace := f.setUp()
	s := &surveyed{fixture: f, boss: boss, client: f.addClient(boss, workspace, "Nordwind")}
	s.id = f.start(boss, s.client).ID
	n.Threshold, n.ClosesAt = 5, f.clock.Now().Add(14*day)
	for _, q := range f.model.Quick().Questions() {
		n.Questions = append(n.Questions, q.ID)
	}
	var err error
	s.survey, err = f.OpenSurvey(t.Context(), boss, s.id, n)
	f.must(err)
	s.links, err = f.NewSurveyLinks(t.Context(), boss, s.id, s.survey, names)
	f.must(err)
	return s
}

func (s *surveyed) join(link, name, role string) (secret string) {
	s.t.Helper()
	secret = NewSecret()
	_, err := s.JoinSurvey(s.t.Context(), secret, link, name, role)
	s.must(err)
	return secret
}

// votes lets people join by the common link and vote the same way on every question.
func (s *surveyed) votes(choices ...assessment.Choice) (secrets []string) {
	s.t.Helper()
	for i, c := range choices {
		secret := s.join(s.links[0], fmt.Sprint("Person ", i), "")
		all := map[string]assessment.Choice{}
		for _, q := range s.model.Quick().Questions() {
			all[q.ID] = c
		}
		s.must(s.Respond(s.t.Context(), secret, s.survey, all))
		secrets = append(secrets, secret)
	}
	return secrets
}

func TestSurveyHidesVotesUntilItIsClosed(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{})
	s.votes(2, 3, 3, 4, 5)
	_, err := s.SurveyVotes(t.Context(), s.boss, s.id, s.survey)
	wantErr(t, "votes of an open survey", err, assessment.ErrForbidden)
	_, answers, err := s.AssessmentWithAnswers(t.Context(), s.boss, s.id)
	s.must(err)
	if len(answers) > 0 {
		t.Errorf("votes became answers: %v", answers)
	}
	one, err := s.Survey(t.Context(), s.boss, s.id, s.survey)
	s.must(err)
	if one.Joined != 5 || one.Finished != 0 || one.People != nil {
		t.Errorf("got %d joined, %d finished, people %v; want 5, 0, none", one.Joined, one.Finished, one.People)
	}
	s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
	votes, err := s.SurveyVotes(t.Context(), s.boss, s.id, s.survey)
	s.must(err)
	got := votes[s.model.Quick().Questions()[0].ID]
	want := []assessment.SurveyVote{{Choice: 5}, {Choice: 4}, {Choice: 3}, {Choice: 3}, {Choice: 2}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// No row that stays leads from a vote to a person, and none held a name, an address or a time.
func TestAnonymousVotesLeadToNobody(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{Roles: []string{"IT", "Legal"}})
	guests := s.count(`SELECT count(*) FROM guests`)
	secrets := s.votes(1, 2, 3, 4, 5)
	s.join(s.links[0], "Their name", "IT")
	if n := s.count(`SELECT count(*) FROM guests`); n != guests {
		t.Errorf("joining made %d guests", n-guests)
	}
	if n := s.count(`SELECT count(*) FROM respondents WHERE name <> ''`); n != 0 {
		t.Errorf("%d names are kept", n)
	}
	for _, table := range []string{"respondents", "survey_votes"} {
		var columns string
		s.must(s.pool.QueryRowContext(t.Context(), `SELECT group_concat(name) FROM pragma_table_info('`+table+`')`).Scan(&columns))
		for _, word := range []string{"_at", "guest", "user", "link"} {
			if strings.Contains(columns, word) {
				t.Errorf("%s has columns %s", table, columns)
			}
		}
	}
	s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
	if n := s.count(`SELECT count(*) FROM respondents WHERE key_hash IS NOT NULL`); n != 0 {
		t.Errorf("after the end %d browsers can still be told", n)
	}
	_, err := s.Responding(t.Context(), secrets[0], s.survey)
	wantErr(t, "coming back after the end", err, assessment.ErrSurveyOver)
	wantErr(t, "voting after the end", s.Respond(t.Context(), secrets[0], s.survey, nil), assessment.ErrSurveyOver)
	_, err = s.JoinSurvey(t.Context(), NewSecret(), s.links[0], "", "")
	wantErr(t, "joining after the end", err, assessment.ErrGone)
}

func TestPersonalLinkWorksOnce(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{Named: true, Personal: true}, "Ada", "Ben")
	ada := s.join(s.links[0], "Somebody else", "")
	_, err := s.JoinSurvey(t.Context(), NewSecret(), s.links[0], "", "")
	wantErr(t, "a second browser", err, assessment.ErrGone)
	if again, err := s.JoinSurvey(t.Context(), ada, s.links[0], "", ""); err != nil || again != s.survey {
		t.Errorf("coming back with the same browser: got %q, %v", again, err)
	}
	one, err := s.Survey(t.Context(), s.boss, s.id, s.survey)
	s.must(err)
	if len(one.People) != 1 || one.People[0].Name != "Ada" || one.Links != 2 {
		t.Errorf("got %+v and %d links, want Ada and 2", one.People, one.Links)
	}
}

func TestCommonLinkIsReplaced(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{})
	in := s.join(s.links[0], "", "")
	_, err := s.NewSurveyLinks(t.Context(), s.boss, s.id, s.survey, nil)
	s.must(err)
	_, err = s.JoinSurvey(t.Context(), NewSecret(), s.links[0], "", "")
	wantErr(t, "the old link", err, assessment.ErrGone)
	if _, err := s.JoinSurvey(t.Context(), in, s.links[0], "", ""); err != nil {
		t.Errorf("whoever was in comes back by it: got %v", err)
	}
}

func TestSurveyTakesVotesUntilItsTime(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{})
	secret := s.votes(3)[0]
	s.must(s.ExtendSurvey(t.Context(), s.boss, s.id, s.survey, s.clock.Now().Add(20*day)))
	s.clock.advance(15 * day)
	q := s.model.Quick().Questions()[0].ID
	s.must(s.Respond(t.Context(), secret, s.survey, map[string]assessment.Choice{q: 4}))
	s.clock.advance(5 * day)
	wantErr(t, "a vote too late", s.Respond(t.Context(), secret, s.survey, map[string]assessment.Choice{q: 5}), assessment.ErrGone)
	_, err := s.Expire(t.Context(), s.clock.Now())
	s.must(err)
	if n := s.count(`SELECT count(*) FROM respondents WHERE key_hash IS NOT NULL`); n != 0 {
		t.Errorf("%d browsers can be told after the closing time", n)
	}
	s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
	votes, err := s.SurveyVotes(t.Context(), s.boss, s.id, s.survey)
	s.must(err)
	if got := votes[q]; len(got) != 1 || got[0].Choice != 4 {
		t.Errorf("got %v, want the last vote in time", got)
	}
}

func TestVotesAreRefused(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{Roles: []string{"IT", "Legal"}})
	secret := s.join(s.links[0], "", "IT")
	var unasked string
	for _, q := range s.model.Questions() {
		if !slices.Contains(s.quickIDs(), q.ID) {
			unasked = q.ID
		}
	}
	wantErr(t, "a question that is not asked", s.Respond(t.Context(), secret, s.survey, map[string]assessment.Choice{unasked: 3}), assessment.ErrNotFound)
	wantErr(t, "a stranger's vote", s.Respond(t.Context(), NewSecret(), s.survey, map[string]assessment.Choice{s.quickIDs()[0]: 3}), assessment.ErrNotFound)
	wantErr(t, "a vote without a secret", s.Respond(t.Context(), "", s.survey, map[string]assessment.Choice{s.quickIDs()[0]: 3}), assessment.ErrNotFound)
	_, err := s.JoinSurvey(t.Context(), NewSecret(), s.links[0], "", "Janitor")
	wantRefusedField(t, err, "role")
	for _, q := range s.model.Quick().Questions() {
		if !q.AllowsNA {
			wantRefusedField(t, s.Respond(t.Context(), secret, s.survey, map[string]assessment.Choice{q.ID: assessment.NotApplicable}), q.ID)
		}
	}
}

func (s *surveyed) quickIDs() (ids []string) {
	for _, q := range s.model.Quick().Questions() {
		ids = append(ids, q.ID)
	}
	return ids
}

func wantRefusedField(t *testing.T, err error, field string) {
	t.Helper()
	invalid := (*assessment.InvalidError)(nil)
	if !errors.As(err, &invalid) || invalid.Fields[field] == "" {
		t.Errorf("got %v, want the field %s refused", err, field)
	}
}

func TestOneSurveyAtATime(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{})
	n := assessment.Survey{Threshold: 5, Questions: s.quickIDs(), ClosesAt: s.clock.Now().Add(day)}
	_, err := s.OpenSurvey(t.Context(), s.boss, s.id, n)
	wantRefusedField(t, err, "mode")
	s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
	for field, wrong := range map[string]assessment.Survey{
		"threshold": {Threshold: 3, Questions: n.Questions, ClosesAt: n.ClosesAt},
		"closes":    {Threshold: 5, Questions: n.Questions, ClosesAt: s.clock.Now()},
		"questions": {Threshold: 5, ClosesAt: n.ClosesAt},
		"roles":     {Threshold: 5, Questions: n.Questions, ClosesAt: n.ClosesAt, Roles: []string{strings.Repeat("x", 61), "y"}},
	} {
		_, err := s.OpenSurvey(t.Context(), s.boss, s.id, wrong)
		wantRefusedField(t, err, field)
	}
	_, err = s.OpenSurvey(t.Context(), s.boss, s.id, n)
	s.must(err)
}

func TestTakeOverSavesAnswersWithTheirSource(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{})
	s.votes(2, 3, 3, 3, 4)
	ids := s.quickIDs()
	_, err := s.SaveAnswer(t.Context(), s.boss, s.id, ids[0], assessment.Answer{Choice: 5, Note: "kept", Evidence: []string{"Folder"}, Grade: 1}, 0)
	s.must(err)
	decisions := []assessment.Decision{
		{Question: ids[0], Choice: 3, Middle: 3},
		{Question: ids[1], Choice: 4, Middle: 3, Note: "The new process counts."},
	}
	_, err = s.TakeOver(t.Context(), s.boss, s.id, s.survey, 1, decisions)
	wantErr(t, "before the end", err, assessment.ErrForbidden)
	s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
	done, err := s.TakeOver(t.Context(), s.boss, s.id, s.survey, 1, decisions)
	s.must(err)
	if done {
		t.Error("taken over on an old state of the assessment")
	}
	a, _, err := s.AssessmentWithAnswers(t.Context(), s.boss, s.id)
	s.must(err)
	_, err = s.TakeOver(t.Context(), s.boss, s.id, s.survey, a.Rev, []assessment.Decision{{Question: ids[0], Choice: 4, Middle: 3}})
	wantRefusedField(t, err, "because")
	done, err = s.TakeOver(t.Context(), s.boss, s.id, s.survey, a.Rev, decisions)
	s.must(err)
	if !done {
		t.Fatal("not taken over")
	}
	_, answers, err := s.AssessmentWithAnswers(t.Context(), s.boss, s.id)
	s.must(err)
	first, second := answers[ids[0]], answers[ids[1]]
	if first.Choice != 3 || first.Note != "kept" || len(first.Evidence) != 1 || first.Agreed != (assessment.Agreed{Survey: s.survey, Source: assessment.ByMedian, Middle: 3}) {
		t.Errorf("got %+v", first)
	}
	if second.Choice != 4 || second.Agreed != (assessment.Agreed{Survey: s.survey, Source: assessment.ByDecided, Middle: 3, Note: "The new process counts."}) {
		t.Errorf("got %+v", second)
	}
	if want := []assessment.Choice{4, 3, 3, 3, 2}; !slices.Equal(second.Votes, want) {
		t.Errorf("got votes %v, want %v", second.Votes, want)
	}
	states, err := s.AnswerHistory(t.Context(), s.boss, s.id, ids[0])
	s.must(err)
	if len(states) != 2 || states[0].Agreed.Source != assessment.ByMedian || states[1].Agreed.Source != "" || states[0].By == "" {
		t.Errorf("got history %+v", states)
	}
	// An answer saved by hand is nobody's median any more, but the last vote still tells how far people agree.
	_, err = s.SaveAnswer(t.Context(), s.boss, s.id, ids[0], assessment.Answer{Choice: 2}, first.Rev)
	s.must(err)
	answers, err = s.Answers(t.Context(), s.boss, s.id)
	s.must(err)
	if got := answers[ids[0]]; got.Agreed.Source != "" || len(got.Votes) != 5 {
		t.Errorf("got %+v", got)
	}
	s.must(s.CancelSurvey(t.Context(), s.boss, s.id, s.survey))
	answers, err = s.Answers(t.Context(), s.boss, s.id)
	s.must(err)
	if got := answers[ids[1]]; got.Choice != 4 || got.Votes != nil || got.Agreed.Source != "" {
		t.Errorf("after the survey was deleted: got %+v", got)
	}
}

func TestFewAnonymousVotesEnterNothing(t *testing.T) {
	for _, named := range []bool{false, true} {
		t.Run(fmt.Sprint("named ", named), func(t *testing.T) {
			s := newSurveyed(t, assessment.Survey{Named: named})
			s.votes(2, 3, 3, 4)
			id := s.quickIDs()[0]
			_, err := s.SaveAnswer(t.Context(), s.boss, s.id, id, assessment.Answer{Choice: 3}, 0)
			s.must(err)
			s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
			answers, err := s.Answers(t.Context(), s.boss, s.id)
			s.must(err)
			if got := len(answers[id].Votes); (got == 4) != named {
				t.Errorf("four votes: %d of them enter the confidence", got)
			}
		})
	}
}

func TestSurveysAreForWhoeverManages(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{Named: true})
	s.votes(2, 3)
	of := func(role assessment.Role) assessment.Viewer {
		var workspace string
		s.must(s.pool.QueryRowContext(t.Context(), `SELECT workspace_id FROM organisations WHERE id = $1`, s.client).Scan(&workspace))
		return s.member(s.boss, workspace, s.client, role)
	}
	member, viewer := of(assessment.RoleClientMember), of(assessment.RoleViewer)
	for _, v := range []assessment.Viewer{member, viewer} {
		wantErr(t, "closing", s.CloseSurvey(t.Context(), v, s.id, s.survey), assessment.ErrForbidden)
		wantErr(t, "cancelling", s.CancelSurvey(t.Context(), v, s.id, s.survey), assessment.ErrForbidden)
		_, err := s.NewSurveyLinks(t.Context(), v, s.id, s.survey, nil)
		wantErr(t, "making links", err, assessment.ErrForbidden)
	}
	s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
	votes, err := s.SurveyVotes(t.Context(), member, s.id, s.survey)
	s.must(err)
	if got := votes[s.quickIDs()[0]]; len(got) != 2 || got[0].Name != "" {
		t.Errorf("a member: got %+v, want two votes without names", got)
	}
	votes, err = s.SurveyVotes(t.Context(), s.boss, s.id, s.survey)
	s.must(err)
	if got := votes[s.quickIDs()[0]]; len(got) != 2 || got[0].Name != "Person 1" {
		t.Errorf("whoever manages: got %+v, want names", got)
	}
	_, stranger := s.createGuest()
	_, err = s.SurveyVotes(t.Context(), stranger, s.id, s.survey)
	wantErr(t, "a stranger", err, assessment.ErrNotFound)
	s.clock.advance(assessment.NamesKept + time.Hour)
	_, err = s.Expire(t.Context(), s.clock.Now())
	s.must(err)
	if n := s.count(`SELECT count(*) FROM respondents WHERE name <> ''`) + s.count(`SELECT count(*) FROM survey_links`); n != 0 {
		t.Errorf("%d names and links stay for good", n)
	}
}

func TestRemovingARespondent(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{Named: true})
	secrets := s.votes(2, 3, 4)
	people := func() []assessment.Respondent {
		o, err := s.Survey(t.Context(), s.boss, s.id, s.survey)
		s.must(err)
		return o.People
	}
	wrong := people()[1]
	_, stranger := s.createGuest()
	wantErr(t, "a stranger", s.RemoveRespondent(t.Context(), stranger, s.id, s.survey, wrong.ID), assessment.ErrNotFound)
	wantErr(t, "nobody", s.RemoveRespondent(t.Context(), s.boss, s.id, s.survey, "nobody"), assessment.ErrNotFound)
	s.must(s.RemoveRespondent(t.Context(), s.boss, s.id, s.survey, wrong.ID))
	if left := people(); len(left) != 2 || left[0].Name != "Person 0" || left[1].Name != "Person 2" {
		t.Errorf("%+v are left", left)
	}
	if n := s.count(`SELECT count(*) FROM survey_votes`); n != 2*len(s.quickIDs()) {
		t.Errorf("%d votes are left of two people", n)
	}
	_, err := s.Responding(t.Context(), secrets[1], s.survey)
	wantErr(t, "the browser of whoever was removed", err, assessment.ErrNotFound)
	s.must(s.CloseSurvey(t.Context(), s.boss, s.id, s.survey))
	wantErr(t, "after the end", s.RemoveRespondent(t.Context(), s.boss, s.id, s.survey, people()[0].ID), assessment.ErrGone)
}

func TestNobodyIsRemovedWhereVotesAreAnonymous(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{})
	s.votes(2)
	var id string
	s.must(s.pool.QueryRowContext(t.Context(), `SELECT id FROM respondents`).Scan(&id))
	wantErr(t, "removing", s.RemoveRespondent(t.Context(), s.boss, s.id, s.survey, id), assessment.ErrNotFound)
}

func TestLeavingADeviceKeepsTheVotes(t *testing.T) {
	s := newSurveyed(t, assessment.Survey{})
	secret := s.votes(4)[0]
	s.must(s.FinishResponding(t.Context(), secret, s.survey))
	s.must(s.LeaveDevice(t.Context(), secret, s.survey))
	_, err := s.Responding(t.Context(), secret, s.survey)
	wantErr(t, "after leaving", err, assessment.ErrNotFound)
	if n := s.count(`SELECT count(*) FROM survey_votes`); n != len(s.quickIDs()) {
		t.Errorf("%d votes stay, want %d", n, len(s.quickIDs()))
	}
}
