package assessment

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestAnswersAreNormalised(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want Answer
	}{
		{"nothing", Answer{}, Answer{}},
		{"control characters", Answer{Choice: 3, Note: " \x00a\x07b\u0085\r\nc\rd\te\x7f\n "}, Answer{Choice: 3, Note: "ab\nc\nd\te"}},
		{"invalid UTF-8", Answer{Choice: 3, Note: "a\xffb"}, Answer{Choice: 3, Note: "ab"}},
		{"invisible characters at the ends", Answer{Choice: NotApplicable, Reason: "\ufeff\u200b "}, Answer{Choice: NotApplicable}},
		{"a reason belongs to not applicable", Answer{Choice: 4, Reason: "no shop"}, Answer{Choice: 4}},
		{"a reason stays", Answer{Choice: NotApplicable, Reason: " no shop "}, Answer{Choice: NotApplicable, Reason: "no shop"}},
		{"empty evidence goes, and its grade", Answer{Choice: 4, Evidence: []string{" ", ""}, Grade: 2}, Answer{Choice: 4}},
		{"words are described", Answer{Choice: 4, Evidence: []string{" Wiki, page 3 ", ""}, Grade: GradeUnsaid}, Answer{Choice: 4, Evidence: []string{"Wiki, page 3"}, Grade: 1}},
		{"an address is documented", Answer{Choice: 4, Evidence: []string{"Wiki", "HTTPS://wiki.example/3"}, Grade: GradeUnsaid}, Answer{Choice: 4, Evidence: []string{"Wiki", "HTTPS://wiki.example/3"}, Grade: 2}},
		{"a stated grade stays", Answer{Choice: 4, Evidence: []string{"https://wiki.example/3"}, Grade: 0}, Answer{Choice: 4, Evidence: []string{"https://wiki.example/3"}, Grade: 0}},
		{"an unsaid grade of nothing", Answer{Choice: Blank, Grade: GradeUnsaid}, Answer{}},
		{"revision and votes are none of its business", Answer{Rev: 7, Votes: []Choice{3}}, Answer{Rev: 7, Votes: []Choice{3}}},
	} {
		got := c.got.Normalise()
		if !got.SameState(c.want) || got.Rev != c.want.Rev || len(got.Votes) != len(c.want.Votes) {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestAnswersAreChecked(t *testing.T) {
	anyone, everyone := &Question{ID: "q", AllowsNA: true}, &Question{ID: "q"}
	of := func(n int, s string) string { return strings.Repeat(s, n) }
	for _, c := range []struct {
		name string
		q    *Question
		a    Answer
		want map[string]string
	}{
		{"blank", everyone, Answer{}, nil},
		{"level", everyone, Answer{Choice: 5}, nil},
		{"don't know", everyone, Answer{Choice: DontKnow}, nil},
		{"level 6", everyone, Answer{Choice: 6}, map[string]string{"answer": MsgAnswer}},
		{"level -3", everyone, Answer{Choice: -3}, map[string]string{"answer": MsgAnswer}},
		{"not applicable", anyone, Answer{Choice: NotApplicable, Reason: "x"}, nil},
		{"not applicable without a reason", anyone, Answer{Choice: NotApplicable}, map[string]string{"reason": MsgReasonRequired}},
		{"not applicable where it always applies", everyone, Answer{Choice: NotApplicable, Reason: "x"}, map[string]string{"answer": MsgNARefused}},
		{"longest reason", anyone, Answer{Choice: NotApplicable, Reason: of(500, "ß")}, nil},
		{"too long a reason", anyone, Answer{Choice: NotApplicable, Reason: of(501, "ß")}, map[string]string{"reason": MsgReasonLong}},
		{"longest note", everyone, Answer{Note: of(4000, "ü")}, nil},
		{"too long a note", everyone, Answer{Note: of(4001, "ü")}, map[string]string{"note": MsgNoteLong}},
		{"longest evidence", everyone, Answer{Evidence: []string{of(2048, "ü")}, Grade: 1}, nil},
		{"too long evidence", everyone, Answer{Evidence: []string{"a", of(2049, "ü")}, Grade: 1}, map[string]string{"evidence": MsgEvidenceLong}},
		{"most evidence", everyone, Answer{Evidence: slices.Repeat([]string{"a"}, 20), Grade: 1}, nil},
		{"too much evidence", everyone, Answer{Evidence: slices.Repeat([]string{"a"}, 21), Grade: 1}, map[string]string{"evidence": MsgEvidenceMany}},
		{"verified by oneself", everyone, Answer{Evidence: []string{"a"}, Grade: 3}, map[string]string{"evidence_grade": MsgGrade}},
		{"grade 4", everyone, Answer{Evidence: []string{"a"}, Grade: 4}, map[string]string{"evidence_grade": MsgGrade}},
		{"grade -2", everyone, Answer{Evidence: []string{"a"}, Grade: -2}, map[string]string{"evidence_grade": MsgGrade}},
		{"everything at once", anyone, Answer{Choice: NotApplicable, Note: of(4001, "a"), Evidence: []string{"ftp://a"}, Grade: 9},
			map[string]string{"reason": MsgReasonRequired, "note": MsgNoteLong, "evidence": MsgEvidenceScheme, "evidence_grade": MsgGrade}},
	} {
		if got := c.q.Check(c.a); !maps.Equal(got, c.want) || (got == nil) != (c.want == nil) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestEvidenceIsAWebAddressOrWords(t *testing.T) {
	q := &Question{ID: "q"}
	for _, c := range []struct {
		evidence          string
		accepted, address bool
	}{
		{"https://wiki.example.org/marketing?page=3#top", true, true},
		{"http://intranet/regeln", true, true},
		{"HTTPS://WIKI.EXAMPLE.ORG", true, true},
		{"Ordner Datenschutz, Blatt 3", true, false},
		{"Ordner: Verträge 2026", true, false},
		{"SharePoint:Marketing/Einwilligungen", true, false},
		{`S:\Marketing\Einwilligungen`, true, false},
		{"Sitzung am 3. Mai, 10:30 Uhr", true, false},
		{"10:30", true, false},
		{"see https://wiki.example.org", true, false},
		{"https://wiki.example.org, Seite 3", true, false},
		{"https://", true, false},
		{"https://anna:secret@wiki.example.org", true, false},
		{"wiki.example.org/3", true, false},
		{"//wiki.example.org", true, false},
		{"javascript:alert(1)", false, false},
		{"JavaScript: alert(1)", false, false},
		{"javascript :alert(1)", false, false},
		{"data:text/html,x", false, false},
		{"DATA:text/html,x", false, false},
		{"vbscript:x", false, false},
		{"ftp://files.example.org", false, false},
		{"FTP://files.example.org", false, false},
		{"file:///etc/passwd", false, false},
		{"smb://server/share", false, false},
		{"mailto:anna@example.org", false, false},
		{"ms-word:ofe", false, false},
		{"http:example.org", false, false},
	} {
		a := Answer{Choice: 3, Evidence: []string{c.evidence}, Grade: GradeUnsaid}.Normalise()
		if got := q.Check(a) == nil; got != c.accepted {
			t.Errorf("%q: accepted %v, want %v", c.evidence, got, c.accepted)
		}
		if got := IsAddress(c.evidence); got != c.address {
			t.Errorf("%q: address %v, want %v", c.evidence, got, c.address)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(3, "reason", "note\r\n", "https://a.example", "Ordner", -1)
	f.Add(-2, " \x00", "\xff\u200d", "javascript:x", "\r\x00\n", 3)
	f.Fuzz(func(t *testing.T, choice int, reason, note, first, second string, grade int) {
		a := Answer{Choice: Choice(choice), Reason: reason, Note: note, Evidence: []string{first, second}, Grade: grade}.Normalise()
		if !a.SameState(a.Normalise()) {
			t.Errorf("%+v is normalised further to %+v", a, a.Normalise())
		}
		for _, s := range append([]string{a.Reason, a.Note}, a.Evidence...) {
			if strings.TrimSpace(s) != s || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
				t.Errorf("%q is not clean", s)
			}
		}
		for _, q := range []*Question{{AllowsNA: true}, {}} {
			wrong := q.Check(a)
			if wrong == nil && (a.Grade < 0 || a.Grade > 2 || len(a.Evidence) == 0 && a.Grade != 0) {
				t.Errorf("grade %d of %d pieces of evidence is accepted", a.Grade, len(a.Evidence))
			}
			if wrong == nil && a.Choice == NotApplicable && (!q.AllowsNA || a.Reason == "") {
				t.Error("not applicable is accepted")
			}
			if wrong == nil && !a.Choice.Rated() && a.Choice != Blank && a.Choice != DontKnow && a.Choice != NotApplicable {
				t.Errorf("the choice %d is accepted", a.Choice)
			}
		}
	})
}
