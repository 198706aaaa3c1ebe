package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

func (s *Server) getLegal(r *request) error {
	name := r.Param("page")
	if !slices.Contains(assessment.LegalPages, name) {
		return echo.ErrNotFound
	}
	view := templates.LegalView{Name: name}
	texts, err := s.legalTexts(r.ctx(), name)
	if err != nil {
		return err
	}
	view.Lang, view.Text = legalText(texts, r.p.Lang())
	page := s.page(r, frame{title: r.p.T("footer." + name), area: "method"})
	return s.render(r, http.StatusOK, templates.Legal(page, view))
}

// legalTexts are the operator's texts of a page: what was saved here, else what is in the file.
func (s *Server) legalTexts(ctx context.Context, name string) (map[locale.Lang]string, error) {
	saved, err := s.store.LegalTexts(ctx, name)
	if err != nil {
		return nil, err
	}
	texts := map[locale.Lang]string{}
	for _, lang := range locale.Langs {
		texts[lang] = cmp.Or(saved[string(lang)].Text, s.operator.Legal[name][lang])
	}
	return texts, nil
}

// legalText is the operator's text in this language, else in another that it exists in.
func legalText(texts map[locale.Lang]string, lang locale.Lang) (locale.Lang, []templates.Paragraph) {
	for _, l := range append([]locale.Lang{lang}, locale.Langs...) {
		if text := texts[l]; text != "" {
			return l, paragraphs(text)
		}
	}
	return "", nil
}

// paragraphs reads plain text: empty lines part paragraphs, a line that begins with "# " is a heading, and addresses
// become links. Nothing else in it is markup.
func paragraphs(text string) []templates.Paragraph {
	var all []templates.Paragraph
	var lines [][]templates.Piece
	end := func() {
		if len(lines) > 0 {
			all = append(all, templates.Paragraph{Lines: lines})
			lines = nil
		}
	}
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		heading, isHeading := strings.CutPrefix(line, "# ")
		switch {
		case line == "":
			end()
		case isHeading:
			end()
			all = append(all, templates.Paragraph{Heading: strings.TrimSpace(heading)})
		default:
			lines = append(lines, pieces(line))
		}
	}
	end()
	return all
}

// address finds web and e-mail addresses in running text. Punctuation that ends a sentence is not part of one.
var address = regexp.MustCompile(`https?://[^\s<>"“”„]*[^\s<>"“”„.,;:!?)\]]|[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}`)

func pieces(line string) []templates.Piece {
	var all []templates.Piece
	add := func(text, href string) {
		if text != "" {
			all = append(all, templates.Piece{Text: text, Href: href})
		}
	}
	at := 0
	for _, found := range address.FindAllStringIndex(line, -1) {
		text := line[found[0]:found[1]]
		add(line[at:found[0]], "")
		add(text, href(text))
		at = found[1]
	}
	add(line[at:], "")
	return all
}

// href is the address that a text links to, nothing if it is none after all.
func href(text string) string {
	if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return "mailto:" + text
	}
	if u, err := url.Parse(text); err != nil || u.Host == "" {
		return ""
	}
	return text
}
