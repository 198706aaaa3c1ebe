package store

import (
	"slices"
	"testing"
	"time"

	"lauter/assessment"
)

// try is something done to an assessment, with the right that it needs.
type try struct {
	name  string
	right assessment.Right
	do    func(v assessment.Viewer, a prepared) error
}

// prepared is an assessment with something of everything.
type prepared struct {
	id, item, scenario, share string
}

func (f *fixture) tries() []try {
	ctx := f.t.Context()
	q := quickQuestion(f.model).ID
	second := func(_ any, err error) error { return err }
	return []try{
		{"Assessment", assessment.RightResults, func(v assessment.Viewer, a prepared) error { return second(f.Assessment(ctx, v, a.id)) }},
		{"AssessmentWithAnswers", assessment.RightResults, func(v assessment.Viewer, a prepared) error {
			_, _, err := f.AssessmentWithAnswers(ctx, v, a.id)
			return err
		}},
		{"Rounds", assessment.RightResults, func(v assessment.Viewer, a prepared) error { return second(f.Rounds(ctx, v, a.id)) }},
		{"Answers", assessment.RightRead, func(v assessment.Viewer, a prepared) error { return second(f.Answers(ctx, v, a.id)) }},
		{"PlannedActions", assessment.RightRead, func(v assessment.Viewer, a prepared) error { return second(f.PlannedActions(ctx, v, a.id)) }},
		{"PlannedAction", assessment.RightRead, func(v assessment.Viewer, a prepared) error {
			_, _, err := f.PlannedAction(ctx, v, a.id, a.item)
			return err
		}},
		{"Scenarios", assessment.RightRead, func(v assessment.Viewer, a prepared) error { return second(f.Scenarios(ctx, v, a.id)) }},
		{"SaveAnswer", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error {
			return second(f.SaveAnswer(ctx, v, a.id, q, assessment.Answer{Choice: 3}, 0))
		}},
		{"SetFacts", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error {
			return f.SetFacts(ctx, v, a.id, map[string][]string{f.model.Facts[0].ID: nil})
		}},
		{"AddPlannedActions", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error {
			return second(f.AddPlannedActions(ctx, v, a.id, assessment.PlannedAction{Title: "Another"}))
		}},
		{"SavePlannedAction", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error {
			return f.SavePlannedAction(ctx, v, a.id, assessment.PlannedAction{ID: a.item, Title: "Ours", Owner: "Ada", Rev: 1})
		}},
		{"RemovePlannedAction", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error { return f.RemovePlannedAction(ctx, v, a.id, a.item) }},
		{"SaveScenario", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error {
			return f.SaveScenario(ctx, v, a.id, assessment.Scenario{Name: "another", Page: "plan"})
		}},
		{"DeleteScenario", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error { return f.DeleteScenario(ctx, v, a.id, a.scenario) }},
		{"Finish", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error { return f.Finish(ctx, v, a.id) }},
		{"Reopen", assessment.RightAnswer, func(v assessment.Viewer, a prepared) error { return f.Reopen(ctx, v, a.id) }},
		{"Extend", assessment.RightManage, func(v assessment.Viewer, a prepared) error { return f.Extend(ctx, v, a.id) }},
		{"SetOrganisation", assessment.RightManage, func(v assessment.Viewer, a prepared) error { return f.SetOrganisation(ctx, v, a.id, "Renamed") }},
		{"SetTargets", assessment.RightManage, func(v assessment.Viewer, a prepared) error {
			return f.SetTargets(ctx, v, a.id, map[string]int{f.model.Capabilities()[0].ID: 4})
		}},
		{"NewRound", assessment.RightManage, func(v assessment.Viewer, a prepared) error {
			return second(f.NewRound(ctx, v, a.id, true, f.model))
		}},
		{"NewLink", assessment.RightLink, func(v assessment.Viewer, a prepared) error { return second(f.NewLink(ctx, v, a.id)) }},
		{"NewShare", assessment.RightShare, func(v assessment.Viewer, a prepared) error {
			return second(f.NewShare(ctx, v, a.id, "bank", assessment.ShareLife))
		}},
		{"Shares", assessment.RightShare, func(v assessment.Viewer, a prepared) error { return second(f.Shares(ctx, v, a.id)) }},
		{"RevokeShare", assessment.RightShare, func(v assessment.Viewer, a prepared) error { return f.RevokeShare(ctx, v, a.id, a.share) }},
		{"Delete", assessment.RightRemove, func(v assessment.Viewer, a prepared) error { return f.Delete(ctx, v, a.id) }},
	}
}

// prepare fills an assessment by somebody who may write in it, and opens it as a share for a guest.
func (f *fixture) prepare(by assessment.Viewer, a *assessment.Assessment, sharedWith assessment.Viewer) prepared {
	f.t.Helper()
	p := prepared{id: a.ID, item: f.plan(by, a.ID, assessment.PlannedAction{Title: "Ours"})[0]}
	f.must(f.SaveScenario(f.t.Context(), by, a.ID, assessment.Scenario{Name: "x", Page: "plan"}))
	list, err := f.Scenarios(f.t.Context(), by, a.ID)
	f.must(err)
	p.scenario = list[0].ID
	if !a.Role.May(assessment.RightShare) {
		return p
	}
	token, err := f.NewShare(f.t.Context(), by, a.ID, "x", assessment.ShareLife)
	f.must(err)
	_, err = f.JoinShare(f.t.Context(), sharedWith, token)
	f.must(err)
	shares, err := f.Shares(f.t.Context(), by, a.ID)
	f.must(err)
	p.share = shares[0].ID
	return p
}

func TestEveryRoleMayWhatItsRightsSay(t *testing.T) {
	roles := slices.Concat(assessment.WorkspaceRoles, assessment.ClientRoles)
	type who struct {
		name string
		role assessment.Role
	}
	whos := []who{
		{"owner", assessment.RoleOwner}, {"shared", assessment.RoleShared}, {"member of another client", ""},
		{"admin of another workspace", ""}, {"who runs the installation", ""}, {"guest", ""}, {"nobody", ""},
	}
	for _, role := range roles {
		whos = append(whos, who{string(role), role})
	}
	for _, who := range whos {
		t.Run(who.name, func(t *testing.T) {
			f := newFixture(t)
			boss, workspace := f.setUp()
			client := f.addClient(boss, workspace, "Muster GmbH")
			_, sharer := f.createGuest()
			var v assessment.Viewer
			switch {
			case slices.Contains(assessment.ClientRoles, who.role):
				v = f.member(boss, workspace, client, who.role)
			case who.role.Staff():
				v = f.member(boss, workspace, "", who.role)
			case who.role == assessment.RoleShared:
				v = sharer
			case who.name == "member of another client":
				v = f.member(boss, workspace, f.addClient(boss, workspace, "Andere AG"), assessment.RoleClientAdmin)
			case who.name == "admin of another workspace":
				v = f.member(boss, f.addWorkspace(boss, "Other"), "", assessment.RoleAdmin)
			case who.name == "who runs the installation":
				v = f.runner(boss, workspace)
			case who.name != "nobody":
				v = f.guest
			}
			by, start := boss, func() *assessment.Assessment { return f.start(boss, client) }
			if who.role == assessment.RoleOwner {
				by, start = v, func() *assessment.Assessment { return f.create(v, assessment.KindQuick) }
			}

			tries := f.tries()
			targets := make([]prepared, len(tries))
			for i := range tries {
				targets[i] = f.prepare(by, start(), sharer)
			}
			want := func(right assessment.Right) error {
				switch {
				case who.role == "":
					return assessment.ErrNotFound
				case !who.role.May(right):
					return assessment.ErrForbidden
				}
				return nil
			}
			before := f.dump()
			for i, try := range tries {
				if want := want(try.right); want != nil {
					wantErr(t, try.name, try.do(v, targets[i]), want)
				}
			}
			for table, rows := range f.dump() {
				if !slices.Equal(rows, before[table]) {
					t.Errorf("%s changed although everything was refused", table)
				}
			}
			for i, try := range tries {
				if want(try.right) != nil {
					continue
				}
				if err := try.do(v, targets[i]); err != nil {
					t.Errorf("%s: got %v, want nil", try.name, err)
				}
			}
		})
	}
}

func TestAssessmentSaysTheRole(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	a := f.start(boss, client)
	p := f.prepare(boss, a, f.guest)
	for _, test := range []struct {
		v    assessment.Viewer
		want assessment.Role
	}{
		{boss, assessment.RoleAdmin},
		{f.member(boss, workspace, client, assessment.RoleViewer), assessment.RoleViewer},
		{f.guest, assessment.RoleShared},
		{assessment.Viewer{GuestID: f.guest.GuestID, UserID: boss.UserID}, assessment.RoleAdmin},
	} {
		if got := f.read(test.v, p.id).Role; got != test.want {
			t.Errorf("got role %q, want %q", got, test.want)
		}
	}
	if a.WorkspaceID != workspace || a.OrganisationID != client || a.Organisation != "Muster GmbH" || !a.OfClient() {
		t.Errorf("got %+v", a)
	}
	if got, want := a.ExpiresAt(), f.clock.Now().Add(assessment.ClientRetention); !got.Equal(want) {
		t.Errorf("expires %v, want %v", got, want)
	}
}

func TestEveryRoleDoesToAClientWhatItsRightsSay(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	other := f.addWorkspace(boss, "Other")
	ctx := t.Context()
	for _, who := range []struct {
		name string
		v    assessment.Viewer
		role assessment.Role
	}{
		{"consultant", f.member(boss, workspace, "", assessment.RoleConsultant), assessment.RoleConsultant},
		{"client admin", f.member(boss, workspace, client, assessment.RoleClientAdmin), assessment.RoleClientAdmin},
		{"client member", f.member(boss, workspace, client, assessment.RoleClientMember), assessment.RoleClientMember},
		{"viewer", f.member(boss, workspace, client, assessment.RoleViewer), assessment.RoleViewer},
		{"of another client", f.member(boss, workspace, f.addClient(boss, workspace, "Andere AG"), assessment.RoleClientAdmin), ""},
		{"foreign admin", f.member(boss, other, "", assessment.RoleAdmin), ""},
		{"who runs the installation", f.runner(boss, other), ""},
		{"guest", f.guest, ""},
		{"nobody", assessment.Viewer{}, ""},
	} {
		for _, try := range []struct {
			name  string
			right assessment.Right
			do    func() error
		}{
			{"Client", assessment.RightResults, func() error { _, err := f.Client(ctx, who.v, client); return err }},
			{"ClientState", assessment.RightResults, func() error { _, err := f.ClientState(ctx, who.v, client); return err }},
			{"EditClient", assessment.RightManage, func() error { return f.EditClient(ctx, who.v, client, "Muster "+who.name, "Energy") }},
			{"StartAssessment", assessment.RightManage, func() error {
				_, err := f.StartAssessment(ctx, who.v, client, assessment.KindFull, f.model)
				return err
			}},
			{"ArchiveClient", assessment.RightRemove, func() error { return f.ArchiveClient(ctx, who.v, client, true) }},
			{"and back", assessment.RightRemove, func() error { return f.ArchiveClient(ctx, who.v, client, false) }},
		} {
			wantErr(t, who.name+": "+try.name, try.do(), permit(who.role, try.right))
		}
		if !who.role.May(assessment.RightRemove) {
			_, err := f.DeleteClient(ctx, who.v, client)
			wantErr(t, who.name+": DeleteClient", err, permit(who.role, assessment.RightRemove))
		}
		want := assessment.ErrNotFound // has no role in the whole workspace
		if who.role.Staff() {
			want = nil
		}
		_, err := f.AddClient(ctx, who.v, workspace, "Another", "")
		wantErr(t, who.name+": AddClient", err, want)
		if who.role.Staff() {
			want = assessment.ErrForbidden
		}
		wantErr(t, who.name+": MoveClient", f.MoveClient(ctx, who.v, client, other), want)
	}
}

func TestClientIsEditedAndArchived(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	a := f.start(boss, client)
	f.must(f.EditClient(t.Context(), boss, client, "Muster AG", "Retail"))
	f.must(f.EditClient(t.Context(), boss, client, "Muster AG", "Retail"))
	c, err := f.Client(t.Context(), boss, client)
	f.must(err)
	if c.Name != "Muster AG" || c.Sector != "Retail" || c.Workspace != "Kanzlei" || c.Archived() {
		t.Errorf("got %+v", c)
	}
	if got := f.read(boss, a.ID); got.Organisation != "Muster AG" || got.Rev != a.Rev+1 {
		t.Errorf("got %q at revision %d, want %d", got.Organisation, got.Rev, a.Rev+1)
	}
	f.must(f.ArchiveClient(t.Context(), boss, client, true))
	f.clock.advance(time.Hour)
	f.must(f.ArchiveClient(t.Context(), boss, client, true))
	if c, err := f.Client(t.Context(), boss, client); err != nil || !c.ArchivedAt.Equal(f.clock.Now().Add(-time.Hour)) {
		t.Errorf("archived %v, %v, want an hour ago", c.ArchivedAt, err)
	}
	f.must(f.ArchiveClient(t.Context(), boss, client, false))
	if c, err := f.Client(t.Context(), boss, client); err != nil || c.Archived() {
		t.Errorf("got %+v, %v, want a current one", c, err)
	}
	f.read(boss, a.ID)
}

func TestPortfolioShowsTheClientsOfTheViewer(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	other := f.addWorkspace(boss, "Other")
	b, a := f.addClient(boss, workspace, "B"), f.addClient(boss, workspace, "A")
	c := f.addClient(boss, other, "C")
	f.create(f.guest, assessment.KindQuick) // of a guest: in no portfolio
	eva := f.member(boss, workspace, b, assessment.RoleClientMember)
	f.must(f.Accept(t.Context(), eva, f.invite(boss, other, c, assessment.RoleViewer, eva.Email)))

	for range 3 {
		f.start(boss, b)
		f.clock.advance(time.Minute)
	}
	state, err := f.ClientState(t.Context(), eva, b)
	f.must(err)
	last := state.Rounds[2].ID
	f.save(eva, last, quickQuestion(f.model).ID, assessment.Answer{Choice: 4}, 0)
	f.plan(eva, last, assessment.PlannedAction{Title: "Ours"})

	for _, test := range []struct {
		name string
		v    assessment.Viewer
		want []string
	}{
		{"admin of both", boss, []string{a, b, c}},
		{"consultant", f.member(boss, workspace, "", assessment.RoleConsultant), []string{a, b}},
		{"member of two clients", eva, []string{b, c}},
		{"foreign admin", f.member(boss, other, "", assessment.RoleAdmin), []string{c}},
		{"who runs the installation", f.runner(boss, other), nil},
		{"guest", f.guest, nil},
		{"nobody", assessment.Viewer{}, nil},
	} {
		all, err := f.Portfolio(t.Context(), test.v)
		f.must(err)
		var got []string
		for _, one := range all {
			got = append(got, one.ID)
			if one.ID == b && (len(one.Rounds) != 2 || one.Rounds[1].ID != last ||
				one.Rounds[1].Answers[quickQuestion(f.model).ID].Choice != 4 || len(one.Planned) != 1) {
				t.Errorf("%s: got %d rounds and %d planned, want the last 2 with the answer and 1", test.name, len(one.Rounds), len(one.Planned))
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
	if len(state.Rounds) != 3 {
		t.Errorf("one client: got %d rounds, want 3", len(state.Rounds))
	}
}

func TestMovedClientTakesAllAlong(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	first := f.start(boss, client)
	second := f.newRound(boss, first.ID, true, f.model)
	f.plan(boss, first.ID, assessment.PlannedAction{Title: "Ours"})
	eva := f.member(boss, workspace, client, assessment.RoleClientMember)
	left := f.member(boss, workspace, "", assessment.RoleAdmin)
	open := f.invite(boss, workspace, client, assessment.RoleViewer, "new@example.org")
	other := f.addWorkspace(boss, "Other")
	there := f.member(boss, other, "", assessment.RoleConsultant)

	wantErr(t, "by an admin of here only", f.MoveClient(t.Context(), left, client, other), assessment.ErrNotFound)
	wantErr(t, "by staff of there only", f.MoveClient(t.Context(), there, client, other), assessment.ErrNotFound)
	wantErr(t, "to nowhere", f.MoveClient(t.Context(), boss, client, "nowhere"), assessment.ErrNotFound)
	f.must(f.MoveClient(t.Context(), boss, client, workspace)) // stays
	f.must(f.MoveClient(t.Context(), boss, client, other))

	for _, v := range []assessment.Viewer{there, eva} {
		state, err := f.ClientState(t.Context(), v, client)
		f.must(err)
		if state.WorkspaceID != other || len(state.Rounds) != 2 || state.Rounds[1].ID != second.ID || len(state.Planned) != 1 {
			t.Errorf("%s: got %d rounds, %d planned in %s", v.Name, len(state.Rounds), len(state.Planned), state.WorkspaceID)
		}
	}
	_, err := f.Client(t.Context(), left, client)
	wantErr(t, "client for the old workspace", err, assessment.ErrNotFound)
	_, err = f.Assessment(t.Context(), left, first.ID)
	wantErr(t, "assessment for the old workspace", err, assessment.ErrNotFound)
	if i, err := f.OpenInvitation(t.Context(), open); err != nil || i.WorkspaceID != other {
		t.Errorf("open invitation: got %+v, %v", i, err)
	}
	for id, v := range map[string]assessment.Viewer{workspace: left, other: boss} {
		if got := f.entries(v, id); !slices.Contains(got, assessment.LogClientMoved) {
			t.Errorf("the log of %s has only %v", id, got)
		}
	}
	if got := f.mentions(workspace); slices.Contains(got, "assessments.workspace_id") || slices.Contains(got, "planned_actions.workspace_id") {
		t.Errorf("the old workspace is in %v", got)
	}
}

func TestClaimMovesAllThatTheGuestMade(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	_, guest := f.createGuest()
	first := f.create(guest, assessment.KindQuick)
	q := quickQuestion(f.model).ID
	f.save(guest, first.ID, q, assessment.Answer{Choice: 4}, 0)
	second := f.newRound(guest, first.ID, true, f.model)
	f.plan(guest, first.ID, assessment.PlannedAction{Title: "Ours"})
	another := f.create(guest, assessment.KindQuick)
	link, err := f.NewLink(t.Context(), guest, second.ID)
	f.must(err)
	_, joined := f.createGuest()
	_, err = f.JoinLink(t.Context(), joined, link)
	f.must(err)

	token, v := f.signIn(guest, f.member(boss, workspace, "", assessment.RoleConsultant).UserID)
	client, err := f.Claim(t.Context(), v, second.ID, workspace)
	f.must(err)
	state, err := f.ClientState(t.Context(), boss, client)
	f.must(err)
	if state.Name != "Muster GmbH" || state.WorkspaceID != workspace || len(state.Rounds) != 2 || len(state.Planned) != 1 ||
		state.Rounds[0].ID != first.ID || state.Rounds[0].Answers[q].Choice != 4 || state.Rounds[0].HasLink || state.Rounds[1].HasLink {
		t.Errorf("got %+v", state)
	}
	if got := f.read(v, first.ID).Role; got != assessment.RoleConsultant {
		t.Errorf("got role %q, want consultant", got)
	}
	_, err = f.OpenLink(t.Context(), link)
	wantErr(t, "private link", err, assessment.ErrGone)
	for _, id := range []string{first.ID, second.ID} {
		for name, g := range map[string]assessment.Viewer{"the guest": guest, "who joined": joined} {
			_, err = f.Assessment(t.Context(), g, id)
			wantErr(t, name, err, assessment.ErrNotFound)
		}
	}
	f.read(f.viewer(token), another.ID) // not claimed
	if got := f.mentions(first.WorkspaceID); len(got) > 0 {
		t.Errorf("the nameless workspace is left in %v", got)
	}
	if got := f.entries(boss, workspace); got[len(got)-1] != assessment.LogClaimed {
		t.Errorf("got last entry %q", got[len(got)-1])
	}
	_, err = f.Claim(t.Context(), v, first.ID, workspace)
	wantErr(t, "claim again", err, assessment.ErrForbidden)
}

func TestClaimIsRefused(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client := f.addClient(boss, workspace, "Muster GmbH")
	other := f.addWorkspace(boss, "Other")
	a := f.create(f.guest, assessment.KindQuick)
	with := func(v assessment.Viewer) assessment.Viewer { v.GuestID = f.guest.GuestID; return v }
	for _, test := range []struct {
		name string
		v    assessment.Viewer
		want error
	}{
		{"guest who is nobody there", f.guest, assessment.ErrNotFound},
		{"staff of another workspace", with(f.member(boss, other, "", assessment.RoleAdmin)), assessment.ErrNotFound},
		{"client admin", with(f.member(boss, workspace, client, assessment.RoleClientAdmin)), assessment.ErrNotFound},
		{"who runs the installation", with(f.runner(boss, other)), assessment.ErrNotFound},
		{"admin who does not own it", boss, assessment.ErrNotFound},
	} {
		_, err := f.Claim(t.Context(), test.v, a.ID, workspace)
		wantErr(t, test.name, err, test.want)
	}
	_, err := f.Claim(t.Context(), with(boss), f.start(boss, client).ID, other)
	wantErr(t, "what belongs to a workspace", err, assessment.ErrForbidden)
	f.read(f.guest, a.ID)
}

// Whoever joined one round by its link has seen no other, and must not get at it by claiming.
func TestClaimIsRefusedToWhoOwnsOnlyARound(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	first := f.create(f.guest, assessment.KindQuick)
	second := f.newRound(f.guest, first.ID, false, f.model)
	link, err := f.NewLink(t.Context(), f.guest, first.ID)
	f.must(err)
	_, joined := f.createGuest()
	_, err = f.JoinLink(t.Context(), joined, link)
	f.must(err)
	_, v := f.signIn(joined, boss.UserID)
	_, err = f.Claim(t.Context(), v, first.ID, workspace)
	wantErr(t, "claim by who joined one round", err, assessment.ErrForbidden)
	_, err = f.Assessment(t.Context(), v, second.ID)
	wantErr(t, "the other round", err, assessment.ErrNotFound)
	f.read(f.guest, second.ID)
}

func TestDeletedClientLeavesOnlyTheLog(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	kept := f.start(boss, f.addClient(boss, workspace, "Andere AG"))
	client := f.addClient(boss, workspace, "canary GmbH")
	first := f.start(boss, client)
	f.save(boss, first.ID, quickQuestion(f.model).ID, assessment.Answer{Choice: 3, Note: "canary"}, 0)
	second := f.newRound(boss, first.ID, true, f.model)
	eva := f.member(boss, workspace, client, assessment.RoleClientMember)
	f.invite(boss, workspace, client, assessment.RoleViewer, "new@example.org")
	_, sharer := f.createGuest()
	p, p2 := f.prepare(boss, first, sharer), f.prepare(boss, second, sharer)
	ids := []string{client, first.ID, second.ID, p.item, p.scenario, p.share, p2.item, p2.scenario, p2.share, "canary"}
	for _, id := range ids {
		if len(f.mentions(id)) == 0 {
			t.Fatalf("%s is nowhere; the test shows nothing", id)
		}
	}

	gone, err := f.DeleteClient(t.Context(), boss, client)
	f.must(err)
	if gone.Client.Name != "canary GmbH" || !gone.At.Equal(f.clock.Now()) || gone.Assessments != 2 || gone.Answers != 2 ||
		gone.PlannedActions != 2 || gone.Members != 1 {
		t.Errorf("got %+v", gone)
	}
	for _, id := range ids {
		for _, where := range f.mentions(id) {
			if where != "audit_log.object" {
				t.Errorf("%s is left in %s", id, where)
			}
		}
	}
	for table, n := range map[string]int{"shares": 0, "guest_shares": 0, "scenarios": 0, "planned_actions": 0, "planned_action_history": 0, "answers": 0, "answer_history": 0, "responses": 1, "assessments": 1} {
		if got := f.count(`SELECT count(*) FROM ` + table); got != n {
			t.Errorf("%s: got %d rows, want %d", table, got, n)
		}
	}
	f.waitForEmptyLog()
	if f.inFiles("canary") {
		t.Error("the canary is still in the bytes of the files")
	}
	if got := f.entries(boss, workspace); got[len(got)-1] != assessment.LogClientDeleted {
		t.Errorf("got last entry %q", got[len(got)-1])
	}
	_, err = f.Client(t.Context(), eva, client)
	wantErr(t, "its member", err, assessment.ErrNotFound)
	_, err = f.DeleteClient(t.Context(), boss, client)
	wantErr(t, "twice", err, assessment.ErrNotFound)
	f.read(boss, kept.ID)
}

func TestAssessmentsOfClientsExpireTogetherAfterTheirLastUse(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	client, busy := f.addClient(boss, workspace, "Muster GmbH"), f.addClient(boss, workspace, "Andere AG")
	old := f.start(boss, client)
	second := f.newRound(boss, old.ID, false, f.model)
	kept := f.start(boss, busy)
	start := f.clock.Now()
	f.clock.advance(100 * day)
	f.must(f.Finish(t.Context(), boss, second.ID))
	f.clock.advance(day)
	later := f.newRound(boss, kept.ID, false, f.model)

	due := start.Add(100 * day).Add(assessment.ClientRetention)
	if got := f.read(boss, old.ID).ExpiresAt(); !got.Equal(due) {
		t.Errorf("the page would say %v, want %v", got, due)
	}
	expireRounds := func(at time.Time, want int) {
		t.Helper()
		got, err := f.Expire(t.Context(), at)
		f.must(err)
		if got.Rounds != want || got.Assessments != 0 {
			t.Errorf("at %v: got %+v, want %d rounds", at, got, want)
		}
	}
	expireRounds(start.Add(assessment.ClientRetention), 0)
	expireRounds(due.Add(-time.Millisecond), 0)
	f.read(boss, old.ID)
	expireRounds(due, 2)
	for _, id := range []string{old.ID, second.ID} {
		_, err := f.Assessment(t.Context(), boss, id)
		wantErr(t, "expired", err, assessment.ErrNotFound)
	}
	f.read(boss, kept.ID)
	f.read(boss, later.ID)
	if _, err := f.Client(t.Context(), boss, client); err != nil {
		t.Errorf("the client itself: %v", err)
	}
}

func TestAWorkspaceHoldsSoManyClients(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	for range assessment.MaxClients {
		f.addClient(boss, workspace, "x")
	}
	_, err := f.AddClient(t.Context(), boss, workspace, "x", "")
	wantInvalid(t, "one too many", err, "name", msgTooManyClients)
	other := f.addWorkspace(boss, "Other")
	more := f.addClient(boss, other, "x")
	wantInvalid(t, "moved there", f.MoveClient(t.Context(), boss, more, workspace), "name", msgTooManyClients)
	_, guest := f.createGuest()
	a := f.create(guest, assessment.KindQuick)
	boss.GuestID = guest.GuestID
	_, err = f.Claim(t.Context(), boss, a.ID, workspace)
	wantInvalid(t, "claimed there", err, "name", msgTooManyClients)
}
