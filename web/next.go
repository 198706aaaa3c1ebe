package web

import (
	"net/url"
	"strings"
)

// safeNext is where a form asked to go afterwards, if that is a page of this server, else the start page. A language in
// the address is dropped: the form has just chosen one.
func safeNext(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/"
	}
	for _, r := range next {
		if r < ' ' || r == 0x7f {
			return "/"
		}
	}
	query := u.Query()
	query.Del("lang")
	u.RawQuery = query.Encode()
	return u.String()
}
