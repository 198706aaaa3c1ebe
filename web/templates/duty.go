package templates

import (
	"strings"

	"lauter/assessment"
)

// DutyView says to somebody that a second factor is missing.
type DutyView struct {
	User     assessment.User
	Places   []string // workspaces that ask for it; none: the installation does
	Next     string
	Passkeys bool // browsers have passkeys at this address
	Passkey  PasskeyBox
	Provider ProviderBox
}

func (v DutyView) lead(p *Page) string {
	if len(v.Places) == 0 {
		return p.T("duty.owed.admin")
	}
	return p.T("duty.owed.places", "Places", strings.Join(v.Places, ", "))
}
