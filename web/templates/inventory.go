package templates

import (
	"strings"

	"lauter/assessment"
)

// InventoryView is every table of the database.
type InventoryView struct{ Tables []InventoryTable }

// InventoryTable is a table with its columns as the database has them.
type InventoryTable struct {
	Name    string
	Columns []string
}

// keptFor is the message about how long the rows of a table are kept.
var keptFor = map[string]string{
	"schema_versions": "program", "workspaces": "organisation", "organisations": "organisation", "models": "program",
	"model_files": "program", "dimensions": "program", "capabilities": "program", "questions": "program",
	"assessments": "assessment", "guests": "guest", "guest_assessments": "assessment", "responses": "assessment",
	"answers": "assessment", "answer_history": "assessment", "links": "assessment", "planned_actions": "organisation",
	"planned_action_history": "organisation", "scenarios": "assessment", "users": "account", "recovery_codes": "account",
	"sessions": "session", "members": "account", "invitations": "link", "shares": "link", "guest_shares": "link",
	"delegations": "link", "guest_delegations": "link", "comments": "assessment", "mentions": "assessment", "audit_log": "log",
	"workshops": "workshop", "workshop_questions": "workshop", "tallies": "workshop", "parked_items": "workshop",
	"workshop_actions": "workshop", "seats": "seat", "ballots": "seat", "dots": "seat", "late_votes": "seat",
	"surveys": "assessment", "survey_links": "survey", "respondents": "survey", "survey_votes": "assessment",
	"survey_decisions": "assessment", "benchmark_entries": "benchmark",
	"passkeys": "account", "identities": "account", "ceremonies": "ceremony", "email_changes": "address",
	"settings": "program", "legal_texts": "legal", "logos": "logo",
}

// keptText says how long the rows of a table are kept.
func keptText(p *Page, table string) string {
	days := p.Periods.Days
	switch kept := keptFor[table]; kept {
	case "assessment":
		return p.T("inventory.keep.assessment", "Guest", days(assessment.KeptGuest), "Client", days(assessment.KeptClient))
	case "link":
		return p.T("inventory.keep.link", "Days", days(assessment.KeptLink))
	case "log":
		return p.T("inventory.keep.log", "Days", days(assessment.KeptLog))
	case "session":
		return p.T("inventory.keep.session", "Days", days(assessment.KeptSession))
	default:
		return p.T("inventory.keep." + kept)
	}
}

func (t InventoryTable) columns() string { return strings.Join(t.Columns, ", ") }
