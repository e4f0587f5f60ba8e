package nycorders_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/nycorders"
)

func TestFile(t *testing.T) {
	for path, want := range map[string]string{
		"corpus/1989/1989-EO-124.md":       "order corpus/1989/1989-EO-124.md",
		"a/b/corpus/2026/2026-EEO-1.37.md": "order corpus/2026/2026-EEO-1.37.md",
		"corpus/supersession.json":         "relations corpus/supersession.json",
		"corpus/1988/1989-EO-124.md":       "",
		"corpus/gpp_provenance.json":       "",
		"corpus/1989/README.md":            "",
		"corpus/1989/1989-EO-124.md.orig":  "",
		"corpus/1989/1989-EO-124..1.md":    "",
		"xcorpus/1989/1989-EO-124.md":      "",
	} {
		r, ok := nycorders.New().File(path)
		got := ""
		if ok {
			got = r.Kind + " " + r.Key
		}
		if got != want {
			t.Errorf("File(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestStart(t *testing.T) {
	reqs, err := nycorders.New().Start(scrapers.Query{BaseURL: "http://127.0.0.1:8973/x/"})
	if err != nil || len(reqs) != 2 || reqs[0].URL != "http://127.0.0.1:8973/x/corpus/eo.json" || reqs[1].URL != "http://127.0.0.1:8973/x/corpus/supersession.json" {
		t.Errorf("%+v, %v", reqs, err)
	}
	if _, err := nycorders.New().Start(scrapers.Query{BaseURL: "corpus"}); !errors.Is(err, law.ErrInvalid) {
		t.Errorf("a base that is none: %v", err)
	}
}

func TestRefusedFiles(t *testing.T) {
	s := nycorders.New()
	r, _ := s.File("corpus/1989/1989-EO-124.md")
	for _, body := range []string{"", "no head", "---\neo_id: 1989-EO-124\n", "---\n\t:\n---\n", "---\neo_id: 1989-EO-125\nyear: 1989\nnumber: '125'\n---\nx",
		"---\neo_id: [1]\n---\nx", "---\na: &a [*a]\n---\nx"} {
		if page, err := s.Parse(r, scrapers.Answer{Body: []byte(body)}); !errors.Is(err, law.ErrInvalid) || len(page.Data.Policies) > 0 {
			t.Errorf("%q: %v", body, err)
		}
	}
	if _, err := s.Parse(r, scrapers.Answer{Status: 503}); !errors.Is(err, law.ErrUnavailable) {
		t.Errorf("status 503: %v", err)
	}
}

// FuzzParse: whatever a file holds, Parse neither panics nor gives an order
// without a name.
func FuzzParse(f *testing.F) {
	saved, err := filepath.Glob("testdata/*.body.md")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range saved {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	s := nycorders.New()
	r, _ := s.File("corpus/1988/1988-EO-007.md")
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := s.Parse(r, scrapers.Answer{Body: body})
		if err != nil {
			if !errors.Is(err, law.ErrInvalid) && !errors.Is(err, law.ErrTooLarge) {
				t.Fatalf("an error of no kind: %v", err)
			}
			return
		}
		for _, p := range page.Data.Policies {
			if p.Slug != "nyc-eo-7-1988" || len(p.Events) != 1 || len(p.Versions) != 1 || p.Title == "" {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func BenchmarkOrder(b *testing.B) {
	body, err := os.ReadFile("testdata/nyc-orders-ocr.body.md")
	if err != nil {
		b.Fatal(err)
	}
	s := nycorders.New()
	r, _ := s.File("corpus/1988/1988-EO-007.md")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Parse(r, scrapers.Answer{Body: body}); err != nil {
			b.Fatal(err)
		}
	}
}
