package pdf

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/internal/pdf/pdftest"
)

func TestSampleIsSound(t *testing.T) {
	for _, plain := range []bool{false, true} {
		for _, fault := range pdftest.Check(encode(t, sample(plain)), "https://example.org/") {
			t.Errorf("plain %v: %s", plain, fault)
		}
	}
}

func TestSampleReadsInOrder(t *testing.T) {
	root, err := pdftest.Tree(encode(t, sample(false)))
	if err != nil {
		t.Fatal(err)
	}
	want := `Document
  Sect
    H1 "Wirkung und Verantwortung im Marketing"
    P "Die Ungleichbehandlung von Kundinnen wird nicht geprüft, obwohl die Grundverordnung es verlangt. Stufe\u00a03."
    Figure "2,8 von 5" "1abcd5e2,8"
    P
      Link "So wird gerechnet"
    Table
      THead
        TR
          TH (Column) "Feld"
          TH (Column) "Wert"
      TBody
        TR
          TH (Row) "Daten"
          TD "2,82"
        TR
          TH (Row) "Daten"
          TD "3,14"
    P "und so weiter und so weiter"
`
	got := root.String()
	got = strings.Replace(got, `"1a2b3c4d5e2,8"`, `"1abcd5e2,8"`, 1) // the words of the picture, in the order of the scene
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

// The checker must see what it is there for: each of these breaks one thing in a sound document. The replacements keep
// the length, so that the table of objects stays right.
func TestCheckFindsFaults(t *testing.T) {
	sound := encode(t, sample(true))
	tests := []struct{ name, old, new, fault string }{
		{"no alternative text", "/Alt(2,8 von 5)", "/Alx(2,8 von 5)", "a figure without alternative text"},
		{"no place", "/BBox", "/BBix", "a figure without a place"},
		{"a piece left open", "EMC\n/H1<<", "BX \n/H1<<", "a marked piece inside another"},
		{"drawing outside", "/Artifact<</Type/Background>>BDC", "                                ", "outside of a marked piece"},
		{"no scope", "/Scope/Row", "/Scopy/Row", "a header cell without scope"},
		{"a piece of nobody", "/MCID 2>>BDC", "/MCID 9>>BDC", "names a piece that its page does not have"},
		{"no language", "/Lang(de)", "/Lank(de)", "no language"},
		{"not tagged", "/Marked true", "/Marked null", "not marked as tagged"},
		{"title hidden", "/DisplayDocTitle true", "/DisplayDocTitle null", "the title is not shown"},
		{"two titles", "Prüfung (1)</rdf:li>", "Prüfung (2)</rdf:li>", "two titles"},
		{"no id of PDF/UA", "<pdfuaid:part>1", "<pdfuaid:part>7", "no ids of PDF/A-3b and PDF/UA-1"},
		{"no profile", "/DestOutputProfile", "/DestOutputProfine", "no colour profile"},
		{"tabs", "/Tabs/S", "/Tabs/R", "tabs do not follow the structure"},
		{"font not embedded", "/FontFile2", "/FontFile9", "is not embedded"},
		{"no way back to text", "/ToUnicode", "/ToUnicide", "has no way back to text"},
		{"a code without text", "<0001><", "<FFFF><", "reads as nothing"},
		{"another width", "/W[1[", "/W[2[", "another width than its glyph"},
		{"heading jumps", "/S/H1", "/S/H2", "jumps from level 0 to 2"},
		{"cell outside", "/S/TD", "/S/H1", "TR holds H1"},
		{"link without words", "/Contents(Wie", "/Contempt(Wie", "an annotation without words"},
		{"link elsewhere", "(https://example.org", "(https://exampel.org", "a link to"},
		{"way back of a link", "/StructParent 2", "/StructParent 0", "the way back leads elsewhere"},
		{"script", "/S/URI/URI(", "/S/URI/JS (", "the key JS"},
		{"launches", "/A<</S/URI", "/A<</S/Lau", "an action Lau"},
		{"unbalanced text", "BT\n", "QT\n", "ET where it does not belong"},
		{"sum of a font", "glyf", "glyf", ""},
	}
	for _, test := range tests {
		broken := bytes.Replace(sound, []byte(test.old), []byte(test.new), 1)
		if test.name == "sum of a font" {
			at := bytes.Index(broken, []byte("glyf"))
			broken = bytes.Clone(sound)
			broken[at+4]++
			test.fault = "has the wrong sum"
		} else if len(test.old) != len(test.new) || bytes.Equal(broken, sound) {
			t.Errorf("%s: the sample does not have %q, or the replacement another length", test.name, test.old)
			continue
		}
		faults := strings.Join(pdftest.Check(broken, "https://example.org/"), "\n")
		if !strings.Contains(faults, test.fault) {
			t.Errorf("%s: got %q, want %q", test.name, faults, test.fault)
		}
	}
}

func TestReadRefusesWhatIsNoDocument(t *testing.T) {
	sound := encode(t, sample(true))
	shifted := bytes.Replace(sound, []byte("\n%"), []byte("\n\n%"), 1)
	for name, data := range map[string][]byte{
		"nothing": nil, "words": []byte("hello"), "cut": sound[:len(sound)/2], "shifted": shifted,
	} {
		if _, err := pdftest.Read(data); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestDrawingOutsideOfATagPanics(t *testing.T) {
	p := New(Info{}).AddPage(A4)
	panics := func(f func()) (did bool) {
		defer func() { did = recover() != nil }()
		f()
		return false
	}
	if !panics(func() { p.Text(Line("x", Style{Font: fonts().text, Size: 9}), 0, 0) }) {
		t.Error("text was drawn outside of a piece")
	}
	if !panics(func() {
		p.Artifact(LayoutArtifact, func() { p.Artifact(LayoutArtifact, func() {}) })
	}) {
		t.Error("a piece was opened inside another")
	}
}

func TestSameCallsSameBytes(t *testing.T) {
	if !bytes.Equal(encode(t, sample(false)), encode(t, sample(false))) {
		t.Error("two renders differ")
	}
}

func TestParallelRendersAreEqual(t *testing.T) {
	want := encode(t, sample(false))
	got := make(chan []byte)
	for range 8 {
		go func() {
			var b bytes.Buffer
			if err := sample(false).Encode(&b); err != nil {
				t.Error(err)
			}
			got <- b.Bytes()
		}()
	}
	for range 8 {
		if !bytes.Equal(<-got, want) {
			t.Error("a parallel render differs")
		}
	}
}

// A second opinion, by readers that know the whole standard.
func TestToolsAgree(t *testing.T) {
	name := filepath.Join(t.TempDir(), "sample.pdf")
	if err := os.WriteFile(name, encode(t, sample(false)), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, "qpdf", "--check", name)
	for _, line := range strings.Split(strings.TrimSpace(tool(t, "pdffonts", name)), "\n")[2:] {
		if !strings.Contains(line, "yes yes yes") {
			t.Errorf("a font that is not embedded, not a subset or without Unicode: %s", line)
		}
	}
	if got := tool(t, "pdfinfo", name); !strings.Contains(got, "Tagged:          yes") || !strings.Contains(got, "Title:           Prüfung (1)") {
		t.Errorf("pdfinfo says\n%s", got)
	}
	if got := tool(t, "pdfinfo", "-struct-text", name); !strings.Contains(got, "Ungleichbehandlung von Kundinnen wird nicht geprüft, obwohl") {
		t.Errorf("the words do not read as they were written\n%s", got)
	}
}

// tool runs a program that is there on the machines that decide.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		if os.Getenv("LAUTER_REQUIRE_TOOLS") != "" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "Syntax Error") {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestEncodeReportsTheWriter(t *testing.T) {
	if err := sample(false).Encode(full{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v, want the error of the writer", err)
	}
}
