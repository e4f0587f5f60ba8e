package compare

import (
	"fmt"
	"strings"
	"unicode"
)

// The words that make a change operative. Phrases are matched by whole words.
var (
	dutyWords = []string{"may not", "may only", "may", "shall not", "shall", "must not", "must", "should", "will not", "will",
		"is required to", "are required to", "is authorized to", "are authorized to", "is prohibited from", "are prohibited from"}
	negations  = []string{"not", "no", "never", "neither", "nor", "none", "cannot", "without"}
	exceptions = []string{"except", "unless", "notwithstanding", "provided that", "provided however", "provided further", "other than",
		"excluding", "subject to", "only if", "only when", "only after"}
	thresholds = []string{"at least", "not less than", "no less than", "not fewer than", "no fewer than", "not more than", "no more than",
		"not later than", "no later than", "not to exceed", "up to", "more than", "fewer than", "less than", "greater than", "or more", "or less", "or fewer"}
	units = map[string]bool{"day": true, "days": true, "hour": true, "hours": true, "week": true, "weeks": true, "month": true, "months": true,
		"year": true, "years": true, "percent": true, "dollars": true, "business": true, "calendar": true, "%": true, "per": true, "minutes": true, "feet": true, "persons": true, "employees": true}
	months = map[string]bool{"january": true, "february": true, "march": true, "april": true, "may": true, "june": true, "july": true,
		"august": true, "september": true, "october": true, "november": true, "december": true}
	citing = map[string]bool{"section": true, "sections": true, "§": true, "§§": true, "subdivision": true, "subdivisions": true, "paragraph": true,
		"paragraphs": true, "subparagraph": true, "chapter": true, "title": true, "article": true, "part": true, "clause": true, "law": true, "subsection": true, "item": true, "no": true, "number": true}
)

// group is one change with what stands around it, as lower-case words.
type group struct {
	before, after []string // deleted and inserted
	prev, next    []string // the kept word before, and those after
}

// operative points out the changes of a paragraph that alter what the law does.
// Paragraphs added or removed whole are told by the summary, not here.
func operative(s *Section, p Paragraph) []Operative {
	ops := p.Ops
	switch p.Kind {
	case Changed, Split, Merged:
	case MovedChanged:
		if ops = p.Changes; p.End == From {
			return nil
		}
	default:
		return nil
	}
	var out []Operative
	add := func(kind OperativeKind, before, after string) {
		if before == after {
			return
		}
		o := Operative{Kind: kind, Before: before, After: after, Where: s.Where(), Change: p.Change}
		for _, x := range out {
			if x.Kind == o.Kind && x.Before == o.Before && x.After == o.After {
				return
			}
		}
		o.Sentence = o.say()
		out = append(out, o)
	}
	for _, g := range changeGroups(ops) {
		g.values(add)
		g.duty(add)
		g.phrase(add, OperativeThreshold, thresholds)
		g.phrase(add, OperativeException, exceptions)
	}
	return out
}

// Where is the section's number or heading as printed, on the right before the
// left; "" where it has neither.
func (s Section) Where() string {
	for _, p := range []*Place{s.Right, s.Left} {
		if p != nil && p.name() != unnamed {
			return p.name()
		}
	}
	return ""
}

func (o Operative) say() string {
	where := ""
	if o.Where != "" {
		where = o.Where + ": "
	}
	switch {
	case o.Before == "":
		return fmt.Sprintf("%s“%s” was added.", where, o.After)
	case o.After == "":
		return fmt.Sprintf("%s“%s” was removed.", where, o.Before)
	}
	return fmt.Sprintf("%s“%s” became “%s”.", where, o.Before, o.After)
}

// changeGroups gathers the runs of deletions and insertions between kept words.
func changeGroups(ops []Op) []group {
	var out []group
	var kept []string
	open := false
	for _, o := range ops {
		w := plainWords(o.Text)
		switch {
		case o.Typographic && o.Sign == Delete || len(w) == 0:
		case o.Sign == Keep || o.Typographic:
			if n := len(out); open {
				out[n-1].next = w
			}
			kept, open = w[max(0, len(w)-1):], false
		default:
			if !open {
				out = append(out, group{prev: kept})
				kept, open = nil, true
			}
			g := &out[len(out)-1]
			if o.Sign == Delete {
				g.before = append(g.before, w...)
			} else {
				g.after = append(g.after, w...)
			}
		}
	}
	return out
}

// plainWords are the tokens of a text but for signs; a percent sign stays.
func plainWords(s string) []string {
	var out []string
	c, fine := cutText(s, false)
	if !fine {
		return nil
	}
	for _, t := range c.tokens {
		word := c.flat[t.start:t.end]
		if wordly(t.class) || word == "%" || word == "§" {
			out = append(out, word)
		}
	}
	return out
}

// short reports whether few enough words changed for each to be told.
func (g group) short() bool { return len(g.before)+len(g.after) <= 12 }

// value is a number, a sum or a date in words as printed.
type value struct {
	kind OperativeKind
	text string
}

// values points out numbers, sums and dates that changed.
func (g group) values(add func(OperativeKind, string, string)) {
	before := findValues(g.before, g.prev, g.next)
	after := findValues(g.after, g.prev, g.next)
	short := g.short()
	for i := range max(len(before), len(after)) {
		var b, a value
		if i < len(before) {
			b = before[i]
		}
		if i < len(after) {
			a = after[i]
		}
		switch {
		case b.kind != "" && a.kind != "" && len(before) == len(after):
			add(a.kind, b.text, a.text)
		case short && b.kind != "":
			add(b.kind, b.text, a.text)
		case short && a.kind != "":
			add(a.kind, b.text, a.text)
		}
	}
}

// findValues reads the values of one side of a change. The kept words around
// complete the first and the last: "30" before a kept "days" is "30 days".
func findValues(w, prev, next []string) []value {
	var out []value
	for i := 0; i < len(w); i++ {
		last := ""
		if i > 0 {
			last = strings.ToLower(w[i-1])
		} else if len(prev) > 0 {
			last = strings.ToLower(prev[len(prev)-1])
		}
		start := i
		for i < len(w) && numeral(w[i]) {
			i++
		}
		if i == start || citing[last] {
			continue
		}
		v := value{OperativeNumber, strings.Join(w[start:i], " ")}
		if months[strings.ToLower(w[start])] {
			if i == start+1 && (w[start] == "may" || w[start] == "march") {
				continue
			}
			v.kind = OperativeDate
		} else if months[last] && last != "may" {
			v.kind = OperativeDate
			if i := start - 1; i >= 0 {
				v.text = w[i] + " " + v.text
			} else {
				v.text = prev[len(prev)-1] + " " + v.text
			}
		} else if year(v.text) {
			v.kind = OperativeDate
		}
		rest := w[i:]
		if i == len(w) {
			rest = next
		}
		if len(rest) > 0 && v.kind == OperativeNumber {
			if u := strings.ToLower(rest[0]); units[u] {
				if v.text += " " + rest[0]; u == "%" {
					v.text = v.text[:len(v.text)-2] + "%"
				}
				if u == "dollars" {
					v.kind = OperativeMoney
				}
			}
		}
		if strings.HasPrefix(v.text, "$") {
			v.kind = OperativeMoney
		}
		out = append(out, v)
		i--
	}
	return out
}

// numeral reports whether a word is a number that can be a threshold, a date or
// a sum; the number of a section is none.
func numeral(s string) bool {
	c := wordClass(s)
	return c == clNum && !sectionNumber(s) || c == clNumWord && !units[s] && s != "percentum" && s != "centum" && s != "dollar"
}

// sectionNumber reports whether a word with figures has the form of a section's
// number: 9-131, 3305.6.1, 1704.3, S240.
func sectionNumber(s string) bool {
	whole, _, point := strings.Cut(s, ".")
	return strings.ContainsFunc(s, unicode.IsLetter) || strings.Contains(s, "-") || strings.Count(s, ".") > 1 ||
		point && len(whole) > 2 && s[0] != '$'
}

func year(s string) bool {
	return len(s) == 4 && (s[:2] == "19" || s[:2] == "20") && strings.Trim(s, "0123456789") == ""
}

// duty points out a changed "may", "shall" or "must", and a "not" that came or
// went.
func (g group) duty(add func(OperativeKind, string, string)) {
	before, after := join(g.before), join(g.after)
	lead := ""
	if n := len(g.prev); n > 0 {
		switch w := strings.ToLower(g.prev[n-1]); w {
		case "may", "shall", "must", "will":
			lead = w
		}
	}
	first := func(s string) bool { return strings.HasPrefix(s, " not ") }
	if lead != "" && first(before) != first(after) {
		if first(after) {
			add(OperativeDuty, lead, lead+" not")
		} else {
			add(OperativeDuty, lead+" not", lead)
		}
		return
	}
	b, a := phrasesIn(before, dutyWords), phrasesIn(after, dutyWords)
	if len(b) > 0 && len(a) > 0 && b[0] != a[0] {
		add(OperativeDuty, b[0], a[0])
		if strings.Contains(b[0]+a[0], " not") {
			return
		}
	}
	if !g.short() {
		return // a sentence that came or went, not a word in one
	}
	for _, t := range thresholds {
		before, after = strings.ReplaceAll(before, " "+t+" ", " "), strings.ReplaceAll(after, " "+t+" ", " ")
	}
	b, a = phrasesIn(before, negations), phrasesIn(after, negations)
	switch {
	case len(b) > 0 && len(a) == 0:
		add(OperativeNegation, b[0], "")
	case len(a) > 0 && len(b) == 0:
		add(OperativeNegation, "", a[0])
	}
}

// phrase points out a phrase of a list that came, went or gave way to another; a
// threshold in a whole sentence that came or went is not told.
func (g group) phrase(add func(OperativeKind, string, string), kind OperativeKind, list []string) {
	b, a := phrasesIn(join(g.before), list), phrasesIn(join(g.after), list)
	if kind == OperativeThreshold && !g.short() && len(b) != len(a) {
		return
	}
	for i := range max(len(b), len(a)) {
		switch {
		case i >= len(b):
			add(kind, "", a[i])
		case i >= len(a):
			add(kind, b[i], "")
		default:
			add(kind, b[i], a[i])
		}
	}
}

func join(w []string) string { return " " + strings.ToLower(strings.Join(w, " ")) + " " }

// phrasesIn finds the phrases of a list in words set between single spaces,
// longest first where two begin at one place.
func phrasesIn(s string, list []string) []string {
	var out []string
	for i := 0; i < len(s); i++ {
		if s[i] != ' ' {
			continue
		}
		for _, p := range list {
			if strings.HasPrefix(s[i+1:], p) && len(s) > i+1+len(p) && s[i+1+len(p)] == ' ' {
				out = append(out, p)
				i += len(p)
				break
			}
		}
	}
	return out
}
