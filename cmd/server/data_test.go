package main

import (
	"bufio"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"lauter/assessment"
)

// wantRefused starts the program on a folder that it must not serve: it ends with 78 and one line that says why.
func wantRefused(t *testing.T, data string, words ...string) {
	t.Helper()
	code, line := ends(t, "--addr", "127.0.0.1:0", "--data", data)
	if code != exitData {
		t.Errorf("exit code %d, want %d", code, exitData)
	}
	if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
		t.Errorf("not one line on stderr: %q", line)
	}
	for _, word := range append(words, data) {
		if !strings.Contains(line, word) {
			t.Errorf("%q does not mention %q", line, word)
		}
	}
}

// usedFolder is a data folder with some answers in it, which no process uses.
func usedFolder(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	server := startProcess(t, freeAddress(t), data)
	r := newRespondent(t, server.url, nil)
	for _, q := range shippedQuestions(t)[:20] {
		r.mustSave(t, q.ID)
	}
	if code := server.stop(t); code != 0 {
		t.Fatalf("stopped with %d: %s", code, server.err)
	}
	return data
}

func shippedQuestions(t testing.TB) []*assessment.Question {
	t.Helper()
	model, err := assessment.Load()
	if err != nil {
		t.Fatal(err)
	}
	return model.Questions()
}

func (r *respondent) mustSave(t testing.TB, question string) {
	t.Helper()
	if status, err := r.save(question); status != http.StatusOK || err != nil {
		t.Fatalf("saving %s: status %d, %v", question, status, err)
	}
}

// change does something to a database behind the program's back, with the driver that the program brings along.
func change(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNewerDatabaseIsNotServed(t *testing.T) {
	data := usedFolder(t)
	file := filepath.Join(data, "lauter.db")
	change(t, file, `INSERT INTO schema_versions (version_id, is_applied) VALUES (9999, 1)`)
	wantRefused(t, data, "newer version", "9999")

	change(t, file, `DELETE FROM schema_versions WHERE version_id = 9999`)
	startProcess(t, freeAddress(t), data) // the refusal changed nothing
}

// A database that has lost its content is not taken for a new one; a first start that was cut short is.
func TestEmptiedDatabaseIsNotServed(t *testing.T) {
	data := usedFolder(t)
	if err := os.Truncate(filepath.Join(data, "lauter.db"), 0); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, data, "is empty", "backup")
	if err := os.Remove(filepath.Join(data, keyFile)); err != nil {
		t.Fatal(err)
	}
	startProcess(t, freeAddress(t), data)
}

// A new key in place of the one that is lost would lock out everybody with a second factor.
func TestLostKeyIsNotReplaced(t *testing.T) {
	p := start(t)
	staff(t, p, "en")
	data := p.data
	p.stop()
	change(t, filepath.Join(data, "lauter.db"), `UPDATE users SET totp = x'00'`)
	if err := os.Remove(filepath.Join(data, keyFile)); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, data, keyFile, "backup", "no-factor")
	if code, _, errs := runCommand(t, "user", "no-factor", "--data", data, staffEmail); code != 0 {
		t.Fatalf("server user no-factor: %d, %s", code, errs)
	}
	startProcess(t, freeAddress(t), data)
}

func TestDamagedDatabaseIsNotServed(t *testing.T) {
	data := usedFolder(t)
	file := filepath.Join(data, "lauter.db")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := page; at < len(content); at += page { // the first page still says whose it is
		copy(content[at:], "rubbish rubbish rubbish")
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, data, "damaged", "restore a backup")
	if after, err := os.ReadFile(file); err != nil || string(after) != string(content) {
		t.Errorf("the damaged file was changed: %v", err)
	}
}

func TestDatabaseOfAnotherProgramIsLeftAlone(t *testing.T) {
	data := t.TempDir()
	file := filepath.Join(data, "lauter.db")
	change(t, file, `CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup')`)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	wantRefused(t, data, "another program")
	if after, err := os.ReadFile(file); err != nil || string(after) != string(before) {
		t.Errorf("the file of the other program was changed: %v", err)
	}
}

// A second process is refused, the first goes on, and the lock of a killed one holds nobody up.
func TestFolderServesOneProcess(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	first := startProcess(t, freeAddress(t), data)
	wantRefused(t, data, "in use by another process")
	r := newRespondent(t, first.url, nil)
	r.mustSave(t, shippedQuestions(t)[0].ID)
	first.kill()
	startProcess(t, freeAddress(t), data)
}

// TestDiskFullWhileServing lets the operating system refuse to let any file of the running program grow: changes are
// answered by a page that says that they are not saved, reading goes on, and saving works again once there is room.
func TestDiskFullWhileServing(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	server := startProcess(t, freeAddress(t), data)
	limit := func(bytes string) {
		t.Helper()
		tool(t, "prlimit", "--pid", fmt.Sprint(server.Process.Pid), "--fsize="+bytes+":unlimited")
	}
	r := newRespondent(t, server.url, nil)
	questions := shippedQuestions(t)
	for _, q := range questions[:5] {
		r.mustSave(t, q.ID)
	}
	limit("16384") // less than any file of the database has
	status := http.StatusOK
	for _, q := range questions[5:] {
		var err error
		if status, err = r.save(q.ID); err != nil {
			t.Fatal(err)
		}
		if status != http.StatusOK {
			break
		}
	}
	if status != http.StatusInsufficientStorage {
		t.Errorf("saving without room: status %d", status)
	}

	person := &client{t: t, base: server.url, http: r.http}
	for lang, words := range map[string]string{"en": "your last change wasn’t saved", "de": "Ihre letzte Änderung wurde nicht gespeichert"} {
		person.lang = lang
		page := person.do(http.MethodPost, "/assessments/"+r.id+"/questions/"+questions[40].ID, url.Values{"answer": {"3"}})
		if page.status != http.StatusInsufficientStorage || !strings.Contains(page.body, words) {
			t.Errorf("%s: status %d; the page does not say %q", lang, page.status, words)
		}
	}
	if page := person.get("/assessments/" + r.id + "/results"); page.status != http.StatusOK {
		t.Errorf("reading the results meanwhile: status %d", page.status)
	}
	stored := r.stored(t)
	if len(stored) != len(r.known) {
		t.Errorf("%d answers are stored, %d were acknowledged", len(stored), len(r.known))
	}

	limit("unlimited")
	r.sent = ""
	for _, q := range questions {
		r.mustSave(t, q.ID)
	}
	if code := server.stop(t); code != 0 {
		t.Errorf("stopped with %d: %s", code, server.err)
	}
	checkWhole(t, data)
}

// TestStopWaitsForWhatIsUnderWay sends half of an answer, tells the program to stop, and sends the other half.
func TestStopWaitsForWhatIsUnderWay(t *testing.T) {
	address, data := freeAddress(t), filepath.Join(t.TempDir(), "data")
	server := startProcess(t, address, data)
	r := newRespondent(t, server.url, nil)
	question := shippedQuestions(t)[0].ID
	target, _ := url.Parse(server.url)
	var cookies []string
	for _, c := range r.http.Jar.Cookies(target) {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	body := url.Values{"answer": {choiceAt(1)}, "note": {r.noteAt(question, 1)}, "intent": {"stay"}}.Encode()

	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /assessments/%s/questions/%s HTTP/1.1\r\nHost: %s\r\nCookie: %s\r\nAccept: application/json\r\n"+
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s",
		r.id, question, address, strings.Join(cookies, "; "), len(body), body[:len(body)/2])
	time.Sleep(200 * time.Millisecond) // until the program has begun to read it
	if err := server.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		other, err := net.Dial("tcp", address)
		if err != nil {
			break // it takes nothing new
		}
		other.Close()
		if time.Now().After(deadline) {
			t.Fatal("it still takes new requests")
		}
	}
	if _, err := fmt.Fprint(conn, body[len(body)/2:]); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("the answer under way got no response: %v", err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("the answer under way: %s", resp.Status)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("stopped with %v: %s", err, server.err)
	}

	startProcess(t, address, data)
	if got := r.stored(t)[question]; got.Rev != 1 || got.Note != r.noteAt(question, 1) {
		t.Errorf("the answer under way is stored as %+v", got)
	}
}
