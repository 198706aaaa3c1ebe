-- +goose Up

-- A round follows another of the same organisation. Target levels are JSON: capability id to level.
ALTER TABLE assessments ADD COLUMN previous_id TEXT REFERENCES assessments (id) ON DELETE SET NULL;
ALTER TABLE assessments ADD COLUMN targets TEXT NOT NULL DEFAULT '{}' CHECK (length(targets) <= 16384);
CREATE INDEX assessments_by_previous ON assessments (previous_id);

-- 1: taken over from the round before, and not confirmed since.
ALTER TABLE answers ADD COLUMN carried INTEGER NOT NULL DEFAULT 0 CHECK (carried IN (0, 1));
ALTER TABLE answer_history ADD COLUMN carried INTEGER NOT NULL DEFAULT 0;

-- What an organisation has decided to do. It belongs to the organisation, not to a round: the work goes on.
CREATE TABLE planned_actions (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  workspace_id    TEXT    NOT NULL,
  organisation_id TEXT    NOT NULL,
  action          TEXT    NOT NULL,                               -- id of the model's action; empty: their own
  title           TEXT    NOT NULL CHECK (length(title) <= 200),  -- of their own
  owner           TEXT    NOT NULL CHECK (length(owner) <= 120),
  due             TEXT    NOT NULL CHECK (length(due) IN (0, 10)), -- a day, 2027-02-28
  status          TEXT    NOT NULL CHECK (status IN ('open', 'in_progress', 'done', 'dropped')),
  reason          TEXT    NOT NULL CHECK (length(reason) <= 500),
  cost            TEXT    NOT NULL CHECK (length(cost) <= 60),
  note            TEXT    NOT NULL CHECK (length(note) <= 4000),
  rev             INTEGER NOT NULL CHECK (rev >= 1),
  created_at      INTEGER NOT NULL,
  changed_at      INTEGER NOT NULL,
  closed_at       INTEGER,                                        -- null: open or in progress
  CHECK ((action = '') <> (title = '')),
  CHECK (status <> 'dropped' OR reason <> ''),
  FOREIGN KEY (workspace_id, organisation_id) REFERENCES organisations (workspace_id, id)
    ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX planned_actions_by_organisation ON planned_actions (workspace_id, organisation_id);
CREATE UNIQUE INDEX planned_actions_once ON planned_actions (organisation_id, action) WHERE action <> '';

-- Every state a planned action ever had, the latest included.
CREATE TABLE planned_action_history (
  planned_action_id TEXT    NOT NULL REFERENCES planned_actions (id) ON DELETE CASCADE,
  rev               INTEGER NOT NULL,
  title             TEXT    NOT NULL,
  owner             TEXT    NOT NULL,
  due               TEXT    NOT NULL,
  status            TEXT    NOT NULL,
  reason            TEXT    NOT NULL,
  cost              TEXT    NOT NULL,
  note              TEXT    NOT NULL,
  saved_at          INTEGER NOT NULL,
  PRIMARY KEY (planned_action_id, rev)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER planned_action_history_is_append_only BEFORE UPDATE ON planned_action_history
BEGIN
  SELECT RAISE(ABORT, 'planned_action_history is append-only');
END;
-- +goose StatementEnd

-- A named what-if or plan: the query of its address holds all of it.
CREATE TABLE scenarios (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  page          TEXT    NOT NULL CHECK (page IN ('what-if', 'plan')),
  query         TEXT    NOT NULL CHECK (length(query) <= 4096),
  created_at    INTEGER NOT NULL,
  UNIQUE (assessment_id, name)
) STRICT;
