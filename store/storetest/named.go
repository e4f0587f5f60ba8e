package storetest

import (
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/store"
)

// A policy without a short title has one name wherever the store names it.
func testAPolicyHasOneName(t *testing.T, open Open) {
	s := open.fresh(t)
	const slug, name = "springfield-1", "Ordinance 1 of 2001"
	p := law.Policy{Slug: slug, Jurisdiction: "springfield", Kind: law.Ordinance, Title: "An ordinance on the keeping of geese", Citation: name,
		Status: law.InForce, Origin: law.Curated,
		Events:  []law.Event{{Date: law.MustDate("2001-01-02"), Type: law.Signed, Origin: law.Curated}},
		Codings: []law.Coding{{Variable: "municipal_id", Value: "issued", From: law.MustDate("2001-01-02"), Origin: law.Curated}},
		Versions: []law.Version{{Label: "a", Stage: law.AsEnacted, Standing: law.Official, Date: law.MustDate("2001-01-02"),
			Text: "No goose is kept.\n", Held: true, Origin: law.Curated}}}
	other := law.Policy{Slug: "springfield-2", Jurisdiction: "springfield", Kind: law.Ordinance, Title: "Another", Status: law.InForce, Origin: law.Curated,
		Relations: []law.Relation{{Type: law.Amends, Target: slug, Origin: law.Curated}}}
	mustImport(t, s, law.Dataset{Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")}, Policies: []law.Policy{p, other}}, curated)
	ctx := t.Context()
	got := map[string]string{}
	briefs, err := s.Policies(ctx, store.PolicyFilter{Words: "geese"})
	check(t, err)
	got["policies"] = briefs.Items[0].Name()
	entries, err := s.Timeline(ctx, store.TimelineFilter{Policies: []string{slug}})
	check(t, err)
	got["timeline"] = entries.Items[0].PolicyTitle
	codings, err := s.Codings(ctx, store.CodingFilter{Policies: []string{slug}})
	check(t, err)
	got["codings"] = codings.Items[0].PolicyTitle
	snapshot, err := s.Snapshot(ctx, "springfield", "2010-01-01")
	check(t, err)
	for _, v := range snapshot.Variables {
		if v.Known {
			got["state"] = v.Codings[0].PolicyTitle
		}
	}
	hits, err := s.Search(ctx, store.SearchFilter{Query: "goose"})
	check(t, err)
	got["search"] = hits.Items[0].PolicyTitle
	doubts, err := s.Doubts(ctx, "springfield")
	check(t, err)
	for _, d := range doubts {
		if d.Policy == slug {
			got["doubts "+string(d.Kind)] = d.PolicyTitle
		}
	}
	edges, err := s.Related(ctx, "springfield-2")
	check(t, err)
	got["relations"] = edges[0].OtherTitle
	text, err := s.TextOf(ctx, slug, "a")
	check(t, err)
	_, where, err := s.Texts(ctx, []int64{text})
	check(t, err)
	got["texts"] = where[0].PolicyTitle
	if len(got) < 10 {
		t.Errorf("asked in too few places: %v", got)
	}
	for at, g := range got {
		if g != name {
			t.Errorf("%s: %q, want %q", at, g, name)
		}
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
