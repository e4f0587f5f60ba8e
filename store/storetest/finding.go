package storetest

import (
	"context"
	"slices"
	"strings"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
	"refuge/record"
	"refuge/store"
)

// testSearchHiddenSigns: signs that cannot be seen divide no word, and the
// snippet still names its section.
func testSearchHiddenSigns(t *testing.T, open Open) {
	s := open.fresh(t)
	d := springfield.Record()
	v := springfield.Version("enacted", law.AsEnacted, law.Official, "2014-01-01", "")
	first := "Section 1. Civil deten\u00adtion of any quo\u200bkka is ba\u00adrred.\n"
	v.Text = first + "(a) The o\ufb03cer shall not re\u00adport a wombat.\n"
	v.Sections = []law.Section{{EID: "sec_1", Start: 0, End: len(v.Text)}, {EID: "sec_1__a", Parent: "sec_1", Start: len(first), End: len(v.Text)}}
	d.Policies[2].Versions = []law.Version{v}
	mustImport(t, s, d, curated)
	for query, section := range map[string]string{"quokka detention": "sec_1", "wombat": "sec_1__a", "officer reporting": "sec_1__a", "deten\u00adtion quokka": "sec_1"} {
		l, err := s.Search(context.Background(), store.SearchFilter{Query: query})
		if err != nil || len(l.Items) != 1 || l.Items[0].Section != section || l.Relaxed {
			t.Errorf("%s: %+v, %v", query, l.Items, err)
		}
	}
}

// testSearchAsAsked: what people type finds what they mean, and the answer says
// where it could not.
func testSearchAsAsked(t *testing.T, open Open) {
	s := open.fresh(t)
	d := springfield.Record()
	d.Policies[4].Versions = []law.Version{
		springfield.Version("restated", law.AsRestated, law.Restated, "2012-03-01", "Officers of Shelbyville ask nobody for fingerprints. A fingerprint is no ground to hold anybody."),
		springfield.Version("enacted", law.AsEnacted, law.Official, "2012-03-01", "Section 1. No fingerprinting under 8 U.S.C. § 1373 and § 287(g).\n"),
	}
	d.Policies[1].Events[0].Note = "Judge Marge Vandelay looked on."
	mustImport(t, s, d, curated)
	for _, c := range []struct {
		query, want string
		check       func(record.Found) bool
	}{
		{"Local Law 58 of 2014", "springfield-ll-58-2014", func(f record.Found) bool { return f.Jump == "springfield-ll-58-2014" && f.Items[0].Exact }},
		{"ll58-2014", "springfield-ll-58-2014", func(f record.Found) bool { return f.Jump != "" }},
		{"springfield ll 58", "springfield-ll-58-2014", func(f record.Found) bool { return f.Jump != "" }},
		{"shelbyville ll 58", "shelbyville-ord-3", func(f record.Found) bool { return f.Jump == "" && f.Relaxed }},
		{"58", "springfield-ll-58-2014", func(f record.Found) bool { return f.Jump == "" && f.Items[0].Exact }},
		{"sec. 9-131", "springfield-ll-58-2014", nil},
		{"springfield-eo-7-2003", "springfield-eo-7-2003", func(f record.Found) bool { return f.Jump == "springfield-eo-7-2003" }},
		{"Detainer Law", "springfield-ll-58-2014", func(f record.Found) bool { return f.Items[0].Exact && f.Jump == "" }},
		{"8 USC 1373", "shelbyville-ord-3", nil},
		{"287g", "shelbyville-ord-3", nil},
		{"fingerprint", "shelbyville-ord-3", func(f record.Found) bool { return f.Items[0].Standing == law.Official && f.Items[0].Passages == 2 }},
		{"may an officer in Shelbyville ask for my fingerprints?", "shelbyville-ord-3", func(f record.Found) bool { return !f.Relaxed && f.Places[0].Slug == "shelbyville" }},
		{"Shelbyville detainer", "shelbyville-ord-3", func(f record.Found) bool { return !f.Relaxed }},
		{"SPRINGFIELD", "springfield-eo-7-2003 springfield-int-9-2020 springfield-ll-58-2014 springfield-res-1-2019", nil},
		{"Vandelay", "springfield-eo-7-2003", nil},
		{"Mayor Bob Second", "springfield-ll-58-2014", func(f record.Found) bool { return len(f.People) == 1 && f.People[0].Slug == "bob-second" }},
		{"defense fund", "", func(f record.Found) bool { return len(f.Programs) == 1 && f.Programs[0].Slug == "springfield-fund" }},
		{"fingerprint quokkas", "shelbyville-ord-3", func(f record.Found) bool { return f.Relaxed && slices.Equal(f.Nowhere, []string{"quokkas"}) }},
		{"quokkas in Miami-Dade County", "", func(f record.Found) bool { return f.NoPlace == "Miami-Dade County" }},
		{`"fingerprint quokkas"`, "", func(f record.Found) bool { return !f.Relaxed }},
	} {
		f, err := s.Search(context.Background(), store.SearchFilter{Query: c.query, ByPolicy: true})
		if err != nil {
			t.Errorf("%s: %v", c.query, err)
			continue
		}
		var got []string
		for _, h := range f.Items {
			got = append(got, h.Policy)
		}
		if c.want != "" && !strings.Contains(c.want, " ") && (len(got) == 0 || got[0] != c.want) {
			t.Errorf("%s: %v, want %s first", c.query, got, c.want)
		}
		if slices.Sort(got); strings.Contains(c.want, " ") && strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.query, got, c.want)
		}
		if c.check != nil && !c.check(f) {
			t.Errorf("%s: %+v %+v", c.query, f.Items, f.Beside)
		}
	}
	// What happened later is not searched as of a day before.
	if f, err := s.Search(context.Background(), store.SearchFilter{Query: "Vandelay", AsOf: "2005-01-01"}); err != nil || len(f.Items) != 0 {
		t.Errorf("%+v, %v", f.Items, err)
	}
}
