package report

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"lauter/internal/chart"
	"lauter/internal/pdf"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// look is how everything in a report looks: the type and the colours of the product's pages in the light theme.
type look struct {
	brand, organisation, onBand, onBandStrong    pdf.Style
	standing, headline, lead                     pdf.Style
	heading, subheading, group, big, of, figure  pdf.Style
	body, strong, small, smallStrong, smallMuted pdf.Style
	label, tag, chip                             pdf.Style
	fine, fineStrong, foot, footStrong           pdf.Style

	rowPad         float64 // above and below the text of a row
	hairline, rule pdf.Look
	palette        pdf.Palette
}

// The colours of the product.
var (
	ink        = pdf.Hex(0x14202b)
	ink2       = pdf.Hex(0x46525e)
	ink3       = pdf.Hex(0x5a6570)
	accent     = pdf.Hex(0x0b5563)
	accentSoft = pdf.Hex(0xe2eff0)
	white      = pdf.Hex(0xffffff)
	paper      = pdf.Hex(0xfaf8f4)
	sunken     = pdf.Hex(0xf1eee8)
	line       = pdf.Hex(0xe2dcd1)
	warn       = pdf.Hex(0x7a4f00)
	warnSoft   = pdf.Hex(0xfbf1de)
	onAccent   = pdf.Hex(0xd3e5e7)

	levelColors   = [chart.Levels + 1]pdf.Color{0, pdf.Hex(0xc37242), pdf.Hex(0x8c6902), pdf.Hex(0x006453), pdf.Hex(0x003c9b), pdf.Hex(0x3e185f)}
	onLevelColors = [chart.Levels + 1]pdf.Color{0, pdf.Hex(0x10161d), white, white, white, white}
)

// theLook is the look of all reports. It reads the fonts once.
var theLook = sync.OnceValues(func() (*look, error) {
	var fonts [3]*pdf.Font
	for i, name := range []string{"SourceSans3-Regular", "SourceSans3-SemiBold", "SourceSerif4-SemiBold"} {
		data, err := fontFiles.ReadFile("fonts/" + name + ".ttf")
		if err != nil {
			return nil, err
		}
		if fonts[i], err = pdf.ParseFont(data); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return newLook(fonts[0], fonts[1], fonts[2]), nil
})

// density is how large type and the room between rows are: with it, the decision fits on the first page.
const density = 0.93

func newLook(text, strong, serif *pdf.Font) *look {
	style := func(font *pdf.Font, size, leading float64, color pdf.Color) pdf.Style {
		return pdf.Style{Font: font, Size: density * size, Leading: density * leading, Color: color}
	}
	l := &look{
		brand:        style(serif, 15, 18, white),
		organisation: style(serif, 22, 26, white),
		onBand:       style(text, 9.5, 13, onAccent),
		onBandStrong: style(strong, 9.5, 13, white),
		standing:     style(strong, 10.5, 15, accent),
		headline:     style(serif, 18.5, 22, ink),
		lead:         style(text, 10, 13.5, ink2),
		heading:      style(serif, 13, 16, ink),
		big:          style(serif, 20, 22, ink),
		of:           style(text, 8.5, 22, ink3),
		body:         style(text, 9.25, 12.5, ink),
		strong:       style(strong, 9.25, 12.5, ink),
		small:        style(text, 8.25, 10.75, ink),
		smallStrong:  style(strong, 8.25, 10.75, ink),
		smallMuted:   style(text, 8.25, 10.75, ink2),
		subheading:   style(serif, 11.5, 14, ink),
		group:        style(serif, 10.5, 13, accent),
		fine:         pdf.Style{Font: text, Size: 7.25, Leading: 9.25, Color: ink2},
		fineStrong:   pdf.Style{Font: strong, Size: 7.25, Leading: 9.25, Color: accent},
		label:        style(strong, 7.75, 10.5, ink2),
		tag:          style(strong, 7.5, 11.5, warn),
		figure:       style(serif, 13, 15, ink),
		chip:         style(strong, 10, 15, white),
		foot:         style(text, 7.5, 10, ink3),
		footStrong:   style(strong, 7.5, 10, ink2),
		rowPad:       3 * density,
		hairline:     pdf.Look{Stroke: line, Width: 0.75},
		rule:         pdf.Look{Stroke: ink, Width: 1.25},
	}
	for _, s := range []*pdf.Style{&l.headline, &l.organisation, &l.big} {
		s.Tracking = -0.01
	}
	for _, s := range []*pdf.Style{&l.figure, &l.big} {
		s.Tabular = true
	}
	l.palette = pdf.Palette{Look: shapeLook, Label: func(class string) pdf.Style {
		switch {
		case strings.Contains(class, "strong"):
			return style(strong, 0, 0, ink)
		case strings.Contains(class, "muted"):
			return style(text, 0, 0, ink2)
		}
		return style(text, 0, 0, ink)
	}}
	return l
}

// shapeLook is the palette of charts on paper.
func shapeLook(class string) pdf.Look {
	mark, rest, _ := strings.Cut(class, " ")
	hollow := strings.Contains(rest, "hollow")
	switch mark {
	case "track", "field":
		if rest == "best" {
			return pdf.Look{Fill: accentSoft}
		}
		return pdf.Look{Fill: sunken}
	case "grid":
		return pdf.Look{Stroke: line, Width: 0.75}
	case "frame":
		return pdf.Look{Stroke: ink3, Width: 0.75}
	case "cut":
		return pdf.Look{Stroke: white, Width: 2}
	case "range":
		return pdf.Look{Stroke: ink2, Width: 0.9, Dash: 2}
	case "target":
		return pdf.Look{Stroke: ink, Width: 1.5}
	case "range-end":
		return pdf.Look{Stroke: ink2, Width: 0.9}
	case "area":
		return pdf.Look{Fill: accentSoft, Stroke: accent, Width: 1.25}
	case "pin":
		if hollow {
			return pdf.Look{Fill: white, Stroke: ink, Width: 2}
		}
		return pdf.Look{Fill: ink, Stroke: white, Width: 1.5}
	case "dot", "fill":
		if hollow {
			return pdf.Look{Fill: white, Stroke: ink2, Width: 1.25}
		}
		return pdf.Look{Fill: levelColor(rest)}
	case "lock":
		if rest == "shackle" {
			return pdf.Look{Stroke: warn, Width: 1.1}
		}
		return pdf.Look{Fill: warn}
	}
	if rest == "off" {
		return pdf.Look{Fill: levelColor(mark).On(white, 0.26)}
	}
	return pdf.Look{Fill: levelColor(mark)}
}

// levelColor is the colour of "level-1" to "level-5", none for other classes.
func levelColor(class string) pdf.Color {
	n, err := strconv.Atoi(strings.TrimPrefix(class, "level-"))
	if err != nil || n < 1 || n > chart.Levels {
		return 0
	}
	return levelColors[n]
}
