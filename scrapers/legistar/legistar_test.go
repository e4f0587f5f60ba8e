package legistar

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"refuge/law"
	"refuge/scrapers"
)

const base = "http://127.0.0.1:8971/v1"

func TestStart(t *testing.T) {
	s := New(NewYork)
	since := time.Date(2031, 6, 2, 1, 2, 3, 999, time.UTC)
	for _, c := range []struct {
		name  string
		query scrapers.Query
		lists int
		open  int
	}{
		{"words", scrapers.Query{BaseURL: base + "/"}, (2*len(scrapers.Words) + maxTerms - 1) / maxTerms, 0},
		{"all", scrapers.Query{BaseURL: base, All: true}, 1, 0},
		{"since", scrapers.Query{BaseURL: base, Since: since, Open: []string{"1001", "1002"}}, 2, 2},
	} {
		reqs, err := s.Start(c.query)
		if err != nil {
			t.Fatal(err)
		}
		keys := map[string]bool{}
		lists, open := 0, 0
		for _, r := range reqs {
			if keys[r.Key] {
				t.Errorf("%s: key %s twice", c.name, r.Key)
			}
			keys[r.Key] = true
			u, err := url.Parse(r.URL)
			if err != nil || !strings.HasPrefix(r.URL, base+"/nyc/matters") || strings.Contains(r.URL, "token") || strings.Contains(u.RawQuery, "+") {
				t.Errorf("%s: address %s", c.name, r.URL)
			}
			if r.Kind == "matter" {
				open++
				continue
			}
			lists++
			filter := u.Query().Get("$filter")
			if n := len(strings.Split(filter, " or ")); n > maxTerms || (filter == "") != (c.name == "all") {
				t.Errorf("%s: filter of %d terms: %s", c.name, n, filter)
			}
		}
		if lists != c.lists || open != c.open {
			t.Errorf("%s: %d lists and %d matters, want %d and %d", c.name, lists, open, c.lists, c.open)
		}
	}
	reqs, err := s.Start(scrapers.Query{BaseURL: base, Since: since})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(reqs[0].URL, "MatterLastModifiedUtc%20gt%20datetime%272031-06-02T01%3A02%3A03%27") || !strings.Contains(reqs[0].URL, "ge%20datetime%272031-06-01%27") {
		t.Errorf("since is asked as %s", reqs[0].URL)
	}
	for _, q := range []scrapers.Query{{BaseURL: "webapi.legistar.com"}, {BaseURL: "ftp://example.org/v1"}, {BaseURL: base + "?token=x"}, {Open: []string{"1 or 1"}}} {
		if _, err := s.Start(q); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("Start(%+v) = %v", q, err)
		}
	}
}

// A full page has a next one; a shorter page is the last.
func TestPaging(t *testing.T) {
	s := New(NewYork)
	for _, n := range []int{pageRows - 1, pageRows} {
		var rows []map[string]any
		for i := range n {
			rows = append(rows, map[string]any{"MatterId": i + 1, "MatterFile": fmt.Sprintf("Int %04d-2031", i+1), "MatterTitle": "Ferries"})
		}
		body, err := json.Marshal(rows)
		if err != nil {
			t.Fatal(err)
		}
		start, err := s.Start(scrapers.Query{BaseURL: base, All: true})
		if err != nil {
			t.Fatal(err)
		}
		page, err := s.Parse(start[0], scrapers.Answer{Status: 200, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		if page.Rows != n || len(page.Data.Policies) != n {
			t.Errorf("%d rows gave %d records", n, len(page.Data.Policies))
		}
		last := page.Next[len(page.Next)-1]
		if more := last.Kind == "matters"; more != (n == pageRows) {
			t.Errorf("after %d rows the next is %s", n, last.Key)
		} else if more && (last.Key != "matters/all/after-1000/0" || !strings.Contains(last.URL, "$filter=MatterId%20gt%201000&") || last.Context["all"] != "1") {
			t.Errorf("next page is %+v", last)
		}
	}
}

func TestRefusedAnswers(t *testing.T) {
	s := New(NewYork)
	list := scrapers.Request{Key: "matters/all/0", Kind: "matters", URL: base + "/nyc/matters?x", Context: map[string]string{"all": "1", "skip": "0"}}
	part := scrapers.Request{Key: "matter/1/sponsors", Kind: "sponsors", URL: base + "/nyc/matters/1/sponsors", Context: map[string]string{"id": "1"}, Missing404: true}
	for _, c := range []struct {
		name string
		r    scrapers.Request
		a    scrapers.Answer
		want error
	}{
		{"bad filter", list, scrapers.Answer{Status: 400, Body: []byte(`{"Message":"The query specified in the URI is not valid."}`)}, law.ErrUnavailable},
		{"closed", list, scrapers.Answer{Status: 403, Body: []byte("Token is required")}, law.ErrUnavailable},
		{"no list", list, scrapers.Answer{Status: 404}, law.ErrUnavailable},
		{"unknown client", part, scrapers.Answer{Status: 500, Body: []byte(`{"Message":"An error has occurred."}`)}, law.ErrUnavailable},
		{"error told in a good answer", part, scrapers.Answer{Status: 200, Body: []byte(`{"Message":"An error has occurred."}`)}, law.ErrInvalid},
		{"error told in XML", part, scrapers.Answer{Status: 200, Body: []byte(`<Error><Message>An error has occurred.</Message></Error>`)}, law.ErrInvalid},
		{"nothing", part, scrapers.Answer{Status: 200}, law.ErrInvalid},
		{"null", part, scrapers.Answer{Status: 200, Body: []byte("null")}, law.ErrInvalid},
		{"cut", part, scrapers.Answer{Status: 200, Body: []byte(`[{"MatterSponsorName":"A`)}, law.ErrInvalid},
		{"cut XML", part, scrapers.Answer{Status: 200, Body: []byte(`<ArrayOfGranicusMatterSponsor><GranicusMatterSponsor><Ma`)}, law.ErrInvalid},
		{"a page", part, scrapers.Answer{Status: 200, Body: []byte("<!DOCTYPE html><title>Maintenance</title>")}, law.ErrInvalid},
		{"foreign request", scrapers.Request{Kind: "votes", URL: base + "/nyc/matters/1/votes"}, scrapers.Answer{Status: 200, Body: []byte("[]")}, law.ErrInvalid},
		{"foreign city", scrapers.Request{Kind: "matters", URL: base + "/seattle/matters"}, scrapers.Answer{Status: 200, Body: []byte("[]")}, law.ErrInvalid},
	} {
		page, err := s.Parse(c.r, c.a)
		if !errors.Is(err, c.want) || len(page.Next) > 0 || len(page.Data.Policies) > 0 {
			t.Errorf("%s: %v, %+v", c.name, err, page)
		}
	}
	// An empty list is an answer, and nothing is written for it.
	page, err := s.Parse(part, scrapers.Answer{Status: 200, Body: []byte("[]")})
	if err != nil || page.Rows != 0 || len(page.Data.Policies) != 0 {
		t.Errorf("an empty list: %+v, %v", page, err)
	}
}

func TestWall(t *testing.T) {
	for s, want := range map[string]string{
		"2031-05-06T13:30:00":           "2031-05-06T13:30:00Z",
		"2031-05-06T23:30:00.1":         "2031-05-06T23:30:00.1Z",
		"2031-05-06T00:00:00.1234567":   "2031-05-06T00:00:00.1234567Z",
		"2031-05-06T23:30:00Z":          "2031-05-06T23:30:00Z",
		"2031-05-06":                    "2031-05-06T00:00:00Z",
		"":                              "",
		"0001-01-01T00:00:00":           "",
		"2031-02-30T00:00:00":           "error",
		"05/06/2031":                    "error",
		"2031-05-06T13:30:00+05:00":     "error",
		strings.Repeat("2031-05-06", 9): "error",
	} {
		got := "error"
		if at, err := Wall(s); err == nil {
			got = ""
			if !at.IsZero() {
				got = at.Format(time.RFC3339Nano)
			}
		} else if !errors.Is(err, law.ErrInvalid) {
			t.Errorf("Wall(%q): %v", s, err)
		}
		if got != want {
			t.Errorf("Wall(%q) = %s, want %s", s, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		city           City
		typ, file      string
		slug, number   string
		kind           law.PolicyKind
		enacted, alias string
		year           int
	}{
		{NewYork, "Introduction", "Int 0486-2014", "nyc-int-486-2014", "58", law.LocalLaw, "2014/058", "nyc-ll-58-2014", 2014},
		{NewYork, "Introduction", "Int 0804-1996-A", "nyc-int-804-1996-a", "Int 0804-1996-A", law.LocalLaw, "", "", 0},
		{NewYork, "Introduction", "int 0201-2026", "nyc-int-201-2026", "int 0201-2026", law.LocalLaw, "58 of 2014", "", 0},
		{NewYork, "Resolution", "Res 0836-2025", "nyc-res-836-2025", "Res 0836-2025", law.Resolution, "2025/001", "", 0},
		{NewYork, "SLR", "SLR 0012-2025", "nyc-slr-12-2025", "SLR 0012-2025", law.OtherMeasure, "", "", 0},
		{NewYork, "Introduction", "", "nyc-matter-7", "", law.LocalLaw, "", "", 0},
		{Cities[1], "Council Bill (CB)", "CB 119000", "seattle-cb-119000", "CB 119000", law.Ordinance, "", "", 0},
		{Cities[1], "Ordinance (Ord)", "Ord 126000", "seattle-ord-126000", "126000", law.Ordinance, "Ord 126000", "", 0},
		{Cities[2], "Resolution", "020394", "phl-res-020394", "020394", law.Resolution, "", "", 0},
		{Cities[3], "Ordinance", "18-1646", "oakland-18-1646", "13540", law.Ordinance, "13540 C.M.S.", "oakland-ord-13540", 0},
		{Cities[4], "Resolution", "17-0940", "denver-17-0940", "17-0940", law.Resolution, "20170940", "", 0},
	} {
		p := c.city.Policy(Matter{ID: 7, Type: c.typ, File: c.file, EnactmentNumber: c.enacted})
		if p.Slug != c.slug || p.Number != c.number || p.Kind != c.kind || p.Year != c.year || strings.Join(p.Aliases, " ") != c.alias || p.Title == "" {
			t.Errorf("%s %q: %s, number %q, %s, %d, aliases %v, title %q", c.city.Name, c.file, p.Slug, p.Number, p.Kind, p.Year, p.Aliases, p.Title)
		}
	}
}

func TestTextFile(t *testing.T) {
	m := Matter{File: "CB 119000", EnactmentNumber: "Ord 126000", Version: "2"}
	for _, c := range []struct {
		name  string
		files []string
		want  string
	}{
		{"named by its number", []string{"Summary and Fiscal Note", "CB 119000", "Att 1 - Map"}, "CB 119000"},
		{"signed before as introduced", []string{"Full Text: CB 119000", "Signed Ordinance 126000"}, "Signed Ordinance 126000"},
		{"of the current version", []string{"CB 119000 v1", "CB 119000 2"}, "CB 119000 2"},
		{"only papers beside it", []string{"Summary", "Presentation", "Amendment 1", "Proposed CB 119000", "Agenda"}, ""},
		{"another bill", []string{"CB 118999"}, ""},
		{"two as clear", []string{"Bill Text", "Bill Text"}, ""},
		{"a number alone", []string{"119000"}, ""},
		{"none", nil, ""},
	} {
		var files []File
		for i, n := range c.files {
			files = append(files, File{ID: i + 1, Name: n, URL: "https://files.example.org/x.pdf"})
		}
		f, ok := NewYork.textFile(m, files)
		if ok != (c.want != "") || ok && f.Name != c.want {
			t.Errorf("%s: %q, %v", c.name, f.Name, ok)
		}
	}
}

func TestRTFBytes(t *testing.T) {
	if got := string(rtfBytes("{\\rtf1 a\u2019\U0001D11E}")); got != `{\rtf1 a{\uc0\u8217 }{\uc0\u-10188 }{\uc0\u-8930 }}` {
		t.Errorf("characters beyond ASCII become %s", got)
	}
	for _, s := range []string{"§ 5 Ferries", `{\rtf1 plain}`} {
		if string(rtfBytes(s)) != s {
			t.Errorf("%q was changed", s)
		}
	}
}

func TestInfo(t *testing.T) {
	for _, c := range Cities {
		i := New(c).Info()
		if i.Name == "" || i.Publisher == "" || i.Jurisdiction == "" || i.Stale <= 0 || i.NeedsToken != (i.TokenEnv != "") {
			t.Errorf("%+v", i)
		}
	}
	if i := New(NewYork).Info(); i.TokenEnv != "LEGISTAR_TOKEN_NYC" || i.TokenParam != "token" {
		t.Errorf("the key of New York is %s in %s", i.TokenEnv, i.TokenParam)
	}
}

// Rows in any order make the same events; none is lost and none is made up.
func TestEventsOfAnyOrder(t *testing.T) {
	names := rapid.SampledFrom(append(slices.Collect(maps.Keys(newYorkNames)), "", "Hearing Held by Committee"))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 12).Draw(t, "rows")
		var actions []Action
		dropped := 0
		for i := range n {
			a := Action{ID: i + 1, Name: names.Draw(t, "name"), Body: rapid.SampledFrom([]string{"", "Mayor", "City Council"}).Draw(t, "body"),
				Result: rapid.SampledFrom([]string{"", "Pass", "Fail"}).Draw(t, "result")}
			if d := rapid.IntRange(0, 4).Draw(t, "day"); d > 0 {
				a.At = time.Date(2031, 1, d, 0, 0, 0, 0, time.UTC)
			}
			if a.At.IsZero() && a.Name == "" && a.Body == "" {
				dropped++
			}
			actions = append(actions, a)
		}
		m := Matter{ID: 1}
		events := NewYork.Events(m, actions)
		ids := map[string]bool{}
		for i, e := range events {
			for _, id := range strings.Split(e.SourceID, ",") {
				if ids[id] {
					t.Fatalf("row %s is in two events", id)
				}
				ids[id] = true
			}
			if i > 0 && (e.Date.Compare(events[i-1].Date) < 0 || e.Date == events[i-1].Date && e.Seq <= events[i-1].Seq) {
				t.Fatalf("event %d is out of order", i)
			}
			if e.Result == "Fail" && e.Type != law.Step && e.Type != law.FailedEvent {
				t.Fatalf("%q that failed became %s", e.Raw, e.Type)
			}
		}
		if len(ids)+dropped != n {
			t.Fatalf("%d rows, %d in events, %d dropped", n, len(ids), dropped)
		}
		shuffled := rapid.Permutation(actions).Draw(t, "order")
		a, err := json.Marshal(events)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(NewYork.Events(m, shuffled))
		if err != nil {
			t.Fatal(err)
		}
		if string(a) != string(b) {
			t.Fatalf("another order of rows gives\n%s\n%s", a, b)
		}
	})
}

var newYorkNames = map[string]bool{"Introduced by Council": true, "Approved by Council": true, "Signed Into Law by Mayor": true,
	"Vetoed by Mayor": true, "Overridden by Council": true, "City Charter Rule Adopted": true}

// FuzzParse: whatever a server sends, Parse neither panics nor gives a record
// without a name. Files are left to the readers' own fuzzing.
func FuzzParse(f *testing.F) {
	saved, err := filepath.Glob("testdata/*.body.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range saved {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for kind := range fuzzKinds {
			if strings.Contains(path, kind) {
				f.Add(kind, b)
			}
		}
	}
	s := New(NewYork)
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		if !fuzzKinds[kind] {
			return
		}
		r := scrapers.Request{Key: "matter/1001/" + kind, Kind: kind, URL: base + "/nyc/matters/1001/" + kind, Missing404: true,
			Context: map[string]string{"id": "1001", "text": "70002", "label": "A", "version": "A", "skip": "0", "all": "1"}}
		page, err := s.Parse(r, scrapers.Answer{Status: 200, Body: body})
		if err != nil {
			if !errors.Is(err, law.ErrInvalid) && !errors.Is(err, law.ErrTooLarge) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		for _, p := range page.Data.Policies {
			if len(p.Identifiers) == 0 || p.Slug != "" && law.CheckSlug(p.Slug) != nil {
				t.Fatalf("%+v", p)
			}
			for _, v := range p.Versions {
				if law.CheckSlug(v.Label) != nil || strings.ContainsRune(v.Text, 0) {
					t.Fatalf("version %q", v.Label)
				}
			}
		}
	})
}

var fuzzKinds = map[string]bool{"matters": true, "matter": true, "histories": true, "versions": true, "text": true, "sponsors": true, "attachments": true, "textfiles": true}

func BenchmarkMatters(b *testing.B) { benchmark(b, "nyc-matters.body.json", "matters") }
func BenchmarkText(b *testing.B)    { benchmark(b, "nyc-text.body.json", "text") }

func benchmark(b *testing.B, file, kind string) {
	body, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		b.Fatal(err)
	}
	s := New(NewYork)
	r := scrapers.Request{Key: "x", Kind: kind, URL: base + "/nyc/matters", Missing404: true,
		Context: map[string]string{"id": "1001", "text": "70002", "label": "A", "version": "A", "skip": "0", "all": "1"}}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Parse(r, scrapers.Answer{Status: 200, Body: body}); err != nil {
			b.Fatal(err)
		}
	}
}
