package templates

import (
	"slices"

	"lauter/assessment"
)

// referenceKind says of a reference among laws what is not a law itself; nothing of the others.
func referenceKind(p *Page, m *assessment.Model, ref *assessment.Reference) string {
	binding := func(act assessment.Act) bool { return act.ID == ref.Act && act.Binding }
	if !slices.ContainsFunc(m.Acts, binding) {
		return ""
	}
	switch ref.Status {
	case "case_law", "guidance", "proposal":
		return p.T("reference." + ref.Status)
	}
	return ""
}
