package web_test

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/store"
	"lauter/web"
)

var update = flag.Bool("update", false, "write testdata/matrix.csv anew; read all of it before you commit it")

const (
	password = "kupferne Giraffe tanzt 42"
	missing  = "0193b0c0-0000-7000-8000-000000000000"

	// canary stands in everything that workspace B holds; nameCanary in what whoever runs the installation sees of it.
	canary     = "KANARIENVOGEL"
	nameCanary = "ZAUNKOENIG"
)

// house is a site whose database and log the test may read.
type house struct {
	*site
	t      *testing.T
	server *web.Server
	db     *sql.DB // a connection that cannot write
	log    *bytes.Buffer
	logMu  *sync.Mutex
	logger *slog.Logger
	dir    string
}

type lockedWriter struct {
	mu *sync.Mutex
	b  *bytes.Buffer
}

func (w lockedWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func newHouse(t *testing.T, address string) *house {
	t.Helper()
	return newHouseWith(t, address, func(*web.Config) {})
}

// newHouseWith is newHouse with something else in the configuration.
func newHouseWith(t *testing.T, address string, set func(*web.Config)) *house {
	t.Helper()
	h := &house{t: t, log: &bytes.Buffer{}, logMu: &sync.Mutex{}, dir: t.TempDir()}
	h.site = &site{now: time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)}
	logger := slog.New(slog.NewJSONHandler(lockedWriter{h.logMu, h.log}, &slog.HandlerOptions{Level: slog.LevelDebug}))
	h.logger = logger
	h.model = must(assessment.Load())(t)
	h.store = must(store.Open(t.Context(), h.dir, store.Options{Now: h.clock, Logger: logger}))(t)
	t.Cleanup(func() { h.store.Close() })
	check(t, h.store.ImportModel(t.Context(), h.model, assessment.Shipped()))
	config := web.Config{
		Store: h.store, Model: h.model, Sample: must(assessment.LoadSample(h.model))(t), URL: must(url.Parse(address))(t),
		Logger: logger, Now: h.clock,
	}
	set(&config)
	h.server = web.New(config)
	h.handler = h.server
	files, err := filepath.Glob(filepath.Join(h.dir, "*.db"))
	if err != nil || len(files) != 1 {
		t.Fatalf("database files: %v, %v", files, err)
	}
	h.db = must(sql.Open("sqlite", "file:"+filepath.ToSlash(files[0])+"?mode=ro&_query_only=1"))(t)
	h.db.SetMaxOpenConns(1) // PRAGMA data_version compares with what this very connection saw
	t.Cleanup(func() { h.db.Close() })
	return h
}

// must unwraps a result that cannot fail in these tests.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// row is the first column of the only row of a query.
func (h *house) row(query string, args ...any) (text string) {
	h.t.Helper()
	check(h.t, h.db.QueryRow(query, args...).Scan(&text))
	return text
}

// columns are the columns of every table.
func (h *house) columns() map[string][]string {
	h.t.Helper()
	found := map[string][]string{}
	rows, err := h.db.Query(`SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, c.cid`)
	check(h.t, err)
	defer rows.Close()
	for rows.Next() {
		var table, column string
		check(h.t, rows.Scan(&table, &column))
		found[table] = append(found[table], column)
	}
	check(h.t, rows.Err())
	return found
}

// dump is every row of every table as text, but for when a session was seen, and the log.
func (h *house) dump() (rows []string) {
	h.t.Helper()
	columns := h.columns()
	for _, table := range slices.Sorted(maps.Keys(columns)) {
		if table == "audit_log" {
			continue
		}
		list := slices.DeleteFunc(slices.Clone(columns[table]), func(c string) bool { return table == "sessions" && c == "seen_at" })
		rows = append(rows, h.rowsOf(table, list)...)
	}
	return rows
}

func (h *house) rowsOf(table string, columns []string) (found []string) {
	h.t.Helper()
	rows, err := h.db.Query(`SELECT "` + strings.Join(columns, `", "`) + `" FROM "` + table + `"`)
	check(h.t, err)
	defer rows.Close()
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		check(h.t, rows.Scan(into...))
		line := table
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				v = fmt.Sprintf("%x", sha256.Sum256(b))
			}
			line += fmt.Sprintf("|%s=%v", columns[i], v)
		}
		found = append(found, line)
	}
	check(h.t, rows.Err())
	return found
}

// state tells whether anything but the log and the time that a session was seen has changed since it was taken.
type state struct {
	h       *house
	version int64
	hash    [32]byte
}

func (h *house) version() (v int64) {
	h.t.Helper()
	check(h.t, h.db.QueryRow(`PRAGMA data_version`).Scan(&v))
	return v
}

func (h *house) state() *state {
	return &state{h, h.version(), sha256.Sum256([]byte(strings.Join(h.dump(), "\n")))}
}

func (s *state) changed() bool {
	version := s.h.version()
	if version == s.version {
		return false
	}
	s.version = version
	hash := sha256.Sum256([]byte(strings.Join(s.h.dump(), "\n")))
	was := s.hash
	s.hash = hash
	return hash != was
}

// passwordHash is computed once: hashing is slow on purpose.
var passwordHash = sync.OnceValue(func() string {
	hash, err := account.NewHasher(1).Hash(context.Background(), password)
	if err != nil {
		panic(err)
	}
	return hash
})

// actor is somebody who asks, with the roles that they have.
type actor struct {
	name    string
	browser *visitor
	viewer  assessment.Viewer
	token   string
	secret  string // in surveys
	signed  bool
	runs    bool                       // the installation
	seat    string                     // code of a workshop that they take part in
	roles   map[string]assessment.Role // by id of an assessment, a client or a workspace
}

// target is what is asked for: the values of the parameters of the addresses.
type target struct {
	name   string
	params map[string]string
}

// world is two workspaces with everything in them, and everybody who may ask.
type world struct {
	*house
	actors   []*actor
	targets  []target
	boss     assessment.Viewer
	a, b     string // workspaces
	c1, c2   string // clients
	overLink string // to a survey that is closed
	requests int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{house: newHouse(t, "http://lauter.example")}
	b := builder{w, t}
	setup := must(w.store.NewSetup(t.Context()))(t)
	bossID := must(w.store.SetUp(t.Context(), setup, store.NewUser{Email: "boss@a.example", Name: "Berta Boss", Password: passwordHash()}, "Kanzlei A"))(t)
	w.boss = b.signIn(bossID)
	w.a = must(w.store.Workspaces(t.Context(), w.boss))(t)[0].ID
	w.b = must(w.store.AddWorkspace(t.Context(), w.boss, nameCanary+" Kanzlei"))(t)

	w.c1, w.c2 = b.client(w.boss, w.a, "Erste AG"), b.client(w.boss, w.a, "Zweite AG")
	c3 := b.client(w.boss, w.a, "Dritte AG")
	b1 := b.client(w.boss, w.b, canary+" GmbH")

	for _, workspace := range []string{w.a, w.b} {
		check(t, w.store.SetLogo(t.Context(), w.boss, workspace, logoPNG(t), 30, 20))
	}

	first := b.assessment(w.boss, w.c1, "Notiz")
	check(t, w.store.Finish(t.Context(), w.boss, first))
	w.wait(time.Hour)
	second := must(w.store.NewRound(t.Context(), w.boss, first, true, w.model))(t).ID
	inC2, inC3, inB := b.assessment(w.boss, w.c2, "Notiz"), b.assessment(w.boss, c3, "Notiz"), b.assessment(w.boss, b1, canary)
	check(t, w.store.Finish(t.Context(), w.boss, inC3))
	check(t, w.store.ArchiveClient(t.Context(), w.boss, c3, true))

	targets := map[string]target{
		"own":      b.target("own", w.boss, w.a, w.c1, second, "Text"),
		"finished": b.target("finished", w.boss, w.a, w.c1, first, "Text"),
		"client 2": b.target("client 2", w.boss, w.a, w.c2, inC2, "Text"),
		"archived": b.target("archived", w.boss, w.a, c3, inC3, "Text"),
		"foreign":  b.target("foreign", w.boss, w.b, b1, inB, canary),
	}
	over := b.target("over", w.boss, w.a, c3, inC3, "Text")
	expired := must(w.store.NewShare(t.Context(), w.boss, inC3, "old", 24*time.Hour))(t)
	revoked := must(w.store.NewShare(t.Context(), w.boss, inC3, "gone", 24*time.Hour*30))(t)

	expiredAsk := b.ask(w.boss, inC3, "old", 24*time.Hour)
	revokedAsk := b.ask(w.boss, inC3, "gone", 30*24*time.Hour)
	delegateToken, delegate, err := w.store.CreateGuest(t.Context())
	check(t, err)
	must(w.store.JoinDelegation(t.Context(), delegate, targets["own"].params["d"]))(t)
	overToken, overDelegate, err := w.store.CreateGuest(t.Context())
	check(t, err)
	must(w.store.JoinDelegation(t.Context(), overDelegate, expiredAsk))(t)
	must(w.store.JoinDelegation(t.Context(), overDelegate, revokedAsk))(t)
	for _, d := range must(w.store.Delegations(t.Context(), w.boss, inC3))(t) {
		if d.Name == "gone" {
			check(t, w.store.EndDelegation(t.Context(), w.boss, inC3, d.ID))
		}
	}

	viewerOfShare := func(token string) *actor {
		token2, v, err := w.store.CreateGuest(t.Context())
		check(t, err)
		must(w.store.JoinShare(t.Context(), v, token))(t)
		return &actor{viewer: v, token: token2}
	}
	ofShare, ofExpired, ofRevoked := viewerOfShare(targets["own"].params["s"]), viewerOfShare(expired), viewerOfShare(revoked)
	for _, s := range must(w.store.Shares(t.Context(), w.boss, inC3))(t) {
		if s.Label == "gone" {
			check(t, w.store.RevokeShare(t.Context(), w.boss, inC3, s.ID))
		}
	}
	w.wait(48 * time.Hour) // more than the expired share lives, less than everything else

	guestToken, guest, err := w.store.CreateGuest(t.Context())
	check(t, err)
	ofGuest := b.guestTarget("guest's", guest)
	strangerToken, stranger, err := w.store.CreateGuest(t.Context())
	check(t, err)
	ofStranger := b.guestTarget("another", stranger)

	bossID = w.boss.UserID
	w.boss = b.signIn(bossID)
	user := func(name string, signed assessment.Viewer, token string) *actor {
		return &actor{name: name, viewer: signed, token: token, signed: true}
	}
	member := func(name, workspace, client, mark string, role assessment.Role) *actor {
		v, token := b.member(workspace, client, mark, role)
		return user(name, v, token)
	}
	everybody := []*actor{
		{name: "nobody"},
		{name: "stranger", viewer: stranger, token: strangerToken},
		{name: "guest", viewer: guest, token: guestToken},
		{name: "shared", viewer: ofShare.viewer, token: ofShare.token},
		{name: "expired share", viewer: ofExpired.viewer, token: ofExpired.token},
		{name: "revoked share", viewer: ofRevoked.viewer, token: ofRevoked.token},
		{name: "delegate", viewer: delegate, token: delegateToken},
		{name: "former delegate", viewer: overDelegate, token: overToken},
		{name: "respondent", secret: b.respondent(targets["own"].params["r"])},
		member("viewer", w.a, w.c1, "Leserin", assessment.RoleViewer),
		member("member", w.a, w.c1, "Mitglied", assessment.RoleClientMember),
		member("client admin", w.a, w.c1, "Leitung", assessment.RoleClientAdmin),
		member("member of 2", w.a, w.c2, "Fremde", assessment.RoleClientMember),
		member("consultant", w.a, "", "Beraterin", assessment.RoleConsultant),
		member("admin", w.a, "", "Chefin", assessment.RoleAdmin),
		member("admin of B", w.b, "", nameCanary, assessment.RoleAdmin),
		b.runner(),
		{name: "participant", seat: targets["own"].params["code"]},
	}
	roles := func(name string) map[string]assessment.Role {
		of := func(role assessment.Role, ids ...string) map[string]assessment.Role {
			m := map[string]assessment.Role{}
			for _, id := range ids {
				m[id] = role
			}
			return m
		}
		switch name {
		case "stranger":
			return of(assessment.RoleOwner, ofStranger.params["id"])
		case "guest":
			return of(assessment.RoleOwner, ofGuest.params["id"])
		case "shared":
			return of(assessment.RoleShared, second)
		case "delegate":
			return of(assessment.RoleDelegate, second)
		case "respondent":
			return of("respondent", targets["own"].params["survey"])
		case "viewer":
			return of(assessment.RoleViewer, first, second, w.c1)
		case "member":
			return of(assessment.RoleClientMember, first, second, w.c1)
		case "client admin":
			return of(assessment.RoleClientAdmin, first, second, w.c1)
		case "member of 2":
			return of(assessment.RoleClientMember, inC2, w.c2)
		case "consultant":
			return of(assessment.RoleConsultant, first, second, inC2, inC3, w.c1, w.c2, c3, w.a)
		case "admin":
			return of(assessment.RoleAdmin, first, second, inC2, inC3, w.c1, w.c2, c3, w.a)
		case "admin of B":
			return of(assessment.RoleAdmin, inB, b1, w.b)
		}
		return nil
	}
	for _, a := range everybody {
		a.roles = roles(a.name)
		a.browser = w.visitor(t)
		if a.token != "" {
			a.browser.cookies["lauter"] = a.token
		}
		if a.seat != "" {
			token := store.NewTicket()
			_, _, err := w.store.TakeSeat(t.Context(), a.seat, token, "", "")
			check(t, err)
			a.browser.cookies["lauter-seat"] = token
		}
		if a.secret != "" {
			a.browser.cookies["lauter-survey"] = a.secret
		}
	}
	w.actors = everybody
	for _, name := range []string{"own", "finished", "client 2", "archived", "foreign"} {
		w.targets = append(w.targets, b.people(targets[name]))
	}
	over.name, over.params["s"] = "expired", expired
	overToo := target{"revoked", maps.Clone(over.params)}
	over.params["d"], overToo.params["s"], overToo.params["d"] = expiredAsk, revoked, revokedAsk
	none := target{"missing", map[string]string{}}
	for name := range over.params {
		none.params[name] = missing
	}
	w.targets = append(w.targets, ofGuest, ofStranger, none, over, overToo)
	for _, t := range w.targets {
		t.params["setup"] = setup
		for _, name := range []string{"w", "c", "id", "item", "scenario", "share", "m", "i", "u", "invite", "password", "s", "resume", "d", "ask", "comment", "survey", "closed", "r", "workshop", "code", "key", "email", "person"} {
			if t.params[name] == "" {
				t.params[name] = missing
			}
		}
	}
	return w
}

func (w *world) target(name string) target {
	return w.targets[slices.IndexFunc(w.targets, func(t target) bool { return t.name == name })]
}

func (w *world) actor(name string) *actor {
	return w.actors[slices.IndexFunc(w.actors, func(a *actor) bool { return a.name == name })]
}

// builder makes what a world holds.
type builder struct {
	*world
	t *testing.T
}

func (b builder) signIn(user string) assessment.Viewer {
	b.t.Helper()
	v, _ := b.session(user)
	return v
}

func (b builder) session(user string) (assessment.Viewer, string) {
	b.t.Helper()
	token := must(b.store.SignIn(b.t.Context(), assessment.Viewer{}, user, false, "Firefox · Linux"))(b.t)
	return must(b.store.Viewer(b.t.Context(), token))(b.t), token
}

func (b builder) client(v assessment.Viewer, workspace, name string) string {
	b.t.Helper()
	return must(b.store.AddClient(b.t.Context(), v, workspace, name, "Branche "+name))(b.t)
}

// assessment is a full one with a few answers that hold a mark.
func (b builder) assessment(v assessment.Viewer, client, mark string) string {
	b.t.Helper()
	a := must(b.store.StartAssessment(b.t.Context(), v, client, assessment.KindFull, b.model))(b.t)
	b.answer(v, a.ID, mark)
	return a.ID
}

func (b builder) answer(v assessment.Viewer, id, mark string) {
	b.t.Helper()
	for i, q := range b.model.Questions() {
		if mark == "Gast" && i > 15 {
			return // enough to have results, and each answer waits for the disk
		}
		a := assessment.Answer{Choice: assessment.Choice(1 + i%4), Note: mark + " note", Evidence: []string{mark + " evidence"}, Grade: 1}
		if i%9 == 4 && q.AllowsNA {
			a = assessment.Answer{Choice: assessment.NotApplicable, Reason: mark + " reason"}
		}
		must(b.store.SaveAnswer(b.t.Context(), v, id, q.ID, a.Normalise(), 0))(b.t)
	}
}

// target fills an assessment with everything that has an id of its own.
func (b builder) target(name string, v assessment.Viewer, workspace, client, id, mark string) target {
	b.t.Helper()
	ctx := b.t.Context()
	p := map[string]string{"w": workspace, "c": client, "id": id}
	item := assessment.PlannedAction{Title: mark + " title", Owner: mark + " owner", Note: mark + " note " + name, Cost: mark, Status: assessment.ActionStatusOpen}
	p["item"] = must(b.store.AddPlannedActions(ctx, v, id, item))(b.t)[0]
	check(b.t, b.store.SaveScenario(ctx, v, id, assessment.Scenario{Name: mark + " scenario", Page: "plan", Query: "budget=5"}))
	p["scenario"] = must(b.store.Scenarios(ctx, v, id))(b.t)[0].ID
	if workspace != "" {
		p["s"] = must(b.store.NewShare(ctx, v, id, mark+" share", 14*24*time.Hour))(b.t)
		p["share"] = must(b.store.Shares(ctx, v, id))(b.t)[0].ID
		check(b.t, b.store.AddComment(ctx, v, id, "data.origin.source", mark+" comment", nil))
		p["comment"] = must(b.store.Comments(ctx, v, id, "data.origin.source"))(b.t)[0].ID
	}
	if a := must(b.store.Assessment(ctx, v, id))(b.t); !a.Finished() {
		p["workshop"] = must(b.store.CreateWorkshop(ctx, v, id, store.NewWorkshop{
			Title: mark + " workshop", Sequence: assessment.OneByOne, Threshold: 5, Questions: []string{"data.origin.source"},
		}))(b.t)
		w, _, err := b.store.Workshop(ctx, v, p["workshop"], assessment.RightManage)
		check(b.t, err)
		p["code"] = w.Code
	}
	p["survey"], p["closed"], p["r"] = b.surveys(v, id, mark)
	p["d"] = b.ask(v, id, mark+" asked", 14*24*time.Hour)
	p["ask"] = must(b.store.Delegations(ctx, v, id))(b.t)[0].ID
	return target{name, p}
}

// people adds to a target the ids of people who have a role there, and of those who are invited.
func (b builder) people(t target) target {
	b.t.Helper()
	ctx := b.t.Context()
	mail := strings.ReplaceAll(t.name, " ", "") + "-invited@x.example"
	if t.name == "foreign" {
		mail = strings.ToLower(canary) + "@b.example"
	}
	p := t.params
	p["invite"] = must(b.store.Invite(ctx, b.boss, p["w"], p["c"], assessment.RoleViewer, mail))(b.t)
	p["i"] = must(b.store.Invitations(ctx, b.boss, p["w"], p["c"]))(b.t)[0].ID
	members := must(b.store.Members(ctx, b.boss, p["w"], p["c"]))(b.t)
	if len(members) == 0 {
		mark := "Leser"
		if t.name == "foreign" {
			mark = nameCanary
		}
		b.member(p["w"], p["c"], mark, assessment.RoleViewer)
		members = must(b.store.Members(ctx, b.boss, p["w"], p["c"]))(b.t)
	}
	m := members[0]
	if t.name == "finished" { // a new link for the same person would end the one of "own"
		m = members[1]
	}
	p["m"], p["u"] = m.ID, m.User.ID
	p["password"] = must(b.store.NewReset(ctx, b.boss, p["u"]))(b.t)
	return t
}

// respondent is a browser that takes part in the survey behind a link.
func (b builder) respondent(link string) (secret string) {
	b.t.Helper()
	secret = store.NewSecret()
	must(b.store.JoinSurvey(b.t.Context(), secret, link, "", ""))(b.t)
	return secret
}

// surveys are an open survey with a common link, and a closed one in which somebody voted on one question.
func (b builder) surveys(v assessment.Viewer, id, mark string) (open, closed, link string) {
	b.t.Helper()
	ctx := b.t.Context()
	if all := must(b.store.Surveys(ctx, v, id))(b.t); len(all) > 0 { // the same assessment again
		return all[0].ID, all[1].ID, b.overLink
	}
	a := must(b.store.Assessment(ctx, v, id))(b.t)
	if a.Finished() {
		check(b.t, b.store.Reopen(ctx, v, id))
	}
	begin := func(named bool) (string, string) {
		n := assessment.Survey{Named: named, Threshold: 5, ClosesAt: b.clock().AddDate(0, 0, 14), Roles: []string{mark + " one", mark + " two"}}
		for _, q := range a.Questionnaire().Questions() {
			n.Questions = append(n.Questions, q.ID)
		}
		survey := must(b.store.OpenSurvey(ctx, v, id, n))(b.t)
		return survey, must(b.store.NewSurveyLinks(ctx, v, id, survey, nil))(b.t)[0]
	}
	closed, b.overLink = begin(true)
	secret := store.NewSecret()
	must(b.store.JoinSurvey(ctx, secret, b.overLink, mark+" voter", ""))(b.t)
	check(b.t, b.store.Respond(ctx, secret, closed, map[string]assessment.Choice{"data.origin.source": 3}))
	check(b.t, b.store.CloseSurvey(ctx, v, id, closed))
	open, link = begin(false)
	if a.Finished() {
		check(b.t, b.store.Finish(ctx, v, id))
	}
	return open, closed, link
}

// ask asks somebody the questions of one capability.
func (b builder) ask(v assessment.Viewer, id, name string, life time.Duration) (token string) {
	b.t.Helper()
	c, _ := b.model.Capability("data.origin")
	var questions []string
	for _, q := range c.Questions {
		questions = append(questions, q.ID)
	}
	return must(b.store.Delegate(b.t.Context(), v, id, name, questions, life))(b.t)
}

func (b builder) guestTarget(name string, v assessment.Viewer) target {
	b.t.Helper()
	a := must(b.store.CreateAssessment(b.t.Context(), v, assessment.KindFull, "Gast "+name, b.model))(b.t)
	b.answer(v, a.ID, "Gast")
	t := b.target(name, v, "", "", a.ID, "Gast")
	t.params["w"], t.params["c"] = a.WorkspaceID, a.OrganisationID
	t.params["resume"] = must(b.store.NewLink(b.t.Context(), v, a.ID))(b.t)
	return t
}

// member is somebody new with a role.
func (b builder) member(workspace, client, mark string, role assessment.Role) (assessment.Viewer, string) {
	b.t.Helper()
	n := b.row(`SELECT count(*) FROM users`)
	mail := strings.ToLower(mark) + n + "@people.example"
	link := must(b.store.Invite(b.t.Context(), b.boss, workspace, client, role, mail))(b.t)
	user := must(b.store.AcceptAsNew(b.t.Context(), link, store.NewUser{Name: mark + " Person " + n, Password: passwordHash()}))(b.t)
	return b.session(user)
}

// runner runs the installation and has no role.
func (b builder) runner() *actor {
	b.t.Helper()
	v, _ := b.member(b.a, "", "Technik", assessment.RoleConsultant)
	check(b.t, b.store.ChangeUser(b.t.Context(), b.boss, v.UserID, store.GiveAdmin))
	check(b.t, b.store.RemoveMember(b.t.Context(), b.boss, b.row(`SELECT id FROM members WHERE user_id = ?`, v.UserID)))
	v, token := b.session(v.UserID)
	return &actor{name: "runner", viewer: v, token: token, signed: true, runs: true}
}

// outcome is what becomes of a request: ok, login, 403, 404 or 410.
type outcome string

const (
	ok        outcome = "ok"
	login     outcome = "login"
	forbidden outcome = "403"
	absent    outcome = "404"
	gone      outcome = "410"
)

// outcomeOf reads a response. What a right lets in may still be refused for what the form holds.
func outcomeOf(p *page) outcome {
	to, query, _ := strings.Cut(p.location(), "?")
	asked := query == "" || strings.HasPrefix(query, "next=") // to sign in, not told that it is done
	switch {
	case p.status == http.StatusSeeOther && to == "/sign-in" && asked:
		return login
	case p.status == http.StatusOK, p.status == http.StatusSeeOther, p.status == http.StatusConflict, p.status == http.StatusUnprocessableEntity:
		return ok
	}
	return outcome(fmt.Sprint(p.status))
}

// expected derives from a route's policy what becomes of a request for it. It knows nothing of the handlers but what
// they demand beyond their policy, which stands in stricter.
func (w *world) expected(a *actor, r web.Route, t target) outcome {
	kind, right, _ := strings.Cut(r.Policy, ":")
	decided := ok
	switch kind {
	case "public":
	case "assessment":
		role := a.roles[t.params["id"]]
		switch {
		case role == "" && a.name == "revoked share" && t.name == "archived" && right == string(assessment.RightResults):
			return gone // their link led there
		case role == "":
			return absent
		case !role.May(assessment.Right(right)):
			return forbidden
		}
	case "workshop":
		role := a.roles[t.params["id"]]
		switch {
		case role == "" || t.params["workshop"] == missing:
			return absent
		case !role.May(assessment.Right(right)):
			return forbidden
		}
	case "room":
		if t.params["code"] == missing {
			return absent
		}
	case "seat":
		if a.seat != t.params["code"] {
			return absent
		}
	case "respondent":
		if a.roles[t.params["survey"]] != "respondent" {
			return absent
		}
	case "user":
		decided = signedIn(a)
	case "client":
		role := a.roles[t.params["c"]]
		switch {
		case !a.signed:
			return login
		case role == "":
			return absent
		case right == "invite" && !role.Grants(assessment.RoleViewer), right != "invite" && !role.May(assessment.Right(right)):
			return forbidden
		}
	case "workspace":
		role := a.roles[t.params["w"]]
		switch {
		case !a.signed:
			return login
		case role == "":
			return absent
		case role != assessment.Role(right):
			return forbidden
		}
	case "installation":
		switch {
		case !a.signed:
			return login
		case !a.runs:
			return absent
		}
	default:
		w.t.Fatalf("%s %s: no expectation for the policy %q", r.Method, r.Path, r.Policy)
	}
	if demand, has := stricter[r.Method+" "+r.Path]; has && decided == ok {
		return demand(w, a, t)
	}
	return decided
}

func signedIn(a *actor) outcome {
	if a.signed {
		return ok
	}
	return login
}

// stricter is what handlers demand beyond the policy of their route.
var stricter = map[string]func(*world, *actor, target) outcome{
	"POST /assessments/:id/questions/:q/comments/:comment/delete": func(*world, *actor, target) outcome { return absent }, // the boss wrote it
	"GET /sign-in/code":       func(*world, *actor, target) outcome { return login }, // nobody here waits for a second factor
	"POST /sign-in/code":      func(*world, *actor, target) outcome { return login },
	"GET /sign-in/forgotten":  func(*world, *actor, target) outcome { return login }, // no mail server here
	"POST /sign-in/forgotten": func(*world, *actor, target) outcome { return login },
	"POST /admin/mail":        func(*world, *actor, target) outcome { return absent },
	"POST /sign-out":          func(_ *world, a *actor, _ target) outcome { return signedIn(a) },
	"GET /setup/:token":       func(w *world, _ *actor, t target) outcome { return link(t, "setup", gone) },
	"POST /setup/:token":      func(w *world, _ *actor, t target) outcome { return link(t, "setup", gone) },
	"GET /resume/:token":      func(w *world, _ *actor, t target) outcome { return link(t, "resume", ok) },
	"POST /resume/:token":     func(w *world, _ *actor, t target) outcome { return link(t, "resume", ok) },
	"GET /invites/:token":     func(w *world, _ *actor, t target) outcome { return link(t, "invite", ok) },
	"POST /invites/:token":    invited,
	"GET /passwords/:token":   func(w *world, _ *actor, t target) outcome { return link(t, "password", ok) },
	"POST /passwords/:token":  func(w *world, _ *actor, t target) outcome { return link(t, "password", ok) },
	"GET /s/:token":           shared,
	"POST /s/:token":          shared,
	"GET /assessments/:id/surveys/:survey/people/:person/remove":  nobodyNamed,
	"POST /assessments/:id/surveys/:survey/people/:person/remove": nobodyNamed,

	"GET /r/:token":         surveyed,
	"POST /r/:token":        surveyed,
	"GET /d/:token":         delegated,
	"POST /d/:token":        delegated,
	"GET /clients/new":      func(w *world, a *actor, t target) outcome { return staff(w, a, forbidden) },
	"POST /clients":         func(w *world, a *actor, t target) outcome { return inWorkspace(a, t) },
	"POST /clients/:c/move": moves,
	"GET /assessments/:id/logo.png": func(_ *world, _ *actor, t target) outcome { // guests have none
		if strings.HasPrefix(t.name, "guest") || t.name == "another" {
			return absent
		}
		return ok
	},
	"POST /w/:code/vote":                 func(*world, *actor, target) outcome { return gone }, // nothing is voted on
	"POST /w/:code/dots":                 func(*world, *actor, target) outcome { return gone },
	"POST /members/:m":                   func(w *world, a *actor, t target) outcome { return overPeople(a, t, "m") },
	"POST /invitations/:i/revoke":        func(w *world, a *actor, t target) outcome { return overPeople(a, t, "i") },
	"GET /assessments/:id/claim":         func(w *world, a *actor, t target) outcome { return signedIn(a) },
	"POST /assessments/:id/claim":        func(w *world, a *actor, t target) outcome { return signedIn(a) },
	"POST /account/passkeys/:key":        foreignKey,
	"POST /account/passkeys/:key/remove": wrongPassword,
	"POST /sign-in/provider":             noProvider,
	"GET /sign-in/provider":              noProvider,
	"POST /sign-in/provider/finish":      noProvider,
	"POST /account/provider":             foreignKey,
	"POST /account/provider/remove":      wrongPassword,
	"GET /emails/:token":                 foreignKey,
	"POST /emails/:token":                foreignKey,
}

// foreignKey is a passkey that is nobody's here.
func foreignKey(_ *world, a *actor, _ target) outcome {
	if a.signed {
		return absent
	}
	return login
}

// noProvider: there is no other service to sign in by here.
func noProvider(*world, *actor, target) outcome { return absent }

// wrongPassword refuses before anything is looked for.
func wrongPassword(_ *world, a *actor, _ target) outcome { return signedIn(a) }

func link(t target, kind string, known outcome) outcome {
	if t.params[kind] == missing {
		return absent
	}
	return known
}

// invited says that an invitation is for one address.
func invited(_ *world, a *actor, t target) outcome {
	if a.signed && t.params["invite"] != missing {
		return forbidden
	}
	return link(t, "invite", ok)
}

func shared(_ *world, _ *actor, t target) outcome { return inForce(t, "s") }

func delegated(_ *world, _ *actor, t target) outcome { return inForce(t, "d") }

// The open surveys here are anonymous.
func nobodyNamed(*world, *actor, target) outcome { return absent }

func surveyed(_ *world, _ *actor, t target) outcome { return inForce(t, "r") }

func inForce(t target, kind string) outcome {
	if t.name == "expired" || t.name == "revoked" {
		return gone
	}
	return link(t, kind, ok)
}

// staff is for whoever has a role in a whole workspace.
func staff(w *world, a *actor, otherwise outcome) outcome {
	if a.roles[w.a].Staff() || a.roles[w.b].Staff() {
		return ok
	}
	return otherwise
}

func inWorkspace(a *actor, t target) outcome {
	if a.roles[t.params["w"]].Staff() {
		return ok
	}
	return absent
}

// moves is for admins. They name a workspace in which they have no role.
func moves(_ *world, a *actor, t target) outcome {
	if a.roles[t.params["c"]] != assessment.RoleAdmin {
		return forbidden
	}
	return ok
}

// overPeople is for whoever gives roles for a client.
func overPeople(a *actor, t target, param string) outcome {
	role := a.roles[t.params["c"]]
	switch {
	case t.params[param] == missing, role == "":
		return absent
	case !role.Grants(assessment.RoleViewer):
		return forbidden
	}
	return ok
}

// queries make pages of what needs one.
var queries = map[string]string{
	"/assessments/:id/results/compare/explain": "?scope=overall",
}

// fill puts the ids of a target into a route.
func (w *world) fill(path string, t target) string {
	parts := strings.Split(path, "/")
	token := map[string]string{"resume": "resume", "setup": "setup", "invites": "invite", "passwords": "password", "s": "s", "d": "d", "r": "r", "emails": "email"}
	for i, part := range parts {
		name, isParam := strings.CutPrefix(part, ":")
		switch {
		case part == "*":
			parts[i] = "base.css"
		case !isParam:
		case name == "version" && parts[1] == "static":
			parts[i] = assetVersion(w)
		case name == "token":
			parts[i] = t.params[token[parts[1]]]
		case name == "q":
			parts[i] = "data.origin.source"
		case name == "scope":
			parts[i] = "overall"
		case name == "page":
			parts[i] = "imprint"
		case name == "lang":
			parts[i] = "de"
		case name == "version":
			parts[i] = w.model.Version
		case name == "paper":
			parts[i] = "privacy-notice.en.md"
		case name == "survey" && (parts[len(parts)-1] == "agreed" || strings.Contains(path, "/surveys/:survey/questions/")):
			parts[i] = t.params["closed"]
		case name == "c" && parts[1] != "clients":
			parts[i] = "data.origin"
		case t.params[name] != "":
			parts[i] = t.params[name]
		default:
			w.t.Fatalf("%s: no value for %s", path, name)
		}
	}
	return strings.Join(parts, "/")
}

func assetVersion(w *world) string {
	_, rest, _ := strings.Cut(w.visitor(w.t).get("/legal/imprint").body, "/static/")
	version, _, _ := strings.Cut(rest, "/")
	return version
}

// ids says that a route names something that belongs to somebody.
func ids(r web.Route) bool {
	return strings.Contains(r.Path, ":") && !strings.HasPrefix(r.Path, "/demo") && !strings.HasPrefix(r.Path, "/method") &&
		!strings.HasPrefix(r.Path, "/legal") && !strings.HasPrefix(r.Path, "/admin/papers") && !strings.HasPrefix(r.Path, "/admin/legal") && !strings.HasPrefix(r.Path, "/admin/models") && !strings.HasPrefix(r.Path, "/static") || r.Path == "/clients"
}

// send asks as an actor whose cookies stay as they are.
func (w *world) send(a *actor, method, path string, fields url.Values) *page {
	w.t.Helper()
	w.requests++
	kept := maps.Clone(a.browser.cookies)
	defer func() { a.browser.cookies = kept }()
	if method == http.MethodPost {
		return a.browser.post(path, fields)
	}
	return a.browser.do(httptest.NewRequest(method, path, nil))
}

// reads says whether an actor may be told what workspace B holds, and its name and people.
func (a *actor) reads(path string) (content, names bool) {
	inB := a.name == "admin of B"
	return inB, inB || a.runs && strings.HasPrefix(path, "/admin")
}

// leaks returns the marks of workspace B in a response that the actor may not see.
func leaks(a *actor, path string, p *page) (found []string) {
	content, names := a.reads(path)
	text := strings.ToUpper(p.body + fmt.Sprint(p.header))
	if strings.HasPrefix(p.header.Get("Content-Type"), "application/vnd.openxml") {
		text += strings.ToUpper(unzipped(p.body))
	}
	if !content && strings.Contains(text, canary) {
		found = append(found, canary)
	}
	if !names && strings.Contains(text, nameCanary) {
		found = append(found, nameCanary)
	}
	return found
}

func unzipped(body string) string {
	var all strings.Builder
	r, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		return ""
	}
	for _, f := range r.File {
		if part, err := f.Open(); err == nil {
			io.Copy(&all, part)
			part.Close()
		}
	}
	return all.String()
}

// ownLinks are the addresses by which a token of B is known: whoever holds it learns what it leads to.
func ownLinks(t target, r web.Route) bool {
	return t.name == "foreign" && (strings.HasSuffix(r.Path, "/:token") || strings.HasPrefix(r.Path, "/w/"))
}

// TestEveryGetIsDecidedByItsPolicy asks for every page as everybody, of everything.
func TestEveryGetIsDecidedByItsPolicy(t *testing.T) {
	notRacing(t)
	t.Parallel()
	w := newWorld(t)
	before := w.state()
	bodies := map[string]string{} // of what is absent, by actor and route
	for _, a := range w.actors {
		t.Run(a.name, func(t *testing.T) {
			for _, r := range w.server.Routes() {
				if r.Method != http.MethodGet {
					continue
				}
				for _, target := range w.targets {
					if !ids(r) && target.name != "own" || (target.name == "expired" || target.name == "revoked") && r.Path != "/s/:token" && r.Path != "/d/:token" {
						continue
					}
					path := w.fill(r.Path, target) + queries[r.Path]
					p := w.send(a, http.MethodGet, path, nil)
					want := w.expected(a, r, target)
					if got := outcomeOf(p); got != want {
						t.Errorf("GET %s of %s: got %s (%d, to %q), want %s", r.Path, target.name, got, p.status, p.location(), want)
					}
					if before.changed() {
						t.Errorf("GET %s of %s has changed the database", r.Path, target.name)
					}
					if found := leaks(a, path, p); found != nil && !ownLinks(target, r) {
						t.Errorf("GET %s of %s tells %v", r.Path, target.name, found)
					}
					if want == absent {
						compareAbsent(t, bodies, a, r, target, p)
					}
					if target.name == "own" || target.name == "foreign" {
						checkSpellings(t, w, a, r, path, p, before)
					}
				}
			}
		})
	}
	t.Logf("%d requests", w.requests)
}

// compareAbsent holds that what is foreign looks like what there is none of.
func compareAbsent(t *testing.T, bodies map[string]string, a *actor, r web.Route, target target, p *page) {
	t.Helper()
	text := p.body
	for _, id := range target.params {
		text = strings.ReplaceAll(text, id, "ID")
	}
	header := p.header.Clone()
	header.Del("X-Request-Id")
	text += fmt.Sprint(header)
	key := a.name + " " + r.Path
	if seen, has := bodies[key]; !has {
		bodies[key] = text
	} else if diff := cmp.Diff(seen, text); diff != "" {
		t.Errorf("GET %s: what is foreign (%s) looks unlike what is absent: %s", r.Path, target.name, diff)
	}
}

// checkSpellings asks for the same page in other ways: none gives more than the plain one.
func checkSpellings(t *testing.T, w *world, a *actor, r web.Route, path string, plain *page, before *state) {
	t.Helper()
	if racing() {
		return // the detector takes minutes for what it finds with the plain spellings as well
	}
	p := w.send(a, http.MethodHead, path, nil)
	if p.status != plain.status {
		t.Errorf("HEAD %s: got %d, want %d as of GET", r.Path, p.status, plain.status)
	}
	address, query, _ := strings.Cut(path, "?")
	if query != "" {
		query = "?" + query
	}
	parts := strings.Split(strings.TrimPrefix(address, "/"), "/")
	others := []string{address + "/", strings.ToUpper(address), "/" + strings.Join(parts, "%2F"), "//" + strings.Join(parts, "/"), address + "%2F", address + "%00", address + "/../" + parts[len(parts)-1]}
	if len(parts) > 2 {
		others = append(others, "/"+parts[0]+"/"+strings.Join(parts[1:], "%2F"), "/"+parts[0]+"/"+strings.ToUpper(parts[1])+"/"+strings.Join(parts[2:], "/"))
	}
	for _, other := range others {
		if other == address || strings.HasSuffix(r.Path, "*") {
			continue
		}
		req, err := http.NewRequest(http.MethodGet, "http://lauter.example"+other+query, nil)
		if err != nil {
			continue // no such address can be sent
		}
		w.requests++
		kept := maps.Clone(a.browser.cookies)
		p := a.browser.do(req)
		a.browser.cookies = kept
		if got, want := outcomeOf(p), outcomeOf(plain); got == ok && want != ok {
			t.Errorf("GET %s as %s: got %d, the plain address gives %d", r.Path, other, p.status, plain.status)
		}
		if found := leaks(a, path, p); found != nil && !strings.HasSuffix(r.Path, "/:token") {
			t.Errorf("GET %s as %s tells %v", r.Path, other, found)
		}
	}
	if before.changed() {
		t.Errorf("another spelling of GET %s has changed the database", r.Path)
	}
}

// plausible are the fields of the forms, so that nothing but the missing right stops them. What would end the test is
// not confirmed.
var plausible = map[string]url.Values{
	"/language":                              {"lang": {"de"}, "next": {"/"}},
	"/preferences":                           {"theme": {"dark"}, "shortcuts": {"on"}, "advance": {"on"}, "next": {"/"}},
	"/assessments":                           {"kind": {"quick"}, "organisation": {"Neu"}},
	"/assessments/:id/profile":               {},
	"/assessments/:id/questions/:q":          {"answer": {"5"}, "reason": {""}, "note": {"Neu"}, "evidence": {"Neu"}, "evidence_grade": {"1"}, "rev": {"1"}, "intent": {"stay"}},
	"/assessments/:id/rounds":                {"carry": {"yes"}},
	"/assessments/:id/scenarios":             {"name": {"Neu"}, "page": {"plan"}, "query": {"budget=7"}},
	"/assessments/:id/actions":               {"action": {""}, "title": {"Neu"}, "owner": {"Dana"}, "due": {""}, "status": {"open"}, "cost": {"1"}, "reason": {""}, "note": {"Neu"}},
	"/assessments/:id/actions/:item":         {"title": {"Neu"}, "owner": {"Dana"}, "due": {""}, "status": {"open"}, "cost": {"1"}, "reason": {""}, "note": {"Neu"}, "rev": {"1"}},
	"/assessments/:id/targets":               {"data.origin": {"4"}},
	"/assessments/:id/shares":                {"label": {"Neu"}, "days": {"3"}},
	"/assessments/:id/asks":                  {"name": {"Neu"}, "days": {"3"}, "question": {""}, "capability": {"data.origin"}},
	"/assessments/:id/questions/:q/restore":  {"state": {"1"}, "rev": {"1"}},
	"/assessments/:id/claim":                 {"workspace": {"W"}},
	"/assessments/:id/questions/:q/comments": {"text": {"Neu"}}, "/mentions": {},
	"/assessments/:id/questions/:q/comments/:comment/delete": {},
	"/sign-in":           {"email": {"nobody@x.example"}, "password": {"wrong"}, "next": {"/"}},
	"/sign-in/forgotten": {"email": {"nobody@x.example"}}, "/admin/mail": {},
	"/sign-in/code":                         {"code": {"000000"}, "next": {"/"}},
	"/setup/:token":                         {"workspace": {"Neu"}, "name": {"Neu"}, "email": {"neu@x.example"}, "password": {password}},
	"/invites/:token":                       {"name": {"Neu"}, "email": {"neu@x.example"}, "password": {password}},
	"/passwords/:token":                     {"password": {password}, "email": {"neu@x.example"}},
	"/account":                              {"name": {"Neu"}},
	"/account/password":                     {"current": {"wrong"}, "password": {password + "!"}},
	"/account/sessions":                     {"session": {"others"}},
	"/account/two-factor":                   {"current": {"wrong"}, "code": {""}, "step": {""}},
	"/account/two-factor/remove":            {"current": {"wrong"}},
	"/account/passkeys":                     {"name": {"Neu"}, "current": {"wrong"}},
	"/account/passkeys/confirm":             {"credential": {"{}"}},
	"/account/passkeys/:key":                {"name": {"Neu"}},
	"/account/passkeys/:key/remove":         {"current": {"wrong"}},
	"/sign-in/passkey":                      {"credential": {"{}"}, "next": {"/"}},
	"/sign-in/provider":                     {"next": {"/"}},
	"/sign-in/provider/finish":              {"state": {"x"}, "code": {"x"}},
	"/account/provider":                     {"current": {"wrong"}},
	"/account/provider/remove":              {"current": {"wrong"}},
	"/workspaces/:w/duty":                   {"duty": {"on"}},
	"/admin/duty":                           {"duty": {"on"}, "next": {"/admin"}},
	"/account/email":                        {"email": {"neu@x.example"}, "current": {"wrong"}},
	"/emails/:token":                        {},
	"/sign-in/passkey/begin":                {},
	"/account/delete":                       {"confirm": {"nobody"}, "current": {"wrong"}},
	"/clients":                              {"name": {"Neu"}, "sector": {""}, "workspace": {"W"}},
	"/clients/:c/edit":                      {"name": {"Neu"}, "sector": {"Neu"}},
	"/clients/:c/archive":                   {"away": {"yes"}},
	"/clients/:c/delete":                    {"confirm": {"not the name"}},
	"/clients/:c/move":                      {"workspace": {"W"}},
	"/clients/:c/assessments":               {"kind": {"full"}},
	"/clients/:c/people":                    {"email": {"neu@x.example"}, "role": {"viewer"}},
	"/workspaces/:w/people":                 {"email": {"neu@x.example"}, "role": {"consultant"}},
	"/members/:m":                           {"role": {"client_member"}, "next": {"/"}},
	"/invitations/:i/revoke":                {"next": {"/"}},
	"/admin/workspaces":                     {"name": {"Neu"}},
	"/admin/legal/:page/:lang":              {"text": {"Neu"}, "seen": {"0"}, "step": {"save"}},
	"/admin/models":                         {"version": {"V"}},
	"/admin/retention":                      {"guest": {"80"}, "client": {"1000"}, "session": {"20"}, "link": {"80"}, "log": {"300"}, "snapshot": {"20"}},
	"/workspaces/:w/logo":                   {},
	"/workspaces/:w/logo/remove":            {},
	"/workspaces/:w/retention":              {"days": {"400"}, "confirm": {"not the name"}},
	"/admin/users/:u":                       {"change": {"sign-out"}, "next": {"/admin"}},
	"/assessments/:id/shares/:share/revoke": {}, "/assessments/:id/scenarios/:scenario/delete": {}, "/assessments/:id/actions/:item/remove": {},
	"/assessments/:id/capabilities/:c/confirm": {}, "/assessments/:id/finish": {}, "/assessments/:id/reopen": {"next": {"/"}},
	"/workshops/:workshop/steps": {"do": {"lock"}}, "/workshops/:workshop/write": {"question": {"data.origin.source"}}, "/workshops/:workshop/plan": {"action": {"data.origin.build-register"}}, "/workshops/:workshop/close": {},
	"/assessments/:id/workshops/import": {"content": {"{}"}},
	"/join":                             {"code": {"22222"}}, "/w/:code": {"role": {""}}, "/w/:code/return": {"word": {"ZZZZ"}}, "/w/:code/leave": {}, "/w/:code/dots": {},
	"/w/:code/vote":              {"question": {"data.origin.source"}, "round": {"1"}, "vote": {"3"}},
	"/assessments/:id/workshops": {"title": {"Neu"}, "sequence": {"together"}, "naming": {"anonymous"}, "threshold": {"5"}, "set": {"quick"}},
	"/workshops/:workshop":       {"title": {"Neu"}, "minutes": {"60"}}, "/workshops/:workshop/seats": {"seat": {"nobody"}}, "/workshops/:workshop/delete": {},
	"/assessments/:id/surveys":                {"mode": {"anonymous"}, "threshold": {"5"}, "questions": {"all"}, "links": {"common"}, "closes": {"2026-12-01"}, "roles": {""}},
	"/assessments/:id/surveys/:survey/links":  {"names": {""}, "number": {"1"}},
	"/assessments/:id/surveys/:survey/extend": {"closes": {"2026-12-05"}},
	"/assessments/:id/surveys/:survey/close":  {}, "/assessments/:id/surveys/:survey/delete": {}, "/assessments/:id/surveys/:survey/people/:person/remove": {},
	"/assessments/:id/surveys/:survey/agreed": {"rev": {"1"}}, "/surveys/:survey/finish": {}, "/surveys/:survey/leave": {},
	"/assessments/:id/surveys/:survey/questions/:q": {"rev": {"1"}, "answer": {"3"}, "because": {""}, "reason": {""}},
	"/surveys/:survey/capabilities/:c":              {"v.data.origin.source": {"3"}}, "/r/:token": {"name": {"Neu"}, "role": {""}},
	"/assessments/:id/extend": {}, "/assessments/:id/link": {}, "/assessments/:id/delete": {}, "/resume/:token": {}, "/s/:token": {}, "/d/:token": {}, "/sign-out": {}, "/assessments/:id/asks/:ask/revoke": {},
}

// fieldsFor are the plausible fields of a form about a target.
func (w *world) fieldsFor(r web.Route, t target) url.Values {
	w.t.Helper()
	known, has := plausible[r.Path]
	if !has {
		w.t.Errorf("POST %s: this test has no fields for it", r.Path)
	}
	fields := url.Values{}
	for name, values := range known {
		fields[name] = slices.Clone(values)
		if name == "workspace" && values[0] == "W" {
			fields.Set(name, t.params["w"])
		}
		if name == "version" {
			fields.Set(name, w.model.Version)
		}
	}
	return fields
}

// TestNoPostWithoutItsRight sends every form as everybody who may not, about everything.
func TestNoPostWithoutItsRight(t *testing.T) {
	notRacing(t)
	t.Parallel()
	w := newWorld(t)
	before := w.state()
	for _, a := range w.actors {
		t.Run(a.name, func(t *testing.T) {
			for _, r := range w.server.Routes() {
				if r.Method != http.MethodPost || r.Path == "/sign-out" || r.Path == "/sign-in/code" {
					continue
				}
				for _, target := range w.targets {
					want := w.expected(a, r, target)
					if !ids(r) && target.name != "own" || want == ok {
						continue
					}
					for _, script := range []bool{false, true} {
						fields := w.fieldsFor(r, target)
						w.requests++
						var p *page
						kept := maps.Clone(a.browser.cookies)
						if script {
							p = a.browser.json(w.fill(r.Path, target), fields)
						} else {
							p = a.browser.post(w.fill(r.Path, target), fields)
						}
						a.browser.cookies = kept
						if got := outcomeOf(p); got != want {
							t.Errorf("POST %s of %s: got %s (%d, to %q), want %s", r.Path, target.name, got, p.status, p.location(), want)
						}
						if before.changed() {
							t.Errorf("POST %s of %s was refused and has changed the database", r.Path, target.name)
						}
						if found := leaks(a, r.Path, p); found != nil {
							t.Errorf("POST %s of %s tells %v", r.Path, target.name, found)
						}
					}
				}
			}
		})
	}
	t.Logf("%d requests", w.requests)
}

// last are forms that end what others need, in this order, after all others.
var last = []string{
	"/w/:code/leave",
	"/invitations/:i/revoke", "/assessments/:id/shares/:share/revoke", "/assessments/:id/asks/:ask/revoke", "/assessments/:id/scenarios/:scenario/delete",
	"/surveys/:survey/leave", "/assessments/:id/surveys/:survey/links", "/assessments/:id/surveys/:survey/close", "/assessments/:id/surveys/:survey/delete",
	"/assessments/:id/actions/:item/remove", "/workshops/:workshop/close", "/workshops/:workshop/delete", "/assessments/:id/delete", "/members/:m", "/admin/users/:u", "/account/sessions",
	"/sign-out", "/passwords/:token", "/invites/:token",
}

// TestMatrix holds every route against the table in testdata: who may do what with what is theirs. Each actor acts in a
// world of their own, in which they do everything that they may.
func TestMatrix(t *testing.T) {
	t.Parallel()
	var table [][]string
	var mu sync.Mutex
	cells := map[string]map[string]outcome{}
	names := []string{}
	requests := 0
	t.Run("actors", func(t *testing.T) {
		for _, named := range newWorld(t).actors {
			names = append(names, named.name)
			t.Run(named.name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				got := w.act(t, w.actor(named.name))
				mu.Lock()
				cells[named.name] = got
				requests += w.requests
				mu.Unlock()
			})
		}
	})
	if t.Failed() {
		return
	}
	table = append(table, append([]string{"method", "path", "policy"}, names...))
	for _, r := range newWorld(t).server.Routes() {
		row := []string{r.Method, r.Path, r.Policy}
		for _, name := range names {
			row = append(row, string(cells[name][r.Method+" "+r.Path]))
		}
		table = append(table, row)
	}
	t.Logf("%d requests", requests)
	compareTable(t, "testdata/matrix.csv", table)
}

// ownTarget is what the table is about: the first client, and for a guest what is their own.
func (w *world) ownTarget(a *actor) target {
	mine := w.target("own")
	if a.name == "guest" {
		mine = w.target("guest's")
	}
	mine.params = maps.Clone(mine.params)
	for name, of := range map[string]string{"invite": "finished", "password": "own", "resume": "guest's", "s": "finished", "d": "finished"} {
		mine.params[name] = w.target(of).params[name] // opening a link to what it is about would give a right to it
	}
	return mine
}

// act does everything once, and says what became of it.
func (w *world) act(t *testing.T, a *actor) map[string]outcome {
	got := map[string]outcome{}
	routes := slices.Clone(w.server.Routes())
	slices.SortStableFunc(routes, func(x, y web.Route) int { return order(a, x) - order(a, y) })
	mine := w.ownTarget(a)
	for _, r := range routes {
		var fields url.Values
		if r.Method == http.MethodPost {
			fields = w.fieldsFor(r, mine)
		}
		if r.Path == "/clients/:c/move" && a.name == "admin" {
			fields.Set("workspace", w.a) // to where it is
		}
		p := w.send(a, r.Method, w.fill(r.Path, mine)+queries[r.Path], fields)
		got[r.Method+" "+r.Path] = outcomeOf(p)
		if want := w.expected(a, r, mine); outcomeOf(p) != want {
			t.Errorf("%s %s: got %d, to %q, want %s", r.Method, r.Path, p.status, p.location(), want)
		}
	}
	return got
}

func order(a *actor, r web.Route) int {
	switch {
	case r.Method == http.MethodGet:
		return 0
	case r.Path == "/invites/:token" && a.signed: // refused, and nothing ends by it
		return 1
	}
	return 2 + slices.Index(last, r.Path)
}

func compareTable(t *testing.T, name string, table [][]string) {
	t.Helper()
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	check(t, out.WriteAll(table))
	if *update {
		check(t, os.WriteFile(name, b.Bytes(), 0o644))
	}
	want, err := os.ReadFile(name)
	check(t, err)
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("%s: -want +got\n%s", name, diff)
	}
}

// TestIDsAreNotSwapped names a foreign child of one's own parent.
func TestIDsAreNotSwapped(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	before := w.state()
	children := []string{"item", "scenario", "share", "ask", "comment", "survey"}
	for _, name := range []string{"admin", "consultant", "client admin", "member", "guest"} {
		a := w.actor(name)
		own := w.ownTarget(a)
		for _, r := range w.server.Routes() {
			for _, child := range children {
				if !strings.Contains(r.Path, "/:id/") || !strings.Contains(r.Path, ":"+child) {
					continue
				}
				for _, foreign := range []string{"client 2", "archived", "foreign", "another", "guest's", "missing"} {
					swapped := target{"swapped", maps.Clone(own.params)}
					swapped.params[child] = w.target(foreign).params[child]
					if child == "survey" {
						swapped.params["closed"] = w.target(foreign).params["closed"]
					}
					if swapped.params[child] == own.params[child] {
						continue
					}
					var fields url.Values
					if r.Method == http.MethodPost {
						fields = w.fieldsFor(r, own)
					}
					p := w.send(a, r.Method, w.fill(r.Path, swapped), fields)
					want := w.expected(a, r, own)
					if want == ok {
						want = absent
					}
					if got := outcomeOf(p); got != want {
						t.Errorf("%s: %s %s with the %s of %s: got %d, want %s", name, r.Method, r.Path, child, foreign, p.status, want)
					}
					if before.changed() {
						t.Errorf("%s: %s %s with the %s of %s has changed the database", name, r.Method, r.Path, child, foreign)
					}
				}
			}
		}
	}
	w.swapPeople(t, before)
	t.Logf("%d requests", w.requests)
}

// swapPeople names members, invitations, users, workspaces and clients of elsewhere.
func (w *world) swapPeople(t *testing.T, before *state) {
	admin, lead := w.actor("admin"), w.actor("client admin")
	own := w.target("own")
	foreign := w.target("foreign")
	staffOfA := w.row(`SELECT id FROM members WHERE user_id = ?`, w.actor("consultant").viewer.UserID)
	own2 := w.target("client 2")
	for _, try := range []struct {
		a      *actor
		path   string
		fields url.Values
		want   outcome
	}{
		{admin, "/members/" + foreign.params["m"], url.Values{"role": {""}}, absent},
		{admin, "/members/" + foreign.params["m"], url.Values{"role": {"client_admin"}}, absent},
		{admin, "/invitations/" + foreign.params["i"] + "/revoke", nil, absent},
		{admin, "/clients", url.Values{"name": {"x"}, "workspace": {foreign.params["w"]}}, absent},
		{admin, "/clients/" + own.params["c"] + "/move", url.Values{"workspace": {foreign.params["w"]}}, absent},
		{admin, "/clients/" + own.params["c"] + "/move", url.Values{"workspace": {w.target("guest's").params["w"]}}, absent},
		{admin, "/clients/" + own.params["c"] + "/people", url.Values{"email": {"x@x.example"}, "role": {"admin"}}, ok},
		{admin, "/workspaces/" + own.params["w"] + "/people", url.Values{"email": {"x@x.example"}, "role": {"viewer"}}, ok},
		{admin, "/account/sessions", url.Values{"session": {w.boss.SessionID}}, absent},
		{admin, "/account/sessions", url.Values{"session": {w.actor("admin of B").viewer.SessionID}}, absent},
		{lead, "/members/" + own2.params["m"], url.Values{"role": {"viewer"}}, absent},
		{lead, "/members/" + staffOfA, url.Values{"role": {""}}, absent},
		{lead, "/members/" + own.params["m"], url.Values{"role": {"admin"}}, forbidden},
		{lead, "/members/" + own.params["m"], url.Values{"role": {"consultant"}}, forbidden},
		{lead, "/members/" + own.params["m"], url.Values{"role": {"owner"}}, forbidden},
		{lead, "/members/" + own.params["m"], url.Values{"role": {"shared"}}, forbidden},
		{lead, "/invitations/" + own2.params["i"] + "/revoke", nil, absent},
		{lead, "/clients/" + own.params["c"] + "/people", url.Values{"email": {"x@x.example"}, "role": {"consultant"}}, ok},
		{w.actor("consultant"), "/members/" + staffOfA, url.Values{"role": {"admin"}}, forbidden},
		{w.actor("runner"), "/members/" + own.params["m"], url.Values{"role": {"viewer"}}, absent},
		{w.actor("runner"), "/admin/users/" + missing, url.Values{"change": {"password"}}, absent},
		{w.actor("runner"), "/admin/users/" + own.params["u"], url.Values{"change": {"erase"}}, absent},
	} {
		p := w.send(try.a, http.MethodPost, try.path, try.fields)
		if got := outcomeOf(p); got != try.want {
			t.Errorf("%s: POST %s with %v: got %d, want %s", try.a.name, try.path, try.fields, p.status, try.want)
		}
		if try.want == ok && p.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: POST %s with %v: got %d, want 422", try.a.name, try.path, try.fields, p.status)
		}
		if before.changed() {
			t.Errorf("%s: POST %s with %v has changed the database", try.a.name, try.path, try.fields)
		}
	}
}

// TestDelegatesAnswerWhatTheyWereAsked and nothing else, by pages and by scripts.
func TestDelegatesAnswerWhatTheyWereAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.actor("delegate")
	root := "/assessments/" + w.target("own").params["id"]
	before := w.state()
	for _, q := range w.model.Questions() {
		want := absent
		if q.Capability.ID == "data.origin" {
			want = ok
		}
		p := w.send(a, http.MethodGet, root+"/questions/"+q.ID, nil)
		if got := outcomeOf(p); got != want {
			t.Errorf("GET %s: got %s, want %s", q.ID, got, want)
		}
		if want == ok {
			continue
		}
		fields := w.fieldsFor(web.Route{Path: "/assessments/:id/questions/:q"}, w.target("own"))
		for _, p := range []*page{a.browser.post(root+"/questions/"+q.ID, fields), a.browser.json(root+"/questions/"+q.ID, fields)} {
			if p.status != http.StatusNotFound {
				t.Errorf("POST %s: got %d, want 404", q.ID, p.status)
			}
		}
	}
	for _, c := range w.model.Capabilities() {
		want := absent
		if c.ID == "data.origin" {
			want = ok
		}
		if got := outcomeOf(w.send(a, http.MethodGet, root+"/capabilities/"+c.ID, nil)); got != want {
			t.Errorf("GET capability %s: got %s, want %s", c.ID, got, want)
		}
		if got := outcomeOf(w.send(a, http.MethodPost, root+"/capabilities/"+c.ID+"/confirm", nil)); want == absent && got != want {
			t.Errorf("confirming %s: got %s, want %s", c.ID, got, want)
		}
		if want == absent && before.changed() {
			t.Errorf("confirming %s has changed the database", c.ID)
		}
		before = w.state()
	}
	p := w.send(a, http.MethodGet, root, nil).want(http.StatusOK)
	for _, n := range all(p.doc, tag("a")) {
		for _, q := range w.model.Questions() {
			if q.Capability.ID != "data.origin" && strings.HasSuffix(attr(n, "href"), "/"+q.ID) {
				t.Errorf("the delegate is led to %s, which they were not asked", q.ID)
			}
		}
	}
}
