package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
)

// inquiry is a quick scan of a client with an open survey.
type inquiry struct {
	*house
	t      *testing.T
	lang   locale.Lang
	boss   *visitor
	root   string // of the assessment
	survey string // its page for whoever manages it
}

func newInquiry(t *testing.T, lang locale.Lang, fields map[string]string) *inquiry {
	t.Helper()
	h := newHouse(t, "http://lauter.example")
	q := &inquiry{house: h, t: t, lang: lang, boss: h.setUp(t, lang)}
	q.root = q.boss.begin(q.boss.addClient("Nordwind"))
	p := q.boss.get(q.root + "/surveys").want(http.StatusOK)
	q.survey = q.boss.fillIn(p, q.root+"/surveys", fields).want(http.StatusSeeOther).location()
	return q
}

func (q *inquiry) link() string {
	q.t.Helper()
	p := q.boss.get(q.survey).want(http.StatusOK)
	return q.boss.fillIn(p, q.survey+"/links", nil).link()
}

// answer lets a new browser answer every question; choose says how, by the place of the question.
func (q *inquiry) answer(link, role string, choose func(i int) string) *visitor {
	q.t.Helper()
	v := q.in(q.t, q.lang)
	p := v.get(link).want(http.StatusOK)
	if len(v.cookies) > 0 {
		q.t.Errorf("looking at a link sets %v", v.cookies)
	}
	p = v.fillIn(p, link, map[string]string{"role": role, "name": "Ines"}).want(http.StatusSeeOther)
	overview := p.location()
	n := 0
	for _, c := range q.model.Quick().Capabilities() {
		at := overview + "/capabilities/" + c.ID
		fields := map[string]string{}
		for _, question := range c.Questions {
			fields["v."+question.ID] = choose(n)
			n++
		}
		v.fillIn(v.get(at).want(http.StatusOK), at, fields).want(http.StatusSeeOther)
	}
	v.fillIn(v.get(overview).want(http.StatusOK), overview+"/finish", nil).want(http.StatusSeeOther)
	v.get(overview).want(http.StatusOK).says(locale.For(q.lang).T("respond.thanks"))
	return v
}

func always(choice string) func(int) string { return func(int) string { return choice } }

// A survey from its first day to the last answer, by nothing but forms and links.
func TestLifeOfASurvey(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		q := newInquiry(t, lang, map[string]string{"mode": "anonymous", "links": "common"})
		p := locale.For(lang)
		q.boss.get(q.survey).want(http.StatusOK).says(p.T("survey.fresh"))
		link := q.link()
		q.boss.get(q.survey).want(http.StatusOK).says(p.T("survey.finished.none"))
		role := strings.Split(p.T("survey.roles.usual"), ", ")[0]
		var last *visitor
		for i := range 6 {
			last = q.answer(link, role, func(place int) string {
				if place == 0 { // two camps on the first question
					return []string{"1", "5"}[i%2]
				}
				return "3"
			})
		}
		open := q.boss.get(q.survey).want(http.StatusOK)
		open.says(p.T("survey.finished", "Finished", 6, "N", 6), p.T("survey.blind"))
		for _, address := range []string{q.survey + "/agreed", q.survey + "/questions/data.origin.source"} {
			q.boss.get(address).want(http.StatusForbidden)
		}
		q.boss.fillIn(q.boss.get(q.survey+"/close").want(http.StatusOK), q.survey+"/close", nil).want(http.StatusSeeOther)

		panel := q.boss.get(q.survey).want(http.StatusOK)
		all := len(q.model.Quick().Questions())
		panel.says(p.T("panel.agreed", "N", all-1), p.T("panel.discuss", "N", 1), p.T("panel.why.split"), p.T("panel.same"))

		diff := q.boss.get(q.survey + "/agreed").want(http.StatusOK)
		q.boss.answer(q.root, q.model.Quick().Questions()[1].ID, url.Values{"answer": {"4"}, "rev": {"0"}, "note": {"Bleibt"}})
		q.boss.fillIn(diff, q.survey+"/agreed", nil).want(http.StatusConflict).says(p.T("panel.stale"))
		diff = q.boss.get(q.survey + "/agreed").want(http.StatusOK)
		done := q.boss.follow(q.boss.fillIn(diff, q.survey+"/agreed", nil)).want(http.StatusOK)
		done.says(p.T("panel.done"), p.T("panel.agreed.all", "N", all-1))

		first := q.model.Quick().Questions()[0].ID
		at := q.survey + "/questions/" + first
		decide := q.boss.get(at).want(http.StatusOK)
		refused := q.boss.fillIn(decide, at, map[string]string{"answer": "3"}).want(http.StatusUnprocessableEntity)
		refused.says(p.T("survey.error.because"))
		q.boss.fillIn(refused, at, map[string]string{"answer": "3", "because": "Halb und halb"}).want(http.StatusSeeOther)
		history := q.boss.get(q.root + "/questions/" + first + "/history").want(http.StatusOK)
		history.says("Halb und halb", strings.Split(p.T("panel.by.decided", "Middle", ""), ";")[0])

		// The answer by hand before stays in the history, and can be gone back to.
		second := q.root + "/questions/" + q.model.Quick().Questions()[1].ID
		history = q.boss.get(second + "/history").want(http.StatusOK)
		history.says(p.T("panel.by.median"), "Bleibt")
		q.boss.fillIn(history, second+"/restore", map[string]string{"state": "1"}).want(http.StatusSeeOther)
		q.boss.get(q.root + "/results").want(http.StatusOK)

		// The link is over, and so is the way back of every browser. Whoever took part is thanked; to a browser that never
		// took part in anything, the page of the survey does not exist.
		q.in(t, lang).get(link).want(http.StatusGone).says(p.T("status.survey.text"))
		own := "/surveys/" + path.Base(q.survey)
		last.get(own).want(http.StatusGone).says(p.T("status.survey.text"))
		last.get("/surveys/" + path.Base(q.root)).want(http.StatusNotFound)
		stranger := q.in(t, lang).get(own).want(http.StatusNotFound)
		stranger.says(p.T("status.404.link"))
		if strings.Contains(stranger.body, p.T("status.nocookie")) {
			t.Error("the page of a survey advises to look for an assessment")
		}
	})
}

func TestAnonymousSurveyOfFewShowsNothing(t *testing.T) {
	q := newInquiry(t, locale.English, map[string]string{"mode": "anonymous", "links": "common"})
	link := q.link()
	for range 4 {
		q.answer(link, "", always("5"))
	}
	q.boss.post(q.survey+"/close", nil).want(http.StatusSeeOther)
	p := q.boss.get(q.survey).want(http.StatusOK)
	all := len(q.model.Quick().Questions())
	p.says(messages(p).T("panel.few", "N", all), messages(p).T("panel.ballots", "N", 4))
	main := p.text(p.id("main"))
	for _, said := range []string{messages(p).T("panel.same"), messages(p).T("panel.proposed")} {
		if strings.Contains(main, said) {
			t.Errorf("of four votes the page says %q", said)
		}
	}
	q.boss.get(q.survey + "/questions/" + q.model.Quick().Questions()[0].ID).want(http.StatusNotFound)
}

func TestNamedSurveyTellsWhoToWhoeverManages(t *testing.T) {
	q := newInquiry(t, locale.English, map[string]string{"mode": "named", "links": "personal"})
	made := q.boss.fillIn(q.boss.get(q.survey), q.survey+"/links", map[string]string{"names": "Ada Anders\nBen Beispiel"}).want(http.StatusOK)
	made.says("Ada Anders", "Ben Beispiel")
	link := func(id string) string {
		return strings.TrimPrefix(attr(made.id(id), "value"), "http://lauter.example")
	}
	ada := q.answer(link("link"), "", always("2"))
	q.answer(link("link-1"), "", always("3"))
	q.in(t, q.lang).get(link("link")).want(http.StatusGone) // works once
	ada.get(link("link")).want(http.StatusOK).says(messages(made).T("respond.again"))
	q.boss.get(q.survey).says("Ada Anders", messages(made).T("survey.person.finished"))
	q.boss.post(q.survey+"/close", nil).want(http.StatusSeeOther)
	at := q.survey + "/questions/" + q.model.Quick().Questions()[0].ID
	q.boss.get(at).want(http.StatusOK).says("Ada Anders", "Ben Beispiel")

	c := q.row(`SELECT id FROM organisations WHERE name = 'Nordwind'`)
	viewer := q.join(t, q.lang, q.boss.invite("/clients/"+c+"/people", "v@x.example", assessment.RoleViewer), "Vera")
	p := viewer.get(q.survey).want(http.StatusOK)
	if strings.Contains(p.body, "Ada Anders") {
		t.Error("a viewer sees who answered what")
	}
}

func TestAnonymousPersonalLinksKeepNoNames(t *testing.T) {
	q := newInquiry(t, locale.German, map[string]string{"mode": "anonymous", "links": "personal"})
	form := q.boss.get(q.survey).want(http.StatusOK)
	refused := q.boss.fillIn(form, q.survey+"/links", map[string]string{"number": "0"}).want(http.StatusUnprocessableEntity)
	refused.says(messages(refused).T("survey.error.links"))
	made := q.boss.fillIn(form, q.survey+"/links", map[string]string{"number": "6", "names": "Ada"}).want(http.StatusOK)
	if n := len(all(made.doc, with("class", "input link"))); n != 6 {
		t.Errorf("got %d links, want 6", n)
	}
	if n := q.row(`SELECT count(*) FROM survey_links WHERE name <> ''`); n != "0" {
		t.Errorf("%s links hold a name", n)
	}
}

func TestSurveyFormKeepsWhatWasTyped(t *testing.T) {
	h := newHouse(t, "http://lauter.example")
	boss := h.setUp(t, locale.English)
	root := boss.begin(boss.addClient("Nordwind"))
	p := boss.get(root + "/surveys").want(http.StatusOK)
	late := h.clock().AddDate(1, 0, 0).Format(time.DateOnly)
	refused := boss.fillIn(p, root+"/surveys", map[string]string{"closes": late, "roles": "Only one", "threshold": "3"}).want(http.StatusUnprocessableEntity)
	m := messages(refused)
	refused.says(m.T("survey.error.mode"), m.T("survey.error.links"), m.T("survey.error.threshold", "Least", 4, "Most", 10),
		m.T("survey.error.closes", "Most", 90), m.T("survey.error.roles", "Most", 12, "Length", 60), "Only one")
	if got := attr(refused.id("closes"), "value"); got != late {
		t.Errorf("the date is %q, want as typed", got)
	}
}

func TestRespondentCookieIsItsOwn(t *testing.T) {
	q := newInquiry(t, locale.English, map[string]string{"mode": "anonymous", "links": "common"})
	v := q.answer(q.link(), "", always("dk"))
	if _, guest := v.cookies["lauter"]; guest || len(v.cookies["lauter-survey"]) != 43 {
		t.Errorf("got cookies %v, want the survey's alone", v.cookies)
	}
	if n := q.row(`SELECT count(*) FROM guests`); n != "0" {
		t.Errorf("answering made %s guests", n)
	}
	survey := q.row(`SELECT id FROM surveys`)
	p := v.get("/surveys/" + survey).want(http.StatusOK)
	v.fillIn(p, "/surveys/"+survey+"/leave", nil).want(http.StatusOK)
	v.get("/surveys/" + survey).want(http.StatusNotFound)
	if n := q.row(`SELECT count(*) FROM survey_votes`); n != fmt.Sprint(len(q.model.Quick().Questions())) {
		t.Errorf("after leaving %s votes are there", n)
	}
}

func TestVotesOfNoKindAreRefused(t *testing.T) {
	q := newInquiry(t, locale.English, map[string]string{"mode": "anonymous", "links": "common"})
	link := q.link()
	v := q.in(t, q.lang)
	overview := v.fillIn(v.get(link), link, nil).want(http.StatusSeeOther).location()
	c := q.model.Quick().Capabilities()[0]
	at := overview + "/capabilities/" + c.ID
	id := c.Questions[0].ID
	v.post(at, url.Values{"v." + id: {"6"}}).want(http.StatusUnprocessableEntity)
	v.post(at, url.Values{"v." + id: {"4"}}).want(http.StatusSeeOther)
	p := v.get(at).want(http.StatusOK)
	if !has(p.id("v-"+id+"-4"), "checked") {
		t.Error("the vote is not shown when its owner comes back")
	}
	v.get(overview + "/capabilities/none").want(http.StatusNotFound)
	q.in(t, q.lang).get(at).want(http.StatusNotFound)
}

// Somebody who took part by mistake is taken out, and the others stay.
func TestRemovingSomebodyFromASurvey(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		q := newInquiry(t, lang, map[string]string{"mode": "named", "links": "common"})
		p := locale.For(lang)
		link := q.link()
		q.answer(link, "", always("3"))
		q.answer(link, "", always("5"))
		open := q.boss.get(q.survey).want(http.StatusOK)
		open.says(p.T("survey.finished", "Finished", 2, "N", 2))
		remove := all(open.doc, func(n *html.Node) bool { return n.Data == "a" && strings.HasSuffix(attr(n, "href"), "/remove") })
		if len(remove) != 2 {
			t.Fatalf("%d people can be removed, want 2", len(remove))
		}
		at, _, _ := strings.Cut(attr(remove[0], "href"), "?")
		ask := q.boss.get(at).want(http.StatusOK)
		ask.says("Ines", p.T("survey.remove.text"))
		q.boss.follow(q.boss.fillIn(ask, at, nil)).want(http.StatusOK).says(p.T("survey.finished", "Finished", 1, "N", 1))
		q.boss.get(at).want(http.StatusNotFound)
	})
}
