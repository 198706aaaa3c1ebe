package pdf

import (
	"bytes"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"lauter/internal/chart"
)

// fonts are those of the product; tests of other fonts make their own.
var fonts = sync.OnceValue(func() (f struct{ text, strong, serif *Font }) {
	read := func(name string) *Font {
		data, err := os.ReadFile("../report/fonts/" + name)
		if err != nil {
			panic(err)
		}
		font, err := ParseFont(data)
		if err != nil {
			panic(err)
		}
		return font
	}
	f.text, f.strong, f.serif = read("SourceSans3-Regular.ttf"), read("SourceSans3-SemiBold.ttf"), read("SourceSerif4-SemiBold.ttf")
	return f
})

var (
	ink   = Hex(0x14202b)
	muted = Hex(0x46525e)
	blue  = Hex(0x0b5563)
)

var samplePalette = Palette{
	Look: func(class string) Look {
		switch {
		case strings.HasPrefix(class, "grid"), strings.HasPrefix(class, "range"):
			return Look{Stroke: muted, Width: 0.75, Dash: 2}
		case strings.HasPrefix(class, "cut"):
			return Look{Stroke: Hex(0xffffff), Width: 2}
		case strings.HasSuffix(class, "off"):
			return Look{Fill: blue.On(Hex(0xffffff), 0.25)}
		}
		return Look{Fill: blue}
	},
	Label: func(string) Style { return Style{Font: fonts().text, Color: ink} },
}

// sample is a document with every kind of thing on it: two pages, a table that goes over both, a figure, a link.
func sample(plain bool) *Document {
	d := New(Info{Title: "Prüfung (1)", Subject: "Ein Muster", Lang: "de", Creator: "Lauter", Date: time.Date(2026, 11, 22, 10, 42, 0, 0, time.UTC)})
	d.plain = plain
	p := d.AddPage(A4)
	p.Artifact(BackgroundArtifact, func() {
		p.Shape(chart.Rect{W: p.Width, H: 80}, Look{Fill: blue})
	})
	body := Style{Font: fonts().text, Size: 10, Color: ink}
	title := Setting{Width: 300, Balanced: true}.Set(Run{"Wirkung und Verantwortung im Marketing", Style{Font: fonts().serif, Size: 24, Color: ink}})
	sect := d.Root().Add(Sect)
	p.Bookmark(1, "Wirkung", 100)
	p.Tag(sect.Add(H1), func() { p.Text(title, 60, 100) })
	text := Setting{Width: 200}.Set(
		Run{"Die Ungleich\u00adbehandlung von Kundinnen wird ", body},
		Run{"nicht geprüft", Style{Font: fonts().strong, Size: 10, Color: ink}},
		Run{", obwohl die Grundverordnung es verlangt. Stufe\u00a03.", body})
	p.Tag(sect.Add(P), func() { p.Text(text, 60, 180) })
	scene := chart.Scale("s", 300, chart.Reading{Score: 2.82, High: 2.91, Level: 2}, 3, chart.ScaleWords{Title: "Skala", Alt: "2,8 von 5", Score: "2,8", Levels: [5]string{"a", "b", "c", "d", "e"}})
	figure := sect.Add(Figure)
	figure.Alt, figure.Box = scene.Alt, Box{60, 260, scene.Width, scene.Height}
	p.Tag(figure, func() { p.Scene(scene, 60, 260, samplePalette) })
	link := sect.Add(P).Add(Link)
	words := Line("So wird gerechnet", body)
	p.Tag(link, func() { p.Text(words, 60, 340) })
	p.Link(link, Box{60, 340, words.Width, words.Height}, "https://example.org/method", "Wie gerechnet wird")
	sampleTable(d, sect, body)
	return d
}

func sampleTable(d *Document, sect *Element, body Style) {
	table := sect.Add(Table)
	head, rows := table.Add(Head).Add(Row), table.Add(Rows)
	p := d.Pages()[0]
	for i, name := range []string{"Feld", "Wert"} {
		th := head.Add(Header)
		th.Scope = ColumnScope
		p.Tag(th, func() { p.Text(Line(name, body), 60+float64(i)*100, 400) })
	}
	p2 := d.AddPage(A4)
	p2.Bookmark(2, "Mehr", 0)
	for i, page := range []*Page{p, p2} {
		row := rows.Add(Row)
		th := row.Add(Header)
		th.Scope = RowScope
		page.Tag(th, func() { page.Text(Line("Daten", body), 60, 420) })
		page.Tag(row.Add(Cell), func() {
			page.Text(Setting{Width: 40, Align: Right}.Set(Run{[]string{"2,82", "3,14"}[i], body}), 160, 420)
		})
	}
	// One paragraph on two pages.
	para := sect.Add(P)
	for _, page := range d.Pages() {
		page.Tag(para, func() { page.Text(Line("und so weiter", body), 60, 600) })
	}
}

func encode(t testing.TB, d *Document) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
