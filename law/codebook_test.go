package law

import (
	"cmp"
	"encoding/json"
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
		for i, of := range v.Scale {
			if v.Values[i] != of.Value || !id.MatchString(of.Value) || of.Label == "" || of.Means == "" || of.Example == "" || of.Border == "" {
				t.Errorf("variable %s: value %+v needs a label, a definition, an example and a border case", v.ID, of)
			}
			if of.Direction != "" && !slices.Contains(Directions, of.Direction) || (of.Rank != nil) != v.Ordered {
				t.Errorf("variable %s: value %s goes %q, rank %v", v.ID, of.Value, of.Direction, of.Rank)
			}
			if of.Rank == nil {
				continue
			}
			side := map[Direction]int{Requires: -1, Permits: -1, Silent: 0}
			want, listed := side[of.Direction]
			if !listed {
				want = 1
			}
			if cmp.Compare(*of.Rank, 0) != want {
				t.Errorf("variable %s: value %s %s help and ranks %d", v.ID, of.Value, of.Direction, *of.Rank)
			}
			if i > 0 && *v.Scale[i-1].Rank > *of.Rank {
				t.Errorf("variable %s: value %s stands above what protects more", v.ID, of.Value)
			}
			if i > 0 && *v.Scale[i-1].Rank == *of.Rank && v.Order == "" {
				t.Errorf("variable %s: two values have no order, and nothing says so", v.ID)
			}
		}
		if !v.Ordered && v.Order == "" {
			t.Errorf("variable %s has no order, and nothing says why", v.ID)
		}
		if _, ok := v.Of("maybe"); ok {
			t.Errorf("variable %s knows a value it does not have", v.ID)
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

// TestAgreedCodes holds that the questions and values agreed on at first stay: a
// code once given is for ever.
func TestAgreedCodes(t *testing.T) {
	b, err := os.ReadFile(shared.Path(t, "codebook.json"))
	if err != nil {
		t.Fatal(err)
	}
	var agreed struct {
		Variables []struct {
			ID, Question string
			Values       []string
		}
	}
	if err := json.Unmarshal(b, &agreed); err != nil {
		t.Fatal(err)
	}
	for _, a := range agreed.Variables {
		v, ok := VariableByID(a.ID)
		if !ok || v.Question != a.Question {
			t.Errorf("the question %s is gone or reworded", a.ID)
		}
		for _, value := range a.Values {
			if _, ok := v.Of(value); !ok {
				t.Errorf("%s has lost its value %s", a.ID, value)
			}
		}
	}
}

// TestOrderOfValues goes through pairs in which the first comes before the
// second, and pairs that have no order.
func TestOrderOfValues(t *testing.T) {
	for _, c := range []struct{ variable, a, b string }{
		{"detainer_compliance", "judicial_warrant", "judicial_warrant_or_serious_crime"},
		{"detainer_compliance", "serious_crime", "judicial_warrant_or_serious_crime"},
		{"detainer_compliance", "judicial_warrant_and_serious_crime", "judicial_warrant"},
		{"detainer_compliance", "judicial_warrant_and_serious_crime", "serious_crime"},
		{"detainer_compliance", "limited_by_case", "complies"},
		{"detainer_compliance", "complies", "permitted"},
		{"deputization_287g", "prohibited", "agreement_in_force"},
		{"deputization_287g", "agreement_in_force", "none"}, // silence hides no duty
		{"jail_access", "permitted", "none"},
	} {
		v, _ := VariableByID(c.variable)
		if v.Compare(c.a, c.b) >= 0 || v.Compare(c.b, c.a) <= 0 {
			t.Errorf("%s: %s does not come before %s", c.variable, c.a, c.b)
		}
	}
	for _, c := range []struct{ variable, a, b string }{
		{"detainer_compliance", "serious_crime", "judicial_warrant"},
		{"status_inquiry", "police_prohibited", "agencies_limited"},
		{"agent_identification", "identification_required", "masks_prohibited"},
	} {
		v, _ := VariableByID(c.variable)
		a, _ := v.Of(c.a)
		b, _ := v.Of(c.b)
		if *a.Rank != *b.Rank {
			t.Errorf("%s: %s and %s have ranks %d and %d", c.variable, c.a, c.b, *a.Rank, *b.Rank)
		}
	}
	for variable, want := range map[string]string{"jail_access": "silent", "criminal_exception": "nobody"} {
		if got := ValueLabel(variable, "none"); got != want {
			t.Errorf("none of %s is written %q, want %q", variable, got, want)
		}
	}
}
