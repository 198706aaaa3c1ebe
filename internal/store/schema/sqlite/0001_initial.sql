-- Ids are UUIDv7 as text, made by the program. Times are milliseconds since 1970 in UTC.
-- A statement of this file runs once per installation; the queries of the program are the same on every engine.

-- +goose Up

-- Who works here. A guest's assessment has a workspace of its own, so that deleting the workspace deletes all of it.
CREATE TABLE workspaces (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  created_at INTEGER NOT NULL
) STRICT;

-- The assessed entity. Moving it to another workspace takes its assessments along.
CREATE TABLE organisations (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  workspace_id TEXT    NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name         TEXT    NOT NULL CHECK (length(name) <= 120), -- empty: the guest gave none
  created_at   INTEGER NOT NULL,
  UNIQUE (workspace_id, id)
) STRICT;

-- A version of a maturity model, immutable. Its four files are the truth; the tables below them are derived from it,
-- so that answers have something to point at.
CREATE TABLE models (
  id          TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  model       TEXT    NOT NULL CHECK (model <> ''),
  version     TEXT    NOT NULL CHECK (version <> ''),
  digest      TEXT    NOT NULL CHECK (length(digest) = 64),
  imported_at INTEGER NOT NULL,
  UNIQUE (model, version)
) STRICT;

CREATE TABLE model_files (
  model_id TEXT NOT NULL REFERENCES models (id) ON DELETE CASCADE,
  name     TEXT NOT NULL,
  content  BLOB NOT NULL,
  PRIMARY KEY (model_id, name)
) STRICT;

CREATE TABLE dimensions (
  model_id TEXT    NOT NULL REFERENCES models (id) ON DELETE CASCADE,
  id       TEXT    NOT NULL CHECK (id <> ''),
  position INTEGER NOT NULL CHECK (position >= 1),
  weight   INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 2),
  PRIMARY KEY (model_id, id),
  UNIQUE (model_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE capabilities (
  model_id     TEXT    NOT NULL,
  id           TEXT    NOT NULL CHECK (id <> ''),
  dimension_id TEXT    NOT NULL,
  position     INTEGER NOT NULL CHECK (position >= 1),
  weight       INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 2),
  PRIMARY KEY (model_id, id),
  UNIQUE (model_id, position),
  FOREIGN KEY (model_id, dimension_id) REFERENCES dimensions (model_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE questions (
  model_id      TEXT    NOT NULL,
  id            TEXT    NOT NULL CHECK (id <> ''),
  capability_id TEXT    NOT NULL,
  position      INTEGER NOT NULL CHECK (position >= 1),
  weight        INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 3),
  rev           INTEGER NOT NULL CHECK (rev >= 1),
  PRIMARY KEY (model_id, id),
  UNIQUE (model_id, position),
  FOREIGN KEY (model_id, capability_id) REFERENCES capabilities (model_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE assessments (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  workspace_id    TEXT    NOT NULL,
  organisation_id TEXT    NOT NULL,
  model_id        TEXT    NOT NULL REFERENCES models (id),
  kind            TEXT    NOT NULL CHECK (kind IN ('quick', 'full')),
  rev             INTEGER NOT NULL CHECK (rev >= 1),
  facts           TEXT    NOT NULL CHECK (length(facts) <= 16384), -- JSON: fact id to values
  created_at      INTEGER NOT NULL,
  changed_at      INTEGER NOT NULL,
  used_at         INTEGER NOT NULL,
  finished_at     INTEGER,                                         -- null: open
  UNIQUE (id, model_id),
  FOREIGN KEY (workspace_id, organisation_id) REFERENCES organisations (workspace_id, id)
    ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX assessments_by_organisation ON assessments (workspace_id, organisation_id);
CREATE INDEX assessments_by_model ON assessments (model_id);

-- A browser known by a cookie, of which only the SHA-256 is kept.
CREATE TABLE guests (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  token_hash BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  shortcuts  TEXT    CHECK (shortcuts IN ('on', 'off')), -- null: never touched
  advance    TEXT    CHECK (advance IN ('on', 'off')),
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX guests_by_age ON guests (created_at);

-- Whose an assessment is. Several guests may share one.
CREATE TABLE guest_assessments (
  guest_id      TEXT    NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  added_at      INTEGER NOT NULL,
  PRIMARY KEY (guest_id, assessment_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX guest_assessments_by_assessment ON guest_assessments (assessment_id);

-- One respondent's answers. At most one response of an assessment is the agreed one; a guest's only response is.
CREATE TABLE responses (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  kind          TEXT    NOT NULL CHECK (kind IN ('agreed', 'individual')),
  created_at    INTEGER NOT NULL,
  UNIQUE (assessment_id, id)
) STRICT;
CREATE UNIQUE INDEX responses_agreed ON responses (assessment_id) WHERE kind = 'agreed';

-- The latest state of each answer. The foreign keys refuse an answer to a question of any model but the assessment's.
CREATE TABLE answers (
  response_id   TEXT    NOT NULL,
  assessment_id TEXT    NOT NULL,
  model_id      TEXT    NOT NULL,
  question_id   TEXT    NOT NULL,
  choice        INTEGER NOT NULL CHECK (choice BETWEEN -2 AND 5), -- 1..5 a level, 0 blank, -1 don't know, -2 not applicable
  reason        TEXT    NOT NULL CHECK (length(reason) <= 500),
  note          TEXT    NOT NULL CHECK (length(note) <= 4000),
  evidence      TEXT    NOT NULL,                                 -- JSON: list of words and addresses
  grade         INTEGER NOT NULL CHECK (grade BETWEEN 0 AND 3),
  rev           INTEGER NOT NULL CHECK (rev >= 1),
  saved_at      INTEGER NOT NULL,
  PRIMARY KEY (response_id, question_id),
  CHECK (choice <> -2 OR reason <> ''),
  CHECK (evidence <> '[]' OR grade = 0),
  FOREIGN KEY (assessment_id, response_id) REFERENCES responses (assessment_id, id) ON DELETE CASCADE,
  FOREIGN KEY (assessment_id, model_id) REFERENCES assessments (id, model_id) ON DELETE CASCADE,
  FOREIGN KEY (model_id, question_id) REFERENCES questions (model_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX answers_by_assessment ON answers (assessment_id, response_id);

-- Every state an answer ever had, the latest included.
CREATE TABLE answer_history (
  response_id TEXT    NOT NULL,
  question_id TEXT    NOT NULL,
  rev         INTEGER NOT NULL,
  choice      INTEGER NOT NULL,
  reason      TEXT    NOT NULL,
  note        TEXT    NOT NULL,
  evidence    TEXT    NOT NULL,
  grade       INTEGER NOT NULL,
  saved_at    INTEGER NOT NULL,
  PRIMARY KEY (response_id, question_id, rev),
  FOREIGN KEY (response_id, question_id) REFERENCES answers (response_id, question_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER answer_history_is_append_only BEFORE UPDATE ON answer_history
BEGIN
  SELECT RAISE(ABORT, 'answer_history is append-only');
END;
-- +goose StatementEnd

-- Private links, of which only the SHA-256 is kept. A replaced one stays, so that opening it can say so.
CREATE TABLE links (
  token_hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  created_at    INTEGER NOT NULL,
  replaced_at   INTEGER                                           -- null: in force
) STRICT;
CREATE INDEX links_by_assessment ON links (assessment_id);
CREATE UNIQUE INDEX links_in_force ON links (assessment_id) WHERE replaced_at IS NULL;
