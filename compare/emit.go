package compare

// emit writes the operations that a pairing of tokens means. Where the spaces
// or the typography of kept tokens differ, the difference stands as a deletion
// and an insertion marked Typographic.
func emit(before, after string, a, b []token, kept []int32) []Op {
	w := writer{before: before, after: after}
	i, j := 0, 0 // tokens
	for i < len(a) || j < len(b) {
		// the change that ends at the next kept token
		ei := i
		for ei < len(a) && kept[ei] < 0 {
			ei++
		}
		if ei == len(a) {
			w.change(len(before), len(after), i == len(a) && j == len(b))
			return w.ops
		}
		ej := int(kept[ei])
		w.change(int(a[ei].start), int(b[ej].start), ei == i && ej == j)
		w.keep(int(a[ei].end), int(b[ej].end))
		i, j = ei+1, ej+1
	}
	w.change(len(before), len(after), true)
	return w.ops
}

// writer cuts two texts into operations, from their beginning on. Neighbours of
// one sign are one operation.
type writer struct {
	before, after string
	l, r          int // how far the texts are written
	ops           []Op
	from          int // where the last operation begins in its text
}

// add writes the next n bytes of the side that the sign belongs to.
func (w *writer) add(sign Sign, n int, typographic bool) {
	if n == 0 {
		return
	}
	text, at := w.before, w.l
	switch sign {
	case Keep:
		w.l, w.r = w.l+n, w.r+n
	case Delete:
		w.l += n
	default:
		text, at = w.after, w.r
		w.r += n
	}
	if k := len(w.ops) - 1; k >= 0 && w.ops[k].Sign == sign && w.ops[k].Typographic == typographic {
		w.ops[k].Text = text[w.from : at+n]
		return
	}
	w.from = at
	w.ops = append(w.ops, Op{Sign: sign, Text: text[at : at+n], Typographic: typographic})
}

// keep writes a token that stands on both sides, perhaps in other typography.
func (w *writer) keep(l, r int) {
	if w.before[w.l:l] == w.after[w.r:r] {
		w.add(Keep, l-w.l, false)
		return
	}
	n, m := l-w.l, r-w.r
	w.add(Delete, n, true)
	w.add(Insert, m, true)
}

// change writes what stands before the next kept token: spaces that both sides
// share are kept, the rest is replaced.
func (w *writer) change(l, r int, spaceOnly bool) {
	w.add(Keep, sharedSpace(w.before[w.l:l], w.after[w.r:r]), false)
	tail := sharedSpaceTail(w.before[w.l:l], w.after[w.r:r])
	n, m := l-w.l-tail, r-w.r-tail
	w.add(Delete, n, spaceOnly)
	w.add(Insert, m, spaceOnly)
	w.add(Keep, tail, false)
}

func sharedSpace(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] && asciiSpace(a[n]) {
		n++
	}
	return n
}

func sharedSpaceTail(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] && asciiSpace(a[len(a)-1-n]) {
		n++
	}
	return n
}

func asciiSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
