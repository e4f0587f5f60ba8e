package lawtext

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"refuge/law"
)

// Side is one reading of a stretch of marked text. Inserted says of each of its
// bytes whether it is new, Source where it stands in the marked text.
type Side struct {
	Text     []byte
	Inserted []bool
	Source   []int32
}

// Sides are the two readings of a stretch of marked text: before without the
// inserted words, after without the deleted ones, both without furniture and
// without the brackets around deleted matter. Where words go, the space that
// would double goes with them; lines that nothing is left of go too.
func Sides(text string, marks []law.Mark, start, end int) (before, after Side) {
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

// inParens is the depth of deleted matter in double parentheses.
const inParens = -1

// unbracketed writes deleted matter without its outermost brackets, square ones
// or double parentheses. depth carries brackets that are open from one stretch to
// the next.
func (w *sideWriter) unbracketed(s string, at int, depth *int) {
	from := 0
	cut := func(i, n int) {
		w.write(s[from:i], at+from, false)
		from = i + n
	}
	if *depth == 0 && strings.HasPrefix(s, "((") {
		cut(0, 2)
		*depth = inParens
	}
	if *depth == inParens {
		to := len(s)
		if strings.HasSuffix(s, "))") {
			to, *depth = max(from, len(s)-2), 0
		}
		w.write(s[from:to], at+from, false)
		return
	}
	for i := range len(s) {
		switch s[i] {
		case '[':
			if *depth++; *depth == 1 {
				cut(i, 1)
			}
		case ']':
			if *depth == 0 {
				continue
			}
			if *depth--; *depth == 0 {
				cut(i, 1)
			}
		}
	}
	w.write(s[from:], at+from, false)
}

// sideWriter puts one side of a marked text together.
type sideWriter struct {
	s      Side
	missed bool // matter was left out since the last write
}

func (w *sideWriter) write(s string, at int, inserted bool) {
	if s == "" {
		return
	}
	if w.missed {
		w.missed = false
		t := w.s.Text
		n := len(t)
		for n > 0 && t[n-1] == ' ' {
			n--
		}
		if n < len(t) && strings.IndexByte(" .,;:)\n\t", s[0]) >= 0 || n == 0 || t[n-1] == '\n' {
			w.s.Text, w.s.Inserted, w.s.Source = t[:n], w.s.Inserted[:n], w.s.Source[:n]
			if n == 0 || t[n-1] == '\n' {
				all := len(s)
				s = strings.TrimLeft(s, " \t\n")
				at += all - len(s)
			}
		}
	}
	w.s.Text = append(w.s.Text, s...)
	for i := range len(s) {
		w.s.Inserted = append(w.s.Inserted, inserted)
		w.s.Source = append(w.s.Source, int32(at+i))
	}
}

// side is what was written, without the paragraphs that nothing is left of and
// the white space around the others.
func (w *sideWriter) side() Side {
	n := len(w.s.Text)
	out := Side{make([]byte, 0, n), make([]bool, 0, n), make([]int32, 0, n)}
	for at := 0; at < len(w.s.Text); {
		end := at
		for end < len(w.s.Text) && w.s.Text[end] != '\n' {
			end++
		}
		line := w.s.Text[at:end]
		from := at + len(line) - len(bytes.TrimLeftFunc(line, unicode.IsSpace))
		to := at + len(bytes.TrimRightFunc(line, unicode.IsSpace))
		if from < to {
			if len(out.Text) > 0 {
				out.Text = append(out.Text, '\n')
				out.Inserted = append(out.Inserted, w.s.Inserted[from])
				out.Source = append(out.Source, w.s.Source[from])
			}
			out.Text = append(out.Text, w.s.Text[from:to]...)
			out.Inserted = append(out.Inserted, w.s.Inserted[from:to]...)
			out.Source = append(out.Source, w.s.Source[from:to]...)
		}
		at = end + 1
	}
	return out
}
