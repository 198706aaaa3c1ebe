package assessment

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// chain is a log of n entries.
func chain(id string, n int) (all []LogEntry) {
	var last LogEntry
	for i := range n {
		last = LogEntry{
			Chain: id, At: time.Date(2026, 11, 22, 10, i, 0, 42e6, time.UTC), Actor: "ada", Event: LogRoleChanged,
			Object: fmt.Sprint("object ", i), Detail: string(RoleViewer),
		}.Sealed(last)
		all = append(all, last)
	}
	return all
}

func written(t testing.TB, entries []LogEntry) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WriteLog(&out, entries); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestEntriesAreSealedInAChain(t *testing.T) {
	all := chain("w", 3)
	for i, e := range all {
		if e.Seq != i+1 || e.Hash == ([32]byte{}) {
			t.Errorf("entry %d: got number %d, hash %x", i+1, e.Seq, e.Hash)
		}
		if i > 0 && e.PrevHash != all[i-1].Hash {
			t.Errorf("entry %d does not hold the hash before it", i+1)
		}
	}
	if all[0].PrevHash != ([32]byte{}) {
		t.Errorf("the first holds %x, want nothing", all[0].PrevHash)
	}
}

// Whoever keeps an export compares its hashes with those that a later version of the program writes. This one was worked
// out by another program from the comment on hash.
func TestHashStaysWhatItIs(t *testing.T) {
	const want = "fb8f726cd23966f14114ce1ec0f9f85e38c3a9ce12520720649290a059cb22e8"
	if got := fmt.Sprintf("%x", chain("w", 2)[1].Hash); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEveryFieldIsSealed(t *testing.T) {
	e := chain("w", 2)[1]
	seen := map[[32]byte]string{e.hash(): "the entry"}
	for name, change := range map[string]func(*LogEntry){
		"chain":          func(e *LogEntry) { e.Chain += "x" },
		"number":         func(e *LogEntry) { e.Seq++ },
		"time":           func(e *LogEntry) { e.At = e.At.Add(time.Millisecond) },
		"actor":          func(e *LogEntry) { e.Actor = "eva" },
		"event":          func(e *LogEntry) { e.Event = LogDenied },
		"object":         func(e *LogEntry) { e.Object = "" },
		"detail":         func(e *LogEntry) { e.Detail = string(RoleAdmin) },
		"previous":       func(e *LogEntry) { e.PrevHash[31] ^= 1 },
		"moved boundary": func(e *LogEntry) { e.Actor, e.Event = e.Actor+"r", e.Event[1:] },
	} {
		changed := e
		change(&changed)
		if other, ok := seen[changed.hash()]; ok {
			t.Errorf("%s: the hash is that of %s", name, other)
		}
		seen[changed.hash()] = name
	}
}

func TestWrittenLogVerifies(t *testing.T) {
	all := chain("w", 5)
	for _, test := range []struct {
		name    string
		entries []LogEntry
	}{
		{"whole", all}, {"from the middle", all[2:]}, {"without its end", all[:3]}, {"one", all[4:]}, {"none", nil},
		{"of the installation", chain("", 2)},
		{"with odd texts", []LogEntry{LogEntry{Chain: "w", Detail: "<ä\n\"\u2028"}.Sealed(LogEntry{})}},
	} {
		n, err := VerifyLog(bytes.NewReader(written(t, test.entries)))
		if n != len(test.entries) || err != nil {
			t.Errorf("%s: got %d, %v, want %d", test.name, n, err, len(test.entries))
		}
	}
}

func TestWhatIsWrongWithALogIsNamed(t *testing.T) {
	all := chain("w", 4)
	forged := all[2]
	forged.Detail = string(RoleAdmin)
	resealed := forged.Sealed(all[1])
	line := string(written(t, all[:1]))
	for _, test := range []struct {
		name string
		log  string
		n    int
		want string
	}{
		{"gap", string(written(t, []LogEntry{all[0], all[2]})), 1, "line 2: entry 3 follows entry 1: something is missing"},
		{"backwards", string(written(t, []LogEntry{all[1], all[0]})), 1, "line 2: entry 1 follows entry 2"},
		{"twice", string(written(t, []LogEntry{all[0], all[0]})), 1, "line 2: entry 1 follows entry 1"},
		{"another chain", string(written(t, []LogEntry{all[0], chain("x", 2)[1]})), 1, "line 2: belongs to another log"},
		{"changed", string(written(t, []LogEntry{all[0], all[1], forged, all[3]})), 2, "line 3: entry 3 was changed"},
		{"changed and sealed again", string(written(t, []LogEntry{all[0], all[1], resealed, all[3]})), 3, "line 4: entry 4 does not hold the hash of entry 3"},
		{"changed in the first line", string(written(t, []LogEntry{forged})), 0, "line 1: entry 3 was changed"},
		{"nonsense", line + "nonsense\n", 1, "line 2: is no entry of a log"},
		{"empty line", line + "\n", 1, "line 2: is no entry of a log"},
		{"unknown field", strings.Replace(line, `{`, `{"more":1,`, 1), 0, "line 1: is no entry of a log"},
		{"short hash", strings.Replace(line, `"hash":"`, `"hash":"00`, 1), 0, "line 1: holds no hash"},
		{"no hash", strings.Replace(line, `"prev":"0`, `"prev":"x`, 1), 0, "line 1: holds no hash"},
		{"long line", line + strings.Repeat("x", maxLogLine+1), 1, "line 2: "},
	} {
		n, err := VerifyLog(strings.NewReader(test.log))
		if n != test.n || err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s: got %d, %v, want %d, %s", test.name, n, err, test.n, test.want)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error)  { return 0, errBroken }
func (broken) Write([]byte) (int, error) { return 0, errBroken }

var errBroken = errors.New("broken")

func TestBrokenReadersAndWritersAreReported(t *testing.T) {
	if _, err := VerifyLog(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("verify: got %v, want %v", err, errBroken)
	}
	if err := WriteLog(broken{}, chain("w", 1)); !errors.Is(err, errBroken) {
		t.Errorf("write: got %v, want %v", err, errBroken)
	}
}

func FuzzVerifyLog(f *testing.F) {
	log := written(f, chain("w", 3))
	f.Add(log)
	f.Add([]byte("{}\n"))
	f.Add([]byte(`{"chain":"w","seq":1,"at":"2026-11-22T10:00:00Z","prev":"","hash":""}`))
	f.Add(bytes.Replace(log, []byte(`"seq":2`), []byte(`"seq":7`), 1))
	f.Fuzz(func(t *testing.T, log []byte) {
		n, err := VerifyLog(bytes.NewReader(log))
		lines := bytes.Count(log, []byte("\n")) + 1
		if n < 0 || n > lines {
			t.Fatalf("got %d entries in %d lines", n, lines)
		}
		if err != nil {
			return
		}
		// What verifies is a chain: without its first line it still is one, without a line within it is none.
		all := bytes.SplitAfter(bytes.TrimSuffix(log, []byte("\n")), []byte("\n"))
		if n < 3 {
			return
		}
		if got, err := VerifyLog(bytes.NewReader(bytes.Join(all[1:], nil))); got != n-1 || err != nil {
			t.Fatalf("without the first: got %d, %v, want %d", got, err, n-1)
		}
		if _, err := VerifyLog(bytes.NewReader(bytes.Join(append(all[:1:1], all[2:]...), nil))); err == nil {
			t.Fatal("a missing line was not found")
		}
	})
}
