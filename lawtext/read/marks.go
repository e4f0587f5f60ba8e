package read

import (
	"bytes"
	"regexp"
	"slices"

	"refuge/law"
	"refuge/lawtext"
)

// strikeLegends tell that a drafter strikes out what goes, so that brackets are
// only brackets.
var strikeLegends = [][]byte{
	[]byte("strikethrough"), []byte("strike-through"), []byte("struck through"), []byte("Strikethrough"), []byte("stricken through"),
}

// settle tells furniture from law, and gives looks and brackets the meaning they
// have in the place the text was drafted in: looks of new matter insert from the
// first words on that amend, and stress before them.
func (d *draft) settle() {
	d.findFurniture()
	first := len(d.paras)
	for i, p := range d.paras {
		if p.kind != lawtext.Furniture && lawtext.Amends(d.words(p)) {
			first = i
			break
		}
	}
	for i, p := range d.paras {
		if p.kind == lawtext.Furniture {
			d.runs[p.from] = span{start: d.runs[p.from].start, end: d.runs[p.to-1].end, mark: law.Furniture}
			d.paras[i].to = p.from + 1
			continue
		}
		for r := p.from; r < p.to; r++ {
			switch l := d.runs[r].look; {
			case l&inserted != 0 && l&(deleted|struck) != 0:
				// Proposed and withdrawn: it was never law and is not to be.
				d.runs[r].mark = law.Furniture
			case l&(deleted|struck) != 0:
				d.runs[r].mark = law.Deleted
			case l&inserted != 0, i >= first && l&look(d.drafting.New) != 0:
				d.runs[r].mark = law.Inserted
			}
		}
	}
	if bytes.Contains(d.buf, printedLinkStart) {
		d.cut(d.links())
	}
	if first == len(d.paras) {
		return
	}
	var cuts []span
	switch d.drafting.Open {
	case "[":
		if bytes.IndexByte(d.buf, '[') >= 0 && !containsAny(d.buf, strikeLegends) {
			cuts = d.brackets(first)
		}
	case "((":
		cuts = d.parens(first)
	}
	if len(cuts) > 0 {
		d.cut(cuts)
	}
}

// parens finds old matter in double parentheses, from paragraph first on: the two
// that open it close together, which those of a formula or of "((a) and (b))" do
// not. It may reach over paragraphs, but not beyond the next section of the bill.
func (d *draft) parens(first int) []span {
	var cuts []span
	start, depth := -1, 0 // of the matter that is open; parentheses since
	for i := first; i < len(d.paras); i++ {
		p := d.paras[i]
		if p.kind == lawtext.Furniture {
			continue
		}
		if lawtext.BillSection(d.words(p)) > 0 {
			start, depth = -1, 0
		}
		for at, end := d.runs[p.from].start, d.runs[p.to-1].end; at < end; at++ {
			twice := at+1 < end && d.buf[at+1] == d.buf[at]
			switch c := d.buf[at]; {
			case c == '(' && start < 0 && twice:
				start, depth = at, 2
				at++
			case c == '(' && start >= 0:
				depth++
			case c == ')' && start >= 0 && depth > 2:
				depth--
			case c == ')' && start >= 0 && twice:
				cuts = append(cuts, span{start: start, end: at + 2, mark: law.Deleted})
				start = -1
				at++
			case c == ')' && start >= 0:
				start = -1 // no pair
			}
		}
	}
	return cuts
}

var printedLinkStart = []byte("<http")

// links finds addresses of links that a converter printed into the text
// ("<https://…>"). They are no words of the law.
func (d *draft) links() []span {
	var cuts []span
	for _, p := range d.paras {
		w := d.words(p)
		base := d.runs[p.from].start
		for at := 0; p.kind != lawtext.Furniture; {
			k := bytes.Index(w[at:], printedLinkStart)
			if k < 0 {
				break
			}
			at += k
			end := bytes.IndexByte(w[at:], '>')
			if end < 0 || end > 500 {
				break
			}
			cuts = append(cuts, span{start: base + at, end: base + at + end + 1, mark: law.Furniture})
			at += end + 1
		}
	}
	return cuts
}

// words are the bytes of a paragraph.
func (d *draft) words(p paraSpan) []byte {
	return d.buf[d.runs[p.from].start:d.runs[p.to-1].end]
}

func containsAny(b []byte, phrases [][]byte) bool {
	for _, p := range phrases {
		if bytes.Contains(b, p) {
			return true
		}
	}
	return false
}

// maxBracketed is how many paragraphs bracketed matter may reach over; beyond
// it an opening bracket is taken for one that was never closed.
const maxBracketed = 400

// brackets finds the bracketed matter that is to be deleted, from paragraph
// first on: outermost balanced pairs that do not cross the head of a section of
// the bill and are not new matter as a whole. A bracket that finds no partner
// deletes nothing, unless only deleted words stand between it and a pair in the
// same paragraph ("[old [words]"), where the drafter forgot to close the first.
func (d *draft) brackets(first int) []span {
	type bracket struct{ at, run, para int }
	type pair struct{ open, close bracket }
	var pairs []pair
	var stack, lost []bracket
	section := 1 // the number of the bill's next section
	reset := func() {
		lost = append(lost, stack...)
		stack = stack[:0]
	}
	for i := first; i < len(d.paras); i++ {
		p := d.paras[i]
		if p.kind == lawtext.Furniture {
			continue
		}
		w := d.words(p)
		if n := lawtext.BillSection(w); n > 0 && n >= section && n <= section+3 && (len(stack) == 0 || lawtext.Amends(w) || bytes.Contains(w, takeEffect)) {
			section = n + 1
			reset()
		}
		if len(stack) > 0 && i-stack[0].para > maxBracketed {
			reset()
		}
		for r := p.from; r < p.to; r++ {
			run := d.runs[r]
			for at := run.start; at < run.end; at++ {
				k := bytes.IndexAny(d.buf[at:run.end], "[]")
				if k < 0 {
					break
				}
				at += k
				b := bracket{at, r, i}
				switch {
				case d.buf[at] == '[':
					stack = append(stack, b)
				case len(stack) > 0:
					o := stack[len(stack)-1]
					stack = stack[:len(stack)-1]
					if !d.allInserted(o.run, r) {
						pairs = append(pairs, pair{o, b})
					}
				}
			}
		}
	}
	reset()
	slices.SortFunc(pairs, func(a, b pair) int { return a.open.at - b.open.at })
	slices.SortFunc(lost, func(a, b bracket) int { return a.at - b.at })
	var cuts []span
	for _, p := range pairs {
		if n := len(cuts); n > 0 && p.open.at < cuts[n-1].end {
			continue // inside another
		}
		start := p.open.at
		for len(lost) > 0 && lost[0].at < start {
			if l := lost[0]; l.para == p.open.para && !d.anyInserted(l.run, p.open.run) && (len(cuts) == 0 || cuts[len(cuts)-1].end <= l.at) {
				start = l.at
			}
			lost = lost[1:]
		}
		cuts = append(cuts, span{start: start, end: p.close.at + 1, mark: law.Deleted})
	}
	return cuts
}

// anyInserted says that some run from one to another is new matter.
func (d *draft) anyInserted(from, to int) bool {
	for r := from; r <= to; r++ {
		if d.runs[r].mark == law.Inserted {
			return true
		}
	}
	return false
}

var takeEffect = []byte("effect")

// allInserted says that every run from one to another is new matter.
func (d *draft) allInserted(from, to int) bool {
	for r := from; r <= to; r++ {
		if d.runs[r].mark != law.Inserted {
			return false
		}
	}
	return true
}

// cut lays the mark of each cut over the runs; cuts are in order.
func (d *draft) cut(cuts []span) {
	runs := make([]span, 0, len(d.runs)+2*len(cuts))
	add := func(s span, from int) {
		if s.start >= s.end {
			return
		}
		if n := len(runs); n > from && runs[n-1].end == s.start && runs[n-1].mark == s.mark {
			runs[n-1].end = s.end
			return
		}
		runs = append(runs, s)
	}
	c := 0
	for i := range d.paras {
		p := &d.paras[i]
		from := len(runs)
		for _, r := range d.runs[p.from:p.to] {
			for c < len(cuts) && cuts[c].end <= r.start {
				c++
			}
			at := r.start
			for k := c; k < len(cuts) && cuts[k].start < r.end; k++ {
				lo, hi := max(cuts[k].start, r.start), min(cuts[k].end, r.end)
				if r.mark == law.Furniture {
					break
				}
				add(span{start: at, end: lo, mark: r.mark}, from)
				add(span{start: lo, end: hi, mark: cuts[k].mark}, from)
				at = hi
			}
			add(span{start: at, end: r.end, mark: r.mark}, from)
		}
		p.from, p.to = from, len(runs)
	}
	d.runs = runs
}

// Clerks' lines. Each matches a whole paragraph; those of the tail are read
// only at the end of a document, where nothing but such lines follows.
var (
	furnitureLine = regexp.MustCompile(`(?i)^(?:\.\.[a-z][a-z ]{0,30}` +
		`|be it (?:hereby )?(?:enacted|ordained)\b.{0,90}` +
		`|(?:now,? therefore,? )?be it ordained by .{0,90}` +
		`|the people of the city of [a-z ]+ do ordain as follows:?` +
		`|(?:draft )?page \d+(?: of \d+)?|- ?\d{1,4} ?-)$`)
	headLine = regexp.MustCompile(`(?i)^(?:(?:proposed |preconsidered )?(?:int|res|intro|l\.?u)\.? ?(?:no|#)?\.? ?(?:[\d_]+(?:-[a-z]{1,2})?(?:-\d{4})?(?:-[a-z]{1,2})?)?` +
		`|preconsidered.{0,60}|by (?:the )?(?:council ?members?|speaker|public advocate|the speaker|.{0,40}council ?member).*|introduced by .*|\(by request of .*\))$`)
	tailLine = regexp.MustCompile(`^(?:(?i:ls) ?#? ?[\d/, -]+.{0,40}|(?i:draft|rev(?:ised)?)[ :.]{0,2}[\d/ .:apmAPM-]*` +
		`|[A-Z][A-Za-z]{0,5}(?: ?[/,.&:;-] ?[A-Za-z]{1,6})+\.?|[A-Z]{2,5}|\d[\d/.: -]{0,19}(?: ?[aApP]\.?[mM]\.?)?(?: ?[A-Z/]{0,12})?` +
		`|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.{0,24}|(?i:(?:proposed )?(?:int|res)(?:ro)?\.? ?(?:no|#)?\.? ?\d+.{0,40}|ls ?#? ?\d.{0,60})|[Tt]\d{4}-\d+.{0,30}|_{2,})$`)
)

const maxFurniture = 400 // bytes of the longest line taken for furniture

// findFurniture gives the kind Furniture to the lines that are not law.
func (d *draft) findFurniture() {
	enacted := -1
	for i := range d.paras {
		p := &d.paras[i]
		w := d.words(*p)
		if len(w) > maxFurniture || p.kind == lawtext.Table {
			continue
		}
		switch w[0] | 0x20 {
		case '.', 'b', 't', 'n', 'p', 'd', '-':
			if furnitureLine.Match(w) {
				p.kind = lawtext.Furniture
				if c := w[0] | 0x20; c == 'b' || c == 't' || c == 'n' {
					enacted = i
				}
			}
		}
	}
	for i := 0; i < len(d.paras) && i < 40; i++ {
		p := &d.paras[i]
		w := d.words(*p)
		if enacted >= 0 && i > enacted || lawtext.BillSection(w) > 0 {
			break
		}
		if len(w) <= maxFurniture && headLine.Match(w) {
			p.kind = lawtext.Furniture
		}
	}
	// Behind the section on effect only clerks write.
	last := len(d.paras)
	for i := len(d.paras) - 1; i > 0 && i >= len(d.paras)-tailLines; i-- {
		if w := d.words(d.paras[i]); bytes.Contains(w, takeEffect) && lawtext.BillSection(w) > 0 {
			last = i
			break
		}
	}
	for i := len(d.paras) - 1; i > 0 && i >= len(d.paras)-tailLines; i-- {
		p := &d.paras[i]
		if p.kind == lawtext.Furniture {
			continue
		}
		w := d.words(*p)
		if p.kind == lawtext.Table || p.kind == lawtext.List || len(w) > 90 || !tailLine.Match(w) && !(i > last && clerkNote(w)) {
			break
		}
		p.kind = lawtext.Furniture
	}
}

const tailLines = 14

// clerkNote says that a line behind the end is a note of clerks: short and no
// sentence.
func clerkNote(w []byte) bool {
	c := w[len(w)-1]
	return len(w) < 70 && c != '.' && c != ';' && c != ':' || bytes.HasPrefix(w, []byte("Note: Matter in"))
}
