-- +goose Up

-- What would settle a fact that is not verified; what a restated text was
-- written from; a suit's court, docket and parties, as JSON. Empty where there
-- is none.
ALTER TABLE terms ADD COLUMN settle TEXT NOT NULL DEFAULT '';
ALTER TABLE programs ADD COLUMN settle TEXT NOT NULL DEFAULT '';
ALTER TABLE events ADD COLUMN settle TEXT NOT NULL DEFAULT '';
ALTER TABLE codings ADD COLUMN settle TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN settle TEXT NOT NULL DEFAULT '';
ALTER TABLE versions ADD COLUMN basis TEXT NOT NULL DEFAULT '';
ALTER TABLE policies ADD COLUMN suit TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE policies DROP COLUMN suit;
ALTER TABLE versions DROP COLUMN basis;
ALTER TABLE versions DROP COLUMN settle;
ALTER TABLE codings DROP COLUMN settle;
ALTER TABLE events DROP COLUMN settle;
ALTER TABLE programs DROP COLUMN settle;
ALTER TABLE terms DROP COLUMN settle;
