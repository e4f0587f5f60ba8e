package reuse

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"refuge/compare/comparetest"
	"refuge/law"
)

func TestLoans(t *testing.T) {
	const shared = "the watch shall not detain a person on the ground that the person is believed to lack lawful status, nor ask for papers that show the place of birth"
	a := "Be it enacted by the council as follows: In Springfield " + shared + ". This local law shall take effect immediately."
	b := "Be it enacted by the council as follows: Nothing changes in parks. Furthermore " + strings.Replace(shared, "papers", "documents", 1) + ", as before. This local law shall take effect immediately."
	ls := Loans(a, b)
	if len(ls) != 1 {
		t.Fatalf("got %d loans: %+v", len(ls), ls)
	}
	if got := a[ls[0].Start:ls[0].End]; got != shared {
		t.Errorf("the loan is %q", got)
	}
	if got := b[ls[0].OtherStart:ls[0].OtherEnd]; got != strings.Replace(shared, "papers", "documents", 1) {
		t.Errorf("it stands there as %q", got)
	}
	if ls[0].Words != 28 || ls[0].Same < 0.9 || ls[0].Same == 1 {
		t.Errorf("%d words, %.2f the same", ls[0].Words, ls[0].Same)
	}
	c := "Be it enacted by the council as follows: Bees may be kept. This local law shall take effect immediately."
	if ls := Loans(a, c); len(ls) != 0 {
		t.Errorf("set phrases alone were taken for a loan: %+v", ls)
	}
}

func TestIndexAddsOnce(t *testing.T) {
	text := comparetest.Prose(1, 3000)
	x := NewIndex()
	rows := x.Add("springfield-1", text)
	if len(rows) < 2 || x.Add("springfield-1", text) != nil || x.Len() != len(rows) {
		t.Fatalf("%d rows, %d held", len(rows), x.Len())
	}
	x.Add("springfield-2", comparetest.Prose(2, 3000))
	x.Add("shelbyville-1", comparetest.Edited(4, text))
	again := NewIndex()
	again.Load(rows)
	again.Load(Signatures("springfield-2", comparetest.Prose(2, 3000)))
	again.Load(Signatures("shelbyville-1", comparetest.Edited(4, text)))
	got, loaded := x.Candidates(rows), again.Candidates(rows)
	if !reflect.DeepEqual(got, loaded) {
		t.Errorf("a loaded index answers %v, the first one %v", loaded, got)
	}
	if len(got) != 1 || got[0].Text != "shelbyville-1" || got[0].Same {
		t.Errorf("got %v", got)
	}
	if got := x.Candidates(Signatures("copy", text)); len(got) != 2 || !got[0].Same || got[0].Text != "springfield-1" {
		t.Errorf("of a copy: %v", got)
	}
}

func TestAppearances(t *testing.T) {
	at := func(text, date string) Occurrence {
		o := Occurrence{Text: text}
		if date != "" {
			o.Date = law.MustDate(date)
		}
		return o
	}
	first, all := Appearances([]Occurrence{at("c", ""), at("b", "2014-11"), at("a", "1989-08-07")})
	if first == nil || first.Text != "a" || all[1].Text != "b" || all[2].Text != "c" {
		t.Errorf("first %v of %v", first, all)
	}
	if first, _ := Appearances([]Occurrence{at("a", "2014"), at("b", "2014-11")}); first != nil {
		t.Errorf("of a year and a month in it neither is first: %v", first)
	}
	if first, _ := Appearances([]Occurrence{at("a", "")}); first != nil {
		t.Errorf("what has no date is no first appearance")
	}
}

// TestReuseRecall looks for every pair of texts of the archive with the same
// name and words, and for passages with one word in twenty changed.
func TestReuseRecall(t *testing.T) {
	ms := comparetest.Archive(t)
	x := NewIndex()
	rows := make([][]Signature, len(ms))
	same := map[string][]int{}
	for i, m := range ms {
		key := fmt.Sprint(i)
		rows[i] = x.Add(key, m.Text)
		k := m.Name + "\x00" + strings.Join(strings.Fields(m.Text), " ")
		same[k] = append(same[k], i)
	}
	pairs, byBands, found := 0, 0, 0
	for _, is := range same {
		for _, i := range is {
			if len(is) < 2 {
				break
			}
			got := map[string]Candidate{}
			for _, c := range x.Candidates(rows[i]) {
				got[c.Text] = c
			}
			for _, j := range is {
				if j == i {
					continue
				}
				pairs++
				c, ok := got[fmt.Sprint(j)]
				if ok && c.Passages > 0 {
					byBands++
				}
				if ok {
					found++
				}
			}
		}
	}
	t.Logf("%d texts, %d rows; same name and words: %d of %d pairs found, %d of them by bands of passages", len(ms), x.Len(), found, pairs, byBands)
	if pairs == 0 || float64(found) < 0.98*float64(pairs) {
		t.Errorf("want 98 of 100 pairs")
	}

	r := rand.New(rand.NewPCG(1, 1))
	asked, hit := 0, 0
	for i := 0; i < len(ms); i += 20 {
		m := ms[i]
		for _, s := range rows[i][1:] {
			w := strings.Fields(m.Text[s.Start:s.End])
			if len(w) < 25 {
				continue
			}
			for range max(1, len(w)/20) {
				w[r.IntN(len(w))] = "otherwise"
			}
			asked++
			for _, c := range x.Candidates(Signatures("query", strings.Join(w, " "))) {
				if c.Text == fmt.Sprint(i) {
					hit++
					break
				}
			}
		}
	}
	t.Logf("passages with one word in twenty changed: %d of %d found", hit, asked)
	if float64(hit) < 0.9*float64(asked) {
		t.Errorf("want nine of ten")
	}
}

// BenchmarkReuse indexes 12,000 texts of the archive's kind and prints the cost
// of a text in the first and in the last quarter.
func BenchmarkReuse(b *testing.B) {
	ms := comparetest.Archive(b)
	const texts = 12_000
	var first, last time.Duration
	peak := 0.0
	for b.Loop() {
		peak = comparetest.PeakHeap(func() {
			x := NewIndex()
			first, last = 0, 0
			for i := range texts {
				m := ms[i%len(ms)]
				start := time.Now()
				rows := x.Add(fmt.Sprint(i), m.Text)
				x.Candidates(rows)
				switch spent := time.Since(start); {
				case i < texts/4:
					first += spent
				case i >= texts-texts/4:
					last += spent
				}
			}
		})
	}
	b.ReportMetric(peak/1e6, "peak-MB")
	b.ReportMetric(float64(first.Microseconds())/(texts/4), "µs/first-texts")
	b.ReportMetric(float64(last.Microseconds())/(texts/4), "µs/last-texts")
}
