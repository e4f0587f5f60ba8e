// Package nyccouncil reads the public mirror of New York City's council records,
// github.com/jehiah/nyc_legislation: one JSON file a bill or resolution, filled
// daily from the Legistar Web API by its maker, Jehiah Czebotar, to whom
// questions about the mirror go. It needs no key.
//
//	introduction/YEAR/NNNN.json   a bill with its latest text
//	resolution/YEAR/NNNN.json     a resolution, the same form
//	versions/MATTERID/LABEL.json  an earlier state of one, kept for its text;
//	                              in archives made from the mirror's history
//	last_sync.json                when the mirror was filled
//
// Other folders (events, people, resubmit) are not read. Everything that means
// something is mapped by package legistar, so that a matter is the same record
// whichever way it came.
//
// Dates of the mirror end in Z and are local all the same; only LastModified is
// UTC.
//
//	1998     records begin; three files are older
//	2014     resolutions begin
package nyccouncil

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/legistar"
)

const (
	defaultBase = "https://raw.githubusercontent.com/jehiah/nyc_legislation/HEAD"
	firstYear   = 1998
	// holes is how many numbers without a file end a year.
	holes = 40
	// session is how many years a bill lives at most: it is filed when the
	// council that holds it ends.
	session = 4
	maxFile = 64 << 20
)

// Source is the mirror as a source and an archive.
type Source struct{}

var _ scrapers.Archive = Source{}

// New makes the source.
func New() Source { return Source{} }

// Info describes the mirror.
func (Source) Info() scrapers.Info {
	return scrapers.Info{
		Name: "nyc-council", Jurisdiction: "new-york-city", Title: "New York City Council, mirror jehiah/nyc_legislation",
		Publisher: "Jehiah Czebotar, from the New York City Council", Platform: "nyccouncil", BaseURL: defaultBase,
		Terms: "Laws and resolutions are public edicts; the mirror names no terms of its own.", Archive: true,
		Notes: []string{
			"the latest text of a matter; earlier ones only in archives that hold versions/",
			"over HTTP a year is walked until " + strconv.Itoa(holes) + " numbers in a row are missing",
		},
	}
}

// layout is a path of the mirror, below any folders above it.
var layout = regexp.MustCompile(`(?:^|/)((introduction|resolution)/(\d{4})/(\d{1,5})\.json|versions/\d{1,9}/[A-Za-z0-9]{1,16}\.json)$`)

// File is the request for a file of the mirror.
func (Source) File(name string) (scrapers.Request, bool) {
	m := layout.FindStringSubmatch(name)
	if m == nil {
		return scrapers.Request{}, false
	}
	kind := "version"
	if m[2] != "" {
		kind = "matter"
	}
	return scrapers.Request{Key: m[1], Kind: kind}, true
}

// Start returns the request for last_sync.json, which tells the last year to
// walk. With Since the walk begins where a matter may still have changed. An
// archive is taken whole, with or without All, as it is from a folder. The error
// wraps law.ErrInvalid.
func (Source) Start(q scrapers.Query) ([]scrapers.Request, error) {
	base := q.BaseURL
	if base == "" {
		base = defaultBase
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q is no base address (write one like %s): %w", base, defaultBase, law.ErrInvalid)
	}
	first := firstYear
	if !q.Since.IsZero() {
		first = max(first, q.Since.UTC().Year()-session)
	}
	base = strings.TrimRight(base, "/")
	return []scrapers.Request{{Key: "last_sync.json", Kind: "sync", URL: base + "/last_sync.json", Missing404: true,
		Context: map[string]string{"base": base, "first": strconv.Itoa(first)}}}, nil
}

// walk is the request for a number of a year; a hole answers 404.
func walk(base, series, year string, n int) scrapers.Request {
	key := fmt.Sprintf("%s/%s/%04d.json", series, year, n)
	return scrapers.Request{Key: key, Kind: "matter", URL: base + "/" + key, Context: map[string]string{"base": base}, Missing404: true, MaxBytes: maxFile}
}

// Parse reads a file of the mirror.
func (s Source) Parse(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	page, err := s.parse(r, a)
	if err != nil {
		return scrapers.Page{}, fmt.Errorf("nyc-council: reading %s: %w", r.Key, err)
	}
	return page, nil
}

// Without names the file that stayed unread; every run asks for each file, and
// the files before it have named those behind it.
func (Source) Without(r scrapers.Request) scrapers.Gap {
	if r.Kind == "sync" {
		return scrapers.Gap{}
	}
	return scrapers.Gap{Name: r.Key}
}

func (s Source) parse(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	switch {
	case a.Status == 0 || a.Status == http.StatusOK:
	case a.Status == http.StatusNotFound && r.Kind == "matter":
		// A hole. The files before it have named the numbers behind it.
		return page, nil
	case a.Status == http.StatusNotFound && r.Kind == "sync":
		return page, fmt.Errorf("there is no last_sync.json under %s, so it is not the mirror's address: %w", r.Context["base"], law.ErrNotFound)
	default:
		return page, fmt.Errorf("status %d: %w", a.Status, law.ErrUnavailable)
	}
	if r.Kind == "sync" {
		return s.parseSync(r, a)
	}
	var rec record
	if err := json.Unmarshal(a.Body, &rec); err != nil {
		return page, fmt.Errorf("%v: %w", err, law.ErrInvalid)
	}
	if rec.ID <= 0 {
		return page, fmt.Errorf("the file has no ID: %w", law.ErrInvalid)
	}
	page.Rows = 1
	m, actions, problems := rec.matter()
	page.Newest = m.Modified
	city := legistar.NewYork
	d := city.Dates(m, actions)
	v, err := city.Version(m, legistar.Text{ID: strconv.Itoa(rec.TextID), Label: rec.Version, RTF: rec.RTF, Plain: rec.Text, Capture: a.Capture.SHA256}, d)
	if err != nil {
		problems = append(problems, err)
	}
	var p law.Policy
	switch r.Kind {
	case "matter":
		p = city.Policy(m)
		page.Unknown = city.Unknown(m, actions)
		p.Events, p.Sponsors, p.Attachments = city.Events(m, actions), legistar.Sponsors(rec.backers()), legistar.Attachments(rec.Attachments.files())
	case "version":
		// The rest of the file is the matter as it was then.
		p = city.Part(m)
	default:
		return page, fmt.Errorf("kind %q is not asked for by this source: %w", r.Kind, law.ErrInvalid)
	}
	p.Versions = []law.Version{v}
	page.Data.Policies = []law.Policy{p}
	for _, cause := range problems {
		page.Bad = append(page.Bad, scrapers.Bad{Subject: r.Key, Cause: cause})
	}
	if r.Context["base"] != "" {
		// Each file found asks for as many numbers behind it as end a year when
		// missing, so one lost answer does not end the walk.
		m := layout.FindStringSubmatch(r.Key)
		if m == nil || m[2] == "" {
			return page, fmt.Errorf("the key is no path of the mirror: %w", law.ErrInvalid)
		}
		n, err := strconv.Atoi(m[4])
		if err != nil {
			return page, fmt.Errorf("number %q: %v: %w", m[4], err, law.ErrInvalid)
		}
		for i := 1; i <= holes; i++ {
			page.Next = append(page.Next, walk(r.Context["base"], m[2], m[3], n+i))
		}
	}
	return page, nil
}

func (s Source) parseSync(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	var sync struct{ Matters, LastRun time.Time }
	if err := json.Unmarshal(a.Body, &sync); err != nil {
		return page, fmt.Errorf("%v: %w", err, law.ErrInvalid)
	}
	last := sync.LastRun
	if sync.Matters.After(last) {
		last = sync.Matters
	}
	first, err := strconv.Atoi(r.Context["first"])
	if err != nil || last.Year() < firstYear || last.Year() > firstYear+500 {
		return page, fmt.Errorf("no year to walk to (last run %v): %w", last, law.ErrInvalid)
	}
	page.Rows, page.Newest = 1, sync.Matters
	for year := first; year <= last.Year(); year++ {
		for _, series := range []string{"introduction", "resolution"} {
			for n := 1; n <= holes; n++ {
				page.Next = append(page.Next, walk(r.Context["base"], series, strconv.Itoa(year), n))
			}
		}
	}
	return page, nil
}

// record is a file of the mirror. Field names are the mirror's; only what is
// read is named.
type record struct {
	ID, TextID                                                 int
	File, LocalLaw, Name, Title, TypeName, StatusName, Version string
	Summary, Text, RTF                                         string
	IntroDate, PassedDate, EnactmentDate, LastModified         string
	Sponsors                                                   []struct {
		ID       int
		FullName string
	}
	History []struct {
		ID                                                           int
		Date, Action, Description, BodyName, Version, PassedFlagName string
		Votes                                                        []ballot
	}
	Attachments attachments
}

type attachments []struct {
	ID, Sort   int
	Name, Link string
}

// matter is the record in Legistar's terms; a date that is none is unknown and
// a problem.
func (r record) matter() (legistar.Matter, []legistar.Action, []error) {
	var problems []error
	wall := func(field, s string) time.Time {
		t, err := legistar.Wall(s)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", field, err))
		}
		return t
	}
	day := func(field, s string) law.Date {
		if t := wall(field, s); !t.IsZero() {
			return law.OnDay(law.DayOf(t))
		}
		return law.Date{}
	}
	m := legistar.Matter{
		ID: r.ID, File: r.File, Name: r.Name, Title: r.Title, Type: r.TypeName, Status: r.StatusName, Version: r.Version,
		EnactmentNumber: r.LocalLaw, Summary: r.Summary,
		Intro: day("IntroDate", r.IntroDate), Passed: day("PassedDate", r.PassedDate), Enacted: day("EnactmentDate", r.EnactmentDate),
		Modified: wall("LastModified", r.LastModified),
	}
	actions := make([]legistar.Action, 0, len(r.History))
	for _, h := range r.History {
		actions = append(actions, legistar.Action{ID: h.ID, At: wall("Date of history "+strconv.Itoa(h.ID), h.Date), Name: h.Action, Text: h.Description,
			Body: h.BodyName, Version: h.Version, Result: h.PassedFlagName, Vote: count(h.BodyName, h.Votes)})
	}
	return m, actions, problems
}

// ballot is how one member voted in a roll call.
type ballot struct{ FullName, Vote string }

// count sums a roll call up; nil for none. Members on leave count as absent.
// Those recorded as not voting, in conflict or suspended are in none of the
// four counts, since the record does not say which they belong to.
func count(body string, ballots []ballot) *law.Vote {
	if len(ballots) == 0 {
		return nil
	}
	var yes, no, abstain, absent int
	v := law.Vote{Body: body, Yes: &yes, No: &no, Abstain: &abstain, Absent: &absent}
	for _, b := range ballots {
		switch b.Vote {
		case "Affirmative":
			yes++
		case "Negative":
			no++
			if name := strings.TrimSpace(b.FullName); name != "" {
				v.Against = append(v.Against, name)
			}
		case "Abstain":
			abstain++
		case "Absent", "Excused", "Medical", "Maternity", "Paternity", "Parental", "Bereavement":
			absent++
		}
	}
	return &v
}

func (r record) backers() []legistar.Backer {
	var out []legistar.Backer
	for i, s := range r.Sponsors {
		out = append(out, legistar.Backer{ID: s.ID, Name: s.FullName, Version: r.Version, Sequence: &i})
	}
	return out
}

func (a attachments) files() []legistar.File {
	var out []legistar.File
	for _, f := range a {
		out = append(out, legistar.File{ID: f.ID, Sort: f.Sort, Name: f.Name, URL: f.Link})
	}
	return out
}
