package store

import (
	"context"

	"lauter/assessment"
)

// SealedFactors is how many second factors can only be read with the key that sealed them.
func (s *Store) SealedFactors(ctx context.Context) (n int, err error) {
	err = s.look(ctx, "count factors", func(ctx context.Context, t tx) error {
		return t.row(ctx, `SELECT count(*) FROM users WHERE totp IS NOT NULL`).Scan(&n)
	})
	return n, err
}

// WantFactor keeps a sealed secret that the viewer was shown, until ConfirmFactor or the next one.
func (s *Store) WantFactor(ctx context.Context, v assessment.Viewer, sealed []byte) error {
	return s.write(ctx, "want second factor", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE users SET totp_wanted = $2 WHERE id = $1`, v.UserID, sealed))
	})
}

// ConfirmFactor makes the wanted secret the viewer's second factor, with the time step of the code that proved it, and
// replaces the recovery codes by those with these hashes. Other sessions of the viewer end.
func (s *Store) ConfirmFactor(ctx context.Context, v assessment.Viewer, step int64, recovery [][]byte) error {
	return s.write(ctx, "confirm second factor", func(ctx context.Context, t tx) error {
		if err := some(t.exec(ctx, `
			UPDATE users SET totp = totp_wanted, totp_wanted = NULL, totp_step = $2
			WHERE id = $1 AND totp_wanted IS NOT NULL`, v.UserID, step)); err != nil {
			return err
		}
		if err := replaceRecovery(ctx, t, v.UserID, recovery); err != nil {
			return err
		}
		if err := endSessions(ctx, t, v.UserID, v.SessionID); err != nil {
			return err
		}
		return s.record(ctx, t, "", v, assessment.LogFactorAdded, v.UserID, "")
	})
}

func replaceRecovery(ctx context.Context, t tx, user string, hashes [][]byte) error {
	if _, err := t.exec(ctx, `DELETE FROM recovery_codes WHERE user_id = $1`, user); err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := t.exec(ctx, `INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)`, user, hash); err != nil {
			return err
		}
	}
	return nil
}

// RemoveFactor takes the viewer's second factor and recovery codes away. If two factors are their duty and there is no
// passkey, it stays: an *InvalidError.
func (s *Store) RemoveFactor(ctx context.Context, v assessment.Viewer) error {
	return s.write(ctx, "remove second factor", func(ctx context.Context, t tx) error {
		if err := s.removeFactor(ctx, t, v, v.UserID); err != nil {
			return err
		}
		return keepsFactor(ctx, t, v.UserID)
	})
}

func (s *Store) removeFactor(ctx context.Context, t tx, v assessment.Viewer, user string) error {
	if err := some(t.exec(ctx, `UPDATE users SET totp = NULL, totp_wanted = NULL WHERE id = $1`, user)); err != nil {
		return err
	}
	if err := replaceRecovery(ctx, t, user, nil); err != nil {
		return err
	}
	return s.record(ctx, t, "", v, assessment.LogFactorRemoved, user, "")
}

// UseStep notes that a code of a time step was accepted for a user, so that none of that step or an earlier one is
// accepted again. It is ErrNotFound if that has happened in the meantime.
func (s *Store) UseStep(ctx context.Context, user string, step int64) error {
	return s.write(ctx, "use code", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `UPDATE users SET totp_step = $2 WHERE id = $1 AND totp_step < $2`, user, step))
	})
}

// UseRecovery uses up the recovery code with a hash, else it is ErrNotFound.
func (s *Store) UseRecovery(ctx context.Context, user string, hash []byte) error {
	return s.write(ctx, "use recovery code", func(ctx context.Context, t tx) error {
		return some(t.exec(ctx, `DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2`, user, hash))
	})
}

// RecoveryCodes counts the recovery codes that the viewer has left.
func (s *Store) RecoveryCodes(ctx context.Context, v assessment.Viewer) (n int, err error) {
	err = s.read(ctx, "count recovery codes", func(ctx context.Context, t tx) error {
		return t.row(ctx, `SELECT count(*) FROM recovery_codes WHERE user_id = $1`, v.UserID).Scan(&n)
	})
	return n, err
}
