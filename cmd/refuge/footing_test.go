package main

import (
	"context"
	"testing"

	"refuge/law"
	"refuge/seed"
)

// TestTheSiteCountsAsTheRecordDoes loads the record as serve does and compares
// what the site says it rests on with the files.
func TestTheSiteCountsAsTheRecordDoes(t *testing.T) {
	p := &program{stdout: t.Output(), stderr: t.Output(), dataDir: t.TempDir()}
	s, err := p.open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	d, err := seed.Load()
	if err != nil {
		t.Fatal(err)
	}
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
