package scoring

import (
	"math/big"
	"slices"
	"strings"
)

// Display writes a number with this many decimal places, cut and never rounded, so that a shown number never claims a
// boundary it has not reached. The decimal mark is a point; a shown zero has no minus sign.
func Display(x *big.Rat, places int) string { return show(units(x, places), places) }

// DisplayUp is Display for points that are still missing: they are rounded up.
func DisplayUp(x *big.Rat, places int) string { return show(unitsUp(x, places), places) }

// DisplayChange writes a change as the difference of the two displayed numbers, so that it agrees with what stands
// beside it. A rise has no sign.
func DisplayChange(before, after *big.Rat, places int) string {
	change := new(big.Int).Sub(units(after, places), units(before, places))
	return show(change, places)
}

// Shown is the number that Display shows.
func Shown(x *big.Rat, places int) *big.Rat {
	return new(big.Rat).SetFrac(units(x, places), pow10(places))
}

// ShownChange is the number that DisplayChange shows.
func ShownChange(before, after *big.Rat, places int) *big.Rat {
	return new(big.Rat).Sub(Shown(after, places), Shown(before, places))
}

// Apportion writes parts so that they add up to the shown total: each is cut, and what is left over goes, one last
// digit at a time, to the largest remainders, ties in the order given. The total is cut as Display cuts it; it must be
// less than one last digit from the sum of the parts, and then each shown part is less than that from its exact value.
func Apportion(parts []*big.Rat, total *big.Rat, places int) []string {
	return showAll(apportion(parts, units(total, places), places), places)
}

// ApportionGroups is Apportion in two steps: first over the sums of the groups, then inside each group.
func ApportionGroups(groups [][]*big.Rat, total *big.Rat, places int) (sums []string, parts [][]string) {
	exact := make([]*big.Rat, len(groups))
	for i, group := range groups {
		exact[i] = Sum(group)
	}
	shown := apportion(exact, units(total, places), places)
	for i, group := range groups {
		parts = append(parts, showAll(apportion(group, shown[i], places), places))
	}
	return showAll(shown, places), parts
}

// Sum adds up numbers.
func Sum(xs []*big.Rat) *big.Rat {
	sum := new(big.Rat)
	for _, x := range xs {
		sum.Add(sum, x)
	}
	return sum
}

// apportion works in units of the last digit.
func apportion(parts []*big.Rat, total *big.Int, places int) []*big.Int {
	shown := make([]*big.Int, len(parts))
	rest := make([]*big.Int, len(parts)) // of the division by the part's denominator
	wholes := make([]*big.Int, len(parts))
	order := make([]int, len(parts))
	left := new(big.Int).Set(total)
	for i, p := range parts {
		wholes[i] = p.Denom()
		rest[i] = new(big.Int).Mul(p.Num(), pow10(places))
		shown[i], rest[i] = new(big.Int).DivMod(rest[i], wholes[i], rest[i])
		left.Sub(left, shown[i])
		order[i] = i
	}
	x, y := new(big.Int), new(big.Int)
	slices.SortStableFunc(order, func(a, b int) int {
		return x.Mul(rest[b], wholes[a]).Cmp(y.Mul(rest[a], wholes[b]))
	})
	for _, i := range order {
		if left.Sign() > 0 {
			shown[i].Add(shown[i], one)
			left.Sub(left, one)
		}
	}
	return shown
}

var one = big.NewInt(1)

// units counts the last digits of a cut number.
func units(x *big.Rat, places int) *big.Int {
	n := new(big.Int).Mul(x.Num(), pow10(places))
	return n.Quo(n, x.Denom())
}

func unitsUp(x *big.Rat, places int) *big.Int {
	return ceil(new(big.Int).Mul(x.Num(), pow10(places)), x.Denom())
}

// floor and ceil divide by a positive number.
func floor(a, b *big.Int) *big.Int { return new(big.Int).Div(a, b) }

func ceil(a, b *big.Int) *big.Int {
	n := floor(new(big.Int).Neg(a), b)
	return n.Neg(n)
}

// powers are those of ten that numbers are shown with.
var powers = [...]*big.Int{big.NewInt(1), big.NewInt(10), big.NewInt(100), big.NewInt(1000)}

// pow10 must not be changed by its caller.
func pow10(n int) *big.Int {
	if n < len(powers) {
		return powers[n]
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

func showAll(units []*big.Int, places int) []string {
	texts := make([]string, len(units))
	for i, u := range units {
		texts[i] = show(u, places)
	}
	return texts
}

func show(units *big.Int, places int) string {
	digits := new(big.Int).Abs(units).String()
	if short := places + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	if point := len(digits) - places; places > 0 {
		digits = digits[:point] + "." + digits[point:]
	}
	if units.Sign() < 0 {
		return "-" + digits
	}
	return digits
}
