package compare

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// One word in a hundred of a long text is changed: what is the same must be
// kept, though hardly a word of it is rare and no line divides it.
func TestScatteredChangesInALongText(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	words := make([]string, 4000)
	for i := range words {
		b := make([]byte, 2+rng.IntN(8))
		for k := range b {
			b[k] = byte('a' + rng.IntN(26))
		}
		words[i] = string(b)
	}
	before := make([]string, 120_000)
	for i := range before {
		before[i] = words[rng.IntN(len(words))]
	}
	after := make([]string, len(before))
	copy(after, before)
	changed := 0
	for i := range after {
		if rng.IntN(100) == 0 {
			after[i] = words[rng.IntN(len(words))]
			changed++
		}
	}
	left, right := strings.Join(before, " "), strings.Join(after, " ")
	ops := Words(left, right)
	if Before(ops) != left || After(ops) != right {
		t.Fatal("the operations do not rebuild the texts")
	}
	deleted := 0
	for _, o := range ops {
		if o.Sign == Delete {
			deleted += len(strings.Fields(o.Text))
		}
	}
	if deleted > 3*changed {
		t.Errorf("%d words deleted where %d changed", deleted, changed)
	}
}
