package main

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/net/html"

	"lauter/assessment"
	"lauter/internal/scoring"
)

// workshopFile is a workshop that was held elsewhere, on fifteen questions, as a file.
func workshopFile(t *testing.T) []byte {
	t.Helper()
	m, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC)
	w := &assessment.Workshop{
		ID: "0190c6e5-0000-7000-8000-0000000000aa", Title: "Standort im Herbst", Sequence: assessment.Together, Threshold: 5,
		Roles:      []assessment.SeatRole{"leadership", "marketing", "data", "technology"},
		Attendance: map[assessment.SeatRole]int{"marketing": 7, "data": 6, "technology": 6}, CreatedAt: at, ChangedAt: at.Add(2 * time.Hour),
		Parked:    []assessment.ParkedItem{{Text: "Wer zahlt die Einwilligungsplattform?"}},
		DotsPhase: assessment.PhaseShown,
	}
	for i, a := range m.Actions[:5] {
		w.Actions = append(w.Actions, assessment.WorkshopAction{ID: a.ID, Dots: 9 - 2*i})
	}
	shown, then := map[string][]assessment.ShownVotes{}, assessment.Answers{}
	for i, q := range m.Quick().Questions() {
		wq := assessment.WorkshopQuestion{ID: q.ID, Late: i % 7 / 6}
		var ballots []assessment.Ballot
		for n, role := range slices.Concat(slices.Repeat([]assessment.SeatRole{"marketing"}, 7), slices.Repeat([]assessment.SeatRole{"data"}, 6), slices.Repeat([]assessment.SeatRole{"technology"}, 6)) {
			vote := assessment.Choice(2 + (n/7+n%2+i)%4)
			if (n+i)%6 == 0 {
				vote = assessment.DontKnow
			}
			ballots = append(ballots, assessment.Ballot{Role: role, Vote: vote})
		}
		shown[q.ID] = []assessment.ShownVotes{scoring.ShownVotes(ballots, 5)}
		if i%5 == 0 {
			shown[q.ID] = append(shown[q.ID], scoring.ShownVotes(ballots[:3], 5))
		}
		middle := scoring.Votes(shown[q.ID][0].All).Proposed
		switch i % 5 {
		case 0:
			wq.Agreed = &assessment.Agreement{Choice: 2, Middle: middle, Note: "Gilt seit dem Umzug ins neue Datenhaus, ausgenommen Österreich.", Need: "Ein Verzeichnis, das der Vertrieb pflegt."}
		case 1:
			wq.Agreed = &assessment.Agreement{Choice: middle, Middle: middle, Dissent: "Der Vertrieb sieht eine 4, weil die Filialen schon so arbeiten."}
		case 2:
			wq.Agreed = &assessment.Agreement{Choice: assessment.DontKnow, Middle: middle, Note: "Niemand im Raum wusste es.", Owner: "Dana Petersen, CRM"}
		case 3:
			wq.Agreed = &assessment.Agreement{Choice: middle, Middle: middle}
		}
		w.Questions = append(w.Questions, wq)
	}
	x := &assessment.Assessment{ID: "elsewhere", Kind: assessment.KindQuick, Model: m, Organisation: "Nordwind Retail"}
	file, err := scoring.WriteWorkshop(x, then, w, shown)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// upload sends a form with a file, and with the fields of the form that comes back, so that the file is kept.
func (c *client) upload(path string, file []byte) *document {
	c.t.Helper()
	page := c.multipart(path, map[string][]string{}, file)
	for _, form := range page.all("form", map[string]string{"enctype": "multipart/form-data"}) {
		page = c.multipart(path, formValues(form), nil)
	}
	return page
}

func (c *client) multipart(path string, fields map[string][]string, file []byte) *document {
	c.t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range fields {
		for _, value := range values {
			w.WriteField(name, value)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("file", "workshop.json")
		if err != nil {
			c.t.Fatal(err)
		}
		part.Write(file)
	}
	w.Close()
	req, err := http.NewRequest(http.MethodPost, c.base+path, &b)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", c.lang)
	req.Header.Set("Content-Type", w.FormDataContentType())
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	d := &document{url: resp.Request.URL, status: resp.StatusCode, body: string(body)}
	if d.root, err = html.Parse(bytes.NewReader(body)); err != nil {
		c.t.Fatal(err)
	}
	return d
}

// addWorkshop imports a workshop into a new assessment of a client, and names the pages about what came of it.
func (s *site) addWorkshop(t *testing.T) {
	t.Helper()
	client := s.addClient("Kontor Versand", "Handel, 900")
	root := s.post(client+"/assessments", map[string][]string{"kind": {"full"}}).url.Path
	s.post(root+"/questions/data.origin.source", map[string][]string{"answer": {"4"}, "note": {"Seit Mai"}, "intent": {"stay"}})
	wrap := s.upload(root+"/workshops/import", workshopFile(t))
	if wrap.status != 200 || wrap.url.Query().Get("imported") == "" {
		t.Fatalf("importing a workshop leads to %s, %d: %.600s", wrap.url, wrap.status, text(wrap.root))
	}
	path := filepath.Dir(wrap.url.Path)
	for name, address := range map[string]string{
		"ledger": path + "/ledger", "ledger-open": path + "/ledger?show=open", "ledger-none": path + "/ledger?show=nothing",
		"gaps": path + "/gaps", "wrap": path + "/wrap", "write": path + "/write", "workshop-closed": path + "/close",
		"import": root + "/workshops/import",
	} {
		if page := s.get(address); page.status != 200 {
			t.Errorf("%s: status %d", address, page.status)
		}
		s.pages[name] = address
	}
}

// The page that shows what is in a file has no address of its own, so a browser chooses the file.
func TestImportPreviewIsAccessible(t *testing.T) {
	p := start(t)
	c := staff(t, p, "de")
	client := c.addClient("Kontor Versand", "")
	root := c.post(client+"/assessments", map[string][]string{"kind": {"full"}}).url.Path
	content, err := json.Marshal(string(workshopFile(t)))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []view{{width: 1280, height: 900, lang: "de"}, {width: 390, height: tall, lang: "de", dark: true}} {
		w := openTab(t, p, v)
		w.takeCookies(c)
		w.visit(root + "/workshops/import")
		eval[int](w, `(() => {
			const chosen = new DataTransfer();
			chosen.items.add(new File([`+string(content)+`], "workshop.json", {type: "application/json"}));
			document.getElementById("file").files = chosen.files;
			return 0;
		})()`)
		w.click("form[enctype] .btn-main")
		for range 100 {
			if eval[bool](w, `document.querySelector("table.import") !== null && document.readyState === "complete"`) {
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
		w.picture("import-preview-" + v.String())
		w.checkPage()
	}
}
