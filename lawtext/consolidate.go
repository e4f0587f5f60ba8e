package lawtext

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"refuge/law"
)

// EnactedLaw is a law as Consolidate takes it: its text with the drafter's
// marks, and when it became law.
type EnactedLaw struct {
	Name    string  // "2014/058": year and number, by which laws are ordered
	Intro   string  // number it was proposed under, "486-a"; "" if unknown
	Passed  law.Day // by the council; "" if unknown
	Enacted law.Day // "" if unknown
	Text    string
	Marks   []law.Mark
}

// Stretch is a stretch of a section's text and the law that put it there; ""
// where the law is not among those read. Held false is a place where text is
// not known to us; it reads "[…]".
type Stretch struct {
	Text string `json:"text"`
	Law  string `json:"law,omitempty"`
	Held bool   `json:"held"`
}

// SectionVersion is the text of a code section from one day on.
type SectionVersion struct {
	// Law made this version; it is "" for the reading before the first law that
	// is held, which Quoted quotes.
	Law    string `json:"law,omitempty"`
	Quoted string `json:"quoted,omitempty"`
	// From is when the version took effect, as the law itself says; the zero
	// Date where its clause cannot be computed. Effect is the clause as written.
	From      law.Date  `json:"from"`
	To        law.Date  `json:"to"`
	Enacted   law.Day   `json:"enacted,omitempty"`
	Effect    string    `json:"effect,omitempty"`
	Text      string    `json:"text"`
	Stretches []Stretch `json:"stretches"`
	Complete  bool      `json:"complete"` // no part is unknown
	Repealed  bool      `json:"repealed,omitempty"`
	Notes     []string  `json:"notes,omitempty"`
}

// CodeSection is a section of a code with its versions, oldest first.
type CodeSection struct {
	Code     string           `json:"code"`
	Number   string           `json:"number"`
	Versions []SectionVersion `json:"versions"`
}

// LinkClass is how the text a clause quotes compares with what was built.
type LinkClass string

// The classes. Typographic differences are of white space, quotation marks,
// dashes and §, and of a stop that one of the two lacks at the end of a
// paragraph, behind a number or beside another stop. No word differs in them.
const (
	Exact       LinkClass = "exact"
	Typographic LinkClass = "typographic"
	Differs     LinkClass = "differs"
)

// Link is one check of the consolidation: what a clause of Law quotes as
// standing, against what earlier laws had built. Agreeing and Words count the
// quoted words that agree and all the words of the longer side.
type Link struct {
	Law    string    `json:"law"`
	Target string    `json:"target"`
	Path   string    `json:"path"`
	Date   law.Day   `json:"date"`
	Class  LinkClass `json:"class"`
	Quoted string    `json:"quoted"`
	Held   string    `json:"held"`
	Prior  string    `json:"prior,omitempty"` // the law that last touched the section, as built
	Says   string    `json:"says,omitempty"`  // the law that the clause says did
	// As is the reading that the clause quotes, where it is not the last one: the
	// law that made it; "in force", when later changes were enacted already; "as
	// passed", when the council passed the bill; or "quoted by" an earlier law.
	As       string `json:"as,omitempty"`
	Agreeing int    `json:"agreeing"`
	Words    int    `json:"words"`
}

// Consolidation is what laws make of a code, and how far it checks itself.
type Consolidation struct {
	Sections []CodeSection `json:"sections"`
	Links    []Link        `json:"links"`
	// Unread counts clauses that could not be checked because the law they name
	// as the last to amend the part was not read, or not as touching it.
	Unread int `json:"unread"`
	// Notes are changes that were ordered and could not be carried out.
	Notes []Note `json:"notes"`
}

// Note says what of a law was not carried out, and why.
type Note struct {
	Law    string `json:"law"`
	Target string `json:"target"`
	Why    string `json:"why"`
}

// Consolidate puts the laws' changes together, in the order of their names. It
// is a pure function; laws must be enacted ones of one jurisdiction.
func Consolidate(laws []EnactedLaw) Consolidation {
	laws = slices.Clone(laws)
	slices.SortStableFunc(laws, func(a, b EnactedLaw) int { return cmp.Compare(a.Name, b.Name) })
	c := consolidator{sections: map[string]*section{}, proposed: map[string]string{}}
	for _, l := range laws {
		if l.Intro != "" {
			c.proposed[l.Intro] = l.Name
		}
		c.law(l)
	}
	return c.result()
}

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

// section is a code section as it is being built. Two laws may add sections of
// one number; both stand in the code until one is renumbered.
type section struct {
	code, number string
	roots        []*part // none while it is repealed; the one meant last is first
	changes      []change
	past         []past // how it stood after each law
	last         string // law that touched it last
	quotes       []quote
}

// quote is a part as a law's clause quoted it before changing it.
type quote struct {
	law    string
	target Target
	part   *part
}

type past struct {
	law   string
	roots []*part
}

// change is a law's change of a section, as it will be replayed for a day.
type change struct {
	law     string
	enacted law.Day
	from    law.Date
	until   law.Date
	effect  string
	do      func(*section) bool
}

type consolidator struct {
	sections map[string]*section
	proposed map[string]string // number of the bill, name of the law
	links    []Link
	notes    []Note
	unread   int
}

func (c *consolidator) section(code, number string) *section {
	key := code + " " + number
	s := c.sections[key]
	if s == nil {
		s = &section{code: code, number: number}
		c.sections[key] = s
	}
	return s
}

// law carries out one law.
func (c *consolidator) law(l EnactedLaw) {
	bill := ReadBill(l.Text, l.Marks)
	for _, in := range bill.Instructions {
		for i, r := range in.Last {
			if name := c.proposed[r.Intro]; r.Intro != "" && name != "" && name < l.Name {
				in.Last[i].Year, in.Last[i].Number = year(name), number(name)
			}
		}
		from, until, words := effectOn(bill.Effects, in.BillSection, l.Enacted)
		base := change{law: l.Name, enacted: l.Enacted, from: from, until: until, effect: words}
		var before, after []*part
		if in.MatterEnd > in.MatterStart {
			b, a := sides(l.Text, l.Marks, in.MatterStart, in.MatterEnd)
			before = parseMatter(b, "", in.Targets)
			after = parseMatter(a, l.Name, in.Targets)
		}
		switch in.Action {
		case Amend:
			c.amend(l, in, base, before, after)
		case Add:
			c.add(l, in, base, after)
		case Repeal:
			for _, t := range in.Targets {
				c.change(base, t, in, func(s *section) bool {
					s.choose(in.says(t), nil, t.Path...)
					return s.remove(t.Path)
				})
			}
		case Renumber:
			c.renumber(l, in, base)
		default:
			for _, t := range in.Targets {
				c.notes = append(c.notes, Note{l.Name, t.String(), "the clause changes single words"})
			}
		}
	}
}

func year(name string) int   { y, _, _ := strings.Cut(name, "/"); return atoi(y) }
func number(name string) int { _, n, _ := strings.Cut(name, "/"); return atoi(n) }

func (c *consolidator) note(l EnactedLaw, t Target, why string) {
	c.notes = append(c.notes, Note{l.Name, t.String(), why})
}

// change applies a change now and keeps it for replay.
func (c *consolidator) change(base change, t Target, in Instruction, do func(*section) bool) {
	if t.Section == "" {
		c.notes = append(c.notes, Note{base.law, t.String(), "the clause names no section"})
		return
	}
	s := c.section(t.Code, t.Section)
	base.do = do
	if !do(s) {
		c.notes = append(c.notes, Note{base.law, t.String(), string(in.Action) + ": the part is not held"})
	}
	s.changes = append(s.changes, base)
	s.last = base.law
	now := past{law: base.law}
	for _, r := range s.roots {
		now.roots = append(now.roots, r.clone())
	}
	if n := len(s.past); n > 0 && s.past[n-1].law == base.law {
		s.past[n-1] = now
	} else {
		s.past = append(s.past, now)
	}
}

// effectOn is when a section of a bill takes effect and ends, by the clauses on
// effect, and the clause as written.
func effectOn(effects []Effect, billSection int, enacted law.Day) (from, until law.Date, words string) {
	var general, special *Effect
	for i := range effects {
		e := &effects[i]
		switch {
		case slices.Contains(e.Sections, billSection):
			if special == nil {
				special = e
			}
		case len(e.Sections) == 0 && general == nil:
			general = e
		}
	}
	e := special
	if e == nil || e.Rule == "other" && general != nil && special.Ends.IsZero() && special.EndsNumber == 0 {
		e = general
	}
	if e == nil {
		return law.Date{}, law.Date{}, ""
	}
	from, until, words = e.From(enacted), e.Until(enacted), e.Words
	if from.IsZero() && e.Rule == "other" && general != nil && general != e {
		from = general.From(enacted)
	}
	return from, until, words
}

// parseMatter reads the parts of one side of the matter. Stretches that are not
// inserted carry no law yet.
func parseMatter(s side, lawName string, targets []Target) []*part {
	return parseParts(s.text, targets, func(start, end int) []stretch {
		var out []stretch
		for at := start; at < end; {
			to := at + 1
			for to < end && s.inserted[to] == s.inserted[at] {
				to++
			}
			name := ""
			if s.inserted[at] {
				name = lawName
			}
			out = append(out, stretch{string(s.text[at:to]), name})
			at = to
		}
		return out
	}, func(at int) int {
		if at < len(s.source) {
			return int(s.source[at])
		}
		return 0
	}, lawName)
}

// parseParts reads the parts of a text; own gives a stretch of it with its laws.
func parseParts(b []byte, targets []Target, own func(start, end int) []stretch, source func(int) int, lawName string) []*part {
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
	sections := Sections(text)
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
		n := spaceAt([]byte(text[at:min(at+3, end)]))
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
			if rest, ok = cutFold(rest, number); ok && (rest == "" || !isAlnum(rest[0]) && !(rest[0] == '.' && len(rest) > 1 && isAlnum(rest[1])) && rest[0] != '-') {
				return true
			}
		}
	}
	return false
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
		return "sec:" + sectionNumber(n)
	case strings.HasPrefix(last, "def_"):
		return "def:" + foldTerm(s.Heading)
	case s.Number != "":
		for _, word := range []string{"chapter", "subchapter", "title", "article", "part", "subtitle", "division", "subarticle", "subpart", "subdivision"} {
			if _, ok := cutFold(s.Number, word+" "); ok {
				return "in:" + strings.ToLower(s.Number)
			}
		}
		return cleanNumber(s.Number)
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
func (p *part) find(path []Step) *part {
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

// name is what a step's part is called among its siblings.
func (s Step) name() string {
	if s.Kind == "definition" {
		return "def:" + s.Number
	}
	return s.Number
}

// child is the part that a step leads to: a child, or a definition anywhere
// below, or a part below an unnumbered one.
func (p *part) child(s Step) *part {
	name := s.name()
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
func ownOnly(path []Step) bool {
	if len(path) == 0 {
		return false
	}
	s := path[len(path)-1]
	return s.Number == "" && s.Kind != "definition"
}

// pick is the part of a quoted matter that a target means.
func pick(parts []*part, t Target, alone bool) *part {
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
				if len(t.Path) == 1 || p.number == "" || p.number == t.Path[len(t.Path)-2].name() || alone {
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
			if found != nil || depth > maxLevels {
				return
			}
			if p.number == last.name() {
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
		p.number = last.name()
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

var someParts = regexp.MustCompile(`(?i)\bis amended by (?:adding|amending)`)

// of is the target of a part below t; without a path for an unnumbered one.
func (t Target) of(p *part) Target {
	v := Target{Code: t.Code, Section: t.Section}
	if term, ok := strings.CutPrefix(p.number, "def:"); ok {
		v.Path = []Step{{"definition", term}}
	} else if p.number != "" && !strings.Contains(p.number, ":") {
		v.Path = []Step{{"subdivision", p.number}}
	}
	return v
}

// amend carries out "is amended to read as follows".
func (c *consolidator) amend(l EnactedLaw, in Instruction, base change, before, after []*part) {
	type unit struct {
		t           Target
		quoted, new *part
		older       bool // it quotes a reading before the last
	}
	var units []unit
	seen := map[string]bool{}
	for _, t := range in.Targets {
		if seen[t.String()] {
			continue
		}
		seen[t.String()] = true
		if t.Section != "" && len(t.Path) == 0 && someParts.MatchString(in.Clause) && len(sectionsIn(before)) == 0 && len(sectionsIn(after)) == 0 {
			// "is amended by amending one term and adding another": part by part.
			for _, p := range before {
				if v := t.of(p); v.Path != nil {
					units = append(units, unit{t: v, quoted: p, new: besides(l.Text, after, p)})
				}
			}
			for _, p := range after {
				if v := t.of(p); v.Path != nil && !slices.ContainsFunc(units, func(u unit) bool { return u.new == p }) {
					units = append(units, unit{t: v, new: p})
				}
			}
			continue
		}
		if t.Section != "" {
			alone := len(in.Targets) == 1
			u := unit{t: t, quoted: pick(before, t, alone), new: pick(after, t, alone)}
			if u.quoted != nil && len(t.Path) > 0 && !ownOnly(t.Path) {
				// The part may have a new number: it stands in the same place.
				if p := besides(l.Text, after, u.quoted); p != nil {
					u.new = p
				} else if u.new != nil && u.new.source > u.quoted.source+400 {
					u.new = nil
				}
			}
			units = append(units, u)
			if len(t.Path) > 0 {
				continue
			}
		}
		if len(t.Path) == 0 || t.Section == "" {
			// Sections beside or below the one named, and chapters as a whole.
			for _, side := range [][]*part{before, after} {
				for _, s := range sectionsIn(side) {
					if len(s.words) == 0 && len(s.kids) == 0 {
						continue // a line in a list of contents
					}
					v := Target{Code: t.Code, Section: strings.TrimPrefix(s.number, "sec:")}
					if seen[v.String()] || slices.ContainsFunc(in.Targets, func(o Target) bool { return o.Section == v.Section }) {
						continue
					}
					seen[v.String()] = true
					units = append(units, unit{t: v, quoted: pick(before, v, false), new: pick(after, v, false)})
				}
			}
		}
	}
	// Parts that the matter holds beside those the clause names.
	if len(units) > 1 || len(units) == 1 && len(units[0].t.Path) > 0 {
		base := units[0].t
		if n := len(base.Path); n > 0 && base.last().Number != "" && len(sectionsIn(before)) == 0 {
			for _, p := range before {
				v := Target{Code: base.Code, Section: base.Section, Path: append(slices.Clone(base.Path[:n-1]), Step{base.last().Kind, p.number})}
				if p.number == "" || strings.Contains(p.number, ":") || base.last().Kind == "definition" ||
					slices.ContainsFunc(units, func(u unit) bool {
						return u.quoted == p || u.t.String() == v.String() || strings.HasPrefix(u.t.String(), v.String()+" ")
					}) {
					continue
				}
				units = append(units, unit{t: v, quoted: p, new: besides(l.Text, after, p)})
			}
		}
	}
	// All parts of a clause are looked up before any of them changes its number.
	bySection := map[string][]unit{}
	var order []Target
	for _, u := range units {
		if u.quoted == nil && u.new == nil {
			c.note(l, u.t, "the part was not found in the matter")
			continue
		}
		s := c.section(u.t.Code, u.t.Section)
		u.older = s.check(c, l, in, u.t, u.quoted)
		key := u.t.Code + " " + u.t.Section
		if bySection[key] == nil {
			order = append(order, u.t)
		}
		bySection[key] = append(bySection[key], u)
	}
	for _, t := range order {
		list := bySection[t.Code+" "+t.Section]
		c.change(base, t, in, func(s *section) bool {
			held := make([]*part, len(list))
			for i, u := range list {
				if u.quoted != nil {
					s.choose(in.says(u.t), u.quoted, u.t.Path...)
				}
				if len(u.t.Path) > 0 {
					held[i] = s.find(u.t.Path)
				}
			}
			ok := false
			for i, u := range list {
				reading := u.new
				if s.fragment(u.t, u.quoted) {
					continue
				}
				was := held[i]
				if len(u.t.Path) == 0 && len(s.roots) > 0 {
					was = s.roots[0]
				}
				if was != nil && u.quoted != nil && u.new != nil && !ownOnly(u.t.Path) && (!u.quoted.whole || anyLeads(was, u.quoted)) {
					was.overlay(u.quoted, u.new)
					ok = true
					continue
				}
				if u.older && u.new != nil && !ownOnly(u.t.Path) {
					if both := merge(was, u.quoted, u.new, l.Name, u.t); both != nil {
						reading = both
					}
				}
				ok = s.replace(u.t, held[i], u.quoted, reading) || ok
			}
			return ok
		})
	}
}

// add carries out "is amended by adding a new …".
func (c *consolidator) add(l EnactedLaw, in Instruction, base change, after []*part) {
	done := map[string]bool{}
	for _, t := range in.Targets {
		if t.Section != "" && len(t.Path) > 0 {
			if p := pick(after, t, len(in.Targets) == 1); p != nil {
				c.change(base, t, in, func(s *section) bool { return s.insert(t.Path, p) })
			} else {
				c.note(l, t, "the new part was not found in the matter")
			}
			done[t.Section] = true
			continue
		}
		if t.Section != "" {
			if p := pick(after, t, len(in.Targets) == 1); p != nil {
				c.change(base, t, in, func(s *section) bool { return s.replace(t, nil, nil, p) })
			} else {
				c.note(l, t, "the new section was not found in the matter")
			}
			done[t.Section] = true
		}
		for _, p := range sectionsIn(after) {
			number := strings.TrimPrefix(p.number, "sec:")
			if done[number] || len(p.words) == 0 && len(p.kids) == 0 {
				continue // also a line in a list of contents
			}
			done[number] = true
			v := Target{Code: t.Code, Section: number}
			c.change(base, v, in, func(s *section) bool { return s.replace(v, nil, nil, p) })
		}
	}
}

// renumber carries out "is renumbered".
func (c *consolidator) renumber(l EnactedLaw, in Instruction, base change) {
	if len(in.To) != len(in.Targets) {
		for _, t := range in.Targets {
			c.note(l, t, "the new number was not read")
		}
		return
	}
	// From the last to the first, so that f becomes g before e becomes f.
	type move struct {
		from, to Target
	}
	moves := map[string][]move{}
	var order []string
	for i, t := range in.Targets {
		if len(t.Path) == 0 {
			if t.Section != "" && in.To[i].Section != t.Section {
				from, to := c.section(t.Code, t.Section), c.section(in.To[i].Code, in.To[i].Section)
				from.choose(in.says(t), nil)
				if len(from.roots) > 0 {
					moved := from.roots[0].clone()
					moved.number = "sec:" + to.number
					moved.setNumber(from.number, to.number)
					c.change(base, in.To[i], in, func(s *section) bool {
						s.roots = append([]*part{moved.clone()}, s.roots...)
						return true
					})
					c.change(base, t, in, func(s *section) bool { return s.remove(nil) })
				}
			}
			continue
		}
		key := t.Code + " " + t.Section
		if moves[key] == nil {
			order = append(order, key)
		}
		moves[key] = append(moves[key], move{t, in.To[i]})
	}
	for _, key := range order {
		list := moves[key]
		c.change(base, list[0].from, in, func(s *section) bool {
			var found []*part
			for _, m := range list {
				found = append(found, s.find(m.from.Path))
			}
			ok := false
			for i, p := range found {
				if p != nil {
					p.setNumber(p.number, list[i].to.Path[len(list[i].to.Path)-1].name())
					p.number = list[i].to.Path[len(list[i].to.Path)-1].name()
					ok = true
				}
			}
			return ok
		})
	}
}

// setNumber writes a new number over the old one at the head of a part's words.
func (p *part) setNumber(old, number string) {
	words := p.words
	if len(p.head) > 0 {
		words = p.head
	}
	old = strings.TrimPrefix(old, "sec:")
	for i, w := range words {
		at := strings.Index(strings.ToLower(w.text), old)
		if at >= 0 && at < 12 {
			words[i].text = w.text[:at] + number + w.text[at+len(old):]
			return
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

func (s *section) find(path []Step) *part {
	if len(s.roots) == 0 {
		return nil
	}
	return s.roots[0].find(path)
}

// says is the law that an instruction says last touched a target, "" if it names
// none; "introduction 805-a" for one that had no number yet. Where it names several, each for some of the targets,
// the one for this target counts.
func (in Instruction) says(t Target) string {
	name, own := "", ""
	for _, r := range in.Last {
		n := r.Name()
		if n == "" && r.Intro != "" {
			n = "introduction " + r.Intro
		}
		if n == "" {
			continue
		}
		if len(r.Of) == 0 {
			name = n
		} else if slices.ContainsFunc(r.Of, func(s Step) bool { return s == t.last() || s.Kind == "section" && s.Number == t.Section }) {
			own = n
		}
	}
	return cmp.Or(own, name)
}

// last is the step that names the target itself.
func (t Target) last() Step {
	if len(t.Path) == 0 {
		return Step{"section", t.Section}
	}
	return t.Path[len(t.Path)-1]
}

// choose puts first, of several sections with this number and of several parts
// at a path, the one that a clause means: that which the law it names made, or
// else the one most like what it quotes.
func (s *section) choose(law string, quoted *part, path ...Step) {
	if i := meant(s.roots, law, quoted, path); i > 0 {
		s.roots[0], s.roots[i] = s.roots[i], s.roots[0]
	}
	if len(s.roots) == 0 || len(path) == 0 || ownOnly(path) {
		return
	}
	up := s.roots[0].find(path[:len(path)-1])
	if up == nil {
		return
	}
	name := path[len(path)-1].name()
	var at []int
	var same []*part
	for i, k := range up.kids {
		if k.number == name {
			at = append(at, i)
			same = append(same, k)
		}
	}
	if i := meant(same, law, quoted, nil); i > 0 {
		up.kids[at[0]], up.kids[at[i]] = up.kids[at[i]], up.kids[at[0]]
	}
}

// meant is the index of the part that a clause means.
func meant(parts []*part, law string, quoted *part, path []Step) int {
	if len(parts) < 2 {
		return 0
	}
	best, score := 0, -1.0
	for i, p := range parts {
		if p = p.find(path); p == nil {
			continue
		}
		n := 0.0
		if law != "" && p.madeBy(law) {
			n = 0.5
		}
		if quoted != nil {
			if h, q := common(p, quoted); h != "" && q != "" {
				if _, agreeing, words := classify(h, q); words > 0 {
					n += float64(agreeing) / float64(words)
				}
			}
		}
		if n > score {
			best, score = i, n
		}
	}
	return best
}

func (p *part) madeBy(law string) bool {
	if p.by == law {
		return true
	}
	return slices.ContainsFunc(p.kids, func(k *part) bool { return k.madeBy(law) })
}

// check compares what a clause quotes with what is held. A clause amends the
// part as it stands; but where it names the law that last amended the part, it
// quotes the reading of that law, even if a later one is known; and a bill of
// several sections may quote the part as it stood before any of them. Where the
// law it names is not among those that were read as touching the section, the
// text it amends is not held and there is nothing to check. It says whether an
// older reading than the last is what the clause quotes, word for word.
func (s *section) check(c *consolidator, l EnactedLaw, in Instruction, t Target, quoted *part) (older bool) {
	if quoted == nil {
		return false
	}
	defer func() { s.quotes = append(s.quotes, quote{l.Name, t, quoted}) }()
	named := in.says(t)
	if named != "" && named != l.Name && len(s.past) > 0 && !slices.ContainsFunc(s.past, func(p past) bool { return p.law == named }) {
		c.unread++
		return false
	}
	s.choose(named, quoted, t.Path...)
	if s.fragment(t, quoted) {
		return false
	}
	link := Link{Law: l.Name, Target: s.code + " " + s.number, Date: l.Enacted, Prior: s.last, Says: named}
	for i, step := range t.Path {
		if i > 0 {
			link.Path += " "
		}
		link.Path += cmp.Or(step.Number, step.Kind)
	}
	compare := func(root *part, as string) {
		held := root.find(t.Path)
		if held == nil {
			return
		}
		quoted := quoted
		if ownOnly(t.Path) {
			if t.Path[len(t.Path)-1].Kind == "heading" {
				held = &part{head: held.head, known: true, whole: true}
				quoted = &part{head: quoted.head, known: true, whole: true}
			} else {
				held = &part{words: held.words, known: held.known, whole: true}
				quoted = &part{words: quoted.words, known: true, whole: true}
			}
		}
		h, q := common(held, quoted)
		if h == "" || q == "" {
			return
		}
		// A number that is not quoted is not compared ("the opening paragraph of
		// subdivision b").
		if n := enumerators(h); len(t.Path) > 0 && len(n) > 0 && len(enumerators(q)) == 0 {
			h = strings.TrimSpace(h[n[0].skip+n[0].length:])
		} else if n := enumerators(q); len(t.Path) > 0 && len(n) > 0 && len(enumerators(h)) == 0 {
			q = strings.TrimSpace(q[n[0].skip+n[0].length:])
		}
		class, agreeing, words := classify(h, q)
		if link.Class != "" && class == Differs && (as != named || agreeing*link.Words <= link.Agreeing*words) {
			return // an older reading counts if it is the one named, or the one quoted
		}
		link.Held, link.Quoted, link.Class, link.Agreeing, link.Words, link.As = h, q, class, agreeing, words, as
	}
	if len(s.roots) > 0 {
		compare(s.roots[0], "")
	}
	if link.Class == Differs {
		c.older(s, l, named, t, quoted, compare, func() bool { return link.Class != Differs })
	}
	if link.Class != "" {
		c.links = append(c.links, link)
	}
	return link.As != "" && link.Class != Differs
}

// older looks for the reading that a clause quotes among those before the last:
// that of the law it names, that before its own law, that in force on the day of
// its enactment, that which stood when the council passed it, and then any other
// that was built or that an earlier law quoted. Bills are drafted beside each
// other, and quote what their drafters had before them.
func (c *consolidator) older(s *section, l EnactedLaw, named string, t Target, quoted *part, compare func(root *part, as string), found func() bool) {
	try := func(roots []*part, as string) bool {
		if len(roots) > 0 {
			compare(roots[meant(roots, named, quoted, t.Path)], as)
		}
		return found()
	}
	for i := len(s.past) - 1; i >= 0; i-- {
		if p := s.past[i]; p.law == named && try(p.roots, p.law) {
			return
		}
	}
	if s.notYet(l.Enacted) && try(s.on(l.Enacted), "in force") {
		return
	}
	if day := cmp.Or(l.Passed, l.Enacted); slices.ContainsFunc(s.changes, func(c change) bool { return c.enacted >= day && c.law != l.Name }) &&
		try(s.when(func(c change) bool { return c.enacted < day }), "as passed") {
		return
	}
	for i := len(s.past) - 1; i >= 0; i-- {
		if try(s.past[i].roots, s.past[i].law) {
			return
		}
	}
	for i := len(s.quotes) - 1; i >= 0; i-- {
		q := s.quotes[i]
		if q.law == l.Name || ownOnly(t.Path) || !slices.Equal(q.target.Path, t.Path) {
			continue
		}
		then := section{number: s.number}
		if then.learn(q) && try(then.roots, "quoted by "+q.law) {
			return
		}
	}
}

// learn puts a quoted part into a section that does not hold it.
func (s *section) learn(q quote) bool {
	switch {
	case len(q.target.Path) == 0:
		s.roots = []*part{q.part.clone()}
		s.roots[0].number = "sec:" + s.number
	case ownOnly(q.target.Path):
		up := s.make(q.target.Path[:len(q.target.Path)-1])
		if q.target.last().Kind == "heading" {
			up.head = slices.Clone(q.part.head)
		} else {
			up.words, up.known = slices.Clone(q.part.words), true
		}
	default:
		return s.insert(q.target.Path, q.part)
	}
	return true
}

// fragment says that a quoted "section" is without its head and far shorter than
// what is held: the clause quotes a part without saying which.
func (s *section) fragment(t Target, quoted *part) bool {
	return len(t.Path) == 0 && quoted != nil && len(quoted.head) == 0 && len(s.roots) > 0 && s.roots[0].whole && 2*quoted.length() < s.roots[0].length()
}

// notYet says that a change was enacted that had no effect yet, or no more, on a
// day.
func (s *section) notYet(day law.Day) bool {
	return slices.ContainsFunc(s.changes, func(c change) bool { return !c.inForce(day) })
}

// inForce says whether a change has effect on a day; one whose days are not
// known is taken to have it from its enactment on.
func (c change) inForce(day law.Day) bool {
	if !c.from.IsZero() && c.from.Earliest() > day || c.from.IsZero() && c.enacted > day {
		return false
	}
	return c.until.IsZero() || c.until.Earliest() > day
}

// on replays the section as it stood on a day.
func (s *section) on(day law.Day) []*part {
	return s.when(func(c change) bool { return c.inForce(day) })
}

// when replays those of the section's changes for which counts is true.
func (s *section) when(counts func(change) bool) []*part {
	then := &section{code: s.code, number: s.number}
	for _, c := range s.changes {
		if counts(c) {
			c.do(then)
		}
	}
	return then.roots
}

// common are the words of what is held and of what is quoted, as far as both
// have them: parts that are not held are left out of both.
func common(held, quoted *part) (h, q string) {
	var hb, qb strings.Builder
	var walk func(h, q *part)
	walk = func(h, q *part) {
		if len(h.head) > 0 && len(q.head) > 0 {
			write(&hb, h.head)
			write(&qb, q.head)
		}
		if h.known {
			write(&hb, h.words)
			write(&qb, q.words)
		}
		switch {
		case leads(h, q):
		case h.whole && q.whole && !anyLeads(h, q):
			for _, k := range h.kids {
				k.write(&hb)
			}
			for _, k := range q.kids {
				k.write(&qb)
			}
		default:
			all := h.whole && q.whole
			for _, k := range h.kids {
				if l := q.twin(k); l != nil {
					walk(k, l)
				} else if all {
					k.write(&hb)
				}
			}
			for _, l := range q.kids {
				if all && h.twin(l) == nil {
					l.write(&qb)
				}
			}
		}
	}
	walk(held, quoted)
	return strings.TrimSpace(hb.String()), strings.TrimSpace(qb.String())
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

// replace puts a new reading in the place of a part. What the clause quotes
// fills in what was not held; the words it keeps keep the law that put them
// there. A nil new reading removes the part.
func (s *section) replace(t Target, held, quoted, reading *part) bool {
	if reading == nil {
		if held != nil && !ownOnly(t.Path) {
			return s.take(held)
		}
		return s.remove(t.Path)
	}
	if len(t.Path) == 0 {
		now := reading.clone()
		now.number = "sec:" + s.number
		if quoted == nil || len(s.roots) == 0 {
			s.roots = append([]*part{now}, s.roots...)
			return true
		}
		was := s.roots[0]
		s.roots[0] = now
		if len(now.head) == 0 {
			now.head = was.head // quoted without its heading
		}
		keepLaws(was, now)
		return true
	}
	if ownOnly(t.Path) {
		if held == nil {
			held = s.make(t.Path[:len(t.Path)-1])
		}
		if t.Path[len(t.Path)-1].Kind == "heading" {
			if len(reading.head) == 0 {
				return false
			}
			held.head = slices.Clone(reading.head)
			return true
		}
		was, now := &part{words: held.words}, &part{words: slices.Clone(reading.words)}
		keepLaws(was, now)
		held.words, held.known = now.words, true
		return true
	}
	if held == nil {
		return s.insert(t.Path, reading)
	}
	was := *held
	*held = *reading.clone()
	held.head = nil
	if held.number == "" || strings.HasPrefix(held.number, "sec:") {
		held.number = t.Path[len(t.Path)-1].name()
	}
	keepLaws(&was, held)
	return true
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

// make finds the part at a path, and makes those that are not held.
func (s *section) make(path []Step) *part {
	if len(s.roots) == 0 {
		s.roots = []*part{{number: "sec:" + s.number}}
	}
	at := s.roots[0]
	for _, step := range path {
		next := at.child(step)
		if next == nil {
			next = &part{number: step.name()}
			at.place(next)
		}
		at = next
	}
	return at
}

// insert puts a part among its siblings.
func (s *section) insert(path []Step, p *part) bool {
	up := s.make(path[:len(path)-1])
	p = p.clone()
	p.head = nil
	p.number = path[len(path)-1].name()
	// Definitions stand where the others stand.
	if strings.HasPrefix(p.number, "def:") {
		for _, k := range up.kids {
			if k.number == "" || strings.HasPrefix(k.number, "def:") {
				continue
			}
			if slices.ContainsFunc(k.kids, func(g *part) bool { return strings.HasPrefix(g.number, "def:") }) {
				k.place(p)
				return true
			}
		}
	}
	up.place(p)
	return true
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
		if rx, ry := roman(as[i]), roman(bs[i]); rx > 0 && ry > 0 && (len(as[i]) > 1 || len(bs[i]) > 1) {
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

// remove takes a part out; the whole section for an empty path.
func (s *section) remove(path []Step) bool {
	if len(s.roots) == 0 {
		return false
	}
	if len(path) == 0 {
		s.roots = s.roots[1:]
		return true
	}
	gone := s.roots[0].find(path)
	return gone != nil && !ownOnly(path) && s.take(gone)
}

// take takes a part out of the section.
func (s *section) take(gone *part) bool {
	var walk func(p *part) bool
	walk = func(p *part) bool {
		for i, k := range p.kids {
			if k == gone {
				p.kids = slices.Delete(p.kids, i, i+1)
				return true
			}
			if walk(k) {
				return true
			}
		}
		return false
	}
	return slices.ContainsFunc(s.roots, walk)
}

// foldTokens are the words and signs of a text in their plain form.
func foldTokens(s string) []string {
	var out []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			out = append(out, string(word))
			word = word[:0]
		}
	}
	for _, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		case unicode.IsSpace(r):
			flush()
		default:
			flush()
			switch r {
			case '“', '”', '„', '‟', '"', '‘', '’', '\'', '`', '´':
				r = '\''
			case '–', '—', '‑', '‐', '−', '―', '-':
				r = '-'
			}
			if r == '\'' && len(out) > 0 && out[len(out)-1] == "'" {
				continue // '' for "
			}
			out = append(out, string(r))
		}
	}
	flush()
	return out
}
