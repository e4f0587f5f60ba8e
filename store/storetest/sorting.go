package storetest

import (
	"context"
	"slices"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// testSorting: lists come in the order of the day asked for, either way, and
// what has no such day comes last.
func testSorting(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	d := springfield.Record()
	d.Persons = append(d.Persons, law.Person{Slug: "di-de-abel", Name: "Di de Abel"}, law.Person{Slug: "ed-abel", Name: "Ed Ábel Jr."})
	d.Terms = append(d.Terms, springfield.Term("shelbyville", "di-de-abel", "Di de Abel", "1999-01-01", "2001-01-01"),
		springfield.Term("shelbyville", "ed-abel", "Ed Ábel Jr.", "", "1990-01-01"))
	mustImport(t, s, d, curated)
	brief := map[string]record.Brief{}
	slugs := func(sort string, reverse bool) (out []string) {
		t.Helper()
		l, err := s.Policies(ctx, store.PolicyFilter{Sort: sort, Reverse: reverse})
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range l.Items {
			brief[b.Slug] = b
			out = append(out, b.Slug)
		}
		return out
	}
	const detainer, order, welcome, bill, ordinance = "springfield-ll-58-2014", "springfield-eo-7-2003", "springfield-res-1-2019", "springfield-int-9-2020", "shelbyville-ord-3"
	for sort, want := range map[string][]string{
		"enacted":   {welcome, detainer, ordinance, order}, // the bill never was
		"effective": {detainer},
		"ended":     {order},
	} {
		if got := slugs(sort, false); !slices.Equal(got[:len(want)], want) {
			t.Errorf("by %s: %v", sort, got)
		}
		slices.Reverse(want)
		if got := slugs(sort, true); !slices.Equal(got[:len(want)], want) {
			t.Errorf("by %s the other way round: %v", sort, got)
		}
	}
	for slug, want := range map[string][3]string{
		detainer: {"2014-11-14", "2014-12-14", ""}, order: {"2003-05", "", "2014-12-14"}, bill: {}, ordinance: {"2012-03-01", "", ""},
	} {
		b := brief[slug]
		if got := [3]string{b.Enacted.String(), b.Effective.String(), b.Ended.String()}; got != want {
			t.Errorf("%s: enacted, effective, ended %q, want %q", slug, got, want)
		}
	}
	for _, c := range []struct {
		f    store.PersonFilter
		want []string
	}{
		{store.PersonFilter{}, []string{"ed-abel", "di-de-abel", "ada-first", "bob-second", "cyd-third"}},
		{store.PersonFilter{Reverse: true}, []string{"cyd-third", "bob-second", "ada-first", "di-de-abel", "ed-abel"}},
		{store.PersonFilter{Sort: "term"}, []string{"cyd-third", "bob-second", "ada-first", "di-de-abel", "ed-abel"}},
		{store.PersonFilter{Sort: "term", Reverse: true}, []string{"di-de-abel", "ada-first", "bob-second", "cyd-third", "ed-abel"}},
	} {
		l, err := s.Persons(ctx, c.f)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range l.Items {
			got = append(got, p.Slug)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v", c.f, got)
		}
	}
}
