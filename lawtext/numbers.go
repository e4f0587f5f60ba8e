package lawtext

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// enumerators reads the number a line begins with in every way it can be read;
// none if it begins with no number. Of "[5] 3." the bracketed number is passed
// over.
func enumerators(s string) []enumerator {
	skip := 0
	for skip < len(s) && s[skip] == '[' {
		skip++
	}
	first := readEnumerator(s[skip:])
	if skip > 0 {
		rest := s[skip:]
		n := 0
		if len(first) > 0 {
			n = first[0].length
		} else {
			for n < len(rest) && n < 6 && (isAlnum(rest[n]) || rest[n] == '(' || rest[n] == ')' || rest[n] == '.') {
				n++
			}
		}
		if n > 0 && n < len(rest) && rest[n] == ']' {
			at := n + 1
			for at < len(rest) && rest[at] == ' ' {
				at++
			}
			if second := readEnumerator(rest[at:]); len(second) > 0 {
				for i := range second {
					second[i].skip = skip + at
				}
				return second
			}
		}
	}
	for i := range first {
		first[i].skip = skip
	}
	return first
}

func readEnumerator(s string) []enumerator {
	if s == "" {
		return nil
	}
	for _, word := range []string{"Subdivision ", "Subd. "} { // Minnesota's
		if rest, ok := strings.CutPrefix(s, word); ok {
			n := 0
			for n < len(rest) && rest[n] >= '0' && rest[n] <= '9' {
				n++
			}
			if v := Digits(rest[:n]); v > 0 && v < 1000 && n < len(rest) && rest[n] == '.' {
				return []enumerator{{form: 'S', class: '1', value: v, length: len(word) + n + 1}}
			}
		}
	}
	at := 0
	form := byte('.')
	if s[0] == '(' {
		form, at = '(', 1
		if len(s) > 2 && s[1] == '.' && s[2] >= '0' && s[2] <= '9' { // Philadelphia's (.1)
			form, at = '1', 2
		}
	}
	from := at
	for at < len(s) && isAlnum(s[at]) && at-from < 7 {
		at++
	}
	body := s[from:at]
	if body == "" || at >= len(s) {
		return nil
	}
	// "(a-1)", "(1.1)", "1-a.": an item put between two others.
	stem, added := body, false
	if (s[at] == '-' || s[at] == '.' && form == '(') && at+1 < len(s) && isAlnum(s[at+1]) {
		added = true
		at++
		for at < len(s) && isAlnum(s[at]) && at-from < 9 {
			at++
		}
		if at >= len(s) {
			return nil
		}
	}
	switch {
	case form != '.' && s[at] == ')':
		at++
		if at < len(s) && s[at] == '.' {
			at++
		}
	case form == '.' && s[at] == '.':
		at++
		if at < len(s) && s[at] == '.' {
			at++
		}
		if at < len(s) && s[at] != ']' && s[at] != '[' && SpaceAt([]byte(s[at:min(at+3, len(s))])) == 0 && !listBegins(stem, s[at:]) {
			return nil // "1.5", "a.m."
		}
	case form == '.' && s[at] == ')':
		form = ')'
		at++
	default:
		return nil
	}
	var out []enumerator
	add := func(class byte, value int) {
		out = append(out, enumerator{form: form, class: class, value: value, length: at, added: added})
	}
	if stem[0] >= '0' && stem[0] <= '9' {
		n, err := strconv.Atoi(stem)
		if err != nil || n > 999 {
			return nil
		}
		add('1', n)
		return out
	}
	lower := strings.ToLower(stem)
	letter, number := byte('a'), byte('i')
	if stem != lower {
		if stem != strings.ToUpper(stem) {
			return nil
		}
		letter, number = 'A', 'I'
	}
	if v := Letters(lower); v > 0 {
		add(letter, v)
	} else if v := afterZ(lower); v > 0 {
		add(letter, v)
		out[len(out)-1].weak = true
	}
	if v := Roman(lower); v > 0 {
		add(number, v)
	}
	return out
}

// listBegins says that a list begins directly behind a number, as the 1. in
// "C.1." or the a. in "1.a.".
func listBegins(number, rest string) bool {
	return len(rest) > 2 && rest[1] == '.' && SpaceAt([]byte(rest[2:min(5, len(rest))])) > 0 && len(number) < 3 &&
		(rest[0] == '1' && !isDigit(number[0]) || (rest[0] == 'a' || rest[0] == 'A') && isDigit(number[0]))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// afterZ counts the letters behind z where they are not doubled: za=27, zb=28,
// or ab=28, ac=29 behind aa. 0 for anything else; some of these are words.
func afterZ(s string) int {
	if len(s) != 2 || s[0] < 'a' || s[0] > 'z' || s[1] < 'a' || s[1] > 'z' {
		return 0
	}
	if s[0] == 'z' {
		return 27 + int(s[1]-'a')
	}
	return 26*int(s[0]-'a'+1) + int(s[1]-'a') + 1
}

// Letters counts a=1 … z=26, aa=27 …: the letter doubled. 0 for a word.
func Letters(s string) int {
	if s == "" || len(s) > 4 {
		return 0
	}
	for i := range len(s) {
		if s[i] != s[0] || s[i] < 'a' || s[i] > 'z' {
			return 0
		}
	}
	return (len(s)-1)*26 + int(s[0]-'a') + 1
}

// Roman reads a Roman number up to 89 in its usual form, 0 for anything else.
func Roman(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		v := romanDigit(s[i])
		if v == 0 {
			return 0
		}
		if i+1 < len(s) && romanDigit(s[i+1]) > v {
			v = romanDigit(s[i+1]) - v
			i++
		}
		n += v
	}
	if n == 0 || n > 89 || RomanForm(n) != s {
		return 0
	}
	return n
}

func romanDigit(c byte) int {
	switch c {
	case 'i':
		return 1
	case 'v':
		return 5
	case 'x':
		return 10
	case 'l':
		return 50
	}
	return 0
}

// RomanForm writes a number from 1 to 89 as a Roman one, in lower case; "" for
// any other.
func RomanForm(n int) string {
	if n < 1 || n > 89 {
		return ""
	}
	tens := [...]string{"", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx"}
	ones := [...]string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"}
	return tens[n/10] + ones[n%10]
}

// SpaceAt is the length of the white space character b begins with, 0 if none.
func SpaceAt(b []byte) int {
	switch {
	case b[0] == ' ' || b[0] == '\t':
		return 1
	case len(b) > 1 && b[0] == 0xC2 && b[1] == 0xA0:
		return 2
	case len(b) > 2 && b[0] == 0xE2 && b[1] == 0x80 && b[2] >= 0x80 && b[2] <= 0x8A:
		return 3
	}
	return 0
}

// Cut is at most n bytes of s, cut on a rune boundary.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

var wordNumbers = func() map[string]int {
	out := map[string]int{}
	for i, w := range strings.Split(NumberWords, "|") {
		switch {
		case i < 20:
			out[w] = i + 1
		default:
			out[w] = (i - 17) * 10
		}
	}
	return out
}()

// PartNumber is a printed number in lower case without parentheses, and in
// digits where it was a word.
func PartNumber(s string) string {
	s = strings.ToLower(strings.Trim(s, "().,;: "))
	s = strings.ReplaceAll(s, "–", "-")
	if i := strings.IndexByte(s, ' '); i > 0 {
		s = s[i+1:] // "FC 309.1"
	}
	if n, ok := wordNumbers[s]; ok {
		return strconv.Itoa(n)
	}
	if tens, ones, ok := strings.Cut(s, "-"); ok && wordNumbers[tens] >= 20 && wordNumbers[ones] > 0 {
		return strconv.Itoa(wordNumbers[tens] + wordNumbers[ones])
	}
	return s
}

// SectionNumber is a section's number in the form all laws share.
func SectionNumber(s string) string {
	return strings.TrimSuffix(PartNumber(s), ".")
}

// Term is a defined term as a path names it: lower case, one space between
// words.
func Term(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.Trim(s, " .,;:“”\"")), " "))
}

// Digits is the number that a string of digits writes, 0 for anything else.
func Digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 1<<20 {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// NumberWords are the words of numbers, in the form of a regular expression.
const NumberWords = `one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty`

// NumberLength is how many bytes the printed number takes that a line begins
// with ("(a)", "1."), an opening bracket before it included; 0 if it begins with
// none.
func NumberLength(line string) int {
	n := enumerators(line)
	if len(n) == 0 {
		return 0
	}
	return n[0].skip + n[0].length
}
