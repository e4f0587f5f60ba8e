// Package newyork reads bills in the drafting style of New York: what their
// clauses order of a code, and when it takes effect.
package newyork

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/law"
	"refuge/lawtext"
)

const maxClauses = 5000

// ReadBill reads the amending clauses and the clauses on effect of a bill from
// its text and marks, in the drafting style of New York: sections of the bill
// counted from one, each with one operative sentence and the matter below it.
func ReadBill(text string, marks []law.Mark) lawtext.Bill {
	b := biller{text: text, marks: marks}
	parts := b.sections()
	var bill lawtext.Bill
	var last lastNamed
	for _, p := range parts {
		if len(bill.Instructions) >= maxClauses {
			break
		}
		clause, matter := b.clause(p)
		if in := readClause(clause, &last); len(in) > 0 {
			for i := range in {
				in[i].BillSection = p.number
				in[i].Start, in[i].End = p.start, p.end
				in[i].Clause = clause
				if matter.start < matter.end && in[i].Action != lawtext.Repeal && in[i].Action != lawtext.Renumber {
					in[i].MatterStart, in[i].MatterEnd = matter.start, matter.end
					before, after := lawtext.Sides(text, marks, matter.start, matter.end)
					in[i].Before, in[i].After = string(before.Text), string(after.Text)
				}
			}
			bill.Instructions = append(bill.Instructions, in...)
			continue
		}
		if strings.Contains(text[p.start:p.end], "effect") {
			_, words := lawtext.Sides(text, marks, p.start, p.end)
			if found, ok := readEffect(string(words.Text)); ok {
				for i := range found {
					found[i].BillSection = p.number
				}
				bill.Effects = append(bill.Effects, found...)
			}
		}
	}
	return bill
}

// stretch is a range of bytes of the bill.
type stretch struct{ start, end int }

type billPart struct{ number, start, end, body int }

type biller struct {
	text  string
	marks []law.Mark
}

// markAt is the mark of the byte at an offset.
func (b *biller) markAt(at int) law.MarkKind {
	i, _ := slices.BinarySearchFunc(b.marks, at, func(m law.Mark, at int) int {
		if m.End <= at {
			return -1
		}
		return 1
	})
	if i < len(b.marks) && b.marks[i].Start <= at {
		return b.marks[i].Kind
	}
	return ""
}

// sections parts the text into the sections of the bill.
func (b *biller) sections() []billPart {
	var parts []billPart
	last := 0
	for at := 0; at < len(b.text); {
		end := strings.IndexByte(b.text[at:], '\n')
		if end < 0 {
			end = len(b.text)
		} else {
			end += at
		}
		line := b.text[at:end]
		if last == 0 && strings.HasPrefix(line, "Be it enacted") {
			if i := strings.Index(line, "Section 1"); i > 0 {
				at, line = at+i, line[i:]
			}
		}
		if n := lawtext.BillSection([]byte(line)); n > 0 && (n == last+1 || last > 0 && (n == last || n <= last+3) && b.operative(line)) && b.ofTheBill(at, line) {
			if len(parts) > 0 {
				parts[len(parts)-1].end = at
			}
			parts = append(parts, billPart{number: n, start: at, end: len(b.text), body: at + billSectionLength(line)})
			last = n
		}
		at = end + 1
	}
	return parts
}

func (b *biller) operative(line string) bool {
	return lawtext.Amends([]byte(line)) || strings.Contains(line, "local law") && strings.Contains(line, "effect")
}

// ofTheBill says that a head is the bill's own and not one in the matter: it is
// neither new nor deleted.
func (b *biller) ofTheBill(at int, line string) bool {
	head := at + min(len(line)-1, billSectionLength(line)-1)
	for _, p := range []int{at, head} {
		if m := b.markAt(p); m == law.Deleted || m == law.Inserted && !b.operative(line) {
			return false
		}
	}
	return true
}

// billSectionLength is how many bytes the number of a section takes with the
// sign before and the period and space behind it.
func billSectionLength(line string) int {
	at := strings.IndexAny(line, "0123456789")
	if word := strings.Index(line, " l."); word > 0 && word < 12 && (at < 0 || at > word) {
		at = word + len(" l")
	} else if word := strings.Index(strings.ToLower(lawtext.Cut(line, 16)), "one."); word > 0 && (at < 0 || at > word) {
		at = word + len("one")
	}
	if at < 0 {
		at = len(line)
	}
	for at < len(line) && line[at] >= '0' && line[at] <= '9' {
		at++
	}
	for at < len(line) && (line[at] == '.' || line[at] == ':') {
		at++
	}
	for at < len(line) {
		n := lawtext.SpaceAt([]byte(line[at:min(at+3, len(line))]))
		if n == 0 {
			break
		}
		at += n
	}
	return at
}

var followsPhrase = regexp.MustCompile(`(?i)(?:\b(?:to )?(?:be )?(?:read|reads|added)(?:,| as| to)* (?:as )?follows?|\bas (?:follows|hereafter indicated)|\bto read follows|\bread as)\s*?(?:\s?[:;.]|\n|$)`)

// clause is the operative sentence of a section of the bill and the range of
// the matter that follows it.
func (b *biller) clause(p billPart) (string, stretch) {
	body := b.text[p.body:p.end]
	if loc := followsPhrase.FindStringIndex(lawtext.Cut(body, 6000)); loc != nil {
		head := body[:loc[1]]
		// The phrase belongs to the sentence only if an amending verb leads it.
		if verbPhrase.MatchString(head) && strings.Count(strings.TrimSpace(head), "\n") < 3 {
			return strings.Join(strings.Fields(head), " "), b.trim(p.body+loc[1], p.end)
		}
	}
	// The sentence is the first paragraph.
	trimmed := p.body + len(body) - len(strings.TrimLeftFunc(body, unicode.IsSpace))
	end := strings.IndexByte(b.text[trimmed:p.end], '\n')
	if end < 0 {
		end = p.end
	} else {
		end += trimmed
	}
	return strings.Join(strings.Fields(b.text[trimmed:end]), " "), b.trim(end, p.end)
}

// trim leaves white space and furniture off both ends of a range.
func (b *biller) trim(start, end int) stretch {
	for start < end {
		r, n := utf8.DecodeRuneInString(b.text[start:end])
		if !unicode.IsSpace(r) && b.markAt(start) != law.Furniture {
			break
		}
		start += n
	}
	for start < end {
		r, n := utf8.DecodeLastRuneInString(b.text[start:end])
		if !unicode.IsSpace(r) && b.markAt(end-1) != law.Furniture {
			break
		}
		end -= n
	}
	return stretch{start: start, end: end}
}
