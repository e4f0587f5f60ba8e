package read

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"refuge/law"
	"refuge/lawtext"
)

// look is how a reader saw a stretch of words, or what a tracked change or a
// publisher says of it. What it means is settled when the whole text was read.
type look uint8

const (
	underlined = look(lawtext.Underlined)
	struck     = look(lawtext.Struck)
	italic     = look(lawtext.Italic)
	bold       = look(lawtext.Bold)
	inserted   = look(1 << 6) // said, and not only shown, to be new
	deleted    = look(1 << 7)
)

// draft collects a document as one buffer with offsets, so that reading makes
// few allocations; paragraphs and runs become strings of one text at the end.
type draft struct {
	drafting lawtext.Drafting
	buf      []byte
	runs     []span
	paras    []paraSpan
	left     map[string]*lawtext.Left
	open     int  // first run of the paragraph being written
	apart    bool // the next words begin a run of their own
	over     bool
}

// span is a stretch of the buffer. mark is what it means, once that is settled.
type span struct {
	start, end int
	look       look
	mark       law.MarkKind
}

type paraSpan struct {
	kind     lawtext.ParagraphKind
	level    int
	from, to int // runs
}

// write adds text under a look to the open paragraph. s must be valid UTF-8
// without control characters but tab.
func (d *draft) write(s []byte, l look) {
	if len(s) == 0 || d.room(len(s)) {
		return
	}
	start := len(d.buf)
	d.buf = append(d.buf, s...)
	d.extend(start, l)
}

func (d *draft) writeString(s string, l look) {
	if len(s) == 0 || d.room(len(s)) {
		return
	}
	start := len(d.buf)
	d.buf = append(d.buf, s...)
	d.extend(start, l)
}

func (d *draft) writeRune(r rune, l look) {
	if d.room(utf8.UTFMax) {
		return
	}
	start := len(d.buf)
	d.buf = utf8.AppendRune(d.buf, r)
	d.extend(start, l)
}

// room says that n more bytes do not fit, and remembers it.
func (d *draft) room(n int) bool {
	if len(d.buf)+n > maxText {
		d.over = true
	}
	return d.over
}

// extend keeps of a look only what can mean anything, so that bold and italic
// words do not cut a text into pieces.
func (d *draft) extend(start int, l look) {
	l &= look(d.drafting.New) | struck | inserted | deleted
	if n := len(d.runs); n > d.open && d.runs[n-1].look == l && !d.apart {
		d.runs[n-1].end = len(d.buf)
		return
	}
	d.runs = append(d.runs, span{start: start, end: len(d.buf), look: l})
	d.apart = false
}

// empty says that nothing was written to the open paragraph yet.
func (d *draft) empty() bool { return len(d.runs) == d.open }

// last is the character the open paragraph ends with, 0 for an empty one.
func (d *draft) last() rune {
	if d.empty() {
		return 0
	}
	r, _ := utf8.DecodeLastRune(d.buf[:d.runs[len(d.runs)-1].end])
	return r
}

// drop takes the last n bytes of the open paragraph away.
func (d *draft) drop(n int) {
	d.buf = d.buf[:len(d.buf)-n]
	d.runs[len(d.runs)-1].end -= n
}

// leave counts a piece of matter that is left out, and the words in it.
func (d *draft) leave(what, text string) {
	if d.left == nil {
		d.left = map[string]*lawtext.Left{}
	}
	l := d.left[what]
	if l == nil {
		l = &lawtext.Left{What: what}
		d.left[what] = l
	}
	l.Count++
	l.Words += len(strings.Fields(text))
}

// leaveWords counts words of a piece that was counted before.
func (d *draft) leaveWords(what, text string) {
	if l := d.left[what]; l != nil {
		l.Words += len(strings.Fields(text))
	}
}

// noteMark prepares the open paragraph for a raised text: the mark of a note
// stands apart from the word before it, while "1st" and "m²" are one word.
func (d *draft) noteMark(raised string) {
	if strings.Trim(raised, "0123456789*†‡§[](), ") != "" || strings.TrimSpace(raised) == "" {
		return
	}
	last := d.last()
	if last == 0 || unicode.IsSpace(last) || strings.ContainsRune("([“‘", last) {
		return
	}
	tail := d.buf[max(d.runs[d.open].start, len(d.buf)-8):]
	word := tail[bytes.LastIndexFunc(tail, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
	switch strings.ToLower(string(word)) {
	case "m", "cm", "mm", "km", "ft", "in", "mi", "yd", "x", "y", "n", "co":
		return
	}
	d.writeString(" ", d.runs[len(d.runs)-1].look)
}

// end closes the open paragraph; white space around it is dropped, and so is a
// paragraph without anything else. A row of a table keeps the tabs that stand for
// its empty cells.
func (d *draft) end(kind lawtext.ParagraphKind, level int) {
	row := kind == lawtext.Table
	for d.open < len(d.runs) {
		r := &d.runs[d.open]
		for r.start < r.end {
			n := lawtext.SpaceAt(d.buf[r.start:r.end])
			if n == 0 || row && d.buf[r.start] == '\t' {
				break
			}
			r.start += n
		}
		if r.start < r.end {
			break
		}
		d.open++
	}
	to := len(d.runs)
	for to > d.open {
		r := &d.runs[to-1]
		for r.start < r.end {
			n := spaceBefore(d.buf[r.start:r.end])
			if n == 0 || row && d.buf[r.end-1] == '\t' {
				break
			}
			r.end -= n
		}
		if r.start < r.end {
			break
		}
		to--
	}
	if row && to > d.open && strings.Trim(string(d.buf[d.runs[d.open].start:d.runs[to-1].end]), "\t \u00a0") == "" {
		to = d.open // only empty cells
	}
	if to > d.open {
		if len(d.paras) >= maxParagraphs {
			d.over = true
		} else {
			d.paras = append(d.paras, paraSpan{kind, level, d.open, to})
		}
	}
	d.open = len(d.runs)
}

// spaceBefore is the length of the white space character b ends with.
func spaceBefore(b []byte) int {
	n := len(b)
	switch {
	case b[n-1] == ' ' || b[n-1] == '\t':
		return 1
	case n > 1 && b[n-2] == 0xC2 && b[n-1] == 0xA0:
		return 2
	case n > 2 && b[n-3] == 0xE2 && b[n-2] == 0x80 && b[n-1] >= 0x80 && b[n-1] <= 0x8A:
		return 3
	}
	return 0
}

// document settles the marks and makes the draft a document. The error wraps
// law.ErrNoText where no letter stands in it but in furniture, and
// law.ErrTooLarge over a bound.
func (d *draft) document(reader string) (lawtext.Document, error) {
	if d.over {
		return lawtext.Document{}, fmt.Errorf("reading as %s: the text is over %d bytes or %d paragraphs: %w", reader, maxText, maxParagraphs, law.ErrTooLarge)
	}
	d.settle()
	text := string(d.buf)
	runs := make([]lawtext.Run, 0, len(d.runs))
	doc := lawtext.Document{Paragraphs: make([]lawtext.Paragraph, len(d.paras)), Reader: reader}
	for _, l := range d.left {
		doc.Left = append(doc.Left, *l)
	}
	slices.SortFunc(doc.Left, func(a, b lawtext.Left) int { return cmp.Compare(a.What, b.What) })
	words := false
	for i, p := range d.paras {
		from, start, end := len(runs), 0, 0
		for _, r := range d.runs[p.from:p.to] {
			if r.start == r.end {
				continue
			}
			if n := len(runs); n > from && runs[n-1].Mark == r.mark && r.start == end {
				runs[n-1].Text = text[start:r.end]
			} else {
				start = r.start
				runs = append(runs, lawtext.Run{Text: text[start:r.end], Mark: r.mark})
			}
			end = r.end
		}
		doc.Paragraphs[i] = lawtext.Paragraph{Kind: p.kind, Level: p.level, Runs: runs[from:len(runs):len(runs)]}
		words = words || p.kind != lawtext.Furniture && slices.ContainsFunc(runs[from:], func(r lawtext.Run) bool { return strings.ContainsFunc(r.Text, unicode.IsLetter) })
	}
	if !words {
		return lawtext.Document{}, fmt.Errorf("reading as %s%s: %w", reader, leftOut(doc.Left), law.ErrNoText)
	}
	return doc, nil
}

// leftOut says what was left out, for a message; "" for nothing.
func leftOut(left []lawtext.Left) string {
	if len(left) == 0 {
		return ""
	}
	var parts []string
	for _, l := range left {
		parts = append(parts, fmt.Sprintf("%s (%d)", l.What, l.Count))
	}
	return ", which left out " + strings.Join(parts, ", ")
}

// join puts the paragraphs of another draft at the end.
func (d *draft) join(e *draft) {
	for what, l := range e.left {
		if d.left[what] == nil {
			d.leave(what, "")
			*d.left[what] = *l
			continue
		}
		d.left[what].Count += l.Count
		d.left[what].Words += l.Words
	}
	if len(e.paras) == 0 || d.room(len(e.buf)) {
		return
	}
	base, run := len(d.buf), len(d.runs)
	d.buf = append(d.buf, e.buf...)
	for _, s := range e.runs {
		s.start, s.end = s.start+base, s.end+base
		d.runs = append(d.runs, s)
	}
	for _, p := range e.paras {
		d.paras = append(d.paras, paraSpan{p.kind, p.level, p.from + run, p.to + run})
	}
	d.over = d.over || e.over
	d.open = len(d.runs)
}
