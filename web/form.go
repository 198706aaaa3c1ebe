package web

import (
	"errors"
	"net/url"
	"reflect"

	"github.com/go-playground/validator/v10"
)

// newForm is what starts an assessment.
type newForm struct {
	Kind         string `form:"kind" validate:"oneof=quick full" refused:"error.kind"`
	Organisation string `form:"organisation" validate:"max=120" refused:"error.organisation.long"` // characters
}

// languageChoice chooses the language of the browser.
type languageChoice struct {
	Lang string `form:"lang" validate:"oneof=en de" refused:"error.language"`
}

// preferencesForm holds the switches of a browser or a guest; absent ones stay as they are.
type preferencesForm struct {
	Theme     string `form:"theme" validate:"omitempty,oneof=system light dark" refused:"error.preference"`
	Shortcuts string `form:"shortcuts" validate:"omitempty,oneof=on off" refused:"error.preference"`
	Advance   string `form:"advance" validate:"omitempty,oneof=on off" refused:"error.preference"`
}

var validate = validator.New(validator.WithRequiredStructEnabled())

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
		refused[field.Tag.Get("form")] = field.Tag.Get("refused")
	}
	return refused
}
