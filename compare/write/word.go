package write

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"refuge/compare"
	"refuge/law"
)

// Word writes a comparison as a Word document (ECMA-376 WordprocessingML)
// with tracked changes: w:ins, w:del, and w:moveFrom with w:moveTo for what
// moved. Accepting all changes leaves the right text, rejecting all the left
// one, a paragraph a line. The author must be given; a zero date is left out. A
// control character that XML cannot hold becomes U+FFFD.
//
// The error wraps law.ErrInvalid where no author is given.
func Word(w io.Writer, c compare.Comparison, author string, date time.Time) error {
	if strings.TrimSpace(author) == "" {
		return fmt.Errorf("a tracked change needs an author: %w", law.ErrInvalid)
	}
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, body string }{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
	} {
		f, err := z.Create(part.name)
		if err == nil {
			_, err = io.WriteString(f, part.body)
		}
		if err != nil {
			return fmt.Errorf("writing %s of a Word document: %w", part.name, err)
		}
	}
	f, err := z.Create("word/document.xml")
	if err != nil {
		return fmt.Errorf("writing a Word document: %w", err)
	}
	d := document{w: bufio.NewWriter(f), by: ` w:author="` + escaped(author) + `"`}
	if !date.IsZero() {
		d.by += ` w:date="` + date.UTC().Format(time.RFC3339) + `"`
	}
	d.write(c)
	if err := d.w.Flush(); err != nil {
		return fmt.Errorf("writing a Word document: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("closing a Word document: %w", err)
	}
	return nil
}

// document writes the body. Runs are gathered until the line ends, because the
// mark of a paragraph stands before its runs.
type document struct {
	w    *bufio.Writer
	by   string
	ids  int
	runs strings.Builder
	span string // id of the open range of a move
	end  compare.End
}

func (d *document) id() string {
	d.ids++
	return fmt.Sprintf(` w:id="%d"`, d.ids)
}

func (d *document) write(c compare.Comparison) {
	d.w.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	move := 0
	for _, p := range tracked(c) {
		if p.Move != move || p.End != d.end {
			d.closeMove()
			if p.Move != 0 {
				d.openMove(p)
			}
			move = p.Move
		}
		for _, o := range p.Ops {
			d.op(o, p.End)
		}
	}
	d.closeMove()
	d.paragraph("")
	d.w.WriteString(`<w:sectPr/></w:body></w:document>`)
}

// tracked returns the paragraphs of a comparison as they are written. What stays
// in place is one stretch, in which an insertion that a kept paragraph mark cuts
// in two takes that mark in and leaves its own last one: the texts are the same,
// and LibreOffice, which would join the two parts across the mark, keeps it. So
// with deletions.
func tracked(c compare.Comparison) []compare.Paragraph {
	var out []compare.Paragraph
	for _, s := range c.Sections {
		for _, p := range s.Paragraphs {
			n := len(out) - 1
			if n < 0 || p.End != "" || out[n].End != "" {
				out = append(out, compare.Paragraph{End: p.End, Move: p.Move})
				n++
			}
			for _, o := range p.Ops {
				ops := out[n].Ops
				if k := len(ops) - 1; k > 0 && o.Sign != compare.Keep && ops[k].Sign == compare.Keep && ops[k].Text == "\n" &&
					ops[k-1].Sign == o.Sign && strings.HasSuffix(o.Text, "\n") {
					ops[k-1].Text += "\n" + strings.TrimSuffix(o.Text, "\n")
					continue
				}
				out[n].Ops = append(ops, o)
			}
		}
	}
	return out
}

func (d *document) openMove(p compare.Paragraph) {
	d.span, d.end = d.id(), p.End
	name := map[compare.End]string{compare.From: "moveFrom", compare.To: "moveTo"}[p.End]
	fmt.Fprintf(&d.runs, `<w:%sRangeStart%s%s w:name="move%d"/>`, name, d.span, d.by, p.Move)
}

func (d *document) closeMove() {
	if d.end != "" {
		name := map[compare.End]string{compare.From: "moveFrom", compare.To: "moveTo"}[d.end]
		fmt.Fprintf(&d.runs, `<w:%sRangeEnd%s/>`, name, d.span)
		d.end = ""
	}
}

// op writes an operation: its lines as runs, its line breaks as paragraph marks
// of the same sort.
func (d *document) op(o compare.Op, end compare.End) {
	tag := map[compare.Sign]string{compare.Delete: "del", compare.Insert: "ins"}[o.Sign]
	switch end {
	case compare.From:
		tag = "moveFrom"
	case compare.To:
		tag = "moveTo"
	}
	for i, line := range strings.Split(o.Text, "\n") {
		if i > 0 {
			d.paragraph(tag)
		}
		if line == "" {
			continue
		}
		text := "t"
		if tag == "del" {
			text = "delText"
		}
		if tag != "" {
			d.runs.WriteString("<w:" + tag + d.id() + d.by + ">")
		}
		d.runs.WriteString("<w:r>")
		for k, piece := range strings.Split(line, "\t") {
			if k > 0 {
				d.runs.WriteString("<w:tab/>")
			}
			if piece != "" {
				d.runs.WriteString(`<w:` + text + ` xml:space="preserve">` + escaped(piece) + `</w:` + text + `>`)
			}
		}
		d.runs.WriteString("</w:r>")
		if tag != "" {
			d.runs.WriteString("</w:" + tag + ">")
		}
	}
}

// paragraph ends a paragraph; tag says whether its mark is kept, inserted,
// deleted or moved.
func (d *document) paragraph(tag string) {
	d.w.WriteString("<w:p>")
	if tag != "" {
		d.w.WriteString("<w:pPr><w:rPr><w:" + tag + d.id() + d.by + "/></w:rPr></w:pPr>")
	}
	d.w.WriteString(d.runs.String())
	d.w.WriteString("</w:p>")
	d.runs.Reset()
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("compare: a strings.Builder does not fail: " + err.Error())
	}
	return b.String()
}
