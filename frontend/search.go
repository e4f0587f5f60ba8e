package frontend

import (
	"net/url"
	"strings"

	"refuge/record"
)

// Fragment is a stretch of a snippet; Match says that it was searched for.
type Fragment struct {
	Text  string
	Match bool
}

// Hit is one place found.
type Hit struct {
	record.Hit
	Fragments []Fragment
	More      string // address of the measure's other passages; "" where there are none
}

// Search is what was found, or the form alone.
type Search struct {
	Base
	Query         string
	Complaint     string // what is wrong with the query; "" if nothing
	Note          string // what was not found as asked, and what the record covers
	Beside        record.Beside
	Policy        string // the slug of the one measure that is searched; "" for all
	Wider         string // the same search in all measures
	Hits          []Hit
	Pager         Pager
	Jurisdictions []Choice
	Kinds         []Choice
	Standings     []Choice
	AsOf          string
	Narrow        bool
}

// Address leads to the passage found.
func (h Hit) Address() string {
	if a := PassageAddress(h.Policy, h.Version, h.Section); a != "" {
		return a
	}
	a := "/policies/" + url.PathEscape(h.Policy)
	if h.Version != "" {
		a += "/versions/" + url.PathEscape(h.Version)
	}
	return a
}

// Others counts the measure's other passages in words.
func (h Hit) Others() string { return counted(h.Passages-1, "more passage", "more passages") }

// NotLaw says that the text, which stood on the day asked about, was not law.
func (h Hit) NotLaw() bool { return h.WasLaw != nil && !*h.WasLaw }

// Place is the section's number and heading.
func (h Hit) Place() string { return strings.TrimSpace(h.Number + " " + h.Heading) }
