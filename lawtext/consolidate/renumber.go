package consolidate

import (
	"regexp"
	"slices"
	"strings"

	"refuge/lawtext"
)

var renumbers = regexp.MustCompile(`(?i)\b(?:renumbered|re-numbered|redesignated)\b`)

// movedBy is the number that a clause gives a section by what it is to read
// ("is renumbered and amended to read as follows"), "" if it keeps its own.
func movedBy(in lawtext.Instruction, u unit) string {
	if len(u.t.Path) > 0 || u.quoted == nil || u.new == nil || !renumbers.MatchString(in.Clause) || u.quoted.number != "sec:"+u.t.Section {
		return ""
	}
	to, ok := strings.CutPrefix(u.new.number, "sec:")
	if !ok || to == u.t.Section {
		return ""
	}
	return to
}

// formerly are the old numbers of sections that a section of a bill renumbers, by
// their new ones. What it amends beside that, it quotes under the old ones.
type formerly map[string]string

func (c *consolidator) formerly(l Law, in lawtext.Instruction) formerly {
	out := formerly{}
	for _, o := range c.bills[l.Name].Instructions {
		if o.BillSection != in.BillSection || o.Action != lawtext.Renumber || len(o.To) != len(o.Targets) {
			continue
		}
		for i, t := range o.Targets {
			if len(t.Path) == 0 && t.Section != "" {
				out[o.To[i].Section] = t.Section
			}
		}
	}
	return out
}

// target is t under its old number.
func (f formerly) target(t lawtext.Target) lawtext.Target {
	if old, ok := f[t.Section]; ok && len(t.Path) == 0 {
		t.Section = old
	}
	return t
}

// old says that a number is one that was given up and not given anew.
func (f formerly) old(number string) bool {
	if _, anew := f[number]; anew {
		return false
	}
	for _, old := range f {
		if old == number {
			return true
		}
	}
	return false
}

// renumber carries out "is renumbered".
func (c *consolidator) renumber(l Law, in lawtext.Instruction, base change) {
	if len(in.To) != len(in.Targets) {
		amended := slices.ContainsFunc(c.bills[l.Name].Instructions, func(o lawtext.Instruction) bool {
			return o.BillSection == in.BillSection && o.Action == lawtext.Amend
		})
		if !amended { // or the new number stands in the matter
			for _, t := range in.Targets {
				c.note(l, t, "the new number was not read")
			}
		}
		return
	}
	type pair struct{ from, to lawtext.Target }
	parts := map[string][]pair{}
	var order []string
	var from, to []lawtext.Target // whole sections
	for i, t := range in.Targets {
		switch {
		case t.Section == "":
			c.note(l, t, "a chapter is renumbered; of its sections only those that the clause names are carried over")
		case len(t.Path) == 0:
			if in.To[i].Section != t.Section {
				from, to = append(from, t), append(to, in.To[i])
			}
		default:
			key := t.Code + " " + t.Section
			if parts[key] == nil {
				order = append(order, key)
			}
			parts[key] = append(parts[key], pair{t, in.To[i]})
		}
	}
	if len(from) > 0 && !c.move(l, in, base, from, to) {
		for _, t := range from {
			c.note(l, t, "renumber: the part is not held")
		}
	}
	for _, key := range order {
		list := parts[key]
		c.change(base, list[0].from, in, func(s *section) bool {
			// All are looked up before any of them changes its number.
			var found []*part
			for _, m := range list {
				found = append(found, s.find(m.from.Path))
			}
			ok := false
			for i, p := range found {
				if p == nil || ownOnly(list[i].from.Path) {
					continue
				}
				number := stepName(list[i].to.Path[len(list[i].to.Path)-1])
				p.setNumber(p.number, number)
				p.number = number
				ok = true
			}
			for i, p := range found {
				if up := s.find(list[i].from.Path[:len(list[i].from.Path)-1]); p != nil && up != nil {
					up.sortIn(p)
				}
			}
			return ok
		})
	}
}

// move carries sections over to their new numbers: what stood under the old one
// stands under the new, with its laws, and so do the readings that later laws may
// quote. All are taken before any is put in its new place. It is false if none is
// held.
func (c *consolidator) move(l Law, in lawtext.Instruction, base change, from, to []lawtext.Target) bool {
	moved := make([]*part, len(from))
	found := false
	for i, t := range from {
		s := c.section(t.Code, t.Section)
		s.choose(says(in, t), nil)
		if len(s.roots) == 0 {
			continue
		}
		found = true
		moved[i] = s.roots[0].clone()
		moved[i].number = "sec:" + to[i].Section
		moved[i].setNumber(s.number, to[i].Section)
		out := base
		out.movedTo = to[i].Section
		c.change(out, t, in, func(s *section) bool {
			s.choose(says(in, t), nil)
			return s.remove(nil)
		})
	}
	for i, t := range to {
		if moved[i] == nil {
			continue
		}
		old, s := c.section(from[i].Code, from[i].Section), c.section(t.Code, t.Section)
		s.past = append(s.past, old.past[:max(len(old.past)-1, 0)]...) // without the removal
		s.quotes = append(s.quotes, old.quotes...)
		into := base
		into.movedFrom = from[i].Section
		c.change(into, t, in, func(s *section) bool {
			s.roots = append([]*part{moved[i].clone()}, s.roots...)
			return true
		})
	}
	return found
}

// sortIn puts a child that has a new number in its place among the others.
func (p *part) sortIn(k *part) {
	i := slices.Index(p.kids, k)
	if i < 0 {
		return
	}
	after := func(j int) bool {
		return j < len(p.kids) && p.kids[j].number != "" && before(p.kids[j].number, k.number)
	}
	first := func(j int) bool { return j >= 0 && p.kids[j].number != "" && before(k.number, p.kids[j].number) }
	if after(i+1) || first(i-1) {
		p.kids = slices.Delete(p.kids, i, i+1)
		p.place(k)
	}
}
