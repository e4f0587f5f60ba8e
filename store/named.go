package store

import "refuge/law"

// naming is what the name of a policy p is made of, for a row with policyNamed.
const naming = "p.short_title AS name_short, p.citation AS name_citation, p.title AS name_title"

// policyNamed is the part of a row that names its policy.
type policyNamed struct {
	NameShort, NameCitation, NameTitle string
}

func (n policyNamed) name() string {
	return law.PolicyName(n.NameShort, n.NameCitation, n.NameTitle)
}
