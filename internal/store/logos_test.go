package store

import (
	"bytes"
	"testing"

	"lauter/assessment"
)

func TestLogoIsSeenByWhoMaySeeTheResults(t *testing.T) {
	f := newFixture(t)
	boss, workspace := f.setUp()
	consultant := f.member(boss, workspace, "", assessment.RoleConsultant)
	stranger := f.member(boss, f.addWorkspace(boss, "Other"), "", assessment.RoleAdmin)
	client := f.addClient(boss, workspace, "Ours")
	member := f.member(boss, workspace, client, assessment.RoleViewer)
	a := f.start(boss, client)
	_, err := f.LogoPNG(t.Context(), boss, a.ID)
	wantErr(t, "before there is one", err, assessment.ErrNotFound)
	if got := f.read(boss, a.ID); got.Logo != (assessment.Logo{}) || got.Workspace != "Kanzlei" {
		t.Errorf("before there is one: got %+v of %q", got.Logo, got.Workspace)
	}

	first, second := []byte("first picture"), []byte("second picture")
	wantErr(t, "by a consultant", f.SetLogo(t.Context(), consultant, workspace, first, 30, 20), assessment.ErrForbidden)
	wantErr(t, "from elsewhere", f.SetLogo(t.Context(), stranger, workspace, first, 30, 20), assessment.ErrNotFound)
	f.must(f.SetLogo(t.Context(), boss, workspace, first, 30, 20))
	f.must(f.SetLogo(t.Context(), boss, workspace, second, 40, 10))
	f.waitForEmptyLog()
	if f.inFiles("first picture") {
		t.Error("the earlier one is still in the files")
	}
	for _, v := range []assessment.Viewer{boss, consultant, member} {
		png, err := f.LogoPNG(t.Context(), v, a.ID)
		f.must(err)
		if !bytes.Equal(png, second) {
			t.Errorf("got %q", png)
		}
	}
	if got := f.read(member, a.ID).Logo; got.Width != 40 || got.Height != 10 || len(got.Digest) != 64 {
		t.Errorf("got %+v", got)
	}
	_, err = f.LogoPNG(t.Context(), stranger, a.ID)
	wantErr(t, "of a foreign assessment", err, assessment.ErrNotFound)
	for v, want := range map[assessment.Viewer]error{stranger: assessment.ErrNotFound, member: assessment.ErrNotFound} {
		_, err = f.WorkspaceLogoPNG(t.Context(), v, workspace)
		wantErr(t, "of the workspace", err, want)
		_, err = f.WorkspaceLogo(t.Context(), v, workspace)
		wantErr(t, "about that of the workspace", err, want)
	}
	logo, err := f.WorkspaceLogo(t.Context(), consultant, workspace)
	f.must(err)
	if logo != f.read(boss, a.ID).Logo {
		t.Errorf("two answers: %+v", logo)
	}
	wantErr(t, "removed by a consultant", f.RemoveLogo(t.Context(), consultant, workspace), assessment.ErrForbidden)
	f.must(f.RemoveLogo(t.Context(), boss, workspace))
	f.must(f.RemoveLogo(t.Context(), boss, workspace))
	if got := f.read(boss, a.ID).Logo; got != (assessment.Logo{}) {
		t.Errorf("after removing: got %+v", got)
	}
	n := 0
	for _, e := range f.entries(boss, workspace) {
		if e == assessment.LogLogoAdded || e == assessment.LogLogoRemoved {
			n++
		}
	}
	if n != 3 {
		t.Errorf("got %d entries, want 3", n)
	}
}
