package web_test

import (
	"net/http"
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

// A whole run sends nothing but the forms that it finds in the pages, by their first button, with a mix of answers.
func TestWholeRun(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name   string
		start  string // button of the start page
		page   string // address to start from
		accept string
		lang   string
		finish string
		asked  int
		cookie bool // the language is chosen by the switch
	}{
		{name: "quick, English", start: "Start the quick scan", page: "/", accept: "en", lang: "en", finish: "Finish", asked: 15},
		{name: "quick, German by browser", start: "Schnelltest starten", page: "/", accept: "de", lang: "de", finish: "Abschließen", asked: 15},
		{name: "quick, German by address", start: "Schnelltest starten", page: "/?lang=de", accept: "en", lang: "de", finish: "Abschließen", asked: 15},
		{name: "full, English by switch", start: "Full assessment", page: "/", accept: "de", lang: "en", finish: "Finish", asked: 46, cookie: true},
		{name: "full, German by address", start: "Vollständige Standortbestimmung", page: "/?lang=de", accept: "en", lang: "de", finish: "Abschließen", asked: 46},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			v := s.visitor(t)
			v.accept = tc.accept
			if tc.cookie {
				v.post("/language", url.Values{"lang": {tc.lang}, "next": {"/"}}).want(303)
			}
			p := v.get(tc.page).want(200)
			p = v.follow(v.submit(p, p.form(tc.start), tc.start))
			asked := 0
			for ; strings.Contains(p.path, "/questions/"); asked++ {
				if asked > tc.asked {
					t.Fatal("the questions do not end")
				}
				p.want(200)
				if p.lang() != tc.lang {
					t.Fatalf("%s is in %s, want %s", p.path, p.lang(), tc.lang)
				}
				s.wait(10 * time.Second)
				p = v.follow(v.submit(p, fill(p, asked), ""))
			}
			if asked != tc.asked {
				t.Errorf("%d questions, want %d", asked, tc.asked)
			}
			if path, _, _ := strings.Cut(p.path, "?"); !strings.HasSuffix(path, "/review") {
				t.Fatalf("after the last question comes %s", p.path)
			}
			finished := v.submit(p, p.form(tc.finish), tc.finish).want(303)
			if path, _, _ := strings.Cut(finished.location(), "?"); !strings.HasSuffix(path, "/results") {
				t.Errorf("finishing leads to %s", finished.location())
			}
			results := v.follow(finished).want(200)
			if results.lang() != tc.lang {
				t.Errorf("results are in %s", results.lang())
			}
		})
	}
}

// fill chooses an answer in a form: the levels in turn, now and then don't know or, where it is offered, not applicable.
func fill(p *page, n int) form {
	f := p.answerForm()
	values := f.values
	switch offered := len(all(f.node, with("value", "na"))) > 0; {
	case n%9 == 4:
		values.Set("answer", "dk")
	case n%7 == 6 && offered:
		values.Set("answer", "na")
		values.Set("reason", "Betrifft uns nicht, there is nothing of it. 🙂")
	default:
		values.Set("answer", strconv.Itoa(n%5+1))
		values.Set("note", "Notiz "+strconv.Itoa(n))
		values["evidence"] = []string{"https://example.org/" + strconv.Itoa(n)}
	}
	return f
}

func TestScriptSaves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	path := v.start(assessment.KindFull) + "/questions/" + consent

	fields := url.Values{"answer": {"4"}, "note": {"first"}, "intent": {"stay"}}
	if got, want := v.json(path, fields).want(200).body, `{"rev":1,"saved_at":"2026-11-25T09:30:00Z"}`+"\n"; got != want {
		t.Errorf("saved: %s, want %s", got, want)
	}
	s.wait(time.Hour)
	if got, want := v.json(path, fields).want(200).body, `{"rev":1,"saved_at":"2026-11-25T09:30:00Z"}`+"\n"; got != want {
		t.Errorf("saved again at an old revision: %s, want %s", got, want)
	}
	fields.Set("note", "second")
	got := v.json(path, fields).want(409).body
	want := `{"answer":"4","evidence":[],"evidence_grade":0,"note":"first","reason":"","rev":1}` + "\n"
	if got != want {
		t.Errorf("conflict: %s, want %s", got, want)
	}
	if got := v.json(path, fields, "If-Match", `"1"`).want(200).body; !strings.HasPrefix(got, `{"rev":2,`) {
		t.Errorf("saved by header: %s", got)
	}
	fields.Set("rev", "2")
	fields.Set("note", "third")
	v.json(path, fields, "If-Match", `"1"`).want(409)

	v.accept = "de"
	for query, field := range map[string]string{
		"answer=na":                            `"reason":"Begründen Sie kurz, warum dies nicht zutrifft. Die Begründung steht im Bericht."`,
		"":                                     `"answer":"Wählen Sie eine Stufe, „Weiß ich nicht“ oder „Trifft auf uns nicht zu“."`,
		"answer=2&evidence=x&evidence_grade=3": `"evidence_grade":`,
		"answer=2&evidence=ftp%3A%2F%2Fx":      `"evidence":`,
		"answer=2&rev=x":                       `"rev":`,
		"answer=2&intent=x":                    `"intent":`,
	} {
		sent, _ := url.ParseQuery(query)
		if got := v.json(path, sent).want(422).body; !strings.HasPrefix(got, `{"fields":{`+field) || strings.Count(got, `":"`) != 1 {
			t.Errorf("%s: %s, want only %s", query, got, field)
		}
	}
	v.json(path+"s", fields).want(404)
}

func TestTwoWindows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	mine := s.visitor(t)
	root := mine.start(assessment.KindFull)
	path := root + "/questions/" + second

	// conflict makes the other window save first, and returns the page that this one gets then.
	conflict := func(intent string) *page {
		p := mine.get(path)
		other := p.answerForm()
		other.values.Set("answer", "2")
		other.values.Set("note", "the other’s note "+intent)
		other.values.Set("intent", "stay")
		mine.post(path, other.values).want(303)
		here := p.answerForm()
		here.values.Set("answer", "4")
		here.values.Set("note", "my note "+intent)
		here.values["evidence"] = []string{"my evidence"}
		here.values.Set("intent", intent)
		p = mine.post(path, here.values).want(409)
		p.says("2 Emerging", "the other’s note "+intent, "4 Managed", "my note "+intent, "my evidence", "Saved "+s.clock().Local().Format("15:04"))
		return p
	}
	p := conflict("continue")
	kept := mine.submit(p, p.form("Keep the saved answer"), "")
	if kept.want(303).location() != root+"/questions/"+consent+"#q" {
		t.Errorf("keeping leads to %s", kept.location())
	}
	if f := mine.get(path).answerForm(); f.values.Get("answer") != "2" || f.values.Get("rev") != "1" {
		t.Errorf("kept: %v", f.values)
	}
	p = conflict("back")
	used := mine.submit(p, p.form("Use mine"), "")
	if used.want(303).location() != root+"/questions/"+first+"#q" {
		t.Errorf("using mine leads to %s", used.location())
	}
	if f := mine.get(path).answerForm(); f.values.Get("answer") != "4" || f.values.Get("note") != "my note back" || f.values.Get("rev") != "3" {
		t.Errorf("used: %v", f.values)
	}
	// A third change in between is a conflict again.
	p = conflict("stay")
	stale := p.form("Use mine")
	mine.answer(root, second, url.Values{"answer": {"1"}, "rev": {"4"}})
	mine.submit(p, stale, "").want(409)

	// Keeping a blank answer does not ask for one.
	root = mine.start(assessment.KindFull)
	mine.answer(root, first, url.Values{"note": {"only a note"}})
	p = mine.post(root+"/questions/"+first, url.Values{"answer": {"3"}}).want(409)
	kept = mine.submit(p, p.form("Keep the saved answer"), "").want(303)
	if kept.location() != root+"/questions/"+second+"#q" {
		t.Errorf("keeping a blank answer leads to %s", kept.location())
	}
}

func TestFinishedAssessmentTakesNoAnswers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	path := root + "/questions/" + first
	v.answer(root, first, url.Values{"answer": {"3"}})
	before := v.get(path).answerForm()
	v.post(root+"/finish", nil).want(303)
	v.post(root+"/finish", nil).want(303) // a double click

	before.values.Set("answer", "5")
	before.values.Set("note", "typed before it was finished")
	v.json(path, before.values).want(409)
	p := v.submit(v.get(root), before, "").want(409)
	p.says("finished meanwhile", "Leave without this change")
	f := p.answerForm()
	if f.values.Get("answer") != "5" || f.values.Get("note") != "typed before it was finished" {
		t.Errorf("the form lost something: %v", f.values)
	}
	if got := v.get(path).answerForm().values.Get("answer"); got != "3" {
		t.Errorf("a finished assessment took the answer %q", got)
	}

	invalid := v.get(path).answerForm()
	invalid.values.Set("note", strings.Repeat("x", 4001))
	v.post(invalid.action, invalid.values).want(422)
	v.get(root).says("Finished on 25 November 2026")

	p = v.follow(v.submit(p, f, "Reopen and save"))
	if f := p.answerForm(); f.values.Get("answer") != "5" || f.values.Get("note") != "typed before it was finished" || f.action != path {
		t.Errorf("after reopening the form holds %v and goes to %s", f.values, f.action)
	}
}

func TestReopen(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindQuick)
	for next, want := range map[string]string{
		"":                    root,
		root + "/results":     root + "/results",
		"https://evil.test/x": "/",
		"//evil.test":         "/",
	} {
		v.post(root+"/finish", nil).want(303)
		fields := url.Values{}
		if next != "" {
			fields.Set("next", next)
		}
		if p := v.post(root+"/reopen", fields).want(303); p.location() != want {
			t.Errorf("reopening from %q leads to %s, want %s", next, p.location(), want)
		}
		v.answer(root, first, url.Values{"answer": {"3"}})
	}
}

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

func TestPrivateLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner := s.visitor(t)
	root := owner.start(assessment.KindQuick)
	owner.answer(root, first, url.Values{"answer": {"3"}})

	p := owner.get(root + "/questions/" + first)
	made := owner.submit(p, p.form("Make a private link"), "").want(200)
	shown := made.id("link")
	if !has(shown, "readonly") || made.header.Get("Cache-Control") != "no-store" {
		t.Errorf("readonly = %t, Cache-Control = %s", has(shown, "readonly"), made.header.Get("Cache-Control"))
	}
	link, ok := strings.CutPrefix(attr(shown, "value"), "http://lauter.example")
	if !ok {
		t.Fatalf("the link is %s", attr(shown, "value"))
	}

	other := s.visitor(t)
	other.accept = "de"
	p = other.get(link).want(200)
	if len(other.cookies) != 0 {
		t.Error("looking at a link sets a cookie")
	}
	other.get(root).want(404)
	s.wait(24 * time.Hour)
	joined := other.submit(p, p.form("Standortbestimmung öffnen"), "").want(303)
	if joined.location() != root {
		t.Errorf("joining leads to %s", joined.location())
	}
	p = other.follow(joined).want(200)
	p.says("1 von 15", "24. Februar 2027")
	other.answer(root, first, url.Values{"answer": {"4"}, "rev": {"1"}})
	if got := owner.get(root + "/questions/" + first).answerForm().values.Get("answer"); got != "4" {
		t.Errorf("the owner sees %q", got)
	}

	p = owner.get(root)
	p.says("A new one replaces it.")
	owner.submit(p, p.form("Make a private link"), "").want(200).says("no longer works")
	late := s.visitor(t)
	late.get(link).want(410)
	late.post(link, nil).want(410)
	late.get("/resume/NOSUCHTOKENNOSUCHTOKENNOSU").want(404)
	late.post("/resume/NOSUCHTOKENNOSUCHTOKENNOSU", nil).want(404)
	if len(late.cookies) != 0 {
		t.Error("a link that leads nowhere makes a guest")
	}
	other.get(root).want(200) // who is in stays in
}

// The link is offered where an assessment begins and where it is resumed, not on every question.
func TestPrivateLinkIsOffered(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	for path, want := range map[string]int{"/questions/" + first: 1, "": 1, "/questions/" + second: 0} {
		if got := len(v.get(root + path).forms("/link")); got != want {
			t.Errorf("%s offers %d links, want %d", path, got, want)
		}
	}
}

func TestDelete(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	kept := v.start(assessment.KindQuick)
	v.answer(root, first, url.Values{"answer": {"3"}})
	p := v.get(root + "/delete").want(200)
	p.says("Nordwind", "1 answer is removed")
	v.get(root).want(200)
	deleted := v.submit(p, p.form("Delete for good"), "").want(303)
	if path, _, _ := strings.Cut(deleted.location(), "?"); path != "/" {
		t.Errorf("deleting leads to %s", deleted.location())
	}
	v.follow(deleted).want(200)
	v.get(root).want(404)
	v.post(root+"/delete", nil).want(404)
	v.get(kept).want(200)
}

// Pages with answers stay out of caches and search engines.
func TestPagesWithAnswersAreKeptPrivate(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	for _, path := range []string{"", "/questions/" + first, "/capabilities/data.origin", "/review", "/delete"} {
		p := v.get(root + path).want(http.StatusOK)
		if p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Cache-Control = %q", path, p.header.Get("Cache-Control"))
		}
		if attr(p.one("robots", with("name", "robots")), "content") != "noindex" {
			t.Errorf("%s is for search engines", path)
		}
	}
}
