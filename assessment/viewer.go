package assessment

// Viewer is whoever makes a request. The zero value is a stranger, who owns nothing and sees nothing.
type Viewer struct {
	GuestID     string // a browser known by its cookie
	Preferences Preferences
}

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
