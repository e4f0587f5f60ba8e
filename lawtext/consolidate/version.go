package consolidate

import (
	"cmp"
	"slices"
	"strings"

	"refuge/law"
	"refuge/lawtext"
)

// result replays the changes of each section day by day.
func (c *consolidator) result() Codes {
	out := Codes{Links: c.links, Unread: c.unread, Notes: c.notes}
	links := map[string][]Link{}
	for _, l := range c.links {
		links[l.Target] = append(links[l.Target], l)
	}
	for _, s := range c.sections {
		if len(s.changes) == 0 {
			continue
		}
		if v := s.versions(links[s.code+" "+s.number]); len(v) > 0 {
			out.Sections = append(out.Sections, Section{Code: s.code, Number: s.number, Versions: v})
		}
	}
	slices.SortFunc(out.Sections, func(a, b Section) int {
		switch {
		case a.Code != b.Code:
			return cmp.Compare(a.Code, b.Code)
		case a.Number == b.Number:
			return 0
		case before(a.Number, b.Number):
			return -1
		}
		return 1
	})
	return out
}

// step is a day on which the text of a section changes.
type dayStep struct {
	day   law.Day
	law   string // that takes effect, or ends
	ends  bool
	known bool // the day follows from the law's own words
	of    change
}

// lawDays are what the changes of one version have in common.
type lawDays struct {
	law         string
	from, until law.Day
}

func (c change) lawDays() lawDays { return lawDays{c.law, c.from.Earliest(), c.until.Earliest()} }

// versions are the readings of a section: that which the first law quotes, and
// one for each law as it takes effect or ends. A law whose day cannot be
// computed is placed on the day it was enacted, and its From stays unknown.
func (s *section) versions(links []Link) []Version {
	var steps []dayStep
	seen := map[lawDays]bool{}
	for _, c := range s.changes {
		if seen[c.lawDays()] {
			continue
		}
		seen[c.lawDays()] = true
		day := c.enacted
		if !c.from.IsZero() {
			day = c.from.Earliest()
		}
		steps = append(steps, dayStep{day, c.law, false, !c.from.IsZero(), c})
		if !c.until.IsZero() && c.until.Earliest() > day {
			steps = append(steps, dayStep{c.until.Earliest(), c.law, true, true, c})
		}
	}
	slices.SortStableFunc(steps, func(a, b dayStep) int { return cmp.Compare(a.day, b.day) })
	var out []Version
	if base := s.base(); base != nil {
		v := Version{Quoted: s.changes[0].law}
		v.fill(base)
		out = append(out, v)
	}
	done := map[lawDays]bool{}
	first := map[string]int{} // step of a law
	for i, step := range steps {
		if _, ok := first[step.law]; !ok {
			first[step.law] = i
		}
	}
	for i, step := range steps {
		done[step.of.lawDays()] = !step.ends
		then := &section{code: s.code, number: s.number}
		if len(out) > 0 && out[0].Quoted != "" {
			then.roots = s.base()
		}
		v := Version{Law: step.law, Enacted: step.of.enacted, Effect: step.of.words, Ended: step.ends, Partly: step.of.partly}
		if step.known {
			v.From = law.OnDay(step.day)
		}
		for _, c := range s.changes {
			if !done[c.lawDays()] {
				continue
			}
			if c.law == step.law && !step.ends {
				v.MovedTo, v.MovedFrom = cmp.Or(c.movedTo, v.MovedTo), cmp.Or(c.movedFrom, v.MovedFrom)
			}
			if !c.do(then) && c.law == step.law {
				v.Notes = append(v.Notes, "a change by this law was not carried out: the part it changes is not held")
			}
		}
		if !step.ends {
			if !step.known {
				v.Notes = append(v.Notes, "the day it took effect is not computed from its words")
			}
			if step.of.partly {
				v.Notes = append(v.Notes, "a part of what it changed has effect on other days; the law says: “"+step.of.words+"”")
			}
			if step.of.ends && step.of.until.IsZero() {
				v.Notes = append(v.Notes, "it ends on a day that is not computed; the law says: “"+step.of.words+"”")
			}
			for _, l := range links {
				if first[step.law] != i {
					break // said on the first of the law's days
				}
				if l.Law == step.law && l.Class == Differs {
					v.Differs = append(v.Differs, l)
				}
			}
		}
		v.fill(then.roots)
		if n := len(out); n > 0 && i > 0 && steps[i-1].day == step.day && out[n-1].Text == v.Text && out[n-1].Law == v.Law {
			continue
		}
		out = append(out, v)
	}
	for i := range out[:max(len(out)-1, 0)] {
		out[i].To = out[i+1].From
	}
	return out
}

// base is the section as the first law that is held quotes it; nil where that
// law made the section, or gave it this number.
func (s *section) base() []*part {
	first := s.changes[0].law
	if s.changes[0].creates {
		return nil
	}
	then := &section{code: s.code, number: s.number}
	for _, q := range s.quotes {
		if q.law == first {
			then.learn(q)
		}
	}
	return then.roots
}

// fill writes the text of a section's parts into the version.
func (v *Version) fill(roots []*part) {
	v.Complete, v.Repealed = len(roots) > 0, len(roots) == 0
	gap := func() {
		v.Complete = false
		if n := len(v.Stretches); n > 0 && !v.Stretches[n-1].Held {
			return
		}
		v.add(Stretch{Text: "[…]"})
	}
	words := func(list []stretch) {
		for _, w := range list {
			v.add(Stretch{Text: w.text, Law: w.law, Held: true})
		}
	}
	var walk func(p *part)
	walk = func(p *part) {
		if n := len(v.Stretches); n > 0 && len(p.head)+len(p.words) > 0 {
			if last := &v.Stretches[n-1]; !strings.HasSuffix(last.Text, "\n") && !strings.HasSuffix(last.Text, " ") {
				last.Text += "\n"
			}
		}
		words(p.head)
		if p.known {
			words(p.words)
		} else {
			gap()
		}
		last := ""
		for _, k := range p.kids {
			if !p.whole && last != "" && !follows(last, k.number) {
				gap()
			}
			walk(k)
			last = k.number
		}
		if !p.whole {
			gap()
		}
	}
	for _, r := range roots {
		walk(r)
	}
	if n := len(v.Stretches); n > 0 {
		v.Stretches[n-1].Text = strings.TrimRight(v.Stretches[n-1].Text, " \n\t")
	}
	var b strings.Builder
	for _, s := range v.Stretches {
		b.WriteString(s.Text)
	}
	v.Text = b.String()
}

// add puts a stretch behind the others, on a new line where the one before does
// not end in white space.
func (v *Version) add(s Stretch) {
	if n := len(v.Stretches); n > 0 {
		last := &v.Stretches[n-1]
		if !last.Held || !s.Held {
			if !strings.HasSuffix(last.Text, "\n") {
				last.Text += "\n"
			}
		} else if last.Law == s.Law {
			last.Text += s.Text
			return
		}
	}
	v.Stretches = append(v.Stretches, s)
}

// follows says that nothing can stand between two siblings.
func follows(a, b string) bool {
	if strings.HasPrefix(a, "def:") || a == "" || b == "" {
		return false
	}
	if x, y := lawtext.Letters(a), lawtext.Letters(b); x > 0 && y == x+1 {
		return true
	}
	if x, y := lawtext.Roman(a), lawtext.Roman(b); x > 0 && y == x+1 {
		return true
	}
	return len(a) <= 3 && len(b) <= 3 && allDigits(a) && allDigits(b) && lawtext.Digits(b) == lawtext.Digits(a)+1
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }
