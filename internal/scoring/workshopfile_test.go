package scoring

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"lauter/assessment"
)

// sampleWorkshop is a closed workshop with everything that a file can hold.
func sampleWorkshop(t testing.TB) (*assessment.Assessment, assessment.Answers, *assessment.Workshop, map[string][]assessment.ShownVotes) {
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	q := m.Questions()
	x := &assessment.Assessment{ID: "0190c6e5-0000-7000-8000-000000000001", Kind: assessment.KindFull, Model: m, Organisation: "Nordwind"}
	at := time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)
	w := &assessment.Workshop{
		ID: "0190c6e5-0000-7000-8000-000000000002", Title: "Herbst", Sequence: assessment.Together, Threshold: 5,
		Roles: []assessment.SeatRole{"leadership", "marketing"}, Attendance: map[assessment.SeatRole]int{"marketing": 5, "": 5},
		Stage: assessment.StageClosed, Display: assessment.DisplayRoom, CreatedAt: at, ChangedAt: at.Add(time.Hour), ClosedAt: at.Add(time.Hour),
		Questions: []assessment.WorkshopQuestion{
			{ID: q[0].ID, Phase: assessment.PhaseShown, Round: 2, Late: 1, Agreed: &assessment.Agreement{Choice: 3, Middle: 2, Note: "Wegen\nEuropa", Dissent: "Nein"}},
			{ID: q[1].ID, Phase: assessment.PhaseShown, Round: 1, Agreed: &assessment.Agreement{Choice: dk, Middle: dk, Owner: "Dana"}},
			{ID: q[2].ID, Phase: assessment.PhaseWaiting},
		},
		Parked:    []assessment.ParkedItem{{Text: "Wer zahlt?"}},
		DotsPhase: assessment.PhaseShown, Actions: []assessment.WorkshopAction{{ID: m.Actions[0].ID, Dots: 7}},
	}
	shown := map[string][]assessment.ShownVotes{
		q[0].ID: {
			ShownVotes(many(votesOf("marketing", 2, 3, 2, 2, 2), votesOf("", 3, 3, dk, 3, 3)), 5),
			ShownVotes(votesOf("marketing", 2, 2, 3), 5),
		},
		q[1].ID: {ShownVotes(votesOf("marketing", dk, dk, dk, dk, dk), 5)},
	}
	return x, assessment.Answers{q[0].ID: {Choice: 2, Note: "Notiz", Rev: 4}}, w, shown
}

func TestWorkshopFile(t *testing.T) {
	x, answers, w, shown := sampleWorkshop(t)
	data, err := WriteWorkshop(x, answers, w, shown)
	if err != nil {
		t.Fatal(err)
	}
	f, err := ReadWorkshop(data, x)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(f.Workshop, w) {
		t.Errorf("got %+v\nwant %+v", f.Workshop, w)
	}
	if !reflect.DeepEqual(f.Shown, shown) {
		t.Errorf("got %+v\nwant %+v", f.Shown, shown)
	}
	first := w.Questions[0].ID
	if f.Organisation != "Nordwind" || f.AssessmentID != x.ID || !reflect.DeepEqual(f.Then[first], answers[first]) {
		t.Errorf("got %+v", f)
	}
	for _, secret := range []string{"seat", "name\"", "word", "token"} {
		if bytes.Contains(data, []byte(secret)) {
			t.Errorf("the file holds %q", secret)
		}
	}
	// A browser may send it with other ends of lines.
	if _, err := ReadWorkshop(bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")), x); err != nil {
		t.Error(err)
	}
}

// Whatever is not as the program writes it is refused, and why is said.
func TestWorkshopFilesAreRefused(t *testing.T) {
	x, answers, w, shown := sampleWorkshop(t)
	for name, c := range map[string]struct {
		kind   string
		change func(d *workshopDocument)
	}{
		"another format":             {FaultFormat, func(d *workshopDocument) { d.Format = "lauter-export/1" }},
		"another version":            {FaultModel, func(d *workshopDocument) { d.Model.Version = "99" }},
		"another digest":             {FaultModel, func(d *workshopDocument) { d.Model.Digest = strings.Repeat("0", 64) }},
		"another question":           {FaultQuestion, func(d *workshopDocument) { d.Questions[0].ID = "data.nothing" }},
		"another action":             {FaultQuestion, func(d *workshopDocument) { d.Actions[0].Action = "nothing" }},
		"no question":                {FaultLimits, func(d *workshopDocument) { d.Questions = []workshopQuestionPart{} }},
		"a question twice":           {FaultLimits, func(d *workshopDocument) { d.Questions[1].ID = d.Questions[0].ID }},
		"another order":              {FaultLimits, func(d *workshopDocument) { d.Questions[0], d.Questions[1] = d.Questions[1], d.Questions[0] }},
		"a low threshold":            {FaultLimits, func(d *workshopDocument) { d.Workshop.Threshold = 3 }},
		"named with a threshold":     {FaultLimits, func(d *workshopDocument) { d.Workshop.Named = true }},
		"an unknown role":            {FaultLimits, func(d *workshopDocument) { d.Workshop.Roles = append(d.Workshop.Roles, "spy") }},
		"attendance of another role": {FaultLimits, func(d *workshopDocument) { d.Workshop.Attendance["legal"] = 1 }},
		"too many people":            {FaultLimits, func(d *workshopDocument) { d.Workshop.Attendance["marketing"] = 1001 }},
		"an id that is none":         {FaultLimits, func(d *workshopDocument) { d.Workshop.ID = "../../x" }},
		"a title with signs":         {FaultLimits, func(d *workshopDocument) { d.Workshop.Title = "a\u0007b" }},
		"closed before it began":     {FaultLimits, func(d *workshopDocument) { d.Workshop.ChangedAt = "2020-01-01T00:00:00Z" }},
		"votes under the threshold":  {FaultLimits, func(d *workshopDocument) { d.Questions[0].Rounds[1].Votes = []string{"2", "2", "3"} }},
		"votes kept back":            {FaultLimits, func(d *workshopDocument) { d.Questions[0].Rounds[0].Votes = []string{} }},
		"a vote that is none":        {FaultLimits, func(d *workshopDocument) { d.Questions[0].Rounds[0].Votes[0] = "7" }},
		"a blank vote":               {FaultLimits, func(d *workshopDocument) { d.Questions[0].Rounds[0].Votes[0] = "" }},
		"a role with others’ votes": {FaultLimits, func(d *workshopDocument) {
			d.Questions[0].Rounds[0].ByRole["marketing"] = []string{"5", "5", "5", "5", "5"}
		}},
		"a role under the threshold": {FaultLimits, func(d *workshopDocument) { d.Questions[0].Rounds[0].ByRole["marketing"] = []string{"2", "2"} }},
		"votes that follow": {FaultLimits, func(d *workshopDocument) {
			d.Questions[1].Rounds[0] = workshopRoundPart{Ballots: 6, Votes: []string{"1", "1", "1", "1", "1", "2"}, ByRole: map[assessment.SeatRole][]string{"marketing": {"1", "1", "1", "1", "1"}}}
		}},
		"four rounds": {FaultLimits, func(d *workshopDocument) {
			r := d.Questions[0].Rounds[0]
			d.Questions[0].Rounds = []workshopRoundPart{r, r, r, r}
		}},
		"a blank agreement":         {FaultLimits, func(d *workshopDocument) { d.Questions[0].Agreed.Answer = "" }},
		"decided without a note":    {FaultLimits, func(d *workshopDocument) { d.Questions[0].Agreed.Note = "" }},
		"a long note":               {FaultLimits, func(d *workshopDocument) { d.Questions[0].Agreed.Note = strings.Repeat("x", 1001) }},
		"a long answer":             {FaultLimits, func(d *workshopDocument) { d.Questions[0].Answer.Note = strings.Repeat("x", 4001) }},
		"an answer that is none":    {FaultLimits, func(d *workshopDocument) { d.Questions[0].Answer.Answer = "6" }},
		"an empty item":             {FaultLimits, func(d *workshopDocument) { d.Parked[0] = "" }},
		"too many items":            {FaultLimits, func(d *workshopDocument) { d.Parked = strings.Split(strings.Repeat("x,", 50)+"x", ",") }},
		"negative votes on actions": {FaultLimits, func(d *workshopDocument) { d.Actions[0].Dots = -1 }},
	} {
		d := documentOf(t, x, answers, w, shown)
		c.change(d)
		data, err := d.write()
		if err != nil {
			t.Fatal(err)
		}
		fault := new(FileFault)
		if _, err := ReadWorkshop(data, x); !errors.As(err, &fault) || fault.Kind != c.kind {
			t.Errorf("%s: %v, want %s", name, err, c.kind)
		}
	}
	data, _ := WriteWorkshop(x, answers, w, shown)
	for name, c := range map[string]struct{ kind, text string }{
		"nothing":          {FaultUnreadable, ""},
		"no object":        {FaultUnreadable, "[]"},
		"cut off":          {FaultUnreadable, string(data[:len(data)/2])},
		"changed by hand":  {FaultDamaged, strings.Replace(string(data), "Nein", "Ja", 1)},
		"an unknown field": {FaultUnreadable, strings.Replace(string(data), `"parked"`, `"seats": [], "parked"`, 1)},
		"another case":     {FaultUnreadable, strings.Replace(string(data), `"parked"`, `"Parked"`, 1)},
		"a key twice":      {FaultUnreadable, strings.Replace(string(data), `"parked"`, `"format": "x", "parked"`, 1)},
		"another shape":    {FaultUnreadable, strings.Replace(string(data), `"threshold": 5`, `"threshold": "5"`, 1)},
		"too large":        {FaultLimits, strings.Repeat(" ", MaxWorkshopFile) + string(data)},
	} {
		fault := new(FileFault)
		if _, err := ReadWorkshop([]byte(c.text), x); !errors.As(err, &fault) || fault.Kind != c.kind {
			t.Errorf("%s: %v, want %s", name, err, c.kind)
		}
	}
}

func documentOf(t *testing.T, x *assessment.Assessment, answers assessment.Answers, w *assessment.Workshop, shown map[string][]assessment.ShownVotes) *workshopDocument {
	t.Helper()
	data, err := WriteWorkshop(x, answers, w, shown)
	if err != nil {
		t.Fatal(err)
	}
	d := &workshopDocument{}
	if err := json.Unmarshal(data, d); err != nil {
		t.Fatal(err)
	}
	return d
}

// FuzzReadWorkshop: whatever is read can be written and read again, and shows nothing that may not be shown.
func FuzzReadWorkshop(f *testing.F) {
	x, answers, w, shown := sampleWorkshop(f)
	data, err := WriteWorkshop(x, answers, w, shown)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"format":"lauter-workshop/1"}`))
	f.Add(bytes.Replace(data, []byte(`"5"`), []byte(`"dk"`), 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		var d workshopDocument
		if json.Unmarshal(data, &d) == nil { // so that the fuzzer gets past the digest
			if sealed, err := d.write(); err == nil {
				data = sealed
			}
		}
		read, err := ReadWorkshop(data, x)
		if err != nil {
			if fault := new(FileFault); !errors.As(err, &fault) {
				t.Fatal(err)
			}
			return
		}
		for _, rounds := range read.Shown {
			for _, round := range rounds {
				if round.All != nil && len(round.All) < read.Workshop.Threshold {
					t.Fatalf("%+v is under the threshold", round)
				}
			}
		}
		again, err := WriteWorkshop(&assessment.Assessment{
			ID: read.AssessmentID, Kind: x.Kind, Model: x.Model, Organisation: read.Organisation,
		}, read.Then, read.Workshop, read.Shown)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := ReadWorkshop(again, x)
		if err != nil {
			t.Fatalf("what was read can't be read again: %v", err)
		}
		if !reflect.DeepEqual(read.Workshop, twice.Workshop) || !reflect.DeepEqual(read.Shown, twice.Shown) {
			t.Fatalf("%+v\n%+v", read.Workshop, twice.Workshop)
		}
	})
}
