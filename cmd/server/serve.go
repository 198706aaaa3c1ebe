package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/store"
	"lauter/web"
)

const (
	drainTime    = 10 * time.Second // for requests under way when the program is told to stop
	expireEvery  = 24 * time.Hour
	maxHeaders   = 32 << 10
	headerTime   = 5 * time.Second
	requestTime  = 20 * time.Second
	responseTime = 30 * time.Second
	idleTime     = 2 * time.Minute
)

// Run opens the data folder, listens, and serves until the context ends.
func (c *serveCommand) Run(ctx context.Context, io streams) error {
	if err := c.check(); err != nil {
		return exit(exitUsage, "%w", err)
	}
	model, err := assessment.Load()
	if err != nil {
		return exit(exitModel, "the model inside this program is broken: %w", err)
	}
	sample, err := assessment.LoadSample(model)
	if err != nil {
		return exit(exitModel, "the sample inside this program is broken: %w", err)
	}
	log := slog.New(slog.NewJSONHandler(io.out, nil))
	if err := c.checkEmptied(); err != nil {
		return exit(exitData, "%w", err)
	}
	st, err := store.Open(ctx, c.Data, store.Options{Now: time.Now, Logger: log})
	if err != nil {
		return exit(exitData, "%w", err)
	}
	defer st.Close()
	if err := st.ImportModel(ctx, model, assessment.Shipped()); err != nil {
		return exit(exitModel, "%w", err)
	}
	current, err := st.CurrentModel(ctx, model)
	if err != nil {
		return exit(exitData, "%w", err)
	}
	operator, err := web.LoadOperator(c.Data)
	if err != nil {
		return exit(exitData, "%w", err)
	}
	listener, err := c.listen()
	if err != nil {
		return err
	}
	public, err := c.public(listener)
	if err != nil {
		return exit(exitUsage, "%w", err)
	}
	sealer, err := loadSealer(ctx, st, filepath.Join(c.Data, keyFile))
	if err != nil {
		return exit(exitData, "%w", err)
	}
	proxies, err := c.proxies()
	if err != nil {
		return exit(exitUsage, "%w", err)
	}
	sender, err := c.sender()
	if err != nil {
		return exit(exitUsage, "%w", err)
	}
	service, err := c.provider()
	if err != nil {
		return exit(exitUsage, "%w", err)
	}
	mailing, stopMailing := context.WithCancel(ctx)
	sender.Start(mailing, log)
	defer sender.Wait()
	defer stopMailing()
	handler := web.New(web.Config{
		Store: st, Model: model, Current: current, Sample: sample, URL: public, SourceURL: c.SourceURL,
		Operator: operator, NoGuests: c.Guests == "off", Sealer: sealer, Mail: sender, Provider: service, Proxies: proxies, Logger: log, Now: time.Now,
	})
	if err := offerSetup(ctx, st, public, io); err != nil {
		return exit(exitData, "%w", err)
	}
	if c.Demo {
		client, answers := sample.In(operatorLanguage())
		token, err := st.PutSample(ctx, client, answers)
		if err != nil {
			return exit(exitData, "%w", err)
		}
		fmt.Fprintf(io.err, "Sample: %s\n", public.JoinPath("resume", token))
	}
	fmt.Fprintf(io.err, "Lauter is ready. Open %s\n", public)
	jobs, stopJobs := context.WithCancel(ctx)
	var daily sync.WaitGroup
	unused := &notices{store: st, mail: sender, public: public, log: log}
	daily.Go(func() { expireDaily(jobs, st, c.Demo, unused, log) })
	defer daily.Wait() // before the store is closed: nothing may still read then
	defer stopJobs()
	go debug.FreeOSMemory() // reading the model took more memory than serving does
	return serve(ctx, listener, handler, handler.Close, log)
}

// keyFile is the name of the key, in the data folder, under which second factors are kept. The database alone, or a
// backup of it, does not give them away.
const keyFile = "secret.key"

// checkEmptied refuses a database that has lost its content. The key is made after the first start has filled it.
func (c *serveCommand) checkEmptied() error {
	database := filepath.Join(c.Data, store.FileName)
	info, err := os.Stat(database)
	if err != nil || info.Size() > 0 {
		return nil // what else is wrong with it, the store says
	}
	if _, err := os.Stat(filepath.Join(c.Data, keyFile)); err != nil {
		return nil // a first start that was cut short
	}
	return fmt.Errorf("%s is empty, and it was not: restore a backup, or remove it and %s to begin anew", database, keyFile)
}

// loadSealer reads the key, or makes one where nothing was sealed yet: a new key would lock out whoever has a second
// factor under the old one.
func loadSealer(ctx context.Context, st *store.Store, path string) (*account.Sealer, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		switch n, err := st.SealedFactors(ctx); {
		case err != nil:
			return nil, err
		case n > 0:
			return nil, fmt.Errorf("%s is missing, and second factors of %d accounts are sealed with it: restore it from a backup, "+
				"or remove them with server user no-factor", path, n)
		}
	}
	return account.LoadSealer(path)
}

// offerSetup prints the link to the first account while there is none.
func offerSetup(ctx context.Context, st *store.Store, public *url.URL, io streams) error {
	token, err := st.NewSetup(ctx)
	if errors.Is(err, assessment.ErrGone) {
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(io.err, "First account: %s\n", public.JoinPath("setup", token))
	return nil
}

func (c *serveCommand) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", c.Addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, exit(exitUnavailable, "%s is in use by another program: stop it, or choose another port with --addr", c.Addr)
	}
	if err != nil {
		return nil, exit(exitUsage, "can't listen on --addr %s: %w", c.Addr, err)
	}
	return listener, nil
}

func (c *serveCommand) public(listener net.Listener) (*url.URL, error) {
	if c.URL == "" {
		return boundURL(listener.Addr()), nil
	}
	return publicURL(c.URL)
}

// serve answers requests until the context ends, then lets those under way finish. stop ends what would never finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, stop func(), log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       requestTime,
		WriteTimeout:      responseTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    maxHeaders,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(stop)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	return server.Shutdown(drain)
}

// operatorLanguage is the language of whoever starts the program, as the environment says it. In it stands what was
// written beside the answers of the sample.
func operatorLanguage() locale.Lang {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); value != "" {
			code, _, _ := strings.Cut(strings.ReplaceAll(value, ".", "_"), "_") // of de_DE.UTF-8
			lang, _ := locale.Parse(code)
			return cmp.Or(lang, locale.English)
		}
	}
	return locale.English
}

// expireDaily deletes what nobody has touched for the retention time, tells the owners of unused accounts before, and
// brings the benchmark up to date, at start and once a day. The sample of --demo
// counts as touched.
func expireDaily(ctx context.Context, st *store.Store, demo bool, unused *notices, log *slog.Logger) {
	tick := time.NewTicker(expireEvery)
	defer tick.Stop()
	for {
		if demo {
			if err := st.KeepSample(ctx); err != nil {
				log.Error("keeping the sample failed", "error", err.Error())
			}
		}
		if err := unused.send(ctx); err != nil {
			log.Error("telling the owners of unused accounts failed", "error", err.Error())
		}
		if n, err := st.Expire(ctx, time.Now()); err != nil {
			log.Error("expiry failed", "error", err.Error())
		} else if n != (store.Expired{}) {
			log.Info("expired", "assessments", n.Assessments, "rounds", n.Rounds, "guests", n.Guests,
				"sessions", n.Sessions, "users", n.Users, "links", n.Links, "log_entries", n.LogEntries)
		}
		if n, err := st.CloseIdleWorkshops(ctx, scoring.ShownVotes); err != nil {
			log.Error("closing idle workshops failed", "error", err.Error())
		} else if n > 0 {
			log.Info("closed idle workshops", "workshops", n)
		}
		if err := publishBenchmark(ctx, st); err != nil && ctx.Err() == nil {
			log.Error("publishing the benchmark failed", "error", err.Error())
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
