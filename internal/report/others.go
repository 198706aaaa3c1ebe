package report

import (
	"lauter/internal/pdf"
)

// others say where the result lies among those of other organisations, and how little that claims.
func (r *report) others() {
	if len(r.opt.Others) == 0 {
		return
	}
	sect := r.doc.Root().Add(pdf.Sect)
	blocks := []block{
		r.heading(sect, r.width, r.p.T("benchmark.title"), r.look.heading), gap(1),
		r.text(sect, r.width, run(r.words.OthersNote(r.opt.Others[0].N), r.look.smallMuted)), gap(3),
	}
	for _, p := range r.opt.Others {
		line := r.words.Others(p)
		for _, more := range []string{r.words.Middle(p), r.words.Percentile(p)} {
			if more != "" {
				line += " " + more
			}
		}
		blocks = append(blocks, r.text(sect, r.width, run(line, r.look.small)), gap(2))
	}
	r.space(12)
	r.place(stack(blocks...))
}
