package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

func testSnapshot(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	for _, c := range []struct{ day, policies, detainers, interviews, holder string }{
		{"2003-04-30", "", "", "", "ada-first"},
		{"2003-05-01", "springfield-eo-7-2003", "?limited_by_case", "", "ada-first"},
		{"2009-12-31", "springfield-eo-7-2003", "limited_by_case", "", "ada-first"},
		{"2010-01-01", "springfield-eo-7-2003", "limited_by_case", "", "bob-second"},
		{"2014-12-13", "springfield-eo-7-2003", "limited_by_case", "", "bob-second"},
		{"2014-12-14", "springfield-ll-58-2014", "judicial_warrant", "", "bob-second"},
		{"2015-06-01", "springfield-ll-58-2014", "judicial_warrant", "?required", "bob-second"},
		{"2015-12-31", "springfield-ll-58-2014", "judicial_warrant", "required", "bob-second"},
		{"2018-01-10", "springfield-ll-58-2014", "judicial_warrant", "required", "bob-second"},
		{"2018-01-11", "springfield-ll-58-2014", "judicial_warrant", "required", "cyd-third"},
		{"2020-02-01", "springfield-ll-58-2014 springfield-res-1-2019", "judicial_warrant", "required", "cyd-third"},
	} {
		snap, err := s.Snapshot(ctx, "springfield", law.Day(c.day))
		if err != nil {
			t.Fatal(err)
		}
		var slugs []string
		for _, p := range snap.Policies {
			slugs = append(slugs, p.Slug)
		}
		if got := strings.Join(slugs, " "); got != c.policies {
			t.Errorf("%s: in force %q, want %q", c.day, got, c.policies)
		}
		if len(snap.Variables) != 26 {
			t.Fatalf("%d variables", len(snap.Variables))
		}
		values := map[string]string{}
		for _, v := range snap.Variables {
			if v.Known != (len(v.Codings) > 0) || v.Known != (v.Value != "") {
				t.Errorf("%s: %+v", c.day, v)
			}
			if v.Known {
				values[v.Variable] = v.Value
				if !v.Codings[0].Certain {
					values[v.Variable] = "?" + v.Value
				}
			}
		}
		if values["detainer_compliance"] != c.detainers || values["interview_consent"] != c.interviews || values["jail_access"] != "" {
			t.Errorf("%s: %v", c.day, values)
		}
		if len(snap.Holders) != 1 || snap.Holders[0].Person != c.holder {
			t.Errorf("%s: holders %+v", c.day, snap.Holders)
		}
		m, err := s.Matrix(ctx, law.Day(c.day), []string{"shelbyville", "springfield"}, []string{"detainer_compliance"})
		if err != nil {
			t.Fatal(err)
		}
		cell := m.Cells[1][0]
		if got := strings.TrimPrefix(c.detainers, "?"); string(cell.Value) != got || cell.Value != "" && cell.Certain == strings.HasPrefix(c.detainers, "?") {
			t.Errorf("%s: matrix %+v, want %q", c.day, cell, c.detainers)
		}
	}
	if _, err := s.Snapshot(ctx, "nowhere", "2020-01-01"); !errors.Is(err, law.ErrNotFound) {
		t.Error(err)
	}
	if _, err := s.Snapshot(ctx, "springfield", "2020"); !errors.Is(err, law.ErrInvalid) {
		t.Error(err)
	}
	if _, err := s.Matrix(ctx, "2020-01-01", nil, []string{"height"}); !errors.Is(err, law.ErrInvalid) {
		t.Error(err)
	}
}

// testAsOf: no answer as of a day names a policy, a coding or a text all of
// whose dates lie after it, nor a text that may be from after it.
func testAsOf(t *testing.T, open Open) {
	ctx := context.Background()
	types := []law.EventType{law.Introduced, law.Passed, law.Signed, law.LapsedIntoLaw, law.Effective, law.RepealedEvent, law.StruckDown, law.Upheld, law.Reaffirmed}
	date := rapid.Custom(func(t *rapid.T) law.Date {
		y := rapid.IntRange(2000, 2006).Draw(t, "year")
		return law.MustDate([]string{"", fmt.Sprint(y), fmt.Sprintf("%d-%02d", y, 1+y%12), fmt.Sprintf("%d-%02d-15", y, 1+y%12)}[rapid.IntRange(0, 3).Draw(t, "precision")])
	})
	rapid.Check(t, func(rt *rapid.T) {
		s := open(t, clock())
		defer func() {
			if err := s.Close(); err != nil {
				rt.Fatal(err)
			}
		}()
		d := law.Dataset{Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")}}
		for i := range rapid.IntRange(1, 4).Draw(rt, "policies") {
			p := law.Policy{Slug: fmt.Sprint("p-", i), Jurisdiction: "springfield", Kind: law.Ordinance, Title: "searched", Status: rapid.SampledFrom(append([]law.Status{""}, law.Statuses...)).Draw(rt, "status")}
			for range rapid.IntRange(0, 4).Draw(rt, "events") {
				p.Events = append(p.Events, law.Event{Type: rapid.SampledFrom(types).Draw(rt, "type"), Date: date.Draw(rt, "date")})
			}
			p.Codings = []law.Coding{{Variable: "reporting", Value: "required", From: date.Draw(rt, "from")}}
			for v := range rapid.IntRange(0, 3).Draw(rt, "versions") {
				p.Versions = append(p.Versions, springfield.Version(fmt.Sprint("v-", v), law.AsEnacted, law.Official, date.Draw(rt, "version").String(), fmt.Sprint("searched words ", i, v)))
			}
			d.Policies = append(d.Policies, p)
		}
		if _, err := s.Import(ctx, d, curated); err != nil {
			rt.Fatal(err)
		}
		day := law.Day(fmt.Sprintf("%d-%02d-%02d", rapid.IntRange(1999, 2007).Draw(rt, "y"), rapid.IntRange(1, 12).Draw(rt, "m"), rapid.IntRange(1, 28).Draw(rt, "d")))
		by := map[string]law.Policy{}
		for _, p := range d.Policies {
			by[p.Slug] = p
		}
		snap, err := s.Snapshot(ctx, "springfield", day)
		if err != nil {
			rt.Fatal(err)
		}
		for _, b := range snap.Policies {
			p := by[b.Slug]
			if !slices.ContainsFunc(p.Events, func(e law.Event) bool {
				return !e.Date.IsZero() && e.Date.Earliest() <= day && e.Type != law.Introduced
			}) {
				rt.Fatalf("%s in force on %s: %+v", b.Slug, day, p.Events)
			}
			if p.Status == law.Proposed || p.Status == law.Failed || p.Status == law.Vetoed {
				rt.Fatalf("%s in force, %s", b.Slug, p.Status)
			}
		}
		for _, v := range snap.Variables {
			for _, c := range v.Codings {
				if !c.From.IsZero() && c.From.Earliest() > day {
					rt.Fatalf("a coding from %s on %s", c.From, day)
				}
			}
		}
		hits, err := s.Search(ctx, store.SearchFilter{Query: "searched", AsOf: day, Page: store.Page{Limit: 100}})
		if err != nil {
			rt.Fatal(err)
		}
		for _, h := range hits.Items {
			p := by[h.Policy]
			if h.Version == "" {
				if !slices.ContainsFunc(p.Events, func(e law.Event) bool { return !e.Date.IsZero() && e.Date.Latest() <= day }) {
					rt.Fatalf("%s found on %s: %+v", h.Policy, day, p.Events)
				}
				continue
			}
			i := slices.IndexFunc(p.Versions, func(v law.Version) bool { return v.Label == h.Version })
			if v := p.Versions[i]; v.Date.IsZero() || v.Date.Latest() > day {
				rt.Fatalf("a text of %s found on %s", v.Date, day)
			}
		}
	})
}

func testTerms(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	who, tenures, err := s.Tenures(ctx, "bob-second")
	if err != nil || who.Name != "Bob Second" || len(tenures) != 1 {
		t.Fatalf("%+v, %v", tenures, err)
	}
	name := func(ps []record.Brief) string {
		var out []string
		for _, p := range ps {
			out = append(out, p.Slug)
		}
		return strings.Join(out, " ")
	}
	b := tenures[0]
	if name(b.PoliciesIssued) != "springfield-ll-58-2014" || name(b.PoliciesInherited) != "springfield-eo-7-2003" || name(b.PoliciesRescinded) != "springfield-eo-7-2003" || len(b.PoliciesVetoed) != 0 ||
		b.Issued != 1 || b.Inherited != 1 || b.Rescinded != 1 || b.Vetoed != 0 || b.From != "2010-01-01" || b.Until != "2018-01-11" {
		t.Errorf("%+v", b)
	}
	by, err := s.Policies(ctx, store.PolicyFilter{Person: "ada-first"})
	if err != nil || name(by.Items) != "springfield-eo-7-2003" {
		t.Errorf("%s, %v", name(by.Items), err)
	}
	tl, err := s.Timeline(ctx, store.TimelineFilter{Person: "bob-second"})
	if err != nil || tl.Total != 6 {
		t.Errorf("%d events, %v", tl.Total, err)
	}
	if _, err := s.Terms(ctx, "nowhere"); !errors.Is(err, law.ErrNotFound) {
		t.Error(err)
	}
	if _, _, err := s.Tenures(ctx, "nobody"); !errors.Is(err, law.ErrNotFound) {
		t.Error(err)
	}
}

// testWhoMadeLaw tells what an executive issued or signed from what became law
// in the term without them.
func testWhoMadeLaw(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	d := law.Dataset{Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")}, Persons: []law.Person{{Slug: "ada", Name: "Ada"}},
		Terms: []law.Term{springfield.Term("springfield", "ada", "Ada", "2010-01-01", "2018-01-01")}}
	for _, p := range []struct {
		slug  string
		kind  law.PolicyKind
		types []law.EventType
	}{
		{"signed", law.LocalLaw, []law.EventType{law.Passed, law.Signed}},
		{"ordered", law.ExecutiveOrder, []law.EventType{law.Effective}},
		{"lapsed", law.LocalLaw, []law.EventType{law.Passed, law.LapsedIntoLaw}},
		{"overridden", law.LocalLaw, []law.EventType{law.Passed, law.VetoedEvent, law.VetoOverridden}},
		{"voted", law.BallotMeasure, []law.EventType{law.AdoptedByVoters}},
		{"resolved", law.Resolution, []law.EventType{law.Passed}},
		{"policed", law.PoliceOrder, []law.EventType{law.Effective}},
	} {
		policy := law.Policy{Slug: p.slug, Jurisdiction: "springfield", Kind: p.kind, Title: p.slug, Status: law.InForce}
		for i, e := range p.types {
			policy.Events = append(policy.Events, law.Event{Type: e, Date: law.MustDate(fmt.Sprintf("2012-03-%02d", 1+i))})
		}
		d.Policies = append(d.Policies, policy)
	}
	mustImport(t, s, d, curated)
	_, tenures, err := s.Tenures(ctx, "ada")
	if err != nil || len(tenures) != 1 {
		t.Fatal(tenures, err)
	}
	names := func(ps []record.Brief) string {
		var out []string
		for _, p := range ps {
			out = append(out, p.Slug)
		}
		slices.Sort(out)
		return strings.Join(out, " ")
	}
	a := tenures[0]
	for _, c := range []struct{ what, got, want string }{
		{"issued", names(a.PoliciesIssued), "ordered signed"}, {"lapsed", names(a.PoliciesLapsed), "lapsed"},
		{"overridden", names(a.PoliciesOverridden), "overridden"}, {"adopted", names(a.PoliciesAdopted), "voted"},
		{"otherwise", names(a.PoliciesOtherwise), "policed resolved"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.what, c.got, c.want)
		}
	}
	if a.Issued != 2 {
		t.Errorf("%d issued", a.Issued)
	}
}

// testDayToCome names nobody as in office on a day to come, and no event of one
// as the latest.
func testDayToCome(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	tomorrow := law.DayOf(clock()()).Add(400)
	d := law.Dataset{Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")}, Persons: []law.Person{{Slug: "ada", Name: "Ada"}},
		Terms: []law.Term{springfield.Term("springfield", "ada", "Ada", "2010-01-01", "")},
		Policies: []law.Policy{{Slug: "p", Jurisdiction: "springfield", Kind: law.LocalLaw, Title: "P", Status: law.InForce, Events: []law.Event{
			{Type: law.Signed, Date: law.MustDate("2012-03-01")}, {Type: law.Effective, Date: law.OnDay(tomorrow)}}}}}
	mustImport(t, s, d, curated)
	snap, err := s.Snapshot(ctx, "springfield", tomorrow)
	if err != nil || !snap.Ahead || len(snap.Holders) != 0 || len(snap.Policies) != 1 {
		t.Errorf("%+v, %v", snap, err)
	}
	tl, err := s.Timeline(ctx, store.TimelineFilter{})
	if err != nil || tl.Items[0].Ahead || len(tl.Items[0].Holders) != 1 || !tl.Items[1].Ahead || len(tl.Items[1].Holders) != 0 {
		t.Errorf("%+v, %v", tl.Items, err)
	}
	j, err := s.Jurisdiction(ctx, "springfield")
	if err != nil || j.Latest.String() != "2012-03-01" {
		t.Errorf("latest %s, %v", j.Latest, err)
	}
}
