package server

import (
	"encoding/xml"
	"slices"
	"strings"
	"testing"
	"time"
)

func readFeed(t *testing.T, s *Server, address string) atomFeed {
	t.Helper()
	w := do(s, call{request: "GET " + address, header: "Host: evil.example"})
	if w.Code != 200 || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
		t.Fatalf("%s: %d, %s: %.300s", address, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	if strings.Contains(w.Body.String(), "evil.example/") || strings.Contains(w.Body.String(), "refuge.example") {
		t.Errorf("%s trusts the Host of the request", address)
	}
	var f atomFeed
	if err := xml.Unmarshal(w.Body.Bytes(), &f); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return f
}

// A feed has what changed, last first, under names that stay.
func TestFeedOfEveryListThatKnowsItsChanges(t *testing.T) {
	s := newServer(t, openRecord(t))
	for _, address := range []string{"/policies.atom", "/api/v1/policies.atom?jurisdiction=springfield", "/timeline.atom", "/jurisdictions/springfield/timeline.atom", "/api/v1/mayors/jane-doe/timeline.atom", "/policies?format=atom"} {
		f := readFeed(t, s, address)
		if len(f.Entries) == 0 || f.Title == "" || f.ID == "" || f.Author == "" {
			t.Errorf("%s: %d entries, title %q, id %q", address, len(f.Entries), f.Title, f.ID)
		}
		ids := map[string]bool{}
		for i, e := range f.Entries {
			if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.Updated > f.Updated || i > 0 && e.Updated > f.Entries[i-1].Updated {
				t.Errorf("%s: entry %q of %q, the feed of %q", address, e.Title, e.Updated, f.Updated)
			}
			if ids[e.ID] || !strings.HasPrefix(e.ID, "urn:refuge:") || e.Title == "" {
				t.Errorf("%s: entry %q has the id %q", address, e.Title, e.ID)
			}
			ids[e.ID] = true
			if !strings.HasPrefix(e.Links[0].Href, "/policies/") {
				t.Errorf("%s: entry %q leads to %q", address, e.Title, e.Links[0].Href)
			}
		}
	}
	// What an entry is called does not hang on the site's address or on the
	// other entries.
	all, some := readFeed(t, s, "/policies.atom"), readFeed(t, s, "/policies.atom?kind=local_law")
	if !slices.ContainsFunc(all.Entries, func(e atomEntry) bool { return e.ID == some.Entries[0].ID }) {
		t.Errorf("the entry %q has another id in the feed of all", some.Entries[0].Title)
	}
}

// Addresses are whole where the operator names the site's own.
func TestFeedOfASiteWithAnAddress(t *testing.T) {
	st := openRecord(t)
	s, err := New(Options{Store: st, Site: "https://refuge.test/", Version: "1"})
	if err != nil {
		t.Fatal(err)
	}
	f := readFeed(t, s, "/policies.atom")
	if got := f.Entries[0].Links[0].Href; !strings.HasPrefix(got, "https://refuge.test/policies/") {
		t.Errorf("an entry leads to %q", got)
	}
	for _, bad := range []string{"refuge.test", "ftp://refuge.test", "https://", "https://refuge.test/?a=b", "javascript:alert(1)"} {
		if _, err := New(Options{Store: st, Site: bad}); err == nil {
			t.Errorf("%q is taken for the address of a site", bad)
		}
	}
}

// An item that does not know when it changed is in no feed.
func TestNullInstantsAreInNoFeed(t *testing.T) {
	l := exampleTimeline
	if l.Items[0].Changed != nil || len(l.items()) != 0 {
		t.Errorf("%d items in the feed of a list without instants", len(l.items()))
	}
}
