package locale

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// message is a text with its forms; a text that counts nothing has the form "other" alone.
type message map[string]string

// messages reads the catalogues of one language, by file name without language, then id.
// It reads them on its own: the product merges what stands twice.
func messages(t *testing.T, l Lang) map[string]map[string]message {
	t.Helper()
	names, err := fs.Glob(files, "text/*."+string(l)+".json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]message{}
	for _, name := range names {
		all[strings.TrimSuffix(path.Base(name), "."+string(l)+".json")] = readCatalogue(t, name)
	}
	return all
}

func readCatalogue(t *testing.T, name string) map[string]message {
	t.Helper()
	data, err := files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	found := map[string]message{}
	if start, err := decoder.Token(); err != nil || start != json.Delim('{') {
		t.Fatalf("%s: an object is expected, got %v, %v", name, start, err)
	}
	for decoder.More() {
		id, err := decoder.Token()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, twice := found[id.(string)]; twice {
			t.Errorf("%s: %s stands twice", name, id)
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			t.Fatalf("%s: %s: %v", name, id, err)
		}
		var text string
		var forms message
		if json.Unmarshal(raw, &text) == nil {
			forms = message{"other": text}
		} else if err := json.Unmarshal(raw, &forms); err != nil {
			t.Errorf("%s: %s is neither a text nor forms of a text", name, id)
		}
		found[id.(string)] = forms
	}
	return found
}

// flat merges the catalogues of one language and reports ids that stand in two of them.
func flat(t *testing.T, l Lang) map[string]message {
	t.Helper()
	all := map[string]message{}
	catalogues := messages(t, l)
	for _, name := range slices.Sorted(maps.Keys(catalogues)) {
		for id, m := range catalogues[name] {
			if _, twice := all[id]; twice {
				t.Errorf("%s.%s.json: %s stands in another catalogue too", name, l, id)
			}
			all[id] = m
		}
	}
	return all
}

func TestCataloguesHaveTheSameIDs(t *testing.T) {
	ids := func(l Lang) map[string][]string {
		all := map[string][]string{}
		for name, catalogue := range messages(t, l) {
			all[name] = slices.Sorted(maps.Keys(catalogue))
		}
		return all
	}
	if diff := cmp.Diff(ids(English), ids(German)); diff != "" {
		t.Errorf("-English +German\n%s", diff)
	}
}

func TestMessagesHaveTheSameFormsAndPlaceholders(t *testing.T) {
	english, german := flat(t, English), flat(t, German)
	for id, en := range english {
		de, ok := german[id]
		if !ok {
			continue // told by the test above
		}
		formsEN, formsDE := slices.Sorted(maps.Keys(en)), slices.Sorted(maps.Keys(de))
		if !slices.Equal(formsEN, formsDE) {
			t.Errorf("%s: forms %q in English, %q in German", id, formsEN, formsDE)
		}
		if !slices.Equal(formsEN, []string{"other"}) && !slices.Equal(formsEN, []string{"one", "other"}) {
			t.Errorf("%s: forms %q, want a plain text or one and other", id, formsEN)
		}
		want := names(en["other"])
		if slices.Contains(want, "N") && en["one"] == "" {
			t.Errorf("%s: a text with {{.N}} has the forms one and other", id)
		}
		for _, text := range []string{en["one"], de["one"], de["other"]} {
			if text == "" {
				continue
			}
			if got := names(text); !slices.Equal(without(got, "N"), without(want, "N")) {
				t.Errorf("%s: placeholders %q in %q, want %q", id, got, text, want)
			}
		}
		if got := names(de["other"]); !slices.Equal(got, want) {
			t.Errorf("%s: placeholders %q in German, %q in English", id, got, want)
		}
	}
}

func names(text string) []string { return split(text, "{{.", "}}").names() }

func without(list []string, item string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == item })
}

func TestTypography(t *testing.T) {
	for _, l := range Langs {
		for id, m := range flat(t, l) {
			for form, text := range m {
				for _, fault := range typographyFaults(l, text) {
					t.Errorf("%s (%s, %s): %s: %q", id, l, form, fault, text)
				}
			}
		}
	}
}

// typographyFaults says what is wrong with the marks of a text.
func typographyFaults(l Lang, text string) []string {
	var faults []string
	check := func(wrong bool, fault string) {
		if wrong {
			faults = append(faults, fault)
		}
	}
	plain := strings.NewReplacer("{{.", "", "}}", "").Replace(text)
	check(strings.TrimSpace(text) == "", "empty")
	check(strings.TrimSpace(text) != text, "space at an end")
	check(strings.Contains(text, "  "), "two spaces")
	check(strings.ContainsAny(text, `"'`), "straight quote or apostrophe")
	check(strings.Contains(text, "!"), "exclamation mark")
	check(strings.Contains(text, "..."), "three dots instead of …")
	check(strings.ContainsAny(text, "<>"), "markup")
	check(strings.ContainsAny(plain, "{}"), "brace that is no placeholder")
	opening, closing := "“", "”"
	if l == German {
		opening, closing = "„", "“"
		check(strings.Contains(text, "”"), "English quotation mark")
	} else {
		check(strings.Contains(text, "„"), "German quotation mark")
	}
	check(strings.Count(text, opening) != strings.Count(text, closing), "quotation marks that do not pair")
	return faults
}

// The checks themselves must see what they are there for.
func TestTypographyFaults(t *testing.T) {
	tests := []struct {
		lang  Lang
		text  string
		fault string
	}{
		{English, "Say “yes” or don’t.", ""},
		{German, "Sagen Sie „ja“ zu {{.Name}}.", ""},
		{English, " ", "empty"},
		{English, "a ", "space at an end"},
		{English, "a  b", "two spaces"},
		{English, "don't", "straight quote or apostrophe"},
		{German, `"ja"`, "straight quote or apostrophe"},
		{English, "Yes!", "exclamation mark"},
		{English, "and so on...", "three dots instead of …"},
		{English, "<b>x</b>", "markup"},
		{English, "{name}", "brace that is no placeholder"},
		{German, "“ja”", "English quotation mark"},
		{German, "„ja", "quotation marks that do not pair"},
		{English, "„yes”", "German quotation mark"},
	}
	for _, test := range tests {
		got := typographyFaults(test.lang, test.text)
		if test.fault == "" && len(got) != 0 || test.fault != "" && !slices.Contains(got, test.fault) {
			t.Errorf("typographyFaults(%s, %q) = %q, want %q", test.lang, test.text, got, test.fault)
		}
	}
}

func TestLoadRefusesBrokenCatalogues(t *testing.T) {
	_, err := load(fstest.MapFS{"text/a.en.json": {Data: []byte(`{"a": `)}}, nil)
	if err == nil || !strings.Contains(err.Error(), "text/a.en.json") {
		t.Errorf("got %v, want an error with the name of the file", err)
	}
}
