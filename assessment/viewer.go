package assessment

import "time"

// Viewer is whoever makes a request. The zero value is somebody unknown, who owns nothing.
type Viewer struct {
	GuestID     string    // a browser known by its cookie; also of a signed-in one, for what it owned before
	UserID      string    // who is signed in; empty: nobody
	SessionID   string    // by which sign-in; empty: by none
	Pending     bool      // the password was right, the second factor is still missing: UserID is empty
	Name        string    // of the user
	Email       string    // of the user
	Admin       bool      // the user runs the installation, which opens no answers
	Since       time.Time // when the user signed in
	Strong      bool      // they signed in with two factors, a passkey, or by another service
	Owes        bool      // two factors are a duty of theirs and this sign-in has one: until it has, they have no role
	Language    string    // that the user chose, as "de"; empty: none
	Preferences Preferences
}

// SignedIn says that the viewer is a user.
func (v Viewer) SignedIn() bool { return v.UserID != "" }

// Preferences are the switches a viewer has set for themselves.
type Preferences struct {
	Shortcuts Switch // keyboard shortcuts of the questionnaire
	Advance   Switch // go on by itself after an answer
}

// Switch is on, off, or was never touched, in which case the page's own default holds.
type Switch string

const (
	Untouched Switch = ""
	On        Switch = "on"
	Off       Switch = "off"
)
