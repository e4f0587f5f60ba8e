-- +goose Up

-- How a body voted, as JSON; empty where no vote is known.
ALTER TABLE events ADD COLUMN vote TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE events DROP COLUMN vote;
