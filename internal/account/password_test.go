package account

import (
	"crypto/rand"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	short  = "account.error.password.short"
	long   = "account.error.password.long"
	frowns = "account.error.password.common"
)

func TestCheckPassword(t *testing.T) {
	anna := []string{"anna.schmidt@beispiel-firma.de", "Anna Schmidt"}
	for _, tt := range []struct {
		password string
		about    []string
		want     string
	}{
		{"", nil, short},
		{"kT9#vLq2!xW", nil, short},
		{"äöüäöüäöüäö", nil, short}, // 11 characters, 22 bytes
		{strings.Repeat("a\u0308o\u0308", 5) + "y", nil, short},
		{strings.Repeat("kT9#vLq2!xWz", 11), nil, long},
		{strings.Repeat("ä ö-", 21) + "xyz", nil, long}, // 129 bytes

		{"123456789012", nil, frowns},
		{"987654321098", nil, frowns},
		{"019283746556", nil, frowns},
		{"24.12.1985 24.12.1985", nil, frowns},
		{"a12345678901", nil, frowns},
		{"0171-2233445-xy", nil, frowns},
		{"mama14022026", nil, frowns},
		{"hallo2026!!!", nil, frowns},
		{"tel017122334455", nil, frowns},
		{"!!!???!!!???!", nil, frowns},
		{"            ", nil, frowns},
		{"aaaaaaaaaaaa", nil, frowns},
		{"AaAaAaAaAaAa", nil, frowns},
		{"kx7!kx7!kx7!k", nil, frowns},
		{"abcdefghijkl", nil, frowns},
		{"zyxwvutsrqpo", nil, frowns},
		{"abcdef123456", nil, frowns},
		{"xyzabcdefghi", nil, frowns},
		{"12345678abcd!?", nil, frowns},
		{"qwertzuiop12", nil, frowns},
		{"1q2w3e4r5t6z", nil, frowns},
		{"1qaz2wsx3edc", nil, frowns},
		{"qwertyasdfghzxcvbn", nil, frowns},
		{"password1234", nil, frowns},
		{"Passwort2026!", nil, frowns},
		{"P4ssw0rt!2026", nil, frowns},
		{"p@$$w0rd!!!!!!", nil, frowns},
		{"1loveyou-1loveyou", nil, frowns},
		{"passwordpasswordpasswordpassword", nil, frowns},
		{"Sommer2026!!", nil, frowns},
		{"SommerSommer", nil, frowns},
		{"Fußball-2026", nil, frowns},
		{"FUSSBALL*2026", nil, frowns},
		{"März2026März2026", nil, frowns},
		{"hallo-welt-2026", nil, frowns},
		{"Berlin, Sommer, Urlaub", nil, frowns},
		{"lauter-marketing", nil, frowns},
		{"We1come-Admin-xyz", nil, frowns},

		{"anna.schmidt1990", anna, frowns},
		{"4nn4-5chm1dt-90", anna, frowns},
		{"Beispiel-Firma", anna, frowns},
		{"Schmidt-Sommer-2026", anna, frowns},
		{"joergmueller!+#", []string{"Jörg Müller"}, frowns},
		{"Weiß-Grün-Jörg", []string{"joerg@example.org"}, frowns},
		{"jolanthe.krawuttke1990", []string{"jolanthe.krawuttke@example.org"}, frowns},
		{"jolanthe.krawuttke1990", nil, ""},
		{"lila Socken fressen Anna", anna, ""},

		{"correct horse battery staple", nil, ""},
		{"correcthorsebatterystaple", nil, ""},
		{"sommer winter berlin hut", nil, ""},
		{"Apfel Hund Sonne Katze", nil, ""},
		{"monkey dragon coffee guitar", nil, ""},
		{"sun moon star sky", nil, ""},
		{"der Mops kam in die Küche", nil, ""},
		{"Über sieben Brücken", nil, ""},
		{"kT9#vLq2!xWz", nil, ""},
		{"7#9!2$4&x8%Q", nil, ""},
		{"f3b1c9e07a5d", nil, ""},
		{"Xk-passwort-Vbnq7", nil, ""},
		{"пароль-на-речке", nil, ""},
		{strings.Repeat("Wolkenbruch im Tal, ", 6) + "Dezember", nil, ""}, // 128 bytes
	} {
		if got := CheckPassword(tt.password, tt.about...); got != tt.want {
			t.Errorf("%q about %q: got %q, want %q", tt.password, tt.about, got, tt.want)
		}
	}
}

// A password manager's password must hardly ever be refused: nobody would understand why. About 1 in 15,000 holds a
// listed word by chance.
func TestRandomPasswordsAreAccepted(t *testing.T) {
	var refused []string
	for range 10_000 {
		password := make([]byte, 14)
		for i := range password {
			n, err := rand.Int(rand.Reader, big.NewInt('~'-'!'+1))
			if err != nil {
				t.Fatal(err)
			}
			password[i] = '!' + byte(n.Int64())
		}
		if CheckPassword(string(password), "anna.schmidt@example.org") != "" {
			refused = append(refused, string(password))
		}
	}
	if len(refused) > 10 {
		t.Errorf("refused %d: %q", len(refused), refused)
	}
}

func TestWordListIsFoldedSortedAndWithoutDoubles(t *testing.T) {
	words := strings.Fields(wordList)
	if sorted := slices.Compact(slices.Sorted(slices.Values(words))); !slices.Equal(words, sorted) {
		t.Error("words.txt is not sorted, or holds a word twice")
	}
	for _, w := range words {
		if !regexp.MustCompile(`^[a-z]{3,}$`).MatchString(w) {
			t.Errorf("%q can never be found", w)
		}
	}
}
