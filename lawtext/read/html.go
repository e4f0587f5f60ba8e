package read

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"refuge/law"
	"refuge/lawtext"
)

const htmlReader = "html/2"

const maxHTMLDepth = 2000

// HTML reads a page: u, ins, del, s, strike and i, and the styles and classes that
// mean them, become looks; headings, list items with their printed numbers, table
// rows and footnotes their kinds of paragraph. What stands in a form is read, its
// fields are not. Scripts, navigation, hidden matter, images and what else is left
// out is counted. The character set is that of the byte order mark or the meta
// element, else UTF-8 with stray bytes of Windows-1252.
func HTML(b []byte, in lawtext.Drafting) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	text, err := htmlText(b)
	if err != nil {
		return lawtext.Document{}, err
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil { // only too deep a stack of elements
		return lawtext.Document{}, fmt.Errorf("reading HTML: %w: %w", err, law.ErrTooLarge)
	}
	w := htmlWriter{d: draft{drafting: in}}
	if err := w.walk(root, htmlState{kind: lawtext.Body}, 0); err != nil {
		return lawtext.Document{}, err
	}
	w.d.end(lawtext.Body, 0)
	return w.d.document(htmlReader)
}

// htmlText is a page in UTF-8. A page that names no character set, or UTF-8, is
// decoded as plain text is, so that one stray byte does not turn all of it.
func htmlText(b []byte) (string, error) {
	enc, name, _ := charset.DetermineEncoding(b, "text/html")
	if name == "utf-8" || name == "windows-1252" && !bytes.Contains(bytes.ToLower(b[:min(len(b), 1024)]), []byte("charset")) {
		return decode(b), nil
	}
	if utf16Order(b) != nil {
		return decode(b), nil
	}
	s, err := enc.NewDecoder().Bytes(b)
	if err != nil {
		return "", fmt.Errorf("reading HTML in %s: %w: %w", name, err, law.ErrInvalid)
	}
	return string(s), nil
}

type htmlState struct {
	look   look
	kind   lawtext.ParagraphKind
	level  int
	pre    bool
	raised bool // a superscript
}

type htmlWriter struct {
	d     draft
	space bool // white space waits for a word behind it

	numbers map[*html.Node]string // printed before the items of lists
}

// htmlLeft is what is left out, by what it is; "" is not worth telling.
var htmlLeft = map[atom.Atom]string{atom.Script: "script", atom.Style: "style sheet", atom.Noscript: "", atom.Template: "template", atom.Head: "",
	atom.Nav: "navigation", atom.Button: "button", atom.Select: "list of choices", atom.Textarea: "text field", atom.Input: "", atom.Iframe: "embedded page",
	atom.Object: "embedded object", atom.Embed: "embedded object", atom.Svg: "drawing", atom.Math: "formula", atom.Audio: "sound", atom.Video: "film",
	atom.Canvas: "drawing", atom.Img: "image"}

var htmlBlocks = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Header: true, atom.Footer: true,
	atom.Aside: true, atom.Blockquote: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Table: true,
	atom.Tbody: true, atom.Thead: true, atom.Tfoot: true, atom.Tr: true, atom.Caption: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true,
	atom.H5: true, atom.H6: true, atom.Pre: true, atom.Hr: true, atom.Address: true, atom.Figure: true, atom.Figcaption: true, atom.Fieldset: true,
	atom.Legend: true, atom.Form: true, atom.Menu: true, atom.Dir: true, atom.Body: true, atom.Html: true, atom.Center: true, atom.Details: true, atom.Summary: true}

func (w *htmlWriter) walk(n *html.Node, s htmlState, depth int) error {
	if depth > maxHTMLDepth {
		return fmt.Errorf("reading HTML: elements nest deeper than %d: %w", maxHTMLDepth, law.ErrTooLarge)
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, s)
		return nil
	case html.ElementNode:
		if what, ok := htmlLeft[n.DataAtom]; ok {
			switch {
			case n.DataAtom == atom.Img:
				w.d.leave(what, attr(n, "alt"))
			case n.DataAtom == atom.Input && attr(n, "type") != "hidden" && attr(n, "value") != "":
				w.d.leave("text field", attr(n, "value"))
			case what != "":
				w.d.leave(what, wordsBelow(n))
			}
			w.space = true
			return nil
		}
		if hiddenElement(n) {
			if words := wordsBelow(n); strings.TrimSpace(words) != "" {
				w.d.leave("hidden text", words)
			}
			return nil
		}
		s = s.within(n)
	}
	// Inside a row, blocks only part words: the row is the paragraph.
	row := s.kind == lawtext.Table && n.DataAtom != atom.Tr && n.DataAtom != atom.Table
	cell := n.DataAtom == atom.Td || n.DataAtom == atom.Th
	block := n.Type == html.ElementNode && (htmlBlocks[n.DataAtom] || cell && !row)
	between := func() {
		switch {
		case block && row:
			w.space = true
		case block:
			w.end(s)
		}
	}
	between()
	switch {
	case n.DataAtom == atom.Br && row:
		w.space = true
	case n.DataAtom == atom.Br:
		w.end(s)
	case cell && row:
		w.cell(n)
	case n.DataAtom == atom.Ol:
		w.count(n)
	case n.DataAtom == atom.Li && !row:
		if printed := w.numbers[n]; printed != "" && lawtext.NumberLength(firstWords(n)) == 0 {
			w.d.writeString(printed, s.look)
			w.space = true
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if err := w.walk(k, s, depth+1); err != nil {
			return err
		}
	}
	between()
	return nil
}

// cell begins a cell of a row with a tab for each column that the cell before it
// takes.
func (w *htmlWriter) cell(n *html.Node) {
	for k := n.PrevSibling; k != nil; k = k.PrevSibling {
		if k.DataAtom == atom.Td || k.DataAtom == atom.Th {
			w.d.writeString(strings.Repeat("\t", min(max(1, number(attr(k, "colspan"))), 50)), 0)
			w.space = false
			return
		}
	}
}

// layout says that a row of a table only places what stands in it on a page: it
// has one cell, or a table or many paragraphs in one.
func layout(tr *html.Node) bool {
	cells, blocks, seen := 0, 0, 0
	for k := range tr.Descendants() {
		if seen++; seen > 2000 {
			return true
		}
		switch {
		case k.DataAtom == atom.Table:
			return true
		case k.DataAtom == atom.Td || k.DataAtom == atom.Th:
			cells++
			blocks = 0
		case k.Type == html.ElementNode && htmlBlocks[k.DataAtom]:
			if blocks++; blocks > 5 {
				return true
			}
		}
	}
	return cells == 1 && blocks > 0
}

func (w *htmlWriter) end(s htmlState) {
	w.d.end(s.kind, s.level)
	w.space = false
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// number is an attribute that is a small number, 0 for any other.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < -1_000_000 || n > 1_000_000 {
		return 0
	}
	return n
}

// count finds the number that a browser prints before each item of an ol, by its
// type, start and reversed and the items' value.
func (w *htmlWriter) count(list *html.Node) {
	format, ok := listFormat(attr(list, "type"), attr(list, "style"))
	if !ok {
		format = "decimal"
	}
	var items []*html.Node
	for k := list.FirstChild; k != nil; k = k.NextSibling {
		if k.DataAtom == atom.Li {
			items = append(items, k)
		}
	}
	step, at := 1, 1
	if hasAttr(list, "reversed") {
		step, at = -1, len(items)
	}
	if s := attr(list, "start"); s != "" {
		at = number(s)
	}
	if w.numbers == nil {
		w.numbers = map[*html.Node]string{}
	}
	for _, li := range items {
		if v := attr(li, "value"); v != "" {
			at = number(v)
		}
		f := format
		if own, ok := listFormat(attr(li, "type"), attr(li, "style")); ok {
			f = own
		}
		if f != "none" && f != "bullet" {
			w.numbers[li] = listNumber(at, f) + "."
		}
		at += step
	}
}

// firstWords are the first characters of an item, enough for its number.
func firstWords(li *html.Node) string {
	for k := range li.Descendants() {
		if k.Type == html.TextNode {
			if s := strings.TrimSpace(k.Data); s != "" {
				return lawtext.Cut(s, 40) + " x"
			}
		}
		if k.DataAtom == atom.Li || k.DataAtom == atom.P && k.PrevSibling != nil && k.PrevSibling.DataAtom == atom.P {
			break
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// listFormat is how a list's numbers are printed, in Word's names.
func listFormat(kind, style string) (string, bool) {
	style = strings.ToLower(strings.ReplaceAll(style, " ", ""))
	for _, f := range [...][2]string{{"lower-alpha", "lowerAlpha"}, {"lower-latin", "lowerAlpha"}, {"upper-alpha", "upperAlpha"}, {"upper-latin", "upperAlpha"},
		{"lower-roman", "lowerRoman"}, {"upper-roman", "upperRoman"}, {"decimal-leading-zero", "decimalZero"}, {"decimal", "decimal"}, {"none", "none"},
		{"disc", "bullet"}, {"circle", "bullet"}, {"square", "bullet"}} {
		if strings.Contains(style, "list-style-type:"+f[0]) || strings.Contains(style, "list-style:"+f[0]) {
			return f[1], true
		}
	}
	switch kind {
	case "a":
		return "lowerAlpha", true
	case "A":
		return "upperAlpha", true
	case "i":
		return "lowerRoman", true
	case "I":
		return "upperRoman", true
	case "1":
		return "decimal", true
	}
	return "", false
}

// wordsBelow are the words below a node.
func wordsBelow(n *html.Node) string {
	var b strings.Builder
	for k := range n.Descendants() {
		if k.Type == html.TextNode && b.Len() < maxText {
			b.WriteString(k.Data)
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// within is the state inside an element.
func (s htmlState) within(n *html.Node) htmlState {
	switch n.DataAtom {
	case atom.U:
		s.look |= underlined
	case atom.Ins:
		s.look |= inserted
	case atom.Del:
		s.look |= deleted
	case atom.S, atom.Strike:
		s.look |= struck
	case atom.I, atom.Em, atom.Cite, atom.Dfn, atom.Var:
		s.look |= italic
	case atom.B, atom.Strong:
		s.look |= bold
	case atom.Sup:
		s.raised = true
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		s.kind, s.level = lawtext.Heading, int(n.Data[1]-'0')
	case atom.Li:
		if s.kind == lawtext.List {
			s.level++
		} else {
			s.kind, s.level = lawtext.List, 1
		}
	case atom.Tr:
		if s.kind, s.level = lawtext.Table, 0; layout(n) {
			s.kind = lawtext.Body
		}
	case atom.Pre:
		s.pre = true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "style":
			s.style(a.Val)
		case "class", "role", "epub:type":
			for class := range strings.FieldsSeq(strings.ToLower(a.Val)) {
				switch class {
				case "inserted", "insertion":
					s.look |= inserted
				case "added", "underline", "underscore":
					s.look |= underlined
				case "deleted", "deletion":
					s.look |= deleted
				case "strike", "strikethrough", "line-through":
					s.look |= struck
				case "footnote", "footnotes", "doc-footnote", "doc-endnotes":
					s.kind, s.level = lawtext.Footnote, 0
				}
			}
		}
	}
	return s
}

// style takes the looks of a style attribute.
func (s *htmlState) style(style string) {
	style = strings.ToLower(strings.ReplaceAll(style, " ", ""))
	for part := range strings.SplitSeq(style, ";") {
		name, value, _ := strings.Cut(part, ":")
		switch name {
		case "text-decoration", "text-decoration-line":
			if strings.Contains(value, "line-through") {
				s.look |= struck
			}
			if strings.Contains(value, "underline") {
				s.look |= underlined
			} else if value == "none" {
				s.look &^= underlined
			}
		case "font-style":
			if value == "italic" || value == "oblique" {
				s.look |= italic
			} else {
				s.look &^= italic
			}
		case "vertical-align":
			s.raised = value == "super"
		}
	}
}

func hiddenElement(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			return a.Val == "true"
		case "style":
			if s := strings.ToLower(strings.ReplaceAll(a.Val, " ", "")); strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// text writes character data; white space is one space between words.
func (w *htmlWriter) text(data string, s htmlState) {
	if s.raised && !w.space {
		w.d.noteMark(strings.TrimSpace(data))
	}
	for data != "" {
		i := strings.IndexFunc(data, func(r rune) bool { return r != '\u00a0' && unicode.IsSpace(r) })
		if i < 0 {
			i = len(data)
		}
		if i > 0 {
			if last := w.d.last(); w.space && last != 0 && last != '\t' {
				w.d.writeString(" ", w.lastLook(s.look))
			}
			w.space = false
			w.d.clean(data[:i], s.look)
		}
		if i == len(data) {
			return
		}
		if s.pre && data[i] == '\n' {
			w.end(s)
		} else {
			w.space = true
		}
		_, n := utf8.DecodeRuneInString(data[i:])
		data = data[i+n:]
	}
}

// lastLook is the look of the space before a word: that of the words on both
// sides, else none.
func (w *htmlWriter) lastLook(next look) look {
	if n := len(w.d.runs); n > w.d.open {
		return w.d.runs[n-1].look & next
	}
	return 0
}
