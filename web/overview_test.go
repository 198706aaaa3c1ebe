package web_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

func TestExtend(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindQuick)
	v.answer(root, first, url.Values{"answer": {"3"}, "note": {"kept"}})
	v.post(root+"/finish", nil).want(303)
	p := v.get(root)
	p.says("31 more questions", "no way back")
	p = v.follow(v.submit(p, p.form("Extend to the full assessment"), ""))
	p.says("1 of 46", "Continue with question 2")
	if len(p.forms("/extend")) != 0 {
		t.Error("a full assessment can be extended")
	}
	if f := v.get(root + "/questions/" + first).answerForm(); f.values.Get("answer") != "3" || f.values.Get("note") != "kept" {
		t.Errorf("the answer is now %v", f.values)
	}
	v.answer(root, second, url.Values{"answer": {"3"}})
	v.post(root+"/extend", nil).want(303)
}

func TestTasks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	v.get(root).says("Nordwind", "0 of 46 answered", "Start with question 1", "Not yet started", "deleted on 23 February 2027")

	questions := s.model.Questions()
	for _, i := range []int{0, 1, 2, 20} {
		s.wait(time.Minute)
		v.answer(root, questions[i].ID, url.Values{"answer": {"3"}})
	}
	v.get(root).says("4 of 46", "Continue with question 22", "In progress")
	s.wait(time.Minute)
	v.answer(root, questions[3].ID, url.Values{"answer": {"3"}})
	p := v.get(root)
	p.says("5 of 46", "Continue with question 5", "In progress")
	if got := p.text(p.id("s-data.origin")); got != "Completed" {
		t.Errorf("data.origin is %q", got)
	}
	// Behind the last change nothing is open: the next one is the first that was left out.
	s.wait(time.Minute)
	v.answer(root, s.last(), url.Values{"answer": {"3"}})
	v.get(root).says("Continue with question 5")

	v.post(root+"/finish", nil).want(303)
	p = v.get(root)
	p.says("Finished on 25 November 2026")
	v.submit(p, p.form("Reopen"), "").want(303)

	for _, q := range questions {
		rev := v.get(root + "/questions/" + q.ID).answerForm().values.Get("rev")
		v.answer(root, q.ID, url.Values{"answer": {"4"}, "rev": {rev}})
	}
	if p = v.get(root); strings.Contains(p.body, "Continue with") {
		t.Error("there is something to continue with though all is answered")
	}
}

func TestCapability(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	c, _ := s.model.Capability("data.origin")
	v.answer(root, first, url.Values{"answer": {"3"}, "note": {"A note."}, "evidence": {"javascript is a word", "https://example.org"}})
	v.answer(root, consent, url.Values{"answer": {"na"}, "reason": {"No such thing."}})
	p := v.get(root + "/capabilities/data.origin").want(200)
	p.says(c.Summary.EN, c.Questions[0].Anchors[2].EN, "A note.", "javascript is a word", "https://example.org",
		"Doesn’t apply to us", "No such thing.", "No answer yet", "2 of 3 questions have an answer.")
	for _, q := range c.Questions {
		if len(all(p.doc, with("href", root+"/questions/"+q.ID+"#q"))) != 1 {
			t.Errorf("not one link to %s", q.ID)
		}
	}
}

func TestReview(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)

	p := v.get(root + "/review").want(200)
	p.says("No question has an answer yet.", "Start with question 1")
	if len(p.forms("/finish")) != 0 {
		t.Error("nothing can be finished")
	}

	questions := s.model.Questions()
	for i, q := range questions {
		s.wait(time.Minute)
		switch {
		case i == 11 || i == 19 || i == 32:
		case i == 4:
			v.answer(root, q.ID, url.Values{"answer": {"dk"}})
		case q.ID == consent:
			v.answer(root, q.ID, url.Values{"answer": {"na"}, "reason": {"Nothing rests on it."}})
		default:
			v.answer(root, q.ID, url.Values{"answer": {strconv.Itoa(i%4 + 2)}, "evidence": {"in the safe"}})
		}
	}
	p = v.get(root + "/review")
	p.says("43 of 46 questions have an answer.", "3 without an answer", questions[19].Text.EN, "1 you don’t know",
		"Data science and analytics", "1 doesn’t apply", "Nothing rests on it.", "3 questions have no answer.",
		"41 of 41", "1 item, Described")
	for _, link := range all(p.doc, tag("a")) {
		if p.text(link) == "Answer the next open one" && attr(link, "href") != root+"/questions/"+questions[11].ID+"#q" {
			t.Errorf("the next open question is %s", attr(link, "href"))
		}
	}

	// What it would be is what the method says of these answers.
	owned := s.findings(t, root, v)
	words := wording.New(owned, locale.For(locale.English))
	without := 0
	for _, c := range owned.Capabilities {
		if c.Level == 0 {
			without++
		}
	}
	p.says(words.Range(owned.Overall), words.Standing(owned.Overall), words.Percent(owned.Overall.Coverage),
		"Capabilities without a level "+strconv.Itoa(without)+" of 15")

	v.follow(v.submit(p, p.form("Finish"), "")).want(200)
	v.get(root + "/review").says("Finished on 25 November 2026")
}

// findings evaluates what an assessment's page of answers shows, read back from its forms.
func (s *site) findings(t *testing.T, root string, v *visitor) *scoring.Findings {
	t.Helper()
	answers := assessment.Answers{}
	for _, q := range s.model.Questions() {
		values := v.get(root + "/questions/" + q.ID).answerForm().values
		choice, ok := assessment.ParseChoice(values.Get("answer"))
		if !ok {
			t.Fatalf("%s shows the answer %q", q.ID, values.Get("answer"))
		}
		answers[q.ID] = assessment.Answer{
			Choice: choice, Reason: values.Get("reason"), Evidence: values["evidence"], Grade: assessment.GradeUnsaid,
		}.Normalise()
	}
	f, err := scoring.Evaluate(&assessment.Assessment{Kind: assessment.KindFull, Model: s.model}, answers)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// With too much unknown there is a range and no level.
func TestReviewClaimsNoLevelTooEarly(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	v.answer(root, first, url.Values{"answer": {"5"}})
	p := v.get(root + "/review")
	p.says("No level yet")
	if strings.Contains(p.text(p.doc), "of 5,") {
		t.Error("a level is claimed")
	}
}

// Answers of one capability that hardly go together are shown for a second look, both of them, the lower one first.
func TestReviewShowsAnswersFarApart(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	v.answer(root, "data.origin.source", url.Values{"answer": {"1"}})
	v.answer(root, "data.origin.basis", url.Values{"answer": {"3"}})
	if p := v.get(root + "/review"); strings.Contains(p.body, `id="apart"`) {
		t.Error("answers two levels apart are listed")
	}
	v.answer(root, "data.origin.consent", url.Values{"answer": {"4"}})
	body := v.get(root + "/review").want(200).body
	low, high := strings.Index(body, "you answered level 1"), strings.Index(body, "you answered level 4")
	if low < 0 || high < low || strings.Contains(body, "you answered level 3") {
		t.Errorf("level 1 at %d, level 4 at %d", low, high)
	}
}
