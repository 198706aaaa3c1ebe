package assessment

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// LogEntry is one line of an audit log: who did what and when, never what they wrote. The entries of one chain, a
// workspace's or the installation's, are numbered from 1 without gaps, and each holds the hash of the one before it.
// So an entry that is changed, removed or put in between is found, unless all that follow are made anew: whoever
// keeps an export of the log can find that too.
type LogEntry struct {
	Chain    string // id of the workspace; empty: the installation
	Seq      int
	At       time.Time // with milliseconds
	Actor    string    // id of a user; empty: a guest or the program
	Event    Event
	Object   string // id of what it was done to
	Detail   string // a role or a kind, in words of the program
	PrevHash [32]byte
	Hash     [32]byte
}

// Event is something that an audit log records.
type Event string

const (
	LogSignedIn        Event = "signed_in"
	LogSignedOut       Event = "signed_out"
	LogSignInRefused   Event = "sign_in_refused"
	LogSessionsEnded   Event = "sessions_ended"
	LogPasswordChanged Event = "password_changed"
	LogFactorAdded     Event = "second_factor_added"
	LogFactorRemoved   Event = "second_factor_removed"
	LogPasskeyAdded    Event = "passkey_added"
	LogPasskeyRemoved  Event = "passkey_removed"
	LogProviderLinked  Event = "provider_linked"
	LogProviderRemoved Event = "provider_removed"
	LogDutySet         Event = "second_factor_required"
	LogDutyLifted      Event = "second_factor_not_required"
	LogEmailChanged    Event = "email_changed"
	LogUserWarned      Event = "user_warned"
	LogUserAdded       Event = "user_added"
	LogUserBlocked     Event = "user_blocked"
	LogUserUnblocked   Event = "user_unblocked"
	LogUserErased      Event = "user_erased"
	LogResetMade       Event = "password_link_made"
	LogAdminGiven      Event = "administration_given"
	LogAdminTaken      Event = "administration_taken"
	LogWorkspaceAdded  Event = "workspace_added"
	LogInvited         Event = "invited"
	LogInviteRevoked   Event = "invitation_revoked"
	LogMemberAdded     Event = "member_added"
	LogRoleChanged     Event = "role_changed"
	LogMemberRemoved   Event = "member_removed"
	LogClientAdded     Event = "client_added"
	LogClientArchived  Event = "client_archived"
	LogClientRestored  Event = "client_restored"
	LogClientMoved     Event = "client_moved"
	LogClientDeleted   Event = "client_deleted"
	LogClaimed         Event = "assessment_claimed"
	LogDeleted         Event = "assessment_deleted"
	LogExported        Event = "exported"
	LogShared          Event = "result_shared"
	LogShareRevoked    Event = "share_revoked"
	LogDelegated       Event = "questions_delegated"
	LogDelegationEnded Event = "delegation_revoked"
	LogWorkshopOpened  Event = "workshop_opened"
	LogWorkshopClosed  Event = "workshop_closed"
	LogWorkshopWritten Event = "workshop_written"
	LogWorkshopDeleted Event = "workshop_deleted"
	LogSurveyOpened    Event = "survey_opened"
	LogSurveyClosed    Event = "survey_closed"
	LogSurveyCancelled Event = "survey_cancelled"
	LogVotesRemoved    Event = "votes_removed" // of one person, from a survey
	LogSurveyTaken     Event = "survey_taken_over"
	LogBenchmarkJoined Event = "benchmark_joined"
	LogBenchmarkLeft   Event = "benchmark_left"
	LogDenied          Event = "denied"
	LogExpired         Event = "expired"
	LogPeriodSet       Event = "period_set"
	LogLegalSaved      Event = "legal_text_saved"
	LogModelChosen     Event = "model_chosen"
	LogLogoAdded       Event = "logo_added"
	LogLogoRemoved     Event = "logo_removed"
)

// Sealed is the entry as the next one after prev, with its hash. The zero entry stands for the beginning of a chain.
func (e LogEntry) Sealed(prev LogEntry) LogEntry {
	e.Seq, e.PrevHash = prev.Seq+1, prev.Hash
	e.Hash = e.hash()
	return e
}

// hash is SHA-256 over the fields in the order of their declaration: numbers as eight bytes, the most significant
// first, the time in milliseconds since 1970; texts preceded by their length in bytes.
func (e LogEntry) hash() [32]byte {
	var b bytes.Buffer
	number := func(n int64) { binary.Write(&b, binary.BigEndian, n) } // to memory: never fails
	text := func(s string) { number(int64(len(s))); b.WriteString(s) }
	text(e.Chain)
	number(int64(e.Seq))
	number(e.At.UnixMilli())
	text(e.Actor)
	text(string(e.Event))
	text(e.Object)
	text(e.Detail)
	b.Write(e.PrevHash[:])
	return sha256.Sum256(b.Bytes())
}

// logLine is an entry as it stands in an exported log.
type logLine struct {
	Chain  string    `json:"chain"`
	Seq    int       `json:"seq"`
	At     time.Time `json:"at"`
	Actor  string    `json:"actor"`
	Event  Event     `json:"event"`
	Object string    `json:"object"`
	Detail string    `json:"detail"`
	Prev   string    `json:"prev"`
	Hash   string    `json:"hash"`
}

// WriteLog writes entries as JSON, one to a line, for VerifyLog.
func WriteLog(w io.Writer, entries []LogEntry) error {
	out := json.NewEncoder(w)
	for _, e := range entries {
		err := out.Encode(logLine{
			e.Chain, e.Seq, e.At.UTC(), e.Actor, e.Event, e.Object, e.Detail,
			hex.EncodeToString(e.PrevHash[:]), hex.EncodeToString(e.Hash[:]),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// maxLogLine is the longest line that an exported log may have, in bytes.
const maxLogLine = 4096

// VerifyLog reads what WriteLog wrote and returns how many entries are in order. The first that is not is the error,
// with its line. A log may begin in the middle, as older entries are deleted after a while; it must not have gaps.
func VerifyLog(r io.Reader) (n int, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLogLine)
	var prev LogEntry
	for lines.Scan() {
		e, err := readLogLine(lines.Bytes())
		if err == nil && n > 0 {
			err = e.follows(prev)
		}
		if err != nil {
			return n, fmt.Errorf("line %d: %w", n+1, err)
		}
		prev = e
		n++
	}
	if err := lines.Err(); err != nil {
		return n, fmt.Errorf("line %d: %w", n+1, err)
	}
	return n, nil
}

func readLogLine(line []byte) (e LogEntry, err error) {
	var l logLine
	in := json.NewDecoder(bytes.NewReader(line))
	in.DisallowUnknownFields()
	if err := in.Decode(&l); err != nil || in.More() {
		return e, errors.New("is no entry of a log")
	}
	e = LogEntry{Chain: l.Chain, Seq: l.Seq, At: l.At, Actor: l.Actor, Event: l.Event, Object: l.Object, Detail: l.Detail}
	if err := readHash(&e.PrevHash, l.Prev); err != nil {
		return e, err
	}
	if err := readHash(&e.Hash, l.Hash); err != nil {
		return e, err
	}
	if e.Hash != e.hash() {
		return e, fmt.Errorf("entry %d was changed: its hash does not belong to it", e.Seq)
	}
	return e, nil
}

func readHash(into *[32]byte, text string) error {
	b, err := hex.DecodeString(text)
	if err != nil || len(b) != len(into) {
		return errors.New("holds no hash")
	}
	copy(into[:], b)
	return nil
}

// follows says what is wrong if the entry is not the next one after prev.
func (e LogEntry) follows(prev LogEntry) error {
	switch {
	case e.Chain != prev.Chain:
		return errors.New("belongs to another log")
	case e.Seq != prev.Seq+1:
		return fmt.Errorf("entry %d follows entry %d: something is missing", e.Seq, prev.Seq)
	case e.PrevHash != prev.Hash:
		return fmt.Errorf("entry %d does not hold the hash of entry %d", e.Seq, prev.Seq)
	}
	return nil
}
