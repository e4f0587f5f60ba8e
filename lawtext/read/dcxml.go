package read

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"refuge/law"
	"refuge/lawtext"
)

const dcReader = "dcxml/2"

const (
	maxXMLDepth = 200
	maxXMLNodes = 1 << 20
)

// DCXML reads the text of a law, an act or a code section of the District
// of Columbia: a paragraph for each numbered part, annotations and data about
// the act left out. The error wraps law.ErrInvalid for XML that is broken or of
// another vocabulary.
func DCXML(b []byte) (lawtext.Document, error) {
	root, err := DCTree(b)
	if err != nil {
		return lawtext.Document{}, err
	}
	return root.Document(false)
}

// Element is an element of a law of the District of Columbia or, without a name,
// the text between two.
type Element struct {
	Name  string
	Kids  []*Element
	attrs []xml.Attr
	text  string
}

// Attr is the value of an attribute, "" without one.
func (n *Element) Attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// DCTree reads a law, an act or a code section of the District of Columbia as a
// tree. The error wraps law.ErrInvalid for XML that is broken or of another
// vocabulary, and law.ErrTooLarge over a bound. Nothing outside the bytes is read: the
// decoder knows no external entities.
func DCTree(b []byte) (*Element, error) {
	if err := checkSize(b); err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &Element{}
	stack := []*Element{root}
	count := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading XML: %w: %w", err, law.ErrInvalid)
		}
		up := stack[len(stack)-1]
		switch t := t.(type) {
		case xml.StartElement:
			if count++; count > maxXMLNodes || len(stack) > maxXMLDepth {
				return nil, fmt.Errorf("reading XML: more than %d elements or %d levels: %w", maxXMLNodes, maxXMLDepth, law.ErrTooLarge)
			}
			n := &Element{Name: t.Name.Local, attrs: slices.Clone(t.Attr)}
			up.Kids = append(up.Kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			up.Kids = append(up.Kids, &Element{text: string(t)})
		}
	}
	for _, k := range root.Kids {
		switch k.Name {
		case "":
		case "document", "section":
			return k, nil
		default:
			return nil, fmt.Errorf("reading DC law: the root is %q, not document or section: %w", k.Name, law.ErrInvalid)
		}
	}
	return nil, fmt.Errorf("reading XML: no element: %w", law.ErrInvalid)
}

// Words are an element's words, one space between them.
func (n *Element) Words() string {
	var b strings.Builder
	var walk func(*Element)
	walk = func(n *Element) {
		b.WriteString(n.text)
		for _, k := range n.Kids {
			walk(k)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// dcWriter writes elements as paragraphs.
type dcWriter struct {
	d        draft
	codified bool // citations and numbers as the code has them
	pending  bool // a number stands in the open paragraph and waits for its words
}

func (w *dcWriter) flush(kind lawtext.ParagraphKind) {
	w.d.end(kind, 0)
	w.pending = false
}

func (w *dcWriter) element(n *Element) {
	switch n.Name {
	case "":
		w.text(n.text)
		return
	case "meta":
		return
	case "annotations", "annotation":
		w.d.leave("annotation", n.Words())
		return
	case "num":
		w.flush(lawtext.Body)
		if v := n.Attr("value"); w.codified && v != "" {
			w.text(v)
		} else {
			w.kids(n)
		}
		w.text(" ")
		w.pending = true
		return
	case "heading":
		if !w.pending {
			w.flush(lawtext.Body)
		}
		w.kids(n)
		w.flush(lawtext.Heading)
		return
	case "text", "aftertext", "p":
		if !w.pending {
			w.flush(lawtext.Body)
		}
		w.kids(n)
		w.flush(lawtext.Body)
		return
	case "tr":
		w.flush(lawtext.Body)
		cells := 0
		for _, k := range n.Kids {
			if k.Name == "" {
				continue
			}
			if cells++; cells > 1 {
				w.d.writeString("\t", 0)
			}
			w.kids(k)
		}
		w.flush(lawtext.Table)
		return
	case "code-cite", "cite":
		if path := n.Attr("path"); w.codified && n.Name == "code-cite" && strings.HasPrefix(path, "§") && n.Attr("doc") == "D.C. Code" {
			w.text("§ " + strings.ReplaceAll(strings.TrimPrefix(path, "§"), "|", ""))
			return
		}
	case "find-replace":
		return
	}
	w.kids(n)
}

func (w *dcWriter) kids(n *Element) {
	for _, k := range n.Kids {
		w.element(k)
	}
}

// text writes character data; white space in it is one space.
func (w *dcWriter) text(s string) {
	for s != "" {
		end := strings.IndexFunc(s, unicode.IsSpace)
		if end < 0 {
			end = len(s)
		}
		w.d.clean(s[:end], 0)
		s = s[end:]
		if rest := strings.TrimLeftFunc(s, unicode.IsSpace); len(rest) < len(s) {
			s = rest
			if n := len(w.d.buf); len(w.d.runs) > w.d.open && n > 0 && w.d.buf[n-1] != ' ' {
				w.d.writeString(" ", 0)
			}
		}
	}
}

// Document is the element's text; codified writes the code's number and
// citations, where the publisher marks them. Annotations and data about the act
// are left out. The error wraps law.ErrNoText where it has no words and
// law.ErrTooLarge over a bound.
func (n *Element) Document(codified bool) (lawtext.Document, error) {
	w := dcWriter{codified: codified}
	w.element(n)
	w.flush(lawtext.Body)
	return w.d.document(dcReader)
}
