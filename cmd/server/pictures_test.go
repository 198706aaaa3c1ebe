package main

import (
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
)

// TestPictures keeps every page as an image, for a person to look at: LAUTER_PICTURES=DIR go test -run Pictures.
func TestPictures(t *testing.T) {
	if os.Getenv("LAUTER_PICTURES") == "" {
		t.Skip("LAUTER_PICTURES names no folder")
	}
	p := start(t, withMail...)
	views := []view{desktop, phone, narrow, {width: 390, height: 844, lang: "en"}, {width: 1280, height: 900, lang: "de", dark: true}}
	only := os.Getenv("LAUTER_PICTURE") // names, separated by commas; sent: all that answer a form
	for _, v := range views {
		for _, site := range []*site{build(t, p, v.lang), buildPeople(t, p, v.lang)} {
			w := openTab(t, p, v)
			w.takeCookies(site.client)
			for name, address := range site.pages {
				if only != "" && !strings.Contains(","+only+",", ","+name+",") {
					continue
				}
				w.visit(address)
				w.picture(name + "-" + v.String())
			}
			for name, page := range site.sent {
				if only == "" || strings.Contains(","+only+",", ","+name+",") || strings.Contains(","+only+",", ",sent,") {
					w.show(page)
					w.picture(name + "-" + v.String())
				}
			}
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
