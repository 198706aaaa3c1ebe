package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lauter/assessment"
)

func TestAnswering(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	smile := "🙂"
	for _, tc := range []struct {
		name     string
		question string
		fields   string // as in a query
		status   int
		to       string            // where a 303 leads, below the assessment
		field    string            // id of the field that is refused
		stored   map[string]string // of the form afterwards, where it says something
	}{
		{name: "level", question: first, fields: "answer=4", to: "/questions/" + second + "#q", stored: map[string]string{"answer": "4", "rev": "1"}},
		{name: "don't know", question: first, fields: "answer=dk", to: "/questions/" + second + "#q", stored: map[string]string{"answer": "dk"}},
		{name: "not applicable", question: consent, fields: "answer=na&reason=We+send+nothing.", to: "/questions/data.quality.measured#q", stored: map[string]string{"answer": "na", "reason": "We send nothing."}},
		{name: "reason of another answer is dropped", question: consent, fields: "answer=2&reason=Once+typed", stored: map[string]string{"answer": "2", "reason": ""}},
		{name: "no reason", question: consent, fields: "answer=na", status: 422, field: "reason"},
		{name: "blank reason", question: consent, fields: "answer=na&reason=+%09+", status: 422, field: "reason"},
		{name: "longest reason", question: consent, fields: "answer=na&reason=" + strings.Repeat("ä", 500)},
		{name: "reason too long", question: consent, fields: "answer=na&reason=" + strings.Repeat("ä", 501), status: 422, field: "reason"},
		{name: "not applicable where that is refused", question: first, fields: "answer=na&reason=Never", status: 422, field: "a-1"},
		{name: "no such answer", question: first, fields: "answer=6", status: 422, field: "a-1"},
		{name: "continue without an answer", question: first, fields: "", status: 422, field: "a-1"},
		{name: "continue without an answer, said", question: first, fields: "intent=continue&note=typed", status: 422, field: "a-1"},
		{name: "skip without an answer", question: first, fields: "intent=skip", to: "/questions/" + second + "#q", stored: map[string]string{"rev": "0"}},
		{name: "skip saves", question: first, fields: "intent=skip&answer=2&note=typed", to: "/questions/" + second + "#q", stored: map[string]string{"answer": "2", "note": "typed"}},
		{name: "back from the first", question: first, fields: "intent=back&answer=3", to: "", stored: map[string]string{"answer": "3"}},
		{name: "back", question: second, fields: "intent=back&note=typed", to: "/questions/" + first + "#q", stored: map[string]string{"answer": "", "note": "typed"}},
		{name: "back with something invalid", question: second, fields: "intent=back&answer=3&evidence=ftp%3A%2F%2Fx", status: 422, field: "evidence-1"},
		{name: "stay", question: second, fields: "intent=stay&answer=1", to: "/questions/" + second + "#q", stored: map[string]string{"answer": "1"}},
		{name: "continue from the last", question: s.last(), fields: "answer=5", to: "/review"},
		{name: "skip the last", question: s.last(), fields: "intent=skip", to: "/review"},
		{name: "no such intent", question: first, fields: "intent=jump&answer=1", status: 422},
		{name: "revision that is none", question: first, fields: "rev=new&answer=1", status: 422},
		{name: "negative revision", question: first, fields: "rev=-1&answer=1", status: 422},
		{name: "revision of the future", question: first, fields: "rev=7&answer=1", status: 409},
		{name: "empty revision", question: first, fields: "rev=&answer=1"},
		{name: "longest note", question: first, fields: "answer=1&note=" + strings.Repeat(smile, 4000), stored: map[string]string{"note": strings.Repeat(smile, 4000)}},
		{name: "note too long", question: first, fields: "answer=1&note=" + strings.Repeat(smile, 4001), status: 422, field: "note"},
		{name: "right to left", question: first, fields: "answer=1&note=" + url.QueryEscape("שלום עולם"), stored: map[string]string{"note": "שלום עולם"}},
		{name: "control characters", question: first, fields: "answer=1&note=" + url.QueryEscape("one\x00\x07\r\ntwo\tthree\u0085"), stored: map[string]string{"note": "one\ntwo\tthree"}},
		{name: "markup", question: first, fields: "answer=1&note=" + url.QueryEscape("</textarea><script>"), stored: map[string]string{"note": "</textarea><script>"}},
		{name: "address", question: first, fields: "answer=1&evidence=" + url.QueryEscape("https://example.org/a?b=c"), stored: map[string]string{"evidence": "https://example.org/a?b=c|"}},
		{name: "words", question: first, fields: "answer=1&evidence=" + url.QueryEscape("Ordner: Verträge 2026"), stored: map[string]string{"evidence": "Ordner: Verträge 2026|"}},
		{name: "several, some empty", question: first, fields: "answer=1&evidence=&evidence=one&evidence=+&evidence=two", stored: map[string]string{"evidence": "one|two|"}},
		{name: "script", question: first, fields: "answer=1&evidence=" + url.QueryEscape("JavaScript:alert(1)"), status: 422, field: "evidence-1"},
		{name: "data", question: first, fields: "answer=1&evidence=ok&evidence=" + url.QueryEscape("data:text/html,x"), status: 422, field: "evidence-2"},
		{name: "file", question: first, fields: "answer=1&evidence=" + url.QueryEscape("file:///etc/passwd"), status: 422, field: "evidence-1"},
		{name: "longest evidence", question: first, fields: "answer=1&evidence=" + strings.Repeat("ö", 2048)},
		{name: "evidence too long", question: first, fields: "answer=1&evidence=" + strings.Repeat("ö", 2049), status: 422, field: "evidence-1"},
		{name: "stated only", question: first, fields: "answer=1&evidence=words&evidence_grade=0", stored: map[string]string{"evidence_grade": "0"}},
		{name: "grade above the words", question: first, fields: "answer=1&evidence=words&evidence_grade=2", stored: map[string]string{"evidence_grade": "2"}},
		{name: "grade without evidence", question: first, fields: "answer=1&evidence_grade=2", stored: map[string]string{"evidence_grade": ""}},
		{name: "verified by the respondent", question: first, fields: "answer=1&evidence=words&evidence_grade=3", status: 422, field: "evidence_grade"},
		{name: "no such grade", question: first, fields: "answer=1&evidence=words&evidence_grade=best", status: 422, field: "evidence_grade"},
		{name: "refused with a reason that does not count now", question: consent, fields: "answer=2&reason=Once+typed&evidence=ftp%3A%2F%2Fx", status: 422, field: "evidence-1"},
		{name: "unknown question", question: "data.origin.nothing", fields: "answer=1", status: 404},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			v := s.visitor(t)
			root := v.start(assessment.KindFull)
			fields, err := url.ParseQuery(tc.fields)
			if err != nil {
				t.Fatal(err)
			}
			if tc.status == 0 {
				tc.status = http.StatusSeeOther
			}
			p := v.post(root+"/questions/"+tc.question, fields).want(tc.status)
			if tc.status == http.StatusSeeOther && (tc.to != "" || fields.Get("intent") == "back") && p.location() != root+tc.to {
				t.Errorf("leads to %s, want %s", p.location(), root+tc.to)
			}
			if tc.field != "" {
				checkRefused(t, p, tc.field, fields)
			}
			if tc.status == http.StatusNotFound {
				return
			}
			after := v.get(root + "/questions/" + tc.question).want(http.StatusOK).answerForm().values
			if tc.status != http.StatusSeeOther && after.Get("rev") != "0" {
				t.Errorf("something was saved: %v", after)
			}
			for name, want := range tc.stored {
				if got := strings.Join(after[name], "|"); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}

// checkRefused expects a page that says what is wrong with a field, leads to it, and keeps everything that was typed.
func checkRefused(t *testing.T, p *page, field string, sent url.Values) {
	t.Helper()
	if !strings.HasPrefix(p.title(), "Error: ") {
		t.Errorf("title = %q", p.title())
	}
	summary := p.one("alert", with("role", "alert"))
	if !has(summary, "autofocus") {
		t.Error("the summary does not take the focus")
	}
	links := all(summary, tag("a"))
	if len(links) != 1 || attr(links[0], "href") != "#"+field {
		t.Fatalf("the summary has %d links, first to %s, want one to #%s", len(links), attr(links[0], "href"), field)
	}
	control := p.id(field)
	if field == "a-1" {
		control = p.one("fieldset", tag("fieldset"))
	}
	if attr(control, "aria-invalid") != "true" {
		t.Errorf("#%s is not marked as invalid", field)
	}
	described := false
	for id := range strings.FieldsSeq(attr(control, "aria-describedby")) {
		described = described || strings.Contains(p.text(p.id(id)), p.text(links[0]))
	}
	if !described {
		t.Errorf("#%s is not described by %q", field, p.text(links[0]))
	}
	f := p.answerForm()
	for _, name := range []string{"note", "reason"} {
		if has := len(all(f.node, with("name", name))) > 0; has && f.values.Get(name) != strings.TrimSpace(sent.Get(name)) {
			t.Errorf("%s = %q, want %q", name, f.values.Get(name), sent.Get(name))
		}
	}
	if got, want := f.values["evidence"], append(slices.Clone(sent["evidence"]), ""); !slices.Equal(got, want) {
		t.Errorf("evidence = %q, want %q", got, want)
	}
	if a := sent.Get("answer"); a != "6" && f.values.Get("answer") != a && len(all(f.node, with("value", a))) > 0 {
		t.Errorf("answer = %q, want %q", f.values.Get("answer"), a)
	}
}

func TestLeaveWithoutThisChange(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	for intent, want := range map[string]string{
		"back":     root + "/questions/" + first + "#q",
		"skip":     root + "/questions/" + consent + "#q",
		"stay":     root + "/questions/" + second + "#q",
		"clear":    root + "/questions/" + second + "#q",
		"continue": "",
	} {
		p := v.post(root+"/questions/"+second, url.Values{"intent": {intent}, "answer": {"2"}, "evidence": {"javascript:x"}}).want(422)
		got := ""
		for _, a := range all(p.doc, tag("a")) {
			if p.text(a) == "Leave without this change" {
				got = attr(a, "href")
			}
		}
		if got != want {
			t.Errorf("%s: leaving leads to %q, want %q", intent, got, want)
		}
	}
}

func TestErrorsInGerman(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	v.accept = "de-AT,de;q=0.9"
	root := v.start(assessment.KindFull)
	p := v.post(root+"/questions/"+consent, url.Values{"answer": {"na"}}).want(422)
	if want := "Fehler: Frage 3 von 46: Herkunft & Rechtsgrundlage – Nordwind – Lauter"; p.title() != want {
		t.Errorf("title = %q, want %q", p.title(), want)
	}
	p.says("Begründen Sie kurz, warum dies nicht zutrifft. Die Begründung steht im Bericht.")
	v.post(root+"/questions/"+consent, url.Values{}).want(422).
		says("Wählen Sie eine Stufe, „Weiß ich nicht“ oder „Trifft auf uns nicht zu“.")
}

func TestGradeFollowsTheEvidence(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	path := root + "/questions/" + first
	grade := func() string { return v.get(root + "/capabilities/data.origin").want(200).body }
	v.answer(root, first, url.Values{"answer": {"3"}, "evidence": {"in the safe"}})
	if !strings.Contains(grade(), "Described") {
		t.Error("words do not count as described")
	}
	f := v.get(path).answerForm()
	f.values["evidence"] = []string{"https://example.org"}
	f.values.Set("intent", "stay")
	v.post(path, f.values).want(303)
	if !strings.Contains(grade(), "Documented") {
		t.Error("an address does not count as documented")
	}
}

func TestClear(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	path := root + "/questions/" + first
	v.answer(root, first, url.Values{"answer": {"3"}, "note": {"kept"}, "evidence": {"kept too"}})

	p := v.get(path)
	cleared := v.submit(p, p.answerForm(), "Clear my answer").want(303)
	if cleared.location() != path+"#q" {
		t.Errorf("clearing leads to %s", cleared.location())
	}
	p = v.follow(cleared)
	f := p.answerForm()
	if f.values.Get("answer") != "" || f.values.Get("note") != "kept" || f.values.Get("evidence") != "kept too" || f.values.Get("rev") != "2" {
		t.Errorf("after clearing the form holds %v", f.values)
	}
	for _, b := range f.buttons {
		if attr(b, "value") == "clear" {
			t.Error("there is still something to clear")
		}
	}
	for _, d := range all(f.node, tag("details")) {
		if !has(d, "open") {
			t.Error("filled evidence or note is closed")
		}
	}
}

// An emptied field removes a piece of evidence, and one more field is always there.
func TestEvidenceIsRemovedByEmptying(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	path := root + "/questions/" + first
	v.answer(root, first, url.Values{"answer": {"3"}, "evidence": {"one", "two"}})
	p := v.get(path)
	f := p.answerForm()
	f.values["evidence"][0] = ""
	v.submit(p, f, "").want(303)
	if got := v.get(path).answerForm().values["evidence"]; !slices.Equal(got, []string{"two", ""}) {
		t.Errorf("evidence = %q", got)
	}
}
