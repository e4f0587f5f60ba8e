// Package comparetest has texts and measures for the tests of the rooms that
// hold one text against another.
package comparetest

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"time"

	"pgregory.net/rapid"
)

// Draft draws two texts of which the second is the first after some editing.
func Draft(t *rapid.T) (string, string) {
	word := rapid.SampledFrom(strings.Fields(`the of and shall may not city officer detainer section department warrant notice
		thirty 30 $1,500 9-131 (a) (1) “person” "person" § Sec. , . ; : ( ) January 2014 custody transfer release unless except twenty-one`))
	sep := rapid.SampledFrom([]string{" ", " ", " ", " ", "\n", "\n\n", "  ", "\t", "\u00a0", ""})
	var before []string
	for range rapid.IntRange(0, 60).Draw(t, "length") {
		before = append(before, word.Draw(t, "word")+sep.Draw(t, "space"))
	}
	after := append([]string(nil), before...)
	for range rapid.IntRange(0, 6).Draw(t, "edits") {
		i := rapid.IntRange(0, len(after)).Draw(t, "at")
		j := min(len(after), i+rapid.IntRange(0, 8).Draw(t, "over"))
		var in []string
		for range rapid.IntRange(0, 6).Draw(t, "new") {
			in = append(in, word.Draw(t, "word")+sep.Draw(t, "space"))
		}
		if rapid.Bool().Draw(t, "move") {
			cut := append([]string(nil), after[i:j]...)
			after = append(append([]string(nil), after[:i]...), after[j:]...)
			k := rapid.IntRange(0, len(after)).Draw(t, "to")
			in = append(cut, in...)
			i, j = k, k
		}
		after = append(append(append([]string(nil), after[:i]...), in...), after[j:]...)
	}
	return strings.Join(before, ""), strings.Join(after, "")
}

// Prose invents a text of n bytes in the manner of a law: words by their rank,
// sentences, numbered paragraphs.
func Prose(seed uint64, n int) string {
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

// Edited changes about one word in fifty of a text.
func Edited(seed uint64, text string) string {
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

// PeakHeap runs f once and returns the most bytes the heap held above what it
// held before.
func PeakHeap(f func()) float64 {
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
