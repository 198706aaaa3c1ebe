package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lauter/assessment"
	"lauter/internal/locale"
	"lauter/internal/pdf/pdftest"
	"lauter/internal/scoring"
	"lauter/internal/wording"
)

const address = "https://lauter.example/assessments/1/results"

// sample is one report in one language.
type sample struct {
	name  string
	f     *scoring.Findings
	lang  locale.Lang
	pages int // 0: any number
	opt   Options
	data  []byte
}

func (s sample) String() string { return fmt.Sprintf("%s (%s, %s)", s.name, s.lang, s.opt.Paper) }

// samples writes the reports that most tests look at, once for all of them.
func samples(t *testing.T) []sample {
	t.Helper()
	written.Do(func() { written.all = writeSamples(t) })
	return written.all
}

var written struct {
	sync.Once
	all []sample
}

func writeSamples(t *testing.T) []sample {
	var all []sample
	for _, c := range []struct {
		name         string
		kind         assessment.Kind
		organisation string
		answer       choose
		pages        int
	}{
		{"full", assessment.KindFull, "Nordwind Retail GmbH", retailer, 4},
		{"quick", assessment.KindQuick, "Nordwind Retail GmbH", retailer, 3},
		{"open", assessment.KindFull, "Nordwind Retail GmbH", openEverywhere, 3},
		{"nothing answered", assessment.KindFull, "", everywhere(assessment.Blank), 3},
		{"nothing known", assessment.KindQuick, "", everywhere(assessment.DontKnow), 3},
		{"everything at 5", assessment.KindFull, "", everywhere(5), 4},
		{"everything at 1", assessment.KindFull, "Ärger & Söhne <script>", everywhere(1), 0},
		{"strain", assessment.KindFull, longName, strain, 0},
		{"strain, quick", assessment.KindQuick, longName, strain, 0},
	} {
		f := evaluate(t, c.kind, c.organisation, c.answer)
		for _, l := range locale.Langs {
			all = append(all,
				sample{name: c.name, f: f, lang: l, pages: c.pages, opt: Options{Paper: A4, Results: address}},
				sample{name: c.name, f: f, lang: l, opt: Options{Paper: Letter}})
		}
	}
	for i := range all {
		all[i].data = write(t, all[i].f, all[i].lang, all[i].opt)
	}
	return all
}

// spoken is everything that a screen reader reads, with plain spaces.
func spoken(t testing.TB, data []byte) string {
	t.Helper()
	root, err := pdftest.Tree(data)
	if err != nil {
		t.Fatal(err)
	}
	return plain(root.All())
}

func plain(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestReportsAreSound(t *testing.T) {
	for _, s := range samples(t) {
		data := s.data
		for _, fault := range pdftest.Check(data, s.opt.Results) {
			t.Errorf("%v: %s", s, fault)
		}
		if f, err := pdftest.Read(data); err != nil {
			t.Errorf("%v: %v", s, err)
		} else if s.pages > 0 && f.Pages() != s.pages {
			t.Errorf("%v: %d pages, want %d", s, f.Pages(), s.pages)
		}
		if len(data) > 64_000 || s.name == "full" && len(data) > 60_000 {
			t.Errorf("%v: %d bytes", s, len(data))
		}
	}
}

// Nothing runs out of the margins, and no two lines of text overlap.
func TestNothingOverlaps(t *testing.T) {
	for _, s := range samples(t) {
		lines, err := pdftest.Lines(s.data)
		if err != nil {
			t.Fatal(err)
		}
		width, height := 595.28, 841.89
		if s.opt.Paper == Letter {
			width, height = 612, 792
		}
		for i := range lines {
			l := &lines[i]
			if strings.HasSuffix(l.Text, " ") {
				l.Width -= 0.2 * l.Size // the space after a broken line counts for nothing
			}
			if l.X < margin-0.5 || l.X+l.Width > width-margin+0.5 || l.Y-l.Size < 15 || l.Y > height-15 {
				t.Errorf("%v: %+v lies outside of the margins", s, *l)
			}
		}
		for i, a := range lines {
			for _, b := range lines[:i] {
				if overlap(a, b) {
					t.Errorf("%v: %+v overlaps %+v", s, a, b)
				}
			}
		}
	}
}

func overlap(a, b pdftest.Line) bool {
	apart := max(a.X, b.X) >= min(a.X+a.Width, b.X+b.Width)-0.5
	distance := max(a.Y-b.Y, b.Y-a.Y)
	return a.Page == b.Page && !apart && distance < 0.75*min(a.Size, b.Size)
}

// A row, an action and a remark stand on one page each.
func TestRowsAreNeverDivided(t *testing.T) {
	for _, s := range samples(t) {
		root, err := pdftest.Tree(s.data)
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []string{"TR", "LI", "P", "H1", "H2"} {
			for _, n := range root.Find(kind) {
				if pages := n.AllPages(); len(pages) > 1 {
					t.Errorf("%v: %s on the pages %v: %q", s, kind, pages, n.All())
				}
			}
		}
	}
}

// No heading is the last thing on its page.
func TestHeadingsStandBeforeWhatTheyHead(t *testing.T) {
	for _, s := range samples(t) {
		root, err := pdftest.Tree(s.data)
		if err != nil {
			t.Fatal(err)
		}
		for _, sect := range root.Find("Sect") {
			heads := sect.Find("H2")
			if len(heads) == 0 {
				continue
			}
			first := 0
			for _, k := range sect.Kids {
				if k.Kind != "H2" && first == 0 {
					first = k.AllPages()[0]
				}
			}
			if page := heads[0].AllPages()[0]; page != first {
				t.Errorf("%v: %q stands on page %d, what it heads on page %d", s, heads[0].All(), page, first)
			}
		}
	}
}

func TestEveryFigureAndSentenceIsThere(t *testing.T) {
	for _, s := range samples(t) {
		said := spoken(t, s.data)
		w, f := wording.New(s.f, locale.For(s.lang)), s.f
		headline, detail := w.Verdict()
		want := []string{headline, detail, w.Standing(f.Overall), w.AnsweredWords(), w.Together(), w.ConfidenceLine(f.Overall), w.QuickNote()}
		want = append(want, w.Disclaimers()...)
		if len(f.Overall.HeldBy) == 0 {
			want = append(want, w.GateSentence(f.Overall))
		}
		for _, d := range f.Dimensions {
			score := w.Score(d.Score)
			if d.Status != scoring.Rated {
				score = w.Range(d)
			}
			want = append(want, w.ScopeName(d.Scope), w.StandingShort(d), score, w.DimensionSentence(d))
		}
		for _, c := range f.Capabilities {
			want = append(want, w.ScopeName(c.Scope), w.Hundredths(c.Score))
			if c.Missing > 0 {
				want = append(want, w.Hundredths(c.High))
			}
		}
		for _, a := range f.Next.Actions {
			action, _ := f.Model.Action(a.Action)
			want = append(want, w.Gain(a), w.Because(a), w.ScopeName(scoring.Scope("action:"+a.Action)), w.RoleName(action.Owner))
		}
		for _, h := range f.Overall.HeldBy {
			q, _ := f.Model.Question(h.Question)
			want = append(want, q.Text.In(s.lang))
		}
		for _, o := range f.FindOut[:min(findOutsShown, len(f.FindOut))] {
			want = append(want, w.FindOut(o))
		}
		for _, id := range f.Overall.Waived {
			want = append(want, w.WaivedRow(id))
		}
		for _, a := range f.Answers {
			want = append(want, a.Reason)
		}
		want = append(want, f.Organisation, f.Model.Version, f.Model.Method, f.Model.Digest, locale.For(s.lang).Date(f.AsOf))
		for _, sentence := range want {
			// Where a long word was cut, the reader of this test sees a space.
			if !strings.Contains(squeezed(said), squeezed(sentence)) {
				t.Errorf("%v: %q is missing", s, sentence)
			}
		}
	}
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// Below three quarters of the answers no level is claimed anywhere, only the range and what is missing.
func TestNoLevelIsClaimedTooEarly(t *testing.T) {
	f := evaluate(t, assessment.KindFull, "Nordwind", openEverywhere)
	for _, l := range locale.Langs {
		data := write(t, f, l, Options{})
		said := spoken(t, data)
		p, w := locale.For(l), wording.New(f, locale.For(l))
		for level := 1; level <= 5; level++ {
			for _, claim := range []string{
				p.T("standing.level", "Level", level, "Name", w.LevelName(level)),
				p.T("standing.short", "Level", level, "Name", w.LevelName(level)),
			} {
				if strings.Contains(said, claim) {
					t.Errorf("%s: claims %q", l, claim)
				}
			}
		}
		root, err := pdftest.Tree(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range root.Find("TBody")[0].Find("TR") {
			if len(row.Kids) == 4 && plain(row.Kids[1].All()) != "–" {
				t.Errorf("%s: a capability claims %q", l, row.Kids[1].All())
			}
		}
		if !strings.Contains(said, w.Range(f.Overall)) {
			t.Errorf("%s: the range is missing", l)
		}
	}
}

// A quick scan says on each page that it only indicates, and claims no level of a capability.
func TestQuickScanIsLabelled(t *testing.T) {
	f := evaluate(t, assessment.KindQuick, "Nordwind", retailer)
	for _, l := range locale.Langs {
		data, label := write(t, f, l, Options{}), locale.For(l).T("results.tag.quick")
		if !strings.Contains(spoken(t, data), label) {
			t.Errorf("%s: not labelled", l)
		}
		artifacts, err := pdftest.Artifacts(data)
		if err != nil {
			t.Fatal(err)
		}
		for _, page := range artifacts[1:] {
			if !strings.Contains(page, label) {
				t.Errorf("%s: a page is not labelled", l)
			}
		}
		root, err := pdftest.Tree(data)
		if err != nil {
			t.Fatal(err)
		}
		level := locale.For(l).T("results.level")
		for _, th := range root.Find("TH") {
			if th.All() == level {
				t.Errorf("%s: capabilities have a column of levels", l)
			}
		}
	}
}

// Every page carries the disclaimer and its number, every page after the first the name.
func TestPagesAreNumberedAndNamed(t *testing.T) {
	f := evaluate(t, assessment.KindFull, longName, strain)
	p, w := locale.For(locale.German), wording.New(f, locale.For(locale.German))
	artifacts, err := pdftest.Artifacts(write(t, f, locale.German, Options{}))
	if err != nil {
		t.Fatal(err)
	}
	for i, page := range artifacts {
		for _, want := range []string{w.Disclaimer(), p.T("report.page", "Page", i+1, "Pages", len(artifacts))} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d lacks %q", i+1, want)
			}
		}
		if i > 0 && !strings.Contains(page, longName[:60]) {
			t.Errorf("page %d lacks the name", i+1)
		}
	}
}

// The head of a table is repeated on each page that the table goes on to.
func TestTableHeadsAreRepeated(t *testing.T) {
	divided := 0
	for _, s := range samples(t) {
		root, err := pdftest.Tree(s.data)
		if err != nil {
			t.Fatal(err)
		}
		artifacts, err := pdftest.Artifacts(s.data)
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range root.Find("Table") {
			for _, n := range table.AllPages()[1:] {
				divided++
				for _, th := range table.Find("THead")[0].Find("TH") {
					if !strings.Contains(artifacts[n-1], th.All()) {
						t.Errorf("%v: page %d lacks %q", s, n, th.All())
					}
				}
			}
		}
	}
	if divided == 0 {
		t.Fatal("every table stands on one page, so nothing is tested")
	}
}

// A screen reader reads the report from the verdict down to the disclaimers, each part before its details.
func TestReportReadsInOrder(t *testing.T) {
	for _, s := range samples(t) {
		w, f := wording.New(s.f, locale.For(s.lang)), s.f
		headline, detail := w.Verdict()
		order := []string{"Lauter", f.Organisation, w.Standing(f.Overall), headline, detail, w.Range(f.Overall)}
		for _, d := range f.Dimensions {
			order = append(order, w.ScopeName(d.Scope), w.StandingShort(d), w.DimensionSentence(d))
		}
		for _, a := range f.Next.Actions {
			order = append(order, w.ScopeName(scoring.Scope("action:"+a.Action)), w.Because(a), w.Gain(a))
		}
		order = append(order, w.Together())
		for _, c := range f.Capabilities {
			order = append(order, w.ScopeName(c.Scope), w.Hundredths(c.Score))
		}
		for _, o := range f.FindOut[:min(findOutsShown, len(f.FindOut))] {
			order = append(order, w.FindOut(o))
		}
		order = append(order, f.Model.Version, f.Model.Method)
		order = append(order, w.Disclaimers()...)
		rest := squeezed(spoken(t, s.data))
		for _, sentence := range order {
			_, after, found := strings.Cut(rest, squeezed(sentence))
			if !found {
				t.Errorf("%v: %q does not follow where it should", s, sentence)
				break
			}
			rest = after
		}
	}
}

func TestOutlineHasTheHeadings(t *testing.T) {
	data := write(t, evaluate(t, assessment.KindFull, "Nordwind", retailer), locale.English, Options{})
	root, err := pdftest.Tree(data)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, h := range append(root.Find("H1"), root.Find("H2")...) {
		want = append(want, plain(h.All()))
	}
	bookmarks, err := pdftest.Bookmarks(data)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range bookmarks {
		got = append(got, plain(b))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-headings +outline\n%s", diff)
	}
}

// What is known of the company chooses the laws that are counted, and the operator may know a later state of the law.
func TestLawsFollowTheFactsAndTheOperator(t *testing.T) {
	f := evaluate(t, assessment.KindFull, "Nordwind", retailer)
	p := locale.For(locale.English)
	facts := map[string][]string{"csrd_in_scope": {"no"}, "works_council": {"no"}, "countries": {"AT"}}
	law := f.Model.LawState
	law.CheckedOn = "2027-01-15"
	for _, opt := range []Options{{}, {Facts: facts, Law: &law}} {
		said := spoken(t, write(t, f, locale.English, opt))
		for _, act := range f.Regulation(opt.Facts) {
			if !act.Act.Binding || act.Applicable == 0 {
				continue
			}
			row := p.Text(act.Act.Name) + p.T("progress.count", "Answered", act.Reached, "Asked", act.Applicable)
			if !strings.Contains(squeezed(said), squeezed(row)) {
				t.Errorf("facts %v: lacks %q", opt.Facts, row)
			}
		}
		if got, want := strings.Contains(said, "15 January 2027"), opt.Law != nil; got != want {
			t.Errorf("says the operator's state of the law: %v, want %v", got, want)
		}
	}
}

// The parts of the sum, the first steps and the parts of confidence are those of the findings.
func TestTheSumIsThatOfTheFindings(t *testing.T) {
	for _, s := range samples(t) {
		whole, ok := s.f.Breakdown(scoring.Overall)
		if !ok || whole.Score == nil {
			t.Fatalf("%v: no sum", s)
		}
		said, p := squeezed(spoken(t, s.data)), locale.For(s.lang)
		want := []string{whole.Score.RatString()}
		for _, part := range whole.Parts {
			if part.Score != nil {
				want = append(want, part.Score.RatString()+"×"+part.Share.RatString()+part.Contribution.RatString()+p.Number(part.ShownPart))
			}
		}
		for _, a := range s.f.Next.Actions {
			action, _ := s.f.Model.Action(a.Action)
			want = append(want, action.First30.In(s.lang))
		}
		for _, part := range wording.New(s.f, p).ConfidenceParts(s.f.Overall) {
			want = append(want, part.Name+part.Value)
		}
		for _, text := range want {
			if !strings.Contains(said, squeezed(text)) {
				t.Errorf("%v: lacks %q", s, text)
			}
		}
	}
}

func TestLinkOnlyWhereAsked(t *testing.T) {
	f := evaluate(t, assessment.KindFull, "Nordwind", retailer)
	for _, results := range []string{"", address} {
		data := write(t, f, locale.English, Options{Results: results})
		root, err := pdftest.Tree(data)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := len(root.Find("Link")) > 0, results != ""; got != want {
			t.Errorf("address %q: has a link: %v", results, got)
		}
	}
}

func TestSameFindingsSameBytes(t *testing.T) {
	for _, s := range samples(t) {
		if !bytes.Equal(s.data, write(t, s.f, s.lang, s.opt)) {
			t.Errorf("%v: two renders differ", s)
		}
	}
}

func TestParallelReportsAreEqual(t *testing.T) {
	f := evaluate(t, assessment.KindFull, "Nordwind", retailer)
	want := map[locale.Lang][]byte{}
	for _, l := range locale.Langs {
		want[l] = write(t, f, l, Options{})
	}
	got := make(chan error)
	for i := range 8 {
		go func() {
			l := locale.Langs[i%2]
			var b bytes.Buffer
			err := Write(&b, f, locale.For(l), Options{})
			if err == nil && !bytes.Equal(b.Bytes(), want[l]) {
				err = errors.New("a parallel render differs")
			}
			got <- err
		}()
	}
	for range 8 {
		if err := <-got; err != nil {
			t.Error(err)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteReportsTheWriter(t *testing.T) {
	f := evaluate(t, assessment.KindFull, "", retailer)
	if err := Write(full{}, f, locale.For(locale.English), Options{}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v, want the error of the writer", err)
	}
}

func TestParsePaper(t *testing.T) {
	for s, want := range map[string]bool{"a4": true, "letter": true, "": false, "A4": false, "a3": false} {
		if p, ok := ParsePaper(s); ok != want || ok && string(p) != s {
			t.Errorf("ParsePaper(%q) = %q, %v", s, p, ok)
		}
	}
}

// Other programs must read the report, too: qpdf finds nothing wrong, and poppler finds every font and the words.
func TestToolsAgree(t *testing.T) {
	for _, s := range samples(t) {
		if s.opt.Paper != A4 || s.name != "full" && s.name != "strain" {
			continue // the programs are slow, and these hold everything that the others do
		}
		name := filepath.Join(t.TempDir(), "report.pdf")
		if err := os.WriteFile(name, s.data, 0o600); err != nil {
			t.Fatal(err)
		}
		tool(t, "qpdf", "--check", name)
		for _, line := range strings.Split(strings.TrimSpace(tool(t, "pdffonts", name)), "\n")[2:] {
			if !strings.Contains(line, "yes yes yes") {
				t.Errorf("%v: a font that is not embedded, not a subset or without Unicode: %s", s, line)
			}
		}
		headline, _ := wording.New(s.f, locale.For(s.lang)).Verdict()
		if got := tool(t, "pdfinfo", "-struct-text", name); !strings.Contains(plain(got), plain(headline)) {
			t.Errorf("%v: the headline does not read as it was written", s)
		}
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
	if err != nil || strings.Contains(string(out), "Error") {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// BenchmarkReport has its yardstick in allocations, which do not depend on the machine: TestAllocationsStayLow.
func BenchmarkReport(b *testing.B) {
	f := evaluate(b, assessment.KindFull, "Nordwind Retail GmbH", retailer)
	p := locale.For(locale.German)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, f, p, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// The limit for each of the four pages leaves room for pools that the garbage collector empties.
func TestAllocationsStayLow(t *testing.T) {
	if withRaceDetector {
		t.Skip("the race detector allocates, too")
	}
	f := evaluate(t, assessment.KindFull, "Nordwind Retail GmbH", retailer)
	p := locale.For(locale.German)
	const pages, mostObjects, mostBytes = 4, 3_600, 700_000
	result := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			if err := Write(io.Discard, f, p, Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
	if got := result.AllocsPerOp(); got > pages*mostObjects {
		t.Errorf("%d allocations, want at most %d", got, pages*mostObjects)
	}
	if got := result.AllocedBytesPerOp(); got > pages*mostBytes {
		t.Errorf("%d bytes, want at most %d", got, pages*mostBytes)
	}
}
