package templates

import "strings"

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
	"passkeys": "account", "identities": "account", "ceremonies": "ceremony", "email_changes": "address", "settings": "program",
}

func (t InventoryTable) columns() string { return strings.Join(t.Columns, ", ") }
