package compare

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"refuge/compare/comparetest"
)

// hostile are pairs of texts of n bytes that are made to be slow.
func hostile(n int) map[string][2]string {
	rep := func(s string) string { return strings.Repeat(s, n/len(s)+1)[:n] }
	var ab, ba strings.Builder
	for i := 0; ab.Len() < n; i++ {
		fmt.Fprintf(&ab, "%c ", 'a'+rune(i*7919%26))
		fmt.Fprintf(&ba, "%c ", 'a'+rune(i*i%26))
	}
	var distinct, distinctBack strings.Builder
	for i := 0; distinct.Len() < n; i++ {
		fmt.Fprintf(&distinct, "%x ", i)
		fmt.Fprintf(&distinctBack, "%x ", n-i)
	}
	// long paragraphs of the same words in another order
	var order, other strings.Builder
	for i := 0; order.Len() < n; i++ {
		a := strings.Fields(comparetest.Prose(uint64(i), 40_000))
		order.WriteString(strings.Join(a, " ") + "\n")
		slices.Reverse(a)
		other.WriteString(strings.Join(a, " ") + "\n")
	}
	return map[string][2]string{
		"turned around":   {order.String()[:n], other.String()[:n]},
		"one word":        {rep("a "), rep("a a b ")},
		"two words":       {rep("a b "), rep("b a a ")},
		"letters":         {ab.String(), ba.String()},
		"all distinct":    {distinct.String(), distinctBack.String()},
		"signs":           {rep("!?;"), rep("?!;,")},
		"short lines":     {rep("a\nb\n"), rep("b\nb\na\n")},
		"blank lines":     {rep("\n"), rep("\n \n")},
		"one long word":   {rep("a"), rep("ab")},
		"enumerators":     {rep("(a)\n(b)\n"), rep("(b)\n(c)\n(a)\n")},
		"same paragraphs": {rep("The officer may not hold a person.\n"), rep("The officer may hold no person at all.\n")},
		"quotes":          {rep("“a” "), rep("\"a\" ")},
		"formulas":        {rep("be it enacted by the council "), rep("by the council be it enacted ")},
	}
}

func BenchmarkHostile(b *testing.B) {
	const n = 2_000_000
	for name, p := range hostile(n) {
		for how, diff := range map[string]func(){
			"Words":   func() { Words(p[0], p[1]) },
			"Compare": func() { Compare(Text{Text: p[0]}, Text{Text: p[1]}) },
		} {
			b.Run(how+"/"+name, func(b *testing.B) {
				peak := comparetest.PeakHeap(diff)
				for b.Loop() {
					diff()
				}
				b.ReportMetric(peak/1e6, "peak-MB")
			})
		}
	}
}

// TestHostileTexts rebuilds texts that are made to be slow.
func TestHostileTexts(t *testing.T) {
	for name, p := range hostile(20_000) {
		t.Run(name, func(t *testing.T) {
			checkOps(t, Words(p[0], p[1]), p[0], p[1])
			checkComparison(t, Compare(Text{Text: p[0]}, Text{Text: p[1]}), p[0], p[1])
		})
	}
}

// TestManyTokensAreComparedByWords changes one word of a text with more tokens
// than are told apart at once.
func TestManyTokensAreComparedByWords(t *testing.T) {
	before := strings.Repeat("a b, c d; e f. ", 40_000) + "The officer may hold a person. " + strings.Repeat("g h, i j; k l. ", 40_000)
	after := strings.Replace(before, "officer may hold", "officer shall hold", 1)
	ops := Words(before, after)
	checkOps(t, ops, before, after)
	if len(ops) != 4 || ops[1].Text != "may" || ops[2].Text != "shall" {
		t.Errorf("got %d operations", len(ops))
	}
	c := Compare(Text{Text: before}, Text{Text: after})
	checkComparison(t, c, before, after)
	if c.Stats.WordsDeleted != 1 || c.Stats.WordsInserted != 1 {
		t.Errorf("got %+v", c.Stats)
	}
}
