package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// measured are the results of a run: by benchmark, then by unit.
type measured map[string]map[string]float64

// TestWritePerformance runs the benchmarks that have a goal and writes them, each beside its yardstick, into the file
// that LAUTER_PERFORMANCE names. It judges nothing: it says what was met and what was not.
func TestWritePerformance(t *testing.T) {
	path := os.Getenv("LAUTER_PERFORMANCE")
	if path == "" {
		t.Skip("LAUTER_PERFORMANCE names no file; make bench does")
	}
	before := loadAverage()
	all := measured{}
	for _, args := range [][]string{
		{"-benchtime=10x", "-bench=^BenchmarkProgram$", "."},
		{"-benchtime=2x", "-bench=^(BenchmarkRoom|BenchmarkStreams)$", "."},
		{"-benchtime=3x", "-bench=^BenchmarkGroupCommit$", "lauter/internal/store"},
		{"-bench=^(BenchmarkScore|BenchmarkEvaluate)$", "lauter/internal/scoring"},
	} {
		command := exec.CommandContext(t.Context(), "go", append([]string{"test", "-run=^$", "-timeout=20m"}, args...)...)
		var out bytes.Buffer
		command.Stdout, command.Stderr = io.MultiWriter(&out, os.Stderr), os.Stderr
		if err := command.Run(); err != nil {
			t.Fatalf("go test %s: %v", args, err)
		}
		all.read(out.String())
	}
	var b bytes.Buffer
	all.write(&b, before)
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(os.Stderr, "\n%s", &b)
}

// read takes the figures out of what go test prints.
func (m measured) read(output string) {
	for line := range strings.Lines(output) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := strings.TrimPrefix(strings.TrimSuffix(fields[0], fmt.Sprintf("-%d", runtime.GOMAXPROCS(0))), "Benchmark")
		units := map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			units[fields[i+1]], _ = strconv.ParseFloat(fields[i], 64)
		}
		m[name] = units
	}
}

func TestReadBenchmarks(t *testing.T) {
	m := measured{}
	m.read(fmt.Sprintf("goos: linux\nBenchmarkProgram/Start-%d \t 5\t 123 ns/op\t 0.25 ratio\t 9.5 ready-ms\nBenchmarkScore 10 7 ns/op\nPASS\n", runtime.GOMAXPROCS(0)))
	if got := m["Program/Start"]["ratio"]; got != 0.25 {
		t.Errorf("ratio %v, want 0.25", got)
	}
	if got := m["Score"]["ns/op"]; got != 7 {
		t.Errorf("ns/op %v, want 7", got)
	}
	if len(m) != 2 {
		t.Errorf("%d benchmarks, want 2: %v", len(m), m)
	}
}

// goal is what a figure should reach: good enough, and well.
type goal struct {
	floor, stretch float64
	unit           string
	atMost         bool
}

func (g goal) String() string {
	sign := "≥"
	if g.atMost {
		sign = "≤"
	}
	return fmt.Sprintf("%s %v%s (%v%s)", sign, g.stretch, g.unit, g.floor, g.unit)
}

// met says in words whether a figure reaches its goal.
func (g goal) met(got float64) string {
	reaches := func(limit float64) bool { return got >= limit }
	if g.atMost {
		reaches = func(limit float64) bool { return got <= limit }
	}
	switch {
	case reaches(g.stretch):
		return "yes"
	case reaches(g.floor):
		return "the floor, not the goal"
	}
	return "**no**"
}

func TestGoals(t *testing.T) {
	high, low := goal{0.1, 0.2, "", false}, goal{40, 25, " MB", true}
	for _, test := range []struct {
		goal goal
		got  float64
		want string
	}{
		{high, 0.2, "yes"}, {high, 0.19, "the floor, not the goal"}, {high, 0.09, "**no**"},
		{low, 25, "yes"}, {low, 40, "the floor, not the goal"}, {low, 41, "**no**"},
	} {
		if got := test.goal.met(test.got); got != test.want {
			t.Errorf("%v with %v: %q, want %q", test.goal, test.got, got, test.want)
		}
	}
}

func (m measured) write(w io.Writer, load string) {
	fmt.Fprintf(w, `# Performance

Written by `+"`make bench`"+`. Figures of one machine say as much about the machine as about the program, so each stands
beside a yardstick that was measured in the same run. The program and the yardstick take turns, half a second each.

%d cores, %s/%s, %s, %s; load of the machine before the run: %s. The clients ran on the same cores.

| What | Measured | Yardstick | Ratio | Goal (floor) | Met |
|---|---|---|---|---|---|
`, runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version(), time.Now().UTC().Format(time.DateOnly), load)
	row := func(what, got, yardstick string, ratio float64, g *goal, judged float64) {
		share, aim, met := "–", "–", "–"
		if ratio > 0 {
			share = fmt.Sprintf("%.3g", ratio)
		}
		if g != nil {
			aim, met = g.String(), g.met(judged)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | %s | %s |\n", what, got, yardstick, share, aim, met)
	}

	r := m["Program/Results"]
	row(fmt.Sprintf("Results page made anew, %.0f kB, 16 clients", r["kB"]), perSecond(r["full/s"]), perSecond(r["bare/s"])+" as many static bytes",
		r["ratio"], &goal{0.10, 0.20, "", false}, r["ratio"])
	row("Computing time of it", fmt.Sprintf("%.0f µs", r["full-cpu-µs"]), fmt.Sprintf("%.0f µs for as many static bytes", r["bare-cpu-µs"]),
		r["cpu-ratio"], &goal{12, 7, "", true}, r["cpu-ratio"])
	k := m["Program/ResultsAgain"]
	row("Results page asked for again, nothing having changed", perSecond(k["full/s"]), perSecond(k["bare/s"])+" as many static bytes",
		k["ratio"], &goal{0.10, 0.20, "", false}, k["ratio"])
	row("Computing time of it", fmt.Sprintf("%.0f µs", k["full-cpu-µs"]), fmt.Sprintf("%.0f µs for as many static bytes", k["bare-cpu-µs"]),
		k["cpu-ratio"], &goal{12, 7, "", true}, k["cpu-ratio"])
	z := m["Program/ResultsZipped"]
	row(fmt.Sprintf("The same as browsers ask for it, compressed to %.0f kB", z["kB"]), perSecond(z["full/s"]), perSecond(z["bare/s"])+" as many static bytes",
		z["ratio"], nil, 0)
	a := m["Program/Autosave"]
	row(fmt.Sprintf("Autosave, 128 clients (99 of 100 within %.0f ms)", a["p99-ms"]), perSecond(a["full/s"]), perSecond(a["bare/s"])+" forms thrown away",
		a["ratio"], &goal{0.25, 0.40, "", false}, a["ratio"])
	g := m["GroupCommit"]
	row("Saves that share commits, 128 clients, in the store", perSecond(g["grouped/s"]), perSecond(g["alone/s"])+" with a commit each",
		g["ratio"], &goal{5, 8, "", false}, g["ratio"])
	s, e := m["Score"]["ns/op"], m["Evaluate"]["ns/op"]
	row("Scores of a full assessment", perSecond(1e9/s), fmt.Sprintf("a results page made anew, %.0f µs", r["full-cpu-µs"]), s/1000/r["full-cpu-µs"], nil, 0)
	row("Everything that the results show, computed", perSecond(1e9/e), fmt.Sprintf("a results page made anew, %.0f µs", r["full-cpu-µs"]), e/1000/r["full-cpu-µs"], nil, 0)
	p := m["Program/Report"]
	printed := "no browser on this machine"
	if p["browser-ms"] > 0 {
		printed = fmt.Sprintf("%.0f ms, a running browser prints the results", p["browser-ms"])
	}
	row("PDF of the summary", fmt.Sprintf("%.1f ms", p["pdf-ms"]), printed, p["ratio"], nil, 0)
	st := m["Program/Start"]
	row("Start until ready, small database", fmt.Sprintf("%.0f ms", st["ready-ms"]), fmt.Sprintf("%.0f ms for `server --help`", st["help-ms"]),
		st["ratio"], nil, 0)
	large := m["Program/StartLarge"]
	row(fmt.Sprintf("The same with a database of %.0f MB", large["MB"]), fmt.Sprintf("%.0f ms", large["ready-ms"]), fmt.Sprintf("%.0f ms for `server --help`", large["help-ms"]),
		large["ratio"], &goal{500, 150, " ms", true}, large["ready-ms"])
	i := m["Program/Idle"]
	row("Memory when idle", fmt.Sprintf("%.1f MB", i["MB"]), fmt.Sprintf("%.1f MB, a server that does nothing", i["bare-MB"]), i["ratio"],
		&goal{40, 25, " MB", true}, i["MB"])
	row("Memory after the autosaves", fmt.Sprintf("%.1f MB", a["MB-after"]), fmt.Sprintf("%.1f MB when idle", i["MB"]), a["MB-after"]/i["MB"], nil, 0)
	b := m["Program/Size"]
	row("Program file", fmt.Sprintf("%.1f MB", b["MB"]), fmt.Sprintf("%.1f MB compressed", b["zipped-MB"]), b["MB"]/b["zipped-MB"], &goal{30, 20, " MB", true}, b["MB"])

	room, streams := m["Room"], m["Streams"]
	probe := fmt.Sprintf("%.1f ms for a request that asks for nothing", room["probe-ms"])
	row(fmt.Sprintf("Workshop of 500 phones: a vote until the big screen counts it, 99 of 100 (half within %.0f ms)", room["p50-ms"]),
		fmt.Sprintf("%.0f ms", room["p99-ms"]), probe, room["ratio"], &goal{500, 250, " ms", true}, room["p99-ms"])
	row("All 500 back after a restart of the server", fmt.Sprintf("%.0f ms", room["back-ms"]), probe, room["back-ms"]/room["probe-ms"],
		&goal{3000, 3000, " ms", true}, room["back-ms"])
	row("Phones that show what is past, a second after", fmt.Sprintf("%.0f of 500", room["stale"]), "–", 0, &goal{0, 0, "", true}, room["stale"])
	row("Memory for each connected phone", fmt.Sprintf("%.1f kB", room["kB/phone"]), "–", 0, &goal{40, 25, " kB", true}, room["kB/phone"])
	row(fmt.Sprintf("5,000 streams of one workshop, %.1f kB each: all woken", streams["kB/stream"]), fmt.Sprintf("%.0f ms", streams["woken-ms"]),
		fmt.Sprintf("%.1f ms for a request that asks for nothing", streams["probe-ms"]), streams["ratio"], nil, 0)

	fmt.Fprint(w, `
## What is compared
- *Static bytes*, *forms thrown away* and *a server that does nothing* come from a second process with the same HTTP server and
  the same limits, without routes, log, headers, database or templates.
- Results and autosaves go through everything: the guest's cookie, the right to the assessment, its answers from the database,
  the language, all headers, and the log. An autosave is acknowledged after its commit is on disk (`+"`synchronous=FULL`"+`).
- Computing time is what the operating system counts for the server's process alone.
- A page made anew is scored, worded and rendered; a page asked for again is kept until the assessment changes, and still
  asks the database who may see it.
- The phones of a workshop each keep a stream open, look at their page at each event, and come back half a second to two
  seconds after a stream ends, as their script does. They vote within five seconds.
- The large database holds a long history of answers; it lies in the memory of the machine, as after a restart of the program alone.
- The clients write prepared bytes and skip the bodies, so that as little as possible of the machine is theirs.
`)
}

func perSecond(rate float64) string {
	if rate < 1000 {
		return fmt.Sprintf("%.0f/s", rate)
	}
	whole := int(rate)
	return fmt.Sprintf("%d,%03d/s", whole/1000, whole%1000)
}

// loadAverage is how many processes wanted to compute in the last minute.
func loadAverage() string {
	content, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(content), " ")
	return first
}
