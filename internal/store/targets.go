package store

import (
	"context"
	"encoding/json"
	"fmt"

	"lauter/assessment"
)

// msgTarget is the message on a target that is no level.
const msgTarget = "targets.error.level"

// SetTargets replaces the target levels, in a finished assessment too: they change no answer. A capability that is
// missing has the default. A capability that the model does not know is ErrNotFound, a level outside 1 to 5 an
// *InvalidError by the id of the capability.
func (s *Store) SetTargets(ctx context.Context, v assessment.Viewer, id string, targets map[string]int) error {
	return s.change(ctx, "set targets", v, id, assessment.RightManage, func(ctx context.Context, t tx, a *assessment.Assessment) (bool, error) {
		known := map[string]int{}
		wrong := map[string]string{}
		for capability, level := range targets {
			if _, ok := a.Model.Capability(capability); !ok {
				return false, fmt.Errorf("target of %q: %w", capability, assessment.ErrNotFound)
			}
			if level < 1 || level > 5 {
				wrong[capability] = msgTarget
			}
			known[capability] = level
		}
		if len(wrong) > 0 {
			return false, &assessment.InvalidError{Fields: wrong}
		}
		before, err := json.Marshal(a.Targets)
		if err != nil {
			return false, err
		}
		after, err := json.Marshal(known) // keys sorted
		if err != nil || string(after) == string(before) {
			return false, err
		}
		_, err = t.exec(ctx, `UPDATE assessments SET targets = $2 WHERE id = $1`, id, string(after))
		return true, err
	})
}
