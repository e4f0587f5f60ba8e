// Package scrapers says what a source is: something that names the requests to
// make and reads the answers. A source makes no request itself, keeps no state
// and knows no database, so its parser is a pure function of the request and
// the bytes, and can be run again over captures without asking any server.
//
// Each publishing platform has a package below this one; the list of sources
// stands in scrapers/all.
package scrapers

import (
	"time"

	"refuge/law"
)

// Source is one publisher of records for one jurisdiction.
type Source interface {
	// Info says what the source is. It never changes while the program runs.
	Info() Info
	// Start returns the first requests of a run.
	Start(q Query) ([]Request, error)
	// Parse reads one answer. It is pure. An error means that the answer is
	// none: a page of another kind, a body cut short, the server's word for an
	// error under a good status. It is asked for again, later in the run and in
	// the next one. A single bad record is returned in Page.Bad beside the good
	// ones.
	Parse(r Request, a Answer) (Page, error)
	// Without says what a request leaves that stayed without an answer. It is
	// pure.
	Without(r Request) Gap
}

// Gap is what is missing for want of one answer.
type Gap struct {
	// Name is the record whose part was asked for, in words: "matter 53407 (Int
	// 0486-2014)". "" is a list: what it would have named is not known, so the
	// run has failed.
	Name string
	// ID is the record's id for Query.Open, under which the next run reads it
	// again; "" where the next run asks for it anyway.
	ID string
	// Next is what is asked of the record all the same.
	Next []Request
}

// Archive is a source that is also published as a set of files: a folder, a
// packed folder, or raw files over HTTP. Start walks the last; a reader of the
// others asks File about each path.
type Archive interface {
	Source
	// File is the request under which the file at a slash-separated path is
	// parsed, false for a file that holds no record. Folders above the
	// archive's own layout do not matter.
	File(path string) (Request, bool)
}

// Info describes a source to people and to the collector.
type Info struct {
	Name         string        `json:"name"`         // unique, typed on the command line: "nyc"
	Jurisdiction string        `json:"jurisdiction"` // slug
	Title        string        `json:"title"`
	Publisher    string        `json:"publisher"`
	Platform     string        `json:"platform"` // "legistar", "nyccouncil", "nycorders"
	BaseURL      string        `json:"base_url"`
	Terms        string        `json:"terms"`           // licence or terms of the records, in a sentence
	TokenEnv     string        `json:"token_env"`       // environment variable that holds a key; "" if none is needed
	TokenParam   string        `json:"-"`               // query parameter the key is sent in
	NeedsToken   bool          `json:"needs_token"`     // the public server refuses without one
	Archive      bool          `json:"archive"`         // read with "refuge import", from files
	Stale        time.Duration `json:"-"`               // after how long without a newer datum the source counts as stale; 0: never
	Notes        []string      `json:"notes,omitempty"` // known limits, for the reader
}

// Query bounds a run.
type Query struct {
	// BaseURL replaces Info.BaseURL where not empty.
	BaseURL string
	// Since asks for records changed after this instant; zero means all time.
	Since time.Time
	// All asks for every record; otherwise those on immigration.
	All bool
	// Open are the source's own ids of records that may still change and are
	// read again though unchanged by their date.
	Open []string
}

// Request is one GET a source wants made. Key is its identity inside the
// source: two requests with one key are the same request.
type Request struct {
	Key  string `json:"key"`  // "matter/53407/histories"
	Kind string `json:"kind"` // the parser's own word: "matters", "text"
	URL  string `json:"url"`  // without secrets
	// Accept is the Accept header; "" asks for JSON.
	Accept string `json:"accept,omitempty"`
	// Context carries what the parser must know beside the bytes, as the
	// answer that named this request said it.
	Context map[string]string `json:"context,omitempty"`
	// Once marks an answer that never changes under its key: a collector that
	// holds it does not ask again.
	Once bool `json:"once,omitempty"`
	// Missing404 marks a request that a server may answer for good with a status
	// that is no success: a hole in a numbered sequence (404), a deleted record
	// (410), a record the server cannot read itself (500). Parse then sees the
	// status, and returns an error where it is no last word.
	Missing404 bool `json:"missing_404,omitempty"`
	// Last marks an answer that speaks of records which other answers of the
	// run bring: it is read when nothing else is left.
	Last bool `json:"last,omitempty"`
	// MaxBytes bounds the body; 0 is the fetcher's own bound.
	MaxBytes int64 `json:"max_bytes,omitempty"`
}

// Answer is what a server (or an archive's file) said.
type Answer struct {
	Status    int
	MediaType string // as sent, without parameters
	Body      []byte
	Capture   law.Capture
}

// Page is what one answer held.
type Page struct {
	Data law.Dataset
	Next []Request
	Bad  []Bad
	// Rows counts the records seen, good and bad; a list page of a run that
	// should have found something and has none is how a collector notices.
	Rows int
	// Unknown names the source's own labels that the program does not know and
	// that may matter: `action "Finally adopted"`. What bears them was taken in
	// as what it surely is, a step or a matter of no known status, and a person
	// is told.
	Unknown []string
	// Newest is the latest modification instant seen on this page, as the
	// source's clock tells it; zero if the page tells none.
	Newest time.Time
}

// Bad is a record that could not be read.
type Bad struct {
	Subject string // the source's name for it: "matter 53407"
	Cause   error
}
