package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
)

// uploadWorkshop sends a form with fields and, unless it is empty, a file.
func (v *visitor) uploadWorkshop(path string, fields url.Values, file string) *page {
	v.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range fields {
		for _, value := range values {
			check(v.t, w.WriteField(name, value))
		}
	}
	if file != "" {
		part := must(w.CreateFormFile("file", "workshop.json"))(v.t)
		must(part.Write([]byte(file)))(v.t)
	}
	check(v.t, w.Close())
	req := httptest.NewRequest(http.MethodPost, path, &b)
	req.Header.Set("Content-Type", w.FormDataContentType())
	return v.do(req)
}

// fileOf is a closed workshop of another installation as a file.
func fileOf(t *testing.T, lang locale.Lang) (file string, questions []string) {
	t.Helper()
	there := hold(t, lang)
	there.discuss()
	there.close()
	return there.lead.get(there.path + "/export.json").want(http.StatusOK).body, there.questions
}

func TestImportWorkshop(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		file, questions := fileOf(t, lang)
		h := hold(t, lang)
		p := locale.For(lang)
		h.lead.answer(h.root, questions[1], url.Values{"answer": {"5"}, "rev": {"0"}}) // another answer than the room spoke about
		path := h.root + "/workshops/import"
		h.lead.get(path).want(http.StatusOK).says(p.T("import.lead"))
		preview := h.lead.uploadWorkshop(path, nil, file).want(http.StatusOK)
		preview.says("Standort im Herbst", p.T("import.found", "N", 8, "Agreed", 4), p.T("import.foreign", "Organisation", "Nordwind"), p.T("import.conflicts"))
		if got := h.row(`SELECT count(*) FROM workshops`); got != "1" {
			t.Fatal("reading a file has kept it")
		}
		form := preview.forms(path)[0]
		if attr(form.node, "enctype") != "multipart/form-data" {
			t.Error("the form would be sent in a way that is refused")
		}
		if slices.Contains(form.values["write"], questions[1]) || len(form.values["write"]) != 3 {
			t.Errorf("chosen: %q", form.values["write"])
		}
		h.lead.answer(h.root, questions[4], url.Values{"answer": {"1"}, "rev": {"0"}})
		conflict := h.lead.uploadWorkshop(path, form.values, "").want(http.StatusConflict)
		conflict.says(p.T("import.conflict"), p.T("write.changed"))
		form = conflict.forms(path)[0]
		done := h.lead.follow(h.lead.uploadWorkshop(path, form.values, "")).want(http.StatusOK)
		done.says(p.T("wrap.imported"), p.T("wrap.lead", "N", 8, "Agreed", 4), "Marketing sieht eine 4.")
		answers := h.answers()
		if answers[questions[1]].Choice != 5 || answers[questions[4]].Choice != 1 || answers[questions[2]].Choice != assessment.DontKnow {
			t.Errorf("answers: %+v", answers)
		}
		if got := answers[questions[0]]; got.Choice != 3 || len(got.Votes) != 12 {
			t.Errorf("votes that were imported: %+v", got)
		}
		ledger, _, _ := strings.Cut(strings.TrimPrefix(done.path, ""), "/wrap")
		imported := h.lead.get(ledger + "/ledger").want(http.StatusOK)
		imported.says(p.T("votes.few", "N", 3), p.T("ledger.late", "N", 1), "Ein Verzeichnis")
		h.lead.get(ledger + "/gaps").want(http.StatusOK).says(p.T("role.marketing"))
		// The same file again is recognised.
		again := h.lead.uploadWorkshop(path, nil, file).want(http.StatusOK)
		again.says(p.T("import.known"))
		h.lead.uploadWorkshop(path, form.values, "").want(http.StatusOK).says(p.T("import.known"))
		if got := h.row(`SELECT count(*) FROM workshops`); got != "2" {
			t.Errorf("there are %s workshops", got)
		}
	})
}

func TestImportRefusals(t *testing.T) {
	file, _ := fileOf(t, locale.English)
	h := hold(t, locale.English)
	path := h.root + "/workshops/import"
	h.lead.uploadWorkshop(path, nil, "").want(http.StatusUnprocessableEntity).says("Choose a file.")
	h.lead.uploadWorkshop(path, nil, "{").want(http.StatusUnprocessableEntity).says("isn’t the file of a workshop")
	h.lead.uploadWorkshop(path, nil, strings.Replace(file, "Nordwind", "Ostwind", 1)).want(http.StatusUnprocessableEntity).says("changed after it was made")
	h.lead.uploadWorkshop(path, nil, strings.Repeat("x", 2<<20)).want(http.StatusRequestEntityTooLarge)
	h.lead.uploadWorkshop(path, nil, "\xff\xfe").want(http.StatusBadRequest)
	h.lead.uploadWorkshop(h.path+"/close", nil, file).want(http.StatusUnsupportedMediaType) // no other address takes files
	h.lead.post(path, url.Values{"content": {file[:1000]}}).want(http.StatusUnprocessableEntity)
	stranger := h.visitor(t)
	stranger.get(path).want(http.StatusNotFound)
	stranger.uploadWorkshop(path, nil, file).want(http.StatusNotFound)
	viewer := h.join(t, locale.English, h.lead.invite(h.client+"/people", "vera@x.example", assessment.RoleViewer), "Vera")
	viewer.uploadWorkshop(path, nil, file).want(http.StatusForbidden)
	// A workshop of this very assessment is known as well.
	own := h.lead.get(h.path + "/export.json").want(http.StatusOK).body
	h.lead.uploadWorkshop(path, nil, own).want(http.StatusOK).says("This workshop is here already.")
}

// Into a finished assessment a workshop is kept without changing an answer.
func TestImportIntoFinished(t *testing.T) {
	file, questions := fileOf(t, locale.English)
	h := hold(t, locale.English)
	check(t, h.store.Finish(t.Context(), h.viewer, h.id))
	before := h.answers()
	path := h.root + "/workshops/import"
	preview := h.lead.uploadWorkshop(path, nil, file).want(http.StatusOK)
	preview.says("The assessment is finished")
	fields := preview.forms(path)[0].values
	fields["write"] = questions[:1]
	h.lead.follow(h.lead.uploadWorkshop(path, fields, "")).want(http.StatusOK).says("The workshop was imported.")
	if !equalAnswers(before, h.answers()) {
		t.Error("answers of a finished assessment have changed")
	}
}

// What is taken along holds no seat, no word and no single vote.
func TestWorkshopFileHoldsNobody(t *testing.T) {
	h := hold(t, locale.English)
	h.discuss()
	file := h.lead.get(h.path + "/export.json").want(http.StatusOK).body
	for _, column := range []string{"id", "word"} {
		rows := must(h.db.Query(`SELECT ` + column + ` FROM seats`))(t)
		for rows.Next() {
			var secret string
			check(t, rows.Scan(&secret))
			if strings.Contains(file, `"`+secret+`"`) {
				t.Errorf("the file holds the %s of a seat", column)
			}
		}
		check(t, rows.Close())
	}
	if got := h.row(`SELECT count(*) FROM audit_log WHERE event = 'exported' AND detail = 'export.json'`); got != "1" {
		t.Errorf("%s exports are recorded", got)
	}
}

// Every file is as docs/workshop.schema.json says, and leaves no field of it out.
func TestWorkshopFilesFollowTheirSchema(t *testing.T) {
	s := readSchema(t, "../docs/workshop.schema.json")
	h := hold(t, locale.German)
	look := func(name string) {
		for _, problem := range s.problems(h.lead.get(h.path + "/export.json").want(http.StatusOK).body) {
			t.Errorf("%s%s", name, problem)
		}
	}
	look("begun")
	h.discuss()
	look("open")
	h.step(func(w *assessment.Workshop) error { return w.OpenDots([]string{h.model.Actions[0].ID}) })
	for _, token := range h.tokens[:5] {
		check(t, h.store.PlaceDots(t.Context(), h.code, token, []string{h.model.Actions[0].ID}))
	}
	check(t, h.store.ShowDots(t.Context(), h.viewer, h.workshop))
	h.close()
	look("closed")
}
