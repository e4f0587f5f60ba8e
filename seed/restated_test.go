package seed

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
)

// restatedIn calls f with every policy whose versions stand in its file, and the
// file's name.
func restatedIn(t *testing.T, f func(file string, p policy)) {
	t.Helper()
	eachFile(t, func(name string, b []byte) {
		d, err := decode(name, b)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range d.Policies {
			if len(p.Versions) > 0 {
				f(d.Jurisdiction.Slug, p)
			}
		}
	})
}

// TestVersionsChangeWhereTheLawDid holds which sections differ between one
// version and the next where the official texts are at hand: those that the
// amending law names, and no others. Of all others it wants some change.
func TestVersionsChangeWhereTheLawDid(t *testing.T) {
	const doc, police, use, data = "sec_9-131__subsec_", "sec_14-154__subsec_", "sec_10-178__subsec_", "sec_23-1201__"
	want := map[string][][]string{
		"nyc-charter-18-2001": {
			{"sec_18__subsec_b__para_1", "sec_18__subsec_b__para_3", "sec_18__subsec_b__para_4", "sec_18__subsec_b__para_5"},
			{"sec_18__subsec_a", "sec_18__subsec_b__para_2", "sec_18__subsec_b__para_4", "sec_18__subsec_c",
				"sec_18__subsec_d", "sec_18__subsec_d__para_1", "sec_18__subsec_d__para_2", "sec_18__subsec_d__para_3", "sec_18__subsec_d__para_4",
				"sec_18__subsec_d__para_5", "sec_18__subsec_d__para_6", "sec_18__subsec_d__para_7", "sec_18__subsec_e", "sec_18__subsec_f",
				"sec_18__subsec_g", "sec_18__subsec_g__para_1", "sec_18__subsec_g__para_2", "sec_18__subsec_g__para_3"},
			{"sec_18__subsec_d__para_7"},
		},
		"nyc-ll-35-2014": {
			{"sec_3-115__subsec_d__para_1", "sec_3-115__subsec_d__para_2"},
			{"sec_3-115__subsec_b__para_2", "sec_3-115__subsec_b__para_3", "sec_3-115__subsec_b__para_4", "sec_3-115__subsec_b__para_5", "sec_3-115__subsec_c__para_1"},
		},
		"nyc-ll-30-2017": {{"sec_15__subsec_c", "sec_23-1102__subsec_a", "sec_23-1102__subsec_b__para_5", "sec_23-1102__subsec_b__para_7", "sec_23-1102__subsec_b__para_8",
			"sec_23-1105", "sec_23-1105__subsec_a", "sec_23-1105__subsec_b", "sec_23-1105__subsec_c", "sec_23-1105__subsec_d"}},
		"nyc-ll-185-2017": {{"sec_18__subsec_d__para_7"}},
		"nyc-ll-245-2017": {{"sec_8__subsec_h"}},
		"nyc-eo-34-2003":  {{"sec_2__subsec_d", "sec_3__subsec_a", "sec_3__subsec_a__para_1", "sec_4", "sec_4__subsec_a", "sec_4__subsec_b", "sec_4__subsec_c"}},
		// Local Law 22 of 2013 rewrote subdivisions a and f and one subparagraph of b.
		"nyc-ll-62-2011": {{doc + "a__para_2", doc + "a__para_3", doc + "a__para_4", doc + "a__para_5", doc + "a__para_6", doc + "a__para_7", doc + "a__para_8",
			doc + "b__para_2__subpara_i", doc + "f"}},
		"nyc-ll-58-2014": {
			{doc + "h", doc + "h__para_1", doc + "h__para_1__subpara_i", doc + "h__para_1__subpara_ii", doc + "h__para_1__subpara_iii", doc + "h__para_2"},
			{doc + "f"},
			{doc + "a__para_4", doc + "d", doc + "h__para_2"},
		},
		"nyc-ll-59-2014":  {{police + "f"}, {police + "a__para_3", police + "d"}},
		"nyc-ll-226-2017": {{"sec_9-205__subsec_g"}},
		"nyc-ll-227-2017": {{"sec_21-977__subsec_f"}},
		"nyc-ll-228-2017": {{use + "a", use + "b"}},
		"nyc-ll-247-2017": {{data + "def_identifying-information"}},
		"dc-law-19-194":   {{}, {}},
		"dc-law-23-282":   {{"sec_24-211.07__subsec_g"}},
		"dc-sanctuary-values-temporary": {{}, {"sec_24-211.07__subsec_a__para_2", "sec_24-211.07__subsec_a__para_3", "sec_24-211.07__subsec_a__para_4",
			"sec_24-211.07__subsec_a__para_4__subpara_a", "sec_24-211.07__subsec_a__para_4__subpara_b", "sec_24-211.07__subsec_a__para_4__subpara_c",
			"sec_24-211.07__subsec_a__para_5"}},
	}
	restatedIn(t, func(_ string, p policy) {
		steps, ok := want[p.Slug]
		delete(want, p.Slug)
		if ok && len(steps) != len(p.Versions)-1 {
			t.Errorf("%s has %d versions, and %d changes are wanted", p.Slug, len(p.Versions), len(steps))
			return
		}
		for i := 1; i < len(p.Versions); i++ {
			before, v := p.Versions[i-1], p.Versions[i]
			got := changed(before, v)
			if ok && !slices.Equal(got, steps[i-1]) {
				t.Errorf("%s: %s changes %v of %s, want %v", p.Slug, v.Label, got, before.Label, steps[i-1])
			}
			// A law that lapsed may come back as it was.
			if lapsed := ends(before.To) < v.From.Earliest(); len(got) == 0 && !lapsed {
				t.Errorf("%s: %s says what %s said", p.Slug, v.Label, before.Label)
			}
		}
	})
	for slug := range want {
		t.Errorf("%s has no versions of its own", slug)
	}
}

// changed are the eIds of the sections in which two versions differ, sorted.
func changed(a, b version) []string {
	before := map[string]section{}
	for _, s := range a.Sections {
		before[s.EID] = s
	}
	list := []string{}
	for _, s := range b.Sections {
		if old, ok := before[s.EID]; !ok || old != s {
			list = append(list, s.EID)
		}
		delete(before, s.EID)
	}
	for eid := range before {
		list = append(list, eid)
	}
	slices.Sort(list)
	return list
}

var plainWord = regexp.MustCompile(`[a-z0-9]+`)

// runs are all runs of n words of a text.
func runs(text string, n int) []string {
	words := plainWord.FindAllString(strings.ToLower(text), -1)
	var list []string
	for i := 0; i+n <= len(words); i++ {
		list = append(list, strings.Join(words[i:i+n], " "))
	}
	return list
}

// TestNothingIsCopied compares the restatements with the official texts they
// were written from: no nine words running are the text's own.
func TestNothingIsCopied(t *testing.T) {
	const n = 9
	official := map[string]bool{}
	take := func(text string) {
		for _, r := range runs(text, n) {
			official[r] = true
		}
	}
	tag := regexp.MustCompile(`<[^>]*>`)
	read := func(dir, ext string, text func(b []byte) string) {
		files := 0
		err := filepath.WalkDir(shared.Path(t, dir), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(name) != ext {
				return err
			}
			b, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			// The large budget acts hold one section on the subject.
			if len(b) < 200_000 {
				take(text(b))
				files++
			}
			return nil
		})
		if err != nil || files == 0 {
			t.Fatalf("%s: %d files, %v", dir, files, err)
		}
	}
	read("real/nyc/introduction", ".json", func(b []byte) string {
		var m struct{ Text string }
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		return m.Text
	})
	read("real/nyc-eo", ".md", func(b []byte) string { return string(b) })
	read("real/dc-law-xml/law-xml", ".xml", func(b []byte) string { return tag.ReplaceAllString(string(b), " ") })

	sections := 0
	restatedIn(t, func(_ string, p policy) {
		for _, v := range p.Versions {
			for _, s := range v.Sections {
				sections++
				for _, r := range runs(s.Text, n) {
					if official[r] {
						t.Errorf("%s %s %s has the text's own words %q", p.Slug, v.Label, s.EID, r)
					}
				}
			}
		}
	})
	if sections < 300 {
		t.Errorf("%d sections were compared", sections)
	}
}

// TestHolesBetweenTheActs holds which reading of D.C. Code § 24-211.07 the
// record has on days between the emergency and temporary acts.
func TestHolesBetweenTheActs(t *testing.T) {
	chain := []string{"dc-law-19-194", "dc-sanctuary-values-temporary", "dc-law-23-282"}
	policies := map[string]law.Policy{}
	for _, p := range load(t).Policies {
		policies[p.Slug] = p
	}
	for _, c := range []struct {
		day         law.Day
		slug, value string // which measure, and its value of detainer_compliance
	}{
		{"2012-12-11", chain[0], "serious_crime"},
		{"2019-10-22", chain[0], "serious_crime"},
		{"2019-10-23", chain[1], "judicial_warrant"},
		{"2020-01-20", chain[1], "judicial_warrant"},
		{"2020-01-21", chain[0], "serious_crime"},
		{"2020-01-26", chain[0], "serious_crime"},
		{"2020-01-27", chain[1], "judicial_warrant"},
		{"2020-10-08", chain[1], "judicial_warrant"},
		{"2020-10-10", chain[1], "judicial_warrant"},
		{"2021-03-21", chain[1], "judicial_warrant"},
		{"2021-03-22", chain[0], "serious_crime"},
		{"2021-04-26", chain[0], "serious_crime"},
		{"2021-04-27", chain[2], "judicial_warrant"},
		{"2026-11-23", chain[2], "judicial_warrant"},
	} {
		for _, slug := range chain {
			var versions, values []string
			for _, v := range policies[slug].Versions {
				if v.From.Earliest() <= c.day && c.day < ends(v.To) {
					versions = append(versions, v.Label)
				}
			}
			for _, k := range policies[slug].Codings {
				if k.Variable == "detainer_compliance" && k.From.Earliest() <= c.day && c.day < ends(k.To) {
					values = append(values, k.Value)
				}
			}
			var want []string
			if slug == c.slug {
				want = []string{c.value}
			}
			if !slices.Equal(values, want) || len(versions) != len(want) {
				t.Errorf("%s on %s: versions %v, values %v, want %v", slug, c.day, versions, values, want)
			}
		}
	}
}

// ends is the first day on which something that ends on d no longer holds.
func ends(d law.Date) law.Day {
	if d.IsZero() {
		return law.LastDay
	}
	return d.Earliest()
}
