package lawtext

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// containerHead reads "Chapter 12H", "ARTICLE II. POWERS".
func containerHead(head string, length int) (word, number, heading string, ok bool) {
	if length > 200 {
		return "", "", "", false
	}
	first, rest, found := strings.Cut(strings.TrimLeft(head, "["), " ")
	if !found || first == "" || first[0] < 'A' || first[0] > 'Z' {
		return "", "", "", false
	}
	word = strings.ToLower(first)
	if _, known := containerID[word]; !known || first != strings.ToUpper(first) && first[1:] != word[1:] {
		return "", "", "", false
	}
	rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
	n := 0
	for n < len(rest) && (isAlnum(rest[n]) || n > 0 && n+1 < len(rest) && (rest[n] == '-' || rest[n] == '.') && isAlnum(rest[n+1])) {
		n++
	}
	number = rest[:n]
	if n == 0 || n > 12 || !isNumber(number) {
		return "", "", "", false
	}
	heading = strings.TrimFunc(rest[n:], func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".:-–—[]", r) })
	if heading != "" {
		r, _ := utf8.DecodeRuneInString(heading)
		if unicode.IsLower(r) || rest[n] == ',' || rest[n] == ';' {
			return "", "", "", false // "Chapter 5 of title 9 is amended"
		}
	}
	return word, number, heading, true
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// isNumber tells "12H", "IV", "2-173", "A" from words.
func isNumber(s string) bool {
	if s[0] >= '0' && s[0] <= '9' {
		return true
	}
	if len(s) == 1 {
		return s[0] >= 'A' && s[0] <= 'Z'
	}
	return Roman(strings.ToLower(s)) > 0 && s == strings.ToUpper(s)
}

// sectionHeader is what the head of a section says.
type sectionHeader struct {
	number  string // as printed
	digits  string // "9-131"
	heading string
	length  int  // bytes up to the end of the number
	after   int  // bytes up to the end of the heading, 0 without one
	bill    int  // the number, where it is a plain small one
	full    bool // of a bare number: a stop or nothing stands behind it
	titled  bool // of a bare number: its heading ends in a stop, or is in capitals
	plain   bool // of a bare number: it is counted plainly, 9, 10, 11
	cite    bool // the line is nothing but the citation of the section
}

// sectionHead reads "§ 9-131 Persons …", "Section 1.", "SEC. 12H.2. …",
// "2-173-020 …", "4.18.015 …".
func sectionHead(head string) (sectionHeader, bool) {
	at := 0
	for at < len(head) && head[at] == '[' {
		at++
	}
	if strings.HasPrefix(head[at:], newSection) { // Washington's bills
		at += len(newSection)
		at += leadingSpace(head[at:])
	}
	from := at
	marked := false
	for _, prefix := range []string{"§§", "§", "Section", "SECTION", "Sec.", "SEC."} {
		if strings.HasPrefix(head[at:], prefix) {
			at += len(prefix)
			marked = true
			break
		}
	}
	if marked {
		at += leadingSpace(head[at:])
	}
	start := at
	at, parts, letters := numberEnd(head, at)
	digits := head[start:at]
	if digits == "" || digits[0] < '0' || digits[0] > '9' || len(digits) > 24 {
		return sectionHeader{}, false
	}
	if letters > 1 && !marked {
		return sectionHeader{}, false
	}
	if !marked && parts < 3 {
		return sectionHeader{}, false // only 2-173-020 and 4.18.015 go without a sign
	}
	if !marked && (at >= len(head) || !(head[at] == ' ' || head[at] == '.' || head[at] == '\t')) {
		return sectionHeader{}, false
	}
	end := at
	for end < len(head) && (head[end] == '.' || head[end] == ':' || head[end] == ']') {
		end++
	}
	rest := head[end:]
	if !marked && strings.Count(digits, "-") == 2 && len(digits) == 10 && parts == 3 {
		return sectionHeader{}, false // a date, 2014-11-14
	}
	trimmed := strings.TrimLeftFunc(rest, unicode.IsSpace)
	if r, _ := utf8.DecodeRuneInString(trimmed); marked && (unicode.IsLower(r) || r == ',' || r == ';' || r == '(' && head[at] == '(') {
		if n := enumerators(trimmed); len(n) == 0 {
			return sectionHeader{}, false // "Section 5 of the act …" goes on with a sentence
		}
	}
	if r, _ := utf8.DecodeRuneInString(trimmed); !marked && unicode.IsLower(r) {
		return sectionHeader{}, false // cited in a sentence
	}
	h := sectionHeader{number: head[from:at], digits: digits, length: end}
	if n, err := strconv.Atoi(digits); err == nil && n < 1000 {
		h.bill = n
	}
	h.heading = shortHeading(trimmed, true)
	if h.heading != "" {
		h.after = len(head) - len(trimmed) + len(h.heading)
		if h.after < len(head) && head[h.after] == '.' {
			h.after++
		}
	}
	return h, true
}

// newSection stands before the head of a section that a bill adds to a code.
const newSection = "NEW SECTION."

// leadingSpace is how many bytes of white space s begins with.
func leadingSpace(s string) int {
	at := 0
	for at < len(s) {
		n := SpaceAt([]byte(s[at:min(at+3, len(s))]))
		if n == 0 {
			break
		}
		at += n
	}
	return at
}

// numberEnd is where the number of a section that begins at at ends, in how many
// parts it is written, and how many letters its last part has.
func numberEnd(head string, at int) (end, parts, letters int) {
	start := at
	for at < len(head) {
		c := head[at]
		switch {
		case c >= '0' && c <= '9':
			if at == start || !isAlnum(head[at-1]) {
				parts++
			}
			at++
			continue
		case (c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') && at > start && letters < 3:
			letters++
			at++
			continue
		case (c == '-' || c == '.' || c == ':') && at > start && at+1 < len(head) && isAlnum(head[at+1]):
			if !(head[at+1] >= '0' && head[at+1] <= '9') && c == '.' {
				break
			}
			letters = 0
			at++
			continue
		case strings.HasPrefix(head[at:], "–") && at > start && at+3 < len(head) && isAlnum(head[at+3]):
			letters = 0
			at += 3
			continue
		case strings.HasPrefix(head[at:], "\u2011") && at > start && at+3 < len(head) && isAlnum(head[at+3]):
			letters = 0
			at += 3
			continue
		}
		break
	}
	return at, parts, letters
}

// shortHeading is the heading a text begins with: a few words up to a period,
// without the verb of a sentence. Unless whole, other words must follow it. ""
// where there is none.
func shortHeading(s string, whole bool) string {
	end, parted := -1, false
	for i := 1; i < len(s) && i < 200; i++ {
		if s[i] == ';' && whole {
			parted = true
			continue
		}
		if s[i] == ':' || s[i] == ';' || s[i] == '[' || s[i] == ']' {
			return ""
		}
		if s[i] != '.' || i+1 < len(s) && SpaceAt([]byte(s[i+1:min(i+4, len(s))])) == 0 && !strings.HasPrefix(s[i+1:], "—") && !strings.HasPrefix(s[i+1:], "–") {
			continue
		}
		before := s[:i]
		if i+1 < len(s) && (i < 2 || strings.HasSuffix(before, " No") || i > 1 && s[i-2] == '.' || strings.HasSuffix(before, " sec")) {
			continue
		}
		end = i
		break
	}
	switch {
	case end < 0 && (!whole || len(s) > 150 || s == ""):
		return ""
	case end < 0:
		end = len(s)
	case !whole && strings.TrimSpace(s[end+1:]) == "":
		return ""
	}
	if parted { // "Notice; exceptions." is a heading where nothing or a list follows it
		rest := strings.TrimLeftFunc(s[min(end+1, len(s)):], isGap)
		if end == len(s) || rest != "" && firstOf(enumerators(rest)).value != 1 {
			return ""
		}
	}
	h := s[:end]
	if r, _ := utf8.DecodeRuneInString(h); !unicode.IsUpper(r) && r != '“' && r != '"' {
		return ""
	}
	for _, verb := range []string{" shall ", " is ", " are ", " may ", " means ", " must ", " has ", " have ", " will ", " was ", " takes ", " take "} {
		if strings.Contains(h, verb) {
			return ""
		}
	}
	return h
}

func isRecital(head string) bool {
	for _, w := range []string{"WHEREAS", "Whereas"} {
		if rest, ok := strings.CutPrefix(head, w); ok && rest != "" && (rest[0] == ',' || rest[0] == ':' || rest[0] == ';' || rest[0] == ' ') {
			return true
		}
	}
	return false
}

// definedTerm is the term that a paragraph defines, "" if it defines none:
// “Term” means …; “Term.” The term …; Term. The term “term” means ….
func definedTerm(head string) string {
	head = strings.TrimLeft(head, "[")
	for _, q := range [...][2]string{{"“", "”"}, {`"`, `"`}, {"''", "''"}, {"``", "''"}} {
		rest, ok := strings.CutPrefix(head, q[0])
		if !ok {
			continue
		}
		term, after, ok := strings.Cut(rest, q[1])
		if !ok || len(term) > 120 || strings.TrimSpace(term) == "" {
			continue
		}
		if strings.HasSuffix(term, ".") {
			return strings.TrimRight(term, ".")
		}
		if i := strings.IndexAny(after, ".;:"); i >= 0 && i < 120 {
			after = after[:i+1]
		}
		after = Cut(after, 160)
		for _, verb := range []string{" means", " mean ", " shall mean", " includes", " include", " shall include", " has the", " shall have the", " have the",
			" refers to", "The term", ". The", " is defined", " shall be", " means:"} {
			if strings.Contains(after, verb) {
				return strings.TrimRight(term, ".,")
			}
		}
	}
	if i := strings.Index(head, ". The term"); i > 0 && i < 120 {
		rest := head[i+len(". The term"):]
		rest = strings.TrimPrefix(rest, "s")
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if strings.HasPrefix(rest, "“") || strings.HasPrefix(rest, `"`) {
			return head[:i]
		}
	}
	return ""
}

// amendingPhrases open matter in which drafters mark what changes.
var amendingPhrases = [][]byte{
	[]byte("ead as follows"), []byte("is amended"), []byte("are amended"), []byte("hereby amended"),
	[]byte("mended as follows"), []byte("is added"), []byte("are added"), []byte("hereby added"),
	[]byte("amended by adding"), []byte("hereby further amended"), []byte("is REPEALED"), []byte("is repealed"),
}

// BillSection is the number of the section of a bill that a paragraph opens
// ("Section 1.", "Section one.", "§ 2.", "§3", "SECTION 4."), 0 if it opens none.
func BillSection(w []byte) int {
	rest, ok := w, false
	for _, prefix := range []string{"§", "Section", "SECTION", "Sec.", "SEC."} {
		if bytes.HasPrefix(w, []byte(prefix)) {
			rest, ok = w[len(prefix):], true
			break
		}
	}
	if !ok {
		return 0
	}
	for len(rest) > 0 {
		n := SpaceAt(rest)
		if n == 0 {
			break
		}
		rest = rest[n:]
	}
	for _, one := range []string{"one.", "One.", "l."} { // typists' ones
		if bytes.HasPrefix(rest, []byte(one)) {
			return 1
		}
	}
	n, digits := 0, 0
	for digits < len(rest) && digits < 4 && rest[digits] >= '0' && rest[digits] <= '9' {
		n = n*10 + int(rest[digits]-'0')
		digits++
	}
	if digits == 0 || digits > 3 {
		return 0
	}
	if digits == len(rest) {
		return n
	}
	// "§ 2-101" and "§ 14.5" are sections of a code.
	if c := rest[digits]; c == '-' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' {
		return 0
	}
	if rest[digits] == '.' && digits+1 < len(rest) && rest[digits+1] >= '0' && rest[digits+1] <= '9' {
		return 0
	}
	return n
}

// BeginsPart says that a line opens a numbered part, a recital or a heading.
func BeginsPart(text string) bool {
	if n := enumerators(text); len(n) > 0 && (n[0].form == '(' || len(text) > n[0].length+1) {
		return true
	}
	if _, ok := sectionHead(Cut(text, 300)); ok {
		return true
	}
	_, _, _, ok := containerHead(Cut(text, 300), len(text))
	return ok || isRecital(text)
}

// Amends says that words order a change of another law: "is amended", "to read
// as follows".
func Amends(b []byte) bool {
	return slices.ContainsFunc(amendingPhrases, func(p []byte) bool { return bytes.Contains(b, p) })
}
