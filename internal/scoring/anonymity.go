package scoring

import (
	"cmp"
	"maps"
	"slices"
)

// Anonymity says what may be shown of the votes on one question at the threshold k: whether their total may, and the
// names of the groups that may be shown by themselves, by name. groups holds the number of votes by group. A group is
// also kept back when the votes that are left over could be worked out by subtraction.
func Anonymity(groups map[string]int, k int) (total bool, shown []string) {
	names := slices.Sorted(maps.Keys(groups))
	votes, hidden := 0, 0
	for _, name := range names {
		votes += groups[name]
		if groups[name] >= k {
			shown = append(shown, name)
		} else {
			hidden += groups[name]
		}
	}
	if votes < k {
		return false, nil
	}
	for hidden > 0 && hidden < k && len(shown) > 0 {
		smallest := slices.MinFunc(shown, func(a, b string) int { return cmp.Compare(groups[a], groups[b]) })
		hidden += groups[smallest]
		shown = slices.DeleteFunc(shown, func(name string) bool { return name == smallest })
	}
	return true, shown
}
