-- +goose Up

-- The signatures of a text, by which texts that share its language are found;
-- engine is the version of the rules that made them.
CREATE TABLE signatures (
    text_id INTEGER PRIMARY KEY REFERENCES texts (id) ON DELETE CASCADE,
    engine  TEXT NOT NULL,
    packed  BLOB NOT NULL
);

-- +goose Down
DROP TABLE signatures;
