package store

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"refuge/law"
)

// clock is a clock that moves on by a second at each look.
func clock() func() time.Time {
	t := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	return func() time.Time {
		t = t.Add(time.Second)
		return t
	}
}

// fresh opens a new database. The suite knows no other way to make one, so it
// can run on a second dialect by changing this function.
func fresh(t testing.TB) *Store {
	t.Helper()
	s, err := Open(context.Background(), Options{Path: filepath.Join(t.TempDir(), "refuge.db"), Now: clock()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

var curated = ImportOptions{Origin: law.Curated}

func collected(source string) ImportOptions {
	return ImportOptions{Origin: law.Collected, Source: source}
}

func mustImport(t testing.TB, s *Store, d law.Dataset, o ImportOptions) Report {
	t.Helper()
	rep, err := s.Import(context.Background(), d, o)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func place(slug, name string) law.Jurisdiction {
	return law.Jurisdiction{Slug: slug, Name: name, Kind: law.City, State: "XX", OCDID: "ocd-jurisdiction/country:us/state:xx/place:" + slug + "/government",
		ExecutiveTitle: "Mayor", Gaps: []string{}}
}

func event(date string, t law.EventType, actor string) law.Event {
	return law.Event{Date: law.MustDate(date), Type: t, Actor: actor, Verified: true, Origin: law.Curated, Sources: []string{"https://records.example/" + string(t)}}
}

func coding(variable, value, from, to string) law.Coding {
	return law.Coding{Variable: variable, Value: value, From: law.MustDate(from), To: law.MustDate(to), Verified: true, Origin: law.Curated, Sources: []string{"https://records.example/code"}}
}

func term(place, person, name, start, end string) law.Term {
	return law.Term{Jurisdiction: place, Person: person, Name: name, Office: "Mayor", Start: law.MustDate(start), End: law.MustDate(end), Verified: true, Sources: []string{"https://records.example/terms"}}
}

func version(label string, stage law.Stage, standing law.Standing, date, text string) law.Version {
	return law.Version{Label: label, Stage: stage, Standing: standing, Date: law.MustDate(date), Text: text, Held: text != "", Sources: []string{}}
}

// springfield is a small record: a city with three mayors, a law, an order
// that ended, a resolution, a bill and a suit, and a second city.
func springfield() law.Dataset {
	enacted := version("enacted", law.AsEnacted, law.Official, "2014-11-14",
		"Section 1. Definitions.\nA detainer is a request.\nSection 2. Duty.\nNo officer shall honor a civil detainer without a judicial warrant.\n")
	enacted.Sections = []law.Section{
		{EID: "sec_1", Number: "Section 1.", Heading: "Definitions", Start: 0, End: 49},
		{EID: "sec_2", Number: "Section 2.", Heading: "Duty", Start: 49, End: len(enacted.Text)},
		{EID: "sec_2__p_1", Parent: "sec_2", Start: 66, End: len(enacted.Text)},
	}
	enacted.Marks = []law.Mark{{Start: 0, End: 10, Kind: law.Inserted}}
	return law.Dataset{
		Jurisdictions: []law.Jurisdiction{place("springfield", "Springfield"), place("shelbyville", "Shelbyville")},
		Persons:       []law.Person{{Slug: "ada-first", Name: "Ada First"}, {Slug: "bob-second", Name: "Bob Second"}, {Slug: "cyd-third", Name: "Cyd Third"}},
		Terms: []law.Term{
			term("springfield", "ada-first", "Ada First", "2002-01-01", "2010-01-01"),
			term("springfield", "bob-second", "Bob Second", "2010-01-01", "2018-01-10"),
			term("springfield", "cyd-third", "Cyd Third", "2018-01-11", ""),
		},
		Programs: []law.Program{{Slug: "springfield-fund", Jurisdiction: "springfield", Name: "Defense Fund", Kind: law.LegalDefense, Start: law.MustDate("2015"), Sources: []string{"https://records.example/fund"}}},
		Policies: []law.Policy{
			{Slug: "springfield-ll-58-2014", Jurisdiction: "springfield", Kind: law.LocalLaw, Number: "58", Year: 2014, Citation: "Local Law 58 of 2014",
				Title: "A Local Law on persons not to be detained", ShortTitle: "Detainer Law", Abstract: "Limits on honoring civil detainers.", Status: law.InForce,
				CodifiedAt: []string{"§ 9-131"}, OfficialURLs: []string{"https://records.example/58"}, Origin: law.Curated,
				Events: []law.Event{event("2014-10-07", law.Introduced, "City Council"), event("2014-10-22", law.Passed, "City Council"),
					event("2014-11-14", law.Signed, "Mayor Bob Second"), event("2014-12-14", law.Effective, ""), event("2016", law.Challenged, "United States")},
				Relations: []law.Relation{{Type: law.Supersedes, Target: "springfield-eo-7-2003", Date: law.MustDate("2014-12-14"), Sources: []string{"https://records.example/58"}}},
				Codings:   []law.Coding{coding("detainer_compliance", "judicial_warrant", "2014-12-14", ""), coding("interview_consent", "required", "2015", "")},
				Versions:  []law.Version{version("introduced", law.AsIntroduced, law.Official, "2014-10-07", "A bill about a civil detainer.\n"), enacted}},
			{Slug: "springfield-eo-7-2003", Jurisdiction: "springfield", Kind: law.ExecutiveOrder, Number: "7", Year: 2003, Title: "City Services for All",
				Status: law.Superseded, Issuer: "Mayor Ada First",
				Events:   []law.Event{event("2003-05", law.Signed, "Mayor Ada First"), event("2014-12-14", law.SupersededEvent, "City Council")},
				Codings:  []law.Coding{coding("detainer_compliance", "limited_by_case", "2003-05", "")},
				Versions: []law.Version{version("restated-2003", law.AsRestated, law.Restated, "2003-05-13", "City workers do not ask about immigration status.")}},
			{Slug: "springfield-res-1-2019", Jurisdiction: "springfield", Kind: law.Resolution, Number: "Res 1", Year: 2019, Title: "Resolution of welcome", Status: law.InForce,
				Events: []law.Event{event("2019-02-02", law.Passed, "City Council")}},
			{Slug: "springfield-int-9-2020", Jurisdiction: "springfield", Kind: law.LocalLaw, Number: "Int 0009-2020", Year: 2020, Title: "A bill on jails", Status: law.Proposed,
				Events:  []law.Event{event("2020-01-05", law.Introduced, "City Council")},
				Codings: []law.Coding{coding("jail_access", "prohibited", "2020-01-05", "")}},
			{Slug: "shelbyville-ord-3", Jurisdiction: "shelbyville", Kind: law.Ordinance, Number: "3", Year: 2012, Title: "Welcoming ordinance", Status: law.InForce,
				Events:  []law.Event{event("2012-03-01", law.Signed, "Mayor X"), {Type: law.Amended, Sources: []string{"https://records.example/u"}}},
				Codings: []law.Coding{coding("detainer_compliance", "never", "2012-03-01", "")}},
		},
	}
}
