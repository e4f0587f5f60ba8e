package record

import (
	"time"

	"refuge/law"
)

// Entry is one event as a timeline shows it: with its policy, its lane and the
// office-holder of its jurisdiction on that day.
type Entry struct {
	ID               int64          `json:"id"`
	Date             law.Date       `json:"date"`
	Type             law.EventType  `json:"type"`
	Lane             law.Lane       `json:"lane"`
	Actor            string         `json:"actor,omitempty"`
	Note             string         `json:"note,omitempty"`
	Vote             *law.Vote      `json:"vote,omitempty"`
	Raw              string         `json:"raw,omitempty"`
	Result           string         `json:"result,omitempty"`
	Verified         bool           `json:"verified"`
	Settle           string         `json:"settle,omitempty"` // what would settle it, if it is not verified
	Origin           law.Origin     `json:"origin"`
	Corroborated     bool           `json:"corroborated"` // a collected record says the same
	Sources          []string       `json:"sources"`
	Policy           string         `json:"policy"`
	PolicyTitle      string         `json:"policy_title"`
	PolicyKind       law.PolicyKind `json:"policy_kind"`
	Jurisdiction     string         `json:"jurisdiction"`
	JurisdictionName string         `json:"jurisdiction_name"`
	Holders          []Holder       `json:"holders"`
	Ahead            bool           `json:"ahead,omitempty"` // it is yet to come
	Entered          *time.Time     `json:"entered"`         // with which import it came; null if it is not known
	Changed          *time.Time     `json:"changed"`         // with which import it last changed; null if it is not known
}

// Snapshot is what the record says of a jurisdiction on one day.
type Snapshot struct {
	Jurisdiction law.Jurisdiction `json:"jurisdiction"`
	AsOf         law.Day          `json:"as_of"`
	// Ahead says that the day is yet to come: what stands here is what is known of
	// it today, and nobody is named as in office.
	Ahead    bool     `json:"ahead,omitempty"`
	Holders  []Holder `json:"holders"`
	Policies []Brief  `json:"policies"` // in force on that day
	// OffSubject counts the policies in force that were collected and are on
	// another subject; Policies leaves them out.
	OffSubject int           `json:"off_subject"`
	Variables  []VariableDay `json:"variables"`
}

// VariableDay is one codebook variable of a jurisdiction on one day: the
// codings that held then, strongest first by the codebook's order. No coding
// means unknown, which is not the same as the value "none".
type VariableDay struct {
	Variable string      `json:"variable"`
	Known    bool        `json:"known"`
	Value    string      `json:"value,omitempty"` // the strongest held
	Codings  []CodingDay `json:"codings"`
}

// CodingDay is a coding with the policy it belongs to.
type CodingDay struct {
	law.Coding
	Policy      string    `json:"policy"`
	PolicyTitle string    `json:"policy_title"`
	Layer       law.Layer `json:"layer"` // whose law the policy is
	// Certain is false where the dates known leave open whether it held on the
	// day asked for.
	Certain bool `json:"certain"`
}

// CodingRow is a coding with where it belongs.
type CodingRow struct {
	law.Coding
	Policy           string         `json:"policy"`
	PolicyTitle      string         `json:"policy_title"`
	PolicyKind       law.PolicyKind `json:"policy_kind"`
	Layer            law.Layer      `json:"layer"` // whose law the policy is
	Jurisdiction     string         `json:"jurisdiction"`
	JurisdictionName string         `json:"jurisdiction_name"`
}

// Matrix is the strongest value of each variable in each jurisdiction on one
// day. Cells has one row per jurisdiction, one column per variable, in the
// order given.
type Matrix struct {
	AsOf          law.Day  `json:"as_of"`
	Jurisdictions []string `json:"jurisdictions"`
	Names         []string `json:"names"`
	Variables     []string `json:"variables"`
	Cells         [][]Cell `json:"cells" doc:"A row per jurisdiction, a column per variable, in the order given"`
}

// CellValue is one value with the policy it comes from and the passage that was
// law on the day.
type CellValue struct {
	Value    Optional  `json:"value" doc:"null is unknown, which is not the value \"none\", shown as silent"`
	Policy   string    `json:"policy,omitempty"`
	Version  string    `json:"version,omitempty" doc:"Label of the text that was law that day, in which the section stands"`
	Section  string    `json:"section,omitempty" doc:"eId of the passage"`
	Layer    law.Layer `json:"layer,omitempty" doc:"Whose law the policy is"`
	Verified bool      `json:"verified"`
	Certain  bool      `json:"certain" doc:"False where the dates known leave open whether it held that day"`
}

// Cell is what a place says on one question: the first of its values, and all
// of them.
type Cell struct {
	CellValue
	Values []CellValue `json:"values" doc:"Every value in force that day, once: what protects most first, silence last; several are a conflict or a matter of different rules"`
}
