-- +goose Up

-- Of a consolidated text: which law put which words there, and what did not
-- agree when it was checked. JSON, empty where there is none.
ALTER TABLE versions ADD COLUMN stretches TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN notes TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE versions DROP COLUMN notes;
ALTER TABLE versions DROP COLUMN stretches;
