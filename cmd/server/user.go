package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"text/tabwriter"
	"time"

	"lauter/assessment"
	"lauter/internal/account"
	"lauter/internal/store"
)

// operator is whoever has the data folder: they may look after accounts, and open no answers.
var operator = assessment.Viewer{Admin: true}

// with opens the data folder for fn. A running server has it: it must be stopped first.
func (d dataFolder) with(ctx context.Context, fn func(*store.Store) error) error {
	st, err := store.Open(ctx, d.Data, store.Options{Now: time.Now})
	if err != nil {
		return exit(exitData, "%w", err)
	}
	return errors.Join(fn(st), st.Close())
}

// Run lists who can sign in.
func (c userListCommand) Run(ctx context.Context, io streams) error {
	return c.with(ctx, func(st *store.Store) error {
		users, err := st.Users(ctx, operator)
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(out, "E-MAIL\tNAME\tRUNS THE SERVER\tSECOND FACTOR\tBLOCKED\tLAST SIGN-IN")
		for _, u := range users {
			last := "never"
			if !u.SignedInAt.IsZero() {
				last = u.SignedInAt.Local().Format(time.DateTime)
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\n", u.Email, u.Name, yes(u.Admin), yes(u.Proves()), yes(u.Blocked()), last)
		}
		return out.Flush()
	})
}

// Run lists the accounts that will be deleted because nobody uses them.
func (c userUnusedCommand) Run(ctx context.Context, io streams) error {
	return c.with(ctx, func(st *store.Store) error {
		all, err := st.Unused(ctx, operator)
		if err != nil {
			return err
		}
		day := func(at time.Time, otherwise string) string {
			if at.IsZero() {
				return otherwise
			}
			return at.Local().Format(time.DateOnly)
		}
		out := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(out, "E-MAIL\tNAME\tLAST SIGN-IN\tTOLD\tDELETED FROM")
		for _, one := range all {
			from := day(one.DeleteAt, "")
			if one.Needed {
				from = "stays: the last admin"
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\t%s\n", one.User.Email, one.User.Name, day(one.User.SignedInAt, "never"), day(one.WarnedAt, "not yet"), from)
		}
		return out.Flush()
	})
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// find runs fn with the user that the command is about.
func (o oneUser) find(ctx context.Context, fn func(*store.Store, assessment.User) error) error {
	email, ok := account.NormaliseEmail(o.Args.Email)
	if !ok {
		return exit(exitUsage, "%q is no e-mail address", o.Args.Email)
	}
	return o.with(ctx, func(st *store.Store) error {
		user, _, err := st.UserByEmail(ctx, email)
		if errors.Is(err, assessment.ErrNotFound) {
			return exit(exitFailed, "nobody has the address %s (server user list shows who has an account)", email)
		}
		if err != nil {
			return err
		}
		return fn(st, user)
	})
}

// Run prints a link through which the user chooses a new password.
func (c userLinkCommand) Run(ctx context.Context, io streams) error {
	public, err := publicURL(c.URL)
	if err != nil {
		return exit(exitUsage, "--url %q: %w", c.URL, err)
	}
	return c.find(ctx, func(st *store.Store, u assessment.User) error {
		token, err := st.NewReset(ctx, operator, u.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "%s\n", link(public, token))
		fmt.Fprintf(io.err, "The link works once, for %s, for %d hours. Start the server, then open it.\n", u.Email, int(assessment.ResetLife.Hours()))
		return nil
	})
}

func link(public *url.URL, token string) string { return public.JoinPath("passwords", token).String() }

func (c userBlockCommand) Run(ctx context.Context, io streams) error {
	return c.change(ctx, io, store.BlockUser, "can no longer sign in")
}

func (c userUnblockCommand) Run(ctx context.Context, io streams) error {
	return c.change(ctx, io, store.UnblockUser, "can sign in again")
}

func (c userAdminCommand) Run(ctx context.Context, io streams) error {
	return c.change(ctx, io, store.GiveAdmin, "runs the server")
}

func (c userNoFactorCommand) Run(ctx context.Context, io streams) error {
	return c.change(ctx, io, store.DropFactor, "signs in with the password alone; passkeys are removed too")
}

// Run deletes the account. What somebody did for an organisation stays with it.
func (c userEraseCommand) Run(ctx context.Context, io streams) error {
	return c.find(ctx, func(st *store.Store, u assessment.User) error {
		err := st.EraseAnother(ctx, operator, u.ID)
		if invalid := (*assessment.InvalidError)(nil); errors.As(err, &invalid) {
			return exit(exitFailed, "%s is the last admin of a workspace, or the last one who runs the server: let somebody else do that first", u.Email)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "%s is deleted\n", u.Email)
		return nil
	})
}

// change changes the user and says in one line what is so now.
func (o oneUser) change(ctx context.Context, io streams, change store.UserChange, now string) error {
	return o.find(ctx, func(st *store.Store, u assessment.User) error {
		err := st.ChangeUser(ctx, operator, u.ID, change)
		if invalid := (*assessment.InvalidError)(nil); errors.As(err, &invalid) {
			return exit(exitFailed, "%s is the last one who runs the server: let somebody else run it first (server user admin)", u.Email)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(io.out, "%s %s\n", u.Email, now)
		return nil
	})
}
