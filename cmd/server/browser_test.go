package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axeSource string

// view is how a person looks at a page.
type view struct {
	width, height int64
	lang          string // en or de
	dark          bool
	noScript      bool
}

var (
	desktop = view{width: 1280, height: 900, lang: "en"}
	phone   = view{width: 390, height: 844, lang: "de", dark: true}
	narrow  = view{width: 320, height: 640, lang: "en"}
)

func (v view) String() string {
	theme := "light"
	if v.dark {
		theme = "dark"
	}
	return fmt.Sprintf("%d-%s-%s", v.width, theme, v.lang)
}

// browser is the one Chromium of a test run.
var browser struct {
	once sync.Once
	ctx  context.Context
	err  error
	stop func()
}

func TestMain(m *testing.M) {
	actAsChild()
	code := m.Run()
	if browser.stop != nil {
		browser.stop()
	}
	os.Exit(code)
}

func startBrowser() {
	path, err := findBrowser()
	if err != nil {
		browser.err = err
		return
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-gpu", true))
	allocator, stopAllocator := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, stopBrowser := chromedp.NewContext(allocator)
	browser.ctx, browser.err = ctx, chromedp.Do(ctx)
	browser.stop = func() { stopBrowser(); stopAllocator() }
}

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium on this machine: run .ci/tools")
}

// tab is one person's window: its own profile, and a record of what must not happen in it.
type tab struct {
	t    *testing.T
	ctx  context.Context
	base string
	name string // of a page that no address shows; empty: the address names it

	elsewhere string // the one other host that the window may go to; empty: none

	mu     sync.Mutex
	wrongs []string
}

// openTab opens a window with an empty profile. Reports of the security policy, script errors and requests to other
// hosts fail the test when it ends.
func openTab(t *testing.T, p *program, v view) *tab {
	t.Helper()
	if os.Getenv("LAUTER_NO_BROWSER") != "" {
		t.Skip("without the browser")
	}
	browser.once.Do(startBrowser)
	if browser.err != nil {
		if os.Getenv("LAUTER_REQUIRE_BROWSER") != "" {
			t.Fatal(browser.err)
		}
		t.Skip(browser.err)
	}
	ctx, stop := chromedp.NewContext(browser.ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute)
	t.Cleanup(cancel)
	w := &tab{t: t, ctx: ctx, base: p.url}
	w.must(chromedp.Listen(ctx, w.watch))
	w.must(chromedp.Do(ctx, chromedp.EmulateViewport(v.width, v.height)))
	call(w, network.Enable, network.EnableParams{})
	call(w, log.Enable, cdp.Empty{})
	call(w, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": v.lang}})
	call(w, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: v.noScript})
	w.media("", map[bool]string{true: "dark", false: "light"}[v.dark])
	t.Cleanup(w.checkWrongs)
	return w
}

// media shows the page as on paper or on a screen, in light or dark.
func (w *tab) media(kind, scheme string) {
	w.t.Helper()
	call(w, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media:    kind,
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
}

// watch records what must not happen. It must not wait for the browser.
func (w *tab) watch(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && (u.Scheme == "http" || u.Scheme == "https") && !strings.HasPrefix(e.Request.URL, w.base) &&
			(w.elsewhere == "" || !strings.HasPrefix(e.Request.URL, w.elsewhere)) {
			w.wrong("request to another host: " + e.Request.URL)
		}
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity || strings.Contains(e.Entry.Text, "Content Security Policy") {
			w.wrong("security policy: " + e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		w.wrong("script error: " + e.ExceptionDetails.Text)
	}
}

func (w *tab) wrong(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wrongs = append(w.wrongs, what)
}

func (w *tab) checkWrongs() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, what := range w.wrongs {
		w.t.Error(what)
	}
}

func (w *tab) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// visit opens an address of the program and waits until it is loaded.
func (w *tab) visit(path string) {
	w.t.Helper()
	if !strings.HasPrefix(path, "http") {
		path = w.base + path
	}
	w.must(chromedp.Do(w.ctx, chromedp.Navigate(path)))
}

// keys types; named keys come from package kb. A key may lead to another page before it is let go.
func (w *tab) keys(keys string) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, chromedp.KeyEvent(keys)); err != nil && !leavesPage(err) {
		w.t.Fatal(err)
	}
}

// leavesPage says that the browser was on its way to another page.
func leavesPage(err error) bool { return strings.Contains(err.Error(), "navigated or closed") }

// click clicks the first element that the CSS selector finds.
func (w *tab) click(selector string) {
	w.t.Helper()
	w.must(chromedp.Do(w.ctx, chromedp.Click(chromedp.CSS(selector))))
}

// path is the address shown, without the host.
func (w *tab) path() string {
	w.t.Helper()
	location, err := chromedp.Run(w.ctx, chromedp.Location())
	w.must(err)
	return strings.TrimPrefix(location, w.base)
}

// waitPath waits until the address contains a text.
func (w *tab) waitPath(part string) string {
	w.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		location, err := chromedp.Run(w.ctx, chromedp.Location())
		if err != nil && !leavesPage(err) {
			w.t.Fatal(err)
		}
		if p := strings.TrimPrefix(location, w.base); err == nil && strings.Contains(p, part) {
			return p
		}
	}
	w.t.Fatalf("still at %s, waiting for %s", w.path(), part)
	return ""
}

// eval asks the page for a value. It works with scripts switched off for the page, too.
func eval[T any](w *tab, expression string) T {
	w.t.Helper()
	value, err := chromedp.Run(w.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", firstLine(expression), err)
	}
	return value
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line[:min(len(line), 120)]
}

// where says which page is looked at.
func (w *tab) where() string {
	w.t.Helper()
	if w.name != "" {
		return w.name
	}
	return w.path()
}

// violation is what axe found.
type violation struct {
	ID    string
	Help  string
	Nodes []struct {
		HTML           string
		FailureSummary string
	}
}

// checkAccessible runs axe with all rules of WCAG 2.2 A and AA and the best practices.
func (w *tab) checkAccessible() {
	w.t.Helper()
	eval[int](w, axeSource+";0")
	found := eval[string](w, `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]}).then(r => JSON.stringify(r.violations))`)
	var violations []violation
	w.must(json.Unmarshal([]byte(found), &violations))
	for _, v := range violations {
		for _, n := range v.Nodes {
			w.t.Errorf("%s: %s: %s\n\t%s\n\t%s", w.where(), v.ID, v.Help, firstLine(n.HTML), n.FailureSummary)
		}
	}
}

// checkFits fails if the page can be scrolled sideways, and names what sticks out.
func (w *tab) checkFits() {
	w.t.Helper()
	wide := eval[string](w, `(() => {
		const room = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= room) return "";
		return [...document.querySelectorAll("body *")]
			.filter(e => e.getBoundingClientRect().right > room + 0.5)
			.map(e => e.tagName + "." + e.className + " " + Math.round(e.getBoundingClientRect().right)).slice(-5).join(", ") || "?";
	})()`)
	if wide != "" {
		w.t.Errorf("%s: scrolls sideways: %s", w.where(), wide)
	}
}

// picture keeps the page as an image when LAUTER_PICTURES names a folder, for a person to look at.
func (w *tab) picture(name string) {
	w.t.Helper()
	dir := os.Getenv("LAUTER_PICTURES")
	if dir == "" {
		return
	}
	image, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
	w.must(err)
	w.must(os.MkdirAll(dir, 0o755))
	w.must(os.WriteFile(filepath.Join(dir, name+".png"), image, 0o644))
}

// call sends a command of the browser's own protocol.
func call[P, R any](w *tab, command cdp.Command[P, R], params P) R {
	w.t.Helper()
	result, err := chromedp.Call(w.ctx, command, params)
	w.must(err)
	return result
}

// printedPages prints the page as a browser would and counts the sheets of A4.
func (w *tab) printedPages() int {
	w.t.Helper()
	pdf := call(w, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PaperWidth: 8.27, PaperHeight: 11.69})
	return bytes.Count(pdf.Data, []byte("/Type /Page\n")) + bytes.Count(pdf.Data, []byte("/Type /Page "))
}

// sibling opens a second window of the same person.
func (w *tab) sibling() *tab {
	w.t.Helper()
	other := openTab(w.t, &program{url: w.base}, desktop)
	for _, cookie := range call(w, network.GetCookies, network.GetCookiesParams{URLs: []string{w.base}}).Cookies {
		call(other, network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: w.base})
	}
	return other
}
