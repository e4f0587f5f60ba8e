package reuse

import (
	"cmp"
	"slices"

	"refuge/compare"
	"refuge/compare/terms"
)

// Passage is what one jurisdiction says on a question, with what the caller
// needs to show it by.
type Passage struct {
	Key  string // of the caller
	Text string
}

// Pair is a sentence of the left passage beside the one of the right that says
// the like; either is empty where the other passage has nothing like it. Ops
// compares their words, and Likeness is from 0 to 1.
type Pair struct {
	Left     string       `json:"left"`
	Right    string       `json:"right"`
	Likeness float64      `json:"likeness"`
	Ops      []compare.Op `json:"ops"`
}

// alikeSentence is the likeness from which two sentences of different laws are
// set side by side.
const alikeSentence = 0.3

// Align sets two passages side by side sentence by sentence, in the order of the
// left one; a sentence of the right passage that nothing on the left is like
// stands after the one before it. Order within a passage does not decide which
// sentences belong together: cities say the same things in another order.
func Align(left, right string) []Pair {
	ls, rs := compare.Sentences(left), compare.Sentences(right)
	if len(ls)*len(rs) > 1_000_000 {
		ls, rs = []string{left}, []string{right}
	}
	type found struct {
		i, j int
		like float64
	}
	lw, rw := bags(ls), bags(rs)
	var all []found
	for i := range ls {
		for j := range rs {
			if like := lw[i].like(rw[j]); like >= alikeSentence {
				all = append(all, found{i, j, like})
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	toR, toL := slices.Repeat([]int{-1}, len(ls)), slices.Repeat([]int{-1}, len(rs))
	like := make([]float64, len(ls))
	for _, f := range all {
		if toR[f.i] < 0 && toL[f.j] < 0 {
			toR[f.i], toL[f.j], like[f.i] = f.j, f.i, f.like
		}
	}
	out := []Pair{}
	alone := func(j int) { // the lone right sentences from j on
		for ; j < len(rs) && toL[j] < 0; j++ {
			out = append(out, Pair{Right: rs[j], Ops: compare.Words("", rs[j])})
		}
	}
	alone(0)
	for i, l := range ls {
		j := toR[i]
		if j < 0 {
			out = append(out, Pair{Left: l, Ops: compare.Words(l, "")})
			continue
		}
		out = append(out, Pair{Left: l, Right: rs[j], Likeness: like[i], Ops: compare.Words(l, rs[j])})
		alone(j + 1)
	}
	return out
}

// bag are the words of a sentence, sorted, each with its weight.
type bag struct {
	words  []uint32
	weight []float64
	sum    float64
}

// bags weighs the words of each text: one that belongs to a set phrase of
// drafting or is among the commonest counts little.
func bags(texts []string) []bag {
	out := make([]bag, len(texts))
	for i, s := range texts {
		t := terms.Of(s)
		slices.SortStableFunc(t, func(a, b terms.Term) int { return cmp.Compare(a.Hash, b.Hash) })
		b := &out[i]
		for _, t := range t {
			w := 1.0
			if t.Formula || commonTerm[t.Hash] {
				w = 0.15
			}
			b.words, b.weight, b.sum = append(b.words, t.Hash), append(b.weight, w), b.sum+w
		}
	}
	return out
}

var commonTerm = func() map[uint32]bool {
	m := map[uint32]bool{}
	for _, word := range compare.CommonWords() {
		m[terms.Of(word)[0].Hash] = true
	}
	return m
}()

// like is the weighted share of words two bags have in common, from 0 to 1.
func (a bag) like(b bag) float64 {
	both := 0.0
	for i, j := 0, 0; i < len(a.words) && j < len(b.words); {
		switch {
		case a.words[i] < b.words[j]:
			i++
		case a.words[i] > b.words[j]:
			j++
		default:
			both += min(a.weight[i], b.weight[j])
			i, j = i+1, j+1
		}
	}
	if both == 0 {
		return 0
	}
	return 2 * both / (a.sum + b.sum)
}

// Likeness is the share of words that two texts have in common, from 0 to 1. Set
// phrases of drafting and the commonest words count little.
func Likeness(a, b string) float64 {
	bs := bags([]string{a, b})
	return bs[0].like(bs[1])
}

// Group gathers passages by closeness: two stand in one group when every pair of
// the group has at least the likeness given (complete linkage). Groups come
// largest first, then by their first passage; passages in the order given.
func Group(ps []Passage, least float64) [][]Passage {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.Text
	}
	bs := bags(texts)
	type link struct {
		i, j int
		like float64
	}
	var links []link
	like := make([]float64, len(ps)*len(ps))
	for i := range ps {
		for j := i + 1; j < len(ps); j++ {
			v := bs[i].like(bs[j])
			like[i*len(ps)+j], like[j*len(ps)+i] = v, v
			if v >= least {
				links = append(links, link{i, j, v})
			}
		}
	}
	slices.SortFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(b.like, a.like), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	of := make([]int, len(ps))
	members := make([][]int, len(ps))
	for i := range ps {
		of[i], members[i] = i, []int{i}
	}
	for _, l := range links {
		a, b := of[l.i], of[l.j]
		if a == b {
			continue
		}
		near := true
		for _, x := range members[a] {
			for _, y := range members[b] {
				near = near && like[x*len(ps)+y] >= least
			}
		}
		if !near {
			continue
		}
		for _, y := range members[b] {
			of[y] = a
		}
		members[a], members[b] = append(members[a], members[b]...), nil
	}
	members = slices.DeleteFunc(members, func(m []int) bool { return len(m) == 0 })
	for _, m := range members {
		slices.Sort(m)
	}
	slices.SortFunc(members, func(a, b []int) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a[0], b[0])) })
	out := make([][]Passage, len(members))
	for g, m := range members {
		for _, i := range m {
			out[g] = append(out[g], ps[i])
		}
	}
	return out
}
