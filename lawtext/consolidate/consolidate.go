// Package consolidate puts the enacted laws of a place together into the
// versions of its code sections, and checks each law's quotations against what
// was held.
package consolidate

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"refuge/law"
	"refuge/lawtext"
)

// Law is a law as it is put together with others: its text with the drafter's
// marks, and when it became law.
type Law struct {
	Name    string  // "2014/058": year and number, by which laws are ordered
	Intro   string  // number it was proposed under, "486-a"; "" if unknown
	Passed  law.Day // by the council; "" if unknown
	Enacted law.Day // "" if unknown
	Text    string
	Marks   []law.Mark
}

// Stretch is a stretch of a section's text and the law that put it there; ""
// where the law is not among those read. Held false is a place where text is
// not known to us; it reads "[…]".
type Stretch struct {
	Text string `json:"text"`
	Law  string `json:"law,omitempty"`
	Held bool   `json:"held"`
}

// Version is the text of a code section from one day on.
type Version struct {
	// Law made this version; it is "" for the reading before the first law that
	// is held, which Quoted quotes.
	Law    string `json:"law,omitempty"`
	Quoted string `json:"quoted,omitempty"`
	// From is when the version took effect, as the law itself says; the zero
	// Date where its clause cannot be computed. Effect is the clause as written.
	From      law.Date  `json:"from"`
	To        law.Date  `json:"to"`
	Enacted   law.Day   `json:"enacted,omitempty"`
	Effect    string    `json:"effect,omitempty"`
	Text      string    `json:"text"`
	Stretches []Stretch `json:"stretches"`
	Complete  bool      `json:"complete"` // no part is unknown
	Repealed  bool      `json:"repealed,omitempty"`
	// MovedTo is the number that Law gave the section instead of this one, and
	// MovedFrom the one it had before Law; "" where it keeps its number.
	MovedTo   string   `json:"moved_to,omitempty"`
	MovedFrom string   `json:"moved_from,omitempty"`
	Partly    bool     `json:"partly,omitempty"` // a part of the change has other days
	Ended     bool     `json:"ended,omitempty"`  // made by the end of Law, and not by Law
	Notes     []string `json:"notes,omitempty"`
	// Differs are the law's quotations that were not what was held; they stand.
	Differs []Link `json:"differs,omitempty"`
}

// Section is a section of a code with its versions, oldest first.
type Section struct {
	Code     string    `json:"code"`
	Number   string    `json:"number"`
	Versions []Version `json:"versions"`
}

// Codes are what laws make of the codes of a place, and how far it checks itself.
type Codes struct {
	Sections []Section `json:"sections"`
	Links    []Link    `json:"links"`
	// Unread counts clauses that could not be checked because the law they name
	// as the last to amend the part was not read, or not as touching it.
	Unread int `json:"unread"`
	// Notes are changes that were ordered and could not be carried out.
	Notes []Note `json:"notes"`
}

// Note says what of a law was not carried out, and why.
type Note struct {
	Law    string `json:"law"`
	Target string `json:"target"`
	Why    string `json:"why"`
}

// Grammar reads what a bill orders from its text and marks, in the drafting
// style of a place.
type Grammar func(text string, marks []law.Mark) lawtext.Bill

// Laws puts the laws' changes together, in the order of their names. It is a
// pure function; laws must be enacted ones of one jurisdiction, drafted in one
// style.
func Laws(laws []Law, read Grammar) Codes {
	laws = slices.Clone(laws)
	slices.SortStableFunc(laws, func(a, b Law) int { return cmp.Compare(a.Name, b.Name) })
	c := consolidator{sections: map[string]*section{}, proposed: map[string]string{}, proposals: map[string][]string{},
		laws: map[string]Law{}, bills: map[string]lawtext.Bill{}}
	for _, l := range laws { // a law may take effect with one made after it
		c.laws[l.Name], c.bills[l.Name] = l, read(l.Text, l.Marks)
		c.proposals[l.Intro] = append(c.proposals[l.Intro], l.Name)
	}
	for _, l := range laws {
		if l.Intro != "" {
			c.proposed[l.Intro] = l.Name
		}
		c.law(l)
	}
	return c.result()
}

type consolidator struct {
	laws      map[string]Law          // by name
	bills     map[string]lawtext.Bill // by the name of the law
	sections  map[string]*section
	proposed  map[string]string   // number of the bill, name of the law that was carried out last
	proposals map[string][]string // number of the bill, names of all laws
	links     []Link
	notes     []Note
	unread    int
}

func (c *consolidator) section(code, number string) *section {
	key := code + " " + number
	s := c.sections[key]
	if s == nil {
		s = &section{code: code, number: number}
		c.sections[key] = s
	}
	return s
}

// law carries out one law.
func (c *consolidator) law(l Law) {
	for _, in := range c.bills[l.Name].Instructions {
		if in = c.named(l, in); len(in.Targets) == 0 {
			continue
		}
		for i, r := range in.Last {
			if name := c.proposed[r.Intro]; r.Intro != "" && name != "" && name < l.Name {
				in.Last[i].Year, in.Last[i].Number = year(name), number(name)
			}
		}
		base := change{law: l.Name, enacted: l.Enacted}
		var before, after []*part
		if in.MatterEnd > in.MatterStart {
			b, a := lawtext.Sides(l.Text, l.Marks, in.MatterStart, in.MatterEnd)
			before = parseMatter(b, "", in.Targets)
			after = parseMatter(a, l.Name, in.Targets)
		}
		switch in.Action {
		case lawtext.Amend:
			c.amend(l, in, base, before, after)
		case lawtext.Add:
			c.add(l, in, base, after)
		case lawtext.Repeal:
			for _, t := range in.Targets {
				c.change(base, t, in, func(s *section) bool {
					s.choose(says(in, t), nil, t.Path...)
					return s.remove(t.Path)
				})
			}
		case lawtext.Renumber:
			c.renumber(l, in, base)
		default:
			for _, t := range in.Targets {
				c.notes = append(c.notes, Note{l.Name, t.String(), "the clause changes single words"})
			}
		}
	}
}

// named leaves out the targets of which the clause does not say in what code they
// stand: nothing can be put together of them.
func (c *consolidator) named(l Law, in lawtext.Instruction) lawtext.Instruction {
	whole := len(in.To) == len(in.Targets)
	var targets, to []lawtext.Target
	for i, t := range in.Targets {
		if t.Code == "" {
			c.note(l, t, "the clause names no code")
			continue
		}
		targets = append(targets, t)
		if whole {
			to = append(to, in.To[i])
		}
	}
	in.Targets = targets
	if whole {
		in.To = to
	}
	return in
}

func year(name string) int { y, _, _ := strings.Cut(name, "/"); return lawtext.Digits(y) }

func number(name string) int { _, n, _ := strings.Cut(name, "/"); return lawtext.Digits(n) }

func (c *consolidator) note(l Law, t lawtext.Target, why string) {
	c.notes = append(c.notes, Note{l.Name, t.String(), why})
}

// change applies a change now and keeps it for replay.
func (c *consolidator) change(base change, t lawtext.Target, in lawtext.Instruction, do func(*section) bool) {
	if t.Section == "" {
		c.notes = append(c.notes, Note{base.law, t.String(), "the clause names no section"})
		return
	}
	s := c.section(t.Code, t.Section)
	base.creates = base.movedFrom != "" || in.Action == lawtext.Add && len(t.Path) == 0
	base.do = do
	base.term = c.term(c.laws[base.law], in.BillSection, t, 0)
	if !do(s) {
		c.notes = append(c.notes, Note{base.law, t.String(), string(in.Action) + ": the part is not held"})
	}
	s.changes = append(s.changes, base)
	s.last = base.law
	now := past{law: base.law}
	for _, r := range s.roots {
		now.roots = append(now.roots, r.clone())
	}
	if n := len(s.past); n > 0 && s.past[n-1].law == base.law {
		s.past[n-1] = now
	} else {
		s.past = append(s.past, now)
	}
}

var someParts = regexp.MustCompile(`(?i)\bis amended by (?:adding|amending)`)

// below is the target of a part below t; without a path for an unnumbered one.
func below(t lawtext.Target, p *part) lawtext.Target {
	v := lawtext.Target{Code: t.Code, Section: t.Section}
	if term, ok := strings.CutPrefix(p.number, "def:"); ok {
		v.Path = []lawtext.Step{{Kind: "definition", Number: term}}
	} else if p.number != "" && !strings.Contains(p.number, ":") {
		v.Path = []lawtext.Step{{Kind: "subdivision", Number: p.number}}
	}
	return v
}

// unit is one part that a clause rewrites: as it quotes it, and as it is to
// read; nil where the matter has no such side.
type unit struct {
	t           lawtext.Target
	quoted, new *part
	older       bool // it quotes a reading before the last
}

// unitsOf finds in the matter the parts that a clause names, and those it holds
// beside them.
func unitsOf(l Law, in lawtext.Instruction, was formerly, before, after []*part) []unit {
	var units []unit
	seen := map[string]bool{}
	for _, t := range in.Targets {
		if seen[t.String()] {
			continue
		}
		seen[t.String()] = true
		if t.Section != "" && len(t.Path) == 0 && someParts.MatchString(in.Clause) && len(sectionsIn(before)) == 0 && len(sectionsIn(after)) == 0 {
			// "is amended by amending one term and adding another": part by part.
			for _, p := range before {
				if v := below(t, p); v.Path != nil {
					units = append(units, unit{t: v, quoted: p, new: besides(l.Text, after, p)})
				}
			}
			for _, p := range after {
				if v := below(t, p); v.Path != nil && !slices.ContainsFunc(units, func(u unit) bool { return u.new == p }) {
					units = append(units, unit{t: v, new: p})
				}
			}
			continue
		}
		if t.Section != "" {
			alone := len(in.Targets) == 1
			u := unit{t: t, quoted: pick(before, t, alone), new: pick(after, t, alone)}
			if old := was.target(t); old.Section != t.Section {
				if p := pick(before, old, false); p != nil {
					u.quoted = p // under its old number
				}
			}
			if u.quoted != nil && len(t.Path) > 0 && !ownOnly(t.Path) {
				// The part may have a new number: it stands in the same place.
				if p := besides(l.Text, after, u.quoted); p != nil {
					u.new = p
				} else if u.new != nil && u.new.source > u.quoted.source+400 {
					u.new = nil
				}
			}
			units = append(units, u)
			if len(t.Path) > 0 {
				continue
			}
		}
		if len(t.Path) == 0 || t.Section == "" {
			// Sections beside or below the one named, and chapters as a whole.
			for _, side := range [][]*part{before, after} {
				for _, s := range sectionsIn(side) {
					if len(s.words) == 0 && len(s.kids) == 0 {
						continue // a line in a list of contents
					}
					v := lawtext.Target{Code: t.Code, Section: strings.TrimPrefix(s.number, "sec:")}
					if seen[v.String()] || was.old(v.Section) || renumbers.MatchString(in.Clause) && slices.ContainsFunc(units, func(u unit) bool { return u.quoted == s || u.new == s }) || slices.ContainsFunc(in.Targets, func(o lawtext.Target) bool { return o.Section == v.Section }) {
						continue
					}
					seen[v.String()] = true
					units = append(units, unit{t: v, quoted: pick(before, v, false), new: pick(after, v, false)})
				}
			}
		}
	}
	// Parts that the matter holds beside those the clause names.
	if len(units) > 1 || len(units) == 1 && len(units[0].t.Path) > 0 {
		base := units[0].t
		if n := len(base.Path); n > 0 && base.Last().Number != "" && len(sectionsIn(before)) == 0 {
			for _, p := range before {
				v := lawtext.Target{Code: base.Code, Section: base.Section, Path: append(slices.Clone(base.Path[:n-1]), lawtext.Step{Kind: base.Last().Kind, Number: p.number})}
				if p.number == "" || strings.Contains(p.number, ":") || base.Last().Kind == "definition" ||
					slices.ContainsFunc(units, func(u unit) bool {
						return u.quoted == p || u.t.String() == v.String() || strings.HasPrefix(u.t.String(), v.String()+" ")
					}) {
					continue
				}
				units = append(units, unit{t: v, quoted: p, new: besides(l.Text, after, p)})
			}
		}
	}
	return units
}

// amend carries out "is amended to read as follows". All parts of a clause are
// looked up before any of them changes its number.
func (c *consolidator) amend(l Law, in lawtext.Instruction, base change, before, after []*part) {
	bySection := map[string][]unit{}
	var order []lawtext.Target
	for _, u := range unitsOf(l, in, c.formerly(l, in), before, after) {
		if u.quoted == nil && u.new == nil {
			c.note(l, u.t, "the part was not found in the matter")
			continue
		}
		if to := movedBy(in, u); to != "" {
			from := u.t
			u.t.Section = to
			if !c.move(l, in, base, []lawtext.Target{from}, []lawtext.Target{u.t}) {
				c.note(l, from, "renumber: the part is not held")
			}
		}
		if old := u.quoted; old != nil && len(u.t.Path) == 0 && renumbers.MatchString(in.Clause) && old.number != "sec:"+u.t.Section && strings.HasPrefix(old.number, "sec:") {
			u.quoted = old.clone() // it quotes the section under its old number
			u.quoted.setNumber(old.number, u.t.Section)
			u.quoted.number = "sec:" + u.t.Section
		}
		s := c.section(u.t.Code, u.t.Section)
		u.older = s.check(c, l, in, u.t, u.quoted)
		key := u.t.Code + " " + u.t.Section
		if bySection[key] == nil {
			order = append(order, u.t)
		}
		bySection[key] = append(bySection[key], u)
	}
	for _, t := range order {
		list := bySection[t.Code+" "+t.Section]
		c.change(base, t, in, func(s *section) bool {
			held := make([]*part, len(list))
			for i, u := range list {
				if u.quoted != nil {
					s.choose(says(in, u.t), u.quoted, u.t.Path...)
				}
				if len(u.t.Path) > 0 {
					held[i] = s.find(u.t.Path)
				}
			}
			ok := false
			for i, u := range list {
				ok = s.carryOut(u, held[i], l.Name) || ok
			}
			return ok
		})
	}
}

// add carries out "is amended by adding a new …".
func (c *consolidator) add(l Law, in lawtext.Instruction, base change, after []*part) {
	done := map[string]bool{}
	for _, t := range in.Targets {
		done[t.Section] = true
	}
	for _, t := range in.Targets {
		if t.Section != "" && len(t.Path) > 0 {
			if p := pick(after, t, len(in.Targets) == 1); p != nil {
				c.change(base, t, in, func(s *section) bool { return s.insert(t.Path, p) })
			} else {
				c.note(l, t, "the new part was not found in the matter")
			}
			continue
		}
		if t.Section != "" {
			if p := pick(after, t, len(in.Targets) == 1); p != nil {
				c.change(base, t, in, func(s *section) bool { return s.replace(t, nil, nil, p) })
			} else {
				c.note(l, t, "the new section was not found in the matter")
			}
		}
		for _, p := range sectionsIn(after) {
			number := strings.TrimPrefix(p.number, "sec:")
			if done[number] || len(p.words) == 0 && len(p.kids) == 0 {
				continue // also a line in a list of contents
			}
			done[number] = true
			v := lawtext.Target{Code: t.Code, Section: number}
			c.change(base, v, in, func(s *section) bool { return s.replace(v, nil, nil, p) })
		}
	}
}
