package lawtext

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/law"
)

// The bounds on a tree. What lies beyond them stays in the last section.
const (
	maxSections = 20000
	maxLevels   = 16
)

// Sections reads the tree of sections of a text, in reading order with a parent
// before its children, as byte offsets on rune boundaries. Leaves cover the
// text without gap or overlap: words of a section before its first child are a
// leaf of their own (intro), and text outside any numbered part is one leaf a
// paragraph (p_1). It is nil for blank text only.
//
// Read are titles, chapters, articles and parts; §, Sec. and Section with the
// numbers of New York, Chicago, San Francisco, Los Angeles, Seattle and DC;
// enumerations in any of a. (a) 1. (1) i. (i) A. (A); definitions by their
// term; recitals. An enumerator that could be of two kinds, as (i), is settled
// by what it follows and what follows it. EIds have the form of the Akoma Ntoso
// naming convention 1.0, section 5: sec_9-131__subsec_b__para_1. Where a number
// comes twice in one place its second eId ends in -2.
func Sections(text string) []law.Section {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	p := sectioner{text: text, ids: map[string]int{}}
	p.readLines()
	for i := range p.lines {
		p.line(i)
	}
	p.closeTo(0, len(text))
	return p.out
}

type sectionKind uint8

const (
	paragraphSection sectionKind = iota
	containerSection             // title, chapter, article, part
	billSectionKind              // section of the bill itself, counted from 1
	codeSectionKind
	enumerated
	definition
	recital
)

type openSection struct {
	kind    sectionKind
	word    string // of a container: "chapter"
	at      int    // in out
	enum    enumerator
	depth   int // enumerations below the section
	parted  bool
	oneLine bool // a paragraph or recital: the next line is not part of it
}

type sectioner struct {
	text  string
	lines []sectionLine
	out   []law.Section
	open  []openSection
	ids   map[string]int
	bill  int  // number of the open section of the bill
	plain int  // number of the last section that was counted from one
	bills bool // the text is a bill in numbered sections
}

type sectionLine struct {
	start, end int // without white space around it
	num        []enumerator
}

// enumerator is a printed number such as "(a)", read one way.
type enumerator struct {
	form   byte // '(' for (a), '.' for a., ')' for a)
	class  byte // 'a' 'A' letters, 'i' 'I' roman, '1' digits
	value  int
	length int // bytes of the number as printed
	skip   int // bytes before it: an opening bracket, a deleted number
}

func (p *sectioner) readLines() {
	at := 0
	for at <= len(p.text) {
		end := strings.IndexByte(p.text[at:], '\n')
		if end < 0 {
			end = len(p.text)
		} else {
			end += at
		}
		line := p.text[at:end]
		start := at + len(line) - len(strings.TrimLeftFunc(line, unicode.IsSpace))
		stop := at + len(strings.TrimRightFunc(line, unicode.IsSpace))
		if start < stop {
			l := sectionLine{start: start, end: stop}
			l.num = enumerators(p.text[start:stop])
			p.lines = append(p.lines, l)
		}
		at = end + 1
	}
	// A bill counts its sections from one, and amends or enacts.
	one, two := false, false
	for _, l := range p.lines {
		n := BillSection([]byte(p.head(l)))
		one = one || n == 1
		two = two || one && n == 2
	}
	p.bills = one && two || one && strings.Contains(p.text, "ollows:")
}

// head is the beginning of a line, enough to tell what it opens.
func (p *sectioner) head(l sectionLine) string {
	return Cut(p.text[l.start:l.end], 300)
}

func (p *sectioner) line(i int) {
	l := p.lines[i]
	head := p.head(l)
	if word, number, heading, ok := containerHead(head, l.end-l.start); ok {
		p.openContainer(l, word, number, heading)
		return
	}
	if n, mark := misreadSection(head); n > 0 && n == p.plain+1 && p.plain > 0 {
		// OCR reads § as $, 8 or S: the sequence tells.
		if h, ok := sectionHead("§" + head[mark:]); ok {
			h.number, h.length = head[:h.length-len("§")+mark], h.length-len("§")+mark
			if h.after > 0 {
				h.after += mark - len("§")
			}
			p.openSection(i, h)
			return
		}
	}
	if h, ok := sectionHead(head); ok && !strings.HasPrefix(strings.TrimLeft(p.text[l.start+h.length:l.end], " \t"), "The term") {
		p.openSection(i, h)
		return
	}
	if len(l.num) > 0 {
		p.openEnumerated(i, l.start, l.num)
		return
	}
	if isRecital(head) {
		p.closeWhile(l.start, func(o openSection) bool { return o.kind == paragraphSection || o.kind == recital })
		p.push(openSection{kind: recital, oneLine: true}, "rec_"+strconv.Itoa(p.count("rec_")), "", "", l.start)
		return
	}
	if term := definedTerm(head); term != "" {
		p.openDefinition(l, term)
		return
	}
	if len(p.open) == 0 || p.open[len(p.open)-1].oneLine && !p.goesOn(i) {
		p.closeWhile(l.start, func(o openSection) bool { return o.oneLine })
		p.push(openSection{kind: paragraphSection, oneLine: true}, "p_"+strconv.Itoa(p.count("p_")), "", "", l.start)
	}
	// Other text goes on with the section that is open.
}

// misreadSection reads "$ 2." and its like: the number, and the bytes of the sign.
func misreadSection(head string) (n, mark int) {
	if len(head) < 4 || strings.IndexByte("$8S", head[0]) < 0 {
		return 0, 0
	}
	rest := strings.TrimLeft(head[1:], " ")
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	if digits == 0 || digits > 3 || digits >= len(rest) || rest[digits] != '.' {
		return 0, 0
	}
	return Digits(rest[:digits]), 1
}

// goesOn says that a line is the middle of a paragraph that was broken by the
// width of the page: the line before it is long and ends no sentence.
func (p *sectioner) goesOn(i int) bool {
	if i == 0 {
		return false
	}
	before := p.text[p.lines[i-1].start:p.lines[i-1].end]
	r, _ := utf8.DecodeLastRuneInString(before)
	return len(before) > 50 && !strings.ContainsRune(".;:?!”\"", r) && !strings.HasSuffix(before, "; and") && !strings.HasSuffix(before, "; or")
}

// count numbers the unnumbered: how many of a kind there are under the open
// section, with this one.
func (p *sectioner) count(prefix string) int {
	key := "#" + p.parent() + "/" + prefix
	p.ids[key]++
	return p.ids[key]
}

func (p *sectioner) parent() string {
	if len(p.open) == 0 {
		return ""
	}
	return p.out[p.open[len(p.open)-1].at].EID
}

// push opens a section under the innermost open one.
func (p *sectioner) push(o openSection, id, number, heading string, start int) bool {
	if len(p.out)+2 >= maxSections || len(p.open) >= maxLevels {
		return false
	}
	if len(p.out) == 0 {
		start = 0
	}
	parent := p.parent()
	if n := len(p.open); n > 0 {
		if up := &p.open[n-1]; !up.parted {
			up.parted = true
			from := p.out[up.at].Start
			p.out = append(p.out, law.Section{EID: p.unique(parent + "__intro"), Parent: parent, Start: from, End: start})
		}
		id = parent + "__" + id
	}
	o.at = len(p.out)
	p.out = append(p.out, law.Section{EID: p.unique(id), Parent: parent, Number: number, Heading: heading, Start: start})
	p.open = append(p.open, o)
	return true
}

func (p *sectioner) unique(id string) string {
	p.ids[id]++
	n := p.ids[id]
	if n == 1 {
		return id
	}
	for {
		again := id + "-" + strconv.Itoa(n)
		if p.ids[again] == 0 {
			p.ids[again] = 1
			return again
		}
		n++
		p.ids[id] = n
	}
}

// closeTo closes open sections until n are left; they end at end.
func (p *sectioner) closeTo(n, end int) {
	for len(p.open) > n {
		p.out[p.open[len(p.open)-1].at].End = end
		p.open = p.open[:len(p.open)-1]
	}
}

func (p *sectioner) closeWhile(end int, drop func(openSection) bool) {
	n := len(p.open)
	for n > 0 && drop(p.open[n-1]) {
		n--
	}
	p.closeTo(n, end)
}

func (p *sectioner) full() bool { return len(p.out)+2 >= maxSections }

func (p *sectioner) openContainer(l sectionLine, word, number, heading string) {
	if p.full() {
		return
	}
	keep := 0
	for i, o := range p.open {
		if o.kind == billSectionKind {
			keep = i + 1
		}
		if o.kind == containerSection {
			if o.word == word {
				break
			}
			keep = i + 1
		}
	}
	p.closeTo(keep, l.start)
	id := containerID[word] + "_" + idPart(number)
	p.push(openSection{kind: containerSection, word: word}, id, p.text[l.start:l.start+len(word)]+" "+number, heading, l.start)
}

func (p *sectioner) openSection(i int, h sectionHeader) {
	if p.full() {
		return
	}
	l := p.lines[i]
	start := l.start
	kind := codeSectionKind
	if h.bill > 0 {
		p.plain = h.bill
	}
	keep := 0
	if p.bills && h.bill > 0 && h.bill > p.bill && h.bill <= p.bill+5 {
		kind = billSectionKind
		p.bill = h.bill
		for j, o := range p.open {
			if o.kind == containerSection {
				keep = j + 1
				continue
			}
			break
		}
	} else {
		for j, o := range p.open {
			if o.kind == containerSection || o.kind == billSectionKind {
				keep = j + 1
			}
		}
	}
	p.closeTo(keep, start)
	if !p.push(openSection{kind: kind}, "sec_"+idPart(h.digits), h.number, h.heading, start) {
		return
	}
	if rest := p.text[l.start+h.length : l.end]; rest != "" {
		skipped := len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
		if nums := enumerators(rest[skipped:]); len(nums) > 0 && h.heading == "" {
			p.openEnumerated(i, l.start+h.length+skipped, nums)
		} else if h.after > 0 {
			rest = p.text[l.start+h.after : l.end]
			skipped = len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
			if nums := enumerators(rest[skipped:]); len(nums) > 0 && nums[0].value == 1 {
				p.openEnumerated(i, l.start+h.after+skipped, nums)
			}
		}
	}
}

// openEnumerated places an enumerator that stands at start in line i, and those
// that follow it at once ("a. 1. (i)").
func (p *sectioner) openEnumerated(i, start int, nums []enumerator) {
	for range maxLevels {
		if p.full() {
			return
		}
		e, level := p.place(i, nums)
		p.closeTo(level, start)
		o := openSection{kind: enumerated, enum: e, depth: p.depth() + 1}
		end := start + e.skip + e.length
		number := p.text[start+e.skip : end]
		if !p.push(o, depthName(o.depth)+"_"+idPart(number), number, "", start) {
			return
		}
		l := p.lines[i]
		rest := p.text[end:l.end]
		skipped := len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
		rest = rest[skipped:]
		p.out[len(p.out)-1].Heading = shortHeading(rest, false)
		nums = enumerators(rest)
		if len(nums) == 0 {
			if term := definedTerm(Cut(rest, 300)); term != "" {
				p.out[len(p.out)-1].Heading = term
			} else if h := p.out[len(p.out)-1].Heading; h != "" {
				after := strings.TrimLeftFunc(rest[len(h)+1:], unicode.IsSpace)
				if nums = enumerators(after); len(nums) > 0 && nums[0].value == 1 {
					start = l.end - len(after)
					continue
				}
			}
			return
		}
		// Only a number that begins a list stands directly behind another.
		if nums[0].value != 1 && !(len(nums) > 1 && nums[1].value == 1) {
			return
		}
		start = end + skipped
	}
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
			if e.form == o.enum.form && e.class == o.enum.class && e.value == o.enum.value+1 {
				next = append(next, choice{e, j})
			}
		}
	}
	var first []choice
	for _, e := range nums {
		if e.value == 1 {
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
			if n.class == e.class && n.value == e.value+1 {
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
		if len(p.lines[j].num) == 0 {
			if _, ok := sectionHead(p.head(p.lines[j])); ok {
				return false
			}
		}
	}
	return false
}

func (p *sectioner) openDefinition(l sectionLine, term string) {
	if p.full() {
		return
	}
	// Definitions stand beside each other, under the list item that opens them.
	keep := len(p.open)
	for keep > 0 && p.open[keep-1].oneLine {
		keep--
	}
	for j, o := range p.open[:keep] {
		if o.kind == definition {
			keep = j
			break
		}
	}
	p.closeTo(keep, l.start)
	depth := p.depth()
	p.push(openSection{kind: definition, depth: depth}, "def_"+law.Slug(Cut(term, 80)), "", term, l.start)
}

// depthName is the Akoma Ntoso element of an enumeration, by its depth below
// the section.
func depthName(depth int) string {
	names := [...]string{"subsec", "para", "subpara", "cl", "subclause", "item"}
	return names[min(max(depth-1, 0), len(names)-1)]
}

// idPart is a printed number as an eId writes it: lower case, its parts joined
// by hyphens.
func idPart(number string) string {
	var b strings.Builder
	gap := false
	for _, r := range Cut(number, 60) {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	if b.Len() == 0 {
		return "0"
	}
	return b.String()
}

var containerID = map[string]string{"title": "title", "subtitle": "subtitle", "chapter": "chp", "subchapter": "subchp",
	"article": "art", "subarticle": "subart", "part": "part", "subpart": "subpart", "division": "dvs", "subdivision": "subdvs"}
