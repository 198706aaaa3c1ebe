package templates

import (
	"math/big"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
	"lauter/internal/chart"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// RoundView is one round of an organisation with its own result.
type RoundView struct {
	ResultsView
	ID     string
	Number int // among all rounds, the oldest is 1
	Digest string
	Joined bool              // a trend may lead here from the round before
	Second *scoring.Rescored // under the version in use now, where asked for; nil: none
}

// Pair is what changed from one round to a later one.
type Pair struct {
	From, To RoundView
	scoring.Causes
	Said wording.Change
}

// OtherVersion says that the two rounds ask by different versions of the questions.
func (c Pair) OtherVersion() bool { return c.From.Digest != c.To.Digest }

// Mixed says that one round is a quick scan and the other is none.
func (c Pair) Mixed() bool { return c.From.Kind != c.To.Kind }

// CompareView sets up to four rounds side by side.
type CompareView struct {
	All     []RoundView // oldest first
	Chosen  []RoundView // oldest first; the assessment that the page is about is one of them
	Picked  []string    // ids that are ticked in the form
	Own     string
	Refused string // what is wrong with the choice; empty: nothing

	Whole Pair   // from the first to the last chosen round; zero with fewer than two
	Steps []Pair // from each chosen round to the next, where there are more than two

	Current  *assessment.Model // the version in use now; nil where all chosen rounds ask by it
	Second   bool              // shows results under that version
	ByChange bool              // sorts by the size of the change
}

// ChangeView shows how a change adds up.
type ChangeView struct {
	CompareView
	Scope scoring.Scope
	Moves scoring.ScopeMoves
	Rows  []scoring.ChangeRow // of questions that moved
	Still int                 // questions compared that did not move
}

// CompareTitle is the finding of a comparison.
func CompareTitle(p *locale.Printer, v CompareView) string {
	if len(v.Chosen) < 2 {
		return p.T("compare.title")
	}
	return v.Whole.Said.Title()
}

// ChangeTitle is the title of the page that explains a change.
func ChangeTitle(p *locale.Printer, v ChangeView) string {
	return p.T("compare.explain.title", "Name", v.Whole.To.Words.ScopeName(v.Scope), "Older", v.Whole.From.Number, "Newer", v.Whole.To.Number)
}

// date is the day on which the answers of a round were changed last.
func (r RoundView) date() time.Time { return r.AsOf.Local() }

// name tells rounds apart: "Run 2".
func (r RoundView) name(p *Page) string { return p.T("compare.run", "Number", r.Number) }

// detail says what kind of round it is, and by which version of the questions.
func (r RoundView) detail(p *Page) string {
	return p.T("kind."+string(r.Kind)) + ", " + p.T("compare.version", "Version", r.Model.Version)
}

// explain is the page of this round that shows how one of its numbers came about.
func (r RoundView) explain(p *Page, s scoring.Scope) string {
	return p.URL(AssessmentPath(r.ID, "results", "explain", string(s)))
}

// place is the shape of a chosen round: the newest has the first.
func (v CompareView) place(r RoundView) int {
	return len(v.Chosen) - 1 - slices.IndexFunc(v.Chosen, func(x RoundView) bool { return x.ID == r.ID })
}

// signs are the shapes of the chosen rounds in words of one character, as the drawings have them.
var signs = []string{"●", "○", "◆", "◇"}

// others are the rounds that the one this page is about can be compared with.
func (v CompareView) others() []RoundView {
	return slices.DeleteFunc(slices.Clone(v.All), func(r RoundView) bool { return r.ID == v.Own })
}

func (v CompareView) refusals() []FieldError {
	if v.Refused == "" {
		return nil
	}
	return []FieldError{{Field: "with-" + v.others()[0].ID, Text: v.Refused}}
}

// query is the choice of this page, with other parameters added: pairs of name and value, no value takes one away.
func (v CompareView) query(with ...string) string {
	q := url.Values{}
	for _, r := range v.Chosen {
		if r.ID != v.Own {
			q.Add("with", r.ID)
		}
	}
	if v.ByChange {
		q.Set("sort", "change")
	}
	if v.Second {
		q.Set("second", "yes")
	}
	for i := 0; i+1 < len(with); i += 2 {
		if q.Del(with[i]); with[i+1] != "" {
			q.Set(with[i], with[i+1])
		}
	}
	return "?" + q.Encode()
}

// why is the page that shows how the change of a scope adds up.
func (v CompareView) why(p *Page, s scoring.Scope) string {
	return p.URL(p.path("results", "compare", "explain") + v.query("scope", string(s), "sort", "", "second", ""))
}

func (v CompareView) here(p *Page, with ...string) string {
	return p.URL(p.path("results", "compare") + v.query(with...))
}

// compareGroup is a heading with the scopes below it.
type compareGroup struct {
	Dimension *assessment.Dimension // nil: all scopes in one list, the largest change first
	Rows      []scoring.ScopeMoves
}

// groups are the dimensions with their capabilities, in model order or by the size of the change. Scopes without
// anything to compare come last.
func (v CompareView) groups() []compareGroup {
	m := v.Chosen[len(v.Chosen)-1].Model
	row := func(s scoring.Scope) scoring.ScopeMoves {
		for _, moves := range v.Whole.Scopes {
			if moves.Scope == s {
				return moves
			}
		}
		return scoring.ScopeMoves{Scope: s}
	}
	var groups []compareGroup
	var all []scoring.ScopeMoves
	for _, d := range m.Dimensions {
		group := compareGroup{Dimension: d, Rows: []scoring.ScopeMoves{row(scoring.DimensionScope(d.ID))}}
		for _, c := range d.Capabilities {
			group.Rows = append(group.Rows, row(scoring.CapabilityScope(c.ID)))
		}
		groups, all = append(groups, group), append(all, group.Rows...)
	}
	if !v.ByChange {
		return groups
	}
	slices.SortStableFunc(all, func(a, b scoring.ScopeMoves) int { return size(b).Cmp(size(a)) })
	return []compareGroup{{Rows: all}}
}

// size is how far a scope moved; less than nothing where nothing is compared.
func size(m scoring.ScopeMoves) *big.Rat {
	if m.Before == nil {
		return big.NewRat(-1, 1)
	}
	change := new(big.Rat).Sub(m.After, m.Before)
	return change.Abs(change)
}

// isDimensionScope says that a scope is a dimension.
func isDimensionScope(s scoring.Scope) bool { return strings.HasPrefix(string(s), "dimension:") }

// marks are the scores of the chosen rounds in one scope, the newest first.
func (v CompareView) marks(s scoring.Scope) chart.Scene {
	var readings []chart.Reading
	for _, r := range slices.Backward(v.Chosen) {
		result, _ := r.Result(s)
		readings = append(readings, reading(result))
	}
	return chart.Marks("", rowWidth, rowHeight, readings)
}

const (
	trendWidth = 300
	mostLabels = 6 // rounds up to which every score is written into the trend
)

// trend draws one scope over all rounds.
func (v CompareView) trend(p *Page, s scoring.Scope) chart.Scene {
	first, last := v.All[0], v.All[len(v.All)-1]
	var points []chart.TrendPoint
	var said []string
	for i, r := range v.All {
		result, _ := r.Result(s)
		score := r.Words.Hundredths(result.Score)
		point := chart.TrendPoint{Reading: reading(result), Joined: r.Joined}
		if len(v.All) <= mostLabels || i == 0 || i == len(v.All)-1 {
			point.Label = score
		}
		points = append(points, point)
		said = append(said, p.T("compare.trend.point", "Name", r.name(p), "Score", score))
	}
	words := chart.TrendWords{Title: last.Words.ScopeName(s), Alt: p.P.List(said) + ".", First: first.name(p), Last: last.name(p)}
	return chart.Trend("trend-"+strings.NewReplacer(":", "-", ".", "-").Replace(string(s)), trendWidth, points, words)
}

// trendScopes are the scopes that have a trend drawn: the whole, and each dimension of the newest round.
func (v CompareView) trendScopes() []scoring.Scope {
	scopes := []scoring.Scope{scoring.Overall}
	for _, d := range v.All[len(v.All)-1].Model.Dimensions {
		scopes = append(scopes, scoring.DimensionScope(d.ID))
	}
	return scopes
}

// hasWay says that some round has both sides of the balance.
func (v CompareView) hasWay() bool {
	return slices.ContainsFunc(v.All, func(r RoundView) bool { return r.Balance.Balance != nil })
}

// way draws the balance of every round as a path through the fields.
func (v CompareView) way(p *Page) chart.Scene {
	last := v.All[len(v.All)-1]
	words := quadrantWords(last.Words.Balance())
	var points []chart.Point
	var said []string
	for _, r := range v.All {
		var at chart.Point
		if b := r.Balance; b.Balance != nil {
			at.X, _ = b.Compliance.Float64()
			at.Y, _ = b.Personalisation.Float64()
		}
		points = append(points, at)
		said = append(said, p.T("compare.way.point", "Name", r.name(p), "Compliance", r.Words.Score(r.Balance.Compliance), "Personalisation", r.Words.Score(r.Balance.Personalisation)))
	}
	words.Alt = p.P.List(said) + "."
	cut, _ := last.Model.Balance.Cut.Float64()
	return chart.Trajectory("way", fieldWidth, points, cut, words)
}

// causeText says what belongs to a cause here.
func (c Pair) causeText(p *Page, cause scoring.Cause) string {
	switch cause {
	case scoring.CauseAnswers:
		return c.Said.Moves()
	case scoring.CauseScope:
		return p.T("compare.cause.scope.text", "N", len(c.Scoped))
	case scoring.CauseUnknowns:
		return p.T("compare.cause.unknowns.text", "N", len(c.Unknown))
	}
	if c.OtherVersion() {
		return p.T("compare.cause.model.text", "Added", len(c.Added), "Removed", len(c.Removed))
	}
	return p.T("compare.cause.model.none")
}

// stageText says which questions a stage of the change counts.
func (c Pair) stageText(p *Page, s scoring.Stage) string {
	return p.T("compare.stage." + string(s.Cause))
}

// moved are the questions whose answer rose or fell, and how many did not.
func moved(rows []scoring.ChangeRow) (changed []scoring.ChangeRow, still int) {
	for _, r := range rows {
		if r.Before == r.After {
			still++
		} else {
			changed = append(changed, r)
		}
	}
	return changed, still
}

// NewChangeView takes the change of one scope apart. It is false for scopes that the newer round does not have.
func NewChangeView(v CompareView, scope scoring.Scope) (ChangeView, bool) {
	moves, rows, ok := v.Whole.ScopeOf(scope)
	x := ChangeView{CompareView: v, Scope: scope, Moves: moves}
	x.Rows, x.Still = moved(rows)
	return x, ok
}

// step says how a question's answer rose or fell: "2 → 4".
func step(m scoring.Move) string {
	return strconv.Itoa(int(m.Before)) + " → " + strconv.Itoa(int(m.After))
}

// questionIn is the text of a question in a round's own version.
func (r RoundView) questionIn(p *Page, id string) string {
	if q, ok := r.Model.Question(id); ok {
		return p.Text(q.Text)
	}
	return id
}

// hundredths writes a score as tables do.
func (v CompareView) hundredths(p *Page, x *big.Rat) string {
	return v.Chosen[len(v.Chosen)-1].Words.Hundredths(x)
}

// ticked says that a round is chosen in the form.
func (v CompareView) ticked(r RoundView) bool { return slices.Contains(v.Picked, r.ID) }

// unrated are the rounds at the ends of the comparison that know too little to claim a level.
func (v CompareView) unrated() []RoundView {
	return slices.DeleteFunc([]RoundView{v.Whole.From, v.Whole.To}, func(r RoundView) bool { return r.Overall.Status == scoring.Rated })
}

func (v CompareView) names(p *Page, rounds []RoundView) []string {
	var names []string
	for _, r := range rounds {
		names = append(names, r.name(p))
	}
	return names
}

// direction lists the questions that moved upwards (1) or downwards (-1).
func (v CompareView) direction(sign int) []scoring.Move {
	var moves []scoring.Move
	for _, m := range v.Whole.Causes.Moves {
		if sign*(int(m.After)-int(m.Before)) > 0 {
			moves = append(moves, m)
		}
	}
	return moves
}

// secondScore is the score of a scope under the version in use now.
func (v CompareView) secondScore(r RoundView, s scoring.Scope) string {
	result, _ := r.Second.Of(s)
	return r.Words.Hundredths(result.Score)
}
