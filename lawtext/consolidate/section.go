package consolidate

import (
	"slices"
	"strings"

	"refuge/law"
	"refuge/lawtext"
)

// section is a code section as it is being built. Two laws may add sections of
// one number; both stand in the code until one is renumbered.
type section struct {
	code, number string
	roots        []*part // none while it is repealed; the one meant last is first
	changes      []change
	past         []past // how it stood after each law
	last         string // law that touched it last
	quotes       []quote
}

// quote is a part as a law's clause quoted it before changing it.
type quote struct {
	law    string
	target lawtext.Target
	part   *part
}

type past struct {
	law   string
	roots []*part
}

// change is a law's change of a section, as it will be replayed for a day.
type change struct {
	law     string
	enacted law.Day
	term
	movedTo, movedFrom string // the section's new number, or its old one
	creates            bool   // it makes the section, and changes nothing that stood
	do                 func(*section) bool
}

func (s *section) find(path []lawtext.Step) *part {
	if len(s.roots) == 0 {
		return nil
	}
	return s.roots[0].find(path)
}

// notYet says that a change was enacted that had no effect yet, or no more, on a
// day.
func (s *section) notYet(day law.Day) bool {
	return slices.ContainsFunc(s.changes, func(c change) bool { return !c.inForce(day) })
}

// inForce says whether a change has effect on a day; one whose days are not
// known is taken to have it from its enactment on.
func (c change) inForce(day law.Day) bool {
	if !c.from.IsZero() && c.from.Earliest() > day || c.from.IsZero() && c.enacted > day {
		return false
	}
	return c.until.IsZero() || c.until.Earliest() > day
}

// on replays the section as it stood on a day.
func (s *section) on(day law.Day) []*part {
	return s.when(func(c change) bool { return c.inForce(day) })
}

// when replays those of the section's changes for which counts is true.
func (s *section) when(counts func(change) bool) []*part {
	then := &section{code: s.code, number: s.number}
	for _, c := range s.changes {
		if counts(c) {
			c.do(then)
		}
	}
	return then.roots
}

// carryOut puts one part as a clause rewrites it into the section: over what the
// clause leaves out, together with changes it did not know, or in the place of
// what is held.
func (s *section) carryOut(u unit, held *part, lawName string) bool {
	if s.fragment(u.t, u.quoted) {
		return false
	}
	was := held
	if len(u.t.Path) == 0 && len(s.roots) > 0 {
		was = s.roots[0]
	}
	if u.quoted == nil || u.new == nil || ownOnly(u.t.Path) {
		return s.replace(u.t, held, u.quoted, u.new)
	}
	if was != nil && (!u.quoted.whole || anyLeads(was, u.quoted)) {
		was.overlay(u.quoted, u.new)
		return true
	}
	reading := u.new
	if u.older {
		if both := merge(was, u.quoted, u.new, lawName, u.t); both != nil {
			reading = both
		}
	}
	return s.replace(u.t, held, u.quoted, reading)
}

// replace puts a new reading in the place of a part. What the clause quotes
// fills in what was not held; the words it keeps keep the law that put them
// there. A nil new reading removes the part.
func (s *section) replace(t lawtext.Target, held, quoted, reading *part) bool {
	if reading == nil {
		if held != nil && !ownOnly(t.Path) {
			return s.take(held)
		}
		return s.remove(t.Path)
	}
	if len(t.Path) == 0 {
		now := reading.clone()
		now.number = "sec:" + s.number
		if quoted == nil || len(s.roots) == 0 {
			s.roots = append([]*part{now}, s.roots...)
			return true
		}
		was := s.roots[0]
		s.roots[0] = now
		if len(now.head) == 0 {
			now.head = was.head // quoted without its heading
		}
		keepLaws(was, now)
		return true
	}
	if ownOnly(t.Path) {
		if held == nil {
			held = s.make(t.Path[:len(t.Path)-1])
		}
		if t.Path[len(t.Path)-1].Kind == "heading" {
			if len(reading.head) == 0 {
				return false
			}
			held.head = slices.Clone(reading.head)
			return true
		}
		was, now := &part{words: held.words}, &part{words: slices.Clone(reading.words)}
		keepLaws(was, now)
		held.words, held.known = now.words, true
		return true
	}
	if held == nil {
		return s.insert(t.Path, reading)
	}
	was := *held
	*held = *reading.clone()
	held.head = nil
	if held.number == "" || strings.HasPrefix(held.number, "sec:") {
		held.number = stepName(t.Path[len(t.Path)-1])
	}
	keepLaws(&was, held)
	return true
}

// make finds the part at a path, and makes those that are not held.
func (s *section) make(path []lawtext.Step) *part {
	if len(s.roots) == 0 {
		s.roots = []*part{{number: "sec:" + s.number}}
	}
	at := s.roots[0]
	for _, step := range path {
		next := at.child(step)
		if next == nil {
			next = &part{number: stepName(step)}
			at.place(next)
		}
		at = next
	}
	return at
}

// insert puts a part among its siblings.
func (s *section) insert(path []lawtext.Step, p *part) bool {
	up := s.make(path[:len(path)-1])
	p = p.clone()
	p.head = nil
	p.number = stepName(path[len(path)-1])
	// Definitions stand where the others stand.
	if strings.HasPrefix(p.number, "def:") {
		for _, k := range up.kids {
			if k.number == "" || strings.HasPrefix(k.number, "def:") {
				continue
			}
			if slices.ContainsFunc(k.kids, func(g *part) bool { return strings.HasPrefix(g.number, "def:") }) {
				k.place(p)
				return true
			}
		}
	}
	up.place(p)
	return true
}

// remove takes a part out; the whole section for an empty path.
func (s *section) remove(path []lawtext.Step) bool {
	if len(s.roots) == 0 {
		return false
	}
	if len(path) == 0 {
		s.roots = s.roots[1:]
		return true
	}
	gone := s.roots[0].find(path)
	return gone != nil && !ownOnly(path) && s.take(gone)
}

// take takes a part out of the section.
func (s *section) take(gone *part) bool {
	var walk func(p *part) bool
	walk = func(p *part) bool {
		for i, k := range p.kids {
			if k == gone {
				p.kids = slices.Delete(p.kids, i, i+1)
				return true
			}
			if walk(k) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(s.roots, walk)
}
