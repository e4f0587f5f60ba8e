package seed

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"refuge/law"
)

var update = flag.Bool("update", false, "write the seed files in their form and the tables of README.md anew")

// today is the day up to which the record was researched.
const today law.Day = "2026-11-23"

func load(t testing.TB) law.Dataset {
	t.Helper()
	d, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// eachFile calls f with the name of every seed file, "data/springfield.json",
// and its bytes.
func eachFile(t *testing.T, f func(name string, b []byte)) {
	t.Helper()
	names, err := fs.Glob(data, "data/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d seed files, %v", len(names), err)
	}
	for _, name := range names {
		b, err := data.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f(name, b)
	}
}

func TestFilesAreInTheirForm(t *testing.T) {
	eachFile(t, func(name string, b []byte) {
		f, err := decode(name, b)
		if err != nil {
			t.Error(err)
			return
		}
		again, err := f.encode()
		if err != nil {
			t.Error(err)
			return
		}
		if bytes.Equal(b, again) {
			return
		}
		if *update {
			if err := os.WriteFile(name, again, 0o644); err != nil {
				t.Error(err)
			}
			return
		}
		old, now := strings.Split(string(b), "\n"), strings.Split(string(again), "\n")
		for i := range min(len(old), len(now)) {
			if old[i] != now[i] {
				t.Errorf("%s:%d: it holds %q where its form wants %q; `go test ./seed -update` writes it so", name, i+1, old[i], now[i])
				return
			}
		}
		t.Errorf("%s: %d lines where its form wants %d; `go test ./seed -update` writes it so", name, len(old), len(now))
	})
}

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	b, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestFilesSatisfyTheSchema(t *testing.T) {
	s := schema(t)
	eachFile(t, func(name string, b []byte) {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Error(err)
			return
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
}

// small is a file with one of everything.
const small = `{
  "$schema": "../schema.json",
  "jurisdiction": {
    "slug": "springfield",
    "name": "Springfield",
    "kind": "city",
    "state": "IL",
    "ocd_id": "ocd-jurisdiction/country:us/state:il/place:springfield/government",
    "latitude": 39.8,
    "longitude": -89.6,
    "population_2020": null,
    "executive_title": "Mayor"
  },
  "terms": [
    {
      "person": "ada-oak",
      "name": "Ada Oak",
      "start": "1990-01",
      "end": null,
      "verified": true,
      "sources": [
        "https://springfield.example/mayors"
      ]
    }
  ],
  "policies": [
    {
      "slug": "springfield-ord-1",
      "kind": "ordinance",
      "title": "First",
      "identifiers": [
        {
          "scheme": "legistar:springfield:matter",
          "value": "1001"
        }
      ],
      "events": [
        {
          "date": "1991-03-04",
          "type": "signed",
          "verified": false,
          "settle": "The clerk's book.",
          "sources": []
        }
      ],
      "relations": [
        {
          "type": "responds_to",
          "words": "the fair of 1990"
        }
      ],
      "codings": [
        {
          "variable": "status_inquiry",
          "value": "police_limited",
          "from": "1991-03-04",
          "to": null,
          "section": "sec_1__subsec_a",
          "verified": false,
          "settle": "The clerk's book.",
          "sources": []
        }
      ],
      "versions": [
        {
          "label": "restated",
          "date": "1991-03-04",
          "from": "1991-03-04",
          "to": null,
          "basis": "part",
          "verified": false,
          "settle": "The clerk's book.",
          "sources": [],
          "sections": [
            {
              "eid": "sec_1",
              "number": "§ 1",
              "heading": "Questions"
            },
            {
              "eid": "sec_1__subsec_a",
              "parent": "sec_1",
              "number": "(a)",
              "text": "Officers ask nobody.\nNot even for fun."
            },
            {
              "eid": "sec_2",
              "text": "It holds at once."
            }
          ]
        }
      ]
    }
  ],
  "programs": [
    {
      "slug": "springfield-hotline",
      "name": "Hotline",
      "kind": "hotline",
      "start": null,
      "end": null,
      "verified": false,
      "settle": "The clerk's book.",
      "sources": []
    }
  ],
  "gaps": []
}
`

func TestTheSchemaIsStrict(t *testing.T) {
	s := schema(t)
	valid := func(text string) error {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		return s.Validate(doc)
	}
	if err := valid(small); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new string }{
		{`"kind": "city"`, `"kind": "town"`},
		{`"kind": "ordinance"`, `"kind": "decree"`},
		{`"type": "signed"`, `"type": "sealed"`},
		{`"slug": "springfield-hotline"`, `"slug": "Hotline"`},
		{`"start": "1990-01"`, `"start": "January 1990"`},
		{`"start": "1990-01"`, `"start": 1990`},
		{`"start": "1990-01",`, ``},
		{`"title": "First",`, `"title": "First", "colour": "red",`},
		{`"value": "police_limited"`, `"value": "never"`},
		{`"variable": "status_inquiry"`, `"variable": "kindness"`},
		{`"words": "the fair of 1990"`, `"words": "the fair of 1990", "target": "springfield-ord-0"`},
		{`"gaps": []`, `"gaps": [""]`},
	} {
		if err := valid(change(t, c.old, c.new)); err == nil {
			t.Errorf("the schema takes %s", c.new)
		}
	}
}

// change is small with old replaced once.
func change(t *testing.T, old, new string) string {
	t.Helper()
	if !strings.Contains(small, old) {
		t.Fatalf("the small file has no %s", old)
	}
	return strings.Replace(small, old, new, 1)
}

func TestTheSchemaListsWhatTheModelLists(t *testing.T) {
	b, err := os.ReadFile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type property struct {
		Enum []string `json:"enum"`
	}
	var s struct {
		Defs map[string]struct {
			Properties map[string]property `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	var variables []string
	for _, v := range law.TheCodebook().Variables {
		variables = append(variables, v.ID)
	}
	for _, c := range []struct {
		def, property string
		want          []string
	}{
		{"jurisdiction", "kind", strs(law.JurisdictionKinds)},
		{"version", "basis", strs(law.Bases)},
		{"policy", "kind", strs(law.PolicyKinds)},
		{"policy", "status", strs(law.Statuses)},
		{"event", "type", strs(law.EventTypes)},
		{"relation", "type", strs(law.RelationTypes)},
		{"program", "kind", strs(law.ProgramKinds)},
		{"coding", "variable", variables},
	} {
		if got := s.Defs[c.def].Properties[c.property].Enum; !slices.Equal(got, c.want) {
			t.Errorf("%s.%s lists %v, the model %v", c.def, c.property, got, c.want)
		}
	}
	// The schema knows the fields of the form and no others.
	for def, form := range map[string]any{"jurisdiction": jurisdiction{}, "term": term{}, "policy": policy{}, "event": event{},
		"relation": relation{}, "coding": coding{}, "version": version{}, "program": program{}, "suit": suit{}} {
		var want, got []string
		for i := range reflect.TypeOf(form).NumField() {
			name, _, _ := strings.Cut(reflect.TypeOf(form).Field(i).Tag.Get("json"), ",")
			want = append(want, name)
		}
		for name := range s.Defs[def].Properties {
			got = append(got, name)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s has the fields %v in the schema, %v in the form", def, got, want)
		}
	}
}

func strs[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

func TestSeedKeepsTheRules(t *testing.T) {
	for _, f := range law.Check(load(t), today) {
		if f.Severity == law.SevError {
			t.Errorf("%s: %s: %s", f.Rule, f.Subject, f.Sentence)
		}
	}
}

func TestFile(t *testing.T) {
	b, err := File("houston")
	if err != nil || !bytes.Contains(b, []byte(`"name": "Houston"`)) {
		t.Errorf("the file of Houston: %.40q, %v", b, err)
	}
	for _, name := range []string{"", "springfield", "houston.json", "../seed", "data/houston", "*"} {
		if _, err := File(name); !errors.Is(err, law.ErrNotFound) {
			t.Errorf("File(%q): %v, want law.ErrNotFound", name, err)
		}
	}
}

func TestLoadIsWholeAndSorted(t *testing.T) {
	d := load(t)
	if !slices.IsSortedFunc(d.Jurisdictions, func(a, b law.Jurisdiction) int { return cmp.Compare(a.Slug, b.Slug) }) {
		t.Error("the jurisdictions are not sorted")
	}
	if !slices.IsSortedFunc(d.Persons, func(a, b law.Person) int { return cmp.Compare(a.Slug, b.Slug) }) {
		t.Error("the persons are not sorted")
	}
	for _, p := range d.Policies {
		if p.Origin != law.Curated || len(p.Versions) == 0 {
			t.Errorf("%s: origin %q, %d versions", p.Slug, p.Origin, len(p.Versions))
		}
	}
	again := load(t)
	if !reflect.DeepEqual(d, again) {
		t.Error("two loads differ")
	}
	d.Policies[0].Events[0].Note = "changed"
	if reflect.DeepEqual(d, again) || !reflect.DeepEqual(again, load(t)) {
		t.Error("a caller's change reaches another caller")
	}
}

func TestMark(t *testing.T) {
	if m := Mark(); len(m) != 64 || m != Mark() {
		t.Errorf("mark %q", m)
	}
}

// TestWhoHeldTwoOffices holds the people whose terms lie in two places; all
// others have one place.
func TestWhoHeldTwoOffices(t *testing.T) {
	want := []string{"gary-locke", "gavin-newsom", "george-w-bush", "jerry-brown", "john-hickenlooper", "john-spellman",
		"neil-goldschmidt", "pete-wilson", "ronald-reagan", "ted-wheeler"}
	places := map[string][]string{}
	d := load(t)
	for _, term := range d.Terms {
		if !slices.Contains(places[term.Person], term.Jurisdiction) {
			places[term.Person] = append(places[term.Person], term.Jurisdiction)
		}
	}
	var got []string
	for person, list := range places {
		if len(list) > 1 {
			got = append(got, person)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(places) != len(d.Persons) {
		t.Errorf("%d persons, %d with terms", len(d.Persons), len(places))
	}
}

func TestParse(t *testing.T) {
	d, err := Parse("data/springfield.json", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if d.Terms[0].Office != "Mayor" || d.Terms[0].Jurisdiction != "springfield" {
		t.Errorf("term %+v", d.Terms[0])
	}
	p := d.Policies[0]
	if p.Jurisdiction != "springfield" || p.Identifiers[0] != (law.Identifier{Scheme: "legistar:springfield:matter", Value: "1001"}) {
		t.Errorf("policy %+v", p)
	}
	v := p.Versions[0]
	if len(p.Versions) != 1 || v.Standing != law.Restated || v.Stage != law.AsRestated || !v.Held || v.Label != "restated" {
		t.Fatalf("versions %+v", p.Versions)
	}
	const text = "§ 1 Questions\n(a)\nOfficers ask nobody.\nNot even for fun.\nIt holds at once."
	if v.Text != text {
		t.Errorf("text %q", v.Text)
	}
	for i, want := range []string{"§ 1 Questions\n(a)\nOfficers ask nobody.\nNot even for fun.", "(a)\nOfficers ask nobody.\nNot even for fun.", "It holds at once."} {
		if got := v.Sections[i].Words(v.Text); got != want {
			t.Errorf("section %d holds %q, want %q", i, got, want)
		}
	}
	for _, f := range law.Check(d, today) {
		if f.Severity == law.SevError {
			t.Error(f)
		}
	}
	f, err := decode("springfield.json", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := f.encode(); err != nil || string(again) != small {
		t.Errorf("the small file is written anew as %s, %v", again, err)
	}
}

func TestParseSaysWhereAndWhat(t *testing.T) {
	for _, c := range []struct {
		old, new string
		want     []string // parts of the error
	}{
		{`"start": "1990-01"`, `"start": "1990-13"`, []string{"springfield.json:LINE: /terms/0/start: ", `"1990-13" is no EDTF date`, "01 to 12"}},
		{`"date": "1991-03-04",
          "type"`, `"date": "yesterday",
          "type"`, []string{"springfield.json:LINE: /policies/0/events/0/date: ", "no EDTF date"}},
		{`"title": "First"`, `"titel": "First"`, []string{"springfield.json:LINE: /policies/0/titel: ", "no field of this name", "title, short_title"}},
		{`"verified": true`, `"verified": "yes"`, []string{"springfield.json:LINE: /terms/0/verified: ", "true or false is wanted here, not a string"}},
		{`"gaps": []`, `"gaps": ""`, []string{"springfield.json:LINE: /gaps: ", "a list is wanted here, not a string"}},
		{`"events": [`, `"events": [ 7,`, []string{"springfield.json:LINE: /policies/0/events/0: ", "an object is wanted here, not a number"}},
		{`"name": "Hotline",`, `"name": "Hotline", "name": "Line",`, []string{"springfield.json:LINE: /programs/0/name: ", "duplicate"}},
		{`"gaps": []`, `"gaps": [],`, []string{"springfield.json:LINE: ", "invalid character"}},
		{`"slug": "springfield",`, `"slug": "shelbyville",`, []string{"springfield.json: /jurisdiction/slug: ", "named for \"springfield\""}},
		{`"parent": "sec_1"`, `"parent": "sec_9"`, []string{"springfield.json: /policies/0/versions/0/sections/1: ", "sec_9"}},
		{`"eid": "sec_2"`, `"eid": "sec_1"`, []string{"springfield.json: /policies/0/versions/0/sections/2: ", "taken"}},
		{`"terms": [`, `"terms": [{"person": "ada-oak", "name": "Ada Elm", "start": null, "end": null, "verified": false, "settle": "x", "sources": []},`,
			[]string{"springfield.json: /terms/1: ", "Ada Oak", "Ada Elm"}},
		{`"versions": [`, `"aliases": [`, []string{"springfield.json:", "/policies/0/aliases/0: ", "a string is wanted here, not an object"}},
	} {
		text := change(t, c.old, c.new)
		line := 1 + strings.Count(text[:strings.Index(text, c.new)], "\n")
		_, err := Parse("seed/data/springfield.json", []byte(text))
		if !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%s: %v, want law.ErrInvalid", c.new, err)
			continue
		}
		for _, part := range c.want {
			if part = strings.ReplaceAll(part, "LINE", fmt.Sprint(line)); !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %v does not say %q", c.new, err, part)
			}
		}
	}
	for _, text := range []string{"", "null", "[]", small + small, small[:len(small)/2]} {
		if _, err := Parse("springfield.json", []byte(text)); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%.20q: %v, want law.ErrInvalid", text, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"jurisdiction":{"slug":"springfield"},"policies":[{"versions":[{"sections":[{"eid":"a"},{"eid":"b","parent":"a"}]}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := Parse("springfield.json", b)
		if err != nil {
			if !errors.Is(err, law.ErrInvalid) {
				t.Fatalf("%v does not wrap law.ErrInvalid", err)
			}
			return
		}
		for _, p := range d.Policies {
			for _, v := range p.Versions {
				for _, s := range v.Sections {
					if s.Start < 0 || s.Start > s.End || s.End > len(v.Text) {
						t.Fatalf("section %s is %d to %d of %d", s.EID, s.Start, s.End, len(v.Text))
					}
				}
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(b)
	}
}

func BenchmarkLoadAndCheck(b *testing.B) {
	for b.Loop() {
		law.Check(load(b), today)
	}
}

// table finds the lines of README.md between two marks.
func table(t *testing.T, readme, mark string) (before, lines, after string) {
	t.Helper()
	begin, end := fmt.Sprintf("<!-- %s: written by go test ./seed -update -->\n", mark), fmt.Sprintf("<!-- end of %s -->\n", mark)
	before, rest, ok := strings.Cut(readme, begin)
	lines, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("README.md has no table marked %q", mark)
	}
	return before + begin, lines, end + after
}

func TestReadmeCounts(t *testing.T) {
	b, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(b)
	d := load(t)
	for mark, want := range map[string]string{"counts": counts(d), "findings": findings(d)} {
		before, have, after := table(t, readme, mark)
		if have == want {
			continue
		}
		if !*update {
			t.Errorf("the %s in README.md differ from the files; `go test ./seed -update` writes them anew; have\n%s\nwant\n%s", mark, have, want)
		}
		readme = before + want + after
	}
	if *update {
		if err := os.WriteFile("README.md", []byte(readme), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// shown writes a count: the verified and, after a plus sign, the others.
func shown(c law.Checked) string {
	if c.Unverified == 0 {
		return fmt.Sprint(c.Verified)
	}
	return fmt.Sprintf("%d + %d", c.Verified, c.Unverified)
}

func counts(d law.Dataset) string {
	footings := law.Footings(d)
	policies, relations := map[string]int{}, map[string]int{}
	for _, p := range d.Policies {
		policies[p.Jurisdiction]++
		relations[p.Jurisdiction] += len(p.Relations)
	}
	var s strings.Builder
	s.WriteString("| file | terms | policies | events | codings | programs | versions | from text | from a part | not held | relations | gaps |\n" +
		strings.Repeat("| --- ", 12) + "|\n")
	line := func(name string, f law.Footing, policies, relations, gaps int) {
		fmt.Fprintf(&s, "| %s | %s | %d | %s | %s | %s | %s | %d | %d | %d | %d | %d |\n", name, shown(f.Terms), policies, shown(f.Events),
			shown(f.Codings), shown(f.Programs), shown(f.Versions), f.Text, f.Part, f.Reports, relations, gaps)
	}
	var sum struct{ policies, relations, gaps int }
	for _, j := range d.Jurisdictions {
		line(j.Slug, footings[j.Slug], policies[j.Slug], relations[j.Slug], len(j.Gaps))
		sum.policies += policies[j.Slug]
		sum.relations += relations[j.Slug]
		sum.gaps += len(j.Gaps)
	}
	line(fmt.Sprintf("**all %d**", len(d.Jurisdictions)), law.TotalFooting(d), sum.policies, sum.relations, sum.gaps)
	return s.String()
}

func findings(d law.Dataset) string {
	n := map[string]map[law.Severity]int{}
	for _, f := range law.Check(d, today) {
		if n[f.Rule] == nil {
			n[f.Rule] = map[law.Severity]int{}
		}
		n[f.Rule][f.Severity]++
	}
	var s strings.Builder
	s.WriteString("| rule | errors | warnings | notes |\n| --- | --- | --- | --- |\n")
	for _, r := range law.Rules() {
		if m := n[r.Name]; m != nil {
			fmt.Fprintf(&s, "| %s | %d | %d | %d |\n", r.Name, m[law.SevError], m[law.SevWarning], m[law.SevNote])
		}
	}
	return s.String()
}
