package storetest

import (
	"errors"
	"testing"

	"refuge/law"
	"refuge/store"
)

func testRelatedBothWays(t *testing.T, open Open) {
	s := open.fresh(t)
	d := law.Dataset{
		Jurisdictions: []law.Jurisdiction{{Slug: "springfield", Name: "Springfield", Kind: law.City}, {Slug: "shelbyville", Name: "Shelbyville", Kind: law.City}},
		Policies: []law.Policy{
			{Slug: "springfield-1", Jurisdiction: "springfield", Kind: law.Ordinance, Title: "First", ShortTitle: "One", Aliases: []string{"springfield-old"}},
			{Slug: "springfield-2", Jurisdiction: "springfield", Kind: law.Ordinance, Title: "Second", Relations: []law.Relation{
				{Type: law.Amends, Target: "springfield-old"}, {Type: law.RespondsTo, Words: "the fair of 1990"}}},
			{Slug: "springfield-bill", Jurisdiction: "springfield", Kind: law.Ordinance, Title: "A bill", Status: law.Failed, Relations: []law.Relation{
				{Type: law.Repeals, Target: "springfield-1"}, {Type: law.RespondsTo, Target: "springfield-1"}}},
			{Slug: "shelbyville-1", Jurisdiction: "shelbyville", Kind: law.Ordinance, Title: "Theirs", Relations: []law.Relation{{Type: law.RespondsTo, Target: "springfield-1"}}},
		},
	}
	if _, err := s.Import(t.Context(), d, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	type edge struct {
		kind     law.RelationType
		incoming bool
		other    string
		title    string
		place    string
		notLaw   law.Status
	}
	for slug, want := range map[string][]edge{
		"springfield-2": {{law.Amends, false, "springfield-1", "One", "Springfield", ""}, {law.RespondsTo, false, "", "", "", ""}},
		"springfield-old": {{law.RespondsTo, true, "shelbyville-1", "Theirs", "Shelbyville", ""}, {law.Amends, true, "springfield-2", "Second", "Springfield", ""},
			{law.Repeals, true, "springfield-bill", "A bill", "Springfield", law.Failed}, {law.RespondsTo, true, "springfield-bill", "A bill", "Springfield", ""}},
	} {
		got, err := s.Related(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %+v", slug, got)
		}
		for i, e := range got {
			if (edge{e.Type, e.Incoming, e.Other, e.OtherTitle, e.Jurisdiction, e.NotLaw}) != want[i] {
				t.Errorf("%s: edge %d is %+v, want %+v", slug, i, e, want[i])
			}
		}
	}
	if _, err := s.Related(t.Context(), "nowhere"); !errors.Is(err, law.ErrNotFound) {
		t.Errorf("%v", err)
	}
}
