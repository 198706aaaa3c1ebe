package main

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/jessevdk/go-flags"
)

// A command is what the program is asked to do. Its flags, environment variables and arguments are fields with tags.
type command interface {
	Run(context.Context, streams) error
}

// commandLine is everything that can be asked for, with its help.
type commandLine struct {
	parser   *flags.Parser
	commands map[*flags.Command]command
	err      error // the first mistake in the commands themselves
}

func newCommandLine() *commandLine {
	l := &commandLine{flags.NewNamedParser("server", flags.HelpFlag|flags.PassDoubleDash), map[*flags.Command]command{}, nil}
	l.parser.LongDescription = "Lauter measures how responsibly a company does marketing, and says what to do next. server serve --help lists its settings."
	root := l.parser.Command
	l.add(root, defaultCommand, "Serve the product (what happens without a command).", &serveCommand{})
	model := l.group(root, "model", "Look at the maturity model inside this program.")
	l.add(model, "lint", "Check the model's texts and figures; exit 65 if something is wrong.", &modelLintCommand{})
	l.add(model, "show", "Print the model's outline.", &modelShowCommand{})
	l.add(model, "list", "List the versions in the data folder, while the server is stopped.", &modelListCommand{})
	l.add(model, "use", "Choose the version that new assessments use, while the server is stopped.", &modelUseCommand{})
	l.add(root, "conform", "Check that this program computes as the published method says.", &conformCommand{})
	l.add(root, "score", "Compute the results of the answers in a file.", &scoreCommand{})
	l.add(root, "verify", "Check that an exported result is what the method gives; exit 0 or 1.", &verifyCommand{})
	l.add(root, "verify-log", "Check that a downloaded log is whole and unchanged; exit 0 or 1.", &logCommand{})
	user := l.group(root, "user", "Look after accounts while the server is stopped.")
	l.add(user, "list", "List the accounts.", &userListCommand{})
	l.add(user, "unused", "List the accounts that nobody has used for long, and when they will be deleted.", &userUnusedCommand{})
	l.add(user, "link", "Print a link through which somebody chooses a new password.", &userLinkCommand{})
	l.add(user, "block", "Let somebody no longer sign in.", &userBlockCommand{})
	l.add(user, "unblock", "Let somebody sign in again.", &userUnblockCommand{})
	l.add(user, "admin", "Let somebody run the server.", &userAdminCommand{})
	l.add(user, "erase", "Delete somebody's account for good.", &userEraseCommand{})
	l.add(user, "no-factor", "Remove the second factor and the passkeys of somebody who has lost them.", &userNoFactorCommand{})
	l.add(root, "health", "Ask a running server whether it is ready; exit 0 or 1.", &healthCommand{})
	return l
}

// defaultCommand is the one that is meant when there is none.
const defaultCommand = "serve"

func (l *commandLine) add(to *flags.Command, name, help string, c command) {
	if added := l.addTo(to, name, help, c); added != nil {
		l.commands[added] = c
	}
}

// group makes a command that only has commands of its own.
func (l *commandLine) group(to *flags.Command, name, help string) *flags.Command {
	return l.addTo(to, name, help, &struct{}{})
}

func (l *commandLine) addTo(to *flags.Command, name, help string, data any) *flags.Command {
	added, err := to.AddCommand(name, help, help, data)
	l.err = errors.Join(l.err, err)
	return added
}

// parse finds the command that the arguments ask for. Where they ask for help, it is written to out, and there is no
// command.
func (l *commandLine) parse(args []string, out io.Writer) (command, error) {
	if l.err != nil {
		return nil, l.err
	}
	if len(args) == 0 || strings.HasPrefix(args[0], "-") && args[0] != "-h" && args[0] != "--help" {
		args = append([]string{defaultCommand}, args...)
	}
	rest, err := l.parser.ParseArgs(args)
	if asked := (*flags.Error)(nil); errors.As(err, &asked) && asked.Type == flags.ErrHelp {
		_, err := io.WriteString(out, asked.Message)
		return nil, err
	}
	if err == nil && len(rest) > 0 {
		err = errors.New("unexpected " + rest[0])
	}
	if err != nil {
		return nil, exit(exitUsage, "%w (server --help lists what there is)", err)
	}
	chosen := l.parser.Active
	for chosen.Active != nil {
		chosen = chosen.Active
	}
	return l.commands[chosen], nil
}

type (
	modelLintCommand struct{}
	modelListCommand struct{ dataFolder }
	modelUseCommand  struct {
		dataFolder
		Args struct {
			Version string `positional-arg-name:"version" description:"A version that server model list shows."`
		} `positional-args:"yes" required:"yes"`
	}
	modelShowCommand struct {
		Lang string `long:"lang" default:"en" choice:"en" choice:"de" description:"Language: en or de."`
	}
)

type conformCommand struct {
	Args struct {
		Files []string `positional-arg-name:"file" required:"1" description:"Vectors as JSON."`
	} `positional-args:"yes"`
}

type (
	scoreCommand  struct{ scoringFile }
	verifyCommand struct{ scoringFile }
)

type healthCommand struct{ address }

type logCommand struct {
	Args struct {
		File string `positional-arg-name:"file" description:"A log as downloaded; - for standard input."`
	} `positional-args:"yes" required:"yes"`
}

type (
	userListCommand   struct{ dataFolder }
	userUnusedCommand struct{ dataFolder }
	userLinkCommand   struct {
		oneUser
		URL string `long:"url" env:"LAUTER_URL" default:"http://127.0.0.1:8080" value-name:"URL" description:"Public address of the server."`
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
	Args struct {
		Email string `positional-arg-name:"email" description:"The e-mail address of the account."`
	} `positional-args:"yes" required:"yes"`
}
