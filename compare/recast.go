package compare

// The redline of a short block is the cheapest path through the grid of its two
// sides, under a price list learned from redlines that drafters of law made
// (habits of New York City's, 1998 to 2026). Prices are of three sorts: what a
// kept token is worth by its class and by how long the run of kept tokens is so
// far (so that a lone "of" between two changes is not worth keeping), what a
// change costs by its tokens, and where a change likes to begin and end.

// island is how many kept tokens after a change are told apart.
const island = 4

type prices struct {
	keep   [island][classes]float32 // worth of the n-th kept token after a change
	change [classes]float32         // of a token deleted or inserted
	open   [2][classes][classes]float32
	shut   [2][classes][classes]float32
	lone   float32         // of a change that only deletes or only inserts
	swap   float32         // of a change that does both
	last   [island]float32 // of ending in a short run of kept tokens
}

const (
	stD = island + iota // deleting
	stI                 // inserting, nothing deleted
	stR                 // inserting after deleting
	states
)

const never = float32(-1e9)

// edge is the class before and after position i of a side.
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

// recast returns, for each token of a[i0:i1], the index in b of the token of
// b[j0:j1] it is kept as, or -1. The biases, if given, are added to the price of
// changing each token.
func (p *prices) recast(a, b []token, i0, i1, j0, j1 int, biasA, biasB []float32) []int32 {
	n, m := i1-i0, j1-j0
	w := m + 1
	bounds := func(t []token, from, to int, table *[classes][classes]float32) []float32 {
		out := make([]float32, to-from+1)
		for i := range out {
			x, y := edge(t, from+i)
			out[i] = table[x][y]
		}
		return out
	}
	openA := bounds(a, i0, i1, &p.open[0])
	openB, openBR := bounds(b, j0, j1, &p.open[0]), bounds(b, j0, j1, &p.open[1])
	shutA, shutAR := bounds(a, i0, i1, &p.shut[0]), bounds(a, i0, i1, &p.shut[1])
	shutB, shutBR := bounds(b, j0, j1, &p.shut[0]), bounds(b, j0, j1, &p.shut[1])
	changing := func(t []token, bias []float32) []float32 {
		out := make([]float32, len(t))
		for i := range t {
			out[i] = p.change[t[i].class]
			if bias != nil {
				out[i] += bias[i]
			}
		}
		return out
	}
	changeA, changeB := changing(a[i0:i1], biasA), changing(b[j0:j1], biasB)
	inner := i1 < len(a) && j1 < len(b)
	a, b = a[i0:i1], b[j0:j1]
	back := make([]uint8, (n+1)*w*states)
	type cell [states]float32
	prev, cur := make([]cell, w), make([]cell, w)
	dead := cell{never, never, never, never, never, never, never}
	for i := 0; i <= n; i++ {
		for j := 0; j <= m; j++ {
			c := dead
			bk := back[(i*w+j)*states:]
			if i == 0 && j == 0 {
				c[island-1] = 0
			}
			if i > 0 && j > 0 && a[i-1].id == b[j-1].id {
				d := &prev[j-1]
				cl := a[i-1].class
				// the first kept token after a change
				s, from := d[stD]+shutA[i-1], uint8(stD)
				if x := d[stI] + shutB[j-1]; x > s {
					s, from = x, stI
				}
				if x := d[stR] + shutAR[i-1] + shutBR[j-1]; x > s {
					s, from = x, stR
				}
				c[0], bk[0] = s+p.keep[0][cl], from
				for k := 1; k < island; k++ {
					c[k], bk[k] = d[k-1]+p.keep[k][cl], uint8(k-1)
				}
				if x := d[island-1] + p.keep[island-1][cl]; x > c[island-1] {
					c[island-1], bk[island-1] = x, island-1
				}
			}
			if i > 0 {
				u := &prev[j]
				s, from := u[stD], uint8(stD)
				for k := range island {
					if x := u[k] + openA[i-1] + p.lone; x > s {
						s, from = x, uint8(k)
					}
				}
				c[stD], bk[stD] = s+changeA[i-1], from
			}
			if j > 0 {
				l := &cur[j-1]
				s, from := l[stI], uint8(stI)
				for k := range island {
					if x := l[k] + openB[j-1] + p.lone; x > s {
						s, from = x, uint8(k)
					}
				}
				c[stI], bk[stI] = s+changeB[j-1], from
				s, from = l[stR], uint8(stR)
				if x := l[stD] + p.swap + openBR[j-1]; x > s {
					s, from = x, stD
				}
				c[stR], bk[stR] = s+changeB[j-1], from
			}
			cur[j] = c
		}
		prev, cur = cur, prev
	}
	end := prev[m]
	best := stD
	for k := range island {
		if !inner {
			end[k] += p.last[k]
		}
	}
	end[stD] += shutA[n]
	end[stI] += shutB[m]
	end[stR] += shutAR[n] + shutBR[m]
	for k := range states {
		if end[k] > end[best] {
			best = k
		}
	}
	kept := make([]int32, n)
	for i := range kept {
		kept[i] = -1
	}
	for i, j, st := n, m, best; i > 0 || j > 0; {
		from := int(back[(i*w+j)*states+st])
		switch {
		case st < island:
			i, j = i-1, j-1
			kept[i] = int32(j0 + j)
		case st == stD:
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
		worth := p.shut[1][x0][y0] + p.open[0][x1][y1] + p.lone
		for k := start; k < i; k++ {
			worth += p.keep[min(k-start, island-1)][a[k].class] - 2*p.change[a[k].class]
		}
		if worth < 0 {
			for k := start; k < i; k++ {
				kept[k] = -1
			}
		}
	}
}
