package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

const day = 24 * time.Hour

// newUser is somebody with an address that nobody has yet.
func (f *fixture) newUser(who string) NewUser {
	f.t.Helper()
	var n int
	f.must(f.pool.QueryRowContext(f.t.Context(), `SELECT count(*) FROM users`).Scan(&n))
	return NewUser{Email: fmt.Sprintf("%s%d@example.org", who, n), Name: fmt.Sprintf("%s %d", who, n), Password: "hash"}
}

// setUp makes the first user, signed in: they run the installation and are the admin of a workspace.
func (f *fixture) setUp() (boss assessment.Viewer, workspace string) {
	f.t.Helper()
	link, err := f.NewSetup(f.t.Context())
	f.must(err)
	user, err := f.SetUp(f.t.Context(), link, f.newUser("boss"), "Kanzlei")
	f.must(err)
	_, boss = f.signIn(assessment.Viewer{}, user)
	list, err := f.Workspaces(f.t.Context(), boss)
	f.must(err)
	if len(list) != 1 {
		f.t.Fatalf("the first user has %d workspaces, want 1", len(list))
	}
	return boss, list[0].ID
}

// signIn signs a user in with the browser of a viewer, as after the password and the second factor.
func (f *fixture) signIn(v assessment.Viewer, user string) (token string, signedIn assessment.Viewer) {
	f.t.Helper()
	token, err := f.SignIn(f.t.Context(), v, user, false, "Firefox, Linux")
	f.must(err)
	return token, f.viewer(token)
}

func (f *fixture) viewer(token string) assessment.Viewer {
	f.t.Helper()
	v, err := f.Viewer(f.t.Context(), token)
	f.must(err)
	return v
}

func (f *fixture) invite(by assessment.Viewer, workspace, client string, role assessment.Role, email string) (token string) {
	f.t.Helper()
	token, err := f.Invite(f.t.Context(), by, workspace, client, role, email)
	f.must(err)
	return token
}

// member is somebody new with a role, signed in with a browser of their own.
func (f *fixture) member(by assessment.Viewer, workspace, client string, role assessment.Role) assessment.Viewer {
	f.t.Helper()
	n := f.newUser(string(role))
	user, err := f.AcceptAsNew(f.t.Context(), f.invite(by, workspace, client, role, n.Email), n)
	f.must(err)
	_, browser := f.createGuest()
	_, v := f.signIn(browser, user)
	return v
}

func (f *fixture) addWorkspace(boss assessment.Viewer, name string) (id string) {
	f.t.Helper()
	id, err := f.AddWorkspace(f.t.Context(), boss, name)
	f.must(err)
	return id
}

func (f *fixture) addClient(by assessment.Viewer, workspace, name string) (id string) {
	f.t.Helper()
	id, err := f.AddClient(f.t.Context(), by, workspace, name, "Energy")
	f.must(err)
	return id
}

func (f *fixture) start(by assessment.Viewer, client string) *assessment.Assessment {
	f.t.Helper()
	a, err := f.StartAssessment(f.t.Context(), by, client, assessment.KindQuick, f.model)
	f.must(err)
	return a
}

// runner is somebody who runs the installation and has no role in any workspace.
func (f *fixture) runner(boss assessment.Viewer, workspace string) assessment.Viewer {
	f.t.Helper()
	v := f.member(boss, workspace, "", assessment.RoleConsultant)
	f.must(f.ChangeUser(f.t.Context(), boss, v.UserID, GiveAdmin))
	f.must(f.RemoveMember(f.t.Context(), boss, f.memberID(v)))
	_, v = f.signIn(assessment.Viewer{}, v.UserID)
	return v
}

// memberID is the id of the only role of somebody.
func (f *fixture) memberID(v assessment.Viewer) (id string) {
	f.t.Helper()
	f.must(f.pool.QueryRowContext(f.t.Context(), `SELECT id FROM members WHERE user_id = $1`, v.UserID).Scan(&id))
	return id
}

func (f *fixture) roleOf(v assessment.Viewer) (role assessment.Role) {
	f.t.Helper()
	f.must(f.pool.QueryRowContext(f.t.Context(), `SELECT COALESCE((SELECT role FROM members WHERE user_id = $1), '')`, v.UserID).Scan(&role))
	return role
}

// wantEnded says that a sign-in stands for nobody any more, not even for a guest.
func (f *fixture) wantEnded(what, token string) {
	f.t.Helper()
	_, err := f.Viewer(f.t.Context(), token)
	wantErr(f.t, what, err, assessment.ErrNotFound)
}

func (f *fixture) wantUser(what, token, user string) {
	f.t.Helper()
	if got, err := f.Viewer(f.t.Context(), token); err != nil || got.UserID != user {
		f.t.Errorf("%s: got user %q, %v, want %q", what, got.UserID, err, user)
	}
}

// wantInvalid is wantRefused for one field.
func wantInvalid(t *testing.T, what string, err error, field, message string) {
	t.Helper()
	wantRefused(t, what, err, map[string]string{field: message})
}

// count is the only number that a query returns.
func (f *fixture) count(query string, args ...any) (n int) {
	f.t.Helper()
	f.must(f.pool.QueryRowContext(f.t.Context(), query, args...).Scan(&n))
	return n
}

// mentions returns the columns of all tables that hold a text, as table.column.
func (f *fixture) mentions(text string) (found []string) {
	f.t.Helper()
	for table, columns := range f.columns() {
		for _, column := range columns {
			if f.count(fmt.Sprintf(`SELECT count(*) FROM %q WHERE instr(CAST(%q AS TEXT), $1) > 0`, table, column), text) > 0 {
				found = append(found, table+"."+column)
			}
		}
	}
	return found
}

// columns are those of every table that can hold a text.
func (f *fixture) columns() map[string][]string {
	f.t.Helper()
	rows, err := f.pool.QueryContext(f.t.Context(), `SELECT name FROM sqlite_master WHERE type = 'table'`)
	f.must(err)
	all := map[string][]string{}
	for rows.Next() {
		var table string
		f.must(rows.Scan(&table))
		all[table] = nil
	}
	f.must(errors.Join(rows.Err(), rows.Close()))
	for table := range all {
		rows, err := f.pool.QueryContext(f.t.Context(), fmt.Sprintf(`PRAGMA table_info(%q)`, table))
		f.must(err)
		for rows.Next() {
			var n, notNull, key int
			var name, kind string
			var preset any
			f.must(rows.Scan(&n, &name, &kind, &notNull, &preset, &key))
			if !strings.HasPrefix(strings.ToUpper(kind), "INT") {
				all[table] = append(all[table], name)
			}
		}
		f.must(errors.Join(rows.Err(), rows.Close()))
	}
	return all
}

// entries is the log of a workspace, or of the installation, as the events in it.
func (f *fixture) entries(v assessment.Viewer, workspace string) (events []assessment.Event) {
	f.t.Helper()
	log, err := f.AuditLog(f.t.Context(), v, workspace)
	f.must(err)
	for _, e := range log {
		events = append(events, e.Event)
	}
	return events
}
