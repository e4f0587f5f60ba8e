package read

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"refuge/law"
	"refuge/lawtext"
)

const docxReader = "docx/1"

const (
	maxDOCXPart   = 64 << 20 // unpacked bytes of one part
	maxDOCXLevels = 9
)

// DOCX reads the text of a Word document (ECMA-376, WordprocessingML):
// tracked insertions and deletions, underlined and struck text become marks;
// hidden text and field codes are left out; printed numbers of lists are
// written out; each row of a table is a paragraph with its cells parted by
// tabs; footnotes follow at the end. The error wraps law.ErrInvalid for bytes
// that are no such document, and law.ErrTooLarge over a bound, also where a
// small archive unpacks to a large part.
func DOCX(b []byte) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return lawtext.Document{}, fmt.Errorf("reading DOCX: %w: %w", err, law.ErrInvalid)
	}
	r := docx{numbers: map[string]*docxList{}, styles: map[string]docxStyle{}}
	if err := eachElement(z, "word/styles.xml", r.style); err != nil && !errors.Is(err, law.ErrNotFound) {
		return lawtext.Document{}, err
	}
	if err := eachElement(z, "word/numbering.xml", r.numbering); err != nil && !errors.Is(err, law.ErrNotFound) {
		return lawtext.Document{}, err
	}
	if err := r.read(z, "word/document.xml"); err != nil {
		if errors.Is(err, law.ErrNotFound) {
			err = fmt.Errorf("reading DOCX: no word/document.xml: %w", law.ErrInvalid)
		}
		return lawtext.Document{}, err
	}
	r.notes = true
	if err := r.read(z, "word/footnotes.xml"); err != nil && !errors.Is(err, law.ErrNotFound) {
		return lawtext.Document{}, err
	}
	return r.d.document(docxReader)
}

// part opens a part of the archive under the bound; law.ErrNotFound if there is
// none of the name.
func docxPart(z *zip.Reader, name string) (*xml.Decoder, *io.LimitedReader, func() error, error) {
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		if f.UncompressedSize64 > maxDOCXPart {
			return nil, nil, nil, fmt.Errorf("reading DOCX: %s unpacks to %d bytes: %w", name, f.UncompressedSize64, law.ErrTooLarge)
		}
		rc, err := f.Open()
		if err != nil {
			return nil, nil, nil, fmt.Errorf("reading DOCX: %s: %w: %w", name, err, law.ErrInvalid)
		}
		limited := &io.LimitedReader{R: rc, N: maxDOCXPart + 1}
		return xml.NewDecoder(limited), limited, rc.Close, nil
	}
	return nil, nil, nil, law.ErrNotFound
}

// tokens calls do for each token of a part, until its end.
func docxTokens(z *zip.Reader, name string, do func(xml.Token) error) (err error) {
	d, limited, done, err := docxPart(z, name)
	if err != nil {
		return err
	}
	defer func() {
		if e := done(); err == nil && e != nil {
			err = fmt.Errorf("reading DOCX: %s: %w: %w", name, e, law.ErrInvalid)
		}
	}()
	depth := 0
	for {
		t, err := d.Token()
		if limited.N <= 0 {
			return fmt.Errorf("reading DOCX: %s unpacks to more than %d bytes: %w", name, maxDOCXPart, law.ErrTooLarge)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading DOCX: %s: %w: %w", name, err, law.ErrInvalid)
		}
		switch t.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return fmt.Errorf("reading DOCX: %s nests deeper than %d: %w", name, maxXMLDepth, law.ErrTooLarge)
			}
		case xml.EndElement:
			depth--
		}
		if err := do(t); err != nil {
			return err
		}
	}
}

// eachElement calls do for each start of an element of a part.
func eachElement(z *zip.Reader, name string, do func(xml.StartElement)) error {
	return docxTokens(z, name, func(t xml.Token) error {
		if e, ok := t.(xml.StartElement); ok {
			do(e)
		}
		return nil
	})
}

// val is the w:val of an element, or another attribute of it.
func val(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// isOn reads a switch of WordprocessingML: on unless its value says off.
func isOn(e xml.StartElement) bool {
	switch val(e, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

type docxStyle struct {
	outline int // heading level, 0 for none
}

// docxList is a numbered list: the form of each level and its count.
type docxList struct {
	levels [maxDOCXLevels]docxLevel
	count  [maxDOCXLevels]int
}

type docxLevel struct {
	start  int
	format string
	text   string // "%1." "(%2)"
	set    bool
}

type docx struct {
	d        draft
	styles   map[string]docxStyle
	abstract map[string]*docxList
	numbers  map[string]*docxList

	// while styles and numbering are read
	styleID, abstractID, numID string
	level                      int

	notes bool // the footnotes are being read
}

func (r *docx) style(e xml.StartElement) {
	switch e.Name.Local {
	case "style":
		r.styleID = val(e, "styleId")
		if n, ok := strings.CutPrefix(strings.ToLower(r.styleID), "heading"); ok && len(r.styles) < 10000 {
			if level, err := strconv.Atoi(n); err == nil && level > 0 && level < 10 {
				r.styles[r.styleID] = docxStyle{level}
			}
		}
	case "outlineLvl":
		if n, err := strconv.Atoi(val(e, "val")); err == nil && n >= 0 && n < 9 && len(r.styles) < 10000 {
			r.styles[r.styleID] = docxStyle{n + 1}
		}
	}
}

func (r *docx) numbering(e xml.StartElement) {
	if r.abstract == nil {
		r.abstract = map[string]*docxList{}
	}
	switch e.Name.Local {
	case "abstractNum":
		r.abstractID, r.numID = val(e, "abstractNumId"), ""
		if len(r.abstract) < 10000 {
			r.abstract[r.abstractID] = &docxList{}
		}
	case "num":
		r.numID, r.abstractID = val(e, "numId"), ""
	case "abstractNumId":
		if a := r.abstract[val(e, "val")]; a != nil && r.numID != "" && len(r.numbers) < 10000 {
			list := *a
			r.numbers[r.numID] = &list
		}
	case "lvl":
		r.level = -1
		if n, err := strconv.Atoi(val(e, "ilvl")); err == nil && n >= 0 && n < maxDOCXLevels {
			r.level = n
		}
	case "start", "numFmt", "lvlText":
		list := r.abstract[r.abstractID]
		if r.numID != "" {
			list = r.numbers[r.numID]
		}
		if list == nil || r.level < 0 || r.level >= maxDOCXLevels {
			return
		}
		l := &list.levels[r.level]
		l.set = true
		switch e.Name.Local {
		case "start":
			if n, err := strconv.Atoi(val(e, "val")); err == nil && n >= 0 && n < 100000 {
				l.start = n
			}
		case "numFmt":
			l.format = val(e, "val")
		case "lvlText":
			l.text = lawtext.Cut(val(e, "val"), 64)
		}
	}
}

// next counts a paragraph of a list and gives its printed number.
func (l *docxList) next(level int) string {
	for i := range l.count {
		switch {
		case i < level && l.count[i] == 0:
			l.count[i] = max(l.levels[i].start, 1)
		case i == level && l.count[i] == 0:
			l.count[i] = max(l.levels[i].start, 1)
		case i == level:
			l.count[i]++
		case i > level:
			l.count[i] = 0
		}
	}
	f := l.levels[level]
	switch f.format {
	case "bullet":
		return "•"
	case "none", "":
		return ""
	}
	text := f.text
	for i := range level + 1 {
		text = strings.ReplaceAll(text, "%"+strconv.Itoa(i+1), listNumber(l.count[i], l.levels[i].format))
	}
	return text
}

// listNumber prints a number of a list in one of Word's formats.
func listNumber(n int, format string) string {
	switch format {
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 26*20 {
			break
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			s = strings.ToUpper(s)
		}
		return s
	case "lowerRoman", "upperRoman":
		if n < 1 || n > 89 {
			break
		}
		s := lawtext.RomanForm(n)
		if format == "upperRoman" {
			s = strings.ToUpper(s)
		}
		return s
	case "decimalZero":
		return fmt.Sprintf("%02d", n)
	}
	return strconv.Itoa(n)
}

// docxRun is how the open run looks.
type docxRun struct {
	under, strike, hidden, caps bool
}

// read writes the paragraphs of a part.
func (r *docx) read(z *zip.Reader, name string) error {
	var (
		run              docxRun
		inRun, inProps   bool
		inserted, struck int // open w:ins and w:del
		skipped          int // depth of what is left out
		text             bool
		rows             int
		outline, level   int
		num              string
		inNum, begun     bool
		cell             bool
		kind             = lawtext.Body
		skipNote         bool
	)
	mark := func() law.MarkKind {
		switch {
		case struck > 0 || run.strike:
			return law.Deleted
		case inserted > 0:
			return law.Inserted
		case run.under:
			return underlined
		}
		return ""
	}
	write := func(s string) {
		if run.hidden || skipNote {
			return
		}
		if run.caps {
			s = strings.ToUpper(s)
		}
		for _, c := range s {
			if printable(c) && c != '\uFFFD' {
				r.d.writeRune(c, mark())
			}
		}
	}
	// begin writes the number of a paragraph before its first words.
	begin := func() {
		if begun {
			return
		}
		begun = true
		if list := r.numbers[num]; list != nil && num != "" {
			if n := list.next(level); n != "" {
				r.d.writeString(n+"\t", mark())
			}
		}
	}
	end := func() {
		switch {
		case r.notes:
			r.d.end(lawtext.Footnote, 0)
		case kind == lawtext.Table:
			r.d.end(lawtext.Table, 0)
		case outline > 0:
			r.d.end(lawtext.Heading, outline)
		case num != "":
			r.d.end(lawtext.List, level+1)
		default:
			r.d.end(lawtext.Body, 0)
		}
	}
	return docxTokens(z, name, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			if skipped > 0 {
				skipped++
				return nil
			}
			switch t.Name.Local {
			case "Fallback", "instrText", "delInstrText", "sectPr", "object", "pict", "pPrChange", "rPrChange":
				skipped = 1
			case "footnote", "endnote":
				kindOf := val(t, "type")
				skipNote = kindOf != "" && kindOf != "normal"
			case "p":
				outline, level, num, begun = 0, 0, "", false
			case "pStyle":
				if s, ok := r.styles[val(t, "val")]; ok {
					outline = s.outline
				} else if n, err := strconv.Atoi(strings.TrimPrefix(val(t, "val"), "Heading")); err == nil && n > 0 && n < 10 {
					outline = n
				}
			case "outlineLvl":
				if n, err := strconv.Atoi(val(t, "val")); err == nil && n >= 0 && n < 9 {
					outline = n + 1
				}
			case "numPr":
				inNum = true
			case "ilvl":
				if n, err := strconv.Atoi(val(t, "val")); err == nil && inNum && n >= 0 && n < maxDOCXLevels {
					level = n
				}
			case "numId":
				if inNum {
					num = val(t, "val")
				}
			case "r":
				inRun, run = true, docxRun{}
			case "rPr":
				inProps = true
			case "u":
				run.under = inRun && inProps && isOn(t)
			case "strike", "dstrike":
				if inRun && inProps {
					run.strike = run.strike || isOn(t)
				}
			case "vanish":
				run.hidden = inRun && inProps && isOn(t)
			case "caps":
				run.caps = inRun && inProps && isOn(t)
			case "ins", "moveTo":
				if !inProps {
					inserted++
				}
			case "del", "moveFrom":
				if !inProps {
					struck++
				}
			case "t", "delText":
				begin()
				text = true
			case "tab":
				if inRun && !inProps {
					begin()
					write("\t")
				}
			case "br", "cr":
				if kind == lawtext.Table {
					write(" ")
				} else {
					end()
				}
			case "noBreakHyphen":
				write("-")
			case "tr":
				if rows++; rows == 1 {
					end()
					kind = lawtext.Table
				}
				cell = false
			case "tc":
				if cell && rows == 1 {
					r.d.writeString("\t", "")
				}
				cell = true
			}
		case xml.EndElement:
			if skipped > 0 {
				skipped--
				return nil
			}
			switch t.Name.Local {
			case "p":
				if kind == lawtext.Table {
					r.d.writeString(" ", "")
				} else {
					begin()
					end()
				}
				num = ""
			case "numPr":
				inNum = false
			case "r":
				inRun, run = false, docxRun{}
			case "rPr":
				inProps = false
			case "ins", "moveTo":
				if !inProps && inserted > 0 {
					inserted--
				}
			case "del", "moveFrom":
				if !inProps && struck > 0 {
					struck--
				}
			case "t", "delText":
				text = false
			case "tr":
				if rows--; rows == 0 {
					end()
					kind = lawtext.Body
				}
			}
		case xml.CharData:
			if text && skipped == 0 {
				write(string(t))
			}
		}
		if r.d.over {
			return fmt.Errorf("reading DOCX: the text is over %d bytes: %w", maxText, law.ErrTooLarge)
		}
		return nil
	})
}
