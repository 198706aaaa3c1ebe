package web

import "testing"

// In capitals a QR code stays in its smallest alphabet.
func TestJoinAddressIsInCapitals(t *testing.T) {
	for url, want := range map[string]string{
		"https://lauter.example":       "HTTPS://LAUTER.EXAMPLE/W/KX47PM",
		"https://lauter.example/":      "HTTPS://LAUTER.EXAMPLE/W/KX47PM",
		"https://lauter.example:8443/": "HTTPS://LAUTER.EXAMPLE:8443/W/KX47PM",
	} {
		if got := newSite(t, at(url)).server.joinAddress("KX47PM"); got != want {
			t.Errorf("%s: got %s", url, got)
		}
	}
}
