package templates

// ProviderBox offers to sign in by another service.
type ProviderBox struct {
	Label  string // as people know the service; empty: there is none
	Next   string // where a sign-in leads
	Invite string // token of the invitation that is open; empty: none
	Wrong  string // what was wrong with the last try
}

// ProviderAnswer is what the service sent back with the browser.
type ProviderAnswer struct{ Label, State, Code, Error string }

// done says what has just been done.
func (v AccountView) done(p *Page) string {
	if v.Done == "mailed" {
		return p.T("email.mailed")
	}
	return p.T("account.done")
}

// about is the form of a card of the account page, with what was wrong with it.
func (v AccountView) about(card string) AccountForm {
	if v.Form.About == card {
		return v.Form
	}
	return AccountForm{NoPassword: v.Form.NoPassword}
}

// field is the id of a field in a card: the plain name where the summary of errors leads.
func (v AccountView) field(card, name string) string {
	if v.Form.About == card {
		return name
	}
	if card == "" {
		card = "password"
	}
	return name + "-" + card
}
