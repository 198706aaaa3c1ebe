package web_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/web"
)

// act returns the part of the page that is about one act.
func (p *page) act(id string) *html.Node {
	p.t.Helper()
	heading := p.id("act-" + id)
	if heading.Data == "details" {
		return heading
	}
	return heading.Parent
}

func TestRegulationCountsWhatWasAnswered(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	var touched int
	for i, q := range s.model.QuestionsOn("gdpr", nil) {
		touched++
		switch {
		case q.ID == "data.origin.consent":
			v.answer(root, q.ID, url.Values{"answer": {"na"}, "reason": {"No consent is asked for."}})
		case q.ID == "data.origin.basis":
			v.answer(root, q.ID, url.Values{"answer": {"2"}})
		case i%3 == 0:
			v.answer(root, q.ID, url.Values{"answer": {"dk"}})
		default:
			v.answer(root, q.ID, url.Values{"answer": {"3"}})
		}
	}
	p := v.get(root + "/results/regulation").want(http.StatusOK)
	gdpr := p.text(p.act("gdpr"))
	reached := 0
	for i, q := range s.model.QuestionsOn("gdpr", nil) {
		if q.ID != "data.origin.consent" && q.ID != "data.origin.basis" && i%3 != 0 {
			reached++
		}
	}
	for _, want := range []string{
		"General Data Protection Regulation (EU) 2016/679",
		fmt.Sprintf("Questions on this at level 3 or above: %d of %d.", reached, touched-1),
		"Still open:",
		"How is the legal basis settled for each use of personal data in marketing?",
		"Your answer is level 2, at least level 3 is needed.",
		"GDPR Art. 21(2)–(4)",
		"An objection to direct marketing ends it and the related profiling; no reason needed.",
	} {
		if !strings.Contains(gdpr, want) {
			t.Errorf("the GDPR does not say %q: %s", want, gdpr)
		}
	}
	if strings.Contains(gdpr, "How could you prove that one particular person gave consent?") {
		t.Error("a question that does not apply is open")
	}
	if got := p.text(p.act("dsa-dma")); !strings.Contains(got, "This assessment asks no question on this.") || !strings.Contains(got, "Your platforms owe you this.") {
		t.Errorf("platforms: %s", got)
	}
	p.says("Self-assessment. General information, not legal advice.", "This isn’t legal advice.", "State of the law, checked on 22 November 2026", "Net Promoter and NPS are registered trademarks")
	if link := all(p.doc, with("href", root+"/questions/data.origin.basis#q")); len(link) == 0 {
		t.Error("open questions are no links")
	}
	for _, word := range []string{"compliant", "legally safe", "certified"} {
		if strings.Contains(strings.ReplaceAll(p.text(p.doc), "“certified”", ""), word) {
			t.Errorf("the page says %q", word)
		}
	}
}

// The page follows the order of the model, law before what is voluntary, and shows nothing that nobody has checked.
func TestRegulationOrder(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	p := v.get(root + "/results/regulation").want(http.StatusOK)
	var order []string
	for _, n := range all(p.doc, func(n *html.Node) bool {
		return strings.HasPrefix(attr(n, "id"), "act-") && !strings.HasSuffix(attr(n, "id"), "-open")
	}) {
		order = append(order, strings.TrimPrefix(attr(n, "id"), "act-"))
	}
	var want []string
	for _, binding := range []bool{true, false} {
		for _, act := range s.model.Acts {
			if act.Binding == binding {
				want = append(want, act.ID)
			}
		}
	}
	if strings.Join(order, " ") != strings.Join(want, " ") {
		t.Errorf("order %v, want %v", order, want)
	}
	shown := p.text(p.doc)
	n := 0
	for _, ref := range s.model.References {
		if strings.Contains(shown, ref.Says.EN) != (ref.Status != "unverified") {
			t.Errorf("%s (%s) is shown: %v", ref.ID, ref.Status, strings.Contains(shown, ref.Says.EN))
		}
		n++
	}
	if n < 150 {
		t.Errorf("%d references", n)
	}
	for _, rule := range s.model.LawState.Watch {
		if strings.Contains(shown, rule.Name.EN) {
			t.Errorf("%s is for the operator only", rule.ID)
		}
	}
}

func TestFactsChooseReferences(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindFull)
	v.answer(root, "data.origin.source", url.Values{"answer": {"3"}})
	before := v.get(root + "/results").text(v.get(root + "/results").id("verdict"))
	v.post(root+"/profile", url.Values{
		"countries": {"AT"}, "works_council": {"no"}, "csrd_in_scope": {"no"}, "is_online_platform": {"yes"}, "sector": {"media"},
	}).want(http.StatusSeeOther)
	p := v.get(root + "/results/regulation").want(http.StatusOK)
	shown := p.text(p.doc)
	for text, want := range map[string]bool{
		"TKG 2021":       true,  // Austria
		"UWG section 7(": false, // Germany
		"Chosen by 5 of 19 facts about your company.":             true,
		"Left out altogether: Employees, Sustainability":          false, // joined by "and"
		"Left out altogether: Employees and Sustainability":       true,
		"Your platforms owe you this.":                            false, // the company is the platform
		"Very large platforms owe you this.":                      true,
		"MStV section 22":                                         true,
		"BetrVG":                                                  false,
		"The references of the AI Act need no fact to be visible": false,
	} {
		if strings.Contains(shown, text) != want {
			t.Errorf("%q is shown: %v", text, !want)
		}
	}
	if after := v.get(root + "/results"); after.text(after.id("verdict")) != before {
		t.Errorf("facts changed the verdict from %q to %q", before, after.text(after.id("verdict")))
	}
	// The page of a question follows the same rule.
	if got := v.get(root + "/questions/data.rights.objection"); strings.Contains(got.text(got.doc), "UWG section 7") {
		t.Error("a German rule beside a question of a company that only addresses Austria")
	}
}

func TestRegulationBeforeAnyAnswerAndInAQuickScan(t *testing.T) {
	v := newSite(t).visitor(t)
	empty := v.get(v.start(assessment.KindFull) + "/results/regulation").want(http.StatusOK)
	empty.says("No question has an answer yet", "Questions on this at level 3 or above: 0 of 27.")
	if strings.Contains(empty.text(empty.doc), "Still open:") {
		t.Error("everything is listed as open although nothing was answered")
	}
	root := v.start(assessment.KindQuick)
	v.answer(root, "data.origin.source", url.Values{"answer": {"4"}})
	quick := v.get(root + "/results/regulation").want(http.StatusOK)
	quick.says("Only the 15 questions of the quick scan are counted here.", "Questions on this at level 3 or above: 1 of 9.", "This assessment asks no question on this.")
}

// References grow old: after the months that their state names, the page says so. The operator’s own state of the law
// takes the place of the model’s.
func TestStaleLaw(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindQuick)
	const warning = "Have them reviewed before you rely on them."
	if p := v.get(root + "/results/regulation"); strings.Contains(p.text(p.doc), warning) {
		t.Error("fresh references are called old")
	}
	s.wait(370 * 24 * time.Hour)
	v.get(root + "/results/regulation").says("The legal references were last checked on 22 November 2026. " + warning)

	law, err := assessment.ParseLaw("law.yaml", []byte(`
checked_on: "2027-11-30"
stale_after_months: 3
note: {en: "Checked by our own counsel.", de: "Von eigenen Fachleuten geprüft."}
stale: {en: "Old since {date}.", de: "Veraltet seit {date}."}
`))
	if err != nil {
		t.Fatal(err)
	}
	s.handler = web.New(web.Config{
		Store: s.store, Model: s.model, URL: &url.URL{Scheme: "http", Host: "lauter.example"}, Operator: web.Operator{Law: &law},
		Logger: slog.New(slog.NewTextHandler(io.Discard, nil)), Now: s.clock,
	})
	p := v.get(root + "/results/regulation?lang=de").want(http.StatusOK)
	p.says("Rechtsstand, geprüft am 30. November 2027", "Von eigenen Fachleuten geprüft.")
	if strings.Contains(p.text(p.doc), "KI-Verordnung wird in der durch") {
		t.Error("the model’s own note is shown beside the operator’s")
	}
	s.wait(100 * 24 * time.Hour)
	v.get(root + "/results/regulation").says("Old since 30 November 2027.")
}

// The largest page that there is: every question answered as low as can be, nothing known about the company.
func TestRegulationIsLight(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	root := v.start(assessment.KindFull)
	for _, q := range s.model.Questions() {
		v.answer(root, q.ID, url.Values{"answer": {"1"}})
	}
	for _, lang := range []string{"en", "de"} {
		for _, page := range []string{"/results/regulation", "/results", "/profile"} {
			p := v.get(root + page + "?lang=" + lang).want(http.StatusOK)
			if n := zippedSize(t, p.body); n > 16<<10 {
				t.Errorf("%s in %s: %d bytes compressed, want at most %d", page, lang, n, 16<<10)
			} else {
				t.Logf("%s %s: %d of %d bytes", page, lang, n, len(p.body))
			}
		}
	}
}

func zippedSize(t *testing.T, body string) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, 5) // as the server compresses
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(w, body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}
