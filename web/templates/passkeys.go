package templates

import "lauter/assessment"

// PasskeyBox asks a device for a passkey, by script.
type PasskeyBox struct {
	Host    string // name under which browsers keep passkeys; empty: they have none here
	Options string // JSON for the device that makes one; empty: it is asked for one that it has
	Next    string // where a sign-in leads
	Wrong   string // what was wrong with the last answer
}

// PasskeyForm is what somebody typed about a passkey.
type PasskeyForm struct {
	AccountForm
	Key string // id of the one that it is about; empty: a new one
}

// PasskeysView lists a user's passkeys.
type PasskeysView struct {
	User     assessment.User
	Passkeys []assessment.Passkey
	Box      PasskeyBox
	Name     string // of the one that waits for the device
	Form     PasskeyForm
	Done     string
}

// field is the id of a field in the forms about one passkey.
func (v PasskeysView) field(k assessment.Passkey, name string) string {
	if v.Form.Key == k.ID {
		return name // where the summary of errors leads
	}
	return name + "-" + k.ID
}

// own is an id of a field of the form for a new passkey.
func (v PasskeysView) own(name string) string {
	if v.Form.Key == "" {
		return name
	}
	return name + "-new"
}

// about is the form with what was wrong with one passkey; the zero form if that was another one.
func (v PasskeysView) about(key string) AccountForm {
	form := AccountForm{NoPassword: v.Form.NoPassword}
	if v.Form.Key == key {
		form = v.Form.AccountForm
	}
	return form
}

// typedName is the name in the form of a passkey.
func (v PasskeysView) typedName(k assessment.Passkey) string {
	if v.Form.Key == k.ID && v.Form.Wrong["name"] != "" {
		return v.Form.Name
	}
	return k.Name
}
