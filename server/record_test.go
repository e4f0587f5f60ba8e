package server

import (
	"strings"
	"testing"
	"time"

	"refuge/law"
	"refuge/store"
)

// The record of the tests: two cities that do not exist.

const (
	introducedText = "Section 1. Intent. The council finds that trust matters.\n" +
		"Section 2. Detainers. The department may honor a civil immigration detainer.\n" +
		"Section 3. Training. The department shall train its officers.\n"
	enactedText = "Section 1. Intent. The council finds that trust matters.\n" +
		"Section 2. Detainers. The department shall not honor a civil immigration detainer without a judicial warrant.\n" +
		"Section 3. Training. The department shall train its officers.\n"
	restatedText    = "The police do not hold anybody for immigration agents unless a judge has signed a warrant.\n"
	shelbyvilleText = "Section 1. Detainers. No officer shall honor a civil immigration detainer.\n"
)

// sectionsOf cuts a text of the tests at its lines.
func sectionsOf(text string) []law.Section {
	var out []law.Section
	at := 0
	for line := range strings.Lines(text) {
		number := line[:strings.Index(line, ".")+1]
		rest := strings.TrimSpace(line[len(number):])
		out = append(out, law.Section{EID: "sec_" + strings.TrimSuffix(strings.TrimPrefix(number, "Section "), "."),
			Number: number, Heading: rest[:strings.Index(rest, ".")], Start: at, End: at + len(line)})
		at += len(line)
	}
	return out
}

var springfieldSources = []string{"https://springfield.example/record"}

func event(date string, t law.EventType, actor string) law.Event {
	return law.Event{Date: law.MustDate(date), Type: t, Actor: actor, Verified: true, Origin: law.Curated, Sources: springfieldSources}
}

func curatedRecord() law.Dataset {
	lat, lon, people := 39.8, -89.6, 114394
	term := func(place, person, name, start, end string) law.Term {
		return law.Term{Jurisdiction: place, Person: person, Name: name, Office: "Mayor", Start: law.MustDate(start),
			End: law.MustDate(end), Verified: true, Sources: springfieldSources}
	}
	detainers := law.Policy{
		Slug: "springfield-ll-12-2014", Jurisdiction: "springfield", Kind: law.LocalLaw, Number: "12", Year: 2014,
		Citation: "Local Law 12 of 2014", Title: "A local law on civil immigration detainers", ShortTitle: "Detainer law",
		Abstract: "No detainer is honored without a judicial warrant.", Issuer: "City Council",
		CodifiedAt: []string{"Code § 9-101"}, Status: law.InForce, OfficialURLs: springfieldSources, Origin: law.Curated,
		Aliases: []string{"springfield-detainer-law"},
		Events: []law.Event{
			event("2014-10-02", law.Introduced, "City Council"), event("2014-10-22", law.Passed, "City Council"),
			event("2014-11-14", law.Signed, "Mayor Jane Doe"), event("2014-12-14", law.Effective, ""),
		},
		Relations: []law.Relation{{Type: law.Supersedes, Target: "springfield-eo-3-2006", Date: law.MustDate("2014-12-14"), Origin: law.Curated, Sources: springfieldSources}},
		Codings: []law.Coding{
			{Variable: "detainer_compliance", Value: "judicial_warrant", From: law.MustDate("2014-12-14"), Locator: "§ 2", Section: "sec_2",
				Paraphrase: "Only with a judicial warrant.", Verified: true, Origin: law.Curated, Sources: springfieldSources},
			{Variable: "training_notice", Value: "required", From: law.MustDate("2014-12-14"), Locator: "§ 3", Section: "sec_3",
				Settle: "The rules of the department.", Origin: law.Curated, Sources: springfieldSources},
		},
		Versions: []law.Version{
			{Label: "introduced", Stage: law.AsIntroduced, Standing: law.Official, Date: law.MustDate("2014-10-02"), Text: introducedText, Held: true,
				Sections: sectionsOf(introducedText), Reader: "plain/1", Origin: law.Curated, Sources: springfieldSources},
			{Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Date: law.MustDate("2014-11-14"), Text: enactedText, Held: true,
				Sections: sectionsOf(enactedText), Marks: []law.Mark{{Start: 0, End: 10, Kind: law.Inserted}}, Reader: "plain/1", Origin: law.Curated, Sources: springfieldSources},
			{Label: "restated-2014-12-14", Stage: law.AsRestated, Standing: law.Restated, Date: law.MustDate("2014-12-14"), From: law.MustDate("2014-12-14"),
				Text: restatedText, Held: true, Basis: law.FromReports, Settle: "The clerk's copy.", Origin: law.Curated, Sources: springfieldSources},
		},
	}
	order := law.Policy{
		Slug: "springfield-eo-3-2006", Jurisdiction: "springfield", Kind: law.ExecutiveOrder, Number: "3", Year: 2006,
		Citation: "Executive Order 3 of 2006", Title: "An order on asking about status", Status: law.Rescinded, Origin: law.Curated,
		Events: []law.Event{event("2006-05-01", law.Signed, "Mayor Ann Poe"), event("2018-02-01", law.RescindedEvent, "Mayor John Roe")},
		Codings: []law.Coding{{Variable: "status_inquiry", Value: "police_prohibited", From: law.MustDate("2006-05-01"), To: law.MustDate("2018-01-31"),
			Origin: law.Curated, Sources: springfieldSources}},
		Versions: []law.Version{{Label: "restated-2006-05-01", Stage: law.AsRestated, Standing: law.Restated, From: law.MustDate("2006-05-01"),
			Text: "Officers do not ask about status.\n", Held: true, Origin: law.Curated, Sources: springfieldSources}},
	}
	vetoed := law.Policy{
		Slug: "springfield-ord-77-2016", Jurisdiction: "springfield", Kind: law.Ordinance, Number: "77", Year: 2016,
		Citation: "Ordinance 77 of 2016", Title: `=HYPERLINK("https://evil.example","x") on jails`, Status: law.Vetoed, Origin: law.Curated,
		Events: []law.Event{event("2016-02-01", law.Passed, "City Council"), event("2016-03-03", law.VetoedEvent, "Mayor Jane Doe"),
			{Type: law.Challenged, Note: "A suit is mentioned, its day is not.", Settle: "The docket of the district court.", Origin: law.Curated, Sources: springfieldSources}},
		Versions: []law.Version{{Label: "introduced", Stage: law.AsIntroduced, Standing: law.Official, Date: law.MustDate("2016-01-04"),
			Origin: law.Curated, Sources: springfieldSources}},
	}
	shelbyville := law.Policy{
		Slug: "shelbyville-eo-1-2019", Jurisdiction: "shelbyville", Kind: law.ExecutiveOrder, Number: "1", Year: 2019,
		Citation: "Executive Order 1 of 2019", Title: "An order on detainers", Status: law.InForce, Origin: law.Curated,
		Events: []law.Event{event("2019-04-15", law.Signed, "Mayor Max Moe")},
		Codings: []law.Coding{{Variable: "detainer_compliance", Value: "never", From: law.MustDate("2019-04-15"), Section: "sec_1",
			Origin: law.Curated, Sources: springfieldSources}},
		Versions: []law.Version{{Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Date: law.MustDate("2019-04-15"), Text: shelbyvilleText,
			Held: true, Sections: sectionsOf(shelbyvilleText), Origin: law.Curated, Sources: springfieldSources}},
	}
	return law.Dataset{
		Jurisdictions: []law.Jurisdiction{
			{Slug: "springfield", Name: "Springfield", Kind: law.City, State: "XX", OCDID: "ocd-division/country:us/state:xx/place:springfield",
				Latitude: &lat, Longitude: &lon, Population2020: &people, ExecutiveTitle: "Mayor", Gaps: []string{"The order of 1989 was not found."}},
			{Slug: "shelbyville", Name: "Shelbyville", Kind: law.City, State: "XX", OCDID: "ocd-division/country:us/state:xx/place:shelbyville", ExecutiveTitle: "Mayor"},
			{Slug: "ogdenville", Name: "Ogdenville", Kind: law.City, State: "XX", OCDID: "ocd-division/country:us/state:xx/place:ogdenville", ExecutiveTitle: "Mayor"},
		},
		Persons: []law.Person{{Slug: "ann-poe", Name: "Ann Poe"}, {Slug: "jane-doe", Name: "Jane Doe"}, {Slug: "john-roe", Name: "John Roe"}, {Slug: "max-moe", Name: "Max Moe"}},
		Terms: []law.Term{
			term("springfield", "ann-poe", "Ann Poe", "2002-01-01", "2009-12-31"), term("springfield", "jane-doe", "Jane Doe", "2010-01-01", "2017-12-31"),
			term("springfield", "john-roe", "John Roe", "2018-01-01", ""), term("shelbyville", "max-moe", "Max Moe", "2012-01-01", ""),
		},
		Policies: []law.Policy{detainers, order, vetoed, shelbyville},
		Programs: []law.Program{{Slug: "springfield-office", Jurisdiction: "springfield", Name: "Office of Newcomers", Kind: law.Office,
			Start: law.MustDate("2011"), Sources: springfieldSources}},
	}
}

// collectedRecord is what a source of Springfield brings: a measure off the
// subject and one on it, with a step.
func collectedRecord() law.Dataset {
	matter := func(slug, number, title string, relevance law.Relevance) law.Policy {
		return law.Policy{Slug: slug, Jurisdiction: "springfield", Kind: law.Resolution, RawKind: "Resolution", Number: number, Year: 2020,
			Title: title, Status: law.Proposed, RawStatus: "Committee", Relevance: relevance, Origin: law.Collected,
			Identifiers: []law.Identifier{{Scheme: "legistar:springfield:matter", Value: number}},
			Events: []law.Event{
				{Date: law.MustDate("2020-02-03"), Seq: 1, Type: law.Introduced, Actor: "City Council", Raw: "Introduced", Origin: law.Collected, SourceID: number + "1"},
				{Date: law.MustDate("2020-02-03"), Seq: 2, Type: law.Step, Actor: "City Council", Raw: "Referred to Comm", Origin: law.Collected, SourceID: number + "2"},
			}}
	}
	return law.Dataset{Policies: []law.Policy{
		matter("springfield-res-1001-2020", "1001", "A resolution on welcoming newcomers", law.Support),
		matter("springfield-res-1002-2020", "1002", "A resolution naming a bridge", law.OffTopic),
	}}
}

var testToday = law.Day("2026-01-15")

// openRecord is a store that holds the record of the tests.
func openRecord(t testing.TB) *store.Store {
	t.Helper()
	now := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	st, err := store.Open(t.Context(), store.Options{Path: ":memory:", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := st.Import(t.Context(), curatedRecord(), store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	run, _, err := st.BeginRun(t.Context(), "springfield", false)
	if err != nil {
		t.Fatal(err)
	}
	answer := store.Answered{Data: collectedRecord(), Newest: time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)}
	if _, err := st.Record(t.Context(), run.ID, store.ImportOptions{Origin: law.Collected, Source: "springfield"}, []store.Answered{answer}); err != nil {
		t.Fatal(err)
	}
	run.Outcome, run.Newest = "done", &answer.Newest
	if err := st.EndRun(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	return st
}

func newServer(t testing.TB, st *store.Store) *Server {
	t.Helper()
	s, err := New(Options{Store: st, Version: "1.2.3", Today: func() law.Day { return testToday }, Sources: []SourceInfo{
		{Name: "springfield", Jurisdiction: "springfield", Title: "Springfield City Council", Publisher: "City of Springfield", Platform: "legistar",
			BaseURL: "https://webapi.springfield.example/v1", Terms: "Public records.", Stale: 30 * 24 * time.Hour},
		{Name: "orders", Jurisdiction: "springfield", Title: "Orders", Publisher: "City of Springfield", Platform: "files", Archive: true},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}
