-- +goose Up

-- Whether anybody said of a relation that it is verified or that it is not;
-- where nobody did, the column verified says nothing.
ALTER TABLE relations ADD COLUMN judged BOOLEAN NOT NULL DEFAULT 0;
UPDATE relations SET judged = 1 WHERE verified;

-- +goose Down
ALTER TABLE relations DROP COLUMN judged;
