package scoring

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"lauter/assessment"
)

// FileFault says why the file of a workshop is refused.
type FileFault struct {
	Kind   string // one of the constants below
	Detail string // where, and what stands there, for a person who looks into the file; may be empty
}

// Kinds of FileFault.
const (
	FaultUnreadable = "unreadable" // it is no JSON, or not as the format has it
	FaultFormat     = "format"     // another kind of file, or another version
	FaultDamaged    = "damaged"    // the digest is not that of the content
	FaultModel      = "model"      // held with another model, or another version of it
	FaultQuestion   = "question"   // it has a question or an action that the assessment does not have
	FaultLimits     = "limits"     // something in it could not have come about
)

func (f *FileFault) Error() string {
	return "workshop file refused (" + f.Kind + "): " + f.Detail
}

// ReadWorkshop reads the file of a workshop that was held elsewhere, for an assessment. Nothing in it is trusted: what is
// not exactly as WriteWorkshop would write it is a *FileFault.
func ReadWorkshop(data []byte, x *assessment.Assessment) (*WorkshopFile, error) {
	if len(data) > MaxWorkshopFile {
		return nil, &FileFault{FaultLimits, fmt.Sprintf("it holds more than %d bytes", MaxWorkshopFile)}
	}
	values, err := readValues(data)
	if err != nil {
		return nil, &FileFault{FaultUnreadable, err.Error()}
	}
	if format, _ := values["format"].(string); format != WorkshopFormat {
		return nil, &FileFault{FaultFormat, shortened(format)}
	}
	var shape misfits
	shape.find(reflect.TypeFor[workshopDocument](), values, "")
	for _, path := range shape.unknown {
		shape.wrong = append(shape.wrong, shortened(path)+": not known")
	}
	if len(shape.wrong) > 0 {
		return nil, &FileFault{FaultUnreadable, shape.wrong[0]}
	}
	var d workshopDocument
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, &FileFault{FaultUnreadable, err.Error()}
	}
	if d.Digest != digestOf(values) {
		return nil, &FileFault{FaultDamaged, ""}
	}
	if d.Model != (workshopModel{x.Model.ID, x.Model.Version, x.Model.Digest}) {
		return nil, &FileFault{FaultModel, shortened(d.Model.ID + " " + d.Model.Version)}
	}
	if err := (workshopCheck{asked: x.Questionnaire(), model: x.Model}).document(&d); err != nil {
		return nil, err
	}
	return d.workshop(), nil
}

// workshopCheck refuses what no workshop can have.
type workshopCheck struct {
	asked, model *assessment.Model
}

func outOfLimits(path, format string, args ...any) error {
	return &FileFault{FaultLimits, path + ": " + shortened(fmt.Sprintf(format, args...))}
}

// plainID is an id as the program makes them.
var plainID = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func (c workshopCheck) document(d *workshopDocument) error {
	if len(d.Assessment.ID) > 64 || utf8.RuneCountInString(d.Assessment.Organisation) > 120 {
		return outOfLimits("/assessment", "too long")
	}
	if d.Assessment.Kind != assessment.KindQuick && d.Assessment.Kind != assessment.KindFull {
		return outOfLimits("/assessment/kind", "%s", d.Assessment.Kind)
	}
	if err := c.facts(&d.Workshop); err != nil {
		return err
	}
	if len(d.Questions) == 0 {
		return outOfLimits("/questions", "there is none")
	}
	seen, place := map[string]bool{}, 0
	order := map[string]int{}
	for i, q := range c.asked.Questions() {
		order[q.ID] = i + 1
	}
	for i, part := range d.Questions {
		path := "/questions/" + strconv.Itoa(i)
		q, ok := c.asked.Question(part.ID)
		switch {
		case !ok:
			return &FileFault{FaultQuestion, shortened(part.ID)}
		case seen[part.ID]:
			return outOfLimits(path, "%s stands twice", part.ID)
		case order[part.ID] < place:
			return outOfLimits(path, "%s is not in its place", part.ID)
		}
		seen[part.ID], place = true, order[part.ID]
		if err := c.question(path, q, part, d.Workshop); err != nil {
			return err
		}
	}
	return c.rest(d)
}

func (c workshopCheck) facts(w *workshopFacts) error {
	switch {
	case !plainID.MatchString(w.ID):
		return outOfLimits("/workshop/id", "%q is none", w.ID)
	case tooLong(w.Title, assessment.MaxWorkshopTitle) || w.Title != assessment.Clean(w.Title):
		return outOfLimits("/workshop/title", "too long, or with signs that nobody sees")
	case w.Sequence != assessment.Together && w.Sequence != assessment.OneByOne:
		return outOfLimits("/workshop/sequence", "%s", w.Sequence)
	case w.Named && w.Threshold != 1, !w.Named && (w.Threshold < assessment.LeastThreshold || w.Threshold > assessment.MostThreshold):
		return outOfLimits("/workshop/threshold", "%d", w.Threshold)
	case w.Minutes < 0 || w.Minutes > assessment.MaxMinutes:
		return outOfLimits("/workshop/minutes", "%d", w.Minutes)
	}
	for i, role := range w.Roles {
		if !slices.Contains(assessment.SeatRoles, role) || slices.Contains(w.Roles[:i], role) {
			return outOfLimits("/workshop/roles", "%s", role)
		}
	}
	seats := 0
	for _, role := range rolesInOrder(w.Attendance) {
		n := w.Attendance[role]
		if role != "" && !slices.Contains(w.Roles, role) || n < 0 || n > assessment.MaxSeats {
			return outOfLimits("/workshop/attendance", "%s: %d", role, n)
		}
		seats += n
	}
	if seats > assessment.MaxSeats {
		return outOfLimits("/workshop/attendance", "%d seats", seats)
	}
	return checkTimes(w)
}

func checkTimes(w *workshopFacts) error {
	times := []string{w.CreatedAt, w.ChangedAt}
	if w.ClosedAt != nil {
		times = append(times, *w.ClosedAt)
	}
	last := time.Unix(0, 0)
	for _, text := range times {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil || stamp(at) != text || at.Before(last) || at.Year() > 9000 {
			return outOfLimits("/workshop", "%q is no time, or in the wrong order", text)
		}
		last = at
	}
	return nil
}

func (c workshopCheck) question(path string, q *assessment.Question, part workshopQuestionPart, w workshopFacts) error {
	then := assessment.Answer{Choice: parsedChoice(part.Answer.Answer), Reason: part.Answer.Reason, Note: part.Answer.Note}
	switch {
	case !isChoice(part.Answer.Answer) || q.Check(then) != nil || part.Answer.Rev < 0:
		return outOfLimits(path+"/answer", "%s is no answer to it", part.Answer.Answer)
	case part.Late < 0:
		return outOfLimits(path+"/late", "%d", part.Late)
	case len(part.Rounds) > assessment.MaxVoteRounds:
		return outOfLimits(path+"/rounds", "there are %d", len(part.Rounds))
	}
	for i, round := range part.Rounds {
		if err := checkRound(path+"/rounds/"+strconv.Itoa(i), round, w); err != nil {
			return err
		}
	}
	if part.Agreed == nil {
		return nil
	}
	return checkAgreement(path+"/agreed", q, *part.Agreed)
}

// checkRound refuses votes of which more is shown than may be.
func checkRound(path string, round workshopRoundPart, w workshopFacts) error {
	most := assessment.MaxSeats * 2 // seats come and go
	if round.Ballots < 0 || round.Ballots > most {
		return outOfLimits(path+"/ballots", "%d", round.Ballots)
	}
	if err := checkVotes(path+"/votes", round.Votes); err != nil {
		return err
	}
	shown := len(round.Votes) > 0
	if shown && (len(round.Votes) != round.Ballots || round.Ballots < w.Threshold) || !shown && round.Ballots >= w.Threshold {
		return outOfLimits(path+"/votes", "%d votes of %d ballots, with a threshold of %d", len(round.Votes), round.Ballots, w.Threshold)
	}
	left := parsedChoices(round.Votes)
	for _, role := range rolesInOrder(round.ByRole) {
		own := round.ByRole[role]
		if role != "" && !slices.Contains(w.Roles, role) || len(own) < w.Threshold {
			return outOfLimits(path+"/by_role", "%s", role)
		}
		if err := checkVotes(path+"/by_role/"+string(role), own); err != nil {
			return err
		}
		before := len(left)
		if left = without(left, parsedChoices(own)); before-len(left) != len(own) {
			return outOfLimits(path+"/by_role", "%s has votes that nobody cast", role)
		}
	}
	if len(left) > 0 && len(left) < w.Threshold && len(round.ByRole) > 0 {
		return outOfLimits(path+"/by_role", "what is left over could be worked out")
	}
	return nil
}

func checkVotes(path string, votes []string) error {
	for i, text := range votes {
		if !isChoice(text) || text == "" {
			return outOfLimits(path, "%q is no vote", text)
		}
		if i > 0 && parsedChoice(votes[i-1]) > parsedChoice(text) {
			return outOfLimits(path, "not sorted")
		}
	}
	return nil
}

func checkAgreement(path string, q *assessment.Question, part workshopAgreement) error {
	if !isChoice(part.Answer) || !isChoice(part.Middle) {
		return outOfLimits(path, "%q is no answer", part.Answer)
	}
	for _, text := range []string{part.Note, part.Need, part.Dissent, part.Reason, part.Owner} {
		if text != assessment.Clean(text) {
			return outOfLimits(path, "a text has signs that nobody sees")
		}
	}
	a := workshopQuestionPart{ID: q.ID, Agreed: &part}.question().Agreed
	try := assessment.Workshop{Stage: assessment.StageTalk, Questions: []assessment.WorkshopQuestion{{ID: q.ID}}}
	if err := try.Agree(q.ID, a); err != nil {
		return outOfLimits(path, "it could not have been agreed")
	}
	if wrong := q.Check(a.Into(assessment.Answer{}, nil)); wrong != nil {
		return outOfLimits(path, "the question does not take it")
	}
	return nil
}

func (c workshopCheck) rest(d *workshopDocument) error {
	if len(d.Parked) > assessment.MaxParkedItems || len(d.Actions) > assessment.MaxDotActions {
		return outOfLimits("/parked", "too many items")
	}
	for i, text := range d.Parked {
		if text == "" || tooLong(text, assessment.MaxParked) || text != assessment.Clean(text) {
			return outOfLimits("/parked/"+strconv.Itoa(i), "empty, too long, or with signs that nobody sees")
		}
	}
	seen := map[string]bool{}
	for i, action := range d.Actions {
		if _, ok := c.model.Action(action.Action); !ok {
			return &FileFault{FaultQuestion, shortened(action.Action)}
		}
		if seen[action.Action] || action.Dots < 0 || action.Dots > assessment.MaxSeats*2 {
			return outOfLimits("/actions/"+strconv.Itoa(i), "%s stands twice, or has too many votes", action.Action)
		}
		seen[action.Action] = true
	}
	return nil
}

func isChoice(text string) bool {
	_, ok := assessment.ParseChoice(text)
	return ok
}

func tooLong(text string, most int) bool {
	return utf8.RuneCountInString(text) > most || strings.Contains(text, "\x00")
}
