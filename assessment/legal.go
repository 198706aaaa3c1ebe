package assessment

import "time"

// LegalPages are the pages that the law asks of whoever runs the server, in the order of the footer.
var LegalPages = []string{"imprint", "privacy", "accessibility"}

// MaxLegalText is the longest text of such a page, in characters.
const MaxLegalText = 40000

// LegalText is a version of what the operator says on such a page in one language.
type LegalText struct {
	Page    string
	Lang    string
	Version int    // from 1; 0: none was ever saved
	Text    string // empty: the file in the data folder counts
	By      string // name of a user; empty: one who has left
	At      time.Time
}
