package assessment

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"lauter/internal/locale"
)

// GateCount returns how many gates the questions of the model carry.
func (m *Model) GateCount() int {
	n := 0
	for _, q := range m.Questions() {
		n += len(q.Gates)
	}
	return n
}

// WriteOutline prints the model for an operator: what it is, and every question with its id and its marks. The texts
// are in the language asked for, the rest is in English like the program's other output.
func (m *Model) WriteOutline(w io.Writer, lang locale.Lang) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "%s\n%s %s, method %s\ndigest %s\n\n", m.Name.In(lang), m.ID, m.Version, m.Method, m.Digest)
	quick, foundations := 0, 0
	for _, q := range m.Questions() {
		if q.Quick {
			quick++
		}
	}
	for _, a := range m.Actions {
		if a.Foundation {
			foundations++
		}
	}
	fmt.Fprintf(out, "%s, %s, %s (%d quick), %s, %s (%s), %s\n",
		count(len(m.Dimensions), "dimension"), count(len(m.Capabilities()), "capability"),
		count(len(m.Questions()), "question"), quick, count(m.GateCount(), "gate"),
		count(len(m.Actions), "action"), count(foundations, "foundation"), count(len(m.References), "reference"))
	fmt.Fprintf(out, "legal references checked on %s\n", m.LawState.CheckedOn)
	for _, d := range m.Dimensions {
		fmt.Fprintf(out, "\n%s  %s\n", d.ID, d.Name.In(lang))
		for _, c := range d.Capabilities {
			fmt.Fprintf(out, "\n  %s  %s\n", c.ID, c.Name.In(lang))
			for _, q := range c.Questions {
				fmt.Fprintf(out, "    %s%s\n      %s\n", q.ID, q.marks(), q.Text.In(lang))
			}
		}
	}
	if len(m.LawState.Watch) > 0 {
		fmt.Fprint(out, "\nto watch, never shown with results\n")
	}
	for _, rule := range m.LawState.Watch {
		fmt.Fprintf(out, "  %s  %s (%s)\n", rule.ID, rule.Name.In(lang), rule.Status)
	}
	return out.Flush()
}

// count is a number with its English noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, ok := strings.CutSuffix(noun, "y"); ok {
		noun = stem + "ie"
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// marks says in brackets what is special about a question.
func (q *Question) marks() string {
	var marks []string
	if q.Quick {
		marks = append(marks, "quick")
	}
	if q.Axis != "" {
		marks = append(marks, string(q.Axis))
	}
	if q.Weight != 1 {
		marks = append(marks, fmt.Sprintf("weight %d", q.Weight))
	}
	if q.Scale != "" {
		marks = append(marks, "scale "+q.Scale)
	}
	if !q.AllowsNA {
		marks = append(marks, "always applies")
	}
	for _, gate := range q.Gates {
		marks = append(marks, fmt.Sprintf("gate (%s): level %d needs %d", gate.Reach, gate.Level, gate.Min))
	}
	if len(marks) == 0 {
		return ""
	}
	return "  [" + strings.Join(marks, ", ") + "]"
}
