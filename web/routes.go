package web

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"lauter/assessment"
)

const (
	languagePath  = "/language"
	legalTextPath = "/admin/legal/:page/:lang"
	logoPath      = "/workspaces/:w/logo"
)

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

	"/sign-in":                true,
	"/sign-in/forgotten":      true,
	"/sign-in/code":           true,
	"/setup/:token":           true,
	"/invites/:token":         true,
	"/passwords/:token":       true,
	"/emails/:token":          true,
	"/s/:token":               true,
	"/account":                true,
	"/account/two-factor":     true,
	"/account/passkeys":       true,
	"/account/delete":         true,
	"/clients":                true,
	"/clients/:c/edit":        true,
	"/clients/:c/delete":      true,
	"/clients/:c/people":      true,
	"/workspaces/:w/people":   true,
	"/admin/retention":        true,
	legalTextPath:             true,
	"/admin/models":           true,
	"/assessments/:id/claim":  true,
	"/assessments/:id/shares": true,

	"/assessments/:id/workshops":                    true,
	"/workshops/:workshop":                          true,
	"/workshops/:workshop/seats":                    true,
	"/workshops/:workshop/delete":                   true,
	"/assessments/:id/surveys":                      true,
	"/assessments/:id/surveys/:survey/close":        true,
	"/assessments/:id/surveys/:survey/delete":       true,
	"/assessments/:id/surveys/:survey/agreed":       true,
	"/assessments/:id/surveys/:survey/questions/:q": true,
	"/surveys/:survey/capabilities/:c":              true,
	"/r/:token":                                     true,
	"/join":                                         true,
	"/w/:code":                                      true,
	"/workshops/:workshop/write":                    true,
	"/workshops/:workshop/close":                    true,
	importPath:                                      true,
}

// routes registers every address of the product with who is let in.
func (s *Server) routes(e *echo.Echo) {
	get := func(path string, g guarded) {
		e.Match([]string{http.MethodGet, http.MethodHead}, path, g.serve)
		s.table = append(s.table, Route{http.MethodGet, path, g.policy})
	}
	post := func(path string, g guarded) {
		e.POST(path, g.serve)
		s.table = append(s.table, Route{http.MethodPost, path, g.policy})
	}

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
	get("/legal/data", s.public(s.getInventory))
	get("/legal/:page", s.public(s.getLegal))

	post("/assessments", s.public(s.postAssessment))
	get("/resume/:token", s.public(s.getResume))
	post("/resume/:token", s.public(s.postResume))

	get("/assessments/:id", s.may(assessment.RightTasks, s.getTasks))
	get("/assessments/:id/profile", s.may(assessment.RightAnswer, s.getProfile))
	post("/assessments/:id/profile", s.may(assessment.RightAnswer, s.postProfile))
	get("/assessments/:id/questions/:q", s.may(assessment.RightSave, s.getQuestion))
	post("/assessments/:id/questions/:q", s.saving(s.postAnswer))
	get("/assessments/:id/capabilities/:c", s.may(assessment.RightSave, s.getCapability))
	post("/assessments/:id/capabilities/:c/confirm", s.may(assessment.RightSave, s.postConfirm))
	get("/assessments/:id/rounds/new", s.may(assessment.RightManage, s.getNewRound))
	post("/assessments/:id/rounds", s.may(assessment.RightManage, s.postRound))

	get("/workshops/:workshop/run", s.workshop(assessment.RightManage, s.getRun))
	post("/workshops/:workshop/steps", s.workshop(assessment.RightManage, s.postStep))
	get("/workshops/:workshop/screen", s.workshop(assessment.RightRead, s.getScreen))
	get("/workshops/:workshop/events", s.workshop(assessment.RightRead, s.getWorkshopEvents))

	get("/assessments/:id/review", s.may(assessment.RightAnswer, s.getReview))
	post("/assessments/:id/finish", s.may(assessment.RightAnswer, s.postFinish))
	post("/assessments/:id/reopen", s.may(assessment.RightAnswer, s.postReopen))
	post("/assessments/:id/extend", s.may(assessment.RightManage, s.postExtend))
	post("/assessments/:id/link", s.may(assessment.RightLink, s.postLink))
	get("/assessments/:id/delete", s.may(assessment.RightRemove, s.getDelete))
	post("/assessments/:id/delete", s.may(assessment.RightRemove, s.postDelete))

	get("/assessments/:id/results", s.may(assessment.RightResults, s.getResults))
	get("/assessments/:id/results/explain/:scope", s.may(assessment.RightResults, s.getExplanation))
	get("/assessments/:id/results/answers", s.may(assessment.RightRead, s.getAnswers))
	get("/assessments/:id/results/answers.csv", s.may(assessment.RightRead, s.recorded("answers.csv", s.getAnswersCSV)))
	get("/assessments/:id/results/regulation", s.may(assessment.RightResults, s.getRegulation))
	get("/assessments/:id/results/compare", s.may(assessment.RightRead, s.getCompare))
	get("/assessments/:id/results/compare/explain", s.may(assessment.RightRead, s.getChange))
	get("/assessments/:id/results/compare.csv", s.may(assessment.RightRead, s.recorded("compare.csv", s.getCompareCSV)))
	get("/assessments/:id/what-if", s.may(assessment.RightRead, s.getWhatIf))
	get("/assessments/:id/what-if/explain/:scope", s.may(assessment.RightRead, s.getWhatIfExplanation))
	post("/assessments/:id/scenarios", s.may(assessment.RightAnswer, s.postScenario))
	get("/assessments/:id/scenarios/:scenario/delete", s.may(assessment.RightAnswer, s.getScenarioDelete))
	post("/assessments/:id/scenarios/:scenario/delete", s.may(assessment.RightAnswer, s.postScenarioDelete))
	get("/assessments/:id/plan", s.may(assessment.RightRead, s.getPlan))
	get("/assessments/:id/plan/explain", s.may(assessment.RightRead, s.getPlanExplanation))
	get("/assessments/:id/actions", s.may(assessment.RightRead, s.getActionPlan))
	post("/assessments/:id/actions", s.may(assessment.RightAnswer, s.postActionPlan))
	get("/assessments/:id/actions/new", s.may(assessment.RightAnswer, s.getNewAction))
	get("/assessments/:id/actions/:item", s.may(assessment.RightAnswer, s.getAction))
	post("/assessments/:id/actions/:item", s.may(assessment.RightAnswer, s.postAction))
	get("/assessments/:id/actions/:item/remove", s.may(assessment.RightAnswer, s.getRemoveAction))
	post("/assessments/:id/actions/:item/remove", s.may(assessment.RightAnswer, s.postRemoveAction))
	get("/assessments/:id/actions.csv", s.may(assessment.RightRead, s.recorded("actions.csv", s.getActionsCSV)))
	get("/assessments/:id/actions.xlsx", s.may(assessment.RightRead, s.recorded("actions.xlsx", s.getActionsXLSX)))
	get("/assessments/:id/actions.ics", s.may(assessment.RightRead, s.recorded("actions.ics", s.getActionsICS)))
	get("/assessments/:id/targets", s.may(assessment.RightManage, s.getTargets))
	post("/assessments/:id/targets", s.may(assessment.RightManage, s.postTargets))
	get("/assessments/:id/export.json", s.may(assessment.RightRead, s.recorded("export.json", s.getExport)))
	get("/assessments/:id/logo.png", s.may(assessment.RightResults, s.getLogo))
	get("/assessments/:id/report.pdf", s.may(assessment.RightResults, s.recorded("report.pdf", s.getReport)))

	get("/sign-in", s.public(s.getSignIn))
	post("/sign-in", s.public(s.postSignIn))
	get("/sign-in/code", s.public(s.getCode))
	post("/sign-in/code", s.public(s.postCode))
	post("/sign-in/passkey/begin", s.public(s.postPasskeyBegin))
	post("/sign-in/passkey", s.public(s.postPasskeySignIn))
	post("/sign-in/provider", s.public(s.postProvider))
	get("/sign-in/provider", s.public(s.getProvider))
	post("/sign-in/provider/finish", s.public(s.postProviderFinish))
	get("/sign-in/forgotten", s.public(s.getForgotten))
	post("/sign-in/forgotten", s.public(s.postForgotten))
	post("/sign-out", s.public(s.postSignOut))
	get("/setup/:token", s.public(s.getSetup))
	post("/setup/:token", s.public(s.postSetup))
	get("/invites/:token", s.public(s.getInvite))
	post("/invites/:token", s.public(s.postInvite))
	get("/passwords/:token", s.public(s.getReset))
	post("/passwords/:token", s.public(s.postReset))
	get("/s/:token", s.public(s.getShared))
	post("/s/:token", s.public(s.postShared))

	get("/account", s.user(s.getAccount))
	post("/account", s.user(s.postAccount))
	post("/account/password", s.user(s.postPassword))
	post("/account/sessions", s.user(s.postSessions))
	get("/account/two-factor", s.user(s.getFactor))
	post("/account/two-factor", s.user(s.postFactor))
	post("/account/two-factor/remove", s.user(s.postFactorRemove))
	post("/account/email", s.user(s.postEmail))
	get("/emails/:token", s.user(s.getEmail))
	post("/emails/:token", s.user(s.postEmailConfirm))
	get("/account/duty", s.user(s.getDuty))
	get("/account/passkeys", s.user(s.getPasskeys))
	post("/account/passkeys", s.user(s.postPasskey))
	post("/account/passkeys/confirm", s.user(s.postPasskeyConfirm))
	post("/account/passkeys/:key", s.user(s.postPasskeyName))
	post("/account/passkeys/:key/remove", s.user(s.postPasskeyRemove))
	post("/account/provider", s.user(s.postProviderLink))
	post("/account/provider/remove", s.user(s.postProviderRemove))
	get("/account/data.json", s.member(s.getAccountData))
	get("/account/delete", s.user(s.getAccountDelete))
	post("/account/delete", s.user(s.postAccountDelete))

	get("/clients", s.member(s.getClients))
	get("/clients/new", s.member(s.getNewClient))
	post("/clients", s.member(s.postClient))
	get("/clients/compare", s.member(s.getSideBySide))
	get("/clients/compare.csv", s.member(s.getSideBySideCSV))
	get("/clients/:c", s.client(assessment.RightRead, s.getClient))
	get("/clients/:c/edit", s.client(assessment.RightManage, s.getEditClient))
	post("/clients/:c/edit", s.client(assessment.RightManage, s.postEditClient))
	post("/clients/:c/archive", s.client(assessment.RightRemove, s.postArchiveClient))
	get("/clients/:c/delete", s.client(assessment.RightRemove, s.getDeleteClient))
	post("/clients/:c/delete", s.client(assessment.RightRemove, s.postDeleteClient))
	post("/clients/:c/move", s.client(assessment.RightRemove, s.postMoveClient))
	post("/clients/:c/assessments", s.client(assessment.RightManage, s.postClientAssessment))
	get("/clients/:c/people", s.granting(s.getClientPeople))
	post("/clients/:c/people", s.granting(s.postClientPeople))
	get("/workspaces/:w/people", s.workspace(assessment.RoleAdmin, s.getStaff))
	post("/workspaces/:w/duty", s.workspace(assessment.RoleAdmin, s.postDuty))
	post("/workspaces/:w/people", s.workspace(assessment.RoleAdmin, s.postStaff))
	get("/workspaces/:w/settings", s.workspace(assessment.RoleAdmin, s.getSettings))
	get("/workspaces/:w/logo.png", s.workspace(assessment.RoleAdmin, s.getWorkspaceLogo))
	post(logoPath, s.workspace(assessment.RoleAdmin, s.postLogo))
	post("/workspaces/:w/logo/remove", s.workspace(assessment.RoleAdmin, s.postLogoRemove))
	post("/workspaces/:w/retention", s.workspace(assessment.RoleAdmin, s.postWorkspaceRetention))
	get("/workspaces/:w/log", s.workspace(assessment.RoleAdmin, s.getLog))
	get("/workspaces/:w/log.jsonl", s.workspace(assessment.RoleAdmin, s.getLogFile))
	post("/members/:m", s.member(s.postMember))
	post("/invitations/:i/revoke", s.member(s.postRevokeInvitation))

	get("/assessments/:id/claim", s.may(assessment.RightLink, s.getClaim))
	post("/assessments/:id/claim", s.may(assessment.RightLink, s.postClaim))
	get("/assessments/:id/shares", s.may(assessment.RightShare, s.getShares))
	post("/assessments/:id/shares", s.may(assessment.RightShare, s.postShare))
	post("/assessments/:id/shares/:share/revoke", s.may(assessment.RightShare, s.postRevokeShare))

	get("/assessments/:id/workshops", s.may(assessment.RightRead, s.getWorkshops))
	get("/assessments/:id/workshops/new", s.may(assessment.RightManage, s.getNewWorkshop))
	post("/assessments/:id/workshops", s.may(assessment.RightManage, s.postWorkshop))
	get("/workshops/:workshop", s.workshop(assessment.RightRead, s.getWorkshop))
	post("/workshops/:workshop", s.workshop(assessment.RightManage, s.postTimetable))
	get("/workshops/:workshop/check", s.workshop(assessment.RightManage, s.getCheck))
	get("/workshops/:workshop/seats", s.workshop(assessment.RightManage, s.getSeats))
	post("/workshops/:workshop/seats", s.workshop(assessment.RightManage, s.postSeats))
	get("/workshops/:workshop/delete", s.workshop(assessment.RightManage, s.getDeleteWorkshop))
	post("/workshops/:workshop/delete", s.workshop(assessment.RightManage, s.postDeleteWorkshop))

	get("/assessments/:id/questions/:q/history", s.may(assessment.RightRead, s.getHistory))
	post("/assessments/:id/questions/:q/restore", s.may(assessment.RightAnswer, s.postRestore))
	get("/assessments/:id/questions/:q/comments", s.may(assessment.RightComment, s.getComments))
	post("/assessments/:id/questions/:q/comments", s.may(assessment.RightComment, s.postComment))
	post("/assessments/:id/questions/:q/comments/:comment/delete", s.may(assessment.RightComment, s.postCommentDelete))
	post("/mentions", s.member(s.postMentions))
	get("/assessments/:id/asks", s.may(assessment.RightAnswer, s.getAsks))
	post("/assessments/:id/asks", s.may(assessment.RightAnswer, s.postAsk))
	post("/assessments/:id/asks/:ask/revoke", s.may(assessment.RightAnswer, s.postRevokeAsk))
	get("/assessments/:id/surveys", s.may(assessment.RightRead, s.getSurveys))
	post("/assessments/:id/surveys", s.may(assessment.RightManage, s.postSurvey))
	get("/assessments/:id/surveys/:survey", s.survey(assessment.RightRead, s.getSurvey))
	post("/assessments/:id/surveys/:survey/links", s.survey(assessment.RightManage, s.postSurveyLinks))
	post("/assessments/:id/surveys/:survey/extend", s.survey(assessment.RightManage, s.postExtendSurvey))
	get("/assessments/:id/surveys/:survey/close", s.survey(assessment.RightManage, s.getCloseSurvey))
	post("/assessments/:id/surveys/:survey/close", s.survey(assessment.RightManage, s.postCloseSurvey))
	get("/assessments/:id/surveys/:survey/delete", s.survey(assessment.RightManage, s.getDeleteSurvey))
	post("/assessments/:id/surveys/:survey/delete", s.survey(assessment.RightManage, s.postDeleteSurvey))
	get("/assessments/:id/surveys/:survey/people/:person/remove", s.survey(assessment.RightManage, s.getRemoveRespondent))
	post("/assessments/:id/surveys/:survey/people/:person/remove", s.survey(assessment.RightManage, s.postRemoveRespondent))
	get("/assessments/:id/surveys/:survey/agreed", s.survey(assessment.RightManage, s.getAgreed))
	post("/assessments/:id/surveys/:survey/agreed", s.survey(assessment.RightManage, s.postAgreed))
	get("/assessments/:id/surveys/:survey/questions/:q", s.survey(assessment.RightManage, s.getDecision))
	post("/assessments/:id/surveys/:survey/questions/:q", s.survey(assessment.RightManage, s.postDecision))
	get("/r/:token", s.public(s.getSurveyLink))
	post("/r/:token", s.public(s.postSurveyLink))
	get("/surveys/:survey", s.responding(s.getResponding))
	get("/surveys/:survey/capabilities/:c", s.responding(s.getVotes))
	post("/surveys/:survey/capabilities/:c", s.responding(s.postVotes))
	post("/surveys/:survey/finish", s.responding(s.postFinishResponding))
	post("/surveys/:survey/leave", s.responding(s.postLeaveDevice))
	get("/d/:token", s.public(s.getAsked))
	post("/d/:token", s.public(s.postAsked))

	get("/join", s.public(s.getJoin))
	post("/join", s.public(s.postJoin))
	get("/W/:code", s.room(s.getRoom))
	get("/w/:code", s.room(s.getRoom))
	post("/w/:code", s.room(s.postSeat))
	post("/w/:code/return", s.room(s.postReturn))
	post("/w/:code/leave", s.room(s.postLeave))
	post("/w/:code/vote", s.seated(s.postVote))
	post("/w/:code/dots", s.seated(s.postDots))
	get("/w/:code/events", s.seated(s.getRoomEvents))
	get("/w/:code/rev", s.seated(s.getRoomRev))
	get("/workshops/:workshop/ledger", s.workshop(assessment.RightRead, s.getLedger))
	get("/workshops/:workshop/ledger.csv", s.workshop(assessment.RightRead, s.recordedSitting("ledger.csv", s.getLedgerCSV)))
	get("/workshops/:workshop/gaps", s.workshop(assessment.RightRead, s.getGaps))
	get("/workshops/:workshop/write", s.workshop(assessment.RightManage, s.getWrite))
	post("/workshops/:workshop/write", s.workshop(assessment.RightManage, s.postWrite))
	get("/workshops/:workshop/wrap", s.workshop(assessment.RightRead, s.getWrap))
	post("/workshops/:workshop/plan", s.workshop(assessment.RightManage, s.postWorkshopPlan))
	get("/workshops/:workshop/close", s.workshop(assessment.RightManage, s.getCloseWorkshop))
	post("/workshops/:workshop/close", s.workshop(assessment.RightManage, s.postCloseWorkshop))
	get("/workshops/:workshop/report.pdf", s.workshop(assessment.RightRead, s.recordedSitting("report.pdf", s.getWorkshopReport)))
	get("/workshops/:workshop/export.json", s.workshop(assessment.RightManage, s.recordedSitting("export.json", s.getWorkshopFile)))
	get(importPath, s.may(assessment.RightManage, s.getImport))
	post(importPath, s.may(assessment.RightManage, s.postImport))

	get("/admin", s.installation(s.getAdmin))
	get("/admin/retention", s.installation(s.getRetention))
	post("/admin/retention", s.installation(s.postRetention))
	get("/admin/legal", s.installation(s.getLegalTexts))
	get(legalTextPath, s.installation(s.getLegalText))
	post(legalTextPath, s.installation(s.postLegalText))
	get("/admin/models", s.installation(s.getModels))
	post("/admin/models", s.installation(s.postModels))
	get("/admin/models/:version", s.installation(s.getModel))
	post("/admin/mail", s.installation(s.postMailTest))
	post("/admin/duty", s.installation(s.postAdminDuty))
	post("/admin/workspaces", s.installation(s.postWorkspace))
	post("/admin/users/:u", s.installation(s.postUser))
	get("/admin/papers/:paper", s.installation(s.getPaper))
	get("/admin/log.jsonl", s.installation(s.getInstallationLog))

	get("/static/:version/*", bare(s.getAsset))
	get("/healthz", bare(s.getHealth))
	get("/readyz", bare(s.getReady))
}
