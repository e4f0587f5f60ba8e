-- +goose Up

-- What law derives of days. holdings are the stretches of days on which a
-- coding held, with the version that was law on them and has its section;
-- codings.version_id is the version of the last of them. law_days are the
-- stretches on which a version's text was law.
CREATE TABLE holdings (
    policy_id  INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    pos        INTEGER NOT NULL,
    coding_id  INTEGER NOT NULL REFERENCES codings (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    version_id INTEGER REFERENCES versions (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    certain    BOOLEAN NOT NULL,
    PRIMARY KEY (policy_id, pos)
);
CREATE INDEX holdings_coding ON holdings (coding_id);
CREATE INDEX holdings_version ON holdings (version_id);
ALTER TABLE codings ADD COLUMN version_id INTEGER REFERENCES versions (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX codings_version ON codings (version_id);
CREATE TABLE law_days (
    policy_id  INTEGER NOT NULL REFERENCES policies (id) ON DELETE CASCADE,
    pos        INTEGER NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    from_day   TEXT NOT NULL,
    until_day  TEXT NOT NULL,
    PRIMARY KEY (policy_id, pos)
);
CREATE INDEX law_days_version ON law_days (version_id);

-- +goose Down
DROP TABLE law_days;
DROP INDEX codings_version;
ALTER TABLE codings DROP COLUMN version_id;
DROP TABLE holdings;
