package templates

import "lauter/internal/locale"

// LegalView is a page that the law asks of whoever runs the server.
type LegalView struct {
	Name string      // imprint, privacy or accessibility
	Lang locale.Lang // of the text
	Text []Paragraph // of the operator; empty: not filled in yet
}

// Paragraph is a heading or some lines of plain text.
type Paragraph struct {
	Heading string // empty: lines
	Lines   [][]Piece
}

// Piece is a part of a line that links to an address or does not.
type Piece struct {
	Text string
	Href string // empty: plain text
}
