package main

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// addSurveys begins two surveys on an assessment: the first is closed, the second open and answered by this browser too.
func (s *site) addSurveys(t *testing.T, p *program, run, lang string) {
	t.Helper()
	begin := func(form url.Values) (survey, link string) {
		t.Helper()
		form.Set("closes", time.Now().AddDate(0, 0, 14).Format(time.DateOnly))
		form.Set("threshold", "5")
		survey = s.post(run+"/surveys", form).url.Path
		return survey, linkIn(t, s.post(survey+"/links", url.Values{}))
	}
	over, link := begin(url.Values{"mode": {"anonymous"}, "links": {"common"}, "roles": {"Marketing\nIT"}})
	choices := [][]string{{"3", "1", "na"}, {"3", "5", "3"}, {"3", "1", "3"}, {"4", "5", "3"}, {"3", "2", "3"}, {"3", "4", "3"}}
	for i, ways := range choices {
		c := newClient(t, p, lang)
		role := "Marketing"
		if i == 5 {
			role = "IT"
		}
		overview := c.post(link, url.Values{"role": {role}}).url.Path
		answerSurvey(c, overview, func(n int) string { return ways[min(n%7, 2)] })
	}
	s.post(over+"/close", url.Values{})
	running, link := begin(url.Values{"mode": {"named"}, "links": {"common"}, "roles": {"Marketing\nIT\nRecht"}})
	respondent := s.post(link, url.Values{"name": {"Mara Thiel"}, "role": {"IT"}}).url.Path
	linked := func(page, prefix string) string {
		for _, a := range s.get(page).all("a", nil) {
			if strings.HasPrefix(attr(a, "href"), prefix) {
				return attr(a, "href")
			}
		}
		t.Errorf("%s has no link to %s…", page, prefix)
		return ""
	}
	discussed, remove := linked(over, over+"/questions/"), linked(running, running+"/people/")
	fresh := newClient(t, p, lang)
	if page := fresh.get(link); page.status != 200 {
		t.Errorf("%s: status %d", link, page.status)
	}
	for name, address := range map[string]string{
		"surveys": run + "/surveys", "survey": running, "survey-close": running + "/close", "survey-delete": running + "/delete", "survey-remove": remove,
		"survey-panel": over, "survey-agreed": over + "/agreed", "survey-decide": discussed, "respond": respondent,
		"respond-votes": respondent + "/capabilities/data.origin", "respond-invite": link,
	} {
		if page := s.get(address); page.status != 200 {
			t.Errorf("%s: status %d", address, page.status)
		}
		s.pages[name] = address
	}
}

// answerSurvey answers everything that a survey asks; choose says how, by the place of the question.
func answerSurvey(c *client, overview string, choose func(n int) string) {
	c.t.Helper()
	n := 0
	for _, a := range c.get(overview).all("a", nil) {
		at := attr(a, "href")
		if !strings.HasPrefix(at, overview+"/capabilities/") {
			continue
		}
		form, seen := url.Values{}, map[string]bool{}
		page := c.get(at)
		for _, radio := range page.all("input", map[string]string{"type": "radio"}) {
			name := attr(radio, "name")
			if seen[name] {
				continue
			}
			seen[name] = true
			choice := choose(n)
			if choice == "na" && len(page.all("input", map[string]string{"name": name, "value": "na"})) == 0 {
				choice = strconv.Itoa(1 + n%5)
			}
			form.Set(name, choice)
			n++
		}
		c.post(at, form)
	}
	c.post(overview+"/finish", url.Values{})
}
