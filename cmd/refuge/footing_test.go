package main

import (
	"context"
	"slices"
	"testing"

	"refuge/law"
	"refuge/seed"
	"refuge/store"
)

// shippedRecord is the record in a database, loaded as serve does it, and as the
// files have it.
func shippedRecord(t *testing.T) (*store.Store, law.Dataset) {
	t.Helper()
	p := &program{stdout: t.Output(), stderr: t.Output(), dataDir: t.TempDir()}
	s, err := p.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	d, err := seed.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s, d
}

// TestTheSiteCountsAsTheRecordDoes loads the record as serve does and compares
// what the site says it rests on with the files.
func TestTheSiteCountsAsTheRecordDoes(t *testing.T) {
	s, d := shippedRecord(t)
	want := law.Footings(d)
	rows, err := s.Jurisdictions(t.Context())
	if err != nil || len(rows) != len(d.Jurisdictions) {
		t.Fatalf("%d jurisdictions, %v", len(rows), err)
	}
	for _, r := range rows {
		if r.Footing != want[r.Slug] {
			t.Errorf("%s: the site says %+v, the files %+v", r.Slug, r.Footing, want[r.Slug])
		}
		doubts, err := s.Doubts(t.Context(), r.Slug)
		if err != nil {
			t.Fatal(err)
		}
		if len(doubts) != r.Unverified {
			t.Errorf("%s: %d doubts are listed, %d counted", r.Slug, len(doubts), r.Unverified)
		}
	}
}

// TestEveryCodingOpensItsPassage asks for each coding of the shipped record as
// the API gives it: its section stands in the version it names.
func TestEveryCodingOpensItsPassage(t *testing.T) {
	s, d := shippedRecord(t)
	policies := map[string]law.Policy{}
	for _, p := range d.Policies {
		policies[p.Slug] = p
	}
	open := 0
	for f := (store.CodingFilter{Page: store.Page{Limit: store.MaxLimit}}); ; {
		list, err := s.Codings(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range list.Items {
			if k.Section == "" {
				continue
			}
			open++
			if !slices.ContainsFunc(policies[k.Policy].Versions, func(v law.Version) bool {
				return v.Label == k.Version && slices.ContainsFunc(v.Sections, func(s law.Section) bool { return s.EID == k.Section })
			}) {
				t.Errorf("%s: %s rests on %s, which does not stand in %q", k.Policy, k.Variable, k.Section, k.Version)
			}
		}
		if f.Cursor = string(list.Next); f.Cursor == "" {
			break
		}
	}
	if open < 1000 {
		t.Errorf("only %d codings open a passage", open)
	}
}
