package compare

import (
	"encoding/json"

	"refuge/law"
)

// Text is one side of a comparison. Sections are those of Text, in reading
// order; without them the paragraphs of the text are compared.
type Text struct {
	Name     string // what to call it in a sentence: "Local Law 58 of 2014"
	Label    string // the version's label inside its policy
	Standing law.Standing
	Text     string
	Sections []law.Section
	// Furniture are the stretches of clerk's notes that are no law; a difference
	// in them alone is Clerical.
	Furniture []law.Mark
}

// Of is a version as one side of a comparison. The name is the version's label
// until the caller gives a better one.
func Of(v law.Version) Text {
	t := Text{Name: v.Label, Label: v.Label, Standing: v.Standing, Text: v.Text, Sections: v.Sections}
	for _, m := range v.Marks {
		if m.Kind == law.Furniture {
			t.Furniture = append(t.Furniture, m)
		}
	}
	return t
}

// Kind is what happened to a section or a paragraph.
type Kind string

// The kinds. Renumbered: only the number or the label changed. Split and Merged:
// the words of one paragraph stand in several, or the other way round.
const (
	Same         Kind = "same"
	Changed      Kind = "changed"
	Added        Kind = "added"
	Removed      Kind = "removed"
	Moved        Kind = "moved"
	MovedChanged Kind = "moved_changed"
	Renumbered   Kind = "renumbered"
	Split        Kind = "split"
	Merged       Kind = "merged"
	// Clerical: only clerk's notes differ (initials, file numbers, the hour of
	// printing). It is no change, and counts as none.
	Clerical Kind = "clerical"
)

// End says which end of a move an entry of the list is.
type End string

// The two ends of a move.
const (
	From End = "from"
	To   End = "to"
)

// Side names one side of a comparison.
type Side struct {
	Name     string       `json:"name"`
	Label    string       `json:"label,omitempty"`
	Standing law.Standing `json:"standing,omitempty"`
}

// Comparison is what changed from the left text to the right one.
type Comparison struct {
	Left  Side `json:"left"`
	Right Side `json:"right"`
	// Warning is a sentence for the reader where texts of different standing
	// are compared; empty otherwise.
	Warning   string      `json:"warning,omitempty"`
	Sections  []Section   `json:"sections"`
	Stats     Stats       `json:"stats"`
	Summary   []string    `json:"summary"`
	Operative []Operative `json:"operative"`
	Engine    string      `json:"engine"`
}

// Ops returns all operations in the order listed.
func (c Comparison) Ops() []Op {
	var ops []Op
	for _, s := range c.Sections {
		ops = append(ops, s.Ops()...)
	}
	return ops
}

// Place is where a section stands in one text. Start and End are byte offsets.
type Place struct {
	EID     string `json:"eid,omitempty"`
	Number  string `json:"number,omitempty"`
	Heading string `json:"heading,omitempty"`
	Where   string `json:"where,omitempty"` // its number with those around it: "§ 9-131, b., (1)"
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

// Section is a section of the left text beside the one of the right text that
// answers to it. Left is nil for what was added, Right for what was removed.
// A moved section has both, and stands in the list at either end of its move.
type Section struct {
	Kind       Kind
	Left       *Place
	Right      *Place
	End        End // of a move, else empty
	Move       int // the same at both ends of one move, else 0
	Paragraphs []Paragraph

	left, right int // its number among the sections of either text
}

// Ops returns the operations of the section's paragraphs in order.
func (s Section) Ops() []Op {
	var ops []Op
	for _, p := range s.Paragraphs {
		ops = append(ops, p.Ops...)
	}
	return ops
}

// Paragraph is a paragraph of one text beside what answers to it in the other.
type Paragraph struct {
	Kind Kind
	End  End // of a move, else empty
	Move int // the same at both ends of one move, else 0
	// Change counts the paragraphs that are not the same, from 1 in the order
	// listed; 0 where nothing changed. It is the id to step through changes by.
	Change int
	Ops    []Op
	// Changes is, at the "to" end of a moved and changed paragraph, its words
	// compared with those of the "from" end.
	Changes []Op

	words int // of a moved paragraph: those of the end with more
}

// MarshalJSON writes the operations of a section in one list and its paragraphs
// as spans of that list, so that no word is written twice. "typographic" lists
// the operations that change the typography only.
func (s Section) MarshalJSON() ([]byte, error) {
	type span struct {
		Kind    Kind   `json:"kind"`
		End     End    `json:"end,omitempty"`
		Move    int    `json:"move,omitempty"`
		Change  int    `json:"change,omitempty"`
		Ops     [2]int `json:"ops"`
		Changes []Op   `json:"changes,omitempty"`
	}
	out := struct {
		Kind        Kind   `json:"kind"`
		Left        *Place `json:"left"`
		Right       *Place `json:"right"`
		End         End    `json:"end,omitempty"`
		Move        int    `json:"move,omitempty"`
		Ops         []Op   `json:"ops"`
		Typographic []int  `json:"typographic,omitempty"`
		Paragraphs  []span `json:"paragraphs"`
	}{Kind: s.Kind, Left: s.Left, Right: s.Right, End: s.End, Move: s.Move, Ops: []Op{}, Paragraphs: []span{}}
	for _, p := range s.Paragraphs {
		start := len(out.Ops)
		out.Ops = append(out.Ops, p.Ops...)
		out.Paragraphs = append(out.Paragraphs, span{p.Kind, p.End, p.Move, p.Change, [2]int{start, len(out.Ops)}, p.Changes})
	}
	for i, o := range out.Ops {
		if o.Typographic {
			out.Typographic = append(out.Typographic, i)
		}
	}
	return json.Marshal(out)
}

// Stats counts what changed. Paragraphs are counted by kind, a move once. Words
// are words and numbers, without punctuation.
type Stats struct {
	Same         int `json:"same"`
	Changed      int `json:"changed"`
	Added        int `json:"added"`
	Removed      int `json:"removed"`
	Moved        int `json:"moved"`
	MovedChanged int `json:"moved_changed"`
	Renumbered   int `json:"renumbered"`
	Split        int `json:"split"`
	Merged       int `json:"merged"`
	Clerical     int `json:"clerical"` // no change of law, and not among the words
	// Groups is the number of runs of changes with kept words between them.
	Groups int `json:"groups"`
	// Typographic is the number of places where words are kept and their signs
	// are not: quotes, dashes, ligatures, the form of a section sign. Spaces and
	// line breaks do not count.
	Typographic   int `json:"typographic"`
	WordsKept     int `json:"words_kept"`
	WordsDeleted  int `json:"words_deleted"`
	WordsInserted int `json:"words_inserted"`
	WordsMoved    int `json:"words_moved"` // counted neither as deleted nor inserted
}

// OperativeKind names a change that alters what the law does.
type OperativeKind string

// The kinds of operative change.
const (
	OperativeNumber    OperativeKind = "number"
	OperativeMoney     OperativeKind = "money"
	OperativeDate      OperativeKind = "date"
	OperativeDuty      OperativeKind = "duty"     // may, shall, must, must not
	OperativeNegation  OperativeKind = "negation" // "not" added or removed
	OperativeException OperativeKind = "exception"
	OperativeThreshold OperativeKind = "threshold" // at least, no more than
)

// Operative is one changed number, date, duty, negation or exception.
type Operative struct {
	Kind   OperativeKind `json:"kind"`
	Before string        `json:"before"` // "" where it was added
	After  string        `json:"after"`  // "" where it was removed
	// Where is the section's number or heading as printed; Change is the
	// paragraph's number among the changes.
	Where    string `json:"where"`
	Change   int    `json:"change"`
	Sentence string `json:"sentence"` // in plain words
}
