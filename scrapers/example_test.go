package scrapers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"refuge/collect"
	"refuge/law"
	"refuge/lawtext"
	"refuge/lawtext/read"
	"refuge/scrapers"
	"refuge/scrapers/fetch"
	"refuge/store"
)

// orders is a whole platform, to be copied for a new one: a city's page of the
// mayor's orders, a list in JSON and a text for each.
type orders struct{}

const ordersBase = "https://orders.springfield.example"

func (orders) Info() scrapers.Info {
	return scrapers.Info{
		Name: "springfield-orders", Jurisdiction: "springfield", Title: "Springfield mayoral orders", Publisher: "Office of the Mayor",
		Platform: "springfieldorders", BaseURL: ordersBase, Terms: "Orders are public edicts.",
	}
}

// Start names the list. What it found becomes requests in Parse.
func (orders) Start(q scrapers.Query) ([]scrapers.Request, error) {
	base := ordersBase
	if q.BaseURL != "" {
		base = strings.TrimRight(q.BaseURL, "/")
	}
	if u, err := url.Parse(base); err != nil || u.Host == "" {
		return nil, fmt.Errorf("%q is no base address: %w", base, law.ErrInvalid)
	}
	return []scrapers.Request{{Key: "orders.json", Kind: "list", URL: base + "/orders.json", Context: map[string]string{"base": base}}}, nil
}

// listedOrder is a row of the list.
type listedOrder struct{ Number, Signed, Title, Mayor string }

func (orders) Parse(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	switch r.Kind {
	case "list":
		var rows []listedOrder
		if err := json.Unmarshal(a.Body, &rows); err != nil {
			return scrapers.Page{}, fmt.Errorf("reading the list: %v: %w", err, law.ErrInvalid)
		}
		page := scrapers.Page{Rows: len(rows)}
		for _, row := range rows {
			if row.Number == "" {
				page.Bad = append(page.Bad, scrapers.Bad{Subject: "order " + row.Title, Cause: fmt.Errorf("it has no number: %w", law.ErrInvalid)})
				continue
			}
			page.Next = append(page.Next, scrapers.Request{Key: "order/" + row.Number, Kind: "order", URL: r.Context["base"] + "/" + url.PathEscape(row.Number) + ".txt",
				Accept:  "text/plain",
				Context: map[string]string{"number": row.Number, "signed": row.Signed, "title": row.Title, "mayor": row.Mayor}})
		}
		return page, nil
	case "order":
		return parseOrder(r, a)
	}
	return scrapers.Page{}, fmt.Errorf("kind %q is not asked for by this source: %w", r.Kind, law.ErrInvalid)
}

func parseOrder(r scrapers.Request, a scrapers.Answer) (scrapers.Page, error) {
	page := scrapers.Page{Rows: 1}
	signed, err := law.ParseDate(r.Context["signed"])
	if err != nil { // what is no date is unknown and told, never made up
		page.Bad = append(page.Bad, scrapers.Bad{Subject: r.Key, Cause: err})
	}
	number, sources := r.Context["number"], []string{r.URL}
	p := law.Policy{
		Slug: law.Slug("springfield-eo", number), Jurisdiction: "springfield", Kind: law.ExecutiveOrder, Number: number, Title: r.Context["title"],
		Issuer: r.Context["mayor"], Origin: law.Collected, Identifiers: []law.Identifier{{Scheme: "springfield:order", Value: number}},
		Events: []law.Event{{Date: signed, Type: law.Signed, Actor: r.Context["mayor"], SourceID: number, Verified: true, Origin: law.Collected, Sources: sources}},
	}
	v := law.Version{Label: "enacted", Stage: law.AsEnacted, Standing: law.Official, Date: signed, Verified: true, Origin: law.Collected, Sources: sources}
	doc, err := read.Read("text/plain", a.Body, lawtext.Drafting{})
	switch {
	case err == nil:
		v.Text, v.Held, v.Reader, v.Capture = doc.Text(), true, doc.Reader, a.Capture.SHA256
		v.Sections = lawtext.Sections(v.Text)
	case !errors.Is(err, law.ErrNoText):
		page.Bad = append(page.Bad, scrapers.Bad{Subject: r.Key, Cause: err})
	}
	p.Versions = []law.Version{v}
	page.Data.Policies = []law.Policy{p}
	return page, nil
}

// Without: every run reads the whole list again, so no id need be remembered.
func (orders) Without(r scrapers.Request) scrapers.Gap {
	if r.Kind == "list" {
		return scrapers.Gap{}
	}
	return scrapers.Gap{Name: "order " + r.Context["number"]}
}

// The example of docs/sources.md collects.
func TestAPlatformOfOrders(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/orders.json":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `[{"Number":"7","Signed":"2031-02-03","Title":"Ferries and detainers","Mayor":"A. Mayor"},{"Number":"8","Signed":"soon","Title":"Harbors","Mayor":"A. Mayor"},{"Title":"none"}]`)
		case "/7.txt", "/8.txt":
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "Section 1. No ferry carries a civil immigration detainer.")
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Path: filepath.Join(dir, "refuge.db")})
	if err != nil {
		t.Fatal(err)
	}
	place := law.Dataset{Jurisdictions: []law.Jurisdiction{{Slug: "springfield", Name: "Springfield", Kind: law.City, ExecutiveTitle: "Mayor"}}}
	if _, err := s.Import(t.Context(), place, store.ImportOptions{Origin: law.Curated}); err != nil {
		t.Fatal(err)
	}
	captures, err := fetch.OpenCaptures(dir, fetch.CaptureOptions{Software: "Refuge/test"})
	if err != nil {
		t.Fatal(err)
	}
	rate := 0.0
	client, err := fetch.New(fetch.Options{Name: "Refuge", Contact: "test@springfield.example", Rate: &rate, Allow: []string{server.URL}, Captures: captures})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		client.Close()
		if err := errors.Join(captures.Close(), s.Close()); err != nil {
			t.Error(err)
		}
	}()
	c := &collect.Collector{Store: s, Captures: captures, Client: client, Log: slog.New(slog.DiscardHandler), Backoff: time.Millisecond}
	res, err := c.Run(t.Context(), orders{}, collect.Options{BaseURL: server.URL})
	if err != nil || res.New != 2 || res.Quarantined != 2 || len(res.Incomplete) != 0 {
		t.Fatalf("%+v, %v", res, err)
	}
	v, err := s.Version(t.Context(), "springfield-eo-7", "enacted")
	if err != nil || !v.Held || v.Date != law.MustDate("2031-02-03") || !strings.Contains(v.Text, "No ferry") {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err = s.Version(t.Context(), "springfield-eo-8", "enacted"); err != nil || !v.Date.IsZero() {
		t.Errorf("a date that is none became %v, %v", v.Date, err)
	}
}
