package lawtext

import (
	"slices"
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
	contents // a table of contents
)

type openSection struct {
	kind    sectionKind
	word    string // of a container: "chapter"
	at      int    // in out
	enum    enumerator
	depth   int // enumerations below the section
	parted  bool
	oneLine bool // a paragraph, recital or table of contents: the next line is not part of it
	cite    bool // a section of which nothing but its citation was read, up to line
	line    int
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

// enumerator is a printed number such as "(a)", read one way.
type enumerator struct {
	form   byte // '(' for (a), '.' for a., ')' for a), '1' for (.1), 'S' for Subd. 1.
	class  byte // 'a' 'A' letters, 'i' 'I' roman, '1' digits
	value  int
	length int  // bytes of the number as printed
	skip   int  // bytes before it: an opening bracket, a deleted number
	weak   bool // it may be a word: read only where it goes on with a list
	added  bool // put between two others, as (a-1): it begins no list
}

func (p *sectioner) line(i int) {
	l := p.lines[i]
	head := p.head(l)
	if l.listed {
		if n := len(p.open); n == 0 || p.open[n-1].kind != contents {
			p.closeSection(l.start)
			p.push(openSection{kind: contents, oneLine: true}, "toc_"+strconv.Itoa(p.count("toc_")), "", "", l.start)
		}
		return
	}
	if word, number, heading, ok := containerHead(head, l.end-l.start); ok && !(word == "subdivision" && p.inSection()) {
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
	if l.isHead() {
		p.openSection(i, l.head)
		return
	}
	if p.enumerates(l.num) {
		p.openEnumerated(i, l.start, l.num)
		return
	}
	if isRecital(head) {
		p.closeWhile(l.start, func(o openSection) bool { return o.oneLine })
		p.push(openSection{kind: recital, oneLine: true}, "rec_"+strconv.Itoa(p.count("rec_")), "", "", l.start)
		return
	}
	if term := definedTerm(head); term != "" {
		p.openDefinition(l, term)
		return
	}
	if term := p.titledTerm(i); term != "" {
		p.openDefinition(l, term)
		return
	}
	if n := len(p.open); n > 0 && p.open[n-1].depth > 0 && p.inSection() && isHistory(p.text[l.start:l.end]) {
		p.closeWhile(l.start, func(o openSection) bool { return o.kind != codeSectionKind && o.kind != billSectionKind })
		p.push(openSection{kind: paragraphSection, oneLine: true}, "p_"+strconv.Itoa(p.count("p_")), "", "", l.start)
		return
	}
	if len(p.open) == 0 || p.open[len(p.open)-1].oneLine && !p.goesOn(i) {
		p.closeWhile(l.start, func(o openSection) bool { return o.oneLine })
		p.push(openSection{kind: paragraphSection, oneLine: true}, "p_"+strconv.Itoa(p.count("p_")), "", "", l.start)
	}
	// Other text goes on with the section that is open.
}

// inSection says that a section of a code or a bill is open.
func (p *sectioner) inSection() bool {
	return slices.ContainsFunc(p.open, func(o openSection) bool { return o.kind == codeSectionKind || o.kind == billSectionKind })
}

// closeSection closes what is open below the innermost container or section of
// the bill.
func (p *sectioner) closeSection(end int) {
	keep := 0
	for j, o := range p.open {
		if o.kind == containerSection || o.kind == billSectionKind {
			keep = j + 1
		}
	}
	p.closeTo(keep, end)
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
		p.closeTo(keep, start)
	} else if p.citedAbove(i, h) {
		p.openBehind(i, h)
		return
	} else {
		p.closeSection(start)
	}
	if !p.push(openSection{kind: kind, cite: h.cite, line: i}, "sec_"+idPart(h.digits), h.number, h.heading, start) {
		return
	}
	p.openBehind(i, h)
}

// citedAbove says that the line before is the citation of the section that line
// i is the head of ("5 ILCS 805/15" above "Sec. 15."): it is the same section.
func (p *sectioner) citedAbove(i int, h sectionHeader) bool {
	n := len(p.open)
	if n == 0 || !p.open[n-1].cite || p.open[n-1].line != i-1 {
		return false
	}
	cited := &p.out[p.open[n-1].at]
	before, same := strings.CutSuffix(strings.TrimRight(cited.Number, ")"), h.digits)
	if !same || before == "" || isAlnum(before[len(before)-1]) {
		return false
	}
	p.open[n-1].cite, p.open[n-1].line = h.cite, i
	cited.Heading = h.heading
	return true
}

// openBehind opens the parts whose numbers stand in line i behind the number or
// the heading of its section.
func (p *sectioner) openBehind(i int, h sectionHeader) {
	l := p.lines[i]
	if rest := p.text[l.start+h.length : l.end]; rest != "" {
		skipped := len(rest) - len(strings.TrimLeftFunc(rest, isGap))
		if nums := enumerators(rest[skipped:]); p.enumerates(nums) && h.heading == "" {
			p.openEnumerated(i, l.start+h.length+skipped, nums)
		} else if h.after > 0 {
			rest = p.text[l.start+h.after : l.end]
			skipped = len(rest) - len(strings.TrimLeftFunc(rest, isGap))
			if nums := enumerators(rest[skipped:]); firstOf(nums).value == 1 {
				p.openEnumerated(i, l.start+h.after+skipped, nums)
			}
		}
	}
}

// openEnumerated places an enumerator that stands at start in line i, and those
// that follow it at once ("a. 1. (i)").
func (p *sectioner) openEnumerated(i, start int, nums []enumerator) {
	for n := range maxLevels {
		if p.full() {
			return
		}
		e, level := firstOf(nums), len(p.open)
		if n == 0 { // the others stand behind it in its line, and so below it
			e, level = p.place(i, nums)
		}
		p.closeTo(level, start)
		o := openSection{kind: enumerated, enum: e, depth: p.depth() + 1}
		end := start + e.skip + e.length
		number := p.text[start+e.skip : end]
		id := number
		if e.form == 'S' {
			id = strconv.Itoa(e.value)
		}
		if !p.push(o, depthName(o.depth)+"_"+idPart(id), number, "", start) {
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
				after := strings.TrimLeftFunc(rest[len(h)+1:], isGap)
				if nums = enumerators(after); firstOf(nums).value == 1 {
					start = l.end - len(after)
					continue
				}
			}
			return
		}
		// Only a number that begins a list stands directly behind another.
		if firstOf(nums).value != 1 {
			return
		}
		start = end + skipped
	}
}

// isGap says that a character stands between a heading and what follows it.
func isGap(r rune) bool { return unicode.IsSpace(r) || r == '—' || r == '–' }

// titledTerm is the term that line i defines in capitals at its head, "DETAINER.
// A request …", in a section on definitions.
func (p *sectioner) titledTerm(i int) string {
	if !slices.ContainsFunc(p.open, func(o openSection) bool { return strings.Contains(strings.ToLower(p.out[o.at].Heading), "definition") }) {
		return ""
	}
	l := p.lines[i]
	term, rest, ok := strings.Cut(p.head(l), ". ")
	if !ok || len(term) < 3 || len(term) > 120 || strings.TrimSpace(rest) == "" || strings.ToUpper(cutLast(term)) != cutLast(term) || !unicode.IsUpper([]rune(term)[0]) {
		return ""
	}
	return term
}

// cutLast leaves out the words "or" and "and" that join terms.
func cutLast(term string) string { return strings.NewReplacer(" or ", " ", " and ", " ").Replace(term) }

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
