package store

import (
	"context"
	"slices"
	"testing"

	"refuge/internal/springfield"
	"refuge/record"
)

// TestDeriveAll makes anew what a database of an older program lacks, once.
func TestDeriveAll(t *testing.T) {
	ctx := context.Background()
	s := fresh(t)
	d := springfield.Record()
	for i := range d.Policies {
		p := &d.Policies[i]
		for _, v := range p.Versions {
			if len(v.Sections) > 0 && len(p.Codings) > 0 {
				p.Codings[0].Section = v.Sections[0].EID
			}
		}
	}
	mustImport(t, s, d, curated)
	held := func() (rows []holdingRow) {
		if err := s.read.Raw("SELECT * FROM holdings ORDER BY policy_id, pos").Scan(&rows).Error; err != nil {
			t.Fatal(err)
		}
		return rows
	}
	want := held()
	if len(want) == 0 {
		t.Fatal("no coding held")
	}
	for _, sql := range []string{"DELETE FROM holdings", "DELETE FROM law_days", "UPDATE codings SET version_id = NULL"} {
		if err := s.write.Exec(sql).Error; err != nil {
			t.Fatal(err)
		}
	}
	revision := func() int64 {
		n, err := s.Revision(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	before := revision()
	for n := range 2 {
		if err := s.deriveAll(ctx); err != nil {
			t.Fatal(err)
		}
		if got := held(); !slices.Equal(got, want) {
			t.Errorf("derived %v, want %v", got, want)
		}
		if after := revision(); after != before+1 {
			t.Errorf("revision %d after deriving %d times, %d before", after, n+1, before)
		}
	}
	got, err := s.Codings(ctx, CodingFilter{})
	if err != nil || !slices.ContainsFunc(got.Items, func(c record.CodingRow) bool { return c.Version != "" }) {
		t.Errorf("no coding names its version: %+v, %v", got.Items, err)
	}
}
