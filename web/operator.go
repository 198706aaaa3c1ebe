package web

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"lauter/assessment"
	"lauter/internal/locale"
)

// maxOperatorFile is the largest file of an operator, in bytes.
const maxOperatorFile = 256 << 10

// Operator is what whoever runs the server says about itself. Empty parts are shown as not filled in.
type Operator struct {
	Legal map[string]map[locale.Lang]string // imprint, privacy, accessibility
	Law   *assessment.LawState              // replaces that of the model; nil: the model's own
}

// LoadOperator reads the operator's files in the data folder: legal/PAGE.LANG.txt and law.yaml. All of them may be
// missing. A file that is there and can't be used is an error that names it.
func LoadOperator(dir string) (Operator, error) {
	o := Operator{Legal: map[string]map[locale.Lang]string{}}
	for _, page := range assessment.LegalPages {
		o.Legal[page] = map[locale.Lang]string{}
		for _, lang := range locale.Langs {
			text, err := readOperatorFile(filepath.Join(dir, legalFile(page, lang)))
			if err != nil {
				return Operator{}, err
			}
			if text = strings.TrimSpace(text); text != "" {
				o.Legal[page][lang] = text
			}
		}
	}
	name := filepath.Join(dir, "law.yaml")
	text, err := readOperatorFile(name)
	if err != nil || text == "" {
		return o, err
	}
	law, err := assessment.ParseLaw(name, []byte(text))
	if err != nil {
		return Operator{}, err
	}
	o.Law = &law
	return o, nil
}

// legalFile is the name of a text in the data folder.
func legalFile(page string, lang locale.Lang) string {
	return filepath.Join("legal", page+"."+string(lang)+".txt")
}

// readOperatorFile returns the text of a file, nothing if there is none. Line ends become plain.
func readOperatorFile(name string) (string, error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("read the operator's text: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxOperatorFile+1))
	if err != nil {
		return "", fmt.Errorf("read the operator's text: %w", err)
	}
	if len(content) > maxOperatorFile {
		return "", fmt.Errorf("%s is larger than %d KB", name, maxOperatorFile>>10)
	}
	if !utf8.Valid(content) {
		return "", fmt.Errorf("%s is not UTF-8", name)
	}
	text := strings.TrimPrefix(string(content), "\ufeff")
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), nil
}

// lawState is the state of the law that the references of a model are shown with.
func (s *Server) lawState(m *assessment.Model) assessment.LawState {
	if s.operator.Law != nil {
		return *s.operator.Law
	}
	return m.LawState
}
