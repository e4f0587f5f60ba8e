package nycorders_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/nycorders"
)

// The whole corpus, counted.
func TestArchive(t *testing.T) {
	s := nycorders.New()
	orders := map[string]law.Policy{}
	parts := map[string][]law.Relation{}
	count := map[string]int{}
	for name, b := range shared.Files(t, "real/nyc-executive-orders.tar.gz") {
		q, ok := s.File(name)
		if !ok {
			if strings.HasSuffix(name, ".md") {
				t.Errorf("no request for %s", name)
			}
			continue
		}
		page, err := s.Parse(q, scrapers.Answer{Body: b})
		if err != nil {
			t.Error(err)
			continue
		}
		for _, x := range page.Bad {
			t.Errorf("%s: %v", x.Subject, x.Cause)
		}
		if q.Kind == "relations" {
			count["edges"] = page.Rows
			for _, p := range page.Data.Policies {
				parts[p.Identifiers[0].Value] = p.Relations
				count["relations"] += len(p.Relations)
			}
			continue
		}
		p := page.Data.Policies[0]
		if _, twice := orders[p.Slug]; twice || law.CheckSlug(p.Slug) != nil {
			t.Errorf("%s: slug %q is twice or none", name, p.Slug)
		}
		orders[p.Slug] = p
		count[string(p.Kind)]++
		count["status "+string(p.Status)]++
		count["actor "+p.Events[0].Actor]++
		v := p.Versions[0]
		if !v.Held {
			count["not held"]++
		} else {
			count["quality "+v.Quality]++
		}
		if p.Events[0].Date.IsZero() {
			count["no date"]++
		}
		if p.Issuer == "" {
			count["no issuer"]++
		}
	}
	count["orders"] = len(orders)
	for what, want := range map[string]int{
		"orders": 2291, "executive_order": 974, "emergency_executive_order": 1317, "edges": 244, "relations": 236,
		"no date": 136, "not held": 67, "status superseded": 140, "status ": 2151, "no issuer": 97,
		"quality ": 1122, "quality clean": 923, "quality noisy": 56, "quality poor": 123,
		"actor Mayor Beame": 97, "actor Mayor Koch": 125, "actor Mayor Dinkins": 63, "actor Mayor Giuliani": 53, "actor Mayor Bloomberg": 464,
		"actor Mayor de Blasio": 425, "actor Mayor Adams": 967, "actor Mayor Mamdani": 97,
	} {
		if count[what] != want {
			t.Errorf("%s: %d, want %d", what, count[what], want)
		}
	}
	koch := orders["nyc-eo-124-1989"]
	if koch.Events[0].Date.String() != "1989-08-07" || koch.Issuer != "Mayor Edward I. Koch" || koch.Number != "124" || koch.Year != 1989 ||
		koch.Status != law.Superseded || !koch.Versions[0].Held || koch.Citation != "N.Y.C. Exec. Order No. 124 (1989)" {
		t.Errorf("EO 124 of 1989 is %+v", koch)
	}
	if rel := parts["2003-EO-034"]; len(rel) != 1 || rel[0].Type != law.Repeals || rel[0].Target != "nyc-eo-124-1989" {
		t.Errorf("EO 34 of 2003 has relations %v", rel)
	}
	for _, rels := range parts {
		for _, rel := range rels {
			if _, ok := orders[rel.Target]; !ok {
				t.Errorf("relation to %s, which is no order", rel.Target)
			}
		}
	}
	seeded := seed(t)
	for slug := range seeded {
		if strings.Contains(slug, "-eo-") && strings.HasPrefix(slug, "nyc-") {
			if _, ok := orders[slug]; !ok {
				t.Errorf("the seed's %s is no order of the corpus", slug)
			}
		}
	}
}

// seed is the researched policies of New York by slug.
func seed(t *testing.T) map[string]bool {
	b, err := os.ReadFile(shared.Path(t, "facts/new-york-city.json"))
	if err != nil {
		t.Fatal(err)
	}
	var facts struct{ Policies []struct{ Slug string } }
	if err := json.Unmarshal(b, &facts); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, p := range facts.Policies {
		out[p.Slug] = true
	}
	return out
}
