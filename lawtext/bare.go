package lawtext

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// codeNames are abbreviations of codes that stand before the number of a section
// where it is cited ("RCW 10.93.160", "5 ILCS 805/15"). Those with stops inside
// ("K.C.C.") need not be listed.
var codeNames = map[string]bool{"RCW": true, "WAC": true, "ORS": true, "ILCS": true, "NRS": true, "KRS": true, "RSA": true, "MCL": true, "IC": true,
	"SMC": true, "KCC": true, "LAMC": true, "PMC": true, "DCMR": true, "CMR": true, "NYCRR": true, "USC": true, "CFR": true}

// bareHead reads a head that has no sign for section before its number:
// "28-250. Use of funds", "908.103 Policies.—A city", "RCW 10.93.160 Duties",
// "(5 ILCS 805/15)", "7284. This chapter", "9(1) No officer". It is true for what
// may be one: such a number may also be an amount or stand in the middle of a
// sentence, which only the lines around it tell.
func bareHead(head string) (sectionHeader, bool) {
	at := 0
	closing := ""
	if strings.HasPrefix(head, "(") {
		at, closing = 1, ")"
	}
	start := codeName(head, at)
	named := start > at
	if closing != "" && !named || start >= len(head) || head[start] < '0' || head[start] > '9' {
		return sectionHeader{}, false
	}
	end, parts, letters := numberEnd(head, start)
	if named && end < len(head) && head[end] == '/' { // the act and its section
		act := end + 1
		if end, _, letters = numberEnd(head, act); end == act {
			return sectionHeader{}, false
		}
		start = act
		parts = 2
	}
	h := sectionHeader{number: head[at:end], digits: head[start:end]}
	if len(h.number) > 30 || letters > 2 || isYears(h.digits) {
		return sectionHeader{}, false
	}
	after := end
	for after < len(head) && (head[after] == '.' || head[after] == ':' && parts > 1) {
		after++
	}
	h.full = after > end || after == len(head)
	if closing != "" {
		if head[end:] != closing {
			return sectionHeader{}, false
		}
		h.length, h.cite, h.number = len(head), true, head
		return h, true
	}
	h.length = after
	space := leadingSpace(head[after:])
	rest := head[after+space:]
	r, _ := utf8.DecodeRuneInString(rest)
	switch {
	case parts == 1 && !named:
		h.plain = true
		n := Digits(h.digits)
		switch {
		case n == 0:
			return sectionHeader{}, false
		case after == end && (strings.HasPrefix(rest, "(1) ") || strings.HasPrefix(rest, "(a) ")) && space == 0 && n < 1000:
			_, size := utf8.DecodeRuneInString(rest[4:])
			return h, size > 0 && unicode.IsUpper([]rune(rest[4 : 4+size])[0])
		case n < 1000 || after != end+1 || space == 0:
			return sectionHeader{}, false // 1. to 999. are items of lists
		}
		h.plain = false
	case rest == "":
		h.cite = named
		return h, named || parts > 1 && after > end
	case space == 0:
		return sectionHeader{}, false
	}
	if !unicode.IsUpper(r) && !strings.ContainsRune("“\"([§", r) {
		return sectionHeader{}, false
	}
	h.heading = shortHeading(rest, true)
	if h.heading != "" {
		h.after = len(head) - len(rest) + len(h.heading)
		h.titled = isUpper(h.heading)
		if h.after < len(head) && head[h.after] == '.' {
			h.after++
			h.titled = true
		}
	}
	return h, true
}

// codeName is where the abbreviation of a code that begins at at ends, with the
// number of its title before and the white space and sign behind it; at where
// there is none.
func codeName(head string, at int) int {
	from := at
	for from < len(head) && from < at+2 && head[from] >= '0' && head[from] <= '9' {
		from++
	}
	if from > at {
		n := leadingSpace(head[from:])
		if n == 0 {
			return at
		}
		from += n
	}
	end, capitals, stops := from, 0, 0
	for end < len(head) && end-from < 12 && (head[end] >= 'A' && head[end] <= 'Z' || head[end] == '.') {
		if head[end] == '.' {
			stops++
		} else {
			capitals++
		}
		end++
	}
	if capitals < 2 || stops != capitals && !codeNames[head[from:end]] {
		return at
	}
	n := leadingSpace(head[end:])
	if n == 0 {
		return at
	}
	end += n
	if strings.HasPrefix(head[end:], "§") {
		end += len("§")
		end += leadingSpace(head[end:])
	}
	return end
}

// isYears tells "2014-2015" and "2014-15" from the number of a section.
func isYears(digits string) bool {
	from, to, ok := strings.Cut(digits, "-")
	return ok && len(from) == 4 && (from[:2] == "19" || from[:2] == "20") && (len(to) == 2 || len(to) == 4 && to[:2] == from[:2] || strings.Contains(to, "-"))
}

// historyWords begin the note below a section on the laws that made it.
var historyWords = []string{"Source:", "Added ", "Amended ", "Ord. ", "Ord ", "Code 1", "CBC ", "Prior code", "Formerly ", "Acts ", "Stats. ", "History:", "Renumbered ", "Repealed "}

// isHistory says that a line is the note below a section on the laws that made
// it: "(Added by Ord. 375-89, App. 10/24/89)".
func isHistory(line string) bool {
	if len(line) < 8 || line[0] != '(' && line[0] != '[' {
		return false
	}
	last := line[len(line)-1]
	return (last == ')' || last == ']') && strings.ContainsAny(line, "0123456789") &&
		slices.ContainsFunc(historyWords, func(w string) bool { return strings.HasPrefix(line[1:], w) })
}
