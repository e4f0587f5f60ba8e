package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// fataler is a test or a draw of one.
type fataler interface{ Fatalf(string, ...any) }

// walk reads a whole list by pages of n and returns its items by name, and
// fails if an item comes twice or the total is not their number.
func walk[T any](t fataler, n int, name func(T) string, read func(store.Page) (record.List[T], error)) []string {
	var out []string
	seen := map[string]bool{}
	for p := (store.Page{Limit: n}); ; {
		l, err := read(p)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if len(l.Items) > n || l.Next != "" && len(l.Items) != n {
			t.Fatalf("a page of %d for a limit of %d, next %q", len(l.Items), n, l.Next)
		}
		for _, it := range l.Items {
			k := name(it)
			if seen[k] {
				t.Fatalf("%s comes twice", k)
			}
			seen[k] = true
			out = append(out, k)
		}
		if l.Next == "" {
			if l.Total != len(out) {
				t.Fatalf("a total of %d, %d items", l.Total, len(out))
			}
			return out
		}
		p.Cursor = string(l.Next)
	}
}

// testPaging: every list read by pages of any size is the list read at once.
func testPaging(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	d := springfield.Council(16, 300)
	d.Jurisdictions = nil
	for i := range d.Policies { // ties in every sort key
		d.Policies[i].Title = []string{"A title", "B title"}[i%2]
	}
	mustImport(t, s, d, collected("springfield"))
	for i := range 5 {
		m := springfield.Matter()
		m.Status = law.Proposed
		m.Number, m.Identifiers, m.Slug, m.Aliases = "58", []law.Identifier{{Scheme: fmt.Sprint("s", i), Value: "1"}}, fmt.Sprint("m-", i), nil
		mustImport(t, s, collect(m), collected(fmt.Sprint("source-", i)))
		r, _, err := s.BeginRun(ctx, "springfield", false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(ctx, r.ID, collected("springfield"), []store.Answered{{Bad: []store.Quarantine{{Subject: fmt.Sprint(i), Cause: "torn"}}}}); err != nil {
			t.Fatal(err)
		}
		r.Outcome = "done"
		if err := s.EndRun(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	lists := map[string]func(t fataler, n int) []string{}
	for _, reverse := range []bool{false, true} {
		for _, sort := range []string{"", "enacted", "effective", "ended", "slug", "title", "changed"} {
			lists[fmt.Sprint("policies ", sort, reverse)] = func(t fataler, n int) []string {
				return walk(t, n, func(p record.Brief) string { return p.Slug }, func(p store.Page) (record.List[record.Brief], error) {
					return s.Policies(ctx, store.PolicyFilter{Page: p, Sort: sort, Reverse: reverse})
				})
			}
		}
		for _, sort := range []string{"", "term"} {
			lists[fmt.Sprint("persons ", sort, reverse)] = func(t fataler, n int) []string {
				return walk(t, n, func(p record.Person) string { return p.Slug }, func(p store.Page) (record.List[record.Person], error) {
					return s.Persons(ctx, store.PersonFilter{Page: p, Sort: sort, Reverse: reverse})
				})
			}
		}
	}
	for _, f := range []store.TimelineFilter{{}, {Newest: true}, {Undated: true, Steps: true}, {Undated: true, Newest: true}, {Undated: true, ByChange: true}} {
		lists[fmt.Sprintf("timeline %v %v %v", f.Newest, f.Undated, f.ByChange)] = func(t fataler, n int) []string {
			return walk(t, n, func(e record.Entry) string { return fmt.Sprint(e.ID) }, func(p store.Page) (record.List[record.Entry], error) { f.Page = p; return s.Timeline(ctx, f) })
		}
	}
	lists["codings"] = func(t fataler, n int) []string {
		return walk(t, n, func(c record.CodingRow) string { return c.Policy + c.Variable }, func(p store.Page) (record.List[record.CodingRow], error) {
			return s.Codings(ctx, store.CodingFilter{Page: p})
		})
	}
	lists["search"] = func(t fataler, n int) []string {
		return walk(t, n, func(h record.Hit) string { return h.Policy + " " + h.Version + " " + h.Section + h.Snippet }, func(p store.Page) (record.List[record.Hit], error) {
			found, err := s.Search(ctx, store.SearchFilter{Page: p, Query: "title OR detainer"})
			return found.List, err
		})
	}
	lists["search by policy"] = func(t fataler, n int) []string {
		return walk(t, n, func(h record.Hit) string { return h.Policy }, func(p store.Page) (record.List[record.Hit], error) {
			found, err := s.Search(ctx, store.SearchFilter{Page: p, Query: "title OR detainer OR bill", ByPolicy: true})
			return found.List, err
		})
	}
	lists["findings"] = func(t fataler, n int) []string {
		return walk(t, n, func(f record.Finding) string { return f.Rule + f.Subject + f.Sentence }, func(p store.Page) (record.List[record.Finding], error) {
			return s.Findings(ctx, "2026-03-01", store.FindingFilter{Page: p})
		})
	}
	lists["runs"] = func(t fataler, n int) []string {
		return walk(t, n, func(r store.Run) string { return fmt.Sprint(r.ID) }, func(p store.Page) (record.List[store.Run], error) { return s.Runs(ctx, "", p) })
	}
	lists["quarantine"] = func(t fataler, n int) []string {
		return walk(t, n, func(q store.Quarantine) string { return q.Subject }, func(p store.Page) (record.List[store.Quarantine], error) { return s.Quarantined(ctx, "springfield", p) })
	}
	whole := map[string][]string{}
	for name, list := range lists {
		if whole[name] = list(t, store.MaxLimit); len(whole[name]) < 3 {
			t.Fatalf("%s: only %d items to walk", name, len(whole[name]))
		}
		if got := list(t, 2+len(whole[name])/9); !slices.Equal(got, whole[name]) {
			t.Errorf("%s: by pages %v, at once %v", name, got, whole[name])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(lists))).Draw(t, "list")
		n := rapid.IntRange(max(1, len(whole[name])/20), min(len(whole[name])+1, store.MaxLimit)).Draw(t, "limit")
		if got := lists[name](t, n); !slices.Equal(got, whole[name]) {
			t.Fatalf("%s by pages of %d: %v, at once %v", name, n, got, whole[name])
		}
	})
	another, err := s.Runs(ctx, "", store.Page{Limit: 1})
	if err != nil || another.Next == "" {
		t.Fatalf("%+v, %v", another, err)
	}
	for _, bad := range []store.Page{{Limit: -1}, {Limit: store.MaxLimit + 1}, {Cursor: "x"}, {Cursor: string(another.Next)}} {
		if _, err := s.Policies(ctx, store.PolicyFilter{Page: bad}); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
		if _, err := s.Search(ctx, store.SearchFilter{Page: bad, Query: "law"}); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("search %+v: %v", bad, err)
		}
	}
}
