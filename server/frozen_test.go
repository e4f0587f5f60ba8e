package server

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/shapes.txt anew")

// The public addresses whose answers programs of others read. What they hold
// stays under the names it has: testdata/shapes.txt lists every name of every
// answer over the record of the tests (go test -update writes it anew). Names,
// and columns at the end of a CSV, may be added.
var frozenAddresses = []string{
	"/api/v1/jurisdictions", "/api/v1/jurisdictions/springfield", "/api/v1/jurisdictions/springfield/state?as_of=2016-01-01",
	"/api/v1/jurisdictions/springfield/doubts", "/api/v1/jurisdictions/springfield/timeline?undated=true&steps=true",
	"/api/v1/mayors", "/api/v1/mayors/jane-doe", "/api/v1/mayors/jane-doe/timeline",
	"/api/v1/policies?off_topic=true", "/api/v1/policies/springfield-ll-12-2014", "/api/v1/policies/springfield-ll-12-2014?as_of=2015-06-01",
	"/api/v1/policies/springfield-eo-3-2006", "/api/v1/policies/springfield-ll-12-2014/versions/enacted",
	"/api/v1/policies/springfield-ll-12-2014/versions/restated-2014-12-14", "/api/v1/policies/springfield-ord-77-2016",
	"/api/v1/policies/springfield-ll-12-2014/diff", "/api/v1/policies/springfield-ll-12-2014/shared",
	"/api/v1/compare?left=springfield-ll-12-2014@enacted&right=shelbyville-eo-1-2019@enacted",
	"/api/v1/timeline?off_topic=true&undated=true&steps=true", "/api/v1/codings", "/api/v1/matrix", "/api/v1/matrix?as_of=2010-01-01",
	"/api/v1/search?q=detainer", "/api/v1/clauses?variable=detainer_compliance", "/api/v1/findings", "/api/v1/codebook",
	"/api/v1/sources", "/api/v1/runs", "/api/v1", "/healthz", "/api/v1/nothing",
	"/api/v1/jurisdictions.csv", "/api/v1/mayors.csv", "/api/v1/policies.csv", "/api/v1/timeline.csv", "/api/v1/codings.csv", "/api/v1/matrix.csv",
	"/api/v1/search.csv?q=detainer", "/api/v1/clauses.csv?variable=detainer_compliance", "/api/v1/findings.csv", "/api/v1/codebook.csv",
	"/api/v1/sources.csv", "/api/v1/runs.csv", "/api/v1/jurisdictions/springfield/doubts.csv",
}

func TestNamesInAnswersStay(t *testing.T) {
	s := newServer(t, openRecord(t))
	var got strings.Builder
	for _, address := range frozenAddresses {
		w := do(s, call{request: "GET " + address})
		fmt.Fprintf(&got, "%s %d\n", address, w.Code)
		if strings.HasPrefix(w.Header().Get("Content-Type"), "text/csv") {
			head, _, _ := strings.Cut(w.Body.String(), "\n")
			fmt.Fprintf(&got, "\t%s\n", head)
			continue
		}
		var v any
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		names := map[string]bool{}
		namesOf("", v, names)
		for _, name := range slices.Sorted(maps.Keys(names)) {
			fmt.Fprintf(&got, "\t%s\n", name)
		}
	}
	const golden = "testdata/shapes.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	have := lines(got.String())
	for line := range lines(string(want)) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(have)), func(h string) bool { return h == line || strings.HasPrefix(h, line+",") }) {
			t.Errorf("gone: %s", line)
		}
	}
}

// lines are the lines of a golden file, each with the address it stands under.
func lines(golden string) map[string]bool {
	out := map[string]bool{}
	address := ""
	for line := range strings.Lines(golden) {
		if !strings.HasPrefix(line, "\t") {
			address = strings.TrimSpace(line)
		}
		out[address+" "+strings.TrimSpace(line)] = true
	}
	return out
}

// namesOf adds the path of every value in v with its type.
func namesOf(path string, v any, to map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, sub := range v {
			namesOf(strings.TrimPrefix(path+"."+k, "."), sub, to)
		}
	case []any:
		if len(v) == 0 {
			to[path+" []"] = true
		}
		for _, sub := range v {
			namesOf(path+"[]", sub, to)
		}
	case nil:
		to[path+" null"] = true
	default:
		to[fmt.Sprintf("%s %T", path, v)] = true
	}
}
