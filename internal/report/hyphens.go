package report

import (
	_ "embed"
	"sync"

	"lauter/internal/locale"
	"lauter/internal/pdf"
)

// The patterns of both languages; who made them and their licence stand in hyphens/LICENSE.
var (
	//go:embed hyphens/de.txt
	germanHyphens string
	//go:embed hyphens/en.txt
	englishHyphens string
)

// hyphens are read when they are needed first.
var hyphens = map[locale.Lang]func() *pdf.Patterns{
	locale.German:  sync.OnceValue(func() *pdf.Patterns { return pdf.ParsePatterns(germanHyphens) }),
	locale.English: sync.OnceValue(func() *pdf.Patterns { return pdf.ParsePatterns(englishHyphens) }),
}
