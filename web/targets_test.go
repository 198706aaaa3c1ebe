package web_test

import (
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf/pdftest"
	"lauter/internal/scoring"
)

// targetControl is the control of a capability on the page of the targets.
func (p *page) targetControl(capability string) *html.Node { return p.id("target-" + capability) }

func TestTargetsAreSetAndDrawn(t *testing.T) {
	t.Parallel()
	for _, lang := range locale.Langs {
		v := newSite(t).visitor(t)
		root := casesOfAnswers[0].answered(v)
		v.accept = string(lang)
		page := v.get(root + "/targets").want(http.StatusOK)
		checkUniqueIDs(t, page)
		fields := page.forms("/targets")[0]
		for name, values := range fields.values {
			if values[0] != "" {
				t.Errorf("%s is %q before anybody has chosen", name, values[0])
			}
		}
		fields.values.Set("data.origin", "5")
		fields.values.Set("resources.leadership", "1")
		saved := v.follow(v.post(fields.action, fields.values)).want(http.StatusOK)
		saved.says(locale.For(lang).T("targets.saved"))
		found := v.findings(root)
		for _, target := range scoring.Targets(found) {
			want := map[string]int{"data.origin": 5, "resources.leadership": 1}[target.Capability]
			if got := chosen(saved.targetControl(target.Capability)); got != strings.TrimPrefix(fmt.Sprint(want), "0") {
				t.Errorf("the control of %s holds %q, want %d", target.Capability, got, want)
			}
			if target.Set != (want > 0) || want > 0 && target.Level != want {
				t.Errorf("the target of %s is %+v", target.Capability, target)
			}
			result, ok := found.Result(scoring.CapabilityScope(target.Capability))
			if gap := new(big.Rat).Sub(big.NewRat(int64(target.Level), 1), result.Score); !ok || gap.Sign() > 0 && !equal(target.Gap, gap) {
				t.Errorf("the gap of %s is %v, want %v", target.Capability, target.Gap, gap)
			}
		}
		results := v.get(root + "/results").want(http.StatusOK)
		if n := len(all(results.doc, func(n *html.Node) bool { return n.Data == "line" && attr(n, "class") == "target" })); n < len(found.Capabilities) {
			t.Errorf("%d targets are drawn for %d capabilities", n, len(found.Capabilities))
		}
		results.says(locale.For(lang).T("targets.mark", "Level", 5))
		if paper := paperText(t, v.get(root+"/report.pdf").want(http.StatusOK)); !strings.Contains(paper, locale.For(lang).T("report.target", "Level", 5)) {
			t.Error("the report does not say the target")
		}

		// What is not sent has the default again.
		v.post(root+"/targets", url.Values{"data.origin": {""}}).want(http.StatusSeeOther)
		if left := v.findings(root).Targets; len(left) != 0 {
			t.Errorf("targets that are left: %v", left)
		}
	}
}

func TestTargetsRefuse(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := casesOfAnswers[0].answered(v)
	v.post(root+"/targets", url.Values{"data.quality": {"4"}}).want(http.StatusSeeOther)
	for _, wrong := range []string{"0", "6", "-1", "3.5", "high", "99999999999999999999"} {
		page := v.post(root+"/targets", url.Values{"data.origin": {wrong}, "data.quality": {"2"}}).want(http.StatusUnprocessableEntity)
		page.says("Choose a level from 1 to 5, or the default.")
		if control := page.targetControl("data.origin"); attr(control, "aria-invalid") != "true" {
			t.Errorf("%q is not marked as wrong", wrong)
		}
		if got := chosen(page.targetControl("data.quality")); got != "2" {
			t.Errorf("what was chosen is lost: %q", got)
		}
	}
	if got := v.findings(root).Targets["data.quality"]; got != 4 {
		t.Errorf("refused targets are kept: %d", got)
	}
}

// A quick scan claims no level for a capability, so no default is drawn beside its scores.
func TestQuickScanDrawsTargetsOnceThereAreSome(t *testing.T) {
	t.Parallel()
	v := newSite(t).visitor(t)
	root := v.start(assessment.KindQuick)
	for _, q := range v.site.model.Quick().Questions() {
		v.answer(root, q.ID, url.Values{"answer": {"2"}, "rev": {"0"}})
	}
	drawn := func() int {
		page := v.get(root + "/results").want(http.StatusOK)
		return len(all(page.doc, func(n *html.Node) bool { return n.Data == "line" && attr(n, "class") == "target" }))
	}
	if n := drawn(); n != 0 {
		t.Errorf("%d targets are drawn that nobody has set", n)
	}
	v.post(root+"/targets", url.Values{"data.origin": {"4"}}).want(http.StatusSeeOther)
	if n := drawn(); n == 0 {
		t.Error("the target is not drawn")
	}
	v.get(root + "/targets").want(http.StatusOK)
}

// paperText is all that a report says, in reading order.
func paperText(t *testing.T, p *page) string {
	t.Helper()
	root, err := pdftest.Tree([]byte(p.body))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(root.All()), " ")
}
