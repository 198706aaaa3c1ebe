package web

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

const languagePath = "/language"

// readable are the patterns that answer GET as well as POST, so a switch of language may lead back to them.
var readable = map[string]bool{
	"/assessments/:id/questions/:q": true,
	"/assessments/:id/profile":      true,
	"/assessments/:id/delete":       true,
	"/resume/:token":                true,
}

// routes registers every address of the product. Each goes through public, owned or saving, so none is open by omission.
func (s *Server) routes(e *echo.Echo) {
	get := func(path string, h echo.HandlerFunc) { e.Match([]string{http.MethodGet, http.MethodHead}, path, h) }
	post := func(path string, h echo.HandlerFunc) { e.POST(path, h) }

	get("/", s.public(s.getStart))
	post(languagePath, s.public(s.postLanguage))
	post("/preferences", s.public(s.postPreferences))
	get("/demo", s.public(s.sample(s.getResults)))
	get("/demo/explain/:scope", s.public(s.sample(s.getExplanation)))
	get("/demo/answers", s.public(s.sample(s.getAnswers)))
	get("/demo/answers.csv", s.public(s.sample(s.getAnswersCSV)))
	get("/demo/export.json", s.public(s.sample(s.getExport)))
	get("/demo/regulation", s.public(s.sample(s.getRegulation)))
	get("/demo/report.pdf", s.public(s.sample(s.getReport)))
	get("/method", s.public(s.getMethod))
	get("/method/questions", s.public(s.getQuestions))
	get("/method/questions/:q", s.public(s.getMethodQuestion))
	get("/legal/:page", s.public(s.getLegal))

	post("/assessments", s.public(s.postAssessment))
	get("/resume/:token", s.public(s.getResume))
	post("/resume/:token", s.public(s.postResume))

	get("/assessments/:id", s.owned(s.getTasks))
	get("/assessments/:id/profile", s.owned(s.getProfile))
	post("/assessments/:id/profile", s.owned(s.postProfile))
	get("/assessments/:id/questions/:q", s.owned(s.getQuestion))
	post("/assessments/:id/questions/:q", s.saving(s.postAnswer))
	get("/assessments/:id/capabilities/:c", s.owned(s.getCapability))
	get("/assessments/:id/review", s.owned(s.getReview))
	post("/assessments/:id/finish", s.owned(s.postFinish))
	post("/assessments/:id/reopen", s.owned(s.postReopen))
	post("/assessments/:id/extend", s.owned(s.postExtend))
	post("/assessments/:id/link", s.owned(s.postLink))
	get("/assessments/:id/delete", s.owned(s.getDelete))
	post("/assessments/:id/delete", s.owned(s.postDelete))

	get("/assessments/:id/results", s.owned(s.getResults))
	get("/assessments/:id/results/explain/:scope", s.owned(s.getExplanation))
	get("/assessments/:id/results/answers", s.owned(s.getAnswers))
	get("/assessments/:id/results/answers.csv", s.owned(s.getAnswersCSV))
	get("/assessments/:id/results/regulation", s.owned(s.getRegulation))
	get("/assessments/:id/export.json", s.owned(s.getExport))
	get("/assessments/:id/report.pdf", s.owned(s.getReport))

	get("/static/:version/*", s.getAsset)
	get("/healthz", s.getHealth)
	get("/readyz", s.getReady)
}
