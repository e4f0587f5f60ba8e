package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"refuge/law"
	"refuge/record"
)

// TestCodeOfTheRecord reads a section of New York's code from the record alone,
// before and after the law that rewrote it, with nothing collected.
func TestCodeOfTheRecord(t *testing.T) {
	s, _ := theRecord(t)
	ctx := context.Background()
	places, err := s.Code(ctx, "new-york-city")
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(places, func(p record.CodePlace) bool { return p.Number == "9-131" })
	if i < 0 || len(places[i].Laws) < 4 {
		t.Fatalf("§ 9-131 is not among the places, or its laws are missing: %+v", places)
	}
	for i := 1; i < len(places); i++ {
		if a, b := places[i-1], places[i]; a.Code == b.Code && law.CompareNumbers(a.Number, b.Number) > 0 {
			t.Errorf("%s %s stands before %s", a.Code, a.Number, b.Number)
		}
	}
	for _, c := range []struct {
		number  string
		day     law.Day
		policy  string // of the first passage, "" for none
		version string
	}{
		{"9-131", "2011-01-01", "", ""},
		{"§ 9-131", "2016-06-01", "nyc-ll-58-2014", "restated-2015-02-12"},
		{"9-131(h)(2)", "2026-06-01", "nyc-ll-58-2014", "restated-2026-01-29"},
	} {
		got, err := s.CodeSection(ctx, "new-york-city", c.number, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got.Number != "9-131" || len(got.Laws) != len(places[i].Laws) || len(got.Places) == 0 {
			t.Errorf("%s: %q with %d laws at %v", c.number, got.Number, len(got.Laws), got.Places)
		}
		var policy, version string
		if len(got.Passages) > 0 {
			policy, version = got.Passages[0].Policy, got.Passages[0].Version
		}
		if policy != c.policy || version != c.version {
			t.Errorf("%s on %s: the words of %s in %s, want %s in %s", c.number, c.day, version, policy, c.version, c.policy)
		}
		for _, p := range got.Passages {
			if p.Words == "" || p.Since > c.day {
				t.Errorf("%s on %s: a passage %+v", c.number, c.day, p)
			}
			then, err := s.On(ctx, p.Policy, c.day)
			if err != nil || !slices.ContainsFunc(then.Law, func(v law.Version) bool { return v.Label == p.Version }) {
				t.Errorf("%s on %s: %s of %s was not law then, %v", c.number, c.day, p.Version, p.Policy, err)
			}
		}
		if policy != "" && len(got.Codings) == 0 {
			t.Errorf("%s on %s has no codings", c.number, c.day)
		}
		for _, k := range got.Codings {
			if !slices.ContainsFunc(got.Laws, func(l record.SectionLaw) bool { return l.Slug == k.Policy }) {
				t.Errorf("%s: a coding of %s, which is none of its laws", c.number, k.Policy)
			}
		}
	}
	if _, err := s.CodeSection(ctx, "new-york-city", "99-999", "2020-01-01"); !errors.Is(err, law.ErrNotFound) {
		t.Errorf("a section that nothing made: %v", err)
	}
	if _, err := s.CodeSection(ctx, "atlantis", "9-131", "2020-01-01"); !errors.Is(err, law.ErrNotFound) {
		t.Errorf("a place that is not held: %v", err)
	}
}
