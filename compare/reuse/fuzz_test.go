package reuse

import (
	"strings"
	"testing"

	"refuge/compare"
)

// FuzzReuse looks for loans between any two texts.
func FuzzReuse(f *testing.F) {
	f.Add("the watch shall not detain a person on the ground of status or birth or language or name", "shall not detain a person on the ground of status or birth")
	f.Add(strings.Repeat("a b ", 200), strings.Repeat("b a ", 200))
	f.Fuzz(func(t *testing.T, a, b string) {
		if len(a)+len(b) > 10_000 {
			return
		}
		for _, l := range Loans(a, b) {
			if l.Start < 0 || l.End > len(a) || l.Start >= l.End || l.OtherStart < 0 || l.OtherEnd > len(b) || l.OtherStart >= l.OtherEnd || l.Same > 1 {
				t.Fatalf("%+v of texts of %d and %d bytes", l, len(a), len(b))
			}
		}
		if strings.Join(compare.Sentences(a), "") != a {
			t.Fatalf("the sentences do not cover %q", a)
		}
		x := NewIndex()
		x.Add("a", a)
		for _, c := range x.Candidates(Signatures("b", a)) {
			if !c.Same {
				t.Fatalf("a copy is not called the same")
			}
		}
		var left strings.Builder
		for _, p := range Align(a, b) {
			left.WriteString(p.Left)
		}
		if left.String() != a {
			t.Fatalf("sentences of %q were lost", a)
		}
	})
}
