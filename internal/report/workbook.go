package report

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Workbook is tables as an XLSX file (ISO/IEC 29500), for a spreadsheet to sort and to add up.
type Workbook struct {
	Title  string
	Made   time.Time
	Sheets []Sheet
}

// Sheet is one table of a workbook, with a heading that stays in sight and filters. Its name has at most 31 characters
// and none of []:*?/\ in it. A cell is a string, an int, a Shown, a time.Time (a day) or nil, which stays empty: so
// days are days, numbers are numbers, and what somebody typed is text and never a formula.
type Sheet struct {
	Name string
	Head []string
	Rows [][]any
}

// Shown is a number as scoring.Display writes it. A workbook holds it as that number, and the program that opens it
// writes the decimal mark.
type Shown string

// Bounds of the width of a column, in characters. What is longer is wrapped.
const narrowest, widest = 9, 60

// Styles by their places in workbookStyles.
const (
	plainCell = iota
	headCell
	textCell
	dayCell
	shownCell
)

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	mainSpace    = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	officeSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packageSpace = "http://schemas.openxmlformats.org/package/2006/"
	mainType     = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

const workbookStyles = xmlHead + `<styleSheet xmlns="` + mainSpace + `">` +
	`<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/><numFmt numFmtId="165" formatCode="0.0"/></numFmts>` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFE6ECF5"/><bgColor indexed="64"/></patternFill></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="5">` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment horizontal="left" vertical="top"/></xf>` +
	`<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>` +
	`</cellXfs></styleSheet>`

// Write writes the workbook. The same workbook gives the same bytes.
func (b Workbook) Write(out io.Writer) error {
	z := zip.NewWriter(out)
	parts := []struct{ name, content string }{
		{"[Content_Types].xml", b.contentTypes()},
		{"_rels/.rels", relations(
			officeSpace+"/officeDocument", "xl/workbook.xml",
			packageSpace+"relationships/metadata/core-properties", "docProps/core.xml",
		)},
		{"docProps/core.xml", b.properties()},
		{"xl/workbook.xml", b.index()},
		{"xl/_rels/workbook.xml.rels", b.indexRelations()},
		{"xl/styles.xml", workbookStyles},
	}
	for i, sheet := range b.Sheets {
		content, err := sheet.xml()
		if err != nil {
			return fmt.Errorf("sheet %s: %w", sheet.Name, err)
		}
		parts = append(parts, struct{ name, content string }{"xl/" + sheetFile(i), content})
	}
	for _, part := range parts {
		w, err := z.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part.content); err != nil {
			return err
		}
	}
	return z.Close()
}

func sheetFile(i int) string { return fmt.Sprintf("worksheets/sheet%d.xml", i+1) }

func (b Workbook) contentTypes() string {
	var s strings.Builder
	s.WriteString(xmlHead + `<Types xmlns="` + packageSpace + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	override := func(name, kind string) {
		fmt.Fprintf(&s, `<Override PartName="/%s" ContentType="%s"/>`, name, kind)
	}
	override("xl/workbook.xml", mainType+"sheet.main+xml")
	override("xl/styles.xml", mainType+"styles+xml")
	override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")
	for i := range b.Sheets {
		override("xl/"+sheetFile(i), mainType+"worksheet+xml")
	}
	s.WriteString("</Types>")
	return s.String()
}

// relations lists targets with their kinds, by the ids rId1, rId2 and so on.
func relations(kindsAndTargets ...string) string {
	var s strings.Builder
	s.WriteString(xmlHead + `<Relationships xmlns="` + packageSpace + `relationships">`)
	for i := 0; i < len(kindsAndTargets); i += 2 {
		fmt.Fprintf(&s, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i/2+1, kindsAndTargets[i], kindsAndTargets[i+1])
	}
	s.WriteString("</Relationships>")
	return s.String()
}

func (b Workbook) indexRelations() string {
	var all []string
	for i := range b.Sheets {
		all = append(all, officeSpace+"/worksheet", sheetFile(i))
	}
	return relations(append(all, officeSpace+"/styles", "styles.xml")...)
}

func (b Workbook) properties() string {
	made := b.Made.UTC().Format(time.RFC3339)
	return xmlHead + `<cp:coreProperties xmlns:cp="` + packageSpace + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escaped(b.Title) + `</dc:title><dc:creator>Lauter</dc:creator>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + made + `</dcterms:created></cp:coreProperties>`
}

func (b Workbook) index() string {
	var s, filters strings.Builder
	s.WriteString(xmlHead + `<workbook xmlns="` + mainSpace + `" xmlns:r="` + officeSpace + `"><sheets>`)
	for i, sheet := range b.Sheets {
		fmt.Fprintf(&s, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escaped(sheet.Name), i+1, i+1)
		fmt.Fprintf(&filters, `<definedName name="_xlnm._FilterDatabase" localSheetId="%d" hidden="1">'%s'!$A$1:$%s$%d</definedName>`,
			i, escaped(strings.ReplaceAll(sheet.Name, "'", "''")), columnName(len(sheet.Head)), len(sheet.Rows)+1)
	}
	s.WriteString("</sheets><definedNames>" + filters.String() + "</definedNames></workbook>")
	return s.String()
}

func (sheet Sheet) xml() (string, error) {
	var s strings.Builder
	s.WriteString(xmlHead + `<worksheet xmlns="` + mainSpace + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, width := range sheet.widths() {
		fmt.Fprintf(&s, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, width)
	}
	s.WriteString(`</cols><sheetData><row r="1">`)
	for i, text := range sheet.Head {
		textIn(&s, columnName(i+1)+"1", headCell, text)
	}
	s.WriteString("</row>")
	for i, row := range sheet.Rows {
		fmt.Fprintf(&s, `<row r="%d">`, i+2)
		for j, value := range row {
			if err := valueIn(&s, columnName(j+1)+strconv.Itoa(i+2), value); err != nil {
				return "", err
			}
		}
		s.WriteString("</row>")
	}
	fmt.Fprintf(&s, `</sheetData><autoFilter ref="A1:%s%d"/></worksheet>`, columnName(len(sheet.Head)), len(sheet.Rows)+1)
	return s.String(), nil
}

// dayZero is the day before the first of a spreadsheet, which takes 1900 for a leap year.
var dayZero = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)

func valueIn(s *strings.Builder, cell string, value any) error {
	number := func(style int, n string) { fmt.Fprintf(s, `<c r="%s" s="%d"><v>%s</v></c>`, cell, style, n) }
	switch v := value.(type) {
	case nil:
	case string:
		if v != "" {
			textIn(s, cell, textCell, v)
		}
	case int:
		number(textCell, strconv.Itoa(v))
	case Shown:
		if _, err := strconv.ParseFloat(string(v), 64); err != nil {
			return fmt.Errorf("cell %s: %w", cell, err)
		}
		number(shownCell, string(v))
	case time.Time:
		day := time.Date(v.Year(), v.Month(), v.Day(), 0, 0, 0, 0, time.UTC)
		number(dayCell, strconv.Itoa(int(day.Sub(dayZero).Hours()/24)))
	default:
		return fmt.Errorf("cell %s: a %T has no place in a workbook", cell, value)
	}
	return nil
}

func textIn(s *strings.Builder, cell string, style int, text string) {
	fmt.Fprintf(s, `<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, cell, style, escaped(literal(text)))
}

// coded is what a spreadsheet would read as the code of a character.
var coded = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// literal keeps a spreadsheet from reading codes in what somebody typed.
func literal(text string) string { return coded.ReplaceAllString(text, "_x005F$0") }

func escaped(text string) string {
	var s strings.Builder
	_ = xml.EscapeText(&s, []byte(text)) // a builder takes everything
	return s.String()
}

// columnName is the name of a column, the first of which is 1.
func columnName(n int) string {
	name := ""
	for ; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}

// widths fit the longest line of each column within bounds.
func (sheet Sheet) widths() []int {
	all := make([]int, len(sheet.Head))
	fit := func(i, characters int) { all[i] = min(widest, max(all[i], narrowest, characters+2)) }
	for i, text := range sheet.Head {
		fit(i, utf8.RuneCountInString(text))
	}
	for _, row := range sheet.Rows {
		for i, value := range row {
			switch v := value.(type) {
			case string:
				for line := range strings.Lines(v) {
					fit(i, utf8.RuneCountInString(line))
				}
			case time.Time:
				fit(i, len(time.DateOnly))
			}
		}
	}
	return all
}
