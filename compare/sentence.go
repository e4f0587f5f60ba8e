package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentenceEnd returns where the first sentence of s ends, with the spaces after
// it: after a full stop or semicolon before a space and a new beginning, or
// after a line break. It is len(s) where no sentence ends before.
func sentenceEnd(s string) int {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n':
			return skipSpace(s, i+1)
		case '.', '?', '!', ';':
			end := i + 1
			for end < len(s) && strings.ContainsRune(`")]`, rune(s[end])) {
				end++
			}
			if strings.HasPrefix(s[end:], "”") {
				end += len("”")
			}
			next := skipSpace(s, end)
			if next == end || next == len(s) {
				continue
			}
			r, _ := utf8.DecodeRuneInString(s[next:])
			if s[i] == ';' || (unicode.IsUpper(r) || unicode.IsDigit(r) || r == '(' || r == '“' || r == '"' || r == '§') && !abbreviation(s[:i]) {
				return next
			}
		}
	}
	return len(s)
}

func skipSpace(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsSpace(r) {
			return i
		}
		i += n
	}
	return i
}

// abbreviation reports whether the words before a full stop end in a number of
// one place ("a", "1") or in a word that is written with one.
func abbreviation(s string) bool {
	last := s[strings.LastIndexAny(s, " \t\n(")+1:]
	if utf8.RuneCountInString(last) <= 2 {
		return true
	}
	switch strings.ToLower(last) {
	case "sec", "art", "ch", "nos", "dept", "sub", "subd", "par", "inc", "corp", "u.s", "n.y.c", "u.s.c", "c.f.r", "admin", "jan", "feb", "mar", "apr", "aug", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}

// Sentences cuts a text into sentences that cover it: each with the spaces after
// it.
func Sentences(text string) []string {
	var out []string
	for text != "" {
		n := sentenceEnd(text)
		out = append(out, text[:n])
		text = text[n:]
	}
	return out
}
