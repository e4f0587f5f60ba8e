package seed

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
)

// researched is the form of the facts as they were first gathered. Unknown
// fields are refused, so that nothing in them can be overlooked.
type researched struct {
	Jurisdiction struct {
		Slug           string               `json:"slug"`
		Name           string               `json:"name"`
		Kind           law.JurisdictionKind `json:"kind"`
		State          string               `json:"state"`
		OCDID          string               `json:"ocd_id"`
		GEOID          string               `json:"geoid"`
		Wikidata       string               `json:"wikidata"`
		Latitude       *float64             `json:"latitude"`
		Longitude      *float64             `json:"longitude"`
		Population2020 *int                 `json:"population_2020"`
		Government     string               `json:"government"`
		ExecutiveTitle string               `json:"executive_title"`
	} `json:"jurisdiction"`
	Mayors []struct {
		Name     string   `json:"name"`
		Party    string   `json:"party"`
		Start    law.Date `json:"start"`
		End      law.Date `json:"end"`
		Acting   bool     `json:"acting"`
		Note     string   `json:"note"`
		Verified bool     `json:"verified"`
		Sources  []string `json:"sources"`
	} `json:"mayors"`
	Policies        []researchedPolicy `json:"policies"`
	SupportPrograms []struct {
		Name     string          `json:"name"`
		Kind     law.ProgramKind `json:"kind"`
		Start    law.Date        `json:"start"`
		End      law.Date        `json:"end"`
		Mayor    string          `json:"mayor"`
		Note     string          `json:"note"`
		Verified bool            `json:"verified"`
		Sources  []string        `json:"sources"`
	} `json:"support_programs"`
	Gaps []string `json:"gaps"`
}

type researchedPolicy struct {
	Slug       string         `json:"slug"`
	Kind       law.PolicyKind `json:"kind"`
	Number     string         `json:"number"`
	Citation   string         `json:"citation"`
	Title      string         `json:"title"`
	ShortTitle string         `json:"short_title"`
	Issuer     string         `json:"issuer"`
	CodifiedAt []string       `json:"codified_at"`
	Status     law.Status     `json:"status"`
	Events     []struct {
		Date     law.Date      `json:"date"`
		Type     law.EventType `json:"type"`
		Actor    string        `json:"actor"`
		Note     string        `json:"note"`
		Verified bool          `json:"verified"`
		Sources  []string      `json:"sources"`
	} `json:"events"`
	Relations []struct {
		Type   law.RelationType `json:"type"`
		Target string           `json:"target"`
	} `json:"relations"`
	Provisions []struct {
		Variable   string   `json:"variable"`
		Value      string   `json:"value"`
		From       law.Date `json:"from"`
		To         law.Date `json:"to"`
		Locator    string   `json:"locator"`
		Paraphrase string   `json:"paraphrase"`
		Note       string   `json:"note"`
		Verified   bool     `json:"verified"`
		Sources    []string `json:"sources"`
	} `json:"provisions"`
	Abstract     string   `json:"abstract"`
	OfficialURLs []string `json:"official_urls"`
	Legistar     struct {
		Client   string `json:"client"`
		File     string `json:"file"`
		MatterID any    `json:"matter_id"` // a number or its digits
	} `json:"legistar"`
}

func facts(t *testing.T) map[string]researched {
	t.Helper()
	folder := shared.Path(t, "facts")
	places, err := fs.Glob(data, "data/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]researched{}
	for _, place := range places {
		name := filepath.Join(folder, filepath.Base(place))
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.DisallowUnknownFields()
		dec.UseNumber()
		var f researched
		if err := dec.Decode(&f); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[strings.TrimSuffix(filepath.Base(name), ".json")] = f
	}
	return all
}

// fields are what a part of the record says, by field, as a cell of a table of
// corrections prints it: null where nothing is said.
type fields map[string]string

func cell(v any) string {
	s := fmt.Sprint(v)
	if s == "" {
		return "null"
	}
	return s
}

// set is the parts of a jurisdiction in order, by what they are parts of: the
// slug of a policy and "event", or "-" and "term".
type set map[partOf][]fields

type partOf struct{ slug, kind string }

func (s set) add(slug, kind string, f fields) {
	k := partOf{slug, kind}
	s[k] = append(s[k], f)
}

// setOfFacts is the first facts of a jurisdiction.
func setOfFacts(f researched, slugs map[string]bool) set {
	s := set{}
	j := f.Jurisdiction
	s.add("-", "place", placeFields(law.Jurisdiction{Slug: j.Slug, Name: j.Name, Kind: j.Kind, State: j.State, OCDID: j.OCDID, GEOID: j.GEOID,
		Wikidata: j.Wikidata, Latitude: j.Latitude, Longitude: j.Longitude, Population2020: j.Population2020, Government: j.Government, ExecutiveTitle: j.ExecutiveTitle}))
	for _, m := range f.Mayors {
		s.add("-", "term", termFields(law.Term{Name: m.Name, Office: j.ExecutiveTitle, Party: m.Party, Start: m.Start, End: m.End, Acting: m.Acting,
			Note: m.Note, Verified: m.Verified, Sources: m.Sources}))
	}
	for _, p := range f.SupportPrograms {
		s.add("-", "program", programFields(law.Program{Name: p.Name, Kind: p.Kind, Start: p.Start, End: p.End, Mayor: p.Mayor, Note: p.Note,
			Verified: p.Verified, Sources: p.Sources}))
	}
	for _, g := range f.Gaps {
		s.add("-", "gap", fields{"words": g})
	}
	for _, p := range f.Policies {
		s.add("-", "policy", fields{"slug": p.Slug})
		s.add(p.Slug, "policy", policyFields(law.Policy{Kind: p.Kind, Number: p.Number, Citation: p.Citation, Title: p.Title, ShortTitle: p.ShortTitle,
			Issuer: p.Issuer, Status: p.Status, Abstract: p.Abstract, CodifiedAt: p.CodifiedAt, OfficialURLs: p.OfficialURLs}))
		for _, e := range p.Events {
			s.add(p.Slug, "event", eventFields(law.Event{Date: e.Date, Type: e.Type, Actor: e.Actor, Note: e.Note, Verified: e.Verified, Sources: e.Sources}))
		}
		for _, r := range p.Relations {
			relation := law.Relation{Type: r.Type, Words: r.Target}
			if slugs[r.Target] {
				relation.Target, relation.Words = r.Target, ""
			}
			s.add(p.Slug, "relation", relationFields(relation))
		}
		for _, k := range p.Provisions {
			s.add(p.Slug, "coding", codingFields(law.Coding{Variable: k.Variable, Value: k.Value, From: k.From, To: k.To, Locator: k.Locator,
				Paraphrase: k.Paraphrase, Note: k.Note, Verified: k.Verified, Sources: k.Sources}))
		}
	}
	return s
}

// setOfRecord is what the record has of a jurisdiction.
func setOfRecord(d law.Dataset, place law.Jurisdiction) set {
	s := set{}
	s.add("-", "place", placeFields(place))
	for _, t := range d.Terms {
		if t.Jurisdiction == place.Slug {
			s.add("-", "term", termFields(t))
		}
	}
	for _, p := range d.Programs {
		if p.Jurisdiction == place.Slug {
			s.add("-", "program", programFields(p))
		}
	}
	for _, g := range place.Gaps {
		s.add("-", "gap", fields{"words": g})
	}
	for _, p := range d.Policies {
		if p.Jurisdiction != place.Slug {
			continue
		}
		s.add("-", "policy", fields{"slug": p.Slug})
		s.add(p.Slug, "policy", policyFields(p))
		for _, e := range p.Events {
			s.add(p.Slug, "event", eventFields(e))
		}
		for _, r := range p.Relations {
			s.add(p.Slug, "relation", relationFields(r))
		}
		for _, k := range p.Codings {
			s.add(p.Slug, "coding", codingFields(k))
		}
	}
	return s
}

func placeFields(j law.Jurisdiction) fields {
	f := fields{"slug": cell(j.Slug), "name": cell(j.Name), "kind": cell(j.Kind), "state": cell(j.State), "ocd_id": cell(j.OCDID), "geoid": cell(j.GEOID),
		"wikidata": cell(j.Wikidata), "government": cell(j.Government), "executive_title": cell(j.ExecutiveTitle), "population": "null", "point": "null"}
	if j.Population2020 != nil {
		f["population"] = strconv.Itoa(*j.Population2020)
	}
	if j.Latitude != nil && j.Longitude != nil {
		f["point"] = fmt.Sprint(*j.Latitude, " ", *j.Longitude)
	}
	return f
}

func termFields(t law.Term) fields {
	return fields{"name": cell(t.Name), "office": cell(t.Office), "party": cell(t.Party), "start": cell(t.Start), "end": cell(t.End),
		"acting": cell(t.Acting), "note": cell(t.Note), "verified": cell(t.Verified), "sources": cell(strings.Join(t.Sources, " "))}
}

func programFields(p law.Program) fields {
	return fields{"name": cell(p.Name), "kind": cell(p.Kind), "start": cell(p.Start), "end": cell(p.End), "mayor": cell(p.Mayor),
		"note": cell(p.Note), "verified": cell(p.Verified), "sources": cell(strings.Join(p.Sources, " "))}
}

func policyFields(p law.Policy) fields {
	return fields{"kind": cell(p.Kind), "number": cell(p.Number), "citation": cell(p.Citation), "title": cell(p.Title), "short_title": cell(p.ShortTitle),
		"issuer": cell(p.Issuer), "status": cell(p.Status), "abstract": cell(p.Abstract), "codified_at": cell(strings.Join(p.CodifiedAt, "; ")),
		"sources": cell(strings.Join(p.OfficialURLs, " "))}
}

func eventFields(e law.Event) fields {
	return fields{"date": cell(e.Date), "type": cell(e.Type), "actor": cell(e.Actor), "note": cell(e.Note), "verified": cell(e.Verified),
		"sources": cell(strings.Join(e.Sources, " "))}
}

func relationFields(r law.Relation) fields {
	return fields{"type": cell(r.Type), "target": cell(r.Target), "words": cell(r.Words)}
}

func codingFields(k law.Coding) fields {
	return fields{"variable": cell(k.Variable), "value": cell(k.Value), "from": cell(k.From), "to": cell(k.To), "locator": cell(k.Locator),
		"paraphrase": cell(k.Paraphrase), "note": cell(k.Note), "verified": cell(k.Verified), "sources": cell(strings.Join(k.Sources, " "))}
}

// correction is a row of a table of corrections.
type correction struct {
	slug, kind, field, before, after string
	n                                int // from 1
}

// corrections are the rows of the table of a jurisdiction; none if it has none.
func corrections(t *testing.T, place string) []correction {
	t.Helper()
	name := filepath.Join("corrections", place+".md")
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var list []correction
	for i, line := range strings.Split(string(b), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| policy ") || strings.HasPrefix(line, "| --- ") {
			continue
		}
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "| "), " |"), " | ")
		if len(cells) != 5 || cells[4] == "" {
			t.Fatalf("%s:%d: %d cells, want 5 with a reason", name, i+1, len(cells))
		}
		c := correction{slug: cells[0], before: cells[2], after: cells[3], n: 1}
		switch place := strings.Fields(cells[1]); {
		case len(place) == 3:
			c.kind, c.field = place[0], place[2]
			c.n, err = strconv.Atoi(place[1])
		case len(place) == 2 && place[0] == "policy" && c.slug != "-":
			c.kind, c.field = place[0], place[1]
		case len(place) == 2:
			c.kind = place[0]
			c.n, err = strconv.Atoi(place[1])
		default:
			err = fmt.Errorf("%q is no place", cells[1])
		}
		if err != nil {
			t.Fatalf("%s:%d: %v", name, i+1, err)
		}
		if c.before == c.after {
			t.Fatalf("%s:%d: the row changes nothing", name, i+1)
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		t.Errorf("%s has no rows", name)
	}
	return list
}

// TestNothingIsLost compares the record with the facts it was made of, one by
// one and field by field, the corrections applied: whatever differs has a row
// with its reason. Sources may be added without one.
func TestNothingIsLost(t *testing.T) {
	all := facts(t)
	d := load(t)
	slugs := map[string]bool{}
	for _, f := range all {
		for _, p := range f.Policies {
			slugs[p.Slug] = true
		}
	}
	if len(d.Jurisdictions) != len(all) {
		t.Errorf("%d jurisdictions in the record, %d in the facts", len(d.Jurisdictions), len(all))
	}
	parts := 0
	for _, j := range d.Jurisdictions {
		f, ok := all[j.Slug]
		if !ok {
			t.Errorf("the facts have no %s", j.Slug)
			continue
		}
		old, now := setOfFacts(f, slugs), setOfRecord(d, j)
		for _, list := range old {
			parts += len(list)
		}
		for _, complaint := range differences(old, now, corrections(t, j.Slug)) {
			t.Errorf("%s: %s", j.Slug, complaint)
		}
	}
	if parts < 3000 {
		t.Errorf("only %d parts were compared", parts)
	}
}

// differences are what the record changed of the facts without a row, and the
// rows that fit neither.
func differences(old, now set, rows []correction) []string {
	var list []string
	complain := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	at := func(s set, c correction) fields {
		parts := s[partOf{c.slug, c.kind}]
		if c.n < 1 || c.n > len(parts) {
			return nil
		}
		return parts[c.n-1]
	}
	added, removed := map[string]bool{}, map[string]bool{}
	key := func(c correction) string { return fmt.Sprint(c.slug, " ", c.kind, " ", c.n) }
	gone := map[string]bool{} // policies that came or went, with all their parts
	for _, c := range rows {
		switch {
		case c.field == "" && c.before == "nothing" && c.after == "added":
			f := at(now, c)
			if f == nil {
				complain("a row adds %s, which the record does not have", key(c))
				continue
			}
			added[key(c)] = true
			if c.kind == "policy" {
				gone[f["slug"]] = true
			}
		case c.field == "" && c.before == "stands" && c.after == "removed":
			f := at(old, c)
			if f == nil {
				complain("a row removes %s, which the facts do not have", key(c))
				continue
			}
			removed[key(c)] = true
			if c.kind == "policy" {
				gone[f["slug"]] = true
			}
		default:
			f := at(old, c)
			if f == nil || f[c.field] == "" {
				complain("the facts have no %s %s", key(c), c.field)
				continue
			}
			if c.field == "sources" && c.after == "removed" {
				if !strings.Contains(f["sources"], c.before) {
					complain("%s does not have the source %s", key(c), c.before)
				}
				f["sources"] = strings.Join(strings.Fields(strings.Replace(f["sources"], c.before, "", 1)), " ")
				continue
			}
			if f[c.field] != c.before {
				complain("%s %s is %q in the facts, not %q", key(c), c.field, f[c.field], c.before)
			}
			f[c.field] = c.after
		}
	}
	keys := map[partOf]bool{}
	for k := range old {
		keys[k] = true
	}
	for k := range now {
		keys[k] = true
	}
	for _, k := range slices.SortedFunc(maps.Keys(keys), func(a, b partOf) int { return cmp.Or(cmp.Compare(a.slug, b.slug), cmp.Compare(a.kind, b.kind)) }) {
		if gone[k.slug] {
			continue
		}
		left := func(parts []fields, out map[string]bool) (list []fields, numbers []int) {
			for i, f := range parts {
				if !out[key(correction{slug: k.slug, kind: k.kind, n: i + 1})] {
					list, numbers = append(list, f), append(numbers, i+1)
				}
			}
			return list, numbers
		}
		before, numbers := left(old[k], removed)
		after, _ := left(now[k], added)
		if len(before) != len(after) {
			complain("%s: %d of kind %s in the facts, %d in the record, rows applied", k.slug, len(before), k.kind, len(after))
			continue
		}
		for i, f := range before {
			for _, field := range slices.Sorted(maps.Keys(f)) {
				if field == "sources" {
					for _, s := range strings.Fields(f[field]) {
						if s != "null" && !slices.Contains(strings.Fields(after[i][field]), s) {
							complain("%s %s %d lost the source %s", k.slug, k.kind, numbers[i], s)
						}
					}
				} else if f[field] != after[i][field] {
					complain("%s %s %d %s: %q in the facts, %q in the record", k.slug, k.kind, numbers[i], field, f[field], after[i][field])
				}
			}
		}
	}
	return list
}

// TestDifferencesAreSeen breaks one thing at a time.
func TestDifferencesAreSeen(t *testing.T) {
	make := func() set {
		s := set{}
		s.add("p", "event", fields{"date": "1990", "sources": "https://a https://b"})
		s.add("p", "event", fields{"date": "1991", "sources": "null"})
		s.add("-", "policy", fields{"slug": "p"})
		return s
	}
	event := partOf{"p", "event"}
	for _, c := range []struct {
		name   string
		change func(s set)
		rows   []correction
		want   int
	}{
		{"nothing", func(set) {}, nil, 0},
		{"a date", func(s set) { s[event][0]["date"] = "1989" }, nil, 1},
		{"a date, with a row", func(s set) { s[event][0]["date"] = "1989" }, []correction{{"p", "event", "date", "1990", "1989", 1}}, 0},
		{"a row that was not carried out", func(set) {}, []correction{{"p", "event", "date", "1990", "1989", 1}}, 1},
		{"a row of another date", func(s set) { s[event][0]["date"] = "1989" }, []correction{{"p", "event", "date", "1988", "1989", 1}}, 1},
		{"a source more", func(s set) { s[event][1]["sources"] = "https://c" }, nil, 0},
		{"a source less", func(s set) { s[event][0]["sources"] = "https://b" }, nil, 1},
		{"a source less, with a row", func(s set) { s[event][0]["sources"] = "https://b" }, []correction{{"p", "event", "sources", "https://a", "removed", 1}}, 0},
		{"an event less", func(s set) { s[event] = s[event][:1] }, nil, 1},
		{"an event less, with a row", func(s set) { s[event] = s[event][:1] }, []correction{{"p", "event", "", "stands", "removed", 2}}, 0},
		{"an event between", func(s set) { s[event] = slices.Insert(s[event], 1, fields{"date": "1990-06"}) }, []correction{{"p", "event", "", "nothing", "added", 2}}, 0},
		{"a policy more", func(s set) {
			s.add("-", "policy", fields{"slug": "q"})
			s.add("q", "event", fields{"date": "1995"})
		}, []correction{{"-", "policy", "", "nothing", "added", 2}}, 0},
		{"a policy more, without a row", func(s set) { s.add("-", "policy", fields{"slug": "q"}) }, nil, 1},
		{"a row of nothing", func(set) {}, []correction{{"p", "event", "", "nothing", "added", 3}, {"p", "coding", "value", "a", "b", 1}}, 2},
	} {
		now := make()
		c.change(now)
		if got := differences(make(), now, c.rows); len(got) != c.want {
			t.Errorf("%s: %d complaints, want %d: %q", c.name, len(got), c.want, got)
		}
	}
}

// TestYears holds which years stand beside numbers: only such as the record
// itself names, and only where numbers restart.
func TestYears(t *testing.T) {
	years := map[string]int{}
	for _, p := range load(t).Policies {
		years[p.Slug] = p.Year
		if p.Year == 0 {
			continue
		}
		if p.Number == "" {
			t.Errorf("%s has the year %d of no number", p.Slug, p.Year)
		}
		if !slices.ContainsFunc(p.Events, func(e law.Event) bool { return strings.HasPrefix(e.Date.String(), strconv.Itoa(p.Year)) }) {
			t.Errorf("%s has the year %d, in which no event of it lies", p.Slug, p.Year)
		}
	}
	for slug, want := range map[string]int{"nyc-eo-124-1989": 1989, "nyc-ll-58-2014": 2014, "nyc-ll-58-2020": 2020, "nyc-eo-1-2026": 2026,
		"nyc-int-326-2002": 2002, "chicago-eo-85-1-1985": 1985, "phl-eo-8-09": 2009, "sf-ord-375-89": 1989, "la-ed-20-2017": 2017,
		"la-act-399-2025": 2025, "ny-poca-2020": 2020, "eo-13768": 0, "denver-eo-116-1998": 0, "seattle-ord-121063": 0,
		"il-trust-act-2017": 0, "us-v-illinois-2025": 0, "nyc-koch-memo-1985": 0} {
		if got, ok := years[slug]; !ok || got != want {
			t.Errorf("%s: year %d, want %d", slug, got, want)
		}
	}
}
