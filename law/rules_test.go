package law

import (
	"slices"
	"strings"
	"testing"
)

// springfield is a small record that keeps every rule. Each call makes its own.
func springfield() Dataset {
	src := []string{"https://springfield.example/record"}
	return Dataset{
		Jurisdictions: []Jurisdiction{{Slug: "springfield", Name: "Springfield", Kind: City, ExecutiveTitle: "Mayor"}},
		Persons:       []Person{{"ada-oak", "Ada Oak"}, {"ben-elm", "Ben Elm"}},
		Terms: []Term{
			{Jurisdiction: "springfield", Person: "ada-oak", Name: "Ada Oak", Office: "Mayor", Start: MustDate("1970-01-06"), End: MustDate("1998-01-06"), Verified: true, Sources: src},
			{Jurisdiction: "springfield", Person: "ben-elm", Name: "Ben Elm", Office: "Mayor", Start: MustDate("1998-01-06"), Verified: true, Sources: src},
		},
		Policies: []Policy{{
			Slug: "springfield-ord-1", Jurisdiction: "springfield", Kind: Ordinance, Title: "First", Status: InForce, Origin: Curated,
			Events: []Event{
				{Date: MustDate("1991-02-01"), Type: Introduced, Verified: true, Origin: Curated, Sources: src},
				{Date: MustDate("1991-03-01"), Type: Passed, Verified: true, Origin: Curated, Sources: src},
				{Date: MustDate("1991-03-04"), Type: Signed, Verified: true, Origin: Curated, Sources: src},
				{Date: MustDate("1991-04-01"), Type: Effective, Verified: true, Origin: Curated, Sources: src},
			},
			Relations: []Relation{{Type: Amends, Target: "springfield-ord-0"}, {Type: RespondsTo, Words: "the fair of 1990"}},
			Codings: []Coding{{Variable: "status_inquiry", Value: "police_limited", From: MustDate("1991-04-01"), Section: "sec_1",
				Verified: true, Origin: Curated, Sources: src}},
			Versions: []Version{{Label: "restated", Stage: AsRestated, Standing: Restated, Basis: FromText, From: MustDate("1991-04-01"), Text: "Words.", Held: true,
				Sections: []Section{{EID: "sec_1", End: 6}}, Verified: true, Origin: Curated, Sources: src}},
		}, {
			Slug: "springfield-ord-0", Jurisdiction: "springfield", Kind: Ordinance, Title: "Before", Status: Repealed, Origin: Curated, Aliases: []string{"springfield-old"},
			Events: []Event{
				{Date: MustDate("1985"), Type: Signed, Origin: Curated, Settle: "The clerk's book.", Sources: src},
				{Date: MustDate("1991-04"), Type: RepealedEvent, Origin: Curated, Settle: "The clerk's book.", Sources: src},
			},
			Codings: []Coding{{Variable: "status_inquiry", Value: "none", From: MustDate("1985"), To: MustDate("1991-04"), Origin: Curated, Settle: "Its text.", Sources: src}},
			Versions: []Version{{Label: "restated", Stage: AsRestated, Standing: Restated, Basis: FromReports, From: MustDate("1985"), To: MustDate("1991-04"), Text: "Words.", Held: true,
				Sections: []Section{{EID: "body", End: 6}}, Origin: Curated, Settle: "Its text.", Sources: src}},
		}},
		Programs: []Program{{Slug: "springfield-hotline", Jurisdiction: "springfield", Name: "Hotline", Kind: Hotline, Start: MustDate("1992"), Settle: "The budget.", Sources: src}},
	}
}

const testDay Day = "2000-01-01"

func TestSpringfieldKeepsEveryRule(t *testing.T) {
	if found := Check(springfield(), testDay); len(found) > 0 {
		t.Fatalf("%v", found)
	}
	if found := Check(Dataset{}, ""); len(found) > 0 {
		t.Fatalf("an empty record: %v", found)
	}
}

// TestRules breaks one thing at a time in a record that keeps every rule, and
// names the findings that follow; no want means that it still keeps them.
func TestRules(t *testing.T) {
	ordinance := func(d *Dataset) *Policy { return &d.Policies[0] }
	events := func(p *Policy, list ...string) { // "date type", origin collected after a "*"
		p.Events = nil
		for _, s := range list {
			date, kind, _ := strings.Cut(s, " ")
			kind, collected := strings.CutSuffix(kind, "*")
			e := Event{Type: EventType(kind), Origin: Curated, Sources: []string{"s"}}
			if collected {
				e.Origin = Collected
			}
			if date != "?" {
				e.Date = MustDate(date)
			}
			p.Events = append(p.Events, e)
		}
	}
	for _, c := range []struct {
		rule, name string
		spoil      func(*Dataset)
		want       []string // "severity subject"
	}{
		{"signer-not-in-office", "the mayor of that day", func(d *Dataset) { ordinance(d).Events[2].Actor = "Mayor Oak" }, nil},
		{"signer-not-in-office", "another name", func(d *Dataset) { ordinance(d).Events[2].Actor = "Mayor Elm" }, []string{"warning springfield-ord-1 event 3"}},
		{"signer-not-in-office", "a suffix", func(d *Dataset) { ordinance(d).Events[2].Actor = "Mayor Ada Oak, Jr." }, nil},
		{"signer-not-in-office", "a day in nobody's term", func(d *Dataset) {
			d.Terms[0].Start, d.Policies[1].Events[0].Actor = MustDate("1990"), "Mayor Ash"
		}, []string{"note springfield-ord-0 event 1"}},
		{"signer-not-in-office", "no day", func(d *Dataset) { d.Policies[1].Events[0].Actor, d.Policies[1].Events[0].Date = "Mayor Ash", Date{} }, []string{"note springfield-ord-0 event 1"}},
		{"signer-not-in-office", "the office alone", func(d *Dataset) { ordinance(d).Events[2].Actor = "Mayor of Springfield" }, nil},
		{"signer-not-in-office", "not the executive", func(d *Dataset) { ordinance(d).Events[2].Actor = "City Council" }, nil},
		{"slug-form", "a capital", func(d *Dataset) { d.Programs[0].Slug = "Hotline" }, []string{"error Hotline"}},
		{"slug-form", "an alias with a blank", func(d *Dataset) { ordinance(d).Aliases = []string{"a b"} }, []string{"error a b"}},
		{"slug-form", "nothing", func(d *Dataset) { d.Persons = append(d.Persons, Person{}) }, []string{"error "}},
		{"slug-form", "a jurisdiction with a bar", func(d *Dataset) {
			d.Jurisdictions = append(d.Jurisdictions, Jurisdiction{Slug: "a/b", Kind: City})
		}, []string{"error a/b"}},

		{"slug-duplicate", "two policies", func(d *Dataset) { d.Policies = append(d.Policies, *ordinance(d)) }, []string{"error springfield-ord-1"}},
		{"slug-duplicate", "three policies are said once", func(d *Dataset) {
			d.Policies = append(d.Policies, *ordinance(d), *ordinance(d))
		}, []string{"error springfield-ord-1"}},
		{"slug-duplicate", "an alias", func(d *Dataset) { ordinance(d).Aliases = []string{"springfield-ord-0"} }, []string{"error springfield-ord-0"}},
		{"slug-duplicate", "two persons", func(d *Dataset) { d.Persons = append(d.Persons, d.Persons[0]) }, []string{"error ada-oak"}},
		{"slug-duplicate", "two labels", func(d *Dataset) {
			p := ordinance(d)
			p.Versions = append(p.Versions, p.Versions[0])
		}, []string{"error springfield-ord-1"}},
		{"slug-duplicate", "one label in two policies", func(d *Dataset) { d.Policies[1].Versions = d.Policies[0].Versions }, nil},
		{"slug-duplicate", "a program named as a policy", func(d *Dataset) { d.Programs[0].Slug = "springfield-ord-1" }, nil},

		{"unknown-value", "kind of jurisdiction", func(d *Dataset) { d.Jurisdictions[0].Kind = "town" }, []string{"error springfield"}},
		{"unknown-value", "kind of program", func(d *Dataset) { d.Programs[0].Kind = "" }, []string{"error springfield-hotline"}},
		{"unknown-value", "kind of policy", func(d *Dataset) { ordinance(d).Kind = "decree" }, []string{"error springfield-ord-1"}},
		{"unknown-value", "status", func(d *Dataset) { ordinance(d).Status = "alive" }, []string{"error springfield-ord-1"}},
		{"unknown-value", "no status", func(d *Dataset) { ordinance(d).Status = "" }, nil},
		{"unknown-value", "relevance", func(d *Dataset) { ordinance(d).Relevance = "high" }, []string{"error springfield-ord-1"}},
		{"unknown-value", "origin", func(d *Dataset) { ordinance(d).Codings[0].Origin = "heard" }, []string{"error springfield-ord-1 coding 1"}},
		{"unknown-value", "event type", func(d *Dataset) { ordinance(d).Events[1].Type = "voted" }, []string{"error springfield-ord-1 event 2"}},
		{"unknown-value", "relation type", func(d *Dataset) { ordinance(d).Relations[1].Type = "likes" }, []string{"error springfield-ord-1 relation 2"}},
		{"unknown-value", "stage and standing", func(d *Dataset) {
			ordinance(d).Versions[0].Stage, ordinance(d).Versions[0].Standing = "draft", ""
		}, []string{"error springfield-ord-1 version 1", "error springfield-ord-1 version 1"}},

		{"jurisdiction-unknown", "of a policy", func(d *Dataset) { ordinance(d).Jurisdiction = "shelbyville" }, []string{"error springfield-ord-1"}},
		{"jurisdiction-unknown", "of a term", func(d *Dataset) { d.Terms[1].Jurisdiction = "shelbyville" }, []string{"error shelbyville term 1"}},
		{"jurisdiction-unknown", "of a program", func(d *Dataset) { d.Programs[0].Jurisdiction = "" }, []string{"error springfield-hotline"}},

		{"person-unknown", "a term of nobody", func(d *Dataset) { d.Terms[1].Person = "cy-ash" }, []string{"error springfield term 2"}},

		{"relation-unknown-target", "a slug of nothing", func(d *Dataset) { ordinance(d).Relations[0].Target = "springfield-ord-9" }, []string{"error springfield-ord-1 relation 1"}},
		{"relation-unknown-target", "neither target nor words", func(d *Dataset) { ordinance(d).Relations[1].Words = "" }, []string{"error springfield-ord-1 relation 2"}},
		{"relation-unknown-target", "itself", func(d *Dataset) { ordinance(d).Relations[0].Target = "springfield-ord-1" }, []string{"error springfield-ord-1 relation 1"}},
		{"relation-unknown-target", "an alias", func(d *Dataset) { ordinance(d).Relations[0].Target = "springfield-old" }, nil},

		{"coding-outside-codebook", "variable", func(d *Dataset) { ordinance(d).Codings[0].Variable = "kindness" }, []string{"error springfield-ord-1 coding 1"}},
		{"coding-outside-codebook", "value", func(d *Dataset) { ordinance(d).Codings[0].Value = "never" }, []string{"error springfield-ord-1 coding 1"}},

		{"coding-section-unknown", "a section of no version", func(d *Dataset) { ordinance(d).Codings[0].Section = "sec_2" }, []string{"error springfield-ord-1 coding 1"}},
		{"coding-section-unknown", "no versions", func(d *Dataset) { ordinance(d).Versions = nil }, []string{"error springfield-ord-1 coding 1"}},
		{"coding-section-unknown", "no section", func(d *Dataset) { ordinance(d).Codings[0].Section = "" }, []string{"error springfield-ord-1 coding 1"}},
		{"coding-section-unknown", "silence on no section", func(d *Dataset) {
			ordinance(d).Codings[0].Section, ordinance(d).Codings[0].Value = "", "none"
		}, nil},
		{"coding-section-unknown", "a section that the second version lacks", func(d *Dataset) {
			p := ordinance(d)
			p.Versions[0].To = MustDate("1995")
			p.Versions = append(p.Versions, Version{Label: "restated-1995", From: MustDate("1995"), Text: "Words.", Sections: []Section{{EID: "sec_2", End: 6}}})
		}, []string{"error springfield-ord-1 coding 1"}},
		{"coding-section-unknown", "a section that only a later version lacks", func(d *Dataset) {
			p := ordinance(d)
			p.Versions[0].To, p.Codings[0].To = MustDate("1995"), MustDate("1995")
			p.Versions = append(p.Versions, Version{Label: "restated-1995", From: MustDate("1995"), Text: "Words.", Sections: []Section{{EID: "sec_2", End: 6}}})
		}, nil},
		{"coding-section-unknown", "days on which no version held", func(d *Dataset) { ordinance(d).Versions[0].To = MustDate("1991-04-01") },
			[]string{"error springfield-ord-1 coding 1"}},

		{"policy-without-version", "none", func(d *Dataset) { d.Policies[1].Versions = nil }, []string{"error springfield-ord-0"}},
		{"policy-without-version", "collected", func(d *Dataset) { d.Policies[1].Versions, d.Policies[1].Origin = nil, Collected }, nil},

		{"version-overlap", "two open ends", func(d *Dataset) {
			p := ordinance(d)
			p.Versions = append(p.Versions, Version{Label: "restated-1995", Standing: Restated, From: MustDate("1995"), Text: "Words."})
		}, []string{"error springfield-ord-1 version 2"}},
		{"version-overlap", "one after the other", func(d *Dataset) {
			p := ordinance(d)
			p.Versions[0].To = MustDate("1995")
			p.Versions = append(p.Versions, Version{Label: "restated-1995", Standing: Restated, From: MustDate("1995"), Text: "Words."})
		}, nil},

		{"coding-without-text", "reports alone", func(d *Dataset) { ordinance(d).Versions[0].Basis = FromReports }, []string{"error springfield-ord-1 coding 1"}},
		{"coding-without-text", "reports alone, not verified", func(d *Dataset) {
			ordinance(d).Versions[0].Basis, ordinance(d).Codings[0].Verified = FromReports, false
		}, nil},
		{"coding-without-text", "a part of the text", func(d *Dataset) { ordinance(d).Versions[0].Basis = FromPart }, nil},

		{"coding-values-conflict", "two at once", func(d *Dataset) {
			p := ordinance(d)
			p.Codings = append(p.Codings, Coding{Variable: "status_inquiry", Value: "none", From: MustDate("1992")})
		}, []string{"error springfield-ord-1 coding 2"}},
		{"coding-values-conflict", "one after the other", func(d *Dataset) {
			p := ordinance(d)
			p.Codings[0].To = MustDate("1992")
			p.Codings = append(p.Codings, Coding{Variable: "status_inquiry", Value: "none", From: MustDate("1992")})
		}, nil},
		{"coding-values-conflict", "the same from two sections", func(d *Dataset) {
			p := ordinance(d)
			p.Codings = append(p.Codings, p.Codings[0])
		}, nil},

		{"coding-before-law", "before the vote", func(d *Dataset) { ordinance(d).Codings[0].From = MustDate("1991-02-28") }, []string{"error springfield-ord-1 coding 1"}},
		{"coding-before-law", "a bill", func(d *Dataset) {
			ordinance(d).Codings[0].From, ordinance(d).Status = MustDate("1991-02-01"), Proposed
		}, nil},
		{"coding-before-law", "with a first reading", func(d *Dataset) {
			p := ordinance(d)
			p.Events[1].Note, p.Codings[0].From = "First reading.", MustDate("1991-03-01")
		}, []string{"error springfield-ord-1 coding 1"}},
		{"coding-before-law", "on an unverified day", func(d *Dataset) { ordinance(d).Events[3].Verified = false }, []string{"error springfield-ord-1 coding 1"}},
		{"coding-before-law", "unverified on an unverified day", func(d *Dataset) {
			ordinance(d).Events[3].Verified, ordinance(d).Codings[0].Verified = false, false
		}, nil},

		{"doubt-without-remedy", "each kind of fact", func(d *Dataset) {
			p := ordinance(d)
			d.Terms[0].Verified, p.Events[0].Verified, p.Codings[0].Verified, p.Versions[0].Verified = false, false, false, false
			d.Programs[0].Settle = " "
		}, []string{"error springfield term 1", "error springfield-hotline", "error springfield-ord-1 coding 1", "error springfield-ord-1 event 1", "error springfield-ord-1 version 1"}},
		{"doubt-without-remedy", "nothing to settle", func(d *Dataset) { ordinance(d).Events[0].Settle = "The clerk's book." }, []string{"error springfield-ord-1 event 1"}},
		{"doubt-without-remedy", "collected", func(d *Dataset) {
			ordinance(d).Events[0].Verified, ordinance(d).Events[0].Origin = false, Collected
		}, nil},

		{"suit-incomplete", "no suit", func(d *Dataset) { d.Policies[1].Kind = CourtRuling }, []string{"error springfield-ord-0"}},
		{"suit-incomplete", "a suit of an ordinance", func(d *Dataset) { d.Policies[1].Suit = &Suit{} }, []string{"error springfield-ord-0"}},
		{"suit-incomplete", "an empty one", func(d *Dataset) { d.Policies[1].Kind, d.Policies[1].Suit = CourtRuling, &Suit{} },
			[]string{"note springfield-ord-0", "warning springfield-ord-0"}},
		{"suit-incomplete", "no docket", func(d *Dataset) {
			d.Policies[1].Kind = CourtRuling
			d.Policies[1].Suit = &Suit{Court: "Shelby District Court", Plaintiffs: []string{"Shelbyville"}, Defendants: []string{"Springfield"}, Outcome: "Dismissed."}
		}, []string{"note springfield-ord-0"}},

		{"first-term-late", "after the first event", func(d *Dataset) { d.Terms[0].Start = MustDate("1986") }, []string{"warning springfield"}},
		{"first-term-late", "before it, and after 1971", func(d *Dataset) { d.Terms[0].Start = MustDate("1974") }, []string{"note springfield"}},
		{"first-term-late", "in 1971", func(d *Dataset) { d.Terms[0].Start = MustDate("1971") }, nil},
		{"first-term-late", "nobody today", func(d *Dataset) { d.Terms[1].End = MustDate("1999") }, []string{"warning springfield"}},
		{"first-term-late", "nobody at all", func(d *Dataset) { d.Terms = nil }, []string{"warning springfield"}},
		{"coding-section-unknown", "a text left out of the list", func(d *Dataset) {
			ordinance(d).Versions[0].Text, ordinance(d).Versions[0].Sections = "", nil
		}, nil},
		{"coding-section-unknown", "a text not held", func(d *Dataset) {
			ordinance(d).Versions[0] = Version{Label: "enacted", Stage: AsEnacted, Standing: Official, Sources: []string{"s"}}
		}, []string{"error springfield-ord-1 coding 1"}},

		{"range-ends-before-it-begins", "coding", func(d *Dataset) { ordinance(d).Codings[0].To = MustDate("1991-03-31") }, []string{"error springfield-ord-1 coding 1"}},
		{"range-ends-before-it-begins", "term", func(d *Dataset) { d.Terms[0].End = MustDate("1969") }, []string{"error springfield term 1"}},
		{"range-ends-before-it-begins", "program", func(d *Dataset) { d.Programs[0].End = MustDate("1991-12-31") }, []string{"error springfield-hotline"}},
		{"range-ends-before-it-begins", "version", func(d *Dataset) { ordinance(d).Versions[0].To = MustDate("1990") }, []string{"error springfield-ord-1 version 1"}},
		{"range-ends-before-it-begins", "perhaps, within the month", func(d *Dataset) { ordinance(d).Codings[0].To = MustDate("1991-04") }, nil},
		{"range-ends-before-it-begins", "within the year", func(d *Dataset) { d.Programs[0].End = MustDate("1992") }, nil},

		{"event-before-cause", "signed before introduced and passed", func(d *Dataset) { ordinance(d).Events[2].Date = MustDate("1991-01") },
			[]string{"error springfield-ord-1 event 3", "error springfield-ord-1 event 3"}},
		{"event-before-cause", "perhaps, within the month", func(d *Dataset) { ordinance(d).Events[2].Date = MustDate("1991-03") }, nil},
		{"event-before-cause", "one day for all", func(d *Dataset) {
			for i := range ordinance(d).Events {
				ordinance(d).Events[i].Date = MustDate("1991-03-01")
			}
		}, nil},
		{"event-before-cause", "effective before enacted", func(d *Dataset) { ordinance(d).Events[3].Date = MustDate("1991-03-02") },
			[]string{"warning springfield-ord-1 event 4"}},
		{"event-before-cause", "overridden before vetoed", func(d *Dataset) {
			events(ordinance(d), "1991-02-01 veto_overridden", "1991-02-02 vetoed")
		}, []string{"error springfield-ord-1 event 1"}},
		{"event-before-cause", "vetoed twice, overridden between", func(d *Dataset) {
			events(ordinance(d), "1991-02-01 vetoed", "1991-02-02 veto_overridden", "1992-02-02 vetoed", "1992-02-03 signed")
		}, nil},
		{"event-before-cause", "passed by the second house after a cause known to no day", func(d *Dataset) {
			events(ordinance(d), "? introduced", "1991-02-01 signed")
		}, nil},
		{"event-before-cause", "repealed before signed", func(d *Dataset) {
			d.Policies[1].Events[1].Date = MustDate("1984")
		}, []string{"error springfield-ord-0 event 2"}},
		{"event-before-cause", "a source's own slip", func(d *Dataset) {
			events(ordinance(d), "1991-02-01 signed*", "1991-02-02 passed*")
		}, []string{"warning springfield-ord-1 event 1"}},

		{"status-contradicts-events", "in force but repealed", func(d *Dataset) { d.Policies[1].Status = InForce }, []string{"warning springfield-ord-0"}},
		{"status-contradicts-events", "in force but repealed on a day not known", func(d *Dataset) {
			d.Policies[1].Status = InForce
			events(&d.Policies[1], "? repealed")
		}, []string{"warning springfield-ord-0"}},
		{"status-contradicts-events", "struck down, then upheld", func(d *Dataset) {
			events(ordinance(d), "1991 signed", "1992 struck_down", "1993 upheld")
		}, nil},
		{"status-contradicts-events", "struck down and perhaps upheld later", func(d *Dataset) {
			events(ordinance(d), "1991 signed", "1992-06 struck_down", "1992 upheld")
		}, nil},
		{"status-contradicts-events", "a ruling that strikes something down", func(d *Dataset) {
			ordinance(d).Kind = CourtRuling
			events(ordinance(d), "1991 introduced", "1992 struck_down")
		}, nil},
		{"status-contradicts-events", "in force after a veto that stood", func(d *Dataset) {
			events(ordinance(d), "1991 passed", "1992 vetoed")
		}, []string{"warning springfield-ord-1"}},
		{"status-contradicts-events", "in force after a veto that fell", func(d *Dataset) {
			events(ordinance(d), "1991 passed", "1992 vetoed", "1992 veto_overridden")
		}, nil},
		{"end-without-event", "rescinded, and no event says so", func(d *Dataset) {
			d.Policies[1].Status = Rescinded
		}, []string{"warning springfield-ord-0"}},
		{"end-without-event", "a suit that was dismissed", func(d *Dataset) {
			p := &d.Policies[1]
			p.Kind, p.Status = CourtRuling, Failed
			events(p, "1991 suit_filed", "1992 dismissed")
		}, nil},
		{"end-without-event", "a suit of which only the filing is known", func(d *Dataset) {
			p := &d.Policies[1]
			p.Kind, p.Status = CourtRuling, Failed
			events(p, "1991 suit_filed")
		}, []string{"warning springfield-ord-0"}},
		{"status-contradicts-events", "proposed but signed", func(d *Dataset) { ordinance(d).Status = Proposed }, []string{"error springfield-ord-1"}},
		{"status-contradicts-events", "failed but signed on a day not known", func(d *Dataset) {
			d.Policies[0].Status, d.Policies[0].Codings = Failed, nil
			events(ordinance(d), "? signed")
		}, []string{"error springfield-ord-1"}},
		{"status-contradicts-events", "proposed but signed, says a source", func(d *Dataset) {
			ordinance(d).Status, ordinance(d).Origin = Proposed, Collected
		}, []string{"warning springfield-ord-1"}},
		{"status-contradicts-events", "proposed and passed by one house", func(d *Dataset) {
			ordinance(d).Status = Proposed
			events(ordinance(d), "1991 introduced", "1991 passed")
		}, nil},
		{"status-contradicts-events", "repealed and then reaffirmed", func(d *Dataset) {
			events(&d.Policies[1], "1985 signed", "1991 repealed", "1992 reaffirmed")
		}, []string{"warning springfield-ord-0"}},
		{"status-contradicts-events", "superseded by nothing recorded", func(d *Dataset) {
			d.Policies[1].Status = Superseded
			events(&d.Policies[1], "1985 signed")
		}, nil},

		{"term-overlap", "by a year", func(d *Dataset) { d.Terms[0].End = MustDate("1999") }, []string{"error springfield term 2"}},
		{"term-overlap", "by a day", func(d *Dataset) { d.Terms[0].End = MustDate("1998-01-07") }, []string{"error springfield term 2"}},
		{"term-overlap", "an end left open", func(d *Dataset) { d.Terms[0].End = Date{} }, []string{"error springfield term 1"}},
		{"term-overlap", "a change known to the month on one side", func(d *Dataset) { d.Terms[0].End = MustDate("1998-01") }, nil},
		{"term-overlap", "a change known to the year on one side", func(d *Dataset) { d.Terms[1].Start = MustDate("1998") }, nil},
		{"term-overlap", "another office", func(d *Dataset) { d.Terms[0].End, d.Terms[1].Office = MustDate("1999"), "Sheriff" }, nil},
		{"term-overlap", "a beginning not known", func(d *Dataset) { d.Terms[0].Start, d.Terms[0].End = Date{}, MustDate("1999") }, nil},

		{"term-gap", "of a year", func(d *Dataset) { d.Terms[0].End = MustDate("1996-12-31") }, []string{"warning springfield term 2"}},
		{"term-gap", "of a day", func(d *Dataset) { d.Terms[0].End = MustDate("1998-01-04") }, []string{"warning springfield term 2"}},
		{"term-gap", "the last day is the term's own", func(d *Dataset) { d.Terms[0].End = MustDate("1998-01-05") }, nil},
		{"term-gap", "a change known to the year on one side", func(d *Dataset) { d.Terms[0].End = MustDate("1998") }, nil},
		{"term-gap", "filled by a third, listed last", func(d *Dataset) {
			d.Terms[0].End = MustDate("1996")
			d.Terms = append(d.Terms, Term{Jurisdiction: "springfield", Person: "ada-oak", Name: "Ada Oak", Office: "Mayor", Acting: true,
				Start: MustDate("1996"), End: MustDate("1998-01"), Sources: []string{"s"}})
		}, nil},
		{"term-gap", "perhaps filled by a term of no known beginning", func(d *Dataset) {
			d.Terms[0].End = MustDate("1996")
			d.Terms = append(d.Terms, Term{Jurisdiction: "springfield", Person: "ada-oak", Name: "Ada Oak", Office: "Mayor", End: MustDate("1998-01-06"), Sources: []string{"s"}})
		}, nil},

		{"fact-without-source", "verified", func(d *Dataset) {
			p := ordinance(d)
			d.Terms[0].Sources, p.Events[0].Sources, p.Codings[0].Sources, p.Versions[0].Sources = nil, []string{" "}, nil, nil
		}, []string{"error springfield term 1", "error springfield-ord-1 coding 1", "error springfield-ord-1 event 1", "error springfield-ord-1 version 1"}},
		{"fact-without-source", "not verified", func(d *Dataset) { d.Programs[0].Sources, d.Policies[1].Events[0].Sources = nil, nil },
			[]string{"note springfield-hotline", "note springfield-ord-0 event 1"}},
		{"fact-without-source", "collected", func(d *Dataset) {
			ordinance(d).Events[0].Sources, ordinance(d).Events[0].Origin = nil, Collected
		}, nil},
		{"fact-without-source", "a relation said to be verified", func(d *Dataset) { seen := true; ordinance(d).Relations[0].Verified = &seen },
			[]string{"error springfield-ord-1 relation 1"}},

		{"verified-in-doubt", "from memory", func(d *Dataset) { ordinance(d).Events[0].Note = "Day from memory." }, []string{"warning springfield-ord-1 event 1"}},
		{"verified-in-doubt", "inferred, in the paraphrase", func(d *Dataset) { ordinance(d).Codings[0].Paraphrase = "Detail inferred." }, []string{"warning springfield-ord-1 coding 1"}},
		{"verified-in-doubt", "general knowledge", func(d *Dataset) { d.Terms[0].Note = "Party by general knowledge." }, []string{"warning springfield term 1"}},
		{"verified-in-doubt", "not found", func(d *Dataset) { d.Terms[0].Note = "The day was not found." }, []string{"note springfield term 1"}},
		{"verified-in-doubt", "not verified", func(d *Dataset) { d.Programs[0].Note = "From memory." }, nil},
		{"verified-in-doubt", "another word", func(d *Dataset) { ordinance(d).Events[0].Note = "A memorial stands there." }, nil},

		{"dead-policy-open-coding", "repealed", func(d *Dataset) { d.Policies[1].Codings[0].To = Date{} }, []string{"warning springfield-ord-0 coding 1"}},
		{"dead-policy-open-coding", "a bill that failed", func(d *Dataset) {
			d.Policies[1].Codings[0].To, d.Policies[1].Status = Date{}, Failed
		}, nil},
		{"dead-policy-open-coding", "enjoined", func(d *Dataset) { ordinance(d).Status = Enjoined }, nil},

		{"event-in-future", "signed", func(d *Dataset) { ordinance(d).Events[2].Date = MustDate("2000-01-02") }, []string{"warning springfield-ord-1 event 3"}},
		{"event-in-future", "effective", func(d *Dataset) { ordinance(d).Events[3].Date = MustDate("2000-07") }, []string{"note springfield-ord-1 event 4"}},
		{"event-in-future", "today, or this year", func(d *Dataset) {
			ordinance(d).Events[2].Date, ordinance(d).Events[3].Date = MustDate("2000-01-01"), MustDate("2000")
		}, nil},
	} {
		t.Run(c.rule+"/"+c.name, func(t *testing.T) {
			d := springfield()
			c.spoil(&d)
			var got []string
			for _, f := range Check(d, testDay) {
				if f.Rule == c.rule {
					got = append(got, string(f.Severity)+" "+f.Subject)
				}
				if !strings.HasSuffix(f.Sentence, ".") || strings.Contains(f.Sentence, "%!") {
					t.Errorf("no plain sentence: %q", f.Sentence)
				}
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if !slices.Equal(got, c.want) {
				t.Errorf("findings %q, want %q", got, c.want)
			}
		})
	}
}

func TestEveryRuleIsNamedOnceAndShown(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Name] || CheckSlug(r.Name) != nil {
			t.Errorf("rule %q: names are slugs, given once", r.Name)
		}
		seen[r.Name] = true
		if !strings.HasSuffix(r.Sentence, ".") {
			t.Errorf("rule %s has no sentence: %q", r.Name, r.Sentence)
		}
	}
	if len(seen) != 27 {
		t.Errorf("%d rules, want 27", len(seen))
	}
}

func TestCheckWithoutADay(t *testing.T) {
	d := springfield()
	d.Policies[0].Events[2].Date = MustDate("2999")
	for _, f := range Check(d, "") {
		if f.Rule == "event-in-future" {
			t.Errorf("no day was given, and yet: %v", f)
		}
	}
}

func TestFindingsStandInOneOrder(t *testing.T) {
	d := springfield()
	d.Policies[1].Codings[0].To = Date{}
	d.Terms[0].End = MustDate("1999")
	d.Programs[0].Sources = nil
	d.Policies[0].Kind, d.Policies[0].Jurisdiction = "decree", "shelbyville"
	want := Check(d, testDay)
	var got []string
	for _, f := range want {
		got = append(got, string(f.Severity)+" "+f.Rule)
	}
	if !slices.Equal(got, []string{"error jurisdiction-unknown", "error term-overlap", "error unknown-value",
		"warning dead-policy-open-coding", "note fact-without-source"}) {
		t.Errorf("order %q", got)
	}
	slices.Reverse(d.Policies)
	if again := Check(d, testDay); !slices.Equal(again, want) {
		t.Errorf("the order of the policies changed the findings: %v, before %v", again, want)
	}
}
