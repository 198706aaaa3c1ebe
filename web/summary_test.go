package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestSummaryFollowsTheForm lists what is wrong in the order of the fields.
func TestSummaryFollowsTheForm(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "http://lauter.example")
	setup := must(h.store.NewSetup(t.Context()))(t)
	p := h.visitor(t).post("/setup/"+setup, url.Values{"workspace": {""}, "name": {""}, "email": {"x"}, "password": {"short"}}).want(http.StatusUnprocessableEntity)
	var fields []string
	for _, box := range all(p.doc, with("class", "errors")) {
		for _, a := range all(box, tag("a")) {
			fields = append(fields, attr(a, "href"))
		}
	}
	if got := strings.Join(fields, " "); got != "#workspace #name #email #password" {
		t.Errorf("the summary leads to %s", got)
	}
}
