package web

import "lauter/internal/locale"

// Operator is what whoever runs the server says about itself. Empty parts are shown as not filled in.
type Operator struct {
	Legal map[string]map[locale.Lang]string // imprint, privacy, accessibility
}
