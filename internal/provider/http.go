package provider

import (
	"io"
	"net/http"
)

// maxAnswer is the longest answer of the service that is read, in bytes.
const maxAnswer = 1 << 20

// limited cuts answers off.
type limited struct{ http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, maxAnswer), answer.Body}
	return answer, nil
}

// stay follows no redirect: the service is where the operator says.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
