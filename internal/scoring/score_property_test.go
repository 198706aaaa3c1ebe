package scoring

import (
	"maps"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lauter/assessment"
)

// plainShares computes the shares of a scope word for word as the method defines them: weights over the sum of the
// weights of the siblings in which something counts.
func plainShares(m *assessment.Model, scope Scope, counts func(*assessment.Question) bool) map[string]*big.Rat {
	within := func(weight, sum int) *big.Rat { return big.NewRat(int64(weight), int64(sum)) }
	sumOver := func(n int, weight func(int) (int, bool)) (sum int) {
		for i := range n {
			if w, ok := weight(i); ok {
				sum += w
			}
		}
		return sum
	}
	inCapability := func(c *assessment.Capability) int {
		return sumOver(len(c.Questions), func(i int) (int, bool) { return c.Questions[i].Weight, counts(c.Questions[i]) })
	}
	inDimension := func(d *assessment.Dimension) int {
		return sumOver(len(d.Capabilities), func(i int) (int, bool) { return d.Capabilities[i].Weight, inCapability(d.Capabilities[i]) > 0 })
	}
	overall := sumOver(len(m.Dimensions), func(i int) (int, bool) { return m.Dimensions[i].Weight, inDimension(m.Dimensions[i]) > 0 })
	shares := map[string]*big.Rat{}
	for _, d := range m.Dimensions {
		for _, c := range d.Capabilities {
			for _, q := range c.Questions {
				if !counts(q) {
					continue
				}
				share := within(q.Weight, inCapability(c))
				if scope != CapabilityScope(c.ID) {
					share.Mul(share, within(c.Weight, inDimension(d)))
				}
				if scope == Overall {
					share.Mul(share, within(d.Weight, overall))
				}
				if scope == Overall || scope == DimensionScope(d.ID) || scope == CapabilityScope(c.ID) {
					shares[q.ID] = share
				}
			}
		}
	}
	return shares
}

func TestScoreIsTheFormulaOfTheMethod(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		applies := func(q *assessment.Question) bool { return a[q.ID].Choice != assessment.NotApplicable }
		every := func(*assessment.Question) bool { return true }
		for _, r := range mustScore(t, m, a).all() {
			score, coverage, applicability := new(big.Rat), new(big.Rat), new(big.Rat)
			for id, share := range plainShares(m, r.Scope, applies) {
				c := a[id].Choice
				score.Add(score, times(share, value(c)))
				if c.Rated() {
					coverage.Add(coverage, share)
				}
			}
			for id, share := range plainShares(m, r.Scope, every) {
				if q, _ := m.Question(id); applies(q) {
					applicability.Add(applicability, share)
				}
			}
			if !equal(r.Applicability, applicability) {
				t.Fatalf("%s: applicability %s, want %s", r.Scope, ratText(r.Applicability), ratText(applicability))
			}
			if r.Status == NotApplicable {
				if applicability.Sign() != 0 || r.Score != nil || r.Confidence != nil {
					t.Fatalf("%s: not applicable, but %+v", r.Scope, r)
				}
				continue
			}
			if !equal(r.Score, score) || !equal(r.Coverage, coverage) {
				t.Fatalf("%s: score %s, coverage %s, want %s, %s", r.Scope, ratText(r.Score), ratText(r.Coverage), ratText(score), ratText(coverage))
			}
			if gap := new(big.Rat).Sub(r.High, r.Score); !equal(gap, times(new(big.Rat).Sub(big.NewRat(1, 1), coverage), 4)) {
				t.Fatalf("%s: range of %s at coverage %s", r.Scope, ratText(gap), ratText(coverage))
			}
		}
	})
}

func TestEveryAnswerTheSameIsTheScore(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, _ assessment.Answers) {
		level := rapid.IntRange(1, 5).Draw(t, "level")
		a := assessment.Answers{}
		for _, q := range m.Questions() {
			a[q.ID] = assessment.Answer{Choice: assessment.Choice(level)}
		}
		for _, r := range mustScore(t, m, a).all() {
			if want := big.NewRat(int64(level), 1); !equal(r.Score, want) || !equal(r.High, want) || r.ScoreLevel != level || r.Status != Rated {
				t.Fatalf("%s: score %s to %s, level %d, %s; want %d", r.Scope, ratText(r.Score), ratText(r.High), r.ScoreLevel, r.Status, level)
			}
		}
	})
}

// Answering a question, or improving an answer, never lowers a score or a level: not knowing must not pay.
func TestBetterAnswersNeverCost(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		q := rapid.SampledFrom(m.Questions()).Draw(t, "question")
		was := a[q.ID]
		if was.Choice == assessment.NotApplicable || was.Choice == 5 {
			return
		}
		before := mustScore(t, m, a).all()
		better := maps.Clone(a)
		was.Choice = assessment.Choice(rapid.IntRange(min(value(was.Choice)+1, 5), 5).Draw(t, "better"))
		if !a[q.ID].Choice.Rated() && rapid.Bool().Draw(t, "only answered") {
			was.Choice = 1
		}
		better[q.ID] = was
		for i, after := range mustScore(t, m, better).all() {
			b := before[i]
			switch {
			case b.Status == NotApplicable:
			case after.Score.Cmp(b.Score) < 0, after.Coverage.Cmp(b.Coverage) < 0:
				t.Fatalf("%s fell from %s to %s", b.Scope, ratText(b.Score), ratText(after.Score))
			case b.Status == Rated && (after.Status != Rated || after.Level < b.Level || after.GateLevel < b.GateLevel):
				t.Fatalf("%s fell from level %d to %d (%s)", b.Scope, b.Level, after.Level, after.Status)
			}
		}
	})
}

func TestParentIsWeightedMeanOfChildren(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		r := mustScore(t, m, a)
		var dimensionWeights []int
		var capabilities int
		for i, d := range m.Dimensions {
			dimensionWeights = append(dimensionWeights, d.Weight)
			var weights []int
			for _, c := range d.Capabilities {
				weights = append(weights, c.Weight)
			}
			checkMean(t, r.Dimensions[i], r.Capabilities[capabilities:capabilities+len(weights)], weights)
			capabilities += len(weights)
		}
		checkMean(t, r.Overall, r.Dimensions, dimensionWeights)
	})
}

func checkMean(t *rapid.T, parent Result, children []Result, weights []int) {
	t.Helper()
	sum, whole := new(big.Rat), 0
	for i, c := range children {
		if c.Status != NotApplicable {
			sum.Add(sum, times(c.Score, weights[i]))
			whole += weights[i]
		}
	}
	if whole == 0 {
		if parent.Status != NotApplicable {
			t.Fatalf("%s: %s above nothing", parent.Scope, parent.Status)
		}
		return
	}
	if mean := sum.Quo(sum, big.NewRat(int64(whole), 1)); !equal(parent.Score, mean) {
		t.Fatalf("%s: score %s, mean of children %s", parent.Scope, ratText(parent.Score), ratText(mean))
	}
}

func TestTraceAddsUp(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		for _, r := range mustScore(t, m, a).all() {
			trace, err := TraceOf(m, a, r.Scope)
			if err != nil {
				t.Fatal(err)
			}
			share, sum, missing := new(big.Rat), new(big.Rat), new(big.Rat)
			for _, row := range trace.Rows {
				share.Add(share, row.Share)
				sum.Add(sum, row.Contribution)
				missing.Add(missing, row.Missing)
			}
			if r.Status == NotApplicable {
				if share.Sign() != 0 || sum.Sign() != 0 || missing.Sign() != 0 || trace.Total.Sign() != 0 {
					t.Fatalf("%s: nothing applies, but the trace holds %s", r.Scope, ratText(share))
				}
				continue
			}
			if !equal(share, big.NewRat(1, 1)) || !equal(sum, r.Score) || !equal(trace.Total, r.Score) {
				t.Fatalf("%s: shares %s, sum %s, total %s, score %s", r.Scope, ratText(share), ratText(sum), ratText(trace.Total), ratText(r.Score))
			}
			if !equal(missing.Add(missing, r.Score), big.NewRat(5, 1)) {
				t.Fatalf("%s: score and missing make %s", r.Scope, ratText(missing))
			}
		}
	})
}

func TestNeededAnswersAreFewest(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		s := newSheet(m, a)
		for i, r := range mustScore(t, m, a).all() {
			if i == 0 || r.Status == NotApplicable {
				continue
			}
			for n := range r.Needed + 1 {
				enough := s.coveredAfter(i, n)
				if enough != (n == r.Needed) {
					t.Fatalf("%s: %d needed, but %d are enough: %v", r.Scope, r.Needed, n, enough)
				}
			}
		}
		overall, sum := mustScore(t, m, a), 0
		for _, d := range overall.Dimensions {
			sum += d.Needed
		}
		if overall.Overall.Needed != sum {
			t.Fatalf("overall needs %d answers, its dimensions %d", overall.Overall.Needed, sum)
		}
	})
}

// coveredAfter answers the n heaviest unknown questions of a span and says whether it is covered then.
func (s *sheet) coveredAfter(i, n int) bool {
	sp := s.spans[i]
	choices := slices.Clone(s.choices)
	for range n {
		heaviest := -1
		for k, w := range sp.weights {
			if c := choices[sp.from+k]; !c.Rated() && c != assessment.NotApplicable && (heaviest < 0 || w > sp.weights[heaviest]) {
				heaviest = k
			}
		}
		choices[sp.from+heaviest] = 1
	}
	return covered(s.tally(choices)[i].known, sp.whole)
}

func TestOrderOfAnswersIsIrrelevant(t *testing.T) {
	exact := cmp.Comparer(equal)
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		again := assessment.Answers{}
		ids := slices.Sorted(maps.Keys(a))
		slices.Reverse(ids)
		for _, id := range ids {
			again[id] = a[id]
		}
		if diff := cmp.Diff(mustScore(t, m, a), mustScore(t, m, again), exact); diff != "" {
			t.Fatal(diff)
		}
		first, _ := Rank(m, a, nil)
		second, _ := Rank(m, again, nil)
		if diff := cmp.Diff(first, second, exact); diff != "" {
			t.Fatal(diff)
		}
	})
}
