// Package rooms holds the one test that no room of the house opens into
// another it should not.
package rooms

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may lists, for each room, the rooms it may import. A package belongs to the
// longest room that begins its path.
var may = map[string][]string{
	"law":     {},
	"lawtext": {"law"},
	// A format is read without knowing what a place's drafters mean by it, and
	// a code is put together from what any grammar read.
	"lawtext/read":               {"law", "lawtext"},
	"lawtext/newyork":            {"law", "lawtext"},
	"lawtext/consolidate":        {"law", "lawtext"},
	"lawtext/districtofcolumbia": {"law", "lawtext", "lawtext/read"}, // its acts are XML with the orders marked
	"compare":                    {"law", "compare/terms"},
	"compare/terms":              {"law"},
	"compare/reuse":              {"law", "compare", "compare/terms"},
	"compare/write":              {"law", "compare"},
	"compare/comparetest":        {"internal/shared"},
	"scrapers":                   {"law", "lawtext", "lawtext/read", "scrapers", "scrapers/fetch"},
	"scrapers/fetch":             {"law"},
	"seed":                       {"law"},
	"record":                     {"law"},
	"store":                      {"law", "record"},
	"frontend":                   {"law", "compare", "record"},
	"collect":                    {"law", "lawtext", "lawtext/newyork", "lawtext/consolidate", "compare", "compare/reuse", "scrapers", "scrapers/fetch", "store"},
	"server":                     {"law", "lawtext", "compare", "compare/reuse", "compare/write", "record", "store", "frontend"},
	"cmd": {"law", "lawtext", "lawtext/read", "lawtext/consolidate", "compare", "compare/write", "scrapers", "scrapers/fetch", "seed", "record", "store", "frontend", "collect",
		"server"},
	"internal/shared":      {},
	"internal/springfield": {"law"},
	"store/storetest":      {"law", "record", "store", "internal/springfield"},
	"internal/rooms":       {},
}

func TestImportsGoOneWay(t *testing.T) {
	type pkg struct {
		ImportPath, Dir string
		Imports         []string
	}
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "refuge/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	seen := map[string]bool{}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		from := room(p.ImportPath)
		if from == "" {
			t.Errorf("%s belongs to no room of the design", p.ImportPath)
			continue
		}
		seen[from] = true
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, "refuge/") {
				continue
			}
			if to := room(imported); !slices.Contains(may[from], to) && from != to {
				t.Errorf("%s imports %s: %s may import %v", p.ImportPath, imported, from, may[from])
			}
		}
	}
	for from := range may {
		if !seen[from] {
			t.Errorf("the room %s is empty", from)
		}
	}
}

func room(path string) string {
	path = strings.TrimPrefix(path, "refuge/")
	best := ""
	for r := range may {
		if (path == r || strings.HasPrefix(path, r+"/")) && len(r) > len(best) {
			best = r
		}
	}
	return best
}
