package law

import "slices"

// Service is the stretch of days on which a term was served: From is the first
// day in office, Until the first no longer, LastDay for a term that runs on.
// Both are empty where the beginning of the term is not known.
type Service struct {
	From, Until Day
}

// Serve says when each term of one office was served, in the order given. Ends
// are written either as the last day or as the successor's first: an end that
// is the successor's start is no longer served, any other end known to the day
// is. An end known to the month or the year covers all of it, up to a
// successor's start inside it; a start known to the month or the year begins at
// a predecessor's end inside it.
func Serve(terms []Term) []Service {
	order := make([]int, len(terms))
	for i := range terms {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return terms[i].Start.Compare(terms[j].Start) })
	out := make([]Service, len(terms))
	for n, i := range order {
		t, s := terms[i], &out[i]
		if t.Start.IsZero() {
			continue
		}
		s.From, s.Until = t.Start.Earliest(), LastDay
		if n > 0 && !t.Start.IsDay() {
			if before := terms[order[n-1]].End; before.Overlaps(t.Start) {
				s.From = max(s.From, before.Earliest())
			}
		}
		if t.End.IsZero() {
			continue
		}
		s.Until = t.End.Latest().Add(1)
		next := slices.IndexFunc(order[n+1:], func(j int) bool { return terms[j].Start != t.Start })
		if next < 0 {
			continue
		}
		if after := terms[order[n+1+next]].Start; after.Overlaps(t.End) {
			s.Until = min(s.Until, after.Latest())
		}
	}
	return out
}

// orNone is the zero Service for a stretch without a day.
func (s Service) orNone() Service {
	if s.Until <= s.From {
		return Service{}
	}
	return s
}

// Covers says whether some day from lo to hi was served.
func (s Service) Covers(lo, hi Day) bool { return s.From != "" && s.From <= hi && lo < s.Until }

// Served is a term with when it was served.
type Served struct {
	Term
	Service
}

// HoldersOn are those of one office, in the order given, whose service touches
// a date: one where the dates decide, several where they do not, none if the
// date is unknown. Of a date that lies after today nobody is known.
func HoldersOn(served []Served, date Date, today Day) []Term {
	var out []Term
	if date.IsZero() || date.Earliest() > today {
		return out
	}
	for _, s := range served {
		if s.Covers(date.Earliest(), date.Latest()) {
			out = append(out, s.Term)
		}
	}
	return out
}
