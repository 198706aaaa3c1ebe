package scoring

import (
	"math/big"

	"lauter/assessment"
)

// VoteResult is what the votes on one question say.
type VoteResult struct {
	Proposed             assessment.Choice // Blank without votes
	Middle               int               // lower median of the rated votes; 0 without any
	Rated, NA, DontKnow  int               // number of votes of each sort
	Distance             *big.Rat          // mean distance from the middle in levels, 0..2; nil under two rated votes
	D                    *big.Rat          // disagreement, 0..1; nil under two rated votes
	Agreement            *big.Rat          // 1 - D; nil under two rated votes
	Split                bool              // the room is divided into a low and a high part
	ApplicabilityDispute bool              // some say not applicable while others rate
	Counts               [5]int            // rated votes on the levels 1..5
}

// Votes reads the ballots of one question. Only levels, don't know and not applicable are votes.
func Votes(ballots []assessment.Choice) VoteResult {
	var v VoteResult
	for _, b := range ballots {
		switch {
		case b.Rated():
			v.Rated++
			v.Counts[b-1]++
		case b == assessment.NotApplicable:
			v.NA++
		case b == assessment.DontKnow:
			v.DontKnow++
		}
	}
	v.Middle = v.lowerMedian()
	v.Proposed = v.proposed()
	v.ApplicabilityDispute = v.NA > 0 && v.Rated > 0
	if v.Rated < 2 {
		return v
	}
	sum := v.distances()
	v.Distance = big.NewRat(sum, int64(v.Rated))
	v.D = new(big.Rat).Quo(v.Distance, big.NewRat(2, 1))
	v.Agreement = new(big.Rat).Sub(big.NewRat(1, 1), v.D)
	low, high := v.Counts[0]+v.Counts[1], v.Counts[3]+v.Counts[4]
	v.Split = v.Rated >= 4 && 10*low >= 3*v.Rated && 10*high >= 3*v.Rated
	return v
}

// all is the number of votes.
func (v *VoteResult) all() int { return v.Rated + v.NA + v.DontKnow }

// lowerMedian is always an anchor that somebody chose; a tie goes to what half the room can support.
func (v *VoteResult) lowerMedian() int {
	below := (v.Rated - 1) / 2 // votes that sort before the middle one
	for i, n := range v.Counts {
		if below -= n; below < 0 && v.Rated > 0 {
			return i + 1
		}
	}
	return 0
}

func (v *VoteResult) proposed() assessment.Choice {
	switch {
	case v.all() == 0:
		return assessment.Blank
	case 2*v.NA > v.all():
		return assessment.NotApplicable
	case v.Rated == 0:
		return assessment.DontKnow
	}
	return assessment.Choice(v.Middle)
}

// distances adds up how many levels each rated vote lies from the middle.
func (v *VoteResult) distances() int64 {
	sum := 0
	for i, n := range v.Counts {
		sum += n * max(i+1-v.Middle, v.Middle-i-1)
	}
	return int64(sum)
}

// ends are the lowest and the highest rated vote, 0 without any.
func (v *VoteResult) ends() (lowest, highest int) {
	for i, n := range v.Counts {
		if n > 0 {
			if lowest == 0 {
				lowest = i + 1
			}
			highest = i + 1
		}
	}
	return lowest, highest
}
