package store

import (
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"refuge/law"
)

// dayCol is a day in a column that is NULL where the day is unknown.
type dayCol string

func (d dayCol) Value() (driver.Value, error) {
	if d == "" {
		return nil, nil
	}
	return string(d), nil
}

func (d *dayCol) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*d = ""
	case string:
		*d = dayCol(v)
	case []byte:
		*d = dayCol(v)
	default:
		return fmt.Errorf("reading a day from a column of %T: %w", v, law.ErrInvalid)
	}
	return nil
}

// refCol is the id of another row, NULL where there is none.
type refCol int64

func (r refCol) Value() (driver.Value, error) {
	if r == 0 {
		return nil, nil
	}
	return int64(r), nil
}

func (r *refCol) Scan(v any) error {
	switch v := v.(type) {
	case nil:
		*r = 0
	case int64:
		*r = refCol(v)
	default:
		return fmt.Errorf("reading an id from a column of %T: %w", v, law.ErrInvalid)
	}
	return nil
}

// list writes a list of strings as a column, [] for none.
func list(v []string) string {
	if len(v) == 0 {
		return "[]"
	}
	return toJSON(v)
}

// toJSON writes a value that cannot fail to be written.
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("store: a column that cannot be written: " + err.Error())
	}
	return string(b)
}

// unlist reads a column that list wrote; never nil.
func unlist(s string) ([]string, error) {
	if s == "" || s == "[]" {
		return []string{}, nil
	}
	v := []string{}
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return nil, fmt.Errorf("reading a list of the database: %w", err)
	}
	return v, nil
}

// The rows below are the tables of the migrations, column by column. All are
// comparable, so that a row that changed is one that differs.

type jurisdictionRow struct {
	Slug           string `gorm:"primaryKey"`
	Name           string
	Kind           law.JurisdictionKind
	State          string
	OCDID          string `gorm:"column:ocd_id"`
	GEOID          string `gorm:"column:geoid"`
	Wikidata       string
	Latitude       sql.NullFloat64
	Longitude      sql.NullFloat64
	Population2020 sql.NullInt64 `gorm:"column:population2020"`
	Government     string
	ExecutiveTitle string
	Gaps           string
}

func rowOfJurisdiction(j law.Jurisdiction) jurisdictionRow {
	r := jurisdictionRow{Slug: j.Slug, Name: j.Name, Kind: j.Kind, State: j.State, OCDID: j.OCDID, GEOID: j.GEOID, Wikidata: j.Wikidata,
		Government: j.Government, ExecutiveTitle: j.ExecutiveTitle, Gaps: list(j.Gaps)}
	if j.Latitude != nil {
		r.Latitude = sql.NullFloat64{Float64: *j.Latitude, Valid: true}
	}
	if j.Longitude != nil {
		r.Longitude = sql.NullFloat64{Float64: *j.Longitude, Valid: true}
	}
	if j.Population2020 != nil {
		r.Population2020 = sql.NullInt64{Int64: int64(*j.Population2020), Valid: true}
	}
	return r
}

func (r jurisdictionRow) law() (law.Jurisdiction, error) {
	gaps, err := unlist(r.Gaps)
	j := law.Jurisdiction{Slug: r.Slug, Name: r.Name, Kind: r.Kind, State: r.State, OCDID: r.OCDID, GEOID: r.GEOID,
		Wikidata: r.Wikidata, Government: r.Government, ExecutiveTitle: r.ExecutiveTitle, Gaps: gaps}
	if r.Latitude.Valid {
		j.Latitude = &r.Latitude.Float64
	}
	if r.Longitude.Valid {
		j.Longitude = &r.Longitude.Float64
	}
	if r.Population2020.Valid {
		n := int(r.Population2020.Int64)
		j.Population2020 = &n
	}
	return j, err
}

// stamps are the instants of the imports that a row entered with and last
// changed with. They are unknown for a row of before the database kept them.
type stamps struct {
	EnteredAt sql.NullTime
	ChangedAt sql.NullTime
}

// move sets the stamps of a row that an import at an instant adds or changes.
func (s *stamps) move(fresh bool, at time.Time) {
	s.ChangedAt = sql.NullTime{Time: at, Valid: true}
	if fresh {
		s.EnteredAt = s.ChangedAt
	}
}

// stampsOf are the stamps of a row, nil for one that bears none.
func stampsOf[R any](row *R) *stamps {
	if r, ok := any(row).(interface{ stamp() *stamps }); ok {
		return r.stamp()
	}
	return nil
}

func (r *policyRow) stamp() *stamps   { return &r.Stamps }
func (r *eventRow) stamp() *stamps    { return &r.Stamps }
func (r *relationRow) stamp() *stamps { return &r.Stamps }
func (r *codingRow) stamp() *stamps   { return &r.Stamps }
func (r *versionRow) stamp() *stamps  { return &r.Stamps }

type personRow struct {
	Slug string `gorm:"primaryKey"`
	Name string
}

type termRow struct {
	ID           int64 `gorm:"primaryKey;autoIncrement:false"`
	Jurisdiction string
	Person       string
	Name         string
	Office       string
	Party        string
	StartDate    law.Date `gorm:"type:text"`
	StartLo      dayCol   `gorm:"type:text"`
	StartHi      dayCol   `gorm:"type:text"`
	EndDate      law.Date `gorm:"type:text"`
	EndLo        dayCol   `gorm:"type:text"`
	EndHi        dayCol   `gorm:"type:text"`
	Acting       bool
	Note         string
	Verified     bool
	Settle       string
	Sources      string
	ServesFrom   dayCol `gorm:"type:text"`
	ServesUntil  dayCol `gorm:"type:text"`
}

func rowOfTerm(t law.Term) termRow {
	return termRow{Jurisdiction: t.Jurisdiction, Person: t.Person, Name: t.Name, Office: t.Office, Party: t.Party,
		StartDate: t.Start, StartLo: dayCol(t.Start.Earliest()), StartHi: dayCol(t.Start.Latest()),
		EndDate: t.End, EndLo: dayCol(t.End.Earliest()), EndHi: dayCol(t.End.Latest()),
		Acting: t.Acting, Note: t.Note, Verified: t.Verified, Settle: t.Settle, Sources: list(t.Sources)}
}

func (r termRow) law() (law.Term, error) {
	sources, err := unlist(r.Sources)
	return law.Term{Jurisdiction: r.Jurisdiction, Person: r.Person, Name: r.Name, Office: r.Office, Party: r.Party,
		Start: r.StartDate, End: r.EndDate, Acting: r.Acting, Note: r.Note, Verified: r.Verified, Settle: r.Settle, Sources: sources}, err
}

type policyRow struct {
	ID           int64 `gorm:"primaryKey;autoIncrement:false"`
	Slug         string
	Jurisdiction string
	Kind         law.PolicyKind
	RawKind      string
	Number       string
	NumberKey    string
	Year         int
	Citation     string
	Title        string
	ShortTitle   string
	Abstract     string
	Issuer       string
	CodifiedAt   string
	Status       law.Status
	RawStatus    string
	Modified     string
	OfficialURLs string `gorm:"column:official_urls"`
	Relevance    law.Relevance
	Origin       law.Origin
	Suit         string
	FirstDate    law.Date `gorm:"type:text"`
	FirstLo      dayCol   `gorm:"type:text"`
	FirstHi      dayCol   `gorm:"type:text"`
	EnactedLo    dayCol   `gorm:"type:text"`
	EnactedHi    dayCol   `gorm:"type:text"`
	OverLo       dayCol   `gorm:"type:text"`
	Stamps       stamps   `gorm:"embedded"`
}

func (r policyRow) law() (law.Policy, error) {
	codified, err := unlist(r.CodifiedAt)
	if err != nil {
		return law.Policy{}, err
	}
	urls, err := unlist(r.OfficialURLs)
	if err != nil {
		return law.Policy{}, err
	}
	var suit *law.Suit
	if r.Suit != "" {
		if suit, err = unmarshal[*law.Suit](r.Suit); err != nil {
			return law.Policy{}, err
		}
	}
	return law.Policy{Slug: r.Slug, Jurisdiction: r.Jurisdiction, Kind: r.Kind, RawKind: r.RawKind, Number: r.Number,
		Year: r.Year, Citation: r.Citation, Title: r.Title, ShortTitle: r.ShortTitle, Abstract: r.Abstract,
		Issuer: r.Issuer, CodifiedAt: codified, Status: r.Status, RawStatus: r.RawStatus, Modified: r.Modified,
		OfficialURLs: urls, Identifiers: []law.Identifier{}, Relevance: r.Relevance, Suit: suit, Origin: r.Origin}, nil
}

type aliasRow struct {
	Slug     string `gorm:"primaryKey"`
	PolicyID int64
}

type identifierRow struct {
	Scheme   string `gorm:"primaryKey"`
	Value    string `gorm:"primaryKey"`
	PolicyID int64
	Source   string
	Ord      int
}

type accountRow struct {
	PolicyID  int64  `gorm:"primaryKey;autoIncrement:false"`
	Source    string `gorm:"primaryKey"`
	Kind      law.PolicyKind
	RawKind   string
	Number    string
	Year      int
	Title     string
	Status    law.Status
	RawStatus string
	Modified  string
}

type sponsorRow struct {
	PolicyID int64 `gorm:"primaryKey;autoIncrement:false"`
	Pos      int   `gorm:"primaryKey;autoIncrement:false"`
	Name     string
	SourceID string
	Ord      int
}

type attachmentRow struct {
	PolicyID int64 `gorm:"primaryKey;autoIncrement:false"`
	Pos      int   `gorm:"primaryKey;autoIncrement:false"`
	Name     string
	URL      string `gorm:"column:url"`
	SourceID string
}

type spanRow struct {
	PolicyID                   int64  `gorm:"primaryKey;autoIncrement:false"`
	Pos                        int    `gorm:"primaryKey;autoIncrement:false"`
	FromLo, FromHi, ToLo, ToHi dayCol `gorm:"type:text"`
}

type eventRow struct {
	ID           int64 `gorm:"primaryKey;autoIncrement:false"`
	PolicyID     int64
	Jurisdiction string
	Pos          int
	Date         law.Date `gorm:"type:text"`
	DateLo       dayCol   `gorm:"type:text"`
	DateHi       dayCol   `gorm:"type:text"`
	Seq          int
	DayRank      int
	Type         law.EventType
	Lane         law.Lane
	Actor        string
	Note         string
	Raw          string
	Result       string
	Source       string
	SourceID     string
	Verified     bool
	Settle       string
	Origin       law.Origin
	Sources      string
	SameAs       refCol `gorm:"type:integer"`
	Vote         string // JSON of law.Vote; "" for none
	Stamps       stamps `gorm:"embedded"`
}

func rowOfEvent(e law.Event, pos int, o ImportOptions) eventRow {
	r := eventRow{Pos: pos, Date: e.Date, DateLo: dayCol(e.Date.Earliest()), DateHi: dayCol(e.Date.Latest()),
		Seq: e.Seq, Type: e.Type, Actor: e.Actor, Note: e.Note, Raw: e.Raw, Result: e.Result, Source: o.Source,
		SourceID: e.SourceID, Verified: e.Verified, Settle: e.Settle, Origin: o.Origin, Sources: list(e.Sources)}
	if e.Vote != nil {
		r.Vote = toJSON(e.Vote)
	}
	return r
}

// voteOf reads the column of a vote; nil where there is none.
func voteOf(column string) (*law.Vote, error) {
	if column == "" {
		return nil, nil
	}
	return unmarshal[*law.Vote](column)
}

func (r eventRow) law() (law.Event, error) {
	sources, err := unlist(r.Sources)
	if err != nil {
		return law.Event{}, err
	}
	vote, err := voteOf(r.Vote)
	return law.Event{Date: r.Date, Seq: r.Seq, Type: r.Type, Actor: r.Actor, Note: r.Note, Vote: vote, Raw: r.Raw, Result: r.Result,
		SourceID: r.SourceID, Source: r.Source, Verified: r.Verified, Settle: r.Settle, Origin: r.Origin, Sources: sources}, err
}

type relationRow struct {
	ID       int64 `gorm:"primaryKey;autoIncrement:false"`
	PolicyID int64
	Pos      int
	Type     law.RelationType
	Target   string
	Words    string
	Date     law.Date `gorm:"type:text"`
	DateLo   dayCol   `gorm:"type:text"`
	DateHi   dayCol   `gorm:"type:text"`
	Proof    string
	Verified bool
	Judged   bool // Verified says something
	Origin   law.Origin
	Sources  string
	Stamps   stamps `gorm:"embedded"`
}

func rowOfRelation(r law.Relation, pos int, o ImportOptions) relationRow {
	return relationRow{Pos: pos, Type: r.Type, Target: r.Target, Words: r.Words, Date: r.Date,
		DateLo: dayCol(r.Date.Earliest()), DateHi: dayCol(r.Date.Latest()), Proof: r.Proof,
		Verified: r.Verified != nil && *r.Verified, Judged: r.Verified != nil, Origin: o.Origin, Sources: list(r.Sources)}
}

func (r relationRow) law() (law.Relation, error) {
	sources, err := unlist(r.Sources)
	var verified *bool
	if r.Judged {
		verified = &r.Verified
	}
	return law.Relation{Type: r.Type, Target: r.Target, Words: r.Words, Date: r.Date, Proof: r.Proof,
		Verified: verified, Origin: r.Origin, Sources: sources}, err
}

type codingRow struct {
	ID         int64 `gorm:"primaryKey;autoIncrement:false"`
	PolicyID   int64
	Pos        int
	Variable   string
	Value      string
	FromDate   law.Date `gorm:"type:text"`
	FromLo     dayCol   `gorm:"type:text"`
	FromHi     dayCol   `gorm:"type:text"`
	ToDate     law.Date `gorm:"type:text"`
	ToLo       dayCol   `gorm:"type:text"`
	ToHi       dayCol   `gorm:"type:text"`
	Locator    string
	Section    string
	Paraphrase string
	Note       string
	Verified   bool
	Settle     string
	Origin     law.Origin
	Sources    string
	VersionID  refCol `gorm:"type:integer"` // where its section stands (law.Policy.Grounds)
	Stamps     stamps `gorm:"embedded"`
}

func rowOfCoding(c law.Coding, pos int, o ImportOptions) codingRow {
	return codingRow{Pos: pos, Variable: c.Variable, Value: c.Value, FromDate: c.From, FromLo: dayCol(c.From.Earliest()),
		FromHi: dayCol(c.From.Latest()), ToDate: c.To, ToLo: dayCol(c.To.Earliest()), ToHi: dayCol(c.To.Latest()),
		Locator: c.Locator, Section: c.Section, Paraphrase: c.Paraphrase, Note: c.Note, Verified: c.Verified, Settle: c.Settle,
		Origin: o.Origin, Sources: list(c.Sources)}
}

func (r codingRow) law() (law.Coding, error) {
	sources, err := unlist(r.Sources)
	return law.Coding{Variable: r.Variable, Value: r.Value, From: r.FromDate, To: r.ToDate, Locator: r.Locator,
		Section: r.Section, Paraphrase: r.Paraphrase, Note: r.Note, Verified: r.Verified, Settle: r.Settle,
		Origin: r.Origin, Sources: sources}, err
}

type versionRow struct {
	ID        int64 `gorm:"primaryKey;autoIncrement:false"`
	PolicyID  int64
	Label     string
	Base      string
	RawLabel  string
	Stage     law.Stage
	Standing  law.Standing
	Date      law.Date `gorm:"type:text"`
	DateLo    dayCol   `gorm:"type:text"`
	DateHi    dayCol   `gorm:"type:text"`
	FromDate  law.Date `gorm:"type:text"`
	FromLo    dayCol   `gorm:"type:text"`
	FromHi    dayCol   `gorm:"type:text"`
	ToDate    law.Date `gorm:"type:text"`
	ToLo      dayCol   `gorm:"type:text"`
	ToHi      dayCol   `gorm:"type:text"`
	Held      bool
	TextID    refCol `gorm:"type:integer"`
	Hash      string
	Shape     string
	Marks     string
	Stretches string
	Notes     string
	Quality   string
	Reader    string
	Source    string
	SourceID  string
	Capture   string
	Basis     law.Basis
	Verified  bool
	Settle    string
	Origin    law.Origin
	Sources   string
	StandsLo  dayCol `gorm:"type:text"`
	StandsTo  dayCol `gorm:"type:text"`
	Stamps    stamps `gorm:"embedded"`
}

func rowOfVersion(v law.Version, o ImportOptions) versionRow {
	marks := ""
	if len(v.Marks) > 0 {
		marks = toJSON(v.Marks)
	}
	stretches, notes := "", ""
	if len(v.Stretches) > 0 {
		stretches = toJSON(v.Stretches)
	}
	if len(v.Notes) > 0 {
		notes = toJSON(v.Notes)
	}
	return versionRow{Label: v.Label, Base: v.Label, RawLabel: v.RawLabel, Stage: v.Stage, Standing: v.Standing,
		Date: v.Date, DateLo: dayCol(v.Date.Earliest()), DateHi: dayCol(v.Date.Latest()),
		FromDate: v.From, FromLo: dayCol(v.From.Earliest()), FromHi: dayCol(v.From.Latest()),
		ToDate: v.To, ToLo: dayCol(v.To.Earliest()), ToHi: dayCol(v.To.Latest()),
		Held: v.Text != "", Marks: marks, Stretches: stretches, Notes: notes, Quality: v.Quality, Reader: v.Reader,
		Source: o.Source, SourceID: v.SourceID, Capture: v.Capture, Basis: v.Basis,
		Verified: v.Verified, Settle: v.Settle, Origin: o.Origin, Sources: list(v.Sources)}
}

// law is the version without its text, sections and marks.
func (r versionRow) law() (law.Version, error) {
	sources, err := unlist(r.Sources)
	return law.Version{Label: r.Label, RawLabel: r.RawLabel, Stage: r.Stage, Standing: r.Standing, Date: r.Date,
		From: r.FromDate, To: r.ToDate, Held: r.Held, Quality: r.Quality, Reader: r.Reader, SourceID: r.SourceID,
		Capture: r.Capture, Basis: r.Basis, Verified: r.Verified, Settle: r.Settle, Origin: r.Origin, Sources: sources}, err
}

type textRow struct {
	ID    int64 `gorm:"primaryKey;autoIncrement:false"`
	Hash  string
	Shape string
	Body  string
}

type sectionRow struct {
	TextID  int64  `gorm:"primaryKey;autoIncrement:false"`
	Pos     int    `gorm:"primaryKey;autoIncrement:false"`
	EID     string `gorm:"column:eid"`
	Parent  string
	Number  string
	Heading string
	StartAt int
	EndAt   int
}

func (r sectionRow) law() law.Section {
	return law.Section{EID: r.EID, Parent: r.Parent, Number: r.Number, Heading: r.Heading, Start: r.StartAt, End: r.EndAt}
}

type programRow struct {
	Slug         string `gorm:"primaryKey"`
	Jurisdiction string
	Pos          int
	Name         string
	Kind         law.ProgramKind
	StartDate    law.Date `gorm:"type:text"`
	StartLo      dayCol   `gorm:"type:text"`
	StartHi      dayCol   `gorm:"type:text"`
	EndDate      law.Date `gorm:"type:text"`
	EndLo        dayCol   `gorm:"type:text"`
	EndHi        dayCol   `gorm:"type:text"`
	Mayor        string
	Note         string
	Verified     bool
	Settle       string
	Sources      string
}

func rowOfProgram(p law.Program, pos int) programRow {
	return programRow{Slug: p.Slug, Jurisdiction: p.Jurisdiction, Pos: pos, Name: p.Name, Kind: p.Kind,
		StartDate: p.Start, StartLo: dayCol(p.Start.Earliest()), StartHi: dayCol(p.Start.Latest()),
		EndDate: p.End, EndLo: dayCol(p.End.Earliest()), EndHi: dayCol(p.End.Latest()),
		Mayor: p.Mayor, Note: p.Note, Verified: p.Verified, Settle: p.Settle, Sources: list(p.Sources)}
}

func (r programRow) law() (law.Program, error) {
	sources, err := unlist(r.Sources)
	return law.Program{Slug: r.Slug, Jurisdiction: r.Jurisdiction, Name: r.Name, Kind: r.Kind, Start: r.StartDate,
		End: r.EndDate, Mayor: r.Mayor, Note: r.Note, Verified: r.Verified, Settle: r.Settle, Sources: sources}, err
}

type findingRow struct {
	ID       int64 `gorm:"primaryKey;autoIncrement:false"`
	PolicyID int64
	Severity law.Severity
	Rule     string
	Subject  string
	Sentence string
}

func (r findingRow) law() law.Finding {
	return law.Finding{Severity: r.Severity, Rule: r.Rule, Subject: r.Subject, Sentence: r.Sentence}
}

type captureRow struct {
	ID        int64  `gorm:"primaryKey"`
	SHA256    string `gorm:"column:sha256"`
	URL       string `gorm:"column:url"`
	FetchedAt time.Time
	Status    int
	MediaType string
	Bytes     int64
	File      string
	OffsetAt  int64
	ETag      string `gorm:"column:etag"`
	Modified  string
}

type runRow struct {
	ID          int64 `gorm:"primaryKey"`
	Source      string
	Began       time.Time
	Ended       *time.Time
	Outcome     string
	Error       string
	Requests    int
	Fetched     int
	New         int
	Updated     int
	Unchanged   int
	Quarantined int
	Bytes       int64
	Newest      *time.Time
	Everything  bool
}

type requestRow struct {
	ID         int64 `gorm:"primaryKey"`
	Source     string
	Key        string
	Kind       string
	URL        string `gorm:"column:url"`
	Accept     string
	Context    string
	Once       bool
	Missing404 bool `gorm:"column:missing404"`
	Last       bool
	MaxBytes   int64
	RunID      int64
	State      string
	Attempts   int
	Due        *time.Time
	Cause      string
	ETag       string `gorm:"column:etag"`
	Modified   string
	Capture    string
}

type quarantineRow struct {
	ID      int64 `gorm:"primaryKey"`
	RunID   int64
	Source  string
	Subject string
	Cause   string
	Capture string
	URL     string `gorm:"column:url"`
	At      time.Time
}
