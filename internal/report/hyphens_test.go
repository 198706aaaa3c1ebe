package report

import (
	"strings"
	"testing"

	"lauter/internal/locale"
)

func TestWordsBreakWhereTheirLanguageBreaksThem(t *testing.T) {
	for lang, words := range map[locale.Lang][]string{
		locale.German: {
			"Ungleich-be-hand-lung", "Ein-spruchs-mög-lich-kei-ten", "Wer-be-wi-der-spruch", "ver-ant-wor-tungs-vol-les",
			"Rechts-grund-lage", "Daten-schutz-er-klä-rung",
		},
		locale.English: {"respons-ib-il-ity", "mar-ket-ing", "per-son-al-isa-tion"},
	} {
		for _, want := range words {
			word, got, from := strings.ReplaceAll(want, "-", ""), "", 0
			for _, at := range hyphens[lang]().Hyphenate(word) {
				got, from = got+word[from:at]+"-", at
			}
			if got += word[from:]; got != want {
				t.Errorf("%s: got %q, want %q", lang, got, want)
			}
		}
	}
}
