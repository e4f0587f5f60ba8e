package seed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
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
	names, err := filepath.Glob(filepath.Join(shared.Path(t, "facts"), "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]researched{}
	for _, name := range names {
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

// corrections are the rows of CORRECTIONS.md that no field of the first facts
// can hold: the parts that the record gained, by policy, kind and number in the
// record.
type corrections struct{ added map[string]bool }

func part(slug, kind string, n int) string { return fmt.Sprintf("%s %s %d", slug, kind, n) }

// keep is the record's parts of a policy without those that were added.
func keep[T any](c corrections, slug, kind string, parts []T) []T {
	var old []T
	for i, p := range parts {
		if !c.added[part(slug, kind, i+1)] {
			old = append(old, p)
		}
	}
	return old
}

// correct applies the rows of CORRECTIONS.md to the first facts, in their order,
// and says what they add.
func correct(t *testing.T, all map[string]researched) corrections {
	t.Helper()
	b, err := os.ReadFile("CORRECTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	c := corrections{map[string]bool{}}
	removed := map[string]bool{}
	rows := 0
	for i, line := range strings.Split(string(b), "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| file ") || strings.HasPrefix(line, "| --- ") {
			continue
		}
		rows++
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(line, "| "), " |"), " | ")
		if len(cells) != 6 || cells[5] == "" {
			t.Fatalf("CORRECTIONS.md:%d: %d cells, want 6 with a reason", i+1, len(cells))
		}
		file, slug, place, before, after := cells[0], cells[1], strings.Fields(cells[2]), cells[3], cells[4]
		f, ok := all[file]
		if !ok {
			t.Fatalf("CORRECTIONS.md:%d: there is no file %s", i+1, file)
		}
		n := 0
		if len(place) > 1 {
			n, _ = strconv.Atoi(place[1]) // the policy's own fields have no number
		}
		switch {
		case slug == "-" && len(place) == 2 && place[0] == "gap" && before == "nothing" && n == len(f.Gaps)+1:
			f.Gaps = append(f.Gaps, after)
			all[file] = f
			continue
		case slug == "-" && len(place) == 2 && place[0] == "gap" && n >= 1 && n <= len(f.Gaps) && f.Gaps[n-1] == before:
			f.Gaps[n-1] = after
			continue
		case len(place) == 2 && n > 0 && before == "nothing" && after == "added":
			c.added[part(slug, place[0], n)] = true
			continue
		case len(place) == 2 && n > 0 && before == "stands" && after == "removed":
			removed[part(slug, place[0], n)] = true
			continue
		}
		field := fieldAt(f, slug, place)
		if field == nil {
			t.Fatalf("CORRECTIONS.md:%d: the facts have no %s of %s in %s", i+1, cells[2], slug, file)
		}
		if have := show(field); have != before {
			t.Fatalf("CORRECTIONS.md:%d: the facts say %q, not %q", i+1, have, before)
		}
		if before == after {
			t.Fatalf("CORRECTIONS.md:%d: the row changes nothing", i+1)
		}
		put(field, after)
	}
	if rows == 0 {
		t.Fatal("CORRECTIONS.md has no rows")
	}
	for _, f := range all {
		for i := range f.Policies {
			p := &f.Policies[i]
			for n := len(p.Provisions); n > 0; n-- {
				if key := part(p.Slug, "coding", n); removed[key] {
					p.Provisions = slices.Delete(p.Provisions, n-1, n)
					delete(removed, key)
				}
			}
		}
	}
	for key := range removed {
		t.Fatalf("CORRECTIONS.md removes %s, which the facts do not have", key)
	}
	return c
}

func null(s string) string {
	if s == "" {
		return "null"
	}
	return s
}

// show writes what a field holds as a cell of the table.
func show(field any) string {
	switch f := field.(type) {
	case *law.Date:
		return null(f.String())
	case *bool:
		return strconv.FormatBool(*f)
	}
	return null(reflect.ValueOf(field).Elem().String())
}

func put(field any, cell string) {
	if cell == "null" {
		cell = ""
	}
	switch f := field.(type) {
	case *law.Date:
		*f = law.Date{}
		if cell != "" {
			*f = law.MustDate(cell)
		}
	case *bool:
		*f = cell == "true"
	default:
		reflect.ValueOf(field).Elem().SetString(cell)
	}
}

// fieldAt is the field at a place such as "event 5 date", "coding 2 value",
// "policy abstract" or, of no policy, "term 4 verified"; nil if there is none.
func fieldAt(f researched, slug string, place []string) any {
	if slug == "-" && len(place) == 3 && place[0] == "term" && place[2] == "verified" {
		if n, err := strconv.Atoi(place[1]); err == nil && n >= 1 && n <= len(f.Mayors) {
			return &f.Mayors[n-1].Verified
		}
		return nil
	}
	i := slices.IndexFunc(f.Policies, func(p researchedPolicy) bool { return p.Slug == slug })
	if i < 0 || len(place) < 2 {
		return nil
	}
	p := &f.Policies[i]
	if len(place) == 2 && place[0] == "policy" {
		switch place[1] {
		case "abstract":
			return &p.Abstract
		case "status":
			return &p.Status
		}
		return nil
	}
	n, err := strconv.Atoi(place[1])
	if err != nil || n < 1 || len(place) != 3 {
		return nil
	}
	switch {
	case place[0] == "event" && n <= len(p.Events):
		e := &p.Events[n-1]
		switch place[2] {
		case "date":
			return &e.Date
		case "type":
			return &e.Type
		case "note":
			return &e.Note
		case "verified":
			return &e.Verified
		}
	case place[0] == "coding" && n <= len(p.Provisions):
		k := &p.Provisions[n-1]
		switch place[2] {
		case "value":
			return &k.Value
		case "from":
			return &k.From
		case "to":
			return &k.To
		case "locator":
			return &k.Locator
		case "paraphrase":
			return &k.Paraphrase
		case "note":
			return &k.Note
		case "verified":
			return &k.Verified
		}
	}
	return nil
}

// TestNothingIsLost compares the record with the facts it was made of, one by
// one and field by field, the corrections applied.
func TestNothingIsLost(t *testing.T) {
	all := facts(t)
	fixed := correct(t, all)
	d := load(t)

	slugs := map[string]bool{}
	for _, f := range all {
		for _, p := range f.Policies {
			slugs[p.Slug] = true
		}
	}
	var n struct{ jurisdictions, terms, policies, events, codings, relations, programs, gaps int }
	same := func(where string, got, want any) {
		t.Helper()
		if g, w := reflect.ValueOf(got), reflect.ValueOf(want); g.Kind() == reflect.Slice && g.Len() == 0 && w.Len() == 0 {
			return
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the record has\n%#v\nand the facts\n%#v", where, got, want)
		}
	}
	counted := func(where string, got, want int) bool {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d in the record, %d in the facts", where, got, want)
		}
		return got == want
	}
	counted("jurisdictions", len(d.Jurisdictions), len(all))
	for _, j := range d.Jurisdictions {
		f, ok := all[j.Slug]
		if !ok {
			t.Errorf("the facts have no %s", j.Slug)
			continue
		}
		n.jurisdictions++
		n.gaps += len(j.Gaps)
		g := f.Jurisdiction
		same(j.Slug, j, law.Jurisdiction{Slug: g.Slug, Name: g.Name, Kind: g.Kind, State: g.State, OCDID: g.OCDID, GEOID: g.GEOID,
			Wikidata: g.Wikidata, Latitude: g.Latitude, Longitude: g.Longitude, Population2020: g.Population2020,
			Government: g.Government, ExecutiveTitle: g.ExecutiveTitle, Gaps: f.Gaps})

		terms := slices.DeleteFunc(slices.Clone(d.Terms), func(x law.Term) bool { return x.Jurisdiction != j.Slug })
		if counted(j.Slug+" terms", len(terms), len(f.Mayors)) {
			for i, m := range f.Mayors {
				n.terms++
				same(fmt.Sprintf("%s term %d", j.Slug, i+1), terms[i], law.Term{Jurisdiction: j.Slug, Person: law.Slug(m.Name), Name: m.Name,
					Office: g.ExecutiveTitle, Party: m.Party, Start: m.Start, End: m.End, Acting: m.Acting, Note: m.Note,
					Verified: m.Verified, Sources: m.Sources})
			}
		}
		programs := slices.DeleteFunc(slices.Clone(d.Programs), func(x law.Program) bool { return x.Jurisdiction != j.Slug })
		if counted(j.Slug+" programs", len(programs), len(f.SupportPrograms)) {
			for i, p := range f.SupportPrograms {
				n.programs++
				if !strings.HasPrefix(programs[i].Slug, j.Slug+"-") {
					t.Errorf("the program %s does not begin with its jurisdiction", programs[i].Slug)
				}
				same(programs[i].Slug, programs[i], law.Program{Slug: programs[i].Slug, Jurisdiction: j.Slug, Name: p.Name, Kind: p.Kind,
					Start: p.Start, End: p.End, Mayor: p.Mayor, Note: p.Note, Verified: p.Verified, Sources: p.Sources})
			}
		}
		policies := slices.DeleteFunc(slices.Clone(d.Policies), func(x law.Policy) bool { return x.Jurisdiction != j.Slug })
		if !counted(j.Slug+" policies", len(policies), len(f.Policies)) {
			continue
		}
		for i, p := range f.Policies {
			n.policies++
			got := policies[i]
			want := law.Policy{Slug: p.Slug, Jurisdiction: j.Slug, Kind: p.Kind, Number: p.Number, Year: got.Year, Citation: p.Citation,
				Title: p.Title, ShortTitle: p.ShortTitle, Abstract: p.Abstract, Issuer: p.Issuer, Status: p.Status, Origin: law.Curated}
			if p.Legistar.MatterID != nil {
				want.Identifiers = append(want.Identifiers, law.Identifier{Scheme: "legistar:" + p.Legistar.Client + ":matter", Value: fmt.Sprint(p.Legistar.MatterID)})
			}
			if p.Legistar.File != "" {
				want.Identifiers = append(want.Identifiers, law.Identifier{Scheme: "legistar:" + p.Legistar.Client + ":file", Value: p.Legistar.File})
			}
			same(p.Slug+" codified at", got.CodifiedAt, p.CodifiedAt)
			same(p.Slug+" official URLs", got.OfficialURLs, p.OfficialURLs)
			got.Events = keep(fixed, p.Slug, "event", got.Events)
			got.Codings = keep(fixed, p.Slug, "coding", got.Codings)
			if counted(p.Slug+" events", len(got.Events), len(p.Events)) {
				for k, e := range p.Events {
					n.events++
					same(fmt.Sprintf("%s event %d", p.Slug, k+1), got.Events[k], law.Event{Date: e.Date, Type: e.Type, Actor: e.Actor,
						Note: e.Note, Verified: e.Verified, Origin: law.Curated, Sources: e.Sources})
				}
			}
			if counted(p.Slug+" relations", len(got.Relations), len(p.Relations)) {
				for k, r := range p.Relations {
					n.relations++
					want := law.Relation{Type: r.Type, Words: r.Target, Origin: law.Curated}
					if slugs[r.Target] {
						want.Target, want.Words = r.Target, ""
					}
					same(fmt.Sprintf("%s relation %d", p.Slug, k+1), got.Relations[k], want)
				}
			}
			if counted(p.Slug+" codings", len(got.Codings), len(p.Provisions)) {
				for k, c := range p.Provisions {
					n.codings++
					same(fmt.Sprintf("%s coding %d", p.Slug, k+1), got.Codings[k], law.Coding{Variable: c.Variable, Value: c.Value, From: c.From,
						To: c.To, Locator: c.Locator, Section: got.Codings[k].Section, Paraphrase: c.Paraphrase, Note: c.Note,
						Verified: c.Verified, Origin: law.Curated, Sources: c.Sources})
				}
			}
			got.CodifiedAt, got.OfficialURLs, got.Events, got.Relations, got.Codings, got.Versions = nil, nil, nil, nil, nil, nil
			same(p.Slug, got, want)
		}
	}
	t.Logf("%+v", n)
	if n.jurisdictions != 47 || n.terms != 378 || n.policies != 360 || n.events != 955 || n.codings != 777 || n.relations != 337 || n.programs != 65 {
		t.Errorf("%+v, want 47 jurisdictions, 378 terms, 360 policies, 955 events, 777 codings, 337 relations and 65 programs", n)
	}
}

// TestEveryCodingHasItsSection opens the passage a coding rests on. Where the
// versions were made of the codings, its paraphrase stands there; where they
// were restated from the text, each version that held on one of the coding's
// days has the section. Only silence, the value none, may have no section.
func TestEveryCodingHasItsSection(t *testing.T) {
	restated := map[string]bool{}
	eachFile(t, func(name string, b []byte) {
		f, err := decode(name, b)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range f.Policies {
			restated[p.Slug] = len(p.Versions) > 0
		}
	})
	for _, p := range load(t).Policies {
		for i, k := range p.Codings {
			if restated[p.Slug] {
				if k.Section == "" && k.Value != "none" {
					t.Errorf("%s coding %d: %s rests on no section", p.Slug, i+1, k.Variable)
				}
				days := 0
				for _, v := range p.Versions {
					if ends(v.To) <= k.From.Earliest() || ends(k.To) <= v.From.Earliest() {
						continue
					}
					days++
					if k.Section != "" && !slices.ContainsFunc(v.Sections, func(s law.Section) bool { return s.EID == k.Section }) {
						t.Errorf("%s coding %d: the version %s has no section %q", p.Slug, i+1, v.Label, k.Section)
					}
				}
				if days == 0 {
					t.Errorf("%s coding %d: no version held while %s did", p.Slug, i+1, k.Variable)
				}
				continue
			}
			found := false
			for _, v := range p.Versions {
				if v.Date.Earliest() != k.From.Earliest() {
					continue
				}
				for _, s := range v.Sections {
					found = found || s.EID == k.Section && strings.Contains(s.Words(v.Text), k.Paraphrase)
				}
			}
			if !found {
				t.Errorf("%s coding %d: no version of %s has %q in the section %q", p.Slug, i+1, k.From, k.Paraphrase, k.Section)
			}
		}
	}
}

// ends is the first day on which something that ends on d no longer holds.
func ends(d law.Date) law.Day {
	if d.IsZero() {
		return law.LastDay
	}
	return d.Earliest()
}

// TestOneValueAtATime holds that no policy has two values of one variable on
// one day, and that each version in a file begins when the one before it ends
// or later.
func TestOneValueAtATime(t *testing.T) {
	eachFile(t, func(name string, b []byte) {
		f, err := decode(name, b)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range f.Policies {
			for i := 1; i < len(p.Versions); i++ {
				if p.Versions[i].From.Earliest() < ends(p.Versions[i-1].To) {
					t.Errorf("%s: the version %s begins before %s has ended", p.Slug, p.Versions[i].Label, p.Versions[i-1].Label)
				}
			}
			for i, a := range p.Codings {
				for j, b := range p.Codings[i+1:] {
					if a.Variable == b.Variable && a.Value != b.Value && a.From.Earliest() < ends(b.To) && b.From.Earliest() < ends(a.To) {
						t.Errorf("%s: codings %d and %d give %s two values on one day", p.Slug, i+1, i+j+2, a.Variable)
					}
				}
			}
		}
	})
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
