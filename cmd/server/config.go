package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"lauter/internal/mail"
	"lauter/internal/provider"
)

type address struct {
	Addr string `long:"addr" env:"LAUTER_ADDR" default:"127.0.0.1:8080" value-name:"HOST:PORT" description:"Address to listen on."`
}

type serveCommand struct {
	address
	dataFolder
	mailServer
	signInService
	URL       string   `long:"url" env:"LAUTER_URL" value-name:"URL" description:"Public address, as browsers see it. Default: http:// and the address really bound."`
	Guests    string   `long:"guests" env:"LAUTER_GUESTS" default:"on" choice:"on" choice:"off" description:"Whether anybody may start an assessment without an account: on or off."`
	Demo      bool     `long:"demo" env:"LAUTER_DEMO" description:"Keep a sample assessment in the database, and print a new private link to it."`
	SourceURL string   `long:"source-url" env:"LAUTER_SOURCE_URL" value-name:"URL" description:"Address behind “Source code” in the footer."`
	Proxies   []string `long:"proxies" env:"LAUTER_PROXIES" env-delim:"," value-name:"CIDR,CIDR" description:"Networks of reverse proxies, beside this machine, whose X-Forwarded-For counts when sign-ins are slowed down."`
}

type mailServer struct {
	Mail         string `long:"mail" env:"LAUTER_MAIL" value-name:"URL" description:"Mail server for invitations and forgotten passwords, as smtps://user@mail.example.com:465 or smtp://user@mail.example.com:587. Default: no mail is sent, links are copied."`
	MailFrom     string `long:"mail-from" env:"LAUTER_MAIL_FROM" value-name:"ADDRESS" description:"Sender of mails."`
	MailPassword string `long:"mail-password" env:"LAUTER_MAIL_PASSWORD" value-name:"FILE" description:"File that holds the password for the mail server."`
}

// sender makes the sender of mails; nil: none is configured.
func (m mailServer) sender() (*mail.Sender, error) {
	password := ""
	if m.MailPassword != "" {
		content, err := os.ReadFile(m.MailPassword)
		if err != nil {
			return nil, fmt.Errorf("--mail-password: %w", err)
		}
		password = string(content)
	}
	sender, err := mail.New(mail.Config{URL: m.Mail, From: m.MailFrom, Password: password})
	if err != nil {
		return nil, fmt.Errorf("--mail: %w", err)
	}
	return sender, nil
}

type signInService struct {
	OIDCIssuer string `long:"oidc-issuer" env:"LAUTER_OIDC_ISSUER" value-name:"URL" description:"Address of a service with OpenID Connect by which people can sign in. Default: none."`
	OIDCClient string `long:"oidc-client" env:"LAUTER_OIDC_CLIENT" value-name:"ID" description:"Name of this program at that service."`
	OIDCSecret string `long:"oidc-secret" env:"LAUTER_OIDC_SECRET" value-name:"FILE" description:"File that holds the secret for that service; a public client has none."`
	OIDCLabel  string `long:"oidc-label" env:"LAUTER_OIDC_LABEL" value-name:"NAME" description:"Name of the service as people know it. Default: its host."`
}

// provider makes the service to sign in by, without asking it; nil: none is configured.
func (c signInService) provider() (*provider.Provider, error) {
	secret := ""
	if c.OIDCSecret != "" {
		content, err := os.ReadFile(c.OIDCSecret)
		if err != nil {
			return nil, fmt.Errorf("--oidc-secret: %w", err)
		}
		secret = string(content)
	}
	p, err := provider.New(provider.Config{Issuer: c.OIDCIssuer, Client: c.OIDCClient, Secret: secret, Label: c.OIDCLabel})
	if err != nil {
		return nil, fmt.Errorf("--oidc-issuer: %w", err)
	}
	return p, nil
}

type dataFolder struct {
	Data string `long:"data" env:"LAUTER_DATA" default:"./data" value-name:"DIR" description:"Folder of the database, its key, and the operator's texts."`
}

// check refuses values that can't work together before anything is opened.
func (c serveCommand) check() error {
	host, port, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return fmt.Errorf("--addr %q is not HOST:PORT, for example 127.0.0.1:8080", c.Addr)
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("--addr %q: the port is a number from 0 to 65535", c.Addr)
	}
	if _, err := c.proxies(); err != nil {
		return err
	}
	if c.URL == "" {
		if !loopback(host) {
			return fmt.Errorf("--addr %s can be reached from other machines: say with --url (or LAUTER_URL) which address browsers use", c.Addr)
		}
		return checkSource(c.SourceURL)
	}
	if _, err := publicURL(c.URL); err != nil {
		return fmt.Errorf("--url %q: %w", c.URL, err)
	}
	return checkSource(c.SourceURL)
}

// proxies are the networks of --proxies.
func (c serveCommand) proxies() (all []*net.IPNet, err error) {
	for _, text := range strings.Split(strings.Join(c.Proxies, ","), ",") {
		if text == "" {
			continue
		}
		_, network, err := net.ParseCIDR(text)
		if err != nil {
			return nil, fmt.Errorf("--proxies %q is no network, for example 10.0.0.0/8", text)
		}
		all = append(all, network)
	}
	return all, nil
}

func checkSource(source string) error {
	if source == "" {
		return nil
	}
	u, err := url.Parse(source)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("--source-url %q is not a web address", source)
	}
	return nil
}

// publicURL reads the address that browsers use: a scheme and a host, nothing behind them.
func publicURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	if err != nil {
		return nil, errors.New("is not a web address")
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return nil, errors.New("must begin with http:// or https:// and name a host")
	}
	if u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("must end after the host and port")
	}
	u.Path = ""
	return u, nil
}

// boundURL is the address to open when none is configured.
func boundURL(addr net.Addr) *url.URL { return &url.URL{Scheme: "http", Host: addr.String()} }

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
