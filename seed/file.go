package seed

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"refuge/law"
)

// file is the form of a seed file. It leaves out what follows from its place
// (the jurisdiction of a policy, the origin of a fact), so that nothing is
// written twice. Dates are null where unknown or open; other fields are left
// out where nothing is known.
type file struct {
	Schema       string       `json:"$schema"`
	Jurisdiction jurisdiction `json:"jurisdiction"`
	Terms        []term       `json:"terms"`
	Policies     []policy     `json:"policies"`
	Programs     []program    `json:"programs"`
	Gaps         []string     `json:"gaps"`
}

type jurisdiction struct {
	Slug           string               `json:"slug"`
	Name           string               `json:"name"`
	Kind           law.JurisdictionKind `json:"kind"`
	State          string               `json:"state,omitzero"`
	OCDID          string               `json:"ocd_id"`
	GEOID          string               `json:"geoid,omitzero"`
	Wikidata       string               `json:"wikidata,omitzero"`
	Latitude       *float64             `json:"latitude"`
	Longitude      *float64             `json:"longitude"`
	Population2020 *int                 `json:"population_2020"`
	Government     string               `json:"government,omitzero"`
	ExecutiveTitle string               `json:"executive_title"`
}

type term struct {
	Person string `json:"person"`
	Name   string `json:"name"`
	// Office stands only where it is not the jurisdiction's executive title.
	Office   string   `json:"office,omitzero"`
	Party    string   `json:"party,omitzero"`
	Start    law.Date `json:"start"`
	End      law.Date `json:"end"`
	Acting   bool     `json:"acting,omitzero"`
	Note     string   `json:"note,omitzero"`
	Verified bool     `json:"verified"`
	Settle   string   `json:"settle,omitzero"`
	Sources  []string `json:"sources"`
}

type policy struct {
	Slug         string           `json:"slug"`
	Kind         law.PolicyKind   `json:"kind"`
	Number       string           `json:"number,omitzero"`
	Year         int              `json:"year,omitzero"`
	Citation     string           `json:"citation,omitzero"`
	Title        string           `json:"title"`
	ShortTitle   string           `json:"short_title,omitzero"`
	Issuer       string           `json:"issuer,omitzero"`
	CodifiedAt   []string         `json:"codified_at,omitempty"`
	Status       law.Status       `json:"status,omitzero"`
	Abstract     string           `json:"abstract,omitzero"`
	OfficialURLs []string         `json:"official_urls,omitempty"`
	Identifiers  []law.Identifier `json:"identifiers,omitempty"`
	Aliases      []string         `json:"aliases,omitempty"`
	Suit         *suit            `json:"suit,omitzero"`
	Sponsors     []string         `json:"sponsors,omitempty"` // in the order of the official record
	Events       []event          `json:"events"`
	Relations    []relation       `json:"relations,omitempty"`
	Codings      []coding         `json:"codings,omitempty"`
	Versions     []version        `json:"versions,omitempty"`
}

type suit struct {
	Court      string   `json:"court,omitzero"`
	Docket     string   `json:"docket,omitzero"`
	Plaintiffs []string `json:"plaintiffs"`
	Defendants []string `json:"defendants"`
	Outcome    string   `json:"outcome,omitzero"`
}

type event struct {
	Date     law.Date      `json:"date"`
	Seq      int           `json:"seq,omitzero"`
	Type     law.EventType `json:"type"`
	Actor    string        `json:"actor,omitzero"`
	Note     string        `json:"note,omitzero"`
	Vote     *vote         `json:"vote,omitzero"`
	Verified bool          `json:"verified"`
	Settle   string        `json:"settle,omitzero"`
	Sources  []string      `json:"sources"`
}

type vote struct {
	Body    string   `json:"body"`
	Yes     *int     `json:"yes,omitzero"`
	No      *int     `json:"no,omitzero"`
	Abstain *int     `json:"abstain,omitzero"`
	Absent  *int     `json:"absent,omitzero"`
	Against []string `json:"against,omitempty"`
}

type relation struct {
	Type     law.RelationType `json:"type"`
	Target   string           `json:"target,omitzero"`
	Words    string           `json:"words,omitzero"`
	Date     law.Date         `json:"date,omitzero"`
	Proof    string           `json:"proof,omitzero"`
	Verified *bool            `json:"verified,omitzero"`
	Sources  []string         `json:"sources,omitempty"`
}

type coding struct {
	Variable   string   `json:"variable"`
	Value      string   `json:"value"`
	From       law.Date `json:"from"`
	To         law.Date `json:"to"`
	Locator    string   `json:"locator,omitzero"`
	Section    string   `json:"section,omitzero"`
	Paraphrase string   `json:"paraphrase,omitzero"`
	Note       string   `json:"note,omitzero"`
	Verified   bool     `json:"verified"`
	Settle     string   `json:"settle,omitzero"`
	Sources    []string `json:"sources"`
}

// version is a restated text: the files hold no other.
type version struct {
	Label    string    `json:"label"`
	Date     law.Date  `json:"date"`
	From     law.Date  `json:"from"`
	To       law.Date  `json:"to"`
	Basis    law.Basis `json:"basis"`
	Verified bool      `json:"verified"`
	Settle   string    `json:"settle,omitzero"`
	Sources  []string  `json:"sources"`
	Sections []section `json:"sections"`
}

type section struct {
	EID     string `json:"eid"`
	Parent  string `json:"parent,omitzero"`
	Number  string `json:"number,omitzero"`
	Heading string `json:"heading,omitzero"`
	Text    string `json:"text,omitzero"`
	// Unknown: what the section says is not known, as its text tells.
	Unknown bool `json:"unknown,omitzero"`
}

type program struct {
	Slug     string          `json:"slug"`
	Name     string          `json:"name"`
	Kind     law.ProgramKind `json:"kind"`
	Start    law.Date        `json:"start"`
	End      law.Date        `json:"end"`
	Mayor    string          `json:"mayor,omitzero"`
	Note     string          `json:"note,omitzero"`
	Verified bool            `json:"verified"`
	Settle   string          `json:"settle,omitzero"`
	Sources  []string        `json:"sources"`
}

// decode reads the form and nothing else: no unknown field, no field twice.
func decode(name string, b []byte) (file, error) {
	var f file
	err := json.Unmarshal(b, &f, json.RejectUnknownMembers(true))
	if err == nil {
		return f, nil
	}
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic):
		// The offset is that of the end of what stood before the place.
		at := min(int(semantic.ByteOffset), len(b))
		at += len(b[at:]) - len(bytes.TrimLeft(b[at:], " \t\r\n,:"))
		return f, misplaced(name, b[:at], semantic.JSONPointer, remedy(semantic))
	case errors.As(err, &syntactic):
		return f, misplaced(name, b[:min(int(syntactic.ByteOffset), len(b))], syntactic.JSONPointer, syntactic.Err)
	}
	return f, fmt.Errorf("%s: %w: %w", name, err, law.ErrInvalid)
}

// misplaced says where in the file something is wrong: after the bytes before.
func misplaced(name string, before []byte, pointer jsontext.Pointer, what error) error {
	place := fmt.Sprintf("%s:%d", name, 1+bytes.Count(before, []byte("\n")))
	if pointer != "" {
		place += ": " + string(pointer)
	}
	if !errors.Is(what, law.ErrInvalid) {
		what = fmt.Errorf("%w: %w", what, law.ErrInvalid)
	}
	return fmt.Errorf("%s: %w", place, what)
}

// remedy says what the form wants at the place of the error.
func remedy(e *json.SemanticError) error {
	switch {
	case errors.Is(e.Err, json.ErrUnknownName) && e.GoType != nil && e.GoType.Kind() == reflect.Struct:
		var names []string
		for i := range e.GoType.NumField() {
			field, _, _ := strings.Cut(e.GoType.Field(i).Tag.Get("json"), ",")
			names = append(names, field)
		}
		return fmt.Errorf("there is no field of this name here: the fields are %s", strings.Join(names, ", "))
	case e.Err != nil:
		return e.Err
	case e.GoType == nil:
		return e
	}
	return fmt.Errorf("%s is wanted here, not %s", wanted(e.GoType), kindName(e.JSONKind))
}

func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "an object"
	case reflect.Slice:
		return "a list"
	case reflect.String:
		return "a string"
	case reflect.Bool:
		return "true or false"
	}
	return "a number"
}

func kindName(k jsontext.Kind) string {
	switch k {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case 't', 'f':
		return "true or false"
	}
	return "null"
}

// encode writes the form as it stands in the repository.
func (f file) encode() ([]byte, error) {
	b, err := json.Marshal(f, jsontext.WithIndent("  "))
	if err != nil {
		return nil, fmt.Errorf("writing the seed file of %s: %w", f.Jurisdiction.Slug, err)
	}
	return append(b, '\n'), nil
}

// dataset is the file in the words of the model.
func (f file) dataset() (law.Dataset, error) {
	j := f.Jurisdiction
	d := law.Dataset{Jurisdictions: []law.Jurisdiction{{
		Slug: j.Slug, Name: j.Name, Kind: j.Kind, State: j.State, OCDID: j.OCDID, GEOID: j.GEOID, Wikidata: j.Wikidata,
		Latitude: j.Latitude, Longitude: j.Longitude, Population2020: j.Population2020, Government: j.Government,
		ExecutiveTitle: j.ExecutiveTitle, Gaps: f.Gaps,
	}}}
	names := map[string]string{}
	for i, t := range f.Terms {
		office := t.Office
		if office == "" {
			office = j.ExecutiveTitle
		}
		d.Terms = append(d.Terms, law.Term{Jurisdiction: j.Slug, Person: t.Person, Name: t.Name, Office: office, Party: t.Party,
			Start: t.Start, End: t.End, Acting: t.Acting, Note: t.Note, Verified: t.Verified, Settle: t.Settle, Sources: t.Sources})
		if other, ok := names[t.Person]; ok && other != t.Name {
			return d, fmt.Errorf("/terms/%d: the person %q is called %q here and %q above: use one name, or a slug for each: %w",
				i, t.Person, t.Name, other, law.ErrInvalid)
		} else if !ok {
			names[t.Person] = t.Name
			d.Persons = append(d.Persons, law.Person{Slug: t.Person, Name: t.Name})
		}
	}
	for i, p := range f.Policies {
		q, err := p.model(j.Slug)
		if err != nil {
			return d, fmt.Errorf("/policies/%d%w", i, err)
		}
		d.Policies = append(d.Policies, q)
	}
	for _, p := range f.Programs {
		d.Programs = append(d.Programs, law.Program{Slug: p.Slug, Jurisdiction: j.Slug, Name: p.Name, Kind: p.Kind, Start: p.Start,
			End: p.End, Mayor: p.Mayor, Note: p.Note, Verified: p.Verified, Settle: p.Settle, Sources: p.Sources})
	}
	return d, nil
}

func (p policy) model(jurisdiction string) (law.Policy, error) {
	q := law.Policy{Slug: p.Slug, Jurisdiction: jurisdiction, Kind: p.Kind, Number: p.Number, Year: p.Year, Citation: p.Citation,
		Title: p.Title, ShortTitle: p.ShortTitle, Abstract: p.Abstract, Issuer: p.Issuer, CodifiedAt: p.CodifiedAt,
		Status: p.Status, OfficialURLs: p.OfficialURLs, Identifiers: p.Identifiers, Aliases: p.Aliases, Origin: law.Curated}
	if p.Suit != nil {
		s := law.Suit(*p.Suit)
		q.Suit = &s
	}
	for i, name := range p.Sponsors {
		q.Sponsors = append(q.Sponsors, law.Sponsor{Name: name, Order: i + 1})
	}
	for _, e := range p.Events {
		q.Events = append(q.Events, law.Event{Date: e.Date, Seq: e.Seq, Type: e.Type, Actor: e.Actor, Note: e.Note, Vote: (*law.Vote)(e.Vote),
			Verified: e.Verified, Settle: e.Settle, Origin: law.Curated, Sources: e.Sources})
	}
	for _, r := range p.Relations {
		q.Relations = append(q.Relations, law.Relation{Type: r.Type, Target: r.Target, Words: r.Words, Date: r.Date, Proof: r.Proof,
			Verified: r.Verified, Origin: law.Curated, Sources: r.Sources})
	}
	for _, k := range p.Codings {
		q.Codings = append(q.Codings, law.Coding{Variable: k.Variable, Value: k.Value, From: k.From, To: k.To, Locator: k.Locator,
			Section: k.Section, Paraphrase: k.Paraphrase, Note: k.Note, Verified: k.Verified, Settle: k.Settle, Origin: law.Curated, Sources: k.Sources})
	}
	for i, v := range p.Versions {
		text, sections, marks, err := compose(v.Sections)
		if err != nil {
			return q, fmt.Errorf("/versions/%d%w", i, err)
		}
		q.Versions = append(q.Versions, law.Version{Label: v.Label, Stage: law.AsRestated, Standing: law.Restated, Date: v.Date,
			From: v.From, To: v.To, Text: text, Held: true, Sections: sections, Marks: marks, Basis: v.Basis,
			Verified: v.Verified, Settle: v.Settle, Origin: law.Curated,
			Sources: v.Sources})
	}
	return q, nil
}

// compose is the text of a version as a file gives its sections, a paragraph a
// line: for each section its number and heading, then its words. A parent, which
// stands before its children, spans them. The marks lie on the words of sections
// of which it is not known what they say. The error names the place in the
// version.
func compose(parts []section) (string, []law.Section, []law.Mark, error) {
	var text strings.Builder
	at := map[string]int{} // the place of each eId
	sections := make([]law.Section, 0, len(parts))
	var marks []law.Mark
	for i, p := range parts {
		if _, ok := at[p.Parent]; !ok && p.Parent != "" {
			return "", nil, nil, fmt.Errorf("/sections/%d: the parent %q does not stand before it: %w", i, p.Parent, law.ErrInvalid)
		}
		if _, ok := at[p.EID]; ok || p.EID == "" {
			return "", nil, nil, fmt.Errorf("/sections/%d: the eid %q is missing or taken: give each section its own: %w", i, p.EID, law.ErrInvalid)
		}
		at[p.EID] = i
		if text.Len() > 0 {
			text.WriteByte('\n')
		}
		start := text.Len()
		heading := strings.TrimSpace(p.Number + " " + p.Heading)
		text.WriteString(heading)
		if heading != "" && p.Text != "" {
			text.WriteByte('\n')
		}
		if p.Unknown {
			marks = append(marks, law.Mark{Start: text.Len(), End: text.Len() + len(p.Text), Kind: law.NotHeld})
		}
		text.WriteString(p.Text)
		sections = append(sections, law.Section{EID: p.EID, Parent: p.Parent, Number: p.Number, Heading: p.Heading, Start: start, End: text.Len()})
	}
	for i := len(sections) - 1; i >= 0; i-- {
		if parent, ok := at[sections[i].Parent]; ok {
			sections[parent].End = max(sections[parent].End, sections[i].End)
		}
	}
	return text.String(), sections, marks, nil
}
