package web_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"lauter/assessment"
	"lauter/web"
)

// notRacing leaves a test that asks for everything to the plain run. Under the detector TestMatrix asks for each page
// and each form once as everybody.
func notRacing(t *testing.T) {
	t.Helper()
	if racing() {
		t.Skip("takes minutes under the race detector")
	}
}

// racing says that the race detector slows everything down, so that times and memory mean nothing.
func racing() bool {
	info, ok := debug.ReadBuildInfo()
	return ok && slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "-race" && s.Value == "true" })
}

// signIn sends the form.
func (v *visitor) signIn(email, password string) *page {
	v.t.Helper()
	return v.post("/sign-in", url.Values{"email": {email}, "password": {password}, "next": {"/clients"}})
}

// from sends a request as from an address, behind a proxy on this machine if forwarded is given.
func (v *visitor) from(remote, forwarded, path string, fields url.Values) *page {
	v.t.Helper()
	req := newPost(path, fields)
	req.RemoteAddr = remote
	if forwarded != "" {
		req.Header.Set("X-Forwarded-For", forwarded)
	}
	return v.do(req)
}

// freeTries is how many wrong tries are answered at once: five cost nothing, and the sixth makes the seventh wait.
const freeTries = 6

// guess is a sign-in with a wrong password.
func guess(email string) url.Values {
	return url.Values{"email": {email}, "password": {"not this one at all"}}
}

// rightful are who does what a route is for, each of which is let in.
func (w *world) rightful(r web.Route) *actor {
	kind, right, _ := strings.Cut(r.Policy, ":")
	switch {
	case kind == "installation":
		return w.actor("runner")
	case right == string(assessment.RightLink):
		return w.actor("guest")
	case kind == "respondent":
		return w.actor("respondent")
	case kind == "public" && r.Path != "/sign-out":
		return w.actor("nobody")
	}
	return w.actor("admin")
}

// poison are values for columns that no form may set.
func (w *world) poison() (values func(column string) string, marks []string) {
	foreign := w.target("foreign").params
	adminB := w.actor("admin of B").viewer.UserID
	fixed := map[string]string{
		"id": foreign["id"], "assessment_id": foreign["id"], "workspace_id": foreign["w"], "workspace": foreign["w"],
		"organisation_id": foreign["c"], "user_id": adminB, "created_by": adminB, "invited_by": adminB, "actor": adminB,
		"guest_id": w.actor("stranger").viewer.GuestID, "share_id": foreign["share"], "planned_action_id": foreign["item"],
		"admin": "1", "role": "admin", "half": "0", "rev": "987654321", "email": "poison@x.example",
	}
	values = func(column string) string {
		if v, has := fixed[column]; has {
			return v
		}
		if strings.HasSuffix(column, "_at") || strings.HasSuffix(column, "_step") {
			return "987654321"
		}
		return "poison-" + column
	}
	return values, []string{foreign["id"], foreign["w"], foreign["c"], adminB, w.actor("stranger").viewer.GuestID, foreign["share"], foreign["item"], "987654321", "poison"}
}

// authority is who may do what, which no form but those of people changes.
func (h *house) authority() string {
	return strings.Join(slices.Concat(
		h.rowsOf("members", []string{"user_id", "workspace_id", "organisation_id", "role"}),
		h.rowsOf("users", []string{"id", "email", "admin", "blocked_at"})), "\n")
}

// TestFormsSetNothingElse sends every column of every table along with every form, as whoever may send it.
func TestFormsSetNothingElse(t *testing.T) {
	notRacing(t)
	t.Parallel()
	w := newWorld(t)
	value, marks := w.poison()
	columns := map[string]bool{"password_hash": true, "workspace": true}
	for _, list := range w.columns() {
		for _, c := range list {
			columns[c] = true
		}
	}
	grants := []string{"/members/:m", "/invites/:token", "/admin/users/:u", "/admin/workspaces", "/assessments/:id/delete"}
	sent := 0
	routes := slices.Clone(w.server.Routes())
	slices.SortStableFunc(routes, func(x, y web.Route) int { return slices.Index(last, x.Path) - slices.Index(last, y.Path) })
	for _, r := range routes {
		if r.Method != http.MethodPost || r.Path == "/setup/:token" || r.Path == "/sign-in/code" || r.Path == "/sign-in/forgotten" || r.Path == "/admin/mail" || strings.HasSuffix(r.Path, "/comments/:comment/delete") { // nobody here wrote that one, or sends mail
			continue
		}
		a := w.rightful(r)
		mine := w.ownTarget(a)
		fields := w.fieldsFor(r, mine)
		if r.Path == "/assessments/:id/claim" {
			continue // guests are asked to sign in first
		}
		own := maps.Clone(fields)
		for c := range columns {
			if !own.Has(c) && c != "name" && c != "title" && c != "note" && c != "reason" && !(c == "role" && r.Path == "/members/:m") {
				fields.Set(c, value(c))
			}
		}
		if strings.HasSuffix(r.Path, "/people") || strings.HasPrefix(r.Path, "/sign-in") || r.Path == "/account/two-factor" {
			fields = merge(fields, own)
		}
		before, authority := w.dump(), w.authority()
		p := w.send(a, http.MethodPost, w.fill(r.Path, mine), fields)
		sent++
		if got, want := outcomeOf(p), w.expected(a, r, mine); got != want && r.Path != "/assessments/:id/questions/:q" {
			t.Errorf("POST %s as %s: got %d, want %s", r.Path, a.name, p.status, want) // absent where there is none here
		}
		for _, row := range rowsOnlyIn(w.dump(), before) {
			for _, mark := range marks {
				if strings.Contains(row, mark) {
					t.Errorf("POST %s has written %q into %s", r.Path, mark, row)
				}
			}
		}
		for _, row := range rowsOnlyIn(before, w.dump()) {
			for _, mark := range marks[:7] {
				if strings.Contains(row, mark) {
					t.Errorf("POST %s has changed %s, which is foreign", r.Path, row)
				}
			}
		}
		if now := w.authority(); now != authority && !slices.Contains(grants, r.Path) {
			t.Errorf("POST %s has changed who may do what: %v", r.Path, rowsOnlyIn(strings.Split(now, "\n"), strings.Split(authority, "\n")))
		}
	}
	t.Logf("%d forms with %d columns each", sent, len(columns))
}

func merge(into, from url.Values) url.Values {
	for name, list := range from {
		into[name] = list
	}
	return into
}

// rowsOnlyIn are the rows of a that b has not.
func rowsOnlyIn(a, b []string) (only []string) {
	has := map[string]bool{}
	for _, row := range b {
		has[row] = true
	}
	for _, row := range a {
		if !has[row] {
			only = append(only, row)
		}
	}
	return only
}

// TestNothingButTheBodyCounts sends the fields in the address, and another method in a header.
func TestNothingButTheBodyCounts(t *testing.T) {
	notRacing(t)
	t.Parallel()
	w := newWorld(t)
	before := w.state()
	needFields := []string{"/clients", "/clients/:c/edit", "/clients/:c/archive", "/clients/:c/delete", "/clients/:c/move", "/clients/:c/assessments",
		"/clients/:c/people", "/workspaces/:w/people", "/admin/workspaces", "/admin/users/:u", "/account", "/account/password", "/account/two-factor",
		"/account/two-factor/remove", "/account/delete", "/account/sessions", "/assessments/:id/rounds", "/assessments/:id/scenarios", "/assessments/:id/actions",
		"/assessments/:id/shares", "/assessments", "/preferences", "/language", "/invites/:token", "/passwords/:token", "/account/email", "/account/passkeys", "/workspaces/:w/duty", "/admin/duty"}
	for _, r := range w.server.Routes() {
		a := w.rightful(r)
		path := w.fill(r.Path, w.ownTarget(a))
		if r.Method == http.MethodPost && slices.Contains(needFields, r.Path) {
			p := w.send(a, http.MethodPost, path+"?"+w.fieldsFor(r, w.ownTarget(a)).Encode(), nil)
			if before.changed() {
				t.Errorf("POST %s with its fields in the address: %d, and it has changed the database", r.Path, p.status)
			}
		}
		for _, header := range []string{"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"} {
			for _, method := range []string{"POST", "DELETE", "PUT", "PATCH"} {
				if r.Method == http.MethodGet {
					req := httptest.NewRequest(http.MethodGet, path+"?_method="+method+"&"+url.Values{"confirm": {"Erste AG"}, "away": {"yes"}}.Encode(), nil)
					req.Header.Set(header, method)
					w.requests++
					a.browser.do(req)
				}
			}
		}
		for _, method := range []string{"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"} {
			req := httptest.NewRequest(http.MethodGet, path, nil)
			req.Method = method
			w.requests++
			if p := a.browser.do(req); p.status < 400 && method != "OPTIONS" {
				t.Errorf("%s %s: got %d, want a refusal", method, r.Path, p.status)
			}
		}
		if before.changed() {
			t.Errorf("%s: another method has changed the database", r.Path)
		}
	}
	t.Logf("%d requests", w.requests)
}

func TestSessionIsNotFixed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	email := w.actor("admin").viewer.Email
	v := w.visitor(t)
	v.start(assessment.KindQuick) // so that the browser has a cookie
	guest := v.cookies["lauter"]
	v.signIn(email, password).want(http.StatusSeeOther)
	if v.cookies["lauter"] == guest {
		t.Error("the cookie is the same after signing in")
	}
	first := v.cookies["lauter"]
	thief := w.visitor(t)
	thief.cookies["lauter"] = guest
	if p := thief.get("/"); strings.Contains(p.body, "/assessments/") && strings.Contains(p.body, "Nordwind") {
		t.Error("the guest's old cookie still opens what the browser owned")
	}
	v.signIn(email, password).want(http.StatusSeeOther)
	thief.cookies["lauter"] = first
	if got := outcomeOf(thief.get("/account")); got != login {
		t.Errorf("the cookie of the sign-in before: got %s, want login", got)
	}
	second := v.cookies["lauter"]
	v.post("/sign-out", nil).want(http.StatusSeeOther)
	thief.cookies["lauter"] = second
	if got := outcomeOf(thief.get("/account")); got != login {
		t.Errorf("the cookie after signing out: got %s, want login", got)
	}
	for _, planted := range []string{"planted", strings.Repeat("A", 43), guest, "", "' OR 1=1 --"} {
		v := w.visitor(t)
		v.cookies["lauter"] = planted
		v.signIn(email, password).want(http.StatusSeeOther)
		if got := v.cookies["lauter"]; got == planted || len(got) < 40 {
			t.Errorf("the planted cookie %q has become %q", planted, got)
		}
		thief.cookies["lauter"] = planted
		if got := outcomeOf(thief.get("/account")); got != login {
			t.Errorf("the planted cookie %q: got %s, want login", planted, got)
		}
	}
}

func TestForgedHostsMakeNoLinks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.state()
	admin, runner := w.actor("admin"), w.actor("runner")
	own := w.target("own").params
	makers := []struct {
		a      *actor
		path   string
		fields url.Values
		prefix string
	}{
		{admin, "/clients/" + own["c"] + "/people", url.Values{"email": {"x@x.example"}, "role": {"viewer"}}, "http://lauter.example/invites/"},
		{admin, "/workspaces/" + own["w"] + "/people", url.Values{"email": {"y@x.example"}, "role": {"consultant"}}, "http://lauter.example/invites/"},
		{admin, "/assessments/" + own["id"] + "/shares", url.Values{"days": {"3"}}, "http://lauter.example/s/"},
		{runner, "/admin/users/" + own["u"], url.Values{"change": {"password"}}, "http://lauter.example/passwords/"},
	}
	forged := []string{"evil.example", "lauter.example.evil.example", "evil.example:80", "lauter.example:8080", "lauter.example@evil.example",
		"LAUTER.EXAMPLE.", "127.0.0.1", "localhost", "[::1]", "", "lauter.example,evil.example", "xn--lauter-.example"}
	for _, m := range makers {
		for _, host := range forged {
			req := newPost("/", m.fields)
			req.URL.Path, req.RequestURI = m.path, m.path
			req.AddCookie(&http.Cookie{Name: "lauter", Value: m.a.token})
			req.Host = host
			recorder := httptest.NewRecorder()
			w.server.ServeHTTP(recorder, req)
			if recorder.Code != http.StatusMisdirectedRequest {
				t.Errorf("POST %s for %q: got %d, want 421", m.path, host, recorder.Code)
			}
			if strings.Contains(recorder.Body.String(), "evil") || before.changed() {
				t.Errorf("POST %s for %q has had an effect", m.path, host)
			}
		}
	}
	for _, m := range makers {
		for _, header := range []string{"X-Forwarded-Host", "X-Host", "X-Original-Host", "Forwarded", "X-Forwarded-Proto", "X-Original-URL", "X-Rewrite-URL"} {
			req := newPost(m.path, m.fields)
			req.Header.Set(header, "evil.example")
			req.AddCookie(&http.Cookie{Name: "lauter", Value: m.a.token})
			p := w.visitor(t).do(req)
			p.want(http.StatusOK)
			if strings.Contains(p.body+fmt.Sprint(p.header), "evil") {
				t.Errorf("POST %s repeats what %s says", m.path, header)
			}
			if got := attr(p.id("link"), "value"); !strings.HasPrefix(got, m.prefix) {
				t.Errorf("POST %s: the link is %s, want it to begin with %s", m.path, got, m.prefix)
			}
		}
	}
}

func TestOtherSitesPostNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.state()
	crossing := []http.Header{
		{"Sec-Fetch-Site": {"cross-site"}}, {"Sec-Fetch-Site": {"same-site"}}, {"Sec-Fetch-Site": {"anything"}},
		{"Origin": {"https://evil.example"}}, {"Origin": {"null"}}, {"Origin": {"http://lauter.example.evil.example"}},
		{"Origin": {"http://lauter.example:8080"}},
		{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"http://lauter.example"}},
	}
	for _, r := range w.server.Routes() {
		if r.Method != http.MethodPost {
			continue
		}
		a := w.rightful(r)
		mine := w.ownTarget(a)
		for _, headers := range crossing {
			req := newPost(w.fill(r.Path, mine), w.fieldsFor(r, mine))
			for name, values := range headers {
				req.Header[name] = values
			}
			w.requests++
			if p := a.browser.do(req); p.status != http.StatusForbidden {
				t.Errorf("POST %s with %v: got %d, want 403", r.Path, headers, p.status)
			}
			if before.changed() {
				t.Errorf("POST %s with %v has changed the database", r.Path, headers)
			}
		}
	}
	t.Logf("%d requests", w.requests)
}

func TestForwardedAddressIsBelievedOfThisMachineOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	email := w.actor("viewer").viewer.Email
	v := w.visitor(t)
	for i := range freeTries {
		v.from("203.0.113.9:4000", fmt.Sprintf("198.51.100.%d", i), "/sign-in", guess(email)).want(http.StatusUnprocessableEntity)
	}
	v.from("203.0.113.9:4001", "198.51.100.99", "/sign-in", guess(email)).want(http.StatusTooManyRequests)
	v.from("203.0.113.9:4001", "127.0.0.1", "/sign-in", guess(email)).want(http.StatusTooManyRequests)

	email = w.actor("member").viewer.Email
	for range freeTries {
		v.from("127.0.0.1:4000", "198.51.100.200", "/sign-in", guess(email)).want(http.StatusUnprocessableEntity)
	}
	v.from("127.0.0.1:4001", "198.51.100.200", "/sign-in", guess(email)).want(http.StatusTooManyRequests)
	v.from("127.0.0.1:4001", "203.0.113.77, 198.51.100.200", "/sign-in", guess(email)).want(http.StatusTooManyRequests)
	v.from("127.0.0.1:4001", "198.51.100.201", "/sign-in", guess(email)).want(http.StatusUnprocessableEntity)

	email = w.actor("consultant").viewer.Email // all of one network is one
	for i := range freeTries {
		v.from(fmt.Sprintf("[2001:db8:1:2::%x]:4000", i+1), "", "/sign-in", guess(email)).want(http.StatusUnprocessableEntity)
	}
	v.from("[2001:db8:1:2:ffff::1]:4000", "", "/sign-in", guess(email)).want(http.StatusTooManyRequests)
	v.from("[2001:db8:1:3::1]:4000", "", "/sign-in", guess(email)).want(http.StatusUnprocessableEntity)
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	email := w.actor("viewer").viewer.Email
	v := w.visitor(t)
	for range freeTries {
		v.from("203.0.113.9:4000", "", "/sign-in", guess(email)).want(http.StatusUnprocessableEntity)
	}
	right := url.Values{"email": {email}, "password": {password}, "next": {"/clients"}}
	p := v.from("203.0.113.9:4000", "", "/sign-in", right).want(http.StatusTooManyRequests)
	wait, err := strconv.Atoi(p.header.Get("Retry-After"))
	if err != nil || wait < 1 || wait > 60 {
		t.Errorf("Retry-After: got %q, want 1 to 60 seconds", p.header.Get("Retry-After"))
	}
	if got := attr(p.id("email"), "value"); got != email {
		t.Errorf("the address is %q in the refused form, want %q", got, email)
	}
	if p := w.visitor(t).from("203.0.113.10:4000", "", "/sign-in", right); p.status != http.StatusSeeOther {
		t.Errorf("the owner from another address: got %d, want 303", p.status)
	}
	w.wait(time.Duration(wait) * time.Second)
	v.from("203.0.113.9:4000", "", "/sign-in", right).want(http.StatusSeeOther)
}

// Whoever guesses learns nothing but that the pair is wrong.
func TestSignInSaysNothingOfAccounts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	known, blocked := w.actor("viewer").viewer, w.actor("member").viewer
	runner := w.actor("runner")
	w.send(runner, http.MethodPost, "/admin/users/"+blocked.UserID, url.Values{"change": {"block"}}).want(http.StatusSeeOther)
	tries := []url.Values{
		{"email": {known.Email}, "password": {"wrong password here"}},
		{"email": {"nobody@nowhere.example"}, "password": {"wrong password here"}},
		{"email": {blocked.Email}, "password": {"wrong password here"}},
		{"email": {blocked.Email}, "password": {password}},
		{"email": {known.Email}, "password": {""}},
		{"email": {"no address"}, "password": {password}},
		{"email": {""}, "password": {""}},
		{"email": {known.Email}, "password": {strings.Repeat("x", 60_000)}},
	}
	for _, accept := range []string{"en", "de"} {
		first := ""
		for i, fields := range tries {
			v := w.visitor(t)
			v.accept = accept
			p := v.from("127.0.0.1:9", fmt.Sprintf("198.51.%d.%d", len(accept)+int(accept[0]), i), "/sign-in", fields)
			p.want(http.StatusUnprocessableEntity)
			if email := fields.Get("email"); attr(p.id("email"), "value") != email {
				t.Errorf("%v: the address is not kept", email)
			}
			if len(p.header["Set-Cookie"]) > 0 {
				t.Errorf("try %d sets a cookie", i)
			}
			shown := p.text(p.doc)
			if first == "" {
				first = shown
			} else if shown != first {
				t.Errorf("try %d says something else: %s, want %s", i, shown, first)
			}
		}
	}
}

// TestSignInTakesTheSameTime runs alone, or other tests would decide.
func TestSignInTakesTheSameTime(t *testing.T) {
	if testing.Short() || racing() {
		t.Skip("times mean nothing here")
	}
	w := newWorld(t)
	const tries = 60
	v := w.visitor(t)
	known := w.actor("viewer").viewer.Email
	var took [2][]time.Duration
	for i := range tries {
		if i == tries/2 {
			w.wait(11 * time.Minute) // the brake on a whole account begins after 50
		}
		for k := range 2 {
			j := (i + k) % 2 // in turns, so that neither always comes first
			began := time.Now()
			v.from("127.0.0.1:9", fmt.Sprintf("198.%d.100.%d", 51+j, i), "/sign-in", guess([]string{known, "nobody@nowhere.example"}[j])).
				want(http.StatusUnprocessableEntity)
			took[j] = append(took[j], time.Since(began))
		}
	}
	a, b := slices.Min(took[0]), slices.Min(took[1]) // what a busy machine adds is not the program's
	t.Logf("known %v, unknown %v", a, b)
	if apart := float64(a-b) / float64(max(a, b)); apart > 0.25 || apart < -0.25 {
		t.Errorf("a known address takes %v and an unknown one %v: want less than a quarter between them", a, b)
	}
}

func TestManySignInsStayInMemory(t *testing.T) {
	if testing.Short() || racing() {
		t.Skip("memory means nothing here")
	}
	w := newWorld(t)
	defer debug.SetGCPercent(debug.SetGCPercent(10)) // garbage is not what is bounded
	email := w.actor("viewer").viewer.Email
	inUse := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapInuse
	}
	runtime.GC()
	base := inUse()
	var peak atomic.Uint64
	stop, sampled := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sampled)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				peak.Store(max(peak.Load(), inUse()))
			}
		}
	}()
	var all sync.WaitGroup
	var failed, in atomic.Int32
	for i := range 200 {
		all.Go(func() {
			fields := url.Values{"email": {email}, "password": {password}}
			if i%2 == 1 {
				fields = guess(fmt.Sprintf("nobody%d@nowhere.example", i))
			}
			req := newPost("/sign-in", fields)
			req.Host, req.RemoteAddr = "lauter.example", "127.0.0.1:9"
			req.Header.Set("X-Forwarded-For", fmt.Sprintf("198.51.100.%d", i))
			recorder := httptest.NewRecorder()
			w.server.ServeHTTP(recorder, req)
			switch {
			case recorder.Code >= 500:
				failed.Add(1)
			case recorder.Code == http.StatusSeeOther:
				in.Add(1)
			}
		})
	}
	all.Wait()
	close(stop)
	<-sampled
	if failed.Load() > 0 || in.Load() != 100 {
		t.Errorf("%d sign-ins failed and %d of 100 came in", failed.Load(), in.Load())
	}
	most := uint64(64<<20 + runtime.GOMAXPROCS(0)*19<<20)
	t.Logf("heap %d MiB, at most %d MiB", base>>20, peak.Load()>>20)
	if grown := peak.Load() - min(base, peak.Load()); grown > most {
		t.Errorf("the heap grew by %d MiB, want at most %d", grown>>20, most>>20)
	}
}

// factor sets up the second factor by the forms, and returns its secret and the recovery codes.
func (v *visitor) factor() (secret string, codes []string) {
	v.t.Helper()
	v.follow(v.post("/account/two-factor", url.Values{"current": {password}})).want(http.StatusOK)
	p := v.get("/account/two-factor")
	for _, n := range all(p.doc, with("class", "secret")) {
		secret = strings.ReplaceAll(p.text(n), " ", "")
	}
	f := p.form(messages(p).T("factor.confirm"))
	f.values.Set("code", must(totp.GenerateCode(secret, v.site.clock()))(v.t))
	p = v.post(f.action, f.values).want(http.StatusOK)
	for _, list := range all(p.doc, with("class", "codes card")) {
		for _, item := range all(list, tag("li")) {
			codes = append(codes, p.text(item))
		}
	}
	if secret == "" || len(codes) != 10 {
		v.t.Fatalf("secret %q, %d recovery codes", secret, len(codes))
	}
	return secret, codes
}

func TestSecondFactor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	email := w.actor("consultant").viewer.Email
	v := w.visitor(t)
	v.signIn(email, password).want(http.StatusSeeOther)
	secret, recovery := v.factor()
	code := func() string { return must(totp.GenerateCode(secret, w.clock()))(t) }
	half := func(remote string) *visitor {
		v := w.visitor(t)
		p := v.from(remote, "", "/sign-in", url.Values{"email": {email}, "password": {password}, "next": {"/account"}}).want(http.StatusSeeOther)
		if !strings.HasPrefix(p.location(), "/sign-in/code?") {
			t.Fatalf("the password leads to %s, want the second factor", p.location())
		}
		return v
	}
	enter := func(v *visitor, remote, code string, want int) *page {
		t.Helper()
		return v.from(remote, "", "/sign-in/code", url.Values{"code": {code}, "next": {"/account"}}).want(want)
	}
	const here, there = "203.0.113.1:1", "203.0.113.2:1"
	one := half(here)
	enter(one, here, code(), http.StatusUnprocessableEntity) // it has confirmed the factor
	w.wait(time.Minute)
	w.opensNothing(t, one)
	enter(one, here, code(), http.StatusSeeOther)
	one.get("/account").want(http.StatusOK)
	other := half(there)
	enter(other, there, code(), http.StatusUnprocessableEntity) // used a moment ago, in another browser
	enter(other, there, strings.ToLower(recovery[3]), http.StatusSeeOther)
	other.get("/account").want(http.StatusOK)
	again := half(there)
	enter(again, there, recovery[3], http.StatusUnprocessableEntity)
	w.wait(assessment.HalfSession + time.Second)
	if got := outcomeOf(again.post("/sign-in/code", url.Values{"code": {code()}})); got != login {
		t.Errorf("a code after the half session has ended: got %s, want login", got)
	}
	slow := half("203.0.113.3:1")
	for range freeTries {
		enter(slow, "203.0.113.3:1", "000000", http.StatusUnprocessableEntity)
	}
	p := enter(slow, "203.0.113.3:1", code(), http.StatusTooManyRequests)
	if p.header.Get("Retry-After") == "" {
		t.Error("429 without Retry-After")
	}
}

// opensNothing asks for everything that wants somebody signed in with half a sign-in.
func (w *world) opensNothing(t *testing.T, v *visitor) {
	t.Helper()
	before := w.state()
	a := &actor{name: "half", browser: v}
	n := 0
	for _, r := range w.server.Routes() {
		if r.Policy == "public" || r.Policy == "room" { // a room asks nobody who they are
			continue
		}
		var fields url.Values
		if r.Method == http.MethodPost {
			fields = w.fieldsFor(r, w.target("own"))
		}
		want := login
		if kind, _, _ := strings.Cut(r.Policy, ":"); kind == "assessment" || kind == "workshop" || kind == "seat" || kind == "respondent" {
			want = absent
		}
		n++
		if got := outcomeOf(w.send(a, r.Method, w.fill(r.Path, w.target("own")), fields)); got != want {
			t.Errorf("%s %s with half a sign-in: got %s, want %s", r.Method, r.Path, got, want)
		}
		if before.changed() {
			t.Errorf("%s %s with half a sign-in has changed the database", r.Method, r.Path)
		}
	}
	if n < 80 {
		t.Errorf("%d routes, want more", n)
	}
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	email := w.actor("consultant").viewer.Email
	bad := []string{"//evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "https:evil.example", "javascript:alert(1)", "///evil.example",
		"/\t/evil.example", "/\n/evil.example", "/\r\nSet-Cookie: a=b", "/%0d%0aSet-Cookie:%20a=b\x00", " //evil.example", "http://lauter.example@evil.example",
		"data:text/html,x", "evil.example", "/\x7f/evil.example", "", "//"}
	signed := w.visitor(t)
	signed.signIn(email, password).want(http.StatusSeeOther)
	for i, next := range bad {
		v := w.visitor(t)
		p := v.from("127.0.0.1:1", fmt.Sprintf("198.51.100.%d", i), "/sign-in", url.Values{"email": {email}, "password": {password}, "next": {next}})
		if p.status != http.StatusSeeOther || p.location() != "/clients" {
			t.Errorf("next=%q: got %d to %q, want 303 to /clients", next, p.status, p.location())
		}
		if p := signed.get("/sign-in?" + url.Values{"next": {next}}.Encode()); p.location() != "/clients" {
			t.Errorf("GET /sign-in, next=%q leads to %q, want /clients", next, p.location())
		}
		p = w.visitor(t).get("/sign-in?" + url.Values{"next": {next}}.Encode()).want(http.StatusOK)
		if got := p.form("Sign in").values.Get("next"); got != "/clients" {
			t.Errorf("GET /sign-in, next=%q: the form leads to %q, want /clients", next, got)
		}
		for path, fields := range map[string]url.Values{"/language": {"lang": {"en"}}, "/preferences": {"theme": {"dark"}}} {
			fields.Set("next", next)
			if p := w.visitor(t).post(path, fields); p.location() != "/" {
				t.Errorf("POST %s, next=%q leads to %q, want /", path, next, p.location())
			}
		}
	}
}

// Mail scanners and previews open links before people do.
func TestLookingAtALinkUsesNothingUp(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "http://lauter.example")
	setup := must(h.store.NewSetup(t.Context()))(t)
	look := func(h *house, path string) {
		t.Helper()
		before := h.state()
		for range 100 {
			p := h.visitor(t).get(path).want(http.StatusOK)
			if len(p.header["Set-Cookie"]) > 0 {
				t.Fatalf("%s sets a cookie", path)
			}
		}
		if before.changed() {
			t.Errorf("looking at %s has changed the database", path)
		}
	}
	look(h, "/setup/"+setup)
	h.visitor(t).post("/setup/"+setup, url.Values{"workspace": {"Kanzlei"}, "name": {"Berta"}, "email": {"b@x.example"}, "password": {password}}).want(http.StatusSeeOther)

	w := newWorld(t)
	own := w.target("own").params
	for path, fields := range map[string]url.Values{
		"/invites/" + own["invite"]:                       {"name": {"Neu"}, "password": {password}},
		"/s/" + own["s"]:                                  {},
		"/passwords/" + own["password"]:                   {"password": {password + " neu"}},
		"/resume/" + w.target("guest's").params["resume"]: {},
	} {
		look(w.house, path)
		w.visitor(t).post(path, fields).want(http.StatusSeeOther)
	}
}

// What the server and the store log of a whole journey holds nothing of anybody.
func TestLogHoldsNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	secrets := []string{password, canary, nameCanary, "Erste AG", "Kanzlei A", "Berta", "boss@", "@people.example", "203.0.113.77"}
	for _, a := range w.actors {
		if a.token != "" {
			secrets = append(secrets, a.token)
		}
		for _, r := range w.server.Routes() {
			if r.Method == http.MethodGet {
				w.send(a, http.MethodGet, w.fill(r.Path, w.target("foreign")), nil)
				w.send(a, http.MethodGet, w.fill(r.Path, w.target("own")), nil)
			}
		}
	}
	for _, t := range w.targets {
		for _, kind := range []string{"invite", "password", "s", "resume", "setup", "id", "c", "w", "u"} {
			if t.params[kind] != missing {
				secrets = append(secrets, t.params[kind])
			}
		}
	}
	email := w.actor("admin").viewer.Email
	v := w.visitor(t)
	v.from("203.0.113.77:1", "", "/sign-in", guess(email))
	v.from("203.0.113.77:1", "", "/sign-in", url.Values{"email": {email}, "password": {password}})
	secret, codes := v.factor()
	secrets = append(append(secrets, secret, email), codes...)
	act := w.actor("admin of B")
	for _, r := range w.server.Routes() {
		if r.Method == http.MethodPost && order(act, r) == 1 {
			w.send(act, http.MethodPost, w.fill(r.Path, w.target("foreign")), w.fieldsFor(r, w.target("foreign")))
		}
	}
	w.logMu.Lock()
	defer w.logMu.Unlock()
	text := strings.ToLower(w.log.String())
	for _, s := range secrets {
		if at := strings.Index(text, strings.ToLower(s)); at >= 0 {
			t.Errorf("the log holds %q: %s", s, text[max(0, at-200):min(len(text), at+60)])
		}
	}
	if n := strings.Count(text, "\n"); n < 1000 {
		t.Errorf("%d lines in the log, want more: is it still written?", n)
	}
}

func TestCookies(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"http://lauter.example", "https://lauter.example"} {
		h := newHouse(t, address)
		secure := strings.HasPrefix(address, "https")
		name := "lauter"
		if secure {
			name = "__Host-lauter"
		}
		v := h.visitor(t)
		setup := must(h.store.NewSetup(t.Context()))(t)
		pages := []*page{
			v.post("/setup/"+setup, url.Values{"workspace": {"Kanzlei"}, "name": {"Berta"}, "email": {"b@x.example"}, "password": {password}}),
			v.signIn("b@x.example", password),
			v.post("/account/password", url.Values{"current": {password}, "password": {password + " neu"}}),
			v.post("/sign-out", nil),
			h.visitor(t).post("/assessments", url.Values{"kind": {"quick"}}),
		}
		for _, p := range pages {
			p.want(http.StatusSeeOther)
			cookies := (&http.Response{Header: p.header}).Cookies()
			if len(cookies) != 1 {
				t.Fatalf("%s %s: %d cookies, want 1", address, p.path, len(cookies))
			}
			c := cookies[0]
			if c.Name != name || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure || c.Path != "/" || c.Domain != "" {
				t.Errorf("%s %s: got %s, want %s, HttpOnly, SameSite=Lax, Secure only on https, Path=/, no Domain", address, p.path, c, name)
			}
		}
		for _, p := range []*page{v.post("/language", url.Values{"lang": {"de"}}), v.post("/preferences", url.Values{"theme": {"dark"}})} {
			for _, c := range (&http.Response{Header: p.header}).Cookies() {
				if !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != secure {
					t.Errorf("%s %s: got %s", address, p.path, c)
				}
			}
		}
	}
}
