// Package reuse finds language that texts of different cities share, and sets
// what they say on one question side by side. Shared passages are found by an
// index of signatures and confirmed by alignment (loan.go); sentences and
// passages that say the like are told by their words in common (cities.go).
package reuse

import (
	"cmp"
	"slices"
	"strings"

	"refuge/compare/terms"
)

// Engine is the version of the rules by which signatures are made. It is kept
// beside every signature that is stored: those of another are made anew.
const Engine = "refuge-reuse/1"

// Passages of a text are found in other texts in two steps. An index of MinHash
// signatures (Broder 1997), cut into bands (locality-sensitive hashing), names
// the texts that may share a passage at a cost that does not grow with the
// index; Loans then aligns the two texts and says what they share. Set phrases
// of drafting count for nothing in the first step and for little in the second.

const (
	// Bands and bandRows fix which passages become candidates: with 8 bands of 3
	// a passage that shares three quarters of its three-word runs is found with
	// a chance of 0.99, one that shares half with 0.66, a tenth with 0.01.
	Bands    = 8
	bandRows = 3
	run      = 3 // terms in a row

	passageTerms = 30  // least length of a passage that is cut from a longer paragraph
	longTerms    = 100 // a paragraph with more terms is cut into passages
	leastRuns    = 8   // fewer runs beside set phrases, and a passage is not indexed
	mostHits     = 256 // of one passage in one band; more is a formula we do not know
)

// Signature is the row that an index keeps of one passage of a text. Start and
// End are its byte offsets. A row with End 0 stands for the whole text: its
// first two bands are a hash of all its words.
type Signature struct {
	Text  string
	Start int32
	End   int32
	Bands [Bands]uint32
}

// Signatures reads the rows of a text, the one of the whole text first. Together
// with Index.Load they let a store keep the index and add to it.
func Signatures(key, text string) []Signature {
	t := terms.Of(text)
	whole := uint64(14695981039346656037)
	for i := range t {
		whole = terms.Mix(whole ^ uint64(t[i].Hash))
	}
	out := []Signature{{Text: key, Bands: [Bands]uint32{uint32(whole), uint32(whole >> 32)}}}
	for _, p := range passages(text, t) {
		if bands, ok := minhash(p); ok {
			out = append(out, Signature{key, p[0].Start, p[len(p)-1].End, bands})
		}
	}
	return out
}

// passages cuts the terms of a text at line breaks, and long paragraphs at the
// ends of sentences too.
func passages(text string, t []terms.Term) [][]terms.Term {
	var out [][]terms.Term
	from := 0
	for i := 1; i <= len(t); i++ {
		if i < len(t) && !strings.Contains(text[t[i-1].End:t[i].Start], "\n") {
			continue
		}
		for i-from > longTerms {
			k := from + passageTerms
			for k < i && !strings.ContainsAny(text[t[k-1].End:t[k].Start], ".;") {
				k++
			}
			if i-k < passageTerms {
				break
			}
			out = append(out, t[from:k])
			from = k
		}
		out = append(out, t[from:i])
		from = i
	}
	return out
}

// minhash returns the bands of a passage, or false for one that is too short or
// made of set phrases.
func minhash(t []terms.Term) ([Bands]uint32, bool) {
	var least [Bands * bandRows]uint32
	for k := range least {
		least[k] = ^uint32(0)
	}
	n := 0
	for i := 0; i+run <= len(t); i++ {
		if t[i].Formula && t[i+1].Formula && t[i+2].Formula {
			continue
		}
		n++
		h := terms.Mix(uint64(t[i].Hash)<<32 | uint64(t[i+1].Hash))
		h = terms.Mix(h ^ uint64(t[i+2].Hash))
		for k := range least {
			// multiply-shift with one odd factor a row
			v := uint32((h * (0x9e3779b97f4a7c15*uint64(2*k+1) | 1)) >> 32)
			least[k] = min(least[k], v)
		}
	}
	var bands [Bands]uint32
	if n < leastRuns {
		return bands, false
	}
	for b := range bands {
		h := uint64(b)
		for r := range bandRows {
			h = terms.Mix(h ^ uint64(least[b*bandRows+r]))
		}
		bands[b] = uint32(h)
	}
	return bands, true
}

// Index holds signatures in memory. It is not safe for use while it is added to.
type Index struct {
	rows  []Signature
	keys  map[string]bool
	heads []int32          // by band value: 1 + the newest row and band
	next  []int32          // by row and band: 1 + the one before
	whole map[uint64][]int // rows of whole texts, by hash
}

// NewIndex returns an empty index.
func NewIndex() *Index {
	return &Index{keys: map[string]bool{}, heads: make([]int32, 1<<12), whole: map[uint64][]int{}}
}

// Len is the number of rows held.
func (x *Index) Len() int { return len(x.rows) }

// Has reports whether rows of the text are held.
func (x *Index) Has(key string) bool { return x.keys[key] }

// Add indexes a text and returns its rows; of a text that is held already it
// returns nil and changes nothing.
func (x *Index) Add(key, text string) []Signature {
	if x.keys[key] {
		return nil
	}
	rows := Signatures(key, text)
	x.Load(rows)
	return rows
}

// Load adds rows that Signatures made, of whole texts.
func (x *Index) Load(rows []Signature) {
	for _, r := range rows {
		x.keys[r.Text] = true
		x.rows = append(x.rows, r)
		if r.End == 0 {
			x.whole[r.hash()] = append(x.whole[r.hash()], len(x.rows)-1)
		}
		if len(x.rows)*Bands > len(x.heads) {
			x.grow()
		}
		for len(x.next) < len(x.rows)*Bands {
			x.link(len(x.next))
		}
	}
}

func (s Signature) hash() uint64 { return uint64(s.Bands[0]) | uint64(s.Bands[1])<<32 }

// slot is where the chain of a band value begins.
func (x *Index) slot(band int, value uint32) int {
	return int(terms.Mix(uint64(band)<<32|uint64(value)) & uint64(len(x.heads)-1))
}

func (x *Index) link(at int) {
	r := &x.rows[at/Bands]
	x.next = append(x.next, 0)
	if r.End == 0 {
		return
	}
	s := x.slot(at%Bands, r.Bands[at%Bands])
	x.next[at], x.heads[s] = x.heads[s], int32(at+1)
}

func (x *Index) grow() {
	x.heads = make([]int32, 4*len(x.heads))
	n := len(x.next)
	x.next = x.next[:0]
	for at := range n {
		x.link(at)
	}
}

// Candidate is a text that may share passages with the one asked for.
type Candidate struct {
	Text     string
	Passages int  // how many passages of the text asked for it may hold
	Same     bool // all its words are the same, in the same order
}

// Candidates names the texts held that may share a passage with the rows of a
// text, those with the very same words first, then those with
// most passages, then by key. The text itself is left out.
func (x *Index) Candidates(rows []Signature) []Candidate {
	found := map[string]*Candidate{}
	get := func(key string) *Candidate {
		c := found[key]
		if c == nil {
			c = &Candidate{Text: key}
			found[key] = c
		}
		return c
	}
	for _, q := range rows {
		if q.End == 0 {
			for _, i := range x.whole[q.hash()] {
				if key := x.rows[i].Text; key != q.Text {
					get(key).Same = true
				}
			}
			continue
		}
		seen := map[string]bool{q.Text: true}
		for b := range Bands {
			hits := 0
			for at := x.heads[x.slot(b, q.Bands[b])]; at > 0 && hits < mostHits; at = x.next[at-1] {
				if r := &x.rows[(at-1)/Bands]; int(at-1)%Bands == b && r.Bands[b] == q.Bands[b] {
					hits++
					if !seen[r.Text] {
						seen[r.Text] = true
						get(r.Text).Passages++
					}
				}
			}
		}
	}
	out := make([]Candidate, 0, len(found))
	for _, c := range found {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		if a.Same != b.Same {
			if a.Same {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.Passages, a.Passages), cmp.Compare(a.Text, b.Text))
	})
	return out
}
