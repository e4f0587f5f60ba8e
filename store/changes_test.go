package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"refuge/internal/springfield"
	"refuge/law"
)

// TestRowsOfBefore: a row older than the instants has none, stands last by
// change, and gets the one of its next change, never one of its entry.
func TestRowsOfBefore(t *testing.T) {
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
	files, err := fs.Sub(migrations, "migrations/"+dialectName)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := s.write.DB()
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(dialectGoose, pool, files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.DownTo(ctx, 5); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	mustImport(t, s, springfield.Record(), curated)
	d := springfield.Record()
	d.Policies[4].Abstract = "Anew."
	mustImport(t, s, d, curated)
	l, err := s.Policies(ctx, PolicyFilter{Sort: "changed"})
	if err != nil || len(l.Items) != 5 {
		t.Fatalf("%+v, %v", l, err)
	}
	if p := l.Items[0]; p.Slug != "shelbyville-ord-3" || p.Entered != nil || p.Changed == nil {
		t.Errorf("the policy that changed: %+v", p)
	}
	for _, p := range l.Items[1:] {
		if p.Entered != nil || p.Changed != nil {
			t.Errorf("a policy of before: %+v", p)
		}
	}
}

// TestAFailureIsNotNone: a curated policy that cannot be looked up is an error,
// not one that is not there.
func TestAFailureIsNotNone(t *testing.T) {
	s := fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	ctx, cancel := context.WithCancel(context.Background())
	err := s.writing(ctx, "a test", func(tx *gorm.DB) (bool, error) {
		im := newImporter(tx, collected("springfield-council"), s.now())
		n := numberOf{"springfield", law.LocalLaw, "58", 2014}
		im.byNumber[n] = []int64{1}
		cancel()
		w, err := im.partner(n, nil, nil)
		if err == nil {
			t.Errorf("a lookup that was cut off found %v and no error", w)
		}
		return false, err
	})
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
