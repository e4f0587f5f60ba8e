package compare

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
)

var (
	learnTo   = flag.String("learn", "", "learn the habits anew and write their table to this file")
	learnFrom = flag.String("redlines", "", "learn from the redlines of this file, not from those of the New York City Council")
	folds     = flag.Bool("folds", false, "learn five times, each time keeping another fifth of the laws apart, and print the agreement on what was kept apart")
)

// How the habits are learned.
const (
	learnRounds = 10
	learnRate   = 0.1  // of AdaGrad
	learnMargin = 0.3  // worth of a token marked otherwise than by the drafters, while learning
	learnShrink = 1e-6 // of every price, by example
	learnStep   = 20   // a redline further off than so many prices is taken for so many
)

// TestLearnHabits writes the table of habits, learned from the laws that are not
// kept apart. docs/methods.md says what the redlines of other drafters must look
// like to be learned from:
//
//	go test ./compare -run TestLearnHabits -learn new-york-city-council.txt
//	go test ./compare -run TestLearnHabits -redlines chicago.jsonl -learn chicago.txt
//	go test ./compare -run TestLearnHabits -folds -v
func TestLearnHabits(t *testing.T) {
	if *learnTo == "" && !*folds {
		t.Skip("the habits are learned anew on demand only: -learn FILE or -folds")
	}
	var clauses []clause
	if *learnFrom != "" {
		clauses = readRedlines(t, *learnFrom)
	} else {
		clauses = redlines(t)
	}
	if *learnTo != "" {
		p := learn(clauses, 0)
		if err := os.WriteFile(*learnTo, []byte(p.table()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !*folds {
		return
	}
	var learned [5]prices
	var wg sync.WaitGroup
	for k := range learned {
		wg.Go(func() { learned[k] = learn(clauses, k) })
	}
	wg.Wait()
	var apart agreement
	for _, c := range clauses {
		apart.add(c, wordsBy(&learned[c.fold()], c.Before, c.After))
	}
	t.Logf("kept apart, five folds: F1 %.4f, identical %.1f%%, groups %.3f", apart.f1(), 100*apart.share(), apart.groups())
}

// TestOtherHabitsAreLearned learns from drafters who strike a whole term of days,
// where New York's strike the number alone, and writes and reads their table.
func TestOtherHabitsAreLearned(t *testing.T) {
	numbers := strings.Fields("five ten fifteen twenty thirty forty fifty sixty ninety")
	subjects := []string{"The keeper", "The master of lamps", "Any officer of the watch", "The bureau", "The clerk"}
	acts := []string{"files the list", "pays the fine", "lights the lamps", "answers a request", "returns the key"}
	var clauses []clause
	for i := range 60 {
		m, n := numbers[i%len(numbers)], numbers[(i*5+2)%len(numbers)]
		if m == n {
			continue
		}
		head, tail := subjects[i%len(subjects)]+" "+acts[i/2%len(acts)]+" ", " of the day on which it was due."
		was, is := "within "+m+" days", "within "+n+" days"
		clauses = append(clauses, clause{Law: fmt.Sprint(i), Before: head + was + tail, After: head + is + tail,
			Marks: []Op{{Sign: Keep, Text: head}, {Sign: Delete, Text: was}, {Sign: Insert, Text: is}, {Sign: Keep, Text: tail}}})
	}
	learned := learn(clauses, 0)
	table := readPrices(learned.table())
	var theirs, ours agreement
	for _, c := range clauses {
		if c.fold() == 0 { // kept apart
			theirs.add(c, wordsBy(&table, c.Before, c.After))
			ours.add(c, Words(c.Before, c.After))
		}
	}
	if theirs.clauses < 5 || theirs.share() < 0.9 || ours.share() > 0.5 {
		t.Errorf("of %d redlines kept apart the learned habits make %.0f%% as their drafters did, New York's %.0f%%",
			theirs.clauses, 100*theirs.share(), 100*ours.share())
	}
}

func wordsBy(p *prices, before, after string) []Op {
	w := newWords()
	return w.compare(p, before, after, newBudget())
}

// example is a clause to learn from: its tokens, which of them the drafters
// kept, and what it is worth, while learning, to change each against them.
type example struct {
	a, b         []token
	gold         []int32
	lossA, lossB []float32
}

// exampleOf reads a clause; it is false for one that is too large to be learned
// from.
func exampleOf(c clause) (example, bool) {
	w := newWords()
	var e example
	e.a, e.b, _ = w.both(c.Before, c.After)
	w.single(e.a, e.b)
	if len(e.a)*len(e.b) >= blockCells {
		return e, false
	}
	// byte of before -> byte of after it is kept as
	at := make([]int, len(c.Before)+1)
	for i := range at {
		at[i] = -1
	}
	x, y := 0, 0
	for _, o := range c.Marks {
		switch o.Sign {
		case Keep:
			for k := range len(o.Text) {
				at[x+k] = y + k
			}
			x, y = x+len(o.Text), y+len(o.Text)
		case Delete:
			x += len(o.Text)
		case Insert:
			y += len(o.Text)
		}
	}
	starts := map[int]int{}
	for j, t := range e.b {
		starts[int(t.start)] = j
	}
	e.gold = make([]int32, len(e.a))
	e.lossA, e.lossB = make([]float32, len(e.a)), make([]float32, len(e.b))
	for j := range e.lossB {
		e.lossB[j] = -learnMargin
	}
	for i, t := range e.a {
		e.gold[i], e.lossA[i] = -1, -learnMargin
		j, ok := starts[at[t.start]]
		if ok && at[t.end-1] == int(e.b[j].end)-1 && t.id == e.b[j].id {
			e.gold[i] = int32(j)
			e.lossA[i], e.lossB[j] = learnMargin, learnMargin
		}
	}
	if swapped(c.Before, c.After) {
		e.gold = invert(e.gold, len(e.b))
		e.a, e.b, e.lossA, e.lossB = e.b, e.a, e.lossB, e.lossA
	}
	return e, true
}

// learn learns from all laws but those of one fold.
func learn(clauses []clause, apart int) prices {
	var train []example
	for _, c := range clauses {
		if e, ok := exampleOf(c); ok && c.fold() != apart {
			train = append(train, e)
		}
	}
	var p, sum, squares prices
	for k := range island {
		for c := range p.keep[brief][k] {
			p.keep[brief][k][c], p.keep[lengthy][k][c] = 1, 1
		}
	}
	p.sort[lone] = -1
	r := rand.New(rand.NewPCG(1, 2))
	for round := range learnRounds {
		r.Shuffle(len(train), func(i, j int) { train[i], train[j] = train[j], train[i] })
		for _, e := range train {
			var theirs, ours prices
			features(e.a, e.b, e.gold, &theirs)
			features(e.a, e.b, p.recast(e.a, e.b, 0, len(e.a), 0, len(e.b), e.lossA, e.lossB), &ours)
			p.learn(&theirs, &ours, &squares, float64(len(train)))
			if round >= learnRounds/3 {
				sum.each(func(x []*float32) { *x[0] += *x[1] }, &p)
			}
		}
	}
	n := float32((learnRounds - learnRounds/3) * len(train))
	sum.each(func(x []*float32) { *x[0] /= n })
	return sum
}

// learn moves the prices towards the drafters' redline and away from ours.
func (p *prices) learn(theirs, ours, squares *prices, examples float64) {
	far := 0.0
	theirs.each(func(x []*float32) { far += math.Abs(float64(*x[0] - *x[1])) }, ours)
	step := min(1, learnStep/max(far, 1))
	p.each(func(x []*float32) {
		d := float64(*x[1]-*x[2])*step - learnShrink*examples*float64(*x[0])
		if d == 0 {
			return
		}
		*x[3] += float32(d * d)
		*x[0] += float32(learnRate * d / math.Sqrt(1+float64(*x[3])))
	}, theirs, ours, squares)
}

// each calls f for every price, with the same price of the others behind it.
func (p *prices) each(f func([]*float32), others ...*prices) {
	rows := [][]priceRow{p.rows()}
	for _, o := range others {
		rows = append(rows, o.rows())
	}
	x := make([]*float32, len(rows))
	for i, r := range rows[0] {
		for k := range r.prices {
			for n := range rows {
				x[n] = &rows[n][i].prices[k]
			}
			f(x)
		}
	}
}

// features counts what each price is paid for in a pairing.
func features(a, b []token, kept []int32, f *prices) {
	i, j, run, size := 0, 0, island-1, brief
	for i <= len(a) {
		ei := i
		for ei < len(a) && kept[ei] < 0 {
			ei++
		}
		ej := len(b)
		if ei < len(a) {
			ej = int(kept[ei])
		}
		if ei > i || ej > j {
			for _, t := range a[i:ei] {
				f.change[t.class]++
			}
			for _, t := range b[j:ej] {
				f.change[t.class]++
			}
			edgeOf := func(t []token, k int, table *[classes][classes]float32) {
				x, y := edge(t, k)
				table[x][y]++
			}
			switch {
			case ei > i && ej > j:
				f.sort[lone]++
				f.sort[swap]++
				edgeOf(a, i, &f.open[lone])
				edgeOf(b, j, &f.open[swap])
				edgeOf(a, ei, &f.shut[swap])
				edgeOf(b, ej, &f.shut[swap])
			case ei > i:
				f.sort[lone]++
				edgeOf(a, i, &f.open[lone])
				edgeOf(a, ei, &f.shut[lone])
			default:
				f.sort[lone]++
				edgeOf(b, j, &f.open[lone])
				edgeOf(b, ej, &f.shut[lone])
			}
			run, size = -1, brief
			if ei-i+ej-j >= long {
				size = lengthy
				if ei > i && ej > j {
					f.grow[swap]++
				} else {
					f.grow[lone]++
				}
			}
			if ei == len(a) {
				return
			}
		}
		if ei == len(a) {
			break
		}
		run = min(run+1, island-1)
		f.keep[size][run][a[ei].class]++
		if run == island-1 {
			size = brief
		}
		i, j = ei+1, ej+1
	}
	f.last[size][run]++
}

// table writes the prices as readPrices reads them.
func (p *prices) table() string {
	var b strings.Builder
	b.WriteString("# What a redline is worth, in hundredths. Written by TestLearnHabits.\n")
	fmt.Fprintf(&b, "%-16s", "#")
	for _, name := range classNames {
		fmt.Fprintf(&b, "%5.4s", name)
	}
	b.WriteByte('\n')
	for _, r := range p.rows() {
		fmt.Fprintf(&b, "%-16s", r.name)
		for _, x := range r.prices {
			fmt.Fprintf(&b, "%5d", int(math.Round(float64(x)*100)))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestHabitsTable(t *testing.T) {
	if got := newYorkCouncil.table(); got != newYorkCouncilText {
		t.Errorf("the table of habits is not what it would be written as:\n%s", got)
	}
}
