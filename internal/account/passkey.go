package account

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// ErrCopied says that a passkey counted backwards: there are two of it, and one may be in wrong hands.
var ErrCopied = errors.New("the counter of the passkey went back: it may have been copied")

// maxPasskeyAnswer is the longest answer of a device that is looked at, in bytes.
const maxPasskeyAnswer = 32 << 10

// Passkeys runs the two ceremonies of WebAuthn for one web address: adding a passkey, and signing in with one. Every
// passkey can be found without a name being typed, and verifies its user, so it counts as both factors. What Create and
// Ask return as pending belongs to the program alone and is given back to Created and Proved once.
// It is safe for concurrent use.
type Passkeys struct{ party *webauthn.WebAuthn }

// PasskeyUser is somebody who adds a passkey.
type PasskeyUser struct {
	ID, Email, Name string
	Records         [][]byte // of the passkeys that they have
}

// NewPasskeys returns the Passkeys of a public address, or nil if browsers have none there: they want a name, not a
// number. On this machine the name is localhost.
func NewPasskeys(public *url.URL) *Passkeys {
	host, origin := public.Hostname(), public.Scheme+"://"+public.Host
	if ip := net.ParseIP(host); ip != nil {
		if !ip.IsLoopback() {
			return nil
		}
		host = "localhost"
		origin = public.Scheme + "://localhost"
		if port := public.Port(); port != "" {
			origin += ":" + port
		}
	}
	required := true
	party, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Lauter", RPOrigins: []string{origin},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &required,
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			UserVerification:   protocol.VerificationRequired,
		},
		// Password managers say more than they were asked for; nothing here listens to it.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil
	}
	return &Passkeys{party}
}

// Host is the name under which browsers keep the passkeys.
func (p *Passkeys) Host() string { return p.party.Config.RPID }

// pending is what a ceremony knows until its answer comes.
type pending struct {
	Session webauthn.SessionData `json:"session"`
	Options json.RawMessage      `json:"options"`
}

// Create begins to add a passkey: it returns what is pending and the challenge, which the answer repeats.
func (p *Passkeys) Create(u PasskeyUser) (state []byte, challenge string, err error) {
	user, err := u.known()
	if err != nil {
		return nil, "", err
	}
	creation, session, err := p.party.BeginRegistration(user,
		webauthn.WithExclusions(webauthn.Credentials(user.keys).CredentialDescriptors()))
	if err != nil {
		return nil, "", fmt.Errorf("begin to add a passkey: %w", err)
	}
	return keep(session, creation.Response)
}

// Ask begins a sign-in with any passkey.
func (p *Passkeys) Ask() (state []byte, challenge string, err error) {
	assertion, session, err := p.party.BeginDiscoverableLogin()
	if err != nil {
		return nil, "", fmt.Errorf("begin to ask for a passkey: %w", err)
	}
	return keep(session, assertion.Response)
}

func keep(session *webauthn.SessionData, response any) (state []byte, challenge string, err error) {
	options, err := json.Marshal(response)
	if err != nil {
		return nil, "", err
	}
	state, err = json.Marshal(pending{*session, options})
	return state, session.Challenge, err
}

// Options is what the browser hands to the device, as JSON.
func (p *Passkeys) Options(state []byte) (string, error) {
	var was pending
	err := json.Unmarshal(state, &was)
	return string(was.Options), err
}

// Answered reads the challenge that an answer repeats, and which passkey gave it. It proves nothing.
func (p *Passkeys) Answered(answer string) (challenge string, passkey []byte, err error) {
	if len(answer) > maxPasskeyAnswer {
		return "", nil, errors.New("the answer is too long")
	}
	var said protocol.CredentialCreationResponse
	if err := json.Unmarshal([]byte(answer), &said); err != nil {
		return "", nil, fmt.Errorf("read answer: %w", err)
	}
	var client protocol.CollectedClientData
	if err := json.Unmarshal(said.AttestationResponse.ClientDataJSON, &client); err != nil {
		return "", nil, fmt.Errorf("read answer: %w", err)
	}
	return client.Challenge, said.RawID, nil
}

// Created ends Create: it checks the answer and returns the new passkey, by which it is found, and its record to keep.
func (p *Passkeys) Created(u PasskeyUser, state []byte, answer string) (id, record []byte, err error) {
	var was pending
	if err := json.Unmarshal(state, &was); err != nil {
		return nil, nil, err
	}
	said, err := protocol.ParseCredentialCreationResponseBytes([]byte(answer))
	if err != nil {
		return nil, nil, fmt.Errorf("read new passkey: %w", err)
	}
	key, err := p.party.CreateCredential(passkeyUser{PasskeyUser: u}, was.Session, said)
	if err != nil {
		return nil, nil, fmt.Errorf("check new passkey: %w", err)
	}
	key.Attestation = webauthn.CredentialAttestation{} // what kind of device it is concerns nobody
	key.Authenticator.AAGUID = nil
	record, err = json.Marshal(key)
	return key.ID, record, err
}

// Proved ends Ask: it checks that the answer comes from the passkey of a record, which belongs to a user, and returns the
// record to keep from now on. A copied passkey is ErrCopied.
func (p *Passkeys) Proved(user string, record, state []byte, answer string) ([]byte, error) {
	var was pending
	if err := json.Unmarshal(state, &was); err != nil {
		return nil, err
	}
	said, err := protocol.ParseCredentialRequestResponseBytes([]byte(answer))
	if err != nil {
		return nil, fmt.Errorf("read passkey: %w", err)
	}
	owner, err := PasskeyUser{ID: user, Records: [][]byte{record}}.known()
	if err != nil {
		return nil, err
	}
	find := func(_, _ []byte) (webauthn.User, error) { return owner, nil }
	_, key, err := p.party.ValidatePasskeyLogin(find, was.Session, said)
	if err != nil {
		return nil, fmt.Errorf("check passkey: %w", err)
	}
	if key.Authenticator.CloneWarning {
		return nil, ErrCopied
	}
	return json.Marshal(key)
}

// passkeyUser is a user as the library wants to see one.
type passkeyUser struct {
	PasskeyUser
	keys []webauthn.Credential
}

func (u PasskeyUser) known() (passkeyUser, error) {
	user := passkeyUser{PasskeyUser: u}
	for _, record := range u.Records {
		var key webauthn.Credential
		if err := json.Unmarshal(record, &key); err != nil {
			return user, fmt.Errorf("read kept passkey: %w", err)
		}
		user.keys = append(user.keys, key)
	}
	return user, nil
}

func (u passkeyUser) WebAuthnID() []byte                         { return []byte(u.ID) }
func (u passkeyUser) WebAuthnName() string                       { return u.Email }
func (u passkeyUser) WebAuthnDisplayName() string                { return u.Name }
func (u passkeyUser) WebAuthnCredentials() []webauthn.Credential { return u.keys }
