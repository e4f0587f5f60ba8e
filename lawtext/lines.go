package lawtext

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sectionLine is a line that is not blank, and what its beginning can be read
// as.
type sectionLine struct {
	start, end int // without white space around it
	num        []enumerator
	head       sectionHeader // of a section; length 0 for none
	listed     bool          // in a table of contents
}

func (l sectionLine) isHead() bool { return l.head.length > 0 }

// readLines reads the lines of the text and settles which of them are heads of
// sections: that needs more than one line, for a number without a sign is a head
// only in company.
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
			p.lines = append(p.lines, sectionLine{start: start, end: stop})
		}
		at = end + 1
	}
	// A bill counts its sections from one, and amends or enacts.
	one, two := false, false
	var bare []bareLine
	items := map[string]bool{} // "1." was read: 1.1 and 1.2 are items of it
	for i := range p.lines {
		l := &p.lines[i]
		head := p.head(*l)
		n := BillSection([]byte(head))
		one = one || n == 1
		two = two || one && n == 2
		if p.cites(i) {
			continue
		}
		l.num = enumerators(p.text[l.start:l.end])
		for _, e := range l.num {
			if e.form == '.' && e.class == '1' {
				items[strconv.Itoa(e.value)] = true
			}
		}
		if h, ok := sectionHead(head); ok {
			if !strings.HasPrefix(strings.TrimLeft(p.text[l.start+h.length:l.end], " \t"), "The term") {
				l.head = h
			}
		} else if h, ok := bareHead(head); ok && !(h.sign() == "." && items[h.chapter()]) && (p.titled(i) || !p.goesOn(i)) {
			bare = append(bare, bareLine{i, h})
		}
	}
	p.bills = one && two || one && strings.Contains(p.text, "ollows:")
	p.settle(bare)
	p.listContents()
}

// titled says that the line before i is the head of a chapter or a section and
// no sentence that i may go on with.
func (p *sectioner) titled(i int) bool {
	if i == 0 {
		return false
	}
	before := p.lines[i-1]
	_, _, _, ok := containerHead(p.head(before), before.end-before.start)
	return ok || before.isHead() && before.head.heading != ""
}

// head is the beginning of a line, enough to tell what it opens.
func (p *sectioner) head(l sectionLine) string {
	return Cut(p.text[l.start:l.end], 300)
}

// before is the line before line i, "" for the first.
func (p *sectioner) before(i int) string {
	if i == 0 {
		return ""
	}
	return p.text[p.lines[i-1].start:p.lines[i-1].end]
}

// goesOn says that a line is the middle of a paragraph that was broken by the
// width of the page: the line before it is long and ends no sentence.
func (p *sectioner) goesOn(i int) bool {
	before := p.before(i)
	r, _ := utf8.DecodeLastRuneInString(before)
	return len(before) > 50 && !strings.ContainsRune(".;:?!”\"", r) && !strings.HasSuffix(before, "; and") && !strings.HasSuffix(before, "; or")
}

// wordsForParts are the words behind which a number is no number of its own.
var wordsForParts = map[string]bool{"section": true, "sections": true, "sec.": true, "§": true, "§§": true, "subsection": true, "subsections": true,
	"subdivision": true, "subdivisions": true, "paragraph": true, "paragraphs": true, "subparagraph": true, "subparagraphs": true, "clause": true,
	"clauses": true, "chapter": true, "chapters": true, "article": true, "articles": true, "title": true, "titles": true, "no.": true, "number": true}

// cites says that line i begins with a number that the line before speaks of:
// its last word is "section", and the page broke the line there.
func (p *sectioner) cites(i int) bool {
	before := p.before(i)
	word := before[strings.LastIndexByte(before, ' ')+1:]
	if codeNames[word] {
		return true
	}
	if len(word) > 14 || !wordsForParts[strings.ToLower(word)] {
		return false
	}
	return len(before) > 40 || word == before && !isUpper(word)
}

func isUpper(s string) bool { return s == strings.ToUpper(s) }

// bareLine is a line that begins with a number that may be that of a section
// and has no sign before it.
type bareLine struct {
	line int
	head sectionHeader
}

// settle takes those bare numbers for heads that have company: another of the
// same chapter, before them in order or after; a chapter of that number; the
// beginning of the text, or of what a clause enacts.
func (p *sectioner) settle(bare []bareLine) {
	chapters := map[string]bool{}
	if len(bare) > 0 {
		for i, l := range p.lines {
			if _, number, _, ok := containerHead(p.head(l), l.end-l.start); ok {
				chapters[strings.ToLower(number)] = true
			} else if l.isHead() && !p.cites(i) {
				chapters[chapterOf(l.head.digits)] = true
			}
		}
	}
	last := map[string]int{} // by chapter, the bare line before
	for k, b := range bare {
		chapter := b.head.chapter()
		if chapters[chapter] || chapters[b.head.upper()] || p.begins(b.line) && (b.head.titled || b.head.full) {
			p.lines[b.line].head = b.head
		}
		if j, ok := last[chapter]; ok && inOrder(bare[j].head.digits, b.head.digits) {
			p.lines[bare[j].line].head, p.lines[b.line].head = bare[j].head, b.head
		}
		last[chapter] = k
	}
	// One that stands alone in its chapter, but is written like those and has a
	// heading of its own.
	signs := ""
	for _, b := range bare {
		if p.lines[b.line].isHead() {
			signs += b.head.sign()
		}
	}
	for _, b := range bare {
		if b.head.titled && strings.Contains(signs, b.head.sign()) {
			p.lines[b.line].head = b.head
		}
	}
}

// sign is what stands between the first parts of a number.
func (h sectionHeader) sign() string {
	if i := strings.IndexAny(h.digits, "-.:/"); i > 0 {
		return h.digits[i : i+1]
	}
	return "#"
}

// begins says that line i is the first of the text or of what a clause enacts.
func (p *sectioner) begins(i int) bool {
	before := p.before(i)
	return i == 0 || isHistory(before) || strings.HasSuffix(before, ":") && (strings.Contains(before, "ollow") || strings.Contains(before, "read"))
}

// chapter is what the numbers of one chapter begin with: of "908.103" and
// "908.104" it is "908". Numbers that are counted plainly are of one chapter.
func (h sectionHeader) chapter() string {
	if h.plain {
		return "#"
	}
	return chapterOf(h.digits)
}

func chapterOf(digits string) string {
	digits = strings.ToLower(digits)
	if i := strings.IndexAny(digits, "-.:/–\u2011"); i > 0 {
		return digits[:i]
	}
	return digits
}

// upper is the number without its last part: "2-173" of "2-173-005".
func (h sectionHeader) upper() string {
	digits := strings.ToLower(h.digits)
	return digits[:max(strings.LastIndexAny(digits, "-.:/"), 0)]
}

// inOrder says that the number a comes before b.
func inOrder(a, b string) bool {
	for a != "" && b != "" {
		x, y := firstNumber(&a), firstNumber(&b)
		if x != y {
			return x < y
		}
	}
	return a == "" && b != ""
}

// firstNumber takes the first run of digits from a number; a letter counts as
// its place in the alphabet.
func firstNumber(s *string) int {
	for i := 0; i < len(*s); i++ {
		c := (*s)[i]
		switch {
		case c >= '0' && c <= '9':
			n := i
			for n < len(*s) && (*s)[n] >= '0' && (*s)[n] <= '9' {
				n++
			}
			d := Digits((*s)[i:n])
			*s = (*s)[n:]
			return d
		case isAlnum(c):
			*s = (*s)[i+1:]
			return int(c|0x20) - 'a' + 1
		}
	}
	*s = ""
	return 0
}

// listContents finds tables of contents: heads that follow each other without
// any text between and come again below, where their text is. The sections are
// those below.
func (p *sectioner) listContents() {
	later := map[string]int{} // the last line of each head
	keys := make([]string, len(p.lines))
	for i, l := range p.lines {
		if l.isHead() {
			if !l.head.cite {
				keys[i] = strings.ToLower(l.head.digits)
			}
		} else if word, number, _, ok := containerHead(p.head(l), l.end-l.start); ok {
			keys[i] = word + " " + strings.ToLower(number)
		}
		if keys[i] != "" {
			later[keys[i]] = i
		}
	}
	for from := 0; from < len(p.lines); {
		to, entries := from, map[string]int{} // by "article", "" for sections
		for to < len(p.lines) && keys[to] != "" && later[keys[to]] > to && p.onlyHead(to) {
			entries[containerWord(keys[to])]++
			to++
		}
		// A head with text below it is no entry, unless the list it ends begins
		// again behind that text.
		if to > from && to < len(p.lines) && keys[to] == "" {
			next := to
			for next < len(p.lines) && keys[next] == "" {
				next++
			}
			if next == len(p.lines) || keys[next] != keys[from] {
				to--
				entries[containerWord(keys[to])]--
			}
		}
		most := 0
		for _, n := range entries {
			most = max(most, n)
		}
		for i := from; i < to && most > 1; i++ {
			p.lines[i].listed = true
		}
		from = max(to, from) + 1
	}
}

// containerWord is the word of a container's key, "" for the key of a section.
func containerWord(key string) string {
	word, _, ok := strings.Cut(key, " ")
	if !ok {
		return ""
	}
	return word
}

// onlyHead says that a line is a head with no text behind its heading.
func (p *sectioner) onlyHead(i int) bool {
	l := p.lines[i]
	if !l.isHead() {
		return true
	}
	if l.head.bill > 0 && p.bills {
		return false
	}
	rest := p.text[l.start+max(l.head.length, min(l.head.after, l.end-l.start)) : l.end]
	return l.head.heading != "" && strings.Trim(rest, " .\t0123456789…") == "" || len(rest) < 160 && l.head.heading == "" && !strings.ContainsAny(rest, ".;:")
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
