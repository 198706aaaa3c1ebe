// Package wording turns findings into words: the one place where results become sentences and numbers become digits, so
// that page and paper say the same.
//
// Most sentences come with the model, which also says when each is used; what every model needs in the same words
// stands in the catalogues of package locale.
package wording

import (
	"math/big"
	"strings"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
)

// dash stands for a number that there is none of.
const dash = "–"

// Words says one assessment's findings in one language. It never changes and may be shared between goroutines.
type Words struct {
	f *scoring.Findings
	p *locale.Printer
	t *assessment.Texts
}

// New returns the words for findings. It keeps the findings, which must not change any more.
func New(f *scoring.Findings, p *locale.Printer) *Words {
	return &Words{f: f, p: p, t: &f.Model.Texts}
}

// Score writes a score as sentences and headlines do, with one place: "2.8". A score there is none of is a dash.
func (w *Words) Score(x *big.Rat) string { return w.number(x, 1) }

// Hundredths writes a number as tables do, with two places: "2.82".
func (w *Words) Hundredths(x *big.Rat) string { return w.number(x, 2) }

func (w *Words) number(x *big.Rat, places int) string {
	if x == nil {
		return dash
	}
	return w.p.Number(scoring.Display(x, places))
}

// Points writes what is missing to a level, with two places and rounded up: "0.42".
func (w *Words) Points(x *big.Rat) string { return w.p.Number(scoring.DisplayUp(x, 2)) }

// Change writes a change with its sign, as the difference of the two numbers as tables show them: "+0.07".
func (w *Words) Change(before, after *big.Rat) string {
	if before == nil || after == nil {
		return dash
	}
	return w.signed(scoring.DisplayChange(before, after, 2))
}

// Gain writes what a recommended action adds to the overall score, with its open prerequisites: "+0.07".
func (w *Words) Gain(r scoring.Recommendation) string {
	return w.Change(w.f.Overall.Score, r.ScoreAfter)
}

// UpTo writes the most that clarifying an answer can add to the overall score: "+0.08".
func (w *Words) UpTo(o scoring.FindOut) string { return w.signed(scoring.Display(o.UpTo, 2)) }

func (w *Words) signed(number string) string { return signed(w.p, number) }

func signed(p *locale.Printer, number string) string {
	if !strings.HasPrefix(number, "-") && strings.Trim(number, "0.") != "" {
		number = "+" + number
	}
	return p.Number(number)
}

// Percent writes a share of 0 to 1 in whole percents, cut like every number, so that 100 % means all of it.
func (w *Words) Percent(x *big.Rat) string {
	if x == nil {
		return dash
	}
	return percent(w.p, x)
}

// Range writes the scores that unknown answers leave possible: "2.6 to 3.1", or one score where the ends look the same.
func (w *Words) Range(r scoring.Result) string {
	return w.Between(w.Score(r.Score), w.Score(r.High))
}

// Between writes a range from its ends as they are shown: "2.79 to 2.91", or the one number that both show.
func (w *Words) Between(low, high string) string {
	if low == high {
		return low
	}
	return w.p.T("range", "Low", low, "High", high)
}

// Span is Between as narrow as a table needs it: "2.7–2.9".
func Span(low, high string) string {
	if low == high {
		return low
	}
	return low + "–" + high
}

// ScoreOrRange writes a score with two places or, as long as no level may be claimed, the range that open answers leave.
func (w *Words) ScoreOrRange(r scoring.Result) string {
	if r.Status == scoring.Insufficient {
		return w.Range(r)
	}
	return w.Hundredths(r.Score)
}

// Moved writes how a score changes, if both are scores and not ranges.
func (w *Words) Moved(before, after scoring.Result) string {
	if before.Status != scoring.Rated || after.Status != scoring.Rated {
		return dash
	}
	return w.Change(before.Score, after.Score)
}

// LevelName is the name of a level 1..5: "Emerging".
func (w *Words) LevelName(level int) string {
	for _, l := range w.f.Model.Levels {
		if l.Level == level {
			return w.p.Text(l.Name)
		}
	}
	return ""
}

// ScopeName is what a scope is called: "Overall", the name of a dimension or capability, the title of an action.
func (w *Words) ScopeName(s scoring.Scope) string {
	if s == scoring.Overall {
		return w.p.T("scope.overall")
	}
	kind, id, _ := strings.Cut(string(s), ":")
	switch kind {
	case "dimension":
		if d, ok := w.f.Model.Dimension(id); ok {
			return w.p.Text(d.Name)
		}
	case "capability":
		if c, ok := w.f.Model.Capability(id); ok {
			return w.p.Text(c.Name)
		}
	case "action":
		if a, ok := w.f.Model.Action(id); ok {
			return w.p.Text(a.Title)
		}
	}
	return string(s)
}

// RoleName is the name of a role: "Data protection".
func (w *Words) RoleName(id string) string { return w.p.Text(w.f.Model.Roles[id]) }

// AnswerWords says an answer: "Level 2, Emerging", "I don’t know", "Doesn’t apply to us" or "No answer yet".
func (w *Words) AnswerWords(c assessment.Choice) string {
	switch {
	case c.Rated():
		return w.p.T("standing.short", "Level", int(c), "Name", w.LevelName(int(c)))
	case c == assessment.DontKnow:
		return w.p.Text(w.t.Answers.DontKnow.Label)
	case c == assessment.NotApplicable:
		return w.p.Text(w.t.Answers.NotApplicable.Label)
	}
	return w.p.Text(w.t.Answers.Unanswered.Label)
}

// AnchorWords says in a few words what the level chosen for a question looks like there; nothing for other answers.
func (w *Words) AnchorWords(q *assessment.Question, c assessment.Choice) string {
	if !c.Rated() || len(q.Short) < int(c) {
		return ""
	}
	return w.p.Text(q.Short[c-1])
}

// question is the text of a question.
func (w *Words) question(id string) string {
	if q, ok := w.f.Model.Question(id); ok {
		return w.p.Text(q.Text)
	}
	return id
}

// sentences joins what is not empty.
func sentences(all ...string) string {
	var said []string
	for _, s := range all {
		if s = strings.TrimSpace(s); s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, " ")
}

var half = big.NewRat(1, 2)

// tooLittleApplies says that no further answer leads to a level, because too much was left out as not applicable.
func tooLittleApplies(r scoring.Result) bool {
	return r.Status == scoring.Insufficient && r.Applicability.Cmp(half) < 0
}
