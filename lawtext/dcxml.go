package lawtext

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"refuge/law"
)

const dcReader = "dcxml/1"

const (
	maxXMLDepth = 200
	maxXMLNodes = 1 << 20
)

// DCAct is a law, an act or a code section of the District of Columbia as its
// Council publishes it in XML (DCCouncil/law-xml).
type DCAct struct {
	Kind      string // "law", "act", "section"
	Number    string // "23-282", "24-211.07"
	Title     string
	Enacted   law.Day
	Effective law.Day
	// Days is how long an emergency act (90) or a temporary law (225) lasts, by
	// D.C. Official Code § 1-204.12(a) and § 1-204.46; 0 for one without end.
	Days int
	// Changes are its changes to sections of the D.C. Code as a whole or by a new
	// part; Applies is what it orders of when another act applies.
	Changes  []DCChange
	Applies  []DCApplies
	Document Document
	// Annotations are the editors' notes, which are no words of the law.
	Annotations []string
}

// DCChange puts a new reading in the place of a section of the code, or adds a
// part to it. Printed is the matter as the act prints it; Codified writes the
// code's number and citations, where the publisher marks them.
type DCChange struct {
	Section  string // of the code: "24-211.07"
	Insert   bool   // Printed is a part to be added, not the whole section
	Marked   bool   // by a codify: instruction, and not by the clause alone
	Printed  Document
	Codified Document
}

// DCApplies says from which day another act, named by its title, applies.
type DCApplies struct {
	Title string
	From  law.Day
}

// node is an element or, without a name, text.
type node struct {
	name  string
	space string
	attrs []xml.Attr
	text  string
	kids  []*node
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readXML builds the tree of a document. Nothing outside the bytes is read: the
// decoder knows no external entities.
func readXML(b []byte) (*node, error) {
	if err := checkSize(b); err != nil {
		return nil, err
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	root := &node{}
	stack := []*node{root}
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
			n := &node{name: t.Name.Local, space: t.Name.Space, attrs: slices.Clone(t.Attr)}
			up.kids = append(up.kids, n)
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			up.kids = append(up.kids, &node{text: string(t)})
		}
	}
	for _, k := range root.kids {
		if k.name != "" {
			return k, nil
		}
	}
	return nil, fmt.Errorf("reading XML: no element: %w", law.ErrInvalid)
}

// ReadDCXML reads the text of a law, an act or a code section of the District
// of Columbia: a paragraph for each numbered part, annotations and data about
// the act left out. The error wraps law.ErrInvalid for XML that is broken or of
// another vocabulary.
func ReadDCXML(b []byte) (Document, error) {
	a, err := ReadDCAct(b)
	return a.Document, err
}

// ReadDCAct reads a law, an act or a code section with its instructions.
func ReadDCAct(b []byte) (DCAct, error) {
	root, err := readXML(b)
	if err != nil {
		return DCAct{}, err
	}
	if root.name != "document" && root.name != "section" {
		return DCAct{}, fmt.Errorf("reading DC law: the root is %q, not document or section: %w", root.name, law.ErrInvalid)
	}
	var a DCAct
	if root.name == "section" {
		a.Kind = "section"
	}
	for _, k := range root.kids {
		switch {
		case k.name == "num" && a.Kind == "section":
			a.Number = k.words()
		case k.name == "num" && (k.attr("type") == "law" || k.attr("type") == "act" && a.Kind != "law"):
			a.Kind, a.Number = k.attr("type"), k.words()
		case k.name == "heading" && k.attr("type") != "long":
			a.Title = k.words()
		case k.name == "meta":
			a.meta(k)
		}
	}
	switch {
	case strings.Contains(a.Title, "Emergency"):
		a.Days = 90
	case strings.Contains(a.Title, "Temporary"):
		a.Days = 225
	}
	w := dcWriter{act: &a}
	w.element(root)
	w.flush(Body)
	if a.Document, err = w.d.document(dcReader); err != nil {
		return DCAct{}, err
	}
	if err := a.instructions(root, ""); err != nil {
		return DCAct{}, err
	}
	return a, nil
}

func (a *DCAct) meta(n *node) {
	for _, k := range n.kids {
		switch k.name {
		case "effective":
			if d, err := law.ParseDay(k.words()); err == nil {
				a.Effective = d
			}
		case "enacted":
			if d, err := law.ParseDay(k.words()); err == nil {
				a.Enacted = d
			}
		case "history":
			a.meta(k)
		}
	}
}

// words are an element's words, one space between them.
func (n *node) words() string {
	var b strings.Builder
	var walk func(*node)
	walk = func(n *node) {
		b.WriteString(n.text)
		for _, k := range n.kids {
			walk(k)
		}
	}
	walk(n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// dcWriter writes elements as paragraphs.
type dcWriter struct {
	d        draft
	act      *DCAct
	codified bool // citations and numbers as the code has them
	pending  bool // a number stands in the open paragraph and waits for its words
}

func (w *dcWriter) flush(kind ParagraphKind) {
	w.d.end(kind, 0)
	w.pending = false
}

func (w *dcWriter) element(n *node) {
	switch n.name {
	case "":
		w.text(n.text)
		return
	case "meta":
		return
	case "annotations":
		for _, k := range n.kids {
			if s := k.words(); k.name != "" && s != "" && w.act != nil {
				w.act.Annotations = append(w.act.Annotations, s)
			}
		}
		return
	case "annotation":
		if s := n.words(); s != "" && w.act != nil {
			w.act.Annotations = append(w.act.Annotations, s)
		}
		return
	case "num":
		w.flush(Body)
		if v := n.attr("value"); w.codified && v != "" {
			w.text(v)
		} else {
			w.kids(n)
		}
		w.text(" ")
		w.pending = true
		return
	case "heading":
		if !w.pending {
			w.flush(Body)
		}
		w.kids(n)
		w.flush(Heading)
		return
	case "text", "aftertext", "p":
		if !w.pending {
			w.flush(Body)
		}
		w.kids(n)
		w.flush(Body)
		return
	case "tr":
		w.flush(Body)
		for i, k := range n.kids {
			if i > 0 && k.name != "" {
				w.d.writeString("\t", "")
			}
			w.kids(k)
		}
		w.flush(Table)
		return
	case "code-cite", "cite":
		if path := n.attr("path"); w.codified && n.name == "code-cite" && strings.HasPrefix(path, "§") && n.attr("doc") == "D.C. Code" {
			w.text("§ " + strings.ReplaceAll(strings.TrimPrefix(path, "§"), "|", ""))
			return
		}
	case "find-replace":
		return
	}
	w.kids(n)
}

func (w *dcWriter) kids(n *node) {
	for _, k := range n.kids {
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
		w.d.clean([]byte(s[:end]), false)
		s = s[end:]
		if rest := strings.TrimLeftFunc(s, unicode.IsSpace); len(rest) < len(s) {
			s = rest
			if n := len(w.d.buf); len(w.d.runs) > w.d.open && n > 0 && w.d.buf[n-1] != ' ' {
				w.d.writeString(" ", "")
			}
		}
	}
}

func documentOf(n *node, codified bool) (Document, error) {
	w := dcWriter{codified: codified}
	w.element(n)
	w.flush(Body)
	return w.d.document(dcReader)
}

var (
	dcSection = regexp.MustCompile(`D\.C\. Official Code § (\d[\dA-Za-z.-]*[\dA-Za-z])`)
	dcTitle   = regexp.MustCompile(`^The ([A-Z][^,]{5,150} Act of \d{4})\b`)
	dcApplies = regexp.MustCompile(`This act shall apply as of ([A-Z][a-z]+ \d{1,2}, \d{4})`)
)

// instructions collects the changes of the act's sections: those the publisher
// marks (codify:replace, codify:insert), and those a clause orders in words.
func (a *DCAct) instructions(n *node, clause string) error {
	for _, k := range n.kids {
		if k.name == "text" {
			clause = k.words()
		}
	}
	for _, k := range n.kids {
		switch k.name {
		case "include":
			if err := a.included(k, clause); err != nil {
				return err
			}
		case "section", "para", "division", "title", "part", "container":
			if err := a.instructions(k, clause); err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *DCAct) included(n *node, clause string) error {
	for _, k := range n.kids {
		if k.name != "section" && k.name != "para" {
			continue
		}
		c := DCChange{Insert: k.name == "para" || strings.Contains(clause, "by adding")}
		for _, i := range k.kids {
			if (i.name == "replace" || i.name == "insert") && i.attr("doc") == "D.C. Code" {
				c.Section, _, _ = strings.Cut(strings.TrimPrefix(i.attr("path"), "§"), "|")
				c.Insert, c.Marked = i.name == "insert", true
			}
		}
		if c.Section == "" {
			if m := dcSection.FindStringSubmatch(clause); m != nil {
				c.Section = m[1]
			}
		}
		if m := dcTitle.FindStringSubmatch(clause); m != nil {
			if d := dcApplies.FindStringSubmatch(k.words()); d != nil {
				a.Applies = append(a.Applies, DCApplies{m[1], wordDate(d[1]).Earliest()})
				continue
			}
		}
		if c.Section == "" {
			continue
		}
		var err error
		if c.Printed, err = documentOf(k, false); err != nil {
			return err
		}
		if c.Codified, err = documentOf(k, true); err != nil {
			return err
		}
		a.Changes = append(a.Changes, c)
	}
	return nil
}

// DCReading is a reading of a section of the D.C. Code and the span in which an
// act gives it: from a day on, up to but without another ("" for no end). Known
// is the day from which one could know so; Doubt is why it may not be the law.
type DCReading struct {
	Act   string // "Act 23-131", "" for the reading before all acts
	From  law.Day
	To    law.Day
	Known law.Day
	Text  string
	Doubt string
}

// DCReadings are the readings that acts give a section of the code, by their
// effective days, beside the lasting reading before them. Emergency acts end
// after 90 days and temporary laws after 225; between them the lasting reading
// is in force again. An act that another applies to an earlier day is listed
// twice: as it was known first, and as it is known since.
func DCReadings(section, base string, acts []DCAct) []DCReading {
	out := []DCReading{{From: law.FirstDay, Known: law.FirstDay, Text: base}}
	acts = slices.Clone(acts)
	slices.SortStableFunc(acts, func(a, b DCAct) int { return strings.Compare(string(a.Effective), string(b.Effective)) })
	lasting := law.Day("")
	for _, a := range acts {
		for _, c := range a.Changes {
			if c.Section != section || c.Insert || a.Effective == "" {
				continue
			}
			name := strings.ToUpper(a.Kind[:1]) + a.Kind[1:] + " " + a.Number
			r := DCReading{Act: name, From: a.Effective, Known: a.Effective, Text: c.Codified.Text()}
			if a.Days > 0 {
				r.To = a.Effective.Add(a.Days)
				if lasting != "" && a.Effective > lasting {
					r.Doubt = "a temporary act took effect after a lasting law of another reading"
				}
			} else {
				lasting = a.Effective
			}
			out = append(out, r)
			for _, b := range acts {
				for _, ap := range b.Applies {
					if ap.Title == a.Title && ap.From != "" && ap.From < r.From && b.Effective != "" {
						earlier := r
						earlier.From, earlier.Known = ap.From, b.Effective
						out = append(out, earlier)
					}
				}
			}
		}
	}
	return out
}

// DCOn is the reading in force on a day as it could be known on another day: of
// the acts that give one, the last to take effect; but a lasting law yields to
// no temporary one of a later day, which only puts it in doubt. Its text is not
// the law if Doubt says so. known may be empty for what is known at last.
func DCOn(readings []DCReading, day, known law.Day) (DCReading, bool) {
	best, found := DCReading{}, false
	doubt := ""
	for _, r := range readings {
		if r.From > day || r.To != "" && r.To <= day || known != "" && r.Known > known {
			continue
		}
		if r.Doubt != "" {
			doubt = r.Act + ": " + r.Doubt
			continue
		}
		if !found || r.From >= best.From {
			best, found = r, true
		}
	}
	if doubt != "" {
		best.Doubt = doubt
	}
	return best, found
}
