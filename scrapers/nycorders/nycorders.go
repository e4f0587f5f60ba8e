// Package nycorders reads the public corpus of New York City's mayoral
// executive orders since 1974, github.com/BetaNYC/nyc-executive-orders: one
// Markdown file an order with a YAML head. Text and metadata of the corpus are
// CC BY-SA 4.0; questions go to BetaNYC. A complete compilation is owed by law
// (N.Y.C. Admin. Code § 3-113.1).
//
//	corpus/YEAR/YEAR-EO-NNN.md   an order
//	corpus/YEAR/YEAR-EEO-N.md    an emergency order; N may be dotted (1.37)
//	corpus/supersession.json     which order amends or ends which, by its words
//	corpus/eo.json               all orders in one file; over HTTP, their list
//
// Numbers restart, mostly with each mayor, and emergency orders count apart, so
// the year, the series and the number together name an order: the corpus's
// eo_id. Its lists "supersedes" and "superseded_by" mix amendments with
// endings; the relations are read from supersession.json, which keeps the verb.
//
// Orders before about 2002 were read by OCR; what noise the corpus left stays
// in the text, and its grade stands in Version.Quality. What the corpus itself
// dropped (dropped_header, dropped_marks) is not in the text.
//
//	2026-07  dotted emergency numbers, since January
package nycorders

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/read"
	"refuge/scrapers"
)

const (
	defaultBase = "https://raw.githubusercontent.com/BetaNYC/nyc-executive-orders/HEAD"
	pages       = "https://github.com/BetaNYC/nyc-executive-orders/blob/HEAD/"
	scheme      = "nyc-eo"
	maxHead     = 64 << 10
	maxWords    = 2 << 10
	maxList     = 256 << 20
)

// Source is the corpus as a source and an archive.
type Source struct{}

var _ scrapers.Archive = Source{}

// New makes the source.
func New() Source { return Source{} }

// Info describes the corpus.
func (Source) Info() scrapers.Info {
	return scrapers.Info{
		Name: "nyc-orders", Jurisdiction: "new-york-city", Title: "New York City mayoral executive orders, corpus of BetaNYC",
		Publisher: "BetaNYC, from the Office of the Mayor and the Municipal Archives", Platform: "nycorders", BaseURL: defaultBase,
		Terms: "Orders are public edicts; the compilation is CC BY-SA 4.0.", Archive: true,
		Notes: []string{"orders of 1974 and later", "texts before about 2002 are OCR", "some orders have no date or no text"},
	}
}

var layout = regexp.MustCompile(`(?:^|/)(corpus/(?:(\d{4})/((\d{4})-(EO|EEO)-([0-9]+(?:\.[0-9]+)*))\.md|supersession\.json))$`)

// File is the request for a file of the corpus.
func (Source) File(name string) (scrapers.Request, bool) {
	m := layout.FindStringSubmatch(name)
	switch {
	case m == nil, m[2] != m[4]:
		return scrapers.Request{}, false
	case m[3] == "":
		return scrapers.Request{Key: m[1], Kind: "relations", Last: true}, true
	}
	return scrapers.Request{Key: m[1], Kind: "order"}, true
}

// Start returns the requests for the list of orders and for their relations.
// The corpus tells no times of change, so Since does not bound it; unchanged
// files cost a conditional request. Every order is asked for: which are on
// immigration cannot be told from a list whose titles are often those of the
// letterhead. The error wraps law.ErrInvalid.
func (Source) Start(q scrapers.Query) ([]scrapers.Request, error) {
	base := cmp.Or(q.BaseURL, defaultBase)
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("%q is no base address (write one like %s): %w", base, defaultBase, law.ErrInvalid)
	}
	base = strings.TrimRight(base, "/")
	c := map[string]string{"base": base}
	return []scrapers.Request{
		{Key: "corpus/eo.json", Kind: "list", URL: base + "/corpus/eo.json", Context: c, Missing404: true, MaxBytes: maxList},
		{Key: "corpus/supersession.json", Kind: "relations", URL: base + "/corpus/supersession.json", Context: c, Missing404: true, Last: true},
	}, nil
}

// Parse reads a file of the corpus.
func (s Source) Parse(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	var err error
	switch {
	case a.Status == http.StatusNotFound:
		err = fmt.Errorf("there is no %s under %s: the address is not the corpus's, or its layout changed: %w", r.Key, r.Context["base"], law.ErrNotFound)
	case a.Status != 0 && a.Status != http.StatusOK:
		err = fmt.Errorf("status %d: %w", a.Status, law.ErrUnavailable)
	case r.Kind == "order":
		page, err = s.order(r, a)
	case r.Kind == "relations":
		page, err = s.relations(a)
	case r.Kind == "list":
		page, err = s.list(r, a)
	default:
		err = fmt.Errorf("kind %q is not asked for by this source: %w", r.Kind, law.ErrInvalid)
	}
	if err != nil {
		return scrapers.Page{}, fmt.Errorf("nyc-orders: reading %s: %w", r.Key, err)
	}
	return page, nil
}

// Without names the order that stayed unread; every run asks for each.
func (Source) Without(r scrapers.Request) scrapers.Gap {
	if r.Kind != "order" {
		return scrapers.Gap{}
	}
	return scrapers.Gap{Name: r.Key}
}

// list reads corpus/eo.json.
func (s Source) list(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	var rows []struct {
		ID string `json:"eo_id"`
	}
	if err := json.Unmarshal(a.Body, &rows); err != nil {
		return page, fmt.Errorf("%v: %w", err, law.ErrInvalid)
	}
	page.Rows = len(rows)
	for _, row := range rows {
		year, _, _ := strings.Cut(row.ID, "-")
		next, ok := s.File("corpus/" + year + "/" + row.ID + ".md")
		if !ok {
			page.Bad = append(page.Bad, scrapers.Bad{Subject: "order " + clip(row.ID, 40), Cause: fmt.Errorf("%q is no order's id: %w", clip(row.ID, 40), law.ErrInvalid)})
			continue
		}
		next.URL, next.Accept, next.Context = r.Context["base"]+"/"+next.Key, "text/plain, */*", r.Context
		page.Next = append(page.Next, next)
	}
	return page, nil
}

// head is what an order's file begins with; only what is read is named.
type head struct {
	ID           string   `yaml:"eo_id"`
	Number       string   `yaml:"number"`
	Year         int      `yaml:"year"`
	Emergency    bool     `yaml:"is_emergency"`
	Signed       string   `yaml:"date_signed"`
	Mayor        string   `yaml:"mayor"`
	Title        string   `yaml:"title"`
	PDF          string   `yaml:"source_pdf_url"`
	SupersededBy []string `yaml:"superseded_by"`
	InEffect     *bool    `yaml:"in_effect"`
	TextSource   string   `yaml:"text_source"`
	TextQuality  string   `yaml:"text_quality"`
}

// mayors are the mayors whom a surname in the corpus names with certainty
// within years.
var mayors = map[string]struct {
	name        string
	first, last int
}{
	"Koch":      {"Edward I. Koch", 1978, 1989},
	"Dinkins":   {"David N. Dinkins", 1990, 1993},
	"Giuliani":  {"Rudolph W. Giuliani", 1994, 2001},
	"Bloomberg": {"Michael R. Bloomberg", 2002, 2013},
	"de Blasio": {"Bill de Blasio", 2014, 2021},
	"Adams":     {"Eric Adams", 2022, 2025},
	"Mamdani":   {"Zohran Mamdani", 2026, 2029},
}

// noText is what the corpus puts where it holds no text.
const noText = "_No text available_"

func (s Source) order(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	page := scrapers.Page{Rows: 1}
	top, body, err := split(a.Body)
	if err != nil {
		return page, err
	}
	var h head
	if err := yaml.Unmarshal(top, &h); err != nil {
		return page, fmt.Errorf("its head: %v: %w", err, law.ErrInvalid)
	}
	o, ok := parseID(h.ID)
	switch m := layout.FindStringSubmatch(r.Key); {
	case !ok:
		return page, fmt.Errorf("its eo_id %q is no order's id: %w", clip(h.ID, 40), law.ErrInvalid)
	case m == nil || m[3] != h.ID:
		return page, fmt.Errorf("the file is of another order, %s: %w", h.ID, law.ErrInvalid)
	case o.year != h.Year || o.emergency != h.Emergency || o.number != trimZeros(h.Number):
		return page, fmt.Errorf("its head contradicts itself: %s, but number %q, year %d, emergency %v: %w", h.ID, clip(h.Number, 40), h.Year, h.Emergency, law.ErrInvalid)
	}
	p := o.policy()
	p.Slug, p.Number, p.Year = o.slug(), o.number, o.year
	p.Kind, p.RawKind = law.ExecutiveOrder, "Executive Order"
	abbreviation := "Exec."
	if o.emergency {
		p.Kind, p.RawKind, abbreviation = law.EmergencyOrder, "Emergency Executive Order", "Emergency Exec."
	}
	p.Citation = fmt.Sprintf("N.Y.C. %s Order No. %s (%d)", abbreviation, o.number, o.year)
	// A third of the older orders have no title in the corpus; the number names
	// them.
	p.Title = cmp.Or(line(h.Title), fmt.Sprintf("%s No. %s", p.RawKind, o.number))
	sources := []string{pages + r.Key}
	if u, err := url.Parse(h.PDF); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		p.OfficialURLs = []string{u.String()}
		sources = []string{u.String(), pages + r.Key}
	}
	mayor := line(h.Mayor)
	if m, ok := mayors[mayor]; ok && m.first <= o.year && o.year <= m.last {
		p.Issuer = "Mayor " + m.name
	}
	if h.InEffect != nil && !*h.InEffect {
		p.RawStatus = "in_effect: false"
		if len(h.SupersededBy) > 0 {
			p.Status = law.Superseded
		}
	}
	e := law.Event{Type: law.Signed, Raw: "date_signed", Verified: true, Origin: law.Collected, Sources: sources, SourceID: h.ID}
	if mayor != "" {
		e.Actor = "Mayor " + mayor
	}
	switch d, err := law.ParseDay(h.Signed); {
	case h.Signed == "":
		e.Note = "the corpus gives no date"
	case err != nil:
		e.Note = fmt.Sprintf("the corpus gives %q, which is no date", line(h.Signed))
	default:
		e.Date = law.OnDay(d)
	}
	p.Events = []law.Event{e}
	v := law.Version{
		Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Date: e.Date, SourceID: h.ID,
		Quality: quality(h.TextSource, h.TextQuality), Verified: true, Origin: law.Collected, Sources: sources,
	}
	if text := bytes.TrimSpace(body); len(text) > 0 && string(text) != noText {
		doc, err := read.Plain(body, lawtext.NewYork)
		if err != nil {
			page.Bad = []scrapers.Bad{{Subject: "order " + h.ID, Cause: err}}
		} else if words := doc.Text(); strings.TrimSpace(words) != "" {
			v.Text, v.Held, v.Reader, v.Capture = words, true, doc.Reader, a.Capture.SHA256
			v.Marks, v.Sections = doc.Marks(), lawtext.Sections(words)
		}
	}
	p.Versions = []law.Version{v}
	page.Data.Policies = []law.Policy{p}
	return page, nil
}

// quality is the corpus's grade in our words. Text that was born digital and is
// clean has none; there are born-digital files whose embedded text is bad.
func quality(source, grade string) string {
	switch grade {
	case "clean":
		if source == "born-digital" {
			return ""
		}
		return "clean"
	case "minor-noise":
		return "noisy"
	case "needs-review":
		return "poor"
	}
	return ""
}

// split parts an order's head from its text.
func split(b []byte) (top, body []byte, err error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	rest, ok := bytes.CutPrefix(b, []byte("---\n"))
	if !ok {
		return nil, nil, fmt.Errorf("it begins with no YAML head: %w", law.ErrInvalid)
	}
	top, body, ok = bytes.Cut(rest, []byte("\n---\n"))
	if !ok {
		return nil, nil, fmt.Errorf("its YAML head does not end: %w", law.ErrInvalid)
	}
	if len(top) > maxHead {
		return nil, nil, fmt.Errorf("its YAML head is over %d bytes: %w", maxHead, law.ErrTooLarge)
	}
	return top, body, nil
}

// id is an order's name in the corpus.
type id struct {
	text      string
	year      int
	emergency bool
	number    string // without leading zeros
}

var idForm = regexp.MustCompile(`^(\d{4})-(EO|EEO)-([0-9]+(?:\.[0-9]+)*)$`)

func parseID(s string) (id, bool) {
	m := idForm.FindStringSubmatch(s)
	if m == nil || len(s) > 40 {
		return id{}, false
	}
	year, err := strconv.Atoi(m[1])
	return id{s, year, m[2] == "EEO", trimZeros(m[3])}, err == nil
}

func trimZeros(s string) string {
	for len(s) > 1 && s[0] == '0' && s[1] != '.' {
		s = s[1:]
	}
	return s
}

// slug is the order's address: nyc-eo-124-1989, nyc-eeo-1-37-2026.
func (o id) slug() string {
	series := "eo"
	if o.emergency {
		series = "eeo"
	}
	return law.Slug("nyc", series, o.number, strconv.Itoa(o.year))
}

func (o id) policy() law.Policy {
	return law.Policy{Jurisdiction: "new-york-city", Identifiers: []law.Identifier{{Scheme: scheme, Value: o.text}}, Origin: law.Collected}
}

// relations reads corpus/supersession.json. An order that ends a part of
// another amends it. Edges of one kind between two orders are one relation that
// keeps the verbs of all.
func (s Source) relations(a scrapers.Answer) (scrapers.Page, error) {
	var page scrapers.Page
	var file struct {
		Edges []struct {
			Actor, Target, Verb string
			Partial             bool
		}
	}
	if err := json.Unmarshal(a.Body, &file); err != nil {
		return page, fmt.Errorf("%v: %w", err, law.ErrInvalid)
	}
	page.Rows = len(file.Edges)
	held := map[string]int{}
	for _, e := range file.Edges {
		actor, ok := parseID(e.Actor)
		target, ok2 := parseID(e.Target)
		var t law.RelationType
		switch e.Verb {
		case "amended":
			t = law.Amends
		case "superseded":
			t = law.Supersedes
		case "revoked", "repealed", "rescinded":
			t = law.Repeals
		}
		if !ok || !ok2 || t == "" {
			page.Bad = append(page.Bad, scrapers.Bad{Subject: "edge " + clip(e.Actor, 40) + " " + clip(e.Target, 40),
				Cause: fmt.Errorf("%q %q %q is no relation of two orders: %w", clip(e.Actor, 40), clip(e.Verb, 40), clip(e.Target, 40), law.ErrInvalid)})
			continue
		}
		proof := e.Verb
		if e.Partial {
			t, proof = law.Amends, e.Verb+" in part"
		}
		i, ok := held[actor.text]
		if !ok {
			i = len(page.Data.Policies)
			held[actor.text] = i
			page.Data.Policies = append(page.Data.Policies, actor.policy())
		}
		p := &page.Data.Policies[i]
		seen := true
		at := slices.IndexFunc(p.Relations, func(x law.Relation) bool { return x.Type == t && x.Target == target.slug() })
		if at < 0 {
			p.Relations = append(p.Relations, law.Relation{Type: t, Target: target.slug(), Proof: proof, Verified: &seen, Origin: law.Collected,
				Sources: []string{pages + "corpus/supersession.json"}})
		} else if x := &p.Relations[at]; !slices.Contains(strings.Split(x.Proof, "; "), proof) {
			x.Proof += "; " + proof
		}
	}
	return page, nil
}

func line(s string) string {
	return clip(strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool { return r <= ' ' || r >= 0x7F && r <= 0xA0 }), " "), maxWords)
}

func clip(s string, max int) string {
	if len(s) <= max {
		return s
	}
	return strings.ToValidUTF8(s[:max-len("…")], "") + "…"
}
