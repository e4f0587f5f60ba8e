package compare

import (
	"cmp"
	"slices"

	"refuge/compare/terms"
)

// Compare says what changed from the left text to the right one. It aligns
// sections by number, heading, defined term and words, then their paragraphs,
// then the words of each pair.
func Compare(left, right Text) Comparison {
	c := Comparison{
		Left:      Side{left.Name, left.Label, left.Standing},
		Right:     Side{right.Name, right.Label, right.Standing},
		Warning:   warning(left, right),
		Sections:  []Section{},
		Summary:   []string{},
		Operative: []Operative{},
		Engine:    Engine,
	}
	w := newWords()
	bySection := len(left.Sections) > 0 && len(right.Sections) > 0
	a, b, fine := w.both(left.Text, right.Text)
	e := editor{w: w, fine: fine, l: newSide(left, a, bySection), r: newSide(right, b, bySection), work: newBudget()}
	matches := align(e.l, e.r, len(w.ids))
	e.compare(matches, swapped(left.Text, right.Text))
	for _, en := range e.entries(matches) {
		e.place(&c, en)
	}
	c.tellClerical(left, right)
	c.finish()
	return c
}

func warning(left, right Text) string {
	if left.Standing == right.Standing || left.Standing == "" || right.Standing == "" {
		return ""
	}
	return "These two texts do not have the same standing: the left one is " + string(left.Standing) +
		", the right one " + string(right.Standing) + ". A difference between them may not be a change of law."
}

// editor writes the entries of a comparison from the matches of its units.
type editor struct {
	w    *words
	l, r *side
	fine bool // the tokens are words, not runs of words
	work *budget
}

// entry is one line of a comparison: a match, one end of a move, or units of one
// side only.
type entry struct {
	match
	end  End // of a move
	move int
}

func (e entry) onLeft() bool  { return e.l1 > e.l0 && e.end != To }
func (e entry) onRight() bool { return e.r1 > e.r0 && e.end != From }

// entries lists the matches in an order in which both texts rise, with what was
// removed and moved away where it stood, and what was added and moved in where
// it stands.
func (e *editor) entries(matches []match) []entry {
	var out []entry
	leftOf := map[int]match{}  // moved, by left unit
	rightOf := map[int]match{} // moved, by right unit
	number := map[int]int{}    // of a move, by left unit
	var still []match
	n := 0
	for k, m := range matches {
		if !m.moved {
			still = append(still, m)
			continue
		}
		if k == 0 || !matches[k-1].moved || matches[k-1].l1 != m.l0 || matches[k-1].r1 != m.r0 {
			n++
		}
		leftOf[m.l0], rightOf[m.r0], number[m.l0] = m, m, n
	}
	i, j := 0, 0
	alone := func(l, r int) {
		for ; i < l; i++ {
			if m, ok := leftOf[i]; ok {
				out = append(out, entry{match: m, end: From, move: number[i]})
			} else {
				out = append(out, entry{match: match{l0: i, l1: i + 1, r0: j, r1: j}})
			}
		}
		for ; j < r; j++ {
			if m, ok := rightOf[j]; ok {
				out = append(out, entry{match: m, end: To, move: number[m.l0]})
			} else {
				out = append(out, entry{match: match{l0: i, l1: i, r0: j, r1: j + 1}})
			}
		}
	}
	slices.SortFunc(still, func(a, b match) int { return cmp.Compare(a.l0, b.l0) })
	for _, m := range still {
		alone(m.l0, m.r0)
		out = append(out, entry{match: m})
		i, j = m.l1, m.r1
	}
	alone(len(e.l.units), len(e.r.units))
	return out
}

// stretch is the text of units i to j, and its tokens with offsets into it.
func (s *side) stretch(i, j int) (string, []token) {
	if i == j {
		return "", nil
	}
	from, to := s.units[i].start, s.units[j-1].end
	t := slices.Clone(s.of(i, j))
	for k := range t {
		t[k].start -= int32(from)
		t[k].end -= int32(from)
	}
	return s.text[from:to], t
}

// compare compares the words of the matches, in the order of the text that is
// compared from: what one match takes of the budget is then the same whichever
// text is called the left one.
func (e *editor) compare(matches []match, swapped bool) {
	order := make([]int, len(matches))
	for i := range order {
		order[i] = i
	}
	if swapped {
		slices.SortFunc(order, func(x, y int) int { return cmp.Compare(matches[x].r0, matches[y].r0) })
	}
	for _, k := range order {
		m := &matches[k]
		if m.moved && e.kind(entry{match: *m}) == Moved {
			continue
		}
		before, a := e.l.stretch(m.l0, m.l1)
		after, b := e.r.stretch(m.r0, m.r1)
		if e.columns(m.l0, m.l1, m.r0, m.r1) {
			m.ops = wholeRows(before, after)
		} else if e.fine {
			m.ops = e.w.redline(&newYorkCouncil, before, after, a, b, e.work)
		} else {
			m.ops = e.w.compare(&newYorkCouncil, before, after, e.work)
		}
	}
}

// place writes an entry into the section it belongs to.
func (e *editor) place(c *Comparison, en entry) {
	p := Paragraph{Kind: e.kind(en), End: en.end, Move: en.move}
	before, _ := e.l.stretch(en.l0, en.l1)
	after, _ := e.r.stretch(en.r0, en.r1)
	switch {
	case en.onLeft() && en.onRight():
		p.Ops = en.ops
	case en.onLeft():
		p.Ops = []Op{{Sign: Delete, Text: before, Typographic: p.Kind == Same}}
	default:
		p.Ops = []Op{{Sign: Insert, Text: after, Typographic: p.Kind == Same}}
		if p.Kind == MovedChanged {
			p.Changes = en.ops
		}
	}
	if p.Kind == Moved {
		p.words = max(terms.Count(before), terms.Count(after))
	}
	ls, rs := none, none
	if en.l1 > en.l0 {
		ls = e.l.units[en.l0].section
	}
	if en.r1 > en.r0 {
		rs = e.r.units[en.r0].section
	}
	if n := len(c.Sections); n > 0 && c.Sections[n-1].takes(p, ls, rs) {
		s := &c.Sections[n-1]
		s.Paragraphs = append(s.Paragraphs, p)
		if ls == -1 && s.Left != nil {
			s.Left.End = e.l.units[en.l1-1].end
		}
		if rs == -1 && s.Right != nil {
			s.Right.End = e.r.units[en.r1-1].end
		}
		if s.left == none {
			s.left, s.Left = ls, e.l.place(ls, en.l0, en.l1)
		}
		if s.right == none {
			s.right, s.Right = rs, e.r.place(rs, en.r0, en.r1)
		}
		return
	}
	s := Section{End: p.End, Move: p.Move, Paragraphs: []Paragraph{p}, left: ls, right: rs}
	if ls > none {
		s.Left = e.l.place(ls, en.l0, en.l1)
	}
	if rs > none {
		s.Right = e.r.place(rs, en.r0, en.r1)
	}
	c.Sections = append(c.Sections, s)
}

// none is the section number of a side that has nothing.
const none = -2

// takes reports whether a paragraph of sections ls and rs goes on with s: what
// both have on a side must be the same section.
func (s *Section) takes(p Paragraph, ls, rs int) bool {
	if s.End != p.End || s.Move != p.Move {
		return false
	}
	left := ls == s.left || ls == none || s.left == none
	right := rs == s.right || rs == none || s.right == none
	common := ls == s.left && ls != none || rs == s.right && rs != none
	return left && right && common
}

// place is where a section stands; without sections, where the units do.
func (s *side) place(section, i, j int) *Place {
	if section == none {
		return nil
	}
	if section < 0 {
		return &Place{Start: s.units[i].start, End: s.units[j-1].end}
	}
	sec := s.sections[section]
	return &Place{EID: sec.EID, Number: sec.Number, Heading: sec.Heading, Start: sec.Start, End: sec.End, Where: s.where(section)}
}

// kind says what happened to the units of an entry.
func (e *editor) kind(en entry) Kind {
	switch {
	case en.r1 == en.r0 && e.l.units[en.l0].size() == 0, en.l1 == en.l0 && e.r.units[en.r0].size() == 0:
		return Same // a text of nothing but spaces
	case en.r1 == en.r0:
		return Removed
	case en.l1 == en.l0:
		return Added
	case en.r1-en.r0 > 1:
		return Split
	case en.l1-en.l0 > 1:
		return Merged
	}
	l, r := e.l.units[en.l0], e.r.units[en.r0]
	switch {
	case en.moved && e.columns(en.l0, en.l1, en.r0, en.r1):
		return MovedChanged
	case en.moved && l.body == r.body && (l.size() > l.label || l.whole == r.whole):
		return Moved
	case en.moved:
		return MovedChanged
	case l.whole == r.whole && !e.columns(en.l0, en.l1, en.r0, en.r1):
		return Same
	case l.whole != r.whole && l.body == r.body && l.size() > l.label:
		return Renumbered
	}
	return Changed
}

// columns says whether a unit of each side are rows with the same words in other
// columns.
func (e *editor) columns(l0, l1, r0, r1 int) bool {
	if l1-l0 != 1 || r1-r0 != 1 {
		return false
	}
	l, r := e.l.units[l0], e.r.units[r0]
	return l.whole == r.whole && columnsDiffer(e.l.text[l.start:l.end], e.r.text[r.start:r.end])
}
