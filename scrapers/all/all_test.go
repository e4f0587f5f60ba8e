package all

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"refuge/law"
	"refuge/scrapers"
	"refuge/scrapers/legistar"
	"refuge/scrapers/scrapertest"
)

// A source is not whole without a saved answer and what is to be read from it,
// but for a city of Legistar that has no words of its own: the general tables'
// tests are its tests.
func TestSources(t *testing.T) {
	plain := map[string]bool{}
	for _, c := range legistar.Cities {
		plain[c.Name] = c.Types == nil && c.States == nil && c.Acts == nil && c.Enacted == nil && !c.Abstract
	}
	names := map[string]bool{}
	for _, s := range Sources() {
		i := s.Info()
		if law.CheckSlug(i.Name) != nil || names[i.Name] {
			t.Errorf("source %q: its name is no slug or is taken", i.Name)
		}
		names[i.Name] = true
		if i.Title == "" || i.Publisher == "" || i.Terms == "" || i.BaseURL == "" || law.CheckSlug(i.Jurisdiction) != nil {
			t.Errorf("source %s does not say who publishes what on which terms: %+v", i.Name, i)
		}
		if _, ok := s.(scrapers.Archive); ok != i.Archive {
			t.Errorf("source %s: Info says archive %v, its type says %v", i.Name, i.Archive, ok)
		}
		saved := 0
		for _, f := range scrapertest.Fixtures(t, filepath.Join("..", i.Platform)) {
			if strings.HasPrefix(f, i.Name+"-") {
				saved++
			}
		}
		if saved == 0 && !plain[i.Name] {
			t.Errorf("source %s has no saved answer in ../%s/testdata", i.Name, i.Platform)
		}
		reqs, err := s.Start(scrapers.Query{})
		if err != nil || len(reqs) == 0 {
			t.Errorf("source %s starts with %d requests: %v", i.Name, len(reqs), err)
		}
		for _, r := range reqs {
			if r.Key == "" || r.Kind == "" || !strings.HasPrefix(r.URL, i.BaseURL+"/") {
				t.Errorf("source %s: request %+v", i.Name, r)
			}
			if _, err := json.Marshal(r); err != nil {
				t.Errorf("source %s: %v", i.Name, err)
			}
		}
	}
}
