package report

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf/pdftest"
	"lauter/internal/scoring"
)

// sittingCase is a workshop to be printed.
type sittingCase struct {
	name      string
	questions int                   // of the model, from the first on
	roles     []assessment.SeatRole // of the ballots, one after the other
	threshold int
	agreed    bool
	text      string // of notes; empty: short ones
	title     string
}

var sittingCases = []sittingCase{
	{name: "usual", questions: 15, roles: rolesOf(6, "leadership", "marketing", "data"), threshold: 5, agreed: true, title: "Standortbestimmung Herbst 2026"},
	{name: "all questions", questions: 46, roles: rolesOf(5, "marketing", "technology"), threshold: 5, agreed: true, title: "Alle Fragen"},
	{name: "nothing agreed", questions: 6, roles: rolesOf(5, "marketing"), threshold: 5},
	{name: "too few", questions: 6, roles: rolesOf(3, "marketing"), threshold: 5, agreed: true},
	{name: "nobody", questions: 1, threshold: 5},
	{name: "strain", questions: 9, roles: rolesOf(4, "leadership", "marketing", "data", "technology", "legal", "sales", "service", "other", ""), threshold: 4,
		agreed: true, text: strings.Repeat("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunternehmen ist <nicht> & gleich. ", 11)[:980], title: strings.Repeat("Wahrnehmungsunterschiede ", 4) + "am Ende"},
}

func rolesOf(each int, roles ...assessment.SeatRole) (all []assessment.SeatRole) {
	for _, role := range roles {
		for range each {
			all = append(all, role)
		}
	}
	return all
}

// printed is such a workshop as the report takes it.
func (c sittingCase) printed(t testing.TB) Workshop {
	t.Helper()
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	x := &assessment.Assessment{
		ID: "sample", Kind: assessment.KindFull, Model: m, Organisation: "Nordwind Retail GmbH",
		ChangedAt: time.Date(2026, time.November, 26, 15, 0, 0, 0, time.UTC),
	}
	at := time.Date(2026, time.November, 25, 9, 30, 0, 0, time.UTC)
	w := &assessment.Workshop{
		ID: "w", Title: c.title, Threshold: c.threshold, Stage: assessment.StageClosed, CreatedAt: at, ClosedAt: at.Add(3 * time.Hour),
		Roles: assessment.SeatRoles[:5], Attendance: map[assessment.SeatRole]int{}, DotsPhase: assessment.PhaseWaiting,
	}
	for _, role := range c.roles {
		w.Attendance[role]++
	}
	answers, shown := assessment.Answers{}, map[string][]assessment.ShownVotes{}
	for i, q := range m.Questions() {
		if a := retailer(q, i); a.Choice != assessment.Blank {
			answers[q.ID] = a
		}
		if i < c.questions {
			w.Questions = append(w.Questions, c.question(q, i, shown))
		}
	}
	if c.agreed {
		w.Parked = []assessment.ParkedItem{{Text: "Wer zahlt die Einwilligungsplattform?"}, {Text: "Agenturverträge: laufen sie noch?"}}
		if c.text != "" {
			w.Parked = append(w.Parked, assessment.ParkedItem{Text: c.text[:490]})
		}
	}
	o, err := scoring.NewOutcome(x, answers, nil, w, shown)
	if err != nil {
		t.Fatal(err)
	}
	var planned []assessment.PlannedAction
	if c.agreed {
		w.DotsPhase = assessment.PhaseShown
		for i, r := range o.After.Recommendations[:7] {
			w.Actions = append(w.Actions, assessment.WorkshopAction{ID: r.Action, Dots: 3 + i*5%7})
			planned = append(planned, assessment.PlannedAction{Action: r.Action, Owner: "Leitung Marketing-Technologie", Due: "2027-02-28"})
		}
	}
	return Workshop{Outcome: o, Perception: scoring.NewPerception(m, shown, c.threshold), Planned: planned}
}

func (c sittingCase) question(q *assessment.Question, i int, shown map[string][]assessment.ShownVotes) assessment.WorkshopQuestion {
	wq := assessment.WorkshopQuestion{ID: q.ID, Late: i % 5 / 4}
	var ballots []assessment.Ballot
	for n, role := range c.roles {
		vote := assessment.Choice(1 + (n*n/7+i+n/6)%5)
		if (n+i)%7 == 0 {
			vote = assessment.DontKnow
		}
		if i%3 == 0 {
			vote = assessment.Choice(2 + n%2)
		}
		ballots = append(ballots, assessment.Ballot{Role: role, Vote: vote})
	}
	if len(ballots) > 0 {
		shown[q.ID] = append(shown[q.ID], scoring.ShownVotes(ballots, c.threshold))
	}
	if i%4 == 1 && len(ballots) > 0 {
		shown[q.ID] = append(shown[q.ID], scoring.ShownVotes(ballots[:len(ballots)-1], c.threshold))
	}
	if !c.agreed || i%8 == 7 {
		return wq
	}
	note := "Gilt seit dem Umzug ins neue Datenhaus, ausgenommen Österreich."
	if c.text != "" {
		note = c.text
	}
	middle := assessment.Blank
	if rounds := shown[q.ID]; len(rounds) > 0 {
		middle = scoring.Votes(rounds[len(rounds)-1].All).Proposed
	}
	a := &assessment.Agreement{Choice: assessment.Choice(2 + i%3), Middle: middle}
	switch i % 5 {
	case 0:
		a.Choice, a.Note = 3, note
	case 1:
		a.Note, a.Need = note, "Ein Verzeichnis, das der Vertrieb pflegt."
	case 2:
		a.Dissent = "Der Vertrieb sieht eine 4, weil die Filialen schon so arbeiten."
	case 3:
		a.Choice, a.Owner = assessment.DontKnow, "Dana Petersen, CRM"
	}
	if c.text != "" {
		a.Need, a.Dissent = c.text, c.text[:480]
	}
	wq.Agreed = a
	return wq
}

type printedSitting struct {
	sittingCase
	lang  locale.Lang
	paper Paper
	data  []byte
}

func (s printedSitting) String() string { return fmt.Sprintf("%s (%s, %s)", s.name, s.lang, s.paper) }

var sittings = sync.OnceValue(func() []printedSitting {
	var all []printedSitting
	for _, c := range sittingCases {
		w := c.printed(&testing.B{})
		for _, l := range locale.Langs {
			for _, paper := range []Paper{A4, Letter} {
				var b bytes.Buffer
				if err := WriteWorkshop(&b, w, locale.For(l), Options{Paper: paper}); err != nil {
					panic(err)
				}
				all = append(all, printedSitting{c, l, paper, b.Bytes()})
			}
		}
	}
	return all
})

// Tagged as it should be, within the margins, nothing over anything else, no row divided, no heading alone.
func TestWorkshopReportsAreSound(t *testing.T) {
	for _, s := range sittings() {
		for _, fault := range pdftest.Check(s.data) {
			t.Errorf("%v: %s", s, fault)
		}
		checkLines(t, s)
		root, err := pdftest.Tree(s.data)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"TR", "LI", "P", "H1", "H2"} {
			for _, n := range root.Find(kind) {
				if pages := n.AllPages(); len(pages) > 1 {
					t.Errorf("%v: %s on the pages %v: %q", s, kind, pages, n.All())
				}
			}
		}
		for _, sect := range root.Find("Sect") {
			heads := sect.Find("H2")
			for _, k := range sect.Kids {
				if len(heads) > 0 && k.Kind != "H2" {
					if page := heads[0].AllPages()[0]; page != k.AllPages()[0] {
						t.Errorf("%v: %q stands alone on page %d", s, heads[0].All(), page)
					}
					break
				}
			}
		}
		if len(s.data) > 110_000 {
			t.Errorf("%v: %d bytes", s, len(s.data))
		}
		if dir := os.Getenv("LAUTER_PICTURES"); dir != "" {
			name := strings.ReplaceAll(fmt.Sprintf("workshop-%s-%s-%s.pdf", s.name, s.lang, s.paper), " ", "-")
			if err := os.WriteFile(filepath.Join(dir, name), s.data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// checkLines looks for text outside the margins or over other text, and for a last page with next to nothing on it.
func checkLines(t *testing.T, s printedSitting) {
	t.Helper()
	lines, err := pdftest.Lines(s.data)
	if err != nil {
		t.Fatal(err)
	}
	width, height := 595.28, 841.89
	if s.paper == Letter {
		width, height = 612, 792
	}
	last, lowest := 0, map[int]float64{}
	for i := range lines {
		l := &lines[i]
		if strings.HasSuffix(l.Text, " ") {
			l.Width -= 0.2 * l.Size
		}
		if l.X < margin-0.5 || l.X+l.Width > width-margin+0.5 || l.Y-l.Size < 15 || l.Y > height-15 {
			t.Errorf("%v: %+v lies outside of the margins", s, *l)
		}
		last = max(last, l.Page)
		if l.Y < height-footRoom-5 {
			lowest[l.Page] = max(lowest[l.Page], l.Y)
		}
	}
	for i, a := range lines {
		for _, b := range lines[:i] {
			if overlap(a, b) {
				t.Errorf("%v: %+v overlaps %+v", s, a, b)
			}
		}
	}
	if last > 1 && lowest[last] < headRoom+leastLast-20 {
		t.Errorf("%v: the last page ends at %.0f", s, lowest[last])
	}
}

// What the workshop came to stands in the report, in words.
func TestWorkshopReportSaysWhatWasAgreed(t *testing.T) {
	for _, s := range sittings() {
		said := spoken(t, s.data)
		p := locale.For(s.lang)
		w := s.printed(t)
		o := w.Outcome
		want := []string{
			"Nordwind Retail GmbH", p.T("wrap.lead", "N", len(o.Rows), "Agreed", o.Agreed()),
			p.T("ledger.anonymous", "N", s.threshold), p.T("gaps.title"), p.T("wrap.unknown"), p.T("wrap.actions"),
		}
		for _, row := range o.Rows {
			want = append(want, p.Text(row.Question.Text))
			if a := row.Agreed; a != nil {
				want = append(want, oneLine(a.Note), oneLine(a.Need), oneLine(a.Dissent), a.Owner)
			}
		}
		for _, item := range o.Workshop.Parked {
			want = append(want, item.Text)
		}
		for _, text := range want {
			if !strings.Contains(squeezed(said), squeezed(text)) {
				t.Errorf("%v does not say %q", s, text)
			}
		}
		if s.name == "too few" && strings.Contains(said, p.T("votes.middle.mark")+":") {
			t.Errorf("%v shows votes under the threshold", s)
		}
	}
}

func TestWorkshopReportsAreRepeatable(t *testing.T) {
	s := sittings()[0]
	var b bytes.Buffer
	if err := WriteWorkshop(&b, s.printed(t), locale.For(s.lang), Options{Paper: s.paper}); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), s.data) {
		t.Error("the same workshop gives other bytes")
	}
}
