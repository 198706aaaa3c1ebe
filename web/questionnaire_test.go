package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
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
	if got := strings.Join(buttons, " "); got != "intent=continue intent=continue intent=back intent=skip" {
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
		path := v.start(assessment.KindFull) + "/questions/" + first
		refusal := v.post(path, url.Values{}).want(http.StatusUnprocessableEntity)
		needed := locale.For(locale.Lang(lang)).T("error.answer.needed")
		if got := refusal.text(refusal.one("summary", with("role", "alert"))); !strings.Contains(got, needed) || strings.Contains(got, refused) {
			t.Errorf("%s: without an answer: %q", lang, got)
		}
		p := v.get(path).want(http.StatusOK)
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
