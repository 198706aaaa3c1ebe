package assessment

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of one answer, in characters after trimming.
const (
	MaxReason    = 500
	MaxNote      = 4000
	MaxEvidence  = 2048 // of each piece
	MaxEvidences = 20
)

// GradeUnsaid stands in Answer.Grade for a grade that the sender left out; Normalise replaces it.
const GradeUnsaid = -1

// The messages of Check, as keys of the locale catalogues.
const (
	MsgAnswer         = "error.answer"          // no such answer
	MsgAnswerRequired = "error.answer.required" // nothing chosen; for callers to whom blank is not enough
	MsgAnswerNeeded   = "error.answer.needed"   // likewise, where an answer can't be left out as not applicable
	MsgNARefused      = "error.na.refused"
	MsgReasonRequired = "error.reason.required"
	MsgReasonLong     = "error.reason.long"
	MsgNoteLong       = "error.note.long"
	MsgEvidenceLong   = "error.evidence.long"
	MsgEvidenceScheme = "error.evidence.scheme"
	MsgEvidenceMany   = "error.evidence.many"
	MsgGrade          = "error.grade"
)

// Normalise returns the answer as it is kept: texts cleaned and trimmed, empty pieces of evidence dropped, a reason
// only where the question does not apply, no grade without evidence, and for GradeUnsaid the grade that the evidence
// itself carries: 2 with an address, 1 with words.
func (a Answer) Normalise() Answer {
	a.Reason, a.Note = Clean(a.Reason), Clean(a.Note)
	if a.Choice != NotApplicable {
		a.Reason = ""
	}
	var kept []string
	for _, piece := range a.Evidence {
		if piece = Clean(piece); piece != "" {
			kept = append(kept, piece)
		}
	}
	a.Evidence = kept
	switch {
	case len(kept) == 0:
		a.Grade = 0
	case a.Grade == GradeUnsaid && slices.ContainsFunc(kept, IsAddress):
		a.Grade = 2
	case a.Grade == GradeUnsaid:
		a.Grade = 1
	}
	return a
}

// Clean removes control characters except line break and tab, makes every line break a line feed, and trims.
func Clean(s string) string {
	s = strings.ToValidUTF8(s, "")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case unicode.IsControl(r) && r != '\n' && r != '\t':
			return -1
		}
		return r
	}, s)
	return strings.TrimFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) })
}

// Check says what is wrong with a normalised answer to the question, as message keys by form field; nil if nothing is.
// A blank answer is fine. The respondent cannot have verified their own evidence, so grade 3 is refused here.
func (q *Question) Check(a Answer) map[string]string {
	wrong := map[string]string{}
	long := func(s string, most int) bool { return utf8.RuneCountInString(s) > most }
	switch {
	case a.Choice == NotApplicable && !q.AllowsNA:
		wrong["answer"] = MsgNARefused
	case a.Choice == NotApplicable && a.Reason == "":
		wrong["reason"] = MsgReasonRequired
	case a.Choice == NotApplicable && long(a.Reason, MaxReason):
		wrong["reason"] = MsgReasonLong
	case !a.Choice.Rated() && a.Choice != Blank && a.Choice != DontKnow && a.Choice != NotApplicable:
		wrong["answer"] = MsgAnswer
	}
	if long(a.Note, MaxNote) {
		wrong["note"] = MsgNoteLong
	}
	switch {
	case len(a.Evidence) > MaxEvidences:
		wrong["evidence"] = MsgEvidenceMany
	case slices.ContainsFunc(a.Evidence, func(s string) bool { return long(s, MaxEvidence) }):
		wrong["evidence"] = MsgEvidenceLong
	case slices.ContainsFunc(a.Evidence, hasForeignScheme):
		wrong["evidence"] = MsgEvidenceScheme
	}
	if a.Grade < 0 || a.Grade > 2 {
		wrong["evidence_grade"] = MsgGrade
	}
	if len(wrong) == 0 {
		return nil
	}
	return wrong
}

// IsAddress says that a piece of evidence is a web address, to be shown as a link, and not words.
func IsAddress(s string) bool {
	if strings.ContainsFunc(s, unicode.IsSpace) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

var (
	webAddress = regexp.MustCompile(`(?i)^https?://`)
	anyScheme  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://`)
	// Schemes are written in lower case and without a space, which tells "tel:110" from "Ordner: Verträge" and
	// "SharePoint:Marketing".
	bareScheme = regexp.MustCompile(`^[a-z][a-z0-9+.-]+:\S`)
	// What a browser would run or open however it is written.
	knownScheme = regexp.MustCompile(`(?i)^(javascript|vbscript|data|file|ftp|mailto|tel|sms|blob|about|view-source)\s*:`)
)

// hasForeignScheme says that a piece of evidence is an address, but none of the web.
func hasForeignScheme(s string) bool {
	return !webAddress.MatchString(s) && (anyScheme.MatchString(s) || bareScheme.MatchString(s) || knownScheme.MatchString(s))
}
