package main

import (
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"testing"
)

var sampleLine = regexp.MustCompile(`(?m)^Sample: (http\S+/resume/\S+)$`)

// sampleLink is the private link that a start with --demo prints.
func sampleLink(t *testing.T, p *program) string {
	t.Helper()
	m := sampleLine.FindStringSubmatch(p.err.String())
	if m == nil {
		t.Fatalf("no link to the sample on stderr: %s", p.err)
	}
	if !strings.HasPrefix(m[1], p.url+"/") {
		t.Errorf("%s does not lead to %s", m[1], p.url)
	}
	return m[1]
}

// openSample opens the link as a new person and returns the page of the assessment.
func openSample(t *testing.T, p *program, link string) (*client, *document) {
	t.Helper()
	c := newClient(t, p, "en")
	page := c.submit(c.get(link), "Open the assessment", nil)
	if page.status != http.StatusOK {
		t.Fatalf("%s: status %d", link, page.status)
	}
	return c, page
}

func TestDemoKeepsOneSample(t *testing.T) {
	t.Setenv("LC_ALL", "C")
	p := start(t, "--demo")
	first := sampleLink(t, p)
	c, tasks := openSample(t, p, first)
	if !strings.Contains(tasks.body, "Nordwind Retail (fictional)") {
		t.Error("the sample has no name")
	}
	results := c.get(tasks.url.Path + "/results")
	public := map[string]figure{}
	for _, f := range figures(c.get("/demo")) {
		public[f.scope+" "+f.what] = f
	}
	own := figures(results)
	if len(own) < 20 {
		t.Errorf("only %d figures", len(own))
	}
	for _, f := range own {
		if public[f.scope+" "+f.what] != f {
			t.Errorf("%v in the database, %v at /demo", f, public[f.scope+" "+f.what])
		}
	}
	question := c.get(tasks.url.Path + "/questions/data.purpose.deletion")
	if saved := c.submit(question, buttons["en"]["next"], url.Values{"answer": {"4"}}); saved.status != http.StatusOK {
		t.Errorf("changing an answer: status %d", saved.status)
	}
	p.stop()

	again := start(t, "--demo", "--data", p.data)
	second := sampleLink(t, again)
	stranger := newClient(t, again, "en")
	if old := stranger.get("/resume/" + path.Base(first)); old.status != http.StatusGone {
		t.Errorf("the link of the first start: status %d, want 410", old.status)
	}
	c, page := openSample(t, again, second)
	if page.url.Path != tasks.url.Path {
		t.Errorf("a second sample: %s, and before %s", page.url.Path, tasks.url.Path)
	}
	for _, f := range figures(c.get(page.url.Path + "/results")) {
		if f.scope == "dimension:data" && f.what == "level" && f.value != "3" {
			t.Errorf("data is level %s: the answer of the first start is lost", f.value)
		}
	}
	again.stop()

	without := start(t, "--data", p.data)
	if strings.Contains(without.err.String(), "Sample") {
		t.Errorf("a start without --demo prints a link: %s", without.err)
	}
	if still := newClient(t, without, "en").get("/resume/" + path.Base(second)); still.status != http.StatusOK {
		t.Errorf("without --demo the link stops: status %d", still.status)
	}
	if shown := newClient(t, without, "en").get("/demo"); shown.status != http.StatusOK {
		t.Errorf("without --demo: /demo has status %d", shown.status)
	}
}

func TestDemoByEnvironmentInGerman(t *testing.T) {
	t.Setenv("LAUTER_DEMO", "true")
	t.Setenv("LC_ALL", "")
	t.Setenv("LC_MESSAGES", "")
	t.Setenv("LANG", "de_DE.UTF-8")
	p := start(t)
	_, tasks := openSample(t, p, sampleLink(t, p))
	if !strings.Contains(tasks.body, "Nordwind Handel (fiktiv)") {
		t.Error("the sample of a German operator is not in German")
	}
}
