package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/store"
)

// sittingRoom is a workshop of a guest, with people in it.
type sittingRoom struct {
	t         *testing.T
	site      *site
	leader    *visitor
	viewer    assessment.Viewer
	root      string // address of the assessment
	id, code  string
	questions []string
	seats     []string // tokens
}

// newRoom prepares a workshop on the first questions of the full model. Of twelve people, six are from marketing and
// six from technology.
func newRoom(t *testing.T, s *site, lang string, n store.NewWorkshop, questions, people int) *sittingRoom {
	t.Helper()
	r := &sittingRoom{t: t, site: s, leader: s.visitor(t)}
	r.leader.accept = lang
	r.root = r.leader.start(assessment.KindFull)
	var err error
	if r.viewer, err = s.store.Viewer(t.Context(), r.leader.cookies["lauter"]); err != nil {
		t.Fatal(err)
	}
	for _, q := range s.model.Questions()[:questions] {
		r.questions = append(r.questions, q.ID)
	}
	if n.Threshold == 0 {
		n.Threshold = 5
	}
	n.Questions, n.Roles = r.questions, assessment.SeatRoles
	if r.id, err = s.store.CreateWorkshop(t.Context(), r.viewer, strings.TrimPrefix(r.root, "/assessments/"), n); err != nil {
		t.Fatal(err)
	}
	r.code = r.now().Code
	for i := range people {
		token := store.NewTicket()
		_, _, err := s.store.TakeSeat(t.Context(), r.code, token, []assessment.SeatRole{"marketing", "technology"}[i%2], "Person "+string(rune('A'+i)))
		if err != nil {
			t.Fatal(err)
		}
		r.seats = append(r.seats, token)
	}
	return r
}

func together() store.NewWorkshop { return store.NewWorkshop{Sequence: assessment.Together} }
func oneByOne() store.NewWorkshop { return store.NewWorkshop{Sequence: assessment.OneByOne} }

func (r *sittingRoom) path(page string) string { return "/workshops/" + r.id + "/" + page }

// now is the workshop as it is kept.
func (r *sittingRoom) now() *assessment.Workshop {
	r.t.Helper()
	w, _, err := r.site.store.Workshop(r.t.Context(), r.viewer, r.id, assessment.RightManage)
	if err != nil {
		r.t.Fatal(err)
	}
	return w
}

func (r *sittingRoom) question(id string) assessment.WorkshopQuestion {
	r.t.Helper()
	q, ok := r.now().Question(id)
	if !ok {
		r.t.Fatalf("no question %s", id)
	}
	return *q
}

// vote casts votes, one for each seat from the first on.
func (r *sittingRoom) vote(question string, round int, votes ...assessment.Choice) {
	r.t.Helper()
	for i, v := range votes {
		if err := r.site.store.Vote(r.t.Context(), r.code, r.seats[i], question, round, v); err != nil {
			r.t.Fatal(err)
		}
	}
}

// fields makes a form of "name=value".
func fields(pairs ...string) url.Values {
	form := url.Values{}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		form.Add(name, value)
	}
	return form
}

// send sends a step by whom it may be.
func (r *sittingRoom) send(who *visitor, do string, pairs ...string) *page {
	r.t.Helper()
	form := fields(pairs...)
	form.Set("do", do)
	return who.post(r.path("steps"), form)
}

// step sends a step that is taken.
func (r *sittingRoom) step(do string, pairs ...string) {
	r.t.Helper()
	if p := r.send(r.leader, do, pairs...).want(http.StatusSeeOther); p.location() != r.path("run") {
		r.t.Fatalf("%s %v leads to %s", do, pairs, p.location())
	}
}

// refused sends a step that is not taken because of how the workshop stands.
func (r *sittingRoom) refused(notice, do string, pairs ...string) {
	r.t.Helper()
	before := r.now().Rev
	if p := r.send(r.leader, do, pairs...).want(http.StatusSeeOther); p.location() != r.path("run?notice="+notice) {
		r.t.Errorf("%s %v leads to %s", do, pairs, p.location())
	}
	if after := r.now().Rev; after != before {
		r.t.Errorf("%s %v: refused, and yet something changed", do, pairs)
	}
}

func (r *sittingRoom) run() *page {
	r.t.Helper()
	return r.leader.get(r.path("run")).want(http.StatusOK)
}

func (r *sittingRoom) screen() *page {
	r.t.Helper()
	return r.leader.get(r.path("screen")).want(http.StatusOK)
}

// misses fails the test if one of these stands on the page.
func (p *page) misses(texts ...string) {
	p.t.Helper()
	shown := p.text(p.doc)
	for _, text := range texts {
		if strings.Contains(shown, text) {
			p.t.Errorf("%s says %q", p.path, text)
		}
	}
}

// notices fails the test unless these notices about the last step are shown, and no others.
func (p *page) notices(want ...string) {
	p.t.Helper()
	for _, id := range []string{"moved", "few", "lost"} {
		if shown := !has(p.id(id), "hidden"); shown != slices.Contains(want, id) {
			p.t.Errorf("%s: the notice %q is shown: %t", p.path, id, shown)
		}
	}
}

// offers says that a page has a button for a step.
func (p *page) offers(do string) bool {
	return len(all(p.doc, func(n *html.Node) bool {
		return n.Data == "button" && attr(n, "name") == "do" && attr(n, "value") == do
	})) > 0
}

// chosen is the answer that the form of an agreement suggests.
func (p *page) chosen() string {
	p.t.Helper()
	found := all(p.doc, func(n *html.Node) bool { return attr(n, "name") == "agreed" && has(n, "checked") })
	if len(found) == 0 {
		return ""
	}
	return attr(found[0], "value")
}

// field is the value of a field of the form of an agreement.
func (p *page) field(name string) string {
	p.t.Helper()
	found := all(p.id("agree-form"), with("name", name))
	switch {
	case len(found) == 0:
		return ""
	case found[0].Data == "textarea":
		return p.text(found[0])
	}
	return attr(found[0], "value")
}

// close ends the workshop as its last page does.
func (r *sittingRoom) close() {
	r.t.Helper()
	if err := r.site.store.CloseWorkshop(r.t.Context(), r.viewer, r.id, scoring.ShownVotes); err != nil {
		r.t.Fatal(err)
	}
}

// votesOf repeats a vote.
func votesOf(n int, vote assessment.Choice) []assessment.Choice {
	return slices.Repeat([]assessment.Choice{vote}, n)
}
