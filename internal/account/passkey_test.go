package account

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
)

func TestPasskeysBelongToAName(t *testing.T) {
	for address, want := range map[string]struct{ host, origin string }{
		"https://lauter.example":      {"lauter.example", "https://lauter.example"},
		"https://lauter.example:8443": {"lauter.example", "https://lauter.example:8443"},
		"http://127.0.0.1:8080":       {"localhost", "http://localhost:8080"},
		"http://[::1]:8080":           {"localhost", "http://localhost:8080"},
		"http://localhost":            {"localhost", "http://localhost"},
		"https://192.0.2.7":           {},
		"https://[2001:db8::1]:8080":  {},
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		p := NewPasskeys(u)
		if (p == nil) != (want.host == "") {
			t.Errorf("%s: got passkeys: %v", address, p != nil)
			continue
		}
		if p != nil && (p.Host() != want.host || p.party.Config.RPOrigins[0] != want.origin) {
			t.Errorf("%s: got %s and %v, want %v", address, p.Host(), p.party.Config.RPOrigins, want)
		}
	}
}

func TestPasskeysAreAskedForWithACheckOfTheirUser(t *testing.T) {
	p := NewPasskeys(&url.URL{Scheme: "https", Host: "lauter.example"})
	state, challenge, err := p.Create(PasskeyUser{ID: "u1", Email: "a@x.example", Name: "Anna"})
	if err != nil {
		t.Fatal(err)
	}
	var made struct {
		Challenge, Attestation string
		AuthenticatorSelection struct{ ResidentKey, UserVerification string }
	}
	options, err := p.Options(state)
	if err == nil {
		err = json.Unmarshal([]byte(options), &made)
	}
	if err != nil {
		t.Fatal(err)
	}
	if s := made.AuthenticatorSelection; made.Challenge != challenge || len(challenge) < 40 || s.ResidentKey != "required" || s.UserVerification != "required" {
		t.Errorf("got %s", options)
	}
	state, again, err := p.Ask()
	if err != nil {
		t.Fatal(err)
	}
	if options, _ = p.Options(state); !strings.Contains(options, `"userVerification":"required"`) || strings.Contains(options, "allowCredentials") || again == challenge {
		t.Errorf("got %s", options)
	}
}
