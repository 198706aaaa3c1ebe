package web

import (
	"bytes"
	"encoding/csv"
	"strings"
	"unicode"

	"lauter/assessment"
)

// byteOrderMark at the start of a file tells Excel that it is UTF-8.
const byteOrderMark = "\ufeff"

// separatorOf is what stands between the cells of a table that is asked for: a comma, as the format has it, or with
// ?separator=semicolon one for spreadsheets that are set to a language with a decimal comma.
func separatorOf(r *request) (rune, error) {
	switch r.QueryParam("separator") {
	case "", "comma":
		return ',', nil
	case "semicolon":
		return ';', nil
	}
	return 0, &assessment.InvalidError{Fields: map[string]string{"separator": assessment.MsgAnswer}}
}

// writeCSV writes a table as RFC 4180 has it, guarded, with a byte order mark. The separator is a comma or a semicolon.
func writeCSV(separator rune, table [][]string) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(byteOrderMark)
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = separator, true
	for _, row := range table {
		guarded := make([]string, len(row))
		for i, cell := range row {
			guarded[i] = guard(lineBreaks.Replace(cell))
		}
		if err := w.Write(guarded); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// lineBreaks makes every line break a line feed; the writer makes them what the format wants.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// formulaStart are the characters that make a spreadsheet read a cell as a formula, with their full-width and small
// forms.
const formulaStart = "=+-@" + "＝＋－＠" + "﹦﹢﹣﹫"

// guard keeps a spreadsheet from running what somebody typed: an apostrophe goes before everything that would start a
// formula. That is not only the beginning of the cell: a program that expects another separator also begins a cell
// behind a semicolon, a comma, a tab or a line break. Spaces, quotes and characters that are not seen do not count.
//
// An apostrophe that is already in such a place gets one more, so that what was typed can be told from what was added.
func guard(cell string) string {
	if !strings.ContainsAny(cell, formulaStart+"\t\r\n") {
		return cell
	}
	var b strings.Builder
	starts := true // a cell could start here
	text := []rune(cell)
	for i, r := range text {
		if starts && startsFormula(text[i:], i == 0) {
			b.WriteByte('\'')
		}
		starts = separates(r) || starts && passes(r)
		b.WriteRune(r)
	}
	return b.String()
}

// startsFormula says that a text needs the guard where a cell starts: any apostrophes, then the start of a formula. At
// the very start that is also white space that a spreadsheet drops.
func startsFormula(text []rune, first bool) bool {
	for len(text) > 0 && text[0] == '\'' {
		text = text[1:]
	}
	return len(text) > 0 && (strings.ContainsRune(formulaStart, text[0]) || first && strings.ContainsRune("\t\r\n", text[0]))
}

// separates says that some program begins a new cell behind a character.
func separates(r rune) bool { return strings.ContainsRune(",;\t\r\n", r) }

// passes says that what stands behind a character can still be the start of the cell.
func passes(r rune) bool {
	return r == '"' || unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Cc)
}
