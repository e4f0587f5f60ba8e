package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"refuge/law"
	"refuge/record"
)

func TestCursor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, i, f := rapid.String().Draw(t, "s"), rapid.Int64().Draw(t, "i"), rapid.Float64Range(-1e9, 1e9).Draw(t, "f")
		at := time.Unix(rapid.Int64Range(-60e9, 200e9).Draw(t, "t"), 0).UTC()
		c := cursorOf("list", a, i, f, at)
		got, err := readCursor("list", c, "sift")
		if err != nil {
			t.Fatal(err)
		}
		// JSON writes what is not UTF-8 as U+FFFD; no key of ours is such.
		if got[0] != string([]rune(a)) || got[1] != i || got[2] != f || got[3] != at {
			t.Fatalf("%v %v %v %v became %v", a, i, f, at, got)
		}
		for _, other := range []struct{ list, kinds string }{{"other", "sift"}, {"list", "sif"}, {"list", "iift"}} {
			if _, err := readCursor(other.list, c, other.kinds); !errors.Is(err, law.ErrInvalid) {
				t.Fatalf("%+v: %v", other, err)
			}
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(cursorOf("timeline", "2014-11-14", 7, 0, 12))
	f.Add("bnVsbA")
	f.Add("")
	f.Fuzz(func(t *testing.T, c string) {
		if _, err := readCursor("timeline", c, "siii"); err != nil && !errors.Is(err, law.ErrInvalid) {
			t.Error(err)
		}
	})
}

// fataler is a test or a draw of one.
type fataler interface{ Fatalf(string, ...any) }

// walk reads a whole list by pages of n and returns its items by name, and
// fails if an item comes twice or the total is not their number.
func walk[T any](t fataler, n int, name func(T) string, read func(Page) (record.List[T], error)) []string {
	var out []string
	seen := map[string]bool{}
	for p := (Page{Limit: n}); ; {
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

// TestPaging: every list read by pages of any size is the list read at once.
func TestPaging(t *testing.T) {
	ctx := context.Background()
	s := fresh(t)
	mustImport(t, s, springfield(), curated)
	d := council(16, 300)
	d.Jurisdictions = nil
	for i := range d.Policies { // ties in every sort key
		d.Policies[i].Title = []string{"A title", "B title"}[i%2]
	}
	mustImport(t, s, d, collected("springfield"))
	for i := range 5 {
		m := matter()
		m.Status = law.Proposed
		m.Number, m.Identifiers, m.Slug, m.Aliases = "58", []law.Identifier{{Scheme: fmt.Sprint("s", i), Value: "1"}}, fmt.Sprint("m-", i), nil
		mustImport(t, s, collect(m), collected(fmt.Sprint("source-", i)))
		r, _, err := s.BeginRun(ctx, "springfield", false)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Record(ctx, r.ID, collected("springfield"), []Answered{{Bad: []Quarantine{{Subject: fmt.Sprint(i), Cause: "torn"}}}}); err != nil {
			t.Fatal(err)
		}
		r.Outcome = "done"
		if err := s.EndRun(ctx, r); err != nil {
			t.Fatal(err)
		}
	}
	lists := map[string]func(t fataler, n int) []string{}
	for _, sort := range []string{"", "slug", "title", "changed"} {
		lists["policies "+sort] = func(t fataler, n int) []string {
			return walk(t, n, func(p record.Brief) string { return p.Slug }, func(p Page) (record.List[record.Brief], error) {
				return s.Policies(ctx, PolicyFilter{Page: p, Sort: sort})
			})
		}
	}
	for _, f := range []TimelineFilter{{}, {Newest: true}, {Undated: true, Steps: true}, {Undated: true, Newest: true}, {Undated: true, ByChange: true}} {
		lists[fmt.Sprintf("timeline %v %v %v", f.Newest, f.Undated, f.ByChange)] = func(t fataler, n int) []string {
			return walk(t, n, func(e record.Entry) string { return fmt.Sprint(e.ID) }, func(p Page) (record.List[record.Entry], error) { f.Page = p; return s.Timeline(ctx, f) })
		}
	}
	lists["persons"] = func(t fataler, n int) []string {
		return walk(t, n, func(p record.Person) string { return p.Slug }, func(p Page) (record.List[record.Person], error) { return s.Persons(ctx, PersonFilter{Page: p}) })
	}
	lists["codings"] = func(t fataler, n int) []string {
		return walk(t, n, func(c record.CodingRow) string { return c.Policy + c.Variable }, func(p Page) (record.List[record.CodingRow], error) { return s.Codings(ctx, CodingFilter{Page: p}) })
	}
	lists["search"] = func(t fataler, n int) []string {
		return walk(t, n, func(h record.Hit) string { return h.Policy + " " + h.Version + " " + h.Section + h.Snippet }, func(p Page) (record.List[record.Hit], error) {
			found, err := s.Search(ctx, SearchFilter{Page: p, Query: "title OR detainer"})
			return found.List, err
		})
	}
	lists["findings"] = func(t fataler, n int) []string {
		return walk(t, n, func(f law.Finding) string { return f.Sentence }, func(p Page) (record.List[law.Finding], error) { return s.Findings(ctx, p) })
	}
	lists["runs"] = func(t fataler, n int) []string {
		return walk(t, n, func(r Run) string { return fmt.Sprint(r.ID) }, func(p Page) (record.List[Run], error) { return s.Runs(ctx, "", p) })
	}
	lists["quarantine"] = func(t fataler, n int) []string {
		return walk(t, n, func(q Quarantine) string { return q.Subject }, func(p Page) (record.List[Quarantine], error) { return s.Quarantined(ctx, "springfield", p) })
	}
	whole := map[string][]string{}
	for name, list := range lists {
		if whole[name] = list(t, MaxLimit); len(whole[name]) < 3 {
			t.Fatalf("%s: only %d items to walk", name, len(whole[name]))
		}
		if got := list(t, 2+len(whole[name])/9); !slices.Equal(got, whole[name]) {
			t.Errorf("%s: by pages %v, at once %v", name, got, whole[name])
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.SampledFrom(sortedKeys(lists)).Draw(t, "list")
		n := rapid.IntRange(max(1, len(whole[name])/20), min(len(whole[name])+1, MaxLimit)).Draw(t, "limit")
		if got := lists[name](t, n); !slices.Equal(got, whole[name]) {
			t.Fatalf("%s by pages of %d: %v, at once %v", name, n, got, whole[name])
		}
	})
	for _, bad := range []Page{{Limit: -1}, {Limit: MaxLimit + 1}, {Cursor: "x"}, {Cursor: cursorOf("runs", 3)}, {Cursor: cursorOf("policies date", "x", "y")}} {
		if _, err := s.Policies(ctx, PolicyFilter{Page: bad}); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
		if _, err := s.Search(ctx, SearchFilter{Page: bad, Query: "law"}); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("search %+v: %v", bad, err)
		}
	}
}
