package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"errors"
	"slices"

	"lauter/assessment"
)

const (
	msgRoomFull  = "workshop.error.full"
	msgSeatName  = "workshop.error.name"
	msgSeatGone  = "workshop.error.word"
	seatWordTrys = 20
)

// Room returns the open workshop that a code lets into. It is ErrNotFound for any other code.
func (s *Store) Room(ctx context.Context, code string) (w *assessment.Workshop, err error) {
	err = s.read(ctx, "find room", func(ctx context.Context, t tx) error {
		w, err = workshopWhere(ctx, t, `w.code = $1`, code)
		return one(err)
	})
	return w, err
}

// RoomRev is how many steps a room has made.
func (s *Store) RoomRev(ctx context.Context, code string) (rev int, err error) {
	err = s.read(ctx, "find room", func(ctx context.Context, t tx) error {
		return one(t.row(ctx, `SELECT rev FROM workshops WHERE code = $1`, code).Scan(&rev))
	})
	return rev, err
}

// NewTicket returns what a seat will be known by: 256 random bits, 43 characters.
func NewTicket() string { return newToken() }

// IsTicket says that a text may be a ticket.
func IsTicket(text string) bool {
	secret, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && len(secret) == ticketBytes
}

// TakeSeat gives somebody a seat in the workshop with this code. From then on their ticket is the token of the seat, of
// which only the hash is kept; the same ticket again is the same seat. Nothing about who it is, or when they came, is kept
// but the role and, in a named workshop, the name that they give. The error is ErrNotFound for a wrong code,
// assessment.ErrLocked if nobody new is let in, and an *InvalidError for a name that is missing or a room that is full.
// Fresh says that the seat was not there before.
func (s *Store) TakeSeat(ctx context.Context, code, ticket string, role assessment.SeatRole, name string) (seat assessment.Seat, fresh bool, err error) {
	err = s.write(ctx, "take seat", func(ctx context.Context, t tx) error {
		w, err := workshopWhere(ctx, t, `w.code = $1`, code)
		if err != nil {
			return one(err)
		}
		if seat, err = seatOf(ctx, t, w.ID, ticket); err != nil || seat.ID != "" {
			return err
		}
		if err := admits(w, name); err != nil {
			return err
		}
		seat = assessment.Seat{ID: rand.Text(), WorkshopID: w.ID, Role: role, Name: name}
		if !w.Named {
			seat.Name = ""
		}
		if !slices.Contains(w.Roles, role) {
			seat.Role = ""
		}
		if seat.Word, err = freeWord(ctx, t, w.ID); err != nil {
			return err
		}
		fresh = true
		// A ticket of another workshop opens nothing here.
		return some(t.exec(ctx, `
			INSERT INTO seats (id, workshop_id, token_hash, word, role, name) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (token_hash) DO NOTHING`,
			seat.ID, w.ID, hashed(ticket), seat.Word, string(seat.Role), seat.Name))
	})
	if err != nil {
		return assessment.Seat{}, false, err
	}
	return seat, fresh, nil
}

// admits says why somebody can't get a seat.
func admits(w *assessment.Workshop, name string) error {
	switch {
	case w.Locked:
		return assessment.ErrLocked
	case w.Seats >= assessment.MaxSeats:
		return &assessment.InvalidError{Fields: map[string]string{"role": msgRoomFull}}
	case w.Named && (name == "" || len([]rune(name)) > assessment.MaxSeatName):
		return &assessment.InvalidError{Fields: map[string]string{"name": msgSeatName}}
	}
	return nil
}

func freeWord(ctx context.Context, t tx, workshop string) (string, error) {
	for range seatWordTrys {
		word := assessment.NewCode(assessment.WordLength)
		var used int
		if err := t.row(ctx, `
			SELECT count(*) FROM seats WHERE workshop_id = $1 AND word = $2`, workshop, word).Scan(&used); err != nil || used == 0 {
			return word, err
		}
	}
	return "", errors.New("no seat word is free")
}

// ReturnToSeat finds the seat of somebody who says its word, and gives it a new token. Devices that had the one before
// keep nothing: two devices on one seat are one seat. It is ErrNotFound for a wrong code, and an *InvalidError for a
// word that belongs to no seat.
func (s *Store) ReturnToSeat(ctx context.Context, code, word string) (token string, err error) {
	token = newToken()
	err = s.write(ctx, "return to seat", func(ctx context.Context, t tx) error {
		var workshop string
		if err := t.row(ctx, `SELECT id FROM workshops WHERE code = $1`, code).Scan(&workshop); err != nil {
			return one(err)
		}
		err := some(t.exec(ctx, `
			UPDATE seats SET token_hash = $3 WHERE workshop_id = $1 AND word = $2`, workshop, word, hashed(token)))
		if errors.Is(err, assessment.ErrNotFound) {
			return &assessment.InvalidError{Fields: map[string]string{"word": msgSeatGone}}
		}
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// Seat returns the seat that a token stands for in the open workshop with this code, and the workshop. It is ErrNotFound
// for a code that lets in nowhere; a seat that is not there, because it was never taken or was removed, is zero.
func (s *Store) Seat(ctx context.Context, code, token string) (seat assessment.Seat, w *assessment.Workshop, err error) {
	err = s.read(ctx, "find seat", func(ctx context.Context, t tx) error {
		if w, err = workshopWhere(ctx, t, `w.code = $1`, code); err != nil {
			return one(err)
		}
		seat, err = seatOf(ctx, t, w.ID, token)
		return err
	})
	return seat, w, err
}

func seatOf(ctx context.Context, t tx, workshop, token string) (seat assessment.Seat, err error) {
	seat.WorkshopID = workshop
	err = t.row(ctx, `
		SELECT id, word, role, name FROM seats WHERE token_hash = $1 AND workshop_id = $2`,
		hashed(token), workshop).Scan(&seat.ID, &seat.Word, &seat.Role, &seat.Name)
	if errors.Is(err, sql.ErrNoRows) {
		return assessment.Seat{}, nil
	}
	return seat, err
}

// Seats lists the seats of a workshop to whoever leads it, in an order that tells nothing. It leaves out their words: who
// has the word of a seat has its votes.
func (s *Store) Seats(ctx context.Context, v assessment.Viewer, id string) (all []assessment.Seat, err error) {
	err = s.read(ctx, "list seats", func(ctx context.Context, t tx) error {
		if _, _, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightManage); err != nil {
			return err
		}
		rows, err := t.query(ctx, `SELECT id, role, name FROM seats WHERE workshop_id = $1 ORDER BY name, id`, id)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			seat := assessment.Seat{WorkshopID: id}
			if err := rows.Scan(&seat.ID, &seat.Role, &seat.Name); err != nil {
				return err
			}
			all = append(all, seat)
		}
		return rows.Err()
	})
	return all, err
}

// RemoveSeat takes a seat away, with its votes in rounds that are still open. Votes that were shown stay. To do it again
// changes nothing.
func (s *Store) RemoveSeat(ctx context.Context, v assessment.Viewer, id, seat string) error {
	return s.write(ctx, "remove seat", func(ctx context.Context, t tx) error {
		if _, _, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightManage); err != nil {
			return err
		}
		return deleteSeat(ctx, t, id, seat)
	})
}

// RemoveIdleSeats takes away all seats without a vote in any round, and says how many there were.
func (s *Store) RemoveIdleSeats(ctx context.Context, v assessment.Viewer, id string) (n int, err error) {
	err = s.write(ctx, "remove idle seats", func(ctx context.Context, t tx) error {
		if _, _, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightManage); err != nil {
			return err
		}
		done, err := t.exec(ctx, `
			DELETE FROM seats
			WHERE workshop_id = $1
				AND NOT EXISTS (SELECT 1 FROM ballots b WHERE b.workshop_id = $1 AND b.seat_id = seats.id)
				AND NOT EXISTS (SELECT 1 FROM dots d WHERE d.workshop_id = $1 AND d.seat_id = seats.id)`, id)
		if err != nil {
			return err
		}
		removed, err := done.RowsAffected()
		n = int(removed)
		return err
	})
	return n, err
}
