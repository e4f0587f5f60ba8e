package compare

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// realPairs are pairs of texts of 10 to 60 kB: versions of one matter, and bills
// brought in again under the same name.
func realPairs(t testing.TB) [][2]string {
	byMatter, byName := map[string][]matter{}, map[string][]matter{}
	for _, m := range archive(t) {
		if len(m.Text) < 10_000 || len(m.Text) > 60_000 {
			continue
		}
		if strings.Contains(m.path, "versions/") {
			byMatter[m.id] = append(byMatter[m.id], m)
		} else if m.Name != "" {
			byName[m.Name] = append(byName[m.Name], m)
		}
	}
	var out [][2]string
	for _, groups := range []map[string][]matter{byMatter, byName} {
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

// prose invents a text of n bytes in the manner of a law: words by their rank,
// sentences, numbered paragraphs.
func prose(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, seed))
	small := strings.Fields("the of and to in or for any such shall be by that a is this as on with not may")
	var b strings.Builder
	for p := 1; b.Len() < n; p++ {
		fmt.Fprintf(&b, "(%d) ", p%40)
		for range 40 + r.IntN(60) {
			if r.IntN(5) < 2 {
				b.WriteString(small[r.IntN(len(small))])
			} else {
				x := r.Float64()
				fmt.Fprintf(&b, "w%c%d", 'a'+rune(r.IntN(3)), int(4000*x*x*x))
			}
			b.WriteString([]string{" ", " ", " ", " ", " ", " ", " ", ", ", ". "}[r.IntN(9)])
		}
		b.WriteString("\n")
	}
	return b.String()[:n]
}

// edited changes about one word in fifty of a text.
func edited(seed uint64, text string) string {
	r := rand.New(rand.NewPCG(seed, 9))
	w := strings.SplitAfter(text, " ")
	for range len(w) / 50 {
		i := r.IntN(len(w))
		switch r.IntN(3) {
		case 0:
			w[i] = ""
		case 1:
			w[i] += "anew "
		default:
			w[i] = "other "
		}
	}
	return strings.Join(w, "")
}

// BenchmarkSizes shows how time and memory grow, on unrelated texts and on
// edited ones.
func BenchmarkSizes(b *testing.B) {
	for _, n := range []int{10_000, 100_000, 1_000_000, 2_000_000} {
		x := prose(1, n)
		for name, y := range map[string]string{"unrelated": prose(2, n), "edited": edited(3, x)} {
			for how, diff := range map[string]func(){
				"Words":   func() { Words(x, y) },
				"Compare": func() { Compare(Text{Text: x}, Text{Text: y}) },
			} {
				b.Run(fmt.Sprintf("%s/%s/%dkB", how, name, n/1000), func(b *testing.B) {
					peak := peakHeap(diff)
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

// peakHeap runs f once and returns the most bytes the heap held above what it
// held before.
func peakHeap(f func()) float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base, peak := m.HeapInuse, uint64(0)
	done, stopped := make(chan bool), make(chan bool)
	go func() {
		defer close(stopped)
		for {
			select {
			case <-done:
				return
			case <-time.After(2 * time.Millisecond):
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapInuse)
			}
		}
	}()
	f()
	close(done)
	<-stopped
	return float64(max(peak, base) - base)
}

// BenchmarkParagraphs aligns 2,000 paragraphs of which some moved, and 2,000 in
// an order of chance.
func BenchmarkParagraphs(b *testing.B) {
	ps, others := strings.Split(prose(5, 900_000), "\n")[:2000], strings.Split(prose(6, 200_000), "\n")
	for name, moves := range map[string]int{"moved": 60, "shuffled": 4000} {
		m := disturb(rand.New(rand.NewPCG(1, 1)), ps, others, moves)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Compare(m.left, m.right)
			}
		})
	}
}
