package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"refuge/law"
)

// clock is a clock that moves on by a second at each look.
func clock() func() time.Time {
	t := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		t = t.Add(time.Second)
		return t
	}
}

// fresh opens a new database for a test that looks inside the store. What any
// database must do is tested in storetest.
func fresh(t testing.TB) *Store {
	t.Helper()
	s, err := Open(context.Background(), Options{Path: filepath.Join(t.TempDir(), "refuge.db"), Now: clock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func collected(source string) ImportOptions {
	return ImportOptions{Origin: law.Collected, Source: source}
}

func mustImport(t testing.TB, s *Store, d law.Dataset, o ImportOptions) Report {
	t.Helper()
	rep, err := s.Import(context.Background(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

var curated = ImportOptions{Origin: law.Curated}
