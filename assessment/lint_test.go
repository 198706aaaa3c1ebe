package assessment

import (
	"slices"
	"strings"
	"testing"
)

func TestLintReadsLikeAnEditor(t *testing.T) {
	const question = `en: "How do you know where the personal data used in your marketing came from?",`
	for _, c := range []struct{ file, old, new, want string }{
		{"questions.yaml", question, `¦en: "How do you know where the personal data that is used in your marketing came from, to the last field, today?",`, "a question has 21 words; at most 20"},
		{"questions.yaml", `{en: "Nobody could name it", de`, `{¦en: "Nobody here could name it when asked this week", de`, "a short anchor has 9 words; at most 8"},
		{"questions.yaml", `de: "Kann niemand nennen"}`, `¦de: "Kann in diesem Hause bei uns wohl heute niemand auf Anhieb nennen"}`, "a short anchor has 12 words; at most 10"},
		{"questions.yaml", `{en: "Nobody could name the source of our main data fields today.",`, `{¦en: "Nobody in this company could name the one source of each of our many main data fields today, alas.",`, "an anchor has 19 words; at most 18"},
		{"questions.yaml", `{en: "People may ask where`, `{¦en: "` + strings.Repeat("so ", 10) + `People may ask where`, "a why has 33 words; at most 30"},
		{"texts.yaml", `{en: "No gap reported here.", de`, `{¦en: "You are compliant here.", de`, `"compliant" says nothing that can be observed, or promises too much`},
		{"texts.yaml", `de: "Hier keine Lücke gemeldet."`, `¦de: "Hier DSGVO-konform."`, `"DSGVO-konform" says nothing`},
		{"actions.yaml", `{en: "Pause contacts whose`, `{¦en: "Regularly pause contacts whose`, `"Regularly" says nothing`},
		{"texts.yaml", `de: "Hier keine Lücke gemeldet."`, `¦de: "Hier keine “Lücke” gemeldet."`, "” is no quotation mark or apostrophe of this language; write „…“ or ’"},
		{"texts.yaml", `de: "Hier keine Lücke gemeldet."`, `¦de: "Hier keine „Lücke gemeldet."`, "a quotation is not closed: „…“"},
		{"texts.yaml", `en: "No gap reported here."`, `¦en: "No gap's reported here."`, "' is no quotation mark or apostrophe of this language; write “…” or ’"},
		{"texts.yaml", `en: "No gap reported here."`, `¦en: "No gap reported here!"`, "no exclamation marks"},
		{"texts.yaml", `en: "No gap reported here."`, `¦en: "No gap  reported here."`, "a space too many"},
	} {
		files := Shipped()
		where := mutate(t, files, c.file, c.old, c.new)
		problems := Lint(files)
		if len(problems) != 1 || !strings.HasPrefix(problems[0].String(), where+c.want) {
			t.Errorf("got %v, want %s%s", problems, where, c.want)
		}
		if _, err := Parse(files); err != nil {
			t.Errorf("a remark of lint keeps the model from loading: %v", err)
		}
	}
}

// Words that only contain a forbidden one, and titles given by others, pass.
func TestLintKnowsWhatIsMeant(t *testing.T) {
	for _, sentence := range []string{"Audits & Konformität", "Angemessenheitsbeschluss", "robustness", "bestätigt", "irregularly", "the bestseller"} {
		for _, language := range []tongue{english, german} {
			if word := language.forbidden.FindString(sentence); word != "" {
				t.Errorf("%q is refused for %q", sentence, word)
			}
		}
	}
	for sentence, want := range map[string]string{
		"rechtssichere Werbung": "rechtssichere", "gesetzeskonform.": "gesetzeskonform", "(regelmäßig)": "regelmäßig", "Angemessene Mittel": "Angemessene",
	} {
		if m := german.forbidden.FindStringSubmatch(sentence); m == nil || m[1] != want {
			t.Errorf("%q passes: %q", sentence, m)
		}
	}
}

func TestLintListsWhatParseRefusesToo(t *testing.T) {
	files := Shipped()
	want := []string{
		mutate(t, files, "questions.yaml", "seeds: [S14, S31]", "seeds: [S14, ¦S61]"),
		mutate(t, files, "texts.yaml", `en: "No gap reported here."`, `¦en: "No gap reported here!"`),
	}
	var got []string
	for _, problem := range Lint(files) {
		got = append(got, problem.String())
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], want[0]) || !strings.HasPrefix(got[1], want[1]) || !slices.IsSorted(got) {
		t.Errorf("got %q, want %q", got, want)
	}
}
