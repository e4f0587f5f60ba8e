package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"refuge/internal/springfield"
	"refuge/law"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"detainer", `"detainer"`},
		{"civil detainer", `("civil" AND "detainer")`},
		{`"judicial warrant"`, `"judicial warrant"`},
		{"“judicial warrant”", `"judicial warrant"`},
		{"detain*", `"detain"*`},
		{`"judicial warr"*`, `"judicial warr"*`},
		{"§ 9-131", `"9 131"`},
		{"§ 9‑131", `"9 131"`},
		{"jail OR prison", `("jail" OR "prison")`},
		{"jail AND NOT federal", `("jail" NOT "federal")`},
		{"jail -federal -state", `("jail" NOT "federal" NOT "state")`},
		{"a b OR c", `(("a" AND "b") OR "c")`},
		{"a (b OR c)", `("a" AND ("b" OR "c"))`},
		{"a NOT (b OR c)", `("a" NOT ("b" OR "c"))`},
		{"a -(-b)", `("a" AND "b")`},
		{"peña's", `"peña s"`},
		{"deten\u00adtion o\ufb03cer", `("detention" AND "officer")`},
		{"and or not near", `("and" AND "or" AND "not" AND "near")`},
		{"title:jail", `"title jail"`},
		{"NEAR(a b)", `("NEAR" AND ("a" AND "b"))`},
		{"a & b", `("a" AND "b")`},
		{"§ 1357(g)(1) (a b)", `("1357 g 1" AND ("a" AND "b"))`},
	} {
		got, err := parse(c.query)
		if err != nil || matching(got.all, "") != c.want {
			t.Errorf("parse(%q) = %s, %v; want %s", c.query, matching(got.all, ""), err, c.want)
		}
	}
}

func TestForms(t *testing.T) {
	for word, want := range map[string]string{
		"fingerprint":    "fingerprinted fingerprinting fingerprints",
		"fingerprints":   "fingerprint fingerprinted fingerprinting",
		"fingerprinting": "fingerprint fingerprinted fingerprints",
		"policies":       "policy",
		"agency":         "agencies",
		"arrested":       "arrest arresting arrests",
		"inquiring":      "inquire inquired inquires",
		"inquire":        "inquired inquires inquiring",
		"stopping":       "stop stopped stops",
		"transferred":    "transfer transferring transfers",
		"searches":       "search searched searching",
		"law":            "laws",
		"status":         "statuses",
	} {
		got := " " + strings.Join(forms(word), " ") + " "
		for _, f := range strings.Fields(want) {
			if !strings.Contains(got, " "+f+" ") {
				t.Errorf("forms(%q) = %s; %s is missing", word, got, f)
			}
		}
	}
	for word, not := range map[string]string{"detainer": "detained", "press": "pres", "status": "statu", "officer": "offices", "9-131": "9-131s"} {
		if slices.Contains(forms(word), not) {
			t.Errorf("forms(%q) has %s", word, not)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for query, why := range map[string]string{
		"":                            "names no word",
		"§ -":                         "names no word",
		`"open`:                       "not closed",
		`""`:                          "holds no word",
		"()":                          "hold no word",
		"(a":                          "not closed",
		"a)":                          "was not opened",
		"NOT a":                       "only says what not to find",
		"-a":                          "only says what not to find",
		"a NOT":                       "NOT needs a word",
		"AND a":                       "AND needs a word on both sides",
		"a AND":                       "AND needs a word on both sides",
		"a OR":                        "OR needs a word on both sides",
		"OR a":                        "OR needs a word on both sides",
		"a OR NOT b":                  "OR cannot join",
		"*":                           "a * needs",
		"ab*":                         "at least 3 letters",
		`"civil de"*`:                 "at least 3 letters",
		"a\x00":                       "not plain text",
		strings.Repeat("a ", 400):     "more than 64",
		strings.Repeat("a", 1001):     "longer than",
		strings.Repeat("(", 30) + "a": "too deep",
	} {
		_, err := parse(query)
		if !errors.Is(err, law.ErrInvalid) || !strings.Contains(err.Error(), why) {
			t.Errorf("parse(%.20q): %v; want %q", query, err, why)
		}
	}
}

// FuzzSearch: whatever is typed either is refused as not valid or is an
// expression that the full-text index takes.
func FuzzSearch(f *testing.F) {
	for _, q := range []string{"a", `"a b"*`, "a OR (b -c)", "NOT NOT a", `a"b"c`, "9-131", "“x” § 1", "a* b*", "((a))", "x:y ^z {a b}:c", "a+b", "é́", "日本 語", "𝔄 x\u0301", "a\u200db", "²", "Ⅳ"} {
		f.Add(q)
	}
	s := fresh(f)
	mustImport(f, s, springfield.Record(), curated)
	f.Fuzz(func(t *testing.T, q string) {
		_, err := s.Search(context.Background(), SearchFilter{Query: q, Page: Page{Limit: 3}})
		if err != nil && !errors.Is(err, law.ErrInvalid) {
			t.Errorf("%q: %v", q, err)
		}
	})
}
