package law

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Codified is a place in a code: one section or chapter, or all from one
// through another.
type Codified struct {
	Code   string `json:"code"`   // as cited: "N.Y.C. Admin. Code"
	Number string `json:"number"` // without signs: "9-131", "ch. 2-173"
	// Through is the last number of a stretch, "" for one place.
	Through string `json:"through,omitempty"`
}

var (
	// codeSign stands between the name of a code and its numbers.
	codeSign = regexp.MustCompile(`(?:^|\s)(§§?|chs?\.|arts?\.|Titles?|§\s*ch\.)\s*`)
	// codeNumber begins the numbers of a code that is cited without a sign:
	// "RCW 10.93.160", "5 ILCS 805/10". The numbers of volumes before a name are
	// no places.
	codeNumber = regexp.MustCompile(`^(\d* ?[A-Za-z][A-Za-z.'& ]*?) (\d[\w.:/-]*.*)$`)
	codeAside  = regexp.MustCompile(`\s*(?:\([a-z]{2}[a-z ]*\)|et seq\.|and others|, since .*|; now .*)$`)
	codeNext   = regexp.MustCompile(`\s*(?:,|\band\b|;)\s*`)
	codeUpTo   = regexp.MustCompile(`^(\S+?)(?:\s+to\s+|–)(\S+)$`)
	codeHyphen = regexp.MustCompile(`^((\d+)[\w.]*)-((\d*)[\w.]*)$`)
)

// ReadCodified reads a Policy.CodifiedAt: "N.Y.C. Admin. Code §§ 9-131, 14-154"
// is two places, "D.C. Code § 24-211.07" one. Words without a number are the
// name of a code, with an empty Number. A hyphen joins the ends of a stretch
// only where both are numbers of one chapter or title ("7283-7283.2"); else it
// is part of a number ("9-131").
func ReadCodified(words string) []Codified {
	words = strings.TrimSpace(words)
	for {
		cut := codeAside.ReplaceAllString(words, "")
		if cut == words {
			break
		}
		words = cut
	}
	code, numbers, prefix := words, "", ""
	if at := codeSign.FindStringSubmatchIndex(words); at != nil {
		code, numbers = strings.TrimSpace(words[:at[0]]), words[at[1]:]
		switch sign := words[at[2]:at[3]]; {
		case strings.HasPrefix(sign, "ch"):
			prefix = "ch. "
		case strings.HasPrefix(sign, "art"):
			prefix = "art. "
		case strings.HasPrefix(sign, "Title"):
			prefix = "title "
		}
	} else if m := codeNumber.FindStringSubmatch(words); m != nil {
		code, numbers = m[1], m[2]
	}
	if numbers == "" {
		return []Codified{{Code: code}}
	}
	var out []Codified
	for _, part := range codeNext.Split(numbers, -1) {
		if part == "" {
			continue
		}
		c := Codified{Code: code, Number: part}
		if m := codeUpTo.FindStringSubmatch(part); m != nil {
			c.Number, c.Through = m[1], m[2]
		} else if m := codeHyphen.FindStringSubmatch(part); m != nil && oneRange(m[2], m[4], m[3]) {
			c.Number, c.Through = m[1], m[3]
		}
		// "5 ILCS 805/5, /10": the rest of a list leaves out what is the same.
		if len(out) > 0 {
			last := out[len(out)-1].Number[len(prefix):]
			if i := strings.LastIndexByte(last, '/'); i > 0 && strings.HasPrefix(c.Number, "/") {
				c.Number = last[:i] + c.Number
			}
		}
		if c.Through != "" && (c.Through[0] == '-' || c.Through[0] == '.') {
			if i := strings.LastIndexByte(c.Number, c.Through[0]); i > 0 {
				c.Through = c.Number[:i] + c.Through
			}
		}
		c.Number = prefix + c.Number
		if c.Through != "" {
			c.Through = prefix + c.Through
		}
		out = append(out, c)
	}
	return out
}

// oneRange says whether the numbers before and after a hyphen are the ends of a
// stretch: they begin alike, or are long and rise, or the second leaves out what
// is the same.
func oneRange(first, second, rest string) bool {
	if second == "" {
		return strings.HasPrefix(rest, ".")
	}
	a, err := strconv.Atoi(first)
	b, err2 := strconv.Atoi(second)
	return err == nil && err2 == nil && (a == b || len(first) == len(second) && len(first) > 3 && b > a)
}

// Has says whether the place is, or holds, the section or chapter of a number:
// "§ 9-131", "9-131" and "9-131(h)" lie in § 9-131. The numbers between the ends
// of a stretch are in it where they differ in their last part alone.
func (c Codified) Has(number string) bool {
	n := codeKey(number)
	if n == "" || c.Number == "" {
		return false
	}
	if n == codeKey(c.Number) || c.Through != "" && n == codeKey(c.Through) {
		return true
	}
	if c.Through == "" {
		return false
	}
	stem, at, ok := lastDigits(n)
	from, lo, hi, counted := counts(codeKey(c.Number), codeKey(c.Through))
	return ok && counted && stem == from && lo <= at && at <= hi
}

// counts is what the numbers of a stretch begin with, and their last parts from
// lo to hi. It is not ok where the ends differ in more than that.
func counts(first, last string) (stem string, lo, hi int, ok bool) {
	from, lo, ok1 := lastDigits(first)
	to, hi, ok2 := lastDigits(last)
	switch {
	case !ok1 || !ok2:
		return "", 0, 0, false
	case to == first+".": // 7284 through 7284.12
		return to, 1, hi, true
	}
	return to, lo, hi, from == to
}

// maxSpread bounds the numbers of one stretch.
const maxSpread = 60

// Spread are the numbers of the place: its own, and of a stretch also the last
// and, where no more than maxSpread lie between them and they differ in their
// last part alone, those.
func (c Codified) Spread() []string {
	if c.Through == "" || c.Number == "" {
		return []string{c.Number}
	}
	out := []string{c.Number, c.Through}
	stem, lo, hi, ok := counts(c.Number, c.Through)
	if !ok || hi-lo > maxSpread {
		return out
	}
	width := max(0, len(c.Number)-len(stem)) // "752.051" goes on as "752.052"
	for i := lo; i <= hi; i++ {
		if n := stem + fmt.Sprintf("%0*d", width, i); !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// codeKey is a number as its address writes it: without its sign, its
// subdivisions and its case, the parts joined by hyphens and points.
func codeKey(number string) string {
	number = strings.ToLower(strings.TrimSpace(strings.TrimLeft(number, "§ ")))
	if i := strings.IndexByte(number, '('); i > 0 {
		number = number[:i]
	}
	return strings.TrimRight(inAddress.Replace(strings.TrimSpace(number)), ".")
}

var inAddress = strings.NewReplacer(". ", "-", " ", "-", "/", "-", ":", "-")

// Address is the number as an address writes it: "9-131", "ch-2-173".
func (c Codified) Address() string { return codeKey(c.Number) }

// lastDigits divides a number before its last run of digits.
func lastDigits(key string) (stem string, n int, ok bool) {
	i := strings.LastIndexFunc(key, func(r rune) bool { return !unicode.IsDigit(r) })
	n, err := strconv.Atoi(key[i+1:])
	return key[:i+1], n, err == nil
}

// Named is the number of the place, or of one inside it, as an address and a
// heading write it: without signs and subdivisions ("9-131" of "§ 9-131(h)").
func (c Codified) Named(number string) string {
	if key := codeKey(number); key != codeKey(c.Number) {
		return key
	}
	return c.Number
}

// CompareNumbers orders the numbers of a code as a reader counts: by their runs
// of digits as numbers and the rest as words.
func CompareNumbers(a, b string) int {
	for a != "" && b != "" {
		x, y := firstRun(a), firstRun(b)
		m, errA := strconv.Atoi(x)
		n, errB := strconv.Atoi(y)
		c := strings.Compare(x, y)
		if errA == nil && errB == nil && m != n {
			c = m - n
		}
		if c != 0 {
			return c
		}
		a, b = a[len(x):], b[len(y):]
	}
	return len(a) - len(b)
}

// firstRun is the digits that s begins with, else what stands before the first.
func firstRun(s string) string {
	digit := func(r rune) bool { return r >= '0' && r <= '9' }
	if i := strings.IndexFunc(s, func(r rune) bool { return digit(r) != digit(rune(s[0])) }); i > 0 {
		return s[:i]
	}
	return s
}
