package assessment

import "time"

// Kept is a kind of data that the daily job deletes after a while.
type Kept string

const (
	KeptGuest    Kept = "guest"    // assessments without an account, after the last use of any round
	KeptClient   Kept = "client"   // assessments of clients, after the last use of any round
	KeptSession  Kept = "session"  // sign-ins, after they began
	KeptLink     Kept = "link"     // invitations and links, after they stopped working
	KeptLog      Kept = "log"      // entries of audit logs, after they were made
	KeptSnapshot Kept = "snapshot" // copies of the database from before a change of its schema, after they were made
)

// Bounds are the days for which a kind may be kept. What is promised to people bounds them below: a guest may come back
// after a month, a yearly round finds the one before it. Nothing is kept without an end.
type Bounds struct {
	Kind                 Kept
	Default, Least, Most int
}

// Allow says that a kind may be kept for so many days.
func (b Bounds) Allow(days int) bool { return b.Least <= days && days <= b.Most }

// KeptKinds are all kinds in the order in which they are shown.
var KeptKinds = []Bounds{
	{KeptGuest, int(Retention / day), 30, 365},
	{KeptClient, int(ClientRetention / day), 390, 3600},
	{KeptSession, int(SessionLongest / day), 7, 30},
	{KeptLink, 90, 7, 365},
	{KeptLog, int(LogRetention / day), 180, 1095},
	{KeptSnapshot, 30, 7, 35},
}

// FinishedBounds bound what a workspace may set for its finished assessments. It is shorter than the period for all.
var FinishedBounds = Bounds{Least: 30, Most: 3600}

const day = 24 * time.Hour

// Periods are the days for which each kind is kept. A kind that is missing is kept for its default.
type Periods map[Kept]int

// Days is for how many days a kind is kept.
func (p Periods) Days(kind Kept) int {
	if days, set := p[kind]; set {
		return days
	}
	for _, b := range KeptKinds {
		if b.Kind == kind {
			return b.Default
		}
	}
	panic("no kind of data: " + string(kind))
}

// Of is for how long a kind is kept.
func (p Periods) Of(kind Kept) time.Duration { return time.Duration(p.Days(kind)) * day }

// Expiry is when the daily job deletes an assessment if nobody touches it again: used is the last use of any round of
// its organisation, changed that of the assessment itself. A workspace may delete its finished ones sooner, after some
// days; 0: it does not.
func (p Periods) Expiry(ofClient bool, used time.Time, finished bool, changed time.Time, finishedDays int) time.Time {
	if !ofClient {
		return used.Add(p.Of(KeptGuest))
	}
	at := used.Add(p.Of(KeptClient))
	if sooner := changed.Add(time.Duration(finishedDays) * day); finished && finishedDays > 0 && sooner.Before(at) {
		return sooner
	}
	return at
}
