package assessment

import "math/big"

// Condition compares one quantity of a result, exactly: Min is >=, Max is <=, Below is <, Is compares a word.
// Absent parts hold.
type Condition struct {
	Min, Max, Below *big.Rat
	Is              string
}

// Holds says whether the number meets the condition. A nil number meets only an empty one.
func (c Condition) Holds(x *big.Rat) bool {
	if c.Min == nil && c.Max == nil && c.Below == nil {
		return true
	}
	return x != nil &&
		(c.Min == nil || x.Cmp(c.Min) >= 0) &&
		(c.Max == nil || x.Cmp(c.Max) <= 0) &&
		(c.Below == nil || x.Cmp(c.Below) < 0)
}
