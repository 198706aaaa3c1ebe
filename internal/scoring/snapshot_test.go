package scoring

import (
	"math/big"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

func sharedBy(id string, score int64) assessment.Shared {
	return assessment.Shared{Organisation: id, Scores: map[string]*big.Rat{"overall": big.NewRat(score, 12)}}
}

func TestSnapshotWaitsForThree(t *testing.T) {
	now := []assessment.Shared{sharedBy("a", 12), sharedBy("b", 24)}
	if _, changed := NextSnapshot(nil, now); changed {
		t.Error("two organisations were published")
	}
	now = append(now, sharedBy("c", 36))
	published, changed := NextSnapshot(nil, now)
	if !changed || len(published) != 3 {
		t.Fatalf("of three organisations %d were published", len(published))
	}
	now[0] = sharedBy("a", 60)
	if _, changed := NextSnapshot(published, now); changed {
		t.Error("a new score of one was published by itself")
	}
	if _, changed := NextSnapshot(published, now[1:]); changed {
		t.Error("one who left was taken out by itself")
	}
	if next, changed := NextSnapshot(published, nil); !changed || len(next) != 0 {
		t.Errorf("after all have left: got %v", next)
	}
}

// Whatever people do, whoever compares two published states learns nothing of one of them: a state differs from the one
// before by at least three who came or at least three who went, and not at all else.
func TestNoSnapshotRevealsANewcomer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var published, now []assessment.Shared
		made := 0
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			switch what := rapid.IntRange(0, 9).Draw(t, "what"); {
			case what < 5:
				made++
				now = append(now, sharedBy(strconv.Itoa(made), rapid.Int64Range(12, 60).Draw(t, "score")))
			case what < 8 && len(now) > 0:
				gone := rapid.IntRange(0, len(now)-1).Draw(t, "who leaves")
				for i, s := range published { // as the store does at once
					if s.Organisation == now[gone].Organisation {
						published[i].Organisation = ""
					}
				}
				now = slices.Delete(slices.Clone(now), gone, gone+1)
			case len(now) > 0:
				i := rapid.IntRange(0, len(now)-1).Draw(t, "whose score changes")
				now[i] = sharedBy(now[i].Organisation, rapid.Int64Range(12, 60).Draw(t, "new score"))
			}
			next, changed := NextSnapshot(published, now)
			if !changed {
				if !slices.EqualFunc(next, published, sameShare) {
					t.Fatalf("a state that has not changed is another one")
				}
				continue
			}
			if d := len(next) - len(published); d > -3 && d < 3 {
				t.Fatalf("the number of entries changes by %d", d)
			}
			came, went := 0, 0
			for _, s := range next {
				if s.Organisation != "" && !in(published, s) {
					came++
				}
			}
			for _, s := range published {
				if s.Organisation == "" || !in(next, s) {
					went++
				}
			}
			for _, s := range next { // ghosts that stay did not go
				if s.Organisation == "" {
					went--
				}
			}
			if came > 0 && came < 3 || went > 0 && went < 3 {
				t.Fatalf("%d came and %d went", came, went)
			}
			published = slices.Clone(next)
		}
	})
}

func sameShare(a, b assessment.Shared) bool {
	return a.Organisation == b.Organisation && a.Scores["overall"].Cmp(b.Scores["overall"]) == 0
}
