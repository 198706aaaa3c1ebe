package web_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"testing"
)

// device is an authenticator with one passkey, and the browser in front of it. A test may let it lie.
type device struct {
	t        *testing.T
	key      *ecdsa.PrivateKey
	id, user []byte
	count    uint32 // of its uses; 0: it does not count
	origin   string // of the page that asks
	host     string // that the passkey belongs to
	verifies bool   // asks for a finger or a code
}

func newDevice(t *testing.T) *device {
	t.Helper()
	d := &device{t: t, id: make([]byte, 32), count: 1, origin: "http://lauter.example", host: "lauter.example", verifies: true}
	rand.Read(d.id)
	d.key = must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	return d
}

type deviceOptions struct {
	Challenge string `json:"challenge"`
	User      struct {
		ID string `json:"id"`
	} `json:"user"`
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) read(options string) (o deviceOptions) {
	d.t.Helper()
	check(d.t, json.Unmarshal([]byte(options), &o))
	return o
}

func (d *device) client(kind, challenge string) []byte {
	return must(json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false}))(d.t)
}

func (d *device) data(flags byte) []byte {
	host := sha256.Sum256([]byte(d.host))
	if d.verifies {
		flags |= 0x04
	}
	return binary.BigEndian.AppendUint32(append(host[:], flags|0x01), d.count)
}

// create makes the passkey, and returns its answer.
func (d *device) create(options string) string {
	d.t.Helper()
	o := d.read(options)
	d.user = must(base64.RawURLEncoding.DecodeString(o.User.ID))(d.t)
	point := must(d.key.PublicKey.Bytes())(d.t) // 4, x, y
	data := append(d.data(0x40), make([]byte, 16)...)
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(data, d.id...)
	data = append(data, 0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32) // a map: EC2, ES256, P-256, x
	data = append(append(data, point[1:33]...), 0x22, 0x58, 32)       // y
	data = append(data, point[33:]...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return d.answer(map[string]any{
		"clientDataJSON": b64(d.client("webauthn.create", o.Challenge)), "attestationObject": b64(append(object, data...)), "transports": []string{"internal"},
	})
}

// get proves that the device holds the passkey, and returns its answer.
func (d *device) get(options string) string {
	d.t.Helper()
	if d.count > 0 {
		d.count++
	}
	client := d.client("webauthn.get", d.read(options).Challenge)
	data := d.data(0)
	said := sha256.Sum256(client)
	digest := sha256.Sum256(append(data[:len(data):len(data)], said[:]...))
	signature := must(ecdsa.SignASN1(rand.Reader, d.key, digest[:]))(d.t)
	return d.answer(map[string]any{
		"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64(d.user),
	})
}

func (d *device) answer(response map[string]any) string {
	return string(must(json.Marshal(map[string]any{
		"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response,
		"clientExtensionResults": map[string]any{"credProps": map[string]any{"rk": true}},
	}))(d.t))
}
