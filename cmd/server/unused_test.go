package main

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lastSignedIn puts the last sign-in of an account back, while the program is stopped; told is when its owner was told.
func lastSignedIn(t *testing.T, data, email string, ago time.Duration, told time.Duration) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(data, "lauter.db")))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var at any
	if told > 0 {
		at = time.Now().Add(-told).UnixMilli()
	}
	if _, err := db.Exec(`UPDATE users SET signed_in_at = $1, created_at = $1, warned_at = $3 WHERE email = $2`,
		time.Now().Add(-ago).UnixMilli(), email, at); err != nil {
		t.Fatal(err)
	}
}

// An account that nobody uses: its owner gets a mail, the page of the server and the command line say so, and then it goes.
// The last admin stays, however long they are away.
func TestUnusedAccountsAreToldAndDeleted(t *testing.T) {
	const jo = "jo@thiel.example"
	const day = 24 * time.Hour
	p := start(t)
	data := p.data
	c := staff(t, p, "de")
	var people string
	for _, a := range c.get("/clients").all("a", nil) {
		if strings.HasPrefix(attr(a, "href"), "/workspaces/") {
			people = attr(a, "href")
		}
	}
	invite := linkIn(t, c.post(people, url.Values{"email": {jo}, "role": {"consultant"}}))
	guest := newClient(t, p, "de")
	guest.post(invite, url.Values{"name": {"Jo Lang"}, "password": {"several odd words more"}})
	guest.post("/language", url.Values{"lang": {"de"}})
	p.stop()

	lastSignedIn(t, data, jo, 340*day, 0)
	lastSignedIn(t, data, staffEmail, 500*day, 0)
	box := newMailbox(t)
	p = start(t, "--data", data, "--mail", "smtp://"+box.address, "--mail-from", "Lauter <lauter@thiel.example>")
	to, _, text := box.next(t)
	if !strings.Contains(to, jo) || !strings.Contains(text, "fast einem Jahr") || !strings.Contains(text, p.url+"/sign-in") {
		t.Errorf("the notice: to %q, %q", to, text)
	}
	c = newClient(t, p, "en")
	mara := url.Values{"email": {staffEmail}, "password": {staffPassword}}
	c.post("/sign-in", mara)
	if said := plain(c.get("/admin")); !strings.Contains(said, "told on") || !strings.Contains(said, "Jo Lang") {
		t.Errorf("the page of the server doesn't say so: %.2000s", said)
	}
	p.stop()
	code, out, errs := runCommand(t, "user", "unused", "--data", data)
	if code != 0 || errs != "" || strings.Count(out, "\n") != 2 || !strings.Contains(out, jo) || !strings.Contains(out, time.Now().Add(30*day).Format(time.DateOnly)) {
		t.Errorf("unused: exit %d, %q, %q", code, out, errs)
	}

	lastSignedIn(t, data, jo, 370*day, 31*day)
	lastSignedIn(t, data, staffEmail, 500*day, 100*day)
	if _, out, _ = runCommand(t, "user", "unused", "--data", data); !strings.Contains(out, "stays: the last admin") {
		t.Errorf("unused: %q", out)
	}
	p = start(t, "--data", data)
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(p.out.String(), `"users":1`); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("nobody was deleted: %s", p.out)
		}
	}
	if page := newClient(t, p, "en").do("POST", "/sign-in", url.Values{"email": {jo}, "password": {"several odd words more"}}); page.status != 422 {
		t.Errorf("the deleted account signs in: status %d", page.status)
	}
	newClient(t, p, "en").post("/sign-in", mara)
	select {
	case m := <-box.mails:
		t.Errorf("one mail too many, to %q", m.Header.Get("To"))
	default:
	}
}
