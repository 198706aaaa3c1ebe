package web

import (
	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// sampleWorks is the sample in every language, computed once: it never changes while the server runs. Without a sample
// there is none.
func sampleWorks(sample *assessment.Sample) map[locale.Lang]*work {
	all := map[locale.Lang]*work{}
	if sample == nil {
		return all
	}
	for _, l := range locale.Langs {
		a, answers := sample.In(l)
		findings, err := scoring.Evaluate(a, answers)
		if err != nil {
			panic(err) // a sample that was loaded fits its model
		}
		all[l] = &work{Assessment: a, asked: a.Questionnaire(), answers: answers, findings: findings}
	}
	return all
}

// isSample says that the work is the sample, which is nobody's.
func (w *work) isSample() bool { return w.findings != nil }

// sample lets everybody in to see the sample. The pages are those of every result; they read nothing but the program.
func (s *Server) sample(handle func(*request, *work) error) func(*request) error {
	return func(r *request) error {
		w, ok := s.samples[r.p.Lang()]
		if !ok {
			return assessment.ErrNotFound
		}
		return handle(r, w)
	}
}

// sampleView is what the start page shows of the sample; nil: there is none.
func (s *Server) sampleView(r *request) *templates.ResultsView {
	w, ok := s.samples[r.p.Lang()]
	if !ok {
		return nil
	}
	return &templates.ResultsView{Findings: w.findings, Words: wording.New(w.findings, r.p)}
}
