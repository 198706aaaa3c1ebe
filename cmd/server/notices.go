package main

import (
	"context"
	"log/slog"
	"net/url"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/mail"
	"lauter/internal/store"
)

// notices tells the owners of accounts that nobody uses when these will be deleted: by mail, if there is a mail server.
// Without one the page of the server shows it to whoever runs it.
type notices struct {
	store  *store.Store
	mail   *mail.Sender
	public *url.URL
	log    *slog.Logger
}

// send tells each owner once. One whose mail is not taken is told the next day, and deleted a day later.
func (n *notices) send(ctx context.Context) error {
	due, err := n.store.Unused(ctx, operator)
	if err != nil {
		return err
	}
	var told []string
	for _, one := range due {
		if one.Needed || !one.WarnedAt.IsZero() {
			continue
		}
		if n.mail.Configured() {
			if err := n.mail.Enqueue(n.message(one)); err != nil {
				n.log.Warn("the owner of an unused account was not told", "error", err.Error())
				continue
			}
		}
		told = append(told, one.User.ID)
	}
	if len(told) == 0 {
		return nil
	}
	n.log.Info("owners of unused accounts told", "users", len(told))
	return n.store.WarnUnused(ctx, told...)
}

func (n *notices) message(one assessment.Unused) mail.Message {
	lang, ok := locale.Parse(one.Language)
	if !ok {
		lang = operatorLanguage()
	}
	p := locale.For(lang)
	return mail.Message{
		To: one.User.Email, Subject: p.T("mail.unused.subject"),
		Text: p.T("mail.unused.text", "Date", p.Date(one.DeleteAt), "Link", n.public.JoinPath("sign-in").String()),
	}
}
