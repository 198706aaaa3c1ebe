package web_test

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf/pdftest"
)

func (h *held) answers() assessment.Answers {
	h.t.Helper()
	return must(h.store.Answers(h.t.Context(), h.viewer, h.id))(h.t)
}

func TestWriteAgreedAnswers(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		h.discuss()
		p := locale.For(lang)
		before := h.answers()
		if ledger := h.lead.get(h.path + "/ledger").want(http.StatusOK); !strings.Contains(ledger.body, p.T("ledger.write", "N", 4)) {
			t.Error("the ledger does not offer to write what was agreed")
		}
		form := h.lead.get(h.path + "/write").want(http.StatusOK)
		if !equalAnswers(before, h.answers()) {
			t.Fatal("looking has changed answers")
		}
		form.says(p.T("write.adds.votes"), "=Gilt nur für Europa", p.T("write.open", "N", 4), p.T("write.confidence"))
		fields := form.forms(h.path + "/write")[0].values
		if got := len(fields["write"]); got != 4 {
			t.Fatalf("%d answers are chosen, want 4", got)
		}
		done := h.lead.follow(h.lead.post(h.path+"/write", fields)).want(http.StatusOK)
		done.says(p.T("wrap.written", "N", 4))
		now := h.answers()
		second := now[h.questions[1]]
		if second.Choice != 2 || second.Note != "=Gilt nur für Europa" || len(second.Votes) != 12 {
			t.Errorf("written: %+v", second)
		}
		if first := now[h.questions[0]]; first.Note != "Aus dem Gespräch" || len(first.Votes) != 12 || first.Rev != 2 {
			t.Errorf("the note that stood there, and the votes: %+v", first)
		}
		h.lead.get(h.path+"/write").want(http.StatusOK).says(p.T("write.all"), p.T("write.done", "N", 4))
		ledger := h.lead.get(h.path + "/ledger").want(http.StatusOK)
		for _, link := range all(ledger.id("main"), tag("a")) {
			if strings.Contains(attr(link, "class"), "btn-main") {
				t.Error("the ledger offers to write what is written")
			}
		}
		// Sent twice it is written once.
		h.lead.post(h.path+"/write", fields).want(http.StatusSeeOther)
		if !equalAnswers(now, h.answers()) {
			t.Error("the second time has changed answers")
		}
		// What was before is still known.
		wrap := h.lead.get(h.path + "/wrap").want(http.StatusOK)
		wrap.says(p.T("wrap.levels.note", "N", 4, "Written", 4))
		before1 := before[h.questions[1]]
		replaced := must(h.store.WorkshopBasis(t.Context(), h.viewer, h.workshop))(t).Replaced
		if got := replaced[h.questions[1]]; got.Choice != before1.Choice || got.Rev != 0 {
			t.Errorf("before: %+v", got)
		}
		if got := replaced[h.questions[0]]; got.Choice != 3 || got.Rev != 1 {
			t.Errorf("before: %+v", got)
		}
	})
}

func equalAnswers(a, b assessment.Answers) bool {
	if len(a) != len(b) {
		return false
	}
	for id, answer := range a {
		if b[id].Rev != answer.Rev || !b[id].SameState(answer) || !slices.Equal(b[id].Votes, answer.Votes) {
			return false
		}
	}
	return true
}

// An answer that changed since the page was made is shown as it is now, and nothing is overwritten.
func TestWriteConflicts(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		h.discuss()
		h.close()
		p := locale.For(lang)
		fields := h.lead.get(h.path + "/write").want(http.StatusOK).forms(h.path + "/write")[0].values
		h.lead.answer(h.root, h.questions[1], url.Values{"answer": {"5"}, "rev": {"0"}})
		before := h.answers()
		again := h.lead.post(h.path+"/write", fields).want(http.StatusConflict)
		again.says(p.T("write.conflict"), p.T("write.changed"))
		if !equalAnswers(before, h.answers()) {
			t.Fatal("something was written")
		}
		shown := again.forms(h.path + "/write")[0].values
		if got := shown["write"]; slices.Contains(got, h.questions[1]) || len(got) != 3 {
			t.Errorf("chosen after the conflict: %q", got)
		}
		shown.Add("write", h.questions[1]) // chosen again, now knowingly
		h.lead.post(h.path+"/write", shown).want(http.StatusSeeOther)
		if got := h.answers()[h.questions[1]]; got.Choice != 2 || got.Rev != 2 {
			t.Errorf("written: %+v", got)
		}
	})
}

func TestWriteRefusals(t *testing.T) {
	h := hold(t, locale.English)
	h.discuss()
	h.lead.post(h.path+"/write", nil).want(http.StatusUnprocessableEntity).says("Choose at least one answer.")
	h.lead.post(h.path+"/write", url.Values{"write": {h.questions[0]}, "rev." + h.questions[0]: {"x"}}).want(http.StatusUnprocessableEntity)
	fields := h.lead.get(h.path + "/write").want(http.StatusOK).forms(h.path + "/write")[0].values
	check(t, h.store.Finish(t.Context(), h.viewer, h.id))
	h.lead.post(h.path+"/write", fields).want(http.StatusConflict).says("The assessment is finished.")
	page := h.lead.get(h.path + "/write").want(http.StatusOK)
	reopened := h.lead.fillIn(page, h.root+"/reopen", nil).want(http.StatusSeeOther)
	if reopened.location() != h.path+"/write" {
		t.Errorf("reopening leads to %s", reopened.location())
	}
	h.lead.post(h.path+"/write", fields).want(http.StatusSeeOther)
}

func TestWrapUp(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		h.discuss()
		p := locale.For(lang)
		wrap := h.lead.get(h.path + "/wrap").want(http.StatusOK)
		wrap.says(
			p.T("wrap.lead", "N", 8, "Agreed", 4), "Marketing sieht eine 4.", p.T("wrap.unknown.owner", "Owner", "Dana, CRM"),
			"Wer zahlt die Einwilligungsplattform?", p.T("wrap.actions.order"), p.T("wrap.mail.hint"),
		)
		mail := content(wrap.id("mail"))
		for _, want := range []string{p.T("mail.wrap.hello"), "Marketing sieht eine 4.", "Dana, CRM", "Einwilligungsplattform"} {
			if !strings.Contains(mail, want) {
				t.Errorf("the mail does not say %q: %s", want, mail)
			}
		}
		offer := wrap.forms(h.path + "/steps")[0]
		if got := len(offer.values["action"]); got != 5 || attr(offer.buttons[0], "value") != "open_dots" {
			t.Fatalf("%d actions are offered, by %q", got, attr(offer.buttons[0], "value"))
		}
		chosen := offer.values["action"][:3]
		h.step(func(w *assessment.Workshop) error { return w.OpenDots(chosen) })
		for i, token := range h.tokens[:4] {
			check(t, h.store.PlaceDots(t.Context(), h.code, token, chosen[2:2+i%2]))
		}
		check(t, h.store.PlaceDots(t.Context(), h.code, h.tokens[0], chosen[:1]))
		open := h.lead.get(h.path + "/wrap").want(http.StatusOK)
		open.says(p.T("wrap.dots.open", "N", 12, "Voters", 3), p.T("wrap.dots.few", "N", 2))
		if buttons := open.forms(h.path + "/steps")[0].buttons; len(buttons) != 1 || attr(buttons[0], "value") != "stop_dots" {
			t.Errorf("under the threshold there are %d buttons", len(buttons))
		}
		for _, token := range h.tokens[:6] {
			check(t, h.store.PlaceDots(t.Context(), h.code, token, chosen[2:]))
		}
		full := h.lead.get(h.path + "/wrap").want(http.StatusOK)
		if attr(full.forms(h.path + "/steps")[0].buttons[0], "value") != "show_dots" {
			t.Error("the votes can't be shown")
		}
		if strings.Contains(full.body, p.T("wrap.dots", "N", 6)) {
			t.Error("votes are shown while they are open")
		}
		check(t, h.store.ShowDots(t.Context(), h.viewer, h.workshop))
		shown := h.lead.get(h.path + "/wrap").want(http.StatusOK)
		shown.says(p.T("wrap.actions.voted"), p.T("wrap.dots", "N", 6))
		first, _ := h.model.Action(chosen[2])
		list := all(shown.id("action"), tag("li"))
		if len(list) != 3 || !strings.Contains(shown.text(list[0]), p.Text(first.Title)) {
			t.Errorf("the action with most votes is not the first of %d", len(list))
		}
	})
}

func TestPlanFromTheWorkshop(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		h.discuss()
		p := locale.For(lang)
		fields := h.lead.get(h.path + "/wrap").want(http.StatusOK).forms(h.path + "/plan")[0].values
		actions := fields["action"]
		if len(actions) != 5 {
			t.Fatalf("%d actions can be planned", len(actions))
		}
		fields["action"] = actions[:2]
		fields.Set("owner."+actions[0], "Anna Weiß")
		fields.Set("due."+actions[0], "2027-13-45")
		wrong := h.lead.post(h.path+"/plan", fields).want(http.StatusUnprocessableEntity)
		wrong.says(p.T("planned.error.due"))
		if attr(wrong.id("owner-"+actions[0]), "value") != "Anna Weiß" || attr(wrong.id("due-"+actions[0]), "aria-invalid") != "true" {
			t.Error("the form has lost what was typed, or does not say which day is wrong")
		}
		if got := len(wrong.forms(h.path + "/plan")[0].values["action"]); got != 2 {
			t.Errorf("%d actions are still chosen, want 2", got)
		}
		fields.Set("due."+actions[0], "2027-02-28")
		h.lead.follow(h.lead.post(h.path+"/plan", fields)).want(http.StatusOK).says(p.T("planned.added", "N", 2), "Anna Weiß", p.T("wrap.planned"))
		planned := must(h.store.PlannedActions(t.Context(), h.viewer, h.id))(t)
		if len(planned) != 2 || planned[0].Action != actions[0] || planned[0].Owner != "Anna Weiß" || planned[0].Due != "2027-02-28" {
			t.Errorf("planned: %+v", planned)
		}
		h.lead.post(h.path+"/plan", url.Values{}).want(http.StatusUnprocessableEntity).says(p.T("wrap.error.none"))
		h.lead.post(h.path+"/plan", url.Values{"action": {"nothing"}}).want(http.StatusUnprocessableEntity)
	})
}

func TestCloseWorkshop(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		h.discuss()
		p := locale.For(lang)
		ask := h.lead.get(h.path + "/close").want(http.StatusOK)
		ask.says(p.T("close.goes.seats", "N", 12), p.T("close.stays.votes", "N", 5), p.T("close.unwritten", "N", 4), h.code)
		if h.current().Closed() {
			t.Fatal("looking has closed it")
		}
		h.lead.follow(h.lead.fillIn(ask, h.path+"/close", nil)).want(http.StatusOK).says(p.T("wrap.closed"))
		for _, table := range []string{"seats", "ballots", "dots"} {
			if got := h.row(`SELECT count(*) FROM ` + table); got != "0" {
				t.Errorf("%s rows of %s are left", got, table)
			}
		}
		h.lead.post(h.path+"/close", nil).want(http.StatusSeeOther) // closed twice is closed once
		h.lead.get(h.path + "/close").want(http.StatusOK)
		wrap := h.lead.get(h.path + "/wrap").want(http.StatusOK)
		if len(wrap.forms(h.path+"/steps")) > 0 || leadsTo(wrap.id("main"), h.path+"/close") {
			t.Error("a closed workshop can still be led")
		}
	})
}

func TestWorkshopReport(t *testing.T) {
	h := hold(t, locale.English)
	h.discuss()
	for _, query := range []string{"", "?lang=de", "?paper=letter", "?lang=de&paper=letter"} {
		file := h.lead.get(h.path + "/report.pdf" + query).want(http.StatusOK)
		for _, fault := range pdftest.Check([]byte(file.body)) {
			t.Errorf("%s: %s", query, fault)
		}
		if !bytes.HasPrefix([]byte(file.body), []byte("%PDF-")) || !strings.Contains(file.header.Get("Content-Disposition"), "Workshop.pdf") {
			t.Errorf("%s: %s", query, file.header)
		}
	}
	h.lead.get(h.path + "/report.pdf?paper=a5").want(http.StatusUnprocessableEntity)
	h.lead.get(h.path + "/report.pdf?lang=fr").want(http.StatusUnprocessableEntity)
	if got := h.row(`SELECT count(*) FROM audit_log WHERE event = 'exported' AND detail = 'report.pdf'`); got != "4" {
		t.Errorf("%s reports are recorded", got)
	}
}

// A closed workshop is not credited with what others change later: neither its page nor its paper moves.
func TestClosedWorkshopStaysAsItWas(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		h.discuss()
		levels := func() string { return content(h.lead.get(h.path + "/wrap").want(http.StatusOK).id("levels").Parent) }
		open := levels()
		h.lead.answer(h.root, h.questions[5], url.Values{"answer": {"5"}, "rev": {"0"}})
		live := levels()
		if live == open {
			t.Fatal("an open workshop does not follow the answers")
		}
		h.close()
		paper := h.lead.get(h.path + "/report.pdf").want(http.StatusOK).body
		if levels() != live {
			t.Fatal("closing has changed the levels")
		}
		h.lead.answer(h.root, h.questions[6], url.Values{"answer": {"5"}, "rev": {"0"}})
		h.lead.answer(h.root, h.questions[1], url.Values{"answer": {"5"}, "rev": {"0"}})
		if got := levels(); got != live {
			t.Errorf("another answer has changed the levels\nfrom %s\nto   %s", live, got)
		}
		if h.lead.get(h.path+"/report.pdf").want(http.StatusOK).body != paper {
			t.Error("another answer has changed the paper")
		}
		// What is written later changes the assessment, not what the workshop found.
		fields := h.lead.get(h.path + "/write").want(http.StatusOK).forms(h.path + "/write")[0].values
		h.lead.post(h.path+"/write", fields).want(http.StatusSeeOther)
		table := func(text string) string { before, _, _ := strings.Cut(text, "4 "); return before }
		if got := levels(); table(got) != table(live) {
			t.Errorf("writing has changed the levels\nfrom %s\nto   %s", live, got)
		}
	})
}
