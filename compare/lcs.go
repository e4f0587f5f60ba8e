package compare

import (
	"cmp"
	"slices"

	"github.com/sergi/go-diff/diffmatchpatch"
	"znkr.io/diff"

	"refuge/compare/terms"
)

const (
	// blockTokens is the size of a block, both sides together, above which
	// go-diff gives way to an algorithm that stays near-linear.
	blockTokens = 16_000
	// plainCells bounds the work of go-diff in one comparison, in pairs of
	// tokens.
	plainCells = 24_000_000
	// anchorRun is how many tokens in a row must agree to hold two large texts
	// together.
	anchorRun = 4
)

// lcs pairs the tokens of a and b that a plain diff keeps: for each token of a
// the index in b, or -1.
func lcs(a, b []token, work *budget) []int32 {
	kept := make([]int32, len(a))
	for i := range kept {
		kept[i] = -1
	}
	plain(a, b, 0, 0, kept, work)
	return kept
}

func plain(a, b []token, i0, j0 int, kept []int32, work *budget) {
	head := 0
	for head < len(a) && head < len(b) && a[head].id == b[head].id {
		kept[i0+head] = int32(j0 + head)
		head++
	}
	a, b, i0, j0 = a[head:], b[head:], i0+head, j0+head
	for len(a) > 0 && len(b) > 0 && a[len(a)-1].id == b[len(b)-1].id {
		a, b = a[:len(a)-1], b[:len(b)-1]
		kept[i0+len(a)] = int32(j0 + len(b))
	}
	switch {
	case len(a) == 0 || len(b) == 0:
	case len(a)+len(b) <= blockTokens && len(a)*len(b) <= work.plain:
		work.plain -= len(a) * len(b)
		minimal(a, b, i0, j0, kept)
	case !divided(a, b, i0, j0, kept, work):
		anchored(a, b, i0, j0, kept, work)
	}
}

// divided holds a large block together by runs of tokens that occur once on
// either side, in the longest sequence that keeps their order (as patience diff
// does with lines), and compares what lies between them; false where no run
// does. Words of a long text repeat, runs of eight hardly ever.
func divided(a, b []token, i0, j0 int, kept []int32, work *budget) bool {
	pairs := ordered(uniqueRuns(a, b))
	if len(pairs) == 0 {
		return false
	}
	x, y := 0, 0 // behind what is paired
	for _, p := range pairs {
		i, j := int(p[0]), int(p[1])
		if i < x || j < y {
			continue // inside the run before
		}
		for i > x && j > y && a[i-1].id == b[j-1].id {
			i, j = i-1, j-1
		}
		n := 0
		for i+n < len(a) && j+n < len(b) && a[i+n].id == b[j+n].id {
			n++
		}
		plain(a[x:i], b[y:j], i0+x, j0+y, kept, work)
		hold(kept, i0+i, j0+j, n)
		x, y = i+n, j+n
	}
	plain(a[x:], b[y:], i0+x, j0+y, kept, work)
	return true
}

// uniqueRun is how many tokens make a run that can hold a block together.
const uniqueRun = 8

// uniqueRuns pairs the positions of runs that occur once in a and once in b, in
// the order of a.
func uniqueRuns(a, b []token) [][2]int32 {
	if len(a) < uniqueRun || len(b) < uniqueRun {
		return nil
	}
	type seen struct{ at, inA, inB int32 }
	runs := make(map[uint64]seen, len(a))
	each := func(t []token, f func(hash uint64, at int32)) {
		for i := 0; i+uniqueRun <= len(t); i++ {
			h := uint64(14695981039346656037)
			for _, k := range t[i : i+uniqueRun] {
				h = terms.Mix(h ^ uint64(uint32(k.id)))
			}
			f(h, int32(i))
		}
	}
	each(a, func(h uint64, at int32) {
		s := runs[h]
		s.at, s.inA = at, min(s.inA+1, 2)
		runs[h] = s
	})
	inB := map[uint64]int32{}
	each(b, func(h uint64, at int32) {
		if s, ok := runs[h]; ok && s.inA == 1 {
			s.inB = min(s.inB+1, 2)
			runs[h] = s
			inB[h] = at
		}
	})
	var out [][2]int32
	each(a, func(h uint64, at int32) {
		if s := runs[h]; s.inA == 1 && s.inB == 1 {
			out = append(out, [2]int32{at, inB[h]})
		}
	})
	return slices.DeleteFunc(out, func(p [2]int32) bool {
		for k := range uniqueRun { // two runs may have one hash
			if a[int(p[0])+k].id != b[int(p[1])+k].id {
				return true
			}
		}
		return false
	})
}

// ordered is the longest part of pairs, which rise on the left, that rises on
// the right too.
func ordered(pairs [][2]int32) [][2]int32 {
	tails := make([]int, 0, len(pairs)) // by length: the pair that ends a sequence lowest
	before := make([]int, len(pairs))
	for i, p := range pairs {
		n, _ := slices.BinarySearchFunc(tails, p[1], func(t int, y int32) int { return cmp.Compare(pairs[t][1], y) })
		before[i] = -1
		if n > 0 {
			before[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	if len(tails) == 0 {
		return nil
	}
	out := make([][2]int32, len(tails))
	for i, k := tails[len(tails)-1], len(tails)-1; i >= 0; i, k = before[i], k-1 {
		out[k] = pairs[i]
	}
	return out
}

// minimal is go-diff over the tokens.
func minimal(a, b []token, i0, j0 int, kept []int32) {
	d := diffmatchpatch.New()
	d.DiffTimeout = 0 // a limit of time would make the result depend on load
	i, j := i0, j0
	numbers := map[int32]rune{}
	for _, o := range d.DiffMainRunes(runes(numbers, a), runes(numbers, b), false) {
		n := 0
		for range o.Text {
			n++
		}
		switch o.Type {
		case diffmatchpatch.DiffEqual:
			hold(kept, i, j, n)
			i, j = i+n, j+n
		case diffmatchpatch.DiffDelete:
			i += n
		case diffmatchpatch.DiffInsert:
			j += n
		}
	}
}

// runes writes each token as one rune. A block holds fewer kinds of token than
// there are runes below the surrogates.
func runes(numbers map[int32]rune, t []token) []rune {
	out := make([]rune, len(t))
	for i := range t {
		r, ok := numbers[t[i].id]
		if !ok {
			r = rune(len(numbers) + 1)
			numbers[t[i].id] = r
		}
		out[i] = r
	}
	return out
}

// anchored holds a large block together by runs of tokens that stand once on
// both sides, and takes the gaps between them as blocks of their own.
func anchored(a, b []token, i0, j0 int, kept []int32, work *budget) {
	ids := func(t []token) []int32 {
		out := make([]int32, len(t))
		for i := range t {
			out[i] = t[i].id
		}
		return out
	}
	x, y := 0, 0   // after the last anchor
	px, py := 0, 0 // after the last hunk
	var loose [][3]int
	gap := func(ex, ey int) {
		n, m := ex-x, ey-y
		if n > 0 && m > 0 {
			if n+m <= blockTokens && n*m <= work.plain {
				work.plain -= n * m
				minimal(a[x:ex], b[y:ey], i0+x, j0+y, kept)
			} else {
				for _, r := range loose {
					hold(kept, i0+r[0], j0+r[1], r[2])
				}
			}
		}
		loose = loose[:0]
	}
	matched := func(n int) {
		switch {
		case n >= anchorRun:
			gap(px, py)
			hold(kept, i0+px, j0+py, n)
			x, y = px+n, py+n
		case n > 0:
			loose = append(loose, [3]int{px, py, n})
		}
	}
	for _, h := range diff.Hunks(ids(a), ids(b), diff.Fast(), diff.Context(0)) {
		matched(h.PosX - px)
		px, py = h.EndX, h.EndY
	}
	matched(len(a) - px)
	gap(len(a), len(b))
}

func hold(kept []int32, i, j, n int) {
	for k := range n {
		kept[i+k] = int32(j + k)
	}
}
