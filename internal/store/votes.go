package store

import (
	"context"
	"slices"

	"lauter/assessment"
)

// Reduce says what may be shown of the votes on one question in one round, at a threshold.
type Reduce func(ballots []assessment.Ballot, threshold int) assessment.ShownVotes

// ShownVotes returns what may be shown of the votes of a workshop: by question, a round after the other. Rounds that
// are open are not read at all. right is what the viewer must have in its assessment.
func (s *Store) ShownVotes(ctx context.Context, v assessment.Viewer, id string, right assessment.Right, reduce Reduce) (shown map[string][]assessment.ShownVotes, err error) {
	err = s.read(ctx, "read shown votes", func(ctx context.Context, t tx) error {
		w, _, err := s.grantedWorkshop(ctx, t, v, id, right)
		if err != nil {
			return err
		}
		shown, err = s.keptOrShown(ctx, t, w, reduce)
		return err
	})
	return shown, err
}

// RoomVotes is ShownVotes of one question for those who have a seat.
func (s *Store) RoomVotes(ctx context.Context, seat assessment.Seat, question string, reduce Reduce) (rounds []assessment.ShownVotes, err error) {
	err = s.read(ctx, "read votes of the room", func(ctx context.Context, t tx) error {
		w, err := workshopWhere(ctx, t, `w.id = (SELECT s.workshop_id FROM seats s WHERE s.id = $1)`, seat.ID)
		if err != nil {
			return one(err)
		}
		shown, err := shownVotes(ctx, t, w, question, reduce)
		rounds = shown[question]
		return err
	})
	return rounds, err
}

// shownVotes reads the ballots of rounds that are over, of one question or of all.
func shownVotes(ctx context.Context, t tx, w *assessment.Workshop, question string, reduce Reduce) (map[string][]assessment.ShownVotes, error) {
	rows, err := t.query(ctx, `
		SELECT b.question_id, b.round, b.seat_id, b.role, b.vote, COALESCE(s.name, '')
		FROM workshop_questions q
		JOIN ballots b ON b.workshop_id = q.workshop_id AND b.question_id = q.question_id
			AND (b.round < q.round OR b.round = q.round AND q.phase = 'shown')
		LEFT JOIN seats s ON s.id = b.seat_id
		WHERE q.workshop_id = $1 AND ($2 = '' OR q.question_id = $2)
		ORDER BY b.question_id, b.round`, w.ID, question)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type place struct {
		question string
		round    int
	}
	ballots := map[place][]assessment.Ballot{}
	for rows.Next() {
		var at place
		var b assessment.Ballot
		if err := rows.Scan(&at.question, &at.round, &b.Seat, &b.Role, &b.Vote, &b.Name); err != nil {
			return nil, err
		}
		ballots[at] = append(ballots[at], b)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	shown := map[string][]assessment.ShownVotes{}
	for _, q := range w.Questions {
		if question != "" && q.ID != question {
			continue
		}
		for round := 1; round < q.Round || round == q.Round && q.Phase == assessment.PhaseShown; round++ {
			shown[q.ID] = append(shown[q.ID], reduce(ballots[place{q.ID, round}], w.Threshold))
		}
	}
	return shown, nil
}

// everybody marks the tallies of all ballots, as opposed to those of a role.
const everybody = "all"

// tallied reads what is kept of the votes of a closed workshop.
func tallied(ctx context.Context, t tx, id string) (map[string][]assessment.ShownVotes, error) {
	rows, err := t.query(ctx, `
		SELECT question_id, round, role, vote, ballots FROM tallies
		WHERE workshop_id = $1 ORDER BY question_id, round, role, vote`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	shown := map[string][]assessment.ShownVotes{}
	for rows.Next() {
		var question, role string
		var round, ballots int
		var vote assessment.Choice
		if err := rows.Scan(&question, &round, &role, &vote, &ballots); err != nil {
			return nil, err
		}
		for len(shown[question]) < round {
			shown[question] = append(shown[question], assessment.ShownVotes{})
		}
		votes := &shown[question][round-1]
		switch many := slices.Repeat([]assessment.Choice{vote}, ballots); {
		case vote == assessment.Blank:
			votes.Count = ballots
		case role == everybody:
			votes.All = append(votes.All, many...)
		default:
			if votes.ByRole == nil {
				votes.ByRole = map[assessment.SeatRole][]assessment.Choice{}
			}
			votes.ByRole[assessment.SeatRole(role)] = append(votes.ByRole[assessment.SeatRole(role)], many...)
		}
	}
	return shown, rows.Err()
}

// ShowDots ends the votes on actions and counts them. It is ErrTooFew if fewer took part than may be shown.
func (s *Store) ShowDots(ctx context.Context, v assessment.Viewer, id string) error {
	return s.write(ctx, "show dots", func(ctx context.Context, t tx) error {
		w, _, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightManage)
		if err != nil {
			return err
		}
		var voters int
		if err := t.row(ctx, `SELECT count(DISTINCT seat_id) FROM dots WHERE workshop_id = $1`, id).Scan(&voters); err != nil {
			return err
		}
		if w.DotsPhase == assessment.PhaseShown {
			return nil
		}
		if err := w.ShowDots(voters); err != nil {
			return err
		}
		for i := range w.Actions {
			if err := t.row(ctx, `
				SELECT count(*) FROM dots WHERE workshop_id = $1 AND action_id = $2`, id, w.Actions[i].ID).Scan(&w.Actions[i].Dots); err != nil {
				return err
			}
		}
		return s.saveWorkshop(ctx, t, w)
	})
}

// DotVoters counts the seats that have chosen actions.
func (s *Store) DotVoters(ctx context.Context, v assessment.Viewer, id string) (n int, err error) {
	err = s.read(ctx, "count dots", func(ctx context.Context, t tx) error {
		if _, _, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightRead); err != nil {
			return err
		}
		return t.row(ctx, `SELECT count(DISTINCT seat_id) FROM dots WHERE workshop_id = $1`, id).Scan(&n)
	})
	return n, err
}

// CloseWorkshop ends a workshop for good: its code lets nobody in, and its seats and ballots are deleted. Of the votes
// stays what may be shown. To close it again changes nothing.
func (s *Store) CloseWorkshop(ctx context.Context, v assessment.Viewer, id string, reduce Reduce) error {
	return s.erase(ctx, "close workshop", func(ctx context.Context, t tx) error {
		w, a, err := s.grantedWorkshop(ctx, t, v, id, assessment.RightManage)
		if err != nil || w.Closed() {
			return err
		}
		if err := s.closeWorkshop(ctx, t, w, reduce); err != nil {
			return err
		}
		return s.recordWorkshop(ctx, t, v, a, assessment.LogWorkshopClosed, id)
	})
}

// CloseIdleWorkshops closes those in which nothing has happened for assessment.WorkshopIdle.
func (s *Store) CloseIdleWorkshops(ctx context.Context, reduce Reduce) (n int, err error) {
	since := millis(s.now().Add(-assessment.WorkshopIdle))
	err = s.erase(ctx, "close idle workshops", func(ctx context.Context, t tx) error {
		n = 0
		for {
			w, err := workshopWhere(ctx, t, `w.code IS NOT NULL AND w.changed_at <= $1 LIMIT 1`, since)
			if one(err) == assessment.ErrNotFound {
				return nil
			}
			if err != nil {
				return err
			}
			if err := s.closeWorkshop(ctx, t, w, reduce); err != nil {
				return err
			}
			n++
		}
	})
	return n, err
}

func (s *Store) closeWorkshop(ctx context.Context, t tx, w *assessment.Workshop, reduce Reduce) error {
	if err := w.Close(s.now()); err != nil {
		return err
	}
	shown, err := shownVotes(ctx, t, w, "", reduce)
	if err != nil {
		return err
	}
	for question, rounds := range shown {
		for i, votes := range rounds {
			if err := keepTallies(ctx, t, w.ID, question, i+1, votes); err != nil {
				return err
			}
		}
	}
	for _, remove := range []string{
		`DELETE FROM dots WHERE workshop_id = $1`,
		`DELETE FROM ballots WHERE workshop_id = $1`,
		`DELETE FROM seats WHERE workshop_id = $1`,
	} {
		if _, err := t.exec(ctx, remove, w.ID); err != nil {
			return err
		}
	}
	if err := keepBasis(ctx, t, w); err != nil {
		return err
	}
	return s.saveWorkshop(ctx, t, w)
}

func keepTallies(ctx context.Context, t tx, id, question string, round int, votes assessment.ShownVotes) error {
	keep := func(role string, vote assessment.Choice, n int) error {
		_, err := t.exec(ctx, `
			INSERT INTO tallies (workshop_id, question_id, round, role, vote, ballots) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, question, round, role, int(vote), n)
		return err
	}
	if err := keep(everybody, assessment.Blank, votes.Count); err != nil {
		return err
	}
	groups := map[string][]assessment.Choice{everybody: votes.All}
	for role, choices := range votes.ByRole {
		groups[string(role)] = choices
	}
	for role, choices := range groups {
		counts := map[assessment.Choice]int{}
		for _, c := range choices {
			counts[c]++
		}
		for vote, n := range counts {
			if err := keep(role, vote, n); err != nil {
				return err
			}
		}
	}
	return nil
}
