-- +goose Up

-- The instants of the imports that a row entered with and last changed with;
-- those of a policy move with all that hangs on it. NULL is unknown: the row is
-- older than these columns.
ALTER TABLE policies ADD COLUMN entered_at DATETIME;
ALTER TABLE policies ADD COLUMN changed_at DATETIME;
ALTER TABLE events ADD COLUMN entered_at DATETIME;
ALTER TABLE events ADD COLUMN changed_at DATETIME;
ALTER TABLE relations ADD COLUMN entered_at DATETIME;
ALTER TABLE relations ADD COLUMN changed_at DATETIME;
ALTER TABLE codings ADD COLUMN entered_at DATETIME;
ALTER TABLE codings ADD COLUMN changed_at DATETIME;
ALTER TABLE versions ADD COLUMN entered_at DATETIME;
ALTER TABLE versions ADD COLUMN changed_at DATETIME;
CREATE INDEX policies_changed ON policies (coalesce(changed_at, '0001-01-01 00:00:00+00:00'), id);
CREATE INDEX events_changed ON events (coalesce(changed_at, '0001-01-01 00:00:00+00:00'), id) WHERE same_as IS NULL AND type <> 'step';

-- +goose Down
DROP INDEX events_changed;
DROP INDEX policies_changed;
ALTER TABLE versions DROP COLUMN changed_at;
ALTER TABLE versions DROP COLUMN entered_at;
ALTER TABLE codings DROP COLUMN changed_at;
ALTER TABLE codings DROP COLUMN entered_at;
ALTER TABLE relations DROP COLUMN changed_at;
ALTER TABLE relations DROP COLUMN entered_at;
ALTER TABLE events DROP COLUMN changed_at;
ALTER TABLE events DROP COLUMN entered_at;
ALTER TABLE policies DROP COLUMN changed_at;
ALTER TABLE policies DROP COLUMN entered_at;
