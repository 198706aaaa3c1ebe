package scoring

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"lauter/assessment"
)

// WorkshopFormat names the format of a workshop as a file; another number follows when a field changes its name or
// meaning. docs/workshop-file.md describes it, docs/workshop.schema.json says it to programs.
const WorkshopFormat = "lauter-workshop/1"

// MaxWorkshopFile is the largest workshop that is read, in bytes.
const MaxWorkshopFile = 1 << 20

// workshopDocument is a workshop in a file: what was asked, shown and agreed. There are no seats in it, no names and no
// single votes.
type workshopDocument struct {
	Format     string                 `json:"format"`
	Digest     string                 `json:"digest"` // of all the rest
	Model      workshopModel          `json:"model"`
	Assessment workshopAssessment     `json:"assessment"`
	Workshop   workshopFacts          `json:"workshop"`
	Questions  []workshopQuestionPart `json:"questions"`
	Parked     []string               `json:"parked"`
	Actions    []workshopActionPart   `json:"actions"`
}

type workshopModel struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Digest  string `json:"digest"`
}

type workshopAssessment struct {
	ID           string          `json:"id"`
	Kind         assessment.Kind `json:"kind"`
	Organisation string          `json:"organisation"`
}

type workshopFacts struct {
	ID         string                      `json:"id"`
	Title      string                      `json:"title"`
	Sequence   assessment.Sequence         `json:"sequence"`
	Named      bool                        `json:"named"`
	Threshold  int                         `json:"threshold"`
	Roles      []assessment.SeatRole       `json:"roles"`
	Attendance map[assessment.SeatRole]int `json:"attendance"`
	Minutes    int                         `json:"minutes"`
	CreatedAt  string                      `json:"created_at"`
	ChangedAt  string                      `json:"changed_at"`
	ClosedAt   *string                     `json:"closed_at"` // null: it was still open
}

type workshopQuestionPart struct {
	ID     string              `json:"id"`
	Answer workshopAnswerPart  `json:"answer"` // as it stood in the assessment at that time
	Rounds []workshopRoundPart `json:"rounds"`
	Late   int                 `json:"late"`
	Agreed *workshopAgreement  `json:"agreed"` // null: nothing was agreed
}

type workshopAnswerPart struct {
	Answer string `json:"answer"`
	Reason string `json:"reason"`
	Note   string `json:"note"`
	Rev    int    `json:"rev"`
}

type workshopRoundPart struct {
	Ballots int                              `json:"ballots"`
	Votes   []string                         `json:"votes"`   // sorted; empty: too few to be shown
	ByRole  map[assessment.SeatRole][]string `json:"by_role"` // only groups that may be shown by themselves
}

type workshopAgreement struct {
	Answer  string `json:"answer"`
	Middle  string `json:"middle"` // what the last votes proposed; empty: nothing
	Note    string `json:"note"`
	Need    string `json:"need"`
	Dissent string `json:"dissent"`
	Reason  string `json:"reason"`
	Owner   string `json:"owner"`
}

type workshopActionPart struct {
	Action string `json:"action"`
	Dots   int    `json:"dots"`
}

// WorkshopFile is a workshop that was held elsewhere, as its file tells. Everything in it is within the limits.
type WorkshopFile struct {
	AssessmentID string // where it was held
	Organisation string
	Workshop     *assessment.Workshop // closed; its id is that of the file
	Shown        map[string][]assessment.ShownVotes
	Then         assessment.Answers // as they stood in the assessment where it was held
}

// WriteWorkshop writes a workshop as a file, with the answers of its assessment and the votes as far as they may be
// shown. Rounds that are open are not in it.
func WriteWorkshop(x *assessment.Assessment, answers assessment.Answers, w *assessment.Workshop, shown map[string][]assessment.ShownVotes) ([]byte, error) {
	d := workshopDocument{
		Format: WorkshopFormat,
		Model:  workshopModel{x.Model.ID, x.Model.Version, x.Model.Digest},
		Assessment: workshopAssessment{
			ID: x.ID, Kind: x.Kind, Organisation: x.Organisation,
		},
		Workshop: workshopFacts{
			ID: w.ID, Title: w.Title, Sequence: w.Sequence, Named: w.Named, Threshold: w.Threshold,
			Roles: append([]assessment.SeatRole{}, w.Roles...), Attendance: present(w.Attendance), Minutes: w.Minutes,
			CreatedAt: stamp(w.CreatedAt), ChangedAt: stamp(w.ChangedAt), ClosedAt: orNull(stamp(w.ClosedAt)),
		},
		Questions: []workshopQuestionPart{}, Parked: []string{}, Actions: []workshopActionPart{},
	}
	for _, q := range w.Questions {
		d.Questions = append(d.Questions, questionPart(q, answers[q.ID], shown[q.ID]))
	}
	for _, item := range w.Parked {
		d.Parked = append(d.Parked, item.Text)
	}
	if w.DotsPhase == assessment.PhaseShown {
		for _, action := range w.Actions {
			d.Actions = append(d.Actions, workshopActionPart{action.ID, action.Dots})
		}
	}
	return d.write()
}

// write adds the digest to a document and writes it.
func (d *workshopDocument) write() ([]byte, error) {
	d.Digest = ""
	data, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	values, err := readValues(data)
	if err != nil {
		return nil, err
	}
	d.Digest = digestOf(values)
	return indented(d)
}

func questionPart(q assessment.WorkshopQuestion, now assessment.Answer, rounds []assessment.ShownVotes) workshopQuestionPart {
	part := workshopQuestionPart{
		ID: q.ID, Late: q.Late, Rounds: []workshopRoundPart{},
		Answer: workshopAnswerPart{now.Choice.String(), now.Reason, now.Note, now.Rev},
	}
	for _, votes := range rounds {
		round := workshopRoundPart{Ballots: votes.Count, Votes: choicesAsText(votes.All), ByRole: map[assessment.SeatRole][]string{}}
		for role, own := range votes.ByRole {
			round.ByRole[role] = choicesAsText(own)
		}
		part.Rounds = append(part.Rounds, round)
	}
	if a := q.Agreed; a != nil {
		part.Agreed = &workshopAgreement{a.Choice.String(), a.Middle.String(), a.Note, a.Need, a.Dissent, a.Reason, a.Owner}
	}
	return part
}

func choicesAsText(all []assessment.Choice) []string {
	texts := make([]string, len(all))
	for i, c := range all {
		texts[i] = c.String()
	}
	return texts
}

// workshop is what a document that was checked says.
func (d *workshopDocument) workshop() *WorkshopFile {
	facts := d.Workshop
	w := &assessment.Workshop{
		ID: facts.ID, Title: facts.Title, Sequence: facts.Sequence, Named: facts.Named, Threshold: facts.Threshold,
		Roles: facts.Roles, Attendance: facts.Attendance, Minutes: facts.Minutes, Stage: assessment.StageClosed,
		Display: assessment.DisplayRoom, DotsPhase: assessment.PhaseWaiting,
		CreatedAt: parsedStamp(facts.CreatedAt), ChangedAt: parsedStamp(facts.ChangedAt),
	}
	w.ClosedAt = w.ChangedAt
	if facts.ClosedAt != nil {
		w.ClosedAt = parsedStamp(*facts.ClosedAt)
	}
	f := &WorkshopFile{
		AssessmentID: d.Assessment.ID, Organisation: d.Assessment.Organisation, Workshop: w,
		Shown: map[string][]assessment.ShownVotes{}, Then: assessment.Answers{},
	}
	for _, part := range d.Questions {
		w.Questions = append(w.Questions, part.question())
		f.Then[part.ID] = assessment.Answer{
			Choice: parsedChoice(part.Answer.Answer), Reason: part.Answer.Reason, Note: part.Answer.Note, Rev: part.Answer.Rev,
		}
		for _, round := range part.Rounds {
			f.Shown[part.ID] = append(f.Shown[part.ID], round.votes())
		}
	}
	for _, text := range d.Parked {
		w.Parked = append(w.Parked, assessment.ParkedItem{Text: text})
	}
	for _, action := range d.Actions {
		w.Actions = append(w.Actions, assessment.WorkshopAction{ID: action.Action, Dots: action.Dots})
		w.DotsPhase = assessment.PhaseShown
	}
	return f
}

func (part workshopQuestionPart) question() assessment.WorkshopQuestion {
	q := assessment.WorkshopQuestion{ID: part.ID, Round: len(part.Rounds), Late: part.Late, Phase: assessment.PhaseWaiting}
	if q.Round > 0 {
		q.Phase = assessment.PhaseShown
	}
	if a := part.Agreed; a != nil {
		q.Agreed = &assessment.Agreement{
			Choice: parsedChoice(a.Answer), Middle: parsedChoice(a.Middle), Note: a.Note, Need: a.Need, Dissent: a.Dissent,
			Reason: a.Reason, Owner: a.Owner,
		}
	}
	return q
}

func (round workshopRoundPart) votes() assessment.ShownVotes {
	votes := assessment.ShownVotes{Count: round.Ballots, All: parsedChoices(round.Votes)}
	for role, own := range round.ByRole {
		if votes.ByRole == nil {
			votes.ByRole = map[assessment.SeatRole][]assessment.Choice{}
		}
		votes.ByRole[role] = parsedChoices(own)
	}
	return votes
}

func parsedChoices(texts []string) (all []assessment.Choice) {
	for _, text := range texts {
		all = append(all, parsedChoice(text))
	}
	return all
}

func parsedChoice(text string) assessment.Choice {
	c, _ := assessment.ParseChoice(text)
	return c
}

func parsedStamp(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// rolesInOrder are the keys of a map by role, so that what is said about it is always the same.
func rolesInOrder[V any](of map[assessment.SeatRole]V) []assessment.SeatRole {
	return slices.Sorted(maps.Keys(of))
}
