package compare

import (
	"testing"
	"unicode/utf8"

	"refuge/law"
)

// FuzzCompare compares any two texts, whole and by words: nothing is lost, no
// rune is cut, the mirror image counts the same.
func FuzzCompare(f *testing.F) {
	for _, s := range [][2]string{
		{"", ""}, {"a", ""}, {"", "\n"}, {"§ 1. may", "Sec. 1. shall not"},
		{"(a) one\n(b) two\n", "(b) two\n(a) one\n"},
		{"“x” – y\r\n", "\"x\" - y\n"}, {"\u00a0\u2003", " "}, {"1. a\n2. b", "1. a 2. b"},
		{"$1,000 on July 1, 2014", "$ 2,000 on July 15, 2015"}, {"\xff\xfe", "\xff"}, {"e\u0301", "é"}, {"Sec. 9-\n131 o\ufb03ce", "§ 9-131 office"}, {"de\u00ad\ntain. . .", "detain…"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 20_000 {
			return
		}
		ops := Words(before, after)
		checkOps(t, ops, before, after)
		c := Compare(Text{Text: before, Sections: lineSections(before)}, Text{Text: after, Sections: lineSections(after)})
		checkComparison(t, c, before, after)
		checkMirror(t, Text{Text: before, Sections: lineSections(before)}, Text{Text: after, Sections: lineSections(after)})
		checkMirror(t, Text{Text: before}, Text{Text: after})
		if law.Fold(before) == law.Fold(after) && c.Stats.WordsDeleted+c.Stats.WordsInserted > 0 {
			t.Fatalf("texts of one folding differ by words: %+v", c.Stats)
		}
		if utf8.ValidString(before) && utf8.ValidString(after) {
			for _, s := range c.Summary {
				if !utf8.ValidString(s) {
					t.Fatalf("a sentence is not UTF-8: %q", s)
				}
			}
		}
	})
}
