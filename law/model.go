package law

import "time"

// Jurisdiction is a government: a city, a county, a state, the District of
// Columbia or the United States.
type Jurisdiction struct {
	Slug           string           `json:"slug"`
	Name           string           `json:"name"`
	Kind           JurisdictionKind `json:"kind"`
	State          string           `json:"state,omitempty"` // postal code; empty for the United States
	OCDID          string           `json:"ocd_id"`
	GEOID          string           `json:"geoid,omitempty"` // Census
	Wikidata       string           `json:"wikidata,omitempty"`
	Latitude       *float64         `json:"latitude"`
	Longitude      *float64         `json:"longitude"`
	Population2020 *int             `json:"population_2020"`
	Government     string           `json:"government,omitempty"`
	ExecutiveTitle string           `json:"executive_title"`
	// Gaps are what could not be established, each a sentence for the reader.
	Gaps []string `json:"gaps"`
}

// Person is somebody who held an office. One person may hold several, in one
// jurisdiction or more.
type Person struct {
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// Term is a span in which a person held the chief executive office of a
// jurisdiction (a Popolo membership). An empty End is a term that runs on.
type Term struct {
	Jurisdiction string `json:"jurisdiction"`
	Person       string `json:"person"` // slug
	Name         string `json:"name"`
	Office       string `json:"office"`
	Party        string `json:"party,omitempty"` // as of this term; empty if unknown or non-partisan
	Start        Date   `json:"start"`
	End          Date   `json:"end"`
	Acting       bool   `json:"acting"`
	Note         string `json:"note,omitempty"`
	Verified     bool   `json:"verified"`
	// Settle says what would settle an unverified term: the document to read or
	// the question to ask.
	Settle  string   `json:"settle,omitempty"`
	Sources []string `json:"sources"`
}

// Identifier is a source's own name for a policy, kept as text with its scheme
// ("legistar:nyc:matter", "53407"). It is never our identity of the policy.
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// Sponsor is a person named by a source as sponsor of a measure, in the
// source's order.
type Sponsor struct {
	Name  string `json:"name"`
	ID    string `json:"id,omitempty"` // the source's id of the person
	Order int    `json:"order"`
}

// Attachment is a file a source lists with a measure. It is named, not held,
// unless a Version says that its text was read from it.
type Attachment struct {
	Name string `json:"name"`
	URL  string `json:"url"`
	ID   string `json:"id,omitempty"`
}

// Policy is one measure (a FRBR work): an order, a law, a resolution, a
// statute, a code section, a suit. Slug is permanent.
type Policy struct {
	Slug         string     `json:"slug"`
	Jurisdiction string     `json:"jurisdiction"`
	Kind         PolicyKind `json:"kind"`
	RawKind      string     `json:"raw_kind,omitempty"` // the source's label, where one was read
	Number       string     `json:"number,omitempty"`
	// Year is the year the number belongs to, 0 if unknown: numbers of orders
	// and local laws restart.
	Year       int      `json:"year,omitempty"`
	Citation   string   `json:"citation,omitempty"`
	Title      string   `json:"title"`
	ShortTitle string   `json:"short_title,omitempty"`
	Abstract   string   `json:"abstract,omitempty"`
	Issuer     string   `json:"issuer,omitempty"`
	CodifiedAt []string `json:"codified_at"`
	Status     Status   `json:"status,omitempty"`
	RawStatus  string   `json:"raw_status,omitempty"`
	// Modified is when the source says it last changed its record; empty for a
	// curated policy.
	Modified     string       `json:"modified,omitempty"`
	OfficialURLs []string     `json:"official_urls"`
	Identifiers  []Identifier `json:"identifiers"`
	// Aliases are other slugs that lead to this policy.
	Aliases     []string     `json:"aliases,omitempty"`
	Sponsors    []Sponsor    `json:"sponsors,omitempty"`
	Attachments []Attachment `json:"attachments,omitempty"`
	Relevance   Relevance    `json:"relevance,omitempty"`
	// Suit is what a court's docket says of a suit; nil for other measures.
	Suit   *Suit  `json:"suit,omitempty"`
	Origin Origin `json:"origin"`

	Events    []Event    `json:"events,omitempty"`
	Relations []Relation `json:"relations,omitempty"`
	Codings   []Coding   `json:"codings,omitempty"`
	Versions  []Version  `json:"versions,omitempty"`
}

// Suit is a case before a court. What is not known is empty.
type Suit struct {
	Court string `json:"court,omitempty"` // the court that heard it first
	// Docket is the case number there, as the court writes it.
	Docket     string   `json:"docket,omitempty"`
	Plaintiffs []string `json:"plaintiffs"`
	Defendants []string `json:"defendants"`
	// Outcome is one plain sentence on how it ended or how far it has come.
	Outcome string `json:"outcome,omitempty"`
}

// Event is a dated fact in a policy's life. An empty Date is a day not known.
type Event struct {
	Date Date `json:"date"`
	// Seq orders events of one day as the source does; 0 if it does not.
	Seq   int       `json:"seq,omitempty"`
	Type  EventType `json:"type"`
	Actor string    `json:"actor,omitempty"`
	Note  string    `json:"note,omitempty"`
	Vote  *Vote     `json:"vote,omitempty"` // nil where no vote was taken or none is known
	// Raw is the source's own label of a collected event ("Signed Into Law by
	// Mayor"), Result its outcome as printed ("Pass").
	Raw      string   `json:"raw,omitempty"`
	Result   string   `json:"result,omitempty"`
	SourceID string   `json:"source_id,omitempty"`
	Source   string   `json:"-"` // the name of the source that tells it; "" is the curated record
	Verified bool     `json:"verified"`
	Settle   string   `json:"settle,omitempty"` // what would settle an unverified event
	Origin   Origin   `json:"origin"`
	Sources  []string `json:"sources"`
}

// Vote is how a body voted. A count that is not known is nil.
type Vote struct {
	Body    string `json:"body,omitempty"`
	Yes     *int   `json:"yes"`
	No      *int   `json:"no"`
	Abstain *int   `json:"abstain"`
	Absent  *int   `json:"absent"`
	// Against names those who voted no, where a roll call says so.
	Against []string `json:"against,omitempty"`
}

// Relation is a typed edge from the policy that holds it. Target is a slug of
// the record; where the other end is outside the record it is empty and Words
// names it.
type Relation struct {
	Type   RelationType `json:"type"`
	Target string       `json:"target,omitempty"`
	Words  string       `json:"words,omitempty"`
	Date   Date         `json:"date"`
	Proof  string       `json:"proof,omitempty"` // the operative words it rests on
	// Verified is nil for a relation that was not judged apart from the two
	// measures: it follows from what is said of them.
	Verified *bool    `json:"verified"`
	Origin   Origin   `json:"origin"`
	Sources  []string `json:"sources"`
}

// Coding is the value of one codebook variable for a policy, from one date to
// another, with the section it rests on. An empty To is a value that still
// holds; an empty Section or Locator is a passage not known.
type Coding struct {
	Variable string `json:"variable"`
	Value    string `json:"value"`
	From     Date   `json:"from"`
	To       Date   `json:"to"`
	Locator  string `json:"locator,omitempty"` // the section as a citation prints it
	Section  string `json:"section,omitempty"` // eId in a version of this policy
	// Version is the label of the version in which the section stands: the one
	// that was law on the day asked about, else on the last day the coding held.
	// The store derives it; a coding that is given has none.
	Version    string   `json:"version,omitempty"`
	Paraphrase string   `json:"paraphrase,omitempty"`
	Note       string   `json:"note,omitempty"`
	Verified   bool     `json:"verified"`
	Settle     string   `json:"settle,omitempty"` // what would settle an unverified coding
	Origin     Origin   `json:"origin"`
	Sources    []string `json:"sources"`
}

// Version is the text of a policy at one stage or from one date (a FRBR
// expression). It is named inside its policy by Label. A collected one is only
// ever added; a restated one is what the record last said.
type Version struct {
	// Label is the name of the version inside its policy, safe in a URL:
	// "introduced", "a", "enacted", "restated-2014-12-14".
	Label    string   `json:"label"`
	RawLabel string   `json:"raw_label,omitempty"` // the source's name ("*", "A")
	Stage    Stage    `json:"stage"`
	Standing Standing `json:"standing"`
	// Date is when the text came to stand so (introduced, amended, enacted);
	// From and To are when it was the law, where known.
	Date Date `json:"date"`
	From Date `json:"from"`
	To   Date `json:"to"`
	// Text is UTF-8 without NUL; empty with Held false is a text not held.
	Text  string `json:"text"`
	Held  bool   `json:"held"`
	Marks []Mark `json:"marks,omitempty"`
	// Stretches of a consolidated text say which law put which words there.
	Stretches []Stretch `json:"stretches,omitempty"`
	// Notes of a consolidated text are sentences on what did not agree when it
	// was checked.
	Notes []string `json:"notes,omitempty"`
	// Sections is the tree of the text in reading order.
	Sections []Section `json:"sections,omitempty"`
	// Quality grades the reading: "" for born-digital text, "clean", "noisy",
	// "poor" for OCR.
	Quality string `json:"quality,omitempty"`
	// Reader names what turned the bytes into text ("rtf/1"), so that a change
	// of ours is never taken for a change of law.
	Reader   string `json:"reader,omitempty"`
	SourceID string `json:"source_id,omitempty"`
	Capture  string `json:"capture,omitempty"` // SHA-256 of the bytes it was read from
	// Basis is what a restated text was written from; empty for the others.
	Basis    Basis    `json:"basis,omitempty"`
	Verified bool     `json:"verified"`
	Settle   string   `json:"settle,omitempty"` // what would settle an unverified version
	Origin   Origin   `json:"origin"`
	Sources  []string `json:"sources"`
}

// MarkKind is what a drafter's mark says of a stretch of text.
type MarkKind string

// The kinds of mark: matter to be inserted (underlined), matter to be deleted
// (struck or bracketed), clerk's furniture that is not law, and a place in a
// consolidated text where words stand that are not held.
const (
	Inserted  MarkKind = "inserted"
	Deleted   MarkKind = "deleted"
	Furniture MarkKind = "furniture"
	NotHeld   MarkKind = "not_held"
)

// MarkKinds lists every kind of mark.
var MarkKinds = []MarkKind{Inserted, Deleted, Furniture, NotHeld}

// Mark is a stretch of Version.Text, as half-open byte offsets.
type Mark struct {
	Start int      `json:"start"`
	End   int      `json:"end"`
	Kind  MarkKind `json:"kind"`
}

// Stretch is a stretch of a consolidated text, as half-open byte offsets, and
// the law that put it there: a slug where the law is in the record, else its
// name ("local law 62 of 2011"), "" where no law that was read did.
type Stretch struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	Law   string `json:"law,omitempty"`
}

// Section is a numbered part of a version, or an unnumbered one between them.
// Start and End are byte offsets into Version.Text; sections in order do not
// overlap except that a parent spans its children.
type Section struct {
	EID     string `json:"eid"`              // Akoma Ntoso: sec_9-131__subsec_b
	Parent  string `json:"parent,omitempty"` // eId
	Number  string `json:"number,omitempty"` // as printed: "§ 9-131", "b.", "(1)"
	Heading string `json:"heading,omitempty"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

// Words returns the section's stretch of its version's text, or "" where the
// offsets do not fit it.
func (s Section) Words(text string) string {
	if s.Start < 0 || s.End > len(text) || s.Start > s.End {
		return ""
	}
	return text[s.Start:s.End]
}

// Program is a support program: an office, a fund, a card, a hotline.
type Program struct {
	Slug         string      `json:"slug"`
	Jurisdiction string      `json:"jurisdiction"`
	Name         string      `json:"name"`
	Kind         ProgramKind `json:"kind"`
	Start        Date        `json:"start"`
	End          Date        `json:"end"`
	Mayor        string      `json:"mayor,omitempty"` // as the source names them
	Note         string      `json:"note,omitempty"`
	Verified     bool        `json:"verified"`
	Settle       string      `json:"settle,omitempty"` // what would settle an unverified program
	Sources      []string    `json:"sources"`
}

// Capture names bytes fetched from a source at an instant. The bytes stand in
// a WARC file of the data directory.
type Capture struct {
	SHA256    string    `json:"sha256"` // of the payload, hex
	URL       string    `json:"url"`    // without secrets
	FetchedAt time.Time `json:"fetched_at"`
	Status    int       `json:"status"`
	MediaType string    `json:"media_type"`
	Bytes     int64     `json:"bytes"`
	File      string    `json:"file"`   // WARC file, relative to the data directory
	Offset    int64     `json:"offset"` // of the record in it
	ETag      string    `json:"etag,omitempty"`
	Modified  string    `json:"modified,omitempty"` // Last-Modified as sent
}

// Dataset is what a seed file, an archive or one page of a source brings: any
// part may be empty. Policies carry their events, relations, codings and
// versions; a policy may be given in parts, each part named by an identifier.
type Dataset struct {
	Jurisdictions []Jurisdiction `json:"jurisdictions,omitempty"`
	Persons       []Person       `json:"persons,omitempty"`
	Terms         []Term         `json:"terms,omitempty"`
	Policies      []Policy       `json:"policies,omitempty"`
	Programs      []Program      `json:"programs,omitempty"`
}
