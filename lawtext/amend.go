package lawtext

import (
	"bytes"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/law"
)

// Action is what an amending clause does to its target.
type Action string

// The actions.
const (
	Amend    Action = "amend"    // is amended to read as follows
	Add      Action = "add"      // is amended by adding …
	Repeal   Action = "repeal"   // is REPEALED
	Renumber Action = "renumber" // is renumbered, relettered, redesignated
	Replace  Action = "replace"  // amended by striking or inserting words, which are not carried out
)

// Step is one step from a section down to a part of it: a subdivision, a
// paragraph, a definition. Number is in lower case without its punctuation; of
// a definition it is the term. Kinds without a number are "heading", "opening"
// (the words before the first part) and "closing".
type Step struct {
	Kind   string `json:"kind"`
	Number string `json:"number,omitempty"`
}

// Target is what a clause is aimed at. Code is "admin", "charter", another
// code's name in lower case ("building code"), "local law 5 of 2013", or "" if
// the clause does not say. Section is "" where a whole chapter or title is the
// target; then Path holds only containers.
type Target struct {
	Code    string `json:"code"`
	Section string `json:"section"`
	Path    []Step `json:"path,omitempty"`
}

// String is the target as "admin 9-131 a 1".
func (t Target) String() string {
	parts := []string{t.Code, t.Section}
	for _, s := range t.Path {
		if s.Number != "" {
			parts = append(parts, s.Number)
		} else {
			parts = append(parts, s.Kind)
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// LawRef is a law that a clause says last touched its target.
type LawRef struct {
	Verb   string `json:"verb"`         // "added", "amended", "renumbered"
	Of     []Step `json:"of,omitempty"` // the targets it speaks of, none for all
	Number int    `json:"number,omitempty"`
	Year   int    `json:"year,omitempty"`
	Intro  string `json:"intro,omitempty"`  // "805-a", of a law that had no number yet
	Within bool   `json:"within,omitempty"` // another section of the same law
	Words  string `json:"words"`
}

// Name is the law as "2014/058", "" where the clause gives no number and year.
func (r LawRef) Name() string {
	if r.Number == 0 || r.Year == 0 {
		return ""
	}
	return lawName(r.Year, r.Number)
}

func lawName(year, number int) string {
	n := strconv.Itoa(number)
	return strconv.Itoa(year) + "/" + strings.Repeat("0", max(0, 3-len(n))) + n
}

// Instruction is one change that an amending clause orders. Start and End are
// byte offsets of the clause with its matter into the bill's text; Before and
// After are the matter as it stood and as it is to stand, from the drafter's
// marks. To holds, in step with Targets, what a renumbered part becomes.
type Instruction struct {
	BillSection int      `json:"bill_section"`
	Clause      string   `json:"clause"`
	Start       int      `json:"start"`
	End         int      `json:"end"`
	Action      Action   `json:"action"`
	Targets     []Target `json:"targets"`
	To          []Target `json:"to,omitempty"`
	Last        []LawRef `json:"last,omitempty"`
	Before      string   `json:"before,omitempty"`
	After       string   `json:"after,omitempty"`
	// Matter is where the new reading stands in the text, 0 and 0 without one.
	MatterStart int `json:"matter_start,omitempty"`
	MatterEnd   int `json:"matter_end,omitempty"`
}

// Bill is what a bill orders.
type Bill struct {
	Instructions []Instruction `json:"instructions"`
	Effects      []Effect      `json:"effects"`
}

const maxClauses = 5000

// ReadBill reads the amending clauses and the clauses on effect of a bill from
// its text and marks, in the drafting style of New York: sections of the bill
// counted from one, each with one operative sentence and the matter below it.
func ReadBill(text string, marks []law.Mark) Bill {
	b := biller{text: text, marks: marks}
	parts := b.sections()
	var bill Bill
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
				if matter.start < matter.end && in[i].Action != Repeal && in[i].Action != Renumber {
					in[i].MatterStart, in[i].MatterEnd = matter.start, matter.end
					in[i].Before, in[i].After = Sides(text, marks, matter.start, matter.end)
				}
			}
			bill.Instructions = append(bill.Instructions, in...)
			continue
		}
		if strings.Contains(text[p.start:p.end], "effect") {
			_, words := Sides(text, marks, p.start, p.end)
			if found, ok := readEffect(words); ok {
				for i := range found {
					found[i].BillSection = p.number
				}
				bill.Effects = append(bill.Effects, found...)
			}
		}
	}
	return bill
}

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
		if n := billSection([]byte(line)); n > 0 && (n == last+1 || last > 0 && (n == last || n <= last+3) && b.operative(line)) && b.ofTheBill(at, line) {
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
	return containsAny([]byte(line), amendingPhrases) || strings.Contains(line, "local law") && strings.Contains(line, "effect")
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
	} else if word := strings.Index(strings.ToLower(cutText(line, 16)), "one."); word > 0 && (at < 0 || at > word) {
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
		n := spaceAt([]byte(line[at:min(at+3, len(line))]))
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
func (b *biller) clause(p billPart) (string, span) {
	body := b.text[p.body:p.end]
	if loc := followsPhrase.FindStringIndex(cutText(body, 6000)); loc != nil {
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
func (b *biller) trim(start, end int) span {
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
	return span{start: start, end: end}
}

// Sides are the two readings of a stretch of marked text: before without the
// inserted words, after without the deleted ones, both without furniture and
// without the brackets around deleted matter. Where words go, the space that
// would double goes with them; lines that nothing is left of go too.
func Sides(text string, marks []law.Mark, start, end int) (before, after string) {
	b, a := sides(text, marks, start, end)
	return string(b.text), string(a.text)
}

// side is one reading; inserted says of each byte whether it is new, source
// where it stands in the bill.
type side struct {
	text     []byte
	inserted []bool
	source   []int32
}

func sides(text string, marks []law.Mark, start, end int) (before, after side) {
	var b, a sideWriter
	at := start
	first, _ := slices.BinarySearchFunc(marks, start, func(m law.Mark, at int) int {
		if m.End <= at {
			return -1
		}
		return 1
	})
	depth := 0
	for _, m := range marks[first:] {
		lo, hi := max(m.Start, start), min(m.End, end)
		if lo >= end {
			break
		}
		b.write(text[at:lo], at, false)
		a.write(text[at:lo], at, false)
		switch m.Kind {
		case law.Inserted:
			b.missed = true
			a.write(text[lo:hi], lo, true)
		case law.Deleted:
			a.missed = true
			b.unbracketed(text[lo:hi], lo, &depth)
		case law.Furniture:
			a.missed, b.missed = true, true
		}
		at = hi
	}
	b.write(text[at:end], at, false)
	a.write(text[at:end], at, false)
	return b.side(), a.side()
}

// unbracketed writes deleted matter without its outermost brackets. depth
// carries brackets that are open from one stretch to the next.
func (w *sideWriter) unbracketed(s string, at int, depth *int) {
	from := 0
	for i := range len(s) {
		switch s[i] {
		case '[':
			if *depth++; *depth == 1 {
				w.write(s[from:i], at+from, false)
				from = i + 1
			}
		case ']':
			if *depth == 0 {
				continue
			}
			if *depth--; *depth == 0 {
				w.write(s[from:i], at+from, false)
				from = i + 1
			}
		}
	}
	w.write(s[from:], at+from, false)
}

// sideWriter puts one side of a marked text together.
type sideWriter struct {
	s      side
	missed bool // matter was left out since the last write
}

func (w *sideWriter) write(s string, at int, inserted bool) {
	if s == "" {
		return
	}
	if w.missed {
		w.missed = false
		t := w.s.text
		n := len(t)
		for n > 0 && t[n-1] == ' ' {
			n--
		}
		if n < len(t) && strings.IndexByte(" .,;:)\n\t", s[0]) >= 0 || n == 0 || t[n-1] == '\n' {
			w.s.text, w.s.inserted, w.s.source = t[:n], w.s.inserted[:n], w.s.source[:n]
			if n == 0 || t[n-1] == '\n' {
				all := len(s)
				s = strings.TrimLeft(s, " \t\n")
				at += all - len(s)
			}
		}
	}
	w.s.text = append(w.s.text, s...)
	for i := range len(s) {
		w.s.inserted = append(w.s.inserted, inserted)
		w.s.source = append(w.s.source, int32(at+i))
	}
}

// side is what was written, without the paragraphs that nothing is left of and
// the white space around the others.
func (w *sideWriter) side() side {
	n := len(w.s.text)
	out := side{make([]byte, 0, n), make([]bool, 0, n), make([]int32, 0, n)}
	for at := 0; at < len(w.s.text); {
		end := at
		for end < len(w.s.text) && w.s.text[end] != '\n' {
			end++
		}
		line := w.s.text[at:end]
		from := at + len(line) - len(bytes.TrimLeftFunc(line, unicode.IsSpace))
		to := at + len(bytes.TrimRightFunc(line, unicode.IsSpace))
		if from < to {
			if len(out.text) > 0 {
				out.text = append(out.text, '\n')
				out.inserted = append(out.inserted, w.s.inserted[from])
				out.source = append(out.source, w.s.source[from])
			}
			out.text = append(out.text, w.s.text[from:to]...)
			out.inserted = append(out.inserted, w.s.inserted[from:to]...)
			out.source = append(out.source, w.s.source[from:to]...)
		}
		at = end + 1
	}
	return out
}
