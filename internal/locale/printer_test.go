package locale

import (
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sample returns printers over catalogues of the test, and the mistakes they were told of.
func sample(t *testing.T) (en, de *Printer, faults *[]string) {
	t.Helper()
	faults = new([]string)
	made, err := load(fstest.MapFS{
		"text/a.en.json": {Data: []byte(`{
			"hello": "Hello {{.Name}}",
			"left": {"one": "{{.N}} question left for {{.Name}}", "other": "{{.N}} questions left for {{.Name}}"},
			"only.english": "English alone"
		}`)},
		"text/b.en.json": {Data: []byte(`{"list.and": "and"}`)},
		"text/a.de.json": {Data: []byte(`{
			"hello": "Guten Tag {{.Name}}",
			"left": {"one": "Noch 1 Frage für {{.Name}}", "other": "Noch {{.N}} Fragen für {{.Name}}"},
			"list.and": "und"
		}`)},
	}, func(err error) { *faults = append(*faults, err.Error()) })
	if err != nil {
		t.Fatal(err)
	}
	return made[English], made[German], faults
}

func TestT(t *testing.T) {
	en, de, faults := sample(t)
	tests := []struct {
		got, want string
	}{
		{en.T("hello", "Name", "Ada"), "Hello Ada"},
		{de.T("hello", "Name", "Ada"), "Guten Tag Ada"},
		{de.T("hello", "Name", Text{EN: "board", DE: "Leitung"}), "Guten Tag Leitung"},
		{en.T("hello", "Name", "{{.Name}} {x}"), "Hello {{.Name}} {x}"},
		{en.T("left", "N", 1, "Name", "Ada"), "1 question left for Ada"},
		{en.T("left", "N", 0, "Name", "Ada"), "0 questions left for Ada"},
		{en.T("left", "N", 4000, "Name", "Ada"), "4,000 questions left for Ada"},
		{de.T("left", "N", 1, "Name", "Ada"), "Noch 1 Frage für Ada"},
		{de.T("left", "N", 4000, "Name", "Ada"), "Noch 4.000 Fragen für Ada"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
	if len(*faults) != 0 {
		t.Errorf("mistakes in correct calls: %q", *faults)
	}
}

// Every call here is a mistake. The reader still gets the best text there is, and the mistake is told once.
func TestTMistakes(t *testing.T) {
	en, de, faults := sample(t)
	tests := []struct {
		name        string
		say         func() string
		want, fault string
	}{
		{"unknown id", func() string { return en.T("nowhere") }, "nowhere", `message "nowhere" not found`},
		{"unknown id in both", func() string { return de.T("nowhere") }, "nowhere", `text nowhere (de)`},
		{"missing in German", func() string { return de.T("only.english") }, "English alone", `not found in language "de"`},
		{"value missing", func() string { return de.T("hello") }, "Guten Tag …", "no value for Name"},
		{"value not asked for", func() string { return en.T("only.english", "Name", "x") }, "English alone", "no place for Name"},
		{"value of a strange type", func() string { return en.T("hello", "Name", 1.5) }, "Hello …", "type float64"},
		{"count without plural", func() string { return en.T("hello", "Name", "Ada", "N", 1) }, "Hello Ada", `no plural form`},
		{"odd arguments", func() string { return en.T("hello", "Name") }, "Hello …", "without its value"},
		{"name that is none", func() string { return en.T("hello", 7, "Ada", "Name", "Bo") }, "Hello Bo", "no placeholder"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			*faults = nil
			if got := test.say(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if len(*faults) != 1 || !strings.Contains((*faults)[0], test.fault) {
				t.Errorf("told of %q, want one mistake with %q", *faults, test.fault)
			}
		})
	}
}

func TestFill(t *testing.T) {
	en, de, faults := sample(t)
	text := Text{EN: "Score {score}, level {level}.", DE: "Punktwert {score}, Stufe {level}."}
	values := map[string]string{"score": "{level}", "level": "2", "other": "x"}
	if got, want := en.Fill(text, values), "Score {level}, level 2."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(*faults) != 0 {
		t.Errorf("mistakes in a correct call: %q", *faults)
	}
	if got, want := de.Fill(text, map[string]string{"level": "2"}), "Punktwert …, Stufe 2."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	want := []string{`fill "Punktwert {score}, Stufe {level}." (de): no value for score`}
	if diff := cmp.Diff(want, *faults); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// A test must not pass over a mistake in a text.
func TestMistakePanicsInTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an unknown text did not panic")
		}
	}()
	For(German).T("nowhere")
}

// A mistake on every line of a page is one line of the log.
func TestOnce(t *testing.T) {
	var lines atomic.Int32
	tell := once(func(error) { lines.Add(1) })
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() { tell(errors.New("the same")) })
	}
	wait.Wait()
	tell(errors.New("another"))
	if got := lines.Load(); got != 2 {
		t.Errorf("%d lines, want 2", got)
	}
}

func TestFor(t *testing.T) {
	for _, l := range Langs {
		if got := For(l).Lang(); got != l {
			t.Errorf("For(%s).Lang() = %s", l, got)
		}
	}
	if got := For("fr").Lang(); got != English {
		t.Errorf("For(fr).Lang() = %s, want en", got)
	}
}

func TestForms(t *testing.T) {
	en, de, _ := sample(t)
	at := time.Date(2026, time.November, 2, 9, 5, 0, 0, time.UTC)
	three := []string{"a", "b", "c"}
	tests := []struct {
		name, en, de, wantEN, wantDE string
	}{
		{"number", en.Number("2.9"), de.Number("2.9"), "2.9", "2,9"},
		{"negative number", en.Number("-0.50"), de.Number("-0.50"), "−0.50", "−0,50"},
		{"whole number", en.Number("3"), de.Number("3"), "3", "3"},
		{"int", en.Int(46), de.Int(46), "46", "46"},
		{"large int", en.Int(1234567), de.Int(1234567), "1,234,567", "1.234.567"},
		{"negative int", en.Int(-1200), de.Int(-1200), "−1,200", "−1.200"},
		{"percent", en.Percent(87), de.Percent(87), "87%", "87\u00a0%"},
		{"date", en.Date(at), de.Date(at), "2 November 2026", "2. November 2026"},
		{"time", en.Time(at), de.Time(at), "09:05", "09:05"},
		{"list of none", en.List(nil), de.List(nil), "", ""},
		{"list of one", en.List(three[:1]), de.List(three[:1]), "a", "a"},
		{"names", en.Names(three), de.Names(three), "a, b and c", "a, b und c"},
		{"names with an and", en.Names([]string{"a", "b and c"}), de.Names([]string{"a", "b und c"}), "a; b and c", "a; b und c"},
		{"list of two", en.List(three[:2]), de.List(three[:2]), "a and b", "a und b"},
		{"list of three", en.List(three), de.List(three), "a, b and c", "a, b und c"},
	}
	for _, test := range tests {
		if test.en != test.wantEN || test.de != test.wantDE {
			t.Errorf("%s: got %q and %q, want %q and %q", test.name, test.en, test.de, test.wantEN, test.wantDE)
		}
	}
}

// Every month is spelled out in both languages.
func TestDateMonths(t *testing.T) {
	en, de, _ := sample(t)
	var gotEN, gotDE []string
	for month := time.January; month <= time.December; month++ {
		at := time.Date(2026, month, 22, 0, 0, 0, 0, time.UTC)
		gotEN = append(gotEN, en.Date(at))
		gotDE = append(gotDE, de.Date(at))
	}
	for i, month := range strings.Fields("January February March April May June July August September October November December") {
		if want := "22 " + month + " 2026"; gotEN[i] != want {
			t.Errorf("got %q, want %q", gotEN[i], want)
		}
	}
	for i, month := range strings.Fields("Januar Februar März April Mai Juni Juli August September Oktober November Dezember") {
		if want := "22. " + month + " 2026"; gotDE[i] != want {
			t.Errorf("got %q, want %q", gotDE[i], want)
		}
	}
}

func TestPseudo(t *testing.T) {
	p := Pseudo()
	text := Text{EN: "Level {level}", DE: "Stufe {level}"}
	tests := []struct{ got, want string }{
		{p.T("list.and"), "[and]"},
		{p.Text(text), "[Level {level}]"},
		{p.Text(Text{}), ""},
		{p.Fill(text, map[string]string{"level": "2"}), "[Level 2]"},
		{p.Date(time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)), "[1 May 2026]"},
		{string(p.Lang()), "en"},
	}
	for _, test := range tests {
		if test.got != test.want {
			t.Errorf("got %q, want %q", test.got, test.want)
		}
	}
	if got := For(English).T("list.and"); got != "and" {
		t.Errorf("the pseudo printer changed the English one: %q", got)
	}
}

func TestPrinterIsSafeForGoroutines(t *testing.T) {
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 50 {
				for _, l := range Langs {
					p := For(l)
					_, _ = p.List([]string{"a", "b"}), p.T("error.answer")
				}
			}
		})
	}
	wait.Wait()
}

func BenchmarkT(b *testing.B) {
	p := For(German)
	for b.Loop() {
		p.T("error.answer")
	}
}
