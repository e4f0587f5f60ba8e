package law

import "testing"

// TestGrounds finds the version whose passage a coding opens.
func TestGrounds(t *testing.T) {
	p := Policy{Status: InForce, Versions: []Version{
		{Label: "first", From: MustDate("1990"), To: MustDate("1995")},
		{Label: "second", From: MustDate("1995"), To: MustDate("2000")},
		{Label: "third", From: MustDate("2000")},
		{Label: "scraped", From: MustDate("2001"), Origin: Collected},
	}}
	for _, c := range []struct{ section, from, to, want string }{
		{"sec_1", "1990", "1995", "first"},
		{"sec_1", "1990", "2000", "second"},
		{"sec_1", "1990", "", "third"},
		{"sec_1", "1989", "1990", ""},
		{"", "1990", "", ""},
	} {
		k := Coding{Section: c.section, From: MustDate(c.from)}
		if c.to != "" {
			k.To = MustDate(c.to)
		}
		got := ""
		if v := p.Grounds(k); v != nil {
			got = v.Label
		}
		if got != c.want {
			t.Errorf("%+v opens %q", c, got)
		}
	}
	bill := Policy{Status: Proposed, Versions: []Version{{Label: "bill"}}}
	if v := bill.Grounds(Coding{Section: "sec_1", From: MustDate("1990")}); v == nil || v.Label != "bill" {
		t.Errorf("a bill's coding opens %+v", v)
	}
}
