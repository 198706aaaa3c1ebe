-- +goose Up

-- After how many days without a change a workspace deletes its finished assessments; null: as all others.
ALTER TABLE workspaces ADD COLUMN finished_days INTEGER CHECK (finished_days BETWEEN 1 AND 36500);

-- Every version of a text that the law asks of the operator. The last one counts; an empty one gives way to the file.
CREATE TABLE legal_texts (
  page     TEXT    NOT NULL CHECK (page IN ('imprint', 'privacy', 'accessibility')),
  lang     TEXT    NOT NULL CHECK (length(lang) = 2),
  version  INTEGER NOT NULL CHECK (version >= 1),
  text     TEXT    NOT NULL CHECK (length(text) <= 60000),
  saved_by TEXT    REFERENCES users (id) ON DELETE SET NULL,          -- who left an account behind shows as nobody
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (page, lang, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX legal_texts_by_user ON legal_texts (saved_by);

-- The sign of a workspace on its reports: written anew by the program, so that nothing but its picture is left.
CREATE TABLE logos (
  workspace_id TEXT    NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
  png          BLOB    NOT NULL,
  digest       BLOB    NOT NULL CHECK (length(digest) = 32),          -- SHA-256 of png
  width        INTEGER NOT NULL CHECK (width BETWEEN 1 AND 2000),
  height       INTEGER NOT NULL CHECK (height BETWEEN 1 AND 2000),
  added_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
