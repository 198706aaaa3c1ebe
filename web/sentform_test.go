package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// form is a form as a browser would send it: the values of its controls, and its buttons in order.
type form struct {
	node    *html.Node
	action  string
	values  url.Values
	buttons []*html.Node
}

func readForm(n *html.Node) form {
	f := form{node: n, action: attr(n, "action"), values: url.Values{}}
	for _, c := range all(n, func(*html.Node) bool { return true }) {
		name := attr(c, "name")
		switch {
		case c.Data == "button" && has(c, "hidden"): // waits for a script
		case c.Data == "button":
			f.buttons = append(f.buttons, c)
		case name == "":
		case c.Data == "textarea":
			f.values.Add(name, content(c))
		case c.Data == "select":
			f.values.Add(name, chosen(c))
		case c.Data == "input" && (attr(c, "type") == "radio" || attr(c, "type") == "checkbox"):
			if has(c, "checked") {
				f.values.Add(name, attr(c, "value"))
			}
		case c.Data == "input":
			f.values.Add(name, attr(c, "value"))
		}
	}
	return f
}

func content(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// chosen is the value of a select: the option marked, else the first.
func chosen(n *html.Node) string {
	options := all(n, tag("option"))
	for _, o := range options {
		if has(o, "selected") {
			return attr(o, "value")
		}
	}
	return attr(options[0], "value")
}

// forms returns the forms of a page that post to an address with this ending.
func (p *page) forms(ending string) []form {
	var found []form
	for _, n := range all(p.doc, tag("form")) {
		if strings.HasSuffix(attr(n, "action"), ending) {
			found = append(found, readForm(n))
		}
	}
	return found
}

// form returns the only form of a page that has a button with this text.
func (p *page) form(button string) form {
	p.t.Helper()
	var found []form
	for _, n := range all(p.doc, tag("form")) {
		f := readForm(n)
		if slices.ContainsFunc(f.buttons, func(b *html.Node) bool { return p.text(b) == button }) {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		p.t.Fatalf("%s: %d forms with a button %q, want 1", p.path, len(found), button)
	}
	return found[0]
}

// answerForm returns the form of a question page, the only one with radios named answer.
func (p *page) answerForm() form {
	p.t.Helper()
	var found []form
	for _, n := range all(p.doc, tag("form")) {
		if len(all(n, func(c *html.Node) bool { return attr(c, "type") == "radio" && attr(c, "name") == "answer" })) > 0 {
			found = append(found, readForm(n))
		}
	}
	if len(found) != 1 {
		p.t.Fatalf("%s: %d forms with radios named answer, want 1", p.path, len(found))
	}
	return found[0]
}

// submit sends a form by the button with this text; an empty text is the Enter key, which takes the first button.
func (v *visitor) submit(p *page, f form, button string) *page {
	v.t.Helper()
	for i, b := range f.buttons {
		if button == "" && i == 0 || button != "" && p.text(b) == button {
			values := url.Values{}
			for name, list := range f.values {
				values[name] = slices.Clone(list)
			}
			if name := attr(b, "name"); name != "" {
				values.Add(name, attr(b, "value"))
			}
			return v.post(f.action, values)
		}
	}
	v.t.Fatalf("%s: no button %q", p.path, button)
	return nil
}

// follow goes where a write has sent the browser.
func (v *visitor) follow(p *page) *page {
	v.t.Helper()
	p.want(http.StatusSeeOther)
	return v.get(p.location())
}
