package locale

import (
	"strings"

	"golang.org/x/text/cases"
)

// ContainsFold says that a text contains another, upper and lower case alike, as "straße" and "STRASSE" are.
func ContainsFold(text, part string) bool {
	fold := cases.Fold()
	return strings.Contains(fold.String(text), fold.String(part))
}
