-- +goose Up

-- Dates stand in three columns: as written (EDTF), earliest and latest day.
-- NULL is unknown. Lists of short strings are JSON arrays.

CREATE TABLE revision (
    id     INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL
);
INSERT INTO revision (id, number) VALUES (1, 0);

CREATE TABLE jurisdictions (
    slug            TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    state           TEXT NOT NULL,
    ocd_id          TEXT NOT NULL,
    geoid           TEXT NOT NULL,
    wikidata        TEXT NOT NULL,
    latitude        REAL,
    longitude       REAL,
    population2020  INTEGER,
    government      TEXT NOT NULL,
    executive_title TEXT NOT NULL,
    gaps            TEXT NOT NULL
);

CREATE TABLE persons (
    slug TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

-- serves_from is the first day in office, serves_until the first day no longer
-- in office, both derived from the terms before and after.
CREATE TABLE terms (
    id           INTEGER PRIMARY KEY,
    jurisdiction TEXT NOT NULL REFERENCES jurisdictions (slug),
    person       TEXT NOT NULL REFERENCES persons (slug),
    name         TEXT NOT NULL,
    office       TEXT NOT NULL,
    party        TEXT NOT NULL,
    start_date   TEXT,
    start_lo     TEXT,
    start_hi     TEXT,
    end_date     TEXT,
    end_lo       TEXT,
    end_hi       TEXT,
    acting       BOOLEAN NOT NULL,
    note         TEXT NOT NULL,
    verified     BOOLEAN NOT NULL,
    sources      TEXT NOT NULL,
    serves_from  TEXT,
    serves_until TEXT
);
CREATE UNIQUE INDEX terms_natural ON terms (jurisdiction, person, coalesce(start_date, ''));
CREATE INDEX terms_person ON terms (person);

-- first_* is the earliest dated event, enacted_* when the measure became law,
-- over_lo the day from which it is over for good; all derived from the events.
-- number_key is the number in the form in which two sources are compared.
CREATE TABLE policies (
    id            INTEGER PRIMARY KEY,
    slug          TEXT NOT NULL UNIQUE,
    jurisdiction  TEXT NOT NULL REFERENCES jurisdictions (slug),
    kind          TEXT NOT NULL,
    raw_kind      TEXT NOT NULL,
    number        TEXT NOT NULL,
    number_key    TEXT NOT NULL,
    year          INTEGER NOT NULL,
    citation      TEXT NOT NULL,
    title         TEXT NOT NULL,
    short_title   TEXT NOT NULL,
    abstract      TEXT NOT NULL,
    issuer        TEXT NOT NULL,
    codified_at   TEXT NOT NULL,
    status        TEXT NOT NULL,
    raw_status    TEXT NOT NULL,
    modified      TEXT NOT NULL,
    official_urls TEXT NOT NULL,
    relevance     TEXT NOT NULL,
    origin        TEXT NOT NULL,
    first_date    TEXT,
    first_lo      TEXT,
    first_hi      TEXT,
    enacted_lo    TEXT,
    enacted_hi    TEXT,
    over_lo       TEXT
);
CREATE INDEX policies_number ON policies (jurisdiction, number_key);
CREATE INDEX policies_first ON policies (first_lo, id);

CREATE TABLE aliases (
    slug      TEXT PRIMARY KEY,
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE
);
CREATE INDEX aliases_policy ON aliases (policy_id);

CREATE TABLE identifiers (
    scheme    TEXT NOT NULL,
    value     TEXT NOT NULL,
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    source    TEXT NOT NULL,
    ord       INTEGER NOT NULL,
    PRIMARY KEY (scheme, value)
);
CREATE INDEX identifiers_policy ON identifiers (policy_id);

-- What one source says of a policy, kept beside the record's own words.
CREATE TABLE accounts (
    policy_id  INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    source     TEXT NOT NULL,
    kind       TEXT NOT NULL,
    raw_kind   TEXT NOT NULL,
    number     TEXT NOT NULL,
    year       INTEGER NOT NULL,
    title      TEXT NOT NULL,
    status     TEXT NOT NULL,
    raw_status TEXT NOT NULL,
    modified   TEXT NOT NULL,
    PRIMARY KEY (policy_id, source)
);
CREATE INDEX accounts_source ON accounts (source, status);

CREATE TABLE sponsors (
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    pos       INTEGER NOT NULL,
    name      TEXT NOT NULL,
    source_id TEXT NOT NULL,
    ord       INTEGER NOT NULL,
    PRIMARY KEY (policy_id, pos)
);

CREATE TABLE attachments (
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    pos       INTEGER NOT NULL,
    name      TEXT NOT NULL,
    url       TEXT NOT NULL,
    source_id TEXT NOT NULL,
    PRIMARY KEY (policy_id, pos)
);

-- Spans in which a policy was in force: from its beginning to the first day no
-- longer. Derived from events and status.
CREATE TABLE spans (
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    pos       INTEGER NOT NULL,
    from_lo   TEXT NOT NULL,
    from_hi   TEXT NOT NULL,
    to_lo     TEXT NOT NULL,
    to_hi     TEXT NOT NULL,
    PRIMARY KEY (policy_id, pos)
);

-- same_as is the curated event that a collected one repeats. day_rank orders
-- the events of one day.
CREATE TABLE events (
    id           INTEGER PRIMARY KEY,
    policy_id    INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    jurisdiction TEXT NOT NULL,
    pos          INTEGER NOT NULL,
    date         TEXT,
    date_lo      TEXT,
    date_hi      TEXT,
    seq          INTEGER NOT NULL,
    day_rank     INTEGER NOT NULL,
    type         TEXT NOT NULL,
    lane         TEXT NOT NULL,
    actor        TEXT NOT NULL,
    note         TEXT NOT NULL,
    raw          TEXT NOT NULL,
    result       TEXT NOT NULL,
    source       TEXT NOT NULL,
    source_id    TEXT NOT NULL,
    verified     BOOLEAN NOT NULL,
    origin       TEXT NOT NULL,
    sources      TEXT NOT NULL,
    same_as      INTEGER REFERENCES events (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX events_policy ON events (policy_id);
CREATE INDEX events_timeline ON events (date_lo, day_rank, seq, id) WHERE same_as IS NULL AND type <> 'step';
CREATE INDEX events_place ON events (jurisdiction, date_lo, day_rank, seq, id) WHERE same_as IS NULL AND type <> 'step';
CREATE INDEX events_same ON events (same_as) WHERE same_as IS NOT NULL;

CREATE TABLE relations (
    id        INTEGER PRIMARY KEY,
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    pos       INTEGER NOT NULL,
    type      TEXT NOT NULL,
    target    TEXT NOT NULL,
    words     TEXT NOT NULL,
    date      TEXT,
    date_lo   TEXT,
    date_hi   TEXT,
    proof     TEXT NOT NULL,
    verified  BOOLEAN NOT NULL,
    origin    TEXT NOT NULL,
    sources   TEXT NOT NULL
);
CREATE INDEX relations_policy ON relations (policy_id);
CREATE INDEX relations_target ON relations (target);

CREATE TABLE codings (
    id         INTEGER PRIMARY KEY,
    policy_id  INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    pos        INTEGER NOT NULL,
    variable   TEXT NOT NULL,
    value      TEXT NOT NULL,
    from_date  TEXT,
    from_lo    TEXT,
    from_hi    TEXT,
    to_date    TEXT,
    to_lo      TEXT,
    to_hi      TEXT,
    locator    TEXT NOT NULL,
    section    TEXT NOT NULL,
    paraphrase TEXT NOT NULL,
    note       TEXT NOT NULL,
    verified   BOOLEAN NOT NULL,
    origin     TEXT NOT NULL,
    sources    TEXT NOT NULL
);
CREATE INDEX codings_policy ON codings (policy_id);
CREATE INDEX codings_variable ON codings (variable, value);

-- A text is kept once, however many versions carry it. hash is the SHA-256 of
-- the body, shape that of its division into sections.
CREATE TABLE texts (
    id    INTEGER PRIMARY KEY,
    hash  TEXT NOT NULL,
    shape TEXT NOT NULL,
    body  TEXT NOT NULL,
    UNIQUE (hash, shape)
);

CREATE TABLE sections (
    text_id  INTEGER NOT NULL REFERENCES texts (id) ON DELETE CASCADE,
    pos      INTEGER NOT NULL,
    eid      TEXT NOT NULL,
    parent   TEXT NOT NULL,
    number   TEXT NOT NULL,
    heading  TEXT NOT NULL,
    start_at INTEGER NOT NULL,
    end_at   INTEGER NOT NULL,
    PRIMARY KEY (text_id, pos)
) WITHOUT ROWID;

-- base is the label asked for; label has a suffix where another text holds it.
CREATE TABLE versions (
    id        INTEGER PRIMARY KEY,
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    label     TEXT NOT NULL,
    base      TEXT NOT NULL,
    raw_label TEXT NOT NULL,
    stage     TEXT NOT NULL,
    standing  TEXT NOT NULL,
    date      TEXT,
    date_lo   TEXT,
    date_hi   TEXT,
    from_date TEXT,
    from_lo   TEXT,
    from_hi   TEXT,
    to_date   TEXT,
    to_lo     TEXT,
    to_hi     TEXT,
    held      BOOLEAN NOT NULL,
    text_id   INTEGER REFERENCES texts (id),
    hash      TEXT NOT NULL,
    shape     TEXT NOT NULL,
    marks     TEXT NOT NULL,
    quality   TEXT NOT NULL,
    reader    TEXT NOT NULL,
    source    TEXT NOT NULL,
    source_id TEXT NOT NULL,
    capture   TEXT NOT NULL,
    verified  BOOLEAN NOT NULL,
    origin    TEXT NOT NULL,
    sources   TEXT NOT NULL,
    stands_lo TEXT,
    stands_to TEXT,
    UNIQUE (policy_id, label)
);
CREATE INDEX versions_text ON versions (text_id);

CREATE TABLE programs (
    slug         TEXT PRIMARY KEY,
    jurisdiction TEXT NOT NULL REFERENCES jurisdictions (slug),
    pos          INTEGER NOT NULL,
    name         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    start_date   TEXT,
    start_lo     TEXT,
    start_hi     TEXT,
    end_date     TEXT,
    end_lo       TEXT,
    end_hi       TEXT,
    mayor        TEXT NOT NULL,
    note         TEXT NOT NULL,
    verified     BOOLEAN NOT NULL,
    sources      TEXT NOT NULL
);

CREATE TABLE findings (
    id        INTEGER PRIMARY KEY,
    policy_id INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    severity  TEXT NOT NULL,
    rule      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    sentence  TEXT NOT NULL
);
CREATE INDEX findings_policy ON findings (policy_id);

-- What is searched: a policy's names and abstract, or a stretch of a text.
-- The index holds no words of its own; it reads them through the view.
CREATE TABLE docs (
    id        INTEGER PRIMARY KEY,
    policy_id INTEGER UNIQUE REFERENCES policies (id) ON DELETE CASCADE,
    text_id   INTEGER REFERENCES texts (id) ON DELETE CASCADE,
    start_at  INTEGER NOT NULL,
    end_at    INTEGER NOT NULL
);
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

CREATE TABLE captures (
    id         INTEGER PRIMARY KEY,
    sha256     TEXT NOT NULL,
    url        TEXT NOT NULL,
    fetched_at DATETIME NOT NULL,
    status     INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    file       TEXT NOT NULL,
    offset_at  INTEGER NOT NULL,
    etag       TEXT NOT NULL,
    modified   TEXT NOT NULL,
    UNIQUE (sha256, url, fetched_at)
);
CREATE INDEX captures_url ON captures (url);

CREATE TABLE runs (
    id          INTEGER PRIMARY KEY,
    source      TEXT NOT NULL,
    began       DATETIME NOT NULL,
    ended       DATETIME,
    outcome     TEXT NOT NULL,
    error       TEXT NOT NULL,
    requests    INTEGER NOT NULL,
    fetched     INTEGER NOT NULL,
    new         INTEGER NOT NULL,
    updated     INTEGER NOT NULL,
    unchanged   INTEGER NOT NULL,
    quarantined INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    newest      DATETIME,
    everything  BOOLEAN NOT NULL
);
CREATE INDEX runs_source ON runs (source, id);

-- What a run did to a policy: 0 unchanged, 1 updated, 2 new.
CREATE TABLE run_policies (
    run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    policy_id INTEGER NOT NULL,
    state     INTEGER NOT NULL,
    PRIMARY KEY (run_id, policy_id)
) WITHOUT ROWID;

-- The queue. state is pending, leased, done or failed.
CREATE TABLE requests (
    id         INTEGER PRIMARY KEY,
    source     TEXT NOT NULL,
    key        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    url        TEXT NOT NULL,
    accept     TEXT NOT NULL,
    context    TEXT NOT NULL,
    once       BOOLEAN NOT NULL,
    missing404 BOOLEAN NOT NULL,
    last       BOOLEAN NOT NULL,
    max_bytes  INTEGER NOT NULL,
    run_id     INTEGER NOT NULL REFERENCES runs (id),
    state      TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    due        DATETIME,
    cause      TEXT NOT NULL,
    etag       TEXT NOT NULL,
    modified   TEXT NOT NULL,
    capture    TEXT NOT NULL,
    UNIQUE (source, key)
);
CREATE INDEX requests_open ON requests (run_id, id) WHERE state IN ('pending', 'leased');

CREATE TABLE quarantine (
    id      INTEGER PRIMARY KEY,
    run_id  INTEGER NOT NULL REFERENCES runs (id),
    source  TEXT NOT NULL,
    subject TEXT NOT NULL,
    cause   TEXT NOT NULL,
    capture TEXT NOT NULL,
    url     TEXT NOT NULL,
    at      DATETIME NOT NULL,
    UNIQUE (source, subject, cause, capture)
);

-- +goose Down
DROP TABLE quarantine;
DROP TABLE requests;
DROP TABLE run_policies;
DROP TABLE runs;
DROP TABLE captures;
DROP TABLE doc_index;
DROP VIEW doc_words;
DROP TABLE docs;
DROP TABLE findings;
DROP TABLE programs;
DROP TABLE versions;
DROP TABLE sections;
DROP TABLE texts;
DROP TABLE codings;
DROP TABLE relations;
DROP TABLE events;
DROP TABLE spans;
DROP TABLE attachments;
DROP TABLE sponsors;
DROP TABLE accounts;
DROP TABLE identifiers;
DROP TABLE aliases;
DROP TABLE policies;
DROP TABLE terms;
DROP TABLE persons;
DROP TABLE jurisdictions;
DROP TABLE revision;
