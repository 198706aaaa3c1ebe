package web

import (
	"errors"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/web/templates"
)

// getLegalTexts lists the texts that the law asks for with where each one comes from, and the state of the law.
func (s *Server) getLegalTexts(r *request) error {
	var view templates.LegalListView
	for _, name := range assessment.LegalPages {
		saved, err := s.store.LegalTexts(r.ctx(), name)
		if err != nil {
			return err
		}
		for _, lang := range locale.Langs {
			view.Rows = append(view.Rows, s.legalSource(name, lang, saved[string(lang)]))
		}
	}
	law := s.lawState(s.model())
	view.Law = templates.LawView{Note: s.lawNote(r, s.model()), FromFile: s.operator.Law != nil}
	for _, w := range law.Watch {
		view.Law.Watch = append(view.Law.Watch, r.p.Text(w.Name))
	}
	page := s.page(r, frame{title: r.p.T("legal.title"), area: accountArea, private: true})
	return s.render(r, http.StatusOK, templates.LegalList(page, view))
}

// legalSource says where the text of a page comes from.
func (s *Server) legalSource(name string, lang locale.Lang, saved assessment.LegalText) templates.LegalSource {
	source := templates.LegalSource{Page: name, Lang: lang, File: filepath.ToSlash(legalFile(name, lang)), Saved: saved}
	switch {
	case saved.Text != "":
		source.Kind = "saved"
	case s.operator.Legal[name][lang] != "":
		source.Kind = "file"
	default:
		source.Kind = "none"
	}
	return source
}

// legalParams are the page and the language in the address.
func legalParams(r *request) (name string, lang locale.Lang, err error) {
	name = r.Param("page")
	lang, ok := locale.Parse(r.Param("lang"))
	if !ok || string(lang) != r.Param("lang") || !slices.Contains(assessment.LegalPages, name) {
		return "", "", assessment.ErrNotFound
	}
	return name, lang, nil
}

// getLegalText shows a text to edit: what was saved last, else what is in the file; with ?version= an earlier one beside
// it.
func (s *Server) getLegalText(r *request) error {
	return s.showLegalText(r, http.StatusOK, func(view *templates.LegalEditView) error {
		view.Typed = view.Source.Saved.Text
		if view.Source.Kind != "saved" {
			view.Typed = s.operator.Legal[view.Source.Page][view.Source.Lang]
		}
		view.Done = r.QueryParam("done") != ""
		asked := r.QueryParam("version")
		if asked == "" {
			return nil
		}
		for _, v := range view.Versions {
			if strconv.Itoa(v.Version) == asked {
				view.Shown, view.Preview = v, paragraphs(v.Text)
				return nil
			}
		}
		return assessment.ErrNotFound
	})
}

// showLegalText draws the editor. Fill completes what it shows.
func (s *Server) showLegalText(r *request, status int, fill func(*templates.LegalEditView) error) error {
	name, lang, err := legalParams(r)
	if err != nil {
		return err
	}
	var view templates.LegalEditView
	if view.Versions, err = s.store.LegalVersions(r.ctx(), r.viewer, name, string(lang)); err != nil {
		return err
	}
	var last assessment.LegalText
	if len(view.Versions) > 0 {
		last = view.Versions[0]
	}
	view.Source = s.legalSource(name, lang, last)
	if err := fill(&view); err != nil {
		return err
	}
	title := r.p.T("legal.edit.title", "Page", r.p.T("footer."+name), "Lang", r.p.T("legal.lang."+string(lang)))
	page := s.page(r, frame{title: title, area: accountArea, private: true})
	if view.Wrong != "" {
		page = page.WithError()
	}
	return s.render(r, status, templates.LegalEdit(page, view))
}

// postLegalText shows a text as it would look, or makes it the next version: the text as typed, an earlier one, or none,
// after which the file counts again.
func (s *Server) postLegalText(r *request) error {
	name, lang, err := legalParams(r)
	if err != nil {
		return err
	}
	typed := assessment.Clean(r.form.Get("text"))
	switch r.form.Get("step") {
	case "preview":
		return s.showLegalText(r, http.StatusOK, func(view *templates.LegalEditView) error {
			view.Typed, view.Previewed, view.Preview = typed, true, paragraphs(typed)
			return nil
		})
	case "withdraw":
		typed = ""
	}
	seen, _ := strconv.Atoi(r.form.Get("seen"))
	err = s.store.SaveLegalText(r.ctx(), r.viewer, name, string(lang), typed, seen)
	var invalid *assessment.InvalidError
	if errors.As(err, &invalid) {
		return s.showLegalText(r, http.StatusUnprocessableEntity, func(view *templates.LegalEditView) error {
			view.Typed, view.Wrong = typed, r.p.T(invalid.Fields["text"])
			return nil
		})
	}
	if err != nil {
		return err
	}
	return r.see(templates.LegalTextPath(name, lang) + "?done=saved")
}
