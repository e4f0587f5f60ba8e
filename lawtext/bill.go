package lawtext

import (
	"strconv"
	"strings"

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

// Last is the step that names the target itself.
func (t Target) Last() Step {
	if len(t.Path) == 0 {
		return Step{"section", t.Section}
	}
	return t.Path[len(t.Path)-1]
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

// EffectRule is how a clause says when a law takes effect.
type EffectRule string

// The rules. What a clause says in any other way is not computed, and the day is
// not known.
const (
	AtOnce    EffectRule = "immediately"
	OnDate    EffectRule = "date"
	AfterSpan EffectRule = "after"  // a number of days, weeks, months or years after it became law
	NextMonth EffectRule = "next"   // the first day of the next month, or of a month that is named
	WithLaw   EffectRule = "with"   // when another law does, or a span after that
	OnPassage EffectRule = "passed" // deemed to since the council passed it
	NotRead   EffectRule = "other"
	OnlyEnds  EffectRule = "" // it says nothing of a beginning
)

// Effect is what a clause says of when a law, or a part of it, takes effect or
// ends. Words is the clause as written; what it says is computed only where it
// names a day or a span.
type Effect struct {
	BillSection int `json:"bill_section"`
	// Sections are those of the bill that it speaks of, and Of the parts of a
	// code; it speaks of the whole law if both are empty. In part says that it
	// speaks of something in them that was not read.
	Sections []int      `json:"sections,omitempty"`
	Of       []Target   `json:"of,omitempty"`
	InPart   bool       `json:"in_part,omitempty"`
	Words    string     `json:"words"`
	Rule     EffectRule `json:"rule"`
	Number   int        `json:"number,omitempty"` // of units; of the month under NextMonth, 0 for any
	Unit     string     `json:"unit,omitempty"`   // "day", "week", "month", "year"
	// Date is the day named, or from which a law made at once is deemed in force:
	// if IfAfter is set, only where the law was made after that day.
	Date    law.Date `json:"date"`
	IfAfter law.Date `json:"if_after"`
	// With is the number of the bill ("805-a") or the name of the law ("2016/057")
	// that it takes effect with, WithSection the section of it, 0 for the whole.
	With        string `json:"with,omitempty"`
	WithSection int    `json:"with_section,omitempty"`
	// Ends is the first day on which it has no effect any more; or it is a span
	// after it took effect, or after it became law.
	Ends       law.Date `json:"ends"`
	EndsNumber int      `json:"ends_number,omitempty"`
	EndsUnit   string   `json:"ends_unit,omitempty"`
	EndsAsLaw  bool     `json:"ends_as_law,omitempty"`  // the span is counted from when it became law
	EndNotRead bool     `json:"end_not_read,omitempty"` // it ends, on a day that was not read
}

// From is the day on which a law enacted on a day takes effect under e; the
// zero Date where that cannot be computed from the clause alone.
func (e Effect) From(enacted law.Day) law.Date {
	switch e.Rule {
	case OnDate:
		return e.Date
	case AtOnce:
		if !e.Date.IsZero() && (e.IfAfter.IsZero() || enacted > e.IfAfter.Latest()) {
			return e.Date
		}
		return law.OnDay(enacted)
	case AfterSpan:
		return law.OnDay(After(enacted, e.Number, e.Unit))
	case NextMonth:
		return law.OnDay(NextFirst(enacted, e.Number))
	}
	return law.Date{}
}

// HasEnd says that the clause ends the law, on a day that is known or not.
func (e Effect) HasEnd() bool { return !e.Ends.IsZero() || e.EndsNumber > 0 || e.EndNotRead }

// Until is the first day on which a law that took effect on one day and was
// enacted on another no longer has effect; the zero Date where it has no end or
// none that can be computed.
func (e Effect) Until(from law.Date, enacted law.Day) law.Date {
	switch {
	case e.EndNotRead:
		return law.Date{}
	case !e.Ends.IsZero():
		return e.Ends
	case e.EndsNumber > 0 && e.EndsAsLaw:
		return law.OnDay(After(enacted, e.EndsNumber, e.EndsUnit))
	case e.EndsNumber > 0 && !from.IsZero():
		return law.OnDay(After(from.Earliest(), e.EndsNumber, e.EndsUnit))
	}
	return law.Date{}
}
