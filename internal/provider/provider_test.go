package provider

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestConfigurationIsCheckedWithoutAsking(t *testing.T) {
	for _, test := range []struct {
		config Config
		wrong  bool
	}{
		{Config{}, false},
		{Config{Issuer: "https://login.example/realms/main", Client: "lauter"}, false},
		{Config{Issuer: "http://127.0.0.1:1", Client: "lauter"}, false},
		{Config{Issuer: "http://localhost:1", Client: "lauter"}, false},
		{Config{Issuer: "http://login.example", Client: "lauter"}, true},
		{Config{Issuer: "https://me:secret@login.example", Client: "lauter"}, true},
		{Config{Issuer: "https://login.example?x=1", Client: "lauter"}, true},
		{Config{Issuer: "javascript:alert(1)", Client: "lauter"}, true},
		{Config{Issuer: "https://", Client: "lauter"}, true},
		{Config{Issuer: "https://login.example"}, true},
		{Config{Client: "lauter"}, true},
		{Config{Secret: "x"}, true},
	} {
		p, err := New(test.config)
		if (err != nil) != test.wrong {
			t.Errorf("%+v: got %v", test.config, err)
		}
		if err == nil && p.Configured() != (test.config.Issuer != "") {
			t.Errorf("%+v: configured: %v", test.config, p.Configured())
		}
	}
	p, err := New(Config{Issuer: "https://login.example/realms/main", Client: "lauter"})
	if err != nil || p.Label() != "login.example" {
		t.Errorf("without a label: %v, %v", p, err)
	}
}

// serve is a service that says of itself what a test wants.
func serve(t *testing.T, about func(w http.ResponseWriter, r *http.Request, own string)) *Provider {
	t.Helper()
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { about(w, r, server.URL) }))
	t.Cleanup(server.Close)
	p, err := New(Config{Issuer: server.URL, Client: "lauter"})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func describe(w http.ResponseWriter, issuer, authorize, token, keys string) {
	fmt.Fprintf(w, `{"issuer":%q,"authorization_endpoint":%q,"token_endpoint":%q,"jwks_uri":%q}`, issuer, authorize, token, keys)
}

func TestServicesThatAreNotTrusted(t *testing.T) {
	const evil = "http://evil.example/x"
	for what, about := range map[string]func(http.ResponseWriter, *http.Request, string){
		"another issuer": func(w http.ResponseWriter, _ *http.Request, own string) {
			describe(w, "https://evil.example", own, own, own)
		},
		"people go by plain http": func(w http.ResponseWriter, _ *http.Request, own string) { describe(w, own, evil, own, own) },
		"people go to a script": func(w http.ResponseWriter, _ *http.Request, own string) {
			describe(w, own, "javascript:alert(1)", own, own)
		},
		"tokens come by plain http": func(w http.ResponseWriter, _ *http.Request, own string) { describe(w, own, own, evil, own) },
		"keys come by plain http":   func(w http.ResponseWriter, _ *http.Request, own string) { describe(w, own, own, own, evil) },
		"it sends on to another":    func(w http.ResponseWriter, r *http.Request, _ string) { http.Redirect(w, r, evil, http.StatusFound) },
		"it never ends": func(w http.ResponseWriter, _ *http.Request, _ string) {
			fmt.Fprint(w, strings.Repeat(" ", 2*maxAnswer), "{}")
		},
		"it fails":                    func(w http.ResponseWriter, _ *http.Request, _ string) { w.WriteHeader(http.StatusInternalServerError) },
		"it speaks something else":    func(w http.ResponseWriter, _ *http.Request, _ string) { fmt.Fprint(w, "<html>") },
		"it says nothing of its keys": func(w http.ResponseWriter, _ *http.Request, own string) { describe(w, own, own, own, "") },
	} {
		if _, err := serve(t, about).Begin(context.Background(), "https://lauter.example/back"); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%s: got %v", what, err)
		}
	}
}

func TestBeginAsksForACodeThatOnlyThisSignInCanUse(t *testing.T) {
	asked := 0
	p := serve(t, func(w http.ResponseWriter, _ *http.Request, own string) {
		asked++
		describe(w, own, own+"/authorize", own+"/token", own+"/keys")
	})
	seen := map[string]bool{}
	for range 3 {
		b, err := p.Begin(context.Background(), "https://lauter.example/back")
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(b.Address)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		if q.Get("state") != b.State || q.Get("nonce") != b.Nonce || q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == b.Verifier ||
			q.Get("redirect_uri") != "https://lauter.example/back" || strings.Contains(q.Get("scope"), "email") {
			t.Errorf("got %s", b.Address)
		}
		for _, secret := range []string{b.State, b.Nonce, b.Verifier} {
			if len(secret) < 26 || seen[secret] {
				t.Errorf("%q is short or was used before", secret)
			}
			seen[secret] = true
		}
	}
	if asked != 1 {
		t.Errorf("the service was asked about itself %d times, want once", asked)
	}
}
