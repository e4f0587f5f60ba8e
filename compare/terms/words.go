package terms

import (
	"unicode"
	"unicode/utf8"

	"refuge/law"
)

// InWord reports whether a rune is part of a word or number wherever it stands:
// a letter, a figure, or a mark on one.
func InWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// WordEnd returns where the word that begins at i of a folded text (law.Fold)
// ends. It follows the word over its inner hyphens, apostrophes, points between
// figures and thousands commas: twenty-one, 10-134.1, 18,500.
func WordEnd(text string, i int) int {
	start := i
	for i < len(text) {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !InWord(r) && (i == start || !joins(text, i, r, n)) {
			break
		}
		i += n
	}
	return i
}

// joins reports whether the sign at i holds two parts of one word together.
func joins(text string, i int, r rune, n int) bool {
	next, _ := utf8.DecodeRuneInString(text[i+n:])
	if !InWord(next) {
		return false
	}
	prev, _ := utf8.DecodeLastRuneInString(text[:i])
	switch r {
	case '-', '/', '&':
		return InWord(prev)
	case '\'':
		return unicode.IsLetter(prev) && unicode.IsLetter(next)
	case '.':
		return unicode.IsDigit(prev) || unicode.IsDigit(next)
	case ',':
		return unicode.IsDigit(prev) && figures(text[i+1:]) == 3
	}
	return false
}

// figures counts the figures a text begins with, to 4.
func figures(s string) int {
	n := 0
	for n < min(len(s), 4) && '0' <= s[n] && s[n] <= '9' {
		n++
	}
	return n
}

// Mix spreads the bits of h: the finalizer of SplitMix64.
func Mix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Count counts the words and numbers of a text.
func Count(text string) int {
	text = law.Fold(text)
	n := 0
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !InWord(r) {
			i += size
			continue
		}
		i = WordEnd(text, i)
		n++
	}
	return n
}
