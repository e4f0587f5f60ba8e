package record

import "refuge/law"

// Finding is what a rule or a source has to say, with where its subject belongs.
type Finding struct {
	law.Finding
	Jurisdiction string `json:"jurisdiction,omitempty"` // slug; "" where the subject is a person or is not in the record
	Policy       string `json:"policy,omitempty"`       // slug, where the subject is a policy or a part of one
}
