package web

import (
	"errors"
	"net/url"
	"reflect"

	"github.com/go-playground/validator/v10"
)

// newForm is what starts an assessment.
type newForm struct {
	Kind         string `form:"kind" validate:"oneof=quick full"`
	Organisation string `form:"organisation" validate:"max=120"` // characters
}

// languageChoice chooses the language of the browser.
type languageChoice struct {
	Lang string `form:"lang" validate:"oneof=en de"`
}

// preferencesForm holds the switches of a browser or a guest; absent ones stay as they are.
type preferencesForm struct {
	Theme     string `form:"theme" validate:"omitempty,oneof=system light dark"`
	Shortcuts string `form:"shortcuts" validate:"omitempty,oneof=on off"`
	Advance   string `form:"advance" validate:"omitempty,oneof=on off"`
}

var validate = validator.New(validator.WithRequiredStructEnabled())

// messageOf is the id of the message for a refused field.
var messageOf = map[string]string{
	"kind":         "error.kind",
	"organisation": "error.organisation.long",
	"lang":         "error.language",
	"theme":        "error.preference",
	"shortcuts":    "error.preference",
	"advance":      "error.preference",
	"workspace":    "account.error.workspace",
	"name":         "account.error.name",
	"email":        "account.error.email",
	"passkey":      "passkey.error.name",
}

// decode fills a form struct from the fields of a POST and nothing else, and returns its refused fields with the ids of
// their messages; nil if there is none. Clean is applied to every value first.
func decode(values url.Values, form any, clean func(string) string) map[string]string {
	target := reflect.ValueOf(form).Elem()
	for i := range target.NumField() {
		target.Field(i).SetString(clean(values.Get(target.Type().Field(i).Tag.Get("form"))))
	}
	var wrong validator.ValidationErrors
	if !errors.As(validate.Struct(form), &wrong) {
		return nil
	}
	refused := map[string]string{}
	for _, w := range wrong {
		field, _ := target.Type().FieldByName(w.StructField())
		name := field.Tag.Get("form")
		refused[name] = messageOf[name]
	}
	return refused
}
