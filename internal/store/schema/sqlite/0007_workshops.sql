-- +goose Up

-- A live sitting on an assessment. The code lets people in while it is open.
CREATE TABLE workshops (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  title         TEXT    NOT NULL CHECK (length(title) <= 120),
  code          TEXT    UNIQUE CHECK (length(code) = 6),              -- null: closed
  sequence      TEXT    NOT NULL CHECK (sequence IN ('together', 'one_by_one')),
  named         INTEGER NOT NULL CHECK (named IN (0, 1)),
  threshold     INTEGER NOT NULL,                                     -- votes from which on they are shown
  roles         TEXT    NOT NULL,                                     -- JSON: list of roles that are offered
  locked        INTEGER NOT NULL CHECK (locked IN (0, 1)),
  stage         TEXT    NOT NULL CHECK (stage IN ('lobby', 'vote', 'talk', 'wrap', 'closed')),
  question_id   TEXT    NOT NULL,                                     -- in the room; empty: none
  display       TEXT    NOT NULL CHECK (display IN ('room', 'code', 'blank')),
  clock_at      INTEGER,
  minutes       INTEGER NOT NULL CHECK (minutes BETWEEN 0 AND 600),   -- planned; 0: open end
  starts_at     INTEGER,                                              -- planned
  dots          TEXT    NOT NULL CHECK (dots IN ('waiting', 'open', 'shown')),
  attendance    TEXT    NOT NULL,                                     -- JSON: seats by role, once closed
  rev           INTEGER NOT NULL CHECK (rev >= 1),
  created_at    INTEGER NOT NULL,
  changed_at    INTEGER NOT NULL,
  closed_at     INTEGER,
  CHECK ((stage = 'closed') = (code IS NULL)),
  CHECK ((stage = 'closed') = (closed_at IS NOT NULL)),
  CHECK (threshold BETWEEN 4 AND 10 AND named = 0 OR threshold = 1 AND named = 1)
) STRICT;
CREATE INDEX workshops_by_assessment ON workshops (assessment_id);

-- Where the room is with each of its questions, and what it agreed.
CREATE TABLE workshop_questions (
  workshop_id TEXT    NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
  question_id TEXT    NOT NULL CHECK (question_id <> ''),
  position    INTEGER NOT NULL CHECK (position >= 1),
  phase       TEXT    NOT NULL CHECK (phase IN ('waiting', 'open', 'shown')),
  round       INTEGER NOT NULL CHECK (round BETWEEN 0 AND 3),
  late        INTEGER NOT NULL CHECK (late >= 0),                     -- ballots that came too late
  choice      INTEGER CHECK (choice BETWEEN -2 AND 5),                -- agreed; null: not yet
  middle      INTEGER NOT NULL CHECK (middle BETWEEN -2 AND 5),       -- what the last votes proposed; 0: nothing
  note        TEXT    NOT NULL CHECK (length(note) <= 1000),
  need        TEXT    NOT NULL CHECK (length(need) <= 1000),
  dissent     TEXT    NOT NULL CHECK (length(dissent) <= 500),
  reason      TEXT    NOT NULL CHECK (length(reason) <= 500),
  owner       TEXT    NOT NULL CHECK (length(owner) <= 120),
  written_at  INTEGER,
  PRIMARY KEY (workshop_id, question_id),
  CHECK (phase = 'waiting' OR round >= 1)
) STRICT, WITHOUT ROWID;

-- Who is in the room, under an id at random: no order, no time, no address and no account is kept with it. All seats
-- of a workshop are deleted when it closes.
CREATE TABLE seats (
  id          TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
  workshop_id TEXT NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
  token_hash  BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  word        TEXT NOT NULL CHECK (length(word) = 4),
  role        TEXT NOT NULL,                                          -- empty: they would rather not say
  name        TEXT NOT NULL CHECK (length(name) <= 60),               -- in a named workshop only
  UNIQUE (workshop_id, word)
) STRICT, WITHOUT ROWID;

-- The vote of each seat on a question in a round. It can be changed until the votes are shown. When the workshop closes,
-- all are deleted: what may be shown of them stays as tallies.
CREATE TABLE ballots (
  workshop_id TEXT    NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
  question_id TEXT    NOT NULL,
  round       INTEGER NOT NULL CHECK (round BETWEEN 1 AND 3),
  seat_id     TEXT    NOT NULL,
  role        TEXT    NOT NULL,
  vote        INTEGER NOT NULL CHECK (vote BETWEEN -2 AND 5 AND vote <> 0),
  PRIMARY KEY (workshop_id, question_id, round, seat_id),
  FOREIGN KEY (workshop_id, question_id) REFERENCES workshop_questions (workshop_id, question_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER ballots_freeze BEFORE UPDATE ON ballots
WHEN NOT EXISTS (
  SELECT 1 FROM workshop_questions q
  WHERE q.workshop_id = OLD.workshop_id AND q.question_id = OLD.question_id AND q.round = OLD.round AND q.phase = 'open')
BEGIN
  SELECT RAISE(ABORT, 'these votes were shown');
END;
-- +goose StatementEnd

-- What is kept of the votes of a closed workshop: how many there were, and as far as that may be shown, on what.
CREATE TABLE tallies (
  workshop_id TEXT    NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
  question_id TEXT    NOT NULL,
  round       INTEGER NOT NULL CHECK (round BETWEEN 1 AND 3),
  role        TEXT    NOT NULL,                                       -- 'all', or a role that may be shown by itself
  vote        INTEGER NOT NULL CHECK (vote BETWEEN -2 AND 5),         -- 0: how many ballots in all
  ballots     INTEGER NOT NULL CHECK (ballots >= 0),
  PRIMARY KEY (workshop_id, question_id, round, role, vote)
) STRICT, WITHOUT ROWID;

-- What the room wants to come back to.
CREATE TABLE parked_items (
  id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  workshop_id TEXT    NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL CHECK (position >= 1),
  text        TEXT    NOT NULL CHECK (length(text) BETWEEN 1 AND 500)
) STRICT;
CREATE INDEX parked_items_by_workshop ON parked_items (workshop_id, position);

-- The actions that the room votes on in the end, with their votes once those are shown.
CREATE TABLE workshop_actions (
  workshop_id TEXT    NOT NULL REFERENCES workshops (id) ON DELETE CASCADE,
  action_id   TEXT    NOT NULL CHECK (action_id <> ''),
  position    INTEGER NOT NULL CHECK (position >= 1),
  dots        INTEGER NOT NULL CHECK (dots >= 0),
  PRIMARY KEY (workshop_id, action_id)
) STRICT, WITHOUT ROWID;

-- The votes of each seat on actions, until they are shown.
CREATE TABLE dots (
  workshop_id TEXT NOT NULL,
  action_id   TEXT NOT NULL,
  seat_id     TEXT NOT NULL,
  PRIMARY KEY (workshop_id, action_id, seat_id),
  FOREIGN KEY (workshop_id, action_id) REFERENCES workshop_actions (workshop_id, action_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- The last votes of the workshop that an answer comes from, as far as they may be shown: JSON list of votes; empty: none.
ALTER TABLE answers ADD COLUMN votes TEXT NOT NULL DEFAULT '';
