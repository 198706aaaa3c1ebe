package templates

import (
	"math/big"
	"slices"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// Pages about what came of a workshop, as their addresses end.
const (
	LedgerPage = "ledger"
	GapsPage   = "gaps"
	WrapPage   = "wrap"
	WritePage  = "write"
)

// SittingView is a workshop with the words for its votes.
type SittingView struct {
	Workshop *assessment.Workshop
	Words    wording.VoteWords
	Page     string // of those above; empty: another one
	Done     string // what has just been done; empty: nothing
	N        int    // how many of it
}

func (v SittingView) at(rest ...string) string { return WorkshopPath(v.Workshop.ID, rest...) }

func seatRoleNames(p *locale.Printer, roles []assessment.SeatRole) string {
	names := make([]string, len(roles))
	for i, role := range roles {
		names[i] = wording.SeatRole(p, role)
	}
	return p.Names(names)
}

// when is the day of a workshop: that of its end, else of its beginning.
func (v SittingView) when(p *Page) string {
	if v.Workshop.Closed() {
		return p.T("ledger.closed", "Date", p.P.Date(v.Workshop.ClosedAt.Local()))
	}
	return p.T("ledger.open")
}

// people says how many took part, and how they voted.
func (v SittingView) people(p *Page) string {
	n := 0
	for _, seats := range v.Workshop.Attendance {
		n += seats
	}
	said := p.T("ledger.people", "N", n) + " "
	if v.Workshop.Named {
		return said + p.T("ledger.named")
	}
	return said + p.T("ledger.anonymous", "N", v.Workshop.Threshold)
}

// Filters of the ledger, by their names in the address.
var LedgerFilters = []string{"", "decided", "dissent", "unknown", "open"}

// LedgerPasses says whether a filter keeps a row, and whether there is such a filter.
func LedgerPasses(filter string) (func(scoring.LedgerRow) bool, bool) {
	is, ok := map[string]func(scoring.LedgerRow) bool{
		"":        func(scoring.LedgerRow) bool { return true },
		"decided": scoring.LedgerRow.Decided,
		"dissent": func(r scoring.LedgerRow) bool { return r.Dissent() != "" },
		"unknown": scoring.LedgerRow.Unknown,
		"open":    func(r scoring.LedgerRow) bool { return r.Agreed == nil },
	}[filter]
	return is, ok
}

// LedgerView is what a workshop voted and agreed on, question by question.
type LedgerView struct {
	SittingView
	All    []scoring.LedgerRow
	Rows   []scoring.LedgerRow // of these, what the filter keeps
	Filter string
	Others []SittingLink // other workshops of the organisation
}

// SittingLink leads to another workshop.
type SittingLink struct {
	Workshop assessment.Workshop
	Earlier  bool // of a round before
}

// unwritten is how many agreed answers don't stand in the assessment yet.
func (v LedgerView) unwritten() int {
	n := 0
	for _, row := range v.All {
		if row.Agreed != nil && row.WrittenAt.IsZero() {
			n++
		}
	}
	return n
}

func (v LedgerView) count(filter string) int {
	is, _ := LedgerPasses(filter)
	n := 0
	for _, row := range v.All {
		if is(row) {
			n++
		}
	}
	return n
}

func (v LedgerView) filterPath(p *Page, filter string) string {
	path := v.at(LedgerPage)
	if filter != "" {
		path += "?show=" + filter
	}
	return p.URL(path)
}

func filterText(filter string) string {
	if filter == "" {
		return "all"
	}
	return filter
}

// groups puts rows below their capabilities.
func (v LedgerView) groups() [][]scoring.LedgerRow {
	var all [][]scoring.LedgerRow
	for i, row := range v.Rows {
		if i == 0 || row.Question.Capability != v.Rows[i-1].Question.Capability {
			all = append(all, nil)
		}
		all[len(all)-1] = append(all[len(all)-1], row)
	}
	return all
}

// voteCount is how many chose an answer.
type voteCount struct {
	Choice assessment.Choice
	N      int
}

// counts are the answers that somebody chose, in the order of the levels.
func counts(votes []assessment.Choice) []voteCount {
	r := scoring.Votes(votes)
	var all []voteCount
	for i, n := range r.Counts {
		all = append(all, voteCount{assessment.Choice(i + 1), n})
	}
	all = append(all, voteCount{assessment.DontKnow, r.DontKnow}, voteCount{assessment.NotApplicable, r.NA})
	return slices.DeleteFunc(all, func(c voteCount) bool { return c.N == 0 })
}

// mark is what stands for a choice where there is room for one sign.
func (c voteCount) mark() string { return voteColumn{Choice: c.Choice}.mark() }

// WriteView is what would change in an assessment if the agreed answers were written into it.
type WriteView struct {
	SittingView
	Rows     []WriteRow
	Outcome  *scoring.Outcome
	Before   *wording.Words // as the answers are
	After    *wording.Words // with all that was agreed
	Now      *scoring.Findings
	Open     int // questions without an agreement
	Finished bool
	Conflict bool // answers changed since the page was made; nothing was written
	Errors   []FieldError
}

// WriteRow is an agreed answer beside the one that stands in the assessment.
type WriteRow struct {
	scoring.LedgerRow
	Stored, Would assessment.Answer
	Chosen        bool
	Changed       bool // since the sender's page was made
}

// Done says that the answer stands there as agreed.
func (r WriteRow) Done() bool {
	return r.Would.SameState(r.Stored) && slices.Equal(r.Would.Votes, r.Stored.Votes) && !r.Stored.Carried
}

// SameLevel says that only what stands beside the answer would change.
func (r WriteRow) SameLevel() bool { return r.Would.Choice == r.Stored.Choice }

// adds says what would be added to an answer whose level stays.
func (r WriteRow) adds(p *Page) string {
	var parts []string
	if r.Would.Note != r.Stored.Note {
		parts = append(parts, p.T("write.adds.note"))
	}
	if len(r.Would.Votes) > 0 && !slices.Equal(r.Would.Votes, r.Stored.Votes) {
		parts = append(parts, p.T("write.adds.votes"))
	}
	if r.Stored.Carried {
		parts = append(parts, p.T("write.adds.confirmed"))
	}
	if r.Would.Reason != r.Stored.Reason {
		parts = append(parts, p.T("write.adds.reason"))
	}
	return p.P.List(parts)
}

// pending are the rows that would change something, and those that would not.
func (v WriteView) pending() (pending, done []WriteRow) {
	for _, row := range v.Rows {
		if row.Done() {
			done = append(done, row)
		} else {
			pending = append(pending, row)
		}
	}
	return pending, done
}

// grade is a grade of confidence in words; a dash where there is none.
func (v WriteView) grade(p *Page, r scoring.Result) string {
	if r.Confidence == nil {
		return "–"
	}
	return p.Text(v.Now.Model.Texts.Confidence.Grades[r.Confidence.Grade])
}

// mostDifferences is how many differences are said in words; the table has all of them.
const mostDifferences = 8

// GapsView is how the groups of a room see things.
type GapsView struct {
	SittingView
	Perception *scoring.Perception
	Missing    []assessment.SeatRole
	TooFew     []assessment.SeatRole
}

// wholeLevel is the level whose colour a mean of middle answers has.
func wholeLevel(x *big.Rat) int {
	return int(new(big.Int).Quo(x.Num(), x.Denom()).Int64())
}

// apart says how a view differs from the others: "1.3 levels higher".
func apart(p *Page, v scoring.View) string {
	x := v.Apart()
	shown := scoring.DisplayChange(v.Others, v.Middle, 1)
	switch {
	case x == nil:
		return ""
	case strings.Trim(shown, "-0.") == "":
		return p.T("gaps.same")
	case strings.HasPrefix(shown, "-"):
		return p.T("gaps.lower", "Levels", p.P.Number(strings.TrimPrefix(shown, "-")))
	}
	return p.T("gaps.higher", "Levels", p.P.Number(shown))
}

// unknownShare is how often a group says that it does not know.
func unknownShare(p *Page, g scoring.GroupSum) string {
	x := new(big.Rat).Mul(g.Unknown(), big.NewRat(100, 1))
	return p.P.Percent(wholeLevel(x))
}

func (v WriteView) openPath(p *Page) string { return p.URL(v.at(LedgerPage) + "?show=open") }
