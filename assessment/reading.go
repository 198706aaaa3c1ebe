package assessment

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"lauter/internal/locale"
)

// A place is a path into the files of a model: "questions.yaml/dimensions/0/name/de".
type place string

// in returns the place below p that the keys and indices lead to.
func (p place) in(steps ...any) place {
	for _, step := range steps {
		p += "/" + place(fmt.Sprint(step))
	}
	return p
}

func (p place) file() string {
	name, _, _ := strings.Cut(string(p), "/")
	return name
}

type position struct{ line, column int }

type fileLine struct {
	file string
	line int
}

// A reading is the state of reading the files of one model: where everything stands, what is wrong, and the model as
// far as it could be understood.
type reading struct {
	places   map[place]position
	texts    map[place]*yaml.Node // every text in two languages
	order    []place              // of texts
	unread   map[fileLine]bool    // what could not be decoded
	missing  map[place]bool       // what should be there
	problems []Problem
	model    *Model
	at       map[any]place // of dimensions, capabilities, questions, actions and references, by pointer
}

func newReading() *reading {
	return &reading{
		places:  map[place]position{},
		texts:   map[place]*yaml.Node{},
		unread:  map[fileLine]bool{},
		missing: map[place]bool{},
		at:      map[any]place{},
	}
}

// add reports a problem at a place, or at the nearest place around it that exists. One mistake gets one message: a
// line that could not be read and a field that is missing are not judged any further.
func (r *reading) add(at place, format string, args ...any) {
	where := r.find(at)
	if !r.missing[at] && !r.unread[fileLine{at.file(), where.line}] {
		r.problems = append(r.problems, Problem{at.file(), where.line, where.column, fmt.Sprintf(format, args...)})
	}
}

// addUnread reports what kept a line from being read.
func (r *reading) addUnread(file string, where position, format string, args ...any) {
	r.problems = append(r.problems, Problem{file, where.line, where.column, fmt.Sprintf(format, args...)})
	r.unread[fileLine{file, where.line}] = true
}

func (r *reading) find(at place) position {
	for at != "" {
		if where, ok := r.places[at]; ok {
			return where
		}
		at = at[:max(0, strings.LastIndexByte(string(at), '/'))]
	}
	return position{1, 1}
}

func (r *reading) has(at place) bool { _, ok := r.places[at]; return ok }

// sorted returns the problems in reading order, each once.
func (r *reading) sorted() []Problem {
	names := FileNames()
	slices.SortFunc(r.problems, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(slices.Index(names, a.File), slices.Index(names, b.File)), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.Compact(r.problems)
}

// What a file may hold at most: levels of nesting, and entries of one mapping or list.
const (
	maxDepth   = 32
	maxEntries = 2000
)

// parse reads one file into nodes and notes where everything stands. It returns nil if that cannot be relied on.
func (r *reading) parse(name string, content []byte) *yaml.Node {
	if len(content) > maxSize {
		r.add(place(name), "the file holds %d bytes; at most %d are read", len(content), maxSize)
		return nil
	}
	var document yaml.Node
	limits := loaderlimits.New(loaderlimits.DepthValue(maxDepth), loaderlimits.AliasValue(0))
	// The library compares each key with all others of its mapping, which takes minutes for a large one. survey
	// does it in one pass.
	unchecked := yaml.WithUniqueKeys(false)
	if err := yaml.Load(content, &document, yaml.WithPlugin(limits), unchecked); err != nil {
		r.addErrors(name, err)
		return nil
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		r.add(place(name), "the file is not a mapping of names to values")
		return nil
	}
	if !r.survey(document.Content[0], place(name), 1) {
		return nil
	}
	return document.Content[0]
}

// survey notes where everything below a node stands. It reports what a model has no use for, and says whether the
// node may be decoded nevertheless.
func (r *reading) survey(node *yaml.Node, at place, depth int) bool {
	refuse := func(node *yaml.Node, format string, args ...any) bool {
		r.addUnread(at.file(), position{node.Line, node.Column}, format, args...)
		return false
	}
	if !r.has(at) {
		r.places[at] = position{node.Line, node.Column}
	}
	switch {
	case depth > maxDepth:
		return refuse(node, "nested deeper than %d levels", maxDepth)
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		return refuse(node, "anchors and aliases are not allowed; write the value where it is needed")
	case node.Style&yaml.TaggedStyle != 0:
		return refuse(node, "tags are not allowed")
	case len(node.Content) > 2*maxEntries:
		return refuse(node, "more than %d entries", maxEntries)
	}
	sound := true
	switch node.Kind {
	case yaml.ScalarNode:
		if strings.TrimSpace(node.Value) == "" || node.Tag == "!!null" {
			refuse(node, "the value is empty")
		}
	case yaml.SequenceNode:
		for i, item := range node.Content {
			sound = r.survey(item, at.in(i), depth+1) && sound
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			if key.Kind != yaml.ScalarNode || key.Tag == "!!merge" || key.Anchor != "" {
				sound = refuse(key, "a key is a word")
				continue
			}
			below := at.in(key.Value)
			if r.has(below) {
				refuse(key, "%q stands in line %d already", key.Value, r.places[below].line)
			} else {
				r.places[below] = position{key.Line, key.Column}
			}
			sound = r.survey(value, below, depth+1) && sound
		}
		if entry(node, "en") != nil || entry(node, "de") != nil {
			r.texts[at] = node
			r.order = append(r.order, at)
		}
	}
	return sound
}

// entry returns the value of a key of a mapping, or nil.
func entry(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// decode fills a value from a node: fields by their yaml tags, none unknown, none missing unless marked omitempty.
func (r *reading) decode(node *yaml.Node, into any, at place) {
	if err := node.Load(into, yaml.WithKnownFields(), yaml.WithUniqueKeys(false)); err != nil {
		r.addErrors(at.file(), err)
	}
	r.complete(reflect.ValueOf(into), at)
}

// addErrors reports what the YAML library found wrong, in our words.
func (r *reading) addErrors(file string, err error) {
	var all []*yaml.LoadError
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		all = many.Errors
	case errors.As(err, &one):
		all = []*yaml.LoadError{one}
	default:
		all = []*yaml.LoadError{{Message: err.Error()}}
	}
	for _, e := range all {
		where := position{max(1, e.Mark.Line), max(1, e.Mark.Column)}
		r.addUnread(file, where, "%s", plain(e.Message))
	}
}

var (
	unknownField = regexp.MustCompile(`^field (.+) not found in type `)
	wrongKind    = regexp.MustCompile("(?s)^cannot construct !!(\\w+)(?: `(.*)`)? into (.+)$")
)

// plain turns a message of the YAML library into one for whoever writes a model.
func plain(message string) string {
	if m := unknownField.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("unknown field %q", m[1])
	}
	if m := wrongKind.FindStringSubmatch(message); m != nil {
		got := map[string]string{"seq": "a list", "map": "a mapping"}[m[1]]
		if got == "" {
			got = fmt.Sprintf("%q", m[2])
		}
		return fmt.Sprintf("%s is not %s", got, kindName(m[3]))
	}
	return strings.TrimPrefix(message, "yaml: ")
}

// kindName says in words what a Go type expects of the file.
func kindName(goType string) string {
	switch {
	case goType == "int":
		return "a whole number"
	case goType == "bool":
		return "true or false"
	case goType == "locale.Text":
		return "a text in both languages, {en: …, de: …}"
	case strings.HasPrefix(goType, "[]"):
		return "a list"
	case goType == "string" || goType == "assessment.Axis" || goType == "assessment.Reach":
		return "a word or text"
	}
	return "a mapping"
}

var (
	unmarshaler = reflect.TypeFor[yaml.Unmarshaler]()
	bilingual   = reflect.TypeFor[locale.Text]()
)

// complete reports the fields that are missing below a place.
func (r *reading) complete(value reflect.Value, at place) {
	value = reflect.Indirect(value)
	if !value.IsValid() || value.Type() == bilingual || reflect.PointerTo(value.Type()).Implements(unmarshaler) {
		return
	}
	switch value.Kind() {
	case reflect.Slice:
		for i := range value.Len() {
			r.complete(value.Index(i), at.in(i))
		}
	case reflect.Map:
		for _, key := range value.MapKeys() {
			r.complete(value.MapIndex(key), at.in(key))
		}
	case reflect.Struct:
		for i := range value.NumField() {
			tag, tagged := value.Type().Field(i).Tag.Lookup("yaml")
			name, option, _ := strings.Cut(tag, ",")
			switch {
			case !tagged || name == "-":
			case option == "inline":
				r.complete(value.Field(i), at)
			case r.has(at.in(name)):
				r.complete(value.Field(i), at.in(name))
			case option != "omitempty":
				r.add(at, "%s is missing", name)
				r.missing[at.in(name)] = true
			}
		}
	}
}
