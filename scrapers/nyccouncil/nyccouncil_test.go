package nyccouncil_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/nyccouncil"
)

func TestFile(t *testing.T) {
	for path, want := range map[string]string{
		"introduction/2014/0486.json":                      "matter introduction/2014/0486.json",
		"nyc_legislation-master/resolution/2025/0836.json": "matter resolution/2025/0836.json",
		"versions/53407/orig.json":                         "version versions/53407/orig.json",
		"events/2014/a.json":                               "",
		"introduction/2014/index.json":                     "",
		"last_sync.json":                                   "",
		"xintroduction/2014/0486.json":                     "",
		"introduction/2014/0486.json.bak":                  "",
	} {
		r, ok := nyccouncil.New().File(path)
		got := ""
		if ok {
			got = r.Kind + " " + r.Key
		}
		if got != want {
			t.Errorf("File(%q) = %q, want %q", path, got, want)
		}
	}
}

// Over HTTP each year is walked from 1 until 40 numbers in a row are missing,
// and not a request further, though one answer be lost on the way.
func TestWalk(t *testing.T) {
	matter, err := os.ReadFile("testdata/nyc-council-matter.body.json")
	if err != nil {
		t.Fatal(err)
	}
	s := nyccouncil.New()
	reqs, err := s.Start(scrapers.Query{BaseURL: "http://127.0.0.1:8972/", Since: time.Date(2033, 5, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{"introduction/2031/0001.json": true, "introduction/2031/0003.json": true, "introduction/2031/0043.json": true,
		"introduction/2031/0084.json": true, "resolution/2030/0040.json": true}
	asked := map[string]bool{}
	found := 0
	for ; len(reqs) > 0; reqs = reqs[1:] {
		r := reqs[0]
		if asked[r.Key] {
			continue
		}
		asked[r.Key] = true
		a := scrapers.Answer{Status: 404}
		switch {
		case r.Kind == "sync":
			a = scrapers.Answer{Status: 200, Body: []byte(`{"Matters":"2031-06-08T10:11:12Z","LastRun":"2031-06-08T11:00:00Z"}`)}
		case there[r.Key]:
			found++
			a = scrapers.Answer{Status: 200, Body: matter}
		case r.Key == "introduction/2031/0002.json":
			continue // lost
		}
		page, err := s.Parse(r, a)
		if err != nil {
			t.Fatal(err)
		}
		reqs = append(reqs, page.Next...)
	}
	// 0043 + 40 is the last number asked for in 2031, so 0084 is out of reach.
	if found != 4 || asked["introduction/2031/0084.json"] || !asked["introduction/2031/0083.json"] || !asked["resolution/2030/0080.json"] ||
		asked["introduction/2028/0001.json"] || !asked["introduction/2029/0040.json"] || asked["introduction/2032/0001.json"] {
		t.Errorf("%d found; %d asked", found, len(asked))
	}
	for _, base := range []string{"127.0.0.1:8972", "file:///tmp", "http://h/?a=b"} {
		if _, err := s.Start(scrapers.Query{BaseURL: base}); !errors.Is(err, law.ErrInvalid) {
			t.Errorf("base %q: %v", base, err)
		}
	}
}

func BenchmarkMatter(b *testing.B) {
	body, err := os.ReadFile("testdata/nyc-council-matter.body.json")
	if err != nil {
		b.Fatal(err)
	}
	s := nyccouncil.New()
	r, _ := s.File("introduction/2031/0007.json")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Parse(r, scrapers.Answer{Body: body}); err != nil {
			b.Fatal(err)
		}
	}
}
