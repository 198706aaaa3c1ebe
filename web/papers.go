package web

import (
	"embed"
	"net/http"
	"path"
	"slices"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// papers are texts for operators to fill in, each in every language: NAME.LANG.md. Periods stand in them as {{guest}}, by
// their kind.
//
//go:embed papers/*.md
var papers embed.FS

// paperNames are the papers in the order in which an operator needs them.
var paperNames = []string{"privacy-notice", "record-of-processing", "processor-contract", "measures", "impact-screening"}

// getPaper sends a paper: "privacy-notice.de.md".
func (s *Server) getPaper(r *request) error {
	name := r.Param("paper")
	stem, _, _ := strings.Cut(name, ".")
	content, err := papers.ReadFile("papers/" + name)
	if err != nil || !slices.Contains(paperNames, stem) {
		return assessment.ErrNotFound
	}
	r.Response().Header().Set("Content-Disposition", attachment("Lauter "+name))
	return r.Blob(http.StatusOK, "text/markdown; charset=utf-8", []byte(s.withPeriods(name, string(content))))
}

// withPeriods fills the periods of this installation into a paper.
func (s *Server) withPeriods(name, paper string) string {
	lang, _ := locale.Parse(strings.TrimPrefix(path.Ext(strings.TrimSuffix(name, ".md")), "."))
	var filled []string
	for _, b := range assessment.KeptKinds {
		days := s.speak(lang).Int(s.store.Periods().Days(b.Kind))
		filled = append(filled, "{{"+string(b.Kind)+"}}", days)
	}
	return strings.NewReplacer(filled...).Replace(paper)
}

// getInventory shows every table of the database, with what it holds and for how long.
func (s *Server) getInventory(r *request) error {
	tables, err := s.store.Inventory(r.ctx())
	if err != nil {
		return err
	}
	var view templates.InventoryView
	for _, t := range tables {
		view.Tables = append(view.Tables, templates.InventoryTable{Name: t.Name, Columns: t.Columns})
	}
	page := s.page(r, frame{title: r.p.T("inventory.title"), area: "method"})
	return s.render(r, http.StatusOK, templates.Inventory(page, view))
}
