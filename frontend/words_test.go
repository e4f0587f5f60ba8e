package frontend

import (
	"testing"

	"refuge/law"
)

func TestMomentOf(t *testing.T) {
	for written, want := range map[string]Moment{
		"":                      {"date unknown", ""},
		"1989-08-07":            {"August 7, 1989", "1989-08-07"},
		"1989-08":               {"August 1989", "1989-08"},
		"1989":                  {"1989", "1989"},
		"1984~":                 {"about 1984", ""},
		"1984?":                 {"perhaps 1984", ""},
		"1984%":                 {"perhaps about 1984", ""},
		"1989-08-07?":           {"perhaps August 7, 1989", ""},
		"198X":                  {"sometime in the 1980s", ""},
		"19XX":                  {"sometime from 1900 to 1999", ""},
		"2014-XX":               {"sometime in 2014", ""},
		"2014-XX-XX":            {"sometime in 2014", ""},
		"2014-05-XX":            {"sometime in May 2014", ""},
		"2014-11/2019":          {"from November 2014 to 2019", ""},
		"2014-11-03/2014-11-14": {"from November 3, 2014 to November 14, 2014", ""},
		"2014/..":               {"from 2014 on", ""},
		"2014/":                 {"from 2014, end unknown", ""},
		"../2014-05":            {"until May 2014", ""},
		"/2014~":                {"until about 2014", ""},
	} {
		if got := MomentOf(law.MustDate(written)); got != want {
			t.Errorf("%q: got %+v, want %+v", written, got, want)
		}
	}
}

func TestSpanWords(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2014-01-01", "", "January 1, 2014 to today"},
		{"2014", "2015-06", "2014 to June 2015"},
		{"", "2015", "beginning unknown to 2015"},
		{"", "", "beginning unknown to today"},
	} {
		if got := spanWords(law.MustDate(c.from), law.MustDate(c.to), "today"); got != c.want {
			t.Errorf("%s–%s: got %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

// Only an absolute http or https address of the record becomes a link.
func TestWebAddress(t *testing.T) {
	for in, link := range map[string]bool{
		"https://example.org/a?b=c":   true,
		"http://example.org":          true,
		"javascript:alert(1)":         false,
		"JavaScript:alert(1)":         false,
		" https://example.org":        false,
		"data:text/html,<b>":          false,
		"//example.org/a":             false,
		"/policies":                   false,
		"ftp://example.org":           false,
		"a book, p. 12":               false,
		"https:///path":               false,
		"http://[::1":                 false,
		"":                            false,
		"https://example.org/\"><img": true, // escaped where it is written
	} {
		if got := webAddress(in); (got != "") != link {
			t.Errorf("%q: got %q, want a link: %v", in, got, link)
		}
	}
}

func TestSourceRefs(t *testing.T) {
	got := sourceRefs([]string{"https://www.example.org/a", "https://example.org/b", "a letter in the archive", "javascript:x"})
	want := []SourceRef{{"https://www.example.org/a", "example.org"}, {"https://example.org/b", "example.org (2)"},
		{"", "a letter in the archive"}, {"", "javascript:x"}}
	if len(got) != len(want) {
		t.Fatalf("got %d, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%d: got %+v, want %+v", i, got[i], want[i])
		}
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		n        int
		in, want string
	}{
		{20, "short", "short"},
		{12, "detainers are not honored", "detainers…"},
		{4, "ééééé", "éé…"},
		{10, "one, two, three", "one, two…"},
	} {
		if got := clip(c.n, c.in); got != c.want {
			t.Errorf("clip(%d, %q) = %q, want %q", c.n, c.in, got, c.want)
		}
	}
}

// Every value a reader may meet has words, and none of them is blank.
func TestNothingIsBlank(t *testing.T) {
	check := func(what, words string) {
		t.Helper()
		if words == "" {
			t.Errorf("%s has no words", what)
		}
	}
	for _, k := range append(law.PolicyKinds, "") {
		check("kind "+string(k), kindWords(k))
	}
	for _, s := range append(law.Statuses, "") {
		check("status "+string(s), statusWords(law.Ordinance, s))
	}
	for _, e := range append(law.EventTypes, "") {
		check("event "+string(e), eventWords(e, ""))
	}
	for _, l := range append(law.Lanes, "") {
		check("lane "+string(l), laneWords(l, ""))
	}
	for _, s := range append(law.Standings, "") {
		check("standing "+string(s), standingWords(s))
		check("meaning "+string(s), standingMeaning(s))
	}
	for _, r := range law.RelationTypes {
		check("relation "+string(r), relationWords(r, false, ""))
		check("relation turned "+string(r), relationWords(r, true, ""))
	}
	for _, k := range append(law.ProgramKinds, "") {
		check("program "+string(k), programWords(k))
	}
	for _, v := range law.TheCodebook().Variables {
		for _, value := range append(v.Values, "") {
			check(v.ID+" "+value, law.ValueLabel(v.ID, value))
		}
	}
	for _, o := range []law.Origin{law.Curated, law.Collected, ""} {
		check("origin "+string(o), originWords(o))
	}
}

func TestLabelWords(t *testing.T) {
	for in, want := range map[string]string{"restated-2014-12-14": "restated, December 14, 2014", "restated-2026-03": "restated, March 2026",
		"as-introduced": "as introduced", "a": "version A", "restated-198X": "restated, sometime in the 1980s", "": ""} {
		if got := LabelWords(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestTitle(t *testing.T) {
	for in, want := range map[string]string{"": "", "local law": "Local law", "état": "État", "“quoted”": "“quoted”", "\xff": "\xff"} {
		if got := title(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1200: "-1,200"} {
		if got := thousands(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

// A measure that is not law has amended nothing.
func TestRelationsOfWhatIsNotLaw(t *testing.T) {
	for _, c := range []struct {
		incoming bool
		notLaw   law.Status
		want     string
	}{
		{true, "", "Repealed by"}, {true, law.Proposed, "Would be repealed by"}, {true, law.Failed, "Would have been repealed by"},
		{false, "", "Repeals"}, {false, law.Proposed, "Would repeal"}, {false, law.Vetoed, "Would have repealed"},
	} {
		if got := relationWords(law.Repeals, c.incoming, c.notLaw); got != c.want {
			t.Errorf("%+v reads %q", c, got)
		}
	}
}
