package web

import (
	"cmp"
	"crypto/rand"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/live"
	"lauter/internal/locale"
	"lauter/internal/mail"
	"lauter/internal/provider"
	"lauter/internal/store"
)

// Config is what a Server is made of. Nothing of it changes while the server runs.
type Config struct {
	Store     *store.Store
	Model     *assessment.Model  // what the program brings along; new assessments are pinned to it
	Current   *assessment.Model  // what they are pinned to instead; nil: no other version was chosen
	Sample    *assessment.Sample // shown to everybody; nil: the addresses of the sample are not found
	URL       *url.URL           // public address; decides accepted hosts, cookie flags and HSTS
	SourceURL string             // address behind "Source code"; empty: the link is absent
	Operator  Operator
	NoGuests  bool               // nobody starts an assessment without an account
	Sealer    *account.Sealer    // of what people sign in with; nil: under a key that ends with the server
	Mail      *mail.Sender       // nil: no mail is sent, links are copied
	Provider  *provider.Provider // another service to sign in by; nil: none
	Proxies   []*net.IPNet       // whose word on the browser's address counts, beside this machine
	Logger    *slog.Logger
	Now       func() time.Time
	Speak     func(locale.Lang) *locale.Printer // nil: locale.For
}

// Server answers the browser's requests. It is safe for concurrent use.
type Server struct {
	store     *store.Store
	shipped   *assessment.Model
	current   atomic.Pointer[assessment.Model]
	url       *url.URL
	sourceURL string
	operator  Operator
	noGuests  bool
	log       *slog.Logger
	now       func() time.Time
	speak     func(locale.Lang) *locale.Printer
	samples   map[locale.Lang]*work
	assets    *assets
	hosts     map[string]bool
	kept      kept
	hasher    *account.Hasher
	throttle  *account.Throttle
	sealer    *account.Sealer
	mail      *mail.Sender
	hub       live.Hub
	door      *live.Door // by address
	words     *live.Door // by workshop
	lately    *live.Lately
	provider  *provider.Provider
	passkeys  *account.Passkeys // nil: browsers have none at this address
	fresh     atomic.Bool       // nobody can sign in yet
	table     []Route
	handler   http.Handler
}

// New wires the routes. It does not listen.
func New(cfg Config) *Server {
	s := &Server{
		store:     cfg.Store,
		shipped:   cfg.Model,
		url:       cfg.URL,
		sourceURL: cfg.SourceURL,
		operator:  cfg.Operator,
		noGuests:  cfg.NoGuests,
		log:       cfg.Logger,
		now:       cfg.Now,
		speak:     cfg.Speak,
		samples:   sampleWorks(cfg.Sample),
		assets:    embeddedAssets(),
		hosts:     acceptedHosts(cfg.URL),
		hasher:    account.NewHasher(runtime.GOMAXPROCS(0)),
		throttle:  account.NewThrottle(cfg.Now),
		door:      live.NewDoor(cfg.Now),
		words:     live.NewDoor(cfg.Now),
		lately:    live.NewLately(cfg.Now),
		sealer:    cfg.Sealer,
		mail:      cfg.Mail,
		provider:  cfg.Provider,
		passkeys:  account.NewPasskeys(cfg.URL),
	}
	if s.sealer == nil {
		s.sealer = passingSealer()
	}
	s.fresh.Store(true)
	s.current.Store(cmp.Or(cfg.Current, cfg.Model))
	if s.speak == nil {
		s.speak = locale.For
	}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = addressBehind(cfg.Proxies)
	e.HTTPErrorHandler = s.handleError
	e.Use(s.observe, s.secure, s.checkHost, crossOrigin(), compress())
	s.routes(e)
	s.handler = e
	return s
}

// model is what new assessments are pinned to, and what pages about the method show.
func (s *Server) model() *assessment.Model { return s.current.Load() }

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// passingSealer seals under a key that ends with the server.
func passingSealer() *account.Sealer {
	var key [32]byte
	rand.Read(key[:])
	sealer, err := account.NewSealer(key[:])
	if err != nil {
		panic(err) // the key has the right length
	}
	return sealer
}

// addressBehind finds the browser's address: that of the connection, or, of a connection from this machine or one of the
// proxies, what they say.
func addressBehind(proxies []*net.IPNet) echo.IPExtractor {
	trusted := []echo.TrustOption{echo.TrustLoopback(true), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trusted = append(trusted, echo.TrustIPRange(p))
	}
	return echo.ExtractIPFromXFFHeader(trusted...)
}

// secureURL says that browsers reach the server by https, so cookies may insist on it.
func (s *Server) secureURL() bool { return s.url.Scheme == "https" }

// acceptedHosts are the values of the Host header that the server answers to. While the public address is on this
// machine, all names of this machine are accepted on its port.
func acceptedHosts(u *url.URL) map[string]bool {
	hosts := map[string]bool{u.Host: true}
	if port := u.Port(); port != "" && isLoopback(u.Hostname()) {
		for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
			hosts[net.JoinHostPort(name, port)] = true
		}
	}
	return hosts
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
