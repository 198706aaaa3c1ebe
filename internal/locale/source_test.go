package locale

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// usage is what source code says about texts: the calls of T, the strings that may be ids, and the beginnings of ids
// that are put together at run time ("kind." + kind).
type usage struct {
	calls    []call
	literals map[string]string // string to the place where it stands
	prefixes map[string]string
}

type call struct {
	place, id string
	names     []string // placeholders that are given
	open      bool     // more may be given: args...
}

// TestTextsAndSourceAgree reads the source of the whole module. Every text that code asks for exists, with the
// placeholders it asks for, and every text that exists is asked for somewhere.
//
// Code may hold ids in tables or put them together from a beginning that ends in a dot and the rest; the whole id or
// the beginning must then stand in the source as a string.
func TestTextsAndSourceAgree(t *testing.T) {
	found := usage{literals: map[string]string{}, prefixes: map[string]string{}}
	root := moduleRoot(t)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata"):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		return found.read(name, source)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, fault := range found.faults(flat(t, English)) {
		t.Error(fault)
	}
}

func moduleRoot(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		above := filepath.Dir(dir)
		if above == dir {
			t.Fatal("no go.mod above the package")
		}
		dir = above
	}
}

// read adds one Go file, generated ones included: templates call T in the code that is made of them.
func (u *usage) read(name string, source []byte) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("read source: %w", err)
	}
	place := func(n ast.Node) string { return set.Position(n.Pos()).String() }
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if s, ok := literal(n); ok {
				u.literals[s] = place(n)
			}
		case *ast.BinaryExpr:
			if s, ok := literal(n.X); ok && n.Op == token.ADD && strings.HasSuffix(s, ".") {
				u.prefixes[s] = place(n)
			}
		case *ast.CallExpr:
			if c, ok := callOfT(n); ok {
				c.place = place(n)
				u.calls = append(u.calls, c)
			}
		}
		return true
	})
	return nil
}

func literal(n ast.Expr) (string, bool) {
	lit, ok := n.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// callOfT recognises x.T("id", "Name", value, …).
func callOfT(n *ast.CallExpr) (call, bool) {
	method, ok := n.Fun.(*ast.SelectorExpr)
	if !ok || method.Sel.Name != "T" || len(n.Args) == 0 {
		return call{}, false
	}
	id, ok := literal(n.Args[0])
	c := call{id: id, open: n.Ellipsis.IsValid()}
	for i := 1; i < len(n.Args); i += 2 {
		if name, ok := literal(n.Args[i]); ok {
			c.names = append(c.names, name)
		} else {
			c.open = true
		}
	}
	slices.Sort(c.names)
	return c, ok
}

// errorID is the shape of the ids that refused form fields carry as plain strings, far from any call of T.
var errorID = regexp.MustCompile(`^error\.[a-z]+(\.[a-z]+)*$`)

func (u *usage) faults(texts map[string]message) []string {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	for _, c := range u.calls {
		text, ok := texts[c.id]
		if !ok {
			fault("%s: T(%q): there is no such text", c.place, c.id)
			continue
		}
		if want := wanted(text); !c.open && !slices.Equal(c.names, want) {
			fault("%s: T(%q) gives %q, the text wants %q", c.place, c.id, c.names, want)
		}
	}
	for _, s := range slices.Sorted(maps.Keys(u.literals)) {
		if _, ok := texts[s]; !ok && errorID.MatchString(s) {
			fault("%s: %q: there is no such text", u.literals[s], s)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		if _, ok := u.literals[id]; ok {
			continue
		}
		if !slices.ContainsFunc(slices.Collect(maps.Keys(u.prefixes)), func(p string) bool { return strings.HasPrefix(id, p) }) {
			fault("%s: nothing asks for this text", id)
		}
	}
	return faults
}

// wanted lists the placeholders that a call gives. The number chooses the form even where the text does not show it.
func wanted(m message) []string {
	want := names(m["other"])
	if m["one"] != "" && !slices.Contains(want, "N") {
		want = append(want, "N")
		slices.Sort(want)
	}
	return want
}

func TestUsageFaults(t *testing.T) {
	texts := map[string]message{
		"page.title":   {"other": "Title"},
		"page.left":    {"one": "{{.N}} for {{.Name}}", "other": "{{.N}} for {{.Name}}"},
		"page.own":     {"one": "Your assessment", "other": "Your assessments"},
		"kind.full":    {"other": "Full"},
		"error.answer": {"other": "No answer"},
	}
	const right = `package p
import "page.title"
// p.T("in.a.comment")
func f(p printer, kind string, args []any) string {
	fields["answer"] = "error.answer"
	p.T("page.left", args...)
	p.T("page.own", "N", 2)
	p.T("page.left", "N", 1, "Name", name())
	return p.T("page.title") + p.T("kind." + kind)
}`
	tests := []struct {
		name, source string
		want         []string
	}{
		{"right", right, nil},
		{"unknown id", strings.Replace(right, `p.T("page.title")`, `p.T("page.title") + p.T("page.subtitle")`, 1),
			[]string{`p.go:9:29: T("page.subtitle"): there is no such text`}},
		{"unknown error", strings.Replace(right, `= "error.answer"`, `= "error.answer" + "error.gone"`, 1),
			[]string{`p.go:5:38: "error.gone": there is no such text`}},
		{"missing placeholder", strings.Replace(right, `"N", 1, `, ``, 1),
			[]string{`p.go:8:2: T("page.left") gives ["Name"], the text wants ["N" "Name"]`}},
		{"missing count", strings.Replace(right, `, "N", 2`, ``, 1),
			[]string{`p.go:7:2: T("page.own") gives [], the text wants ["N"]`}},
		{"unused", strings.Replace(right, `p.T("page.title")`, `""`, 1),
			[]string{`page.title: nothing asks for this text`}},
		{"unused prefix", strings.Replace(right, `"kind." + kind`, `kind`, 1),
			[]string{`kind.full: nothing asks for this text`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found := usage{literals: map[string]string{}, prefixes: map[string]string{}}
			if err := found.read("p.go", []byte(test.source)); err != nil {
				t.Fatal(err)
			}
			if got := found.faults(texts); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
