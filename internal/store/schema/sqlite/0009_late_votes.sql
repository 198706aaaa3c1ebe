-- +goose Up

-- That a seat has voted too late in a round, so that it is counted once; what it said is not kept.
CREATE TABLE late_votes (
  seat_id     TEXT    NOT NULL REFERENCES seats (id) ON DELETE CASCADE,
  question_id TEXT    NOT NULL CHECK (question_id <> ''),
  round       INTEGER NOT NULL CHECK (round BETWEEN 1 AND 3),
  PRIMARY KEY (seat_id, question_id, round)
) STRICT, WITHOUT ROWID;
