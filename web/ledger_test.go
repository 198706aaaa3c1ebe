package web_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/store"
)

// held is a workshop of a client with the consultant who leads it.
type held struct {
	*house
	lead      *visitor
	viewer    assessment.Viewer
	client    string // address
	root      string // address of the assessment
	id        string // of the assessment
	workshop  string // id
	path      string // address of the workshop
	code      string
	questions []string
	tokens    []string // of the seats
}

// seatsTaken are the roles of twelve people: marketing may be shown by itself, nobody else.
var seatsTaken = slices.Concat(
	slices.Repeat([]assessment.SeatRole{"marketing"}, 5), slices.Repeat([]assessment.SeatRole{"data"}, 5),
	slices.Repeat([]assessment.SeatRole{"legal"}, 2),
)

// hold prepares a workshop on eight questions of an assessment of which one is answered.
func hold(t *testing.T, lang locale.Lang) *held {
	t.Helper()
	h := &held{house: newHouse(t, "http://lauter.example")}
	h.lead = h.setUp(t, lang)
	h.viewer = assessment.Viewer{UserID: h.row(`SELECT id FROM users`)}
	h.client = h.lead.addClient("Nordwind")
	root := h.lead.post(h.client+"/assessments", url.Values{"kind": {"full"}}).want(http.StatusSeeOther).location()
	h.root, _, _ = strings.Cut(root, "?")
	h.id = strings.TrimPrefix(h.root, "/assessments/")
	for _, c := range h.model.Capabilities()[:4] {
		h.questions = append(h.questions, c.Questions[0].ID, c.Questions[1].ID)
	}
	h.lead.answer(h.root, h.questions[0], url.Values{"answer": {"3"}, "rev": {"0"}, "note": {"Aus dem Gespräch"}})
	h.workshop = must(h.store.CreateWorkshop(t.Context(), h.viewer, h.id, store.NewWorkshop{
		Title: "Standort im Herbst", Sequence: assessment.Together, Threshold: 5, Questions: h.questions,
		Roles: []assessment.SeatRole{"leadership", "marketing", "data", "legal"},
	}))(t)
	h.path = "/workshops/" + h.workshop
	h.code = h.current().Code
	return h
}

func (h *held) current() *assessment.Workshop {
	h.t.Helper()
	w, _, err := h.store.Workshop(h.t.Context(), h.viewer, h.workshop, assessment.RightRead)
	check(h.t, err)
	return w
}

func (h *held) step(steps ...func(*assessment.Workshop) error) {
	h.t.Helper()
	for _, step := range steps {
		must(h.store.StepWorkshop(h.t.Context(), h.viewer, h.workshop, step))(h.t)
	}
}

func (h *held) sit(n int) {
	h.t.Helper()
	for _, role := range seatsTaken[:n] {
		token := store.NewTicket()
		_, _, err := h.store.TakeSeat(h.t.Context(), h.code, token, role, "")
		check(h.t, err)
		h.tokens = append(h.tokens, token)
	}
}

// vote casts votes on a question, a seat after the other.
func (h *held) vote(question string, round int, votes ...assessment.Choice) {
	h.t.Helper()
	for i, vote := range votes {
		check(h.t, h.store.Vote(h.t.Context(), h.code, h.tokens[i], question, round, vote))
	}
}

func (h *held) agree(question string, a assessment.Agreement) {
	h.t.Helper()
	h.step(func(w *assessment.Workshop) error { return w.Agree(question, &a) })
}

const (
	dk = assessment.DontKnow
	na = assessment.NotApplicable
)

// discuss goes through the whole workshop up to its end.
func (h *held) discuss() {
	h.t.Helper()
	h.sit(12)
	h.step((*assessment.Workshop).Start)
	for i, q := range h.questions {
		switch i {
		case 1: // marketing sees it two levels higher
			h.vote(q, 1, 4, 4, 4, 4, 5, 2, 2, 2, 2, 2, 2, 1)
		case 2: // hardly anybody knows
			h.vote(q, 1, dk, dk, dk, dk, dk, dk, dk, 3, 3, dk, dk, dk)
		case 3: // too few to be shown
			h.vote(q, 1, 3, 4, 3)
		default:
			h.vote(q, 1, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2)
		}
	}
	h.step((*assessment.Workshop).ShowAll)
	h.step(func(w *assessment.Workshop) error { return w.OpenVote(h.questions[1], 1) })
	h.vote(h.questions[1], 2, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2)
	h.step(func(w *assessment.Workshop) error { return w.Show(h.questions[1], 2) })
	late := h.store.Vote(h.t.Context(), h.code, h.tokens[0], h.questions[1], 2, 5)
	if late == nil {
		h.t.Error("a late vote is taken")
	}
	h.agree(h.questions[0], assessment.Agreement{Choice: 3, Middle: 3})
	h.agree(h.questions[1], assessment.Agreement{Choice: 2, Middle: 3, Note: "=Gilt nur für Europa", Need: "Ein Verzeichnis", Dissent: "Marketing sieht eine 4."})
	h.agree(h.questions[2], assessment.Agreement{Choice: dk, Middle: dk, Owner: "Dana, CRM"})
	h.agree(h.questions[4], assessment.Agreement{Choice: 3, Middle: 3})
	h.step(func(w *assessment.Workshop) error {
		return w.Park(assessment.ParkedItem{Text: "Wer zahlt die Einwilligungsplattform?"})
	})
	h.step((*assessment.Workshop).Wrap)
}

func (h *held) close() {
	h.t.Helper()
	check(h.t, h.store.CloseWorkshop(h.t.Context(), h.viewer, h.workshop, scoring.ShownVotes))
}

func TestLedger(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		h.discuss()
		p := locale.For(lang)
		look := func() {
			ledger := h.lead.get(h.path + "/ledger").want(http.StatusOK)
			ledger.says(
				p.T("ledger.lead", "N", 8, "Agreed", 4), "=Gilt nur für Europa", "Ein Verzeichnis", "Marketing sieht eine 4.",
				"Dana, CRM", p.T("ledger.late", "N", 1), p.T("votes.few", "N", 3), p.T("votes.round.2"),
				p.T("ledger.decided", "Middle", p.T("votes.level", "Level", 3, "Name", p.Text(h.model.Levels[2].Name))),
				p.T("ledger.anonymous", "N", 5),
			)
			for filter, want := range map[string]int{"": 8, "decided": 1, "dissent": 1, "unknown": 1, "open": 4, "nonsense": 8} {
				got := h.lead.get(h.path + "/ledger?show=" + filter).want(http.StatusOK)
				if n := len(all(got.doc, tag("article"))); n != want {
					t.Errorf("filter %q shows %d questions, want %d", filter, n, want)
				}
			}
		}
		look()
		h.close()
		look() // what may be shown stays
		if strings.Contains(h.lead.get(h.path+"/ledger").body, "3, 4, 3") {
			t.Error("votes under the threshold are shown")
		}
	})
}

func TestLedgerCSV(t *testing.T) {
	h := hold(t, locale.German)
	h.discuss()
	file := h.lead.get(h.path + "/ledger.csv?separator=semicolon").want(http.StatusOK)
	read := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff")))
	read.Comma = ';'
	rows := must(read.ReadAll())(t)
	if len(rows) != 9 {
		t.Fatalf("%d lines", len(rows))
	}
	second := rows[2]
	if got := second[4:14]; !slices.Equal(got, []string{"2", "12", "0", "5", "7", "0", "0", "0", "0", "3"}) {
		t.Errorf("last votes: %q", got)
	}
	if !slices.Contains(second, "'=Gilt nur für Europa") {
		t.Errorf("what was typed is a formula: %q", second)
	}
	if few := rows[4]; few[5] != "3" || strings.Join(few[6:14], "") != "" {
		t.Errorf("votes under the threshold: %q", few)
	}
	h.lead.get(h.path + "/ledger.csv?separator=tab").want(http.StatusUnprocessableEntity)
	if got := h.row(`SELECT count(*) FROM audit_log WHERE event = 'exported' AND detail = 'ledger.csv'`); got != "1" {
		t.Errorf("%s exports are recorded", got)
	}
}

// Without a right nothing of a workshop is there, and who reads changes nothing.
func TestAfterTheVotesForOthers(t *testing.T) {
	h := hold(t, locale.English)
	h.discuss()
	reads := []string{"ledger", "ledger.csv", "gaps", "wrap", "report.pdf"}
	leads := []string{"write", "close", "export.json"}
	stranger := h.visitor(t)
	viewer := h.join(t, locale.English, h.lead.invite(h.client+"/people", "vera@x.example", assessment.RoleViewer), "Vera")
	for _, page := range slices.Concat(reads, leads) {
		stranger.get(h.path + "/" + page).want(http.StatusNotFound)
		h.lead.get("/workshops/00000000-0000-7000-8000-000000000000/" + page).want(http.StatusNotFound)
	}
	for _, page := range reads {
		viewer.get(h.path + "/" + page).want(http.StatusOK)
	}
	for _, page := range leads {
		viewer.get(h.path + "/" + page).want(http.StatusForbidden)
	}
	for _, page := range []string{"write", "close", "plan"} {
		stranger.post(h.path+"/"+page, nil).want(http.StatusNotFound)
		viewer.post(h.path+"/"+page, nil).want(http.StatusForbidden)
	}
	for _, page := range reads[:1] {
		body := viewer.get(h.path + "/" + page)
		for _, lead := range append(leads, "plan", "steps") {
			if strings.Contains(body.body, h.path+"/"+lead) {
				t.Errorf("%s offers %s to somebody who may not", page, lead)
			}
		}
	}
	if wrap := viewer.get(h.path + "/wrap"); len(wrap.forms(h.path+"/steps"))+len(wrap.forms(h.path+"/plan")) > 0 {
		t.Error("the wrap-up has forms for somebody who may only read")
	}
}

func TestGaps(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		p := locale.For(lang)
		h.lead.get(h.path + "/gaps").want(http.StatusOK).says(p.T("gaps.none.votes"))
		h.discuss()
		gaps := h.lead.get(h.path + "/gaps").want(http.StatusOK)
		marketing := p.T("role.marketing")
		gaps.says(
			marketing, p.T("gaps.missing", "Roles", p.T("role.leadership")),
			p.T("gaps.few", "Roles", p.Names([]string{p.T("role.data"), p.T("role.legal")})),
		)
		if rows := all(gaps.id("unknown").Parent, tag("tbody")); len(all(rows[0], tag("tr"))) != 1 {
			t.Error("another role than marketing is shown by itself")
		}
		// Question 0: 3 against 3; question 1: 4 against 2. On average a level apart.
		gaps.says(p.T("gaps.higher", "Levels", p.Number("1.0")))
	})
}

func TestEmptyWorkshop(t *testing.T) {
	inLanguage(t, func(t *testing.T, lang locale.Lang) {
		h := hold(t, lang)
		p := locale.For(lang)
		h.close()
		h.lead.get(h.path+"/ledger").want(http.StatusOK).says(p.T("ledger.lead", "N", 8, "Agreed", 0), p.T("ledger.novotes"))
		h.lead.get(h.path + "/ledger?show=decided").want(http.StatusOK).says(p.T("ledger.none.decided"))
		h.lead.get(h.path + "/gaps").want(http.StatusOK).says(p.T("gaps.none.votes"))
		h.lead.get(h.path + "/write").want(http.StatusOK).says(p.T("write.none"))
		h.lead.get(h.path+"/wrap").want(http.StatusOK).says(p.T("wrap.levels.none"), p.T("wrap.apart.none"), p.T("wrap.unknown.none"))
		h.lead.get(h.path + "/report.pdf").want(http.StatusOK)
		h.lead.get(h.path + "/export.json").want(http.StatusOK)
	})
}

// Workshops of this round and of the one before it lead to each other.
func TestLedgersOfEarlierRounds(t *testing.T) {
	h := hold(t, locale.English)
	h.discuss()
	h.close()
	h.wait(time.Hour)
	next := h.lead.fillIn(h.lead.get(h.root+"/rounds/new").want(http.StatusOK), h.root+"/rounds", map[string]string{"carry": "yes"}).want(http.StatusSeeOther).location()
	id := strings.Split(strings.TrimPrefix(next, "/assessments/"), "/")[0]
	second := must(h.store.CreateWorkshop(t.Context(), h.viewer, id, store.NewWorkshop{
		Sequence: assessment.OneByOne, Named: true, Questions: h.questions[:1],
	}))(t)
	ledger := h.lead.get("/workshops/" + second + "/ledger").want(http.StatusOK)
	ledger.says("Standort im Herbst", "In an earlier round.", "Workshop of 25 November 2026")
	if !leadsTo(ledger.id("main"), h.path+"/ledger") {
		t.Error("the ledger of the round before is not linked")
	}
}
