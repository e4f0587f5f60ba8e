package read

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	"refuge/law"
	"refuge/lawtext"
)

const htmlReader = "html/1"

const maxHTMLDepth = 2000

// HTML reads a page: u, ins, del, s and strike, and the styles and classes
// that mean them, become marks; headings, list items, table rows and footnotes
// their kinds of paragraph; scripts, styles, forms and navigation are left out.
// The character set is that of the byte order mark or the meta element, else
// UTF-8 or Windows-1252. The error wraps law.ErrTooLarge over a bound.
func HTML(b []byte) (lawtext.Document, error) {
	if err := checkSize(b); err != nil {
		return lawtext.Document{}, err
	}
	r, err := charset.NewReader(bytes.NewReader(b), "text/html")
	if err != nil {
		return lawtext.Document{}, fmt.Errorf("reading HTML: %w: %w", err, law.ErrInvalid)
	}
	root, err := html.Parse(r)
	if err != nil { // only too deep a stack of elements
		return lawtext.Document{}, fmt.Errorf("reading HTML: %w: %w", err, law.ErrTooLarge)
	}
	w := htmlWriter{}
	if err := w.walk(root, htmlState{kind: lawtext.Body}, 0); err != nil {
		return lawtext.Document{}, err
	}
	w.d.end(lawtext.Body, 0)
	return w.d.document(htmlReader)
}

type htmlState struct {
	mark  law.MarkKind
	kind  lawtext.ParagraphKind
	level int
	pre   bool
}

type htmlWriter struct {
	d     draft
	space bool // white space waits for a word behind it
}

// left out: what is no text of the document.
var htmlSkipped = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Head: true, atom.Nav: true,
	atom.Form: true, atom.Button: true, atom.Select: true, atom.Textarea: true, atom.Iframe: true, atom.Object: true, atom.Svg: true, atom.Math: true,
	atom.Audio: true, atom.Video: true, atom.Canvas: true}

var htmlBlocks = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Header: true, atom.Footer: true,
	atom.Aside: true, atom.Blockquote: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.Table: true,
	atom.Tbody: true, atom.Thead: true, atom.Tfoot: true, atom.Tr: true, atom.Caption: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true,
	atom.H5: true, atom.H6: true, atom.Pre: true, atom.Hr: true, atom.Address: true, atom.Figure: true, atom.Figcaption: true, atom.Fieldset: true,
	atom.Body: true, atom.Html: true, atom.Center: true, atom.Details: true, atom.Summary: true}

func (w *htmlWriter) walk(n *html.Node, s htmlState, depth int) error {
	if depth > maxHTMLDepth {
		return fmt.Errorf("reading HTML: elements nest deeper than %d: %w", maxHTMLDepth, law.ErrTooLarge)
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, s)
		return nil
	case html.ElementNode:
		if htmlSkipped[n.DataAtom] || hiddenElement(n) {
			return nil
		}
		s = s.within(n)
	}
	block := n.Type == html.ElementNode && htmlBlocks[n.DataAtom] && !(s.kind == lawtext.Table && n.DataAtom != atom.Tr && n.DataAtom != atom.Table)
	if block {
		w.end(s)
	}
	switch n.DataAtom {
	case atom.Br:
		if s.kind == lawtext.Table {
			w.space = true
		} else {
			w.end(s)
		}
	case atom.Td, atom.Th:
		if n.PrevSibling != nil && len(w.d.runs) > w.d.open {
			w.d.writeString("\t", "")
			w.space = false
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if err := w.walk(k, s, depth+1); err != nil {
			return err
		}
	}
	if block {
		w.end(s)
	}
	return nil
}

func (w *htmlWriter) end(s htmlState) {
	w.d.end(s.kind, s.level)
	w.space = false
}

// within is the state inside an element.
func (s htmlState) within(n *html.Node) htmlState {
	switch n.DataAtom {
	case atom.U:
		s.mark = stronger(s.mark, underlined)
	case atom.Ins:
		s.mark = stronger(s.mark, law.Inserted)
	case atom.Del, atom.S, atom.Strike:
		s.mark = law.Deleted
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		s.kind, s.level = lawtext.Heading, int(n.Data[1]-'0')
	case atom.Li:
		if s.kind == lawtext.List {
			s.level++
		} else {
			s.kind, s.level = lawtext.List, 1
		}
	case atom.Tr:
		s.kind, s.level = lawtext.Table, 0
	case atom.Pre:
		s.pre = true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "style":
			style := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			for part := range strings.SplitSeq(style, ";") {
				name, value, _ := strings.Cut(part, ":")
				switch {
				case name != "text-decoration" && name != "text-decoration-line":
				case strings.Contains(value, "line-through"):
					s.mark = law.Deleted
				case strings.Contains(value, "underline"):
					s.mark = stronger(s.mark, underlined)
				case value == "none" && s.mark == underlined:
					s.mark = ""
				}
			}
		case "class", "role", "epub:type":
			for class := range strings.FieldsSeq(strings.ToLower(a.Val)) {
				switch class {
				case "inserted", "insertion", "added", "underline", "underscore":
					s.mark = stronger(s.mark, underlined)
				case "deleted", "deletion", "strike", "strikethrough", "line-through":
					s.mark = law.Deleted
				case "footnote", "footnotes", "doc-footnote", "doc-endnotes":
					s.kind, s.level = lawtext.Footnote, 0
				}
			}
		}
	}
	return s
}

// stronger keeps a mark that an element around has set, where it says more.
func stronger(around, inner law.MarkKind) law.MarkKind {
	if around == law.Deleted || around == law.Inserted && inner == underlined {
		return around
	}
	return inner
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
	for data != "" {
		i := strings.IndexFunc(data, func(r rune) bool { return r != '\u00a0' && unicode.IsSpace(r) })
		if i < 0 {
			i = len(data)
		}
		if i > 0 {
			if w.space && len(w.d.runs) > w.d.open {
				w.d.writeString(" ", w.lastMark(s.mark))
			}
			w.space = false
			for _, r := range data[:i] {
				if printable(r) && r != '\uFFFD' {
					w.d.writeRune(r, s.mark)
				}
			}
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

// lastMark is the mark of the space before a word: that of the words on both
// sides, else none.
func (w *htmlWriter) lastMark(next law.MarkKind) law.MarkKind {
	if n := len(w.d.runs); n > w.d.open && w.d.runs[n-1].mark == next {
		return next
	}
	return ""
}
