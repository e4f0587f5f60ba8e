package record

import (
	"fmt"

	"refuge/law"
)

// Place is a jurisdiction with what the record holds of it.
type Place struct {
	law.Jurisdiction
	Policies   int         `json:"policies"`
	Events     int         `json:"events"`
	Codings    int         `json:"codings"`
	Programs   int         `json:"programs"`
	Terms      int         `json:"terms"`
	Unverified int         `json:"unverified"` // facts of the curated record that are not verified
	Footing    law.Footing `json:"footing"`
	First      law.Date    `json:"first"` // its earliest dated event
	Latest     law.Date    `json:"latest"`
}

// Holder is who held the chief executive office on an event's day. Several
// holders of one event mean that the dates known do not decide between them.
type Holder struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	Office string `json:"office"`
	Party  string `json:"party,omitempty"`
	Acting bool   `json:"acting,omitempty"`
}

// Term is a term with what happened in it, counted by events of the term's own
// jurisdiction (steps and off-topic policies left out).
type Term struct {
	law.Term
	JurisdictionName string  `json:"jurisdiction_name"`
	From             law.Day `json:"from"`  // first day in office, by the dates known
	Until            law.Day `json:"until"` // first day no longer in office; law.LastDay if it runs on
	Issued           int     `json:"issued"`
	Rescinded        int     `json:"rescinded"`
	Vetoed           int     `json:"vetoed"`
	Inherited        int     `json:"inherited"` // policies in force on its first day
}

// Person is a person with their terms.
type Person struct {
	law.Person
	FamilyName string `json:"family_name"` // by which lists sort the person (law.FamilyName)
	Terms      []Term `json:"terms"`
}

// Tenure is one term of a person with the policies that mark it. What they
// issued or signed stands apart from what became law without them.
type Tenure struct {
	Term
	PoliciesIssued     []Brief `json:"policies_issued"`
	PoliciesLapsed     []Brief `json:"policies_lapsed"`     // became law unsigned
	PoliciesOverridden []Brief `json:"policies_overridden"` // became law over a veto
	PoliciesAdopted    []Brief `json:"policies_adopted"`    // adopted by voters
	PoliciesOtherwise  []Brief `json:"policies_otherwise"`  // made by others, with no part of the executive recorded
	PoliciesInherited  []Brief `json:"policies_inherited"`
	PoliciesRescinded  []Brief `json:"policies_rescinded"`
	PoliciesVetoed     []Brief `json:"policies_vetoed"`
}

// Totals counts the record. Each event is counted once, dated or not. What
// the counts leave out has counts of its own: no event is in two of them.
type Totals struct {
	Jurisdictions int     `json:"jurisdictions"`
	Policies      int     `json:"policies" doc:"Without those collected that are on another subject"`
	Events        int     `json:"events" doc:"Each once, dated or not; without what left_out counts"`
	Undated       int     `json:"undated" doc:"Of events, those whose day is not known"`
	Codings       int     `json:"codings"`
	People        int     `json:"people" doc:"Who held an executive office"`
	LeftOut       LeftOut `json:"left_out" gorm:"embedded"`
}

// LeftOut counts what Totals does not.
type LeftOut struct {
	Steps              int `json:"steps" doc:"Recorded actions that change neither status nor text"`
	Repeats            int `json:"repeats" doc:"Events of a source that another event of the record tells already"`
	OffSubjectPolicies int `json:"off_subject_policies" doc:"Collected, and on another subject"`
	OffSubjectEvents   int `json:"off_subject_events" doc:"Of those policies, steps and repeats among them"`
}

// String is "47 jurisdictions, 401 policies, 983 events (without 327 steps)".
func (t Totals) String() string {
	return fmt.Sprintf("%d jurisdictions, %d policies, %d events (%s)", t.Jurisdictions, t.Policies, t.Events, t.LeftOut)
}

// String is the events left out, by the reason, and the policies of another
// subject where there are any: "without 327 steps".
func (l LeftOut) String() string {
	s := fmt.Sprintf("without %d steps", l.Steps)
	if l.Repeats > 0 {
		s += fmt.Sprintf(", %d repeats", l.Repeats)
	}
	if l.OffSubjectPolicies > 0 {
		s += fmt.Sprintf(", and %d policies with %d events on other subjects", l.OffSubjectPolicies, l.OffSubjectEvents)
	}
	return s
}
