package report

import (
	"lauter/internal/chart"
	"lauter/internal/pdf"
)

// The measures of the band on the first page.
const (
	bandTop    = 24
	bandBottom = 16
	titleTop   = 31 // below the mark
	markSize   = 16
)

// cover is the band across the top of the first page: the product, whose report it is, of what and as of when.
func (r *report) cover() {
	name, model := r.f.Organisation, r.p.Text(r.f.Model.Name)
	if name == "" {
		name, model = model, r.p.Text(r.f.Model.Claim)
	}
	r.band(name, model, r.kind(), r.p.T("report.date", "Date", r.p.Date(r.f.AsOf)))
}

// band draws the band with a name and what stands below it and, at its right end, a fact with the date below it.
func (r *report) band(name, below, fact, date string) {
	const aside = 190 // for fact and date
	sect := r.doc.Root().Add(pdf.Sect)
	brand := words(sect.Add(pdf.P), pdf.Line("Lauter", r.look.brand))
	room := r.width - 40
	if r.opt.Logo != nil {
		room = r.width - logoWidth - 2*logoPadding - 24
	}
	title := stack(
		words(sect.Add(pdf.P), pdf.Setting{Width: room, Balanced: true}.Set(run(name, r.look.organisation))),
		gap(2),
		r.text(sect, room, run(below, r.look.onBand)),
	)
	side := pdf.Setting{Width: aside, Align: pdf.Right}
	facts := stack(
		words(sect.Add(pdf.P), side.Set(run(fact, r.look.onBandStrong))),
		words(sect.Add(pdf.P), side.Set(run(date, r.look.onBand))),
	)
	logo := r.logo(sect, side)
	height := bandTop + max(titleTop+title.height, facts.height+logo.height) + bandBottom
	r.page.Artifact(pdf.BackgroundArtifact, func() {
		r.page.Shape(chart.Rect{W: r.page.Width, H: height}, pdf.Look{Fill: accent})
		r.mark(margin, bandTop)
	})
	brand.draw(r.page, margin+markSize+8, bandTop)
	title.draw(r.page, margin, bandTop+titleTop)
	facts.draw(r.page, margin+r.width-aside, bandTop-1)
	logo.draw(r.page, margin+r.width-aside, bandTop-1+facts.height)
	r.y = height + 17
}

// The room that a logo gets, and the paper around it: logos are made for white.
const (
	logoWidth   = 130
	logoHeight  = 40
	logoPadding = 7
)

// logo is the sign of who prepared the report, at the right edge of the band; nothing if there is none.
func (r *report) logo(sect *pdf.Element, side pdf.Setting) block {
	if r.opt.Logo == nil {
		return gap(0)
	}
	size := r.opt.Logo.Bounds().Size()
	scale := min(logoWidth/float64(size.X), logoHeight/float64(size.Y))
	w, h := scale*float64(size.X), scale*float64(size.Y)
	by := words(sect.Add(pdf.P), side.Set(run(r.p.T("report.prepared"), r.look.onBand)))
	figure := sect.Add(pdf.Figure)
	figure.Alt = r.opt.Preparer
	return stack(gap(9), by, gap(3), block{h + 2*logoPadding, func(p *pdf.Page, x, y float64) {
		figure.Box = pdf.Box{X: x + side.Width - w - logoPadding, Y: y + logoPadding, W: w, H: h}
		p.Artifact(pdf.LayoutArtifact, func() {
			p.Shape(chart.Rect{
				X: figure.Box.X - logoPadding, Y: y, W: w + 2*logoPadding, H: h + 2*logoPadding, Radius: 4,
			}, pdf.Look{Fill: white})
		})
		p.Tag(figure, func() { p.Picture(r.opt.Logo, figure.Box) })
	}})
}

// mark is the sign of the product: three bars that rise.
func (r *report) mark(x, y float64) {
	const unit = markSize / 20.0
	for i, height := range []float64{9, 14, 20} {
		r.page.Shape(chart.Rect{
			X: x + float64(i)*7.5*unit, Y: y + (20-height)*unit, W: 5 * unit, H: height * unit, Radius: 1.5 * unit,
		}, pdf.Look{Fill: white})
	}
}
