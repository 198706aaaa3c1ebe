-- +goose Up

-- A workspace with a name has members; a guest's has none of either.
ALTER TABLE workspaces ADD COLUMN name TEXT NOT NULL DEFAULT '' CHECK (length(name) <= 120);
ALTER TABLE organisations ADD COLUMN archived_at INTEGER;             -- null: among the current ones
ALTER TABLE organisations ADD COLUMN sector TEXT NOT NULL DEFAULT '' CHECK (length(sector) <= 120);

-- Who can sign in. An address stands here in lower case.
CREATE TABLE users (
  id           TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  email        TEXT    NOT NULL UNIQUE CHECK (length(email) BETWEEN 3 AND 254),
  name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  password     TEXT    NOT NULL,                                      -- Argon2id in PHC form; empty: none can match
  admin        INTEGER NOT NULL CHECK (admin IN (0, 1)),              -- runs the installation, which opens no answers
  totp         BLOB,                                                  -- sealed secret; null: no second factor
  totp_wanted  BLOB,                                                  -- sealed secret that was shown and not confirmed
  totp_step    INTEGER NOT NULL DEFAULT 0,                            -- last step that was accepted: none is good twice
  shortcuts    TEXT    CHECK (shortcuts IN ('on', 'off')),
  advance      TEXT    CHECK (advance IN ('on', 'off')),
  language     TEXT    CHECK (length(language) = 2),                  -- null: that of the browser
  created_at   INTEGER NOT NULL,
  signed_in_at INTEGER,
  blocked_at   INTEGER                                                -- null: may sign in
) STRICT;

CREATE TABLE recovery_codes (
  user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

-- A browser that somebody signed in with. Of its cookie only the SHA-256 is kept.
CREATE TABLE sessions (
  id         TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  token_hash BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  guest_id   TEXT    REFERENCES guests (id) ON DELETE SET NULL,       -- what the browser was before
  half       INTEGER NOT NULL CHECK (half IN (0, 1)),                 -- 1: the second factor is still missing
  device     TEXT    NOT NULL CHECK (length(device) <= 60),
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_guest ON sessions (guest_id);

-- What somebody may do: in a whole workspace, or for one organisation of it.
CREATE TABLE members (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  workspace_id    TEXT    NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  organisation_id TEXT,                                               -- null: the whole workspace
  user_id         TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  role            TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  CHECK ((organisation_id IS NULL AND role IN ('admin', 'consultant'))
    OR (organisation_id IS NOT NULL AND role IN ('client_admin', 'client_member', 'viewer'))),
  FOREIGN KEY (workspace_id, organisation_id) REFERENCES organisations (workspace_id, id)
    ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE UNIQUE INDEX members_once ON members (user_id, workspace_id, COALESCE(organisation_id, ''));
CREATE INDEX members_by_workspace ON members (workspace_id, organisation_id);

-- Links that make an account or a member, or a new password: each works once.
CREATE TABLE invitations (
  id              TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  token_hash      BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  kind            TEXT    NOT NULL CHECK (kind IN ('setup', 'member', 'password')),
  workspace_id    TEXT    REFERENCES workspaces (id) ON DELETE CASCADE,
  organisation_id TEXT,
  role            TEXT    NOT NULL,
  user_id         TEXT    REFERENCES users (id) ON DELETE CASCADE,    -- whose password
  email           TEXT    NOT NULL CHECK (length(email) <= 254),      -- whom it is for, as the inviter wrote it
  invited_by      TEXT    REFERENCES users (id) ON DELETE SET NULL,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  used_at         INTEGER,
  revoked_at      INTEGER,
  CHECK (kind <> 'member' OR workspace_id IS NOT NULL AND role <> ''),
  CHECK (kind <> 'password' OR user_id IS NOT NULL),
  FOREIGN KEY (workspace_id, organisation_id) REFERENCES organisations (workspace_id, id)
    ON UPDATE CASCADE ON DELETE CASCADE
) STRICT;
CREATE INDEX invitations_by_workspace ON invitations (workspace_id, organisation_id);
CREATE INDEX invitations_by_user ON invitations (user_id);
CREATE INDEX invitations_by_inviter ON invitations (invited_by);

-- Links through which anybody may read a result until they expire.
CREATE TABLE shares (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  token_hash    BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  label         TEXT    NOT NULL CHECK (length(label) <= 120),
  created_by    TEXT    REFERENCES users (id) ON DELETE SET NULL,     -- who left an account behind shows as nobody
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  revoked_at    INTEGER,
  opened_at     INTEGER                                               -- null: never
) STRICT;
CREATE INDEX shares_by_assessment ON shares (assessment_id);

-- Browsers that opened such a link.
CREATE TABLE guest_shares (
  guest_id TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
  share_id TEXT NOT NULL REFERENCES shares (id) ON DELETE CASCADE,
  PRIMARY KEY (guest_id, share_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX guest_shares_by_share ON guest_shares (share_id);

-- Links through which somebody without an account answers some questions.
CREATE TABLE delegations (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  token_hash    BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  name          TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 120), -- who is asked
  questions     TEXT    NOT NULL,                                     -- JSON: list of ids
  created_by    TEXT    REFERENCES users (id) ON DELETE SET NULL,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  revoked_at    INTEGER,
  opened_at     INTEGER                                               -- null: never
) STRICT;
CREATE INDEX delegations_by_assessment ON delegations (assessment_id);

-- Browsers that opened such a link.
CREATE TABLE guest_delegations (
  guest_id      TEXT NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
  delegation_id TEXT NOT NULL REFERENCES delegations (id) ON DELETE CASCADE,
  PRIMARY KEY (guest_id, delegation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX guest_delegations_by_delegation ON guest_delegations (delegation_id);

-- What members say to each other about a question. It outlives its author, without their name.
CREATE TABLE comments (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  assessment_id TEXT    NOT NULL REFERENCES assessments (id) ON DELETE CASCADE,
  question_id   TEXT    NOT NULL,
  user_id       TEXT    REFERENCES users (id) ON DELETE SET NULL,
  text          TEXT    NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX comments_by_question ON comments (assessment_id, question_id);
CREATE INDEX comments_by_user ON comments (user_id);

-- Whom a comment speaks to.
CREATE TABLE mentions (
  comment_id TEXT NOT NULL REFERENCES comments (id) ON DELETE CASCADE,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seen_at    INTEGER,                                                 -- null: waits to be read
  PRIMARY KEY (comment_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mentions_by_user ON mentions (user_id) WHERE seen_at IS NULL;

-- Who saved a state of an answer: the id of a user or of a delegation; empty: a guest, or nobody knows.
ALTER TABLE answer_history ADD COLUMN saved_by TEXT NOT NULL DEFAULT '';
CREATE INDEX answer_history_by_saver ON answer_history (saved_by) WHERE saved_by <> '';

-- Who did what, never what they wrote. Each entry holds the hash of the one before it in its chain: a workspace's, or
-- that of the installation, which is ''. It outlives what it speaks of.
CREATE TABLE audit_log (
  chain     TEXT    NOT NULL,
  seq       INTEGER NOT NULL CHECK (seq >= 1),
  at        INTEGER NOT NULL,
  actor     TEXT    NOT NULL,                                         -- id of a user; empty: a guest or the program
  event     TEXT    NOT NULL CHECK (event <> ''),
  object    TEXT    NOT NULL,                                         -- id of what it was done to
  detail    TEXT    NOT NULL CHECK (length(detail) <= 200),           -- a role, a kind: words of the program
  prev_hash BLOB    NOT NULL CHECK (length(prev_hash) = 32),
  hash      BLOB    NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE ON audit_log
BEGIN
  SELECT RAISE(ABORT, 'audit_log is append-only');
END;
-- +goose StatementEnd
