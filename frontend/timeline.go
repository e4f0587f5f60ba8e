package frontend

import (
	"refuge/law"
	"refuge/record"
)

// TermGroup is the events of one stretch of office, in order. Holders is empty
// where nobody is recorded; several mean the dates known do not decide.
type TermGroup struct {
	Holders []record.Holder
	Span    string // of the term, "" if it is not one term
	Acting  bool
	Undated bool // the events without a date
	Ahead   bool // the events that are yet to come
	Entries []record.Entry

	key  string
	from law.Day
}

// YearGroup is the events of one year; Year is "" for those without a date.
type YearGroup struct {
	Year    string
	Entries []record.Entry
}

// Timeline is the events of one jurisdiction, or of any selection.
type Timeline struct {
	Base
	Heading string
	Place   *record.Place // nil for a selection
	Chart   Chart
	Gaps    []string
	Terms   []TermGroup // of one jurisdiction
	Years   []YearGroup // of a selection
	Pager   Pager
	Filter  TimelineForm
}

// TimelineForm is the choices of the timeline page.
type TimelineForm struct {
	Action        string
	Jurisdictions []Choice // empty on a jurisdiction's own page
	Lanes         []Choice
	Types         []Choice
	From, To      string
	Verified      []Choice
	Steps         bool
	Newest        bool
}

// Narrow says that something was chosen, so that the form is shown open.
func (f TimelineForm) Narrow() bool {
	return f.From != "" || f.To != "" || f.Steps || chosen(f.Jurisdictions) || chosen(f.Lanes) || chosen(f.Types) || chosen(f.Verified)
}
