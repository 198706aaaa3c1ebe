package wording

import (
	"testing"

	"lauter/internal/locale"
)

// A range whose ends are shown alike is one number.
func TestRangeOfOneNumber(t *testing.T) {
	w := &Words{p: locale.For(locale.English)}
	if got := w.Between("2.8", "2.8") + ", " + Span("2.8", "2.8"); got != "2.8, 2.8" {
		t.Errorf("got %s", got)
	}
	if got := w.Between("2.7", "2.8") + ", " + Span("2.7", "2.8"); got != "2.7 to 2.8, 2.7–2.8" {
		t.Errorf("got %s", got)
	}
}
