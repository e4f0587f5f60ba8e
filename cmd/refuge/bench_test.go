package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"iter"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"refuge/internal/shared"
)

// BenchmarkImportCouncil imports New York's 4,612 council records with their
// texts, and beside it inserts the bytes of the same files, unread, into a
// table with the same journal.
func BenchmarkImportCouncil(b *testing.B) {
	archive := shared.Path(b, "real/nyc-council.tar.gz")
	var ours, bare time.Duration
	for b.Loop() {
		began := time.Now()
		var out strings.Builder
		if code := run(context.Background(), []string{"import", "nyc-council", archive, "--json", "--data-dir", b.TempDir()}, &out, &out); code != exitDone {
			b.Fatalf("exit code %d: %s", code, out.String())
		}
		ours += time.Since(began)
		began = time.Now()
		insertFiles(b)
		bare += time.Since(began)
	}
	b.ReportMetric(ours.Seconds()/float64(b.N), "s/import")
	b.ReportMetric(float64(ours)/float64(bare), "ratio")
}

func insertFiles(b *testing.B) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)")
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}()
	if _, err := db.Exec("CREATE TABLE files (hash TEXT PRIMARY KEY, name TEXT NOT NULL, body TEXT NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	next, stop := iter.Pull2(shared.Files(b, "real/nyc-council.tar.gz"))
	defer stop()
	for more := true; more; {
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		for range 64 {
			var name string
			var body []byte
			if name, body, more = next(); !more {
				break
			}
			sum := sha256.Sum256(body)
			if _, err := tx.Exec("INSERT INTO files VALUES (?, ?, ?) ON CONFLICT DO NOTHING", hex.EncodeToString(sum[:]), name, string(body)); err != nil {
				b.Fatal(err)
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}
