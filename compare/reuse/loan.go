package reuse

import (
	"cmp"
	"slices"

	"refuge/compare/terms"
	"refuge/law"
)

// Loan is a passage that two texts share, copied or lightly changed. The
// offsets are bytes of either text.
type Loan struct {
	Start      int `json:"start"`
	End        int `json:"end"`
	OtherStart int `json:"other_start"`
	OtherEnd   int `json:"other_end"`
	// Words is how many words and numbers are the same, without set phrases of
	// drafting; Same is their share of the longer side, set phrases included.
	Words int     `json:"words"`
	Same  float64 `json:"same"`
}

const (
	seedTerms = 4          // in a row, to begin a loan
	seedMost  = 8          // places of one run in the other text; more is a formula
	loanGap   = 24         // terms between two seeds of one loan
	loanTerms = 400        // of one alignment; a longer loan is aligned in pieces
	loanWords = 12         // least words of a loan
	loanCells = 30_000_000 // pairs of terms weighed for two texts, longest stretches first
	loanSame  = 0.6        // least share
)

// Loans finds the passages of text that stand in other, copied or lightly
// changed, in the order of text; one passage of text is given once, where it is
// nearest. They are found by runs of four words in common and confirmed by a
// local alignment (Smith and Waterman 1981) with a word kept worth 1, a word of
// a set phrase 0.2, a word changed, added or left out -1.
func Loans(text, other string) []Loan {
	a, b := terms.Of(text), terms.Of(other)
	var out []Loan
	cs := chains(a, b)
	slices.SortStableFunc(cs, func(x, y chain) int { return cmp.Compare(y.i1-y.i0, x.i1-x.i0) })
	cells := loanCells
	for _, c := range cs {
		if cells -= (c.i1 - c.i0 + 16) * (c.j1 - c.j0 + 16); cells < 0 {
			break
		}
		if l, ok := confirm(a, b, c); ok {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(x, y Loan) int {
		return cmp.Or(cmp.Compare(y.Words, x.Words), cmp.Compare(x.Start, y.Start), cmp.Compare(x.OtherStart, y.OtherStart))
	})
	kept := out[:0]
	for _, l := range out {
		apart := true
		for _, k := range kept {
			apart = apart && (l.End <= k.Start || l.Start >= k.End)
		}
		if apart {
			kept = append(kept, l)
		}
	}
	slices.SortFunc(kept, func(x, y Loan) int { return cmp.Compare(x.Start, y.Start) })
	return kept
}

// chain is a stretch of either text that seeds hold together.
type chain struct{ i0, i1, j0, j1 int }

// chains joins runs that both texts have into stretches.
func chains(a, b []terms.Term) []chain {
	key := func(t []terms.Term) uint64 {
		h := uint64(0)
		for i := range t {
			h = terms.Mix(h ^ uint64(t[i].Hash))
		}
		return h
	}
	formula := func(t []terms.Term) bool {
		for i := range t {
			if !t[i].Formula {
				return false
			}
		}
		return true
	}
	at := map[uint64][]int32{}
	for j := 0; j+seedTerms <= len(b); j++ {
		if s := b[j : j+seedTerms]; !formula(s) {
			k := key(s)
			if len(at[k]) <= seedMost {
				at[k] = append(at[k], int32(j))
			}
		}
	}
	var open, done []chain
	for i := 0; i+seedTerms <= len(a); i++ {
		places := at[key(a[i:i+seedTerms])]
		if len(places) == 0 || len(places) > seedMost {
			continue
		}
		n := 0
		for _, c := range open {
			if c.i1+loanGap < i || c.i1-c.i0 > loanTerms {
				done = append(done, c)
			} else {
				open[n] = c
				n++
			}
		}
		open = open[:n]
		for _, j32 := range places {
			j := int(j32)
			best := -1
			for k, c := range open {
				if c.i1 >= i+seedTerms && c.j1 >= j+seedTerms && j >= c.j0 {
					best = -2 // inside one already
					break
				}
				shift := (i - j) - (c.i1 - c.j1)
				if j+seedTerms > c.j1 && j <= c.j1+loanGap && shift <= loanGap && shift >= -loanGap && (best < 0 || c.i1 > open[best].i1) {
					best = k
				}
			}
			switch {
			case best >= 0:
				open[best].i1, open[best].j1 = i+seedTerms, j+seedTerms
			case best == -1 && len(open) < 64:
				open = append(open, chain{i, i + seedTerms, j, j + seedTerms})
			}
		}
	}
	return append(done, open...)
}

// confirm aligns a stretch locally and returns the loan in it, if it is one.
func confirm(a, b []terms.Term, c chain) (Loan, bool) {
	const around = 8
	i0, i1 := max(0, c.i0-around), min(len(a), c.i1+around)
	j0, j1 := max(0, c.j0-around), min(len(b), c.j1+around)
	x, y := a[i0:i1], b[j0:j1]
	if len(x) > 2*loanTerms || len(y) > 2*loanTerms {
		x, y = x[:min(len(x), 2*loanTerms)], y[:min(len(y), 2*loanTerms)]
	}
	w := len(y) + 1
	score := make([]float32, (len(x)+1)*w)
	best := 0
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			s := max(0, score[(i-1)*w+j]-1, score[i*w+j-1]-1, score[(i-1)*w+j-1]+worth(x[i-1], y[j-1]))
			if score[i*w+j] = s; s > score[best] {
				best = i*w + j
			}
		}
	}
	ei, ej := best/w, best%w
	i, j, words, same := ei, ej, 0, 0
	for i > 0 && j > 0 && score[i*w+j] > 0 {
		switch s := score[i*w+j]; {
		case s == score[(i-1)*w+j-1]+worth(x[i-1], y[j-1]):
			if x[i-1].Hash == y[j-1].Hash {
				same++
				if !x[i-1].Formula {
					words++
				}
			}
			i, j = i-1, j-1
		case s == score[(i-1)*w+j]-1:
			i--
		default:
			j--
		}
	}
	if ei == i || ej == j {
		return Loan{}, false
	}
	l := Loan{
		Start: int(x[i].Start), End: int(x[ei-1].End), OtherStart: int(y[j].Start), OtherEnd: int(y[ej-1].End),
		Words: words, Same: float64(same) / float64(max(ei-i, ej-j)),
	}
	return l, words >= loanWords && l.Same >= loanSame
}

func worth(a, b terms.Term) float32 {
	switch {
	case a.Hash != b.Hash:
		return -1
	case a.Formula:
		return 0.2
	}
	return 1
}

// Occurrence is a place where a passage stands: in which text, and when that
// text came to be.
type Occurrence struct {
	Text         string   `json:"text"`
	Jurisdiction string   `json:"jurisdiction"`
	Date         law.Date `json:"date"`
	Loan         Loan     `json:"loan"`
}

// Appearances puts the occurrences of a passage in order of their dates, undated
// ones last. The first return is the earliest, nil where none has a date or
// where the dates known do not say which of two was first.
func Appearances(os []Occurrence) (first *Occurrence, inOrder []Occurrence) {
	inOrder = slices.Clone(os)
	slices.SortStableFunc(inOrder, func(a, b Occurrence) int {
		switch {
		case a.Date.IsZero() != b.Date.IsZero():
			if a.Date.IsZero() {
				return 1
			}
			return -1
		case a.Date.IsZero():
			return cmp.Compare(a.Text, b.Text)
		}
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Text, b.Text))
	})
	if len(inOrder) == 0 || inOrder[0].Date.IsZero() {
		return nil, inOrder
	}
	if len(inOrder) > 1 && !inOrder[1].Date.IsZero() && !inOrder[0].Date.Before(inOrder[1].Date) {
		return nil, inOrder
	}
	return &inOrder[0], inOrder
}
