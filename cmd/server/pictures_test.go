package main

import (
	"net/url"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
)

// TestPictures keeps every page as an image, for a person to look at: LAUTER_PICTURES=DIR go test -run Pictures.
func TestPictures(t *testing.T) {
	if os.Getenv("LAUTER_PICTURES") == "" {
		t.Skip("LAUTER_PICTURES names no folder")
	}
	p := start(t)
	views := []view{desktop, phone, narrow, {width: 390, height: 844, lang: "en"}, {width: 1280, height: 900, lang: "de", dark: true}}
	for _, v := range views {
		c := newClient(t, p, v.lang)
		full := path.Dir(complete(t, c, "full", v.lang).url.Path)
		quick := path.Dir(complete(t, c, "quick", v.lang).url.Path)
		open := c.submit(c.get("/"), buttons[v.lang]["full"], url.Values{"organisation": {"Nordwind Handel GmbH"}})
		started := path.Dir(path.Dir(open.url.Path))
		w := openTab(t, p, v)
		w.takeCookies(c)
		pages := map[string]string{
			"start": "/", "method": "/method", "questions": "/method/questions", "privacy": "/legal/privacy", "missing": "/nowhere",
			"question": open.url.Path, "tasks": started, "review-empty": started + "/review", "results-empty": started + "/results",
			"question-answered": full + "/questions/data.origin.basis", "capability": full + "/capabilities/data.origin",
			"review": full + "/review", "results": full + "/results", "answers": full + "/results/answers", "delete": full + "/delete",
			"explain": full + "/results/explain/dimension:data", "explain-overall": full + "/results/explain/overall",
			"question-quick": quick + "/questions/data.origin.source", "results-quick": quick + "/results",
			"explain-balance": full + "/results/explain/balance", "explain-confidence": full + "/results/explain/confidence",
		}
		only := os.Getenv("LAUTER_PICTURE")
		for name, address := range pages {
			if only != "" && !strings.Contains(","+only+",", ","+name+",") {
				continue
			}
			w.visit(address)
			w.picture(name + "-" + v.String())
			w.checkFits()
		}
	}
}

// takeCookies makes the window the same guest as the client.
func (w *tab) takeCookies(c *client) {
	w.t.Helper()
	base, err := url.Parse(c.base)
	w.must(err)
	for _, cookie := range c.http.Jar.Cookies(base) {
		call(w, network.SetCookie, network.SetCookieParams{Name: cookie.Name, Value: cookie.Value, URL: c.base})
	}
}
