// Package report prints findings on paper: two to four tagged pages in the normal case, for a board that has ten
// minutes: the decision on the first, what it rests on behind it.
// Numbers come from the findings and sentences from package wording, so paper and page say the same.
package report

import (
	"fmt"
	"image"
	"io"
	"time"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

// Paper is the format of the pages.
type Paper string

const (
	A4     Paper = "a4"
	Letter Paper = "letter"
)

// ParsePaper returns the format with this name.
func ParsePaper(s string) (Paper, bool) {
	p := Paper(s)
	return p, p == A4 || p == Letter
}

// Options are what may differ between reports of the same findings in the same language.
type Options struct {
	Paper   Paper  // A4 unless it is Letter
	Results string // address of the results, where every number is explained; empty: the report has no link

	Facts map[string][]string  // what is known of the company; it chooses which laws are shown
	Law   *assessment.LawState // state of the law; nil: that of the model

	Others   []scoring.Placing // among which others the result lies; none: that is not said
	Logo     *image.NRGBA      // of who prepared the report; nil: none
	Preparer string            // their name, which the logo stands for
}

// Write writes the report in the language of the printer. The same findings, language and options give the same bytes,
// whatever the time of day. It may run in parallel.
func Write(out io.Writer, f *scoring.Findings, p *locale.Printer, opt Options) error {
	look, err := theLook()
	if err != nil {
		return fmt.Errorf("prepare report: %w", err)
	}
	r := newReport(f, p, opt, look)
	if err := r.doc.Encode(out); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// report is a report in the making.
type report struct {
	*sheet
	f     *scoring.Findings
	p     *locale.Printer
	words *wording.Words
	look  *look
	opt   Options
	about string    // what kind of report this is, for the heads of its pages
	day   time.Time // of which day it is

	hyphenate func(word string) []int
}

func newReport(f *scoring.Findings, p *locale.Printer, opt Options, look *look) *report {
	r := blank(f, p, opt, look)
	r.about = r.kind()
	r.begin(r.title())
	r.cover()
	r.verdict()
	r.waived()
	r.dimensions()
	r.actions()
	r.firstSteps()
	r.capabilities()
	if r.quick() { // it has room left on its second page
		r.open()
		r.balance()
	} else {
		r.balance()
		r.profile()
		r.open()
	}
	r.acts()
	r.sum()
	r.others()
	r.remarks()
	r.feet()
	return r
}

// blank is a report before its first page.
func blank(f *scoring.Findings, p *locale.Printer, opt Options, look *look) *report {
	r := &report{f: f, p: p, words: wording.New(f, p), look: look, opt: opt, day: f.AsOf}
	if patterns, ok := hyphens[p.Lang()]; ok {
		r.hyphenate = patterns().Hyphenate
	}
	return r
}

// begin begins the first page.
func (r *report) begin(title string) {
	doc := pdf.New(pdf.Info{
		Title:   title,
		Subject: r.p.Text(r.f.Model.Name),
		Lang:    string(r.p.Lang()),
		Creator: "Lauter",
		Date:    r.f.AsOf,
	})
	size := pdf.A4
	if r.opt.Paper == Letter {
		size = pdf.Letter
	}
	r.sheet = newSheet(doc, size)
}

func (r *report) title() string {
	if r.f.Organisation == "" {
		return r.p.T("report.title.unnamed")
	}
	return r.p.T("report.title", "Organisation", r.f.Organisation)
}

// kind says which kind of assessment this is, and that a quick scan only indicates.
func (r *report) kind() string {
	if r.quick() {
		return r.p.T("results.tag.quick")
	}
	return r.p.T("kind.full")
}

func (r *report) quick() bool { return r.f.Kind == assessment.KindQuick }

// feet writes on every page, once it is known how many there are, what the result does not claim and which page it is;
// on all but the first also whose report it is.
func (r *report) feet() {
	pages := r.doc.Pages()
	for i, page := range pages {
		right := r.p.T("report.page", "Page", i+1, "Pages", len(pages))
		page.Artifact(pdf.FooterArtifact, func() {
			y := page.Height - footRoom
			page.Shape(r.hairline(margin, y, r.width), r.look.hairline)
			page.Text(pdf.Line(r.words.Disclaimer(), r.look.foot), margin, y+7)
			page.Text(r.rightLine(right, r.look.foot), margin, y+7)
		})
		if i > 0 {
			page.Artifact(pdf.HeaderArtifact, func() { r.runningHead(page) })
		}
	}
}

// runningHead is the head of the pages after the first, on one line however long the name is.
func (r *report) runningHead(page *pdf.Page) {
	const y = 26
	right := r.rightLine(r.about+", "+r.p.Date(r.day), r.look.foot)
	left := r.f.Organisation
	if left == "" {
		left = r.p.Text(r.f.Model.Name)
	}
	page.Text(r.shortened(left, r.look.footStrong, r.width-right.Width-20), margin, y)
	page.Text(right, margin, y)
}

// shortened cuts a text that is too long for its place and says so with an ellipsis.
func (r *report) shortened(s string, style pdf.Style, width float64) *pdf.Paragraph {
	par := pdf.Line(s, style)
	for runes := []rune(s); par.Width > width && len(runes) > 1; {
		runes = runes[:len(runes)-1]
		par = pdf.Line(string(runes)+"…", style)
	}
	return par
}

func (r *report) rightLine(s string, style pdf.Style) *pdf.Paragraph {
	return pdf.Setting{Width: r.width, Align: pdf.Right}.Set(pdf.Run{Text: s, Style: style})
}
