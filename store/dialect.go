package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	sqlitedriver "modernc.org/sqlite"

	"refuge/law"
)

// This file holds all that is particular to SQLite. A second dialect needs a
// folder of migrations and another set of these functions.

const (
	dialectName   = "sqlite"
	memory        = ":memory:"
	dialectGoose  = goose.DialectSQLite3
	sqliteHeader  = "SQLite format 3\x00"
	cacheKiB      = 32 << 10
	busyMillis    = 10_000
	minReaders    = 4
	maxParameters = 900
)

// checkFile refuses a path that cannot be a database of ours before anything is
// opened, so that nothing foreign is ever written to.
func checkFile(path string, readOnly bool) error {
	if path == memory {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && readOnly:
		return fmt.Errorf("there is no such file: %w", law.ErrNotFound)
	case errors.Is(err, os.ErrNotExist):
		if d, err := os.Stat(filepath.Dir(path)); err != nil || !d.IsDir() {
			return fmt.Errorf("there is no folder %s: %w", filepath.Dir(path), law.ErrUnavailable)
		}
		return nil
	case err != nil:
		return fmt.Errorf("%v: %w", err, law.ErrUnavailable)
	case info.IsDir():
		return fmt.Errorf("it is a folder; name a file in it: %w", law.ErrUnavailable)
	case info.Size() == 0:
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%v: %w", err, law.ErrUnavailable)
	}
	head := make([]byte, len(sqliteHeader))
	_, err = io.ReadFull(f, head)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil || string(head) != sqliteHeader {
		return fmt.Errorf("the file is no SQLite database: %w", law.ErrUnavailable)
	}
	return nil
}

// connect opens the one writing connection or the pool of reading ones.
func connect(o Options, writer bool) (*gorm.DB, error) {
	q := url.Values{}
	for _, p := range []string{
		fmt.Sprintf("busy_timeout(%d)", busyMillis),
		"foreign_keys(1)",
		"synchronous(NORMAL)",
		fmt.Sprintf("cache_size(-%d)", cacheKiB),
	} {
		q.Add("_pragma", p)
	}
	q.Set("_time_format", "sqlite")
	switch {
	case o.ReadOnly:
		q.Set("mode", "ro")
	case writer:
		q.Set("_txlock", "immediate")
		q.Add("_pragma", "journal_mode(WAL)")
	default:
		q.Add("_pragma", "query_only(1)")
	}
	dsn := "file:" + (&url.URL{Path: o.Path}).EscapedPath() + "?" + q.Encode()
	db, err := gorm.Open(sqlite.New(sqlite.Config{DriverName: "sqlite", DSN: dsn}), gormConfig())
	if err != nil {
		return nil, err
	}
	pool, err := db.DB()
	if err != nil {
		return nil, err
	}
	n := 1
	if !writer {
		n = max(minReaders, 2*runtime.GOMAXPROCS(0))
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	return db, nil
}

// heldVersion is the number of the newest migration a database has had, 0 for
// a new one. A database with tables of another program is an error.
func heldVersion(ctx context.Context, pool *sql.DB) (int64, error) {
	var tables, ours int
	row := pool.QueryRowContext(ctx, "SELECT count(*), count(CASE WHEN name = 'goose_db_version' THEN 1 END) FROM sqlite_master WHERE type = 'table'")
	if err := row.Scan(&tables, &ours); err != nil {
		return 0, err
	}
	if ours == 0 {
		if tables > 0 {
			return 0, fmt.Errorf("it holds the tables of another program: %w", law.ErrUnavailable)
		}
		return 0, nil
	}
	var held sql.NullInt64
	err := pool.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version WHERE is_applied").Scan(&held)
	return held.Int64, err
}

// translate gives an error of the database the kind a caller can act on.
func translate(err error) error {
	var e *sqlitedriver.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case 2067, 1555, 787, 275: // unique, primary key, foreign key, check
		return fmt.Errorf("%w: %w", law.ErrConflict, err)
	}
	switch e.Code() & 0xff {
	case 11, 26: // corrupt, not a database
		return fmt.Errorf("the database file is damaged; put a copy in its place: %w: %w", law.ErrUnavailable, err)
	case 14, 8: // cannot open, read-only
		return fmt.Errorf("the database file or its folder cannot be written: %w: %w", law.ErrUnavailable, err)
	case 13: // full
		return fmt.Errorf("the disk is full: %w: %w", law.ErrUnavailable, err)
	case 5, 6: // busy, locked
		return fmt.Errorf("another program is writing to the database: %w: %w", law.ErrUnavailable, err)
	case 10: // input or output
		return fmt.Errorf("the disk does not answer: %w: %w", law.ErrUnavailable, err)
	}
	return err
}

// nextID is the first free id of a table whose ids the store gives out itself,
// being the only writer.
func nextID(tx *gorm.DB, table string) (int64, error) {
	var n int64
	err := tx.Raw("SELECT coalesce(max(id), 0) + 1 FROM " + table).Scan(&n).Error
	return n, err
}

// indexDoc and unindexHeld keep the full-text index beside the docs table. The
// index holds no words itself: what is put in is given, as an insert that reads
// another table would flush the index at each row; what is taken out is read
// from what the database still holds.
const (
	indexDoc    = "INSERT INTO doc_index (rowid, names, people, words, notes) VALUES (?, ?, ?, ?, ?)"
	unindexHeld = "INSERT INTO doc_index (doc_index, rowid, names, people, words, notes) SELECT 'delete', id, names, people, words, notes FROM doc_words WHERE id = ?"
	emptyIndex  = "INSERT INTO doc_index (doc_index) VALUES ('delete-all')"
)

// matched is a query for the ids and scores of the documents that match the
// one parameter: names weigh more than people, people more than words of a text,
// and what happened least.
const matched = "SELECT rowid AS id, bm25(doc_index, 8.0, 3.0, 1.0, 0.5) AS score FROM doc_index WHERE doc_index MATCH ?"

// matchedBelow is a query for the ids below the second parameter of the
// documents that match the first.
const matchedBelow = "SELECT rowid AS id FROM doc_index WHERE doc_index MATCH ? AND rowid < ?"

// snippets is a query for marked stretches of the documents whose ids come
// first and that match the last parameter, with the words of each. Each document
// is looked up on its own: the index does not go through all that match again.
const snippets = "SELECT doc_index.rowid AS id, snippet(doc_index, -1, char(2), char(3), '…', 32) AS snippet, doc_index.words AS body," +
	" d.words IS NOT NULL AND d.text_id IS NOT NULL AS folded, d.start_at, d.end_at FROM docs d CROSS JOIN doc_index WHERE d.id IN ? AND doc_index.rowid = d.id AND doc_index MATCH ?"

// The columns of the index.
const (
	namesOnly = "names"
	// toldThen are the columns that hold nothing of what happened later.
	toldThen = "names words"
)

// matching writes a search as the full-text index reads it; with columns only
// of those. What it makes is always sound.
func matching(w wanted, columns string) string {
	var b strings.Builder
	if columns != "" {
		b.WriteString("{" + columns + "} : (")
	}
	writeMatch(&b, w)
	if columns != "" {
		return b.String() + ")"
	}
	return b.String()
}

func writeMatch(b *strings.Builder, w wanted) {
	if w.sign == aWord {
		// Words are letters and figures, so nothing needs a sign before it.
		b.WriteString(`"` + strings.Join(w.words, " ") + `"`)
		if w.prefix {
			b.WriteByte('*')
		}
		return
	}
	with := map[sign]string{allOf: " AND ", anyOf: " OR ", exceptOf: " NOT "}[w.sign]
	b.WriteByte('(')
	for i, of := range w.of {
		if i > 0 {
			b.WriteString(with)
		}
		writeMatch(b, of)
	}
	b.WriteByte(')')
}

// likePattern is a LIKE pattern for words inside a column, to be used with
// ESCAPE '\'.
func likePattern(words string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(words) + "%"
}
