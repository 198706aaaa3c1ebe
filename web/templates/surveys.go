package templates

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"lauter/assessment"
)

// SurveyPath is the address of a page for those who answer a survey.
func SurveyPath(id string, rest ...string) string {
	return strings.Join(append([]string{"/surveys", id}, rest...), "/")
}

// SurveysView lists the surveys on an assessment.
type SurveysView struct {
	All       []assessment.Survey // the newest first
	Form      SurveyForm
	Questions int // of the assessment
	Quick     int // of its quick scan; 0: it is one
	Now       time.Time
}

// open is the survey that is not closed yet, if there is one.
func (v SurveysView) open() (assessment.Survey, bool) {
	i := slices.IndexFunc(v.All, func(s assessment.Survey) bool { return !s.Closed() })
	if i < 0 {
		return assessment.Survey{}, false
	}
	return v.All[i], true
}

// SurveyForm begins a survey, as it was typed.
type SurveyForm struct {
	Mode, Threshold, Questions, Links, Closes, Roles string

	Wrong map[string]string
}

// thresholds are what can be chosen.
func thresholds() (all []string) {
	for n := assessment.LeastThreshold; n <= assessment.MostThreshold; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// SurveyView is an open survey.
type SurveyView struct {
	Survey assessment.Survey
	Form   SurveyLinksForm
	Now    time.Time
}

// heading says how far a survey is, or what comes first.
func (v SurveyView) heading(p *Page) string {
	if v.Survey.Joined == 0 && v.Survey.Links == 0 && v.Survey.Takes(v.Now) && p.May(assessment.RightManage) {
		return p.T("survey.fresh")
	}
	return surveyFinished(p, v.Survey)
}

// surveyFinished says how many of those who take part have finished.
func surveyFinished(p *Page, s assessment.Survey) string {
	if s.Joined == 0 {
		return p.T("survey.finished.none")
	}
	return p.T("survey.finished", "Finished", s.Finished, "N", s.Joined)
}

// SurveyLinksForm makes links to a survey, and moves its closing date.
type SurveyLinksForm struct {
	Names, Number, Closes string

	Wrong map[string]string
}

// SurveyLinksView shows links that were just made, once.
type SurveyLinksView struct {
	Survey assessment.Survey
	Links  []SurveyLink
}

// fields are the ids of the fields of all links.
func (v SurveyLinksView) fields() string {
	ids := make([]string, len(v.Links))
	for i := range v.Links {
		ids[i] = linkField(i)
	}
	return strings.Join(ids, " ")
}

// SurveyLink is one of them.
type SurveyLink struct {
	Name string // whom it is for; empty: everybody
	URL  string
}

// mode says whether votes are named, in a few words.
func surveyMode(p *Page, s assessment.Survey) string {
	if s.Named {
		return p.T("survey.mode.named.short")
	}
	return p.T("survey.mode.anonymous.short", "N", s.Threshold)
}

func (p *Page) survey(s assessment.Survey, rest ...string) string {
	return p.in(append([]string{"surveys", s.ID}, rest...)...)
}

func (p *Page) surveyAction(s assessment.Survey, what ...string) string {
	return p.action(path.Join(append([]string{"surveys", s.ID}, what...)...))
}

// chosenQuestions is what is asked unless something else was chosen.
func (f SurveyForm) chosenQuestions() string {
	if f.Questions == "quick" {
		return "quick"
	}
	return "all"
}

// choiceField is the id of one of a few; the first is where the summary of errors leads.
func choiceField(name string, i int) string {
	if i == 0 {
		return name
	}
	return name + "-" + strconv.Itoa(i)
}

func linkField(i int) string {
	if i == 0 {
		return "link"
	}
	return "link-" + strconv.Itoa(i)
}
