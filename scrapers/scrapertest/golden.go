// Package scrapertest runs a source over its saved answers.
package scrapertest

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"refuge/law"
	"refuge/scrapers"
)

var update = flag.Bool("update", false, "write testdata/*.want.json anew; the run fails so that somebody reads them")

// exchange is a saved request and what came back for it.
type exchange struct {
	Request   scrapers.Request `json:"request"`
	Status    int              `json:"status"`
	MediaType string           `json:"media_type"`
}

// page is a scrapers.Page as its golden file shows it.
type page struct {
	Rows   int                `json:"rows"`
	Newest *time.Time         `json:"newest,omitempty"`
	Data   law.Dataset        `json:"data"`
	Next   []scrapers.Request `json:"next,omitempty"`
	Bad    []bad              `json:"bad,omitempty"`
	Error  string             `json:"error,omitempty"` // of Parse
}

type bad struct {
	Subject string `json:"subject"`
	Cause   string `json:"cause"`
}

// Fixtures are the names of the saved answers under testdata of a folder:
// NAME.json is the request, NAME.body.* the bytes that came back,
// NAME.want.json the page to be read from them.
func Fixtures(t testing.TB, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(folder, "testdata", "*.want.json"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range paths {
		names = append(names, strings.TrimSuffix(filepath.Base(p), ".want.json"))
	}
	return names
}

// Golden parses every saved answer of the source, whose name begins the names
// of its fixtures, and compares the pages. A source that makes two pages of one
// answer, or changes the bytes, fails.
func Golden(t *testing.T, s scrapers.Source) {
	t.Helper()
	requests, err := filepath.Glob(filepath.Join("testdata", s.Info().Name+"-*.body.*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(requests) == 0 {
		t.Fatalf("source %s has no saved answer", s.Info().Name)
	}
	for _, file := range requests {
		name, _, _ := strings.Cut(filepath.Base(file), ".body.")
		t.Run(name, func(t *testing.T) {
			var x exchange
			if err := json.Unmarshal(read(t, filepath.Join("testdata", name+".json")), &x); err != nil {
				t.Fatal(err)
			}
			body := read(t, file)
			a := scrapers.Answer{Status: x.Status, MediaType: x.MediaType, Body: body, Capture: law.Capture{SHA256: "capture-of-" + name}}
			p, err := s.Parse(x.Request, a)
			again, err2 := s.Parse(x.Request, a)
			if !reflect.DeepEqual(show(p, err), show(again, err2)) {
				t.Error("two readings of one answer differ")
			}
			if !reflect.DeepEqual(body, read(t, file)) {
				t.Error("the parser changed the bytes")
			}
			for _, pol := range p.Data.Policies {
				check(t, pol)
			}
			got, err := json.MarshalIndent(show(p, err), "", " ")
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, '\n')
			want := filepath.Join("testdata", name+".want.json")
			held, err := os.ReadFile(want)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if string(held) == string(got) {
				return
			}
			if !*update {
				t.Fatalf("%s differs at %s (run with -update, then read what changed)", want, firstDifference(string(held), string(got)))
			}
			if err := os.WriteFile(want, got, 0o644); err != nil {
				t.Fatal(err)
			}
			t.Errorf("%s was written: read it, then run again", want)
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func show(p scrapers.Page, err error) page {
	out := page{Rows: p.Rows, Data: p.Data, Next: p.Next}
	if !p.Newest.IsZero() {
		out.Newest = &p.Newest
	}
	for _, b := range p.Bad {
		out.Bad = append(out.Bad, bad{b.Subject, b.Cause.Error()})
	}
	if err != nil {
		out.Error = err.Error()
	}
	return out
}

// check holds what every record of every source must keep.
func check(t *testing.T, p law.Policy) {
	t.Helper()
	if len(p.Identifiers) == 0 || p.Jurisdiction == "" || p.Origin != law.Collected {
		t.Errorf("a record without identifier, jurisdiction or origin: %+v", p)
	}
	if p.Slug != "" && law.CheckSlug(p.Slug) != nil {
		t.Errorf("slug %q", p.Slug)
	}
	for _, e := range p.Events {
		if e.Type == "" || e.SourceID == "" || len(e.Sources) == 0 || e.Origin != law.Collected {
			t.Errorf("an event without type, source or origin: %+v", e)
		}
	}
	for _, v := range p.Versions {
		if law.CheckSlug(v.Label) != nil || v.Standing == "" || v.Stage == "" || len(v.Sources) == 0 || v.Held != (v.Text != "") {
			t.Errorf("version %q of %v is not whole", v.Label, p.Identifiers)
		}
		for _, m := range v.Marks {
			if m.Start < 0 || m.Start >= m.End || m.End > len(v.Text) {
				t.Errorf("version %q has a mark outside its text: %+v", v.Label, m)
			}
		}
	}
}

func firstDifference(a, b string) string {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return "line " + strconv.Itoa(i+1) + "\n want " + as[i] + "\n got  " + bs[i]
		}
	}
	return "line " + strconv.Itoa(min(len(as), len(bs))+1) + ", where one ends"
}
