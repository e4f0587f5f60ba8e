-- +goose Up

-- Which curated record was imported last, by its own mark: the same record is
-- not read again at each start.
CREATE TABLE seeds (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    mark TEXT NOT NULL
);

-- +goose Down
DROP TABLE seeds;
