package law

import (
	"strings"
	"testing"
)

func TestPassagesOf(t *testing.T) {
	always := Service{From: FirstDay, Until: LastDay}
	restated := LawText{Policy: "ll", Version: "restated", Standing: Restated, Service: always, Sections: []Section{{EID: "sec_9-131", Number: "§ 9-131"}, {EID: "sec_9-131__subsec_b", Parent: "sec_9-131", Number: "b."}}}
	enacted := LawText{Policy: "ll", Version: "enacted", Standing: Official, Service: always, Sections: []Section{{EID: "sec_1", Number: "Section 1."}, {EID: "sec_9-131_2", Number: "§ 9-131."}}}
	same := LawText{Policy: "ll", Version: "same", Standing: Official, Service: always, Sections: restated.Sections}
	code := LawText{Policy: "code", Version: "c1", Standing: Consolidated, Service: Service{From: "2014-01-01", Until: "2018-01-01"}, Code: true, Sections: restated.Sections}
	coarse := LawText{Policy: "code", Version: "c2", Standing: Consolidated, Service: always, Code: true, Sections: restated.Sections[:1]}
	other := LawText{Policy: "other", Version: "o", Standing: Consolidated, Service: always, Code: true, Sections: []Section{{EID: "sec_9-132", Number: "§ 9-132"}, {EID: "sec_9-131__subsec_b", Number: "b."}}}
	coding := Coding{Section: "sec_9-131__subsec_b", Locator: "§ 9-131(b)"}
	for name, c := range map[string]struct {
		k     Coding
		texts []LawText
		want  string
	}{
		"the same eId":             {coding, []LawText{restated, same}, "same#sec_9-131__subsec_b restated#sec_9-131__subsec_b"},
		"the same number":          {coding, []LawText{restated, enacted}, "enacted#sec_9-131_2 restated#sec_9-131__subsec_b"},
		"the code":                 {coding, []LawText{restated, code}, "c1#sec_9-131__subsec_b restated#sec_9-131__subsec_b"},
		"the code's section alone": {coding, []LawText{restated, coarse}, "c2#sec_9-131 restated#sec_9-131__subsec_b"},
		"law before the code":      {coding, []LawText{coarse, restated, enacted}, "enacted#sec_9-131_2 c2#sec_9-131 restated#sec_9-131__subsec_b"},
		"another section":          {coding, []LawText{other, restated}, "restated#sec_9-131__subsec_b"},
		"no section":               {Coding{Locator: "§ 9-131"}, []LawText{restated, enacted}, "enacted#sec_9-131_2"},
		"nothing said":             {Coding{}, []LawText{restated, enacted, code}, ""},
	} {
		var got []string
		for _, p := range PassagesOf(c.k, "2015-01-01", c.texts) {
			got = append(got, p.Version+"#"+p.Section)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: %s, want %s", name, g, c.want)
		}
	}
	if got := PassagesOf(coding, "2018-01-01", []LawText{code}); got != nil {
		t.Errorf("a text that was law no longer: %v", got)
	}
}
