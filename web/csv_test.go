package web

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// unguard takes away what guard has added, as docs/export.md describes it.
func unguard(cell string) string {
	var b strings.Builder
	starts := true
	text := []rune(cell)
	for i, r := range text {
		if starts && r == '\'' && startsFormula(text[i+1:], i == 0) {
			starts = false
			continue
		}
		starts = separates(r) || starts && passes(r)
		b.WriteRune(r)
	}
	return b.String()
}

func TestGuard(t *testing.T) {
	tests := []struct{ typed, want string }{
		{"", ""},
		{"Nordwind", "Nordwind"},
		{"1 - 2 = -1", "1 - 2 = -1"},
		{"mail@nordwind.example", "mail@nordwind.example"},
		{"=1+1", "'=1+1"},
		{"+49 170", "'+49 170"},
		{"-5", "'-5"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"＝1", "'＝1"},
		{"－1", "'－1"},
		{"﹢1", "'﹢1"},
		{"\t=1", "'\t'=1"},
		{"\rx", "'\rx"},
		{"\nx", "'\nx"},
		{"  =1", "  '=1"},
		{"\u200b=1", "\u200b'=1"},
		{`"=1"`, `"'=1"`},
		{"one\n- two\n- three", "one\n'- two\n'- three"},
		{"cost; =HYPERLINK(1)", "cost; '=HYPERLINK(1)"},
		{"cost,=1", "cost,'=1"},
		{`x;"=1`, `x;"'=1`},
		{"'=1", "''=1"},
		{"''=1", "'''=1"},
		{"'tis", "'tis"},
	}
	for _, test := range tests {
		got := guard(test.typed)
		if got != test.want {
			t.Errorf("guard(%q) = %q, want %q", test.typed, got, test.want)
		}
		if back := unguard(got); back != test.typed {
			t.Errorf("unguard(%q) = %q, want %q", got, back, test.typed)
		}
	}
}

// Whatever is typed comes back, and nothing starts a formula: not in a program that reads the file as it is meant, nor
// in one that expects another separator and begins cells where it should not.
func FuzzCSV(f *testing.F) {
	for _, cell := range []string{"=1", "a;=1", "a\n-1", `"`, `a"b;"@x`, "'=", "\t+1", "－x", "ä, \u200b=1", "\ufeff=1", "\r\n\r=1", "'\t'"} {
		f.Add(cell, "plain")
		f.Add("plain", cell)
	}
	f.Fuzz(func(t *testing.T, one, two string) {
		one, two = strings.ToValidUTF8(one, ""), strings.ToValidUTF8(two, "") // nothing else is ever kept
		table := [][]string{{one, "head", two}, {"id", two + one, one}}
		for _, separator := range []rune{',', ';'} {
			file, err := writeCSV(separator, table)
			if err != nil {
				t.Fatal(err)
			}
			text, ok := strings.CutPrefix(string(file), byteOrderMark)
			if !ok {
				t.Fatal("no byte order mark")
			}
			checkReads(t, text, separator, table)
			checkStartsNoFormula(t, text)
		}
	})
}

func checkReads(t *testing.T, text string, separator rune, table [][]string) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = separator
	read, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range read {
		for i, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
				t.Fatalf("the cell %q starts a formula", cell)
			}
			row[i] = unguard(cell)
		}
	}
	want := make([][]string, len(table))
	for i, row := range table {
		for _, cell := range row {
			want[i] = append(want[i], lineBreaks.Replace(cell))
		}
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Fatalf("-typed +read\n%s", diff)
	}
}

// checkStartsNoFormula looks behind everything that begins a cell for somebody.
func checkStartsNoFormula(t *testing.T, text string) {
	t.Helper()
	cells := strings.FieldsFunc(text, func(r rune) bool { return slices.Contains([]rune{',', ';', '\t', '\r', '\n'}, r) })
	for _, cell := range cells {
		cell = strings.TrimFunc(cell, passes)
		if cell != "" && strings.ContainsRune(formulaStart, []rune(cell)[0]) {
			t.Fatalf("%q starts a formula in %q", cell, text)
		}
	}
}

func TestCSVIsWrittenAsTheFormatHasIt(t *testing.T) {
	got, err := writeCSV(';', [][]string{{"=head", "b"}, {`say "yes"`, "one\r\ntwo"}})
	if err != nil {
		t.Fatal(err)
	}
	want := "\xef\xbb\xbf'=head;b\r\n\"say \"\"yes\"\"\";\"one\r\ntwo\"\r\n"
	if !bytes.Equal(got, []byte(want)) {
		t.Errorf("got %q, want %q", got, want)
	}
}
