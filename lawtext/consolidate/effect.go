package consolidate

import (
	"slices"
	"strings"

	"refuge/law"
	"refuge/lawtext"
)

// term is when a change has effect, as its law says. A zero from is a day that
// is not known; ends says that the law ends it, on the day until or, if that is
// zero, on one that is not known. Partly says that a part of the change has
// other days than these. Words are the clauses that say so.
type term struct {
	from, until  law.Date
	ends, partly bool
	words        string
}

// reach is how far a clause on effect speaks of a change.
type reach int

const (
	elsewhere reach = iota
	inPart          // of something in it, or of what was not read
	wholly
)

// reaches says how far a clause speaks of what a section of its bill changes.
func reaches(e lawtext.Effect, billSection int, t lawtext.Target) reach {
	if len(e.Sections) > 0 && !slices.Contains(e.Sections, billSection) {
		return elsewhere
	}
	if len(e.Of) == 0 {
		if e.InPart {
			return inPart
		}
		return wholly
	}
	out := elsewhere
	for _, of := range e.Of {
		if of.Section != t.Section || of.Code != t.Code && of.Code != "" && t.Code != "" {
			continue
		}
		switch {
		case leadsTo(of.Path, t.Path):
			return wholly
		case leadsTo(t.Path, of.Path):
			out = inPart
		}
	}
	return out
}

// leadsTo says that one path is the other, or leads down to it.
func leadsTo(above, path []lawtext.Step) bool {
	return len(above) <= len(path) && slices.EqualFunc(above, path[:len(above)], func(a, b lawtext.Step) bool { return stepName(a) == stepName(b) })
}

// maxWith bounds a chain of laws that take effect with each other.
const maxWith = 5

// term is when a change that a law's section makes of a target has effect. What
// is said of the change alone goes before what is said of the whole law. A
// clause that was not read, or speaks of a part of the change, leaves the day
// unknown.
func (c *consolidator) term(l Law, billSection int, t lawtext.Target, depth int) term {
	var begins, ends *lawtext.Effect
	own := false // the clause on the beginning, or the end, is on this change alone
	ownEnd, unsure, unsureEnd, partly := false, false, false, false
	var said []string
	effects := c.bills[l.Name].Effects
	for i := range effects {
		e := &effects[i]
		r := reaches(*e, billSection, t)
		if r == elsewhere {
			continue
		}
		said = append(said, e.Words)
		if r == inPart && len(e.Of) > 0 { // the rest of the change is under the others
			partly = true
			continue
		}
		special := len(e.Sections)+len(e.Of) > 0
		if e.Rule != lawtext.OnlyEnds {
			switch {
			case r == inPart:
				unsure = true
			case special || !own:
				// Two clauses on the same thing: the later says from when a law made
				// at once is deemed in force, or they contradict each other.
				if begins != nil && own == special && !(begins.Rule == lawtext.AtOnce && e.Rule == lawtext.AtOnce) && len(e.Of) == len(begins.Of) {
					unsure = true
				}
				begins, own = e, special
			}
		}
		if e.HasEnd() {
			switch {
			case r == inPart:
				unsureEnd = true
			case special || !ownEnd:
				unsureEnd = unsureEnd || ends != nil && ownEnd == special
				ends, ownEnd = e, special
			}
		}
	}
	out := term{words: strings.Join(said, " … "), ends: unsureEnd || ends != nil, partly: partly}
	if begins != nil && !unsure {
		out.from = c.from(l, *begins, depth)
	}
	if ends != nil && !unsureEnd {
		out.until = ends.Until(out.from, l.Enacted)
	}
	return out
}

// from is the day on which a law takes effect under a clause; the zero Date if
// that cannot be computed from the laws that were read.
func (c *consolidator) from(l Law, e lawtext.Effect, depth int) law.Date {
	switch e.Rule {
	case lawtext.OnPassage:
		return law.OnDay(l.Passed)
	case lawtext.WithLaw:
	default:
		return e.From(l.Enacted)
	}
	with, ok := c.laws[c.called(e.With, l)]
	if !ok || depth >= maxWith || with.Name == l.Name {
		return law.Date{}
	}
	day := c.term(with, e.WithSection, lawtext.Target{}, depth+1).from
	if e.Number > 0 && !day.IsZero() {
		day = law.OnDay(lawtext.After(day.Earliest(), e.Number, e.Unit))
	}
	if day.Earliest() < l.Enacted {
		return law.Date{} // it was law later than that
	}
	return day
}

// called is the name of the law that another calls by a name or by the number
// it was proposed under. Those numbers come again with each council: the law is
// that of the same year or of the year before or after; "" if there is none.
func (c *consolidator) called(name string, by Law) string {
	if strings.Contains(name, "/") || name == "" {
		return name
	}
	best, apart := "", 2
	for _, l := range c.proposals[name] {
		if d := year(l) - year(by.Name); max(d, -d) < apart {
			best, apart = l, max(d, -d)
		}
	}
	return best
}
