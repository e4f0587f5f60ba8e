package seed

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"refuge/law"
)

// silence is the value of a variable on which a coder found the text silent. For
// all variables but criminal_exception it is the codebook's none.
const silence = "silent"

// secondCoding is what a second coder made of a sample of policies without sight
// of the first coding. Only what at least one of the two did not find silent is
// written out.
type secondCoding struct {
	About string       `json:"about"`
	Drawn string       `json:"drawn"` // how the sample was drawn
	Units []secondUnit `json:"units"`
}

type secondUnit struct {
	Policy  string         `json:"policy"`
	Day     law.Day        `json:"day"`  // the state that was coded; empty for a bill
	Text    law.Basis      `json:"text"` // what the second coder had before them
	Codings []secondChoice `json:"codings"`
}

type secondChoice struct {
	Variable string `json:"variable"`
	First    string `json:"first"`
	Second   string `json:"second"`
	// Settled is what the record has since, and Why where the two differed.
	Settled string `json:"settled"`
	Why     string `json:"why,omitempty"`
}

func readSecondCoding(t *testing.T) secondCoding {
	t.Helper()
	b, err := os.ReadFile("second-coding.json")
	if err != nil {
		t.Fatal(err)
	}
	var s secondCoding
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// alpha is Krippendorff's alpha for nominal values of two coders without missing
// ones (Krippendorff, Content Analysis, ch. 11): 1 minus observed over expected
// disagreement. It is not defined, and ok false, where all values are one.
func alpha(pairs [][2]string) (a float64, ok bool) {
	n := map[string]int{}
	differ := 0
	for _, p := range pairs {
		n[p[0]]++
		n[p[1]]++
		if p[0] != p[1] {
			differ += 2
		}
	}
	total := 2 * len(pairs)
	expected := total * total
	for _, c := range n {
		expected -= c * c
	}
	if expected == 0 {
		return 0, false
	}
	return 1 - float64(total-1)*float64(differ)/float64(expected), true
}

// TestAlpha holds the formula to values worked out by hand: the reliability
// matrix of two coders, ten units and two values in Krippendorff's "Computing
// Krippendorff's Alpha-Reliability" (2011), part A, has 0.095.
func TestAlpha(t *testing.T) {
	pairs := func(first, second string) (list [][2]string) {
		for i := range first {
			list = append(list, [2]string{first[i : i+1], second[i : i+1]})
		}
		return list
	}
	for _, c := range []struct {
		first, second string
		want          string
	}{
		{"0100000010", "1110010000", "0.095"},
		{"aabb", "aabb", "1.000"},
		{"aabb", "bbaa", "-0.750"},
	} {
		a, ok := alpha(pairs(c.first, c.second))
		if got := fmt.Sprintf("%.3f", a); !ok || got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.first, c.second, got, c.want)
		}
	}
	if _, ok := alpha(pairs("aaaa", "aaaa")); ok {
		t.Error("one value has an alpha")
	}
}

// coded is the value that the record gives a policy for a variable on a day;
// silence if it gives none.
func coded(p law.Policy, variable string, day law.Day) string {
	for _, k := range p.Codings {
		on := day == "" || k.From.Earliest() <= day && day < ends(k.To)
		if k.Variable == variable && on {
			return k.Value
		}
	}
	return silence
}

// alike says that two values mean one thing: silence is the codebook's none,
// except where none means that nobody falls outside.
func alike(variable, a, b string) bool {
	plain := func(v string) string {
		if v == "none" && variable != "criminal_exception" {
			return silence
		}
		return v
	}
	return plain(a) == plain(b)
}

// TestSecondCodingIsSettled holds that the sample is of sixty policies, that each
// disagreement was settled with a reason, and that the record has what was
// settled.
func TestSecondCodingIsSettled(t *testing.T) {
	policies := map[string]law.Policy{}
	for _, p := range load(t).Policies {
		policies[p.Slug] = p
	}
	s := readSecondCoding(t)
	if len(s.Units) != 60 {
		t.Errorf("%d policies were coded twice, want 60", len(s.Units))
	}
	seen := map[string]bool{}
	for _, u := range s.Units {
		p, ok := policies[u.Policy]
		if !ok || seen[u.Policy] {
			t.Errorf("%s is no policy of the record, or stands twice", u.Policy)
			continue
		}
		seen[u.Policy] = true
		for _, k := range u.Codings {
			v, ok := law.VariableByID(k.Variable)
			for _, value := range []string{k.First, k.Second, k.Settled} {
				if !ok || value != silence && !slices.Contains(v.Values, value) {
					t.Errorf("%s: %s has no value %q", u.Policy, k.Variable, value)
				}
			}
			if !alike(k.Variable, k.First, k.Second) && k.Why == "" {
				t.Errorf("%s: %s was %s and %s, and no reason settles it", u.Policy, k.Variable, k.First, k.Second)
			}
			if have := coded(p, k.Variable, u.Day); !alike(k.Variable, have, k.Settled) {
				t.Errorf("%s: %s was settled as %s, and the record has %s", u.Policy, k.Variable, k.Settled, have)
			}
		}
	}
}

// agreement is the table of docs/agreement.md.
func agreement(s secondCoding) string {
	var b strings.Builder
	b.WriteString("| variable | not silent | agreed | share | alpha |\n| --- | --- | --- | --- | --- |\n")
	line := func(name string, pairs [][2]string) {
		spoken, agreed := 0, 0
		for _, p := range pairs {
			if p[0] != silence || p[1] != silence {
				spoken++
				if p[0] == p[1] {
					agreed++
				}
			}
		}
		figure := "–"
		if a, ok := alpha(pairs); ok {
			figure = fmt.Sprintf("%.2f", a)
		}
		share := "–"
		if spoken > 0 {
			share = fmt.Sprintf("%d%%", (100*agreed+spoken/2)/spoken)
		}
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %s |\n", name, spoken, agreed, share, figure)
	}
	var all [][2]string
	for _, v := range law.TheCodebook().Variables {
		var pairs [][2]string
		for _, u := range s.Units {
			pair := [2]string{silence, silence}
			if i := slices.IndexFunc(u.Codings, func(k secondChoice) bool { return k.Variable == v.ID }); i >= 0 {
				pair = [2]string{u.Codings[i].First, u.Codings[i].Second}
				for j, value := range pair {
					if alike(v.ID, value, silence) {
						pair[j] = silence
					}
				}
			}
			pairs = append(pairs, pair)
			// Values of two variables are never one.
			for j := range pair {
				if pair[j] != silence {
					pair[j] = v.ID + " " + pair[j]
				}
			}
			all = append(all, pair)
		}
		line("`"+v.ID+"`", pairs)
	}
	line("**all 26**", all)
	return b.String()
}

// TestAgreementDocument holds the published figures to the two codings.
func TestAgreementDocument(t *testing.T) {
	name := filepath.Join("..", "docs", "agreement.md")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, have, after := table(t, string(b), "agreement")
	want := agreement(readSecondCoding(t))
	if have == want {
		return
	}
	if !*update {
		t.Fatalf("the table of docs/agreement.md differs from the codings; `go test ./seed -update` writes it anew; want\n%s", want)
	}
	if err := os.WriteFile(name, []byte(before+want+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
