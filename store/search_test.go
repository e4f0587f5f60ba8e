package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"refuge/internal/springfield"
	"refuge/law"
)

// TestSearchesAreBounded: a search that finds no place among those that run is
// refused at once, and a query that runs too long is broken off.
func TestSearchesAreBounded(t *testing.T) {
	s := fresh(t)
	for range cap(s.searches) {
		s.searches <- struct{}{}
	}
	begun := time.Now()
	if _, err := s.Search(context.Background(), SearchFilter{Query: "detainer"}); !errors.Is(err, law.ErrBusy) || time.Since(begun) > 10*maxWait {
		t.Errorf("%v after %v", err, time.Since(begun))
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	begun = time.Now()
	err := s.reading(ctx, "without end", func(tx *gorm.DB) error {
		var n int
		return tx.Raw("WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c").Scan(&n).Error
	})
	if err == nil || time.Since(begun) > 10*time.Second {
		t.Errorf("a query without end: %v after %v", err, time.Since(begun))
	}
}

// TestOldIndex: a database whose index was filled by another program, or that
// had other tables for it, is brought up when it is opened.
func TestOldIndex(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "refuge.db")
	open := func() *Store {
		s, err := Open(ctx, Options{Path: path, Now: clock()})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	mustImport(t, s, springfield.Record(), curated)
	for name, age := range map[string]func(*sql.DB) error{
		"other rules": func(pool *sql.DB) error {
			_, err := pool.Exec("UPDATE search_rules SET rules = 'search/0'; DELETE FROM policy_keys; DELETE FROM docs; INSERT INTO doc_index (doc_index) VALUES ('delete-all')")
			return err
		},
		"other tables": func(pool *sql.DB) error {
			files, err := fs.Sub(migrations, "migrations/"+dialectName)
			if err != nil {
				return err
			}
			p, err := goose.NewProvider(dialectGoose, pool, files)
			if err != nil {
				return err
			}
			_, err = p.DownTo(ctx, 6)
			return err
		},
	} {
		pool, err := s.write.DB()
		if err != nil {
			t.Fatal(err)
		}
		if err := age(pool); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		s = open()
		f, err := s.Search(ctx, SearchFilter{Query: "LL 58/2014"})
		if err != nil || f.Jump != "springfield-ll-58-2014" {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
		if f, err = s.Search(ctx, SearchFilter{Query: `"judicial warrant"`, Standings: law.Standings}); err != nil || f.Total != 1 {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
		if err := s.write.Exec("INSERT INTO doc_index (doc_index, rank) VALUES ('integrity-check', 1)").Error; err != nil {
			t.Errorf("%s: the index is not what the texts say: %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
