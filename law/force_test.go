package law

import (
	"strings"
	"testing"
)

func TestForceOf(t *testing.T) {
	for _, c := range []struct {
		name   string
		kind   PolicyKind
		status Status
		events string // type date, …
		want   string // from..to spans
		over   string
	}{
		{"signed", Ordinance, InForce, "introduced 2014-01-01, passed 2014-02-01, signed 2014-03-01", "2014-03-01..", ""},
		{"effective later", Ordinance, InForce, "signed 2014-03-01, effective 2014-06-01, effective 2015-01-01", "2014-06-01..", ""},
		{"repealed", Ordinance, Repealed, "signed 2014-03-01, repealed 2016-05", "2014-03-01..2016-05-01", "2016-05-01"},
		{"resolution", Resolution, InForce, "passed 2014-02-01", "2014-02-01..", ""},
		{"bill of unknown status that passed", Ordinance, "", "passed 2014-02-01", "", ""},
		{"second passage", Statute, InForce, "passed 2014-02-01, passed 2014-02-09", "2014-02-09..", ""},
		{"proposed", Ordinance, Proposed, "introduced 2014-01-01, effective 2015", "", ""},
		{"vetoed", Ordinance, Vetoed, "passed 2014-01-01, vetoed 2014-02-02", "", "2014-02-02"},
		{"overridden", Ordinance, InForce, "passed 2014-01-01, vetoed 2014-02-02, veto_overridden 2014-03-03", "2014-03-03..", ""},
		{"failed", Ordinance, Failed, "introduced 2014-01-01, filed 2015-12-31", "", "2015-12-31"},
		{"struck down in part", Statute, InForce, "signed 2019-06-14, struck_down 2021-09-21", "2019-06-14..", ""},
		{"struck down", LocalLaw, Enjoined, "lapsed_into_law 2022-01-09, struck_down 2022-06-27, struck_down 2025-03-20", "2022-01-09..2022-06-27", "2022-06-27"},
		{"struck down, reaffirmed, repealed", ExecutiveOrder, Superseded, "signed 1989-08-07, struck_down 1999-05-27, reaffirmed 2002-01-01, repealed 2003-05-13", "1989-08-07..1999-05-27 2002-01-01..2003-05-13", "2003-05-13"},
		{"enjoined", LocalLaw, Enjoined, "signed 2017-03-01, enjoined 2017-04-01", "2017-03-01..", ""},
		{"dead since nobody knows when", Resolution, Superseded, "passed 2007", "2007-01-01..2008-01-01", ""},
		{"ended twice", PoliceOrder, Superseded, "effective 2013-01-01, superseded 2017-05-17, superseded 2018-10-12", "2013-01-01..2017-05-17", "2017-05-17"},
		{"a ruling", CourtRuling, InForce, "introduced 2016-01-01, struck_down 2017-07-24", "2017-07-24..", ""},
		{"known only by a reaffirmation", PoliceOrder, InForce, "reaffirmed 2017-01-26", "2017-01-26..", ""},
		{"undated", PoliceOrder, Superseded, "effective ", "", ""},
		{"nothing known", Ordinance, InForce, "", "", ""},
	} {
		p := Policy{Kind: c.kind, Status: c.status, Origin: Curated}
		for _, e := range strings.Split(c.events, ", ") {
			if kind, date, ok := strings.Cut(e, " "); ok {
				p.Events = append(p.Events, Event{Type: EventType(kind), Date: MustDate(date), Origin: Curated})
			}
		}
		f := ForceOf(p)
		var spans []string
		for _, s := range f.Spans {
			spans = append(spans, strings.TrimSuffix(string(s.FromLo+".."+s.ToLo), string(LastDay)))
		}
		if got := strings.Join(spans, " "); got != c.want || string(f.Over) != c.over {
			t.Errorf("%s: in force %s, over %q; want %s, %q", c.name, got, f.Over, c.want, c.over)
		}
	}
}
