package scoring

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"lauter/assessment"
)

// Deviation is a place where a file is not what the method gives.
type Deviation struct {
	Path string // JSON pointer
	Says string // what the file says there, and what it should
}

func (d Deviation) String() string { return shortened(d.Path) + ": " + d.Says }

// Verify computes everything in an export again from its model and its answers, and lists what differs, by path. agree
// is how many values do not. The model must be the one that the file names.
//
// What people typed follows from nothing; it is covered by the digest of the file, which finds any change that was not
// made on purpose. A digest is no signature: whoever changes answers can compute everything again, like this program.
func (f *File) Verify(m *assessment.Model) (agree int, deviations []Deviation, err error) {
	add := func(path, says string, args ...any) {
		deviations = append(deviations, Deviation{path, fmt.Sprintf(says, args...)})
	}
	if got, want := member(f.values, "digest"), digestOf(f.values); got != want {
		add("/digest", "the file says %s, its content gives %q", brief(got), want)
	}
	x, a, err := f.assessed(m)
	if err == nil {
		err = f.compare(x, a, add)
	}
	if wrong := (*answerError)(nil); errors.As(err, &wrong) {
		add(wrong.path, "%s", wrong.says)
		err = nil
	}
	if err != nil {
		return 0, nil, err
	}
	return max(0, countValues(f.values)-len(deviations)), deviations, nil
}

// compare writes the export again and reports what is different in the file, but for the digest.
func (f *File) compare(x *assessment.Assessment, a assessment.Answers, report func(path, says string, args ...any)) error {
	planned, err := f.planned()
	if err != nil {
		return err
	}
	again, err := newDocument(x, a, planned)
	if err != nil {
		return f.refused(err)
	}
	want, err := again.values()
	if err != nil {
		return err
	}
	got := maps.Clone(f.values)
	delete(got, "digest")
	delete(want, "digest")
	compareJSON("", got, want, func(path, _, _ string) {
		report(path, "the file says %s, the method gives %s", brief(valueAt(got, path)), brief(valueAt(want, path)))
	})
	return nil
}

// brief writes a value so that it fits on a line with another.
func brief(v any) string { return shortened(jsonText(v)) }

// valueAt is the value that a JSON pointer leads to.
func valueAt(v any, path string) any {
	for _, step := range strings.Split(path, "/")[1:] {
		switch x := v.(type) {
		case map[string]any:
			v = member(x, strings.NewReplacer("~1", "/", "~0", "~").Replace(step))
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil {
				return absent{}
			}
			v = element(x, i)
		default:
			return absent{}
		}
	}
	return v
}

// countValues counts the values that are neither object nor list.
func countValues(v any) int {
	n := 0
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			n += countValues(x)
		}
	case []any:
		for _, x := range v {
			n += countValues(x)
		}
	default:
		n = 1
	}
	return n
}

// answerError says that the file has an answer for which there is no result.
type answerError struct{ path, says string }

func (e *answerError) Error() string { return e.path + ": " + e.says }

// refused says where in the file stands what the method refuses.
func (f *File) refused(err error) error {
	reasons := map[string]string{
		UnknownQuestion: "the model has no such question",
		BadAnswer:       "no such answer or vote",
		NANotAllowed:    "this question applies to everybody",
		NAWithoutReason: "the reason why it does not apply is missing",
		BadEvidence:     "a grade of evidence is a number from 0 to 3",
	}
	if refused := (*RefusedError)(nil); errors.As(err, &refused) && reasons[refused.Code] != "" {
		return &answerError{"/answers/" + pointer.Replace(refused.Where), reasons[refused.Code]}
	}
	return err
}
