// Package lawtext is what a legal text is once it was read: paragraphs of marked
// runs, a tree of sections, and what a bill orders of a code. Its rooms read the
// formats of files (read), the drafting styles of places (newyork,
// districtofcolumbia) and put a code together from laws (consolidate).
package lawtext

import (
	"strings"

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
// version of its rules ("rtf/2"). Left is what the reader left out, in order of
// its name.
type Document struct {
	Paragraphs []Paragraph
	Reader     string
	Left       []Left
}

// Left is matter of one kind that a reader left out: what it is, in words
// ("hidden text", "image"), how many pieces of it there were, and how many words
// stood in them, as far as they can be read.
type Left struct {
	What  string
	Count int
	Words int
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
