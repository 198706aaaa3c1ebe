package templates

import (
	"math/big"
	"strings"

	"lauter/internal/scoring"
)

// SamplePath is the address of a page of the sample: SamplePath("explain", scope).
func SamplePath(rest ...string) string { return strings.Join(append([]string{"/demo"}, rest...), "/") }

// path is the address of another page about the assessment that this page is about, without the carried language:
// path("results", "explain", scope). The sample has nothing but its results, which stand at an address of their own.
func (p *Page) path(rest ...string) string {
	if !p.Sample {
		return AssessmentPath(p.Assessment.ID, rest...)
	}
	if len(rest) > 0 && rest[0] == "results" {
		rest = rest[1:]
	}
	return SamplePath(rest...)
}

// lengthOf is how far a score has come on the scale from 1 to 5, as the width of a bar.
func lengthOf(r scoring.Result) string {
	if r.Score == nil {
		return width(nil)
	}
	return width(new(big.Rat).Quo(new(big.Rat).Sub(r.Score, whole(1)), whole(4)))
}
