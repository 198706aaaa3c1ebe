package web_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

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
