package scoring

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// misfits is where JSON values do not have the shape of a type, by path.
type misfits struct {
	unknown []string // fields that the type does not have
	wrong   []string // what stands where something else should, in words
}

// find compares the value at a path with a type. It follows the names of fields exactly, which encoding/json does not.
func (m *misfits) find(t reflect.Type, v any, path string) {
	if t.Kind() == reflect.Pointer {
		if v != nil {
			m.find(t.Elem(), v, path)
		}
		return
	}
	if want := shapes[t.Kind()]; want != "" && want != shapeOf(v) {
		m.wrong = append(m.wrong, fmt.Sprintf("%s: here stands %s, not %s", shortened(path), shapeOf(v), want))
		return
	}
	switch t.Kind() {
	case reflect.Slice:
		for i, x := range v.([]any) {
			m.find(t.Elem(), x, path+"/"+strconv.Itoa(i))
		}
	case reflect.Map:
		for key, x := range inOrder(v) {
			m.find(t.Elem(), x, path+"/"+pointer.Replace(key))
		}
	case reflect.Struct:
		fields := map[string]reflect.Type{}
		for i := range t.NumField() {
			name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
			fields[name] = t.Field(i).Type
		}
		for key, x := range inOrder(v) {
			below := path + "/" + pointer.Replace(key)
			if field, ok := fields[key]; ok {
				m.find(field, x, below)
			} else {
				m.unknown = append(m.unknown, below)
			}
		}
	}
}

// inOrder goes through an object by key.
func inOrder(v any) func(yield func(string, any) bool) {
	object, _ := v.(map[string]any)
	return func(yield func(string, any) bool) {
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if !yield(key, object[key]) {
				return
			}
		}
	}
}

// shapes says which JSON value a kind of type is written as. An interface takes any.
var shapes = map[reflect.Kind]string{
	reflect.Struct: "an object", reflect.Map: "an object", reflect.Slice: "a list", reflect.String: "a text",
	reflect.Int: "a number", reflect.Bool: "true or false",
}

func shapeOf(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return "a text"
	case bool:
		return "true or false"
	}
	return "a number"
}
