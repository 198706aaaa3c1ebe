package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
)

// onThisMachine is the program under the name that browsers want for passkeys.
func onThisMachine(p *program) *program {
	return &program{url: strings.Replace(p.url, "127.0.0.1", "localhost", 1), err: p.err}
}

// fill types values into the fields of the form that posts to an address.
func (w *tab) fill(action string, fields map[string]string) {
	w.t.Helper()
	for name, value := range fields {
		eval[int](w, `document.querySelector('form[action="`+action+`"] [name="`+name+`"]').value = "`+value+`", 0`)
	}
}

// device plugs a device into the browser that verifies its user, and lets a test take it away again.
func (w *tab) device() (unplug func(verified bool)) {
	w.t.Helper()
	call(w, webauthn.Enable, webauthn.EnableParams{})
	added := call(w, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	return func(verified bool) {
		w.t.Helper()
		call(w, webauthn.SetUserVerified, webauthn.SetUserVerifiedParams{AuthenticatorID: added.AuthenticatorID, IsUserVerified: verified})
	}
}

// setUpInBrowser makes the first account in a window.
func (w *tab) setUpInBrowser(p *program) {
	w.t.Helper()
	link, err := url.Parse(setupLine.FindStringSubmatch(p.err.String())[1])
	w.must(err)
	w.visit(link.Path)
	w.fill(link.Path, map[string]string{"workspace": "Thiel", "name": "Mara Thiel", "email": staffEmail, "password": staffPassword})
	w.click("main form button")
	w.waitPath("/clients")
}

// TestPasskeyInABrowser adds a passkey with a device of the browser's own and signs in with it, as a person does.
func TestPasskeyInABrowser(t *testing.T) {
	p := onThisMachine(start(t))
	w := openTab(t, p, desktop)
	w.setUpInBrowser(p)
	verified := w.device()

	w.visit("/account/passkeys")
	w.until(`!document.querySelector('form[action="/account/passkeys"]').hidden && document.querySelector("[data-without]").hidden`)
	w.fill("/account/passkeys", map[string]string{"name": "Laptop", "current": staffPassword})
	w.click(`form[action="/account/passkeys"] button`)
	w.until(`document.querySelector('form[action="/account/passkeys/confirm"]')?.hidden === false`)
	w.click(`form[action="/account/passkeys/confirm"] button`)
	w.waitPath("done=added")
	w.checkPage()

	// The device says itself that it has one.
	w.fill("/account/passkeys", map[string]string{"name": "Again", "current": staffPassword})
	w.click(`form[action="/account/passkeys"] button`)
	w.until(`document.querySelector('form[action="/account/passkeys/confirm"]')?.hidden === false`)
	w.click(`form[action="/account/passkeys/confirm"] button`)
	w.until(`document.querySelector("[data-passkey] [role=status]").textContent === document.querySelector("[data-passkey]").dataset.known`)

	w.visit("/account")
	w.click(`main form[action="/sign-out"] button`)
	w.waitPath("/sign-in")
	w.until(`document.querySelector('form[action="/sign-in/passkey"]')?.hidden === false`)
	w.checkPage()

	// Nobody at the device: nothing happens, and the page says so.
	verified(false)
	w.click(`form[action="/sign-in/passkey"] button`)
	w.until(`document.querySelector("[data-passkey] [role=status]").textContent === document.querySelector("[data-passkey]").dataset.cancelled`)
	verified(true)
	w.click(`form[action="/sign-in/passkey"] button`)
	w.waitPath("/clients")
	w.visit("/account/passkeys")
	w.until(`document.body.innerText.includes("Laptop")`)
}

// TestPasskeysWithoutScript says what is missing, and offers no button that does nothing.
func TestPasskeysWithoutScript(t *testing.T) {
	p := onThisMachine(start(t))
	v := desktop
	v.noScript = true
	w := openTab(t, p, v)
	w.visit("/sign-in")
	if !eval[bool](w, `document.querySelector('form[action="/sign-in/passkey"]').offsetParent === null && document.querySelector("[data-without]").offsetParent !== null`) {
		t.Error("without script there is a button for passkeys, or no word on it")
	}
}

// TestDutyInABrowser signs in with the password where two factors are a duty, is led to the passkey, and comes back.
func TestDutyInABrowser(t *testing.T) {
	p := onThisMachine(start(t))
	for _, v := range []view{desktop, phone} {
		t.Run(v.String(), func(t *testing.T) {
			w := openTab(t, p, v)
			w.device()
			if v == desktop {
				w.setUpInBrowser(p)
			} else {
				w.visit("/sign-in")
				w.fill("/sign-in", map[string]string{"email": staffEmail, "password": staffPassword})
				w.click(`form[action="/sign-in"] button`)
				w.waitPath("/account/duty")
				w.checkPage() // there is a passkey, on another device
				w.picture("duty-again-" + v.String())
				return
			}
			w.visit("/account/passkeys")
			w.picture("passkeys-none-" + v.String())
			w.fill("/account/passkeys", map[string]string{"name": "Laptop", "current": staffPassword})
			w.click(`form[action="/account/passkeys"] button`)
			w.until(`document.querySelector('form[action="/account/passkeys/confirm"]')?.hidden === false`)
			w.checkPage()
			w.picture("passkeys-confirm-" + v.String())
			w.click(`form[action="/account/passkeys/confirm"] button`)
			w.waitPath("done=added")
			w.picture("passkeys-" + v.String())
			w.visit("/clients")
			w.click(`a[href^="/workspaces/"]`)
			w.waitPath("/people")
			w.click(`form[action$="/duty"] button`)
			w.waitPath("done=duty")
			w.checkPage()
			w.visit("/account")
			w.click(`main form[action="/sign-out"] button`)
			w.waitPath("/sign-in")
			w.picture("sign-in-passkey-" + v.String())
			w.fill("/sign-in", map[string]string{"email": staffEmail, "password": staffPassword})
			w.click(`form[action="/sign-in"] button`)
			w.waitPath("/account/duty?next=%2Fclients")
			w.checkPage()
			w.picture("duty-" + v.String())
			w.click("#passkey")
			w.waitPath("/clients")
		})
	}
}
