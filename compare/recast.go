package compare

// The redline of a short block is the dearest path through the grid of its two
// sides, under a price list learned from redlines that drafters of law made. A
// step keeps a token of both sides, deletes one or inserts one. Paid are: a kept
// token, by its class and by how many were kept since the last change (a lone
// "of" between two changes is not worth keeping, least so between long ones); a
// changed token, by its class; and the places where a change begins and ends, by
// the tokens around them.

const (
	// island is how many kept tokens after a change are told apart; the last
	// stands for all that follow.
	island = 4
	// long is the size from which a change is long, in tokens of both sides.
	long = 4
)

// The two sorts of a change, and the two sizes.
const (
	lone           = 0 // it deletes or it inserts
	swap           = 1 // it does both
	brief, lengthy = 0, 1
)

// prices are what a redline is worth, by the classes of its tokens; costs are
// below zero.
type prices struct {
	keep   [2][island][classes]float32  // the n-th kept token after a brief, a lengthy change
	change [classes]float32             // a token deleted or inserted
	open   [2][classes][classes]float32 // a change that begins between two tokens, by sort
	shut   [2][classes][classes]float32 // and that ends there
	sort   [2]float32                   // a change; one that swaps is paid for both
	grow   [2]float32                   // a change that is long, by sort
	last   [2][island]float32           // ending the text so many kept tokens after a change
}

// The states of a path. Near states count the kept tokens since a change, first
// of a brief one, then of a lengthy one; the states of a change count its tokens.
const (
	nearby = island - 1
	stFar  = 2 * nearby
	stDel  = stFar + 1
	stIns  = stDel + long // nothing deleted before
	stSwap = stIns + long // inserting after deleting
	states = stSwap + long
)

const never = float32(-1e9)

// edge is the class of the token before place i of a side and of the one after.
func edge(t []token, i int) (class, class) {
	a, b := clEdge, clEdge
	if i > 0 {
		a = t[i-1].class
	}
	if i < len(t) {
		b = t[i].class
		if t[i].line {
			a = clEdge
		}
	}
	return a, b
}

// cell is the worth of the best path to a place of the grid, by state.
type cell [states]float32

// gridSide is one side of a block with what its places and tokens are worth.
type gridSide struct {
	tokens           []token
	open, shut       []float32 // by place, of a lone change
	openSwap, shutSw []float32 // of a swap
	change           []float32 // by token
}

func (p *prices) gridSide(t []token, from, to int, bias []float32) gridSide {
	s := gridSide{tokens: t[from:to], change: make([]float32, to-from)}
	n := to - from + 1
	places := make([]float32, 4*n)
	s.open, s.shut, s.openSwap, s.shutSw = places[:n], places[n:2*n], places[2*n:3*n], places[3*n:]
	for i := range n {
		x, y := edge(t, from+i)
		s.open[i], s.shut[i] = p.open[lone][x][y]+p.sort[lone], p.shut[lone][x][y]
		s.openSwap[i], s.shutSw[i] = p.open[swap][x][y]+p.sort[swap], p.shut[swap][x][y]
	}
	for i, t := range s.tokens {
		s.change[i] = p.change[t.class]
		if bias != nil {
			s.change[i] += bias[i]
		}
	}
	return s
}

// recast returns, for each token of a[i0:i1], the index in b of the token of
// b[j0:j1] it is kept as, or -1. The biases, if given, are added to the price of
// changing each token.
func (p *prices) recast(a, b []token, i0, i1, j0, j1 int, biasA, biasB []float32) []int32 {
	x, y := p.gridSide(a, i0, i1, biasA), p.gridSide(b, j0, j1, biasB)
	n, m := i1-i0, j1-j0
	w := m + 1
	back := make([]uint8, (n+1)*w*states)
	prev, cur := make([]cell, w), make([]cell, w)
	var dead cell
	for k := range dead {
		dead[k] = never
	}
	for i := 0; i <= n; i++ {
		for j := 0; j <= m; j++ {
			c, bk := &cur[j], (*[states]uint8)(back[(i*w+j)*states:])
			*c = dead
			if i == 0 && j == 0 {
				c[stFar] = 0
			}
			if i > 0 && j > 0 && x.tokens[i-1].id == y.tokens[j-1].id {
				p.keepStep(&prev[j-1], c, bk, x.tokens[i-1].class, x.shut[i-1], y.shut[j-1], x.shutSw[i-1]+y.shutSw[j-1])
			}
			if i > 0 {
				p.loneStep(&prev[j], c, bk, stDel, x.open[i-1], x.change[i-1])
			}
			if j > 0 {
				p.loneStep(&cur[j-1], c, bk, stIns, y.open[j-1], y.change[j-1])
				p.swapStep(&cur[j-1], c, bk, y.openSwap[j-1], y.change[j-1])
			}
		}
		prev, cur = cur, prev
	}
	end := prev[m]
	p.finish(&end, x.shut[n], y.shut[m], x.shutSw[n]+y.shutSw[m], i1 == len(a) || j1 == len(b))
	return trace(back, &end, n, m, j0)
}

// keepStep goes on from d by keeping a token of class cl; the three prices are
// those of ending a deletion, an insertion and a swap before it.
func (p *prices) keepStep(d, c *cell, back *[states]uint8, cl class, shutDel, shutIns, shutSwap float32) {
	for size := range 2 {
		first, past := 0, long-1
		if size == lengthy {
			first, past = long-1, long
		}
		s, from := never, 0
		for k := first; k < past; k++ {
			if v := d[stDel+k] + shutDel; v > s {
				s, from = v, stDel+k
			}
			if v := d[stIns+k] + shutIns; v > s {
				s, from = v, stIns+k
			}
			if v := d[stSwap+k] + shutSwap; v > s {
				s, from = v, stSwap+k
			}
		}
		base := size * nearby
		c[base], back[base] = s+p.keep[size][0][cl], uint8(from)
		for k := 1; k < nearby; k++ {
			c[base+k], back[base+k] = d[base+k-1]+p.keep[size][k][cl], uint8(base+k-1)
		}
	}
	s, from := d[stFar]+p.keep[brief][nearby][cl], stFar
	for size := range 2 {
		k := size*nearby + nearby - 1
		if v := d[k] + p.keep[size][nearby][cl]; v > s {
			s, from = v, k
		}
	}
	c[stFar], back[stFar] = s, uint8(from)
}

// loneStep goes on from u by a deletion or an insertion, whose states begin at
// st.
func (p *prices) loneStep(u, c *cell, back *[states]uint8, st int, open, change float32) {
	s, from := u[0], 0
	for k := 1; k <= stFar; k++ {
		if u[k] > s {
			s, from = u[k], k
		}
	}
	c[st], back[st] = s+open+change, uint8(from)
	for k := 1; k < long; k++ {
		c[st+k], back[st+k] = u[st+k-1]+change, uint8(st+k-1)
	}
	c[st+long-1] += p.grow[lone]
	if v := u[st+long-1] + change; v > c[st+long-1] {
		c[st+long-1], back[st+long-1] = v, uint8(st+long-1)
	}
}

// swapStep goes on from l by inserting a token in the place of deleted ones.
func (p *prices) swapStep(l, c *cell, back *[states]uint8, open, change float32) {
	for k := 1; k < long; k++ {
		s, from := l[stSwap+k-1], stSwap+k-1
		if v := l[stDel+k-1] + open; v > s {
			s, from = v, stDel+k-1
		}
		if k == long-1 {
			s += p.grow[swap]
			if v := l[stSwap+k]; v > s {
				s, from = v, stSwap+k
			}
			if v := l[stDel+k] + open + p.grow[swap] - p.grow[lone]; v > s {
				s, from = v, stDel+k
			}
		}
		c[stSwap+k], back[stSwap+k] = s+change, uint8(from)
	}
}

// finish adds what it is worth to end in each state; a block inside a text ends
// in nothing.
func (p *prices) finish(end *cell, shutDel, shutIns, shutSwap float32, text bool) {
	for k := range long {
		end[stDel+k] += shutDel
		end[stIns+k] += shutIns
		end[stSwap+k] += shutSwap
	}
	if !text {
		return
	}
	for size := range 2 {
		for k := range nearby {
			end[size*nearby+k] += p.last[size][k]
		}
	}
	end[stFar] += p.last[brief][nearby]
}

// trace follows the best path back and returns what it keeps.
func trace(back []uint8, end *cell, n, m, j0 int) []int32 {
	st := stFar
	for k := range end {
		if end[k] > end[st] {
			st = k
		}
	}
	kept := make([]int32, n)
	for i := range kept {
		kept[i] = -1
	}
	for i, j := n, m; i > 0 || j > 0; {
		from := int(back[(i*(m+1)+j)*states+st])
		switch {
		case st <= stFar:
			i, j = i-1, j-1
			kept[i] = int32(j0 + j)
		case st < stIns:
			i--
		default:
			j--
		}
		st = from
	}
	return kept
}

// swallow makes one change of two and the small island of kept tokens between
// them, in a[i0:i1], wherever the prices say that an editor would.
func (p *prices) swallow(a, b []token, i0, i1, j0, j1 int, kept []int32) {
	i, j := i0, j0
	for i < i1 {
		for i < i1 && kept[i] < 0 {
			i++
		}
		if i == i1 {
			return
		}
		start, from := i, int(kept[i])
		changed := from > j || start > i0 && kept[start-1] < 0
		for i < i1 && kept[i] >= 0 && (i == start || kept[i] == kept[i-1]+1) {
			i++
		}
		j = from + i - start
		if !changed || i == i1 || start == i0 || i-start > island {
			continue
		}
		x0, y0 := edge(a, start)
		x1, y1 := edge(a, i)
		worth := p.shut[swap][x0][y0] + p.open[lone][x1][y1] + p.sort[lone]
		for k := start; k < i; k++ {
			worth += p.keep[brief][min(k-start, island-1)][a[k].class] - 2*p.change[a[k].class]
		}
		if worth < 0 {
			for k := start; k < i; k++ {
				kept[k] = -1
			}
		}
	}
}
