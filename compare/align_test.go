package compare

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"refuge/compare/comparetest"
	"refuge/law"
)

// made is a right text made from the paragraphs of a left one, and what became
// of each.
type made struct {
	left, right Text
	from        []int        // for each right paragraph its left one, or -1
	moved       map[int]bool // left paragraphs that were taken elsewhere
	ls, rs      []string
}

// paragraphsOf are the paragraphs of a text with words in them, each once.
func paragraphsOf(text string) []string {
	seen := map[string]bool{}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if len(strings.Fields(line)) >= 8 && !seen[line] {
			seen[line] = true
			out = append(out, line)
		}
	}
	return out
}

// disturb moves blocks of paragraphs far away, edits, adds and takes out others.
func disturb(r *rand.Rand, ps, others []string, moves int) made {
	m := made{ls: ps, moved: map[int]bool{}}
	order := make([]int, len(ps))
	for i := range order {
		order[i] = i
	}
	for range moves {
		size := 1 + r.IntN(2)
		at := r.IntN(len(order) - size)
		to := r.IntN(len(order) - size)
		if d := to - at; d < 5 && d > -5 {
			continue
		}
		block := append([]int(nil), order[at:at+size]...)
		if m.moved[block[0]] || m.moved[block[size-1]] {
			continue
		}
		for _, i := range block {
			m.moved[i] = true
		}
		order = append(order[:at:at], order[at+size:]...)
		order = append(order[:to:to], append(block, order[to:]...)...)
	}
	for _, i := range order {
		switch x := r.Float64(); {
		case x < 0.08:
			delete(m.moved, i)
		case x < 0.3:
			m.rs, m.from = append(m.rs, reword(r, ps[i], others)), append(m.from, i)
		default:
			m.rs, m.from = append(m.rs, ps[i]), append(m.from, i)
		}
		if r.Float64() < 0.1 {
			m.rs, m.from = append(m.rs, others[r.IntN(len(others))]), append(m.from, -1)
		}
	}
	m.left, m.right = textOf(m.ls), textOf(m.rs)
	return m
}

func textOf(ps []string) Text {
	t := strings.Join(ps, "\n") + "\n"
	return Text{Text: t, Sections: lineSections(t)}
}

func tokensOf(text string) []token {
	s, _ := cutText(text, false)
	return newWords().number(s)
}

// lineSections makes each line a section, numbered by the token it begins with
// where that is a number.
func lineSections(text string) []law.Section {
	var out []law.Section
	at := 0
	seen := map[string]int{}
	for line := range strings.Lines(text) {
		t := tokensOf(line)
		number := ""
		if n := labelTokens(line, t); n > 0 {
			number = line[t[0].start:t[n-1].end]
		}
		seen[number]++
		out = append(out, law.Section{EID: fmt.Sprintf("%s-%d", number, seen[number]), Number: number, Start: at, End: at + len(line)})
		at += len(line)
	}
	return out
}

// reword changes up to a quarter of the words of a paragraph.
func reword(r *rand.Rand, p string, others []string) string {
	w := strings.Fields(p)
	donor := strings.Fields(others[r.IntN(len(others))])
	for range 1 + r.IntN(max(1, len(w)/10)) {
		i := r.IntN(len(w))
		switch r.IntN(3) {
		case 0:
			w = append(w[:i:i], w[min(len(w), i+1+r.IntN(3)):]...)
		case 1:
			w[i] = donor[r.IntN(len(donor))]
		default:
			k := r.IntN(len(donor))
			w = append(w[:i:i], append(append([]string(nil), donor[k:min(len(donor), k+4)]...), w[i:]...)...)
		}
		if len(w) == 0 {
			return p
		}
	}
	return strings.Join(w, " ")
}

// correspondence counts the pairs that an alignment finds against the true ones.
type correspondence struct {
	found, pairs, both    int
	moves, movesFound     int
	movesTold, falseMoves int
}

func (c *correspondence) add(m made) {
	cmp := Compare(m.left, m.right)
	lineOf := func(t string, at int) int { return strings.Count(t[:at], "\n") }
	truth := map[[2]int]bool{}
	for j, i := range m.from {
		if i >= 0 {
			truth[[2]int{i, j}] = true
		}
	}
	c.pairs += len(truth)
	c.moves += len(m.moved)
	// lines at either end of a move, by its number
	from := map[int][]int{}
	to := map[int][]int{}
	la, ra := 0, 0
	told := map[[2]int]bool{}
	pair := func(i, j int, moved bool) {
		k := [2]int{i, j}
		if told[k] {
			return
		}
		told[k] = true
		// of two paragraphs with the same words either may be meant
		right := truth[k] || bare(m.ls[i]) == bare(m.rs[j]) || m.from[j] >= 0 && bare(m.ls[i]) == bare(m.ls[m.from[j]])
		c.found++
		if right {
			c.both++
		}
		if moved {
			c.movesTold++
			if !right || !crosses(truth, k) {
				c.falseMoves++
			} else if m.moved[i] {
				c.movesFound++
			}
		}
	}
	for _, s := range cmp.Sections {
		for _, p := range s.Paragraphs {
			b, a := len(Before(p.Ops)), len(After(p.Ops))
			switch {
			case p.End == From:
				from[p.Move] = append(from[p.Move], lineOf(m.left.Text, la))
			case p.End == To:
				to[p.Move] = append(to[p.Move], lineOf(m.right.Text, ra))
			case b > 0 && a > 0:
				for i := lineOf(m.left.Text, la); i <= lineOf(m.left.Text, la+b-1); i++ {
					for j := lineOf(m.right.Text, ra); j <= lineOf(m.right.Text, ra+a-1); j++ {
						pair(i, j, false)
					}
				}
			}
			la, ra = la+b, ra+a
		}
	}
	for n := range from {
		for k := range min(len(from[n]), len(to[n])) {
			pair(from[n][k], to[n][k], true)
		}
	}
}

// bare is a paragraph without its number, with single spaces.
func bare(p string) string {
	t := tokensOf(p)
	n := labelTokens(p, t)
	if n == len(t) {
		return p
	}
	return strings.Join(strings.Fields(p[t[n].start:]), " ")
}

// crosses reports whether a true pair stands in another order than some other:
// of two that changed places either may be called the one that moved.
func crosses(truth map[[2]int]bool, k [2]int) bool {
	for o := range truth {
		if (o[0] < k[0]) != (o[1] < k[1]) && o[0] != k[0] {
			return true
		}
	}
	return false
}

func (c correspondence) f1() float64 { return 2 * float64(c.both) / float64(c.found+c.pairs) }

func (c correspondence) String() string {
	return fmt.Sprintf("correspondence F1 %.4f over %d pairs; %d of %d moved paragraphs found, %d told, %d of them false",
		c.f1(), c.pairs, c.movesFound, c.moves, c.movesTold, c.falseMoves)
}

func TestAlignmentOfDisturbedTexts(t *testing.T) {
	var texts [][]string
	for _, m := range comparetest.Archive(t) {
		if ps := paragraphsOf(m.Text); len(ps) >= 25 && len(ps) <= 120 {
			texts = append(texts, ps)
		}
		if len(texts) == 300 {
			break
		}
	}
	r := rand.New(rand.NewPCG(3, 7))
	for _, moves := range []int{0, 3, 40} {
		t.Run(fmt.Sprintf("%d moves", moves), func(t *testing.T) {
			var c correspondence
			for k, ps := range texts {
				c.add(disturb(r, ps, texts[(k+101)%len(texts)], moves))
			}
			t.Log(c)
			if c.f1() < 0.95 {
				t.Errorf("want F1 of at least 0.95")
			}
			if moves < 10 && (c.falseMoves > 0 || float64(c.movesFound) < 0.9*float64(c.moves)) {
				t.Errorf("want nine moves of ten and no false one")
			}
			// in a text that was shuffled it cannot be said which paragraphs moved,
			// and edited twins change places
			if c.falseMoves*1000 > c.movesTold {
				t.Errorf("want no more than one false move in a thousand")
			}
		})
	}
}
