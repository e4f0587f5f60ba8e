package law

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestHoldings goes through what decides on which days a coding held and which
// text its passage stands in.
func TestHoldings(t *testing.T) {
	day := MustDate
	event := func(t EventType, date string) Event { return Event{Type: t, Date: day(date), Origin: Curated} }
	restated := func(label, from, to string) Version {
		return Version{Label: label, Stage: AsRestated, Standing: Restated, From: day(from), To: day(to), Held: true, Origin: Curated}
	}
	coding := func(from, to string) Coding { return Coding{Section: "sec_1", From: day(from), To: day(to)} }
	for _, c := range []struct {
		name string
		p    Policy
		want string // from..until [?] version
	}{
		{"one text after another", Policy{Status: InForce, Events: []Event{event(Signed, "2010-01-01")},
			Versions: []Version{restated("a", "2010-01-01", "2012-01-01"), restated("b", "2012-01-01", "")}, Codings: []Coding{coding("2010-01-01", "")}},
			"2010-01-01..2012-01-01 a, 2012-01-01.. b"},
		{"signed, not yet in effect", Policy{Status: InForce, Events: []Event{event(Signed, "2014-11-14"), event(Effective, "2014-12-14")},
			Versions: []Version{restated("a", "2014-12-14", "")}, Codings: []Coding{coding("2014-11-14", "")}},
			"2014-12-14.. a"},
		{"coarse dates", Policy{Status: InForce, Events: []Event{event(Passed, "1985")},
			Versions: []Version{restated("a", "1985", "")}, Codings: []Coding{coding("1985", "1990")}},
			"1985-01-01..1985-12-31 ? -, 1985-12-31..1990-01-01 a"},
		{"ended, then revived", Policy{Status: Superseded, Events: []Event{event(Signed, "1989-08-07"), event(StruckDown, "1999-05-27"), event(Reaffirmed, "2002-01-01"), event(RepealedEvent, "2003-05-13")},
			Versions: []Version{restated("a", "1989-08-07", "2003-05-13")}, Codings: []Coding{coding("1989-08-07", "2003-05-13")}},
			"1989-08-07..1999-05-27 a, 2002-01-01..2003-05-13 a"},
		{"enjoined", Policy{Status: Enjoined, Events: []Event{event(Signed, "2017-03-01"), event(EnjoinedEvent, "2017-04-01")},
			Versions: []Version{restated("a", "2017-03-01", "")}, Codings: []Coding{coding("2017-03-01", "")}},
			"2017-03-01.. a"},
		{"never law", Policy{Status: Failed, Events: []Event{event(Introduced, "2017-03-01"), event(FailedEvent, "2017-04-01")},
			Versions: []Version{restated("a", "", "")}, Codings: []Coding{coding("2017-03-01", "")}}, ""},
		{"lapsed into law", Policy{Status: InForce, Events: []Event{event(Passed, "2017-10-31"), event(LapsedIntoLaw, "2017-12-01"), event(Effective, "2018-03-01")},
			Versions: []Version{restated("a", "2018-03-01", "")}, Codings: []Coding{coding("", "")}},
			"2018-03-01.. ? a"},
		{"no event says", Policy{Status: InForce, Versions: []Version{restated("a", "2009-04-08", "")}, Codings: []Coding{coding("2009-04-08", "")}},
			"2009-04-08.. ? a"},
		{"dead since nobody knows when", Policy{Status: Superseded, Events: []Event{event(Signed, "2020-01-15")},
			Versions: []Version{restated("a", "2020-01-15", "2021-02-23")}, Codings: []Coding{coding("2020-01-15", "2021-02-23"), coding("2020-01-15", "")}},
			"2020-01-15..2020-01-16 a, 2020-01-16..2021-02-23 ? a, 2020-01-15..2020-01-16 a"},
		{"the official text first", Policy{Status: InForce, Events: []Event{event(Signed, "2010-01-01")},
			Versions: []Version{restated("a", "2010-01-01", ""), {Label: "enacted", Stage: AsEnacted, Standing: Official, Date: day("2010-01-01"), Held: true, Origin: Collected}},
			Codings:  []Coding{coding("2010-01-01", "")}},
			"2010-01-01.. enacted"},
		{"the official text without the section", Policy{Status: InForce, Events: []Event{event(Signed, "2010-01-01")},
			Versions: []Version{restated("a", "2010-01-01", ""), {Label: "other", Stage: AsEnacted, Standing: Official, Date: day("2010-01-01"), Held: true, Origin: Collected}},
			Codings:  []Coding{coding("2010-01-01", "")}},
			"2010-01-01.. a"},
	} {
		c.p.Origin = Curated
		has := func(v int, section string) bool { return section == "sec_1" && c.p.Versions[v].Label != "other" }
		var got []string
		for _, h := range Holdings(c.p, has) {
			version, sure := "-", ""
			if h.Version >= 0 {
				version = c.p.Versions[h.Version].Label
			}
			if !h.Certain {
				sure = "? "
			}
			got = append(got, fmt.Sprintf("%s..%s %s%s", h.From, strings.TrimSuffix(string(h.Until), string(LastDay)), sure, version))
		}
		if g := strings.Join(got, ", "); g != c.want {
			t.Errorf("%s: held %s; want %s", c.name, g, c.want)
		}
	}
}

// TestGrounds finds the version whose passage a coding opens where no day is
// asked about.
func TestGrounds(t *testing.T) {
	p := Policy{Status: InForce, Versions: []Version{
		{Label: "first", From: MustDate("1990"), To: MustDate("1995")},
		{Label: "second", From: MustDate("1995"), To: MustDate("2000")},
		{Label: "third", From: MustDate("2000")},
		{Label: "scraped", From: MustDate("2001"), Origin: Collected},
	}}
	bill := Policy{Status: Proposed, Versions: []Version{{Label: "bill"}}}
	for _, c := range []struct {
		p                       Policy
		section, from, to, want string
	}{
		{p, "sec_1", "1990", "1995", "first"},
		{p, "sec_1", "1990", "1990-06", "first"},
		{p, "sec_1", "1990", "2000", "second"},
		{p, "sec_1", "1990", "", "third"},
		{p, "sec_1", "1989", "1990", ""},
		{p, "sec_2", "1990", "", ""},
		{p, "", "1990", "", ""},
		{bill, "sec_1", "1990", "", "bill"},
	} {
		c.p.Codings = []Coding{{Section: c.section, From: MustDate(c.from)}}
		if c.to != "" {
			c.p.Codings[0].To = MustDate(c.to)
		}
		has := func(v int, section string) bool { return section == "sec_1" && c.p.Versions[v].Label != "scraped" }
		got := ""
		if v := c.p.Grounds(0, Holdings(c.p, has), has); v >= 0 {
			got = c.p.Versions[v].Label
		}
		if got != c.want {
			t.Errorf("%+v opens %q, want %q", c.p.Codings, got, c.want)
		}
	}
}

// TestOn goes through what is said of a policy on a day.
func TestOn(t *testing.T) {
	event := func(t EventType, date string) Event { return Event{Type: t, Date: MustDate(date), Origin: Curated} }
	signed := Policy{Kind: LocalLaw, Status: InForce, Origin: Curated, Events: []Event{event(Introduced, "2014-10-07"), event(Signed, "2014-11-14"), event(Effective, "2014-12-14")},
		Versions: []Version{
			{Label: "introduced", Stage: AsIntroduced, Standing: Official, Date: MustDate("2014-10-07"), Held: true},
			{Label: "enacted", Stage: AsEnacted, Standing: Official, Date: MustDate("2014-11-14"), Held: true},
			{Label: "restated-2018", Stage: AsRestated, Standing: Restated, Date: MustDate("2018-01-30"), From: MustDate("2018-01"), Held: true},
		}}
	repealed := signed
	repealed.Status, repealed.Events = Repealed, append(slices.Clone(signed.Events), event(RepealedEvent, "2020"))
	resolution := Policy{Kind: Resolution, Status: InForce, Origin: Curated, Events: []Event{event(Passed, "2007-03-01")},
		Versions: []Version{{Label: "passed", Stage: AsPassed, Standing: Official, Date: MustDate("2007-03-01")}}}
	bill := Policy{Kind: Ordinance, Status: Failed, Origin: Curated, Events: []Event{event(Introduced, "2007-03-01"), event(FailedEvent, "2008-01-01")},
		Versions: []Version{{Label: "introduced", Stage: AsIntroduced, Standing: Official, Date: MustDate("2007-03-01"), Held: true}}}
	silent := Policy{Kind: PoliceOrder, Status: InForce, Origin: Curated, Versions: []Version{{Label: "restated", Stage: AsRestated, Standing: Restated, From: MustDate("2009"), Held: true}}}
	for _, c := range []struct {
		name       string
		p          Policy
		day        Day
		law, stood string
		in, sure   bool
		sentence   string
	}{
		{"before all", signed, "2014-10-06", "", "", false, true, "By its recorded events it was not in force on 2014-10-06."},
		{"a bill", signed, "2014-10-07", "", "introduced", false, true, "By its recorded events it was not in force on 2014-10-07. The text that stood then (introduced) was not law."},
		{"signed", signed, "2014-11-20", "", "enacted", false, true, "By its recorded events it was not in force on 2014-11-20. The text that stood then (enacted) was not law."},
		{"in effect", signed, "2014-12-14", "enacted", "enacted", true, true, "The text that was law on 2014-12-14, by the dates recorded."},
		{"perhaps changed", signed, "2018-01-15", "enacted", "enacted", true, false, "The text that was law on 2018-01-15, by the dates recorded."},
		{"changed", signed, "2018-02-01", "restated-2018", "enacted restated-2018", true, true, "The text that was law on 2018-02-01, by the dates recorded."},
		{"repealed perhaps", repealed, "2020-06-01", "", "", false, false, "The dates recorded leave open whether it was still in force on 2020-06-01."},
		{"repealed", repealed, "2021-01-01", "", "", false, true, "By its recorded events it was not in force on 2021-01-01."},
		{"a resolution stands by its passage", resolution, "2007-03-01", "passed", "", true, true, "The text that was law on 2007-03-01, by the dates recorded. It is not held."},
		{"pending", bill, "2007-06-01", "", "introduced", false, true, "By its recorded events it was not in force on 2007-06-01. The text that stood then (introduced) was not law."},
		{"failed", bill, "2008-01-01", "", "", false, true, "By its recorded events it was not in force on 2008-01-01."},
		{"no event says", silent, "2010-01-01", "restated", "restated", false, false, "No event says whether it was in force on 2010-01-01; by its own dates this text was law then."},
		{"no event and no text says", silent, "2009-06-01", "", "", false, false, "No event says whether it was in force on 2009-06-01, and no text of it is recorded as law then."},
	} {
		labels := func(versions []Version) string {
			var out []string
			for _, v := range versions {
				out = append(out, v.Label)
			}
			return strings.Join(out, " ")
		}
		got := c.p.On(c.day)
		if labels(got.Law) != c.law || labels(got.Stood) != c.stood || got.InForce != c.in || got.Certain != c.sure || got.Sentence != c.sentence {
			t.Errorf("%s: law %q, stood %q, in force %t, certain %t: %s", c.name, labels(got.Law), labels(got.Stood), got.InForce, got.Certain, got.Sentence)
		}
	}
}
