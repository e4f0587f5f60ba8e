package districtofcolumbia

import (
	"crypto/sha1"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"refuge/internal/shared"
	"refuge/law"
)

// wordHash is the hash by which real/README.md names a wording.
func wordHash(text string) string {
	sum := sha1.Sum([]byte(strings.Join(strings.Fields(text), " ")))
	return hex.EncodeToString(sum[:])[:8]
}

func dcAct(t *testing.T, rel string) Act {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(shared.Path(t, "real/dc-law-xml"), filepath.FromSlash(rel)))
	if err != nil {
		t.Fatal(err)
	}
	a, err := Read(b)
	if err != nil {
		t.Fatalf("%s: %v", rel, err)
	}
	return a
}

func TestDCSectionsHaveTheWordsOfTheRecord(t *testing.T) {
	for rel, want := range map[string]string{
		"law-xml/us/dc/council/code/titles/24/sections/24-211.07.xml":          "a2084508",
		"history/dc-law-xml/24-211.07/2016-09-07.04c1928a9f.xml":               "a2084508",
		"history/dc-law-xml/24-211.07/2020-03-03.42aeb65515.xml":               "a2084508",
		"history/law-xml-codified/24-211.07(Perm)/2021-10-18.fae43afd.xml":     "bf93209e",
		"law-xml-codified/us/dc/council/code/titles/24/sections/24-211.07.xml": "a502151b",
		"law-xml/us/dc/council/code/titles/99/24-211.07(Perm).xml":             "72ecd3e3",
		"history/law-xml-codified/24-211.08/2021-11-24.94f60ede.xml":           "c66f77e4",
		"history/law-xml-codified/24-211.08/2023-05-12.3c07df10.xml":           "cb74be11",
		"history/law-xml-codified/24-211.02a/2021-10-18.fae43afd.xml":          "1977adc7",
		"history/law-xml-codified/24-211.02a/2023-04-30.712d7d65.xml":          "dbf3dc71",
	} {
		if got := wordHash(dcAct(t, rel).Document.Text()); got != want {
			t.Errorf("%s: words %s, want %s", rel, got, want)
		}
	}
}

func TestDCLaw23_282GivesTheConsolidatedSection(t *testing.T) {
	a := dcAct(t, "law-xml/us/dc/council/periods/23/laws/23-282.xml")
	if a.Kind != "law" || a.Number != "23-282" || a.Effective != "2021-04-27" || a.Days != 0 {
		t.Errorf("law %s %s, effective %s, for %d days", a.Kind, a.Number, a.Effective, a.Days)
	}
	for _, c := range a.Changes {
		if c.Section != "24-211.07" {
			continue
		}
		if got := wordHash(c.Codified.Text()); got != "a502151b" {
			t.Errorf("codified words %s, want a502151b", got)
		}
		if got := wordHash(c.Printed.Text()); got != "636c4fbf" {
			t.Errorf("printed words %s, want 636c4fbf", got)
		}
		return
	}
	t.Error("no change of § 24-211.07")
}

func TestDCBudgetActAddsOneSubsection(t *testing.T) {
	a := dcAct(t, "law-xml/us/dc/council/periods/26/laws/26-55.xml")
	n := 0
	for _, c := range a.Changes {
		if c.Section == "24-211.07" {
			n++
			if !c.Insert || !strings.HasPrefix(c.Printed.Text(), "(g)") {
				t.Errorf("insert %v: %.60s", c.Insert, c.Printed.Text())
			}
		}
	}
	if n != 1 {
		t.Errorf("%d changes of § 24-211.07, want 1", n)
	}
	for _, c := range dcAct(t, "law-xml/us/dc/council/periods/24/laws/24-289.xml").Changes {
		if c.Section == "24-211.07" {
			t.Error("Law 24-289 cites § 24-211.07 and does not change it")
		}
	}
}

func TestDCDaysOf2019To2021(t *testing.T) {
	base := dcAct(t, "law-xml/us/dc/council/code/titles/24/sections/24-211.07.xml")
	var acts []Act
	for _, rel := range []string{"acts/23-131", "acts/23-207", "acts/23-414", "acts/23-434", "acts/23-553", "laws/23-56", "laws/23-282", "laws/23-284"} {
		acts = append(acts, dcAct(t, "law-xml/us/dc/council/periods/23/"+rel+".xml"))
	}
	readings := Readings("24-211.07", base.Document.Text(), acts)
	for _, c := range []struct {
		day, known law.Day
		act        string
		doubt      bool
	}{
		{"2019-10-22", "", "", false},
		{"2019-10-23", "", "Act 23-131", false},
		{"2020-01-20", "", "Act 23-131", false},
		{"2020-01-21", "", "", false}, // hole
		{"2020-01-27", "", "Act 23-207", false},
		{"2020-02-27", "", "Law 23-56", false},
		{"2020-10-08", "", "Law 23-56", false},
		{"2020-10-10", "2020-10-14", "", false}, // as it was known then
		{"2020-10-10", "2020-10-22", "Act 23-414", false},
		{"2020-10-10", "", "Act 23-414", false},
		{"2020-10-14", "2020-10-14", "Act 23-414", false},
		{"2020-12-22", "", "Act 23-553", false},
		{"2021-03-21", "", "Act 23-553", false},
		{"2021-03-22", "", "", false}, // hole
		{"2021-04-27", "", "Law 23-282", false},
		{"2021-05-15", "", "Law 23-282", true},
		{"2021-12-31", "", "Law 23-282", false},
	} {
		r, ok := On(readings, c.day, c.known)
		if !ok || r.Act != c.act || (r.Doubt != "") != c.doubt {
			t.Errorf("%s as known %s: %q (doubt %q), want %q", c.day, c.known, r.Act, r.Doubt, c.act)
		}
	}
	words := map[string]string{}
	for _, a := range acts {
		for _, c := range a.Changes {
			if c.Section == "24-211.07" {
				words[a.Kind+" "+a.Number] = wordHash(c.Printed.Text())
			}
		}
	}
	for name, want := range map[string]string{"act 23-131": "e3ae3557", "act 23-207": "e3ae3557", "law 23-56": "e3ae3557",
		"act 23-414": "02e70252", "act 23-553": "02e70252", "law 23-284": "02e70252", "law 23-282": "636c4fbf"} {
		if words[name] != want {
			t.Errorf("%s: words %s, want %s", name, words[name], want)
		}
	}
}

const dcSpringfield = `<?xml version='1.0' encoding='utf-8'?>
<document xmlns:codify="https://example.org/codify" xmlns="https://example.org/dc">
 <num type="act">1-7</num><heading type="short">Lantern Emergency Act of 2019</heading>
 <meta><effective>2019-10-23</effective><history><enacted>2019-10-20</enacted></history></meta>
 <section><num>2</num><text>Section 4 of the Lantern Act (D.C. Official Code § 9-101.07), is amended to read as follows:</text>
  <include><section><codify:replace doc="D.C. Code" path="§9-101.07"/><num codify:value="9-101.07">4</num><heading>Lanterns.</heading>
   <para><num>(a)</num><text>Light them, except under <code-cite doc="D.C. Code" path="§9-101.02|(c)">section 2(c)</code-cite>;</text></para></section></include>
  <aftertext>.</aftertext></section>
 <annotations><annotation type="History">1 DCR 1</annotation></annotations>
</document>`

func TestRead(t *testing.T) {
	a, err := Read([]byte(dcSpringfield))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := a.Document.Text(), "1-7 Lantern Emergency Act of 2019\n2 Section 4 of the Lantern Act (D.C. Official Code § 9-101.07), is amended to read as follows:\n4 Lanterns.\n(a) Light them, except under section 2(c);\n."; got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if len(a.Changes) != 1 || a.Changes[0].Codified.Text() != "9-101.07 Lanterns.\n(a) Light them, except under § 9-101.02(c);" {
		t.Errorf("changes %+v", a.Changes)
	}
	if a.Days != 90 || a.Effective != "2019-10-23" || a.Enacted != "2019-10-20" || len(a.Annotations) != 1 {
		t.Errorf("act %+v", a)
	}
}
