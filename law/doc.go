// Package law is the domain of Refuge: what a policy, a version of its text,
// an event, a coding and a term of office are, which dates they carry, and the
// rules they must keep. It does no input or output and imports nothing of ours.
//
// The model follows FRBR as Akoma Ntoso uses it (Policy is the work, Version
// the expression, Capture the item), Popolo for people (Term is a membership)
// and Open Civic Data for the ids of jurisdictions.
//
// Unknown is the zero value everywhere: an empty Date, a nil pointer, an empty
// string. No function of this package turns it into a fact.
package law
