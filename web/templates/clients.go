package templates

import (
	"math/big"
	"net/url"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/chart"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// ClientPath is the address of a page of a client: ClientPath(id, "people").
func ClientPath(id string, rest ...string) string {
	return strings.Join(append([]string{"/clients", id}, rest...), "/")
}

// WorkspacePath is the address of a page of a workspace.
func WorkspacePath(id string, rest ...string) string {
	return strings.Join(append([]string{"/workspaces", id}, rest...), "/")
}

// ClientsView is the list of a viewer's clients.
type ClientsView struct {
	Workspaces []assessment.Workspace // in which the viewer has a role that holds for all of it
	Rows       []ClientRow
	Dimensions []*assessment.Dimension
	Own        []OwnAssessment // of this browser, to be taken over
	Mentions   []Mention       // that wait to be read
	Query      string
	Sort       string // column
	Archived   bool   // the list shows those that were put away
	Anonymous  bool   // the list shows letters instead of names
	New        bool   // the installation has just been set up
	All        int    // clients, put away or not
	Put        int    // of these, put away
}

// address is the list with one parameter changed.
func (v ClientsView) address(name, value string) string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("q", v.Query)
	if v.Sort != "client" {
		set("sort", v.Sort)
	}
	if v.Archived {
		set("archived", "1")
	}
	if v.Anonymous {
		set("names", "off")
	}
	q.Del(name)
	set(name, value)
	if len(q) == 0 {
		return "/clients"
	}
	return "/clients?" + q.Encode()
}

// heading says in a sentence how many clients need something.
func (v ClientsView) heading(p *Page) string {
	urgent, fresh := 0, true
	for _, row := range v.Rows {
		fresh = fresh && row.Latest == nil
		if row.urgent() {
			urgent++
		}
	}
	switch {
	case v.Archived:
		return p.T("clients.archived")
	case len(v.Rows) == 0:
		return p.T("clients.title")
	case fresh:
		return p.T("clients.heading.fresh", "N", len(v.Rows))
	case urgent == 0:
		return p.T("clients.heading.none")
	}
	return p.T("clients.heading", "N", urgent)
}

// admins are the workspaces whose people and log the viewer looks after.
func (v ClientsView) admins() []assessment.Workspace {
	var all []assessment.Workspace
	for _, w := range v.Workspaces {
		if w.Role == assessment.RoleAdmin {
			all = append(all, w)
		}
	}
	return all
}

// several says that the list must say which workspace a client belongs to.
func (v ClientsView) several() bool { return len(v.Workspaces) > 1 }

// urgentRows are the first clients with something that is late.
func (v ClientsView) urgentRows() []ClientRow {
	var all []ClientRow
	for _, row := range v.Rows {
		if row.urgent() && len(all) < 3 {
			all = append(all, row)
		}
	}
	return all
}

// ClientRow is what the list of clients says of one.
type ClientRow struct {
	Client   assessment.Client
	Label    string                 // the name, or what stands in its place
	Latest   *assessment.Assessment // nil: there is none yet
	Findings *scoring.Findings      // of the latest
	Words    *wording.Words
	Before   *scoring.Findings // of the round before; nil: there was none
	Gaps     int               // requirements that show a gap or are not clarified
	Gates    int               // requirements that were asked about and apply
	Planned  int               // actions that are open or in progress
	Overdue  int               // of these
	Stalled  int               // days without a change while questions are open; 0: not long
	Step     ClientStep
}

// ClientStep is what to do next for a client.
type ClientStep struct {
	What string // start, answer, finish, overdue, round, gaps, extend, plan, actions, results
	N    int    // how many of what it is about
	Path string
}

// Anonymise puts a letter in place of what names the client.
func (r *ClientRow) Anonymise(p *locale.Printer, i int) {
	letters := ""
	for n := i; n >= 0; n = n/26 - 1 {
		letters = string(rune('A'+n%26)) + letters
	}
	r.Label = p.T("clients.anonymous", "Letter", letters)
	r.Client.Sector, r.Client.Workspace = "", ""
}

// Score is the score of a scope of the latest round, or the lower end of its range; nil: there is none.
func (r ClientRow) Score(scope scoring.Scope) *big.Rat {
	if result, ok := r.result(scope); ok {
		return result.Score
	}
	return nil
}

// Changed is when something changed last.
func (r ClientRow) Changed() time.Time {
	if r.Latest == nil {
		return r.Client.CreatedAt
	}
	return r.Latest.ChangedAt
}

func (r ClientRow) urgent() bool { return r.Overdue > 0 || r.Stalled > 0 }

func (r ClientRow) result(scope scoring.Scope) (scoring.Result, bool) {
	if r.Findings == nil {
		return scoring.Result{}, false
	}
	if scope == scoring.Overall {
		return r.Findings.Overall, true
	}
	for _, d := range r.Findings.Dimensions {
		if d.Scope == scope {
			return d, true
		}
	}
	return scoring.Result{}, false
}

// dots draws the score on the scale, with the one before.
func (r ClientRow) dots() chart.Scene {
	var before *big.Rat
	if r.Before != nil && r.Before.Overall.Status == scoring.Rated {
		before = r.Before.Overall.Score
	}
	return chart.DotRow("", rowWidth, rowHeight, reading(r.Findings.Overall).After(before))
}

// ClientView is a client's folder.
type ClientView struct {
	Client assessment.Client
	Row    ClientRow
	Rounds []ClientRound // the latest first
	Quick  Offer
	Full   Offer
	Done   string // what has just been done; empty: nothing
}

// ClientRound is a round in a client's folder.
type ClientRound struct {
	Number     int
	Assessment *assessment.Assessment
	Findings   *scoring.Findings
	Words      *wording.Words
	Workshops  []assessment.Workshop // the newest first
	Surveys    []assessment.Survey   // the newest first
}

func (r ClientRound) row() ClientRow {
	return ClientRow{Findings: r.Findings, Words: r.Words, Latest: r.Assessment}
}

// ClientForm is the form of a client, as it was typed.
type ClientForm struct {
	Client     *assessment.Client // nil: a new one
	Workspaces []assessment.Workspace
	Workspace  string
	Name       string
	Sector     string
	Benchmark  bool // takes part in the benchmark of the installation
	Wrong      map[string]string
}

func (f ClientForm) path() string {
	if f.Client == nil {
		return "/clients"
	}
	return ClientPath(f.Client.ID, "edit")
}

func (f ClientForm) back() string {
	if f.Client == nil {
		return "/clients"
	}
	return ClientPath(f.Client.ID)
}

// EndView is the page at the end of an engagement.
type EndView struct {
	State      assessment.ClientState
	Workspaces []assessment.Workspace // to which the client can be handed over
	Typed      string
	Wrong      string
}

// kind says what kind of assessment the latest is, and when it began.
func (r ClientRow) kind(p *Page) string {
	return p.T("kind."+string(r.Latest.Kind)) + ", " + p.P.Date(r.Latest.CreatedAt)
}

// overall is the overall score, or its range while answers are open.
func (r ClientRow) overall() string {
	result := r.Findings.Overall
	if result.Score != nil && (ranged(result) || result.Status == scoring.Insufficient) {
		return wording.Span(r.Words.Score(result.Score), r.Words.Score(result.High))
	}
	return r.Words.Score(result.Score)
}

// dimension is the score of a dimension where it may claim one, else a dash.
func (r ClientRow) dimension(p *Page, scope scoring.Scope) string {
	result, ok := r.result(scope)
	if !ok || result.Status != scoring.Rated {
		return "–"
	}
	return r.Words.Score(result.Score)
}

// done is what has just been done, if a page may say so.
func (v ClientView) done() string {
	switch v.Done {
	case "edited", "deleted", "archived", "restored", "moved", "claimed":
		return v.Done
	}
	return "edited"
}

// sortOrder is the direction in which a column is sorted.
func sortOrder(column string) string {
	if column == "gaps" || column == "changed" {
		return "descending"
	}
	return "ascending"
}
