package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// client is a person without scripts: it follows links and submits the forms it finds, nothing else.
type client struct {
	t    *testing.T
	base string
	http *http.Client
	lang string // Accept-Language
}

func newClient(t *testing.T, p *program, lang string) *client {
	jar, _ := cookiejar.New(nil)
	return &client{t: t, base: p.url, http: &http.Client{Jar: jar}, lang: lang}
}

// document is a page as it arrived.
type document struct {
	url    *url.URL
	status int
	body   string
	root   *html.Node
}

func (c *client) get(path string) *document {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil)
}

func (c *client) do(method, path string, form url.Values) *document {
	c.t.Helper()
	address, err := url.Parse(c.base)
	if err == nil {
		address, err = address.Parse(path)
	}
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequest(method, address.String(), strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", c.lang)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	d := &document{url: resp.Request.URL, status: resp.StatusCode, body: string(body)}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		if d.root, err = html.Parse(strings.NewReader(d.body)); err != nil {
			c.t.Fatal(err)
		}
	}
	return d
}

// submit sends the form that holds the button with this text, with the fields as they stand but for changes.
func (c *client) submit(d *document, button string, changes url.Values) *document {
	c.t.Helper()
	for _, form := range d.all("form", nil) {
		for _, b := range within(form, "button") {
			if !strings.EqualFold(strings.TrimSpace(text(b)), button) {
				continue
			}
			values := formValues(form)
			if name := attr(b, "name"); name != "" {
				values.Set(name, attr(b, "value"))
			}
			for name, value := range changes {
				values[name] = value
			}
			action, err := d.url.Parse(attr(form, "action"))
			if err != nil {
				c.t.Fatal(err)
			}
			if strings.EqualFold(attr(form, "method"), "post") {
				return c.do(http.MethodPost, action.String(), values)
			}
			action.RawQuery = values.Encode()
			return c.get(action.String())
		}
	}
	c.t.Fatalf("%s has no form with a button %q", d.url, button)
	return nil
}

// formValues are the fields as a browser would send them.
func formValues(form *html.Node) url.Values {
	values := url.Values{}
	for _, field := range within(form, "input", "textarea", "select") {
		name := attr(field, "name")
		if name == "" {
			continue
		}
		switch {
		case field.Data == "textarea":
			values.Add(name, text(field))
		case field.Data == "select":
			for _, option := range within(field, "option") {
				if has(option, "selected") {
					values.Set(name, attr(option, "value"))
				}
			}
		case attr(field, "type") == "radio" || attr(field, "type") == "checkbox":
			if has(field, "checked") {
				values.Add(name, attr(field, "value"))
			}
		default:
			values.Add(name, attr(field, "value"))
		}
	}
	return values
}

// all lists the elements with this name and these attributes.
func (d *document) all(name string, attributes map[string]string) []*html.Node {
	var found []*html.Node
	for _, n := range within(d.root, name) {
		if matches(n, attributes) {
			found = append(found, n)
		}
	}
	return found
}

func matches(n *html.Node, attributes map[string]string) bool {
	for name, value := range attributes {
		if attr(n, name) != value {
			return false
		}
	}
	return true
}

func within(n *html.Node, names ...string) []*html.Node {
	var found []*html.Node
	for d := range n.Descendants() {
		if d.Type != html.ElementNode {
			continue
		}
		for _, name := range names {
			if d.Data == name {
				found = append(found, d)
			}
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}
