package main

import (
	"os"
	"strings"
	"testing"
)

// TestWorkshopPagesAreAccessible runs axe on the page of whoever leads a workshop and on the big screen, in every state.
func TestWorkshopPagesAreAccessible(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		h := newVenue(t, lang)
		pages := h.rooms()
		for _, v := range []view{{width: 320, height: tall, lang: lang}, {width: 1280, height: tall, lang: lang, dark: lang == "de"}} {
			t.Run(v.String(), func(t *testing.T) {
				w := openTab(t, h.program, v)
				w.takeCookies(h.client)
				for _, address := range pages {
					w.visit(address)
					w.checkPage()
				}
			})
		}
	}
}

// TestBigScreenFits: what the room looks at never scrolls, in either language and at either size.
func TestBigScreenFits(t *testing.T) {
	for _, lang := range []string{"en", "de"} {
		h := newVenue(t, lang)
		pages := h.rooms()
		long := h.workshop("Daten-Workshop", "one_by_one", false, 46, 9)
		long.step("start")
		for _, size := range []view{{width: 1280, height: 720, lang: lang}, {width: 1920, height: 1080, lang: lang}, {width: 1024, height: 768, lang: lang}} {
			w := openTab(t, h.program, size)
			w.takeCookies(h.client)
			fits := func(name string) {
				t.Helper()
				if over := eval[string](w, `(() => {
					const e = document.documentElement, room = [e.clientWidth, e.clientHeight];
					const out = [...document.querySelectorAll("body *")].filter(x => !x.closest(".vh, .skip, [hidden]")).map(x => [x, x.getBoundingClientRect()])
						.filter(([x, b]) => b.width && (b.right > room[0] + 1 || b.bottom > room[1] + 1)).map(([x, b]) => x.tagName + "." + x.className + " " + Math.round(b.right) + "," + Math.round(b.bottom));
					const main = document.querySelector("#wall"), b = main.getBoundingClientRect();
					for (const x of main.querySelectorAll("*")) if (!x.closest("svg, .vh, .vote-legend") && x.getBoundingClientRect().bottom > b.bottom + 1) out.push("in #wall: " + x.tagName + "." + x.className);
					return out.slice(0, 4).join("; ");
				})()`); over != "" {
					t.Errorf("%s at %s: sticks out: %s", name, size, over)
				}
			}
			for name, address := range pages {
				if strings.HasPrefix(name, "screen-") {
					w.visit(address)
					fits(name)
				}
			}
			for _, q := range long.questions {
				long.step("goto", "question="+q)
				w.visit(long.path("screen"))
				fits(q)
			}
		}
	}
}

// TestWorkshopPictures keeps every state as an image, for a person to look at.
func TestWorkshopPictures(t *testing.T) {
	if os.Getenv("LAUTER_PICTURES") == "" {
		t.Skip("LAUTER_PICTURES names no folder")
	}
	only := os.Getenv("LAUTER_PICTURE")
	for _, lang := range []string{"en", "de"} {
		h := newVenue(t, lang)
		pages := h.rooms()
		views := []view{{width: 390, height: 844, lang: lang}, {width: 1280, height: 720, lang: lang, dark: lang == "de"}, {width: 1920, height: 1080, lang: lang}}
		for i, v := range views {
			w := openTab(t, h.program, v)
			w.takeCookies(h.client)
			for name, address := range pages {
				if only != "" && !strings.Contains(","+only+",", ","+name+",") || i == 2 && strings.HasPrefix(name, "run-") || i == 0 && strings.HasPrefix(name, "screen-") {
					continue
				}
				w.visit(address)
				w.until(`document.getAnimations().every(a => a.playState !== "running")`)
				w.picture(name + "-" + v.String())
			}
		}
	}
}
