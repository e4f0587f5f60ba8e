package legistar

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/read"
)

// The longest that words of a source may be, in bytes.
const (
	maxTitle   = 16 << 10
	maxSummary = 64 << 10
	maxName    = 1 << 10
	maxNote    = 2 << 10
)

// Matter is a matter as Legistar holds it, whether the Web API or a mirror of
// it told. Dates are local days.
type Matter struct {
	ID                       int
	File, Name, Title        string
	Type, Status, Version    string // the city's own labels
	EnactmentNumber, Summary string
	Intro, Passed, Enacted   law.Date
	Modified                 time.Time // UTC
}

// Action is a row of a matter's history.
type Action struct {
	ID                                int
	At                                time.Time // wall time, zero if unknown
	Name, Text, Body, Version, Result string
	Vote                              *law.Vote // nil where the source gives no roll call with the row
}

// Backer is a sponsor of one version of a matter. Sequence is nil for the first
// in New York.
type Backer struct {
	ID            int
	Name, Version string
	Sequence      *int
}

// File is an attachment.
type File struct {
	ID, Sort  int
	Name, URL string
}

// Text is one version of a matter's text as the source gave it.
type Text struct {
	ID, Label  string // the source's own
	RTF, Plain string
	Capture    string // SHA-256
}

// Dates are the days a matter's history names: the first row of each version,
// and the act that made it law.
type Dates struct {
	Named  map[string]law.Day
	Became law.Day
}

// Part is a policy that names m and says nothing else of it.
func (c City) Part(m Matter) law.Policy {
	return law.Policy{
		Jurisdiction: c.Jurisdiction,
		Identifiers:  []law.Identifier{{Scheme: "legistar:" + c.Client + ":matter", Value: strconv.Itoa(m.ID)}},
		Origin:       law.Collected,
	}
}

// Policy is the matter's own record, without events, sponsors, attachments and
// versions.
func (c City) Policy(m Matter) law.Policy {
	p := c.Part(m)
	t := c.kind(m.Type)
	file := line(m.File, maxName)
	if file != "" {
		p.Identifiers = append(p.Identifiers, law.Identifier{Scheme: "legistar:" + c.Client + ":file", Value: file})
		p.Slug = law.Slug(c.Prefix, t.Slug, leadingZeros.ReplaceAllString(file, "$1"))
		p.Number = file
		if t.Number != "" {
			p.Number = strings.Replace(t.Number, "%", file, 1)
		}
		p.Number = strings.TrimPrefix(p.Number, t.Cut)
	} else {
		p.Slug = law.Slug(c.Prefix, "matter", strconv.Itoa(m.ID))
	}
	p.Kind, p.RawKind = t.Kind, line(m.Type, maxName)
	if n, ok := c.enacted(m); ok {
		p.Number, p.Year, p.Citation = n.Number, n.Year, n.Citation
		p.Aliases = []string{law.Slug(c.Prefix, n.Slug)}
		if p.Aliases[0] == p.Slug {
			p.Aliases = nil
		}
	}
	p.Title = line(m.Title, maxTitle)
	p.ShortTitle = line(m.Name, maxTitle)
	if p.Title == "" {
		p.Title = cmp.Or(p.ShortTitle, file, "Matter "+strconv.Itoa(m.ID))
	}
	p.Abstract = clip(strings.TrimSpace(plain(m.Summary)), maxSummary)
	s := c.state(m)
	p.Status, p.RawStatus = s.Status, line(m.Status, maxName)
	if !m.Modified.IsZero() {
		p.Modified = m.Modified.UTC().Format(time.RFC3339Nano)
	}
	p.OfficialURLs = []string{c.Address(m.ID)}
	return p
}

// leadingZeros are those of a number that follows the letters of its series.
var leadingZeros = regexp.MustCompile(`^([A-Za-z]+\.? )0+`)

// Address is the public page of a matter. Gateway.aspx takes the API's id and
// leads to the page, whose own number is another.
func (c City) Address(id int) string {
	host := c.Host
	if host == "" {
		host = c.Client + ".legistar.com"
	}
	return "https://" + host + "/Gateway.aspx?M=L&ID=" + strconv.Itoa(id)
}

func (c City) sources(m Matter) []string { return []string{c.Address(m.ID)} }

// Dates reads the days that a history names.
func (c City) Dates(m Matter, actions []Action) Dates {
	d := Dates{Named: map[string]law.Day{}}
	for _, a := range c.inOrder(actions) {
		if a.At.IsZero() {
			continue
		}
		if label := line(a.Version, maxName); label != "" && d.Named[label] == "" {
			d.Named[label] = law.DayOf(a.At)
		}
		if d.Became == "" && c.act(line(a.Name, maxName), line(a.Body, maxName), line(a.Result, maxName)).Enacts() {
			d.Became = law.DayOf(a.At)
		}
	}
	return d
}

func (d Dates) encode() string {
	v := url.Values{}
	for label, day := range d.Named {
		v.Set(label, string(day))
	}
	return v.Encode()
}

func decodeDates(named, became string) (Dates, error) {
	d := Dates{Named: map[string]law.Day{}, Became: law.Day(became)}
	v, err := url.ParseQuery(named)
	if err != nil {
		return d, fmt.Errorf("reading the dates of a request: %v: %w", err, law.ErrInvalid)
	}
	for label := range v {
		d.Named[label] = law.Day(v.Get(label))
	}
	return d, nil
}

// Label is the name of a version inside its policy. "*" is what New York calls
// the text as introduced; the others keep their own label.
func Label(raw string) string {
	if raw = strings.TrimSpace(raw); raw == "*" {
		return "introduced"
	}
	return cmp.Or(law.Slug(raw), "text")
}

// first says that a label is that of the text as introduced: "*" in New York,
// 0 or 1 where versions are numbered (Philadelphia, Seattle).
func first(raw string) bool { return raw == "*" || raw == "0" || raw == "1" }

// Version is the text t of m. The error says which reader failed on it and
// wraps law.ErrInvalid or law.ErrTooLarge; the version stands beside it, with
// what could be read.
func (c City) Version(m Matter, t Text, d Dates) (law.Version, error) {
	v := c.stand(m, t.Label, d)
	v.SourceID = t.ID
	doc, err := c.readText(m, t)
	hold(&v, m, doc, t.Capture)
	if err != nil {
		return v, fmt.Errorf("text %s (version %q): %w", t.ID, t.Label, err)
	}
	return v, nil
}

// stand is the version of a label with its stage and date and no text.
func (c City) stand(m Matter, label string, d Dates) law.Version {
	label = line(label, maxName)
	v := law.Version{
		Label: Label(label), RawLabel: label, Standing: law.Official,
		Verified: true, Origin: law.Collected, Sources: c.sources(m),
	}
	switch s := c.state(m); {
	case s.Stage == law.AsEnacted && label == line(m.Version, maxName):
		v.Stage, v.Date = law.AsEnacted, m.Enacted
		if v.Date.IsZero() {
			v.Date = law.OnDay(d.Became)
		}
	case s.Stage == law.AsPassed && label == line(m.Version, maxName):
		v.Stage, v.Date = law.AsPassed, m.Passed
	case first(label):
		v.Stage, v.Date = law.AsIntroduced, m.Intro
	default:
		v.Stage, v.Date = law.AsAmended, law.OnDay(d.Named[label])
	}
	return v
}

// hold puts a document into a version, unless it is no law's text.
func hold(v *law.Version, m Matter, doc lawtext.Document, capture string) {
	text := doc.Text()
	if noLaw(text, m.Title, m.Name) {
		return
	}
	v.Text, v.Held, v.Reader, v.Capture = text, true, doc.Reader, capture
	v.Marks, v.Sections = doc.Marks(), lawtext.Sections(text)
}

// readText takes the RTF, which is the official text and marks what changes, and
// the plain text where there is no RTF, it cannot be read, or it holds no law.
func (c City) readText(m Matter, t Text) (lawtext.Document, error) {
	var problem error
	if rtf := strings.TrimLeft(t.RTF, "\x00\ufeff"); strings.TrimSpace(rtf) != "" {
		doc, err := read.RTF(rtfBytes(rtf), c.Drafting)
		if err == nil && !noLaw(doc.Text(), m.Title, m.Name) {
			return doc, nil
		}
		if !errors.Is(err, law.ErrNoText) { // else the matter has no text yet
			problem = err
		}
	}
	if strings.TrimSpace(t.Plain) == "" {
		return lawtext.Document{}, problem
	}
	doc, err := c.readPlain(t.Plain)
	if errors.Is(err, law.ErrNoText) {
		err = nil
	}
	return doc, errors.Join(problem, err)
}

// rtfBytes is RTF as a file holds it. JSON brings it as characters; one beyond
// ASCII would be taken for bytes of a code page, so it is written as RTF's own
// escape. What is no RTF stays UTF-8.
func rtfBytes(s string) []byte {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii || !strings.HasPrefix(strings.TrimSpace(s), `{\rtf`) {
		return []byte(s)
	}
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, u := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `{\uc0\u%d }`, int16(u))
		}
	}
	return []byte(b.String())
}

// nobody are the names that stand for the absence of a sponsor.
var nobody = map[string]bool{
	"": true, "no sponsor required": true, "dept./agency": true, "city clerk": true, "misc. transmittal": true,
}

// Sponsors are the sponsors of the latest version that has any, in order and
// each once.
func Sponsors(backers []Backer) []law.Sponsor {
	latest := ""
	for _, b := range backers {
		if newer(b.Version, latest) {
			latest = b.Version
		}
	}
	var kept []Backer
	for _, b := range backers {
		b.Name = line(b.Name, maxName)
		same := func(k Backer) bool { return k.Name == b.Name || b.ID != 0 && k.ID == b.ID }
		if b.Version == latest && !nobody[strings.ToLower(b.Name)] && !slices.ContainsFunc(kept, same) {
			kept = append(kept, b)
		}
	}
	slices.SortStableFunc(kept, func(a, b Backer) int { return cmp.Compare(place(a), place(b)) })
	var out []law.Sponsor
	for i, b := range kept {
		out = append(out, law.Sponsor{Name: b.Name, ID: number(b.ID), Order: i + 1})
	}
	return out
}

// place is a sponsor's place; New York gives its first one none.
func place(b Backer) int {
	if b.Sequence == nil {
		return -1
	}
	return *b.Sequence
}

// newer says that version a came after b: "*" first, then numbers by size and
// letters by the alphabet.
func newer(a, b string) bool {
	rank := func(s string) (int, int, string) {
		if s == "" || s == "*" {
			return 0, len(s), ""
		}
		if n, err := strconv.Atoi(s); err == nil {
			return 1, n, ""
		}
		return 2, len(s), s
	}
	ak, an, as := rank(a)
	bk, bn, bs := rank(b)
	return cmp.Or(cmp.Compare(ak, bk), cmp.Compare(an, bn), cmp.Compare(as, bs)) > 0
}

// Attachments lists files in the source's order. An address that is no web
// address is left out of its row.
func Attachments(files []File) []law.Attachment {
	files = slices.Clone(files)
	slices.SortStableFunc(files, func(a, b File) int { return cmp.Compare(a.Sort, b.Sort) })
	var out []law.Attachment
	for _, f := range files {
		a := law.Attachment{Name: line(f.Name, maxName), ID: number(f.ID)}
		if u, err := url.Parse(strings.TrimSpace(f.URL)); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
			a.URL = clip(u.String(), maxNote)
		}
		out = append(out, a)
	}
	return out
}
