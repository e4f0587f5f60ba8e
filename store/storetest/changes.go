package storetest

import (
	"context"
	"slices"
	"testing"
	"time"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// testWhenRowsChanged: the lists say with which import a row came and with which
// it last changed, and an import that changes nothing moves no instant.
func testWhenRowsChanged(t *testing.T, open Open) {
	ctx := context.Background()
	now := time.Date(2026, 3, 1, 12, 0, 0, 500, time.FixedZone("", -5*60*60))
	s := open(t, func() time.Time { return now })
	first := time.Date(2026, 3, 1, 17, 0, 0, 0, time.UTC)
	policies := func(f store.PolicyFilter) (slugs []string, brief record.Brief) {
		t.Helper()
		slugs = walk(t, 2, func(p record.Brief) string {
			if p.Slug == "springfield-ll-58-2014" {
				brief = p
			}
			return p.Slug
		}, func(p store.Page) (record.List[record.Brief], error) { f.Page = p; return s.Policies(ctx, f) })
		return slugs, brief
	}
	mustImport(t, s, springfield.Record(), curated)
	now = now.Add(time.Hour)
	mustImport(t, s, springfield.Record(), curated)
	if _, b := policies(store.PolicyFilter{}); b.Entered == nil || !b.Entered.Equal(first) || b.Changed == nil || !b.Changed.Equal(first) {
		t.Errorf("after an import that changed nothing: entered %v, changed %v, want %v", b.Entered, b.Changed, first)
	}
	now = now.Add(time.Hour)
	later := first.Add(2 * time.Hour)
	d := springfield.Record()
	d.Policies[0].Events[1].Note = "on a Tuesday"
	mustImport(t, s, d, curated)
	got, b := policies(store.PolicyFilter{ChangedSince: first.Add(time.Second)})
	if !slices.Equal(got, []string{"springfield-ll-58-2014"}) || !b.Entered.Equal(first) || !b.Changed.Equal(later) {
		t.Errorf("changed since the first import: %v, entered %v, changed %v", got, b.Entered, b.Changed)
	}
	if got, _ = policies(store.PolicyFilter{Sort: "changed"}); len(got) != 5 || got[0] != "springfield-ll-58-2014" {
		t.Errorf("by change: %v", got)
	}
	if got, _ = policies(store.PolicyFilter{ChangedSince: later}); len(got) != 1 {
		t.Errorf("changed at the very instant: %v", got)
	}
	if got, _ = policies(store.PolicyFilter{ChangedSince: later.Add(time.Second)}); len(got) != 0 {
		t.Errorf("changed after the last import: %v", got)
	}
	l, err := s.Timeline(ctx, store.TimelineFilter{ChangedSince: later})
	if err != nil || len(l.Items) != 1 || l.Items[0].Note != "on a Tuesday" || !l.Items[0].Entered.Equal(first) || !l.Items[0].Changed.Equal(later) {
		t.Errorf("events changed since: %+v, %v", l.Items, err)
	}
	var events []record.Entry
	walk(t, 3, func(e record.Entry) string {
		events = append(events, e)
		return law.Slug(e.Policy, e.Date.String(), string(e.Type))
	},
		func(p store.Page) (record.List[record.Entry], error) {
			return s.Timeline(ctx, store.TimelineFilter{Page: p, Undated: true, ByChange: true})
		})
	if len(events) != 11 || events[0].Note != "on a Tuesday" || !events[1].Changed.Equal(first) {
		t.Errorf("events by change: %+v", events)
	}
}
