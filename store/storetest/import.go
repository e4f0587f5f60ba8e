package storetest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/store"
)

func testImportTwiceChangesNothing(t *testing.T, open Open) {
	s := open.fresh(t)
	ctx := context.Background()
	rep := mustImport(t, s, springfield.Record(), curated)
	if rep.Policies.Inserted != 5 || rep.Events.Inserted != 11 || rep.Versions.Inserted != 3 || rep.Terms.Inserted != 3 || rep.Codings.Inserted != 5 {
		t.Errorf("first import: %+v", rep)
	}
	before, err := s.Revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	again := mustImport(t, s, springfield.Record(), curated)
	for name, c := range map[string]store.Counts{"jurisdictions": again.Jurisdictions, "persons": again.Persons, "terms": again.Terms, "policies": again.Policies,
		"events": again.Events, "relations": again.Relations, "codings": again.Codings, "versions": again.Versions, "programs": again.Programs} {
		if c.Inserted+c.Updated+c.Removed != 0 || c.Unchanged == 0 {
			t.Errorf("second import: %s: %+v", name, c)
		}
	}
	after, err := s.Revision(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if before != 1 || after != before {
		t.Errorf("revision %d, then %d", before, after)
	}
}

// testDoubtsAreHeld reads back all that the record says of its own doubts.
func testDoubtsAreHeld(t *testing.T, open Open) {
	s := open.fresh(t)
	ctx := context.Background()
	suit := &law.Suit{Court: "Shelby District Court", Docket: "1:91-cv-7", Plaintiffs: []string{"Shelbyville"}, Defendants: []string{"Springfield"}, Outcome: "Not heard yet."}
	d := law.Dataset{
		Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")},
		Persons:       []law.Person{{Slug: "ada-oak", Name: "Ada Oak"}},
		Terms: []law.Term{{Jurisdiction: "springfield", Person: "ada-oak", Name: "Ada Oak", Office: "Mayor", Start: law.MustDate("1990"),
			Settle: "The roll of mayors.", Sources: []string{}}},
		Programs: []law.Program{{Slug: "springfield-line", Jurisdiction: "springfield", Name: "Line", Kind: law.Hotline, Settle: "The budget of 1991.", Sources: []string{}}},
		Policies: []law.Policy{{Slug: "shelbyville-v-springfield", Jurisdiction: "springfield", Kind: law.CourtRuling, Title: "Shelbyville v. Springfield", Suit: suit,
			Events: []law.Event{{Date: law.MustDate("1991-04-01"), Type: law.Introduced, Settle: "The docket.", Origin: law.Curated, Sources: []string{}}},
			Codings: []law.Coding{{Variable: "reporting", Value: "required", From: law.MustDate("1991-04-01"), Section: "claims", Settle: "The complaint.",
				Origin: law.Curated, Sources: []string{}}},
			Versions: []law.Version{{Label: "restated", Stage: law.AsRestated, Standing: law.Restated, Basis: law.FromReports, Text: "Claims\nNot known.", Held: true,
				Marks: []law.Mark{{Start: 7, End: 17, Kind: law.NotHeld}}, Sections: []law.Section{{EID: "claims", Heading: "Claims", End: 17}},
				Settle: "The complaint.", Origin: law.Curated, Sources: []string{}}},
		}},
	}
	mustImport(t, s, d, curated)
	got, err := s.Dataset(ctx)
	if err != nil {
		t.Fatal(err)
	}
	p := got.Policies[0]
	if !reflect.DeepEqual(p.Suit, suit) {
		t.Errorf("the suit is %+v", p.Suit)
	}
	for what, settle := range map[string]string{"The roll of mayors.": got.Terms[0].Settle, "The budget of 1991.": got.Programs[0].Settle,
		"The docket.": p.Events[0].Settle, "The complaint.": p.Codings[0].Settle} {
		if settle != what {
			t.Errorf("settled by %q, want %q", settle, what)
		}
	}
	v, err := s.Version(ctx, p.Slug, "restated")
	if err != nil {
		t.Fatal(err)
	}
	if v.Basis != law.FromReports || v.Settle != "The complaint." || !reflect.DeepEqual(v.Marks, d.Policies[0].Versions[0].Marks) {
		t.Errorf("the version is %+v", v)
	}
	row, err := s.Jurisdiction(ctx, "springfield")
	one := law.Checked{Unverified: 1}
	if want := (law.Footing{Terms: one, Events: one, Codings: one, Versions: one, Programs: one, Reports: 1}); err != nil || row.Footing != want {
		t.Errorf("the record rests on %+v, %v", row.Footing, err)
	}
	doubts, err := s.Doubts(ctx, "springfield")
	if err != nil || len(doubts) != 5 {
		t.Fatalf("the doubts are %+v, %v", doubts, err)
	}
	for i, kind := range law.FactKinds {
		if doubts[i].Kind != kind || doubts[i].Settle == "" || doubts[i].Fact == "" {
			t.Errorf("doubt %d is %+v, want a %s", i, doubts[i], kind)
		}
	}
	if d := doubts[2]; d.Policy != "shelbyville-v-springfield" || d.Fact != "reporting" || d.Value != "required" || d.Date != law.MustDate("1991-04-01") {
		t.Errorf("the coding in doubt is %+v", d)
	}
	if _, err := s.Doubts(ctx, "shelbyville"); !errors.Is(err, law.ErrNotFound) {
		t.Errorf("the doubts of a place not held: %v", err)
	}
}

// testRestatedAnew gives a policy other words under the label it had: the label
// leads to the new words, the old ones are gone, and a collected text stays.
func testRestatedAnew(t *testing.T, open Open) {
	s := open.fresh(t)
	ctx := context.Background()
	record := func(label, text string) law.Dataset {
		return law.Dataset{Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")}, Policies: []law.Policy{{
			Slug: "springfield-ord-7", Jurisdiction: "springfield", Kind: law.Ordinance, Title: "Seventh",
			Identifiers: []law.Identifier{{Scheme: "springfield:file", Value: "7"}},
			Versions: []law.Version{{Label: label, Stage: law.AsRestated, Standing: law.Restated, Text: text, Held: true,
				Sections: []law.Section{{EID: "sec_1", End: len(text)}}, Origin: law.Curated, Sources: []string{}}},
		}}}
	}
	mustImport(t, s, record("restated", "Officers ask nobody."), curated)
	mustImport(t, s, law.Dataset{Policies: []law.Policy{{Jurisdiction: "springfield", Kind: law.Ordinance, Title: "SEVENTH",
		Identifiers: []law.Identifier{{Scheme: "springfield:file", Value: "7"}},
		Versions:    []law.Version{{Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Text: "No officer shall ask.", Held: true}}}}}, collected("springfield"))
	rep := mustImport(t, s, record("restated", "Officers ask few."), curated)
	if rep.Versions.Removed != 1 || rep.Versions.Inserted != 1 {
		t.Errorf("new words under an old label: %+v", rep.Versions)
	}
	for label, want := range map[string]string{"restated": "Officers ask few.", "enacted": "No officer shall ask."} {
		if v, err := s.Version(ctx, "springfield-ord-7", label); err != nil || v.Text != want {
			t.Errorf("%s: %q, %v", label, v.Text, err)
		}
	}
	mustImport(t, s, record("restated-1991", "Officers ask few."), curated)
	if _, err := s.Version(ctx, "springfield-ord-7", "restated"); !errors.Is(err, law.ErrNotFound) {
		t.Errorf("a label that was given up: %v", err)
	}
	hits, err := s.Search(ctx, store.SearchFilter{Query: "nobody"})
	if err != nil || len(hits.Items) != 0 {
		t.Errorf("the old words are still found: %+v, %v", hits.Items, err)
	}
}

// testAPolicyBecomesAnAlias gives one of two policies that are one the other's
// slug as an alias: its address leads to the other, and nothing of it is left.
func testAPolicyBecomesAnAlias(t *testing.T, open Open) {
	s := open.fresh(t)
	ctx := context.Background()
	policy := func(slug string, aliases ...string) law.Policy {
		return law.Policy{Slug: slug, Jurisdiction: "springfield", Kind: law.CourtRuling, Title: slug, Aliases: aliases,
			Events: []law.Event{springfield.Event("1991-04-01", law.Introduced, slug)}}
	}
	both := law.Dataset{Jurisdictions: []law.Jurisdiction{springfield.Place("springfield", "Springfield")}, Policies: []law.Policy{policy("one-suit"), policy("same-suit")}}
	mustImport(t, s, both, curated)
	one := both
	one.Policies = []law.Policy{policy("one-suit", "same-suit")}
	mustImport(t, s, one, curated)
	p, err := s.Policy(ctx, "same-suit")
	if err != nil || p.Slug != "one-suit" || len(p.Events) != 1 {
		t.Errorf("the old slug leads to %s with %d events, %v", p.Slug, len(p.Events), err)
	}
	rep := mustImport(t, s, one, curated)
	if c := rep.Policies; c.Updated+c.Inserted+c.Removed != 0 {
		t.Errorf("the same record again: %+v", c)
	}
	clash := both
	clash.Policies = []law.Policy{policy("third-suit"), policy("one-suit", "third-suit")}
	if _, err := s.Import(ctx, clash, curated); !errors.Is(err, law.ErrConflict) {
		t.Errorf("an alias that is another given policy's slug: %v", err)
	}
}
