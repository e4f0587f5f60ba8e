package compare

import (
	"strings"
)

// tellClerical finds the paragraphs in which only clerk's notes differ. The
// operations, read in order, are both texts, so their lengths say where each
// paragraph stands.
func (c *Comparison) tellClerical(left, right Text) {
	if len(left.Furniture)+len(right.Furniture) == 0 {
		return
	}
	l, r := 0, 0
	for i := range c.Sections {
		for k := range c.Sections[i].Paragraphs {
			p := &c.Sections[i].Paragraphs[k]
			l0, r0 := l, r
			for _, o := range p.Ops {
				if o.Sign != Insert {
					l += len(o.Text)
				}
				if o.Sign != Delete {
					r += len(o.Text)
				}
			}
			if p.Kind != Same && p.End == "" && covered(left, l0, l) && covered(right, r0, r) {
				p.Kind = Clerical
			}
		}
	}
}

// covered says whether a stretch of a text is clerk's notes but for white
// space.
func covered(t Text, start, end int) bool {
	for _, m := range t.Furniture {
		if m.End <= start || m.Start >= end {
			continue
		}
		if strings.TrimSpace(t.Text[start:max(m.Start, start)]) != "" {
			return false
		}
		start = min(m.End, end)
	}
	return strings.TrimSpace(t.Text[start:end]) == ""
}
