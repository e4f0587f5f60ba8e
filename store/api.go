package store

import (
	"time"

	"refuge/law"
)

// The bounds of every list.
const (
	DefaultLimit = 50
	MaxLimit     = 500
)

// Page asks for a part of a list. Limit 0 is DefaultLimit; one over MaxLimit
// or below 0, and a Cursor that this store did not give, are law.ErrInvalid.
type Page struct {
	Cursor string
	Limit  int
}

// PolicyFilter selects policies; a zero field does not filter. Values of one
// field are alternatives, fields are joined by and.
type PolicyFilter struct {
	Page
	Jurisdictions []string
	Kinds         []law.PolicyKind
	Statuses      []law.Status
	Origins       []law.Origin
	Number        string
	Year          int
	Person        string  // slug: measures this person issued or signed in a term
	Variable      string  // with a coding of this variable
	Value         string  // and, with Variable, of this value
	From, To      law.Day // first dated event within these days
	InForceOn     law.Day // in force by its events on this day
	Words         string  // every word in title, citation, number or short title
	OffTopic      bool    // also those whose relevance is law.OffTopic
	// ChangedSince selects those that entered or of which anything changed with
	// an import at or after the instant; zero does not filter.
	ChangedSince time.Time
	Sort         string // "date" (default: newest first event first), "slug", "title", "changed" (last changed first); "enacted", "effective", "ended" (latest first)
	Reverse      bool   // the other way round; what has no day comes last either way
}

// TimelineFilter selects events; a zero field does not filter.
type TimelineFilter struct {
	Page
	Jurisdictions []string
	Person        string // slug: events of the person's jurisdiction in their terms
	Policies      []string
	PolicyKinds   []law.PolicyKind
	Types         []law.EventType
	Lanes         []law.Lane
	Origins       []law.Origin
	Variable      string // of policies with a coding of this variable
	From, To      law.Day
	Verified      *bool
	Steps         bool // also events of type law.Step
	OffTopic      bool // also of policies whose relevance is law.OffTopic
	Core          bool // only of curated policies and of those whose relevance is law.Core
	Undated       bool // also events without a date (they come last)
	Newest        bool // newest first; otherwise oldest first
	// ChangedSince selects those that entered or changed with an import at or
	// after the instant; zero does not filter.
	ChangedSince time.Time
	ByChange     bool // last changed first, those of unknown change last; Newest has no say then
}

// CodingFilter selects codings; a zero field does not filter.
type CodingFilter struct {
	Page
	Jurisdictions []string
	Policies      []string
	Variables     []string
	Values        []string
	AsOf          law.Day
	Verified      *bool
}

// PersonFilter selects people who held an executive office.
type PersonFilter struct {
	Page
	Jurisdictions []string
	Words         string
	Sort          string // "family" (default: by family name), "term" (latest to take office first)
	Reverse       bool   // the other way round
}

// FindingFilter selects findings; a zero field does not filter.
type FindingFilter struct {
	Page
	Jurisdictions []string
	Rules         []string
	Severities    []law.Severity
}

// SearchFilter asks for words in names, summaries and the sections of texts.
type SearchFilter struct {
	Page
	Query         string // words, "phrases", prefix*, AND OR NOT, brackets
	Policy        string // slug: only places in this policy
	Jurisdictions []string
	Kinds         []law.PolicyKind
	Standings     []law.Standing
	AsOf          law.Day // only texts that stood on this day, and never one from after it
	OffTopic      bool    // also measures off the subject; one named exactly is always found
	ByPolicy      bool    // one hit a policy, its best
}

// ImportOptions say how a dataset is taken in.
type ImportOptions struct {
	Origin law.Origin
	// Source is the name of the source of a collected dataset.
	Source string
	// SeedMark is the mark of a curated record, kept so that the same record
	// need not be imported again; "" keeps none.
	SeedMark string
}

// Counts are what an import did to one kind of row.
type Counts struct {
	Inserted  int `json:"inserted"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Removed   int `json:"removed,omitempty"`
}

// Report is what an import did.
type Report struct {
	Jurisdictions Counts        `json:"jurisdictions"`
	Persons       Counts        `json:"persons"`
	Terms         Counts        `json:"terms"`
	Policies      Counts        `json:"policies"`
	Events        Counts        `json:"events"`
	Relations     Counts        `json:"relations"`
	Codings       Counts        `json:"codings"`
	Versions      Counts        `json:"versions"`
	Programs      Counts        `json:"programs"`
	Findings      []law.Finding `json:"findings,omitempty"`
}

// Run is one run of a source.
type Run struct {
	ID          int64      `json:"id"`
	Source      string     `json:"source"`
	Began       time.Time  `json:"began"`
	Ended       *time.Time `json:"ended"`
	Outcome     string     `json:"outcome"` // "running", "done", "failed", "interrupted"
	Error       string     `json:"error,omitempty"`
	Requests    int        `json:"requests"`
	Fetched     int        `json:"fetched"`
	New         int        `json:"new"`
	Updated     int        `json:"updated"`
	Unchanged   int        `json:"unchanged"`
	Quarantined int        `json:"quarantined"`
	Bytes       int64      `json:"bytes"`
	Newest      *time.Time `json:"newest"`     // the latest modification instant the source told
	Everything  bool       `json:"everything"` // with --all
}

// Quarantine is a record that could not be taken in, with its cause and the
// bytes it came from.
type Quarantine struct {
	ID      int64     `json:"id"`
	Run     int64     `json:"run"`
	Source  string    `json:"source"`
	Subject string    `json:"subject"`
	Cause   string    `json:"cause"`
	Capture string    `json:"capture"` // SHA-256
	URL     string    `json:"url"`
	At      time.Time `json:"at"`
}

// Queued is a request in the durable queue: what a source asked for, and what
// the last answer to it said.
type Queued struct {
	ID         int64
	Key        string // identity inside the source
	Kind       string
	URL        string
	Accept     string
	Context    map[string]string
	Once       bool
	Missing404 bool
	Last       bool // given out when nothing else of the run is left
	MaxBytes   int64
	Attempts   int
	// Of the last answer, for a conditional request; "" before the first.
	ETag     string
	Modified string
	Capture  string // SHA-256
}

// Answered is one answer of a run with all that is to be written for it, in
// the same transaction that marks its request done.
type Answered struct {
	Request int64        // Queued.ID; 0 for a file of an archive
	Capture *law.Capture // nil if the server said "not modified"
	Data    law.Dataset
	Next    []Queued
	Bad     []Quarantine
	Newest  time.Time // zero if none was told
}

// MaxEdges bounds the relations of one policy that Related gives.
const MaxEdges = 500
