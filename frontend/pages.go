package frontend

import (
	"slices"

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
