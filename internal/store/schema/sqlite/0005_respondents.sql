-- +goose Up

-- Several people answer the same questions of an assessment individually, and nobody sees a vote before it is closed.
CREATE TABLE surveys (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  named         INTEGER NOT NULL CHECK (named IN (0, 1)),             -- 0: anonymous; never changes
  threshold     INTEGER NOT NULL CHECK (threshold BETWEEN 4 AND 10),  -- of anonymous votes, what is shown from how many on
  personal      INTEGER NOT NULL CHECK (personal IN (0, 1)),          -- 1: a link for each, which works once
  questions     TEXT    NOT NULL CHECK (length(questions) <= 16384),  -- JSON: list of ids
  roles         TEXT    NOT NULL CHECK (length(roles) <= 4096),       -- JSON: list of names; none: not asked
  created_by    TEXT    REFERENCES users (id) ON DELETE SET NULL,
  created_at    INTEGER NOT NULL,
  closes_at     INTEGER NOT NULL,                                     -- no more votes from then on
  closed_at     INTEGER                                               -- null: nobody may see a vote yet
) STRICT;
CREATE INDEX surveys_by_assessment ON surveys (assessment_id);
CREATE UNIQUE INDEX surveys_open ON surveys (assessment_id) WHERE closed_at IS NULL;
CREATE INDEX surveys_by_author ON surveys (created_by);

-- Links to a survey. That one was used says nothing about who voted what. Ids are random and there is no rowid, so
-- that the order of rows is none of time.
CREATE TABLE survey_links (
  token_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  survey_id  TEXT    NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
  name       TEXT    NOT NULL CHECK (length(name) <= 120),            -- whom it is for; empty where votes are anonymous
  used       INTEGER NOT NULL CHECK (used IN (0, 1)),                 -- of a personal one: it works no more
  replaced   INTEGER NOT NULL CHECK (replaced IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_links_by_survey ON survey_links (survey_id);

-- Who takes part. The key is a fingerprint that only the browser itself can make again; closing deletes it.
CREATE TABLE respondents (
  id        TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),            -- random
  survey_id TEXT    NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
  key_hash  BLOB    CHECK (length(key_hash) = 32),
  name      TEXT    NOT NULL CHECK (length(name) <= 120),             -- empty where votes are anonymous
  role      TEXT    NOT NULL CHECK (length(role) <= 60),              -- empty: not said
  finished  INTEGER NOT NULL CHECK (finished IN (0, 1)),
  UNIQUE (survey_id, key_hash)
) STRICT, WITHOUT ROWID;

-- The votes: no time, no text.
CREATE TABLE survey_votes (
  respondent_id TEXT    NOT NULL REFERENCES respondents (id) ON DELETE CASCADE,
  question_id   TEXT    NOT NULL CHECK (question_id <> ''),
  choice        INTEGER NOT NULL CHECK (choice BETWEEN -2 AND 5 AND choice <> 0),
  PRIMARY KEY (respondent_id, question_id)
) STRICT, WITHOUT ROWID;

-- How a state of an answer came out of a survey.
CREATE TABLE survey_decisions (
  response_id TEXT    NOT NULL,
  question_id TEXT    NOT NULL,
  rev         INTEGER NOT NULL,
  survey_id   TEXT    NOT NULL REFERENCES surveys (id) ON DELETE CASCADE,
  source      TEXT    NOT NULL CHECK (source IN ('median', 'decided')),
  middle      INTEGER NOT NULL CHECK (middle BETWEEN -2 AND 5),       -- what the votes proposed
  note        TEXT    NOT NULL CHECK (length(note) <= 500),           -- why it was decided otherwise
  PRIMARY KEY (response_id, question_id, rev),
  FOREIGN KEY (response_id, question_id, rev) REFERENCES answer_history (response_id, question_id, rev) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX survey_decisions_by_survey ON survey_decisions (survey_id);

-- 1: the client takes part in the benchmark of the installation.
ALTER TABLE organisations ADD COLUMN benchmark INTEGER NOT NULL DEFAULT 0 CHECK (benchmark IN (0, 1));

-- The published benchmark of a major version of a model. Whoever leaves is forgotten at once; their scores stay, as those
-- of nobody, until enough have left. Ids are random and there is no rowid, so that the order of rows tells nothing.
CREATE TABLE benchmark_entries (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  model           TEXT    NOT NULL CHECK (model <> ''),
  major           INTEGER NOT NULL,
  organisation_id TEXT    REFERENCES organisations (id) ON DELETE SET NULL,
  scores          TEXT    NOT NULL CHECK (length(scores) <= 4096),    -- JSON: scope to fraction
  UNIQUE (model, major, organisation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX benchmark_entries_by_organisation ON benchmark_entries (organisation_id);
