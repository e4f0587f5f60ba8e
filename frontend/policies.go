package frontend

import (
	"slices"
	"strings"

	"refuge/law"
	"refuge/record"
)

// Policies lists policies by a selection.
type Policies struct {
	Base
	Items  []record.Brief
	Pager  Pager
	Filter PoliciesForm
}

// PoliciesForm is the choices of the policies page.
type PoliciesForm struct {
	Words         string
	Jurisdictions []Choice
	Kinds         []Choice
	Statuses      []Choice
	Origins       []Choice
	Variables     []Choice
	Sorts         []Choice
	Year          string
	InForceOn     string
	OffTopic      bool
	Reverse       bool
	// Narrow says that a choice besides the words was made, so that the form
	// is shown open.
	Narrow bool
}

// VersionLine is a version in a list.
type VersionLine struct {
	law.Version        // without its text
	Compare     string // address of the comparison with the one before; "" for the first
	Before      string // label of that one
	Mixed       bool   // the two are of different standing
}

// CodingLine is a coding with the address of the passage it rests on, "" where
// none is held, and all its passages, official ones first.
type CodingLine struct {
	law.Coding
	Passage  string
	Passages []Link
}

// PolicyPage is one policy.
type PolicyPage struct {
	Base
	Policy   law.Policy
	Place    law.Jurisdiction
	Entries  []record.Entry // its events, without steps
	Steps    []record.Entry
	Codings  []CodingLine
	Edges    []record.Edge
	Versions []VersionLine
	Labels   []RawLabel
}

// RawLabel is a source's own label beside what it was read as.
type RawLabel struct {
	Field string
	Raw   string
	Read  string
}

// Abstract is the policy's summary in paragraphs.
func (p PolicyPage) Abstract() []string {
	return strings.Split(clip(6000, p.Policy.Abstract), "\n\n")
}

// Ours says that the summary is this project's, not its source's.
func (p PolicyPage) Ours() bool { return p.Policy.Origin == law.Curated }

// Restated is the standing of a summary of ours.
func (PolicyPage) Restated() law.Standing { return law.Restated }

// LastLabel is the label of the last version.
func (p PolicyPage) LastLabel() string {
	if len(p.Versions) == 0 {
		return ""
	}
	return p.Versions[len(p.Versions)-1].Label
}

// StageName is the stage as the record writes it.
func (v VersionLine) StageName() string { return stageName(v.Stage) }

// Acting are the relations, but for those of measures that are not law.
func (p PolicyPage) Acting() []record.Edge {
	return slices.DeleteFunc(slices.Clone(p.Edges), func(e record.Edge) bool { return e.NotLaw != "" })
}

// NotActing are the relations of measures that are not law.
func (p PolicyPage) NotActing() []record.Edge {
	return slices.DeleteFunc(slices.Clone(p.Edges), func(e record.Edge) bool { return e.NotLaw == "" })
}
