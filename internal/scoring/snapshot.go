package scoring

import (
	"math/big"
	"slices"

	"lauter/assessment"
)

// LeastNewcomers is how many organisations join or leave a published benchmark at once. Of fewer, the scores would follow
// from the difference of two of its states.
const LeastNewcomers = 3

// NextSnapshot says what a benchmark is published as next, and whether that is anything else than now. now is what
// everybody shares at present, each organisation once; published what was published last.
//
// A step either takes in at least LeastNewcomers organisations or lets go of as many, never both, so the number of
// entries changes by three or more whenever anything changes. Scores of those who stay are brought up to date by the
// same steps and at no other time. Who has left stays with the scores they had, as nobody, until enough others have
// left too.
func NextSnapshot(published, now []assessment.Shared) (next []assessment.Shared, changed bool) {
	var stay, joined, left []assessment.Shared
	for _, s := range now {
		if in(published, s) {
			stay = append(stay, s)
		} else {
			joined = append(joined, s)
		}
	}
	for _, s := range published {
		if s.Organisation == "" || !in(now, s) {
			left = append(left, s)
		}
	}
	switch {
	case len(joined) >= LeastNewcomers:
		return slices.Concat(stay, joined, left), true
	case len(left) >= LeastNewcomers:
		return stay, true
	}
	return published, false
}

func in(all []assessment.Shared, one assessment.Shared) bool {
	return slices.ContainsFunc(all, func(s assessment.Shared) bool { return s.Organisation == one.Organisation })
}

// SharedScores are the scores that a result puts into a benchmark: overall and by dimension. There are none unless the
// overall result is rated.
func SharedScores(m *assessment.Model, a assessment.Answers) (map[string]*big.Rat, error) {
	results, err := Score(m, a)
	if err != nil || results.Overall.Status != Rated {
		return nil, err
	}
	scores := map[string]*big.Rat{string(Overall): results.Overall.Score}
	for _, d := range results.Dimensions {
		if d.Status == Rated {
			scores[string(d.Scope)] = d.Score
		}
	}
	return scores, nil
}

// Placing is where one scope of a result lies among those of others.
type Placing struct {
	Scope Scope
	Own   *big.Rat
	Benchmark
}

// CompareWithOthers compares the scores of a result, overall and by dimension, with what others share. There is nothing
// to compare unless the overall result is rated and there are enough others.
func CompareWithOthers(f *Findings, others []assessment.Shared) (all []Placing) {
	if f.Overall.Status != Rated || f.Kind != assessment.KindFull {
		return nil
	}
	for _, r := range append([]Result{f.Overall}, f.Dimensions...) {
		var peers []*big.Rat
		for _, o := range others {
			if score := o.Scores[string(r.Scope)]; score != nil {
				peers = append(peers, score)
			}
		}
		if r.Status != Rated {
			continue
		}
		if b := BenchmarkAmong(r.Score, peers); b.Shown != NothingShown {
			all = append(all, Placing{r.Scope, r.Score, b})
		}
	}
	if len(all) == 0 || all[0].Scope != Overall {
		return nil
	}
	return all
}
