package report

import (
	"lauter/internal/chart"
	"lauter/internal/pdf"
)

// column is a column of a table.
type column struct {
	title string
	room  float64 // from its left edge to that of the next
	width float64 // of its text
	align pdf.Align
}

// table is a table whose head is repeated on every page that it goes on to.
type table struct {
	r       *report
	columns []column
	extra   block // drawn in the head besides the titles
	element *pdf.Element
	rows    []tableRow
	whole   bool // stands on one page if a page is enough
	body    *pdf.Element
}

type tableRow struct {
	block
	keep bool // stays with the row after it
}

func (r *report) newTable(parent *pdf.Element, columns []column) *table {
	t := &table{r: r, columns: columns, extra: gap(0), element: parent.Add(pdf.Table)}
	return t
}

// head is the head of the table, for screen readers the first time only.
func (t *table) head() block {
	var cells []sized
	row := t.element.Add(pdf.Head).Add(pdf.Row)
	for _, c := range t.columns {
		th := row.Add(pdf.Header)
		th.Scope = pdf.ColumnScope
		cells = append(cells, sized{c.room, words(th, t.title(c))})
	}
	return t.headBlock(cells)
}

func (t *table) headAgain() block {
	var cells []sized
	for _, c := range t.columns {
		cells = append(cells, sized{c.room, silent(t.title(c))})
	}
	return t.headBlock(cells)
}

func (t *table) title(c column) *pdf.Paragraph {
	return pdf.Setting{Width: c.width, Align: c.align}.Set(run(c.title, t.r.look.label))
}

func (t *table) headBlock(cells []sized) block {
	titles := beside(cells...)
	for i := range cells { // the last lines of all titles stand on one line
		cells[i].block = at(0, titles.height-cells[i].height, cells[i].block)
	}
	return stack(
		over(t.extra, beside(cells...)), gap(3),
		shape(chart.Line{X2: t.r.width}, pdf.Look{Stroke: ink, Width: 1}),
	)
}

// row appends a row. The first cell heads it.
func (t *table) row(cells func(tr *pdf.Element) []block) {
	if t.body == nil {
		t.body = t.element.Add(pdf.Rows)
	}
	var sizes []sized
	for i, b := range cells(t.body.Add(pdf.Row)) {
		sizes = append(sizes, sized{t.columns[i].room, b})
	}
	content := beside(sizes...)
	t.rows = append(t.rows, tableRow{block: stack(gap(t.r.look.rowPad), content, gap(t.r.look.rowPad), shape(chart.Line{X2: t.r.width}, t.r.look.hairline))})
}

// group appends a row that names those after it.
func (t *table) group(name string) {
	if t.body == nil {
		t.body = t.element.Add(pdf.Rows)
	}
	th := t.body.Add(pdf.Row).Add(pdf.Header)
	th.Scope, th.ColSpan = pdf.RowScope, len(t.columns)
	par := t.r.set(t.r.width, run(name, t.r.look.group))
	t.rows = append(t.rows, tableRow{stack(gap(2*t.r.look.rowPad), words(th, par), gap(2), shape(chart.Line{X2: t.r.width}, t.r.look.hairline)), true})
}

// place draws the table below its heading, with at least a few rows beside it on the page.
func (t *table) place(heading, head block) {
	const together = 3 // rows
	first := heading.height + head.height
	for _, row := range t.rows[:min(together, len(t.rows))] {
		first += row.height
	}
	if t.whole {
		all := heading.height + head.height
		for _, row := range t.rows {
			all += row.height
		}
		if all <= t.r.whole() {
			first = all
		}
	}
	t.r.need(first)
	t.r.place(heading, head)
	for i, row := range t.rows {
		height := row.height
		if row.keep && i+1 < len(t.rows) {
			height += t.rows[i+1].height
		}
		if t.r.need(height) {
			t.r.place(t.headAgain())
		}
		t.r.place(row.block)
	}
}
