-- +goose Up

-- What is searched is written out: the names of a measure, the people and
-- bodies of its story, its summary, and what happened, each in a column of its
-- own, and a stretch of a text by where it stands, or in plain typography where
-- its own hides words. A document of a measure has the measure's id, one of a
-- text an id from 2^40 on. The index is filled when the database is opened.

DROP TABLE doc_index;
DROP VIEW doc_words;
DROP TABLE docs;

CREATE TABLE docs (
    id       INTEGER PRIMARY KEY,
    text_id  INTEGER REFERENCES texts (id) ON DELETE CASCADE,
    start_at INTEGER NOT NULL,
    end_at   INTEGER NOT NULL,
    names    TEXT NOT NULL,
    people   TEXT NOT NULL,
    words    TEXT,
    notes    TEXT NOT NULL
);
CREATE INDEX docs_text ON docs (text_id) WHERE text_id IS NOT NULL;

CREATE VIEW doc_words AS
SELECT d.id AS id, d.names AS names, d.people AS people,
       coalesce(d.words, CAST(substr(CAST(t.body AS BLOB), d.start_at + 1, d.end_at - d.start_at) AS TEXT)) AS words,
       d.notes AS notes
FROM docs d LEFT JOIN texts t ON t.id = d.text_id;

CREATE VIRTUAL TABLE doc_index USING fts5 (
    names, people, words, notes,
    content = 'doc_words', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO doc_index (doc_index, rank) VALUES ('hashsize', 8388608);

-- The numbers, citations and names under which a measure is found exactly, as
-- law.Key writes them.
CREATE TABLE policy_keys (
    key       TEXT NOT NULL,
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    PRIMARY KEY (key, policy_id)
) WITHOUT ROWID;
CREATE INDEX policy_keys_policy ON policy_keys (policy_id);

-- By which rules the index was filled; a program with other rules fills it anew.
CREATE TABLE search_rules (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    rules TEXT NOT NULL
);

-- +goose Down
DROP TABLE search_rules;
DROP TABLE policy_keys;
DROP TABLE doc_index;
DROP VIEW doc_words;
CREATE TABLE old_docs (
    id        INTEGER PRIMARY KEY,
    policy_id INTEGER UNIQUE REFERENCES policies (id) ON DELETE CASCADE,
    text_id   INTEGER REFERENCES texts (id) ON DELETE CASCADE,
    start_at  INTEGER NOT NULL,
    end_at    INTEGER NOT NULL
);
INSERT INTO old_docs (policy_id, text_id, start_at, end_at)
SELECT CASE WHEN text_id IS NULL THEN id END, text_id, start_at, end_at FROM docs ORDER BY id;
DROP TABLE docs;
ALTER TABLE old_docs RENAME TO docs;
CREATE INDEX docs_text ON docs (text_id);
CREATE VIEW doc_words AS
SELECT d.id AS id,
       p.title || char(10) || p.short_title || char(10) || p.citation || char(10) || p.number AS title,
       p.abstract AS body
FROM docs d JOIN policies p ON p.id = d.policy_id
UNION ALL
SELECT d.id, '', CAST(substr(CAST(t.body AS BLOB), d.start_at + 1, d.end_at - d.start_at) AS TEXT)
FROM docs d JOIN texts t ON t.id = d.text_id;
CREATE VIRTUAL TABLE doc_index USING fts5 (
    title, body,
    content = 'doc_words', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO doc_index (doc_index, rank) VALUES ('hashsize', 8388608);
INSERT INTO doc_index (doc_index) VALUES ('rebuild');
