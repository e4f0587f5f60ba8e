package collect

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
)

func TestRelevance(t *testing.T) {
	enforcement := strings.Repeat("federal immigration authorities ", 4)
	for _, c := range []struct {
		heading, summary, text string
		want                   law.Relevance
	}{
		{"Limiting the honoring of civil immigration detainers", "", "", law.Core},
		{"Repealing sections 9-131 of the code", "", "", law.Core},
		{"Reporting by the jail", "", enforcement, law.Core},
		{"Reporting by the jail", "", "one immigration detainer in passing", law.OffTopic},
		{"Reporting by the jail", "Bars cooperation with Immigration and Customs Enforcement.", "", law.Core},
		{"An office of immigrant affairs", "", "", law.Support},
		{"Language access at ferry landings", "", "", law.Support},
		{"Notice of street closings", "Notices are in the designated citywide languages.", "", law.OffTopic},
		{"A marine sanctuary off the coast", "", "", law.OffTopic},
		{"Alienation of parkland", "", "", law.OffTopic},
		{"", "", "", law.OffTopic},
	} {
		if got := Relevance(c.heading, c.summary, c.text); got != c.want {
			t.Errorf("Relevance(%q, %q, %.40q) = %s, want %s", c.heading, c.summary, c.text, got, c.want)
		}
	}
}

// The rule is measured against labels set by hand on New York's council
// records; a matter without a label is off topic. Doubtful labels are left out.
func TestRelevanceAgreesWithLabels(t *testing.T) {
	labels := readLabels(t, shared.Path(t, "real/nyc-labels.tsv"))
	type pair struct{ label, rule law.Relevance }
	counts := map[pair]int{}
	for name, body := range shared.Files(t, "real/nyc-council.tar.gz") {
		if !strings.HasSuffix(name, ".json") || strings.HasPrefix(name, "versions/") {
			continue
		}
		var m struct{ Name, Title, Summary, Text string }
		if err := json.Unmarshal(body, &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		label, ok := labels[name]
		switch {
		case !ok:
			label = law.OffTopic
		case label == "":
			continue
		}
		counts[pair{label, Relevance(m.Name+"\n"+m.Title, m.Summary, m.Text)}]++
	}
	share := func(hit, of func(pair) bool) float64 {
		var h, n int
		for p, c := range counts {
			if of(p) {
				n += c
				if hit(p) {
					h += c
				}
			}
		}
		return float64(h) / float64(n)
	}
	labelIs := func(r law.Relevance) func(pair) bool { return func(p pair) bool { return p.label == r } }
	ruleIs := func(r law.Relevance) func(pair) bool { return func(p pair) bool { return p.rule == r } }
	onTopic := func(r law.Relevance) bool { return r == law.Core || r == law.Support }
	for _, c := range []struct {
		name    string
		got     float64
		atLeast float64
	}{
		{"core found", share(ruleIs(law.Core), labelIs(law.Core)), 0.90},
		{"core right", share(labelIs(law.Core), ruleIs(law.Core)), 0.90},
		{"on topic found", share(func(p pair) bool { return onTopic(p.rule) }, func(p pair) bool { return onTopic(p.label) }), 0.93},
		{"on topic right", share(func(p pair) bool { return onTopic(p.label) }, func(p pair) bool { return onTopic(p.rule) }), 0.85},
	} {
		t.Logf("%s: %.3f", c.name, c.got)
		if c.got < c.atLeast {
			t.Errorf("%s: %.3f, want at least %.2f", c.name, c.got, c.atLeast)
		}
	}
}

func readLabels(t *testing.T, path string) map[string]law.Relevance {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string]law.Relevance{}
	for _, row := range rows[1:] {
		labels[row[1]] = law.Relevance(row[2])
		if row[4] != "" {
			labels[row[1]] = ""
		}
	}
	return labels
}
