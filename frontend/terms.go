package frontend

import (
	"slices"
	"strings"

	"refuge/record"
)

// GroupByTerm puts the events of one jurisdiction under who held office then,
// in the order given (oldest or newest first); consecutive events under the
// same holders share a group. A term of shown without an event stands in its
// place with none.
func GroupByTerm(entries []record.Entry, terms, shown []record.Term, newest bool) []TermGroup {
	var out []TermGroup
	var dated, undated []record.Entry
	for _, e := range entries {
		if e.Date.IsZero() {
			undated = append(undated, e)
		} else {
			dated = append(dated, e)
		}
	}
	seen := map[string]bool{}
	for _, e := range dated {
		term := termOf(e, terms)
		key := groupKey(e, term)
		if e.Ahead {
			key = "ahead"
		}
		if n := len(out); n > 0 && out[n-1].key == key {
			out[n-1].Entries = append(out[n-1].Entries, e)
			continue
		}
		g := TermGroup{key: key, from: e.Date.Earliest(), Ahead: e.Ahead, Holders: e.Holders, Entries: []record.Entry{e}}
		if term != nil {
			g.Span, g.Acting, g.from = spanWords(term.Start, term.End, "today"), term.Acting, term.From
			seen[key] = true
		}
		out = append(out, g)
	}
	for _, t := range shown {
		if key := termKey(t); !seen[key] && t.From != "" {
			empty := TermGroup{key: key, from: t.From, Span: spanWords(t.Start, t.End, "today"), Acting: t.Acting,
				Holders: []record.Holder{{Person: t.Person, Name: t.Name, Office: t.Office, Party: t.Party, Acting: t.Acting}}}
			at := slices.IndexFunc(out, func(g TermGroup) bool {
				if newest {
					return g.from < empty.from
				}
				return g.from > empty.from
			})
			if at < 0 {
				at = len(out)
			}
			out = slices.Insert(out, at, empty)
		}
	}
	if len(undated) > 0 {
		out = append(out, TermGroup{key: "undated", Undated: true, Entries: undated})
	}
	return out
}

// termOf is the one term an event certainly belongs to, or nil.
func termOf(e record.Entry, terms []record.Term) *record.Term {
	if len(e.Holders) != 1 {
		return nil
	}
	var found *record.Term
	for i, t := range terms {
		if t.Person != e.Holders[0].Person || t.From == "" || e.Date.Latest() < t.From || e.Date.Earliest() >= t.Until {
			continue
		}
		if found != nil {
			return nil
		}
		found = &terms[i]
	}
	return found
}

func termKey(t record.Term) string { return t.Person + " " + string(t.From) }

func groupKey(e record.Entry, term *record.Term) string {
	if term != nil {
		return termKey(*term)
	}
	var people []string
	for _, h := range e.Holders {
		people = append(people, h.Person)
	}
	return "of " + strings.Join(people, " ")
}

// TermGaps says in sentences where the record leaves open who held office
// between the first and the last of terms.
func TermGaps(terms []record.Term) []string {
	sorted := slices.Clone(terms)
	slices.SortStableFunc(sorted, func(a, b record.Term) int { return a.Start.Compare(b.Start) })
	var out []string
	for i, t := range sorted {
		if t.Start.IsZero() {
			out = append(out, "When "+t.Name+" took office is not known.")
		}
		if i+1 == len(sorted) {
			continue
		}
		next := sorted[i+1]
		switch {
		case t.End.IsZero():
			out = append(out, "When "+t.Name+" left office is not known.")
		case next.Start.IsZero():
		case t.End.Latest().Add(1) < next.Start.Earliest():
			out = append(out, "Nobody is recorded in office between "+t.Name+" ("+MomentOf(t.End).Words+") and "+next.Name+" ("+MomentOf(next.Start).Words+").")
		case !t.End.IsDay() && !next.Start.IsDay():
			out = append(out, "The day on which "+next.Name+" followed "+t.Name+" is not known, only: "+MomentOf(next.Start).Words+".")
		}
	}
	return out
}

// GroupByYear puts events under the first year their date can mean, in the
// order given; those without a date come under "".
func GroupByYear(entries []record.Entry) []YearGroup {
	var out []YearGroup
	for _, e := range entries {
		year := ""
		if !e.Date.IsZero() {
			year = string(e.Date.Earliest()[:4])
		}
		if n := len(out); n == 0 || out[n-1].Year != year {
			out = append(out, YearGroup{Year: year})
		}
		out[len(out)-1].Entries = append(out[len(out)-1].Entries, e)
	}
	return out
}
