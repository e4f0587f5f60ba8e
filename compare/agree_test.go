package compare

import (
	"fmt"
	"testing"
)

// BenchmarkAgreement prints how far our redline agrees with the drafters', on
// the laws the habits were learned from and on those kept apart, beside the
// peers on the same clauses.
func BenchmarkAgreement(b *testing.B) {
	clauses := redlines(b)
	for _, m := range []struct {
		name string
		diff func(before, after string) []Op
	}{
		{"ours", Words}, {"go-diff-characters", peerCharacters}, {"go-diff-words", peerWords}, {"git-word-diff-like", peerGit},
	} {
		b.Run(m.name, func(b *testing.B) {
			var all, learned, apart agreement
			for b.Loop() {
				all, learned, apart = agreement{}, agreement{}, agreement{}
				for _, c := range clauses {
					ops := m.diff(c.Before, c.After)
					all.add(c, ops)
					if c.fold() == 0 {
						apart.add(c, ops)
					} else {
						learned.add(c, ops)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(clauses)), "µs/clause")
			for name, s := range map[string]agreement{"all": all, "learned": learned, "apart": apart} {
				b.ReportMetric(s.f1(), "F1-"+name)
				b.ReportMetric(100*s.share(), "%identical-"+name)
				b.ReportMetric(s.groups(), "groups-"+name)
			}
		})
	}
}

// TestAgreement holds the agreement with drafters, on laws the habits were not
// learned from and on all.
func TestAgreement(t *testing.T) {
	var all, apart agreement
	for _, c := range redlines(t) {
		ops := Words(c.Before, c.After)
		if Before(ops) != c.Before || After(ops) != c.After {
			t.Fatalf("%s: the operations do not rebuild the clause", c.Law)
		}
		all.add(c, ops)
		if c.fold() == 0 {
			apart.add(c, ops)
		}
	}
	for _, m := range []struct {
		name              string
		s                 agreement
		f1, share, lo, hi float64
	}{
		{"all", all, 0.95, 0.63, 0.9, 1.1},
		{"kept apart", apart, 0.935, 0.58, 0.9, 1.1},
	} {
		t.Run(m.name, func(t *testing.T) {
			got := fmt.Sprintf("F1 %.4f, identical %.1f%%, groups %.3f over %d clauses", m.s.f1(), 100*m.s.share(), m.s.groups(), m.s.clauses)
			t.Log(got)
			if m.s.f1() < m.f1 || m.s.share() < m.share || m.s.groups() < m.lo || m.s.groups() > m.hi {
				t.Errorf("%s; want at least F1 %.3f, identical %.0f%%, groups %.1f to %.1f", got, m.f1, 100*m.share, m.lo, m.hi)
			}
		})
	}
}
