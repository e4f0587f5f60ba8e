package law

import (
	"errors"
	"strings"
	"testing"
)

// texted makes a policy of versions written "label standing stage date", those
// that begin with "-" not held.
func texted(slug string, versions ...string) Policy {
	p := Policy{Slug: slug, Kind: LocalLaw, Status: InForce}
	for _, s := range versions {
		label, held := strings.CutPrefix(s, "-")
		f := strings.Fields(label)
		p.Versions = append(p.Versions, Version{Label: f[0], Standing: Standing(f[1]), Stage: Stage(f[2]), Date: MustDate(f[3]), Held: !held})
	}
	return p
}

func TestTextAsMade(t *testing.T) {
	bill := texted("bill", "b official amended 2014-03-01", "a official introduced 2014-01-01")
	bill.Status = Proposed
	for name, c := range map[string]struct {
		p    Policy
		s    Standing
		want string
	}{
		"enacted":           {texted("x", "a official introduced 2014-01-01", "b official enacted 2014-06-01", "c official amended 2014-02-01"), Official, "b"},
		"only passed":       {texted("x", "a official introduced 2014-01-01", "p official passed 2014-05-01"), Official, "p"},
		"amended since":     {texted("x", "r2 restated restated 2020-01-01", "r1 restated restated 2014-06-01"), Restated, "r1"},
		"not held":          {texted("x", "-b official enacted 2014-06-01", "a official introduced 2014-01-01"), Official, "a"},
		"never law":         {bill, Official, "b"},
		"no such standing":  {bill, Restated, ""},
		"sections of codes": {texted("x", "c2 consolidated consolidated 2018-01-01", "c1 consolidated consolidated 2014-01-01"), Consolidated, "c1"},
	} {
		if v, ok := c.p.Made(c.s); v.Label != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v", name, v.Label, ok)
		}
	}
}

func TestLastChange(t *testing.T) {
	p := texted("x", "a official introduced 2014-01-01", "b official enacted 2014-06-01", "r1 restated restated 2014-06-01", "r2 restated restated 2020-01-01", "-c official amended 2021-01-01")
	for day, want := range map[Day]string{"": "a b", "2014-06-01": "a b", "2014-05-01": "", "2030-01-01": "a b"} {
		got := ""
		if x, y, ok := p.LastChange(day); ok {
			got = x.Label + " " + y.Label
		}
		if got != want {
			t.Errorf("by %q: %q, want %q", day, got, want)
		}
	}
	p.Versions[0].Held = false
	if x, y, _ := p.LastChange(""); x.Label != "r1" || y.Label != "r2" {
		t.Errorf("with one official text: %s %s", x.Label, y.Label)
	}
	if _, _, ok := p.LastChange("2019-01-01"); ok {
		t.Error("a change of 2020 was known in 2019")
	}
}

func TestTextsOfOneStanding(t *testing.T) {
	both := texted("both", "b official enacted 2014-06-01", "r restated restated 2014-06-01", "r2 restated restated 2020-01-01")
	ours := texted("ours", "r restated restated 2016-06-01")
	law := texted("law", "b official enacted 2015-06-01")
	for _, c := range []struct {
		left, right Policy
		day         Day
		want        string
	}{
		{both, law, "", "b b"}, {both, ours, "", "r r"}, {ours, law, "", ""}, {both, ours, "2021-01-01", "r2 r"}, {both, law, "2014-12-31", ""},
	} {
		got := ""
		if a, b, ok := SameStanding(c.left, c.right, c.day, c.day); ok {
			got = a.Label + " " + b.Label
		}
		if got != c.want {
			t.Errorf("%s and %s on %q: %q, want %q", c.left.Slug, c.right.Slug, c.day, got, c.want)
		}
	}

	if err := CheckStandings(both, both.Versions[1], ours, ours.Versions[0]); err != nil {
		t.Errorf("two restated texts: %v", err)
	}
	err := CheckStandings(both, both.Versions[0], both, both.Versions[1])
	if !errors.Is(err, ErrConflict) || !strings.Contains(err.Error(), "both@r with both@r2") {
		t.Errorf("of one policy: %v", err)
	}
	if err := CheckStandings(ours, ours.Versions[0], law, law.Versions[0]); !errors.Is(err, ErrConflict) || !strings.Contains(err.Error(), "no two to compare") {
		t.Errorf("of policies without a common standing: %v", err)
	}
}

func TestTextsAskedFor(t *testing.T) {
	both := texted("both", "-i official introduced 2014-01-01", "b official enacted 2014-06-01", "r restated restated 2014-06-01", "r2 restated restated 2020-01-01")
	ours := texted("ours", "r restated restated 2016-06-01")
	law := texted("law", "b official enacted 2015-06-01")
	for name, c := range map[string]struct {
		left, right Asked
		want        string // the two labels, or what the error says
		kind        error
	}{
		"as made":                {Asked{Policy: both}, Asked{Policy: law}, "b b", nil},
		"ours as made":           {Asked{Policy: both}, Asked{Policy: ours}, "r r", nil},
		"each on its day":        {Asked{Policy: both, Day: "2021-01-01"}, Asked{Policy: ours, Day: "2017-01-01"}, "r2 r", nil},
		"one named":              {Asked{Policy: both, Label: "r2"}, Asked{Policy: ours}, "r2 r", nil},
		"the last change":        {Asked{Policy: both}, Asked{Policy: both}, "r r2", nil},
		"from one day to one":    {Asked{Policy: both, Day: "2015-01-01"}, Asked{Policy: both, Day: "2021-01-01"}, "b b", nil},
		"no change by then":      {Asked{Policy: both, Day: "2015-01-01"}, Asked{Policy: both, Day: "2015-01-01"}, "no change to show", ErrNotFound},
		"named, unlike":          {Asked{Policy: both, Label: "r"}, Asked{Policy: law, Label: "b"}, "compare both@b with law@b, which are both official", ErrConflict},
		"one named, unlike":      {Asked{Policy: both, Label: "r"}, Asked{Policy: law}, "compare both@b with law@b", ErrConflict},
		"of no common standing":  {Asked{Policy: ours}, Asked{Policy: law}, "no two to compare", ErrConflict},
		"before it was made":     {Asked{Policy: both}, Asked{Policy: law, Day: "2014-12-31"}, "law on 2014-12-31", ErrNotFound},
		"not held":               {Asked{Policy: both, Label: "i"}, Asked{Policy: law}, "both@i is not held", ErrNoText},
		"no such version":        {Asked{Policy: both, Label: "z"}, Asked{Policy: law}, "it has i, b, r, r2", ErrNotFound},
		"a version and a day":    {Asked{Policy: both, Label: "b", Day: "2015-01-01"}, Asked{Policy: law}, "both@b is a version", ErrInvalid},
		"a version against none": {Asked{Policy: both, Label: "b"}, Asked{Policy: texted("none")}, "no two texts", ErrNotFound},
	} {
		a, b, err := ToCompare(c.left, c.right)
		got := a.Label + " " + b.Label
		if err != nil {
			got = err.Error()
		}
		if !errors.Is(err, c.kind) || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s", name, got)
		}
	}
}
