package assessment

import "time"

// Passkey is a key on a device, or in a password manager, by which a user signs in: it counts as both factors.
type Passkey struct {
	ID        string
	Name      string // as its user named it, 1 to MaxPasskeyName characters
	CreatedAt time.Time
	UsedAt    time.Time // zero: never
}

// Identity is an account of another service by which a user signs in here.
type Identity struct {
	Issuer    string // address of the service
	Subject   string // how the service knows the user; it never changes there
	CreatedAt time.Time
	UsedAt    time.Time // zero: never
}

// Ceremony is a sign-in, or a credential being added, that has begun and waits for its answer: from the device with a
// passkey, or from another service. It is good once, for CeremonyLife, in the browser that began it.
type Ceremony struct {
	Kind CeremonyKind
	User string // who adds something to their account; empty: somebody who signs in
	Data []byte // sealed
}

// CeremonyKind is what a ceremony is about.
type CeremonyKind string

const (
	CeremonyAddPasskey CeremonyKind = "add_passkey"
	CeremonyPasskey    CeremonyKind = "passkey"
	CeremonyProvider   CeremonyKind = "provider"
)

const (
	// CeremonyLife is how long somebody has to answer their device or the other service.
	CeremonyLife = 5 * time.Minute

	// FreshSignIn is how long after a sign-in without a password it stands for one where a password is asked again.
	FreshSignIn = 10 * time.Minute

	// EmailChangeLife is how long the link works that confirms a new address.
	EmailChangeLife = 24 * time.Hour

	// AccountRetention is after how long without a sign-in an account is deleted, AccountNotice how long before that its
	// owner and whoever runs the installation are told.
	AccountRetention = 365 * 24 * time.Hour
	AccountNotice    = 30 * 24 * time.Hour
)

const (
	MaxPasskeys    = 10 // of one user
	MaxPasskeyName = 60 // characters
)

// Unused is an account that nobody has signed in to for long.
type Unused struct {
	User     User
	Language string    // that its owner chose; empty: none
	WarnedAt time.Time // when its owner was told; zero: not yet
	DeleteAt time.Time // from when the daily job deletes it
	Needed   bool      // it is the last admin of a workspace or of the installation, and stays
}
