package pdf

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"lauter/internal/pdf/pdftest"
)

func style(size float64) Style { return Style{Font: fonts().text, Size: size, Color: ink} }

// read returns the lines of a paragraph as a reader gets them, spaces at their ends included.
func read(p *Paragraph) []string {
	var all []string
	for _, l := range p.lines {
		s := ""
		p.glyphs(l, func(_ *Style, glyphs []glyph) {
			for _, g := range glyphs {
				s += g.text
			}
		})
		all = append(all, s)
	}
	return all
}

func set(width float64, text string) []string {
	return read(Setting{Width: width}.Set(Run{text, style(10)}))
}

func TestLineBreaks(t *testing.T) {
	tests := []struct {
		name  string
		width float64
		text  string
		want  []string
	}{
		{"nothing", 100, "", nil},
		{"blanks", 100, "  \n\t ", nil},
		{"one line", 200, "Stufe 3 von 5", []string{"Stufe 3 von 5"}},
		{"no limit", 0, strings.Repeat("lang ", 50) + "lang", []string{strings.Repeat("lang ", 50) + "lang"}},
		{"two lines", 60, "Daten und Technologie", []string{"Daten und ", "Technologie"}},
		{"no-break space", 50, "Das ist Stufe\u00a03", []string{"Das ist ", "Stufe\u00a03"}},
		{"soft hyphen", 60, "Ungleich\u00adbehandlung", []string{"Ungleich\u00ad", "behandlung"}},
		{"soft hyphen without need", 200, "Ungleich\u00adbehandlung", []string{"Ungleichbehandlung"}},
		{"hyphen inside a word", 60, "Marketing-Leitung", []string{"Marketing-", "Leitung"}},
		{"hyphen of numbers", 50, "von 2020-2024", []string{"von ", "2020-2024"}},
		{"long word", 40, "Donaudampfschiff", []string{"Donaud\u00ad", "ampfsch\u00ad", "iff"}},
		{"long number", 40, "1234567890123", []string{"1234567", "890123"}},
		{"line break and control characters", 200, "a\nb\x00\u202ec\u200d", []string{"a bc"}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, set(test.width, test.text)); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestHyphenateIsAsked(t *testing.T) {
	s := Setting{Width: 54, Hyphenate: func(word string) []int {
		if word == "Ungleichbehandlung" {
			return []int{8}
		}
		return nil
	}}
	want := []string{"die ", "Ungleich\u00ad", "behandlung"}
	if diff := cmp.Diff(want, read(s.Set(Run{"die Ungleichbehandlung", style(10)}))); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestBalancedLinesAreAboutEquallyLong(t *testing.T) {
	const text = "Zwei Grundanforderungen halten Sie auf Stufe 2; nach dem Punktwert allein wäre es 3."
	spread := func(balanced bool) float64 {
		p := Setting{Width: 170, Balanced: balanced}.Set(Run{text, style(10)})
		shortest, longest := p.lines[0].width, 0.0
		for _, l := range p.lines {
			shortest, longest = min(shortest, l.width), max(longest, l.width)
		}
		return longest - shortest
	}
	if even, usual := spread(true), spread(false); even >= usual {
		t.Errorf("balanced lines differ by %.1f, others by %.1f", even, usual)
	}
}

// A run may end in the middle of a word; no line may break there.
func TestRunsJoin(t *testing.T) {
	bold := Style{Font: fonts().strong, Size: 10, Color: ink}
	p := Setting{Width: 38}.Set(Run{"Wert: ", style(10)}, Run{"2,82", bold}, Run{", gut", style(10)})
	if diff := cmp.Diff([]string{"Wert: ", "2,82, gut"}, read(p)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// Whatever people type: no line is wider than it may be, no character is lost, and none is added but hyphens and
// spaces at breaks.
func TestAnyTextFits(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	alphabet := []rune("aeinrstDMWäöüß  -/.,1234\u00a0\u00ad漢é\u0301😀")
	for range 500 {
		text := make([]rune, random.IntN(120))
		for i := range text {
			text[i] = alphabet[random.IntN(len(alphabet))]
		}
		checkFit(t, string(text), 20+200*random.Float64())
	}
}

func FuzzText(f *testing.F) {
	f.Add("Ungleich\u00adbehandlung von 1", 60.0)
	f.Add("!\u05ad שלום", 36.0)
	f.Fuzz(func(t *testing.T, text string, width float64) {
		if len(text) > 2000 || !(width >= 20 && width <= 2000) || !utf8.ValidString(text) {
			t.Skip()
		}
		checkFit(t, text, width)
	})
}

func checkFit(t *testing.T, text string, width float64) {
	t.Helper()
	p := Setting{Width: width}.Set(Run{text, style(9)})
	for i, l := range p.lines {
		if l.width > width+0.5 {
			t.Fatalf("line %d of %q is %.2f wide, not %.2f: %q", i, text, l.width, width, read(p)[i])
		}
	}
	plain := func(s string) string { return strings.Join(strings.Fields(strings.ReplaceAll(s, "\u00ad", "")), "") }
	if got, want := plain(strings.Join(read(p), "")), plain(printable(text)); got != want {
		t.Fatalf("%q was set as %q", want, got)
	}
}

func TestAlignment(t *testing.T) {
	place := func(a Align) (x, width float64) {
		d := New(Info{Title: "t", Lang: "de"})
		page := d.AddPage(A4)
		par := Setting{Width: 100, Align: a}.Set(Run{"2,82", style(10)})
		page.Tag(d.Root().Add(H1), func() { page.Text(par, 50, 50) })
		lines, err := pdftest.Lines(encode(t, d))
		if err != nil {
			t.Fatal(err)
		}
		return lines[0].X, lines[0].Width
	}
	x, width := place(Left)
	if x != 50 || width < 15 || width > 25 {
		t.Errorf("left: at %v, %v wide", x, width)
	}
	if x, _ := place(Right); x < 150-width-0.1 || x > 150-width+0.1 {
		t.Errorf("right: at %v, want %v", x, 150-width)
	}
	if x, _ := place(Center); x < 100-width/2-0.1 || x > 100-width/2+0.1 {
		t.Errorf("centre: at %v, want %v", x, 100-width/2)
	}
}

func TestTabularFiguresAreEquallyWide(t *testing.T) {
	s := style(10)
	s.Tabular = true
	want := Line("1111", s).Width
	for _, figures := range []string{"0000", "2345", "9876"} {
		if got := Line(figures, s).Width; got < want-0.01 || got > want+0.01 {
			t.Errorf("%s is %v wide, 1111 is %v", figures, got, want)
		}
	}
}

func TestKerning(t *testing.T) {
	s := style(10)
	if pair, apart := Line("Te", s).Width, Line("T", s).Width+Line("e", s).Width; pair >= apart {
		t.Errorf("Te is %v wide, its letters %v", pair, apart)
	}
	if got, want := Line("ab", Style{Font: s.Font, Size: 10, Tracking: 0.1}).Width, Line("ab", s).Width+2; got < want-0.01 || got > want+0.01 {
		t.Errorf("with tracking %v wide, want %v", got, want)
	}
}

// The heights of lines add up, and baselines keep their distance.
func TestMeasures(t *testing.T) {
	s := Style{Font: fonts().text, Size: 10, Leading: 14}
	p := Setting{Width: 60}.Set(Run{"Daten und Technologie", s})
	if p.Lines() != 2 || p.Height != 28 {
		t.Errorf("%d lines, %v high", p.Lines(), p.Height)
	}
	if distance := p.lines[1].baseline - p.lines[0].baseline; distance != 14 {
		t.Errorf("baselines are %v apart", distance)
	}
	if b := p.Baseline(); b < 7 || b > 14 {
		t.Errorf("the first baseline lies at %v", b)
	}
	if empty := (Setting{}).Set(); empty.Height != 0 || empty.Baseline() != 0 {
		t.Error("an empty paragraph has a height")
	}
}

func TestHardBreaks(t *testing.T) {
	for word, want := range map[string][]int{"a-b": {2}, "a-1": nil, "-a": nil, "a-": nil, "und/oder": {4}, "https://a": nil, "ä-ö": {3}} {
		if got := hardBreaks(word); !slices.Equal(got, want) {
			t.Errorf("hardBreaks(%q) = %v, want %v", word, got, want)
		}
	}
}
