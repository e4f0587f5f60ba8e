package law

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"testing"

	"refuge/internal/shared"
)

func TestCodebook(t *testing.T) {
	c := TheCodebook()
	if c.Version == "" || c.About == "" {
		t.Error("the codebook has no version or no word about itself")
	}
	if len(c.Variables) != 26 {
		t.Errorf("%d variables, want 26", len(c.Variables))
	}
	id := regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	groups := map[string]int{}
	for _, g := range c.Groups {
		if _, again := groups[g.ID]; again || !id.MatchString(g.ID) || g.Label == "" {
			t.Errorf("group %q: ids are lower-case words, given once, with a label", g.ID)
		}
		groups[g.ID] = 0
	}
	seen := map[string]bool{}
	for _, v := range c.Variables {
		if seen[v.ID] || !id.MatchString(v.ID) || v.Label == "" || v.Question == "" {
			t.Errorf("variable %q: ids are lower-case words, given once, with a label and a question", v.ID)
		}
		seen[v.ID] = true
		if _, ok := groups[v.Group]; !ok {
			t.Errorf("variable %s stands in the unknown group %q", v.ID, v.Group)
		}
		groups[v.Group]++
		if !slices.Contains(v.Values, "none") || len(v.Values) < 2 {
			t.Errorf("variable %s has the values %v: silence must be one of them", v.ID, v.Values)
		}
		for i, value := range v.Values {
			if v.Rank(value) != i || !id.MatchString(value) {
				t.Errorf("variable %s: value %q ranks %d, want %d", v.ID, value, v.Rank(value), i)
			}
		}
		if v.Rank("maybe") != -1 {
			t.Errorf("variable %s ranks a value it does not have", v.ID)
		}
		if got, ok := VariableByID(v.ID); !ok || got.Question != v.Question {
			t.Errorf("VariableByID(%q) = %v, %v", v.ID, got, ok)
		}
	}
	for g, n := range groups {
		if n == 0 {
			t.Errorf("group %s has no variable", g)
		}
	}
	if _, ok := VariableByID("sanctuary"); ok {
		t.Error("VariableByID finds a variable that does not exist")
	}
}

func TestCodebookIsTheAgreedOne(t *testing.T) {
	want, err := os.ReadFile(shared.Path(t, "codebook.json"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(codebookJSON, want) {
		t.Error("codebook.json differs from the agreed one")
	}
}

// A variable that is added brings its words; words of one that is gone go.
func TestEveryVariableHasSearchWords(t *testing.T) {
	for _, v := range TheCodebook().Variables {
		if SearchWords(v.ID) == "" {
			t.Errorf("%s has no words to search for", v.ID)
		}
	}
	for id := range searchWords {
		if _, ok := VariableByID(id); !ok {
			t.Errorf("words for %s, which is no variable", id)
		}
	}
}
