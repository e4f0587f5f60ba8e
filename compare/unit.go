package compare

import (
	"slices"
	"strings"

	"refuge/compare/terms"
	"refuge/law"
)

// unit is a paragraph, or the run-in section of one: the smallest stretch of
// text that is aligned. The units of a text cover it without gap or overlap;
// the spaces after a unit belong to it.
type unit struct {
	start, end int    // bytes
	t0, t1     int    // tokens
	label      int    // how many of them are its number
	section    int    // index of its innermost section, or -1
	first      bool   // it begins its section
	whole      uint64 // hash of its tokens
	body       uint64 // hash of its tokens after the number
	term       string // what it defines, "" for most
}

func (u unit) size() int { return u.t1 - u.t0 }

// side is one text made ready for alignment.
type side struct {
	text     string
	sections []law.Section
	tokens   []token
	units    []unit
}

func newSide(t Text, tokens []token, bySection bool) *side {
	s := &side{text: t.Text, tokens: tokens}
	if bySection {
		s.sections = t.Sections
	}
	s.cut()
	return s
}

// maxUnits is how many lines of a text are units of their own; in a text with
// more, several lines make one.
const maxUnits = 40_000

func (s *side) lines() int {
	n := 0
	for i := range s.tokens {
		if s.tokens[i].line {
			n++
		}
	}
	return n
}

// cut finds the units: they begin at lines with words and at sections.
func (s *side) cut() {
	starts := []int{}
	for _, sec := range s.sections {
		if sec.Start >= 0 && sec.Start < len(s.text) {
			starts = append(starts, sec.Start)
		}
		if sec.End > 0 && sec.End < len(s.text) {
			starts = append(starts, sec.End)
		}
	}
	slices.Sort(starts)
	next := 0
	open := []int{} // sections that cover the place, outermost first
	at := 0
	least := 0
	if s.lines() > maxUnits {
		least = len(s.tokens) / maxUnits
	}
	for i := 0; i < len(s.tokens); i++ {
		t := s.tokens[i]
		cut := i == 0 || t.line && i-s.units[len(s.units)-1].t0 > least
		for next < len(starts) && starts[next] <= int(t.start) {
			cut = true
			next++
		}
		if !cut {
			continue
		}
		if n := len(s.units); n > 0 {
			s.units[n-1].end, s.units[n-1].t1 = lineStart(s.text, int(s.tokens[i-1].end), int(t.start)), i
		}
		u := unit{t0: i, section: -1}
		if n := len(s.units); n > 0 {
			u.start = s.units[n-1].end
		}
		for len(open) > 0 && s.sections[open[len(open)-1]].End <= int(t.start) {
			open = open[:len(open)-1]
		}
		for at < len(s.sections) && s.sections[at].Start <= int(t.start) {
			if s.sections[at].End > int(t.start) {
				open = append(open, at)
				u.first = true
			}
			at++
		}
		if len(open) > 0 {
			u.section = open[len(open)-1]
		}
		s.units = append(s.units, u)
	}
	if n := len(s.units); n > 0 {
		s.units[n-1].end, s.units[n-1].t1 = len(s.text), len(s.tokens)
	} else if s.text != "" {
		s.units = append(s.units, unit{end: len(s.text), section: -1})
	}
	for i := range s.units {
		s.describe(&s.units[i])
	}
}

// lineStart returns where the next unit begins in the spaces text[from:to]:
// after the last line break, else at the next unit's first word.
func lineStart(text string, from, to int) int {
	if i := strings.LastIndexByte(text[from:to], '\n'); i >= 0 {
		return from + i + 1
	}
	return to
}

// describe reads what a unit is recognised by.
func (s *side) describe(u *unit) {
	t := s.tokens[u.t0:u.t1]
	u.label = labelTokens(s.text, t)
	u.whole = hashTokens(t)
	u.body = hashTokens(t[u.label:])
	u.term = s.defined(t[u.label:])
}

// labelTokens counts the tokens that are a unit's number: "(a)", "3.", "§ 9-131",
// "Section 2.", "28-104.7.9".
func labelTokens(text string, t []token) int {
	n := 0
	for n < len(t) {
		switch {
		case t[n].class == clEnum:
			n++
			continue
		case n == 0 && t[0].class == clNum && strings.ContainsAny(law.Fold(text[t[0].start:t[0].end]), ".-"):
			n++
		case n == 0 && len(t) > 1 && t[1].class == clNum && sectionSign(law.Fold(text[t[0].start:t[0].end])) != "":
			n += 2
		default:
			return n
		}
		if n < len(t) && t[n].class == clStop {
			n++
		}
	}
	return n
}

// defined returns the term that a unit defines: it begins with the term in
// quotation marks, or with "Term. The term".
func (s *side) defined(t []token) string {
	for i := range min(len(t), 12) {
		if t[i].class != clQuote {
			continue
		}
		if i > 0 && (t[i-1].class == clQuote || s.text[t[i-1].start:t[i-1].end] != "term") {
			return ""
		}
		for k := i + 1; k < min(len(t), i+12); k++ {
			if t[k].class == clQuote {
				return law.FoldKey(s.text[t[i+1].start:max(t[k-1].end, t[i+1].start)])
			}
		}
		return ""
	}
	return ""
}

func hashTokens(t []token) uint64 {
	h := uint64(14695981039346656037)
	for i := range t {
		h = terms.Mix(h ^ uint64(t[i].id))
	}
	return h
}

// where names a section by its number and those of the sections around it: "§ 9-131, b., (1)".
func (s *side) where(section int) string {
	var parts []string
	for i := section; i >= 0 && len(parts) < 8; i = s.parent(i) {
		if n := strings.TrimRight(strings.TrimSpace(s.sections[i].Number), "."); n != "" {
			parts = append(parts, n)
		}
	}
	slices.Reverse(parts)
	return strings.Join(parts, ", ")
}

func (s *side) parent(section int) int {
	want := s.sections[section].Parent
	if want == "" {
		return -1
	}
	for i := section - 1; i >= 0; i-- {
		if s.sections[i].EID == want {
			return i
		}
	}
	return -1
}
