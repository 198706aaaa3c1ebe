package assessment

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed questions.yaml actions.yaml references.yaml texts.yaml
var shipped embed.FS

// FileNames lists the files of a model in the order in which they are read and digested.
func FileNames() []string {
	return []string{"questions.yaml", "actions.yaml", "references.yaml", "texts.yaml"}
}

// Files are the files of one model by name, exactly those of FileNames.
type Files map[string][]byte

// Shipped returns the files of the model that this program brings along.
func Shipped() Files {
	files := Files{}
	for _, name := range FileNames() {
		content, err := fs.ReadFile(shipped, name)
		if err != nil {
			panic(err) // the compiler put them there
		}
		files[name] = content
	}
	return files
}

// Digest identifies the files: SHA-256, in hex, over each file in order, preceded by a line with its name and its
// length in bytes.
func (f Files) Digest() string {
	hash := sha256.New()
	for _, name := range FileNames() {
		fmt.Fprintf(hash, "%s %d\n", name, len(f[name]))
		hash.Write(f[name])
	}
	return hex.EncodeToString(hash.Sum(nil))
}

var loadShipped = sync.OnceValues(func() (*Model, error) { return Parse(Shipped()) })

// Load returns the model that this program brings along. It is parsed once and shared by all callers.
func Load() (*Model, error) { return loadShipped() }

// Parse reads a model and checks all that computing and showing it relies on. It is safe on files from strangers:
// what is too large, too deep or refers to itself is refused before it costs anything.
// The error is a *LoadError that names every mistake, not only the first.
func Parse(files Files) (*Model, error) {
	reading := read(files)
	if len(reading.problems) > 0 {
		return nil, &LoadError{Problems: reading.sorted()}
	}
	return reading.model, nil
}

// ParseLaw reads a state of the law that replaces that of the model, either alone or under the key law_state.
// The name is that of the file, for the error, which is a *LoadError.
func ParseLaw(name string, content []byte) (LawState, error) {
	var law LawState
	r := newReading()
	if root := r.parse(lawFile, content); root != nil {
		at := place(lawFile)
		if inner := entry(root, "law_state"); inner != nil && len(root.Content) == 2 {
			root, at = inner, at.in("law_state")
		}
		r.decode(root, &law, at)
		r.checkTexts()
		r.checkLaw(&law, at)
	}
	if len(r.problems) > 0 {
		problems := r.sorted()
		for i := range problems {
			problems[i].File = name
		}
		return LawState{}, &LoadError{Problems: problems}
	}
	return law, nil
}

// lawFile is what a state of the law is called while it is read.
const lawFile = "law.yaml"

// Problem is a mistake in a file of a model.
type Problem struct {
	File         string
	Line, Column int // from 1
	Message      string
}

func (p Problem) String() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Column, p.Message)
}

// LoadError lists the mistakes in the files of a model, by file in the order of FileNames, line and column.
type LoadError struct{ Problems []Problem }

func (e *LoadError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, problem := range e.Problems {
		lines[i] = problem.String()
	}
	return strings.Join(lines, "\n")
}

// read reads the files as far as they can be understood and collects everything that is wrong with them.
func read(files Files) *reading {
	r := newReading()
	if !r.present(files) {
		return r
	}
	var shapes struct {
		questions  questionsFile
		actions    actionsFile
		references referencesFile
		texts      Texts
	}
	into := map[string]any{
		"questions.yaml":  &shapes.questions,
		"actions.yaml":    &shapes.actions,
		"references.yaml": &shapes.references,
		"texts.yaml":      &shapes.texts,
	}
	broken := false
	for _, name := range FileNames() {
		root := r.parse(name, files[name])
		if root == nil {
			broken = true
			continue
		}
		r.decode(root, into[name], place(name))
	}
	if broken {
		return r // what one file says about another cannot be judged
	}
	r.build(&shapes.questions, &shapes.actions, &shapes.references, &shapes.texts)
	r.model.Digest = files.Digest()
	r.check()
	return r
}

// maxSize bounds the files of one model together, in bytes.
const maxSize = 1 << 20

// present checks the names and the size of the files.
func (r *reading) present(files Files) bool {
	size := 0
	for _, name := range FileNames() {
		if _, ok := files[name]; !ok {
			r.add(place(name), "the file is missing")
		}
		size += len(files[name])
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !slices.Contains(FileNames(), name) {
			r.add(place(name), "a model has no file of this name")
		}
	}
	if size > maxSize {
		r.add(place(FileNames()[0]), "the files hold %d bytes together; at most %d are read", size, maxSize)
	}
	return len(r.problems) == 0
}
