package store_test

import (
	"path/filepath"
	"testing"
	"time"

	"refuge/store"
	"refuge/store/storetest"
)

// TestStore runs the suite on a file and on a database in memory.
func TestStore(t *testing.T) {
	for name, path := range map[string]func(testing.TB) string{
		"file":   func(t testing.TB) string { return filepath.Join(t.TempDir(), "refuge.db") },
		"memory": func(testing.TB) string { return ":memory:" },
	} {
		t.Run(name, func(t *testing.T) {
			storetest.Run(t, func(t testing.TB, now func() time.Time) *store.Store {
				return storetest.New(t, store.Options{Path: path(t), Now: now})
			})
		})
	}
}
