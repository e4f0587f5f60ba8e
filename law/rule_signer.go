package law

import (
	"slices"
	"strings"
)

// checkSigners compares the executive a signing names with the terms of office.
// Names are compared by their last word, since a source may print no more
// ("Mayor Koch").
func checkSigners(c *checker) {
	titles := map[string]string{}
	for _, j := range c.data.Jurisdictions {
		titles[j.Slug] = j.ExecutiveTitle
	}
	terms := map[string][]Term{}
	for _, t := range c.data.Terms {
		terms[t.Jurisdiction] = append(terms[t.Jurisdiction], t)
	}
	for _, p := range c.data.Policies {
		title := titles[p.Jurisdiction]
		for i, e := range p.Events {
			name, ok := strings.CutPrefix(e.Actor, title+" ")
			// "Mayor of Springfield" names the office and nobody.
			if e.Type != Signed || !ok || title == "" || strings.HasPrefix(name, "of ") {
				continue
			}
			subject := place(p.Slug, "event", i)
			if e.Date.IsZero() {
				c.find(SevNote, subject, "It names %s, and no day that could be held against the terms of office.", e.Actor)
				continue
			}
			var serving []string
			for _, t := range terms[p.Jurisdiction] {
				if t.mayCover(e.Date) {
					serving = append(serving, t.Name)
				}
			}
			switch {
			case len(serving) == 0:
				c.find(SevNote, subject, "It names %s on %s, a day for which the record knows no term of office.", e.Actor, e.Date)
			case !slices.ContainsFunc(serving, func(s string) bool { return lastName(s) == lastName(name) }):
				c.find(SevWarning, subject, "It names %s on %s, when the record has %s in office.", e.Actor, e.Date, strings.Join(serving, " or "))
			}
		}
	}
}

// mayCover says whether some day that d can mean may lie in the term.
func (t Term) mayCover(d Date) bool {
	until := LastDay
	if !t.End.IsZero() {
		until = t.End.Latest()
	}
	return t.Start.Earliest() <= d.Latest() && d.Earliest() <= until
}

// lastName is the last word of a name without a suffix, in lower case: "jr." of
// "John DeStefano Jr." is none.
func lastName(name string) string {
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(name, ",", " ")))
	for len(words) > 1 && slices.Contains([]string{"jr.", "jr", "sr.", "ii", "iii"}, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
