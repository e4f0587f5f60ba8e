package law

import "cmp"

// PolicyName is what to call a policy in a line, a list or a heading: its short
// title, else its citation, else its title.
func PolicyName(short, citation, title string) string { return cmp.Or(short, citation, title) }

// Name is what to call the policy (PolicyName).
func (p Policy) Name() string { return PolicyName(p.ShortTitle, p.Citation, p.Title) }
