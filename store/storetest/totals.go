package storetest

import (
	"context"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// testTotals: every event is counted once, or among what is left out, and what
// was collected on another subject swamps neither the counts nor the newest
// events nor the policies in force.
func testTotals(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	before, err := s.Totals(ctx)
	if err != nil || before.LeftOut != (record.LeftOut{}) || before.Jurisdictions != 2 || before.Policies != 5 {
		t.Fatalf("of the curated record: %+v, %v", before, err)
	}
	ferry := law.Policy{Slug: "ferry-fares", Jurisdiction: "springfield", Kind: law.Resolution, Title: "Ferry fares", Status: law.InForce, Relevance: law.OffTopic,
		Events: []law.Event{{Date: law.MustDate("2025-05-01"), Type: law.Passed, Sources: []string{}}, {Date: law.MustDate("2025-04-01"), Type: law.Step, Sources: []string{}}}}
	papers := law.Policy{Slug: "papers", Jurisdiction: "springfield", Kind: law.Resolution, Title: "Papers", Status: law.InForce, Relevance: law.Support,
		Events: []law.Event{{Date: law.MustDate("2025-06-01"), Type: law.Passed, Sources: []string{}}, {Type: law.Introduced, Sources: []string{}}, {Date: law.MustDate("2025-04-01"), Type: law.Step, Sources: []string{}}}}
	joined := springfield.Matter()
	mustImport(t, s, law.Dataset{Policies: []law.Policy{ferry, papers, joined}}, collected("council"))

	got, err := s.Totals(ctx)
	if err != nil {
		t.Fatal(err)
	}
	list := func(f store.TimelineFilter) record.List[record.Entry] {
		t.Helper()
		f.Undated = true
		l, err := s.Timeline(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	if n := list(store.TimelineFilter{}).Total; got.Events != n || got.Undated != before.Undated+1 || got.Policies != before.Policies+1 {
		t.Errorf("%+v; the timeline lists %d events", got, n)
	}
	d, err := s.Dataset(ctx)
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, p := range d.Policies {
		all += len(p.Events)
	}
	if l := got.LeftOut; got.Events+l.Steps+l.Repeats+l.OffSubjectEvents != all || l.Steps < 1 || l.Repeats < 1 || l.OffSubjectPolicies != 1 || l.OffSubjectEvents != 2 {
		t.Errorf("%+v, of %d events", got, all)
	}
	places, err := s.Jurisdictions(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sum := record.Totals{Jurisdictions: got.Jurisdictions, Undated: got.Undated, People: got.People, LeftOut: got.LeftOut}
	for _, p := range places {
		sum.Policies, sum.Events, sum.Codings = sum.Policies+p.Policies, sum.Events+p.Events, sum.Codings+p.Codings
	}
	if sum != got {
		t.Errorf("the places together have %+v, the record %+v", sum, got)
	}
	for _, e := range list(store.TimelineFilter{Core: true}).Items {
		if e.Policy == "ferry-fares" || e.Policy == "papers" {
			t.Errorf("at the core of the subject: %s", e.Policy)
		}
	}
	state, err := s.Snapshot(ctx, "springfield", "2026-01-01")
	if err != nil || state.OffSubject != 1 {
		t.Errorf("in force on other subjects: %d, %v", state.OffSubject, err)
	}
	for _, p := range state.Policies {
		if p.Slug == "ferry-fares" {
			t.Error("the ferry fares are in force on the subject")
		}
	}
}
