package law

import (
	"fmt"
	"strings"
	"testing"
)

func TestReadCodified(t *testing.T) {
	for words, want := range map[string]string{
		"Springfield Admin. Code § 9-131":                  "Springfield Admin. Code | 9-131",
		"Springfield Admin. Code §§ 9-131, 10-178, 14-154": "Springfield Admin. Code | 9-131; Springfield Admin. Code | 10-178; Springfield Admin. Code | 14-154",
		"Springfield Code §§ 28-250 to 28-253":             "Springfield Code | 28-250..28-253",
		"C.R.S. §§ 24-76.6-101 to -103":                    "C.R.S. | 24-76.6-101..24-76.6-103",
		"State Gov. Code §§ 7283-7283.2":                   "State Gov. Code | 7283..7283.2",
		"State Gov. Code §§ 752.051-.057":                  "State Gov. Code | 752.051..752.057",
		"State Health & Safety Code §§ 24250-24257":        "State Health & Safety Code | 24250..24257",
		"State Penal Code §§ 538d-538h, 1299.07":           "State Penal Code | 538d..538h; State Penal Code | 1299.07",
		"Springfield Mun. Code ch. 2-173":                  "Springfield Mun. Code | ch. 2-173",
		"Springfield Admin. Code chs. 12H, 12I":            "Springfield Admin. Code | ch. 12H; Springfield Admin. Code | ch. 12I",
		"Springfield Admin. Code § 8-1001 et seq.":         "Springfield Admin. Code | 8-1001",
		"RCW 10.93.160":                              "RCW | 10.93.160",
		"K.C.C. ch. 2.15":                            "K.C.C. | ch. 2.15",
		"K.C.C. 2.15.020":                            "K.C.C. | 2.15.020",
		"5 ILCS 805":                                 "5 ILCS | 805",
		"5 ILCS 805/5, /10, /15":                     "5 ILCS | 805/5; 5 ILCS | 805/10; 5 ILCS | 805/15",
		"La. R.S. 33:81 to 33:84":                    "La. R.S. | 33:81..33:84",
		"8 U.S.C. § 1357(g)":                         "8 U.S.C. | 1357(g)",
		"D.C. Code § 24-211.07(g)":                   "D.C. Code | 24-211.07(g)",
		"Springfield City Code ch. 12.73 (proposed)": "Springfield City Code | ch. 12.73",
		"Springfield Code of Resolutions":            "Springfield Code of Resolutions | ",
		"State Veh. & Traf. Law § 201(8)-(12)":       "State Veh. & Traf. Law | 201(8)-(12)",
		"Springfield Code §§ 908.1031-908.1033, 908.11 and others": "Springfield Code | 908.1031..908.1033; Springfield Code | 908.11",
	} {
		var got []string
		for _, c := range ReadCodified(words) {
			s := c.Code + " | " + c.Number
			if c.Through != "" {
				s += ".." + c.Through
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s: %s, want %s", words, s, want)
		}
	}
}

func TestCodifiedHas(t *testing.T) {
	for _, c := range []struct {
		at, number string
		want       bool
	}{
		{"Code § 9-131", "9-131", true},
		{"Code § 9-131", "§ 9-131", true},
		{"Code § 9-131", "9-131(h)(2)", true},
		{"Code § 9-131", "9-132", false},
		{"Code § 9-131", "131", false},
		{"Code §§ 28-250 to 28-253", "28-251", true},
		{"Code §§ 28-250 to 28-253", "28-254", false},
		{"Code §§ 28-250 to 28-253", "27-251", false},
		{"Code §§ 7284-7284.12", "7284.6", true},
		{"Code §§ 7284-7284.12", "7284", true},
		{"Code §§ 7284-7284.12", "7284.13", false},
		{"Code ch. 2-173", "ch. 2-173", true},
		{"Code ch. 2-173", "2-173", false},
		{"RCW 10.93.160", "10.93.160", true},
		{"Code ch. 2-173", "ch-2-173", true},
		{"5 ILCS 805/5, /10", "805-5", true},
		{"La. R.S. 33:81 to 33:84", "33-82", true},
		{"Code of Resolutions", "", false},
	} {
		if got := ReadCodified(c.at)[0].Has(c.number); got != c.want {
			t.Errorf("%s has %s: %v", c.at, c.number, got)
		}
	}
}

func TestSpread(t *testing.T) {
	for at, want := range map[string]string{
		"Code § 9-131":                  "9-131",
		"Code §§ 28-250 to 28-253":      "28-250 28-253 28-251 28-252",
		"C.R.S. §§ 24-76.6-101 to -103": "24-76.6-101 24-76.6-103 24-76.6-102",
		"Code §§ 7284-7284.3":           "7284 7284.3 7284.1 7284.2",
		"Code §§ 752.051-.053":          "752.051 752.053 752.052",
		"Code §§ 1001-2000":             "1001 2000",
		"Code §§ 538d-538h":             "538d 538h",
		"Code ch. 2-173":                "ch. 2-173",
		"Code §§ 28-250 to 30-253":      "28-250 30-253",
		"Code of Resolutions":           "",
	} {
		c := ReadCodified(at)[0]
		if got := strings.Join(c.Spread(), " "); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
		for _, n := range c.Spread() {
			if n != "" && !c.Has(n) {
				t.Errorf("%s spreads to %s and has it not", at, n)
			}
		}
	}
}

func TestCompareNumbers(t *testing.T) {
	want := []string{"", "2.15.020", "9-131", "9-205", "10-178", "10-178.1", "ch. 2-40", "ch. 2-173"}
	for i, a := range want {
		for j, b := range want {
			if got := CompareNumbers(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%q and %q: %d", a, b, got)
			}
		}
	}
}

func FuzzReadCodified(f *testing.F) {
	for _, s := range []string{"", "§", "Code §§ , and", "5 ILCS /5, /10", "C.R.S. §§ -1 to -3", "Code §§ 7-.", "ch. ", "1 a 1-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range ReadCodified(s) {
			if c.Number != "" && codeKey(c.Number) != "" && !c.Has(c.Number) {
				t.Errorf("%q: %s does not have its own number", s, fmt.Sprint(c))
			}
		}
	})
}
