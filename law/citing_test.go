package law

import (
	"slices"
	"strings"
	"testing"
)

func TestKey(t *testing.T) {
	for key, forms := range map[string][]string{
		"eo 124":                     {"Executive Order 124", "EO 124", "E.O. 124", "E. O. 124", "Exec. Order No. 124", "executive order no. 0124", "EO124", "EO #124", "EO\u00a0124"},
		"ll 58 2014":                 {"Local Law 58 of 2014", "LL 58/2014", "L.L. 58-2014", "Local Law No. 58 (2014)", "LL58–2014"},
		"int 1412 2025":              {"Int 1412-2025", "Int. No. 1412-2025", "Intro. 1412-2025", "Introduction No. 1412 of 2025", "Int 01412-2025"},
		"sb 54":                      {"SB 54", "S.B. 54", "SB54", "Senate Bill 54", "senate bill no. 54"},
		"9 131":                      {"§ 9-131", "9-131", "sec. 9-131", "section 9-131", "9‑131"},
		"8 usc 1373":                 {"8 USC 1373", "8 U.S.C. 1373", "8 U.S.C. § 1373", "8 U. S. C. § 1373"},
		"287 g":                      {"287g", "287(g)", "§ 287(g)"},
		"rcw 10 93 160":              {"RCW 10.93.160", "R.C.W. 10.93.160"},
		"dc eo 2025 90":              {"D.C. E.O. 2025-090", "DC EO 2025-90"},
		"publ 104 208":               {"Pub. L. 104-208", "Public Law 104-208", "P.L. 104-208", "Pub. L. No. 104-208"},
		"peña act":                   nil,
		"pena act":                   {"Peña Act", "Pen\u0303a Act"},
		"mayors order 92 49":         {"Mayor's Order 92-49", "Mayor’s Order 92-049"},
		"2 18 cv 490":                {"2:18-cv-00490", "No. 2:18-cv-490"},
		"":                           {"", "§", "No. of the"},
		"united states v california": {"United States v. California", "UNITED STATES V. CALIFORNIA"},
	} {
		for _, form := range forms {
			if got := Key(form); got != key {
				t.Errorf("Key(%q) = %q, want %q", form, got, key)
			}
		}
	}
}

func TestKeys(t *testing.T) {
	for _, c := range []struct {
		p         Policy
		want, not []string
	}{
		{Policy{Kind: LocalLaw, Number: "58", Year: 2014, Citation: "N.Y.C. Local Law 58 of 2014", CodifiedAt: []string{"N.Y.C. Admin. Code § 9-131"},
			Identifiers: []Identifier{{"legistar:nyc:matter", "53407"}, {"legistar:nyc:file", "Int 0486-2014"}}},
			[]string{"ll 58", "ll 58 2014", "58", "admin code 9 131", "code 9 131", "9 131", "53407", "int 486 2014", "int 486"}, []string{"ll 486", "ll 486 2014"}},
		{Policy{Kind: Statute, Number: "E2SSB 5497", Citation: "Wash. Laws 2019 ch. 440 (E2SSB 5497), RCW 10.93.160, 43.17.425", CodifiedAt: []string{"RCW 10.93.160", "RCW ch. 70.395"}},
			[]string{"sb 5497", "e 2 ssb 5497", "rcw 10 93 160", "10 93 160", "ch 70 395"}, nil},
		{Policy{Kind: Statute, Number: "SB 245 / HB 444 (2026)"}, []string{"sb 245", "hb 444"}, nil},
		{Policy{Kind: Statute, Number: "AB 49; SB 81; SB 98"}, []string{"ab 49", "sb 81", "sb 98"}, nil},
		{Policy{Kind: Statute, CodifiedAt: []string{"Cal. Gov. Code §§ 7284-7284.3", "C.R.S. §§ 24-76.6-101 to -103", "5 ILCS 805/5, /10", "Tex. Gov't Code §§ 752.051-.053", "Cal. Gov. Code §§ 7282, 7282.5 et seq."}},
			[]string{"7284 2", "gov code 7284", "24 76 6 102", "crs 24 76 6 103", "805 10", "5 ilcs 805 10", "752 52", "gov code 7282 5", "7282"}, []string{"24 76 6 104"}},
		{Policy{Kind: Resolution, Number: "RES-18-0032", ShortTitle: "Long Beach Values Act (2018)"}, []string{"res 18 32", "long beach values act"}, nil},
		{Policy{Kind: CourtRuling, Citation: "Roe v. Doe, No. 2:18-cv-00490 (E.D. Cal. Jan. 2, 2019), aff'd, 921 F.3d 865 (9th Cir. 2019)", Suit: &Suit{Docket: "2:18-cv-00490-JAM"}},
			[]string{"roe v doe", "2 18 cv 490", "2 18 cv 490 jam", "921 f 3 d 865"}, []string{"2019", "jan 2"}},
	} {
		keys := c.p.Keys()
		for _, k := range c.want {
			if !slices.Contains(keys, k) {
				t.Errorf("%s %v: no %q in %q", c.p.Number, c.p.CodifiedAt, k, keys)
			}
		}
		for _, k := range c.not {
			if slices.Contains(keys, k) {
				t.Errorf("%s: %q is a key", c.p.Number, k)
			}
		}
		if !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
			t.Errorf("not in order, each once: %q", keys)
		}
	}
}

// FuzzKey: keys are words with single spaces, of a bounded length, and no words
// bring their making down.
func FuzzKey(f *testing.F) {
	for _, s := range []string{"E.O. No. 0124", "8 U.S.C. § 1357(g)", "§§ 24-76.6-101 to -103", "Ⅳ ½ ﬁ", "a.b.c d.e", "0", "00 000", "١٢"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if k := Key(s); strings.Join(strings.Fields(k), " ") != k {
			t.Errorf("Key(%q) = %q", s, k)
		}
		for _, k := range (Policy{Kind: Statute, Number: s, Citation: s, CodifiedAt: []string{s, "§§ " + s}, Suit: &Suit{Docket: s}}).Keys() {
			if k == "" || len(k) > maxKey {
				t.Errorf("%q has the key %q", s, k)
			}
		}
	})
}

func TestPlaceCalled(t *testing.T) {
	for slug, want := range map[string]string{"nyc": "new-york-city", "philly": "philadelphia", "la": "los-angeles", "l-a": "los-angeles",
		"dc": "washington-dc", "washington-dc": "washington-dc", "new-york": "", "boston": "", "": ""} {
		if got := PlaceCalled(slug); got != want {
			t.Errorf("PlaceCalled(%q) = %q, want %q", slug, got, want)
		}
	}
}
