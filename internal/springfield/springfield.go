// Package springfield is a made-up record for tests: a city with three mayors,
// their laws and orders, what its council's server says of them, and a council
// of any size.
package springfield

import (
	"fmt"
	"math/rand"
	"strings"

	"refuge/law"
)

// Place is a city.
func Place(slug, name string) law.Jurisdiction {
	return law.Jurisdiction{Slug: slug, Name: name, Kind: law.City, State: "XX", OCDID: "ocd-jurisdiction/country:us/state:xx/place:" + slug + "/government",
		ExecutiveTitle: "Mayor", Gaps: []string{}}
}

// Event is a verified event of the curated record.
func Event(date string, t law.EventType, actor string) law.Event {
	return law.Event{Date: law.MustDate(date), Type: t, Actor: actor, Verified: true, Origin: law.Curated, Sources: []string{"https://records.example/" + string(t)}}
}

// Coding is a verified coding of the curated record, from and to a date.
func Coding(variable, value, from, to string) law.Coding {
	return law.Coding{Variable: variable, Value: value, From: law.MustDate(from), To: law.MustDate(to), Verified: true, Origin: law.Curated, Sources: []string{"https://records.example/code"}}
}

// Term is a mayor's term, from and to a date.
func Term(place, person, name, start, end string) law.Term {
	return law.Term{Jurisdiction: place, Person: person, Name: name, Office: "Mayor", Start: law.MustDate(start), End: law.MustDate(end), Verified: true, Sources: []string{"https://records.example/terms"}}
}

// Version is a version of a text, held unless the text is "".
func Version(label string, stage law.Stage, standing law.Standing, date, text string) law.Version {
	return law.Version{Label: label, Stage: stage, Standing: standing, Date: law.MustDate(date), Text: text, Held: text != "", Sources: []string{}}
}

// Record is a small record: a city with three mayors, a law, an order
// that ended, a resolution, a bill and a suit, and a second city.
func Record() law.Dataset {
	enacted := Version("enacted", law.AsEnacted, law.Official, "2014-11-14",
		"Section 1. Definitions.\nA detainer is a request.\nSection 2. Duty.\nNo officer shall honor a civil detainer without a judicial warrant.\n")
	enacted.Sections = []law.Section{
		{EID: "sec_1", Number: "Section 1.", Heading: "Definitions", Start: 0, End: 49},
		{EID: "sec_2", Number: "Section 2.", Heading: "Duty", Start: 49, End: len(enacted.Text)},
		{EID: "sec_2__p_1", Parent: "sec_2", Start: 66, End: len(enacted.Text)},
	}
	enacted.Marks = []law.Mark{{Start: 0, End: 10, Kind: law.Inserted}}
	return law.Dataset{
		Jurisdictions: []law.Jurisdiction{Place("springfield", "Springfield"), Place("shelbyville", "Shelbyville")},
		Persons:       []law.Person{{Slug: "ada-first", Name: "Ada First"}, {Slug: "bob-second", Name: "Bob Second"}, {Slug: "cyd-third", Name: "Cyd Third"}},
		Terms: []law.Term{
			Term("springfield", "ada-first", "Ada First", "2002-01-01", "2010-01-01"),
			Term("springfield", "bob-second", "Bob Second", "2010-01-01", "2018-01-10"),
			Term("springfield", "cyd-third", "Cyd Third", "2018-01-11", ""),
		},
		Programs: []law.Program{{Slug: "springfield-fund", Jurisdiction: "springfield", Name: "Defense Fund", Kind: law.LegalDefense, Start: law.MustDate("2015"), Sources: []string{"https://records.example/fund"}}},
		Policies: []law.Policy{
			{Slug: "springfield-ll-58-2014", Jurisdiction: "springfield", Kind: law.LocalLaw, Number: "58", Year: 2014, Citation: "Local Law 58 of 2014",
				Title: "A Local Law on persons not to be detained", ShortTitle: "Detainer Law", Abstract: "Limits on honoring civil detainers.", Status: law.InForce,
				CodifiedAt: []string{"§ 9-131"}, OfficialURLs: []string{"https://records.example/58"}, Origin: law.Curated,
				Events: []law.Event{Event("2014-10-07", law.Introduced, "City Council"), Event("2014-10-22", law.Passed, "City Council"),
					Event("2014-11-14", law.Signed, "Mayor Bob Second"), Event("2014-12-14", law.Effective, ""), Event("2016", law.Challenged, "United States")},
				Relations: []law.Relation{{Type: law.Supersedes, Target: "springfield-eo-7-2003", Date: law.MustDate("2014-12-14"), Sources: []string{"https://records.example/58"}}},
				Codings:   []law.Coding{Coding("detainer_compliance", "judicial_warrant", "2014-12-14", ""), Coding("interview_consent", "required", "2015", "")},
				Versions:  []law.Version{Version("introduced", law.AsIntroduced, law.Official, "2014-10-07", "A bill about a civil detainer.\n"), enacted}},
			{Slug: "springfield-eo-7-2003", Jurisdiction: "springfield", Kind: law.ExecutiveOrder, Number: "7", Year: 2003, Title: "City Services for All",
				Status: law.Superseded, Issuer: "Mayor Ada First",
				Events:   []law.Event{Event("2003-05", law.Signed, "Mayor Ada First"), Event("2014-12-14", law.SupersededEvent, "City Council")},
				Codings:  []law.Coding{Coding("detainer_compliance", "limited_by_case", "2003-05", "")},
				Versions: []law.Version{Version("restated-2003", law.AsRestated, law.Restated, "2003-05-13", "City workers do not ask about immigration status.")}},
			{Slug: "springfield-res-1-2019", Jurisdiction: "springfield", Kind: law.Resolution, Number: "Res 1", Year: 2019, Title: "Resolution of welcome", Status: law.InForce,
				Events: []law.Event{Event("2019-02-02", law.Passed, "City Council")}},
			{Slug: "springfield-int-9-2020", Jurisdiction: "springfield", Kind: law.LocalLaw, Number: "Int 0009-2020", Year: 2020, Title: "A bill on jails", Status: law.Proposed,
				Events:  []law.Event{Event("2020-01-05", law.Introduced, "City Council")},
				Codings: []law.Coding{Coding("jail_access", "prohibited", "2020-01-05", "")}},
			{Slug: "shelbyville-ord-3", Jurisdiction: "shelbyville", Kind: law.Ordinance, Number: "3", Year: 2012, Title: "Welcoming ordinance", Status: law.InForce,
				Events:  []law.Event{Event("2012-03-01", law.Signed, "Mayor X"), {Type: law.Amended, Sources: []string{"https://records.example/u"}}},
				Codings: []law.Coding{Coding("detainer_compliance", "never", "2012-03-01", "")}},
		},
	}
}

// Matter is what a made-up council's server says of the law of springfield.
func Matter() law.Policy {
	return law.Policy{Slug: "springfield-int-486-2014", Jurisdiction: "springfield", Kind: law.LocalLaw, RawKind: "Introduction", Number: "0058", Year: 2014,
		Title: "Persons not to be detained.", Status: law.InForce, RawStatus: "Enacted", Modified: "2015-01-02T03:04:05",
		Identifiers: []law.Identifier{{Scheme: "council:matter", Value: "1001"}, {Scheme: "council:file", Value: "Int 0486-2014"}},
		Aliases:     []string{"springfield-law-2014-58"},
		Sponsors:    []law.Sponsor{{Name: "A Member", ID: "7", Order: 1}},
		Attachments: []law.Attachment{{Name: "Report", URL: "https://council.example/report.pdf"}},
		Events: []law.Event{
			{Date: law.MustDate("2014-10-07"), Seq: 1, Type: law.Introduced, Actor: "City Council", Raw: "Introduced by Council", SourceID: "1", Sources: []string{"https://council.example/1001"}},
			{Date: law.MustDate("2014-10-07"), Seq: 2, Type: law.Step, Actor: "City Council", Raw: "Referred to Comm", SourceID: "2", Sources: []string{"https://council.example/1001"}},
			{Date: law.MustDate("2014-11-15"), Seq: 3, Type: law.LapsedIntoLaw, Actor: "Mayor", Raw: "Returned Unsigned", SourceID: "3", Sources: []string{"https://council.example/1001"}},
		},
		Versions: []law.Version{Version("a", law.AsAmended, law.Official, "2014-10-20", "Amended words of a bill.\n")},
	}
}

// Council is a made-up council's record of n matters: each with 13 events and
// 1.3 texts of about size bytes.
func Council(n, size int) law.Dataset {
	r := rand.New(rand.NewSource(1))
	vocabulary := make([]string, 8000)
	for i := range vocabulary {
		b := make([]byte, 3+r.Intn(8))
		for j := range b {
			b[j] = 'a' + byte(r.Intn(26))
		}
		vocabulary[i] = string(b)
	}
	vocabulary[20], vocabulary[900] = "detainer", "warrant"
	zipf := rand.NewZipf(r, 1.1, 6, uint64(len(vocabulary)-1))
	prose := func(size int) string {
		var b strings.Builder
		for b.Len() < size {
			b.WriteString(vocabulary[zipf.Uint64()])
			b.WriteByte(' ')
		}
		return b.String()
	}
	d := law.Dataset{Jurisdictions: []law.Jurisdiction{Place("springfield", "Springfield")}}
	for y := 1990; y < 2030; y += 4 {
		d.Terms = append(d.Terms, Term("springfield", fmt.Sprintf("mayor-%d", y), fmt.Sprintf("Mayor of %d", y), fmt.Sprintf("%d-01-01", y), fmt.Sprintf("%d-01-01", y+4)))
	}
	for i := range n {
		year := 1998 + i%28
		id := fmt.Sprint(1000 + i)
		p := law.Policy{Slug: "springfield-int-" + id, Jurisdiction: "springfield", Kind: law.LocalLaw, Number: fmt.Sprintf("Int %04d-%d", i, year), Year: year,
			Title: prose(120), Abstract: prose(600), Identifiers: []law.Identifier{{Scheme: "legistar:springfield:matter", Value: id}},
			Sponsors: []law.Sponsor{{Name: "A Member", Order: 1}, {Name: "B Member", Order: 2}}, OfficialURLs: []string{"https://council.example/" + id}}
		for e := range 13 {
			t := law.Step
			switch e {
			case 0:
				t = law.Introduced
			case 9:
				t = law.Passed
			case 11:
				t = law.Signed
			}
			p.Events = append(p.Events, law.Event{Date: law.MustDate(fmt.Sprintf("%d-%02d-%02d", year, 1+e%12, 1+i%28)), Seq: e + 1, Type: t, Actor: "City Council",
				Raw: "Something Was Done by Council", SourceID: fmt.Sprintf("%s-%d", id, e), Verified: true, Sources: []string{"https://council.example/" + id}})
		}
		for v := range 1 + (i%10)/7 {
			text := prose(size)
			ver := Version([]string{"introduced", "a"}[v], law.AsIntroduced, law.Official, fmt.Sprintf("%d-01-02", year), text)
			for s := range 6 {
				ver.Sections = append(ver.Sections, law.Section{EID: fmt.Sprintf("sec_%d", s+1), Number: fmt.Sprint(s + 1), Start: s * (len(text) / 6), End: (s + 1) * (len(text) / 6)})
			}
			p.Versions = append(p.Versions, ver)
		}
		d.Policies = append(d.Policies, p)
	}
	return d
}
