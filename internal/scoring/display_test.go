package scoring

import (
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lauter/assessment"
)

func rat(s string) *big.Rat {
	x, ok := new(big.Rat).SetString(s)
	if !ok {
		panic("no fraction: " + s)
	}
	return x
}

func rats(texts ...string) []*big.Rat {
	var xs []*big.Rat
	for _, s := range texts {
		xs = append(xs, rat(s))
	}
	return xs
}

func TestDisplay(t *testing.T) {
	tests := []struct {
		x        string
		places   int
		cut, up  string
		shownRat string
	}{
		{"3999/1000", 1, "3.9", "4.0", "39/10"},
		{"3", 1, "3.0", "3.0", "3"},
		{"3", 0, "3", "3", "3"},
		{"-1/3", 2, "-0.33", "-0.33", "-33/100"},
		{"-1/1000", 2, "0.00", "0.00", "0"},
		{"2999/1000", 2, "2.99", "3.00", "299/100"},
		{"1/1000", 2, "0.00", "0.01", "0"},
		{"0", 2, "0.00", "0.00", "0"},
		{"1/20", 1, "0.0", "0.1", "0"},
		{"-12345/100", 1, "-123.4", "-123.4", "-617/5"},
		{"7/12", 2, "0.58", "0.59", "29/50"},
		{"29/50", 2, "0.58", "0.58", "29/50"},
		{"13", 0, "13", "13", "13"},
	}
	for _, test := range tests {
		x := rat(test.x)
		if got := Display(x, test.places); got != test.cut {
			t.Errorf("Display(%s, %d) = %s, want %s", test.x, test.places, got, test.cut)
		}
		if got := DisplayUp(x, test.places); got != test.up {
			t.Errorf("DisplayUp(%s, %d) = %s, want %s", test.x, test.places, got, test.up)
		}
		if got := Shown(x, test.places); got.RatString() != test.shownRat {
			t.Errorf("Shown(%s, %d) = %s, want %s", test.x, test.places, got.RatString(), test.shownRat)
		}
	}
}

func TestDisplayChange(t *testing.T) {
	tests := []struct {
		before, after string
		places        int
		want          string
	}{
		{"2", "2", 2, "0.00"},
		{"29/10", "2999/1000", 1, "0.0"},
		{"2999/1000", "3", 1, "0.1"},
		{"3", "2999/1000", 1, "-0.1"},
		{"299/100", "301/100", 1, "0.1"},
		{"509/180", "611/200", 2, "0.23"}, // 2.82 to 3.05
	}
	for _, test := range tests {
		before, after := rat(test.before), rat(test.after)
		if got := DisplayChange(before, after, test.places); got != test.want {
			t.Errorf("DisplayChange(%s, %s, %d) = %s, want %s", test.before, test.after, test.places, got, test.want)
		}
		if got := Display(ShownChange(before, after, test.places), test.places); got != test.want {
			t.Errorf("ShownChange(%s, %s, %d) shows as %s, want %s", test.before, test.after, test.places, got, test.want)
		}
	}
}

func TestApportion(t *testing.T) {
	tests := []struct {
		parts  []*big.Rat
		total  string
		places int
		want   []string
	}{
		{rats("1/3", "1/3", "1/3"), "1", 2, []string{"0.34", "0.33", "0.33"}},
		{rats("1/6", "1/3", "1/2"), "1", 2, []string{"0.17", "0.33", "0.50"}},
		{rats("0", "1/3", "2/3"), "1", 0, []string{"0", "0", "1"}},
		{rats("5/12", "1/6", "1/6", "1/6", "1", "2/3"), "31/12", 2, []string{"0.42", "0.17", "0.17", "0.16", "1.00", "0.66"}},
		{rats("26/15"), "87/50", 2, []string{"1.74"}}, // what is missing to 5.00 when 3.26 is shown
		{rats("-1/3", "-1/3"), "-2/3", 2, []string{"-0.33", "-0.33"}},
		{nil, "0", 2, []string{}},
	}
	for _, test := range tests {
		if got := Apportion(test.parts, rat(test.total), test.places); !slices.Equal(got, test.want) {
			t.Errorf("Apportion to %s = %v, want %v", test.total, got, test.want)
		}
	}
}

// The figures of a dimension with five capabilities of three questions, 49/15 in all.
func TestApportionGroups(t *testing.T) {
	fifteenths := func(values ...int64) (xs []*big.Rat) {
		for _, v := range values {
			xs = append(xs, big.NewRat(v, 15))
		}
		return xs
	}
	groups := [][]*big.Rat{fifteenths(4, 4, 4), fifteenths(4, 1, 3), fifteenths(3, 2, 2), fifteenths(4, 3, 3), fifteenths(4, 4, 4)}
	sums, parts := ApportionGroups(groups, big.NewRat(49, 15), 2)
	if want := []string{"0.80", "0.53", "0.47", "0.66", "0.80"}; !slices.Equal(sums, want) {
		t.Errorf("sums %v, want %v", sums, want)
	}
	want := [][]string{{"0.27", "0.27", "0.26"}, {"0.27", "0.06", "0.20"}, {"0.20", "0.14", "0.13"}, {"0.26", "0.20", "0.20"}, {"0.27", "0.27", "0.26"}}
	for i := range want {
		if !slices.Equal(parts[i], want[i]) {
			t.Errorf("parts of group %d: %v, want %v", i, parts[i], want[i])
		}
	}
}

func TestApportionedPartsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.Custom(func(t *rapid.T) *big.Rat {
			return big.NewRat(rapid.Int64Range(0, 5000).Draw(t, "over"), rapid.Int64Range(1, 360).Draw(t, "under"))
		})
		groups := rapid.SliceOfN(rapid.SliceOfN(part, 1, 6), 1, 6).Draw(t, "groups")
		places := rapid.IntRange(0, 3).Draw(t, "places")
		total := Sum(slices.Concat(groups...))
		flat := slices.Concat(groups...)
		checkAddsUp(t, Apportion(flat, total, places), flat, Display(total, places), places)

		sums, parts := ApportionGroups(groups, total, places)
		exact := make([]*big.Rat, len(groups))
		for i, g := range groups {
			exact[i] = Sum(g)
			checkAddsUp(t, parts[i], g, sums[i], places)
		}
		checkAddsUp(t, sums, exact, Display(total, places), places)
	})
}

func checkAddsUp(t rapid.TB, shown []string, exact []*big.Rat, total string, places int) {
	t.Helper()
	sum, unit := new(big.Rat), new(big.Rat).SetFrac(one, pow10(places))
	for i, s := range shown {
		sum.Add(sum, rat(s))
		if off := new(big.Rat).Sub(rat(s), exact[i]); off.Abs(off).Cmp(unit) >= 0 {
			t.Fatalf("%s is shown as %s", exact[i].RatString(), s)
		}
	}
	if got := Display(sum, places); got != total {
		t.Fatalf("%v add up to %s, not %s", shown, got, total)
	}
}

func TestBreakdownAddsUpAtEveryStep(t *testing.T) {
	randomly(t, func(t *rapid.T, m *assessment.Model, a assessment.Answers) {
		f := &Findings{Model: m, Answers: a}
		for _, r := range mustScore(t, m, a).all() {
			p, ok := f.Breakdown(r.Scope)
			if !ok || p.Scope != r.Scope || !equal(p.Score, r.Score) {
				t.Fatalf("breakdown of %s: %v, score %s, want %s", r.Scope, ok, ratText(p.Score), ratText(r.Score))
			}
			if r.Score != nil {
				if p.ShownPart != Display(r.Score, 2) || Display(new(big.Rat).Add(rat(p.ShownPart), rat(p.ShownMissing)), 2) != "5.00" {
					t.Fatalf("%s shows as %s, %s missing", ratText(r.Score), p.ShownPart, p.ShownMissing)
				}
			}
			checkPart(t, p)
			checkTop(t, f, p)
			trace, err := TraceOf(m, a, r.Scope)
			if err != nil {
				t.Fatal(err)
			}
			rows := leaves(p)
			for i, row := range trace.Rows {
				if rows[i].Question != row.Question || !equal(rows[i].Contribution, row.Contribution) || !equal(rows[i].Share, row.Share) {
					t.Fatalf("%s: row %d is %+v, in the trace %+v", r.Scope, i, rows[i], row)
				}
			}
		}
	})
}

// checkTop wants the same numbers from the short breakdown as from the whole one.
func checkTop(t *rapid.T, f *Findings, p Part) {
	t.Helper()
	top, _ := f.BreakdownTop(p.Scope)
	for i, x := range top.Parts {
		want := p.Parts[i]
		if len(x.Parts) > 0 || x.Scope != want.Scope || !equal(x.Contribution, want.Contribution) || !equal(x.Missing, want.Missing) ||
			x.ShownPart != want.ShownPart || x.ShownMissing != want.ShownMissing {
			t.Fatalf("%s: part %d is %+v in short, %+v in whole", p.Scope, i, x, want)
		}
	}
	if len(top.Parts) != len(p.Parts) || top.ShownPart != p.ShownPart {
		t.Fatalf("%s: %d parts, %s in short; %d parts, %s in whole", p.Scope, len(top.Parts), top.ShownPart, len(p.Parts), p.ShownPart)
	}
}

func checkPart(t *rapid.T, p Part) {
	t.Helper()
	if len(p.Parts) == 0 {
		return
	}
	var shown, missing []string
	var exact, open []*big.Rat
	for _, x := range p.Parts {
		shown, missing = append(shown, x.ShownPart), append(missing, x.ShownMissing)
		exact, open = append(exact, x.Contribution), append(open, x.Missing)
		checkPart(t, x)
	}
	checkAddsUp(t, shown, exact, p.ShownPart, 2)
	checkAddsUp(t, missing, open, p.ShownMissing, 2)
}

func leaves(p Part) []TraceRow {
	if p.Row != nil {
		return []TraceRow{*p.Row}
	}
	var rows []TraceRow
	for _, x := range p.Parts {
		rows = append(rows, leaves(x)...)
	}
	return rows
}
