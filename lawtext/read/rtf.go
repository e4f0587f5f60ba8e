package read

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"

	"refuge/law"
	"refuge/lawtext"
)

const rtfReader = "rtf/2"

const (
	maxRTFDepth = 1000
	maxRTFFonts = 4096
)

// RTF reads RTF 1 as the Rich Text Format Specification 1.9.1 describes it.
// Underlined text is inserted and struck text deleted matter, in a bill that
// amends; so are \revised and \deleted anywhere. Hidden text, pictures,
// embedded objects, headers and footers are left out; of a field its result is
// kept. Each row of a table is a paragraph with its cells parted by tabs. Bytes
// that are not RTF at all are read as plain text, as Legistar holds some such.
//
// The error wraps law.ErrTooLarge for input over 64 MB, text over 32 MB or
// groups nested deeper than 1000. Broken RTF is read as far as it goes.
func RTF(b []byte, in lawtext.Drafting) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	start := bytes.TrimLeft(b, "\x00\t\r\n \xEF\xBB\xBF")
	if !bytes.HasPrefix(start, []byte(`{\rtf`)) {
		return Plain(b, in)
	}
	r := rtf{in: start, state: rtfState{uc: 1, page: cp1252}, main: &draft{drafting: in}, notes: &draft{drafting: in}}
	r.main.buf = make([]byte, 0, min(len(start), maxText))
	r.out = r.main
	r.utf8 = utf8.Valid(start)
	if err := r.read(); err != nil {
		return lawtext.Document{}, err
	}
	r.out = r.notes
	r.paragraph(lawtext.Footnote)
	r.out = r.main
	r.paragraph("")
	r.main.join(r.notes)
	return r.main.document(rtfReader)
}

// What the words of an open group are for.
type destination uint8

const (
	destText   destination = iota
	destSkip               // left out
	destFonts              // the font table, read for its character sets
	destEither             // \upr: left out but for the \ud within
	destShape              // a drawing: left out but for its text box
	destNote               // a footnote, kept for the end
)

type rtfState struct {
	dest            destination
	look            look
	hidden, caps    bool
	raised          bool   // superscript
	left            string // what the group is that is left out
	revised, struck bool   // tracked changes: inserted, deleted
	table, list     bool
	outline         int8 // heading level, 0 for none
	uc              int
	page            *codePage
}

func (s *rtfState) set(l look, on bool) {
	if on {
		s.look |= l
	} else {
		s.look &^= l
	}
}

type rtf struct {
	in    []byte
	at    int
	state rtfState
	stack []rtfState
	main  *draft
	notes *draft
	out   *draft
	utf8  bool // the input is UTF-8, as when it came out of JSON

	ansi   *codePage
	fonts  map[int]*codePage
	font   int    // being described in the font table
	marker []byte // hidden text, until it is seen to be a marker of the clerk or not
	hidden int    // words of the hidden text
	skip   int    // characters of \u's stand-in still to pass over
	high   rune   // first half of a surrogate pair
	lead   byte   // first byte of a two-byte character
	inRow  bool   // cells of the open table row have been written
}

// look is how text in the present state is set.
func (r *rtf) look() look {
	s := &r.state
	l := s.look
	if s.revised {
		l |= inserted
	}
	if s.struck {
		l |= deleted
	}
	return l
}

// visible says that text in the present state belongs to the document.
func (r *rtf) visible() bool {
	return (r.state.dest == destText || r.state.dest == destNote) && !r.state.hidden
}

// paragraph closes the open paragraph of the present output.
func (r *rtf) paragraph(kind lawtext.ParagraphKind) {
	level := 0
	switch {
	case kind != "":
	case r.out == r.notes:
		kind = lawtext.Footnote
	case r.inRow:
		kind = lawtext.Table
	case r.state.outline > 0:
		kind, level = lawtext.Heading, int(r.state.outline)
	case r.state.list:
		kind = lawtext.List
	default:
		kind = lawtext.Body
	}
	if kind == lawtext.Table && r.out.last() == '\t' {
		r.out.drop(1) // the end of the last cell
	}
	r.out.end(kind, level)
	r.inRow = false
}

func (r *rtf) read() error {
	in := r.in
	for r.at < len(in) {
		c := in[r.at]
		switch {
		case plainByte[c]:
			from := r.at
			for r.at < len(in) && plainByte[in[r.at]] {
				r.at++
			}
			r.text(in[from:r.at])
		case c == '\\':
			r.control()
		case c == '{':
			if len(r.stack) >= maxRTFDepth {
				return fmt.Errorf("reading RTF: groups nest deeper than %d: %w", maxRTFDepth, law.ErrTooLarge)
			}
			r.skip, r.lead = 0, 0
			r.stack = append(r.stack, r.state)
			r.at++
		case c == '}':
			r.skip, r.lead = 0, 0
			r.at++
			if len(r.stack) == 0 {
				return nil
			}
			before := r.state.dest
			if r.state.hidden && !r.stack[len(r.stack)-1].hidden {
				r.hide(false)
			}
			r.state = r.stack[len(r.stack)-1]
			r.stack = r.stack[:len(r.stack)-1]
			if before == destNote && r.state.dest != destNote {
				r.paragraph(lawtext.Footnote)
				r.out = r.main
			}
			if len(r.stack) == 0 {
				return nil
			}
		case c == '\t':
			r.at++
			r.text(tab)
		case c < 0x20 || c == 0x7F:
			r.at++
		case r.utf8:
			n, size := utf8.DecodeRune(in[r.at:])
			r.at += size
			r.rune(n)
		default:
			r.at++
			r.byte(c)
		}
		if r.out.over {
			return nil
		}
	}
	return nil
}

var tab = []byte{'\t'}

// plainByte tells the bytes that stand for themselves.
var plainByte = func() (t [256]bool) {
	for c := 0x20; c < 0x7F; c++ {
		t[c] = c != '\\' && c != '{' && c != '}'
	}
	return t
}()

// text takes literal ASCII.
func (r *rtf) text(s []byte) {
	if r.skip > 0 {
		n := min(r.skip, len(s))
		r.skip -= n
		s = s[n:]
	}
	if r.lead != 0 && len(s) > 0 {
		r.byte(s[0])
		s = s[1:]
	}
	if len(s) == 0 || r.state.dest == destFonts {
		return
	}
	r.high = 0
	if r.state.raised && r.visible() {
		r.out.noteMark(string(s))
	}
	switch {
	case r.state.dest == destSkip:
		r.main.leaveWords(r.state.left, string(s))
	case r.state.hidden && r.state.dest == destText:
		if r.out == r.main && len(r.marker) < 64 {
			r.marker = append(r.marker, s...)
		}
		r.hidden += len(bytes.Fields(s))
	case r.visible() && r.state.caps:
		r.out.write(bytes.ToUpper(s), r.look())
	case r.visible():
		r.out.write(s, r.look())
	}
}

// hide begins or ends hidden text. A clerk's marker that was hidden
// ("..Body") becomes a paragraph of its own; other hidden text is dropped.
func (r *rtf) hide(on bool) {
	if on == r.state.hidden {
		return
	}
	r.state.hidden = on
	if m := bytes.TrimSpace(r.marker); !on && bytes.HasPrefix(m, []byte("..")) && len(m) < 40 && r.out.empty() {
		r.out.write(m, 0)
		r.paragraph(lawtext.Furniture)
	} else if !on && r.hidden > 0 {
		r.main.leave("hidden text", "")
		r.main.left["hidden text"].Words += r.hidden
	}
	r.hidden = 0
	r.marker = r.marker[:0]
}

// rune takes one character that is not ASCII.
func (r *rtf) rune(c rune) {
	if r.skip > 0 {
		r.skip--
		return
	}
	if r.state.caps {
		c = unicode.ToUpper(c)
	}
	if r.visible() {
		r.out.character(c, r.look())
	}
}

// byte takes one byte of the code page of the font.
func (r *rtf) byte(c byte) {
	if r.skip > 0 {
		r.skip--
		return
	}
	p := r.state.page
	if p.wide != nil {
		if r.lead != 0 {
			pair := [2]byte{r.lead, c}
			r.lead = 0
			if !r.visible() {
				return
			}
			s, err := p.wide.NewDecoder().Bytes(pair[:])
			if err != nil {
				return // no character of the code page
			}
			for _, c := range string(s) {
				if c != utf8.RuneError {
					r.rune(c)
				}
			}
			return
		}
		if c >= 0x81 && c < 0xFF && !(p.kana && c >= 0xA0 && c <= 0xDF) {
			r.lead = c
			return
		}
		if c < 0x80 {
			r.rune(rune(c))
		}
		return
	}
	if u := p.narrow[c]; u != utf8.RuneError {
		r.rune(u)
	}
}

// control reads what follows a backslash.
func (r *rtf) control() {
	in := r.in
	r.at++
	if r.at >= len(in) {
		return
	}
	c := in[r.at]
	if c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
		r.at++
		r.sign(c)
		return
	}
	from := r.at
	for r.at < len(in) && r.at-from < 64 && (in[r.at] >= 'a' && in[r.at] <= 'z' || in[r.at] >= 'A' && in[r.at] <= 'Z') {
		r.at++
	}
	word := in[from:r.at]
	n, given, minus := 0, false, false
	if r.at < len(in) && in[r.at] == '-' {
		minus = true
		r.at++
	}
	for digits := 0; r.at < len(in) && in[r.at] >= '0' && in[r.at] <= '9'; digits++ {
		if digits < 9 {
			n = n*10 + int(in[r.at]-'0')
		}
		given = true
		r.at++
	}
	if minus {
		n = -n
		if !given {
			r.at--
		}
	}
	if r.at < len(in) && in[r.at] == ' ' {
		r.at++
	}
	r.word(word, n, given)
}

// sign acts on a control symbol.
func (r *rtf) sign(c byte) {
	if c != '\'' && r.skip > 0 && c != '*' {
		r.skip--
		return
	}
	switch c {
	case '\\', '{', '}':
		r.literal(rune(c))
	case '\'':
		if r.at+1 < len(r.in) {
			hi, lo := unhex(r.in[r.at]), unhex(r.in[r.at+1])
			if hi < 16 && lo < 16 {
				r.at += 2
				r.hex(hi<<4 | lo)
			}
		}
	case '~':
		r.literal('\u00a0')
	case '_':
		r.literal('-')
	case '\n', '\r':
		r.lineBreak()
	case '\t':
		r.text(tab)
	case '*':
		if r.state.dest != destEither && r.state.dest != destShape {
			r.starred()
		}
	}
}

// hex takes a byte written as \'xx.
func (r *rtf) hex(c byte) {
	switch {
	case r.skip > 0:
		r.skip--
	case r.lead != 0 || c >= 0x80:
		r.byte(c)
	case c == '\t' || c >= 0x20 && c < 0x7F:
		r.literal(rune(c))
	case c == '\n' || c == '\r':
		r.lineBreak()
	}
}

func (r *rtf) literal(c rune) {
	if r.visible() {
		r.out.writeRune(c, r.look())
	}
}

func unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 0xFF
}

// lineBreak ends a line. In a table it parts words only: the row is the paragraph.
func (r *rtf) lineBreak() {
	if r.state.dest != destText && r.state.dest != destNote {
		return
	}
	if r.state.table && r.out == r.main {
		r.out.writeRune(' ', 0)
		return
	}
	r.paragraph("")
}

// starred acts on \*: the group is left out unless its destination is one that
// holds text.
func (r *rtf) starred() {
	if r.state.dest == destSkip {
		return
	}
	rest := r.in[r.at:]
	switch {
	case bytes.HasPrefix(rest, []byte(`\shpinst`)):
		r.state.dest = destShape
	case bytes.HasPrefix(rest, []byte(`\shppict`)) && r.state.dest == destText:
		r.main.leave("image", "")
		r.state.dest = destSkip
	default:
		r.state.dest = destSkip
	}
}

// word acts on a control word with its number, given if one was written.
func (r *rtf) word(word []byte, n int, given bool) {
	if r.skip > 0 && string(word) != "u" && string(word) != "bin" {
		r.skip--
		return
	}
	on := !given || n != 0
	s := &r.state
	switch string(word) {
	case "par":
		r.lineBreak()
	case "line", "page", "sect", "column", "softline", "softpage":
		r.lineBreak()
	case "tab":
		r.text(tab)
	case "pard":
		s.table, s.list, s.outline = false, false, 0
	case "plain":
		r.hide(false)
		s.look, s.caps, s.raised = 0, false, false
		s.page = r.fontPage(-1)
	case "ul", "uld", "uldash", "uldashd", "uldashdd", "uldb", "ulhair", "ulhwave", "ulldash", "ulth", "ulthd",
		"ulthdash", "ulthdashd", "ulthdashdd", "ulthldash", "ululdbwave", "ulw", "ulwave":
		s.set(underlined, on)
	case "ulnone":
		s.set(underlined, false)
	case "strike", "striked":
		s.set(struck, on)
	case "i":
		s.set(italic, on)
	case "b":
		s.set(bold, on)
	case "caps":
		s.caps = on
	case "v":
		r.hide(on)
	case "revised":
		s.revised = on
	case "deleted":
		s.struck = on
	case "f":
		if s.dest == destFonts {
			r.font = n
		} else {
			s.page = r.fontPage(n)
		}
	case "fcharset":
		if s.dest == destFonts && len(r.fonts) < maxRTFFonts {
			if page := charsetPage(n); page != nil {
				if r.fonts == nil {
					r.fonts = map[int]*codePage{}
				}
				r.fonts[r.font] = page
			}
		}
	case "cpg":
		if s.dest == destFonts && len(r.fonts) < maxRTFFonts {
			if page := pageNumbered(n); page != nil {
				if r.fonts == nil {
					r.fonts = map[int]*codePage{}
				}
				r.fonts[r.font] = page
			}
		}
	case "ansicpg":
		if page := pageNumbered(n); page != nil {
			r.ansi, s.page = page, page
		}
	case "mac":
		r.ansi, s.page = macRoman, macRoman
	case "pc":
		r.ansi, s.page = pageNumbered(437), pageNumbered(437)
	case "pca":
		r.ansi, s.page = pageNumbered(850), pageNumbered(850)
	case "uc":
		s.uc = min(max(n, 0), 64)
	case "u":
		r.unicode(n)
	case "bin":
		if n > 0 {
			r.at = min(r.at+n, len(r.in))
		}
	case "intbl":
		s.table = true
	case "cell", "nestcell":
		if r.visible() && r.out == r.main {
			r.out.write(tab, 0)
			r.inRow = true
		}
	case "row", "nestrow":
		if s.dest == destText {
			r.paragraph("")
		}
	case "outlinelevel":
		if n >= 0 && n < 9 {
			s.outline = int8(n + 1)
		}
	case "ls":
		s.list = true
	case "pntext", "listtext":
		s.hidden = false
	case "fonttbl":
		s.dest = destFonts
	case "colortbl", "stylesheet", "info", "pict", "object", "header", "headerl", "headerr", "headerf", "footer",
		"footerl", "footerr", "footerf", "annotation", "atnid", "atnauthor", "fldinst", "listtable", "listoverridetable",
		"revtbl", "rsidtbl", "generator", "themedata", "datastore", "xe", "tc", "rxe", "txe", "nonshppict", "shprslt",
		"pntxta", "pntxtb", "filetbl", "private", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "do",
		"nonesttables", "bkmkstart", "bkmkend", "template", "userprops", "comment", "docvar", "falt", "latentstyles":
		if s.dest == destText || s.dest == destNote {
			if s.left = leftInRTF[string(word)]; s.left != "" {
				r.main.leave(s.left, "")
			}
			if s.left == "image" || s.left == "embedded object" {
				s.left = "" // what follows is data, not words
			}
		}
		if s.dest != destFonts {
			s.dest = destSkip
		}
	case "super":
		s.raised = on
	case "nosupersub":
		s.raised = false
	case "upr":
		if s.dest == destText {
			s.dest = destEither
		}
	case "ud":
		if s.dest == destEither {
			s.dest = destText
		}
	case "shpinst":
		if s.dest == destText {
			s.dest = destShape
		}
	case "sp", "sn", "sv":
		if s.dest == destShape {
			s.dest = destSkip
		}
	case "shptxt":
		if s.dest == destShape {
			s.dest = destText
		}
	case "footnote":
		if s.dest == destText {
			s.dest = destNote
			s.table = false
			r.out = r.notes
		}
	case "emdash":
		r.symbolRune('—')
	case "endash":
		r.symbolRune('–')
	case "bullet":
		r.symbolRune('•')
	case "lquote":
		r.symbolRune('‘')
	case "rquote":
		r.symbolRune('’')
	case "ldblquote":
		r.symbolRune('“')
	case "rdblquote":
		r.symbolRune('”')
	case "emspace":
		r.symbolRune('\u2003')
	case "enspace":
		r.symbolRune('\u2002')
	case "qmspace":
		r.symbolRune('\u2005')
	}
}

// leftInRTF names what stands in the groups that are left out and may be missed.
var leftInRTF = map[string]string{
	"pict": "image", "object": "embedded object", "annotation": "comment",
	"header": "header or footer", "headerl": "header or footer", "headerr": "header or footer", "headerf": "header or footer",
	"footer": "header or footer", "footerl": "header or footer", "footerr": "header or footer", "footerf": "header or footer",
}

func (r *rtf) symbolRune(c rune) {
	if r.visible() {
		r.out.writeRune(c, r.look())
	}
}

// unicode acts on \uN: the number is a signed 16-bit code unit, and the next
// \uc characters are its stand-in for older readers.
func (r *rtf) unicode(n int) {
	if n < 0 {
		n += 1 << 16
	}
	r.lead = 0
	r.skip = 0
	c := rune(n)
	switch {
	case c >= 0xD800 && c < 0xDC00:
		r.high = c
	case c >= 0xDC00 && c < 0xE000:
		if r.high != 0 {
			r.rune(0x10000 + (r.high-0xD800)<<10 + (c - 0xDC00))
		}
		r.high = 0
	case c >= 0xF020 && c <= 0xF0FF: // a symbol font's private place
		r.high = 0
		if u := symbolPage.narrow[c-0xF000]; u != utf8.RuneError {
			r.rune(u)
		}
	default:
		r.high = 0
		r.rune(c)
	}
	r.skip = r.state.uc
}
