package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/store"
)

func testSearch(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	d := springfield.Record()
	// The same text in two versions is found once.
	twin := d.Policies[0].Versions[1]
	twin.Label, twin.Stage, twin.Date = "consolidated", law.AsConsolidated, law.MustDate("2015-01-01")
	d.Policies[0].Versions = append(d.Policies[0].Versions, twin)
	mustImport(t, s, d, curated)
	off := law.Policy{Slug: "parade", Jurisdiction: "springfield", Kind: law.Resolution, Title: "A detainer of parades", Relevance: law.OffTopic,
		Identifiers: []law.Identifier{{Scheme: "council:matter", Value: "5"}}}
	mustImport(t, s, collect(off), council1)
	for _, c := range []struct {
		f    store.SearchFilter
		want string // policy version section, …
	}{
		{store.SearchFilter{Query: `"judicial warrant"`}, "springfield-ll-58-2014  , springfield-ll-58-2014 consolidated sec_2__p_1"},
		{store.SearchFilter{Query: `"judicial warrants"`}, ""},
		{store.SearchFilter{Query: "judicial warrants"}, "springfield-ll-58-2014  , springfield-ll-58-2014 consolidated sec_2__p_1"},
		{store.SearchFilter{Query: "civil detainer"}, "springfield-ll-58-2014  , springfield-ll-58-2014 consolidated sec_2__p_1, springfield-ll-58-2014 introduced "},
		{store.SearchFilter{Query: "civil detainer", AsOf: "2014-10-10"}, "springfield-ll-58-2014  , springfield-ll-58-2014 introduced "},
		{store.SearchFilter{Query: "civil detainer", AsOf: "2014-10-06"}, ""},
		{store.SearchFilter{Query: "civil detainer", AsOf: "2014-12-01"}, "springfield-ll-58-2014  , springfield-ll-58-2014 enacted sec_2__p_1"},
		{store.SearchFilter{Query: "civil detainer", Standings: []law.Standing{law.Restated}}, ""},
		{store.SearchFilter{Query: "immigration", Standings: []law.Standing{law.Restated}}, "springfield-eo-7-2003 restated-2003 "},
		{store.SearchFilter{Query: "immigration", AsOf: "2014-12-13"}, "springfield-eo-7-2003 restated-2003 "},
		{store.SearchFilter{Query: "immigration", AsOf: "2014-12-14"}, ""},
		{store.SearchFilter{Query: "detain* -bill NOT civil -honoring"}, "springfield-ll-58-2014 consolidated sec_1"},
		{store.SearchFilter{Query: "parades"}, ""},
		{store.SearchFilter{Query: "parades", OffTopic: true}, "parade  "},
		{store.SearchFilter{Query: "ordinance OR resolution", Jurisdictions: []string{"shelbyville"}}, "shelbyville-ord-3  "},
		{store.SearchFilter{Query: "ordinance OR resolution", Kinds: []law.PolicyKind{law.Resolution}}, "springfield-res-1-2019  "},
		{store.SearchFilter{Query: "DÉTAINER parole"}, "springfield-ll-58-2014  , springfield-ll-58-2014 consolidated sec_1, springfield-ll-58-2014 consolidated sec_2__p_1, springfield-ll-58-2014 introduced "},
		{store.SearchFilter{Query: "sérvices"}, "springfield-eo-7-2003  "},
	} {
		l, err := s.Search(ctx, c.f)
		if err != nil {
			t.Errorf("%+v: %v", c.f, err)
			continue
		}
		var got []string
		last := -1e9
		for _, h := range l.Items {
			got = append(got, h.Policy+" "+h.Version+" "+h.Section)
			if h.Score < last {
				t.Errorf("%s: scores %f after %f", c.f.Query, h.Score, last)
			}
			last = h.Score
			if len(h.Spans) == 0 || strings.ContainsAny(h.Snippet, "\x02\x03\n") {
				t.Errorf("%s: snippet %q %v", c.f.Query, h.Snippet, h.Spans)
			}
		}
		slices.Sort(got)
		if g := strings.Join(got, ", "); g != c.want || l.Total != len(got) {
			t.Errorf("%s %s: %d: %s\nwant %s", c.f.Query, c.f.AsOf, l.Total, g, c.want)
		}
	}
	l, err := s.Search(ctx, store.SearchFilter{Query: `warrant`, Standings: []law.Standing{law.Official}})
	if err != nil || len(l.Items) != 1 {
		t.Fatalf("%+v, %v", l, err)
	}
	h := l.Items[0]
	if span := h.Spans[0]; h.Snippet[span[0]:span[1]] != "warrant" {
		t.Errorf("%+v", h)
	}
	if _, err := s.Search(ctx, store.SearchFilter{Query: `"open`}); !errors.Is(err, law.ErrInvalid) {
		t.Error(err)
	}
}

// testSearchLongText: in a text whose one section is long the snippet names the
// innermost part that holds what matched.
func testSearchLongText(t *testing.T, open Open) {
	s := open.fresh(t)
	d := springfield.Record()
	var b strings.Builder
	v := springfield.Version("enacted", law.AsEnacted, law.Official, "2014-01-01", "")
	for i := range 50 {
		start := b.Len()
		fmt.Fprintf(&b, "(%d) %s needle%d § 9-131 «é» stands here.\n", i, strings.Repeat("hay ", 40), i)
		v.Sections = append(v.Sections, law.Section{EID: fmt.Sprint("sec_1__p_", i), Parent: "sec_1", Number: fmt.Sprintf("(%d)", i), Start: start, End: b.Len()})
	}
	v.Text = b.String()
	v.Sections = append([]law.Section{{EID: "sec_1", Start: 0, End: len(v.Text)}}, v.Sections...)
	d.Policies[2].Versions = []law.Version{v}
	mustImport(t, s, d, curated)
	for i := range 50 {
		l, err := s.Search(context.Background(), store.SearchFilter{Query: fmt.Sprintf("needle%d 9-131", i)})
		if err != nil || len(l.Items) != 1 || l.Items[0].Section != fmt.Sprint("sec_1__p_", i) {
			t.Errorf("%d: %+v, %v", i, l.Items, err)
		}
	}
}

func testTimeline(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	d := springfield.Record()
	d.Policies[2].Events = []law.Event{springfield.Event("2019-02-02", law.Signed, "Mayor Cyd Third"), springfield.Event("2019-02-02", law.Passed, "City Council"), springfield.Event("2018-01", law.Introduced, "City Council")}
	mustImport(t, s, d, curated)
	// A source that orders the events of one day itself is followed.
	mustImport(t, s, collect(law.Policy{Slug: "int-1", Jurisdiction: "springfield", Kind: law.LocalLaw, Title: "A bill", Identifiers: []law.Identifier{{Scheme: "council:matter", Value: "1"}},
		Events: []law.Event{
			{Date: law.MustDate("2019-02-02"), Seq: 2, Type: law.Introduced, SourceID: "b"},
			{Date: law.MustDate("2019-02-02"), Seq: 1, Type: law.Amended, SourceID: "a"},
			{Date: law.MustDate("2019-02-02"), Seq: 3, Type: law.Step, SourceID: "c", Raw: "Laid over"},
		}}), council1)
	name := func(f store.TimelineFilter) string {
		l, err := s.Timeline(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, e := range l.Items {
			var who []string
			for _, h := range e.Holders {
				who = append(who, h.Person[:3])
			}
			out = append(out, fmt.Sprintf("%s %s %s %s", e.Date, e.Type, e.Lane, strings.Join(who, "+")))
		}
		return strings.Join(out, "\n")
	}
	yes, no := true, false
	for _, c := range []struct {
		f    store.TimelineFilter
		want string
	}{
		{store.TimelineFilter{Jurisdictions: []string{"springfield"}, From: "2018-01-01", To: "2019-12-31"},
			"2018-01 introduced council bob+cyd\n2019-02-02 passed council cyd\n2019-02-02 signed mayor cyd\n2019-02-02 amended other cyd\n2019-02-02 introduced council cyd"},
		{store.TimelineFilter{Policies: []string{"int-1"}, Steps: true}, "2019-02-02 amended other cyd\n2019-02-02 introduced council cyd\n2019-02-02 step other cyd"},
		{store.TimelineFilter{Policies: []string{"int-1"}, Newest: true}, "2019-02-02 introduced council cyd\n2019-02-02 amended other cyd"},
		{store.TimelineFilter{Jurisdictions: []string{"shelbyville"}, Undated: true}, "2012-03-01 signed mayor \n amended other "},
		{store.TimelineFilter{Jurisdictions: []string{"shelbyville"}, Undated: true, Newest: true}, "2012-03-01 signed mayor \n amended other "},
		{store.TimelineFilter{Lanes: []law.Lane{law.FederalLane}}, "2016 challenged federal bob"},
		{store.TimelineFilter{Types: []law.EventType{law.SupersededEvent}}, "2014-12-14 superseded council bob"},
		{store.TimelineFilter{PolicyKinds: []law.PolicyKind{law.ExecutiveOrder}, To: "2010-01-01"}, "2003-05 signed mayor ada"},
		{store.TimelineFilter{Variable: "jail_access"}, "2020-01-05 introduced council cyd"},
		{store.TimelineFilter{Origins: []law.Origin{law.Collected}, Verified: &yes}, ""},
		{store.TimelineFilter{Verified: &no, Jurisdictions: []string{"springfield"}, Types: []law.EventType{law.Amended}}, "2019-02-02 amended other cyd"},
	} {
		if got := name(c.f); got != c.want {
			t.Errorf("%+v: got\n%s\nwant\n%s", c.f, got, c.want)
		}
	}
}

func testPolicies(t *testing.T, open Open) {
	ctx := context.Background()
	s := open.fresh(t)
	mustImport(t, s, springfield.Record(), curated)
	for _, c := range []struct {
		f    store.PolicyFilter
		want string
	}{
		{store.PolicyFilter{}, "springfield-int-9-2020 springfield-res-1-2019 springfield-ll-58-2014 shelbyville-ord-3 springfield-eo-7-2003"},
		{store.PolicyFilter{Sort: "title"}, "springfield-ll-58-2014 springfield-int-9-2020 springfield-eo-7-2003 springfield-res-1-2019 shelbyville-ord-3"},
		{store.PolicyFilter{Sort: "slug", Kinds: []law.PolicyKind{law.LocalLaw}}, "springfield-int-9-2020 springfield-ll-58-2014"},
		{store.PolicyFilter{Number: "int 9-2020"}, "springfield-int-9-2020"},
		{store.PolicyFilter{Year: 2014}, "springfield-ll-58-2014"},
		{store.PolicyFilter{Statuses: []law.Status{law.Superseded, law.Proposed}}, "springfield-int-9-2020 springfield-eo-7-2003"},
		{store.PolicyFilter{Variable: "detainer_compliance", Value: "never"}, "shelbyville-ord-3"},
		{store.PolicyFilter{Variable: "interview_consent"}, "springfield-ll-58-2014"},
		{store.PolicyFilter{InForceOn: "2014-12-13"}, "shelbyville-ord-3 springfield-eo-7-2003"},
		{store.PolicyFilter{From: "2003-05-20", To: "2012-12-31"}, "shelbyville-ord-3 springfield-eo-7-2003"},
		{store.PolicyFilter{Words: "LAW detained"}, "springfield-ll-58-2014"},
		{store.PolicyFilter{Words: "100%_"}, ""},
		{store.PolicyFilter{Jurisdictions: []string{"shelbyville"}}, "shelbyville-ord-3"},
	} {
		l, err := s.Policies(ctx, c.f)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range l.Items {
			got = append(got, p.Slug)
		}
		if g := strings.Join(got, " "); g != c.want || l.Total != len(got) {
			t.Errorf("%+v: %s, want %s", c.f, g, c.want)
		}
	}
	if _, err := s.Policies(ctx, store.PolicyFilter{Sort: "height"}); !errors.Is(err, law.ErrInvalid) {
		t.Error(err)
	}
	v, err := s.Version(ctx, "springfield-ll-58-2014", "enacted")
	want := springfield.Record().Policies[0].Versions[1]
	if err != nil || v.Text != want.Text || !slices.Equal(v.Sections, want.Sections) || !slices.Equal(v.Marks, want.Marks) || !v.Held {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := s.Policy(ctx, "none"); !errors.Is(err, law.ErrNotFound) {
		t.Error(err)
	}
}
