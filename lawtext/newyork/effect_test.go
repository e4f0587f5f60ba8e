package newyork

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"refuge/law"
	"refuge/lawtext"
)

// told writes what clauses say, for a law made on a day: whom each speaks of, its
// rule, from when and until when.
func told(words string, enacted law.Day) string {
	found, _ := readEffect(words)
	var out []string
	for _, e := range found {
		var of []string
		if len(e.Sections) > 0 {
			of = append(of, fmt.Sprint(e.Sections))
		}
		for _, t := range e.Of {
			of = append(of, t.String())
		}
		if e.InPart {
			of = append(of, "a part")
		}
		if of == nil {
			of = []string{"all"}
		}
		from := e.From(enacted)
		s := strings.Join(of, ", ") + ": " + string(e.Rule)
		if e.With != "" {
			s += " " + e.With
		}
		if !from.IsZero() {
			s += " " + from.String()
		}
		if until := e.Until(from, enacted); !until.IsZero() {
			s += " until " + until.String()
		} else if e.HasEnd() {
			s += " until ?"
		}
		out = append(out, strings.ReplaceAll(s, ":  ", ": "))
	}
	return strings.Join(out, "; ")
}

func TestClausesOnEffect(t *testing.T) {
	for _, c := range []struct{ words, want string }{
		// Days as drafters write them.
		{"This local law takes effect immediately.", "all: immediately 2014-11-14"},
		{"This local law shall take effect immediately upon its enactment into law.", "all: immediately 2014-11-14"},
		{"This local law takes effect on January 1, 2016.", "all: date 2016-01-01"},
		{"This local law takes effect July 1st, 2015.", "all: date 2015-07-01"},
		{"This local law takes effect on the thirtieth day of June, two thousand fifteen.", "all: date 2015-06-30"},
		{"This local law takes effect on the first day of July 2015.", "all: date 2015-07-01"},
		{"This local law takes effect on June thirty-first, 2015.", "all: other"},
		{"This local law takes effect on and after 1/1/2016.", "all: date 2016-01-01"},
		{"This local law takes effect 120 days after it becomes law.", "all: after 2015-03-14"},
		{"This local law shall take effect ninety (90) days after its enactment.", "all: after 2015-02-12"},
		{"This local law takes effect on the one hundred twentieth day after it shall have become a law.", "all: after 2015-03-14"},
		{"This local law takes effect on the 120th day after it becomes law.", "all: after 2015-03-14"},
		{"This ordinance takes effect in thirty days.", ""},
		{"This act shall take effect one year after becoming law.", "all: after 2015-11-14"},
		{"This local law takes effect on the first day of the month next following its enactment.", "all: next 2014-12-01"},
		{"This local law takes effect on the first day of January next succeeding the date on which it shall have become a law.", "all: next 2015-01-01"},
		{"This local law takes effect immediately and is retroactive to and deemed to have been in full force and effect as of July 1, 2014.", "all: immediately 2014-07-01"},
		{"This local law takes effect immediately and shall be deemed to have been in force on December seventeenth, nineteen hundred ninety-eight.", "all: immediately 1998-12-17"},
		{"This local law takes effect immediately and, if it shall have become a law after October 1, 2014, shall be retroactive to and deemed to have been in full force and effect as of October 1, 2014.", "all: immediately 2014-10-01"},
		{"This local law takes effect immediately and, if it shall have become a law after December 1, 2014, shall be retroactive to and deemed to have been in full force and effect as of December 1, 2014.", "all: immediately 2014-11-14"},
		{"This local law takes effect immediately and shall be deemed to have been in full force and effect on the date it was first passed by the council.", "all: passed"},
		// What cannot be computed.
		{"This local law takes effect 30 business days after it becomes law.", "all: other"},
		{"This local law takes effect 90 days after the rules are promulgated.", "all: other"},
		{"This local law takes effect 2 years after the expiration of the emergency.", "all: other"},
		{"This local law takes effect on the later of 120 days after it becomes law or July 1, 2015.", "all: other"},
		{"This local law takes effect upon compliance with section 25-408 of the administrative code.", "all: other"},
		{"This local law takes effect on the same date that local law number 5 for the year 2014 takes effect.", "all: with 2014/005"},
		{"This local law takes effect 30 days after a local law relating to lamps, as proposed in introduction number 805-A, takes effect.", "all: with 805-a"},
		{"This local law takes effect on the same date as a chapter of the laws of 2014 takes effect.", "all: with"},
		// Parts with days of their own.
		{"Sections 1, 2 and 4 of this local law take effect 30 days after it becomes law, except that section 3 of this local law takes effect immediately.", "[1 2 4]: after 2014-12-14; [3]: immediately 2014-11-14"},
		{"This local law takes effect immediately, except that the amendments made by section one take effect 60 days after it becomes law.", "all: immediately 2014-11-14; [1]: after 2015-01-13"},
		{"Sections one through three of this local law take effect immediately and section four takes effect on July 1, 2015.", "[1 2 3]: immediately 2014-11-14; [4]: date 2015-07-01"},
		{"This local law takes effect immediately, provided that subdivision g of section 9-777 of the administrative code, as added by section two of this local law, takes effect 90 days after it becomes law.", "all: immediately 2014-11-14; [2], admin 9-777 g: after 2015-02-12"},
		{"This local law takes effect immediately, except for section 2, which shall take effect on January 1, 2016.", "all: immediately 2014-11-14; [2]: date 2016-01-01"},
		{"This local law takes effect immediately, except for the provisions of section 2.", "all: immediately 2014-11-14; [2]: other"},
		{"This local law takes effect immediately, except that the requirement to post maps takes effect 60 days after it becomes law.", "all: immediately 2014-11-14; a part: after 2015-01-13"},
		{"This local law takes effect 90 days after it becomes law, except that the commissioner shall take all actions necessary, including the promulgation of rules, before the date on which it takes effect.", "all: after 2015-02-12"},
		{"This local law takes effect 90 days after it becomes law, provided that any license issued before this local law takes effect shall expire on its own day.", "all: after 2015-02-12"},
		// Ends.
		{"This local law takes effect immediately; provided, however, that it shall expire and be deemed repealed two years after it takes effect.", "all: immediately 2014-11-14; all: until ?"},
		{"This local law takes effect 90 days after it becomes law and is deemed repealed 2 years after such effective date.", "all: after 2015-02-12 until 2017-02-12"},
		{"This local law takes effect 90 days after it becomes law and expires and is deemed repealed 2 years after it becomes law.", "all: after 2015-02-12 until 2016-11-14"},
		{"This local law takes effect immediately and expires and is deemed repealed on December 31, 2016.", "all: immediately 2014-11-14 until 2016-12-31"},
		{"This local law takes effect immediately and shall remain in effect until June 30, 2016.", "all: immediately 2014-11-14 until 2016-06-30"},
		{"This local law takes effect immediately and shall remain in effect through June 30, 2016.", "all: immediately 2014-11-14 until 2016-07-01"},
		{"This local law takes effect immediately and shall remain in effect for a period of three years.", "all: immediately 2014-11-14 until 2017-11-14"},
		{"This local law takes effect immediately and shall be of no further force and effect after June 30, 2016.", "all: immediately 2014-11-14 until 2016-07-01"},
		{"This local law takes effect immediately and is deemed repealed upon the submission of the report due March 30, 2016.", "all: immediately 2014-11-14 until ?"},
		{"This local law takes effect immediately and is deemed repealed 1 year after the submission of the report.", "all: immediately 2014-11-14 until ?"},
		{"This local law takes effect immediately. Section two of this local law expires on July 1, 2016.", "all: immediately 2014-11-14; [2]: until 2016-07-01"},
		// What says nothing of it.
		{"If any portion of this local law is declared invalid, the remainder shall continue in full force and effect.", ""},
		{"Any license in force when this local law takes effect shall continue in force.", ""},
	} {
		if got := told("§ 9. "+c.words, "2014-11-14"); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.words, got, c.want)
		}
	}
}

// A span ends on the last day of a month that is too short for it.
func TestSpans(t *testing.T) {
	for _, c := range []struct {
		day  law.Day
		n    int
		unit string
		want law.Day
	}{
		{"2015-01-31", 1, "month", "2015-02-28"},
		{"2016-02-29", 1, "year", "2017-02-28"},
		{"2015-03-01", 120, "day", "2015-06-29"},
		{"2015-12-31", 2, "week", "2016-01-14"},
		{"", 1, "day", ""},
		{"2015-01-01", 1, "fortnight", ""},
	} {
		if got := lawtext.After(c.day, c.n, c.unit); got != c.want {
			t.Errorf("%d %s after %s: %s, want %s", c.n, c.unit, c.day, got, c.want)
		}
	}
}

// However a law says when it takes effect, a day that is computed is one that its
// words name or that follows from the day it was made.
func TestDaysOfEffectAreNotInvented(t *testing.T) {
	piece := rapid.SampledFrom([]string{"This local law ", "takes effect ", "immediately", "90 days ", "after ", "it becomes law", "the report", ", except that ", "section 2 of this local law ",
		"expires ", "on the same date as ", "local law 5 of 2014 ", "upon ", "and ", "provided ", ". ", "; ", "the first day of the month ", "two years "})
	rapid.Check(t, func(t *rapid.T) {
		words := strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "words"), "")
		found, _ := readEffect("§ 2. " + words)
		for _, e := range found {
			if !strings.Contains(words, e.Words) {
				t.Fatalf("%q is not in %q", e.Words, words)
			}
			if day := e.From(""); !day.IsZero() {
				t.Fatalf("%q: %s without a day it was made on", words, day)
			}
			if from := e.From("2014-11-14"); !from.IsZero() && from.Earliest() < "2014-11-14" {
				t.Fatalf("%q: %s is before it was made", words, from)
			}
		}
	})
}

func FuzzEffect(f *testing.F) {
	f.Add("§ 2. This local law takes effect on the thirtieth day of June, two thousand fifteen, except that section one expires 2 years after it takes effect.")
	f.Add("This local law shall take effect immediately; provided, however, that it shall be deemed repealed on the 1st day of July 2020; and (31/31/2015)")
	f.Fuzz(func(t *testing.T, words string) {
		found, ok := readEffect(words)
		if ok != (len(found) > 0) || len(found) > maxEffects {
			t.Fatalf("%v with %d clauses", ok, len(found))
		}
		for _, e := range found {
			e.Until(e.From("2014-11-14"), "2014-11-14")
		}
	})
}
