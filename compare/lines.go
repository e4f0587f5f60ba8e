package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds within which a text is taken for one whose lines were broken at a
// width, not at the ends of paragraphs.
const (
	narrowest = 40  // runes of its widest line
	widest    = 130 // more, and lines are paragraphs
	overWide  = 50  // one line of so many may be wider: an address, a row of a table
	flowing   = 3   // one line break of so many, at the least, falls inside a sentence
)

// unwrap writes a space for each line break at which a text was broken to fit a
// width. Without such breaks it returns the text itself.
func unwrap(text string) string {
	lines := strings.Split(text, "\n")
	wide := lineWidth(lines)
	var out []byte
	at := 0
	for i := 1; i < len(lines); i++ {
		at += len(lines[i-1])
		if before, line := lines[i-1], lines[i]; hyphenated(before, line) || wide > 0 && wrapped(before, line, wide) {
			if out == nil {
				out = []byte(text)
			}
			out[at] = ' '
		}
		at++
	}
	if out == nil {
		return text
	}
	return string(out)
}

// lineWidth is the width in runes at which the lines of a text were broken; 0
// where lines are paragraphs.
func lineWidth(lines []string) int {
	wide, over, filled, pairs, flows := 0, 0, 0, 0, 0
	for i, l := range lines {
		if blank(l) {
			continue
		}
		filled++
		if n := width(l); n > widest {
			over++
		} else {
			wide = max(wide, n)
		}
		if i > 0 && !blank(lines[i-1]) {
			pairs++
			if flowsOn(lines[i-1], l) {
				flows++
			}
		}
	}
	if wide < narrowest || over*overWide > filled || flows == 0 || flows*flowing < pairs {
		return 0
	}
	return wide
}

func width(line string) int { return utf8.RuneCountInString(strings.TrimRight(line, " \t")) }

func blank(line string) bool { return strings.TrimLeft(line, " \t") == "" }

// hyphenated reports whether a line ends inside a word, or after the first part
// of a compound.
func hyphenated(before, line string) bool {
	before = strings.TrimRight(before, " \t")
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " \t"))
	return len(before) > 1 && before[len(before)-1] == '-' && (unicode.IsLower(r) || unicode.IsDigit(r))
}

// wrapped reports whether one line goes on with the paragraph of the line before
// it in a text of a width: its first word had no room there, or a sentence flows
// on.
func wrapped(before, line string, wide int) bool {
	if blank(before) || blank(line) {
		return false
	}
	n := width(before)
	if flowsOn(before, line) {
		return 2*n >= wide
	}
	text := strings.TrimLeft(line, " \t")
	word, _, _ := strings.Cut(text, " ")
	if n+1+utf8.RuneCountInString(word) <= wide {
		return false
	}
	indented := len(line)-len(text) > len(before)-len(strings.TrimLeft(before, " \t"))
	return !indented && !(sentenceEnds(before) && labeled(text))
}

// flowsOn reports whether a sentence goes on from one line to the next: the
// first does not end one, and the next does not begin with a capital.
func flowsOn(before, line string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " \t"))
	return unicode.IsLower(r) && !sentenceEnds(before)
}

func sentenceEnds(line string) bool {
	line = strings.TrimRight(line, " \t\"')]")
	for _, w := range []string{"; and", "; or", ".", ";", ":", "?", "!"} {
		if strings.HasSuffix(line, w) {
			return true
		}
	}
	return false
}

// labeled reports whether a line begins with a number of its own: "(a)", "3.",
// "§ 9-131", "Section 2", or with a dash.
func labeled(line string) bool {
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case enumerator(line, 0) > 0, strings.HasPrefix(line, "§"), word == "—":
		return true
	case sectionSign(word) != "":
		return digitAt(rest, 0)
	}
	return len(word) <= 6 && strings.HasSuffix(word, ".") && (digitAt(word, 0) || len(word) == 2)
}

// broken is a word that a line break divided behind a hyphen. Whether the hyphen
// belongs to it only other places of the texts can tell: the word is taken as
// one where one of its forms stands in them too.
type broken struct{ plain, hyphened string }

// brokenAt reads the word that begins with token k of a folded text, if the
// two after it are a hyphen at a line's end and a word.
func brokenAt(text string, t []token, k int) (broken, bool) {
	if k+2 >= len(t) {
		return broken{}, false
	}
	first, hyphen, rest := t[k], t[k+1], t[k+2]
	if hyphen.start != first.end || hyphen.end-hyphen.start != 1 || text[hyphen.start] != '-' ||
		strings.Count(text[hyphen.end:rest.start], "\n") != 1 || !wordly(first.class) || !wordly(rest.class) {
		return broken{}, false
	}
	x, y := text[first.start:first.end], text[rest.start:rest.end]
	b := broken{x + y, x + "-" + y}
	if digitAt(x, len(x)-1) || digitAt(y, 0) {
		b.plain = b.hyphened // a number is never divided at a line's end
	}
	return b, true
}

func wordly(c class) bool { return c >= clNum && c != clEnum }

// joinBroken makes one token of each broken word of two texts that stands
// elsewhere in them whole, or broken at another place.
func joinBroken(l, r *cut) {
	forms := map[string]string{} // form: the broken word it is of, "" for two of them or a whole one
	sides := []*cut{l, r}
	n := 0
	each := func(f func(s *cut, k int, b broken)) {
		for _, s := range sides {
			for k := range s.tokens {
				if b, ok := brokenAt(s.folded, s.tokens, k); ok {
					f(s, k, b)
				}
			}
		}
	}
	each(func(_ *cut, _ int, b broken) {
		n++
		for _, form := range []string{b.plain, b.hyphened} {
			if of, seen := forms[form]; seen && of != b.hyphened {
				forms[form] = ""
			} else {
				forms[form] = b.hyphened
			}
		}
	})
	if n == 0 {
		return
	}
	l.joined, r.joined = map[int32]string{}, map[int32]string{}
	for _, s := range sides {
		for _, t := range s.tokens {
			if form := s.folded[t.start:t.end]; wordly(t.class) {
				if _, ok := forms[form]; ok {
					forms[form] = ""
				}
			}
		}
	}
	for _, s := range sides {
		out := s.tokens[:0:0]
		for k := 0; k < len(s.tokens); k++ {
			t := s.tokens[k]
			if b, ok := brokenAt(s.folded, s.tokens, k); ok {
				for _, form := range []string{b.plain, b.hyphened} {
					if of, ok := forms[form]; ok && of == "" {
						t.end, t.class = s.tokens[k+2].end, wordClass(form)
						s.joined[t.start] = form
						k += 2
						break
					}
				}
			}
			out = append(out, t)
		}
		s.tokens = out
	}
}
