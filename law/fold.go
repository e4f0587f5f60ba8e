package law

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Fold writes a text in the plain typography in which texts are compared and
// searched. It keeps letter case, accents, figures, the signs § and ¶, tabs and
// line breaks; two texts that it makes equal have the same words. The text of a
// law itself is never folded, only what is held against another text.
//
//   - Accents and other marks stand in one letter with what they mark (NFC).
//     Ligatures (ﬁ), full-width forms and Roman numeral signs (Ⅳ) become the
//     letters they stand for. Fractions and raised figures stay: 1½ is not 11/2.
//   - What cannot be seen goes: soft hyphens, zero-width signs, marks of byte
//     order and of writing direction, control characters. A soft hyphen at the
//     end of a line takes the line break and the spaces after it along.
//   - The C1 control characters that Windows-1252 has signs for become those
//     signs: texts read in the wrong encoding hold them in their place.
//   - Every other space becomes one plain space, and so do CR, vertical tab and
//     form feed, which break a line inside a paragraph; CR LF, NEL and the line
//     and paragraph separators become a line feed.
//   - Double quotation marks of any form, and two single ones side by side,
//     become "; single ones, apostrophes, accents that stand alone and primes '.
//   - Hyphens, en dashes and minus signs become -. An em dash, two and more
//     hyphens in a row, and a hyphen between spaces (or a space and an edge of
//     the text or line) become —.
//   - An ellipsis, also one spaced out (. . .), becomes points without spaces.
//   - Bytes that are not UTF-8 become U+FFFD.
//
// The result is valid UTF-8, at most three times as long as s, and folds to
// itself.
func Fold(s string) string {
	if plainASCII(s) {
		return s
	}
	f := folding{}
	f.fold(s)
	return f.text()
}

// FoldAt is Fold with the way back: at[i] is the offset in s of what became byte
// i of the folded text, and at[len(folded)] is len(s). The offsets never fall. It
// returns a nil slice where the folded text is s itself.
func FoldAt(s string) (folded string, at []int32) {
	if plainASCII(s) {
		return s, nil
	}
	f := folding{at: []int32{}}
	f.fold(s)
	if folded = f.text(); folded == s {
		return s, nil
	}
	return folded, append(f.at, int32(len(s)))
}

// FoldKey is Fold without regard to letter case and accents, for looking words
// up: "Álvarez" and "ALVAREZ" have one key. It says nothing of letters that have
// no plain form (ø, ß, æ), which stay. The bounds of Fold hold.
func FoldKey(s string) string {
	s = Fold(s)
	if strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return Fold(b.String())
}

// plainASCII reports whether s is surely its own folding: ASCII without the
// signs that a rule takes up.
func plainASCII(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf || c < ' ' && c != '\n' && c != '\t' || c == 0x7f || c == '`':
			return false
		case c == '\'' && i > 0 && s[i-1] == '\'':
			return false
		case c == '-' && (i == 0 || i+1 == len(s) || s[i-1] <= ' ' || s[i-1] == '-'):
			return false
		case c == '.' && i > 1 && s[i-1] == ' ' && s[i-2] == '.':
			return false
		}
	}
	return true
}

// folding is a text on its way through Fold. at holds the origin of each byte,
// where it is asked for.
type folding struct {
	out []byte
	at  []int32
}

func (f *folding) text() string { return string(f.out) }

func (f *folding) fold(s string) {
	f.out = []byte(s)
	if f.at != nil {
		for i := range len(s) {
			f.at = append(f.at, int32(i))
		}
	}
	f.compose()
	f.plain()
	f.compose()
}

// compose brings the text into NFC.
func (f *folding) compose() {
	if norm.NFC.IsNormal(f.out) {
		return
	}
	in, from := f.out, f.at
	f.out = make([]byte, 0, len(in))
	if from != nil {
		f.at = make([]int32, 0, len(from))
	}
	var it norm.Iter
	for it.Init(norm.NFC, in); !it.Done(); {
		start := it.Pos()
		seg := it.Next()
		same := string(seg) == string(in[start:it.Pos()])
		_, first := utf8.DecodeRune(in[start:])
		_, size := utf8.DecodeRune(seg)
		for i := range seg {
			switch {
			case from == nil:
			case same:
				f.at = append(f.at, from[start+i])
			case i < size || start+first == len(in):
				f.at = append(f.at, from[start])
			default: // a mark that stayed apart from its letter
				f.at = append(f.at, from[start+first])
			}
		}
		f.out = append(f.out, seg...)
	}
}

// plain carries out the rules that are not of composition.
func (f *folding) plain() {
	in, from := f.out, f.at
	f.out = make([]byte, 0, len(in)+8)
	if from != nil {
		f.at = make([]int32, 0, len(from)+8)
	}
	put := func(i int, s string) {
		f.out = append(f.out, s...)
		for range len(s) {
			if from != nil {
				f.at = append(f.at, from[i])
			}
		}
	}
	for i := 0; i < len(in); {
		r, n := plainRune(in, i)
		start := i
		i += n
		switch {
		case r == unseen:
			for i < len(in) {
				next, n := plainRune(in, i)
				if next != unseen {
					break
				}
				i += n
			}
			if bytes.Contains(in[start:i], softHyphen) {
				i = afterBreak(in, i)
			}
		case r == '\'':
			if next, n := seenRune(in, i); next == '\'' {
				put(start, `"`)
				i += n
			} else {
				put(start, "'")
			}
		case r == '-' || r == '—':
			for {
				next, n := seenRune(in, i)
				if next != '-' && next != '—' {
					if r == '-' && (len(f.out) == 0 || f.out[len(f.out)-1] <= ' ') && (next <= ' ' || next == unseen) {
						r = '—'
					}
					break
				}
				r, i = '—', i+n
			}
			put(start, string(r))
		case r == '.' || r == '…':
			put(start, map[rune]string{'.': ".", '…': "..."}[r])
			if end, points := ellipsis(in, i, r); end > i {
				put(i, points)
				i = end
			}
		default:
			if s, ok := spelled(r); ok {
				put(start, s)
			} else {
				put(start, string(r))
			}
		}
	}
}

// afterBreak returns where the line after a line break at i begins, behind its
// spaces; i where no line break stands.
func afterBreak(in []byte, i int) int {
	r, n := seenRune(in, i)
	if r != '\n' {
		return i
	}
	for r == '\n' || r == ' ' || r == '\t' {
		i += n
		if r, n = seenRune(in, i); r == '\n' {
			break
		}
	}
	return i
}

// ellipsis returns the end of the points, spaced out or not, that go on after a
// first one at i, and those points; i itself where they are no ellipsis.
func ellipsis(in []byte, i int, first rune) (end int, points string) {
	n := 1
	if first == '…' {
		n = 3
	}
	had := n
	end = i
	for k := i; ; {
		r, size := seenRune(in, k)
		if r == ' ' {
			k += size
			r, size = seenRune(in, k)
		}
		switch r {
		case '.':
			n++
		case '…':
			n += 3
		default:
			if n < 3 {
				return i, ""
			}
			return end, strings.Repeat(".", n-had)
		}
		k += size
		end = k
	}
}

var softHyphen = []byte("\u00ad")

// unseen stands for a rune that folds to nothing.
const unseen = rune(-1)

// seenRune is plainRune of the first rune from i on that can be seen, and how
// many bytes it ends after i; unseen at the end of the text.
func seenRune(in []byte, i int) (rune, int) {
	for k := i; k < len(in); {
		r, n := plainRune(in, k)
		k += n
		if r != unseen {
			return r, k - i
		}
	}
	return unseen, len(in) - i
}

// plainRune is the sign that the rune at i folds to, taken alone, and how many
// bytes it takes up; CR LF is one.
func plainRune(in []byte, i int) (rune, int) {
	if c := in[i]; c > '-' && c < 0x7f && c != '`' { // most of any text
		return rune(c), 1
	}
	r, n := utf8.DecodeRune(in[i:])
	if r == '\r' && i+1 < len(in) && in[i+1] == '\n' {
		return '\n', 2
	}
	if 0x80 <= r && r <= 0x9f && r != 0x85 {
		if w := charmap.Windows1252.DecodeByte(byte(r)); w != utf8.RuneError {
			r = w
		}
	}
	if 0xff01 <= r && r <= 0xff5e {
		r -= 0xff01 - '!'
	}
	switch r {
	case '\n', '\t', ' ':
		return r, n
	case '\r', '\v', '\f':
		return ' ', n
	case 0x85, 0x2028, 0x2029:
		return '\n', n
	case '“', '”', '„', '‟', '«', '»', '″', '‶', '〝', '〞', '〟', 'ʺ':
		return '"', n
	case '‘', '’', '‚', '‛', '‹', '›', '′', '‵', 'ʹ', 'ʻ', 'ʼ', 'ʽ', '`', '´':
		return '\'', n
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2212', '\ufe63', '\u2043', '\u001e':
		return '-', n // U+001E is Word's hyphen that does not break
	case '\u2014', '\u2015', '\u2e3a', '\u2e3b', '\ufe58':
		return '—', n
	case '\u2044', '\u2215':
		return '/', n
	}
	switch {
	case r < ' ' || r >= 0x7f && r <= 0x9f:
		return unseen, n
	case r < 0xa0:
		return r, n
	case unicode.Is(unicode.Zs, r):
		return ' ', n
	case unicode.Is(unicode.Variation_Selector, r),
		unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r):
		return unseen, n
	}
	return r, n
}

// spelled is what a ligature or a Roman numeral sign stands for.
func spelled(r rune) (string, bool) {
	if 0xfb00 <= r && r <= 0xfb06 || 0x2160 <= r && r <= 0x217f {
		return norm.NFKD.String(string(r)), true
	}
	return "", false
}
