package law

import (
	"cmp"
	"slices"
)

// Severity is how much a finding matters.
type Severity string

// The severities. An Error makes a check fail; a Warning is for a person to
// read; a Note tells what is known to be open.
const (
	SevError   Severity = "error"
	SevWarning Severity = "warning"
	SevNote    Severity = "note"
)

// Severities lists every severity, the worst first.
var Severities = []Severity{SevError, SevWarning, SevNote}

// Finding is what a rule, or a source that disagrees with the record, has to
// say of a subject.
type Finding struct {
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`    // the rule's permanent name: "term-overlap"
	Subject  string   `json:"subject"` // slug, or slug and place: "nyc-ll-58-2014 event 3"
	Sentence string   `json:"sentence"`
}

// Compare orders findings: errors first, then by rule, subject and sentence.
func (f Finding) Compare(other Finding) int {
	return cmp.Or(cmp.Compare(f.Severity.order(), other.Severity.order()), cmp.Compare(f.Rule, other.Rule),
		cmp.Compare(f.Subject, other.Subject), cmp.Compare(f.Sentence, other.Sentence))
}

func (s Severity) order() int { return slices.Index(Severities, s) }
