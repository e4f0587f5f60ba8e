package seed

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
			if of := v.Scale[i]; row[1] != of.Means || row[2] != of.Example || row[3] != of.Border {
				t.Errorf("%s = %s: the codebook itself says %q, %q, %q", v.ID, value, of.Means, of.Example, of.Border)
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

// TestMethodExample holds that the record has the values that the worked example
// in docs/method-example.md shows in its tables.
func TestMethodExample(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "docs", "method-example.md"))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string][]string{} // policy and variable to values
	for _, p := range load(t).Policies {
		for _, k := range p.Codings {
			values[p.Slug+" "+k.Variable] = append(values[p.Slug+" "+k.Variable], k.Value)
		}
	}
	question := regexp.MustCompile("^The question is `([a-z_0-9]+)`")
	variable, rows := "", 0
	for _, line := range strings.Split(string(b), "\n") {
		if m := question.FindStringSubmatch(line); m != nil {
			variable = m[1]
		}
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if variable == "" || len(cells) != 4 || !strings.HasPrefix(cells[0], "`") {
			continue
		}
		rows++
		slug, value := strings.Trim(cells[0], "`"), strings.Trim(cells[2], "`")
		have := values[slug+" "+variable]
		if value == "not coded" && len(have) > 0 || value != "not coded" && !slices.Contains(have, value) {
			t.Errorf("%s: the example says %s is %s, the record %q", slug, variable, value, have)
		}
	}
	if rows < 10 {
		t.Errorf("%d rows were compared", rows)
	}
}
