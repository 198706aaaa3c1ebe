package web

import (
	"strconv"
	"strings"
	"testing"

	"lauter/assessment"
	"lauter/internal/locale"
)

// The page on the method states the figures of the model, not figures of its own.
func TestMethodPage(t *testing.T) {
	s := newSite(t)
	m := s.server.model()
	for _, lang := range locale.Langs {
		p := locale.For(lang)
		a := s.visitor().get("/method?lang=" + string(lang)).is(200)
		for _, level := range m.Levels {
			a.says(p.Text(level.Name), p.Text(level.Meaning))
		}
		for _, grade := range m.Grades {
			a.says(p.Text(grade.Name), p.Text(grade.Meaning))
		}
		for _, effort := range m.Efforts {
			a.says(p.Text(effort.Name), p.Text(effort.Meaning), strconv.Itoa(effort.Points))
		}
		d := m.Texts.Disclaimers
		for _, text := range []locale.Text{d.Legal, d.Levels, d.Validation, d.People, d.NoAI, d.NotAffiliated,
			m.Texts.Answers.DontKnow.Effect, m.Texts.Answers.NotApplicable.Effect, m.Texts.Balance.Title, m.LawState.Note} {
			a.says(p.Text(text))
		}
		a.says(m.Version, m.Method, m.Digest)
		rows := 0
		for _, q := range m.Questions() {
			for range q.Gates {
				rows++
				a.says(p.Text(q.Text))
			}
		}
		if got := len(elements(a.all("table")[0], "tr")) - 1; got != rows || rows == 0 {
			t.Errorf("%s: %d requirements listed, the model has %d", lang, got, rows)
		}
		linked := map[string]bool{}
		for _, link := range a.all("a") {
			linked[strings.TrimPrefix(value(link, "href"), "#")] = true
		}
		for _, heading := range a.all("h2") {
			if id := value(heading, "id"); !linked[id] {
				t.Errorf("%s: section %q is not in the contents", lang, id)
			}
		}
	}
	s.visitor().get("/method").says("Levels 2 to 5 begin at the scores 2, 3, 4 and 5.", "6 of the 11 requirements", "Up to 0.5 of a level", "3 questions that protect")
	s.visitor().get("/method?lang=de").says("Bis zu 0,5 Stufen", "6 der 11 Grundanforderungen")
}

func TestAllQuestionsAreListed(t *testing.T) {
	s := newSite(t)
	a := s.visitor().get("/method/questions").is(200)
	for _, c := range s.server.model().Capabilities() {
		if !strings.Contains(a.body, `id="`+c.ID+`"`) {
			t.Errorf("%s can't be jumped to", c.ID)
		}
	}
	for _, q := range s.server.model().Questions() {
		if !strings.Contains(a.body, `href="/method/questions/`+q.ID+`"`) {
			t.Errorf("no link to %s", q.ID)
		}
	}
	if got, want := strings.Count(a.body, ">Requirement<"), 11; got != want {
		t.Errorf("%d questions marked as requirement, want %d", got, want)
	}
}

func TestQuestionPages(t *testing.T) {
	s := newSite(t)
	questions := s.server.model().Questions()
	for _, lang := range locale.Langs {
		p := locale.For(lang)
		for i, q := range questions {
			a := s.visitor().get("/method/questions/" + q.ID + "?lang=" + string(lang)).is(200)
			if got := words(a.all("h1")[0]); got != p.Text(q.Text) {
				t.Errorf("%s: heading %q", q.ID, got)
			}
			for _, text := range append(append([]locale.Text{q.Why}, q.Anchors...), q.Evidence...) {
				a.says(p.Text(text))
			}
			if q.AllowsNA {
				a.says(p.Text(q.NAWhen))
			} else {
				a.says(p.Text(s.server.model().Texts.Answers.NotApplicable.Refused))
			}
			for step, rel := range map[int]string{i - 1: "prev", i + 1: "next"} {
				inside := step >= 0 && step < len(questions)
				if inside != strings.Contains(a.body, `rel="`+rel+`"`) {
					t.Errorf("%s: %s leads wrong", q.ID, rel)
				}
			}
			checkReferences(t, s.server.model(), q, a)
		}
	}
	s.visitor().get("/method/questions/data.origin").is(404)
}

// checkReferences holds a question's page against the model: what could not be verified is never shown.
func checkReferences(t *testing.T, m *assessment.Model, q *assessment.Question, a *answer) {
	t.Helper()
	for _, id := range q.Refs {
		ref := m.References[id]
		cite := ref.Cite.In(locale.Lang(a.lang()))
		if shown := strings.Contains(words(a.document()), cite); !shown && ref.Status != "unverified" {
			t.Errorf("%s: %s is missing", q.ID, cite)
		} else if shown && ref.Status == "unverified" {
			t.Errorf("%s: %s is shown and not verified", q.ID, cite)
		}
	}
}

// A question that is a requirement says for which level, with which answer, and what it holds.
func TestRequirementIsStated(t *testing.T) {
	v := newSite(t).visitor()
	v.get("/method/questions/data.rights.objection").says(
		"Requirement: a result at level 3 needs at least the answer 3 here. It holds the overall level.", "Weight 2")
	v.get("/method/questions/data.origin.source").says("It holds its capability.")
	if a := v.get("/method/questions/data.quality.measured"); strings.Contains(a.body, "Requirement") {
		t.Error("a question without a gate is called a requirement")
	}
}
