package web_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math/big"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// filled answers every question, with everything that can be written beside an answer somewhere.
func (v *visitor) filled(kind assessment.Kind) string {
	v.t.Helper()
	root := v.start(kind)
	m := v.site.model
	if kind == assessment.KindQuick {
		m = m.Quick()
	}
	for i, q := range m.Questions() {
		form := url.Values{"answer": {[]string{"1", "2", "3", "4", "5", "dk"}[i%6]}}
		switch i {
		case 0:
			form.Set("note", "=HYPERLINK(\"http://elsewhere.example\")\n- zweite Zeile; -3 %")
			form["evidence"] = []string{"https://intranet.example/register?a=1&b=<2>", "Ordner „Datenschutz“"}
		case 3:
			if q.AllowsNA {
				form = url.Values{"answer": {"na"}, "reason": {"@nobody asks for this"}}
			}
		}
		v.answer(root, q.ID, form)
	}
	return root
}

// table reads a file of answers, without its mark.
func (p *page) table(separator rune) [][]string {
	p.t.Helper()
	text, ok := strings.CutPrefix(p.body, "\ufeff")
	if !ok {
		p.t.Fatal("Excel needs a byte order mark")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	rows, err := r.ReadAll()
	if err != nil {
		p.t.Fatal(err)
	}
	return rows
}

func TestAnswersAsCSV(t *testing.T) {
	s := newSite(t)
	v := s.visitor(t)
	root := v.filled(assessment.KindFull)
	p := v.get(root + "/results/answers.csv").want(http.StatusOK)
	for name, want := range map[string]string{
		"Content-Type":        "text/csv; charset=utf-8; header=present",
		"Content-Disposition": `attachment; filename="lauter-answers-2026-11-25.csv"`,
		"Cache-Control":       "no-store",
	} {
		if got := p.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	rows := p.table(',')
	head := []string{"Id", "Question", "Dimension", "Capability", "Answer", "Answer in words", "Share (numerator)", "Share (denominator)",
		"Part of the score (numerator)", "Part of the score (denominator)", "Reason", "Note", "Evidence", "Evidence grade (0 to 3)", "Saved at"}
	if diff := cmp.Diff(head, rows[0]); diff != "" {
		t.Errorf("head: -want +got\n%s", diff)
	}
	if len(rows) != 1+46 {
		t.Fatalf("%d lines, want 47", len(rows))
	}
	first := []string{"data.origin.source", "How do you know where the personal data used in your marketing came from?", "Data",
		s.model.Capabilities()[0].Name.EN, "1", "Level 1, Ad hoc"}
	if diff := cmp.Diff(first, rows[1][:6]); diff != "" {
		t.Errorf("first line: -want +got\n%s", diff)
	}
	rest := []string{"", "'=HYPERLINK(\"http://elsewhere.example\")\n'- zweite Zeile; '-3 %",
		"https://intranet.example/register?a=1&b=<2>\nOrdner „Datenschutz“", "2", "2026-11-25T09:30:00Z"}
	if diff := cmp.Diff(rest, rows[1][10:]); diff != "" {
		t.Errorf("first line: -want +got\n%s", diff)
	}

	// The parts add up to the score that the results show.
	sum, shares := new(big.Rat), new(big.Rat)
	cells := func(row []string, at int) *big.Rat {
		x, ok := new(big.Rat).SetString(row[at] + "/" + row[at+1])
		if !ok {
			t.Fatalf("%s/%s is no fraction", row[at], row[at+1])
		}
		return x
	}
	for _, row := range rows[1:] {
		shares.Add(shares, cells(row, 6))
		sum.Add(sum, cells(row, 8))
	}
	if shares.RatString() != "1" {
		t.Errorf("the shares add up to %s", shares.RatString())
	}
	results := v.get(root + "/results")
	if !strings.Contains(results.body, `<data value="`+sum.RatString()+`" data-scope="overall" data-what="score">`) {
		t.Errorf("the results don’t show the score %s", sum.RatString())
	}
}

func TestAnswersAsCSVInGermanWithSemicolons(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.filled(assessment.KindQuick)
	p := v.get(root + "/results/answers.csv?separator=semicolon&lang=de").want(http.StatusOK)
	if got, want := p.header.Get("Content-Disposition"), `attachment; filename="lauter-antworten-2026-11-25.csv"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	rows := p.table(';')
	if len(rows) != 1+15 || rows[0][4] != "Antwort" || rows[1][5] != "Stufe 1, Ad hoc" {
		t.Errorf("%d lines, %q, %q", len(rows), rows[0], rows[1])
	}
	v.get(root + "/results/answers.csv?separator=bell").want(http.StatusUnprocessableEntity)
}

// exported is the file as a reader finds it described.
type exported struct {
	Format, Method string
	Model          struct{ ID, Version, Digest string }
	Assessment     struct {
		Kind, Organisation string
		FinishedAt         *string `json:"finished_at"`
		Facts              map[string][]string
	}
	Answers map[string]struct {
		Answer, Reason, Note string
		Evidence             []string
		Grade                int    `json:"evidence_grade"`
		SavedAt              string `json:"saved_at"`
	}
	Results struct {
		Scopes map[string]struct {
			Score, High, Coverage *string
			Level                 *int
		}
	}
}

// Whoever has the file and the published model can compute every fraction again, without this program’s database.
func TestExportCanBeComputedAgain(t *testing.T) {
	for _, kind := range []assessment.Kind{assessment.KindFull, assessment.KindQuick} {
		t.Run(string(kind), func(t *testing.T) {
			s := newSite(t)
			v := s.visitor(t)
			root := v.filled(kind)
			v.post(root+"/profile", url.Values{"b2c": {"no"}}).want(http.StatusSeeOther)
			v.post(root+"/finish", nil).want(http.StatusSeeOther)
			p := v.get(root + "/export.json").want(http.StatusOK)
			if got, want := p.header.Get("Content-Disposition"), `attachment; filename="lauter-export-2026-11-25.json"`; got != want {
				t.Errorf("%s, want %s", got, want)
			}
			var x exported
			if err := json.Unmarshal([]byte(p.body), &x); err != nil {
				t.Fatal(err)
			}
			if x.Format != "lauter-export/1" || x.Method != s.model.Method || x.Model.Digest != s.model.Digest || x.Model.Version != s.model.Version {
				t.Errorf("head: %+v", x)
			}
			if a := x.Assessment; a.Kind != string(kind) || a.Organisation != "Nordwind" || a.FinishedAt == nil || !cmp.Equal(a.Facts["b2c"], []string{"no"}) {
				t.Errorf("assessment: %+v", a)
			}
			if a := x.Answers["data.origin.source"]; !strings.HasPrefix(a.Note, "=HYPERLINK") || len(a.Evidence) != 2 || a.SavedAt == "" {
				t.Errorf("an answer as it was given: %+v", a)
			}
			checkRecomputed(t, s.model, kind, x)
			checkConforms(t, p.body)
			checkExportedFigures(t, v.get(root+"/results"), x)
		})
	}
}

// checkRecomputed scores the exported answers with the model that the program ships.
func checkRecomputed(t *testing.T, m *assessment.Model, kind assessment.Kind, x exported) {
	t.Helper()
	if kind == assessment.KindQuick {
		m = m.Quick()
	}
	answers := assessment.Answers{}
	for id, a := range x.Answers {
		choice, ok := assessment.ParseChoice(a.Answer)
		if !ok {
			t.Fatalf("%s: %q is no answer", id, a.Answer)
		}
		answers[id] = assessment.Answer{Choice: choice, Reason: a.Reason, Grade: a.Grade}
	}
	r, err := scoring.Score(m, answers)
	if err != nil {
		t.Fatal(err)
	}
	for id, scope := range x.Results.Scopes {
		want, ok := r.Of(scoring.Scope(id))
		if !ok {
			t.Errorf("there is no scope %s", id)
		}
		pairs := map[string][2]string{
			"score":    {orNone(scope.Score), fraction(want.Score)},
			"high":     {orNone(scope.High), fraction(want.High)},
			"coverage": {orNone(scope.Coverage), fraction(want.Coverage)},
		}
		for name, pair := range pairs {
			if pair[0] != pair[1] {
				t.Errorf("%s: %s exported as %s, computed as %s", id, name, pair[0], pair[1])
			}
		}
	}
	if want := 1 + len(m.Dimensions) + len(m.Capabilities()); len(x.Results.Scopes) != want {
		t.Errorf("%d scopes, want %d", len(x.Results.Scopes), want)
	}
}

func orNone(fraction *string) string {
	if fraction == nil {
		return "none"
	}
	return *fraction
}

func fraction(x *big.Rat) string {
	if x == nil {
		return "none"
	}
	return x.RatString()
}

// checkConforms hands the file to the check that is made for vectors.
func checkConforms(t *testing.T, body string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "export.json")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if failed, err := scoring.Conform(&out, []string{path}); err != nil || failed > 0 || !strings.Contains(out.String(), "9 passed, 0 failed") {
		t.Errorf("%v\n%s", err, &out)
	}
}

// checkExportedFigures compares the file with the numbers on the page.
func checkExportedFigures(t *testing.T, p *page, x exported) {
	t.Helper()
	n := 0
	for _, mark := range all(p.doc, tag("data")) {
		if scope, ok := x.Results.Scopes[attr(mark, "data-scope")]; ok && attr(mark, "data-what") == "score" {
			n++
			if attr(mark, "value") != orNone(scope.Score) {
				t.Errorf("%s: %s on the page, %s in the file", attr(mark, "data-scope"), attr(mark, "value"), orNone(scope.Score))
			}
		}
	}
	if n < 19 {
		t.Errorf("%d scores on the page", n)
	}
}

func TestFilesAreOffered(t *testing.T) {
	v := newSite(t).visitor(t)
	root := v.filled(assessment.KindQuick)
	for _, path := range []string{"/results/answers", "/results/explain/overall", "/results/explain/capability:data.origin"} {
		p := v.get(root + path).want(http.StatusOK)
		for _, file := range []string{"/results/answers.csv", "/results/answers.csv?separator=semicolon", "/export.json"} {
			if len(all(p.doc, with("href", root+file))) == 0 {
				t.Errorf("%s does not link %s", path, file)
			}
		}
	}
}
