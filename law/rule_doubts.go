package law

import "strings"

// checkRemedies leaves collected facts out: what settles them is the capture.
func checkRemedies(c *checker) {
	c.eachFact(func(f fact) {
		switch {
		case f.origin == Collected:
		case !f.verified && strings.TrimSpace(f.settle) == "":
			c.find(SevError, f.subject, "The %s is not verified and does not say what would settle it: name the document to read.", f.what)
		case f.verified && f.settle != "":
			c.find(SevError, f.subject, "The %s is marked verified and yet says what would settle it: take one of the two away.", f.what)
		}
	})
}

func checkSuits(c *checker) {
	for _, p := range c.data.Policies {
		s := p.Suit
		if p.Origin == Collected {
			continue
		}
		if p.Kind != CourtRuling {
			if s != nil {
				c.find(SevError, p.Slug, "The policy is a %s and has a suit: a suit is a policy of its own, of kind court_ruling.", words(p.Kind))
			}
			continue
		}
		if s == nil {
			c.find(SevError, p.Slug, "The court ruling says nothing of its suit: give court, docket, plaintiffs, defendants and outcome as far as known.")
			continue
		}
		if s.Court == "" || len(s.Plaintiffs) == 0 || len(s.Defendants) == 0 {
			c.find(SevWarning, p.Slug, "The suit does not say in which court, or who sued whom.")
		}
		if s.Docket == "" || s.Outcome == "" {
			c.find(SevNote, p.Slug, "The docket number or the outcome of the suit is not known.")
		}
	}
}

// since is the day from which the holders of each office are wanted.
const since Day = "1971-12-31"

func checkFirstTerms(c *checker) {
	first := map[string]Day{} // the last day that the first event of a place can mean
	for _, p := range c.data.Policies {
		if p.Origin == Collected {
			continue
		}
		for _, e := range p.Events {
			if d := e.Date.Latest(); !e.Date.IsZero() && (first[p.Jurisdiction] == "" || d < first[p.Jurisdiction]) {
				first[p.Jurisdiction] = d
			}
		}
	}
	begins, runs := map[string]Date{}, map[string]bool{}
	titles := map[string]string{}
	for _, j := range c.data.Jurisdictions {
		titles[j.Slug] = j.ExecutiveTitle
	}
	c.eachTerm(func(_ string, t Term) {
		runs[t.Jurisdiction] = runs[t.Jurisdiction] || t.End.IsZero()
		if d, ok := begins[t.Jurisdiction]; !ok || t.Start.Compare(d) < 0 {
			begins[t.Jurisdiction] = t.Start
		}
	})
	for _, j := range c.data.Jurisdictions {
		begin, ok := begins[j.Slug]
		switch {
		case !ok:
			c.find(SevWarning, j.Slug, "The record knows no %s.", titles[j.Slug])
			continue
		case begin.IsZero():
		case first[j.Slug] != "" && begin.Earliest() > first[j.Slug]:
			c.find(SevWarning, j.Slug, "The first %s of the record took office on %s, after its first event (%s).", titles[j.Slug], begin, first[j.Slug])
		case begin.Earliest() > since:
			c.find(SevNote, j.Slug, "The first %s of the record took office on %s: those from 1971 on are wanted.", titles[j.Slug], begin)
		}
		if !runs[j.Slug] {
			c.find(SevWarning, j.Slug, "No %s of the record is in office today.", titles[j.Slug])
		}
	}
}
