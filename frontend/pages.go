package frontend

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

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

// Doubts lists what is not verified of a place, by kind of fact.
type Doubts struct {
	Base
	Place  record.Place
	Groups []DoubtGroup
}

// DoubtGroup is the doubts of one kind of fact.
type DoubtGroup struct {
	Kind   law.FactKind
	Doubts []law.Doubt
}

// Partial says that there is more than is shown.
func (p Pager) Partial() bool { return p.Shown < p.Total }

// PlaceGroup is the jurisdictions of one level of government.
type PlaceGroup struct {
	Kind   law.JurisdictionKind
	Places []record.Place
}

// Home is the first page.
type Home struct {
	Base
	Totals record.Totals
	Groups []PlaceGroup
	Latest []record.Entry
}

// Jurisdictions lists the places of the record.
type Jurisdictions struct {
	Base
	Groups []PlaceGroup
}

// VariableGroup is the questions of one heading of the codebook with what a
// jurisdiction's policies say on each.
type VariableGroup struct {
	ID, Label string
	Variables []VariableState
}

// VariableState is one question on one day. Without a coding it is unknown,
// which is not the value "none".
type VariableState struct {
	law.Variable
	record.VariableDay
}

// Jurisdiction is one place on one day.
type Jurisdiction struct {
	Base
	Place    record.Place
	AsOf     law.Day
	Asked    bool // the day was asked for; otherwise it is today
	Ahead    bool // the day is yet to come
	Holders  []record.Holder
	Groups   []VariableGroup
	Known    int // questions with an answer that day
	InForce  []record.Brief
	Chart    Chart
	Gaps     []string // of the terms: who held office is open
	Latest   []record.Entry
	Programs []law.Program
}

// TermGroup is the events of one stretch of office, in order. Holders is empty
// where nobody is recorded; several mean the dates known do not decide.
type TermGroup struct {
	Holders []record.Holder
	Span    string // of the term, "" if it is not one term
	Acting  bool
	Undated bool // the events without a date
	Ahead   bool // the events that are yet to come
	Entries []record.Entry

	key  string
	from law.Day
}

// YearGroup is the events of one year; Year is "" for those without a date.
type YearGroup struct {
	Year    string
	Entries []record.Entry
}

// Timeline is the events of one jurisdiction, or of any selection.
type Timeline struct {
	Base
	Heading string
	Place   *record.Place // nil for a selection
	Chart   Chart
	Gaps    []string
	Terms   []TermGroup // of one jurisdiction
	Years   []YearGroup // of a selection
	Pager   Pager
	Filter  TimelineForm
}

// TimelineForm is the choices of the timeline page.
type TimelineForm struct {
	Action        string
	Jurisdictions []Choice // empty on a jurisdiction's own page
	Lanes         []Choice
	Types         []Choice
	From, To      string
	Verified      []Choice
	Steps         bool
	Newest        bool
}

// Mayors lists the people who held an executive office.
type Mayors struct {
	Base
	People        []record.Person
	Pager         Pager
	Jurisdictions []Choice
	Query         string
}

// Tenure is a term with the policies that mark it.
type Tenure struct {
	record.Term
	Lists []TenureList
}

// TenureList is the policies of one part of a tenure.
type TenureList struct {
	ID       string // "issued"
	Heading  string
	Meaning  string
	Policies []record.Brief
}

// Mayor is one person's tenures.
type Mayor struct {
	Base
	Person  law.Person
	Tenures []Tenure
}

// Policies lists policies by a selection.
type Policies struct {
	Base
	Items  []record.Brief
	Pager  Pager
	Filter PoliciesForm
}

// PoliciesForm is the choices of the policies page.
type PoliciesForm struct {
	Words         string
	Jurisdictions []Choice
	Kinds         []Choice
	Statuses      []Choice
	Origins       []Choice
	Variables     []Choice
	Sorts         []Choice
	Year          string
	InForceOn     string
	OffTopic      bool
	// Narrow says that a choice besides the words was made, so that the form
	// is shown open.
	Narrow bool
}

// VersionLine is a version in a list.
type VersionLine struct {
	law.Version        // without its text
	Compare     string // address of the comparison with the one before; "" for the first
	Before      string // label of that one
	Mixed       bool   // the two are of different standing
}

// CodingLine is a coding with the address of the passage it rests on, "" where
// none is held.
type CodingLine struct {
	law.Coding
	Passage string
}

// PolicyPage is one policy.
type PolicyPage struct {
	Base
	Policy   law.Policy
	Place    law.Jurisdiction
	Entries  []record.Entry // its events, without steps
	Steps    []record.Entry
	Codings  []CodingLine
	Edges    []record.Edge
	Versions []VersionLine
	Labels   []RawLabel
}

// RawLabel is a source's own label beside what it was read as.
type RawLabel struct {
	Field string
	Raw   string
	Read  string
}

// Run is a stretch of text under one mark; Mark "" is none. Head says that it
// is the number and heading of a section.
type Run struct {
	Text string
	Mark law.MarkKind
	Head bool
}

// Passage is a section of a text, or the words between two.
type Passage struct {
	EID   string
	Depth int
	Runs  []Run
}

// Contents is an entry of a text's table of contents.
type Contents struct {
	EID     string
	Words   string
	Address string
}

// VersionPage is one version's text.
type VersionPage struct {
	Base
	Policy   record.Brief
	Version  law.Version // its Text is not shown: Passages are
	Passages []Passage
	Contents []Contents
	Part     int
	Parts    []Link // addresses of the parts of a long text; empty for a short one
	Others   []Link // the other versions
	Laws     []Link // that made a consolidated text, oldest first
}

// Shared is the language that one text shares with others.
type Shared struct {
	Base
	Policy   record.Brief
	Version  string // label
	Indexed  int    // texts in the index
	Same     []SharedPlace
	Passages []SharedPassage
}

// SharedPlace is a version of a policy in which a passage stands.
type SharedPlace struct {
	record.TextPlace
	Percent int // of the words, the same
	Own     bool
	First   bool
}

// SharedPassage is a passage with the places it stands in, by their dates.
type SharedPassage struct {
	Words  string
	Places []SharedPlace
	// Open says that the dates known do not decide which was first.
	Open bool
}

// Diff is two versions of a policy compared.
type Diff struct {
	Base
	Policy   record.Brief
	Lefts    []Choice
	Rights   []Choice
	Left     law.Version // without text
	Right    law.Version
	Missing  []string // sentences on what is not held; then there is no comparison
	Same     bool     // one version was asked for twice, or the texts are alike
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

// Cell is what a place says on one question in the matrix.
type Cell struct {
	Question law.Variable
	record.Cell
}

// Row is a jurisdiction of the matrix.
type Row struct {
	Slug, Name string
	Cells      []Cell
}

// Compare is the matrix of jurisdictions and questions on one day.
type Compare struct {
	Base
	AsOf      law.Day
	Asked     bool
	Groups    []Choice
	Places    []ChoiceGroup
	Variables []law.Variable
	Rows      []Row
}

// ChoiceGroup is choices under a heading.
type ChoiceGroup struct {
	Words   string
	Choices []Choice
}

// Fragment is a stretch of a snippet; Match says that it was searched for.
type Fragment struct {
	Text  string
	Match bool
}

// Hit is one place found.
type Hit struct {
	record.Hit
	Fragments []Fragment
	More      string // address of the measure's other passages; "" where there are none
}

// Search is what was found, or the form alone.
type Search struct {
	Base
	Query         string
	Complaint     string // what is wrong with the query; "" if nothing
	Note          string // what was not found as asked, and what the record covers
	Beside        record.Beside
	Policy        string // the slug of the one measure that is searched; "" for all
	Wider         string // the same search in all measures
	Hits          []Hit
	Pager         Pager
	Jurisdictions []Choice
	Kinds         []Choice
	Standings     []Choice
	AsOf          string
	Narrow        bool
}

// Codebook is the questions asked of each policy.
type Codebook struct {
	Base
	Version string
	About   string
	Changes []law.CodebookChange
	Groups  []CodebookGroup
}

// CodebookGroup is the questions under one heading.
type CodebookGroup struct {
	law.VariableGroup
	Variables []law.Variable
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

// Questions is how many questions the codebook has.
func (Jurisdiction) Questions() int { return len(law.TheCodebook().Variables) }

// inForceShown is how many policies in force stand open on the page.
const inForceShown = 20

// FirstInForce are the policies in force that stand open, OtherInForce those
// folded away.
func (j Jurisdiction) FirstInForce() []record.Brief {
	return j.InForce[:min(len(j.InForce), inForceShown)]
}

// OtherInForce are the policies in force after the first.
func (j Jurisdiction) OtherInForce() []record.Brief {
	return j.InForce[min(len(j.InForce), inForceShown):]
}

// Strongest is the value shown first for a question.
func (j Jurisdiction) Strongest(variable string) string {
	for _, g := range j.Groups {
		for _, v := range g.Variables {
			if v.ID == variable {
				return v.Value
			}
		}
	}
	return ""
}

// PlaceKind is the level of government as the record writes it.
func (j Jurisdiction) PlaceKind() string { return string(j.Place.Kind) }

// Wikidata is the address of the place's item, "" where its id is not known or
// is no such id.
func (j Jurisdiction) Wikidata() string {
	id := j.Place.Wikidata
	if len(id) < 2 || len(id) > 12 || id[0] != 'Q' || strings.Trim(id[1:], "0123456789") != "" {
		return ""
	}
	return "https://www.wikidata.org/wiki/" + id
}

// Narrow says that something was chosen, so that the form is shown open.
func (f TimelineForm) Narrow() bool {
	return f.From != "" || f.To != "" || f.Steps || chosen(f.Jurisdictions) || chosen(f.Lanes) || chosen(f.Types) || chosen(f.Verified)
}

func chosen(choices []Choice) bool {
	return slices.ContainsFunc(choices, func(c Choice) bool { return c.Chosen })
}

// Abstract is the policy's summary in paragraphs.
func (p PolicyPage) Abstract() []string {
	return strings.Split(clip(6000, p.Policy.Abstract), "\n\n")
}

// Ours says that the summary is this project's, not its source's.
func (p PolicyPage) Ours() bool { return p.Policy.Origin == law.Curated }

// Restated is the standing of a summary of ours.
func (PolicyPage) Restated() law.Standing { return law.Restated }

// LastLabel is the label of the last version.
func (p PolicyPage) LastLabel() string {
	if len(p.Versions) == 0 {
		return ""
	}
	return p.Versions[len(p.Versions)-1].Label
}

// StageName is the stage as the record writes it.
func (v VersionLine) StageName() string { return stageName(v.Stage) }

// StageName is the stage as the record writes it.
func (v VersionPage) StageName() string { return stageName(v.Version.Stage) }

func stageName(s law.Stage) string {
	if s == "" {
		return "of unknown stage"
	}
	return string(s)
}

// Marked says whether the text shown carries a drafter's marks.
func (v VersionPage) Marked() bool {
	return slices.ContainsFunc(v.Passages, func(p Passage) bool {
		return slices.ContainsFunc(p.Runs, func(r Run) bool { return r.Mark != "" && r.Mark != law.NotHeld })
	})
}

// Acting are the relations, but for those of measures that are not law.
func (p PolicyPage) Acting() []record.Edge {
	return slices.DeleteFunc(slices.Clone(p.Edges), func(e record.Edge) bool { return e.NotLaw != "" })
}

// NotActing are the relations of measures that are not law.
func (p PolicyPage) NotActing() []record.Edge {
	return slices.DeleteFunc(slices.Clone(p.Edges), func(e record.Edge) bool { return e.NotLaw == "" })
}

// Shade is the class of a value of the cell: r1 to r4 for what protects, the
// strongest of the question darkest; r0 for silence; h1 and h2 for what permits
// and what requires help; none for a question without an order.
func (c Cell) Shade(value record.Optional) string {
	of, ok := c.Question.Of(string(value))
	if !ok || of.Rank == nil {
		return ""
	}
	if *of.Rank < 0 {
		return "h" + strconv.Itoa(min(-*of.Rank, 2))
	}
	most := 1
	for _, v := range c.Question.Scale {
		if v.Rank != nil {
			most = max(most, *v.Rank)
		}
	}
	return "r" + strconv.Itoa((*of.Rank*4+most-1)/most)
}

// Narrow says that places were chosen, so that the form is shown open.
func (c Compare) Narrow() bool {
	return slices.ContainsFunc(c.Places, func(g ChoiceGroup) bool { return chosen(g.Choices) })
}

// Address leads to the passage found.
func (h Hit) Address() string {
	if a := PassageAddress(h.Policy, h.Version, h.Section); a != "" {
		return a
	}
	a := "/policies/" + url.PathEscape(h.Policy)
	if h.Version != "" {
		a += "/versions/" + url.PathEscape(h.Version)
	}
	return a
}

// Others counts the measure's other passages in words.
func (h Hit) Others() string { return counted(h.Passages-1, "more passage", "more passages") }

// NotLaw says that the text, which stood on the day asked about, was not law.
func (h Hit) NotLaw() bool { return h.WasLaw != nil && !*h.WasLaw }

// Place is the section's number and heading.
func (h Hit) Place() string { return strings.TrimSpace(h.Number + " " + h.Heading) }

// Questions is how many questions the codebook has.
func (Codebook) Questions() int { return len(law.TheCodebook().Variables) }

// Official, Consolidated and Restated are the standings the page explains.
func (About) Official() law.Standing     { return law.Official }
func (About) Consolidated() law.Standing { return law.Consolidated }
func (About) Restated() law.Standing     { return law.Restated }
