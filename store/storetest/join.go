package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/store"
)

var council1 = collected("springfield-council")

func collect(ps ...law.Policy) law.Dataset { return law.Dataset{Policies: ps} }

// answersOf is all that the store answers, for comparing two stores.
func answersOf(t *testing.T, s *store.Store) string {
	t.Helper()
	ctx := context.Background()
	var out []any
	d, err := s.Dataset(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Policies {
		p := &d.Policies[i]
		slices.SortFunc(p.Events, func(a, b law.Event) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
		slices.SortFunc(p.Versions, func(a, b law.Version) int { return strings.Compare(a.Label, b.Label) })
	}
	out = append(out, d)
	tl, err := s.Timeline(ctx, store.TimelineFilter{Page: store.Page{Limit: 500}, Steps: true, Undated: true, OffTopic: true})
	if err != nil {
		t.Fatal(err)
	}
	for i := range tl.Items {
		// Numbers and instants are of the imports, not of what they brought.
		tl.Items[i].ID, tl.Items[i].Entered, tl.Items[i].Changed = 0, nil, nil
	}
	f, err := s.Findings(ctx, "2026-03-01", sourceFindings())
	if err != nil {
		t.Fatal(err)
	}
	hits, err := s.Search(ctx, store.SearchFilter{Query: "civil OR words OR law", Page: store.Page{Limit: 500}})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, h := range hits.Items {
		found[h.Policy+" "+h.Version+" "+h.Section] = true
	}
	b, err := json.MarshalIndent(append(out, tl, f, found), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func testCollectedJoinsCurated(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	rep := mustImport(t, s, collect(springfield.Matter()), council1)
	if rep.Policies.Inserted != 0 || rep.Policies.Updated != 1 || rep.Events.Inserted != 3 {
		t.Errorf("%+v", rep)
	}
	p, err := s.Policy(ctx, "springfield-int-486-2014")
	if err != nil {
		t.Fatal(err)
	}
	if p.Slug != "springfield-ll-58-2014" || p.Title != "A Local Law on persons not to be detained" || p.Origin != law.Curated || p.RawStatus != "" {
		t.Errorf("a curated fact was lost: %+v", p)
	}
	if want := []string{"springfield-int-486-2014", "springfield-law-2014-58"}; !slices.Equal(p.Aliases, want) {
		t.Errorf("aliases %v", p.Aliases)
	}
	if len(p.Identifiers) != 2 || len(p.Sponsors) != 1 || len(p.Attachments) != 1 || len(p.Versions) != 3 {
		t.Errorf("%d identifiers, %d sponsors, %d attachments, %d versions", len(p.Identifiers), len(p.Sponsors), len(p.Attachments), len(p.Versions))
	}
	if len(p.Events) != 7 {
		t.Errorf("%d events: %+v", len(p.Events), p.Events)
	}
	tl, err := s.Timeline(ctx, store.TimelineFilter{Policies: []string{"springfield-law-2014-58"}, Types: []law.EventType{law.Introduced}})
	if err != nil {
		t.Fatal(err)
	}
	if len(tl.Items) != 1 || !tl.Items[0].Corroborated || !slices.Equal(tl.Items[0].Sources, []string{"https://records.example/introduced", "https://council.example/1001"}) {
		t.Errorf("%+v", tl.Items)
	}
	if len(rep.Findings) != 1 || rep.Findings[0].Rule != "source-enactment" || rep.Findings[0].Severity != law.SevWarning {
		t.Errorf("findings %+v", rep.Findings)
	}

	again := mustImport(t, s, collect(springfield.Matter()), council1)
	if again.Policies.Unchanged != 1 || again.Events.Unchanged != 3 || again.Versions.Unchanged != 1 || again.Events.Updated != 0 {
		t.Errorf("again: %+v", again)
	}
	f, err := s.Findings(ctx, "2026-03-01", sourceFindings())
	if err != nil || f.Total != 1 {
		t.Errorf("%d findings, %v", f.Total, err)
	}

	m := springfield.Matter()
	m.Events[2].Type, m.Events[2].Date = law.Signed, law.MustDate("2014-11-14")
	mustImport(t, s, collect(m), council1)
	if f, err = s.Findings(ctx, "2026-03-01", sourceFindings()); err != nil || f.Total != 0 {
		t.Errorf("a finding that no longer holds stays: %+v, %v", f, err)
	}
}

func testDisagreements(t *testing.T, open Open) {
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	m := springfield.Matter()
	m.Status = law.Failed
	m.Events = []law.Event{{Date: law.MustDate("2014-10-08"), Type: law.Introduced, SourceID: "1"}, {Date: law.MustDate("2014-10"), Type: law.Passed, SourceID: "2"}}
	rep := mustImport(t, s, collect(m), council1)
	// Then, known by its identifier, of another kind and number.
	m.Kind, m.Number = law.Resolution, "59"
	rep = mustImport(t, s, collect(m), council1)
	var got []string
	for _, f := range rep.Findings {
		got = append(got, f.Rule+": "+f.Subject+": "+f.Sentence)
	}
	slices.Sort(got)
	want := []string{
		"source-date: springfield-ll-58-2014 introduced: The record dates the event 2014-10-07, springfield-council dates it 2014-10-08.",
		"source-kind: springfield-ll-58-2014: The record says that it is of kind local_law, springfield-council says resolution.",
		"source-number: springfield-ll-58-2014: The record says that its number is 58, springfield-council says 59.",
		"source-status: springfield-ll-58-2014: The record says that its status is in_force, springfield-council says failed.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// testImportOrder: whether the record or a source comes first, and whether a
// bill gets its law's number before or after, the answers are the same.
func testImportOrder(t *testing.T, open Open) {
	bill := springfield.Matter()
	bill.Number, bill.Status = "Int 0486-2014", law.Proposed
	stray := law.Policy{Slug: "springfield-eo-1-2005", Jurisdiction: "springfield", Kind: law.ExecutiveOrder, Number: "1", Year: 2005, Title: "An order about law",
		Identifiers: []law.Identifier{{Scheme: "council:matter", Value: "2002"}}}
	type step struct {
		d law.Dataset
		o store.ImportOptions
	}
	record1 := step{springfield.Record(), curated}
	base := step{law.Dataset{Jurisdictions: springfield.Record().Jurisdictions}, curated}
	first, final, other := step{collect(bill), council1}, step{collect(springfield.Matter()), council1}, step{collect(stray), council1}
	var want string
	for i, steps := range [][]step{
		{record1, first, final, other},
		{base, first, record1, final, other},
		{base, first, final, record1, other},
		{base, other, first, final, record1, record1},
	} {
		s := open.fresh(t)
		for _, st := range steps {
			mustImport(t, s, st.d, st.o)
		}
		got := answersOf(t, s)
		if i == 0 {
			want = got
		}
		if got != want {
			a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
			for n := range min(len(a), len(b)) {
				if a[n] != b[n] {
					t.Errorf("order %d, line %d: got\n%s\nwant\n%s", i, n, strings.Join(a[max(0, n-6):min(len(a), n+6)], "\n"), strings.Join(b[max(0, n-6):min(len(b), n+6)], "\n"))
					break
				}
			}
		}
		rep := mustImport(t, s, collect(springfield.Matter(), stray), council1)
		if rep.Policies.Unchanged != 2 {
			t.Errorf("order %d: the last import again: %+v", i, rep)
		}
		rep = mustImport(t, s, springfield.Record(), curated)
		if rep.Policies.Unchanged != 5 || rep.Events.Inserted+rep.Events.Removed != 0 {
			t.Errorf("order %d: the record again: %+v", i, rep)
		}
	}
}

func testParts(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, law.Dataset{Jurisdictions: springfield.Record().Jurisdictions}, curated)
	id := []law.Identifier{{Scheme: "council:matter", Value: "1001"}}
	whole := springfield.Matter()
	whole.Versions, whole.Events = nil, nil
	rep := mustImport(t, s, collect(whole, law.Policy{Identifiers: id, Events: springfield.Matter().Events}, law.Policy{Identifiers: id, Versions: springfield.Matter().Versions}), council1)
	if rep.Policies.Inserted != 1 || rep.Events.Inserted != 3 || rep.Versions.Inserted != 1 {
		t.Errorf("%+v", rep)
	}
	// A part that lacks a field leaves it as it stood.
	rep = mustImport(t, s, collect(law.Policy{Identifiers: id, Abstract: "In short."}), council1)
	p, err := s.Policy(ctx, "springfield-int-486-2014")
	if err != nil {
		t.Fatal(err)
	}
	if rep.Policies.Updated != 1 || p.Abstract != "In short." || p.Title != springfield.Matter().Title || len(p.Sponsors) != 1 || len(p.Events) != 3 || p.Status != law.InForce {
		t.Errorf("%+v: %+v", rep, p)
	}
	_, err = s.Import(ctx, collect(law.Policy{Identifiers: []law.Identifier{{Scheme: "council:matter", Value: "404"}}, Abstract: "?"}), council1)
	if !errors.Is(err, law.ErrInvalid) || !strings.Contains(err.Error(), "council:matter 404") {
		t.Errorf("a part of nothing: %v", err)
	}
}

func testVersionsAreOnlyAdded(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, law.Dataset{Jurisdictions: springfield.Record().Jurisdictions}, curated)
	m := springfield.Matter()
	m.Versions = []law.Version{springfield.Version("a", law.AsAmended, law.Official, "2014-10-20", "")}
	mustImport(t, s, collect(m), council1)
	for _, text := range []string{"one\n", "two\n", "three\n", "two\n"} {
		m.Versions = []law.Version{springfield.Version("a", law.AsAmended, law.Official, "2014-10-20", text)}
		mustImport(t, s, collect(m), council1)
	}
	for label, want := range map[string]string{"a": "one\n", "a-2": "two\n", "a-3": "three\n"} {
		v, err := s.Version(ctx, m.Slug, label)
		if err != nil || v.Text != want || !v.Held {
			t.Errorf("%s: %q, %v", label, v.Text, err)
		}
	}
	m.Versions[0].RawLabel = "A"
	rep := mustImport(t, s, collect(m), council1)
	if rep.Versions.Updated != 1 || rep.Versions.Inserted != 0 {
		t.Errorf("%+v", rep.Versions)
	}
	if _, err := s.Version(ctx, m.Slug, "a-4"); !errors.Is(err, law.ErrNotFound) {
		t.Error(err)
	}
}

func testSlugs(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	taken := law.Policy{Slug: "springfield-res-1-2019", Jurisdiction: "springfield", Kind: law.OtherMeasure, Title: "Something else", Aliases: []string{"springfield-ll-58-2014"},
		Identifiers: []law.Identifier{{Scheme: "council:matter", Value: "77"}}}
	for range 2 {
		mustImport(t, s, collect(taken), council1)
	}
	p, err := s.Policy(ctx, "springfield-res-1-2019-77")
	if err != nil || p.Title != "Something else" || len(p.Aliases) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = s.Policy(ctx, "springfield-ll-58-2014"); err != nil || p.Slug != "springfield-ll-58-2014" {
		t.Errorf("an alias took the slug of a policy: %+v, %v", p.Slug, err)
	}
}

// A city gave two matters one file number: each keeps its own title and text,
// in whatever order they come.
func testOneFileNumberTwoMatters(t *testing.T, open Open) {
	ctx := context.Background()
	matterOf := func(id, title string) law.Policy {
		return law.Policy{Slug: "springfield-31-0004", Jurisdiction: "springfield", Kind: law.Ordinance, Number: "31-0004", Title: title,
			Identifiers: []law.Identifier{{Scheme: "council:matter", Value: id}, {Scheme: "council:file", Value: "31-0004"}}}
	}
	textOf := func(id, text string) law.Policy {
		return law.Policy{Identifiers: []law.Identifier{{Scheme: "council:matter", Value: id}},
			Versions: []law.Version{springfield.Version("1", law.AsIntroduced, law.Official, "", text)}}
	}
	one, two := matterOf("4", "An ordinance on ferries"), matterOf("5", "An ordinance on bridges")
	textOne, textTwo := textOf("4", "Ferries sail.\n"), textOf("5", "Bridges open.\n")
	for name, order := range map[string][]law.Policy{
		"in one answer":        {one, two, textOne, textTwo},
		"the second one first": {two, textTwo, one, textOne},
	} {
		s := open.fresh(t)
		mustImport(t, s, law.Dataset{Jurisdictions: springfield.Record().Jurisdictions}, curated)
		for range 2 {
			for _, p := range order {
				mustImport(t, s, collect(p), council1)
			}
		}
		d, err := s.Dataset(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, p := range d.Policies {
			if len(p.Versions) != 1 {
				t.Errorf("%s: %s has %d versions", name, p.Slug, len(p.Versions))
				continue
			}
			v, err := s.Version(ctx, p.Slug, p.Versions[0].Label)
			if err != nil {
				t.Fatal(err)
			}
			got[p.Title] = v.Text
		}
		if len(got) != 2 || got[one.Title] != "Ferries sail.\n" || got[two.Title] != "Bridges open.\n" {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func testCuratedListsAreExact(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	mustImport(t, s, collect(springfield.Matter()), council1)
	d := springfield.Record()
	p := &d.Policies[0]
	p.Events, p.Codings, p.Relations = p.Events[:4], p.Codings[:1], nil
	p.Events[0].Note = "on a Tuesday"
	d.Terms[0].Party = "Green"
	rep := mustImport(t, s, d, curated)
	if rep.Events.Removed != 1 || rep.Events.Updated != 1 || rep.Codings.Removed != 1 || rep.Relations.Removed != 1 || rep.Terms.Updated != 1 {
		t.Errorf("%+v", rep)
	}
	got, err := s.Policy(ctx, p.Slug)
	if err != nil || len(got.Codings) != 1 || len(got.Events) != 6 {
		t.Errorf("%d codings, %d events, %v", len(got.Codings), len(got.Events), err)
	}
}

// testReworded: the full-text index follows the names of a policy.
func testReworded(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	d := springfield.Record()
	d.Policies[2].Title = "Resolution of greeting"
	mustImport(t, s, d, curated)
	for query, want := range map[string]int{`"of welcome"`: 0, "greeting": 1} {
		l, err := s.Search(ctx, store.SearchFilter{Query: query})
		if err != nil || l.Total != want {
			t.Errorf("%s: %d hits, %v", query, l.Total, err)
		}
	}
}

func revision(t *testing.T, s *store.Store) int64 {
	t.Helper()
	n, err := s.Revision(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func testNothingIsLeftOfAFailedImport(t *testing.T, open Open) {
	ctx := context.Background()
	tick, atOnce := clock(), func() {}
	s := open(t, func() time.Time { atOnce(); return tick() }) // an import looks at the clock when it is under way
	mustImport(t, s, springfield.Record(), curated)
	before, rev := answersOf(t, s), revision(t, s)
	d := springfield.Record()
	d.Policies[0].Title = "Changed"
	d.Policies = append(d.Policies, law.Policy{Slug: "nowhere-1", Jurisdiction: "nowhere", Title: "x"})
	if _, err := s.Import(ctx, d, curated); !errors.Is(err, law.ErrInvalid) || !strings.Contains(err.Error(), "nowhere-1") {
		t.Error(err)
	}
	// Cut off in the middle of it, as by a kill.
	cut, cancel := context.WithCancel(ctx)
	atOnce = cancel
	_, err := s.Import(cut, collect(springfield.Matter()), council1)
	if err == nil {
		t.Error("a cut transaction was kept")
	}
	if answersOf(t, s) != before || revision(t, s) != rev {
		t.Error("a failed import left something")
	}
}

// sourceFindings selects where sources disagree with the record.
func sourceFindings() store.FindingFilter {
	var f store.FindingFilter
	for _, r := range law.SourceRules() {
		f.Rules = append(f.Rules, r.Name)
	}
	return f
}
