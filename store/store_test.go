package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorm.io/gorm"

	"refuge/internal/springfield"
	"refuge/law"
)

func TestOpenRefuses(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := filepath.Join(dir, "good #1?.db")
	s, err := Open(ctx, Options{Path: good})
	if err != nil {
		t.Fatal(err)
	}
	mustImport(t, s, springfield.Record(), curated)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	torn := slices.Clone(whole)
	for i := 100; i < len(torn); i++ {
		torn[i] ^= 0x5a
	}
	newer := write("newer.db", whole)
	s, err = Open(ctx, Options{Path: newer})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.write.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	foreign := write("foreign.db", nil)
	if s, err = Open(ctx, Options{Path: foreign}); err != nil {
		t.Fatal(err)
	}
	if err := s.write.Exec("DROP TABLE goose_db_version").Error; err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, says string
		kind       error
		o          Options
	}{
		{"", "no database file was named", law.ErrInvalid, Options{}},
		{dir, "it is a folder", law.ErrUnavailable, Options{}},
		{filepath.Join(dir, "none", "x.db"), "there is no folder", law.ErrUnavailable, Options{}},
		{write("letter.txt", []byte("Dear Sir or Madam, this is no database.")), "no SQLite database", law.ErrUnavailable, Options{}},
		{write("torn.db", torn), "damaged", law.ErrUnavailable, Options{}},
		{newer, "use a newer program", law.ErrNewerDatabase, Options{}},
		{foreign, "another program", law.ErrUnavailable, Options{}},
		{filepath.Join(dir, "absent.db"), "no such file", law.ErrNotFound, Options{ReadOnly: true}},
	} {
		before, _ := os.ReadFile(c.path)
		c.o.Path = c.path
		s, err := Open(ctx, c.o)
		if err == nil {
			t.Errorf("%s was opened", c.path)
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			continue
		}
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; want %q", c.path, err, c.says)
		}
		if after, _ := os.ReadFile(c.path); !slices.Equal(before, after) {
			t.Errorf("%s was written to", c.path)
		}
	}
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "refuge.db")
	schema := func() string {
		s, err := Open(ctx, Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		}()
		var rows []struct{ Name, SQL string }
		var versions []int
		if err := errors.Join(s.read.Raw("SELECT name, sql FROM sqlite_master ORDER BY name").Scan(&rows).Error,
			s.read.Raw("SELECT version_id FROM goose_db_version ORDER BY id").Scan(&versions).Error); err != nil {
			t.Fatal(err)
		}
		return toJSON([]any{rows, versions})
	}
	first := schema()
	if second := schema(); second != first || len(first) < 1000 {
		t.Errorf("the tables changed:\n%s\n%s", first, second)
	}
}

func TestReadOnly(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "refuge.db")
	s, err := Open(ctx, Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	mustImport(t, s, springfield.Record(), curated)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err = Open(ctx, Options{Path: path, ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	if js, err := s.Jurisdictions(ctx); err != nil || len(js) != 2 {
		t.Errorf("%d jurisdictions, %v", len(js), err)
	}
	if _, err := s.Import(ctx, law.Dataset{Policies: []law.Policy{springfield.Matter()}}, collected("springfield-council")); !errors.Is(err, law.ErrUnavailable) {
		t.Errorf("written to: %v", err)
	}
}

func TestConflict(t *testing.T) {
	s := fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	err := translate(s.write.Exec("INSERT INTO persons VALUES ('ada-first', 'Another')").Error)
	if !errors.Is(err, law.ErrConflict) {
		t.Errorf("a second row of one key: %v", err)
	}
	err = translate(s.write.Exec("INSERT INTO aliases VALUES ('x', 999999)").Error)
	if !errors.Is(err, law.ErrConflict) {
		t.Errorf("a row of nothing: %v", err)
	}
	err = translate(s.write.Exec("INSERT INTO revision VALUES (2, 0)").Error)
	if !errors.Is(err, law.ErrConflict) {
		t.Errorf("a row against a check: %v", err)
	}
}

// TestTheIndexIsWhatTheTextsSay rewords a policy: the full-text index has no word
// too many and none too few.
func TestTheIndexIsWhatTheTextsSay(t *testing.T) {
	s := fresh(t)
	d := springfield.Record()
	mustImport(t, s, d, curated)
	d.Policies[2].Title = "Resolution of greeting"
	mustImport(t, s, d, curated)
	if err := s.write.Exec("INSERT INTO doc_index (doc_index, rank) VALUES ('integrity-check', 1)").Error; err != nil {
		t.Errorf("the index is not what the texts say: %v", err)
	}
}

// TestACutWriteLeavesNothing cuts an import off after the last of its writing.
func TestACutWriteLeavesNothing(t *testing.T) {
	s := fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	cut, cancel := context.WithCancel(context.Background())
	err := s.writing(cut, "a test", func(tx *gorm.DB) (bool, error) {
		im := newImporter(tx, collected("springfield-council"), s.now())
		if err := im.take(law.Dataset{Policies: []law.Policy{springfield.Matter()}}); err != nil {
			return false, err
		}
		cancel()
		return true, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cut transaction was kept: %v", err)
	}
	if n, err := s.Revision(context.Background()); err != nil || n != 1 {
		t.Errorf("revision %d, %v", n, err)
	}
	if p, err := s.Policy(context.Background(), "springfield-ll-58-2014"); err != nil || len(p.Identifiers) != 0 {
		t.Errorf("%+v, %v", p.Identifiers, err)
	}
}
