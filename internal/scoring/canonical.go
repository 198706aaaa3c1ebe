package scoring

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxFile is the largest file that ReadFile reads, in bytes.
const MaxFile = 32 << 20

// maxNesting is how many levels a file may be nested.
const maxNesting = 32

// wholeNumber is the only form in which an export has numbers: fractions are texts.
var wholeNumber = regexp.MustCompile(`^(0|-?[1-9]\d{0,14})$`)

// readValues reads exactly one JSON object, strictly: what two readers could understand differently, such as a key that
// stands twice, is refused.
func readValues(data []byte) (map[string]any, error) {
	switch {
	case len(data) > MaxFile:
		return nil, fmt.Errorf("it holds more than %d bytes", MaxFile)
	case !utf8.Valid(data):
		return nil, errors.New("it is not UTF-8")
	}
	r := valueReader{json.NewDecoder(bytes.NewReader(data))}
	r.UseNumber()
	v, err := r.value("", maxNesting)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errors.New("it ends too early")
	}
	if err != nil {
		return nil, err
	}
	if _, err := r.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows its end")
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("it is not a JSON object")
	}
	return object, nil
}

type valueReader struct{ *json.Decoder }

// value reads the value at a path, nested no deeper than this.
func (r valueReader) value(path string, depth int) (any, error) {
	t, err := r.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if depth == 0 {
			return nil, fmt.Errorf("%s: nested deeper than %d levels", shortened(path), maxNesting)
		}
		if t == '{' {
			return r.object(path, depth-1)
		}
		return r.list(path, depth-1)
	case json.Number:
		if !wholeNumber.MatchString(string(t)) {
			return nil, fmt.Errorf("%s: %s is not a whole number of at most 15 digits", path, shortened(string(t)))
		}
	}
	return t, nil
}

func (r valueReader) object(path string, depth int) (any, error) {
	object := map[string]any{}
	for r.More() {
		t, err := r.Token()
		if err != nil {
			return nil, err
		}
		key, _ := t.(string) // the decoder lets nothing else stand here
		below := path + "/" + pointer.Replace(key)
		if _, taken := object[key]; taken {
			return nil, fmt.Errorf("%s stands twice", shortened(below))
		}
		if object[key], err = r.value(below, depth); err != nil {
			return nil, err
		}
	}
	_, err := r.Token()
	return object, err
}

func (r valueReader) list(path string, depth int) (any, error) {
	list := []any{}
	for r.More() {
		v, err := r.value(path+"/"+strconv.Itoa(len(list)), depth)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := r.Token()
	return list, err
}

// digestOf identifies the content of an export, whatever the order of its keys and the space between them: SHA-256, in
// hex, over its canonical form (RFC 8785) without the digest itself.
func digestOf(values map[string]any) string {
	rest := maps.Clone(values)
	delete(rest, "digest")
	var b bytes.Buffer
	writeCanonical(&b, rest)
	sum := sha256.Sum256(b.Bytes())
	return hex.EncodeToString(sum[:])
}

// writeCanonical writes values of which every number is whole and every key is plain, or at least has no characters
// beyond the Basic Multilingual Plane; then the order of bytes is the order that the standard asks for.
func writeCanonical(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case map[string]any:
		b.WriteByte('{')
		for i, key := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				b.WriteByte(',')
			}
			writeText(b, key)
			b.WriteByte(':')
			writeCanonical(b, v[key])
		}
		b.WriteByte('}')
	case []any:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			writeCanonical(b, x)
		}
		b.WriteByte(']')
	case string:
		writeText(b, v)
	default:
		fmt.Fprint(b, jsonText(v))
	}
}

const hexDigits = "0123456789abcdef"

// writeText escapes what must be escaped, and nothing else.
func writeText(b *bytes.Buffer, s string) {
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c >= ' ':
			b.WriteRune(c)
		case strings.ContainsRune("\b\t\n\f\r", c):
			b.WriteByte('\\')
			b.WriteByte("btn-fr"[c-'\b'])
		default:
			b.WriteString(`\u00`)
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		}
	}
	b.WriteByte('"')
}

// indented writes a value for people as well.
func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// values are what a reader of the document gets.
func (d *document) values() (map[string]any, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	var values map[string]any
	return values, decode(data, &values)
}

// longestShown is how many characters of a value are shown.
const longestShown = 160

// shortened keeps a text to a length and a line that can be read.
func shortened(s string) string {
	s = oneLine(s)
	if runes := []rune(s); len(runes) > longestShown {
		return string(runes[:longestShown]) + "…"
	}
	return s
}
