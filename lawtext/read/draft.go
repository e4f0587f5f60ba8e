package read

import (
	"fmt"
	"unicode/utf8"

	"refuge/law"
	"refuge/lawtext"
)

// draft collects a document as one buffer with offsets, so that reading makes
// few allocations; paragraphs and runs become strings of one text at the end.
type draft struct {
	buf   []byte
	runs  []span
	paras []paraSpan
	open  int // first run of the paragraph being written
	over  bool
}

type span struct {
	start, end int
	mark       law.MarkKind
}

type paraSpan struct {
	kind     lawtext.ParagraphKind
	level    int
	from, to int // runs
}

// write adds text under a mark to the open paragraph. s must be valid UTF-8
// without control characters but tab.
func (d *draft) write(s []byte, mark law.MarkKind) {
	if len(s) == 0 || d.room(len(s)) {
		return
	}
	start := len(d.buf)
	d.buf = append(d.buf, s...)
	d.extend(start, mark)
}

func (d *draft) writeString(s string, mark law.MarkKind) {
	if len(s) == 0 || d.room(len(s)) {
		return
	}
	start := len(d.buf)
	d.buf = append(d.buf, s...)
	d.extend(start, mark)
}

func (d *draft) writeRune(r rune, mark law.MarkKind) {
	if d.room(utf8.UTFMax) {
		return
	}
	start := len(d.buf)
	d.buf = utf8.AppendRune(d.buf, r)
	d.extend(start, mark)
}

// room says that n more bytes do not fit, and remembers it.
func (d *draft) room(n int) bool {
	if len(d.buf)+n > maxText {
		d.over = true
	}
	return d.over
}

func (d *draft) extend(start int, mark law.MarkKind) {
	if n := len(d.runs); n > d.open && d.runs[n-1].mark == mark {
		d.runs[n-1].end = len(d.buf)
		return
	}
	d.runs = append(d.runs, span{start, len(d.buf), mark})
}

// end closes the open paragraph; white space around it is dropped, and so is a
// paragraph without anything else.
func (d *draft) end(kind lawtext.ParagraphKind, level int) {
	for d.open < len(d.runs) {
		r := &d.runs[d.open]
		for r.start < r.end {
			n := lawtext.SpaceAt(d.buf[r.start:r.end])
			if n == 0 {
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
			if n == 0 {
				break
			}
			r.end -= n
		}
		if r.start < r.end {
			break
		}
		to--
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

// document settles the marks and makes the draft a document.
func (d *draft) document(reader string) (lawtext.Document, error) {
	if d.over {
		return lawtext.Document{}, fmt.Errorf("reading as %s: the text is over %d bytes or %d paragraphs: %w", reader, maxText, maxParagraphs, law.ErrTooLarge)
	}
	d.settle()
	text := string(d.buf)
	runs := make([]lawtext.Run, 0, len(d.runs))
	doc := lawtext.Document{Paragraphs: make([]lawtext.Paragraph, len(d.paras)), Reader: reader}
	for i, p := range d.paras {
		from := len(runs)
		for _, r := range d.runs[p.from:p.to] {
			if r.start < r.end {
				runs = append(runs, lawtext.Run{Text: text[r.start:r.end], Mark: r.mark})
			}
		}
		doc.Paragraphs[i] = lawtext.Paragraph{Kind: p.kind, Level: p.level, Runs: runs[from:len(runs):len(runs)]}
	}
	return doc, nil
}

// join puts the paragraphs of another draft at the end.
func (d *draft) join(e *draft) {
	if len(e.paras) == 0 {
		return
	}
	if d.room(len(e.buf)) {
		return
	}
	base, run := len(d.buf), len(d.runs)
	d.buf = append(d.buf, e.buf...)
	for _, s := range e.runs {
		d.runs = append(d.runs, span{s.start + base, s.end + base, s.mark})
	}
	for _, p := range e.paras {
		d.paras = append(d.paras, paraSpan{p.kind, p.level, p.from + run, p.to + run})
	}
	d.over = d.over || e.over
	d.open = len(d.runs)
}
