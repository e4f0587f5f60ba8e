package compare

// Changes is how many paragraphs changed: the number of the last change.
func (c Comparison) Changes() int {
	n := 0
	for _, s := range c.Sections {
		for _, p := range s.Paragraphs {
			n = max(n, p.Change)
		}
	}
	return n
}

// Label says in words what happened to a section or paragraph, for a reader who
// sees no colour.
func (k Kind) Label() string {
	switch k {
	case MovedChanged:
		return "moved and changed"
	}
	return string(k)
}

// Shown are the operations to show a paragraph by: at the end of a move that
// changed words, the changes.
func (p Paragraph) Shown() []Op {
	if p.Kind == MovedChanged && p.End == To {
		return p.Changes
	}
	return p.Ops
}

// Row is a line of a side-by-side view: what stands on the left, and on the
// right, of one sentence or of several that belong together.
type Row struct{ Left, Right []Op }

// Rows cuts a paragraph into rows. A row ends with a sentence on both sides.
func (p Paragraph) Rows() []Row {
	var out []Row
	var row Row
	for _, o := range p.Shown() {
		switch o.Sign {
		case Delete:
			row.Left = append(row.Left, o)
		case Insert:
			row.Right = append(row.Right, o)
		default:
			for rest := o.Text; rest != ""; {
				n := sentenceEnd(rest)
				piece := Op{Sign: Keep, Text: rest[:n]}
				row.Left, row.Right = append(row.Left, piece), append(row.Right, piece)
				if n < len(rest) {
					out, row = append(out, row), Row{}
				}
				rest = rest[n:]
			}
		}
	}
	if len(row.Left)+len(row.Right) > 0 {
		out = append(out, row)
	}
	return out
}
