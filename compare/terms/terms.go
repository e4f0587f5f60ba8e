// Package terms cuts legal text into words as they count when one text is held
// against another, and knows the set phrases that every law is drafted with.
package terms

import (
	"unicode"
	"unicode/utf8"

	"refuge/law"
)

// Term is a word or number as it counts when language is looked for in other
// texts: in lower case, without signs around it.
type Term struct {
	Hash       uint32 // equal for equal terms
	Start, End int32  // bytes of the text
	Formula    bool   // it belongs to a set phrase of drafting

	number bool
}

// Of returns the terms of a text in order, those of set phrases marked.
func Of(text string) []Term {
	folded, at := law.FoldAt(text)
	t := cut(folded)
	markFormulas(t)
	if at != nil {
		for i := range t {
			t[i].Start, t[i].End = at[t[i].Start], at[t[i].End]
		}
	}
	return t
}

// cut cuts a folded text.
func cut(text string) []Term {
	var out []Term
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		if !InWord(r) {
			i += n
			continue
		}
		end := WordEnd(text, i)
		t := Term{Start: int32(i), End: int32(end), Hash: 2166136261, number: '0' <= text[i] && text[i] <= '9'}
		for _, r := range text[i:end] {
			switch {
			case 'A' <= r && r <= 'Z':
				r += 'a' - 'A'
			case r >= utf8.RuneSelf:
				r = unicode.ToLower(r)
			}
			t.Hash = (t.Hash ^ uint32(r)) * 16777619
		}
		if text[i:end] == "0" {
			t.Hash = anyNumber
		}
		out = append(out, t)
		i = end
	}
	return out
}
