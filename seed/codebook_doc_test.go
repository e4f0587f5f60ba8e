package seed

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"refuge/law"
)

// codebookDoc is the part of docs/codebook.md on each variable.
func codebookDoc(t *testing.T) (whole string, parts map[string]string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "docs", "codebook.md"))
	if err != nil {
		t.Fatal(err)
	}
	parts = map[string]string{}
	for _, part := range strings.Split(string(b), "\n### ")[1:] {
		id, text, _ := strings.Cut(part, "\n")
		text, _, _ = strings.Cut(text, "\n## ")
		parts[id] = text
	}
	return string(b), parts
}

// quoted are words in code style that may be slugs: with a hyphen, and neither
// a path nor a variable.
var quoted = regexp.MustCompile("`([a-z0-9]+(?:-[a-z0-9]+)+)`")

// TestCodebookDoc holds that docs/codebook.md explains every variable and value,
// each with a meaning, an example that has that value and a border case, and
// that it names no policy that the record does not have.
func TestCodebookDoc(t *testing.T) {
	whole, parts := codebookDoc(t)
	policies := map[string]law.Policy{}
	values := map[string]bool{} // variable and value that some policy has
	for _, p := range load(t).Policies {
		policies[p.Slug] = p
		for _, k := range p.Codings {
			values[k.Variable+" "+k.Value] = true
		}
	}
	for _, m := range quoted.FindAllStringSubmatch(whole, -1) {
		if _, ok := policies[m[1]]; !ok {
			t.Errorf("it names %s, which is no policy of the record", m[1])
		}
	}
	if got, want := len(parts), len(law.TheCodebook().Variables); got != want {
		t.Errorf("it has %d variables, the codebook %d", got, want)
	}
	for _, v := range law.TheCodebook().Variables {
		var rows [][]string
		for _, line := range strings.Split(parts[v.ID], "\n") {
			if strings.HasPrefix(line, "| `") {
				rows = append(rows, strings.Split(strings.Trim(line, "| "), " | "))
			}
		}
		if len(rows) != len(v.Values) {
			t.Errorf("%s has %d rows for %d values", v.ID, len(rows), len(v.Values))
			continue
		}
		for i, value := range v.Values {
			row := rows[i]
			if len(row) != 4 || row[0] != "`"+value+"`" || row[1] == "" || row[3] == "" {
				t.Errorf("%s: row %d is %q, want %s with a meaning, an example and a border case", v.ID, i+1, row, value)
				continue
			}
			m := quoted.FindStringSubmatch(row[2])
			if m == nil {
				if row[2] != "no policy of the record" || values[v.ID+" "+value] {
					t.Errorf("%s = %s: the example %q names no policy", v.ID, value, row[2])
				}
				continue
			}
			has, other := false, ""
			for _, k := range policies[m[1]].Codings {
				if k.Variable == v.ID && k.Value == value {
					has = true
				} else if k.Variable == v.ID {
					other = k.Value
				}
			}
			// Silence need not be coded.
			if !has && (value != "none" || other != "") {
				t.Errorf("%s = %s: %s is not coded so", v.ID, value, m[1])
			}
		}
	}
}
