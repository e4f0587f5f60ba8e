// Package legistar reads the Legistar Web API of Granicus
// (https://webapi.legistar.com/v1/CLIENT), on which many councils publish their
// matters: bills, resolutions, their versions, texts, histories, sponsors and
// attachments. A city is one entry of Cities.
//
// The API's own description is at https://webapi.legistar.com/Help; there is no
// published quota. Ask the clerk of the city about records, Granicus about the
// service.
//
// How a run goes: lists of matters (kind "matters"), or single ones read again
// ("matter"); for each its history, which names the days of its versions; then
// the list of versions, then each text once. Sponsors and attachments are asked
// for beside. Where a matter's current text is empty, the attachment that is
// clearly the text is asked for ("textfiles", then "file").
//
// What this parser needs of a collector: two requests of one key are made once;
// a request with Missing404 is given to Parse whatever its status. 404, 410 (a
// deleted record) and 500 with "The cast to value type" in its body (a record
// the server itself cannot read) are for good. Every other status but 200 is
// the collector's to try again; Parse refuses it, and any answer that is not in
// the shape that was asked for.
//
//	2026-05  XML now and then whatever the Accept header said (Philadelphia)
//	2026-08  New York refuses without a key
package legistar

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"refuge/law"
	"refuge/lawtext/read"
	"refuge/scrapers"
)

const (
	defaultBase = "https://webapi.legistar.com/v1"
	// maxText bounds a text; some are over 20 MB.
	maxText = 64 << 20
)

// Source is a city as a source.
type Source struct{ city City }

var _ scrapers.Source = Source{}

// New makes a source of a city.
func New(c City) Source { return Source{c} }

// Info describes the city's source.
func (s Source) Info() scrapers.Info {
	c := s.city
	i := scrapers.Info{
		Name: c.Name, Jurisdiction: c.Jurisdiction, Title: c.Publisher + ", Legistar Web API", Publisher: c.Publisher,
		Platform: "legistar", BaseURL: defaultBase,
		Terms:      "Public records of a city council; laws and resolutions are public edicts. No terms of the service are published.",
		NeedsToken: c.Token, Stale: cmp.Or(c.Stale, 31*24*time.Hour), Notes: c.Notes,
	}
	if c.Token {
		i.TokenEnv, i.TokenParam = "LEGISTAR_TOKEN_"+strings.ToUpper(c.Client), "token"
	}
	return i
}

// Start returns the lists to walk and the open matters to read again. Without
// Since it is the lists of matters on immigration, or all. With Since it is the
// lists of what changed since, by any date a matter has, and words are looked
// for on this side; edits to a history do not always touch MatterLastModifiedUtc.
// The error wraps law.ErrInvalid for a base address or an open id that is none.
func (s Source) Start(q scrapers.Query) ([]scrapers.Request, error) {
	base, err := baseURL(cmp.Or(q.BaseURL, defaultBase))
	if err != nil {
		return nil, err
	}
	ctx := map[string]string{}
	if q.All {
		ctx["all"] = "1"
	}
	var out []scrapers.Request
	switch {
	case !q.Since.IsZero():
		since := q.Since.UTC().Truncate(time.Second)
		ctx["since"] = since.Format(time.RFC3339)
		for i, filter := range changedFilters(since) {
			out = append(out, s.list(base, fmt.Sprintf("changed-%d@%s", i+1, ctx["since"]), filter, byInstant, cursor{}, ctx))
		}
	case q.All:
		out = append(out, s.list(base, "all", "", byID, cursor{}, ctx))
	default:
		for i, filter := range wordFilters() {
			out = append(out, s.list(base, fmt.Sprintf("words-%d", i+1), filter, byID, cursor{}, ctx))
		}
	}
	for _, id := range q.Open {
		if n, err := strconv.Atoi(id); err != nil || n <= 0 {
			return nil, fmt.Errorf("%s: open matter %q is no id: %w", s.city.Name, clip(id, 40), law.ErrInvalid)
		}
		out = append(out, scrapers.Request{Key: "matter/" + id, Kind: "matter", URL: s.matterURL(base, id), Missing404: true,
			Context: map[string]string{"id": id}})
	}
	return out, nil
}

// baseURL checks an address that paths are put behind.
func baseURL(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("%q is no base address (write one like %s): %w", clip(s, 200), defaultBase, law.ErrInvalid)
	}
	return strings.TrimRight(s, "/"), nil
}

// base is the address a request was made under.
func (s Source) base(r scrapers.Request) (string, error) {
	b, _, ok := strings.Cut(r.URL, "/"+s.city.Client+"/matters")
	if !ok {
		return "", fmt.Errorf("request %s is none of source %s: %w", r.Key, s.city.Name, law.ErrInvalid)
	}
	return b, nil
}

func (s Source) matterURL(base, path string) string {
	return base + "/" + s.city.Client + "/matters/" + path
}

// Parse reads an answer of any kind this source asks for.
func (s Source) Parse(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	var err error
	switch lost, e := s.lost(r, a); {
	case e != nil:
		err = e
	case lost != nil:
		page, err = s.parseLost(r, lost)
	default:
		page, err = s.parse(r, a)
	}
	if err != nil {
		return scrapers.Page{}, fmt.Errorf("%s: reading %s: %w", s.city.Name, r.Key, err)
	}
	return page, nil
}

func (s Source) parse(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	switch r.Kind {
	case "matters":
		return s.parseMatters(r, a)
	case "matter":
		return s.parseMatter(r, a)
	case "histories":
		return s.parseHistories(r, a)
	case "versions":
		return s.parseVersions(r, a)
	case "text":
		return s.parseText(r, a)
	case "sponsors":
		return s.parseSponsors(r, a)
	case "attachments", "textfiles":
		return s.parseAttachments(r, a)
	case "file":
		return s.parseFile(r, a)
	}
	return scrapers.Page{}, fmt.Errorf("kind %q is not asked for by this source: %w", r.Kind, law.ErrInvalid)
}

// lost says why an answer of a request with Missing404 holds no record for
// good; the error is for any other status that is no answer.
func (s Source) lost(r scrapers.Request, a scrapers.Answer) (lost, err error) {
	var f failure
	// The body of an error need not be JSON; then it tells nothing.
	told := json.Unmarshal(a.Body, &f) == nil
	switch {
	case a.Status == 0 || a.Status == http.StatusOK:
		return nil, nil
	case !r.Missing404:
	case a.Status == http.StatusNotFound:
		return fmt.Errorf("the source has no such record (404); what is held stays: %w", law.ErrNotFound), nil
	case a.Status == http.StatusGone:
		return fmt.Errorf("the source deleted the record (410); what is held stays: %w", law.ErrNotFound), nil
	case a.Status == http.StatusInternalServerError && told && strings.Contains(f.words(), "cast to value type"):
		return fmt.Errorf("the server cannot read its own record (%s): %w", f.words(), law.ErrUnavailable), nil
	}
	if told && f.words() != "" {
		return nil, fmt.Errorf("status %d, %q: %w", a.Status, f.words(), law.ErrUnavailable)
	}
	return nil, fmt.Errorf("status %d: %w", a.Status, law.ErrUnavailable)
}

// parseLost answers for a record that is not there: it is reported, and what
// hangs on it is still asked for. A listed text that is missing is a version
// not held.
func (s Source) parseLost(r scrapers.Request, lost error) (scrapers.Page, error) {
	m, d, err := s.matterOf(r)
	if err != nil {
		return scrapers.Page{}, err
	}
	base, err := s.base(r)
	if err != nil {
		return scrapers.Page{}, err
	}
	page := scrapers.Page{Rows: 1}
	switch r.Kind {
	case "text":
		return s.missing(page, r, base, m, d)
	case "textfiles", "file":
		page.Data.Policies = s.notHeld(r, m, d)
	case "histories":
		page.Next = []scrapers.Request{s.versions(base, m, Dates{})}
	}
	page.Bad = []scrapers.Bad{{Subject: s.subject(r), Cause: lost}}
	return page, nil
}

// Without says which matter lacks what was asked for. Its texts are asked for
// even where its history is not to be had, and once more when it is, since the
// history dates them.
func (s Source) Without(r scrapers.Request) scrapers.Gap {
	if r.Kind == "matters" {
		return scrapers.Gap{}
	}
	g := scrapers.Gap{Name: "matter " + r.Context["id"], ID: r.Context["id"]}
	if file := r.Context["file"]; file != "" {
		g.Name += " (" + file + ")"
	}
	m, _, err := s.matterOf(r)
	base, noBase := s.base(r)
	if r.Kind != "histories" || err != nil || noBase != nil {
		return g
	}
	versions := s.versions(base, m, Dates{})
	versions.Context["undated"] = "1"
	g.Next = []scrapers.Request{versions}
	return g
}

// subject is the source's name for what a request asks.
func (s Source) subject(r scrapers.Request) string { return strings.ReplaceAll(r.Key, "/", " ") }

func bads(subject string, causes []error) []scrapers.Bad {
	var out []scrapers.Bad
	for _, c := range causes {
		out = append(out, scrapers.Bad{Subject: subject, Cause: c})
	}
	return out
}

func (s Source) parseMatter(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	base, err := s.base(r)
	if err != nil {
		return page, err
	}
	rows, bad, err := decode[matterRow](a.Body, one)
	if err != nil {
		return page, err
	}
	if len(rows) != 1 || number(rows[0].MatterId) != r.Context["id"] {
		return page, fmt.Errorf("the answer is not matter %s: %w", r.Context["id"], law.ErrInvalid)
	}
	page.Rows, page.Bad = 1, bads(s.subject(r), bad)
	m, problems := rows[0].matter()
	page.Newest = m.Modified
	s.add(&page, base, rows[0], m, problems)
	return page, nil
}

// add puts a matter's record and the requests that follow from it on a page. A
// matter that its city does not show is left out.
func (s Source) add(page *scrapers.Page, base string, row matterRow, m Matter, problems []error) {
	subject := "matter " + strconv.Itoa(m.ID)
	if row.MatterRestrictViewViaWeb {
		return
	}
	page.Bad = append(page.Bad, bads(subject, problems)...)
	if m.ID <= 0 {
		return
	}
	if !s.city.Abstract {
		m.Summary = ""
	}
	page.Data.Policies = append(page.Data.Policies, s.city.Policy(m))
	page.Unknown = append(page.Unknown, s.city.Unknown(m, nil)...)
	id := strconv.Itoa(m.ID)
	for _, kind := range []string{"histories", "sponsors", "attachments"} {
		page.Next = append(page.Next, scrapers.Request{Key: "matter/" + id + "/" + kind, Kind: kind,
			URL: s.matterURL(base, id+"/"+kind), Context: m.context(), Missing404: true})
	}
}

// matter reads a row; a date that is none is unknown and a problem.
func (row matterRow) matter() (Matter, []error) {
	var problems []error
	wall := func(field, s string) time.Time {
		t, err := Wall(s)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", field, err))
		}
		return t
	}
	if row.MatterId <= 0 {
		problems = append(problems, fmt.Errorf("file %q has no MatterId: %w", clip(row.MatterFile, 100), law.ErrInvalid))
	}
	return Matter{
		ID: row.MatterId, File: row.MatterFile, Name: row.MatterName, Title: row.MatterTitle, Type: row.MatterTypeName,
		Status: row.MatterStatusName, Version: row.MatterVersion, EnactmentNumber: row.MatterEnactmentNumber, Summary: row.MatterEXText5,
		Intro:    day(wall("MatterIntroDate", row.MatterIntroDate)),
		Passed:   day(wall("MatterPassedDate", row.MatterPassedDate)),
		Enacted:  day(wall("MatterEnactmentDate", row.MatterEnactmentDate)),
		Modified: wall("MatterLastModifiedUtc", row.MatterLastModifiedUtc),
	}, problems
}

// context is what the parsers of a matter's parts must know of it.
func (m Matter) context() map[string]string {
	c := map[string]string{"id": strconv.Itoa(m.ID)}
	for k, v := range map[string]string{
		"file": m.File, "title": m.Title, "name": m.Name, "type": m.Type, "status": m.Status, "version": m.Version, "number": m.EnactmentNumber,
		"intro": m.Intro.String(), "passed": m.Passed.String(), "enacted": m.Enacted.String(),
	} {
		if v != "" {
			c[k] = clip(plain(v), maxName)
		}
	}
	if !m.Modified.IsZero() {
		c["modified"] = m.Modified.UTC().Format(time.RFC3339Nano)
	}
	return c
}

// matterOf is the matter that a request's context tells of.
func (s Source) matterOf(r scrapers.Request) (Matter, Dates, error) {
	c := r.Context
	bad := func(err error) (Matter, Dates, error) {
		return Matter{}, Dates{}, fmt.Errorf("the request's context: %w", err)
	}
	id, err := strconv.Atoi(c["id"])
	if err != nil || id <= 0 {
		return bad(fmt.Errorf("matter %q: %w", clip(c["id"], 40), law.ErrInvalid))
	}
	m := Matter{ID: id, File: c["file"], Title: c["title"], Name: c["name"], Type: c["type"], Status: c["status"], Version: c["version"], EnactmentNumber: c["number"]}
	for k, d := range map[string]*law.Date{"intro": &m.Intro, "passed": &m.Passed, "enacted": &m.Enacted} {
		if *d, err = law.ParseDate(c[k]); err != nil {
			return bad(err)
		}
	}
	if v := c["modified"]; v != "" {
		if m.Modified, err = time.Parse(time.RFC3339Nano, v); err != nil {
			return bad(fmt.Errorf("%v: %w", err, law.ErrInvalid))
		}
	}
	d, err := decodeDates(c["dates"], c["became"])
	if err != nil {
		return bad(err)
	}
	return m, d, nil
}

// answered is what an answer about one matter brings, with what its request
// tells of the matter.
type answered[T any] struct {
	m    Matter
	d    Dates
	base string
	rows []T
}

// readRows reads the rows of an answer about one matter; the page counts them
// and names those that could not be read.
func readRows[T any](s Source, r scrapers.Request, a scrapers.Answer, shape shape) (in answered[T], page scrapers.Page, err error) {
	if in.m, in.d, err = s.matterOf(r); err != nil {
		return in, page, err
	}
	if in.base, err = s.base(r); err != nil {
		return in, page, err
	}
	rows, bad, err := decode[T](a.Body, shape)
	if err != nil {
		return in, page, err
	}
	in.rows, page.Rows, page.Bad = rows, len(rows)+len(bad), bads(s.subject(r), bad)
	return in, page, nil
}

func (s Source) parseHistories(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	in, page, err := readRows[historyRow](s, r, a, many)
	if err != nil {
		return page, err
	}
	actions := make([]Action, 0, len(in.rows))
	for _, h := range in.rows {
		at, err := Wall(h.MatterHistoryActionDate)
		if err != nil {
			page.Bad = append(page.Bad, scrapers.Bad{Subject: fmt.Sprintf("matter %d history %d", in.m.ID, h.MatterHistoryId), Cause: err})
		}
		actions = append(actions, Action{ID: h.MatterHistoryId, At: at, Name: h.MatterHistoryActionName, Text: h.MatterHistoryActionText,
			Body: h.MatterHistoryActionBodyName, Version: h.MatterHistoryVersion, Result: h.MatterHistoryPassedFlagName})
	}
	page.Unknown = s.city.Unknown(Matter{}, actions)
	if events := s.city.Events(in.m, actions); len(events) > 0 {
		p := s.city.Part(in.m)
		p.Events = events
		page.Data.Policies = []law.Policy{p}
	}
	page.Next = []scrapers.Request{s.versions(in.base, in.m, s.city.Dates(in.m, actions))}
	return page, nil
}

func (s Source) versions(base string, m Matter, d Dates) scrapers.Request {
	id := strconv.Itoa(m.ID)
	return scrapers.Request{Key: "matter/" + id + "/versions", Kind: "versions", URL: s.matterURL(base, id+"/versions"),
		Context: d.into(m.context()), Missing404: true}
}

func (d Dates) into(c map[string]string) map[string]string {
	if len(d.Named) > 0 {
		c["dates"] = d.encode()
	}
	if d.Became != "" {
		c["became"] = string(d.Became)
	}
	return c
}

func (s Source) parseVersions(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	in, page, err := readRows[versionRow](s, r, a, many)
	if err != nil {
		return page, err
	}
	asked := map[string]bool{}
	for _, v := range in.rows {
		text, label := string(cmp.Or(v.Key, word(v.LowKey))), cmp.Or(v.Value, v.LowValue)
		if _, err := strconv.Atoi(text); err != nil {
			page.Bad = append(page.Bad, scrapers.Bad{Subject: s.subject(r), Cause: fmt.Errorf("text id %q is no number: %w", clip(text, 40), law.ErrInvalid)})
			continue
		}
		c := in.d.into(in.m.context())
		c["text"], c["label"] = text, clip(label, maxName)
		id := c["id"]
		name := text
		// One text may be listed under two labels.
		if asked[text] {
			name += "/" + Label(label)
		}
		asked[text] = true
		if r.Context["undated"] != "" {
			name += "/undated"
		}
		// A text that changed has another id or its matter another instant of
		// change; a matter that tells none is taken at its text's id.
		page.Next = append(page.Next, scrapers.Request{Key: "matter/" + id + "/text/" + name + "@" + c["modified"], Kind: "text",
			URL: s.matterURL(in.base, id+"/texts/"+text), Context: c, Once: true, Missing404: true, MaxBytes: maxText})
	}
	if page.Rows == 0 {
		return s.missing(page, r, in.base, in.m, in.d)
	}
	return page, nil
}

func (s Source) parseText(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	in, page, err := readRows[textRow](s, r, a, one)
	if err != nil {
		return page, err
	}
	if len(in.rows) != 1 || len(page.Bad) > 0 || number(in.rows[0].MatterTextId) != r.Context["text"] ||
		in.rows[0].MatterTextMatterId != 0 && in.rows[0].MatterTextMatterId != in.m.ID {
		return scrapers.Page{Rows: 1}, fmt.Errorf("the answer is not text %s of matter %d: %w", r.Context["text"], in.m.ID, law.ErrInvalid)
	}
	t := Text{ID: r.Context["text"], Label: r.Context["label"], RTF: in.rows[0].MatterTextRtf, Plain: in.rows[0].MatterTextPlain, Capture: a.Capture.SHA256}
	v, err := s.city.Version(in.m, t, in.d)
	if err != nil {
		page.Bad = []scrapers.Bad{{Subject: s.subject(r), Cause: err}}
	}
	if !v.Held {
		return s.missing(page, r, in.base, in.m, in.d)
	}
	p := s.city.Part(in.m)
	p.Versions = []law.Version{v}
	page.Data.Policies = []law.Policy{p}
	return page, nil
}

// missing follows a text that is empty, absent or unreadable. For the current
// version the attachments are looked through; any other is not held.
func (s Source) missing(page scrapers.Page, r scrapers.Request, base string, m Matter, d Dates) (scrapers.Page, error) {
	label, listed := r.Context["label"]
	if listed && label != m.Version || m.Version == "" {
		page.Data.Policies = s.notHeld(r, m, d)
		return page, nil
	}
	c := d.into(m.context())
	c["label"] = m.Version
	if t := r.Context["text"]; t != "" {
		c["text"] = t
	}
	page.Next = append(page.Next, scrapers.Request{Key: "matter/" + c["id"] + "/textfiles", Kind: "textfiles",
		URL: s.matterURL(base, c["id"]+"/attachments"), Context: c, Missing404: true})
	return page, nil
}

// notHeld is the version a request was about, without its text; nothing where
// none was named.
func (s Source) notHeld(r scrapers.Request, m Matter, d Dates) []law.Policy {
	label, ok := r.Context["label"]
	if !ok {
		return nil
	}
	v := s.city.stand(m, label, d)
	v.SourceID = r.Context["text"]
	p := s.city.Part(m)
	p.Versions = []law.Version{v}
	return []law.Policy{p}
}

func (s Source) parseSponsors(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	in, page, err := readRows[sponsorRow](s, r, a, many)
	if err != nil {
		return page, err
	}
	var backers []Backer
	for _, b := range in.rows {
		backers = append(backers, Backer{ID: b.MatterSponsorNameId, Name: b.MatterSponsorName, Version: b.MatterSponsorMatterVersion, Sequence: b.MatterSponsorSequence})
	}
	if sponsors := Sponsors(backers); len(sponsors) > 0 {
		p := s.city.Part(in.m)
		p.Sponsors = sponsors
		page.Data.Policies = []law.Policy{p}
	}
	return page, nil
}

func (s Source) parseAttachments(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	in, page, err := readRows[attachmentRow](s, r, a, many)
	if err != nil {
		return page, err
	}
	var files []File
	for _, f := range in.rows {
		if f.MatterAttachmentShowOnInternetPage == nil || *f.MatterAttachmentShowOnInternetPage {
			files = append(files, File{ID: f.MatterAttachmentId, Sort: f.MatterAttachmentSort, Name: f.MatterAttachmentName, URL: f.MatterAttachmentHyperlink})
		}
	}
	if r.Kind == "attachments" {
		if list := Attachments(files); len(list) > 0 {
			p := s.city.Part(in.m)
			p.Attachments = list
			page.Data.Policies = []law.Policy{p}
		}
		return page, nil
	}
	f, ok := s.city.textFile(in.m, files)
	if !ok {
		page.Data.Policies = s.notHeld(r, in.m, in.d)
		return page, nil
	}
	c := in.d.into(in.m.context())
	c["label"], c["attachment"], c["filename"] = r.Context["label"], strconv.Itoa(f.ID), clip(plain(f.Name), maxName)
	if t := r.Context["text"]; t != "" {
		c["text"] = t
	}
	// The file is asked of the API itself: an address found in a record is not
	// followed.
	page.Next = []scrapers.Request{{Key: "matter/" + c["id"] + "/attachment/" + c["attachment"] + "@" + c["modified"], Kind: "file",
		URL: s.matterURL(in.base, c["id"]+"/attachments/"+c["attachment"]+"/file"), Accept: "*/*", Context: c,
		Once: true, Missing404: true, MaxBytes: maxText}}
	return page, nil
}

func (s Source) parseFile(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	page := scrapers.Page{Rows: 1}
	m, d, err := s.matterOf(r)
	if err != nil {
		return page, err
	}
	doc, err := read.Read(mediaType(a), a.Body, s.city.Drafting)
	if err != nil {
		page.Bad = []scrapers.Bad{{Subject: s.subject(r), Cause: fmt.Errorf("attachment %q: %w", r.Context["filename"], err)}}
		page.Data.Policies = s.notHeld(r, m, d)
		return page, nil
	}
	v := s.city.stand(m, r.Context["label"], d)
	hold(&v, m, doc, a.Capture.SHA256)
	v.SourceID = "attachment " + r.Context["attachment"]
	p := s.city.Part(m)
	p.Versions = []law.Version{v}
	page.Data.Policies = []law.Policy{p}
	return page, nil
}
