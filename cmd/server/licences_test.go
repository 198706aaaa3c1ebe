package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// licencesFile holds the licences of everything that is part of the program but not written here.
const licencesFile = "../../THIRD-PARTY.txt"

// ownLicences are those of fonts and hyphenation patterns, which stand beside them.
var ownLicences = []struct{ what, file string }{
	{"Source Sans 3 (fonts, in pages and reports)", "../../internal/report/fonts/SourceSans3-OFL.txt"},
	{"Source Serif 4 (fonts, in pages and reports)", "../../internal/report/fonts/SourceSerif4-OFL.txt"},
	{"Hyphenation patterns", "../../internal/report/hyphens/LICENSE"},
}

// TestLicencesAreComplete compares the file of licences with what the program is made of. With LAUTER_LICENCES=write
// it writes the file instead.
func TestLicencesAreComplete(t *testing.T) {
	want := licences(t)
	if os.Getenv("LAUTER_LICENCES") == "write" {
		if err := os.WriteFile(licencesFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(licencesFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the program is made of: run make licences", filepath.Base(licencesFile))
	}
}

// licences is the file as it should be.
func licences(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	fmt.Fprint(&b, "Lauter is under the licence in the file LICENSE. The program contains the work of others, under these licences.\n")
	section := func(what string, text []byte) {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), what, bytes.TrimSpace(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))))
	}
	for _, own := range ownLicences {
		section(own.what, readFile(t, own.file))
	}
	for _, m := range linkedModules(t) {
		for i, file := range licenceFiles(t, m) {
			what := m.Path + " " + m.Version
			switch {
			case i == 0 && m.Path == "golang.org/x/text":
				what = "Go and its standard library, " + what // one text by the same authors
			case i > 0:
				what += ", " + filepath.Base(file)
			}
			section(what, readFile(t, file))
		}
	}
	return b.Bytes()
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

type goModule struct{ Path, Version, Dir string }

// linkedModules are the modules that the program is made of on any system it is built for, by path.
func linkedModules(t *testing.T) []goModule {
	t.Helper()
	modules := map[string]goModule{}
	for _, system := range []string{"linux", "windows", "darwin"} {
		cmd := exec.Command("go", "list", "-deps", "-json=Module", ".")
		cmd.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for d := json.NewDecoder(bytes.NewReader(out)); ; {
			var p struct{ Module *goModule }
			if err := d.Decode(&p); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			if p.Module != nil && p.Module.Version != "" {
				modules[p.Module.Path] = *p.Module
			}
		}
	}
	var all []goModule
	for _, m := range modules {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b goModule) int { return strings.Compare(a.Path, b.Path) })
	return all
}

var licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright)([-.].*)?$`)

// licenceFiles are the licence of a module first, then what its authors want to be named beside it.
func licenceFiles(t *testing.T, m goModule) []string {
	t.Helper()
	entries, err := os.ReadDir(m.Dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() && licenceName.MatchString(e.Name()) {
			files = append(files, filepath.Join(m.Dir, e.Name()))
		}
	}
	if len(files) == 0 {
		t.Errorf("%s has no licence that this test finds", m.Path)
	}
	return files
}
