package server

import (
	"time"

	"refuge/compare"
	"refuge/compare/reuse"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// The examples of the OpenAPI document are of places that do not exist.
var (
	exampleJurisdiction = record.Place{
		Jurisdiction: law.Jurisdiction{Slug: "springfield", Name: "Springfield", Kind: law.City,
			OCDID: "ocd-division/country:us/state:xx/place:springfield", ExecutiveTitle: "Mayor", Gaps: []string{}},
		Policies: 2, Events: 5, Codings: 1, Terms: 2, Unverified: 3,
		Footing: law.Footing{Terms: law.Checked{Verified: 2}, Events: law.Checked{Verified: 3, Unverified: 2}, Codings: law.Checked{Unverified: 1},
			Versions: law.Checked{Verified: 1}, Part: 1},
		First: law.MustDate("1989~"), Latest: law.MustDate("2014-12-14"),
	}
	examplePerson = record.Person{Person: law.Person{Slug: "jane-doe", Name: "Jane Doe"}, Terms: []record.Term{{
		Term: law.Term{Jurisdiction: "springfield", Person: "jane-doe", Name: "Jane Doe", Office: "Mayor",
			Start: law.MustDate("2010-01-01"), End: law.MustDate("2017-12-31"), Verified: true, Sources: []string{"https://springfield.example/mayors"}},
		JurisdictionName: "Springfield", From: "2010-01-01", Until: "2018-01-01", Issued: 1, Inherited: 1}}}
	examplePolicy = record.Brief{Slug: "springfield-ll-12-2014", Jurisdiction: "springfield", JurisdictionName: "Springfield",
		Kind: law.LocalLaw, Number: "12", Citation: "Local Law 12 of 2014", Title: "A local law on civil immigration detainers",
		Status: law.InForce, Origin: law.Curated, First: law.MustDate("2014-10"), Versions: 2}
	exampleTimeline = whole([]record.Entry{{ID: 7, Date: law.MustDate("2014-11-14"), Type: law.Signed, Lane: law.MayorLane,
		Actor: "Jane Doe", Verified: true, Origin: law.Curated, Sources: []string{"https://springfield.example/ll/12"},
		Policy: "springfield-ll-12-2014", PolicyTitle: "A local law on civil immigration detainers", PolicyKind: law.LocalLaw,
		Jurisdiction: "springfield", JurisdictionName: "Springfield",
		Holders: []record.Holder{{Person: "jane-doe", Name: "Jane Doe", Office: "Mayor"}}}}, nil)
	exampleCodePlace = record.CodePlace{Codified: law.Codified{Code: "Springfield Code", Number: "9-131"}, Laws: []record.Brief{examplePolicy}}
	exampleSection   = sectionBody{CodeSection: record.CodeSection{Jurisdiction: "springfield", JurisdictionName: "Springfield", Number: "9-131", AsOf: "2015-01-01",
		Places: []law.Codified{exampleCodePlace.Codified}, Laws: []record.SectionLaw{{Brief: examplePolicy, CodifiedAt: []string{"Springfield Code § 9-131"},
			Enacted: law.MustDate("2014-11-14")}},
		Passages: []record.Passage{{Policy: examplePolicy.Slug, Name: examplePolicy.Name(), Version: "enacted", Standing: law.Official, Section: "sec_9-131",
			Number: "§ 9-131", Since: "2014-12-14", Words: "The officer shall not comply."}}}}
	exampleOps = []compare.Op{{Sign: compare.Keep, Text: "The officer "}, {Sign: compare.Delete, Text: "may"},
		{Sign: compare.Insert, Text: "shall not"}, {Sign: compare.Keep, Text: " comply."}}

	exampleOverview = overviewBody{Totals: record.Totals{Jurisdictions: 1, Policies: 2, Events: 5, Codings: 1, People: 2}, Places: []record.Place{exampleJurisdiction}, Latest: exampleTimeline.Items}
	exampleDoubts   = whole([]law.Doubt{{Kind: law.EventFact, Jurisdiction: "springfield", Policy: examplePolicy.Slug, PolicyTitle: examplePolicy.Title,
		Fact: "introduced", Date: law.MustDate("2014-10"), Settle: "The council's minutes of October 2014."}}, nil)
	exampleTerm             = examplePerson.Terms[0]
	exampleJurisdictionBody = jurisdictionBody{Place: exampleJurisdiction, TermsHeld: examplePerson.Terms,
		ProgramsHeld: []law.Program{{Slug: "springfield-office", Jurisdiction: "springfield", Name: "Office of Newcomers", Kind: law.Office, Start: law.MustDate("2011")}}}
	exampleCoding = law.Coding{Variable: "detainer_compliance", Value: "judicial_warrant", From: law.MustDate("2014-12-14"), Locator: "§ 2",
		Section: "sec_2", Paraphrase: "Only with a judicial warrant.", Verified: true, Origin: law.Curated}
	exampleState = record.Snapshot{Jurisdiction: exampleJurisdiction.Jurisdiction, AsOf: "2020-01-01", Holders: exampleTimeline.Items[0].Holders,
		Policies: []record.Brief{examplePolicy}, Variables: []record.VariableDay{
			{Variable: "detainer_compliance", Known: true, Value: "judicial_warrant", Codings: []record.CodingDay{{Coding: exampleCoding, Policy: examplePolicy.Slug, PolicyTitle: examplePolicy.Title, Certain: true}}},
			{Variable: "jail_access"}}}
	exampleMayor      = mayorBody{Person: examplePerson.Person, Tenures: []record.Tenure{{Term: exampleTerm, PoliciesIssued: []record.Brief{examplePolicy}}}}
	exampleVersion    = law.Version{Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Date: law.MustDate("2014-11-14"), Held: true, Origin: law.Curated}
	examplePolicyBody = policyBody{
		Policy: law.Policy{Slug: examplePolicy.Slug, Jurisdiction: "springfield", Kind: law.LocalLaw, Number: "12", Year: 2014, Citation: examplePolicy.Citation,
			Title: examplePolicy.Title, Status: law.InForce, Origin: law.Curated},
		Events:  []law.Event{{Date: law.MustDate("2014-11-14"), Type: law.Signed, Actor: "Mayor Jane Doe", Verified: true, Origin: law.Curated}},
		Codings: []policyCoding{{Coding: exampleCoding, Passages: []law.PassageAt{{Policy: examplePolicy.Slug, Version: "enacted", Section: "sec_2", Standing: law.Official}}}}, Versions: []versionRow{{Version: exampleVersion}}}
	exampleText        = "The officer shall not comply."
	exampleVersionBody = versionBody{Policy: examplePolicy.Slug, PolicyTitle: examplePolicy.Title, Jurisdiction: "springfield", Version: exampleVersion, Text: &exampleText,
		Sections: []law.Section{{EID: "sec_1", Start: 0, End: len(exampleText)}}}
	exampleComparison = compare.Compare(compare.Text{Name: "Local Law 12 of 2014, introduced", Label: "introduced", Standing: law.Official, Text: "The officer may comply."},
		compare.Text{Name: "Local Law 12 of 2014, enacted", Label: "enacted", Standing: law.Official, Text: exampleText})
	exampleDiff = diffBody{Policy: examplePolicy.Slug, Title: examplePolicy.Title, View: "sections",
		Chosen: "Neither from nor to was named: introduced and enacted are the two latest official versions held.", Redline: Redline{Comparison: exampleComparison}}
	exampleCompared = comparedBody{LeftAddress: "springfield-ll-12-2014@introduced", RightAddress: "springfield-ll-12-2014@enacted", Sentences: []reuse.Pair{}, Redline: Redline{Comparison: exampleComparison}}
	exampleCodings  = whole([]record.CodingRow{{Coding: exampleCoding, Policy: examplePolicy.Slug, PolicyTitle: examplePolicy.Title,
		PolicyKind: law.LocalLaw, Layer: law.CityLayer, Jurisdiction: "springfield", JurisdictionName: "Springfield"}}, nil)
	exampleValue  = record.CellValue{Value: record.Optional(exampleCoding.Value), Policy: examplePolicy.Slug, Layer: law.CityLayer, Verified: true, Certain: true}
	exampleMatrix = matrixBody{Matrix: record.Matrix{AsOf: "2020-01-01", Jurisdictions: []string{"springfield"}, Names: []string{"Springfield"}, Variables: []string{"detainer_compliance", "jail_access"},
		Cells: [][]record.Cell{{{CellValue: exampleValue, Values: []record.CellValue{exampleValue}}, {Values: []record.CellValue{}}}}}}
	exampleSearch = foundBody{List: record.List[record.Hit]{Total: 1, Items: []record.Hit{{Policy: examplePolicy.Slug, PolicyTitle: examplePolicy.Title, PolicyKind: law.LocalLaw, Jurisdiction: "springfield",
		JurisdictionName: "Springfield", Version: "enacted", Standing: law.Official, Section: "sec_1", Snippet: exampleText, Spans: [][2]int{{22, 28}}, Score: -1.5}}},
		Beside: record.Beside{Places: []record.Named{}, People: []record.Named{}, Programs: []record.Named{}}}
	exampleFindings = whole([]record.Finding{{Finding: law.Finding{Severity: law.SevWarning, Rule: "term-gap", Subject: "springfield",
		Sentence: "Nobody held the office of mayor from 2009-12-01 to 2009-12-31."}, Jurisdiction: "springfield"}}, nil)
	exampleClauses = clausesBody{Variable: law.TheCodebook().Variables[0], AsOf: "2020-01-01", Unknown: []string{"shelbyville"}, Found: []record.Hit{},
		Groups: []clauseGroup{{Value: "judicial_warrant", Clauses: []clause{{Jurisdiction: "springfield", JurisdictionName: "Springfield", Policy: examplePolicy.Slug,
			PolicyTitle: examplePolicy.Title, PolicyKind: law.LocalLaw, Layer: law.CityLayer, Coding: exampleCoding, Standing: law.Official, Words: &exampleText}}}}}
	exampleShared = sharedBody{Policy: examplePolicy.Slug, Version: "enacted", Standing: law.Official, Date: law.MustDate("2014-11-14"), Indexed: 2, Same: []record.TextPlace{},
		Passages: []sharedPassage{}}
	exampleCodebook = codebookBody{law.Codebook{Version: law.TheCodebook().Version, About: law.TheCodebook().About,
		Groups: law.TheCodebook().Groups[:1], Variables: law.TheCodebook().Variables[:1]}}
	exampleRun     = store.Run{ID: 3, Source: "springfield", Began: time.Date(2025, 6, 2, 4, 0, 0, 0, time.UTC), Outcome: "done", Requests: 40, Fetched: 12, New: 2, Unchanged: 10, Bytes: 81920}
	exampleRuns    = whole([]store.Run{exampleRun}, nil)
	exampleSources = whole([]sourceBody{{SourceInfo: SourceInfo{Name: "springfield", Jurisdiction: "springfield", Title: "Springfield City Council",
		Publisher: "City of Springfield", Platform: "legistar", BaseURL: "https://webapi.springfield.example/v1", Terms: "Public records."}, Freshness: Undated,
		LastDone: &exampleRun, LastRuns: []store.Run{exampleRun}}}, nil)
	exampleIndex = indexBody{Name: "Refuge", Version: "1.0.0", Revision: 12, OpenAPI: root + "/openapi.json",
		Routes: []route{{"GET", root + "/policies", "Policies"}}}
)
