package web

import (
	"net/url"
	"strings"
	"testing"
)

// What people type, and what identifies them, is never logged: neither on the way that succeeds nor in errors.
func TestLogHoldsNothingTyped(t *testing.T) {
	s := newSite(t)
	const canary = "K4NARIENVOGEL"
	v := s.visitor()
	v.headers.Set("User-Agent", canary)
	v.headers.Set("Referer", publicURL+"/"+canary)
	v.headers.Set("X-Forwarded-For", canary)
	v.cookies["lauter"], v.cookies[languageCookie] = canary, canary
	question := v.post("/assessments", url.Values{"kind": {"full"}, "organisation": {canary}}).is(303).Header.Get("Location")
	question, _, _ = strings.Cut(question, "#")
	token := v.cookies["lauter"]
	v.post(question, url.Values{"answer": {"3"}, "note": {canary}, "evidence": {"https://" + canary + ".example"}, "rev": {"0"}})
	v.post(question, url.Values{"answer": {canary}, "intent": {canary}, "rev": {canary}})
	v.post("/assessments", url.Values{"kind": {canary}, "organisation": {strings.Repeat(canary, 20)}})
	v.post("/language", url.Values{"lang": {canary}, "next": {"/" + canary}})
	v.post("/preferences", url.Values{"theme": {canary}})
	for _, path := range []string{"/" + canary, "/?lang=" + canary, "/resume/" + canary, "/resume/" + canary + "/" + canary, "/method/questions/" + canary,
		"/assessments/" + canary, "/assessments/" + canary + "/results/explain/" + canary, "/legal/" + canary, "/static/" + canary + "/" + canary} {
		v.get(path)
		v.post(path, url.Values{canary: {canary}})
	}
	r := v.request("POST", "/assessments", strings.NewReader("kind="+canary+"%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	v.send(r)
	r = v.request("GET", "/", nil)
	r.Host = canary + ".example"
	v.send(r)
	id := strings.Split(question, "/")[2]
	for _, secret := range []string{canary, token, id, "192.0.2.1"} {
		for line := range strings.Lines(s.log.String()) {
			if strings.Contains(strings.ToLower(line), strings.ToLower(secret)) {
				t.Errorf("%q is in the log: %s", secret, line)
			}
		}
	}
	if n := strings.Count(s.log.String(), "\n"); n < 25 {
		t.Errorf("only %d lines in the log: is it still written?", n)
	}
}
