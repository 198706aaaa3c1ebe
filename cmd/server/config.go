package main

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"

	"lauter/internal/mail"
	"lauter/internal/provider"
)

// commands is the command line: flags, environment variables and their help in one place.
type commands struct {
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Serve the product (what happens without a command)."`
	Model   modelCommand   `cmd:"" help:"Look at the maturity model inside this program."`
	Conform conformCommand `cmd:"" help:"Check that this program computes as the published method says."`
	Score   scoreCommand   `cmd:"" help:"Compute the results of the answers in a file."`
	Verify  verifyCommand  `cmd:"" help:"Check that an exported result is what the method gives; exit 0 or 1."`
	Log     logCommand     `cmd:"" name:"verify-log" help:"Check that a downloaded log is whole and unchanged; exit 0 or 1."`
	User    userCommand    `cmd:"" help:"Look after accounts while the server is stopped."`
	Health  healthCommand  `cmd:"" help:"Ask a running server whether it is ready; exit 0 or 1."`
}

type address struct {
	Addr string `env:"LAUTER_ADDR" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Address to listen on."`
}

type serveCommand struct {
	address
	dataFolder
	mailServer
	signInService
	URL       string   `env:"LAUTER_URL" placeholder:"URL" help:"Public address, as browsers see it. Default: http:// and the address really bound."`
	Guests    string   `env:"LAUTER_GUESTS" enum:"on,off" default:"on" help:"Whether anybody may start an assessment without an account: on or off."`
	Demo      bool     `env:"LAUTER_DEMO" help:"Keep a sample assessment in the database, and print a new private link to it."`
	SourceURL string   `env:"LAUTER_SOURCE_URL" placeholder:"URL" help:"Address behind “Source code” in the footer."`
	Proxies   []string `env:"LAUTER_PROXIES" placeholder:"CIDR,…" help:"Networks of reverse proxies, beside this machine, whose X-Forwarded-For counts when sign-ins are slowed down."`
}

type mailServer struct {
	Mail         string `env:"LAUTER_MAIL" placeholder:"URL" help:"Mail server for invitations and forgotten passwords, as smtps://user@mail.example.com:465 or smtp://user@mail.example.com:587. Default: no mail is sent, links are copied."`
	MailFrom     string `env:"LAUTER_MAIL_FROM" placeholder:"ADDRESS" help:"Sender of mails."`
	MailPassword string `env:"LAUTER_MAIL_PASSWORD" placeholder:"FILE" type:"path" help:"File that holds the password for the mail server."`
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
	OIDCIssuer string `name:"oidc-issuer" env:"LAUTER_OIDC_ISSUER" placeholder:"URL" help:"Address of a service with OpenID Connect by which people can sign in. Default: none."`
	OIDCClient string `name:"oidc-client" env:"LAUTER_OIDC_CLIENT" placeholder:"ID" help:"Name of this program at that service."`
	OIDCSecret string `name:"oidc-secret" env:"LAUTER_OIDC_SECRET" placeholder:"FILE" type:"path" help:"File that holds the secret for that service; a public client has none."`
	OIDCLabel  string `name:"oidc-label" env:"LAUTER_OIDC_LABEL" placeholder:"NAME" help:"Name of the service as people know it. Default: its host."`
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
	Data string `env:"LAUTER_DATA" default:"./data" placeholder:"DIR" help:"Folder of the database, its key, and the operator's texts."`
}

type modelCommand struct {
	Lint modelLintCommand `cmd:"" help:"Check the model's texts and figures; exit 65 if something is wrong."`
	Show modelShowCommand `cmd:"" help:"Print the model's outline."`
	List modelListCommand `cmd:"" help:"List the versions in the data folder, while the server is stopped."`
	Use  modelUseCommand  `cmd:"" help:"Choose the version that new assessments use, while the server is stopped."`
}

type (
	modelLintCommand struct{}
	modelListCommand struct{ dataFolder }
	modelUseCommand  struct {
		dataFolder
		Version string `arg:"" help:"A version that server model list shows."`
	}
	modelShowCommand struct {
		Lang string `enum:"en,de" default:"en" help:"Language: en or de."`
	}
)

type conformCommand struct {
	Files []string `arg:"" name:"file" help:"Vectors as JSON."`
}

type (
	scoreCommand  struct{ scoringFile }
	verifyCommand struct{ scoringFile }
)

type healthCommand struct{ address }

type logCommand struct {
	File string `arg:"" help:"A log as downloaded; - for standard input."`
}

type userCommand struct {
	List     userListCommand     `cmd:"" help:"List the accounts."`
	Unused   userUnusedCommand   `cmd:"" help:"List the accounts that nobody has used for long, and when they will be deleted."`
	Link     userLinkCommand     `cmd:"" help:"Print a link through which somebody chooses a new password."`
	Block    userBlockCommand    `cmd:"" help:"Let somebody no longer sign in."`
	Unblock  userUnblockCommand  `cmd:"" help:"Let somebody sign in again."`
	Admin    userAdminCommand    `cmd:"" help:"Let somebody run the server."`
	Erase    userEraseCommand    `cmd:"" help:"Delete somebody's account for good."`
	NoFactor userNoFactorCommand `cmd:"" name:"no-factor" help:"Remove the second factor and the passkeys of somebody who has lost them."`
}

type (
	userListCommand   struct{ dataFolder }
	userUnusedCommand struct{ dataFolder }
	userLinkCommand   struct {
		oneUser
		URL string `env:"LAUTER_URL" default:"http://127.0.0.1:8080" placeholder:"URL" help:"Public address of the server."`
	}
	userBlockCommand    struct{ oneUser }
	userUnblockCommand  struct{ oneUser }
	userAdminCommand    struct{ oneUser }
	userNoFactorCommand struct{ oneUser }
	userEraseCommand    struct{ oneUser }
)

// oneUser is whom a command is about.
type oneUser struct {
	dataFolder
	Email string `arg:"" help:"The e-mail address of the account."`
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
	for _, text := range c.Proxies {
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
