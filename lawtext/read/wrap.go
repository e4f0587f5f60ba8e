package read

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/lawtext"
)

// The bounds of a width that a typewriter, a terminal or a page of print wraps
// lines at, in characters.
const (
	narrowest = 36
	widest    = 110
)

// unwrapped joins the lines of each paragraph of a hard-wrapped text. Of a text
// that has one paragraph a line it joins nothing but words and numbers that a
// hyphen parts at the end of a line.
func unwrapped(lines []string) []string {
	width := wrapWidth(lines)
	whole := ""
	if width > 0 {
		whole = strings.Join(lines, "\n")
	}
	var out []string
	open := ""      // the paragraph so far
	var last string // its last line
	for _, line := range lines {
		line = strings.TrimRight(line, " \t")
		next := strings.TrimLeft(line, " \t")
		if open != "" && next != "" && (parted(last, next, width > 0) || width > 0 && goesOn(last, line, width)) {
			open = joined(open, next, whole)
			last = line
			continue
		}
		if open != "" {
			out = append(out, open)
		}
		open, last = line, line
	}
	if open != "" {
		out = append(out, open)
	}
	return out
}

// wrapWidth is the width that a text was wrapped at, 0 if it was not. Wrapped
// text breaks its lines inside sentences, near one width.
func wrapWidth(lines []string) int {
	var lengths []int
	for _, l := range lines {
		if n := utf8.RuneCountInString(strings.TrimSpace(l)); n > 0 {
			lengths = append(lengths, n)
		}
	}
	if len(lengths) < 2 {
		return 0
	}
	slices.Sort(lengths)
	width := lengths[len(lengths)-1]
	if usual := lengths[len(lengths)*9/10]; float64(width) > 1.2*float64(usual) {
		width = usual
	}
	if width < narrowest || width > widest {
		return 0
	}
	broken, breaks := 0, 0
	for i := 1; i < len(lines); i++ {
		a, b := strings.TrimSpace(lines[i-1]), strings.TrimSpace(lines[i])
		if a == "" || b == "" || lawtext.BeginsPart(b) || tabular(a) || tabular(b) {
			continue
		}
		breaks++
		if lowerFirst(b) && !ends(a) && full(a, b, width) {
			broken++
		}
	}
	if broken == 0 || 4*broken < breaks {
		return 0
	}
	return width
}

// full says that the first word of the next line had no room in a line; of text
// set in an uneven width a line of most of it is full.
func full(line, next string, width int) bool {
	return utf8.RuneCountInString(strings.TrimSpace(line))+1+utf8.RuneCountInString(firstWord(next)) > width*9/10
}

// goesOn says that a line of a wrapped text belongs to the paragraph of the one
// before it.
func goesOn(last, line string, width int) bool {
	a, b := strings.TrimSpace(last), strings.TrimSpace(line)
	noRoom := utf8.RuneCountInString(a)+1+utf8.RuneCountInString(firstWord(b)) > width
	switch {
	case lawtext.BeginsPart(b) && (ends(a) || !noRoom), strings.HasPrefix(a, "#"), strings.HasPrefix(b, "#"), isRule(a), isRule(b), beginsItem(b):
		return false
	case tabular(last), tabular(line):
		return false
	case indent(line) > indent(last)+1 && !beginsItem(a) && !lawtext.BeginsPart(a):
		return false // the first line of a paragraph
	case endsInHyphen(a):
		return true
	case bareNumber(a):
		return !bareNumber(b) && !lawtext.BeginsPart(b)
	case capitals(b) && !capitals(a), capitals(a) && !capitals(b) && !lowerFirst(b):
		return noRoom && !ends(a) // else one of the two is a heading
	case strings.HasSuffix(a, ":"):
		return lowerFirst(b) && noRoom
	case lowerFirst(b) && !ends(a), dangles(a):
		return 5*utf8.RuneCountInString(a) > 3*width || full(a, b, width)
	}
	return noRoom || full(a, b, width) && !ends(a)
}

// parted says that a hyphen at the end of a line parts a number, or in a wrapped
// text a word.
func parted(last, next string, wrapped bool) bool {
	mark, before := hyphenAt(last)
	if mark == 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(next)
	switch {
	case mark == '\u00ad':
		return unicode.IsLower(r)
	case unicode.IsDigit(before) && unicode.IsDigit(r):
		return true
	case unicode.IsLower(before) && unicode.IsLower(r):
		return wrapped || utf8.RuneCountInString(last) > narrowest
	}
	return false
}

// hyphenAt is the hyphen or dash that a line ends with and the letter or digit
// before it, 0 where it ends with neither.
func hyphenAt(line string) (mark, before rune) {
	mark, n := utf8.DecodeLastRuneInString(line)
	switch mark {
	case '-', '\u00ad', '‐', '‑', '–', '—', '/':
		if before, _ = utf8.DecodeLastRuneInString(line[:len(line)-n]); unicode.IsLetter(before) || unicode.IsDigit(before) {
			return mark, before
		}
	}
	return 0, 0
}

func endsInHyphen(s string) bool { mark, _ := hyphenAt(s); return mark != 0 }

// joined puts a line behind a paragraph. A hyphen that parts a word goes, unless
// the whole text writes the word with it elsewhere; one in a number, a name or a
// dash stays, and no space comes.
func joined(open, next, whole string) string {
	open = strings.TrimRight(open, " \t")
	mark, before := hyphenAt(open)
	if mark == 0 {
		return open + " " + next
	}
	first, _ := utf8.DecodeRuneInString(next)
	if mark == '\u00ad' || (mark == '-' || mark == '‐') && unicode.IsLower(before) && unicode.IsLower(first) {
		stem := open[:len(open)-utf8.RuneLen(mark)]
		left := stem[strings.LastIndexFunc(stem, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
		right := next
		if i := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
			right = next[:i]
		}
		compound := strings.HasPrefix(next[len(right):], "-") || strings.Contains(whole, left+"-"+right) // "Right-\nof-Way"
		if mark == '\u00ad' || right == "" || !compound {
			return stem + next
		}
	}
	return open + next
}

func firstWord(s string) string { w, _, _ := strings.Cut(s, " "); return w }

func lowerFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, `"'“‘([`))
	return unicode.IsLower(r)
}

// ends says that a line ends as a sentence or an item of a list does.
func ends(s string) bool {
	s = strings.TrimRight(s, `"'”’)]`)
	if strings.HasSuffix(s, "; and") || strings.HasSuffix(s, "; or") {
		return true
	}
	return s != "" && strings.IndexByte(".;:!?", s[len(s)-1]) >= 0
}

// bareNumber says that a line is nothing but the number of a part.
func bareNumber(s string) bool {
	if len(s) > 12 {
		return false
	}
	rest, section := strings.CutPrefix(s, "§")
	if section {
		return strings.Trim(rest, " 0123456789.") == ""
	}
	return lawtext.NumberLength(s+" x") == len(s)
}

// dangles says that a line ends in a word that no paragraph ends in.
func dangles(s string) bool {
	switch s[strings.LastIndexByte(s, ' ')+1:] {
	case "of", "the", "to", "and", "in", "for", "by", "a", "an", "or", "with", "at", "on", "from", "any", "such", "this", "that", "shall", "No.", "section":
		return strings.Contains(s, " ")
	}
	return false
}

// isRule says that a line is only drawn.
func isRule(s string) bool {
	return len(s) > 2 && strings.Trim(s, "-_=*~# ") == ""
}

// beginsItem says that a line begins with the bullet of a list.
func beginsItem(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	if strings.ContainsRune("•▪◦●■○□‣➢*", r) {
		return true
	}
	return strings.ContainsRune("-–—o", r) && strings.HasPrefix(s[n:], " ") && len(s) > n+1
}

// tabular says that a line is a row of a table: words in columns, parted by a tab
// or by three spaces.
func tabular(s string) bool {
	s = strings.TrimSpace(s)
	if lawtext.NumberLength(s) > 0 {
		_, s, _ = strings.Cut(s, " ")
		s = strings.TrimSpace(s)
	}
	return strings.Contains(s, "\t") || strings.Contains(s, "   ")
}

func indent(s string) int {
	n := 0
	for _, r := range s {
		switch r {
		case ' ':
			n++
		case '\t':
			n += 8
		default:
			return n
		}
	}
	return n
}

// capitals says that a line has letters, all of them capital.
func capitals(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		letters = letters || unicode.IsUpper(r)
	}
	return letters
}
