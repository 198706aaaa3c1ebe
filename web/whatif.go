package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lauter/assessment"
	"lauter/internal/scoring"
	"lauter/internal/wording"
	"lauter/web/templates"
)

// whatIf is the page of suppositions: the end of its address, its style sheet and its tab.
const (
	whatIf     = "what-if"
	whatIfArea = "whatif"
	whatIfTab  = "whatif"
)

// Limits of an address. The form of the largest model in use sends about 3,000 bytes.
const (
	maxWhatIf = 16 << 10 // of the query, in bytes
	toldWrong = 5        // refused settings that are told one by one
)

// Parameters of an address: the level of a capability, or that of one question, each followed by its id.
const (
	ofCapability = "c."
	ofQuestion   = "q."
	ofModel      = "model"
)

// supposing is what the address of a what-if says.
type supposing struct {
	scoring.Supposition
	query   url.Values // what of it is kept, without what says nothing
	foreign string     // version of the model that the address was made for, if it is another
	leftOut []string   // settings of that version that this assessment does not have, as typed
	wrong   []refusedSetting
	tooLong bool
}

// refusedSetting is a setting that says nothing that can be supposed.
type refusedSetting struct {
	name, typed string
	known       bool // the level is refused, else the id
}

func (x *supposing) refused() bool { return x.tooLong || len(x.wrong) > 0 }

// readSupposing reads an address. Settings that cannot be meant are kept apart; the others hold all the same.
func readSupposing(raw string, w *work) supposing {
	x := supposing{
		Supposition: scoring.Supposition{Capabilities: map[string]int{}, Questions: map[string]int{}},
		query:       url.Values{},
	}
	if len(raw) > maxWhatIf {
		x.tooLong = true
		return x
	}
	given, _ := url.ParseQuery(raw) // what cannot be decoded is left out
	own := templates.ModelKey(w.Model)
	if version := given.Get(ofModel); version != "" && version != own {
		x.foreign = typed(version)
		x.query.Set(ofModel, version)
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if value := given.Get(name); value != "" {
			x.set(name, value, w.asked)
		}
	}
	if len(x.query) > 0 && x.foreign == "" {
		x.query.Set(ofModel, own)
	}
	return x
}

func (x *supposing) set(name, value string, m *assessment.Model) {
	levels, id, known := x.Capabilities, "", false
	if rest, ok := strings.CutPrefix(name, ofCapability); ok {
		id = rest
		_, known = m.Capability(id)
	} else if rest, ok := strings.CutPrefix(name, ofQuestion); ok {
		levels, id = x.Questions, rest
		_, known = m.Question(id)
	} else {
		return
	}
	x.query.Set(name, value)
	level, ok := assessment.ParseChoice(value)
	switch {
	case !known && x.foreign != "":
		x.leftOut = append(x.leftOut, typed(id))
	case !known:
		x.wrong = append(x.wrong, refusedSetting{name, typed(id), false})
	case !ok || !level.Rated():
		x.wrong = append(x.wrong, refusedSetting{name, typed(value), true})
	default:
		levels[id] = int(level)
	}
}

// without is the query less one setting. A version alone says nothing.
func (x *supposing) without(name string) string {
	rest := maps.Clone(x.query)
	delete(rest, name)
	if len(rest) == 1 && rest.Has(ofModel) {
		return ""
	}
	return rest.Encode()
}

// path is the address of a page about the work, without the language.
func (w *work) path(rest ...string) string {
	if w.isSample() {
		return templates.SamplePath(rest...)
	}
	return templates.AssessmentPath(w.ID, rest...)
}

// getWhatIf shows what other answers would lead to. All of it stands in the address, which is kept short: settings that
// were left as they are do not stay in it.
func (s *Server) getWhatIf(r *request, w *work) error {
	raw := r.Request().URL.RawQuery
	x := readSupposing(raw, w)
	given, _ := url.ParseQuery(raw)
	given.Del("lang")
	if kept := x.query.Encode(); !x.refused() && kept != given.Encode() {
		return r.see(withQuery(w.path(whatIf), kept))
	}
	return s.showWhatIf(r, w, x)
}

func withQuery(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// suppose turns an address into findings, those of today and those supposed.
func (s *Server) suppose(r *request, w *work, x supposing) (templates.WhatIfView, error) {
	found, err := scoring.Suppose(w.Assessment, w.answers, x.Supposition)
	if err != nil {
		return templates.WhatIfView{}, err
	}
	view := templates.WhatIfView{
		ResultsView: templates.ResultsView{Findings: found.After, Words: wording.New(found.After, r.p)},
		Today:       templates.ResultsView{Findings: found.Before, Words: wording.New(found.Before, r.p)},
		WhatIf:      found,
		Levels:      x.Supposition,
		Version:     templates.ModelKey(w.Model),
		Query:       x.query.Encode(),
	}
	if len(found.Moves) > 0 {
		view.Supposed = &templates.Supposed{Query: view.Query, Today: map[string]assessment.Choice{}}
		for _, move := range found.Moves {
			view.Supposed.Today[move.Question] = move.Before
		}
	}
	return view, nil
}

func (s *Server) showWhatIf(r *request, w *work, x supposing) error {
	view, err := s.suppose(r, w, x)
	if err != nil {
		return err
	}
	view.Foreign, view.LeftOut = x.foreign, x.leftOut
	view.Settings = w.settings(x, view.WhatIf.Moves)
	if view.Scenarios, err = s.scenarios(r, w, view.Today); err != nil {
		return err
	}
	page := s.page(r, frame{area: whatIfArea, work: w, tab: whatIfTab})
	page.Title = view.Words.WhatIfTitle(view.WhatIf)
	status := http.StatusOK
	if x.refused() {
		status = http.StatusUnprocessableEntity
		view.Errors = x.errors(r)
		view.Query = "" // half of what was meant is not worth keeping
		page = page.WithError()
	}
	if x.tooLong {
		page.Here = r.Request().URL.Path
	}
	return s.render(r, status, templates.WhatIf(page, view))
}

// errors says what is wrong with an address, the first few settings one by one.
func (x *supposing) errors(r *request) []templates.FieldError {
	if x.tooLong {
		return []templates.FieldError{{Field: "settings", Text: r.p.T("whatif.error.long")}}
	}
	var errs []templates.FieldError
	for _, wrong := range x.wrong[:min(toldWrong, len(x.wrong))] {
		e := templates.FieldError{Field: "settings", Text: r.p.T("whatif.error.id", "Typed", wrong.typed)}
		if wrong.known {
			e = templates.FieldError{Field: wrong.name, Text: r.p.T("whatif.error.level", "Typed", wrong.typed)}
		}
		errs = append(errs, e)
	}
	if more := len(x.wrong) - len(errs); more > 0 {
		errs = append(errs, templates.FieldError{Field: "settings", Text: r.p.T("whatif.error.more", "N", more)})
	}
	return errs
}

// settings lists what was set, in model order, each with the answers that it changes.
func (w *work) settings(x supposing, moves []scoring.Supposed) []templates.Setting {
	var all []templates.Setting
	for _, c := range w.asked.Capabilities() {
		whole := templates.Setting{Capability: c, Level: x.Capabilities[c.ID], Without: x.without(ofCapability + c.ID)}
		var single []templates.Setting
		for _, q := range c.Questions {
			at := slices.IndexFunc(moves, func(m scoring.Supposed) bool { return m.Question == q.ID })
			if level := x.Questions[q.ID]; level > 0 {
				one := templates.Setting{Capability: c, Question: q, Level: level, Without: x.without(ofQuestion + q.ID)}
				if at >= 0 {
					one.Moves = moves[at : at+1]
				}
				single = append(single, one)
			} else if at >= 0 {
				whole.Moves = append(whole.Moves, moves[at])
			}
		}
		if whole.Level > 0 {
			all = append(all, whole)
		}
		all = append(all, single...)
	}
	return all
}

// getWhatIfExplanation shows how a supposed number comes about, on the page that explains the real one.
func (s *Server) getWhatIfExplanation(r *request, w *work) error {
	x := readSupposing(r.Request().URL.RawQuery, w)
	if x.refused() {
		return s.showWhatIf(r, w, x)
	}
	view, err := s.suppose(r, w, x)
	if err != nil {
		return err
	}
	if view.Supposed == nil { // it is the real number
		return r.see(s.explanationPath(w, r.Param("scope")))
	}
	return s.explain(r, w, view.ResultsView)
}

// explanationPath is where a real number is explained.
func (s *Server) explanationPath(w *work, scope string) string {
	if w.isSample() {
		return templates.SamplePath("explain", url.PathEscape(scope))
	}
	return templates.AssessmentPath(w.ID, "results", "explain", url.PathEscape(scope))
}

// askedAnswers are the answers to what the assessment asks. A quick scan may hold others, from before.
func (w *work) askedAnswers() assessment.Answers {
	kept := assessment.Answers{}
	for _, q := range w.asked.Questions() {
		if a, ok := w.answers[q.ID]; ok {
			kept[q.ID] = a
		}
	}
	return kept
}
