package lawtext

import (
	"cmp"
	"slices"
	"strings"

	"refuge/law"
)

// result replays the changes of each section day by day.
func (c *consolidator) result() Consolidation {
	out := Consolidation{Links: c.links, Unread: c.unread, Notes: c.notes}
	for _, s := range c.sections {
		if len(s.changes) == 0 {
			continue
		}
		if v := s.versions(); len(v) > 0 {
			out.Sections = append(out.Sections, CodeSection{Code: s.code, Number: s.number, Versions: v})
		}
	}
	slices.SortFunc(out.Sections, func(a, b CodeSection) int {
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

// versions are the readings of a section.
func (s *section) versions() []SectionVersion {
	return nil
}

func (v *SectionVersion) fill(root *part) {
	v.Text, v.Stretches, v.Complete = "", nil, true
	if root == nil {
		v.Repealed = true
		return
	}
	gap := func() {
		v.Complete = false
		if n := len(v.Stretches); n > 0 && !v.Stretches[n-1].Held {
			return
		}
		v.add(Stretch{Text: "[…]"})
	}
	var walk func(p *part)
	walk = func(p *part) {
		if p.known {
			for _, w := range p.words {
				v.add(Stretch{Text: w.text, Law: w.law, Held: true})
			}
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
	walk(root)
	var b strings.Builder
	for i := range v.Stretches {
		b.WriteString(v.Stretches[i].Text)
	}
	v.Text = b.String()
}

// add puts a stretch behind the others, on a new line where the one before does
// not end in white space.
func (v *SectionVersion) add(s Stretch) {
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
	if x, y := letters(a), letters(b); x > 0 && y == x+1 {
		return true
	}
	if x, y := roman(a), roman(b); x > 0 && y == x+1 {
		return true
	}
	return len(a) <= 3 && len(b) <= 3 && allDigits(a) && allDigits(b) && atoi(b) == atoi(a)+1
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" && s != "" }

func atoi(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 1<<20 {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

var _ law.Day
