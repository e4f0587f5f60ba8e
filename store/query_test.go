package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"refuge/law"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct{ query, want string }{
		{"detainer", `"detainer"`},
		{"civil detainer", `("civil" AND "detainer")`},
		{`"judicial warrant"`, `"judicial warrant"`},
		{"“judicial warrant”", `"judicial warrant"`},
		{"detain*", `"detain"*`},
		{`"judicial warr"*`, `"judicial warr"*`},
		{"§ 9-131", `"9 131"`},
		{"jail OR prison", `("jail" OR "prison")`},
		{"jail AND NOT federal", `("jail" NOT ("federal"))`},
		{"jail -federal -state", `("jail" NOT ("federal" OR "state"))`},
		{"a b OR c", `(("a" AND "b") OR "c")`},
		{"a (b OR c)", `("a" AND ("b" OR "c"))`},
		{"a NOT (b OR c)", `("a" NOT (("b" OR "c")))`},
		{"a -(-b)", `("a" AND ("b"))`},
		{"peña's", `"peña s"`},
		{"and or not near", `("and" AND "or" AND "not" AND "near")`},
		{"title:jail", `"title jail"`},
		{"NEAR(a b)", `("NEAR" AND ("a" AND "b"))`},
		{"a & b", `("a" AND "b")`},
	} {
		got, err := match(c.query)
		if err != nil || got != c.want {
			t.Errorf("match(%q) = %s, %v; want %s", c.query, got, err, c.want)
		}
	}
}

func TestMatchRefuses(t *testing.T) {
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
		"a\x00":                       "not plain text",
		strings.Repeat("a ", 400):     "more than 40",
		strings.Repeat("a", 1001):     "longer than",
		strings.Repeat("(", 30) + "a": "too deep",
	} {
		_, err := match(query)
		if !errors.Is(err, law.ErrInvalid) || !strings.Contains(err.Error(), why) {
			t.Errorf("match(%.20q): %v; want %q", query, err, why)
		}
	}
}

// FuzzMatch: whatever is typed either is refused as not valid or is an
// expression that the full-text index takes.
func FuzzMatch(f *testing.F) {
	for _, q := range []string{"a", `"a b"*`, "a OR (b -c)", "NOT NOT a", `a"b"c`, "9-131", "“x” § 1", "a* b*", "((a))", "x:y ^z {a b}:c", "a+b", "é́", "日本 語", "𝔄 x\u0301", "a\u200db", "²", "Ⅳ"} {
		f.Add(q)
	}
	s := fresh(f)
	mustImport(f, s, springfield(), curated)
	f.Fuzz(func(t *testing.T, q string) {
		_, err := s.Search(context.Background(), SearchFilter{Query: q, Page: Page{Limit: 3}})
		if err != nil && !errors.Is(err, law.ErrInvalid) {
			e, _ := match(q)
			t.Errorf("%q became %s: %v", q, e, err)
		}
	})
}
