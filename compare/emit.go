package compare

// emit writes the operations that a pairing of tokens means. Where the spaces
// or the typography of kept tokens differ, the difference stands as a deletion
// and an insertion marked Typographic.
func emit(before, after string, a, b []token, kept []int32) []Op {
	var w writer
	i, j := 0, 0   // tokens
	pa, pb := 0, 0 // bytes
	for i < len(a) || j < len(b) {
		// the change that ends at the next kept token
		ei, ej := i, j
		for ei < len(a) && kept[ei] < 0 {
			ei++
		}
		if ei < len(a) {
			ej = int(kept[ei])
		} else {
			ej = len(b)
		}
		na, nb := len(before), len(after)
		if ei < len(a) {
			na, nb = int(a[ei].start), int(b[ej].start)
		}
		w.change(before[pa:na], after[pb:nb], ei == i && ej == j)
		if ei == len(a) {
			return w.ops
		}
		w.keep(before[na:a[ei].end], after[nb:b[ej].end])
		pa, pb = int(a[ei].end), int(b[ej].end)
		i, j = ei+1, ej+1
	}
	w.change(before[pa:], after[pb:], true)
	return w.ops
}

// writer gathers operations and joins neighbours of one sign.
type writer struct{ ops []Op }

func (w *writer) add(o Op) {
	if o.Text == "" {
		return
	}
	if n := len(w.ops); n > 0 && w.ops[n-1].Sign == o.Sign && w.ops[n-1].Typographic == o.Typographic {
		w.ops[n-1].Text += o.Text
		return
	}
	w.ops = append(w.ops, o)
}

// keep writes a token that stands on both sides, perhaps in other typography.
func (w *writer) keep(left, right string) {
	if left == right {
		w.add(Op{Sign: Keep, Text: left})
		return
	}
	w.add(Op{Sign: Delete, Text: left, Typographic: true})
	w.add(Op{Sign: Insert, Text: right, Typographic: true})
}

// change writes what stands between two kept tokens: spaces that both sides
// share are kept, the rest is replaced.
func (w *writer) change(left, right string, spaceOnly bool) {
	head := sharedSpace(left, right)
	w.add(Op{Sign: Keep, Text: left[:head]})
	left, right = left[head:], right[head:]
	tail := sharedSpaceTail(left, right)
	w.add(Op{Sign: Delete, Text: left[:len(left)-tail], Typographic: spaceOnly})
	w.add(Op{Sign: Insert, Text: right[:len(right)-tail], Typographic: spaceOnly})
	w.add(Op{Sign: Keep, Text: left[len(left)-tail:]})
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
