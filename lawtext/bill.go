package lawtext

import (
	"strconv"
	"strings"
	"time"

	"refuge/law"
)

// Action is what an amending clause does to its target.
type Action string

// The actions.
const (
	Amend    Action = "amend"    // is amended to read as follows
	Add      Action = "add"      // is amended by adding …
	Repeal   Action = "repeal"   // is REPEALED
	Renumber Action = "renumber" // is renumbered, relettered, redesignated
	Replace  Action = "replace"  // amended by striking or inserting words, which are not carried out
)

// Step is one step from a section down to a part of it: a subdivision, a
// paragraph, a definition. Number is in lower case without its punctuation; of
// a definition it is the term. Kinds without a number are "heading", "opening"
// (the words before the first part) and "closing".
type Step struct {
	Kind   string `json:"kind"`
	Number string `json:"number,omitempty"`
}

// Target is what a clause is aimed at. Code is "admin", "charter", another
// code's name in lower case ("building code"), "local law 5 of 2013", or "" if
// the clause does not say. Section is "" where a whole chapter or title is the
// target; then Path holds only containers.
type Target struct {
	Code    string `json:"code"`
	Section string `json:"section"`
	Path    []Step `json:"path,omitempty"`
}

// String is the target as "admin 9-131 a 1".
func (t Target) String() string {
	parts := []string{t.Code, t.Section}
	for _, s := range t.Path {
		if s.Number != "" {
			parts = append(parts, s.Number)
		} else {
			parts = append(parts, s.Kind)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// LawRef is a law that a clause says last touched its target.
type LawRef struct {
	Verb   string `json:"verb"`         // "added", "amended", "renumbered"
	Of     []Step `json:"of,omitempty"` // the targets it speaks of, none for all
	Number int    `json:"number,omitempty"`
	Year   int    `json:"year,omitempty"`
	Intro  string `json:"intro,omitempty"`  // "805-a", of a law that had no number yet
	Within bool   `json:"within,omitempty"` // another section of the same law
	Words  string `json:"words"`
}

// Name is the law as "2014/058", "" where the clause gives no number and year.
func (r LawRef) Name() string {
	if r.Number == 0 || r.Year == 0 {
		return ""
	}
	return LawName(r.Year, r.Number)
}

// LawName is a law of a year as "2014/058".
func LawName(year, number int) string {
	n := strconv.Itoa(number)
	return strconv.Itoa(year) + "/" + strings.Repeat("0", max(0, 3-len(n))) + n
}

// Instruction is one change that an amending clause orders. Start and End are
// byte offsets of the clause with its matter into the bill's text; Before and
// After are the matter as it stood and as it is to stand, from the drafter's
// marks. To holds, in step with Targets, what a renumbered part becomes.
type Instruction struct {
	BillSection int      `json:"bill_section"`
	Clause      string   `json:"clause"`
	Start       int      `json:"start"`
	End         int      `json:"end"`
	Action      Action   `json:"action"`
	Targets     []Target `json:"targets"`
	To          []Target `json:"to,omitempty"`
	Last        []LawRef `json:"last,omitempty"`
	Before      string   `json:"before,omitempty"`
	After       string   `json:"after,omitempty"`
	// Matter is where the new reading stands in the text, 0 and 0 without one.
	MatterStart int `json:"matter_start,omitempty"`
	MatterEnd   int `json:"matter_end,omitempty"`
}

// Bill is what a bill orders.
type Bill struct {
	Instructions []Instruction `json:"instructions"`
	Effects      []Effect      `json:"effects"`
}

// Effect is what a clause says of when a law, or some of its sections, takes
// effect or ends. Words is the clause as written; what it says is computed only
// where it says a day or a span of days, months or years.
type Effect struct {
	BillSection int    `json:"bill_section"`
	Sections    []int  `json:"sections,omitempty"` // of the bill; none for the whole law
	Words       string `json:"words"`
	Rule        string `json:"rule"` // "immediately", "after", "date", "with", "other"
	Number      int    `json:"number,omitempty"`
	Unit        string `json:"unit,omitempty"` // "day", "month", "year"
	// Date is the day named, or from which a law made at once is deemed in force.
	Date law.Date `json:"date"`
	// With is the number of the bill or law that it takes effect with.
	With string `json:"with,omitempty"`
	// Ends is when it expires: a day, or a span after it took effect.
	Ends       law.Date `json:"ends"`
	EndsNumber int      `json:"ends_number,omitempty"`
	EndsUnit   string   `json:"ends_unit,omitempty"`
}

// From is the day on which a law enacted on a day takes effect under e; the
// zero Date where that cannot be computed from the clause alone.
func (e Effect) From(enacted law.Day) law.Date {
	switch e.Rule {
	case "date":
		return e.Date
	case "immediately":
		if !e.Date.IsZero() {
			return e.Date
		}
		return law.OnDay(enacted)
	case "after":
		return law.OnDay(after(enacted, e.Number, e.Unit))
	}
	return law.Date{}
}

// Until is the first day on which it no longer has effect; the zero Date where
// it has no end or none that can be computed. enacted is when it became law.
func (e Effect) Until(enacted law.Day) law.Date {
	if !e.Ends.IsZero() {
		return e.Ends
	}
	if e.EndsNumber > 0 {
		return law.OnDay(after(enacted, e.EndsNumber, e.EndsUnit))
	}
	return law.Date{}
}

// after counts days, months or years from a day; "" for a day not known.
func after(d law.Day, n int, unit string) law.Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	switch unit {
	case "day":
		t = t.AddDate(0, 0, n)
	case "week":
		t = t.AddDate(0, 0, 7*n)
	case "month":
		t = t.AddDate(0, n, 0)
	case "year":
		t = t.AddDate(n, 0, 0)
	}
	return law.DayOf(t)
}

// WordDate reads "January 1, 2019"; the zero Date if there is no such day.
func WordDate(s string) law.Date {
	s = strings.NewReplacer(",", "", "st ", " ", "nd ", " ", "rd ", " ", "th ", " ").Replace(strings.ToLower(s))
	s = strings.Replace(s, "augu ", "august ", 1)
	t, err := time.Parse("january 2 2006", s)
	if err != nil {
		t, err = time.Parse("January 2 2006", strings.ToUpper(s[:1])+s[1:])
	}
	if err != nil {
		return law.Date{}
	}
	return law.OnDay(law.DayOf(t))
}
