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

	"/assessments/:id/scenarios/:scenario/delete": true,

	"/assessments/:id/actions":              true,
	"/assessments/:id/actions/:item":        true,
	"/assessments/:id/actions/:item/remove": true,
	"/assessments/:id/targets":              true,
	"/resume/:token":                        true,
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
	get("/demo/what-if", s.public(s.sample(s.getWhatIf)))
	get("/demo/what-if/explain/:scope", s.public(s.sample(s.getWhatIfExplanation)))
	get("/demo/plan", s.public(s.sample(s.getPlan)))
	get("/demo/plan/explain", s.public(s.sample(s.getPlanExplanation)))
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
	post("/assessments/:id/capabilities/:c/confirm", s.owned(s.postConfirm))
	get("/assessments/:id/rounds/new", s.owned(s.getNewRound))
	post("/assessments/:id/rounds", s.owned(s.postRound))
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
	get("/assessments/:id/results/compare", s.owned(s.getCompare))
	get("/assessments/:id/results/compare/explain", s.owned(s.getChange))
	get("/assessments/:id/results/compare.csv", s.owned(s.getCompareCSV))
	get("/assessments/:id/what-if", s.owned(s.getWhatIf))
	get("/assessments/:id/what-if/explain/:scope", s.owned(s.getWhatIfExplanation))
	post("/assessments/:id/scenarios", s.owned(s.postScenario))
	get("/assessments/:id/scenarios/:scenario/delete", s.owned(s.getScenarioDelete))
	post("/assessments/:id/scenarios/:scenario/delete", s.owned(s.postScenarioDelete))
	get("/assessments/:id/plan", s.owned(s.getPlan))
	get("/assessments/:id/plan/explain", s.owned(s.getPlanExplanation))
	get("/assessments/:id/actions", s.owned(s.getActionPlan))
	post("/assessments/:id/actions", s.owned(s.postActionPlan))
	get("/assessments/:id/actions/new", s.owned(s.getNewAction))
	get("/assessments/:id/actions/:item", s.owned(s.getAction))
	post("/assessments/:id/actions/:item", s.owned(s.postAction))
	get("/assessments/:id/actions/:item/remove", s.owned(s.getRemoveAction))
	post("/assessments/:id/actions/:item/remove", s.owned(s.postRemoveAction))
	get("/assessments/:id/actions.csv", s.owned(s.getActionsCSV))
	get("/assessments/:id/actions.xlsx", s.owned(s.getActionsXLSX))
	get("/assessments/:id/actions.ics", s.owned(s.getActionsICS))
	get("/assessments/:id/targets", s.owned(s.getTargets))
	post("/assessments/:id/targets", s.owned(s.postTargets))
	get("/assessments/:id/export.json", s.owned(s.getExport))
	get("/assessments/:id/report.pdf", s.owned(s.getReport))

	get("/static/:version/*", s.getAsset)
	get("/healthz", s.getHealth)
	get("/readyz", s.getReady)
}
