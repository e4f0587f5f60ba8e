package read

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"refuge/law"
	"refuge/lawtext"
)

const docxReader = "docx/2"

const (
	maxDOCXPart  = 64 << 20 // unpacked bytes of one part
	maxDOCXParts = 4096
)

// DOCX reads the text of a Word document (ECMA-376, WordprocessingML). Tracked
// insertions and deletions, underlined, struck and italic text become looks; the
// printed numbers of lists are written out; each row of a table is a paragraph
// with its cells parted by tabs, also the empty ones; text boxes follow the
// paragraph they hang on, footnotes and endnotes the text. Hidden text, images,
// comments, headers and footers are left out and counted.
//
// The error wraps law.ErrTooLarge also where a small archive unpacks to a large
// part.
func DOCX(b []byte, in lawtext.Drafting) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return lawtext.Document{}, fmt.Errorf("reading DOCX: %w: %w", err, law.ErrInvalid)
	}
	if len(z.File) > maxDOCXParts {
		return lawtext.Document{}, fmt.Errorf("reading DOCX: %d parts are over the bound of %d: %w", len(z.File), maxDOCXParts, law.ErrTooLarge)
	}
	main, err := mainPart(z)
	if err != nil {
		return lawtext.Document{}, err
	}
	folder := path.Dir(main)
	r := docx{d: draft{drafting: in}, styles: map[string]docxStyle{}}
	for name, do := range map[string]func(xml.StartElement){"styles.xml": r.style, "numbering.xml": r.lists.read} {
		if err := eachElement(z, path.Join(folder, name), do); err != nil && !errors.Is(err, law.ErrNotFound) {
			return lawtext.Document{}, err
		}
	}
	if err := r.read(z, main, ""); err != nil {
		if errors.Is(err, law.ErrNotFound) {
			err = fmt.Errorf("reading DOCX: no %s: %w", main, law.ErrInvalid)
		}
		return lawtext.Document{}, err
	}
	for _, notes := range []string{"footnotes.xml", "endnotes.xml"} {
		if err := r.read(z, path.Join(folder, notes), lawtext.Footnote); err != nil && !errors.Is(err, law.ErrNotFound) {
			return lawtext.Document{}, err
		}
	}
	if err := r.besides(z, folder); err != nil {
		return lawtext.Document{}, err
	}
	return r.d.document(docxReader)
}

// docxStyle is what a style says of the paragraphs or runs that have it.
type docxStyle struct {
	based   string
	outline int    // heading level, 0 for none
	num     string // list, "0" for none, "" where the style it is based on says
	level   int    // of the list, -1 where the list's own levels say
	look    look
}

type docx struct {
	d      draft
	styles map[string]docxStyle
	lists  wordLists

	styleID string // while the styles are read
}

func (r *docx) style(e xml.StartElement) {
	if e.Name.Local == "style" {
		r.styleID = val(e, "styleId")
		s := docxStyle{level: -1}
		if n, ok := strings.CutPrefix(strings.ToLower(r.styleID), "heading"); ok {
			if level, err := strconv.Atoi(n); err == nil && level > 0 && level < 10 {
				s.outline = level
			}
		}
		if len(r.styles) < 10000 {
			r.styles[r.styleID] = s
		}
		return
	}
	s, ok := r.styles[r.styleID]
	if !ok {
		return
	}
	switch e.Name.Local {
	case "basedOn":
		s.based = val(e, "val")
	case "outlineLvl":
		if n, err := strconv.Atoi(val(e, "val")); err == nil && n >= 0 && n < 9 {
			s.outline = n + 1
		}
	case "numId":
		s.num = val(e, "val")
	case "ilvl":
		s.level = min(bounded(val(e, "val")), maxDOCXLevels-1)
	default:
		s.look = s.look.with(e)
	}
	r.styles[r.styleID] = s
}

// with is a look changed by an element of the properties of a run.
func (l look) with(e xml.StartElement) look {
	var of look
	switch e.Name.Local {
	case "u":
		of = underlined
	case "strike", "dstrike":
		of = struck
	case "i":
		of = italic
	case "b":
		of = bold
	}
	if of != 0 && isOn(e) {
		return l | of
	}
	return l &^ of
}

// styled follows a style through those it is based on: the first that names a
// list, with its level, the first heading level, and all looks.
func (r *docx) styled(id string) docxStyle {
	out := docxStyle{level: -1}
	for from := id; id != ""; {
		s, ok := r.styles[id]
		if !ok {
			break
		}
		if out.num == "" && s.num != "" {
			if out.num = s.num; out.level < 0 {
				out.level = s.level
			}
			if l := r.lists.levelOfStyle(out.num, from, r.styles); l >= 0 {
				out.level = l
			} else if l := r.lists.levelOfStyle(out.num, id, r.styles); l >= 0 && out.level < 0 {
				out.level = l
			}
		} else if out.num == "" && out.level < 0 {
			out.level = s.level
		}
		if out.outline == 0 {
			out.outline = s.outline
		}
		out.look |= s.look
		if id = s.based; id == from {
			break
		}
		if out.based += "."; len(out.based) > 20 {
			break // a circle
		}
	}
	return out
}

// docxRun is how the open run is set.
type docxRun struct {
	look                 look
	hidden, caps, raised bool
}

// docxPara is the open paragraph.
type docxPara struct {
	outline, level int
	num            string
	begun          bool // its number was written
}

// docxFrame is where words go: the text, or a text box in it, which is written
// behind the paragraph it hangs on.
type docxFrame struct {
	out   *draft
	para  docxPara
	boxes []*draft
	rows  int // open rows of tables
	cells int // of the open row
	span  int // columns that the open cell takes
	cuts  []int
	kind  lawtext.ParagraphKind
}

// docxReading is the reading of one part.
type docxReading struct {
	*docx
	frames         []docxFrame
	run            docxRun
	inRun, inProps bool
	inNum, text    bool
	ins, del       int // open w:ins and w:del
	skipped        int // depth of what is left out
	skipNote       bool
	notes          lawtext.ParagraphKind
}

// read writes the paragraphs of a part; notes is their kind, "" for the text.
func (r *docx) read(z *zip.Reader, name string, notes lawtext.ParagraphKind) error {
	d := docxReading{docx: r, notes: notes, frames: []docxFrame{{out: &r.d, kind: lawtext.Body}}}
	return docxTokens(z, name, func(t xml.Token) error {
		switch t := t.(type) {
		case xml.StartElement:
			if d.skipped > 0 {
				d.skipped++
			} else {
				d.start(t)
			}
		case xml.EndElement:
			if d.skipped > 0 {
				d.skipped--
			} else {
				d.close(t.Name.Local)
			}
		case xml.CharData:
			if d.text && d.skipped == 0 {
				d.write(string(t))
			}
		}
		if f := d.frame(); f.out.over || r.d.over {
			return fmt.Errorf("reading DOCX: the text is over %d bytes: %w", maxText, law.ErrTooLarge)
		}
		return nil
	})
}

func (d *docxReading) frame() *docxFrame { return &d.frames[len(d.frames)-1] }

func (d *docxReading) look() look {
	l := d.run.look
	if d.ins > 0 {
		l |= inserted
	}
	if d.del > 0 {
		l |= deleted
	}
	return l
}

func (d *docxReading) write(s string) {
	if d.skipNote {
		return
	}
	f := d.frame()
	if d.run.hidden {
		f.out.leave("hidden text", s)
		return
	}
	d.begin()
	if d.run.caps {
		s = strings.ToUpper(s)
	}
	if d.run.raised {
		f.out.noteMark(s)
	}
	f.out.clean(s, d.look())
}

// begin writes the number of a paragraph before its first words.
func (d *docxReading) begin() {
	f := d.frame()
	if f.para.begun || d.skipNote {
		return
	}
	f.para.begun = true
	if f.para.num != "" {
		f.out.writeString(d.lists.next(f.para.num, f.para.level, d.styles), d.look())
	}
}

// end closes the open paragraph.
func (d *docxReading) end() {
	f := d.frame()
	kind, level := lawtext.Body, 0
	switch p := f.para; {
	case d.notes != "":
		kind = d.notes
	case f.kind == lawtext.Table:
		kind = lawtext.Table
	case p.outline > 0:
		kind, level = lawtext.Heading, p.outline
	case p.num != "" && p.num != "0":
		kind, level = lawtext.List, p.level+1
	}
	f.out.end(kind, level)
	if f.kind != lawtext.Table {
		d.hang()
	}
}

// hang writes the text boxes of a paragraph behind it.
func (d *docxReading) hang() {
	f := d.frame()
	for _, b := range f.boxes {
		f.out.join(b)
	}
	f.boxes = nil
}

func (d *docxReading) start(t xml.StartElement) {
	f := d.frame()
	name := t.Name.Local
	switch name {
	case "Fallback", "instrText", "delInstrText", "sectPr", "pPrChange", "rPrChange", "tblPrChange", "trPrChange", "tcPrChange", "numberingChange":
		d.skipped = 1
	case "blip", "imagedata":
		d.d.leave("image", "")
	case "OLEObject", "control":
		d.d.leave("embedded object", "")
	case "chart", "relIds":
		d.d.leave("drawing", "")
	case "altChunk":
		d.d.leave("embedded page", "")
	case "footnote", "endnote":
		kind := val(t, "type")
		d.skipNote = kind != "" && kind != "normal"
	case "txbxContent":
		d.frames = append(d.frames, docxFrame{out: &draft{drafting: d.d.drafting}, kind: lawtext.Body})
		d.inRun, d.run = false, docxRun{}
	case "p":
		f.para = docxPara{}
	case "pStyle":
		s := d.styled(val(t, "val"))
		f.para.outline, f.para.num, f.para.level = s.outline, s.num, max(s.level, 0)
		if n, err := strconv.Atoi(strings.TrimPrefix(val(t, "val"), "Heading")); err == nil && s.outline == 0 && n > 0 && n < 10 {
			f.para.outline = n
		}
	case "outlineLvl":
		if n, err := strconv.Atoi(val(t, "val")); err == nil && n >= 0 && n < 9 {
			f.para.outline = n + 1
		}
	case "numPr":
		d.inNum = true
	case "ilvl":
		if n, err := strconv.Atoi(val(t, "val")); err == nil && d.inNum && n >= 0 && n < maxDOCXLevels {
			f.para.level = n
		}
	case "numId":
		if d.inNum {
			f.para.num = val(t, "val")
		}
	case "r":
		d.inRun, d.run = true, docxRun{}
	case "rPr":
		d.inProps = true
	case "ins", "moveTo":
		if !d.inProps {
			d.ins++
		}
	case "del", "moveFrom":
		if !d.inProps {
			d.del++
		}
	case "t", "delText":
		d.text = true
	case "tab", "ptab":
		if d.inRun && !d.inProps {
			d.write("\t")
		}
	case "br", "cr":
		switch {
		case f.rows > 0:
			d.write(" ")
		case d.inRun:
			d.begin()
			d.end()
		}
	case "noBreakHyphen":
		d.write("-")
	case "sym":
		d.symbol(val(t, "font"), val(t, "char"))
	case "tr":
		if f.rows++; f.rows == 1 {
			d.end()
			f.kind, f.cells, f.cuts = lawtext.Table, 0, nil
		}
	case "tc":
		if f.rows == 1 {
			if f.cells++; f.cells > 1 {
				if f.out.last() == ' ' {
					f.out.drop(1) // behind the last paragraph of the cell before
				}
				f.out.writeString(strings.Repeat("\t", f.span), 0)
			}
			f.span = 1
		}
	case "gridSpan":
		if n := bounded(val(t, "val")); f.rows == 1 && n > 1 {
			f.span = min(n, 64)
		}
	default:
		if d.inRun && d.inProps {
			d.props(t)
		}
	}
}

// props takes an element of the properties of the open run.
func (d *docxReading) props(t xml.StartElement) {
	switch t.Name.Local {
	case "rStyle":
		if id := val(t, "val"); !strings.Contains(id, "yperlink") { // links are underlined everywhere
			d.run.look |= d.styled(id).look
		}
	case "vanish":
		d.run.hidden = isOn(t)
	case "caps":
		d.run.caps = isOn(t)
	case "vertAlign":
		d.run.raised = val(t, "val") == "superscript"
	default:
		d.run.look = d.run.look.with(t)
	}
}

func (d *docxReading) close(name string) {
	f := d.frame()
	switch name {
	case "txbxContent":
		if len(d.frames) > 1 {
			d.end()
			d.frames = d.frames[:len(d.frames)-1]
			up := d.frame()
			up.boxes = append(up.boxes, f.out)
			d.inRun = true
		}
	case "p":
		d.begin()
		if f.kind == lawtext.Table {
			f.out.part(&f.cuts)
		} else {
			d.end()
		}
		f.para = docxPara{begun: true}
	case "numPr":
		d.inNum = false
	case "r":
		d.inRun, d.run = false, docxRun{}
	case "rPr":
		d.inProps = false
	case "ins", "moveTo":
		if !d.inProps && d.ins > 0 {
			d.ins--
		}
	case "del", "moveFrom":
		if !d.inProps && d.del > 0 {
			d.del--
		}
	case "t", "delText":
		d.text = false
	case "tr":
		if f.rows--; f.rows == 0 {
			if f.cells == 1 { // a frame around paragraphs
				f.out.endAt(f.cuts, lawtext.Body)
			}
			d.end()
			f.kind = lawtext.Body
			d.hang()
		}
		f.rows = max(f.rows, 0)
	}
}

// symbol writes a character that is named by its font and code. Of the fonts of
// signs those are known that drafters use; another is counted as left out.
func (d *docxReading) symbol(font, code string) {
	n, err := strconv.ParseUint(code, 16, 32)
	if err != nil || d.skipNote {
		return
	}
	c := rune(n)
	var signs map[rune]rune
	switch font = strings.ToLower(font); {
	case font == "symbol":
		signs = symbolSigns
	case strings.HasPrefix(font, "wingdings"):
		signs = wingdings
	case strings.HasPrefix(font, "webdings"):
		signs = map[rune]rune{}
	}
	if c >= 0xF000 && c <= 0xF0FF {
		c -= 0xF000
	}
	if signs != nil {
		u, ok := signs[c]
		if !ok && font == "symbol" && strings.ContainsRune("0123456789 !#%&()+,./:;<=>?", c) {
			u, ok = c, true
		}
		if !ok {
			d.frame().out.leave("sign of a symbol font", "")
			return
		}
		c = u
	}
	if !utf8.ValidRune(c) {
		return
	}
	d.write(string(c))
}

// The signs of two fonts of signs, by their code.
var (
	symbolSigns = map[rune]rune{0xA2: '′', 0xA3: '≤', 0xA5: '∞', 0xA7: '♣', 0xA8: '♦', 0xA9: '♥', 0xAA: '♠', 0xAB: '↔', 0xAC: '←', 0xAD: '↑', 0xAE: '→',
		0xAF: '↓', 0xB0: '°', 0xB1: '±', 0xB2: '″', 0xB3: '≥', 0xB4: '×', 0xB6: '∂', 0xB7: '•', 0xB8: '÷', 0xB9: '≠', 0xBA: '≡', 0xBB: '≈', 0xBC: '…',
		0xD2: '®', 0xD3: '©', 0xD4: '™', 0xD7: '⋅', 0xE2: '®', 0xE3: '©', 0xE4: '™', 'a': 'α', 'b': 'β', 'g': 'γ', 'd': 'δ', 'm': 'μ', 'p': 'π', 's': 'σ',
		'w': 'ω', 'D': 'Δ', 'S': 'Σ', 'W': 'Ω'}
	wingdings = map[rune]rune{0x6C: '●', 0x6D: '❍', 0x6E: '■', 0x6F: '□', 0x71: '❑', 0x75: '◆', 0x76: '❖', 0x77: '⬥', 0x9F: '•', 0xA7: '▪', 0xA8: '□',
		0xD8: '➢', 0xDF: '←', 0xE0: '→', 0xE8: '➔', 0xF0: '⇨', 0xFB: '✗', 0xFC: '✓', 0xFD: '☒', 0xFE: '☑'}
)

// part ends a paragraph inside a row: a space parts its words from the next one's,
// and cuts remembers the run that begins there.
func (d *draft) part(cuts *[]int) {
	d.writeString(" ", 0)
	*cuts = append(*cuts, len(d.runs))
	d.apart = true
}

// endAt makes paragraphs of the runs before each cut.
func (d *draft) endAt(cuts []int, kind lawtext.ParagraphKind) {
	rest := d.runs
	for _, cut := range slices.Compact(cuts) {
		if cut > d.open {
			d.runs = rest[:cut:cut]
			d.end(kind, 0)
		}
	}
	d.runs = rest
}
