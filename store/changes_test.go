package store

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/pressly/goose/v3"
	"gorm.io/gorm"

	"refuge/law"
	"refuge/record"
)

// TestWhenRowsChanged: the lists say with which import a row came and with which
// it last changed, and an import that changes nothing moves no instant.
func TestWhenRowsChanged(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2026, 3, 1, 12, 0, 0, 500, time.FixedZone("", -5*60*60))
	s, err := Open(ctx, Options{Path: filepath.Join(t.TempDir(), "refuge.db"), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	first := time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC)
	policies := func(f PolicyFilter) (slugs []string, brief record.Brief) {
		t.Helper()
		slugs = walk(t, 2, func(p record.Brief) string {
			if p.Slug == "springfield-ll-58-2014" {
				brief = p
			}
			return p.Slug
		}, func(p Page) (record.List[record.Brief], error) { f.Page = p; return s.Policies(ctx, f) })
		return slugs, brief
	}
	mustImport(t, s, springfield(), curated)
	now = now.Add(time.Hour)
	mustImport(t, s, springfield(), curated)
	if _, b := policies(PolicyFilter{}); b.Entered == nil || !b.Entered.Equal(first) || b.Changed == nil || !b.Changed.Equal(first) {
		t.Errorf("after an import that changed nothing: entered %v, changed %v, want %v", b.Entered, b.Changed, first)
	}
	now = now.Add(time.Hour)
	later := first.Add(2 * time.Hour)
	d := springfield()
	d.Policies[0].Events[1].Note = "on a Tuesday"
	mustImport(t, s, d, curated)
	got, b := policies(PolicyFilter{ChangedSince: first.Add(time.Second)})
	if !slices.Equal(got, []string{"springfield-ll-58-2014"}) || !b.Entered.Equal(first) || !b.Changed.Equal(later) {
		t.Errorf("changed since the first import: %v, entered %v, changed %v", got, b.Entered, b.Changed)
	}
	if got, _ = policies(PolicyFilter{Sort: "changed"}); len(got) != 5 || got[0] != "springfield-ll-58-2014" {
		t.Errorf("by change: %v", got)
	}
	if got, _ = policies(PolicyFilter{ChangedSince: later}); len(got) != 1 {
		t.Errorf("changed at the very instant: %v", got)
	}
	if got, _ = policies(PolicyFilter{ChangedSince: later.Add(time.Second)}); len(got) != 0 {
		t.Errorf("changed after the last import: %v", got)
	}
	l, err := s.Timeline(ctx, TimelineFilter{ChangedSince: later})
	if err != nil || len(l.Items) != 1 || l.Items[0].Note != "on a Tuesday" || !l.Items[0].Entered.Equal(first) || !l.Items[0].Changed.Equal(later) {
		t.Errorf("events changed since: %+v, %v", l.Items, err)
	}
	var events []record.Entry
	walk(t, 3, func(e record.Entry) string {
		events = append(events, e)
		return law.Slug(e.Policy, e.Date.String(), string(e.Type))
	},
		func(p Page) (record.List[record.Entry], error) {
			return s.Timeline(ctx, TimelineFilter{Page: p, Undated: true, ByChange: true})
		})
	if len(events) != 11 || events[0].Note != "on a Tuesday" || !events[1].Changed.Equal(first) {
		t.Errorf("events by change: %+v", events)
	}
}

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
	mustImport(t, s, springfield(), curated)
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
	mustImport(t, s, springfield(), curated)
	d := springfield()
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
	mustImport(t, s, springfield(), curated)
	ctx, cancel := context.WithCancel(context.Background())
	err := s.writing(ctx, "a test", func(tx *gorm.DB) (bool, error) {
		im := newImporter(tx, council1, s.now())
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
