package consolidate

import (
	"strings"
	"unicode"

	"znkr.io/diff"
)

// classify compares a held text with a quoted one. agreeing counts words and
// signs of the quoted text that the held one has in the same order, total those
// of the longer of the two.
func classify(held, quoted string) (class LinkClass, agreeing, total int) {
	if strings.Join(strings.Fields(held), " ") == strings.Join(strings.Fields(quoted), " ") {
		total = len(foldTokens(held))
		return Exact, total, total
	}
	h, q := signs(held), signs(quoted)
	hw, qw := wordsOf(h), wordsOf(q)
	total = max(len(h), len(q))
	typographic := true
	edits := diff.Edits(hw, qw)
	i, j := 0, 0
	for k, e := range edits {
		switch e.Op {
		case diff.Match:
			agreeing++
			i++
			j++
		case diff.Delete:
			typographic = typographic && h.slip(i, k > 0 && edits[k-1].Op == diff.Insert || k+1 < len(edits) && edits[k+1].Op == diff.Insert)
			i++
		case diff.Insert:
			typographic = typographic && q.slip(j, k > 0 && edits[k-1].Op == diff.Delete || k+1 < len(edits) && edits[k+1].Op == diff.Delete)
			j++
		}
	}
	if typographic || strings.Join(plainWords(hw), "") == strings.Join(plainWords(qw), "") {
		return Typographic, total, total
	}
	return Differs, agreeing, total
}

// sign is a word or a sign of a text in its plain form, and whether it ends a
// line.
type sign struct {
	text string
	ends bool
}

type signList []sign

// signs are the words and signs of a text, without the word or sign for section
// it may begin with.
func signs(s string) signList {
	var out signList
	for line := range strings.Lines(s) {
		for _, t := range foldTokens(line) {
			out = append(out, sign{text: t})
		}
		if n := len(out); n > 0 {
			out[n-1].ends = true
		}
	}
	if len(out) > 0 && (out[0].text == "§" || strings.EqualFold(out[0].text, "section")) {
		out = out[1:]
	}
	return out
}

func wordsOf(s signList) []string {
	out := make([]string, len(s))
	for i, t := range s {
		out[i] = t.text
	}
	return out
}

// slip says that the sign at i, which one of two texts has and the other has
// not, is of the typesetting: a quotation mark, a dash, §; or a stop that ends a
// paragraph (drafters underline it with the words they put before it), stands
// behind a number or beside another stop. replaced says that something else
// stands in its place.
func (s signList) slip(i int, replaced bool) bool {
	switch t := s[i].text; t {
	case "'", "-", "§", "*":
		return true
	case ".", ";", ",", ":":
		if replaced {
			return false
		}
		stop := func(k int) bool {
			return k >= 0 && k < len(s) && strings.Contains(".;,:", s[k].text)
		}
		return s[i].ends || stop(i-1) || stop(i+1) || t == "." && i > 0 && i < 10 && unicode.IsDigit(rune(s[i-1].text[0]))
	}
	return false
}

// plainWords drops what may differ between two printings of one text: quotation
// marks, dashes, section signs.
func plainWords(tokens []string) []string {
	out := make([]string, 0, len(tokens))
	for _, t := range tokens {
		switch t {
		case "'", "-", "§", "*":
			continue
		}
		out = append(out, t)
	}
	return out
}

// keepLaws gives the words that a new reading kept the law that put them there.
// Words that the drafter's marks call new keep their own.
func keepLaws(was, now *part) {
	if was == nil {
		return
	}
	type token struct {
		word string
		law  string
	}
	var old []token
	var walkOld func(*part)
	walkOld = func(p *part) {
		for _, s := range p.words {
			for _, w := range strings.Fields(s.text) {
				old = append(old, token{w, s.law})
			}
		}
		for _, k := range p.kids {
			walkOld(k)
		}
	}
	walkOld(was)
	if len(old) == 0 {
		return
	}
	var fresh []string
	var walkNew func(*part, func(*stretch))
	walkNew = func(p *part, do func(*stretch)) {
		for i := range p.words {
			do(&p.words[i])
		}
		for _, k := range p.kids {
			walkNew(k, do)
		}
	}
	walkNew(now, func(s *stretch) { fresh = append(fresh, strings.Fields(s.text)...) })
	words := make([]string, len(old))
	for i, t := range old {
		words[i] = t.word
	}
	laws := make([]string, len(fresh))
	x, y := 0, 0
	for _, e := range diff.Edits(words, fresh) {
		switch e.Op {
		case diff.Match:
			laws[y] = old[x].law
			x++
			y++
		case diff.Delete:
			x++
		case diff.Insert:
			y++
		}
	}
	n := 0
	var relabel func(p *part)
	relabel = func(p *part) {
		var out []stretch
		for _, s := range p.words {
			count := len(strings.Fields(s.text))
			if s.law != "" {
				n += count
				out = append(out, s)
				continue
			}
			out = append(out, byLaw(s.text, laws[n:n+count])...)
			n += count
		}
		p.words = merged(out)
		for _, k := range p.kids {
			relabel(k)
		}
	}
	relabel(now)
}

// byLaw cuts a text where the law of its words changes. White space goes with
// the word before it.
func byLaw(text string, laws []string) []stretch {
	var out []stretch
	word := -1
	inWord := false
	start := 0
	current := ""
	if len(laws) > 0 {
		current = laws[0]
	}
	for i, r := range text {
		space := unicode.IsSpace(r)
		if !space && !inWord {
			word++
			if word < len(laws) && laws[word] != current {
				if i > start {
					out = append(out, stretch{text[start:i], current})
				}
				start, current = i, laws[word]
			}
		}
		inWord = !space
	}
	if start < len(text) {
		out = append(out, stretch{text[start:], current})
	}
	return out
}

// merged joins neighbours of one law.
func merged(in []stretch) []stretch {
	out := in[:0]
	for _, s := range in {
		if n := len(out); n > 0 && out[n-1].law == s.law {
			out[n-1].text += s.text
			continue
		}
		out = append(out, s)
	}
	return out
}
