package store

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

// exported is a log as an export, line by line.
func (f *fixture) exported(v assessment.Viewer, workspace string) [][]byte {
	f.t.Helper()
	entries, err := f.AuditLog(f.t.Context(), v, workspace)
	f.must(err)
	var out bytes.Buffer
	f.must(assessment.WriteLog(&out, entries))
	return bytes.SplitAfter(bytes.TrimSuffix(out.Bytes(), []byte("\n")), []byte("\n"))
}

func verify(lines [][]byte) (int, error) {
	return assessment.VerifyLog(bytes.NewReader(bytes.Join(lines, nil)))
}

func (f *fixture) wantVerified(v assessment.Viewer, workspace string) {
	f.t.Helper()
	lines := f.exported(v, workspace)
	if n, err := verify(lines); n != len(lines) || err != nil {
		f.t.Errorf("log of %q: got %d in order, %v, want %d", workspace, n, err, len(lines))
	}
}

// busyLog fills the logs of an installation and a workspace.
func (f *fixture) busyLog() (boss assessment.Viewer, workspace string) {
	f.t.Helper()
	boss, workspace = f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	eva := f.member(boss, workspace, client, assessment.RoleClientAdmin)
	f.must(f.SetRole(f.t.Context(), boss, f.memberID(eva), assessment.RoleViewer))
	f.must(f.ArchiveClient(f.t.Context(), boss, client, true))
	f.must(f.Record(f.t.Context(), workspace, eva, assessment.LogExported, client, "csv"))
	return boss, workspace
}

func TestLogsAreChainsThatVerify(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.busyLog()
	want := []assessment.Event{
		assessment.LogWorkspaceAdded, assessment.LogMemberAdded, assessment.LogClientAdded, assessment.LogInvited,
		assessment.LogMemberAdded, assessment.LogRoleChanged, assessment.LogClientArchived, assessment.LogExported,
	}
	if got := f.entries(boss, workspace); !slices.Equal(got, want) {
		t.Errorf("workspace: got %v, want %v", got, want)
	}
	want = []assessment.Event{assessment.LogUserAdded, assessment.LogSignedIn, assessment.LogUserAdded, assessment.LogSignedIn}
	if got := f.entries(boss, ""); !slices.Equal(got, want) {
		t.Errorf("installation: got %v, want %v", got, want)
	}
	f.wantVerified(boss, workspace)
	f.wantVerified(boss, "")
	f.must(f.Close())
	f.open()
	f.must(f.Record(t.Context(), workspace, boss, assessment.LogExported, "", ""))
	f.wantVerified(boss, workspace)
}

func TestNothingIsLoggedOfWhatWasRefused(t *testing.T) {
	f := newFixture(t)
	boss, _ := f.busyLog()
	before := f.dump()["audit_log"]
	wantInvalid(t, "remove the last admin", f.RemoveMember(t.Context(), boss, f.memberID(boss)), "role", msgLastAdmin)
	wantInvalid(t, "block the last", f.ChangeUser(t.Context(), boss, boss.UserID, BlockUser), "change", msgLastRunner)
	if after := f.dump()["audit_log"]; !slices.Equal(before, after) {
		t.Errorf("got %d entries, want %d", len(after), len(before))
	}
}

func TestLogRefusesUpdates(t *testing.T) {
	f := newFixture(t)
	f.busyLog()
	before := f.dump()["audit_log"]
	for _, change := range []string{`actor = ''`, `detail = 'x'`, `hash = prev_hash`, `seq = seq + 100`, `at = at`} {
		err := f.write(t.Context(), "change log", func(ctx context.Context, tx tx) error {
			_, err := tx.exec(ctx, `UPDATE audit_log SET `+change)
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("%s: got %v, want a refusal", change, err)
		}
	}
	if after := f.dump()["audit_log"]; !slices.Equal(before, after) {
		t.Error("the log has changed")
	}
}

func TestTamperingIsFoundAndNamed(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.busyLog()
	lines := f.exported(boss, workspace)
	other := f.exported(boss, "")
	for _, test := range []struct {
		name  string
		edit  func([][]byte) [][]byte
		n     int
		wants []string
	}{
		{"flipped byte", func(l [][]byte) [][]byte {
			l[2] = bytes.Replace(l[2], []byte(boss.UserID[:4]), []byte("ffff"), 1)
			return l
		}, 2, []string{"line 3", "entry 3 was changed"}},
		{"another event", func(l [][]byte) [][]byte {
			l[2] = bytes.Replace(l[2], []byte(assessment.LogClientAdded), []byte(assessment.LogDeleted), 1)
			return l
		}, 2, []string{"line 3", "entry 3 was changed"}},
		{"removed line", func(l [][]byte) [][]byte { return slices.Delete(l, 3, 4) }, 3, []string{"line 4", "entry 5 follows entry 3"}},
		{"reordered lines", func(l [][]byte) [][]byte { l[1], l[2] = l[2], l[1]; return l }, 1, []string{"line 2", "entry 3 follows entry 1"}},
		{"repeated line", func(l [][]byte) [][]byte { return slices.Insert(l, 1, l[0]) }, 1, []string{"line 2", "entry 1 follows entry 1"}},
		{"line of another log", func(l [][]byte) [][]byte { l[1] = other[1]; return l }, 1, []string{"line 2", "belongs to another log"}},
		{"no entry", func(l [][]byte) [][]byte { return slices.Insert(l, 2, []byte("x\n")) }, 2, []string{"line 3", "is no entry"}},
	} {
		n, err := verify(test.edit(slices.Clone(lines)))
		if n != test.n || err == nil {
			t.Errorf("%s: got %d in order, %v, want %d and an error", test.name, n, err, test.n)
			continue
		}
		for _, want := range test.wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %q, want %q in it", test.name, err, want)
			}
		}
	}
}

// Somebody with the file in hand can change it; the export shows it.
func TestTamperingInTheDatabaseIsFound(t *testing.T) {
	for name, edit := range map[string]string{
		"changed": `UPDATE audit_log SET detail = 'admin' WHERE chain <> '' AND seq = 3`,
		"removed": `DELETE FROM audit_log WHERE chain <> '' AND seq = 3`,
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			boss, workspace := f.busyLog()
			f.must(f.write(t.Context(), "tamper", func(ctx context.Context, tx tx) error {
				if _, err := tx.exec(ctx, `DROP TRIGGER audit_log_is_append_only`); err != nil {
					return err
				}
				_, err := tx.exec(ctx, edit)
				return err
			}))
			if n, err := verify(f.exported(boss, workspace)); n != 2 || err == nil {
				t.Errorf("got %d in order, %v, want 2 and an error", n, err)
			}
		})
	}
}

func TestLogIsForAdmins(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	other := f.addWorkspace(boss, "Other")
	for _, test := range []struct {
		name          string
		v             assessment.Viewer
		ours, runners error
	}{
		{"admin", f.member(boss, workspace, "", assessment.RoleAdmin), nil, assessment.ErrNotFound},
		{"consultant", f.member(boss, workspace, "", assessment.RoleConsultant), assessment.ErrForbidden, assessment.ErrNotFound},
		{"client admin", f.member(boss, workspace, client, assessment.RoleClientAdmin), assessment.ErrNotFound, assessment.ErrNotFound},
		{"admin of another workspace", f.member(boss, other, "", assessment.RoleAdmin), assessment.ErrNotFound, assessment.ErrNotFound},
		{"who runs the installation", f.runner(boss, other), assessment.ErrNotFound, nil},
		{"guest", f.guest, assessment.ErrNotFound, assessment.ErrNotFound},
		{"nobody", assessment.Viewer{}, assessment.ErrNotFound, assessment.ErrNotFound},
	} {
		_, err := f.AuditLog(t.Context(), test.v, workspace)
		wantErr(t, test.name+": workspace", err, test.ours)
		_, err = f.AuditLog(t.Context(), test.v, "")
		wantErr(t, test.name+": installation", err, test.runners)
	}
}

func TestLogHoldsNothingThatPeopleWrote(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	var tokens []string
	keep := func(token string, err error) string {
		t.Helper()
		f.must(err)
		tokens = append(tokens, token)
		return token
	}
	canary := func(email string) NewUser {
		return NewUser{Email: email + "@canary.example", Name: "canary " + email, Password: "canary-hash"}
	}

	user, err := f.SetUp(ctx, keep(f.NewSetup(ctx)), canary("boss"), "canary workspace")
	f.must(err)
	boss := f.viewer(keep(f.SignIn(ctx, f.guest, user, false, "canary device")))
	list, err := f.Workspaces(ctx, boss)
	f.must(err)
	workspace := list[0].ID
	client, err := f.AddClient(ctx, boss, workspace, "canary client", "canary sector")
	f.must(err)
	f.must(f.EditClient(ctx, boss, client, "canary renamed", "canary sector"))
	user, err = f.AcceptAsNew(ctx, keep(f.Invite(ctx, boss, workspace, client, assessment.RoleClientAdmin, "eva@canary.example")), canary("eva"))
	f.must(err)
	eva := f.viewer(keep(f.SignIn(ctx, assessment.Viewer{}, user, false, "canary device")))
	keep(f.Invite(ctx, boss, workspace, client, assessment.RoleViewer, "new@canary.example"))
	open, err := f.Invitations(ctx, boss, workspace, client)
	f.must(err)
	f.must(f.RevokeInvitation(ctx, boss, open[0].ID))
	f.must(f.SetName(ctx, eva, "canary name"))
	f.must(f.SetPassword(ctx, eva, "canary-hash"))
	f.must(f.WantFactor(ctx, eva, []byte("canary-secret")))
	f.must(f.ConfirmFactor(ctx, eva, 1, [][]byte{hashed("canary")}))
	f.must(f.RemoveFactor(ctx, eva))
	a := f.start(boss, client)
	f.save(boss, a.ID, quickQuestion(f.model).ID, assessment.Answer{Choice: 3, Note: "canary note"}, 0)
	f.plan(boss, a.ID, assessment.PlannedAction{Title: "canary title"})
	keep(f.NewShare(ctx, boss, a.ID, "canary label", assessment.ShareLife))
	shares, err := f.Shares(ctx, boss, a.ID)
	f.must(err)
	f.must(f.RevokeShare(ctx, boss, a.ID, shares[0].ID))
	own, err := f.CreateAssessment(ctx, boss, assessment.KindQuick, "canary own", f.model)
	f.must(err)
	_, err = f.Claim(ctx, boss, own.ID, workspace)
	f.must(err)
	f.must(f.MoveClient(ctx, boss, client, f.addWorkspace(boss, "canary other")))
	_, err = f.Reset(ctx, keep(f.NewReset(ctx, boss, eva.UserID)), "canary-hash")
	f.must(err)
	for _, change := range []UserChange{BlockUser, UnblockUser, GiveAdmin, TakeAdmin, DropFactor, DropSessions} {
		f.must(f.ChangeUser(ctx, boss, eva.UserID, change))
	}
	f.must(f.Delete(ctx, boss, a.ID))
	_, err = f.DeleteClient(ctx, boss, client)
	f.must(err)
	keep(f.SignOut(ctx, boss))

	if len(f.mentions("canary")) == 0 {
		t.Fatal("the canary is nowhere; the test shows nothing")
	}
	if got := f.count(`SELECT count(*) FROM audit_log`); got < 30 {
		t.Errorf("got %d entries, want most of the events", got)
	}
	for _, text := range append(tokens, "canary") {
		for _, where := range f.mentions(text) {
			if strings.HasPrefix(where, "audit_log.") {
				t.Errorf("%q is in %s", text, where)
			}
		}
	}
}

func TestOldEntriesOfLogsExpireButTheLast(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.busyLog()
	chains := map[string]int{workspace: len(f.exported(boss, workspace)), "": len(f.exported(boss, ""))}
	due := f.clock.Now().Add(assessment.LogRetention)

	f.clock.advance(100 * day)
	f.must(f.Record(t.Context(), workspace, boss, assessment.LogExported, "", ""))
	f.must(f.Record(t.Context(), workspace, boss, assessment.LogExported, "", ""))
	f.clock.advance(due.Add(-time.Millisecond).Sub(f.clock.Now()))
	expireLog := func(want int) {
		t.Helper()
		got, err := f.Expire(t.Context(), f.clock.Now())
		f.must(err)
		if got.LogEntries != want {
			t.Errorf("got %d entries, want %d", got.LogEntries, want)
		}
		f.wantVerified(boss, workspace)
		f.wantVerified(boss, "")
	}
	expireLog(0)
	f.clock.advance(time.Millisecond)
	expireLog(chains[workspace] + chains[""] - 1) // the last one of the installation stays
	expireLog(0)
	if log := f.exported(boss, workspace); len(log) != 2 {
		t.Errorf("workspace: got %d entries, want 2", len(log))
	}
	f.must(f.Record(t.Context(), "", boss, assessment.LogExported, "", ""))
	log, err := f.AuditLog(t.Context(), boss, "")
	f.must(err)
	if len(log) != 2 || log[1].Seq != chains[""]+1 || log[1].PrevHash != log[0].Hash {
		t.Errorf("installation: got %+v, want the next entry after the last", log)
	}
	expireLog(1)
}
