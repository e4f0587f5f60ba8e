package compare

import (
	"slices"
	"strings"
)

// Words compares two strings by words. The operations rebuild both byte for
// byte; no word is cut. Exchanging the two strings exchanges deletions and
// insertions and changes nothing else.
func Words(before, after string) []Op {
	w := newWords()
	work := newBudget()
	head, tail := common(before, after)
	x, y := before[head:len(before)-tail], after[head:len(after)-tail]
	ops := w.compare(&newYorkCouncil, x, y, work)
	if head > 0 {
		ops = slices.Insert(ops, 0, Op{Sign: Keep, Text: before[:head]})
	}
	if tail > 0 {
		ops = append(ops, Op{Sign: Keep, Text: before[len(before)-tail:]})
	}
	return joined(ops)
}

// joined makes one operation of neighbours with the same sign.
func joined(ops []Op) []Op {
	out := []Op{}
	for _, o := range ops {
		if n := len(out) - 1; n >= 0 && out[n].Sign == o.Sign && out[n].Typographic == o.Typographic {
			out[n].Text += o.Text
			continue
		}
		out = append(out, o)
	}
	return out
}

// margin is how many bytes before the first change of a long text, and after
// the last, are weighed with it.
const margin = 400

// common returns the length of what two long texts share at the beginning and
// at the end, whole lines but for a margin around the changes.
func common(a, b string) (head, tail int) {
	if min(len(a), len(b)) < 20*margin {
		return 0, 0
	}
	n := min(len(a), len(b))
	for head < n && a[head] == b[head] {
		head++
	}
	for tail < n-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	head = strings.LastIndexByte(a[:max(0, head-margin)], '\n') + 1
	tail = max(0, tail-margin)
	if i := strings.IndexByte(a[len(a)-tail:], '\n'); i >= 0 {
		tail -= i + 1
	} else {
		tail = 0
	}
	return head, tail
}

// compare compares two texts by words. Where they have too many, they are first
// compared by runs of words, then what changed by words.
func (w *words) compare(p *prices, before, after string, work *budget) []Op {
	a, b, fine := w.both(before, after)
	ops := w.redline(p, before, after, a, b, work)
	if fine {
		return ops
	}
	var out []Op
	for i, o := range ops {
		switch {
		case o.Sign == Delete && i+1 < len(ops) && ops[i+1].Sign == Insert && !o.Typographic && !ops[i+1].Typographic:
			next := ops[i+1].Text
			if a, b, fine := w.both(o.Text, next); fine {
				out = append(out, w.redline(p, o.Text, next, a, b, work)...)
			} else {
				out = append(out, o, ops[i+1])
			}
		case o.Sign == Insert && i > 0 && ops[i-1].Sign == Delete && !o.Typographic && !ops[i-1].Typographic:
		default:
			out = append(out, o)
		}
	}
	return joined(out)
}

// redline compares two texts whose tokens, a and b, it may mark, within
// what is left of the budget.
func (w *words) redline(p *prices, before, after string, a, b []token, work *budget) []Op {
	w.single(a, b)
	var kept []int32
	if swapped(before, after) {
		kept = invert(p.pair(b, a, work), len(a))
	} else {
		kept = p.pair(a, b, work)
	}
	keepEqual(a, b, kept)
	return emit(before, after, a, b, kept)
}

// keepEqual takes back a change that would put the same tokens in place of
// themselves.
func keepEqual(a, b []token, kept []int32) {
	i, j := 0, 0
	for i <= len(a) {
		ei := i
		for ei < len(a) && kept[ei] < 0 {
			ei++
		}
		ej := len(b)
		if ei < len(a) {
			ej = int(kept[ei])
		}
		if ei > i && ei-i == ej-j && slices.EqualFunc(a[i:ei], b[j:ej], sameWord) {
			hold(kept, i, j, ei-i)
		}
		i, j = ei+1, ej+1
	}
}

func sameWord(a, b token) bool { return a.id == b.id }

// swapped chooses the direction in which two texts are compared, so that the
// answer does not depend on which is called the left one.
func swapped(before, after string) bool {
	return len(before) > len(after) || len(before) == len(after) && before > after
}

func invert(kept []int32, n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = -1
	}
	for i, j := range kept {
		if j >= 0 {
			out[j] = int32(i)
		}
	}
	return out
}

// The bounds of the careful pass, in pairs of tokens: of one block, and of one
// comparison. Beyond them the plain diff stands, its small islands swallowed.
const (
	wholeCells = 2_000 // up to here no plain diff is made first
	blockCells = 400_000
	totalCells = 4_000_000
)

// budget is what is left of the work that one comparison may take, in pairs of
// tokens. It is counted, not timed, so that the answer does not depend on load.
type budget struct {
	careful int // of the redlining of blocks
	plain   int // of go-diff
}

func newBudget() *budget { return &budget{careful: totalCells, plain: plainCells} }

// slack is how many tokens of a long kept run stay open to a change that slides
// into them.
const slack = 16

// pair returns, for each token of a, the index of the token of b it is kept as,
// or -1: a plain diff, then every block between long kept runs taken again as an
// editor would redline it.
func (p *prices) pair(a, b []token, work *budget) []int32 {
	if size := (len(a) + 1) * (len(b) + 1); size <= min(wholeCells, work.careful) {
		work.careful -= size
		return p.recast(a, b, 0, len(a), 0, len(b), nil, nil)
	}
	kept := lcs(a, b, work)
	i0, j0 := 0, 0
	for i := 0; i <= len(a); {
		// the next run that is long enough to hold its middle fast
		start, end := i, i
		for end < len(a) && kept[end] >= 0 && (end == start || kept[end] == kept[end-1]+1) {
			end++
		}
		last := start == len(a)
		if !last && end-start < 3*slack && end < len(a) {
			i = max(end, start+1)
			continue
		}
		i1, j1 := len(a), len(b)
		if !last && end-start >= 3*slack {
			i1 = start + slack
			j1 = int(kept[start]) + slack
		}
		p.retake(a, b, i0, i1, j0, j1, kept, work)
		if last || i1 == len(a) {
			break
		}
		i0, j0 = end-slack, int(kept[end-1])+1-slack
		i = end
	}
	return kept
}

// retake redoes the block a[i0:i1], b[j0:j1] as long as the bounds allow.
func (p *prices) retake(a, b []token, i0, i1, j0, j1 int, kept []int32, work *budget) {
	size := (i1 - i0 + 1) * (j1 - j0 + 1)
	if size > blockCells || size > work.careful {
		p.swallow(a, b, i0, i1, j0, j1, kept)
		return
	}
	work.careful -= size
	copy(kept[i0:i1], p.recast(a, b, i0, i1, j0, j1, nil, nil))
}

// single marks the words that stand exactly once on either side: they hold the
// two together.
func (w *words) single(a, b []token) {
	for len(w.count) < len(w.ids) {
		w.count = append(w.count, [2]uint8{})
	}
	for side, t := range [2][]token{a, b} {
		for i := range t {
			if n := &w.count[t[i].id][side]; *n < 2 {
				*n++
			}
		}
	}
	for _, t := range [2][]token{a, b} {
		for i := range t {
			if c := t[i].class; (c == clWord || c == clCap) && w.count[t[i].id] == [2]uint8{1, 1} {
				t[i].class = clOnce
			}
		}
	}
	for _, t := range [2][]token{a, b} {
		for i := range t {
			w.count[t[i].id] = [2]uint8{}
		}
	}
}
