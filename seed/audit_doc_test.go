package seed

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAuditDocument holds the figures of docs/audit.md to its own tables, and
// every policy it names to the record.
func TestAuditDocument(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "docs", "audit.md"))
	if err != nil {
		t.Fatal(err)
	}
	policies := map[string]bool{}
	for _, p := range load(t).Policies {
		policies[p.Slug] = true
	}
	parts := strings.Split(string(b), "\n## Draw ")
	slug := regexp.MustCompile("^\\| `([a-z0-9-]+)` \\|")
	figures := regexp.MustCompile(`^\| \d \| (events|codings) \|`)
	var summary []string
	for _, line := range strings.Split(parts[0], "\n") {
		if figures.MatchString(line) {
			summary = append(summary, strings.Trim(line, "| "))
		}
	}
	if len(summary) != len(parts)-1 || len(summary) < 2 {
		t.Fatalf("%d rows of figures for %d tables", len(summary), len(parts)-1)
	}
	for _, part := range parts[1:] {
		heading, text, _ := strings.Cut(part, "\n")
		draw, kind, _ := strings.Cut(heading, ": ")
		right, imprecise, wrong := 0, 0, 0
		for _, line := range strings.Split(text, "\n") {
			m := slug.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			if !policies[m[1]] {
				t.Errorf("draw %s names %s, which is no policy of the record", heading, m[1])
			}
			switch {
			case strings.Contains(line, "| **imprecise**: "):
				imprecise++
			case strings.Contains(line, "| **wrong**: "):
				wrong++
			case strings.HasSuffix(line, "| right |"):
				right++
			default:
				t.Errorf("draw %s: no finding in %q", heading, line)
			}
		}
		unread := 0
		if _, list, ok := strings.Cut(text, "being at hand: "); ok {
			unread = 1 + strings.Count(list, ", `")
		}
		read := right + imprecise + wrong
		want := fmt.Sprintf("%s | %s | %d | %d | %d | %d (%g%%) | %d | %d", draw, kind, read+unread, unread, read, right,
			100*float64(right)/float64(read), imprecise, wrong)
		if !slices.Contains(summary, want) {
			t.Errorf("the figures have no row %q in %q", want, summary)
		}
	}
}
