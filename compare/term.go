package compare

import (
	"unicode"
	"unicode/utf8"
)

// term is a word or number as it counts when language is looked for in other
// texts: in lower case, without signs around it.
type term struct {
	hash       uint32
	start, end int32
	number     bool
	formula    bool // it belongs to a set phrase of drafting
}

// terms appends the terms of a text to out. The number 0 stands for any number.
func terms(text string, out []term) []term {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += n
			continue
		}
		end, _ := scanWord(text, i, i)
		t := term{start: int32(i), end: int32(end), hash: 2166136261, number: '0' <= text[i] && text[i] <= '9'}
		for _, r := range text[i:end] {
			switch {
			case 'A' <= r && r <= 'Z':
				r += 'a' - 'A'
			case r == '’':
				r = '\''
			case r >= utf8.RuneSelf:
				r = unicode.ToLower(r)
			}
			t.hash = (t.hash ^ uint32(r)) * 16777619
		}
		if text[i:end] == "0" {
			t.hash = anyNumber
		}
		out = append(out, t)
		i = end
	}
	return out
}
