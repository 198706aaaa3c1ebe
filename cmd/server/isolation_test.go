package main

import (
	"net/url"
	"os"
	"os/exec"
	"path"
	"strings"
	"testing"
	"time"
)

// TestWithoutANetwork runs whole journeys where there is no other host to reach: nothing of the product needs one.
func TestWithoutANetwork(t *testing.T) {
	if os.Getenv("LAUTER_ALONE") != "" {
		t.Skip("is the inner run")
	}
	if err := exec.Command("unshare", "-rn", "sh", "-c", "ip link set lo up").Run(); err != nil {
		t.Skipf("no network namespaces here: %v", err)
	}
	inner := exec.Command("unshare", "-rn", "sh", "-c", `ip link set lo up && exec "$0" "$@"`, os.Args[0],
		"-test.count=1", "-test.v", "-test.run=^(TestByFormsAlone|TestLockedOutOperator|TestServesAndStopsInOrder)$")
	inner.Env = append(os.Environ(), "LAUTER_ALONE=1", "LAUTER_NO_BROWSER=1")
	out, err := inner.CombinedOutput()
	if err != nil || strings.Count(string(out), "--- PASS: Test") < 3 {
		t.Errorf("%v\n%.4000s", err, out)
	}
}

// payloads are what somebody types who wants another’s browser to do something.
var payloads = []string{
	`<script>window.hacked=1</script>`,
	`"><img src=x onerror=window.hacked=1>`,
	`'><svg/onload=window.hacked=1>`,
	`javascript:window.hacked=1//`,
	`</title></textarea></style></script><b onclick=window.hacked=1>`,
	`{{constructor.constructor('window.hacked=1')()}}`,
	`<a href="javascript:window.hacked=1">x</a>`,
	`" autofocus onfocus="window.hacked=1`,
	`<iframe srcdoc="<script>parent.hacked=1</script>">`,
	`--></script><math><mtext></form><form><mglyph><style></math><img src onerror=window.hacked=1>`,
	"\u202ehtml\u2028<b>\u0000",
}

// TestTypedTextIsNeverMarkup types such texts into every field that keeps one, and then looks at every page that shows
// them: nothing runs, no element of theirs exists, and the security policy has nothing to report.
func TestTypedTextIsNeverMarkup(t *testing.T) {
	p := start(t)
	c := staff(t, p, "en")
	n := 0
	typed := func() string { n++; return payloads[n%len(payloads)] }
	c.post("/account", url.Values{"name": {typed()}})
	form := c.get("/clients/new")
	workspace := attr(form.all("input", map[string]string{"name": "workspace"})[0], "value")
	client := c.post("/clients", url.Values{"name": {typed()}, "sector": {typed()}, "workspace": {workspace}}).url.Path
	run := c.post(client+"/assessments", url.Values{"kind": {"quick"}}).url.Path
	const first, second, third = "/questions/data.origin.source", "/questions/data.quality.measured", "/questions/data.purpose.assigned"
	c.post(run+first, url.Values{"answer": {"2"}, "note": {typed()}, "evidence": {"seen: " + strings.ReplaceAll(typed(), "javascript:", "js ")}, "intent": {"stay"}})
	for _, q := range []string{second, third} {
		c.do("POST", run+q, url.Values{"answer": {"na"}, "reason": {typed()}, "note": {typed()}, "intent": {"stay"}})
	}
	for range payloads {
		c.post(run+first+"/comments", url.Values{"text": {typed()}})
	}
	soon := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
	plan := c.post(run+"/actions", url.Values{"title": {typed()}, "owner": {typed()}, "cost": {typed()[:20]}, "due": {soon}})
	item := ""
	for _, a := range plan.all("a", nil) {
		if at := attr(a, "href"); strings.HasPrefix(at, run+"/actions/") && path.Base(at) != "new" {
			item = at
		}
	}
	c.post(item, url.Values{"title": {typed()}, "owner": {typed()}, "note": {typed()}, "status": {"dropped"}, "reason": {typed()}, "rev": {"1"}})
	c.post(run+"/scenarios", url.Values{"name": {typed()}, "page": {"plan"}, "query": {"budget=5"}})
	share := linkIn(t, c.post(run+"/shares", url.Values{"label": {typed()}, "days": {"3"}}))
	ask := linkIn(t, c.post(run+"/asks", url.Values{"name": {typed()}, "capability": {"data.origin"}, "days": {"3"}}))
	invite := linkIn(t, c.post(client+"/people", url.Values{"email": {"eva@nordwind.example"}, "role": {"viewer"}}))
	c.post(run+"/finish", url.Values{})

	w := openTab(t, p, desktop)
	w.takeCookies(c)
	for _, address := range []string{
		"/clients", "/clients?q=" + url.QueryEscape(payloads[1]), client, client + "/edit", client + "/people", client + "/delete", "/account", "/admin",
		run, run + first, run + second, run + first + "/comments", run + first + "/history", run + "/review", run + "/results", run + "/results/answers",
		run + "/results/explain/overall", run + "/results/regulation", run + "/plan", run + "/what-if", run + "/actions", item, item + "/remove", run + "/asks",
		run + "/shares", run + "/capabilities/data.origin", run + "/results/compare", run + "/delete", share, ask, invite,
		"/sign-in?next=" + url.QueryEscape(payloads[3]), "/" + url.PathEscape(payloads[0]),
	} {
		w.visit(address)
		if found := eval[int](w, `(window.hacked ? 100 : 0) + document.querySelectorAll("script:not([src]), iframe, object, embed, math, [onerror], [onload], [onclick], [onfocus], a[href^='javascript' i]").length`); found != 0 {
			t.Errorf("%s: typed text has become markup (%d)", address, found)
		}
	}
}
