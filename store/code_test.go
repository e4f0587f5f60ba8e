package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
	"refuge/store"
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

// TestOfficialPassageComesFirst holds a law in its official words, which number
// their sections otherwise, and in ours, and the section of the code it amends.
func TestOfficialPassageComesFirst(t *testing.T) {
	text := func(label string, stage law.Stage, standing law.Standing, from, to string, sections ...law.Section) law.Version {
		v := springfield.Version(label, stage, standing, from, "No keeper holds a lamp.\n")
		v.From, v.To, v.Sections = law.MustDate(from), law.MustDate(to), sections
		for i := range v.Sections {
			v.Sections[i].End = len(v.Text)
		}
		return v
	}
	inForce := []law.Event{springfield.Event("2014-11-14", law.Signed, "Mayor Bob Second"), springfield.Event("2014-12-14", law.Effective, "")}
	ours := []law.Section{{EID: "sec_9-131", Number: "§ 9-131"}}
	coding := func(to string) law.Coding {
		c := springfield.Coding("detainer_compliance", "never", "2014-12-14", to)
		c.Section, c.Locator = "sec_9-131", "§ 9-131(b)"
		return c
	}
	d := springfield.Record()
	d.Policies = []law.Policy{
		{Slug: "springfield-ll-58-2014", Jurisdiction: "springfield", Kind: law.LocalLaw, Number: "58", Year: 2014, Title: "A law on lamps", Status: law.InForce, Origin: law.Curated,
			CodifiedAt: []string{"Springfield Admin. Code § 9-131"}, Events: inForce, Codings: []law.Coding{coding(""), coding("2018-01-01")},
			Versions: []law.Version{
				text("enacted", law.AsEnacted, law.Official, "2014-12-14", "2018-01-01", law.Section{EID: "sec_9-131_2", Number: "§ 9-131."}),
				text("restated", law.AsRestated, law.Restated, "2014-12-14", "", slices.Clone(ours)...)}},
		{Slug: "springfield-code-9-131", Jurisdiction: "springfield", Kind: law.CodeSection, Number: "§ 9-131", Title: "Section 9-131", Status: law.InForce, Origin: law.Curated, Events: inForce,
			Versions: []law.Version{text("c1", law.AsConsolidated, law.Consolidated, "2014-12-14", "2018-01-01", slices.Clone(ours)...), text("c2", law.AsConsolidated, law.Consolidated, "2018-01-01", "", slices.Clone(ours)...)}},
		{Slug: "springfield-code-9-132", Jurisdiction: "springfield", Kind: law.CodeSection, Number: "§ 9-132", Title: "Section 9-132", Status: law.InForce, Origin: law.Curated, Events: inForce,
			Versions: []law.Version{text("c1", law.AsConsolidated, law.Consolidated, "2014-12-14", "", law.Section{EID: "sec_9-132", Number: "§ 9-132"})}},
	}
	s, err := store.Open(t.Context(), store.Options{Path: ":memory:"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.Import(t.Context(), d, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	got, err := s.CodingPassages(t.Context(), "springfield-ll-58-2014")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]law.PassageAt{
		{{Policy: "springfield-code-9-131", Version: "c2", Section: "sec_9-131", Standing: law.Consolidated},
			{Policy: "springfield-ll-58-2014", Version: "restated", Section: "sec_9-131", Standing: law.Restated}},
		{{Policy: "springfield-ll-58-2014", Version: "enacted", Section: "sec_9-131_2", Standing: law.Official},
			{Policy: "springfield-code-9-131", Version: "c1", Section: "sec_9-131", Standing: law.Consolidated},
			{Policy: "springfield-ll-58-2014", Version: "restated", Section: "sec_9-131", Standing: law.Restated}},
	}
	if !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("the passages are\n%+v, want\n%+v", got, want)
	}
	if _, err := s.CodingPassages(t.Context(), "nowhere"); !errors.Is(err, law.ErrNotFound) {
		t.Errorf("of no policy: %v", err)
	}
}
