package templates

import (
	"strconv"

	"lauter/assessment"
)

// RetentionView is for how long what is kept, and what other periods would delete.
type RetentionView struct {
	Rows    []PeriodRow
	Wrong   map[string]string // by kind
	Preview bool              // the periods as typed are possible, and Due says what they would delete
	Due     []DueLine
	Saved   bool
}

// PeriodRow is one kind of data with its period.
type PeriodRow struct {
	assessment.Bounds
	Now   int    // days
	Typed string // what the field holds
}

// DueLine is how much of a kind the next run would delete.
type DueLine struct {
	Kind assessment.Kept
	N    int
}

// kinds are the fields of the form, in its order.
func (v RetentionView) kinds() []string {
	kinds := make([]string, len(v.Rows))
	for i, row := range v.Rows {
		kinds[i] = string(row.Kind)
	}
	return kinds
}

// due are the lines with anything in them.
func (v RetentionView) due() (some []DueLine) {
	for _, line := range v.Due {
		if line.N > 0 {
			some = append(some, line)
		}
	}
	return some
}

// changes are the rows whose period would be another.
func (v RetentionView) changes() (some []PeriodRow) {
	for _, row := range v.Rows {
		if row.Typed != strconv.Itoa(row.Now) {
			some = append(some, row)
		}
	}
	return some
}
