package consolidate

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"refuge/law"
	"refuge/lawtext"
)

// maxDepth is how deep a part is looked for.
const maxDepth = 16

// part is a part of a code section: its own words up to its first child, and
// its children.
type part struct {
	number string    // "a", "1"; of a definition "def:" and the term; "" of an unnumbered paragraph
	head   []stretch // of a section: its number and heading
	words  []stretch
	kids   []*part
	by     string // law that made it what it is, "" for text that was only quoted
	source int    // where it begins in the bill it was read from
	known  bool   // the own words are known
	whole  bool   // and no part below it is unknown
}

type stretch struct {
	text string
	law  string
}

// parseMatter reads the parts of one side of the matter. Stretches that are not
// inserted carry no law yet.
func parseMatter(s lawtext.Side, lawName string, targets []lawtext.Target) []*part {
	return parseParts(s.Text, targets, func(start, end int) []stretch {
		var out []stretch
		for at := start; at < end; {
			to := at + 1
			for to < end && s.Inserted[to] == s.Inserted[at] {
				to++
			}
			name := ""
			if s.Inserted[at] {
				name = lawName
			}
			out = append(out, stretch{string(s.Text[at:to]), name})
			at = to
		}
		return out
	}, func(at int) int {
		if at < len(s.Source) {
			return int(s.Source[at])
		}
		return 0
	}, lawName)
}

// parseParts reads the parts of a text; own gives a stretch of it with its laws.
func parseParts(b []byte, targets []lawtext.Target, own func(start, end int) []stretch, source func(int) int, lawName string) []*part {
	text := string(b)
	if strings.TrimSpace(text) == "" {
		return nil
	}
	// A section of a technical code is quoted by its bare number.
	shift := 0
	if len(targets) > 0 && targets[0].Section != "" && !strings.HasPrefix(text, "§") {
		if first := strings.TrimLeft(text, " "); hasNumber(first, targets[0].Section) {
			text = "§ " + text
			shift = len("§ ")
		}
	}
	words := func(start, end int) []stretch { return own(max(start-shift, 0), max(end-shift, 0)) }
	sections := lawtext.Sections(text)
	nodes := make(map[string]*part, len(sections))
	var top []*part
	for i, sec := range sections {
		if strings.HasSuffix(sec.EID, "__intro") {
			continue
		}
		p := &part{number: partNumber(sec), known: true, whole: true}
		end := sec.End
		if i+1 < len(sections) && sections[i+1].Parent == sec.EID {
			end = sections[i+1].End // its intro
			if !strings.HasSuffix(sections[i+1].EID, "__intro") {
				end = sections[i+1].Start
			}
		}
		p.words = words(sec.Start, end)
		p.source = source(max(sec.Start-shift, 0))
		p.by = lawName
		if cut, ok := withoutStars(p.words); ok {
			p.words, p.whole = cut, false
			for up := sec.Parent; up != ""; {
				if q := nodes[up]; q != nil {
					q.whole = false
				}
				i := strings.LastIndex(up, "__")
				up = up[:max(i, 0)]
			}
		}
		if strings.HasPrefix(p.number, "sec:") {
			cut := headEnd(text, sec, end)
			p.head, p.words = words(sec.Start, cut), words(cut, end)
		}
		nodes[sec.EID] = p
		if up := nodes[sec.Parent]; up != nil {
			up.kids = append(up.kids, p)
		} else {
			top = append(top, p)
		}
	}
	return top
}

// withoutStars drops lines of asterisks, by which drafters leave out what they
// do not quote.
func withoutStars(words []stretch) ([]stretch, bool) {
	found := false
	out := words
	for i, w := range words {
		if !strings.Contains(w.text, "**") && !strings.Contains(w.text, "* *") {
			continue
		}
		if cut := starLine.ReplaceAllString(w.text, "$1"); cut != w.text {
			if !found {
				out = slices.Clone(words)
			}
			found = true
			out[i].text = cut
		}
	}
	return out, found
}

var starLine = regexp.MustCompile(`(^|\n)[ \t]*\*(?:[ \t]*\*)+[ \t]*(?:\n|$)`)

// headEnd is where a section's number and heading end and its own words begin.
func headEnd(text string, sec law.Section, end int) int {
	at := sec.Start
	if i := strings.Index(text[at:end], sec.Number); i >= 0 {
		at += i + len(sec.Number)
	}
	if i := strings.Index(text[at:end], sec.Heading); i >= 0 && i < 8 {
		at += i + len(sec.Heading)
	}
	for at < end {
		n := lawtext.SpaceAt([]byte(text[at:min(at+3, end)]))
		if n == 0 && strings.IndexByte(".:]\n", text[at]) >= 0 {
			n = 1
		}
		if n == 0 {
			break
		}
		at += n
	}
	return at
}

func hasNumber(s, number string) bool {
	for _, prefix := range []string{"", "BC ", "FC ", "GC ", "PC ", "MC ", "Section ", "[", "SECTION ", "SECTION BC ", "SECTION FC ", "EC ", "ECC "} {
		if rest, ok := strings.CutPrefix(s, prefix); ok {
			if rest, ok = cutFold(rest, number); ok && (rest == "" || !alnum(rest[0]) && !(rest[0] == '.' && len(rest) > 1 && alnum(rest[1])) && rest[0] != '-') {
				return true
			}
		}
	}
	return false
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// partNumber is the name of a part among its siblings.
func partNumber(s law.Section) string {
	last := s.EID[strings.LastIndex("__"+s.EID, "__"):]
	switch {
	case strings.HasPrefix(last, "sec_"):
		n := s.Number[max(strings.IndexAny(s.Number, "0123456789"), 0):]
		return "sec:" + lawtext.SectionNumber(n)
	case strings.HasPrefix(last, "def_"):
		return "def:" + lawtext.Term(s.Heading)
	case s.Number != "":
		for _, word := range []string{"chapter", "subchapter", "title", "article", "part", "subtitle", "division", "subarticle", "subpart", "subdivision"} {
			if _, ok := cutFold(s.Number, word+" "); ok {
				return "in:" + strings.ToLower(s.Number)
			}
		}
		return lawtext.PartNumber(s.Number)
	}
	return ""
}

// sectionsIn are the section parts of a matter, below chapters and the like; of
// a number that comes twice (in a list of contents and in its place) the longer
// one.
func sectionsIn(parts []*part) []*part {
	var out []*part
	at := map[string]int{}
	var walk func([]*part)
	walk = func(parts []*part) {
		for _, p := range parts {
			switch {
			case strings.HasPrefix(p.number, "sec:"):
				if i, ok := at[p.number]; ok {
					if p.length() > out[i].length() {
						out[i] = p
					}
					continue
				}
				at[p.number] = len(out)
				out = append(out, p)
			case strings.HasPrefix(p.number, "in:"):
				walk(p.kids)
			}
		}
	}
	walk(parts)
	return out
}

func (p *part) length() int {
	n := 0
	for _, w := range p.head {
		n += len(w.text)
	}
	for _, w := range p.words {
		n += len(w.text)
	}
	for _, k := range p.kids {
		n += k.length()
	}
	return n
}

// find walks down a path; nil where a step is not held.
func (p *part) find(path []lawtext.Step) *part {
	at := p
	for _, s := range path {
		if s.Number == "" && s.Kind != "definition" {
			return at // heading, opening: the part's own words
		}
		next := at.child(s)
		if next == nil {
			return nil
		}
		at = next
	}
	return at
}

// stepName is what a step's part is called among its siblings.
func stepName(s lawtext.Step) string {
	if s.Kind == "definition" {
		return "def:" + s.Number
	}
	return s.Number
}

// child is the part that a step leads to: a child, or a definition anywhere
// below, or a part below an unnumbered one.
func (p *part) child(s lawtext.Step) *part {
	name := stepName(s)
	for _, k := range p.kids {
		if k.number == name {
			return k
		}
	}
	for _, k := range p.kids {
		if s.Kind == "definition" || k.number == "" || strings.HasPrefix(k.number, "def:") && s.Kind != "subdivision" {
			if found := k.child(s); found != nil {
				return found
			}
		}
	}
	return nil
}

// ownOnly says that a path means a part's own words and not what is below it.
func ownOnly(path []lawtext.Step) bool {
	if len(path) == 0 {
		return false
	}
	s := path[len(path)-1]
	return s.Number == "" && s.Kind != "definition"
}

// pick is the part of a quoted matter that a target means.
func pick(parts []*part, t lawtext.Target, alone bool) *part {
	for _, s := range sectionsIn(parts) {
		if s.number == "sec:"+t.Section {
			if len(t.Path) == 0 {
				return s
			}
			if found := s.find(t.Path); found != nil {
				return found
			}
			parts = append(slices.Clone(s.kids), parts...)
			break
		}
	}
	if len(t.Path) == 0 {
		if alone && len(parts) > 0 {
			// Without a head: the whole matter is the section.
			if len(parts) == 1 {
				return parts[0]
			}
			return &part{known: true, whole: true, kids: parts}
		}
		return nil
	}
	if ownOnly(t.Path) {
		if len(parts) > 0 {
			all := &part{known: true, whole: true}
			if h := parts[0]; t.Path[len(t.Path)-1].Kind == "heading" {
				for _, s := range sectionsIn(parts) {
					if s.number == "sec:"+t.Section {
						h = s
						break
					}
				}
				if len(h.head) > 0 {
					all.head = h.head
				} else {
					all.head = h.words
				}
				return all
			}
			for _, p := range parts {
				if len(t.Path) == 1 || p.number == "" || p.number == stepName(t.Path[len(t.Path)-2]) || alone {
					all.words = append(all.words, p.words...)
					if p.number != "" {
						break
					}
				}
			}
			if len(all.words) > 0 {
				return all
			}
		}
		return nil
	}
	for skip := range t.Path {
		if found := (&part{kids: parts}).find(t.Path[skip:]); found != nil {
			return found
		}
	}
	last := t.Path[len(t.Path)-1]
	var found *part
	var walk func([]*part, int)
	walk = func(parts []*part, depth int) {
		for _, p := range parts {
			if found != nil || depth > maxDepth {
				return
			}
			if p.number == stepName(last) {
				found = p
				return
			}
			walk(p.kids, depth+1)
		}
	}
	walk(parts, 0)
	if found == nil && alone && len(parts) > 0 {
		p := *parts[0]
		if len(parts) > 1 {
			rest := &part{known: true, whole: true, words: p.words, kids: slices.Clone(p.kids)}
			rest.kids = append(rest.kids, parts[1:]...)
			p = *rest
		}
		p.number = stepName(last)
		found = &p
	}
	return found
}

// besides is the part of the new reading that begins where a quoted one does, in
// the same paragraph of the bill; nil if none does.
func besides(text string, parts []*part, quoted *part) *part {
	for _, p := range parts {
		lo, hi := min(p.source, quoted.source), max(p.source, quoted.source)
		if hi-lo < 60 && hi <= len(text) && !strings.Contains(text[lo:hi], "\n") && len(p.words) > 0 && p.number != "" {
			return p
		}
		if found := besides(text, p.kids, quoted); found != nil {
			return found
		}
	}
	return nil
}

// setNumber writes a new number over the old one at the head of a part's words.
func (p *part) setNumber(old, number string) {
	words := p.words
	if len(p.head) > 0 {
		words = p.head
	}
	old = strings.TrimPrefix(old, "sec:")
	for i, w := range words {
		for at := 0; at < 12 && at+len(old) <= len(w.text); at++ {
			if utf8.RuneStart(w.text[at]) && strings.EqualFold(w.text[at:at+len(old)], old) {
				words[i].text = w.text[:at] + number + w.text[at+len(old):]
				return
			}
		}
		if strings.TrimSpace(w.text) != "" {
			return
		}
	}
}

func (p *part) clone() *part {
	if p == nil {
		return nil
	}
	q := *p
	q.head, q.words = slices.Clone(p.head), slices.Clone(p.words)
	q.kids = make([]*part, len(p.kids))
	for i, k := range p.kids {
		q.kids[i] = k.clone()
	}
	return &q
}

func write(b *strings.Builder, words []stretch) {
	for _, w := range words {
		b.WriteString(w.text)
	}
}

func (p *part) write(b *strings.Builder) {
	write(b, p.head)
	write(b, p.words)
	for _, k := range p.kids {
		if s := b.String(); s != "" && len(k.words) > 0 && s[len(s)-1] != '\n' && s[len(s)-1] != ' ' {
			b.WriteByte('\n')
		}
		k.write(b)
	}
}

// twin is the child that has the number of another part, nil if none has.
func (p *part) twin(of *part) *part {
	if of.number == "" {
		return nil
	}
	for _, k := range p.kids {
		if k.number == of.number {
			return k
		}
	}
	return nil
}

// leads says that a quote stops at the colon that announces the list below a
// part, and leaves the list alone.
func leads(held, quoted *part) bool {
	if len(quoted.kids) > 0 || len(held.kids) == 0 || len(quoted.words) == 0 {
		return false
	}
	var b strings.Builder
	write(&b, quoted.words)
	return strings.HasSuffix(strings.TrimSpace(b.String()), ":")
}

func anyLeads(held, quoted *part) bool {
	if leads(held, quoted) {
		return true
	}
	return slices.ContainsFunc(held.kids, func(k *part) bool {
		q := quoted.twin(k)
		return q != nil && anyLeads(k, q)
	})
}

// overlay carries a reading that leaves parts out by asterisks over a part: what
// it does not quote stays.
func (p *part) overlay(quoted, reading *part) {
	lead := leads(p, quoted)
	if quoted.whole && reading.whole && !anyLeads(p, quoted) {
		was := *p
		number, head := p.number, p.head
		*p = *reading.clone()
		p.number = cmp.Or(reading.number, number)
		if len(p.head) == 0 {
			p.head = head
		}
		keepLaws(&was, p)
		return
	}
	if len(reading.head) > 0 {
		p.head = slices.Clone(reading.head)
	}
	if len(reading.words) > 0 {
		was, now := &part{words: p.words}, &part{words: slices.Clone(reading.words)}
		keepLaws(was, now)
		p.words, p.known = now.words, true
	}
	for _, k := range quoted.kids {
		if k.number != "" && reading.twin(k) == nil {
			p.kids = slices.DeleteFunc(p.kids, func(h *part) bool { return h.number == k.number })
		}
	}
	if quoted.whole && !lead {
		p.kids = slices.DeleteFunc(p.kids, func(h *part) bool { return h.number == "" || quoted.twin(h) == nil })
	}
	for _, k := range reading.kids {
		if k.number == "" {
			continue
		}
		i := slices.IndexFunc(p.kids, func(h *part) bool { return h.number == k.number })
		if i < 0 {
			p.place(k.clone())
			continue
		}
		p.kids[i].overlay(cmp.Or(quoted.twin(k), k), k)
	}
}

// place puts a child in the order of the numbers.
func (p *part) place(k *part) {
	at := len(p.kids)
	for at > 0 && p.kids[at-1].number != "" && before(k.number, p.kids[at-1].number) {
		at--
	}
	p.kids = slices.Insert(p.kids, at, k)
}

// before orders the numbers of siblings: a before a-1 before b, 2 before 10,
// definitions by their term.
func before(a, b string) bool {
	if strings.HasPrefix(a, "def:") != strings.HasPrefix(b, "def:") {
		return false
	}
	if strings.HasPrefix(a, "def:") {
		return a < b
	}
	as, bs := strings.FieldsFunc(a, numberBreak), strings.FieldsFunc(b, numberBreak)
	for i := range min(len(as), len(bs)) {
		if as[i] == bs[i] {
			continue
		}
		x, errX := strconv.Atoi(as[i])
		y, errY := strconv.Atoi(bs[i])
		switch {
		case errX == nil && errY == nil:
			return x < y
		case errX == nil || errY == nil:
			return errX == nil
		}
		if rx, ry := lawtext.Roman(as[i]), lawtext.Roman(bs[i]); rx > 0 && ry > 0 && (len(as[i]) > 1 || len(bs[i]) > 1) {
			return rx < ry
		}
		if len(as[i]) != len(bs[i]) {
			return len(as[i]) < len(bs[i])
		}
		return as[i] < bs[i]
	}
	return len(as) < len(bs)
}

func numberBreak(r rune) bool { return r == '-' || r == '.' }
