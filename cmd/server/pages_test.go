package main

import (
	"net/url"
	"path"
	"testing"
)

// site is a running program with assessments in every state, and one person who owns them.
type site struct {
	*client
	pages map[string]string // name → address
}

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
	return &site{client: c, pages: map[string]string{
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
}

// tall is a window in which the bar at its lower edge lies over nothing: what it covers can be scrolled free.
const tall = 5000

// TestPagesAreAccessible runs axe on every page, and checks that nothing scrolls sideways, also with wide text.
func TestPagesAreAccessible(t *testing.T) {
	p := start(t)
	sites := map[string]*site{"en": build(t, p, "en"), "de": build(t, p, "de")}
	for _, v := range []view{narrow, desktop, phone} {
		v.height = tall
		t.Run(v.String(), func(t *testing.T) {
			w := openTab(t, p, v)
			w.takeCookies(sites[v.lang].client)
			for _, address := range sites[v.lang].pages {
				w.visit(address)
				w.checkPage()
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
	w.checkFits()
	w.spaceText()
	w.checkFits()
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
