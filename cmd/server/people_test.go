package main

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"
)

var setupLine = regexp.MustCompile(`(?m)^First account: (http\S+)$`)

const (
	staffEmail    = "mara@thiel.example"
	staffPassword = "four words nobody joins"
)

// staff is a client who runs the installation: the first sets it up, the next ones sign in.
func staff(t *testing.T, p *program, lang string) *client {
	t.Helper()
	c := newClient(t, p, lang)
	link := setupLine.FindStringSubmatch(p.err.String())
	if link == nil {
		t.Fatalf("no link to the first account: %s", p.err)
	}
	at, err := url.Parse(link[1])
	if err != nil {
		t.Fatal(err)
	}
	if c.get(at.Path).status == 200 {
		done := c.do("POST", at.Path, url.Values{
			"workspace": {"Thiel & Partner"}, "name": {"Mara Thiel"}, "email": {staffEmail}, "password": {staffPassword},
		})
		if done.status != 200 {
			t.Fatalf("setting up: status %d: %.600s", done.status, text(done.root))
		}
		return c
	}
	if page := c.do("POST", "/sign-in", url.Values{"email": {staffEmail}, "password": {staffPassword}}); page.url.Path != "/clients" {
		t.Fatalf("signing in leads to %s: %.600s", page.url, text(page.root))
	}
	return c
}

// post sends a form and fails the test unless a page comes back.
func (c *client) post(path string, form url.Values) *document {
	c.t.Helper()
	page := c.do("POST", path, form)
	if page.status != 200 {
		c.t.Fatalf("POST %s: status %d: %.600s", path, page.status, text(page.root))
	}
	return page
}

// addClient adds a client to the workspace and returns its address.
func (c *client) addClient(name, sector string) string {
	c.t.Helper()
	form := c.get("/clients/new")
	workspace := attr(form.all("input", map[string]string{"name": "workspace"})[0], "value")
	return c.post("/clients", url.Values{"name": {name}, "sector": {sector}, "workspace": {workspace}}).url.Path
}

// buildPeople fills a program with a consultancy: clients in every state, people and links.
func buildPeople(t *testing.T, p *program, lang string) *site {
	t.Helper()
	guest := newClient(t, p, lang)
	full := path.Dir(complete(t, guest, "full", lang).url.Path)
	private := guest.post(full+"/link", url.Values{})
	link := linkIn(t, private)
	c := staff(t, p, lang)
	c.post(link, url.Values{}) // the browser that is signed in opens the guest's private link
	s := &site{client: c, pages: map[string]string{}, sent: sent{}}
	s.sent.keep(t, "sent-private-link", private, 200)
	claim := s.sent.keep(t, "sent-claim", c.get(full+"/claim"), 200)
	workspaces := claim.all("option", nil)
	claimed := c.post(full+"/claim", url.Values{"workspace": {attr(workspaces[0], "value")}}).url.Path
	claimed = strings.TrimSuffix(claimed, "/edit")
	c.post(claimed+"/edit", url.Values{"name": {"Nordwind Retail"}, "sector": {"Retail, 4.200"}})
	c.post(full+"/actions", url.Values{"title": {"Widerspruchsliste abgleichen"}, "owner": {"CRM"}, "due": {time.Now().Format(time.DateOnly)}})
	empty := c.addClient("Hanse Energie", "Energie, 3.100")
	begun := c.addClient("Medivita Kliniken", "")
	run := c.post(begun+"/assessments", url.Values{"kind": {"quick"}}).url.Path
	c.post(run+"/questions/data.origin.source", url.Values{"answer": {"2"}, "intent": {"stay"}})
	away := c.addClient("Lumen Mode", "Fashion")
	c.post(away+"/archive", url.Values{"away": {"yes"}})

	staffPage := c.get("/clients")
	people := ""
	for _, a := range staffPage.all("a", nil) {
		if strings.HasPrefix(attr(a, "href"), "/workspaces/") {
			people = attr(a, "href")
		}
	}
	invite := linkIn(t, c.post(people, url.Values{"email": {"jo@thiel.example"}, "role": {"consultant"}}))
	share := linkIn(t, c.post(full+"/shares", url.Values{"label": {"Vorstand"}, "days": {"14"}}))
	run = strings.TrimSuffix(run, "/")
	ask := linkIn(t, c.post(run+"/asks", url.Values{"name": {"Dana, CRM"}, "capability": {"data.origin", "data.quality"}, "days": {"14"}}))
	c.post(run+"/questions/data.origin.source", url.Values{"answer": {"4"}, "note": {"Seit Mai"}, "rev": {"1"}, "intent": {"stay"}})
	c.post(run+"/questions/data.origin.source/comments", url.Values{"text": {"Stimmt das noch, seit wir die Agentur gewechselt haben?"}})
	chosen := url.Values{"c": {path.Base(claimed), path.Base(begun), path.Base(empty), path.Base(away)}}.Encode()
	c.post("/account/two-factor", url.Values{"current": {staffPassword}})
	c.post("/account/passkeys", url.Values{"name": {"Arbeitslaptop"}, "current": {staffPassword}})
	s.addOffice(t, strings.TrimSuffix(people, "people"), lang)
	s.addSent(t, p, people, claimed, full, lang)
	for name, address := range map[string]string{
		"passkeys":        "/account/passkeys",
		"clients-compare": "/clients/compare?" + chosen, "clients-compare-few": "/clients/compare",
		"clients": "/clients", "clients-archived": "/clients?archived=1", "clients-anonymous": "/clients?names=off&sort=step",
		"clients-none": "/clients?q=zzz", "client": claimed, "client-empty": empty, "client-begun": begun,
		"client-new": "/clients/new", "client-edit": claimed + "/edit", "client-end": claimed + "/delete",
		"people": people, "people-client": claimed + "/people", "log": strings.TrimSuffix(people, "people") + "log",
		"shares": full + "/shares", "account": "/account", "account-delete": "/account/delete",
		"two-factor": "/account/two-factor", "admin": "/admin", "client-results": full + "/results", "client-tasks": full,
		"invite": invite, "shared": share, "asks": run + "/asks", "ask-one": run + "/asks?q=data.origin.source",
		"asked": ask, "comments": run + "/questions/data.origin.source/comments", "history": run + "/questions/data.origin.source/history", "sign-in": "/sign-in", "inventory": "/legal/data",
	} {
		if page := c.get(address); page.status != 200 {
			t.Errorf("%s: status %d", address, page.status)
		}
		s.pages[name] = address
	}
	s.addSurveys(t, p, run, lang)
	s.addWorkshop(t)
	return s
}

// linkIn is the path of the link that a page shows once.
func linkIn(t *testing.T, page *document) string {
	t.Helper()
	for _, input := range page.all("input", nil) {
		if attr(input, "id") == "link" {
			at, err := url.Parse(attr(input, "value"))
			if err != nil {
				t.Fatal(err)
			}
			return at.Path
		}
	}
	t.Fatalf("%s shows no link: %.600s", page.url, text(page.root))
	return ""
}
