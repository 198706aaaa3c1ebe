package scoring

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"

	"lauter/assessment"
)

// Method is the id of the arithmetic in this package.
const Method = "lauter-score/1"

// Conform computes the vectors of the named files with this package and compares them with what they expect. It writes
// one line per mismatch and, last, how many vectors passed and failed over all files, and returns the latter. Vectors
// of an unknown kind, and of another method, fail. When a file cannot be read as vectors, Conform returns an error that
// names it, and has written nothing.
func Conform(w io.Writer, files []string) (failed int, err error) {
	var all []*vectorFile
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			return 0, fmt.Errorf("read vectors: %w", err)
		}
		f, err := parseVectors(data)
		if err != nil {
			return 0, fmt.Errorf("read vectors %s: %w", path, err)
		}
		f.path = path
		all = append(all, f)
	}
	out := bufio.NewWriter(w)
	passed := 0
	for _, f := range all {
		for _, v := range f.vectors {
			if f.conforms(out, v) {
				passed++
			} else {
				failed++
			}
		}
	}
	fmt.Fprintf(out, "%d passed, %d failed\n", passed, failed)
	return failed, out.Flush()
}

// vectorFile is a file of vectors with the model that they are computed with.
type vectorFile struct {
	path    string
	method  string
	vectors []vector
}

// vector is an input of the method with the result that is expected.
type vector struct {
	name, kind string
	model      vectorModel
	input      map[string]any
	expected   any
}

// vectorModel is a model as far as arithmetic needs it, with the code of the first limit that it breaks.
type vectorModel struct {
	*assessment.Model
	broken string
}

// parseVectors reads a file of vectors. Fields that it does not know are ignored.
func parseVectors(data []byte) (*vectorFile, error) {
	var doc struct {
		Method  *string         `json:"method"`
		Model   json.RawMessage `json:"model"`
		Vectors []struct {
			Name     string          `json:"name"`
			Kind     string          `json:"kind"`
			Input    map[string]any  `json:"input"`
			Expected json.RawMessage `json:"expected"`
		} `json:"vectors"`
	}
	if err := decode(data, &doc); err != nil {
		return nil, err
	}
	if doc.Vectors == nil {
		return nil, errors.New("it has no vectors")
	}
	model, err := readModel(doc.Model)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	f := &vectorFile{method: Method}
	if doc.Method != nil {
		f.method = *doc.Method
	}
	for i, d := range doc.Vectors {
		v := vector{name: d.Name, kind: d.Kind, model: model, input: d.Input}
		if d.Expected == nil {
			return nil, fmt.Errorf("vector %d expects nothing", i+1)
		}
		if err := decode(d.Expected, &v.expected); err != nil {
			return nil, fmt.Errorf("vector %d: %w", i+1, err)
		}
		f.vectors = append(f.vectors, v)
	}
	return f, nil
}

// decode reads exactly one JSON value, and numbers as they are written.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.New("the file ends too early")
		}
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the end of the value")
	}
	return nil
}

// conforms computes one vector and writes how the result differs from what is expected.
func (f *vectorFile) conforms(w io.Writer, v vector) bool {
	same := true
	report := func(path, got, want string) {
		same = false
		fmt.Fprintf(w, "%s: %s: %s: got %s want %s\n", f.path, oneLine(v.name), oneLine(path), got, want)
	}
	got, known := v.compute()
	switch {
	case f.method != Method:
		report("/method", jsonText(Method), jsonText(f.method))
	case !known:
		report("/kind", "no such kind", jsonText(v.kind))
	default:
		compareJSON("", got, v.expected, report)
	}
	return same
}

// oneLine keeps a name from breaking the line that it stands in.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
}
