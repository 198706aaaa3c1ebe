-- +goose Up

-- Keys that users sign in with. The record is the public key with its counter and flags, as JSON.
CREATE TABLE passkeys (
  id            TEXT    NOT NULL PRIMARY KEY CHECK (id <> ''),
  user_id       TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  credential_id BLOB    NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
  name          TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  record        BLOB    NOT NULL,
  created_at    INTEGER NOT NULL,
  used_at       INTEGER                                               -- null: never
) STRICT;
CREATE INDEX passkeys_by_user ON passkeys (user_id);

-- Accounts of another service that users sign in by: who issues them, and how it knows them.
CREATE TABLE identities (
  issuer     TEXT    NOT NULL CHECK (length(issuer) BETWEEN 1 AND 2048),
  subject    TEXT    NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  used_at    INTEGER,                                                 -- null: never
  PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identities_by_user ON identities (user_id, issuer);

-- Sign-ins and additions that have begun and wait for their answer. The hash is that of the challenge or the state.
CREATE TABLE ceremonies (
  token_hash BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
  kind       TEXT    NOT NULL CHECK (kind IN ('add_passkey', 'passkey', 'provider')),
  holder     TEXT    NOT NULL CHECK (holder <> ''),                   -- session or guest whose browser began it
  user_id    TEXT    REFERENCES users (id) ON DELETE CASCADE,         -- whose account it adds to; null: a sign-in
  data       BLOB    NOT NULL,                                        -- sealed
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ceremonies_by_holder ON ceremonies (holder, kind);
CREATE INDEX ceremonies_by_user ON ceremonies (user_id);

-- New addresses that wait to be confirmed: one for each user.
CREATE TABLE email_changes (
  user_id    TEXT    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  token_hash BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  email      TEXT    NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What whoever runs the installation has set. What is missing is as the program has it.
CREATE TABLE settings (
  name       TEXT    NOT NULL PRIMARY KEY CHECK (name <> ''),         -- "period.KIND", "model", "admins_need_factor"
  value      TEXT    NOT NULL CHECK (length(value) <= 200),
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- 1: the workspace's people sign in with two factors.
ALTER TABLE workspaces ADD COLUMN needs_factor INTEGER NOT NULL DEFAULT 0 CHECK (needs_factor IN (0, 1));

-- When somebody was told that their unused account will be deleted; null: not since they last signed in.
ALTER TABLE users ADD COLUMN warned_at INTEGER;

-- 1: begun with two factors, a passkey, or by another service.
ALTER TABLE sessions ADD COLUMN strong INTEGER NOT NULL DEFAULT 0 CHECK (strong IN (0, 1));
UPDATE sessions SET strong = 1 WHERE half = 0 AND user_id IN (SELECT id FROM users WHERE totp IS NOT NULL);
