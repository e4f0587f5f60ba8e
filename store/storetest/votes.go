package storetest

import (
	"context"
	"reflect"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/store"
)

// testVotesAreHeld gives a curated measure without a vote, and the council's
// own record of the same passing with one: the vote shows on the curated
// event, and the sponsors are those of the council.
func testVotesAreHeld(t *testing.T, open Open) {
	s := open.fresh(t)
	ctx := context.Background()
	day, yes, no := law.MustDate("1991-04-01"), 7, 2
	vote := &law.Vote{Body: "City Council", Yes: &yes, No: &no, Against: []string{"Bo Ferry", "Cy Pier"}}
	p := law.Policy{Slug: "springfield-ord-1", Jurisdiction: "springfield", Kind: law.Ordinance, Number: "1", Title: "Ordinance 1",
		Identifiers: []law.Identifier{{Scheme: "council", Value: "1"}},
		Sponsors:    []law.Sponsor{{Name: "Ada Quay", Order: 1}},
		Events:      []law.Event{{Date: day, Type: law.Passed, Actor: "City Council", Origin: law.Curated, Sources: []string{}}}}
	first := law.Dataset{Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")}, Policies: []law.Policy{p}}
	mustImport(t, s, first, curated)
	p.Events = []law.Event{{Date: day, Type: law.Passed, Actor: "City Council", Raw: "Approved", Vote: vote, SourceID: "9", Origin: law.Collected, Sources: []string{}}}
	p.Sponsors = []law.Sponsor{{Name: "Ada Quay", ID: "4", Order: 1}, {Name: "Di Wharf", ID: "5", Order: 2}}
	o := store.ImportOptions{Origin: law.Collected, Source: "council"}
	mustImport(t, s, law.Dataset{Policies: []law.Policy{p}}, o)

	got, err := s.Policy(ctx, p.Slug)
	if err != nil || len(got.Events) != 1 || !reflect.DeepEqual(got.Events[0].Vote, vote) {
		t.Errorf("the policy's events are %+v, %v", got.Events, err)
	}
	list, err := s.Timeline(ctx, store.TimelineFilter{})
	if err != nil || len(list.Items) != 1 || !reflect.DeepEqual(list.Items[0].Vote, vote) || !list.Items[0].Corroborated {
		t.Errorf("the timeline is %+v, %v", list.Items, err)
	}
	if rep := mustImport(t, s, first, curated); rep.Policies.Updated != 0 {
		t.Errorf("the curated record again: %+v", rep.Policies)
	}
	if got, err = s.Policy(ctx, p.Slug); err != nil || !reflect.DeepEqual(got.Sponsors, p.Sponsors) {
		t.Errorf("the sponsors are %+v, %v", got.Sponsors, err)
	}
	if rep := mustImport(t, s, law.Dataset{Policies: []law.Policy{p}}, o); rep.Events.Unchanged != 1 {
		t.Errorf("again: %+v", rep.Events)
	}
}
