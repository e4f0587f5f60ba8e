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

// testRereadIsNoChange: the same bytes read by a better reader give a better text,
// and no list tells of it as a change of law; other bytes do.
func testRereadIsNoChange(t *testing.T, open Open) {
	ctx := context.Background()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s := open(t, func() time.Time { return now })
	mustImport(t, s, springfield.Record(), curated)
	collected := func(reader, capture, text string) {
		t.Helper()
		now = now.Add(time.Hour)
		p := law.Policy{Slug: "springfield-ll-99-2015", Jurisdiction: "springfield", Kind: law.LocalLaw, Title: "Of lamps", Origin: law.Collected,
			Versions: []law.Version{{Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Text: text, Held: true, Reader: reader, Capture: capture, Origin: law.Collected, Sources: []string{"https://springfield.example.org/99"}}}}
		if _, err := s.Import(ctx, law.Dataset{Policies: []law.Policy{p}}, store.ImportOptions{Origin: law.Collected, Source: "springfield"}); err != nil {
			t.Fatal(err)
		}
	}
	changed := func() *time.Time {
		t.Helper()
		l, err := s.Policies(ctx, store.PolicyFilter{ChangedSince: now.Add(-time.Minute)})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range l.Items {
			if p.Slug == "springfield-ll-99-2015" {
				return p.Changed
			}
		}
		return nil
	}
	collected("rtf/1", "a1", "Lamps shall be lit.")
	if changed() == nil {
		t.Error("a new text is no news")
	}
	collected("rtf/2", "a1", "Lamps shall be lit at dusk.")
	if at := changed(); at != nil {
		t.Errorf("the same bytes, read anew, changed at %v", at)
	}
	if v, err := s.Version(ctx, "springfield-ll-99-2015", "enacted"); err != nil || v.Text != "Lamps shall be lit at dusk." || v.Reader != "rtf/2" {
		t.Errorf("the better text: %q by %q, %v", v.Text, v.Reader, err)
	}
	collected("rtf/2", "b2", "Lamps shall be lit at noon.")
	if changed() == nil {
		t.Error("a text of other bytes is no news")
	}
}
