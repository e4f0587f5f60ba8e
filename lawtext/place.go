package lawtext

import (
	"slices"
	"strings"
)

// enumerates says that a line begins with a number of a list: one that is no
// word, or that goes on with a list that is open.
func (p *sectioner) enumerates(nums []enumerator) bool {
	return slices.ContainsFunc(nums, func(e enumerator) bool {
		return !e.weak || slices.ContainsFunc(p.open, func(o openSection) bool { return o.kind == enumerated && o.enum.goesOn(e) })
	})
}

// goesOn says that f is the next number in the list of e.
func (e enumerator) goesOn(f enumerator) bool {
	return f.form == e.form && f.class == e.class && f.value == e.value+1
}

// firstOf is the reading of an enumerator that begins a list, the zero one if
// none does.
func firstOf(nums []enumerator) enumerator {
	for _, e := range nums {
		if e.value == 1 {
			return e
		}
	}
	return enumerator{}
}

// depth is how many enumerations are open below the section.
func (p *sectioner) depth() int {
	if len(p.open) == 0 {
		return 0
	}
	return p.open[len(p.open)-1].depth
}

// place decides how to read an enumerator and under how many of the open
// sections it stands.
func (p *sectioner) place(i int, nums []enumerator) (enumerator, int) {
	base := 0 // sections that an enumerator cannot close
	for j, o := range p.open {
		if o.kind != enumerated && o.kind != definition && !o.oneLine {
			base = j + 1
		}
	}
	top := len(p.open)
	for top > base && p.open[top-1].oneLine {
		top--
	}
	// The next number of an open list, innermost first.
	type choice struct {
		e     enumerator
		level int
	}
	var next []choice
	for j := top - 1; j >= base; j-- {
		o := p.open[j]
		if o.kind != enumerated {
			continue
		}
		for _, e := range nums {
			if o.enum.goesOn(e) {
				next = append(next, choice{e, j})
			}
		}
	}
	var first []choice
	for _, e := range nums {
		if e.value == 1 && !e.added {
			first = append(first, choice{e, top})
		}
	}
	switch {
	case len(next) > 0 && len(first) == 0:
		if len(next) > 1 {
			for _, c := range next {
				if p.follows(i, c.e, nums) {
					return c.e, c.level
				}
			}
		}
		return next[0].e, next[0].level
	case len(next) > 0: // (i) after (h): whichever goes on first
		for _, c := range next {
			if p.follows(i, c.e, nums) {
				return c.e, c.level
			}
		}
		for _, c := range first {
			if p.follows(i, c.e, nums) {
				return c.e, c.level
			}
		}
		return next[0].e, next[0].level
	case len(first) > 0:
		// A list that is quoted from i on, and not one that begins.
		for _, e := range nums {
			if e.value != 1 && p.follows(i, e, nums) {
				return e, p.sameList(e, top, base)
			}
		}
		for _, c := range first {
			if !p.follows(i, c.e, nums) && len(first) > 1 {
				continue
			}
			// A list that begins again stands below an item that announces one,
			// and else closes the one of its kind.
			for j := top - 1; j >= base && !p.announced(i, top); j-- {
				if o := p.open[j]; o.kind == enumerated && o.enum.form == c.e.form && o.enum.class == c.e.class {
					return c.e, j
				}
			}
			return c.e, top
		}
		return first[0].e, top
	}
	// A number out of sequence: after a gap in an open list, or the first that
	// is quoted of a list.
	nums = slices.DeleteFunc(slices.Clone(nums), func(e enumerator) bool { return e.weak })
	for _, e := range nums {
		for j := top - 1; j >= base; j-- {
			if o := p.open[j]; o.kind == enumerated && o.enum.form == e.form && o.enum.class == e.class && e.value > o.enum.value {
				return e, j
			}
		}
	}
	for _, e := range nums {
		for j := top - 1; j >= base; j-- {
			if o := p.open[j]; o.kind == enumerated && o.enum.form == e.form && o.enum.class == e.class {
				return e, j
			}
		}
	}
	for _, e := range nums {
		if p.follows(i, e, nums) {
			return e, top
		}
	}
	return nums[0], top
}

// announced says that the innermost open item ends, before line i, with words
// that a list follows: a colon, or nothing but a heading.
func (p *sectioner) announced(i, top int) bool {
	if i == 0 || top == 0 || len(p.open) > maxLevels-3 {
		return false
	}
	before := p.text[p.lines[i-1].start:p.lines[i-1].end]
	if strings.HasSuffix(before, ":") || strings.HasSuffix(before, "—") {
		return true
	}
	o := p.open[top-1]
	return o.kind == enumerated && p.out[o.at].Start == p.lines[i-1].start && len(before) < 80 && !strings.HasSuffix(before, ";")
}

// sameList is where the list of an enumerator's kind stands, or would.
func (p *sectioner) sameList(e enumerator, top, base int) int {
	for j := top - 1; j >= base; j-- {
		if o := p.open[j]; o.kind == enumerated && o.enum.form == e.form && o.enum.class == e.class {
			return j
		}
	}
	return top
}

// follows says that, of the ways to read the enumerator of line i, reading e is
// the one that a later line goes on with.
func (p *sectioner) follows(i int, e enumerator, others []enumerator) bool {
	for j := i + 1; j < len(p.lines) && j < i+80; j++ {
		for _, n := range p.lines[j].num {
			if n.form != e.form {
				continue
			}
			if e.goesOn(n) {
				return true
			}
		}
		for _, n := range p.lines[j].num {
			for _, o := range others {
				if o != e && n.form == o.form && n.class == o.class && n.value == o.value+1 {
					return false
				}
			}
		}
		if p.lines[j].isHead() && len(p.lines[j].num) == 0 {
			return false
		}
	}
	return false
}
