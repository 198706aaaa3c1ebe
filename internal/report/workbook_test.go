package report

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// opened reads a workbook with a reader that is not ours.
func opened(t testing.TB, b Workbook) *excelize.File {
	t.Helper()
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestWorkbooksOpen(t *testing.T) {
	day := time.Date(2027, 2, 28, 0, 0, 0, 0, time.UTC)
	typed := []string{
		"=HYPERLINK(\"http://evil.example\")", "a\nb", "  spaces  ", `<b>&"'`, "_x0041_", "\x01", "ÄÖÜ 漢字 👩‍👩‍👧", strings.Repeat("long ", 800),
	}
	rows := [][]any{{"plain", 12, Shown("2.8"), day, nil}}
	for _, text := range typed {
		rows = append(rows, []any{text, -3, Shown("-0.1"), nil, ""})
	}
	head := []string{"Text", "Whole", "Shown", "Day", "Nothing"}
	f := opened(t, Workbook{"Plan & more", day, []Sheet{
		{"Maßnahmen", head, rows}, {"Tom's", []string{"A"}, nil},
	}})
	if diff := cmp.Diff([]string{"Maßnahmen", "Tom's"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets: -want +got\n%s", diff)
	}
	got, err := f.GetRows("Maßnahmen")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{head, {"plain", "12", "2.8", "2027-02-28"}}
	for _, text := range typed {
		want = append(want, []string{strings.ReplaceAll(text, "\x01", "\ufffd"), "-3", "-0.1"})
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for cell, kind := range map[string]excelize.CellType{"A3": excelize.CellTypeInlineString, "B3": excelize.CellTypeUnset, "D2": excelize.CellTypeUnset} {
		if got, err := f.GetCellType("Maßnahmen", cell); err != nil || got != kind {
			t.Errorf("%s has type %v, %v, want %v", cell, got, err, kind)
		}
		if formula, err := f.GetCellFormula("Maßnahmen", cell); err != nil || formula != "" {
			t.Errorf("%s is the formula %q, %v", cell, formula, err)
		}
	}
	if props, err := f.GetDocProps(); err != nil || props.Title != "Plan & more" {
		t.Errorf("properties %+v, %v", props, err)
	}
}

func TestWorkbooksAreTheSameEveryTime(t *testing.T) {
	b := Workbook{"A", time.Unix(0, 0), []Sheet{{"A", []string{"B"}, [][]any{{"C"}}}}}
	var first, second bytes.Buffer
	if err := b.Write(&first); err != nil {
		t.Fatal(err)
	}
	if err := b.Write(&second); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two writings differ")
	}
}

func TestWorkbooksRefuseWhatTheyCannotHold(t *testing.T) {
	for _, value := range []any{2.5, Shown("two"), []string{"a"}} {
		if err := (Workbook{"A", time.Unix(0, 0), []Sheet{{"A", []string{"B"}, [][]any{{value}}}}}).Write(new(bytes.Buffer)); err == nil {
			t.Errorf("%v was taken", value)
		}
	}
}

func TestColumnNames(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA"} {
		if got := columnName(n); got != want {
			t.Errorf("column %d is %s, want %s", n, got, want)
		}
	}
}
