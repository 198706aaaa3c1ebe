package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
)

const (
	first   = "data.origin.source"  // the first question, which applies to everybody
	second  = "data.origin.basis"   // the second of a full assessment
	consent = "data.origin.consent" // may be not applicable; not asked by a quick scan
)

func (s *site) last() string {
	questions := s.model.Questions()
	return questions[len(questions)-1].ID
}

func TestQuestionPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	q, _ := s.model.Question(consent)

	p := v.get(root + "/questions/" + consent).want(http.StatusOK)
	f := p.answerForm()

	h1 := p.one("h1", tag("h1"))
	if attr(h1, "id") != "q" || p.text(h1) != q.Text.EN {
		t.Errorf("h1 is #%s %q", attr(h1, "id"), p.text(h1))
	}
	if got := h1.Parent.Data + " " + h1.Parent.Parent.Data + " " + h1.Parent.Parent.Parent.Data; got != "legend fieldset form" {
		t.Errorf("h1 stands in %s", got)
	}
	var values []string
	for _, radio := range all(f.node, with("type", "radio")) {
		values = append(values, attr(radio, "value"))
		if has(radio, "checked") {
			t.Errorf("%s is chosen beforehand", attr(radio, "value"))
		}
		if len(all(f.node, with("for", attr(radio, "id")))) != 1 {
			t.Errorf("%s has not one label", attr(radio, "value"))
		}
	}
	if got := strings.Join(values, " "); got != "1 2 3 4 5 dk na" {
		t.Errorf("answers = %s", got)
	}
	for i, anchor := range q.Anchors {
		card := p.id("a-" + values[i])
		if text := p.text(p.id(attr(card, "aria-describedby"))); text != anchor.EN {
			t.Errorf("level %d is described by %q, want %q", i+1, text, anchor.EN)
		}
	}
	var buttons []string
	for _, b := range f.buttons {
		buttons = append(buttons, attr(b, "name")+"="+attr(b, "value"))
	}
	if got := strings.Join(buttons, " "); got != "intent=continue intent=back intent=skip" {
		t.Errorf("buttons = %s", got)
	}
	if f.values.Get("rev") != "0" || attr(f.node, "autocomplete") != "off" {
		t.Errorf("rev = %s, autocomplete = %s", f.values.Get("rev"), attr(f.node, "autocomplete"))
	}
	for _, d := range all(f.node, tag("details")) {
		if has(d, "open") {
			t.Error("evidence or note is open though nothing is in it")
		}
	}
	p.says("0 of 46 answered, about 20 minutes left", "Data 0 of 15", "Technology 0 of 15", "Resources 0 of 16",
		"(question 3 of 46)", q.Why.EN, q.Evidence[0].EN, "Data protection")
	if got, want := p.title(), "Question 3 of 46: Origin & lawful basis – Nordwind – Lauter"; got != want {
		t.Errorf("title = %q, want %q", got, want)
	}
	if len(all(p.doc, with("href", "/method/questions/"+consent))) == 0 {
		t.Error("no link to the question in the method")
	}
}

// Colour on the form would say which answer is the good one.
func TestFormHasNoLevelColour(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindQuick)
	v.answer(root, first, url.Values{"answer": {"4"}})
	for _, path := range []string{"/questions/" + first, "", "/review"} {
		for _, n := range all(v.get(root+path).want(http.StatusOK).doc, func(n *html.Node) bool { return has(n, "class") }) {
			for class := range strings.FieldsSeq(attr(n, "class")) {
				if slices.Contains([]string{"b1", "b2", "b3", "b4", "b5", "f1", "f2", "f3", "f4", "f5"}, class) {
					t.Errorf("%s has the colour of a level on %s", path, n.Data)
				}
			}
		}
	}
}

func TestQuestionThatAppliesToEverybody(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for lang, refused := range map[string]string{
		"en": "This applies to everyone who does marketing. Choose a level or “I don’t know”.",
		"de": "Das gilt für alle, die Marketing betreiben. Wählen Sie eine Stufe oder „Weiß ich nicht“.",
	} {
		v := s.visitor(t)
		v.accept = lang
		p := v.get(v.start(assessment.KindFull) + "/questions/" + first).want(http.StatusOK)
		if len(all(p.doc, with("value", "na"))) != 0 {
			t.Errorf("%s: not applicable is offered", lang)
		}
		p.says(refused)
		if p.lang() != lang {
			t.Errorf("lang = %s, want %s", p.lang(), lang)
		}
	}
}

// A quick scan shows the short descriptions, with the full ones behind a click.
func TestQuickScanShowsShortDescriptions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	q, _ := s.model.Question(first)
	p := v.get(v.start(assessment.KindQuick) + "/questions/" + first).want(http.StatusOK)
	if got := p.text(p.id("a-3-text")); got != q.Short[2].EN {
		t.Errorf("level 3 says %q, want %q", got, q.Short[2].EN)
	}
	more := all(p.answerForm().node, func(n *html.Node) bool {
		return n.Data == "details" && strings.Contains(p.text(n), q.Anchors[2].EN)
	})
	if len(more) != 1 {
		t.Errorf("%d places for the full description, want 1", len(more))
	}
}

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

func TestUnknownQuestionAndCapability(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	full, quick := v.start(assessment.KindFull), v.start(assessment.KindQuick)
	for path, want := range map[string]int{
		full + "/questions/" + second:         200,
		full + "/questions/DATA.ORIGIN.BASIS": 404,
		full + "/questions/nothing":           404,
		full + "/capabilities/data.origin":    200,
		full + "/capabilities/data":           404,
		quick + "/questions/" + first:         200,
		quick + "/questions/" + second:        404,
		quick + "/capabilities/data.origin":   200,
	} {
		if p := v.get(path); p.status != want {
			t.Errorf("GET %s = %d, want %d", path, p.status, want)
		}
	}
	v.post(quick+"/questions/"+second, url.Values{"answer": {"3"}}).want(404)
}

// What belongs to somebody does not exist for anybody else.
func TestForeignAssessmentDoesNotExist(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner, stranger, guest := s.visitor(t), s.visitor(t), s.visitor(t)
	root := owner.start(assessment.KindQuick)
	guest.start(assessment.KindQuick)
	forged := s.visitor(t)
	forged.cookies["lauter"] = strings.Repeat("A", 43)
	for _, route := range []string{
		"GET ", "GET /questions/" + first, "POST /questions/" + first, "GET /capabilities/data.origin", "GET /review",
		"POST /finish", "POST /reopen", "POST /extend", "POST /link", "GET /delete", "POST /delete", "GET /results",
		"GET /results/explain/overall", "GET /results/answers", "GET /report.pdf",
	} {
		method, path, _ := strings.Cut(route, " ")
		for name, v := range map[string]*visitor{"stranger": stranger, "guest": guest, "forged": forged} {
			for _, address := range []string{root, "/assessments/01999999-0000-7000-8000-000000000000", "/assessments/1"} {
				var p *page
				if method == "GET" {
					p = v.get(address + path)
				} else {
					p = v.post(address+path, url.Values{"answer": {"3"}})
				}
				if p.status != http.StatusNotFound || strings.Contains(p.body, "Nordwind") {
					t.Errorf("%s: %s %s%s = %d", name, method, address, path, p.status)
				}
			}
		}
	}
	if owner.get(root).want(200).answered() != "0 of 15" {
		t.Error("somebody else has answered")
	}
}

// answered is how many questions have an answer, as a page of the questionnaire says it.
func (p *page) answered() string {
	p.t.Helper()
	for _, n := range all(p.doc, tag("strong")) {
		if strings.Contains(p.text(n), " of ") || strings.Contains(p.text(n), " von ") {
			return p.text(n)
		}
	}
	p.t.Fatalf("%s says no count", p.path)
	return ""
}
