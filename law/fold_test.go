package law

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain words", "The city shall act.\n\t(a) Twenty-one days.", "The city shall act.\n\t(a) Twenty-one days."},
		{"section signs stay", "§ 9-131, ¶ 2, §§ 3–5", "§ 9-131, ¶ 2, §§ 3-5"},
		{"accents apart", "Jose\u0301 A\u0301lvarez", "José Álvarez"},
		{"ligatures", "o\ufb03ce, \ufb01le, \ufb02oor, \ufb00, \ufb06", "office, file, floor, ff, st"},
		{"accent on a ligature", "\ufb01\u0301", "fí"},
		{"full width", "（ａ）１２－３", "(a)12-3"},
		{"Roman numeral signs", "Article Ⅳ", "Article IV"},
		{"fractions stay", "1½ and 2²", "1½ and 2²"},
		{"soft hyphens", "de\u00adten\u00adtion", "detention"},
		{"zero width", "\ufeffde\u200bten\u200dtion\u2060", "detention"},
		{"between letter and accent", "e\u200b\u0301", "é"},
		{"writing direction", "\u202aThe city\u202c", "The city"},
		{"spaces", "a\u00a0b\u2009c\u202fd\u3000e  f", "a b c d e  f"},
		{"line ends", "a\r\nb\u0085c\u2028d\u2029e", "a\nb\nc\nd\ne"},
		{"breaks inside a paragraph", "a\rb\vc\fd", "a b c d"},
		{"soft hyphen at a line's end", "deten\u00ad\r\n  tion, x\u00ad\n\ny", "detention, x\ny"},
		{"double quotes", "“a” „b‟ «c» ″d", `"a" "b" "c" "d`},
		{"two single quotes", "‘‘a’’ ``b''", `"a" "b"`},
		{"single quotes", "the city’s ‘law’, 5′, ʼn", "the city's 'law', 5', 'n"},
		{"hyphens", "non\u2011city twenty‐one 2014–2015 −5", "non-city twenty-one 2014-2015 -5"},
		{"em dash", "officer—or a designee", "officer—or a designee"},
		{"two hyphens", "officer--or a designee---", "officer—or a designee—"},
		{"hyphen between spaces", "officer - or – or — or", "officer — or — or — or"},
		{"hyphen before a line's words", "- one\n-two", "— one\n-two"},
		{"hanging hyphen", "two- and three-year", "two- and three-year"},
		{"ellipsis", "wait… and. . . . see\u00a0.\u00a0.\u00a0.", "wait... and.... see ..."},
		{"two points", "Sec. . 4.. 5", "Sec. . 4.. 5"},
		{"C1 of Windows-1252", "\u0093Mayor\u0092s\u0094 \u0097 x\u0081", `"Mayor's" — x`},
		{"control characters", "a\x00b\x07c\x7f", "abc"},
		{"Word's hyphens", "non\x1ecity de\x1ftention", "non-city detention"},
		{"not UTF-8", "a\xffb", "a\ufffdb"},
		{"empty", "", ""},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("%s: Fold(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestFoldKey(t *testing.T) {
	for _, c := range [][2]string{
		{"José ÁLVAREZ", "jose alvarez"},
		{"Jose\u0301", "jose"},
		{"O\ufb03ce § 9‑131", "office § 9-131"},
		{"\u009e", "z"}, // ž in Windows-1252
		{"Straße", "straße"},
		{"The City’s", "the city's"},
	} {
		if got := FoldKey(c[0]); got != c[1] {
			t.Errorf("FoldKey(%q) = %q, want %q", c[0], got, c[1])
		}
	}
}

// typed draws texts of the signs that folding has rules for, among others.
func typed() *rapid.Generator[string] {
	signs := rapid.SampledFrom([]string{"a", "e", "I", "9", " ", " ", "\n", "\r", "-", "-", "–", "—", "'", "’", "`", "“", ".", ".", "…", "\u00a0",
		"\u00ad", "\u200b", "\u0301", "\u0327", "ﬁ", "Ⅳ", "\u0085", "\u0092", "\x00", "\xff", "Ａ", "K", "\u1fef", "\u1fed", "\u0958", "ᄀ", "ᅡ", "§", "Å"})
	return rapid.OneOf(
		rapid.Map(rapid.SliceOfN(signs, 0, 40), func(s []string) string { return strings.Join(s, "") }),
		rapid.String(),
	)
}

func TestFoldHoldsItsBounds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkFold(t, typed().Draw(t, "text")) })
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"§ 9-131", "o\ufb03ce", "e\u0301", "a--b - c", "''' . . .", "\u1fef\u1fef", "\xff\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkFold(t, s) })
}

func checkFold(t interface{ Fatalf(string, ...any) }, s string) {
	folded, at := FoldAt(s)
	for name, f := range map[string]func(string) string{"Fold": Fold, "FoldKey": FoldKey} {
		got := f(s)
		switch {
		case f(got) != got:
			t.Fatalf("%s(%q) = %q, which folds to %q", name, s, got, f(got))
		case !utf8.ValidString(got):
			t.Fatalf("%s(%q) = %q is not UTF-8", name, s, got)
		case len(got) > 3*len(s):
			t.Fatalf("%s(%q) = %q has %d bytes", name, s, got, len(got))
		}
	}
	if folded != Fold(s) {
		t.Fatalf("FoldAt(%q) = %q, Fold %q", s, folded, Fold(s))
	}
	if at == nil {
		if folded != s {
			t.Fatalf("FoldAt(%q) = %q without offsets", s, folded)
		}
		return
	}
	if len(at) != len(folded)+1 || int(at[len(folded)]) != len(s) {
		t.Fatalf("FoldAt(%q) has %d offsets for %d bytes, the last is %d of %d", s, len(at), len(folded), at[len(at)-1], len(s))
	}
	for i := 1; i < len(at); i++ {
		if at[i] < at[i-1] {
			t.Fatalf("FoldAt(%q): offset %d falls from %d to %d", s, i, at[i-1], at[i])
		}
	}
	if utf8.ValidString(s) {
		for _, o := range at[:len(folded)] {
			if !utf8.RuneStart(s[o]) {
				t.Fatalf("FoldAt(%q): offset %d is inside a rune", s, o)
			}
		}
	}
}

// TestFoldIsLinear folds texts of a megabyte of one sign or two: what looks
// ahead must not look over the same bytes again and again.
func TestFoldIsLinear(t *testing.T) {
	for _, s := range []string{"\u00ad", "-", "- ", "'", ". ", "…", "\u200b-", ".\u200b", "e\u0301", "\u0301", "\r\n", "\u00ad\n"} {
		start := time.Now()
		Fold(strings.Repeat(s, 1<<20/len(s)))
		if spent := time.Since(start); spent > 5*time.Second {
			t.Errorf("a megabyte of %q took %v", s, spent)
		}
	}
}
