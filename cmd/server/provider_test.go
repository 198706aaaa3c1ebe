package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// fakeService is a small service with OpenID Connect where everybody is Mara.
func fakeService(t *testing.T) *httptest.Server {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	text := base64.RawURLEncoding.EncodeToString
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		return text(b)
	}
	nonce := ""
	mux := http.NewServeMux()
	service := httptest.NewServer(mux)
	t.Cleanup(service.Close)
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{
			"issuer": service.URL, "authorization_endpoint": service.URL + "/authorize", "token_endpoint": service.URL + "/token", "jwks_uri": service.URL + "/keys",
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]any{
			"kty": "RSA", "alg": "RS256", "kid": "1", "n": text(key.N.Bytes()), "e": text(big.NewInt(int64(key.E)).Bytes()),
		}}})
	})
	mux.HandleFunc("GET /authorize", func(w http.ResponseWriter, r *http.Request) {
		nonce = r.FormValue("nonce")
		back := url.Values{"code": {"c"}, "state": {r.FormValue("state")}}
		http.Redirect(w, r, r.FormValue("redirect_uri")+"?"+back.Encode(), http.StatusFound)
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, _ *http.Request) {
		said := part(map[string]any{"alg": "RS256", "kid": "1"}) + "." + part(map[string]any{
			"iss": service.URL, "aud": "lauter", "sub": "mara", "nonce": nonce, "iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(),
		})
		digest := sha256.Sum256([]byte(said))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": said + "." + text(signature)})
	})
	return service
}

// TestSignInByAnotherServiceInABrowser goes there and back under the security policy, links an account and signs in.
func TestSignInByAnotherServiceInABrowser(t *testing.T) {
	service := fakeService(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("geheim\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, "--oidc-issuer", service.URL, "--oidc-client", "lauter", "--oidc-secret", secret, "--oidc-label", "Werkskonto")
	w := openTab(t, p, desktop)
	w.elsewhere = service.URL
	w.setUpInBrowser(p)
	w.visit("/account")
	w.checkPage()
	w.fill("/account/provider", map[string]string{"current": staffPassword})
	w.click(`form[action="/account/provider"] button`)
	w.waitPath("done=provider")
	w.checkPage()
	w.click(`main form[action="/sign-out"] button`)
	w.waitPath("/sign-in")
	w.checkPage()
	w.click("#provider")
	w.waitPath("/clients")
}

// TestStartsWithoutTheSignInService, which is asked only when somebody wants to go there.
func TestStartsWithoutTheSignInService(t *testing.T) {
	p := start(t, "--oidc-issuer", "http://"+freeAddress(t), "--oidc-client", "lauter")
	c := newClient(t, p, "en")
	if page := c.get("/sign-in"); page.status != 200 {
		t.Fatalf("the sign-in page: status %d", page.status)
	}
	if page := c.do("POST", "/sign-in/provider", url.Values{}); page.status != http.StatusServiceUnavailable {
		t.Errorf("going to a service that is down: status %d", page.status)
	}
	for _, args := range [][]string{
		{"--oidc-issuer", "http://login.example", "--oidc-client", "lauter"},
		{"--oidc-issuer", "https://login.example"},
		{"--oidc-client", "lauter"},
		{"--oidc-issuer", "https://login.example", "--oidc-client", "lauter", "--oidc-secret", "/nowhere"},
	} {
		if code, said := ends(t, append(args, "--addr", freeAddress(t), "--data", t.TempDir())...); code != exitUsage || !strings.Contains(said, "--oidc") {
			t.Errorf("%v: exit %d, %q", args, code, said)
		}
	}
}
