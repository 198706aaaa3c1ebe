package provider

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

var (
	// ErrUnreachable says that the service does not answer, or not as it should. Trying again later may help.
	ErrUnreachable = errors.New("the sign-in service cannot be reached")

	// ErrRefused says that what came back proves nobody.
	ErrRefused = errors.New("the answer of the sign-in service is not good")
)

// patience is how long the service may take for one answer.
const patience = 8 * time.Second

// Config is what an operator says about the service.
type Config struct {
	Issuer string // its address; empty: there is none
	Client string // the name of this program there
	Secret string // may be empty: then PKCE alone protects the exchange
	Label  string // as people know it; empty: the host of the issuer
	Now    func() time.Time
}

// Provider is a service by which people sign in. A nil Provider is none. It is safe for concurrent use.
type Provider struct {
	issuer, client, secret, label string

	now  func() time.Time
	http *http.Client

	mu    sync.Mutex
	found *oidc.Provider // nil: the service has not been asked about itself
}

// New checks the configuration, without asking the service. Without an issuer it returns nil.
func New(c Config) (*Provider, error) {
	if c.Issuer == "" {
		if c.Client != "" || c.Secret != "" {
			return nil, errors.New("a client without an issuer")
		}
		return nil, nil
	}
	u, err := url.Parse(c.Issuer)
	if err != nil || !trusted(u) || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("the issuer %q is no https address", c.Issuer)
	}
	if c.Client == "" {
		return nil, errors.New("an issuer without a client")
	}
	if c.Label == "" {
		c.Label = u.Host
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Provider{
		issuer: c.Issuer, client: c.Client, secret: strings.TrimSpace(c.Secret), label: c.Label, now: c.Now,
		http: &http.Client{Timeout: patience, Transport: limited{http.DefaultTransport}, CheckRedirect: stay},
	}, nil
}

// trusted says that nobody on the way can change what an address answers: https, or this machine.
func trusted(u *url.URL) bool {
	if u.Hostname() == "" || u.User != nil {
		return false
	}
	host := u.Hostname()
	return u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || host == "127.0.0.1" || host == "::1")
}

// Configured says that there is a service.
func (p *Provider) Configured() bool { return p != nil }

// Label is the name under which people know the service.
func (p *Provider) Label() string { return p.label }

// Begun is a sign-in that has begun. All but the address is kept until its answer comes, and known to nobody else.
type Begun struct {
	Address  string // where the browser goes
	State    string // comes back with it
	Nonce    string // stands in the service's word
	Verifier string // proves that the answer is fetched by who asked
}

// Begin makes the address to which a browser goes to sign in; callback is where it comes back. The first time, the service
// is asked about itself. It is ErrUnreachable if that fails.
func (p *Provider) Begin(ctx context.Context, callback string) (Begun, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return Begun{}, err
	}
	b := Begun{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	b.Address = p.exchange(found, callback).AuthCodeURL(b.State, oidc.Nonce(b.Nonce), oauth2.S256ChallengeOption(b.Verifier))
	return b, nil
}

// discover asks the service about itself, once.
func (p *Provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	found := p.found
	p.mu.Unlock()
	if found != nil {
		return found, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.http), p.issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	var keys struct {
		Address string `json:"jwks_uri"`
	}
	if err := found.Claims(&keys); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	for _, address := range []string{found.Endpoint().AuthURL, found.Endpoint().TokenURL, keys.Address} {
		if u, err := url.Parse(address); err != nil || !trusted(u) {
			return nil, fmt.Errorf("%w: it names %q, which is no https address", ErrUnreachable, address)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = found
	return found, nil
}

func (p *Provider) exchange(found *oidc.Provider, callback string) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.client, ClientSecret: p.secret, Endpoint: found.Endpoint(), RedirectURL: callback,
		Scopes: []string{oidc.ScopeOpenID, "profile"},
	}
}

// Identity is who somebody is to the service. The address of their mailbox is not asked for: nobody is recognised by it.
type Identity struct {
	Issuer  string
	Subject string // how the service knows them, for good
	Name    string // as the service says; may be empty
}

// Finish fetches and checks the word of the service for a code that came back. It is ErrRefused unless the service says
// so itself, to this program, about this very sign-in, and just now.
func (p *Provider) Finish(ctx context.Context, callback, code string, b Begun) (Identity, error) {
	found, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.http)
	token, err := p.exchange(found, callback).Exchange(ctx, code, oauth2.VerifierOption(b.Verifier))
	if err != nil {
		if answered := (*oauth2.RetrieveError)(nil); errors.As(err, &answered) && answered.Response.StatusCode < 500 {
			return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
		}
		return Identity{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	raw, _ := token.Extra("id_token").(string)
	word, err := found.Verifier(&oidc.Config{ClientID: p.client, Now: p.now}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return p.check(word, b)
}

// check looks at what the library leaves to its caller.
func (p *Provider) check(word *oidc.IDToken, b Begun) (Identity, error) {
	var claims struct {
		Name  string `json:"name"`
		Party string `json:"azp"`
	}
	if err := word.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	switch {
	case subtle.ConstantTimeCompare([]byte(word.Nonce), []byte(b.Nonce)) != 1:
		return Identity{}, fmt.Errorf("%w: it is about another sign-in", ErrRefused)
	case word.Subject == "" || len(word.Subject) > 255:
		return Identity{}, fmt.Errorf("%w: it names nobody", ErrRefused)
	case claims.Party != "" && claims.Party != p.client, len(word.Audience) > 1 && claims.Party == "":
		return Identity{}, fmt.Errorf("%w: it is for another program", ErrRefused)
	}
	return Identity{Issuer: word.Issuer, Subject: word.Subject, Name: claims.Name}, nil
}
