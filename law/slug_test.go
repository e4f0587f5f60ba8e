package law

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestSlug(t *testing.T) {
	long := strings.Repeat("refuge ", 30)
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"Zohran Mamdani"}, "zohran-mamdani"},
		{[]string{"Federico Peña"}, "federico-pena"},
		{[]string{"Jesse Arreguín"}, "jesse-arreguin"},
		{[]string{`Guillermo "Bill" Vidal`}, "guillermo-bill-vidal"},
		{[]string{"Beverly O'Neill"}, "beverly-oneill"},
		{[]string{"Martin J. O’Malley"}, "martin-j-omalley"},
		{[]string{"F. Joseph Sensenbrenner Jr."}, "f-joseph-sensenbrenner-jr"},
		{[]string{"springfield", "Office of New Americans / ONA"}, "springfield-office-of-new-americans-ona"},
		{[]string{"  § 9-131(b)  "}, "9-131-b"},
		{[]string{"a--b__c"}, "a-b-c"},
		{[]string{"", ""}, ""},
		{[]string{"§§ —"}, ""},
		{[]string{"市"}, ""},
		{[]string{"bad \xff byte"}, "bad-byte"},
		{[]string{long}, strings.TrimSuffix(strings.Repeat("refuge-", 17), "-")},
		{[]string{strings.Repeat("a", 300)}, strings.Repeat("a", MaxSlug)},
	} {
		if got := Slug(c.words...); got != c.want {
			t.Errorf("Slug(%q) = %q, want %q", c.words, got, c.want)
		}
	}
}

func TestCheckSlug(t *testing.T) {
	for _, s := range []string{"a", "1", "nyc-ll-58-2014", "8-cfr-287-7", strings.Repeat("a", MaxSlug)} {
		if err := CheckSlug(s); err != nil {
			t.Errorf("%q is a slug: %v", s, err)
		}
	}
	for _, s := range []string{"", "-", "-a", "a-", "a--b", "A", "é", "a b", "a_b", "a/b", "a\n", "a.b", strings.Repeat("a", MaxSlug+1)} {
		if err := CheckSlug(s); !errors.Is(err, ErrInvalid) {
			t.Errorf("CheckSlug(%q) = %v, want ErrInvalid", s, err)
		}
	}
}

func TestSlugIsASlug(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkSlugOf(t, rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-z0-9 .'/éñ§-]{0,200}`)).Draw(t, "words"))
	})
}

func checkSlugOf(t interface {
	Helper()
	Fatalf(string, ...any)
}, words string) {
	t.Helper()
	s := Slug(words)
	if s == "" {
		return
	}
	if err := CheckSlug(s); err != nil {
		t.Fatalf("Slug(%q): %v", words, err)
	}
	if again := Slug(s); again != s {
		t.Fatalf("Slug(%q) = %q, and the slug of that is %q", words, s, again)
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"", "Federico Peña", "§ 9-131(b)", "a\x00b", "\xff", strings.Repeat("a b", 60)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkSlugOf(t, s) })
}
