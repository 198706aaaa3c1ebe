package web

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"lauter/internal/locale"
)

// notOurs is what stands on pages in every language alike: names, addresses, ids, keys, and what a visitor typed.
var notOurs = regexp.MustCompile(`Lauter|Nordwind Test|Deutsch|English|https?://\S+|lauter-score/1|\b[a-z]+\.[a-z.-]+\b|\b[0-9a-f]{12,}\b|Esc|\b[a-z]\b|PDF|CSV|JSON`)

// TestNothingIsWrittenIntoPages draws pages with a printer that puts every text in brackets: what stands outside was
// written into a template by hand, and would be English for Germans.
func TestNothingIsWrittenIntoPages(t *testing.T) {
	s := newSite(t, func(c *Config) { c.Speak = func(locale.Lang) *locale.Printer { return locale.Pseudo() } })
	v := s.visitor()
	first := v.post("/assessments", url.Values{"kind": {"full"}, "organisation": {"Nordwind Test"}})
	question := strings.TrimSuffix(first.Header.Get("Location"), "#q")
	root := strings.Split(question, "/questions/")[0]
	v.post(question, url.Values{"answer": {"3"}, "note": {"Nordwind Test"}, "evidence": {"https://nordwind.example/x"}})
	v.post(root+"/questions/data.quality.representative", url.Values{"answer": {"na"}, "reason": {"Nordwind Test"}})
	v.post(root+"/questions/data.origin.basis", url.Values{"answer": {"dk"}})
	pages := []string{
		"/", "/nowhere", "/method", "/method/questions", "/method/questions/data.origin.basis", "/legal/privacy", "/legal/imprint",
		"/legal/accessibility", question, root, root + "/capabilities/data.origin", root + "/review", root + "/profile", root + "/delete",
		root + "/results", root + "/results/answers", root + "/results/regulation", root + "/results/explain/overall",
		root + "/results/explain/dimension:data", root + "/results/explain/capability:data.origin", root + "/results/explain/balance",
		root + "/results/explain/confidence", root + "/results/explain/action:data.origin.build-register", "/demo",
	}
	for _, path := range pages {
		for _, text := range handwritten(v.get(path).document()) {
			t.Errorf("%s: %q", path, text)
		}
	}
}

// handwritten lists the texts of a page that stand outside brackets and have letters.
func handwritten(doc *html.Node) []string {
	var found []string
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "script":
			found = append(found, outside(n.Data)...)
		case n.Type == html.ElementNode:
			for _, name := range []string{"aria-label", "title", "placeholder", "alt"} {
				found = append(found, outside(value(n, name))...)
			}
		}
	}
	return found
}

// outside returns what stands outside brackets, however deep these are nested, if it has letters.
func outside(text string) []string {
	var b strings.Builder
	depth := 0
	for _, r := range text {
		switch {
		case r == '[':
			depth++
		case r == ']':
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	rest := strings.TrimSpace(notOurs.ReplaceAllString(b.String(), ""))
	if strings.IndexFunc(rest, unicode.IsLetter) < 0 {
		return nil
	}
	return []string{rest}
}
