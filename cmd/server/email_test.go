package main

import (
	"net/url"
	"strings"
	"testing"
)

// A new address is confirmed from its mailbox, the old one is told, and nobody learns whose addresses are taken.
func TestEmailIsChangedByMail(t *testing.T) {
	box := newMailbox(t)
	p := start(t, "--mail", "smtp://"+box.address, "--mail-from", "Lauter <lauter@thiel.example>")
	c := staff(t, p, "de")
	var people string
	for _, a := range c.get("/clients").all("a", nil) {
		if strings.HasPrefix(attr(a, "href"), "/workspaces/") {
			people = attr(a, "href")
		}
	}
	invite := linkIn(t, c.post(people, url.Values{"email": {"jo@thiel.example"}, "role": {"consultant"}}))
	jo := newClient(t, p, "en")
	jo.post(invite, url.Values{"name": {"Jo"}, "password": {"several odd words more"}})

	change := func(c *client, email, password string) *document {
		return c.post("/account/email", url.Values{"email": {email}, "current": {password}})
	}
	free := change(c, "mara@neu.example", staffPassword)
	to, link, _ := box.next(t)
	if !strings.Contains(to, "mara@neu.example") || !strings.HasPrefix(link, "/emails/") {
		t.Fatalf("to %q, link %q", to, link)
	}
	taken := change(c, "jo@thiel.example", staffPassword)
	if a, b := plain(free), plain(taken); a != b {
		t.Errorf("the answers differ:\n%s\n%s", a, b)
	}
	to, noLink, text := box.next(t)
	if !strings.Contains(to, "jo@thiel.example") || noLink != "" || !strings.Contains(text, "bleibt dabei") {
		t.Errorf("the owner of a taken address: to %q, link %q, %q", to, noLink, text)
	}
	if page := c.get(link); page.status != 404 {
		t.Errorf("a link that a later one has replaced: status %d", page.status)
	}
	change(c, "mara@neu.example", staffPassword)
	_, link, _ = box.next(t)
	if page := jo.get(link); page.status != 404 {
		t.Errorf("somebody else's link: status %d", page.status)
	}
	if page := jo.do("POST", link, url.Values{}); page.status != 404 {
		t.Errorf("posting somebody else's link: status %d", page.status)
	}
	if page := newClient(t, p, "de").get(link); page.url.Path != "/sign-in" {
		t.Errorf("signed out, the link leads to %s", page.url)
	}
	elsewhere := staff(t, p, "de")
	if page := c.get(link); page.status != 200 || !strings.Contains(plain(page), "mara@neu.example") {
		t.Errorf("status %d: %s", page.status, plain(page))
	}
	if page := c.get("/account"); strings.Contains(plain(page), "mara@neu.example") {
		t.Error("looking at the link has changed the address")
	}
	c.post(link, url.Values{})
	if to, _, text := box.next(t); !strings.Contains(to, staffEmail) || !strings.Contains(text, "andere E-Mail-Adresse") {
		t.Errorf("the old address: to %q, %q", to, text)
	}
	if page := c.get("/account"); !strings.Contains(plain(page), "mara@neu.example") {
		t.Error("the address is the old one")
	}
	if page := elsewhere.get("/account"); page.url.Path != "/sign-in" {
		t.Errorf("another session: %s", page.url)
	}
	if page := c.do("POST", link, url.Values{}); page.status != 404 {
		t.Errorf("the link again: status %d", page.status)
	}
	if page := elsewhere.do("POST", "/sign-in", url.Values{"email": {"mara@neu.example"}, "password": {staffPassword}}); page.url.Path != "/clients" {
		t.Errorf("signing in with the new address leads to %s", page.url)
	}
}
