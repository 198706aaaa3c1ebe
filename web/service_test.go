package web_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"lauter/internal/provider"
	"lauter/web"
)

// service is another service to sign in by, which a test may let lie.
type service struct {
	t       *testing.T
	http    *httptest.Server
	key     *rsa.PrivateKey
	codes   map[string]url.Values                // what was asked for, by the code given out
	lie     func(claims map[string]any)          // changes what the service says; nil: it says the truth
	sign    func(digest []byte) ([]byte, string) // another signature and its algorithm; nil: a right one
	issuer  string                               // that it claims to be; empty: its own address
	subject string                               // who signs in there
	extra   map[string]any
	asked   int // how often for a word
	now     func() time.Time
}

func newService(t *testing.T) *service {
	t.Helper()
	s := &service{t: t, codes: map[string]url.Values{}, subject: "u-1", now: time.Now}
	s.key = must(rsa.GenerateKey(rand.Reader, 2048))(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", s.about)
	mux.HandleFunc("GET /keys", s.keys)
	mux.HandleFunc("POST /token", s.token)
	s.http = httptest.NewServer(mux)
	t.Cleanup(s.http.Close)
	return s
}

// houseOf is a house where people can sign in by the service.
func (s *service) houseOf(t *testing.T) *house {
	t.Helper()
	clock := time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)
	s.now = func() time.Time { return clock }
	p := must(provider.New(provider.Config{
		Issuer: s.http.URL, Client: "lauter", Secret: "geheim\n", Label: "Werkskonto", Now: func() time.Time { return s.now() },
	}))(t)
	h := newHouseWith(t, "http://lauter.example", func(c *web.Config) { c.Provider = p })
	s.now = h.clock
	return h
}

func (s *service) about(w http.ResponseWriter, _ *http.Request) {
	issuer := s.issuer
	if issuer == "" {
		issuer = s.http.URL
	}
	json.NewEncoder(w).Encode(map[string]any{
		"issuer": issuer, "authorization_endpoint": s.http.URL + "/authorize", "token_endpoint": s.http.URL + "/token",
		"jwks_uri": s.http.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"},
	})
}

func (s *service) keys(w http.ResponseWriter, _ *http.Request) {
	json.NewEncoder(w).Encode(map[string]any{"keys": []any{map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": b64(s.key.N.Bytes()), "e": b64(big.NewInt(int64(s.key.E)).Bytes()),
	}}})
}

// authorize is what somebody does at the service: it gives out a code for the address that they came by.
func (s *service) authorize(address string) (code, state string) {
	s.t.Helper()
	asked := must(url.Parse(address))(s.t).Query()
	for name, want := range map[string]string{
		"response_type": "code", "client_id": "lauter", "code_challenge_method": "S256", "redirect_uri": "http://lauter.example/sign-in/provider",
	} {
		if asked.Get(name) != want {
			s.t.Errorf("the service is asked with %s=%q, want %q", name, asked.Get(name), want)
		}
	}
	for _, name := range []string{"state", "nonce", "code_challenge"} {
		if len(asked.Get(name)) < 22 {
			s.t.Errorf("the service is asked with a short %s: %q", name, asked.Get(name))
		}
	}
	code = rand.Text()
	s.codes[code] = asked
	return code, asked.Get("state")
}

func (s *service) token(w http.ResponseWriter, r *http.Request) {
	s.asked++
	asked, known := s.codes[r.FormValue("code")]
	delete(s.codes, r.FormValue("code"))
	verified := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	client, secret, basic := r.BasicAuth()
	if !known || b64(verified[:]) != asked.Get("code_challenge") || basic && (client != "lauter" || secret != "geheim") || r.FormValue("redirect_uri") != asked.Get("redirect_uri") {
		w.WriteHeader(http.StatusBadRequest)
		json.NewEncoder(w).Encode(map[string]string{"error": "invalid_grant"})
		return
	}
	claims := map[string]any{
		"iss": s.http.URL, "sub": s.subject, "aud": "lauter", "nonce": asked.Get("nonce"), "name": "Nora Neu",
		"iat": s.now().Unix(), "exp": s.now().Add(5 * time.Minute).Unix(),
	}
	for name, value := range s.extra {
		claims[name] = value
	}
	if s.lie != nil {
		s.lie(claims)
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": s.word(claims)})
}

// word is a signed statement about somebody.
func (s *service) word(claims map[string]any) string {
	alg := "RS256"
	body := b64(must(json.Marshal(claims))(s.t))
	sign := s.sign
	if sign == nil {
		sign = func(digest []byte) ([]byte, string) {
			return must(rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, digest))(s.t), alg
		}
	}
	_, alg = sign(make([]byte, 32))
	text := b64(must(json.Marshal(map[string]any{"alg": alg, "kid": "1", "typ": "JWT"}))(s.t)) + "." + body
	digest := sha256.Sum256([]byte(text))
	signature, _ := sign(digest[:])
	return text + "." + b64(signature)
}
