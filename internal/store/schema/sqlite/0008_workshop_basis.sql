-- +goose Up

-- The answers that what came of a workshop is worked out from, as they were when it was closed: JSON; empty: it is open,
-- or was closed before they were kept.
ALTER TABLE workshops ADD COLUMN basis TEXT NOT NULL DEFAULT '';
