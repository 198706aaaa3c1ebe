package web_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/web"
)

const year = 365 * 24 * time.Hour

// stored reads the answers of an assessment from the database.
func (v *visitor) stored(root string) assessment.Answers {
	v.t.Helper()
	guest, err := v.site.store.Viewer(context.Background(), v.cookies["lauter"])
	if err != nil {
		v.t.Fatal(err)
	}
	answers, err := v.site.store.Answers(context.Background(), guest, path.Base(root))
	if err != nil {
		v.t.Fatal(err)
	}
	return answers
}

// answerAll gives every question of the model the same level, but those that are named.
func (v *visitor) answerAll(root string, level int, others map[string]string) {
	v.t.Helper()
	for _, q := range v.site.model.Questions() {
		value, named := others[q.ID]
		if !named {
			value = strconv.Itoa(level)
		}
		fields := url.Values{"answer": {value}, "rev": {strconv.Itoa(v.stored(root)[q.ID].Rev)}}
		if value == "na" {
			fields.Set("reason", "not our business")
		}
		v.answer(root, q.ID, fields)
	}
}

// nextRound begins the next round a year later and returns its address.
func (v *visitor) nextRound(root, carry string) string {
	v.t.Helper()
	v.site.wait(year)
	p := v.post(root+"/rounds", url.Values{"carry": {carry}}).want(http.StatusSeeOther)
	return p.location()
}

// nextVersion puts a later version of the model into use, in which the meaning of one question has changed.
func (s *site) nextVersion(t *testing.T, changed string) {
	t.Helper()
	files := assessment.Shipped()
	replace := func(old, new string) {
		if bytes.Count(files["questions.yaml"], []byte(old)) != 1 {
			t.Fatalf("questions.yaml does not say %q once", old)
		}
		files["questions.yaml"] = bytes.Replace(files["questions.yaml"], []byte(old), []byte(new), 1)
	}
	replace(`version: "`+s.model.Version+`"`, `version: "77.0.0"`)
	replace("- id: "+changed+"\n            rev: 1\n", "- id: "+changed+"\n            rev: 2\n")
	m, err := assessment.Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.store.ImportModel(context.Background(), m, files); err != nil {
		t.Fatal(err)
	}
	s.model = m
	s.handler = web.New(web.Config{Store: s.store, Model: m, URL: &url.URL{Scheme: "http", Host: "lauter.example"}, Logger: slog.New(slog.DiscardHandler), Now: s.clock})
}

func TestNextRoundOffersTwoWays(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	v.answer(root, first, url.Values{"answer": {"4"}, "note": {"as told by the team"}})
	for _, at := range []string{root, root + "/results", root + "/results/compare"} {
		if links := all(v.get(at).doc, with("href", root+"/rounds/new")); len(links) != 1 {
			t.Errorf("%s leads %d times to the next run, want once", at, len(links))
		}
	}
	page := v.get(root + "/rounds/new").want(http.StatusOK)
	page.says("1 answer comes along", "nothing is chosen", "This run isn’t finished")
	if len(all(page.doc, func(n *html.Node) bool { return has(n, "checked") })) > 0 {
		t.Error("one of the ways is chosen beforehand")
	}
	for _, carry := range []string{"", "maybe"} {
		v.post(root+"/rounds", url.Values{"carry": {carry}}).want(http.StatusUnprocessableEntity).says("Choose how the next run begins.")
	}
	v.site.visitor(t).get(root + "/rounds/new").want(http.StatusNotFound)
	v.site.visitor(t).post(root+"/rounds", url.Values{"carry": {"yes"}}).want(http.StatusNotFound)

	carried := v.nextRound(root, "yes")
	if a := v.stored(carried)[first]; a.Choice != 4 || a.Note != "as told by the team" || !a.Carried {
		t.Errorf("taken over is %+v", a)
	}
	fresh := v.nextRound(carried, "no")
	if a := v.stored(fresh); len(a) != 0 {
		t.Errorf("a run with empty answers begins with %v", a)
	}
	v.get(root + "/rounds/new").says("There is already a later run: number 3")
	v.get(root + "/rounds/new?lang=de").says("Es gibt schon einen späteren Durchgang: Nummer 3")
}

func TestCarriedAnswersWaitToBeConfirmed(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	old := v.start(assessment.KindFull)
	v.answerAll(old, 3, map[string]string{second: "dk", consent: "na"})
	root := v.nextRound(old, "yes")
	asked := len(v.site.model.Questions())
	confirmed := func() int {
		n := 0
		for _, a := range v.stored(root) {
			if !a.Carried {
				n++
			}
		}
		return n
	}
	count := strconv.Itoa(asked) + " answers taken over, not confirmed."
	for _, at := range []string{root, root + "/results"} {
		v.get(at).says(count)
	}
	v.get(root + "/review").says(strconv.Itoa(asked) + " taken over, not confirmed")

	question := v.get(root + "/questions/" + first).want(http.StatusOK)
	question.says("Taken over from 25 November 2026, not confirmed yet")
	if text := question.text(question.doc); strings.Contains(text, "Save and continue") || strings.Contains(text, "Saved") {
		t.Error("beside confirming, the page offers to save or says that something was saved")
	}
	begin := v.get(root)
	begin.says("0 of "+strconv.Itoa(asked)+" confirmed", "Confirm the first answer")
	f := question.answerForm()
	if got := f.values.Get("answer"); got != "3" {
		t.Errorf("%q is chosen, want the answer taken over", got)
	}
	looked := v.get(root + "/questions/" + second).want(http.StatusOK)
	for _, intent := range []string{"Skip", "Back"} { // looking is not confirming
		v.submit(looked, looked.answerForm(), intent).want(http.StatusSeeOther)
		if confirmed() != 0 {
			t.Errorf("%s confirms the answer", intent)
		}
	}
	if next := v.submit(question, f, "Confirm and continue"); !strings.HasSuffix(next.location(), second+"#q") {
		t.Errorf("confirming leads to %s", next.location())
	}
	if a := v.stored(root)[first]; a.Carried || a.Choice != 3 || confirmed() != 1 {
		t.Errorf("confirmed is %+v, %d in all", a, confirmed())
	}
	v.get(root).says("1 of "+strconv.Itoa(asked)+" confirmed", "Go on confirming")
	again := v.get(root + "/questions/" + first)
	again.says("Last run, 25 November 2026")
	if strings.Contains(again.text(again.doc), "not confirmed yet") {
		t.Error("a confirmed answer asks to be confirmed")
	}

	// A script confirms by sending the state as it is.
	v.json(root+"/questions/"+second, url.Values{"answer": {"dk"}, "rev": {"1"}, "intent": {"stay"}}).want(http.StatusOK)
	// Another answer is an answer.
	v.answer(root, consent, url.Values{"answer": {"2"}, "rev": {"1"}})
	if got := confirmed(); got != 3 {
		t.Errorf("%d answers are confirmed, want 3", got)
	}

	// Those of a capability together.
	c := v.site.model.Capabilities()[1]
	capability := v.get(root + "/capabilities/" + c.ID).want(http.StatusOK)
	n := len(c.Questions)
	done := v.submit(capability, capability.form("Confirm the "+strconv.Itoa(n)+" answers here"), "")
	if done.want(http.StatusSeeOther); done.location() != root+"/capabilities/"+c.ID {
		t.Errorf("confirming leads to %s", done.location())
	}
	if got := confirmed(); got != 3+n {
		t.Errorf("%d answers are confirmed, want %d", got, 3+n)
	}
	if page := v.follow(done); len(page.forms("/confirm")) != 0 {
		t.Error("nothing is left to confirm, but it is offered")
	}
	v.post(root+"/capabilities/nowhere/confirm", nil).want(http.StatusNotFound)
	v.site.visitor(t).post(root+"/capabilities/"+c.ID+"/confirm", nil).want(http.StatusNotFound)
}

// Without carrying, the last answer is shown and nothing is chosen.
func TestLastAnswerIsATag(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	old := v.start(assessment.KindFull)
	v.answer(old, first, url.Values{"answer": {"2"}})
	v.answer(old, second, url.Values{"answer": {"dk"}})
	root := v.nextRound(old, "no")
	for question, value := range map[string]string{first: "2", second: "dk"} {
		p := v.get(root + "/questions/" + question).want(http.StatusOK)
		if got := p.answerForm().values.Get("answer"); got != "" {
			t.Errorf("%s: %q is chosen beforehand", question, got)
		}
		tags := all(p.doc, func(n *html.Node) bool { return strings.Contains(attr(n, "class"), "tag last") })
		if len(tags) != 1 || p.text(tags[0]) != "Last run, 25 November 2026" || len(all(tags[0].Parent, with("id", "a-"+value))) != 1 {
			t.Errorf("%s: the last answer is not shown on %s", question, value)
		}
	}
	if p := v.get(root + "/questions/" + consent); len(all(p.doc, func(n *html.Node) bool { return strings.Contains(attr(n, "class"), "tag last") })) != 0 {
		t.Error("a question that was blank has a last answer")
	}
}
