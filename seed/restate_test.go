package seed

import (
	"regexp"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"refuge/law"
)

func TestEID(t *testing.T) {
	for locator, want := range map[string]string{
		"":                           "",
		"§ 9-131":                    "sec_9-131",
		"§ 9-131(b)":                 "sec_9-131__subsec_b",
		"§ 9-131(b)(1)(ii)":          "sec_9-131__subsec_b__para_1__subpara_ii",
		"§ 24-211.07(a)(4)(B)":       "sec_24-211.07__subsec_a__para_4__subpara_b",
		"Gov. Code § 7284.6(a)(1)":   "sec_7284.6__subsec_a__para_1",
		"RCW 10.93.160(6)":           "sec_10.93.160__subsec_6",
		"K.C.C. 2.15.010(B)":         "sec_2.15.010__subsec_b",
		"ch. 21-3600":                "chp_21-3600",
		"art. VIII":                  "art_viii",
		"part II":                    "part_ii",
		"§§ 1-2":                     "loc_1-2",
		"§ 2(e), § 3":                "loc_2-e-3",
		"5 ILCS 805/15(h)":           "loc_5-ilcs-805-15-h",
		"¶¶ 1-2":                     "loc_1-2",
		"policy section":             "loc_policy-section",
		"§ 1(a)(1)(A)(i)(I)(x)(iii)": "loc_1-a-1-a-i-i-x-iii",
		"—":                          "",
	} {
		if got := eID(locator); got != want {
			t.Errorf("eID(%q) = %q, want %q", locator, got, want)
		}
	}
}

func coded(variable, from, to, locator, paraphrase string) law.Coding {
	return law.Coding{Variable: variable, Value: "none", From: law.MustDate(from), To: law.MustDate(to), Locator: locator,
		Paraphrase: paraphrase, Verified: true, Origin: law.Curated, Sources: []string{"https://springfield.example/" + variable}}
}

func TestRestate(t *testing.T) {
	p := law.Policy{Slug: "springfield-ord-1", Status: law.InForce, Abstract: "An ordinance.", Codings: []law.Coding{
		coded("reporting", "1992", "", "", "A report each year."),
		coded("jail_access", "1991-04-01", "1995-06-30", "§ 2(a)", "No office in the jail."),
		coded("jail_access", "1995-06-30", "", "§ 2(a)", "No office, and no desk."),
		coded("enforcement", "1991-04-01", "", "§ 5", "Nobody may sue."),
		coded("training_notice", "1991-04-01", "", "§ 5", "The rule hangs in the hall."),
		coded("status_inquiry", "1991-04-01", "", "§ 1", ""),
	}}
	p.Codings[3].Verified = false
	restate(&p)

	sections := []string{"reporting", "sec_2__subsec_a", "sec_2__subsec_a", "sec_5__enforcement", "sec_5__training_notice", ""}
	for i, k := range p.Codings {
		if k.Section != sections[i] {
			t.Errorf("coding %d rests on %q, want %q", i, k.Section, sections[i])
		}
	}
	type want struct{ label, from, to, text string }
	wants := []want{
		{"restated-1991-04-01", "1991-04-01", "1992",
			"§ 2(a) ICE access to jails\nNo office in the jail.\n§ 5 Remedies\nNobody may sue.\n§ 5 Training and notice\nThe rule hangs in the hall."},
		{"restated-1992", "1992", "1995-06-30",
			"Public reporting\nA report each year.\n§ 2(a) ICE access to jails\nNo office in the jail.\n§ 5 Remedies\nNobody may sue.\n§ 5 Training and notice\nThe rule hangs in the hall."},
		{"restated-1995-06-30", "1995-06-30", "",
			"Public reporting\nA report each year.\n§ 2(a) ICE access to jails\nNo office, and no desk.\n§ 5 Remedies\nNobody may sue.\n§ 5 Training and notice\nThe rule hangs in the hall."},
	}
	if len(p.Versions) != len(wants) {
		t.Fatalf("%d versions, want %d", len(p.Versions), len(wants))
	}
	for i, w := range wants {
		v := p.Versions[i]
		if v.Label != w.label || v.Date.String() != w.from || v.From.String() != w.from || v.To.String() != w.to || v.Text != w.text {
			t.Errorf("version %d: %s %s (%s to %s): %q", i, v.Label, v.Date, v.From, v.To, v.Text)
		}
		if v.Verified || v.Standing != law.Restated || v.Stage != law.AsRestated || v.Origin != law.Curated || !v.Held || len(v.Sources) < 3 {
			t.Errorf("version %d: %+v", i, v)
		}
	}
}

func TestRestateWhatWasNeverLaw(t *testing.T) {
	for _, status := range []law.Status{law.Proposed, law.Failed, law.Vetoed} {
		p := law.Policy{Status: status, Codings: []law.Coding{coded("reporting", "1992-02", "", "", "A report.")}}
		restate(&p)
		v := p.Versions[0]
		if v.Label != "restated" || v.Date.String() != "1992-02" || !v.From.IsZero() || !v.To.IsZero() || !v.Verified {
			t.Errorf("%s: %+v", status, v)
		}
	}
}

func TestRestateASpanThatHasEnded(t *testing.T) {
	p := law.Policy{Status: law.Repealed, Codings: []law.Coding{
		coded("reporting", "1992", "1993", "", "A report."),
		coded("reporting", "1995", "1996", "", "A report again."),
		coded("jail_access", "1996", "1996", "", "Within the year."),
		coded("enforcement", "", "1993", "", "Of old."),
	}}
	restate(&p)
	var got []string
	for _, v := range p.Versions {
		got = append(got, v.Label+" "+v.From.String()+" "+v.To.String()+": "+v.Text)
	}
	want := []string{"restated  1992: Remedies\nOf old.", "restated-1992 1992 1993: Public reporting\nA report.\nRemedies\nOf old.",
		"restated-1995 1995 1996: Public reporting\nA report again.", "restated-1996 1996 : ICE access to jails\nWithin the year."}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestRestateTwoOfOneSection(t *testing.T) {
	p := law.Policy{Codings: []law.Coding{
		coded("reporting", "1992", "", "§ 3", "A report."),
		coded("reporting", "1992", "", "§ 3", "Another report."),
		coded("reporting", "1992-01", "", "§ 3", "A report."),
	}}
	restate(&p)
	v := p.Versions[0]
	// 1992 and January of it begin on one day, and the month says more.
	if len(p.Versions) != 1 || v.From.String() != "1992-01" || v.Text != "§ 3 Public reporting\nA report.\nAnother report." || len(v.Sections) != 1 {
		t.Errorf("%+v", p.Versions)
	}
}

func TestRestateAnAbstract(t *testing.T) {
	p := law.Policy{Abstract: "A vote to join a suit.", OfficialURLs: []string{"a", "b"},
		Events: []law.Event{{Type: law.Passed, Sources: []string{"b", "c"}}}}
	restate(&p)
	v := p.Versions[0]
	if len(p.Versions) != 1 || v.Label != "restated" || v.Text != p.Abstract || v.Verified || !v.From.IsZero() || !slices.Equal(v.Sources, []string{"a", "b", "c"}) ||
		len(v.Sections) != 1 || v.Sections[0].EID != "abstract" || v.Sections[0].Words(v.Text) != p.Abstract {
		t.Errorf("%+v", p.Versions)
	}
	var nothing law.Policy
	if restate(&nothing); len(nothing.Versions) != 0 {
		t.Errorf("a policy of which nothing is known has %+v", nothing.Versions)
	}
}

var eIDForm = regexp.MustCompile(`^[a-z0-9_.:-]+$`)

// TestRestatedVersionsHoldTogether draws any codings: each that says something
// stands in a version, under its own section, and sections never overlap.
func TestRestatedVersionsHoldTogether(t *testing.T) {
	variables := law.TheCodebook().Variables
	rapid.Check(t, func(t *rapid.T) {
		p := law.Policy{Abstract: "Words.", Codings: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) law.Coding {
			dates := []string{"", "1991", "1992", "1992-01", "1992-01-01", "1992-05", "1993-03-04"}
			return coded(rapid.SampledFrom(variables).Draw(t, "variable").ID, rapid.SampledFrom(dates).Draw(t, "from"), rapid.SampledFrom(dates).Draw(t, "to"),
				rapid.SampledFrom([]string{"", "§ 1", "§ 1(a)", "§§ 1-2", "part I"}).Draw(t, "locator"),
				rapid.SampledFrom([]string{"", "It says this.", "It says that."}).Draw(t, "paraphrase"))
		}), 0, 8).Draw(t, "codings")}
		restate(&p)
		labels := map[string]bool{}
		for _, v := range p.Versions {
			if labels[v.Label] || law.CheckSlug(v.Label) != nil {
				t.Fatalf("the label %q is taken or has no place in an address", v.Label)
			}
			labels[v.Label] = true
			end := 0
			seen := map[string]bool{}
			for _, s := range v.Sections {
				if s.Start < end || s.End < s.Start || s.End > len(v.Text) || seen[s.EID] || !eIDForm.MatchString(s.EID) {
					t.Fatalf("section %+v after %d of %q", s, end, v.Text)
				}
				end, seen[s.EID] = s.End, true
			}
		}
		for _, f := range law.Check(law.Dataset{Policies: []law.Policy{p}}, "") {
			if f.Rule == "coding-section-unknown" {
				t.Fatal(f)
			}
		}
		for _, k := range p.Codings {
			if (k.Section == "") != (k.Paraphrase == "") {
				t.Fatalf("coding %+v", k)
			}
		}
	})
}
