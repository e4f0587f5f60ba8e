package law

import (
	"slices"
	"strings"
)

// curatedPolicies calls f with every policy of the curated record whose texts
// are at hand: a list of policies may leave the texts out, and then nothing is
// known of them.
func (c *checker) curatedPolicies(f func(p Policy)) {
	for _, p := range c.data.Policies {
		unread := slices.ContainsFunc(p.Versions, func(v Version) bool { return v.Held && v.Text == "" && len(v.Sections) == 0 })
		if p.Origin == Curated && !unread {
			f(p)
		}
	}
}

func checkVersioned(c *checker) {
	c.curatedPolicies(func(p Policy) {
		if len(p.Versions) == 0 {
			c.find(SevError, p.Slug, "The policy has no version: restate its text, or say in a section that it is not held.")
		}
	})
}

// Bears says whether a curated version of the policy may bear a coding out: it
// held on a day on which the coding did. A measure that never was law has no
// such days, and then each version may.
func (p Policy) Bears(v Version, k Coding) bool {
	return v.Origin != Collected && (p.Status.NeverLaw() || meets(v.From, v.To, k.From, k.To))
}

// meets says whether two spans certainly share a day by their earliest days; an
// empty beginning is before all days, an empty end after them.
func meets(from, to, from2, to2 Date) bool {
	return from.Earliest() < firstEnd(to2) && from2.Earliest() < firstEnd(to)
}

func checkCodingSections(c *checker) {
	c.curatedPolicies(func(p Policy) {
		for i, k := range p.Codings {
			if k.Origin == Collected {
				continue
			}
			subject := place(p.Slug, "coding", i)
			if k.Section == "" && k.Value != "none" {
				c.find(SevError, subject, "The coding of %s rests on no section: give it the eId of the section that says so.", k.Variable)
				continue
			}
			held := 0
			for _, v := range p.Versions {
				if !p.Bears(v, k) {
					continue
				}
				held++
				if k.Section == "" || slices.ContainsFunc(v.Sections, func(s Section) bool { return s.EID == k.Section }) {
					continue
				}
				c.find(SevError, subject, "The section %q that the coding of %s rests on does not stand in the version %s, which held while it did.", k.Section, k.Variable, v.Label)
			}
			if held == 0 {
				c.find(SevError, subject, "No version of the policy held while its coding of %s did: mend the days of one or the other.", k.Variable)
			}
		}
	})
}

func checkCodingTexts(c *checker) {
	c.curatedPolicies(func(p Policy) {
		for i, k := range p.Codings {
			if !k.Verified || k.Origin == Collected {
				continue
			}
			read := func(v Version) bool { return v.Basis != FromReports && p.Bears(v, k) }
			if !slices.ContainsFunc(p.Versions, read) {
				c.find(SevError, place(p.Slug, "coding", i), "The coding of %s is marked verified, but no text was read from which it could be coded.", k.Variable)
			}
		}
	})
}

func checkOneValue(c *checker) {
	for _, p := range c.data.Policies {
		for i, a := range p.Codings {
			for j, b := range p.Codings[i+1:] {
				if a.Variable == b.Variable && a.Value != b.Value && meets(a.From, a.To, b.From, b.To) {
					c.find(SevError, place(p.Slug, "coding", i+1+j), "It gives %s another value (%s) than coding %d (%s) on the same day.", b.Variable, b.Value, i+1, a.Value)
				}
			}
		}
	}
}

func checkVersionOverlaps(c *checker) {
	c.curatedPolicies(func(p Policy) {
		var last *Version
		for i := range p.Versions {
			v := &p.Versions[i]
			if v.Standing != Restated || p.Status.NeverLaw() {
				continue
			}
			if last != nil && meets(last.From, last.To, v.From, v.To) {
				c.find(SevError, place(p.Slug, "version", i), "The version %s holds on days of the version %s: end one where the other begins.", v.Label, last.Label)
			}
			last = v
		}
	})
}

// checkCodingBeginnings holds when a coding may begin: not before the measure
// was made, not with a first reading where a later step is recorded, and, where
// it is verified, not on a day that is itself unverified.
func checkCodingBeginnings(c *checker) {
	makes := func(t EventType) bool { return t == Passed || t == Effective || t.Enacts() }
	for _, p := range c.data.Policies {
		if p.Status.NeverLaw() || p.Origin == Collected {
			continue
		}
		var first Day
		readings, sure, unsure := map[string]bool{}, map[string]bool{}, map[string]bool{}
		for _, e := range p.Events {
			if !makes(e.Type) || e.Date.IsZero() {
				continue
			}
			if first == "" || e.Date.Earliest() < first {
				first = e.Date.Earliest()
			}
			switch note := strings.ToLower(e.Note); {
			case e.Type == Passed && (strings.Contains(note, "first reading") || strings.Contains(note, "first vote")):
				readings[e.Date.String()] = true
			case e.Verified:
				sure[e.Date.String()] = true
			default:
				unsure[e.Date.String()] = true
			}
		}
		for i, k := range p.Codings {
			subject, from := place(p.Slug, "coding", i), k.From.String()
			switch {
			case k.From.IsZero():
			case first != "" && k.From.Latest() < first:
				c.find(SevError, subject, "It begins on %s, before the first step that made the measure (%s).", from, first)
			case k.Verified && readings[from] && !sure[from]:
				c.find(SevError, subject, "It is marked verified and begins with a first reading (%s): begin it with the final vote or the day of effect.", from)
			case k.Verified && unsure[from] && !sure[from]:
				c.find(SevError, subject, "It is marked verified and begins on %s, a day that is itself unverified.", from)
			}
		}
	}
}
