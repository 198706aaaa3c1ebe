package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lauter/assessment"
)

// Whoever is signed out meanwhile is asked to sign in again, and what they send is not taken for lost or foreign.
func TestSignedOutMeanwhile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.actor("consultant")
	root := "/assessments/" + w.target("own").params["id"]
	w.wait(assessment.SessionIdle)

	p := a.browser.get(root + "/questions/data.origin.source").want(http.StatusSeeOther)
	if want := "/sign-in?next=" + url.QueryEscape(root+"/questions/data.origin.source"); p.location() != want {
		t.Errorf("looking leads to %s, want %s", p.location(), want)
	}
	answer := url.Values{"answer": {"4"}, "intent": {"stay"}}
	a.browser.post(root+"/questions/data.origin.source", answer).want(http.StatusUnauthorized).says("signed out", "wasn’t saved")
	a.browser.json(root+"/questions/data.origin.source", answer).want(http.StatusUnauthorized)
	a.browser.post("/clients/"+w.c1+"/edit", url.Values{"name": {"Neu"}}).want(http.StatusUnauthorized)
	if p := a.browser.get("/clients").want(http.StatusSeeOther); !strings.HasPrefix(p.location(), "/sign-in") {
		t.Errorf("the clients lead to %s", p.location())
	}
	w.visitor(t).post(root+"/questions/data.origin.source", answer).want(http.StatusNotFound) // a stranger learns nothing
}
