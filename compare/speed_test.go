package compare

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"refuge/compare/comparetest"
)

// realPairs are pairs of texts of 10 to 60 kB: versions of one matter, and bills
// brought in again under the same name.
func realPairs(t testing.TB) [][2]string {
	byMatter, byName := map[string][]comparetest.Matter{}, map[string][]comparetest.Matter{}
	for _, m := range comparetest.Archive(t) {
		if len(m.Text) < 10_000 || len(m.Text) > 60_000 {
			continue
		}
		if strings.Contains(m.Path, "versions/") {
			byMatter[m.ID] = append(byMatter[m.ID], m)
		} else if m.Name != "" {
			byName[m.Name] = append(byName[m.Name], m)
		}
	}
	var out [][2]string
	for _, groups := range []map[string][]comparetest.Matter{byMatter, byName} {
		names := []string{}
		for name, ms := range groups {
			if len(ms) > 1 && ms[0].Text != ms[1].Text {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		for _, name := range names[:min(len(names), 20)] {
			out = append(out, [2]string{groups[name][0].Text, groups[name][1].Text})
		}
	}
	return out
}

// BenchmarkPairs compares real pairs of 10 to 60 kB and prints how many times
// faster it is than go-diff by characters with semantic cleanup, in the same
// run; "least" is the ratio of the pair where it is smallest.
func BenchmarkPairs(b *testing.B) {
	pairs := realPairs(b)
	for _, m := range []struct {
		name string
		diff func(before, after string)
	}{
		{"Compare", func(x, y string) { Compare(Text{Text: x}, Text{Text: y}) }},
		{"Words", func(x, y string) { Words(x, y) }},
	} {
		b.Run(m.name, func(b *testing.B) {
			var ours, theirs time.Duration
			ratios := []float64{}
			for b.Loop() {
				ours, theirs, ratios = 0, 0, ratios[:0]
				for _, p := range pairs {
					start := time.Now()
					m.diff(p[0], p[1])
					mine := time.Since(start)
					start = time.Now()
					peerCharacters(p[0], p[1])
					peer := time.Since(start)
					ours, theirs = ours+mine, theirs+peer
					ratios = append(ratios, float64(peer)/float64(mine))
				}
			}
			slices.Sort(ratios)
			b.ReportMetric(float64(theirs)/float64(ours), "times-faster")
			b.ReportMetric(ratios[len(ratios)/2], "median")
			b.ReportMetric(ratios[0], "least")
			b.ReportMetric(float64(len(pairs)), "pairs")
		})
	}
}

// BenchmarkSizes shows how time and memory grow, on unrelated texts and on
// edited ones.
func BenchmarkSizes(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000, 2_000_000} {
		x := comparetest.Prose(1, n)
		for name, y := range map[string]string{"unrelated": comparetest.Prose(2, n), "edited": comparetest.Edited(3, x)} {
			for how, diff := range map[string]func(){
				"Words":   func() { Words(x, y) },
				"Compare": func() { Compare(Text{Text: x}, Text{Text: y}) },
			} {
				b.Run(fmt.Sprintf("%s/%s/%dkB", how, name, n/1000), func(b *testing.B) {
					peak := comparetest.PeakHeap(diff)
					for b.Loop() {
						diff()
					}
					b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n/1000), "µs/kB")
					b.ReportMetric(peak/1e6, "peak-MB")
				})
			}
		}
	}
}

// BenchmarkParagraphs aligns 2,000 paragraphs of which some moved, and 2,000 in
// an order of chance.
func BenchmarkParagraphs(b *testing.B) {
	ps, others := strings.Split(comparetest.Prose(5, 900_000), "\n")[:2000], strings.Split(comparetest.Prose(6, 200_000), "\n")
	for name, moves := range map[string]int{"moved": 60, "shuffled": 4000} {
		m := disturb(rand.New(rand.NewPCG(1, 1)), ps, others, moves)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Compare(m.left, m.right)
			}
		})
	}
}
