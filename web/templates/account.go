package templates

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
)

// SignInView is the sign-in page, with what was typed.
type SignInView struct {
	Email string
	Next  string // where it leads
	Wrong bool   // address or password, never said which
	Wait  int    // seconds until the next try is taken; 0: now
	Reset bool   // a new password has just been chosen
	Out   bool   // somebody has just signed out
	Mail  bool   // a forgotten password can be replaced by mail

	Passkey  PasskeyBox
	Provider ProviderBox
}

// ForgottenView is the page for a forgotten password.
type ForgottenView struct {
	Sent bool // a mail is on its way, if the address has an account
	Wait int  // seconds until the next try is taken; 0: now
}

// CodeView is the page that asks for the second factor.
type CodeView struct {
	Next  string
	Wrong bool
	Wait  int // seconds

	Passkey PasskeyBox
}

// NextQuery is the query that carries on where a sign-in leads.
func NextQuery(next string) string { return url.Values{"next": {next}}.Encode() }

// AccountForm is what somebody typed who makes or changes an account. Passwords never come back.
type AccountForm struct {
	Workspace string
	Name      string
	Email     string
	Confirm   string
	Wrong     map[string]string // by field, in the page's language

	About      string // which form of a page it is; empty: the first
	NoPassword bool   // who fills it in has none: that they have just signed in counts instead
}

// Refuse notes what is wrong with a field. The first message stays.
func (f *AccountForm) Refuse(p *locale.Printer, field, message string) {
	if f.Wrong == nil {
		f.Wrong = map[string]string{}
	}
	if f.Wrong[field] == "" {
		f.Wrong[field] = p.T(message)
	}
}

// RefuseAll notes what an *assessment.InvalidError says, and says whether the error was one.
func (f *AccountForm) RefuseAll(p *locale.Printer, err error) bool {
	var invalid *assessment.InvalidError
	if !errors.As(err, &invalid) {
		return false
	}
	for field, message := range invalid.Fields {
		f.Refuse(p, field, message)
	}
	return true
}

// Refused says that something was.
func (f AccountForm) Refused() bool { return len(f.Wrong) > 0 }

// refusals lists refused fields for the summary above a form: those that are named here first, in the order of the form,
// then others by the alphabet.
func refusals(wrong map[string]string, order ...string) []FieldError {
	var all []FieldError
	for field, text := range wrong {
		all = append(all, FieldError{field, text})
	}
	place := func(f FieldError) int {
		if i := slices.Index(order, f.Field); i >= 0 {
			return i
		}
		return len(order)
	}
	slices.SortFunc(all, func(a, b FieldError) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), strings.Compare(a.Field, b.Field))
	})
	return all
}

// InviteView is the page behind an invitation.
type InviteView struct {
	Invitation assessment.Invitation
	Token      string
	Known      bool // the address has an account, and nobody is signed in
	Viewer     assessment.Viewer
	Form       AccountForm
	Provider   ProviderBox
}

func (v InviteView) path() string { return "/invites/" + v.Token }

// place is what the invitation leads into.
func (v InviteView) place() string {
	if v.Invitation.Organisation != "" {
		return v.Invitation.Organisation
	}
	return v.Invitation.Workspace
}

// lead says who invites to what, as which role.
func (v InviteView) lead(p *Page) string {
	role := p.T("role." + string(v.Invitation.Role))
	if v.Invitation.InvitedBy == "" {
		return p.T("invite.text.nobody", "Place", v.place(), "Role", role)
	}
	return p.T("invite.text", "Name", v.Invitation.InvitedBy, "Place", v.place(), "Role", role)
}

// AccountView is a user's own page.
type AccountView struct {
	User     assessment.User
	Sessions []assessment.Session
	Current  string // id of the session that is looking
	Codes    int    // recovery codes left
	Mail     bool   // a new address is confirmed by mail
	Provider ProviderBox
	Linked   []assessment.Identity // accounts of other services that sign in
	Form     AccountForm
	Done     string // what has just been done; empty: nothing
}

// device names a browser as its user knows it.
func (p *Page) device(one assessment.Session) string {
	if one.Device == "" {
		return p.T("account.sessions.unknown")
	}
	return one.Device
}

// FactorView is the page of the second factor.
type FactorView struct {
	User   assessment.User
	Secret string   // to type in by hand; empty: none is waiting to be confirmed
	KeyURL string   // for the app on this device
	QR     [][]bool // true is dark
	Form   AccountForm
}

// qrPath draws the dark squares of a code as one path on a grid of single units.
func qrPath(rows [][]bool) string {
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				b.WriteString("M" + strconv.Itoa(from) + " " + strconv.Itoa(y) + "h" + strconv.Itoa(x-from) + "v1h-" + strconv.Itoa(x-from) + "z")
			}
		}
	}
	return b.String()
}

// qrBox is the view box of a code with the quiet zone that readers need.
func qrBox(rows [][]bool) string {
	side := strconv.Itoa(len(rows) + 8)
	return "-4 -4 " + side + " " + side
}
