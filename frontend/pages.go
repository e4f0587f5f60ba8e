package frontend

import (
	"slices"

	"refuge/compare"
	"refuge/law"
	"refuge/record"
)

// Base is what every page has.
type Base struct {
	Title       string // of the document, without the name of the site
	Description string
	Section     string // which entry of the main menu the page belongs to
	Data        []Data // the same in other formats
	Trail       []Link // from the home page down, without this page
	Words       string // in the search field
}

func (b *Base) base() *Base { return b }

// BaseOf is the base of a page, to be completed by who knows where it stands.
func BaseOf(p Page) *Base { return p.base() }

// Data leads to what a page shows in another format.
type Data struct {
	Words     string // "JSON"
	MediaType string
	Address   string
}

// Link is words that lead to an address of this site.
type Link struct {
	Words   string
	Address string
}

// Choice is one entry of a form's list.
type Choice struct {
	Value  string
	Words  string
	Chosen bool
}

// Pager leads through the parts of a list.
type Pager struct {
	First string // address of the first part; "" on it
	Next  string // address of the following part; "" on the last
	Shown int
	Total int
}

// Partial says that there is more than is shown.
func (p Pager) Partial() bool { return p.Shown < p.Total }

// Home is the first page.
type Home struct {
	Base
	Totals record.Totals
	Groups []PlaceGroup
	Latest []record.Entry
}

// Diff is two versions of a policy compared.
type Diff struct {
	Base
	Redline
	Policy record.Brief
	Lefts  []Choice
	Rights []Choice
	Left   law.Version // without text
	Right  law.Version
}

// Texts is any two texts of the record compared.
type Texts struct {
	Base
	Redline
	Sides  []TextSide // two
	Chosen string     // which versions were taken and why
}

// TextSide is one of two texts, with what a reader may choose in its stead.
type TextSide struct {
	Name    string // of the parameter: "left"
	Written string // what the reader wrote
	Day     law.Day
	Policy  record.Brief // empty where none is named
	Choices []Choice     // of its versions
	Version law.Version  // that was taken, without text; empty where none was
	Section string       // eId, "" for the whole
	Address string       // of the text
}

// Redline is a comparison of two texts as a page shows it.
type Redline struct {
	Missing  []string // sentences on why there is no comparison
	Instead  Link     // to two texts that can be compared
	Same     bool     // the texts are alike
	Warning  string
	Summary  []string
	Counts   []Count
	Notable  []compare.Operative
	Sections []DiffSection
	Changes  int
	Side     bool // side by side
	Cut      bool // more than the page can hold: the end is left out
	Engine   string
	Inline   Link
	Beside   Link
	Quotes   Link
	All      Link
}

// Count is a number with its noun.
type Count struct {
	N     int
	Words string
}

// DiffSection is a section of a comparison, ready to be shown.
type DiffSection struct {
	Heading string
	Kind    string // in words
	Note    string // where the section went, or came from
	Folded  bool   // nothing changed in it
	Parts   []DiffPart
}

// DiffPart is a paragraph of a comparison. Ops are in reading order; an op of
// sign "…" stands for kept words left out.
type DiffPart struct {
	Change int // 0 where nothing changed
	Note   string
	Ops    []DiffOp
	Left   []DiffOp
	Right  []DiffOp
}

// DiffOp is words kept, added or removed.
type DiffOp struct {
	Sign string
	Text string
}

// ChoiceGroup is choices under a heading.
type ChoiceGroup struct {
	Words   string
	Choices []Choice
}

// SourceLine is a source that records are collected from, with its last run
// that came to its end.
type SourceLine struct {
	Name, Title, Publisher, Address, Terms string
	Archive, NeedsToken                    bool
	Notes                                  []string
	Freshness                              string
	Last                                   law.Date
	Newest                                 law.Date // of the records it told
	Counts                                 string
}

// Sources says where the record comes from.
type Sources struct {
	Base
	Totals  record.Totals
	Sources []SourceLine
}

// About says what the record is.
type About struct {
	Base
	Version string
}

// Problem is the page of an error.
type Problem struct {
	Base
	Status   int
	Heading  string
	Sentence string
}

func chosen(choices []Choice) bool {
	return slices.ContainsFunc(choices, func(c Choice) bool { return c.Chosen })
}

// Official, Consolidated and Restated are the standings the page explains.
func (About) Official() law.Standing     { return law.Official }
func (About) Consolidated() law.Standing { return law.Consolidated }
func (About) Restated() law.Standing     { return law.Restated }
