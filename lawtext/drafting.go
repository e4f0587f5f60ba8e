package lawtext

// Look is how words are set in a document. What a look means depends on where it
// was drafted.
type Look uint8

// The looks that drafters give a meaning.
const (
	Underlined Look = 1 << iota
	Struck
	Italic
	Bold
)

// Drafting is the convention by which a place's drafters mark what a bill
// changes. The zero Drafting is of a place whose convention is not known: there
// what is struck out is old, and nothing else means anything.
type Drafting struct {
	Name string
	// New is any look of new matter, in what follows the first words that amend.
	New Look
	// Open and Close enclose old matter; "" where brackets are only brackets.
	Open, Close string
}

// The conventions.
var (
	// NewYork underlines new matter and puts old matter in brackets. Bills of its
	// legislature say so at the foot: "Matter in italics (underscored) is new; matter
	// in brackets [ ] is old law to be omitted."
	NewYork = Drafting{Name: "newyork", New: Underlined, Open: "[", Close: "]"}
	// Washington underlines new matter and puts old matter in double parentheses,
	// struck out where the printing allows it; so do Seattle and King County.
	Washington = Drafting{Name: "washington", New: Underlined, Open: "((", Close: "))"}
	// California prints new matter in italics and strikes out old matter; brackets
	// are part of the law.
	California = Drafting{Name: "california", New: Italic}
	// Philadelphia explains at the end of its bills: "[Brackets] indicate matter
	// deleted. Italics indicate new matter added."
	Philadelphia = Drafting{Name: "philadelphia", New: Italic, Open: "[", Close: "]"}
	// Underscored strikes out old matter and underlines new matter, as most places do.
	Underscored = Drafting{Name: "underscored", New: Underlined}
)

// Draftings are the conventions by their names.
var Draftings = map[string]Drafting{}

func init() {
	for _, d := range []Drafting{NewYork, Washington, California, Philadelphia, Underscored} {
		Draftings[d.Name] = d
	}
}
