package main

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

// site is a running program with assessments in every state, and one person who owns them.
type site struct {
	*client
	pages map[string]string // name → address
	sent  sent              // that answer a form
}

// withMail has the program offer what takes a mail server. There is none: no page needs one.
var withMail = []string{"--mail", "smtp://127.0.0.1:9", "--mail-from", "lauter@thiel.example"}

// mainPages are the four that most people see.
var mainPages = []string{"start", "question", "review", "results"}

// build fills a program: a finished full assessment, a finished quick scan, and one just begun.
func build(t *testing.T, p *program, lang string) *site {
	t.Helper()
	c := newClient(t, p, lang)
	full := path.Dir(complete(t, c, "full", lang).url.Path)
	quick := path.Dir(complete(t, c, "quick", lang).url.Path)
	first := c.submit(c.get("/"), buttons[lang]["full"], url.Values{"organisation": {"Nordwind Handel GmbH"}})
	begun := path.Dir(path.Dir(first.url.Path))
	refused := c.submit(first, buttons[lang]["next"], url.Values{"evidence": {"javascript:alert(1)"}})
	if refused.status != 422 {
		t.Errorf("a question without an answer: status %d", refused.status)
	}
	facts := url.Values{"b2c": {"yes"}, "countries": {"DE", "AT"}, "sector": {"retail"}, "csrd_in_scope": {"no"}}
	if saved := c.do("POST", full+"/profile", facts); saved.status != 200 {
		t.Errorf("facts: status %d", saved.status)
	}
	workshop := path.Dir(c.do("POST", begun+"/workshops", url.Values{
		"title": {"Daten und Vertrauen"}, "minutes": {"90"}, "starts_at": {"2026-12-01T09:30"}, "sequence": {"together"},
		"naming": {"anonymous"}, "threshold": {"5"}, "set": {"quick"}, "role": {"data", "legal", "leadership"},
	}).url.Path + "/") // where it leads
	s := &site{client: c, pages: map[string]string{
		"workshops":          begun + "/workshops",
		"workshop-new":       begun + "/workshops/new",
		"workshop":           workshop,
		"workshop-check":     workshop + "/check",
		"workshop-seats":     workshop + "/seats",
		"workshop-delete":    workshop + "/delete",
		"start":              "/",
		"demo":               "/demo",
		"demo-answers":       "/demo/answers",
		"demo-regulation":    "/demo/regulation",
		"demo-explain":       "/demo/explain/dimension:data",
		"demo-action":        "/demo/explain/action:technology.fairness.run-tests",
		"method":             "/method",
		"method-questions":   "/method/questions",
		"method-question":    "/method/questions/data.rights.objection",
		"imprint":            "/legal/imprint",
		"privacy":            "/legal/privacy",
		"accessibility":      "/legal/accessibility",
		"missing":            "/nowhere",
		"tasks":              begun,
		"question":           first.url.Path,
		"capability":         full + "/capabilities/data.origin",
		"review-empty":       begun + "/review",
		"results-empty":      begun + "/results",
		"delete":             begun + "/delete",
		"question-finished":  full + "/questions/data.origin.basis",
		"question-quick":     quick + "/questions/data.origin.source",
		"review":             full + "/review",
		"results":            full + "/results",
		"results-quick":      quick + "/results",
		"answers":            full + "/results/answers",
		"regulation":         full + "/results/regulation",
		"regulation-quick":   quick + "/results/regulation",
		"profile":            full + "/profile",
		"profile-empty":      begun + "/profile",
		"explain-overall":    full + "/results/explain/overall",
		"explain-dimension":  full + "/results/explain/dimension:data",
		"explain-capability": full + "/results/explain/capability:data.rights",
		"explain-balance":    full + "/results/explain/balance",
		"explain-confidence": full + "/results/explain/confidence",
		"explain-action":     full + "/results/explain/action:data.origin.build-register",
	}}
	s.addPlanning(t, full, quick, begun)
	return s
}

// addPlanning takes actions into the plan of a finished assessment, keeps a scenario, sets targets, and begins the next
// round of another.
func (s *site) addPlanning(t *testing.T, full, quick, begun string) {
	t.Helper()
	saved := func(path string, form url.Values) *document {
		t.Helper()
		page := s.do("POST", path, form)
		if page.status != 200 {
			t.Fatalf("POST %s: status %d", path, page.status)
		}
		return page
	}
	chosen := []string{"data.origin.build-register", "technology.fairness.run-tests", "resources.leadership.assign-owner"}
	saved(full+"/actions", url.Values{"action": chosen})
	own := "Datenschutzgrundverordnungskonforme Einwilligungsverwaltung in allen Kanälen einführen"
	soon := time.Now().AddDate(0, 2, 0).Format(time.DateOnly)
	plan := saved(full+"/actions", url.Values{"title": {own}, "owner": {"Leitung Marketing-Technologie"}, "due": {soon}, "cost": {"€ 12.000"}})
	var items []string
	for _, a := range plan.all("a", nil) {
		if at := strings.TrimPrefix(attr(a, "href"), full+"/actions/"); at != attr(a, "href") && at != "new" && !slices.Contains(items, at) {
			items = append(items, at)
		}
	}
	if len(items) != 4 {
		t.Fatalf("the plan leads to %d actions, want 4", len(items))
	}
	item := func(n int) string { return full + "/actions/" + items[n] }
	saved(item(1), url.Values{"rev": {"1"}, "status": {"done"}, "owner": {"Anna Weiß"}, "due": {soon}})
	saved(item(2), url.Values{"rev": {"1"}, "status": {"in_progress"}, "owner": {"Datenschutz"}, "note": {"Kick-off am Montag"}})
	supposed := "c.data.origin=4&q.technology.fairness.tested=3"
	saved(full+"/scenarios", url.Values{"name": {"Fairness zuerst"}, "page": {"what-if"}, "query": {supposed}})
	saved(full+"/targets", url.Values{"data.origin": {"4"}, "technology.fairness": {"5"}})
	next := saved(quick+"/rounds", url.Values{"carry": {"yes"}}).url.Path
	for name, address := range map[string]string{
		"demo-plan": "/demo/plan", "demo-what-if": "/demo/what-if", "demo-plan-explain": "/demo/plan/explain",
		"plan": full + "/plan", "plan-empty": begun + "/plan", "plan-tight": full + "/plan?budget=1&next=0",
		"plan-scope": full + "/plan?scope=dimension:technology&level=4", "plan-explain": full + "/plan/explain",
		"plan-refused": full + "/plan?budget=-1", "plan-quick": quick + "/plan",
		"what-if": full + "/what-if", "what-if-moved": full + "/what-if?" + supposed, "what-if-empty": begun + "/what-if",
		"what-if-refused": full + "/what-if?c.data.origin=9", "what-if-quick": quick + "/what-if",
		"what-if-explain": full + "/what-if/explain/overall?" + supposed,
		"actions":         full + "/actions", "actions-empty": begun + "/actions", "actions-new": full + "/actions/new",
		"actions-none": full + "/actions?overdue=1", "action": item(0), "action-done": item(1), "action-own": item(3),
		"action-remove": item(0) + "/remove", "targets": full + "/targets", "targets-empty": begun + "/targets",
		"compare": next + "/results/compare", "compare-empty": full + "/results/compare",
		"compare-explain": next + "/results/compare/explain", "round-new": full + "/rounds/new",
		"question-carried": next + "/questions/data.origin.source", "review-carried": next + "/review",
		"results-carried": next + "/results", "tasks-carried": next,
	} {
		if status := s.get(address).status; status != 200 && !strings.HasSuffix(name, "-refused") {
			t.Errorf("%s: status %d", address, status)
		}
		s.pages[name] = address
	}
}

// tall is a window in which the bar at its lower edge lies over nothing: what it covers can be scrolled free.
const tall = 5000

// TestPagesAreAccessible runs axe on every page, and checks that nothing scrolls sideways, also with wide text.
func TestPagesAreAccessible(t *testing.T) {
	p := start(t, withMail...)
	sites := map[string]*site{"en": build(t, p, "en"), "de": build(t, p, "de")}
	people := map[string]*site{"en": buildPeople(t, p, "en"), "de": buildPeople(t, p, "de")}
	for _, v := range []view{narrow, desktop, phone} {
		v.height = tall
		t.Run(v.String(), func(t *testing.T) {
			for _, s := range []*site{sites[v.lang], people[v.lang]} {
				w := openTab(t, p, v)
				w.takeCookies(s.client)
				for _, address := range s.pages {
					w.visit(address)
					w.checkPage()
				}
				for name, page := range s.sent {
					w.name = name
					w.show(page)
					w.checkPage()
				}
				w.name = ""
			}
		})
	}
	for _, v := range otherViews() {
		t.Run("main "+v.String(), func(t *testing.T) {
			w := openTab(t, p, v)
			w.takeCookies(sites[v.lang].client)
			for _, name := range mainPages {
				w.visit(sites[v.lang].pages[name])
				w.checkPage()
			}
		})
	}
}

// otherViews are all combinations of width, theme and language that are not looked at with every page.
func otherViews() []view {
	var all []view
	for _, width := range []int64{320, 390, 768, 1280} {
		for _, lang := range []string{"en", "de"} {
			for _, dark := range []bool{false, true} {
				v := view{width: width, height: tall, lang: lang, dark: dark}
				if s := v.String(); s != narrow.String() && s != desktop.String() && s != phone.String() {
					all = append(all, v)
				}
			}
		}
	}
	return all
}

func (w *tab) checkPage() {
	w.t.Helper()
	w.checkAccessible()
	w.checkSummary()
	w.checkFits()
	w.spaceText()
	w.checkFits()
}

// checkSummary fails if what is wrong with a form is listed in another order than its fields stand.
func (w *tab) checkSummary() {
	w.t.Helper()
	wrong := eval[string](w, `(() => {
		const fields = [...document.querySelectorAll(".errors li a")].map(a => document.getElementById(decodeURIComponent(a.hash.slice(1)))).filter(Boolean);
		return fields.filter((f, i) => i && fields[i - 1].compareDocumentPosition(f) & Node.DOCUMENT_POSITION_PRECEDING).map(f => f.id).join(" ");
	})()`)
	if wrong != "" {
		w.t.Errorf("%s: in the summary too late: %s", w.where(), wrong)
	}
}

// spaceText sets the distances of WCAG 1.4.12 that no page may break under.
func (w *tab) spaceText() {
	w.t.Helper()
	eval[int](w, `(() => {
		const sheet = new CSSStyleSheet();
		sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }");
		document.adoptedStyleSheets = [sheet];
		return 0;
	})()`)
}

func TestPrintedResultsAreShort(t *testing.T) {
	p := start(t)
	s := build(t, p, "en")
	w := openTab(t, p, desktop)
	w.takeCookies(s.client)
	w.visit(s.pages["results"])
	if n := w.printedPages(); n > 5 {
		t.Errorf("the results print on %d pages, want at most 5", n)
	}
}
