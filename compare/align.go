package compare

import (
	"cmp"
	"slices"

	"refuge/compare/terms"
)

// match pairs units l of the left text with units r of the right one. One of
// the two ranges may hold several units (split, merged); neither is empty.
type match struct {
	l0, l1, r0, r1 int
	moved          bool
	ops            []Op // its words compared; nil for words that moved unchanged
}

// The bounds and thresholds of alignment. A pair below alike is never taken for
// the same paragraph in place; one that stands elsewhere must be nearer, and
// long enough not to be there by chance.
const (
	alike      = 0.35
	alikeNamed = 0.2 // with the same number, heading or defined term
	alikeMoved = 0.65
	movedWords = 6
	gapCells   = 40_000 // pairs of units weighed in one gap
	mostMoves  = 2_000  // in one comparison
	// alignTokens bounds the weighing of rivals of a move, in tokens.
	alignTokens = 60_000_000
	shingle     = 4 // tokens
)

type aligner struct {
	l, r   *side
	toR    []int // for each left unit its right one, or -1
	toL    []int
	weight []float32 // of a token, by id
	seen   []int32   // scratch: count of a token, by id
	moved  []bool    // left units whose pair stands elsewhere
	work   int       // tokens that may still be weighed to settle moves
	// how like the pair elsewhere is that a unit gave up, by unit
	claimL, claimR []float32
}

// align pairs the units of two texts. The matches come in the order of the left
// text; those that are not moved rise on both sides. Exchanging the texts
// exchanges the sides of the matches and changes nothing else.
func align(l, r *side, kinds int) []match {
	if !swapped(l.text, r.text) {
		return alignTo(l, r, kinds)
	}
	out := alignTo(r, l, kinds)
	for k, m := range out {
		out[k] = match{l0: m.r0, l1: m.r1, r0: m.l0, r1: m.l1, moved: m.moved}
	}
	slices.SortFunc(out, func(a, b match) int { return cmp.Compare(a.l0, b.l0) })
	return out
}

func alignTo(l, r *side, kinds int) []match {
	al := &aligner{l: l, r: r, toR: fill(len(l.units)), toL: fill(len(r.units)), seen: make([]int32, kinds),
		moved: make([]bool, len(l.units)), work: alignTokens, claimL: make([]float32, len(l.units)), claimR: make([]float32, len(r.units))}
	al.weigh(kinds)
	al.anchors()
	moved := al.straighten()
	al.fillGaps()
	al.settleMoves(moved)
	al.fillGaps()
	return al.matches()
}

func fill(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = -1
	}
	return out
}

// weigh sets what a token is worth when texts are likened: words of substance
// most, signs and the commonest words little.
func (al *aligner) weigh(kinds int) {
	al.weight = make([]float32, kinds)
	for _, s := range []*side{al.l, al.r} {
		for _, t := range s.tokens {
			w := float32(0.2)
			switch t.class {
			case clWord, clCap, clOnce, clNum, clNumWord:
				w = 1
			}
			al.weight[t.id] = w
		}
	}
}

// likeness is the share of words that two runs of tokens have in common, by
// weight: 1 for the same words in any order, 0 for none. Contained is the same
// against the smaller one alone.
func (al *aligner) likeness(a, b []token) (like, contained float32) {
	var wa, wb, both float32
	for i := range a {
		al.seen[a[i].id]++
		wa += al.weight[a[i].id]
	}
	for i := range b {
		w := al.weight[b[i].id]
		wb += w
		if al.seen[b[i].id] > 0 {
			al.seen[b[i].id]--
			both += w
		}
	}
	for i := range a {
		al.seen[a[i].id] = 0
	}
	if both == 0 {
		return 0, 0
	}
	return 2 * both / (wa + wb), both / min(wa, wb)
}

func (s *side) of(i, j int) []token { return s.tokens[s.units[i].t0:s.units[j-1].t1] }

// body is a unit without its number, unless it has nothing else.
func (s *side) bodyOf(i int) []token {
	u := s.units[i]
	if u.label == u.size() {
		return s.tokens[u.t0:u.t1]
	}
	return s.tokens[u.t0+u.label : u.t1]
}

type candidate struct {
	i, j  int
	score float32
}

// anchors pairs the units that are surely or probably the same: the same words,
// the same section number, heading or defined term with like words, or a rare
// phrase in common.
func (al *aligner) anchors() {
	var found []candidate
	type pairKey struct{ i, j int }
	tried := map[pairKey]bool{}
	try := func(i, j int, bonus, least float32) {
		if tried[pairKey{i, j}] {
			return
		}
		tried[pairKey{i, j}] = true
		like, _ := al.likeness(al.l.bodyOf(i), al.r.bodyOf(j))
		if like >= least {
			found = append(found, candidate{i, j, like + bonus})
		}
	}
	once := func(key func(s *side, i int) (uint64, bool), bonus, least float32) {
		al.unique(key, func(i, j int) { try(i, j, bonus, least) })
	}
	al.unique(func(s *side, i int) (uint64, bool) { return s.units[i].whole, s.units[i].size() > s.units[i].label }, func(i, j int) {
		found = append(found, candidate{i, j, 1.5})
		tried[pairKey{i, j}] = true
	})
	once(func(s *side, i int) (uint64, bool) {
		return s.units[i].body, s.units[i].size()-s.units[i].label >= 3
	}, 0.3, 0)
	once(func(s *side, i int) (uint64, bool) { return hashString(s.units[i].term), s.units[i].term != "" }, 0.25, alikeNamed)
	once(func(s *side, i int) (uint64, bool) { return s.sectionKey(i) }, 0.2, alikeNamed)
	once(func(s *side, i int) (uint64, bool) { return s.headingKey(i) }, 0.2, alikeNamed)
	al.phrases(func(i, j int) { try(i, j, 0, alike) })

	slices.SortFunc(found, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.i, y.i), cmp.Compare(x.j, y.j))
	})
	for _, c := range found {
		if al.toR[c.i] < 0 && al.toL[c.j] < 0 {
			al.toR[c.i], al.toL[c.j] = c.j, c.i
		}
	}
}

// sectionKey is the eId of the section that the unit begins, and headingKey its
// heading.
func (s *side) sectionKey(i int) (uint64, bool) {
	u := s.units[i]
	if !u.first || u.section < 0 || s.sections[u.section].Number == "" {
		return 0, false
	}
	return hashString(s.sections[u.section].EID), true
}

func (s *side) headingKey(i int) (uint64, bool) {
	u := s.units[i]
	if !u.first || u.section < 0 || s.sections[u.section].Heading == "" {
		return 0, false
	}
	return hashString(s.sections[u.section].Heading), true
}

func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// unique calls with for the units whose key occurs once on both sides.
func (al *aligner) unique(key func(s *side, i int) (uint64, bool), with func(i, j int)) {
	at := func(s *side) map[uint64]int {
		m := map[uint64]int{}
		for i := range s.units {
			if k, ok := key(s, i); ok {
				if _, again := m[k]; again {
					m[k] = -1
				} else {
					m[k] = i
				}
			}
		}
		return m
	}
	right := at(al.r)
	left := at(al.l)
	for i := range al.l.units {
		k, ok := key(al.l, i)
		if !ok || left[k] != i {
			continue
		}
		if j, ok := right[k]; ok && j >= 0 {
			with(i, j)
		}
	}
}

// phrases calls with for the pairs of units that share a phrase found in no
// other unit of either text.
func (al *aligner) phrases(with func(i, j int)) {
	left, right := al.l.phrases(), al.r.phrases()
	type pair struct{ i, j int32 }
	var pairs []pair
	for x, y := 0, 0; x < len(left) && y < len(right); {
		switch {
		case left[x].hash < right[y].hash:
			x++
		case left[x].hash > right[y].hash:
			y++
		default:
			if left[x].unit >= 0 && right[y].unit >= 0 {
				pairs = append(pairs, pair{left[x].unit, right[y].unit})
			}
			x++
			y++
		}
	}
	slices.SortFunc(pairs, func(p, q pair) int { return cmp.Or(cmp.Compare(p.i, q.i), cmp.Compare(p.j, q.j)) })
	for _, p := range slices.Compact(pairs) {
		with(int(p.i), int(p.j))
	}
}

type phrase struct {
	hash uint64
	unit int32 // -1 where several units have it
}

// phrases returns the runs of four tokens of a text by hash, each once.
func (s *side) phrases() []phrase {
	var out []phrase
	for i := range s.units {
		t := s.tokens[s.units[i].t0:s.units[i].t1]
		for k := 0; k+shingle <= len(t); k++ {
			out = append(out, phrase{hashTokens(t[k : k+shingle]), int32(i)})
		}
	}
	slices.SortFunc(out, func(p, q phrase) int { return cmp.Or(cmp.Compare(p.hash, q.hash), cmp.Compare(p.unit, q.unit)) })
	n := 0
	for i, p := range out {
		if n > 0 && out[n-1].hash == p.hash {
			if out[n-1].unit != p.unit {
				out[n-1].unit = -1
			}
			continue
		}
		out[n] = out[i]
		n++
	}
	return out[:n]
}

// straighten keeps the heaviest set of pairs that rise on both sides and takes
// the others apart; it returns those as candidates for a move.
func (al *aligner) straighten() []candidate {
	best := make([]int, len(al.r.units)+1) // Fenwick tree of the best chain ending before j
	type node struct{ weight, prev, i, j int }
	nodes := []node{{prev: -1, i: -1, j: -1}}
	for i, j := range al.toR {
		if j < 0 {
			continue
		}
		from := 0
		for k := j; k > 0; k -= k & -k {
			if nodes[best[k]].weight > nodes[from].weight {
				from = best[k]
			}
		}
		nodes = append(nodes, node{nodes[from].weight + heft(al.l.units[i], al.r.units[j]), from, i, j})
		n := len(nodes) - 1
		for k := j + 1; k < len(best); k += k & -k {
			if nodes[n].weight > nodes[best[k]].weight {
				best[k] = n
			}
		}
	}
	last := 0
	for n := range nodes {
		if nodes[n].weight > nodes[last].weight {
			last = n
		}
	}
	inOrder := make([]bool, len(al.toR))
	for n := last; n > 0; n = nodes[n].prev {
		inOrder[nodes[n].i] = true
	}
	var moved []candidate
	for i, j := range al.toR {
		if j >= 0 && !inOrder[i] {
			like, _ := al.likeness(al.l.bodyOf(i), al.r.bodyOf(j))
			moved = append(moved, candidate{i, j, like})
			al.claimL[i], al.claimR[j] = like, like
			al.toR[i], al.toL[j] = -1, -1
		}
	}
	return moved
}

// heft is what a pair weighs when it is settled which of two stayed and which
// moved: paragraphs count, their length decides between as many.
func heft(l, r unit) int {
	n := min(l.size(), r.size())
	if n < movedWords {
		return 1
	}
	return 100 + min(n, 99)
}

// fillGaps pairs what is still alone between two pairs that stand, in order.
func (al *aligner) fillGaps() {
	i0, j0 := 0, 0
	for i := 0; i <= len(al.toR); i++ {
		j := len(al.toL)
		if i < len(al.toR) {
			if j = al.toR[i]; j < 0 || al.moved[i] {
				continue
			}
		}
		al.fillGap(i0, i, j0, j)
		i0, j0 = i+1, j+1
	}
}

func (al *aligner) fillGap(i0, i1, j0, j1 int) {
	var ls, rs []int
	for i := i0; i < i1; i++ {
		if al.toR[i] < 0 {
			ls = append(ls, i)
		}
	}
	for j := j0; j < j1; j++ {
		if al.toL[j] < 0 {
			rs = append(rs, j)
		}
	}
	if len(ls) == 0 || len(rs) == 0 || len(ls)*len(rs) > gapCells {
		return
	}
	w := len(rs) + 1
	score := make([]float32, (len(ls)+1)*w)
	like := make([]float32, len(ls)*len(rs))
	for x := len(ls) - 1; x >= 0; x-- {
		for y := len(rs) - 1; y >= 0; y-- {
			s := max(score[(x+1)*w+y], score[x*w+y+1])
			v := al.alike(ls[x], rs[y])
			like[x*len(rs)+y] = v
			if v > 0 {
				s = max(s, score[(x+1)*w+y+1]+v)
			}
			score[x*w+y] = s
		}
	}
	for x, y := 0, 0; x < len(ls) && y < len(rs); {
		v := like[x*len(rs)+y]
		switch {
		case v > 0 && score[x*w+y] == score[(x+1)*w+y+1]+v:
			al.toR[ls[x]], al.toL[rs[y]] = rs[y], ls[x]
			x, y = x+1, y+1
		case score[x*w+y] == score[(x+1)*w+y]:
			x++
		default:
			y++
		}
	}
}

// alike is the likeness of two units in place, or 0 where it is too small.
func (al *aligner) alike(i, j int) float32 {
	l, r := al.l.units[i], al.r.units[j]
	if l.whole == r.whole {
		return 1.2
	}
	like, _ := al.likeness(al.l.bodyOf(i), al.r.bodyOf(j))
	least := float32(alike)
	if l.term != "" && l.term == r.term {
		like, least = like+0.2, alikeNamed+0.2
	} else if x, ok := al.l.sectionKey(i); ok {
		if y, ok := al.r.sectionKey(j); ok && x == y {
			like, least = like+0.2, alikeNamed+0.2
		}
	}
	if like < max(least, 0.8*al.claimL[i], 0.8*al.claimR[j]) {
		return 0
	}
	return like
}

// settleMoves takes the candidates that found no better place in order, and
// lets each move draw its neighbours along.
func (al *aligner) settleMoves(moved []candidate) {
	if len(moved) > mostMoves {
		slices.SortStableFunc(moved, func(x, y candidate) int { return cmp.Compare(y.score, x.score) })
		moved = moved[:mostMoves]
	}
	for _, c := range moved {
		if al.toR[c.i] >= 0 || al.toL[c.j] >= 0 || !al.surely(c) {
			continue
		}
		al.toR[c.i], al.toL[c.j], al.moved[c.i] = c.j, c.i, true
		for _, step := range []int{1, -1} {
			for i, j := c.i+step, c.j+step; i >= 0 && j >= 0 && i < len(al.toR) && j < len(al.toL); i, j = i+step, j+step {
				if al.toR[i] >= 0 || al.toL[j] >= 0 || al.alike(i, j) < max(alikeMoved, al.claimL[i], al.claimR[j]) {
					break
				}
				al.toR[i], al.toL[j], al.moved[i] = j, i, true
			}
		}
	}
	clear(al.claimL)
	clear(al.claimR)
}

// surely reports whether a pair that stands elsewhere is a move: enough words
// beside the set phrases of drafting, and alike in these; unless the words are
// the very same, nothing else alone in either text may be nearly as like.
func (al *aligner) surely(c candidate) bool {
	a, b := al.l.substance(c.i), al.r.substance(c.j)
	if len(a) < movedWords || len(b) < movedWords || c.score < alikeMoved || overlap(a, b) < alikeMoved {
		return false
	}
	if al.l.units[c.i].body == al.r.units[c.j].body {
		return true
	}
	rival := func(one []token, other *side, paired []int, but int) bool {
		for k, u := range other.units {
			if k == but || paired[k] >= 0 || u.size() > 2*len(one)+8 || 2*u.size()+8 < len(one) {
				continue
			}
			if al.work -= len(one) + u.size(); al.work < 0 {
				return true // not settled within bounds: not sure
			}
			if like, _ := al.likeness(one, other.bodyOf(k)); like >= 0.8*c.score {
				return true
			}
		}
		return false
	}
	return !rival(al.l.bodyOf(c.i), al.r, al.toL, c.j) && !rival(al.r.bodyOf(c.j), al.l, al.toR, c.i)
}

// substance are the hashes of a unit's words that belong to no set phrase of
// drafting, sorted.
func (s *side) substance(i int) []uint32 {
	var out []uint32
	for _, t := range terms.Of(s.text[s.units[i].start:s.units[i].end]) {
		if !t.Formula {
			out = append(out, t.Hash)
		}
	}
	slices.Sort(out)
	return out
}

// overlap is the share that two sorted lists have in common.
func overlap(a, b []uint32) float32 {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n, i, j = n+1, i+1, j+1
		}
	}
	return 2 * float32(n) / float32(len(a)+len(b))
}

// matches turns the pairs into matches in the order of the left text, and finds
// what was split and merged.
func (al *aligner) matches() []match {
	var out []match
	for i := 0; i < len(al.toR); i++ {
		j := al.toR[i]
		if j < 0 {
			continue
		}
		m := match{l0: i, l1: i + 1, r0: j, r1: j + 1, moved: al.moved[i]}
		if !m.moved {
			al.spread(&m)
		}
		out = append(out, m)
		i = m.l1 - 1
	}
	return out
}

// spread widens a pair by lone neighbours of one side whose words stand in the
// unit of the other side.
func (al *aligner) spread(m *match) {
	l, r := al.l.units[m.l0], al.r.units[m.r0]
	if l.whole == r.whole {
		return
	}
	grow := func(one *side, oneI int, many *side, to []int, lo, hi *int) bool {
		grew := false
		whole := one.of(oneI, oneI+1)
		now, _ := al.likeness(whole, many.of(*lo, *hi))
		for _, step := range []int{1, -1} {
			for {
				k := *hi
				if step < 0 {
					k = *lo - 1
				}
				if k < 0 || k >= len(to) || to[k] >= 0 || many.units[k].size() < 4 {
					break
				}
				a, b := min(*lo, k), max(*hi, k+1)
				like, _ := al.likeness(whole, many.of(a, b))
				_, in := al.likeness(many.bodyOf(k), whole)
				if in < 0.7 || like < now+0.05 {
					break
				}
				*lo, *hi, now, grew = a, b, like, true
			}
		}
		return grew
	}
	if grow(al.l, m.l0, al.r, al.toL, &m.r0, &m.r1) {
		for j := m.r0; j < m.r1; j++ {
			al.toL[j] = m.l0
		}
		return
	}
	if grow(al.r, m.r0, al.l, al.toR, &m.l0, &m.l1) {
		for i := m.l0; i < m.l1; i++ {
			al.toR[i] = m.r0
		}
	}
}
