package server

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"refuge/law"
	"refuge/store"
)

// TestTheDrawingReachesToday gives a place far more collected events than one
// drawing holds. The drawing still has every curated event, the newest of them
// included, says what it leaves out, and none of its marks leads nowhere.
func TestTheDrawingReachesToday(t *testing.T) {
	st := openRecord(t)
	var many law.Dataset
	for i := range 12 {
		p := law.Policy{Slug: fmt.Sprintf("springfield-res-%d-1950", i), Jurisdiction: "springfield", Kind: law.Resolution, Title: "On newcomers",
			Relevance: law.Core, Origin: law.Collected, Identifiers: []law.Identifier{{Scheme: "test", Value: fmt.Sprint(i)}}}
		for j := range 50 {
			p.Events = append(p.Events, law.Event{Date: law.MustDate(fmt.Sprintf("19%02d-01-02", 50+j)), Type: law.Reaffirmed, Actor: "City Council",
				SourceID: fmt.Sprint(i, "-", j), Origin: law.Collected, Sources: springfieldSources})
		}
		many.Policies = append(many.Policies, p)
	}
	if _, err := st.Import(context.Background(), many, store.ImportOptions{Origin: law.Collected, Source: "test"}); err != nil {
		t.Fatal(err)
	}
	curated, err := st.Timeline(context.Background(), store.TimelineFilter{Page: store.Page{Limit: store.MaxLimit},
		Jurisdictions: []string{"springfield"}, Origins: []law.Origin{law.Curated}})
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t, st)
	for _, path := range []string{"/jurisdictions/springfield", "/jurisdictions/springfield/timeline"} {
		p := readPage(t, s, path, 200)
		p.count("svg[data-chart] a", len(curated.Items))
		p.says(".chart figcaption", "stand in the list only")
		p.Find("svg[data-chart] a").Each(func(_ int, a *goquery.Selection) {
			page, id, _ := strings.Cut(a.AttrOr("href", ""), "#")
			to := p
			if page != "" {
				to = readPage(t, s, page, 200)
			}
			if to.Find("#"+id).Length() != 1 {
				t.Errorf("%s: a mark leads to %s#%s, which is not there", path, page, id)
			}
		})
	}
}
