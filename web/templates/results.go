package templates

import (
	"context"
	"io"
	"math/big"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// ResultsView is what the results pages show: findings, and the words for them in the language of the page.
type ResultsView struct {
	*scoring.Findings
	Words    *wording.Words
	Supposed *Supposed         // findings with answers that nobody has given; nil: the real ones
	Others   []scoring.Placing // among which others the result lies; none: that is not said
}

// ResultsTitle is the title of the overview of the results.
func ResultsTitle(p *locale.Printer) string { return p.T("results.title") }

// Scopes of pages that explain a number which belongs to no part of the model.
const (
	BalanceScope    scoring.Scope = "balance"
	ConfidenceScope scoring.Scope = "confidence"
)

// ActionScope is the scope of what an action brings.
func ActionScope(id string) scoring.Scope { return scoring.Scope("action:" + id) }

// explain is the address of the page that shows how a number came about.
func (p *Page) explain(s scoring.Scope) string { return p.URL(p.explainPath(s)) }

// figureOf says which figure of its scope a marked number is.
type figureOf string

const (
	ofScore           figureOf = "score"
	ofHigh            figureOf = "high"
	ofLevel           figureOf = "level"
	ofCoverage        figureOf = "coverage"
	ofGain            figureOf = "gain"
	ofCompliance      figureOf = "compliance"
	ofPersonalisation figureOf = "personalisation"
)

// gap stands in a sentence where a marked figure goes.
const gap = "\x00"

// filled is a sentence with a component in each of its gaps, without a space that the sentence does not have.
func filled(sentence string, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for i, text := range strings.Split(sentence, gap) {
			if i > 0 {
				if err := parts[i-1].Render(ctx, w); err != nil {
					return err
				}
			}
			if _, err := io.WriteString(w, templ.EscapeString(text)); err != nil {
				return err
			}
		}
		return nil
	})
}

// around cuts a sentence at its gap.
func around(sentence string) (before, after string) {
	before, after, _ = strings.Cut(sentence, gap)
	return before, after
}

// nothing says that no question has an answer, so there is nothing to show but what is missing.
func (v ResultsView) nothing() bool { return v.Answered == 0 }

func (v ResultsView) quick() bool { return v.Kind == assessment.KindQuick }

// dimension is the result of a dimension.
func (v ResultsView) dimension(d *assessment.Dimension) scoring.Result {
	r, _ := v.Result(scoring.DimensionScope(d.ID))
	return r
}

// capability is the result of a capability.
func (v ResultsView) capability(c *assessment.Capability) scoring.Result {
	r, _ := v.Result(scoring.CapabilityScope(c.ID))
	return r
}

// check finds the state of a gate that holds the overall level back.
func (v ResultsView) check(h scoring.HeldGate) scoring.GateCheck {
	for _, c := range v.Gates {
		if c.Question == h.Question && c.Gate.Level == h.Level && c.Gate.Min == h.Min {
			return c
		}
	}
	return scoring.GateCheck{Question: h.Question, Answer: h.Answer, State: h.State}
}

// question finds a question that was asked.
func (v ResultsView) question(id string) *assessment.Question {
	q, _ := v.Model.Question(id)
	return q
}

// number is the place of a question in its capability, from 1.
func number(q *assessment.Question) int {
	for i, other := range q.Capability.Questions {
		if other == q {
			return i + 1
		}
	}
	return 0
}

// missing is the first question of a dimension whose answer is unknown; nil if there is none.
func (v ResultsView) missing(d *assessment.Dimension) *assessment.Question {
	for _, c := range d.Capabilities {
		for _, q := range c.Questions {
			if a := v.Answers[q.ID].Choice; a == assessment.Blank || a == assessment.DontKnow {
				return q
			}
		}
	}
	return nil
}

// excluded lists the questions that do not apply, in model order.
func (v ResultsView) excluded() []*assessment.Question {
	var all []*assessment.Question
	for _, q := range v.Model.Questions() {
		if v.Answers[q.ID].Choice == assessment.NotApplicable {
			all = append(all, q)
		}
	}
	return all
}

// open counts the unanswered and unknown questions of a dimension.
func (v ResultsView) open(d *assessment.Dimension) int { return v.dimension(d).Missing }

// ranged says that unknown answers leave the score open.
func ranged(r scoring.Result) bool { return r.Missing > 0 && r.High != nil }

// held says that requirements keep the level below that of the score.
func held(r scoring.Result) bool { return len(r.HeldBy) > 0 }

// meaning says in the name of a class how a chip looks: a level has its colour, everything else has none.
func meaning(c assessment.Choice) string {
	if c.Rated() {
		return "b" + strconv.Itoa(int(c))
	}
	return "none"
}

// sign is an answer in one character.
func sign(c assessment.Choice) string {
	switch {
	case c.Rated():
		return strconv.Itoa(int(c))
	case c == assessment.DontKnow:
		return "?"
	case c == assessment.NotApplicable:
		return "–"
	}
	return ""
}

// nextTitle heads the first recommendations, of which there are at most five.
func (v ResultsView) nextTitle(p *Page) string {
	return p.T("results.next." + strconv.Itoa(len(v.Next.Actions)))
}

// wide and beside are the columns of the recommendations and of what stands beside them. Without a recommendation there
// is nothing to stand beside.
func (v ResultsView) wide() string {
	if len(v.Next.Actions) == 0 {
		return "c12"
	}
	return "c8"
}

func (v ResultsView) beside() string {
	if len(v.Next.Actions) == 0 {
		return "c12 pair"
	}
	return "c4"
}

// action finds an action of the model.
func (v ResultsView) action(id string) *assessment.Action {
	a, _ := v.Model.Action(id)
	return a
}

// effort says in words what an action takes.
func (v ResultsView) effort(p *Page, a *assessment.Action) string {
	return p.Text(v.Model.Efforts[a.Effort].Meaning)
}

// gainDigits is what an action brings, without its sign.
func (v ResultsView) gainDigits(r scoring.Recommendation) string {
	return strings.TrimPrefix(v.Words.Gain(r), "+")
}

// asked says how many questions of a capability a quick scan has asked.
func (p *Page) asked(c *assessment.Capability) string {
	whole, _ := p.Assessment.Model.Capability(c.ID)
	return p.T("results.asked", "Asked", len(c.Questions), "All", len(whole.Questions))
}

// quickAnswer is the one answer that a capability rests on in a quick scan. It claims no level.
func (v ResultsView) quickAnswer(c *assessment.Capability) string {
	if r := v.capability(c); r.Status == scoring.Rated {
		return v.Words.StandingShort(r)
	}
	return v.Words.AnswerWords(v.Answers[c.Questions[0].ID].Choice)
}

// more counts the questions that a full assessment would add.
func (v ResultsView) more(p *Page) int { return len(p.Assessment.Model.Questions()) - v.Asked }

// whole is a number of the scale as an exact fraction.
func whole(n int) *big.Rat { return big.NewRat(int64(n), 1) }

// findOutsShown is how many open answers are listed before the reader asks for all.
const findOutsShown = 5
