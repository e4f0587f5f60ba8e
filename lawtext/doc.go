// Package lawtext reads legal text: bytes of a known type become paragraphs of
// marked runs, a text becomes a tree of sections, a bill becomes instructions
// that amend a code, and the enacted laws of a place become the versions of its
// code sections.
//
// Everything here is a pure function over bytes. Input is hostile: every reader
// bounds size, depth and expansion, and its errors wrap law.ErrInvalid or
// law.ErrTooLarge.
package lawtext

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"refuge/law"
)

// ParagraphKind is what a paragraph is in its document.
type ParagraphKind string

// The kinds of paragraph. Furniture is what clerks and printers add: markers,
// file numbers, initials, page numbers, enacting words.
const (
	Body      ParagraphKind = "body"
	Heading   ParagraphKind = "heading"
	List      ParagraphKind = "list"
	Table     ParagraphKind = "table"
	Footnote  ParagraphKind = "footnote"
	Furniture ParagraphKind = "furniture"
)

// Run is a stretch of a paragraph under one mark; the empty Mark is text that
// stays as it is.
type Run struct {
	Text string
	Mark law.MarkKind
}

// Paragraph is one line of a document: a paragraph, a heading, a list item, a
// row of a table (cells parted by tabs), a footnote. Level is the depth of a
// heading (1 is the highest) or list item, 0 where it has none.
type Paragraph struct {
	Kind  ParagraphKind
	Level int
	Runs  []Run
}

// Text is the paragraph's words, those of every mark included.
func (p Paragraph) Text() string {
	if len(p.Runs) == 1 {
		return p.Runs[0].Text
	}
	var b strings.Builder
	for _, r := range p.Runs {
		b.WriteString(r.Text)
	}
	return b.String()
}

// Document is a text as it was read. Reader names what read it, with the
// version of its rules ("rtf/1").
type Document struct {
	Paragraphs []Paragraph
	Reader     string
}

// Text joins the paragraphs by a line feed. It is UTF-8 without control
// characters other than tab and line feed, and holds the words of every mark:
// deleted matter stands in it, with the brackets around it.
func (d Document) Text() string {
	n := 0
	for _, p := range d.Paragraphs {
		for _, r := range p.Runs {
			n += len(r.Text)
		}
		n++
	}
	var b strings.Builder
	b.Grow(n)
	for i, p := range d.Paragraphs {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, r := range p.Runs {
			b.WriteString(r.Text)
		}
	}
	return b.String()
}

// Marks returns the marked stretches as byte offsets into Text, in order and
// without overlap. Line feeds between paragraphs carry no mark.
func (d Document) Marks() []law.Mark {
	var marks []law.Mark
	at := 0
	for i, p := range d.Paragraphs {
		if i > 0 {
			at++
		}
		for _, r := range p.Runs {
			end := at + len(r.Text)
			if r.Mark != "" && end > at {
				if n := len(marks); n > 0 && marks[n-1].End == at && marks[n-1].Kind == r.Mark {
					marks[n-1].End = end
				} else {
					marks = append(marks, law.Mark{Start: at, End: end, Kind: r.Mark})
				}
			}
			at = end
		}
	}
	return marks
}

// The bounds on a text of any type. The largest bill known is 2.4 MB of RTF;
// a budget act of DC is 1 MB of XML.
const (
	maxInput      = 64 << 20
	maxText       = 32 << 20
	maxParagraphs = 1 << 20
)

// Read reads b as the media type says. Parameters of the type ("; charset=…")
// are ignored: readers look at the bytes. The error wraps law.ErrInvalid for a
// type that cannot be read or bytes that are not of it, and law.ErrTooLarge
// over a bound.
func Read(mediaType string, b []byte) (Document, error) {
	base, _, _ := strings.Cut(mediaType, ";")
	switch strings.ToLower(strings.TrimSpace(base)) {
	case "application/rtf", "text/rtf":
		return ReadRTF(b)
	case "text/plain", "text/markdown":
		return ReadPlain(b)
	case "text/html", "application/xhtml+xml":
		return ReadHTML(b)
	case "application/vnd.openxmlformats-officedocument.wordprocessingml.document":
		return ReadDOCX(b)
	case "application/pdf":
		return ReadPDF(b)
	case "application/xml", "text/xml":
		return ReadDCXML(b)
	}
	return Document{}, fmt.Errorf("no reader for texts of type %q: %w", mediaType, law.ErrInvalid)
}

func checkSize(b []byte) error {
	if len(b) > maxInput {
		return fmt.Errorf("a text of %d bytes is over the bound of %d: %w", len(b), maxInput, law.ErrTooLarge)
	}
	return nil
}

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
	kind     ParagraphKind
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
func (d *draft) end(kind ParagraphKind, level int) {
	for d.open < len(d.runs) {
		r := &d.runs[d.open]
		for r.start < r.end {
			n := spaceAt(d.buf[r.start:r.end])
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

// spaceAt is the length of the white space character b begins with, 0 if none.
func spaceAt(b []byte) int {
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
func (d *draft) document(reader string) (Document, error) {
	if d.over {
		return Document{}, fmt.Errorf("reading as %s: the text is over %d bytes or %d paragraphs: %w", reader, maxText, maxParagraphs, law.ErrTooLarge)
	}
	d.settle()
	text := string(d.buf)
	runs := make([]Run, 0, len(d.runs))
	doc := Document{Paragraphs: make([]Paragraph, len(d.paras)), Reader: reader}
	for i, p := range d.paras {
		from := len(runs)
		for _, r := range d.runs[p.from:p.to] {
			if r.start < r.end {
				runs = append(runs, Run{text[r.start:r.end], r.mark})
			}
		}
		doc.Paragraphs[i] = Paragraph{p.kind, p.level, runs[from:len(runs):len(runs)]}
	}
	return doc, nil
}
